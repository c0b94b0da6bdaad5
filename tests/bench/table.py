"""Rows of results, and the ways to print them."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    name: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str | None = None  # what peer is a value of
    goal: str | None = None
    met: bool | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.peer if self.peer else None


def number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _cells(row: Row) -> list[str]:
    peer = f"{number(row.peer)} ({row.peer_name})" if row.peer is not None else ""
    met = "" if row.met is None else "yes" if row.met else "no"
    ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
    return [row.name, row.unit, number(row.ours), peer, ratio, row.goal or "", met]


HEAD = ["what", "unit", "ours", "peer", "ratio", "goal", "met"]


def as_text(rows: list[Row]) -> str:
    table = [HEAD, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*table)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
                     for line in table)


def as_markdown(rows: list[Row]) -> str:
    lines = [HEAD, ["---"] * len(HEAD), *map(_cells, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_json(rows: list[Row]) -> str:
    keys = ("name", "unit", "ours", "peer", "peer_name", "ratio", "goal", "met")
    return json.dumps([{key: {**asdict(row), "ratio": row.ratio}[key] for key in keys}
                       for row in rows], indent=1)
