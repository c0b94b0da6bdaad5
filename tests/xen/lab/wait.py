"""Waiting for conditions. Under emulation every duration is elastic, so nothing sleeps for a time."""

import time
from collections.abc import Callable

DEADLINE = 300.0


class Timeout(AssertionError):
    """A condition did not come true in time."""


def wait_until[T](predicate: Callable[[], T], what: str, deadline: float = DEADLINE) -> T:
    """Ask predicate again and again until it returns something true, and return that.

    A generous deadline costs nothing where things go well.
    """
    end = time.monotonic() + deadline
    pause = 0.02
    while not (value := predicate()):
        if time.monotonic() > end:
            raise Timeout(f"waited {deadline:.0f} s for {what}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.5)
    return value
