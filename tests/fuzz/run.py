#!/usr/bin/env python3
"""Runs the fuzz targets, a line for each; see docs/testing.md."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as etree
from pathlib import Path

HERE = Path("tests/fuzz")  # from the top of the checkout
FINDINGS = Path("out/fuzz")

# The longest input in bytes: longer ones would only be slower.
TARGETS = {"agent": 256, "config": 2048, "framebuffer": 512, "guest": 128}

SECONDS = 60  # for all of them together

ENVIRONMENT = os.environ | {
    # A rule of the tests' doubles that is broken is a finding as well.
    "CMOCKA_TEST_ABORT": "1",
    # MiB of freed memory that ASan keeps: more than a run frees, and less to go through.
    "ASAN_OPTIONS": "quarantine_size_mb=8",
}


def log_of(finding: Path) -> Path:
    return Path(f"{finding}.log")


class Target:
    def __init__(self, name: str, build: Path, fresh: bool):
        self.name = name
        self.program = build / "tests/fuzz" / f"fuzz_{name}"
        self.kept = HERE / "corpus" / name
        self.found = build / ("fresh" if fresh else "corpus") / name
        if fresh:
            shutil.rmtree(self.found, ignore_errors=True)
        self.found.mkdir(parents=True, exist_ok=True)
        self.log = FINDINGS / f"{name}.log"

    def execute(self, *arguments, log: Path, mode="w", **environment) -> int:
        with log.open(mode) as file:
            return subprocess.run(
                [self.program, *arguments], env=ENVIRONMENT | environment,
                stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
            ).returncode

    def fuzz(self, seconds: int) -> list[Path]:
        """The files of the inputs that were a finding."""
        before = set(FINDINGS.iterdir())
        dictionary = HERE / f"{self.name}.dict"
        status = self.execute(
            f"-max_total_time={seconds}", f"-max_len={TARGETS[self.name]}", "-len_control=0",
            # What the product logs would fill the disk.
            "-timeout=20", "-close_fd_mask=2", "-print_final_stats=1",
            f"-artifact_prefix={FINDINGS}/{self.name}-",
            *([f"-dict={dictionary}"] if dictionary.exists() else []),
            self.found, self.kept, log=self.log,
        )
        findings = sorted(set(FINDINGS.iterdir()) - before - {self.log})
        # Once more for each, with all that is to be said.
        for file in findings:
            self.execute(file, log=log_of(file), TEST_DEBUG="1")
        return findings or [self.log] * (status != 0)

    @staticmethod
    def reason(log: Path) -> str:
        lines = re.findall(r"^.*(?:not so: |ERROR: |error: ).*$",
                           log.read_text(errors="replace"), re.MULTILINE)
        return lines[0].strip() if lines else "it ended"

    def figures(self) -> str:
        log = self.log.read_text(errors="replace")
        runs = re.findall(r"stat::average_exec_per_sec: +(\d+)", log)
        edges = re.findall(r" cov: (\d+)", log)
        return f"{runs[-1] if runs else '?':>6} runs/s {edges[-1] if edges else '?':>6} edges"

    def keep(self) -> str:
        """Adds to the repository what reaches something that nothing in there does."""
        before = len(list(self.kept.iterdir()))
        self.execute("-merge=1", "-set_cover_merge=1", "-use_counters=0",
                     "-close_fd_mask=2", self.kept, self.found, log=self.log)
        return f"{len(list(self.kept.iterdir())) - before:6} inputs more in {self.kept}"


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--keep", action="store_true", help="add what was found to the corpora")
    parser.add_argument("--fresh", action="store_true",
                        help="begin with the corpora alone, not with what was found since")
    parser.add_argument("--junit", type=Path, help="write the results there")
    parser.add_argument("what", nargs="*", help="seconds, for all together, and targets")
    arguments = parser.parse_args()
    arguments.seconds, arguments.names = SECONDS, arguments.what
    if arguments.what and arguments.what[0].isdigit():
        arguments.seconds, arguments.names = int(arguments.what[0]), arguments.what[1:]
    unknown = set(arguments.names) - set(TARGETS)
    if unknown:
        sys.exit(f"no target {', '.join(unknown)}; there are: {', '.join(TARGETS)}")
    arguments.names = arguments.names or list(TARGETS)
    return arguments


def main() -> int:
    arguments = parse_arguments()
    FINDINGS.mkdir(parents=True, exist_ok=True)
    suite = etree.Element("testsuite", name="fuzz")
    failed = False
    for name in arguments.names:
        target = Target(name, arguments.build, arguments.fresh)
        print(f"{name:<12}", end="", flush=True)
        if arguments.keep:
            print(target.keep())
            continue
        start = time.monotonic()
        findings = target.fuzz(max(1, arguments.seconds // len(arguments.names)))
        seconds = time.monotonic() - start
        print(f"{seconds:5.0f} s {target.figures()}   {'FINDING' if findings else 'no finding'}")
        case = etree.SubElement(suite, "testcase", classname="fuzz", name=name,
                                time=f"{seconds:.0f}")
        for file in findings:
            if file == target.log:
                text = f"{target.program} can't run: see {file}"
            else:
                text = (f"{file}: {target.reason(log_of(file))}\n"
                        f"again: ./dev shell env TEST_DEBUG=1 {target.program} {file}")
            print("    " + text.replace("\n", "\n    "))
            etree.SubElement(case, "failure", message=str(file)).text = text
            failed = True
    if arguments.junit:
        etree.ElementTree(suite).write(arguments.junit)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
