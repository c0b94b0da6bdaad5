"""CPU a frame, for damage of three sizes, beside other compositors and a bare copy."""

import subprocess
import time
from contextlib import ExitStack
from statistics import median

from bench.meter import cpu_ns
from bench.programs import BUILD, HZ, PEERS, SIZE, BenchClient, BenchGuest, Domicile
from bench.table import Row
from harness.process import Process

SIZES = ((64, 64), (512, 512), SIZE)
ROUNDS = 5
SECONDS = 1.0
GOAL, COPY_GOAL = 0.9, 1.3


class Contender:
    """A compositor, and the program in fullscreen whose frames it shows."""

    def __init__(self, name: str, compositor: Process, program, count_frames):
        self.name, self.compositor, self.program = name, compositor, program
        self.count_frames = count_frames

    def measure(self, width: int, height: int) -> float:
        """Microseconds of CPU a frame."""
        self.program.paint(width, height)
        time.sleep(0.1)  # until it is in its stride
        frames, cpu = self.count_frames(), cpu_ns(self.compositor.pid)
        time.sleep(SECONDS)
        cpu, frames = cpu_ns(self.compositor.pid) - cpu, self.count_frames() - frames
        self.program.stop()
        assert frames >= SECONDS * HZ / 6, f"{self.name}: only {frames} frames in {SECONDS} s"
        return cpu / frames / 1000


def copy_us(width: int, height: int) -> float:
    frames = int(SECONDS * HZ)
    said = subprocess.run([BUILD / "bench_copy", str(width * height * 4), str(HZ), str(frames)],
                          capture_output=True, text=True, check=True).stdout
    return median(int(line.split()[1]) for line in said.splitlines()) / 1000


def contenders(stack: ExitStack) -> list[Contender]:
    def run(kind, *args, **options):
        process = kind(*args, **options)
        stack.callback(process.end)
        return process

    ours = run(Domicile)
    guest = run(BenchGuest, *SIZE)
    ours.expect("view: .* at ")
    ours.hands.key("leftmeta", "f")
    found = [Contender("guest", ours, guest, ours.frames)]
    for kind in (lambda: Domicile(config="[defaults]\nattach = no\n"), *PEERS):
        compositor = run(kind)
        client = run(BenchClient, compositor.env)
        found.append(Contender(compositor.name, compositor, client, client.frames))
    return found


def measure(progress) -> list[Row]:
    with ExitStack() as stack:
        all_of_them = contenders(stack)
        results = {}
        for turn in range(ROUNDS):
            progress(f"frames: round {turn + 1} of {ROUNDS}")
            for size in SIZES:
                for contender in all_of_them:
                    results.setdefault((contender.name, size), []).append(contender.measure(*size))
                results.setdefault(("copy", size), []).append(copy_us(*size))
    medians = {key: median(values) for key, values in results.items()}
    rows = []
    for size in SIZES:
        what = f"a frame, {size[0]}x{size[1]} damaged"
        ours = medians["guest", size]
        peers = {kind.name: medians[kind.name, size] for kind in PEERS}
        best = min(peers.values())
        for name, value in peers.items():
            rows.append(Row(f"{what}: guest", "us CPU", ours, value, name,
                            f"<= {GOAL} of the best" if value == best else None,
                            ours <= GOAL * value if value == best else None))
        client = medians["Domicile", size]
        rows.append(Row(f"{what}: program", "us CPU", client, best,
                        min(peers, key=peers.get)))
        copy = medians["copy", size]
        full = size == SIZE
        rows.append(Row(f"{what}: guest", "us CPU", ours, copy, "memcpy",
                        f"<= {COPY_GOAL}" if full else None,
                        ours <= COPY_GOAL * copy if full else None))
    return rows
