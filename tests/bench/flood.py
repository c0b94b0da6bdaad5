"""What an agent that floods the desktop costs it, and what a guest beside it notices."""

import re
from contextlib import ExitStack
from pathlib import Path

from bench.crowd import Cost
from bench.latency import GOAL_MS, percentiles
from bench.programs import BenchFlood, BenchWindows, Domicile
from bench.table import Row

FLOODS = ("damage", "pixels", "places", "titles", "windows")
SECONDS = 2.0
SIZE = 320, 240  # of each window; the flood's is as flood.c has it
PLACE = 400, 400  # of the flood's
MAX_CPU_MS = 1000 / 3  # a second: a third of a processor, as test_hostile.py has it


class Scene:
    """A window that is watched, and beside it another guest, which does more or less."""

    def __init__(self, stack: ExitStack, flood: str | None):
        self.desktop = Domicile()
        stack.callback(self.desktop.end)
        self.watched = BenchWindows(*SIZE, 100, 1, 1)
        stack.callback(self.watched.end)
        if flood is None:
            # The same frames are drawn as for a flood, of which each frame has something.
            other = BenchWindows(*SIZE, PLACE[1], 1, 1)
            other.paint(64, 64)
        else:
            other = BenchFlood(flood, *PLACE)
        stack.callback(other.end)

    def measure(self) -> tuple[Cost, float, float]:
        """A second's cost, and the watched one's latencies, p50 and p99."""
        cost = Cost.of(self.desktop, SECONDS)
        self.watched.stamp(25, 50)
        return cost, *percentiles(self.desktop)


def measure(progress) -> list[Row]:
    found = {}
    for flood in (None, *FLOODS):
        progress(f"flood: of {flood or 'nothing'}")
        with ExitStack() as stack:
            found[flood] = Scene(stack, flood).measure()
    quiet = found.pop(None)
    rows = []
    for flood, (cost, *latencies) in found.items():
        what = f"an agent's flood of {flood}"
        rows.append(Row(f"{what}: CPU", "ms/s", cost.cpu_ms, quiet[0].cpu_ms, "60 updates",
                        f"< {MAX_CPU_MS:.0f}", cost.cpu_ms < MAX_CPU_MS))
        for part, ours, peer in zip(("p50", "p99"), latencies, quiet[1:]):
            goal = max(peer, GOAL_MS) if part == "p99" else None
            rows.append(Row(f"{what}: another's update to commit, {part}", "ms", ours, peer,
                            "60 updates", f"<= {goal:.1f}" if goal else None,
                            ours <= goal if goal else None))
    return rows
