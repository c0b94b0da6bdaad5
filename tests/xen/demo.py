#!/usr/bin/env python3
"""The desktop on a real Xen, to look at and to use: what ./dev xen runs.

With --shot FILE: a screenshot (PNG) as soon as every window shows its guest.
"""

import argparse
import shutil
import signal
from pathlib import Path

import numpy
from harness.picture import Box
from harness.steps import Steps
from lab import paths
from lab.compositor import CONFIG
from lab.lab import Lab
from lab.wait import wait_until

DIRECTORY = paths.OUT / "demo"
VNC = "127.0.0.1:0"

# Name, kind, colour, and what it shows in windows of their own; None: it has its console alone.
GUESTS = [
    ("personal", "pvh", "#2e8b57", "-g 760x470+40+60 paint"),
    ("work", "pv", "#1c71d8", "-g 820x380+1030+650 terminal sh -c "
     "'clear; cat /sys/hypervisor/type /sys/hypervisor/uuid; ls --color=always /; exec sh' "
     "-- -g 230x230+845+120 clock"),
    ("vault", "pv", "#c01c38", None),
]

WINDOWS = 4  # that are opened on top of the guests' screens


def windows(lab: Lab) -> list[Box]:
    """Where they are: dom0's comes last."""
    views = lab.compositor.views()
    return [box for name, box in sorted(views.items()) if name.startswith(("[", "foot"))]


def all_drawn(lab: Lab) -> bool:
    """Whether there is more than a cursor in each window. Nothing stands still: there is a clock."""
    screen = lab.screenshot()
    boxes = windows(lab)
    return len(boxes) == WINDOWS and all(
        len(numpy.unique(screen.crop(*box).pixels)) > 4 for box in boxes)


def visit(lab: Lab) -> None:
    """Give each window the focus for once, which it has asked for as it came, and the last one to keep."""
    for x, y, width, height in windows(lab):
        def title(at=(x + width // 2, y - 12)) -> int:
            return lab.screenshot().pixel(*at)

        before = title()
        lab.click(x + width // 2, y + height - 20)
        wait_until(lambda: title() != before, "the focus to be shown")


def show(lab: Lab, steps: Steps, cursor: str) -> None:
    """Bring up the compositor, the guests and a terminal."""
    lab.compositor.start(CONFIG + "".join(
        f"[domain {name}]\ncolor = {color}\n" for name, _, color, _ in GUESTS))
    steps.done("starting the compositor")
    guests = []
    for name, kind, _, programs in GUESTS:
        guests.append(lab.guest(kind, name, memory=256, extra_cmdline=cursor,
                                agent="windows" if programs else None))
        steps.done(f"starting guest {name} ({kind.upper()})")
    # The last one has the focus: the others' consoles make room for their windows.
    lab.bring(guests[-1])
    guests[-1].run("(cat /proc/cpuinfo | head -n 24) >/dev/tty1")
    for guest, (name, _, _, programs) in zip(guests, GUESTS):
        if programs:
            guest.run(f"HOME=/root windows {programs} >/tmp/windows.log 2>&1 &")
            wait_until(lambda: f"view: [{name}] " in lab.compositor.log(), f"windows of {name}")
    steps.done("opening windows in the guests")
    lab.start_program("foot", "-W", "80x24", "sh", "-c", "xl list; touch /tmp/listed; exec sh")
    wait_until(lambda: lab.run("test -e /tmp/listed", check=False).ok, "a terminal")
    steps.done("opening a terminal in dom0")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--shot", type=Path, metavar="FILE")
    shot = parser.parse_args().shot
    signal.signal(signal.SIGTERM, lambda *_: exit(1))
    shutil.rmtree(DIRECTORY, ignore_errors=True)
    steps = Steps()
    lab = Lab(DIRECTORY, vnc=None if shot else VNC)
    steps.done("booting Xen and dom0 in QEMU")
    try:
        show(lab, steps, "vt.global_cursor_default=0" if shot else "")
        if shot:
            wait_until(lambda: all_drawn(lab), "a picture in each window")
            visit(lab)
            lab.machine.write_png(shot)
        else:
            print(f"Look and type with any VNC viewer, at {VNC} (for example: vncviewer {VNC}).\n"
                  f"The compositor's log is {lab.compositor.log_path.relative_to(paths.ROOT)}. "
                  "Ctrl-C ends it all.", flush=True)
            signal.pause()
    except KeyboardInterrupt:
        pass
    except Exception:
        lab.keep_evidence(DIRECTORY / "failed")
        print(f"It failed; a screenshot and logs are in {(DIRECTORY / 'failed').relative_to(paths.ROOT)}.")
        raise
    finally:
        lab.stop()


main()
