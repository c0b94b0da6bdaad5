#!/usr/bin/env python3
"""The desktop on a real Xen, to look at and to use: what ./dev xen runs.

With --shot FILE: a screenshot (PNG) as soon as every window shows its guest.
"""

import argparse
import shutil
import signal
from pathlib import Path

from harness.steps import Steps
from lab import paths
from lab.lab import Lab
from lab.wait import wait_until

DIRECTORY = paths.OUT / "demo"
VNC = "127.0.0.1:0"

# Name, kind, the size of its display if not 800x600, and what its console shows.
GUESTS = [
    ("work", "pv", None, "ls -l --color=always /bin | head -n 18; free"),
    ("personal", "pvh", None, "cat /proc/cpuinfo | head -n 24"),
    ("vault", "pv", (1280, 800), "ls --color=always /bin"),
]


def show(lab: Lab, steps: Steps, cursor: str) -> None:
    """Bring up the compositor, the guests and a terminal."""
    lab.compositor.start()
    steps.done("starting the compositor")
    for name, kind, size, command in GUESTS:
        video = f"xen_fbfront.video=16,{size[0]},{size[1]}" if size else ""
        guest = lab.guest(kind, name, extra_cmdline=f"{video} {cursor}")
        lab.bring(guest)
        guest.run(f"({command}) >/dev/tty1")
        steps.done(f"starting guest {name} ({kind.upper()})")
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
            lab.settle(lab.guests[0])
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
