"""The stand-ins can take the place of the real libraries in any program."""

import subprocess

import pytest
from harness.machine import BUILD


def symbols(library: str) -> set[str]:
    output = subprocess.run(["nm", "-D", "--defined-only", "--with-symbol-versions", library],
                            capture_output=True, text=True, check=True).stdout
    return {line.split()[-1] for line in output.splitlines()}


def soname(library: str) -> str:
    output = subprocess.run(["readelf", "-d", library], capture_output=True, text=True, check=True)
    return next(line for line in output.stdout.splitlines() if "SONAME" in line).split()[-1]


@pytest.mark.parametrize("name", ["call", "evtchn", "foreignmemory", "gnttab"])
def test_every_symbol_is_there(name):
    file = f"libxen{name}.so.1"
    real = subprocess.run(["cc", f"-print-file-name={file}"], capture_output=True, text=True,
                          check=True).stdout.strip()
    ours = str(BUILD / "libs" / file)
    assert symbols(real) == symbols(ours)
    assert soname(real) == soname(ours)
