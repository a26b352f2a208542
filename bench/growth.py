"""What history costs: the build of so many events, and the night after it, when the next day's files lie
beside those that are loaded.

No time is given where the night's generation is not the one that all files give at once in a fresh
warehouse. That is compared at the smallest size, and at each up to `CHECKED_UP_TO`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

import journeymine
from bench.process import CommandFailed, Cost
from bench.race import Disagreement, LeftOut
from bench.works import OURS, Row, median_row, package_run

BUILD, NIGHT = "build", "night"
CHECKED_UP_TO = 10_000_000
"""Events; above, a third run takes too long."""

TABLES = ("events", "links")
"""What the files of a day are called, before their number."""


@dataclass(frozen=True)
class Held:
    """What lies in a warehouse when a run has ended.

    Attributes:
        customers: in the generation that it published.
        landing_bytes: files as they were received.
        vault_bytes, state_bytes: of these two.
        generation_bytes: of this one generation, its paths included.
        fingerprint: of its data.
    """

    customers: int
    landing_bytes: int
    vault_bytes: int
    state_bytes: int
    generation_bytes: int
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Grown(Row):
    """A build, or the night after it; its ratio is to the build of the same size.

    Attributes:
        cpu_ratio: the same of processor time.
        customers, landing_bytes, vault_bytes, state_bytes, generation_bytes: as in `Held`.
        is_checked: whether all files at once, in a fresh warehouse, gave the night's fingerprint.
    """

    cpu_ratio: float
    customers: int
    landing_bytes: int
    vault_bytes: int
    state_bytes: int
    generation_bytes: int
    is_checked: bool


@dataclass
class Growth:
    """What was measured at all sizes.

    Attributes:
        rows: two a size, the build's before the night's.
        left_out: sizes that have none, and why.
    """

    rows: list[Grown] = field(default_factory=list[Grown])
    left_out: list[LeftOut] = field(default_factory=list[LeftOut])


@dataclass(frozen=True)
class _Round:
    """A build and its night, each with what it left."""

    build: Cost
    night: Cost
    built: Held
    grown: Held


Runner = Callable[[Path], Cost]


def grow_all(sizes: Sequence[int], measure_one: Callable[[int, bool], Sequence[Grown]]) -> Growth:
    """Measure every size, from the smallest on, up to one that fails: those above it are not tried.

    Args:
        sizes: events.
        measure_one: gives the rows of a size; is told whether to compare it with all files at once.

    Raises:
        Disagreement: a night's generation is not what its files give.
    """
    found = Growth()
    for size in sorted(set(sizes)):
        if found.left_out:
            found.left_out.append(LeftOut(OURS, size, NIGHT, "not tried after that"))
            continue
        try:
            found.rows += measure_one(size, size == min(sizes) or size <= CHECKED_UP_TO)
        except CommandFailed as failure:
            found.left_out.append(LeftOut(OURS, size, NIGHT, failure.reason))
    return found


def grow(
    data: Path, size: int, repeats: int, *, is_checked: bool, run: Runner = package_run
) -> tuple[Grown, Grown]:
    """Measure a build and its night, in fresh processes and each time in a fresh warehouse.

    Args:
        data: folder of the events, with the next day's.
        size: how many they are.
        repeats: times that both are done.
        is_checked: whether the answers are compared with those of all files at once.
        run: does one run in a folder with a journey file.

    Raises:
        Disagreement: the answers differ.
        CommandFailed: a run did not end well.
    """
    folder = data / "night"
    try:
        rounds = [_round(data, folder, run) for _ in range(repeats)]
        said = {one.grown.fingerprint for one in rounds}
        if is_checked:
            shutil.rmtree(folder / "warehouse")
            run(folder)
            said.add(held_in(folder / "warehouse").fingerprint)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if len(said) > 1:
        raise Disagreement(
            f"The night after {size:,} events did not publish what its files give at once in a fresh "
            "warehouse, so there are no times."
        )
    return _rows(rounds, size, is_checked=is_checked)


def lay_out(data: Path, folder: Path) -> None:
    """Put the events, the merges and the journey file into a fresh folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copyfile(data / "journey.yaml", folder / "journey.yaml")
    for table in TABLES:
        for path in data.glob(f"{table}-*"):
            (folder / path.name).hardlink_to(path)


def add_day(data: Path, folder: Path) -> None:
    """Put the next day's files beside the others, with numbers that follow theirs."""
    for table in TABLES:
        number = len(list(folder.glob(f"{table}-*")))
        for path in (data / "increment").glob(f"{table}-*"):
            (folder / f"{table}-{number:03d}{path.suffix}").hardlink_to(path)


def held_in(warehouse: Path) -> Held:
    """What lies there now."""
    record = json.loads((warehouse / "published" / "CURRENT.json").read_text(encoding="utf-8"))
    with closing(journeymine.open(warehouse)) as snapshot:
        customers = snapshot.rows("select count(*) as n from customers")["n"][0].as_py()
    return Held(
        customers=customers,
        landing_bytes=_size(warehouse, "landing/**/*"),
        vault_bytes=_size(warehouse, "vault.duckdb*"),
        state_bytes=_size(warehouse, "state.duckdb*"),
        generation_bytes=record["size"] + record["paths_size"],
        fingerprint=record["fingerprint"],
    )


def _size(folder: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())


def _round(data: Path, folder: Path, run: Runner) -> _Round:
    lay_out(data, folder)
    build = run(folder)
    built = held_in(folder / "warehouse")
    add_day(data, folder)
    night = run(folder)
    return _Round(build, night, built, held_in(folder / "warehouse"))


def _rows(rounds: Sequence[_Round], size: int, *, is_checked: bool) -> tuple[Grown, Grown]:
    builds, nights = [one.build for one in rounds], [one.night for one in rounds]
    last = rounds[-1]
    return (
        _grown(BUILD, size, (builds, builds), last.built, is_checked=is_checked),
        _grown(NIGHT, size, (nights, builds), last.grown, is_checked=is_checked),
    )


def _grown(
    work: str, size: int, costs: tuple[Sequence[Cost], Sequence[Cost]], held: Held, *, is_checked: bool
) -> Grown:
    """A row, from the costs of the work and of the build."""
    own, builds = costs
    row = median_row(work, size, OURS, own, median(cost.wall_seconds for cost in builds))
    cpu_ratio = row.cpu_seconds / median(cost.cpu_seconds for cost in builds)
    kept = {name: value for name, value in asdict(held).items() if name != "fingerprint"}
    return Grown(**asdict(row), cpu_ratio=round(cpu_ratio, 2), **kept, is_checked=is_checked)
