"""From a guest's update to the commit that shows it."""

from contextlib import ExitStack

import numpy

from bench.crowd import Crowd
from bench.programs import HZ, PEERS, BenchClient
from bench.table import Row
from bench.watcher import Watcher

ACTIVE = (1, 8, 32)
SAMPLES = 200
GOAL_MS = 1000 / HZ + 1


def percentiles(compositor) -> tuple[float, float]:
    """p50 and p99 in ms, of the one program that draws stamps."""
    samples = Watcher(compositor.client).latencies(SAMPLES)
    return tuple(map(float, numpy.percentile(samples, (50, 99))))


def measure(progress) -> list[Row]:
    ours, peers = {}, {}
    for count in ACTIVE:
        progress(f"latency: {count} active guests")
        with Crowd(count) as crowd:
            for guest in crowd.guests[1:]:
                guest.paint(64, 64)
            crowd.guests[0].stamp(25, 50)
            ours[count] = percentiles(crowd.desktop)
    for kind in PEERS:
        progress(f"latency: {kind.name}")
        with ExitStack() as stack:
            compositor = kind()
            stack.callback(compositor.end)
            client = BenchClient(compositor.env)
            stack.callback(client.end)
            client.stamp(25, 50)
            peers[kind.name] = percentiles(compositor)

    rows = []
    for count, values in ours.items():
        for part, value in zip(("p50", "p99"), values):
            goal = f"<= {GOAL_MS:.1f}: an interval and 1 ms" if part == "p99" else None
            best = min(peers, key=lambda name: peers[name][part == "p99"]) if count == 1 else None
            rows.append(Row(f"update to commit, {part}, {count} active", "ms", value,
                            peers[best][part == "p99"] if best else None, best,
                            goal, value <= GOAL_MS if goal else None))
    return rows
