"""Measure and write down.

    python -m bench --sizes 1e6 1e7 --reading 1e6 --repeats 3 --peers all
    SIZE=1e6 READING=1e7 QUESTIONS=1e8 REPEATS=3 PEERS=none make bench

`--only chain` or `--only own` measures one half. Give `--output` a folder then: the page has no more than
what was measured.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from bench.page import PAGE, RESULTS, Circumstances, write
from bench.race import Disagreement, Race, race
from bench.sides import chosen
from bench.works import Row, compare, compare_questions, compare_reading, make_clean, make_data

OPTIONS = (
    ("--sizes", "SIZE", "1e6 1e7"),
    ("--reading", "READING", "1e6"),
    ("--questions", "QUESTIONS", "1e6 1e7"),
)
"""Option, variable and usual value of each list of sizes."""

DATA = Path(__file__).parent / ".data"


def main() -> None:
    """Measure every size and write bench/results/latest.json and docs/performance.md with its pictures."""
    asked = _arguments()
    asked.data.mkdir(parents=True, exist_ok=True)
    circumstances = Circumstances.of(_command(asked))
    rows = _own(asked) if asked.only != "chain" else []
    races = _chain(asked) if asked.only != "own" else []
    page, results = _targets(asked.output)
    write(rows, races, circumstances, page=page, results=results)
    print(f"wrote {results} and {page}")


def _own(asked: argparse.Namespace) -> list[Row]:
    """Whole runs and readings, beside DuckDB's least."""
    rows: list[Row] = []
    for size in asked.sizes:
        rows += _told(compare(make_data(asked.data, size), size, asked.repeats))
    for size in asked.questions:
        rows += _told(compare_questions(asked.data, size))
    for size in asked.reading:
        rows += _told(compare_reading(make_data(asked.data, size), size, asked.repeats))
    return rows


def _chain(asked: argparse.Namespace) -> list[Race]:
    """The works that other programs do too."""
    races: list[Race] = []
    for size in asked.sizes:
        clean = make_clean(make_data(asked.data, size))
        try:
            races.append(race(chosen(asked.peers), clean, size, asked.repeats))
        except Disagreement as told:
            raise SystemExit(str(told)) from None
        _told(races[-1].rows)
        for gap in races[-1].left_out:
            print(f"{gap.size:>12,} {gap.work:<14} {gap.side:<16} {gap.reason}")
    return races


def _told(rows: Sequence[Row]) -> Sequence[Row]:
    for row in rows:
        seconds = f"{row.wall_seconds:8.2f} s {row.cpu_seconds:8.2f} cpu s"
        memory = f"{row.peak_bytes / 1e9:6.2f} GB"
        print(
            f"{row.size:>12,} {row.work:<14} {row.side:<16} {seconds} {memory} {row.ratio:8.2f}", flush=True
        )
    return rows


def _targets(output: Path | None) -> tuple[Path, Path]:
    return (PAGE, RESULTS) if output is None else (output / PAGE.name, output / RESULTS.name)


def _command(asked: argparse.Namespace) -> str:
    sizes = {variable: getattr(asked, option.removeprefix("--")) for option, variable, _ in OPTIONS}
    told = " ".join(f'{name}="{" ".join(f"{size:g}" for size in each)}"' for name, each in sizes.items())
    return f'make bench {told} REPEATS={asked.repeats} PEERS="{" ".join(asked.peers)}"'


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="How long does a whole run take?")
    for option, variable, usual in OPTIONS:
        default = [_count(text) for text in os.environ.get(variable, usual).split()]
        parser.add_argument(option, nargs="*", type=_count, default=default)
    parser.add_argument("--repeats", type=int, default=int(os.environ.get("REPEATS", "3")))
    parser.add_argument("--peers", nargs="+", default=os.environ.get("PEERS", "all").split())
    parser.add_argument("--only", choices=["own", "chain"])
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the made-up events")
    parser.add_argument(
        "--output", type=Path, help="folder for page, pictures and figures, in place of docs/"
    )
    asked = parser.parse_args()
    try:
        chosen(asked.peers)
    except ValueError as refused:
        parser.error(str(refused))
    return asked


def _count(text: str) -> int:
    return int(float(text))


if __name__ == "__main__":
    main()
