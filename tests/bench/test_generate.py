"""The benchmark's events: as many as asked for, the same for the same seed, and as awkward as real ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import journeymine
from bench import behaviour
from bench.events import BEGIN, SPAN, make_table
from bench.generate import write_data
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
    links = pq.read_metadata(tmp_path / "links-000.parquet").num_rows
    assert links >= 2
    assert (summary.row_count, summary.rejected_count) == (3_000 + links, 0)
    assert summary.duplicate_count == 12


def test_the_csv_says_the_same(tmp_path: Path) -> None:
    write_data(500, tmp_path, as_csv=True)
    assert "events-*.csv" in (tmp_path / "journey.yaml").read_text(encoding="utf-8")
    summary = run(load(tmp_path / "journey.yaml"))
    links = len(pyarrow.csv.read_csv(tmp_path / "links-000.csv"))
    assert (summary.row_count, summary.rejected_count) == (500 + links, 0)


def test_a_merge_joins_two_accounts(tmp_path: Path) -> None:
    write_data(4_000, tmp_path)
    first, second = pq.read_table(tmp_path / "links-000.parquet").to_pylist()[:2]
    assert (first["property_hs_merged_object_ids"], second["property_hs_merged_object_ids"]) == (
        second["id"],
        None,
    )
    run(load(tmp_path / "journey.yaml"))
    raw = pq.read_table(tmp_path / "events-000.parquet", columns=["id", "account"])
    events = journeymine.open(tmp_path / "warehouse").sql("select event_id as id, customer_id from events")
    joined = raw.join(events.to_arrow_table(), "id")
    customers = {
        customer
        for account, customer in zip(
            joined["account"].to_pylist(), joined["customer_id"].to_pylist(), strict=True
        )
        if account in {first["property_customer_number"], second["property_customer_number"]}
    }
    assert len(customers) == 1


def test_one_customer_may_have_a_great_part(tmp_path: Path) -> None:
    write_data(20_000, tmp_path, giant=8_000)
    giant = pq.read_table(tmp_path / "events-giant.parquet")
    assert len(giant) == 8_000
    assert len(giant["cookie"].unique()) == 1
    assert set(giant["account"].to_pylist()) - {None} == {giant["account"].drop_null()[0].as_py()}
    assert pq.read_metadata(tmp_path / "events-000.parquet").num_rows == 12_000


def test_the_next_day_has_returning_and_new_customers_late_rows_first_logins_and_copies(
    tmp_path: Path,
) -> None:
    write_data(300_000, tmp_path)
    before = pq.read_table(tmp_path / "events-000.parquet")
    after = pq.read_table(tmp_path / "increment" / "events-000.parquet")
    assert after.schema == before.schema
    assert len(after) == 1_500
    times = after["time"].cast(pa.int64()).to_numpy()
    assert 0.5 < (times >= BEGIN + SPAN).mean() < 1
    assert times.max() < BEGIN + SPAN + 2 * behaviour.DAY
    returning = pc.is_in(after["cookie"], before["cookie"]).to_numpy()
    assert 0.4 < returning.mean() < 0.95
    assert 0 < pc.is_in(after["id"], before["id"]).to_numpy().sum() < 20
    known = set(before["account"].drop_null().to_pylist())
    assert set(after["account"].drop_null().to_pylist()) - known
    assert len(pq.read_table(tmp_path / "increment" / "links-000.parquet")) >= 2
