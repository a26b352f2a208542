"""Measure and write down.

python -m bench --sizes 1e6 --reading 1e7 --repeats 3
SIZE=1e6 READING=1e7 REPEATS=3 make bench
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from bench.page import PAGE, RESULTS, Circumstances, write
from bench.works import Row, compare, compare_reading, make_data

DATA = Path(__file__).parent / ".data"


def main() -> None:
    """Measure every size and write bench/results/latest.json and docs/performance.md."""
    asked = _arguments()
    DATA.mkdir(exist_ok=True)
    circumstances = Circumstances.of(_command(asked))
    rows: list[Row] = []
    for size in asked.sizes:
        rows += _told(compare(make_data(DATA, size), size, asked.repeats))
    for size in asked.reading:
        rows += _told(compare_reading(make_data(DATA, size), size, asked.repeats))
    write(rows, circumstances)
    print(f"wrote {RESULTS} and {PAGE}")


def _told(rows: Sequence[Row]) -> Sequence[Row]:
    for row in rows:
        memory = row.peak_bytes / 1e9
        print(f"{row.size:>12,} {row.work:<14} {row.side:<12} {row.wall_seconds:8.1f} s {memory:6.2f} GB")
    return rows


def _command(asked: argparse.Namespace) -> str:
    sizes, reading = (" ".join(f"{size:g}" for size in each) for each in (asked.sizes, asked.reading))
    return f'make bench SIZE="{sizes}" READING="{reading}" REPEATS={asked.repeats}'


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="How long does a whole run take?")
    for option, variable in (("--sizes", "SIZE"), ("--reading", "READING")):
        default = [_count(text) for text in os.environ.get(variable, "1e6").split()]
        parser.add_argument(option, nargs="*", type=_count, default=default)
    parser.add_argument("--repeats", type=int, default=int(os.environ.get("REPEATS", "3")))
    parser.add_argument("--peers", choices=["none"], default=os.environ.get("PEERS", "none"))
    return parser.parse_args()


def _count(text: str) -> int:
    return int(float(text))


if __name__ == "__main__":
    main()
