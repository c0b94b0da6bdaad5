"""Progress, for who waits for it."""

import time


class Steps:
    """A line a step, with the seconds it took, as ./dev itself prints them."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def done(self, text: str) -> None:
        now = time.monotonic()
        print(f"{text:<58}{now - self._start:4.0f} s", flush=True)
        self._start = now
