"""The benchmark's events: as many as asked for, the same for the same seed, and as awkward as real ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from bench import behaviour
from bench.generate import BEGIN, SPAN, make_table, write_data
from journeymine.build import run
from journeymine.config import load

ROWS = 40_000


@pytest.fixture(scope="module")
def events() -> pa.Table:
    return make_table(ROWS, seed=1)


@pytest.mark.parametrize("rows", [1_000, 9_999, ROWS])
def test_as_many_as_asked_for(rows: int) -> None:
    assert len(make_table(rows, seed=2)) == rows


def test_the_seed_decides(events: pa.Table) -> None:
    assert make_table(ROWS, seed=1).equals(events)
    assert not make_table(ROWS, seed=3).equals(events)


def test_times_lie_in_the_half_year(events: pa.Table) -> None:
    times = events["time"].cast(pa.int64()).to_numpy()
    assert times.min() >= BEGIN
    assert times.max() < BEGIN + SPAN + 2 * behaviour.DAY


def test_copies_and_late_rows(events: pa.Table) -> None:
    copies = len(events) - len(pc.unique(events["id"]))
    assert copies == int(ROWS * 0.004)
    times = events["time"].cast(pa.int64()).to_numpy()
    assert 0 < (times < np.maximum.accumulate(times)).mean() < 0.05


def test_a_few_devices_hold_much(events: pa.Table) -> None:
    counts = np.sort(pc.value_counts(events["cookie"]).field("counts").to_numpy())
    assert np.median(counts) < 10
    assert counts[-len(counts) // 20 :].sum() > 0.25 * ROWS


def test_logins_come_late_and_devices_are_shared(events: pa.Table) -> None:
    known = events.filter(pc.is_valid(events["account"]))
    assert 0.05 < len(known) / ROWS < 0.6
    accounts = known.group_by("cookie").aggregate([("account", "count_distinct")])["account_count_distinct"]
    assert pc.max(accounts).as_py() >= 2
    first_known = known.group_by("cookie").aggregate([("time", "min")])
    first_seen = events.group_by("cookie").aggregate([("time", "min")])
    joined = first_known.join(first_seen, "cookie", right_suffix="_seen")
    assert pc.any(pc.greater(joined["time_min"], joined["time_min_seen"])).as_py()


def test_every_event_happens_and_days_have_nights(events: pa.Table) -> None:
    assert set(events["event"].to_pylist()) == set(behaviour.EVENTS)
    hours = pc.value_counts(pc.hour(events["time"]))
    count = {row["values"]: row["counts"] for row in hours.to_pylist()}
    assert count[20] > 3 * count[4]


def test_the_package_reads_them(tmp_path: Path) -> None:
    write_data(3_000, tmp_path)
    assert pq.read_metadata(tmp_path / "events-000.parquet").num_rows == 3_000
    summary = run(load(tmp_path / "journey.yaml"))
    assert (summary.row_count, summary.rejected_count, summary.duplicate_count) == (3_000, 0, 12)


def test_the_csv_says_the_same(tmp_path: Path) -> None:
    write_data(500, tmp_path, as_csv=True)
    assert "events-*.csv" in (tmp_path / "journey.yaml").read_text(encoding="utf-8")
    summary = run(load(tmp_path / "journey.yaml"))
    assert (summary.row_count, summary.rejected_count) == (500, 0)
