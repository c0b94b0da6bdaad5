"""Windows of guests, one by one: beside a framebuffer, and many of them."""

import re
import time
from contextlib import ExitStack
from statistics import median

from bench.crowd import Cost
from bench.frames import ROUNDS, SIZES, Contender
from bench.programs import HZ, SIZE, BenchGuest, BenchWindows, Domicile
from bench.table import Row
from harness.desktop import BORDER, TITLE_HEIGHT

GOAL = 1.1

GUESTS, EACH, DRAWING = 10, 20, 2  # windows of each, and how many of those draw
# Of a window, with its frame a place in a table that fills the screen.
WIDTH = SIZE[0] // EACH - 2 * BORDER
HEIGHT = SIZE[1] // GUESTS - 2 * BORDER - TITLE_HEIGHT
PAINTED = 64, 64
SECONDS = 2.0
MISSED = 1  # frames a second


class InFront(Contender):
    """One of two guests in fullscreen, brought before the other when it is its turn."""

    def __init__(self, name: str, desktop: Domicile, program, title: str):
        super().__init__(name, desktop, program, desktop.frames)
        self._title = title

    def has_focus(self) -> bool:
        focus = [line for line in self.compositor.lines if "focus: " in line]
        return bool(focus) and focus[-1].endswith(f"focus: {self._title}")

    def bring(self) -> None:
        if not self.has_focus():
            start = len(self.compositor.lines)
            self.compositor.hands.key("leftalt", "tab")
            self.compositor.expect_since(start, f"focus: {re.escape(self._title)}$")

    def measure(self, width: int, height: int) -> float:
        self.bring()
        return super().measure(width, height)


def fullscreen(stack: ExitStack) -> list[Contender]:
    """The same in a window as in a framebuffer, both all of the screen."""
    desktop = Domicile(config="[defaults]\nfullscreen = yes\n")
    stack.callback(desktop.end)
    found = []
    for name, kind in (("window", BenchWindows), ("framebuffer", BenchGuest)):
        start = len(desktop.lines)
        guest = kind(*SIZE, name=name)
        stack.callback(guest.end)
        title = desktop.expect_since(start, r"view: (.*) at ")[1]
        found.append(InFront(name, desktop, guest, title))
        if kind is BenchGuest:
            found[-1].bring()
            desktop.hands.key("leftmeta", "f")
        desktop.expect_since(start, f"view: .* at 0,0 {SIZE[0]}x{SIZE[1]}$")
    return found


def beside_a_framebuffer(progress) -> list[Row]:
    results = {}
    with ExitStack() as stack:
        contenders = fullscreen(stack)
        for turn in range(ROUNDS):
            progress(f"windows: round {turn + 1} of {ROUNDS} beside a framebuffer")
            for size in SIZES:
                for contender in contenders:
                    results.setdefault((contender.name, size), []).append(contender.measure(*size))
    medians = {key: median(values) for key, values in results.items()}
    rows = []
    for size in SIZES:
        ours, framebuffer = medians["window", size], medians["framebuffer", size]
        rows.append(Row(f"a frame, {size[0]}x{size[1]} damaged: window", "us CPU", ours, framebuffer,
                        "framebuffer", f"<= {GOAL}", ours <= GOAL * framebuffer))
    return rows


class Table:
    """A desktop with guests whose windows lie beside each other, a row each."""

    def __init__(self, stack: ExitStack, guests: int, each: int, drawing: int):
        self.desktop = Domicile()
        stack.callback(self.desktop.end)
        self.guests = []
        for row in range(guests):
            y = row * (HEIGHT + 2 * BORDER + TITLE_HEIGHT) + BORDER + TITLE_HEIGHT
            self.guests.append(BenchWindows(WIDTH, HEIGHT, y, each, drawing))
            stack.callback(self.guests[-1].end)

    def measure(self) -> tuple[float, Cost]:
        """Frames a second, and what else a second costs."""
        for guest in self.guests:
            guest.paint(*PAINTED)
        for guest in self.guests:
            guest.wait_frames(5)
        start, frames = time.monotonic(), self.desktop.frames()
        cost = Cost.of(self.desktop, SECONDS)
        frames = (self.desktop.frames() - frames) / (time.monotonic() - start)
        for guest in self.guests:
            guest.stop()
        return frames, cost


def many(progress) -> list[Row]:
    windows = GUESTS * EACH
    what = f"{windows} windows of {GUESTS} guests, {GUESTS * DRAWING} draw"
    results = {}
    for table in ((1, 1, 1), (GUESTS, EACH, DRAWING)):
        count = table[0] * table[1]
        progress(f"windows: {count}")
        with ExitStack() as stack:
            shown = Table(stack, *table)
            results[count] = [shown.measure() for _ in range(ROUNDS)]
    frames = {count: median(each[0] for each in found) for count, found in results.items()}
    cpu = {count: median(each[1].cpu_ms for each in found) for count, found in results.items()}
    goal = min(HZ, frames[1]) - MISSED
    return [
        Row(f"{what}: frames", "1/s", frames[windows], frames[1], "1 window", f">= {goal:.0f}",
            frames[windows] >= goal),
        Row(f"{what}: CPU", "ms/s", cpu[windows], cpu[1], "1 window"),
    ]


def measure(progress) -> list[Row]:
    return beside_a_framebuffer(progress) + many(progress)
