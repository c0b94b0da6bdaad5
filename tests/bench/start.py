"""From a guest's driver having its device, before it tells us, to the first frame that shows it."""

from statistics import median

from bench.crowd import Crowd
from bench.programs import BenchGuest
from bench.table import Row
from bench.watcher import Watcher

GUESTS = 15
SIZE = (800, 600)
GOAL_MS = 50


def measure(progress) -> list[Row]:
    progress(f"start: {GUESTS} guests, one after the other")
    times = []
    with Crowd(1, SIZE) as crowd:
        watcher = Watcher(crowd.desktop.client)
    with Crowd(0) as crowd:
        watcher = Watcher(crowd.desktop.client, watcher.place)
        for _ in range(GUESTS):
            guest = BenchGuest(*SIZE)
            times.append(watcher.first())
            guest.end()
            crowd.desktop.expect(r"display 0 has gone")
    return [
        Row("a guest's state 3 to its first frame, median", "ms", median(times),
            goal=f"< {GOAL_MS}", met=median(times) < GOAL_MS),
        Row("a guest's state 3 to its first frame, longest", "ms", max(times),
            goal=f"< {GOAL_MS}", met=max(times) < GOAL_MS),
    ]
