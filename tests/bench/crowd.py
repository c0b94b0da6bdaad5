"""Many guests on one desktop, and what they cost it."""

import time
from contextlib import ExitStack
from dataclasses import dataclass

from bench.meter import cpu_ns, sleeps
from bench.programs import SIZE, BenchGuest, Domicile
from harness.process import Process

# So that 64 windows with their frames have room beside each other.
GUEST_SIZE = (208, 80)

MAX_UNREST = 3.0  # seconds


class Crowd:
    """A desktop with guests, as a context."""

    def __init__(self, count: int, size: tuple[int, int] = GUEST_SIZE, covered: bool = False):
        """covered: behind another guest, in fullscreen, that draws nothing."""
        self._count, self._size, self._covered = count, size, covered

    def __enter__(self) -> "Crowd":
        with ExitStack() as stack:
            self.desktop = Domicile()
            stack.callback(self.desktop.end)
            if self._covered:
                self._cover(stack)
            self.guests = [self._add(stack, self._size) for _ in range(self._count)]
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error) -> None:
        self._stack.__exit__(*error)

    def _add(self, stack: ExitStack, size: tuple[int, int]) -> BenchGuest:
        start = len(self.desktop.lines)
        guest = BenchGuest(*size)
        stack.callback(guest.end)
        self.desktop.expect_since(start, "view: .* at ")
        return guest

    def _cover(self, stack: ExitStack) -> None:
        self._add(stack, SIZE)
        start = len(self.desktop.lines)
        self.desktop.hands.key("leftmeta", "f")
        self.desktop.expect_since(start, f"view: .* at 0,0 {SIZE[0]}x{SIZE[1]}$")


@dataclass(frozen=True)
class Cost:
    """What a process does in a second."""

    wakeups: float
    cpu_ms: float

    @classmethod
    def of(cls, process: Process, seconds: float) -> "Cost":
        start = sleeps(process.pid), cpu_ns(process.pid)
        time.sleep(seconds)
        end = sleeps(process.pid), cpu_ns(process.pid)
        return cls((end[0] - start[0]) / seconds, (end[1] - start[1]) / 1e6 / seconds)

    @classmethod
    def at_rest(cls, process: Process, seconds: float) -> "Cost":
        """The same, after it has come to rest. If it never does, that will be seen."""
        deadline = time.monotonic() + MAX_UNREST
        while cls.of(process, 0.3).wakeups > 0 and time.monotonic() < deadline:
            pass
        return cls.of(process, seconds)
