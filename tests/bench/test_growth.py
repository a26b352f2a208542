"""Build and night: what is run on which files, whose answers are compared, and what becomes of a failure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bench import growth
from bench.generate import write_data
from bench.growth import BUILD, NIGHT, Held, add_day, grow, grow_all, lay_out
from bench.process import CommandFailed, Cost
from bench.race import Disagreement
from journeymine.build import run as run_package
from journeymine.config import load
from tests.bench.test_growth_page import grown


def costs() -> Callable[[Path], Cost]:
    """A runner that does nothing; each call costs more than the one before."""
    calls: list[Path] = []

    def run(folder: Path) -> Cost:
        calls.append(folder)
        return Cost(10.0 * len(calls), 20.0 * len(calls), 10**9 + len(calls), "load 1.0 s  x")

    return run


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Empty files of a size and of the day after it."""
    (tmp_path / "increment").mkdir()
    for name in ("events-000", "events-001", "links-000", "increment/events-000", "increment/links-000"):
        (tmp_path / f"{name}.parquet").write_text(name)
    (tmp_path / "journey.yaml").write_text("title: x")
    return tmp_path


def leave(monkeypatch: pytest.MonkeyPatch, *fingerprints: str) -> None:
    """Have each run leave a warehouse with the next of these."""
    said = iter(fingerprints)

    def held_in(warehouse: Path) -> Held:
        warehouse.mkdir(exist_ok=True)
        return Held(5, 10, 20, 30, 40, next(said))

    monkeypatch.setattr(growth, "held_in", held_in)


def test_the_day_is_put_beside_the_events_under_names_of_its_own(data: Path) -> None:
    folder = data / "night"
    lay_out(data, folder)
    before = {path.name for path in folder.iterdir()}
    assert before == {"events-000.parquet", "events-001.parquet", "links-000.parquet", "journey.yaml"}
    add_day(data, folder)
    assert {path.name for path in folder.iterdir()} - before == {"events-002.parquet", "links-001.parquet"}
    assert (folder / "events-002.parquet").read_text() == "increment/events-000"
    lay_out(data, folder)
    assert {path.name for path in folder.iterdir()} == before


def test_what_a_night_costs_is_told_beside_its_build(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(monkeypatch, "build", "night", "build", "night", "night")
    build, night = grow(data, 1_000, 2, is_checked=True, run=costs())
    assert (build.work, build.size, build.wall_seconds, build.cpu_seconds) == (BUILD, 1_000, 20.0, 40.0)
    assert (night.work, night.wall_seconds, night.cpu_seconds, night.repeats) == (NIGHT, 30.0, 60.0, 2)
    assert (build.ratio, build.cpu_ratio, night.ratio, night.cpu_ratio) == (1.0, 1.0, 1.5, 1.5)
    assert (night.peak_bytes, night.customers, night.state_bytes) == (10**9 + 4, 5, 30)
    assert night.steps == {"load": 1.0}
    assert not (data / "night").exists()


@pytest.mark.parametrize("said", [["a", "b", "c"], ["a", "b", "a"]])
def test_there_is_no_time_where_the_night_is_not_what_its_files_give(
    data: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    leave(monkeypatch, *said)
    with pytest.raises(Disagreement, match="night after 1,000 events"):
        grow(data, 1_000, 1, is_checked=True, run=costs())
    assert not (data / "night").exists()


def test_nights_that_differ_are_told_without_a_third_run(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(monkeypatch, "a", "b", "a", "c")
    with pytest.raises(Disagreement):
        grow(data, 1_000, 2, is_checked=False, run=costs())


def test_sizes_above_one_that_fails_are_not_tried() -> None:
    asked: list[tuple[int, bool]] = []

    def measure_one(size: int, is_checked: bool):
        asked.append((size, is_checked))
        if size == 3 * 10**7:
            raise CommandFailed("was ended by signal 9", "a long story")
        return grown(size)

    found = grow_all([10**8, 2 * 10**7, 3 * 10**7, 2 * 10**7], measure_one)
    assert asked == [(2 * 10**7, True), (3 * 10**7, False)]
    assert [(row.work, row.size) for row in found.rows] == [(BUILD, 2 * 10**7), (NIGHT, 2 * 10**7)]
    assert [(gap.size, gap.reason) for gap in found.left_out] == [
        (3 * 10**7, "was ended by signal 9"),
        (10**8, "not tried after that"),
    ]


def test_sizes_up_to_a_limit_are_compared() -> None:
    asked: list[tuple[int, bool]] = []

    def measure_one(size: int, is_checked: bool):
        asked.append((size, is_checked))
        return grown(size)

    grow_all([1_000, growth.CHECKED_UP_TO, growth.CHECKED_UP_TO + 1], measure_one)
    assert [is_checked for _, is_checked in asked] == [True, True, False]


@pytest.mark.slow
def test_the_package_has_the_same_answers_after_a_night_as_at_once(tmp_path: Path) -> None:
    write_data(8_000, tmp_path)
    rows: list[int] = []

    def run(folder: Path) -> Cost:
        rows.append(run_package(load(folder / "journey.yaml")).row_count)
        return Cost(1.0, 1.0, 10**8, "")

    build, night = grow(tmp_path, 8_000, 1, is_checked=True, run=run)
    day = sum(pq.read_metadata(path).num_rows for path in (tmp_path / "increment").iterdir())
    assert rows == [rows[0], day, rows[0] + day]
    assert 0 < build.customers < night.customers
    assert build.landing_bytes == sum(path.stat().st_size for path in tmp_path.glob("*-000.parquet"))
    assert min(build.vault_bytes, build.state_bytes, build.generation_bytes) > 0
    assert night.landing_bytes > build.landing_bytes
