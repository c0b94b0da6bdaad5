"""CPU against the number of guests that draw."""

from statistics import median

from bench.crowd import GUEST_SIZE, Cost, Crowd
from bench.table import Row

COUNTS = (1, 2, 4, 8, 16, 32, 64)
ROUNDS, SECONDS = 3, 1.0
GOAL = 1.1


def measure(progress) -> list[Row]:
    """The guests that draw draw all of their pixels; all others are there too, and idle."""
    costs = {}
    with Crowd(max(COUNTS)) as crowd:
        for turn in range(ROUNDS):
            progress(f"active: round {turn + 1} of {ROUNDS}")
            for count in COUNTS:
                for guest in crowd.guests[:count]:
                    guest.paint(*GUEST_SIZE)
                for guest in crowd.guests[:count]:
                    guest.wait_frames(5)
                before = crowd.desktop.counters()["guest_bytes"]
                cost = Cost.of(crowd.desktop, SECONDS)
                pixels = (crowd.desktop.counters()["guest_bytes"] - before) / 4
                for guest in crowd.guests[:count]:
                    guest.stop()
                costs.setdefault(count, []).append(cost.cpu_ms * SECONDS / pixels * 1e6)
    each = {count: median(values) for count, values in costs.items()}
    rows = [Row("1 active guest: CPU a damaged megapixel", "ms", each[1])]
    for half, count in zip(COUNTS, COUNTS[1:]):
        rows.append(Row(f"{count} active guests: CPU a damaged megapixel", "ms", each[count],
                        each[half], f"{half} active", f"<= {GOAL}: linear",
                        each[count] <= GOAL * each[half]))
    return rows
