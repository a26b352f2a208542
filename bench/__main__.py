"""Measure and write down.

python -m bench --sizes 1e6 --repeats 3
SIZE=1e6 REPEATS=3 PEERS=none make bench
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from bench.page import PAGE, RESULTS, Circumstances, write
from bench.works import Row, compare, make_data

DATA = Path(__file__).parent / ".data"


def main() -> None:
    """Measure every size and write bench/results/latest.json and docs/performance.md."""
    asked = _arguments()
    DATA.mkdir(exist_ok=True)
    sizes = " ".join(f"{size:g}" for size in asked.sizes)
    circumstances = Circumstances.of(f'make bench SIZE="{sizes}" REPEATS={asked.repeats}')
    rows: list[Row] = []
    for size in asked.sizes:
        rows += compare(make_data(DATA, size), size, asked.repeats)
        for row in rows[-2:]:
            memory = row.peak_bytes / 1e9
            print(f"{row.size:>12,} {row.work:<14} {row.side:<12} {row.wall_seconds:8.1f} s {memory:6.2f} GB")
    write(rows, circumstances)
    print(f"wrote {RESULTS} and {PAGE}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="How long does a whole run take?")
    sizes = os.environ.get("SIZE", "1e6").split()
    parser.add_argument("--sizes", nargs="+", type=_count, default=[_count(text) for text in sizes])
    parser.add_argument("--repeats", type=int, default=int(os.environ.get("REPEATS", "3")))
    parser.add_argument("--peers", choices=["none"], default=os.environ.get("PEERS", "none"))
    return parser.parse_args()


def _count(text: str) -> int:
    return int(float(text))


if __name__ == "__main__":
    main()
