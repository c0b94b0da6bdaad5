"""Watches for stamps on a screen: when was the commit that showed a stamp first?"""

import mmap
import os
import time

import numpy

from harness.picture import Picture
from harness.process import FOR_EVER
from harness.screen import Screen
from harness.wayland import Client

# As load.h has them.
STAMP_COLOR, STAMP_SIZE = 0x13579B, 16

XRGB8888 = 1  # as wl_shm numbers it
# Two commits are at least a timer's 16 ms apart: who asks again that soon has missed none.
TOO_LATE_NS = 8_000_000


def _find_stamp(picture: Picture) -> tuple[int, int] | None:
    """Where it is, as soon as there is only one on the screen."""
    box = picture.box(STAMP_COLOR)
    return box[:2] if box and box[2:] == (STAMP_SIZE, STAMP_SIZE) else None


class Watcher:
    """
    Asks for a copy of a few pixels of each commit with something new (screencopy, copy_with_damage).
    The event that says that the copy is there has the time of the commit. So the compositor that is
    measured is one that users have, and it copies three pixels a frame more than it does for them.
    """

    def __init__(self, client: Client, place: tuple[int, int] | None = None):
        """place is where the stamp's square is; by default, it is looked for."""
        self._client = client
        if place is None:
            place = Screen(client).wait(_find_stamp, "a stamp")
        self.place = place
        self._copies = client.bind("zwlr_screencopy_manager_v1")
        self._output = client.bind("wl_output")
        fd = os.memfd_create("stamp")
        os.truncate(fd, 4 * STAMP_SIZE)
        self._memory = mmap.mmap(fd, 4 * STAMP_SIZE)
        pool = client.bind("wl_shm").create_pool(fd, 4 * STAMP_SIZE)
        self._buffer = pool.create_buffer(0, STAMP_SIZE, 1, 4 * STAMP_SIZE, XRGB8888)
        pool.destroy()
        os.close(fd)

    def _next(self) -> tuple[int, int | None]:
        """When the next commit was that showed something new, and the stamp that there is."""
        frame = self._copies.capture_output_region(0, self._output, *self.place, STAMP_SIZE, 1)
        done = []
        frame.on["ready"] = lambda high, low, ns: done.append((high << 32 | low) * 10**9 + ns)
        frame.on["failed"] = lambda: done.append(None)
        frame.copy_with_damage(self._buffer)
        self._client.wait(lambda: done, "a copy of the next frame")
        assert done[0] is not None, "the compositor failed to copy a frame"
        frame.destroy()
        pixels = numpy.frombuffer(self._memory, numpy.uint32) & 0xFFFFFF
        low, middle, high, *rest = map(int, pixels)
        stamp = high << 48 | middle << 24 | low
        return done[0], stamp if set(rest) == {STAMP_COLOR} else None

    def latencies(self, count: int) -> list[float]:
        """From a stamp's drawing to the commit that shows it, in ms, of so many stamps."""
        found, last_stamp, last_commit = [], None, 0
        deadline = time.monotonic() + FOR_EVER
        while len(found) < count and time.monotonic() < deadline:
            asked = time.monotonic_ns()
            commit, stamp = self._next()
            if stamp not in (None, last_stamp):
                if last_stamp is not None and asked - last_commit < TOO_LATE_NS:
                    found.append((commit - stamp) / 1e6)
                last_stamp = stamp
            last_commit = commit
        assert len(found) == count, f"only {len(found)} stamps were seen"
        return found

    def first(self) -> float:
        """The same of the first stamp that is seen."""
        while True:
            commit, stamp = self._next()
            if stamp is not None:
                return (commit - stamp) / 1e6
