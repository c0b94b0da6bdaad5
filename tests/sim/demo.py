#!/usr/bin/env python3
"""The desktop with guests on the simulated hypervisor, to look at and to use: what ./dev demo runs.

It is in a window of the session of Wayland or X11 that it runs in. With --shot FILE nobody sees it,
and it ends with a screenshot (PNG) as soon as everything is drawn. With --switcher the desktop has its bar, and
the switcher is open.
"""

import argparse
import os
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from harness.desktop import TITLE_HEIGHT, Desktop
from harness.machine import PROGRAMS, Guest
from harness.process import Process
from harness.steps import Steps

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "tests/sim/demo.bashrc"

# What boxes are given in: the size of the screen, where nobody else chooses it.
WIDTH, HEIGHT = 1600, 900
MAX_GUESTS = 64

MEMORY = 256  # MiB of a guest with windows, whose pixels are all in there
GRIP = 60  # where a window is taken hold of, in both directions

Box = tuple[int, int, int, int]  # x, y, width, height


@dataclass(frozen=True)
class Window:
    program: str
    box: Box | None = None  # of what it shows; None: small, and where the desktop puts it
    show: str = ""  # commands that its shell runs first, a line each


@dataclass(frozen=True)
class Domain:
    name: str
    windows: tuple[Window, ...]  # from the back to the front
    color: int = 0x4A5568  # of their frames
    seamless: bool = False  # one by one, by an agent; else its one window is its framebuffer


# From the back to the front, before a menu is opened in the paint program.
VAULT = Domain("vault", (
    Window("terminal", (1072, 48, 498, 300),
           "ls -C --color --group-directories-first /\nhead -c 15 /dev/urandom | base64"),),
    0xC23B4E)
PAINT = Window("paint", (548, 124, 520, 350))
PERSONAL = Domain("personal", (Window("planets", (36, 52, 880, 520)), PAINT), 0x2F8F5B, True)
WORK = Domain("work", (
    Window("clock", (1332, 298, 238, 222)),
    Window("terminal", (775, 556, 795, 318),
           "xenstore-read name\nxenstore-write /local/domain/0/name mine\nrainbow")),
    0x2273DC, True)
DOM0 = Domain("dom0", (
    Window("foot", (60, 516, 620, 356), "xl list\nxenstore-ls backend/vfb/1"),), 0x6B7280)
GUESTS = [VAULT, PERSONAL, WORK]
OTHERS = ["mail", "media", "bank", "games", "music", "devel", "travel", "school"]
OTHER_PROGRAMS = ["planets", "paint", "terminal"]
OTHER_SIZE = 400, 250

# Strokes on the canvas, and where its menu is opened, in shares of its width and height.
BIRD = [(-1, -1), (-0.5, -1.4), (0, 0), (0.5, -1.4), (1, -1)]
BIRDS = [[(x + size * dx, y + size * dy) for dx, dy in BIRD]
         for x, y, size in [(0.30, 0.22, 0.03), (0.38, 0.15, 0.022), (0.43, 0.25, 0.018)]]
MENU = 0.80, 0.34
MENU_GROUND, MENU_HIGHLIGHT = 0x20222B, 0x3A4154  # see programs/paint/menu.c
SELECTED = 0x3D4350  # see compositor/switcher_grid.c
POINTED = 60, 128  # pixels from the menu's corner: one of its lines

FOOT = ["foot", "--title=dom0", "--font=monospace:pixelsize=14", "--override=colors.alpha=1",
        "--override=colors.background=14161d", "--override=colors.foreground=d6dae4",
        "--override=pad=6x6", "--override=locked-title=yes"]


def choose_guests(count: int) -> list[Domain]:
    """As many of those named above as there are to be; others behind them."""
    names = OTHERS + [f"guest-{i}" for i in range(len(GUESTS + OTHERS) + 1, count + 1)]
    others = [Domain(name, (Window(OTHER_PROGRAMS[i % len(OTHER_PROGRAMS)]),))
              for i, name in enumerate(names[:max(0, count - len(GUESTS))])]
    return others + GUESTS[max(0, len(GUESTS) - count):]


def shell(domain: Domain, window: Window) -> list[str]:
    colors = [f"{each >> 16};{each >> 8 & 255};{each & 255}"
              for each in (domain.color, domain.color ^ 1)]
    return ["env", f"NAME={domain.name}", f"COLOR={colors[0]}", f"LAST={colors[1]}",
            f"SHOW={window.show}", "bash", "--rcfile", str(SHELL), "-i"]


def command(domain: Domain, window: Window) -> list[str]:
    return [window.program, *(shell(domain, window) if window.program == "terminal" else [])]


class Demo:
    def __init__(self, directory: Path, backend: str, bar: bool):
        self._processes = []
        self._bar = bar
        self._in_use = False  # whether a window has the focus
        self.desktop = self._keep(Desktop(directory, env={"WLR_BACKENDS": backend}))
        output = self.desktop.expect_since(0, r"output: (\S+), (\d+)x(\d+)$")
        self._size = int(output[2]), int(output[3])
        if backend == "headless":
            self._resize(output[1])

    def _keep(self, process):
        self._processes.append(process)
        return process

    def _resize(self, output: str) -> None:
        self._size = WIDTH, HEIGHT
        subprocess.run(["wlr-randr", "--output", output, "--custom-mode", f"{WIDTH}x{HEIGHT}"],
                       env=self.desktop.env, check=True)
        self.desktop.wait_picture(lambda picture: picture.size == self._size, "the new size")

    def _scale(self, *lengths: int) -> tuple[int, ...]:
        factor = min(self._size[0] / WIDTH, self._size[1] / HEIGHT)
        return tuple(round(factor * length) for length in lengths)

    def configure(self, domains: list[Domain]) -> None:
        text = "[bar]\nposition = bottom\n" if self._bar else ""
        for domain in domains:
            window = domain.windows[0]
            width, height = self._scale(*(window.box[2:] if window.box else OTHER_SIZE))
            text += f"[domain {domain.name}]\nsize = {width}x{height}\n"
            text += f"color = #{domain.color:06x}\n"
            if window.program != "paint":
                text += "cursor = show\n"
        self.desktop.reload(text)

    def _expect_view(self, start: int, title: str) -> tuple[int, ...]:
        view = self.desktop.expect_since(
            start, rf"view: {title} at (-?\d+),(-?\d+) (\d+)x(\d+)$")
        return tuple(map(int, view.groups()))

    def open_windows(self, domain: Domain) -> None:
        """Start a guest that has an agent, and wait until all that it shows at first is shown."""
        start = len(self.desktop.lines)
        arguments = []
        for window in domain.windows:
            x, y, width, height = self._scale(*window.box)
            arguments += ["--", "-g", f"{width}x{height}+{x}+{y}", *command(domain, window)]
        guest = self._keep(Guest(PROGRAMS / "windows", *arguments[1:],
                                 options=["--name", domain.name, "--memory", MEMORY]))
        for window in domain.windows:
            self._expect_view(start, rf"\[{domain.name}\] .*(?i:{window.program})")
        self._bring_to_front(len(domain.windows), rf"\[{domain.name}\] ")
        if any(window.program == "terminal" for window in domain.windows):
            guest.expect("^title ~: bash$")

    def open_screen(self, domain: Domain) -> None:
        """The same of one with a framebuffer."""
        start = len(self.desktop.lines)
        window = domain.windows[0]
        guest = self._keep(Guest(PROGRAMS / window.program, *command(domain, window)[1:],
                                 options=["--name", domain.name]))
        box = self._expect_view(start, domain.name)
        if window.box:
            self._bring_to_front(1, domain.name)
        self._in_use = True
        self.desktop.wait_keyboard(guest.domid, start)
        if window.program == "terminal":
            guest.expect("^title ~: bash$")
        if window.box:
            x, y, width, height = box
            self.desktop.wait_picture(
                lambda picture: picture.pixel(x + width // 2, y + height // 2), "a picture")
            self._move(box, window)

    def open_foot(self, domain: Domain) -> None:
        """The same of dom0's terminal."""
        start = len(self.desktop.lines)
        window = domain.windows[0]
        width, height = self._scale(*window.box[2:])
        self._keep(Process(*FOOT, f"--window-size-pixels={width}x{height}",
                           *shell(domain, window), env=self.desktop.env))
        box = self._expect_view(start, domain.name)
        self._bring_to_front(1, domain.name)
        self.desktop.wait_picture(lambda picture: picture.box(domain.color ^ 1), "a prompt")
        self._move(box, window)

    def _bring_to_front(self, count: int, title: str) -> None:
        """
        So many windows of a guest have come up behind the one in use, the last one next to it; so
        they are in the switcher. In their order, each becomes the one in use.
        """
        if not self._in_use:
            count -= 1  # the first of them has become so by itself
            self._in_use = True
        for _ in range(count):
            start = len(self.desktop.lines)
            self.desktop.hands.press("leftalt")
            for _ in range(count):
                self.desktop.hands.key("tab")
            self.desktop.hands.release("leftalt")
            self.desktop.expect_since(start, f"focus: {title}")

    def _move(self, box: tuple[int, ...], window: Window) -> None:
        hands = self.desktop.hands
        x, y = self._scale(*window.box[:2])
        hands.pointer(box[0] + GRIP, box[1] + GRIP, self._size)
        hands.press("leftmeta")
        hands.button(down=True)
        hands.move(x - box[0], y - box[1])
        hands.button(down=False)
        hands.release("leftmeta")

    def bring_to_front(self, window: Window) -> None:
        """By its title, which is to be seen."""
        x, y = self._scale(*window.box[:2])
        self.desktop.hands.pointer(x + GRIP, y - TITLE_HEIGHT // 2, self._size)
        self.desktop.hands.button()

    def paint(self, window: Window) -> None:
        """As a person would, in black and with a thin brush; then open the menu."""
        left, top, width, height = self._scale(*window.box)
        hands = self.desktop.hands
        hands.pointer(left + width // 2, top + height // 2, self._size)
        hands.key("0")
        hands.wheel(7)
        for stroke in BIRDS:
            for i, (x, y) in enumerate(stroke):
                hands.pointer(left + x * width, top + y * height, self._size)
                if i == 0:
                    hands.button(down=True)
            hands.button(down=False)
        x, y = round(left + MENU[0] * width), round(top + MENU[1] * height)
        hands.pointer(x, y, self._size)
        hands.button("right")
        x, y = x + POINTED[0], y + POINTED[1]
        self._wait_color(x, y, MENU_GROUND)
        hands.pointer(x, y, self._size)
        self._wait_color(x, y, MENU_HIGHLIGHT)

    def open_switcher(self) -> None:
        """With a window that is put away among the others."""
        hands = self.desktop.hands
        hands.key("esc")  # the menu
        for chord in ("leftalt", "tab"), ("leftmeta", "h"):
            start = len(self.desktop.lines)
            hands.key(*chord)
            self.desktop.expect_since(start, "focus: ")
        hands.press("leftalt")
        hands.key("tab")
        hands.key("tab")
        self.desktop.wait_picture(
            lambda picture: picture.count(SELECTED) > 1000, "a window that is chosen")

    def _wait_color(self, x: int, y: int, color: int) -> None:
        """Near there: on it may be a letter."""
        self.desktop.wait_picture(
            lambda picture: color in picture.pixels[y - 9:y + 9, x], f"#{color:06x}")


def run(demo: Demo, guests: list[Domain], steps: Steps) -> None:
    steps.done("starting the compositor")
    demo.configure([*guests, DOM0])
    for guest in guests:
        if guest.seamless:
            demo.open_windows(guest)
        else:
            demo.open_screen(guest)
        if guest in GUESTS:
            programs = " and ".join(window.program for window in guest.windows)
            steps.done(f"starting {programs} in {guest.name}")
        elif guest == guests[-len(GUESTS) - 1]:
            steps.done("starting other guests")
    demo.open_foot(DOM0)
    steps.done("starting foot in dom0")
    if PERSONAL in guests:
        demo.bring_to_front(PAINT)
        demo.paint(PAINT)
    else:
        demo.bring_to_front(WORK.windows[-1])


def guest_count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MAX_GUESTS:
        raise argparse.ArgumentTypeError(f"a number from 1 to {MAX_GUESTS}, not {text}")
    return int(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--shot", type=Path, metavar="FILE")
    parser.add_argument("--guests", type=guest_count, default=len(GUESTS), metavar="N")
    parser.add_argument("--switcher", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: exit(1))

    session = "wayland" if "WAYLAND_DISPLAY" in os.environ else "x11"
    backend = "headless" if options.shot else session
    steps = Steps()
    with tempfile.TemporaryDirectory() as directory:
        demo = Demo(Path(directory), backend, options.switcher)
        try:
            run(demo, choose_guests(options.guests), steps)
            if options.switcher:
                demo.open_switcher()
            if options.shot:
                subprocess.run(["grim", options.shot], env=demo.desktop.env, check=True)
            else:
                print("The desktop is in a window. Close that, or press Ctrl-C here, to end it.",
                      flush=True)
                demo.desktop.popen.wait()
        except KeyboardInterrupt:
            pass
        finally:
            demo.desktop.end()  # the rest goes with the machine


main()
