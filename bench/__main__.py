"""Measure and write down.

    python -m bench --sizes 1e6 1e7 --reading 1e6 --repeats 3 --peers all
    SIZE=1e6 READING=1e7 QUESTIONS=1e8 GROWTH="1e6 3e6 1e7" REPEATS=3 PEERS=none make bench
    ONLY=growth GROWTH="1e7 3e7 1e8" REPEATS=1 OUTPUT=out/growth make bench

A page has no more than what was measured with it. So where a part is left out, by `--only` or an empty list
of sizes, `--output` must say where page and figures go: those in docs/ and bench/results/ are whole.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from bench.growth import Grown, Growth, grow, grow_all
from bench.page import PAGE, RESULTS, Circumstances, Measured, write
from bench.race import Disagreement, LeftOut, Race, race
from bench.sides import chosen
from bench.works import Row, compare, compare_questions, compare_reading, make_clean, make_data

OPTIONS = (
    ("--sizes", "SIZE", "1e6 1e7"),
    ("--reading", "READING", "1e6"),
    ("--questions", "QUESTIONS", "1e6 1e7"),
    ("--growth", "GROWTH", "1e6 3e6 1e7"),
)
"""Option, variable and usual value of each list of sizes."""

PARTS = {
    "whole runs": ("own", "sizes"),
    "readings": ("own", "reading"),
    "questions": ("own", "questions"),
    "growth": ("growth", "growth"),
    "the chain": ("chain", "sizes"),
}
"""What `--only` calls each part of the page, and the list of its sizes."""

R = TypeVar("R", bound=Row)
DATA = Path(__file__).parent / ".data"


def main() -> None:
    """Measure every size and write bench/results/latest.json and docs/performance.md with its pictures."""
    asked = arguments()
    asked.data.mkdir(parents=True, exist_ok=True)
    circumstances = Circumstances.of(command(asked), unmeasured(asked))
    try:
        measured = Measured(
            own=_own(asked) if asked.only in (None, "own") else (),
            growth=_growth(asked) if asked.only in (None, "growth") else Growth(),
            races=_chain(asked) if asked.only in (None, "chain") else (),
        )
    except Disagreement as told:
        raise SystemExit(str(told)) from None
    page, results = _targets(asked.output)
    write(measured, circumstances, page=page, results=results)
    print(f"wrote {results} and {page}")


def unmeasured(asked: argparse.Namespace) -> tuple[str, ...]:
    """Parts of the page that nobody asks for."""
    return tuple(
        name
        for name, (part, sizes) in PARTS.items()
        if asked.only not in (None, part) or not getattr(asked, sizes)
    )


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


def _growth(asked: argparse.Namespace) -> Growth:
    """Builds and nights."""

    def measure_one(size: int, is_checked: bool) -> Sequence[Grown]:  # noqa: FBT001
        data = make_data(asked.data, size)
        return _told(grow(data, size, asked.repeats, is_checked=is_checked))

    found = grow_all(asked.growth, measure_one)
    _tell_gaps(found.left_out)
    return found


def _chain(asked: argparse.Namespace) -> list[Race]:
    """The works that other programs do too."""
    races: list[Race] = []
    for size in asked.sizes:
        clean = make_clean(make_data(asked.data, size))
        races.append(race(chosen(asked.peers), clean, size, asked.repeats))
        _told(races[-1].rows)
        _tell_gaps(races[-1].left_out)
    return races


def _told(rows: Sequence[R]) -> Sequence[R]:
    for row in rows:
        seconds = f"{row.wall_seconds:8.2f} s {row.cpu_seconds:8.2f} cpu s"
        memory = f"{row.peak_bytes / 1e9:6.2f} GB"
        print(
            f"{row.size:>12,} {row.work:<14} {row.side:<16} {seconds} {memory} {row.ratio:8.2f}", flush=True
        )
    return rows


def _tell_gaps(gaps: Sequence[LeftOut]) -> None:
    for gap in gaps:
        print(f"{gap.size:>12,} {gap.work:<14} {gap.side:<16} {gap.reason}", flush=True)


def _targets(output: Path | None) -> tuple[Path, Path]:
    return (PAGE, RESULTS) if output is None else (output / PAGE.name, output / RESULTS.name)


def command(asked: argparse.Namespace) -> str:
    """What to type for the same measurements."""
    used = {sizes for part, sizes in PARTS.values() if asked.only in (None, part)}
    words = [f"ONLY={asked.only}"] if asked.only else []
    for option, variable, _ in OPTIONS:
        if (name := option.removeprefix("--")) in used:
            words.append(f'{variable}="{" ".join(f"{size:g}" for size in getattr(asked, name))}"')
    words.append(f"REPEATS={asked.repeats}")
    if asked.only in (None, "chain"):
        words.append(f'PEERS="{" ".join(asked.peers)}"')
    return " ".join(["make bench", *words, *(["OUTPUT=FOLDER"] if asked.output else [])])


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What is asked for, by options or else by variables.

    Args:
        given: options in place of those of the command line.
    """
    parser = argparse.ArgumentParser(prog="python -m bench", description="How long does a whole run take?")
    for option, variable, usual in OPTIONS:
        default = [_count(text) for text in os.environ.get(variable, usual).split()]
        parser.add_argument(option, nargs="*", type=_count, default=default)
    parser.add_argument("--repeats", type=int, default=int(os.environ.get("REPEATS", "3")))
    parser.add_argument("--peers", nargs="+", default=os.environ.get("PEERS", "all").split())
    parser.add_argument("--only", type=_part, default=os.environ.get("ONLY"), help="own, growth or chain")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the made-up events")
    parser.add_argument(
        "--output",
        type=Path,
        default=os.environ.get("OUTPUT"),
        help="folder for page, pictures and figures, in place of docs/ and bench/results/",
    )
    asked = parser.parse_args(given)
    try:
        chosen(asked.peers)
    except ValueError as refused:
        parser.error(str(refused))
    if (missing := unmeasured(asked)) and asked.output is None:
        parser.error(f"a page without {', '.join(missing)} would replace the whole one; give --output FOLDER")
    return asked


def _part(name: str) -> str:
    if name not in (known := {part for part, _ in PARTS.values()}):
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(sorted(known))}")
    return name


def _count(text: str) -> int:
    return int(float(text))


if __name__ == "__main__":
    main()
