"""What 64 guests cost that do nothing."""

from bench.crowd import Cost, Crowd
from bench.table import Row

GUESTS, SECONDS = 64, 5.0


def measure(progress) -> list[Row]:
    with Crowd(GUESTS) as crowd:
        progress(f"idle: {SECONDS:.0f} s with {GUESTS} guests")
        cost = Cost.at_rest(crowd.desktop, SECONDS)
    return [
        Row(f"{GUESTS} idle guests: wake-ups", "1/s", cost.wakeups, goal="none",
            met=cost.wakeups == 0),
        Row(f"{GUESTS} idle guests: CPU", "ms/s", cost.cpu_ms, goal="none", met=cost.cpu_ms < 0.01),
    ]
