#!/usr/bin/env python3
"""The desktop with guests on the simulated hypervisor, to look at and to use: what ./dev demo runs.

It is in a window of the session of Wayland or X11 that it runs in. With --shot FILE nobody sees it,
and it ends with a screenshot (PNG) as soon as everything is drawn.
"""

import argparse
import os
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from harness.desktop import Desktop
from harness.machine import PROGRAMS, Guest
from harness.process import Process
from harness.steps import Steps

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "tests/sim/demo.bashrc"

# What boxes are given in: the size of the screen, where nobody else chooses it.
WIDTH, HEIGHT = 1600, 900
MAX_GUESTS = 64

GRIP = 60  # where a window is taken hold of, in both directions

Box = tuple[int, int, int, int]  # x, y, width, height


@dataclass(frozen=True)
class Window:
    name: str
    program: str
    box: Box | None = None  # None: small, and where the desktop puts it
    color: int | None = None  # of the frame
    show: str = ""  # commands that its shell runs first, a line each


# From the back to the front; the last but one is brought to the front in the end.
NAMED = [
    Window("personal", "planets", (36, 52, 1024, 600), 0x2F8F5B),
    Window("vault", "paint", (990, 40, 576, 384), 0xC23B4E),
    Window("work", "terminal", (772, 448, 780, 420), 0x2273DC,
           "xenstore-read name\nxenstore-write /local/domain/0/name mine\n"
           "ls -C --color --group-directories-first /\nrainbow"),
    Window("dom0", "foot", (76, 524, 640, 360), 0x6B7280, "xl list\nxenstore-ls backend/vfb/1"),
]
NAMED_GUESTS = len(NAMED) - 1
OTHERS = ["mail", "media", "bank", "games", "music", "devel", "travel", "school"]
OTHER_SIZE = 400, 250
OTHER_COLOR = 0x4A5568

# Strokes on the canvas, in shares of its width and height.
BIRD = [(-1, -1), (-0.5, -1.4), (0, 0), (0.5, -1.4), (1, -1)]
BIRDS = [[(x + size * dx, y + size * dy) for dx, dy in BIRD]
         for x, y, size in [(0.30, 0.22, 0.03), (0.38, 0.15, 0.022), (0.43, 0.25, 0.018)]]

FOOT = ["foot", "--title=dom0", "--font=monospace:pixelsize=14", "--override=colors.alpha=1",
        "--override=colors.background=14161d", "--override=colors.foreground=d6dae4",
        "--override=pad=6x6"]


def choose_windows(guests: int) -> list[Window]:
    """As many of those named above as there are to be; others of the same kinds behind them."""
    programs = [window.program for window in NAMED if window.name != "dom0"]
    names = OTHERS + [f"guest-{i}" for i in range(NAMED_GUESTS + len(OTHERS) + 1, guests + 1)]
    others = [Window(name, programs[i % len(programs)])
              for i, name in enumerate(names[:max(0, guests - NAMED_GUESTS)])]
    return others + NAMED[max(0, NAMED_GUESTS - guests):]


class Demo:
    def __init__(self, directory: Path, backend: str):
        self._processes = []
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

    def configure(self, windows: list[Window]) -> None:
        text = ""
        for window in windows:
            width, height = self._scale(*(window.box[2:] if window.box else OTHER_SIZE))
            text += f"[domain {window.name}]\nsize = {width}x{height}\n"
            if window.color is not None:
                text += f"color = #{window.color:06x}\n"
            if window.program != "paint":
                text += "cursor = show\n"
        self.desktop.reload(text)

    def open(self, window: Window) -> None:
        """Start a program, and wait until all that it shows at first is shown."""
        start = len(self.desktop.lines)
        color = window.color or OTHER_COLOR
        colors = [f"{each >> 16};{each >> 8 & 255};{each & 255}" for each in (color, color ^ 1)]
        shell = ["env", f"NAME={window.name}", f"COLOR={colors[0]}", f"LAST={colors[1]}",
                 f"SHOW={window.show}", "bash", "--rcfile", SHELL, "-i"]
        if window.program == "foot":
            width, height = self._scale(*window.box[2:])
            self._keep(Process(*FOOT, f"--window-size-pixels={width}x{height}", *shell,
                               env=self.desktop.env))
        else:
            command = shell if window.program == "terminal" else []
            guest = self._keep(Guest(PROGRAMS / window.program, *command,
                                     options=["--name", window.name]))
        view = self.desktop.expect_since(
            start, rf"view: {window.name} at (-?\d+),(-?\d+) (\d+)x(\d+)$")
        x, y, width, height = map(int, view.groups())
        if window.box:
            self._bring_to_front(window, start)
        if window.program == "foot":
            self.desktop.wait_picture(lambda picture: picture.box(color ^ 1), "a prompt")
        else:
            self.desktop.wait_keyboard(guest.domid, start)
        if window.program == "terminal":
            guest.expect(f"^title {window.name}$")
        if window.box:
            self.desktop.wait_picture(
                lambda picture: picture.pixel(x + width // 2, y + height // 2), "a picture")
            self._move((x, y), self._scale(*window.box[:2]))
            if window.program == "paint":
                self._paint(window)

    def _bring_to_front(self, window: Window, start: int) -> None:
        """A guest comes behind the window in use, and is next to it in the switcher."""
        if window.program != "foot" and len(self._processes) > 2:
            self.desktop.hands.key("leftalt", "tab")
        self.desktop.expect_since(start, f"focus: {window.name}$")

    def _move(self, old: tuple[int, ...], new: tuple[int, ...]) -> None:
        hands = self.desktop.hands
        hands.pointer(old[0] + GRIP, old[1] + GRIP, self._size)
        hands.press("leftmeta")
        hands.button(down=True)
        hands.move(new[0] - old[0], new[1] - old[1])
        hands.button(down=False)
        hands.release("leftmeta")

    def _paint(self, window: Window) -> None:
        """As a person would, in black and with a thin brush."""
        left, top, width, height = self._scale(*window.box)
        hands = self.desktop.hands
        hands.key("0")
        hands.wheel(7)
        for stroke in BIRDS:
            for i, (x, y) in enumerate(stroke):
                hands.pointer(left + x * width, top + y * height, self._size)
                if i == 0:
                    hands.button(down=True)
            hands.button(down=False)

    def bring_to_front(self, window: Window) -> None:
        x, y = self._scale(*window.box[:2])
        self.desktop.hands.pointer(x + GRIP, y + GRIP, self._size)
        self.desktop.hands.button()


def run(demo: Demo, windows: list[Window], steps: Steps) -> None:
    steps.done("starting the compositor")
    demo.configure(windows)
    for window in windows:
        demo.open(window)
        if window.box:
            steps.done(f"starting {window.program} in {window.name}")
        elif window == windows[-len(NAMED) - 1]:
            steps.done("starting other guests")
    demo.bring_to_front(windows[-2])


def guest_count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MAX_GUESTS:
        raise argparse.ArgumentTypeError(f"a number from 1 to {MAX_GUESTS}, not {text}")
    return int(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--shot", type=Path, metavar="FILE")
    parser.add_argument("--guests", type=guest_count, default=NAMED_GUESTS, metavar="N")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: exit(1))

    session = "wayland" if "WAYLAND_DISPLAY" in os.environ else "x11"
    backend = "headless" if options.shot else session
    steps = Steps()
    with tempfile.TemporaryDirectory() as directory:
        demo = Demo(Path(directory), backend)
        try:
            run(demo, choose_windows(options.guests), steps)
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
