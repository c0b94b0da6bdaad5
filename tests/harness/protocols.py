"""The Wayland globals that README's table claims, and those that wayland-info finds."""

import re
from pathlib import Path

GPU = "on a GPU"


def versions(pairs: list[tuple[str, str]]) -> dict[str, int]:
    return {name: int(version) for name, version in pairs}


def claims(readme: str | Path, column: int, *, gpu: bool) -> dict[str, int]:
    """A column of the table, with or without the row of those that need a GPU."""
    _, _, section = Path(readme).read_text().partition("## What programs find here\n")
    section, _, _ = section.partition("\n## ")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]]
            for line in section.splitlines() if line.startswith("|")]
    assert GPU in [row[0] for row in rows]
    return versions([pair for row in rows if gpu or row[0] != GPU
                     for pair in re.findall(r"`(\w+)` (\d+)", row[column])])


def found(info: str) -> dict[str, int]:
    return versions(re.findall(r"^interface: '(\w+)', +version: +(\d+)", info, re.MULTILINE))
