#!/usr/bin/env python3
"""What a guest's screen costs dom0 on a real Xen, ours and QEMU's: what ./dev bench xen runs.

QEMU serves the same kind of guest with its own framebuffer backend, and nobody looks: no VNC client.
Ours draws what the guest does, in a window on the screen.
"""

import argparse
import shutil
import sys
import time
from dataclasses import dataclass

from bench import table
from lab import paths
from lab.guest import Guest
from lab.lab import Lab
from lab.wait import wait_until

DIRECTORY = paths.OUT / "bench"
SECONDS = 20
TICKS = 100  # a second, of the times in /proc/PID/stat

# Each turn of a loop counts as a piece of work done.
COUNT = "n=$((n+1)); echo $n >/tmp/work"


@dataclass(frozen=True)
class Load:
    name: str
    command: str | None  # None: the console's blinking cursor alone
    goal: float | None   # at most so much of QEMU's CPU


LOADS = [
    Load("idle console", None, 0.5),
    Load("animation, the whole screen 25 times a second",
         f"while :; do cat /tmp/a >/dev/fb0; usleep 40000; {COUNT}; "
         f"cat /tmp/b >/dev/fb0; usleep 40000; {COUNT}; done", None),
    Load("endless scrolling", f"while :; do seq 1 50 >/dev/tty1; {COUNT}; done", 0.2),
]


@dataclass(frozen=True)
class Cost:
    cpu: float   # percent of a processor
    work: float  # pieces of work a second


def sample(lab: Lab, guest: Guest, pid: int) -> tuple[float, float, int]:
    """Seconds of a process's CPU, of dom0's clock, and the guest's count of its work."""
    stat, uptime = lab.run(f"cat /proc/{pid}/stat /proc/uptime").stdout.splitlines()
    fields = stat.rpartition(")")[2].split()
    cpu = (int(fields[11]) + int(fields[12])) / TICKS
    return cpu, float(uptime.split()[0]), int(guest.run("cat /tmp/work").stdout)


def measure(lab: Lab, guest: Guest, pid: int, load: Load) -> Cost:
    guest.run("echo 0 >/tmp/work")
    if load.command:
        guest.run(f"({load.command}) >/dev/null 2>&1 & echo $! >/tmp/load")
        wait_until(lambda: guest.run("cat /tmp/work").stdout.strip() not in ("", "0"),
                   "the load to begin")
    before = sample(lab, guest, pid)
    lab.run(f"sleep {SECONDS}")
    after = sample(lab, guest, pid)
    if load.command:
        guest.run("kill $(cat /tmp/load)")
    cpu, wall, work = (b - a for a, b in zip(before, after))
    return Cost(100 * cpu / wall, work / wall)


def run_loads(lab: Lab, guest: Guest, pid: int, who: str, progress) -> list[Cost]:
    for name in "ab":
        guest.run(f"head -c 1920000 /dev/urandom >/tmp/{name}")
    costs = []
    for load in LOADS:
        progress(f"{who}: {load.name}")
        costs.append(measure(lab, guest, pid, load))
    return costs


def by_qemu(lab: Lab, progress) -> list[Cost]:
    guest = lab.guest("pv", "by-qemu", extra_cmdline="", vfb="vnc=1,vncunused=1",
                      settings='device_model_args_pv = ["-vga", "xenfb"]')
    wait_until(lambda: guest.run("test -e /dev/fb0", check=False).ok, "the guest's framebuffer")
    pid = int(lab.run(["pgrep", "-f", f"xen-domid {guest.domid} "]).stdout.split()[0])
    costs = run_loads(lab, guest, pid, "QEMU", progress)
    lab.forget(guest)
    return costs


def by_us(lab: Lab, progress) -> list[Cost]:
    lab.compositor.start()
    guest = lab.guest("pv", "by-domicile", extra_cmdline="")
    wait_until(lambda: guest.name in lab.compositor.views(), "the guest's window")
    return run_loads(lab, guest, lab.compositor.pid, "Domicile", progress)


def rows(ours: list[Cost], qemu: list[Cost]) -> list[table.Row]:
    result = []
    for load, our, peer in zip(LOADS, ours, qemu):
        met = None if load.goal is None else our.cpu <= load.goal * peer.cpu
        result.append(table.Row(
            f"Xen, {load.name}: dom0's CPU", "%", our.cpu, peer.cpu, "QEMU",
            None if load.goal is None else f"<= {load.goal} of it", met))
        if load.command:
            result.append(table.Row(
                f"Xen, {load.name}: turns of the guest's loop", "1/s", our.work, peer.work, "QEMU",
                "no fewer", our.work >= 0.98 * peer.work))
    return result


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev bench")
    parser.add_argument("xen", choices=["xen"])
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", dest="form", action="store_const", const=table.as_json)
    form.add_argument("--markdown", dest="form", action="store_const", const=table.as_markdown)
    args = parser.parse_args()
    start = time.monotonic()

    def progress(text: str) -> None:
        print(f"{time.monotonic() - start:4.0f} s  {text}", file=sys.stderr, flush=True)

    shutil.rmtree(DIRECTORY, ignore_errors=True)
    progress("booting Xen")
    # Two CPUs, so that dom0 and the guest don't take turns; see machine.py for what that would do
    # to guests of other kinds than PV.
    lab = Lab(DIRECTORY, cpus=2)
    try:
        qemu = by_qemu(lab, progress)
        ours = by_us(lab, progress)
    except BaseException:
        lab.keep_evidence(DIRECTORY / "failed")
        raise
    finally:
        lab.stop()
    print((args.form or table.as_text)(rows(ours, qemu)))


main()
