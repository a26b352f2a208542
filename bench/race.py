"""Runs the sides in turn on one file, compares their answers, and makes rows of medians.

No time is given for a work whose answers differ: `Disagreement` names the work and what was said.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.chain import WORKS
from bench.digest import Digest, differences
from bench.environments import python_of
from bench.process import CommandFailed, measure
from bench.sides import LONGEST_SECONDS, YARDSTICK, Side
from bench.works import Row

ROOT = Path(__file__).parents[1]
CHAIN = "chain"
"""The sum of a side's works, the start of its process left out."""


class Disagreement(Exception):
    """Sides gave different answers to a work, or left one out without a reason."""


@dataclass(frozen=True)
class Timed:
    """One line that a side wrote; see `bench/peers/__init__.py`."""

    work: str
    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    answer: Digest = field(default_factory=dict[str, object])
    versions: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class LeftOut:
    """A work, or all of them where `work` is `chain`, that a side was not timed at or not compared in."""

    side: str
    size: int
    work: str
    reason: str


@dataclass
class Race:
    """What was measured at one size.

    Attributes:
        size: events asked for; the copies among them are not in the file.
        rows: medians by side and work.
        left_out: what is missing, and why.
        versions: packages of each side.
    """

    size: int
    rows: list[Row] = field(default_factory=list[Row])
    left_out: list[LeftOut] = field(default_factory=list[LeftOut])
    versions: dict[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])


Runner = Callable[[Side, Path], list[Timed]]


def run_side(side: Side, clean: Path) -> list[Timed]:
    """One run of all works of a side, in a fresh process.

    Raises:
        CommandFailed: it ended with an error, or took too long.
    """
    command = [str(python_of(side)), "-m", f"bench.peers.{side.name}", str(clean)]
    log = clean.with_name(f"{side.name}.log")
    cost = measure(command, log, {"PYTHONPATH": str(ROOT)}, limit_seconds=LONGEST_SECONDS)
    lines = (line for line in cost.said.splitlines() if line.startswith('{"work"'))
    return [Timed(**json.loads(line)) for line in lines]


def race(sides: Sequence[Side], clean: Path, size: int, repeats: int, *, run: Runner = run_side) -> Race:
    """Run the sides in turn, so that a busy minute falls on all.

    Args:
        sides: who takes part.
        clean: the file.
        size: events, by which it is known.
        repeats: runs of each side.
        run: does one run.

    Raises:
        Disagreement: answers differ, or are missing.
    """
    found = Race(size)
    running = [side for side in sides if _takes_part(side, found)]
    runs: defaultdict[str, list[list[Timed]]] = defaultdict(list)
    for _ in range(repeats):
        for side in tuple(running):
            try:
                runs[side.name].append(run(side, clean))
            except CommandFailed as failure:
                running.remove(side)
                runs.pop(side.name)
                found.left_out.append(LeftOut(side.name, size, CHAIN, failure.reason))
        compare(running, {side.name: runs[side.name][-1] for side in running})
    for side in running:
        found.versions[side.name] = runs[side.name][0][0].versions
        found.left_out += _gaps(side, size)
    found.rows = rows_of(size, {side.name: runs[side.name] for side in running})
    return found


def _takes_part(side: Side, found: Race) -> bool:
    if side.largest is None or found.size <= side.largest:
        return True
    found.left_out.append(LeftOut(side.name, found.size, CHAIN, side.why))
    return False


def _gaps(side: Side, size: int) -> Iterable[LeftOut]:
    return (LeftOut(side.name, size, work, why) for work, why in {**side.undone, **side.unsaid}.items())


def compare(sides: Sequence[Side], lines: Mapping[str, Sequence[Timed]]) -> None:
    """Compare the answers of one round.

    Raises:
        Disagreement: they differ, or one is missing that the side does not say it leaves out.
    """
    told: list[str] = []
    for work in list(WORKS)[1:]:
        answers = {side: timed.answer for side, each in lines.items() for timed in each if timed.work == work}
        told += [f"{work}: {difference}" for difference in differences(answers)]
        told += [f"{work}: {gap}" for gap in _unexplained(sides, work, answers)]
    if told:
        raise Disagreement("Answers differ, so there are no times.\n" + "\n".join(told))


def _unexplained(sides: Sequence[Side], work: str, answers: Mapping[str, Digest]) -> Iterable[str]:
    parts = {part for digest in answers.values() for part in digest}
    for side in sides:
        missing = parts - set(answers.get(side.name, {}))
        if missing and work not in (side.undone if side.name not in answers else side.unsaid):
            yield f"no {', '.join(sorted(missing))} by {side.name}"


def rows_of(size: int, runs: Mapping[str, Sequence[Sequence[Timed]]]) -> list[Row]:
    """Medians of each side's works and of their sum.

    Args:
        size: events.
        runs: lines by side and run.
    """
    medians = {side: _medians(each) for side, each in runs.items()}
    return [
        Row(
            work=work,
            size=size,
            side=side,
            repeats=len(runs[side]),
            wall_seconds=round(timed.wall_seconds, 3),
            cpu_seconds=round(timed.cpu_seconds, 3),
            peak_bytes=timed.peak_bytes,
            ratio=round(timed.wall_seconds / base, 2),
        )
        for side, works in medians.items()
        for work, timed in (works | {CHAIN: _sum(works, works)}).items()
        for base in [_yardstick(work, works, medians).wall_seconds]
    ]


def _yardstick(work: str, works: Mapping[str, Timed], medians: Mapping[str, Mapping[str, Timed]]) -> Timed:
    """What the yardstick took for the same: of the chain, for the works that the other side does."""
    base = medians.get(YARDSTICK, works)
    return _sum(base, works) if work == CHAIN else base[work]


def _sum(costs: Mapping[str, Timed], works: Iterable[str]) -> Timed:
    summed = [costs[work] for work in works if work in WORKS]
    return Timed(
        CHAIN,
        sum(timed.wall_seconds for timed in summed),
        sum(timed.cpu_seconds for timed in summed),
        max(timed.peak_bytes for timed in summed),
    )


def _medians(runs: Sequence[Sequence[Timed]]) -> dict[str, Timed]:
    """Of each work, in order; the peak is the largest."""
    by_work = {
        timed.work: [one for each in runs for one in each if one.work == timed.work] for timed in runs[0]
    }
    return {
        work: Timed(
            work,
            median(timed.wall_seconds for timed in each),
            median(timed.cpu_seconds for timed in each),
            max(timed.peak_bytes for timed in each),
        )
        for work, each in by_work.items()
    }
