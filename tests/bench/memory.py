"""Memory of the compositor's own a guest, beyond what it maps of the guest."""

from bench.crowd import Crowd
from bench.meter import private_bytes
from bench.table import Row

GUESTS = 64
SIZE = (800, 600)  # as Linux has it without being told
GOAL_KIB = 256


def measure(progress) -> list[Row]:
    used = []
    # From one to many: what the first guest makes it load, fonts for instance, isn't a guest's.
    for count in (1, 1 + GUESTS):
        progress(f"memory: {count} guests")
        with Crowd(count, SIZE) as crowd:
            used.append(private_bytes(crowd.desktop.pid))
    kib = (used[1] - used[0]) / 1024 / GUESTS
    return [Row("private memory a guest", "KiB", kib, goal=f"< {GOAL_KIB}", met=kib < GOAL_KIB)]
