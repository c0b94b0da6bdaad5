"""./dev bench [--json | --markdown] [NAME...]"""

import argparse
import importlib
import sys
import time

from bench import table

MEASUREMENTS = ("frames", "latency", "start", "idle", "hidden", "memory", "active",
                "windows", "flood")


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev bench")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", dest="form", action="store_const", const=table.as_json)
    form.add_argument("--markdown", dest="form", action="store_const", const=table.as_markdown)
    parser.add_argument("names", metavar="NAME", nargs="*",
                        help=f"what to measure: {', '.join(MEASUREMENTS)}; default: all of it")
    args = parser.parse_args()
    for name in args.names:
        if name not in MEASUREMENTS:
            parser.error(f"there is no {name}: choose from {', '.join(MEASUREMENTS)}")

    start = time.monotonic()

    def progress(text: str) -> None:
        print(f"{time.monotonic() - start:4.0f} s  {text}", file=sys.stderr, flush=True)

    rows = []
    for name in args.names or MEASUREMENTS:
        progress(name)
        rows += importlib.import_module(f"bench.{name}").measure(progress)
    print((args.form or table.as_text)(rows))


if __name__ == "__main__":
    main()
