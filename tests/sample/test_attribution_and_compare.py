"""On the sample: credit adds up to the published tables; the last two periods compared are `changes`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import journeymine
from journeymine.questions.attribution import attribution
from journeymine.questions.compare import compare
from journeymine.snapshot import Snapshot


@pytest.fixture(scope="module")
def snapshot(sample_run: Path) -> Iterator[Snapshot]:
    found = journeymine.open(sample_run / "warehouse")
    yield found
    found.close()


def test_credit_adds_up_to_the_tables(snapshot: Snapshot) -> None:
    totals = snapshot.rows(
        "select (select count(*) from journeys where outcome = 'dropped') as lost, "
        "(select sum(value) from journeys) as value"
    ).to_pylist()[0]
    table = attribution(snapshot.ground()).table().to_pandas()
    by_model = table.groupby("model")[["credit", "value", "loss_credit"]].sum()
    assert len(by_model) == 7
    for _, told in by_model.iterrows():
        assert told["value"] == pytest.approx(totals["value"])
        assert told["loss_credit"] == pytest.approx(totals["lost"])
        assert told["credit"] == pytest.approx(by_model["credit"].iloc[0])


def test_the_last_days_against_those_before_are_the_nightly_changes(snapshot: Snapshot) -> None:
    nightly = {
        (row["scope"], row["name"], row["figure"]): row
        for row in snapshot.table("changes").to_pylist()
        if row["figure"] not in ("score", "journeys")
    }
    compared = {
        (row["scope"], row["name"], row["figure"]): row
        for row in compare(snapshot.ground(), "last 28d").table().to_pylist()
    }
    assert len(nightly) > 10
    for key, row in nightly.items():
        mine = compared[key]
        assert (mine["one_count"], mine["other_count"]) == (row["after_count"], row["before_count"])
        for name, theirs in (("one", "after"), ("other", "before"), ("low", "difference_low")):
            assert mine[name] == (None if row[theirs] is None else pytest.approx(row[theirs], abs=1e-9)), key


def test_scores_and_volume_of_the_nightly_changes(snapshot: Snapshot) -> None:
    compared = {row["figure"]: row for row in compare(snapshot.ground(), "last 28d").table().to_pylist()}
    nightly = {row["figure"]: row for row in snapshot.table("changes").to_pylist() if row["scope"] == "all"}
    assert compared["score"]["one"] == pytest.approx(nightly["score"]["after"])
    assert compared["journeys_per_day"]["one"] * 28 == pytest.approx(nightly["journeys"]["after"])
    assert compared["journeys_per_day"]["low"] * 28 == pytest.approx(nightly["journeys"]["difference_low"])
