"""What 64 guests cost that draw without end where nobody sees it."""

from bench.crowd import Cost, Crowd
from bench.table import Row

GUESTS, SECONDS = 64, 5.0


def measure(progress) -> list[Row]:
    costs = []
    for count in (0, GUESTS):
        progress(f"hidden: {count} guests that draw behind another")
        with Crowd(count, covered=True) as crowd:
            for guest in crowd.guests:
                guest.paint(64, 64)
                guest.wait_frames(1)
            costs.append(Cost.at_rest(crowd.desktop, SECONDS))
    none, many = costs
    return [
        Row(f"{GUESTS} busy hidden guests: wake-ups", "1/s", many.wakeups, none.wakeups, "no guest",
            "the same", many.wakeups == none.wakeups),
        Row(f"{GUESTS} busy hidden guests: CPU", "ms/s", many.cpu_ms, none.cpu_ms, "no guest",
            "the same", many.cpu_ms - none.cpu_ms < 0.01),
    ]
