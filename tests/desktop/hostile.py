"""Guests that break a rule, and the one beside them that must not notice."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from harness.desktop import Desktop
from harness.machine import BUILD, Guest, Puppet

HOSTILE = BUILD / "hostile"

SIZE = 320, 240  # of every guest's screen here
# What the largest needs that there are, with a copy.
CONFIG = f"[defaults]\nsize = {SIZE[0]}x{SIZE[1]}\nmemory = 128M\n"

MARK = 0xC0FFEE  # what a hostile guest shows once it has acted
PLACEHOLDER_TEXT = 0xB4B9C2  # see compositor/guest_view.c


@dataclass(frozen=True)
class Case:
    """A row of the program's tables."""

    name: str
    outcome: str
    reason: str


def all_cases() -> list[Case]:
    output = subprocess.run([HOSTILE, "--list"], capture_output=True, text=True, check=True).stdout
    return [Case(*line.split(" ", 2)) for line in output.splitlines()]


def cases(outcome: str):
    """For a test of all cases of which that is expected."""
    return pytest.mark.parametrize(
        "case", [case for case in all_cases() if case.outcome == outcome],
        ids=lambda case: case.name)


class Hostile(Guest):
    def __init__(self, desktop: Desktop, case: str, options=()):
        self._desktop = desktop
        super().__init__(HOSTILE, case, options=["--name", "hostile", *options])

    def log(self, reason: str) -> list[str]:
        """What the desktop has said of it."""
        return [line for line in self._desktop.lines
                if re.search(rf" d{self.domid} \(hostile\): .*{reason}", line)]

    def expect_log(self, reason: str) -> None:
        self._desktop.expect_since(0, rf" d{self.domid} \(hostile\): .*{reason}")

    def leave(self) -> None:
        """It is closed, whatever it is at, and nothing of it stays."""
        self.end()
        self.expect_log("gone$")
        self._desktop.wait_mapped(self.domid, 0)


class Neighbour(Puppet):
    """Was there first, and has the focus."""

    def __init__(self, desktop: Desktop):
        super().__init__("neighbour")
        self._color = 0x204000
        self.expect_display(*SIZE)
        self.meet(desktop)

    def meet(self, desktop: Desktop) -> None:
        """This is the one that is to show it."""
        self._desktop = desktop
        desktop.hands.pointer(0, 0)  # so that nothing new is opened later
        self.box = self.draw()

    def draw(self) -> None:
        """Its picture is what it draws, all of it."""
        self._color += 1
        self.fill(0, 0, *SIZE, self._color)
        return self._desktop.wait_box(self._color, SIZE)

    def type(self) -> None:
        """It gets what is typed, and nothing else."""
        self._desktop.hands.key("a")
        assert self.events("key 30 0") == ["key 30 1", "key 30 0"]

    def check(self) -> None:
        self.draw()
        self.type()


def cpu_seconds(pid: int) -> float:
    """What all threads of a process have used: utime and stime, but not in ticks."""
    return sum(int(path.read_text().split()[0])
               for path in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def own_memory(pid: int) -> float:
    """MiB that are nobody else's."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"RssAnon:\s+(\d+) kB", status)[1]) / 1024


def is_sanitized(pid: int) -> bool:
    return "libasan" in Path(f"/proc/{pid}/maps").read_text()


def open_files(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))
