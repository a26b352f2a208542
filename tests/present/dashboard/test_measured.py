"""Filtered figures agree with a plain count over the walks, and too few customers are never shown."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from journeymine.present.dashboard.address import Filters
from journeymine.present.dashboard.gallery import Gallery
from journeymine.present.dashboard.measured import Extent, Measured, measure
from journeymine.present.dashboard.state import Holder
from tests.present.fixtures import people
from tests.present.walks import STAGE_OF, Walk


def measured(holder: Holder, filters: Filters) -> Measured:
    with holder.using() as (_, snapshot):
        return measure(snapshot, filters, "en")


def column(table: pa.Table, key: str, value: str) -> dict[str, object]:
    return dict(zip(table[key].to_pylist(), table[value].to_pylist(), strict=True))


def on_mobile() -> list[Walk]:
    return [walk for walk in people() if walk.device == "mobile"]


def test_everything_is_what_is_published(holder: Holder) -> None:
    found = measured(holder, Filters())
    assert found.extent == Extent(900, 900, 900, 900, 0)
    assert len(found.tables["pain_points"]) == 6


def test_a_device_leaves_its_journeys_in(holder: Holder) -> None:
    found = measured(holder, Filters(devices=("mobile",)))
    walks = on_mobile()
    assert found.extent == Extent(len(walks), len(walks), 900, 900, 900 - len(walks))
    assert set(found.tables["customers"]["customer_id"].to_pylist()) == {walk.customer for walk in walks}


def test_touchpoints_are_counted_anew(holder: Holder) -> None:
    touchpoints = measured(holder, Filters(devices=("mobile",))).tables["touchpoints"]
    walks = on_mobile()
    customers = Counter(place for walk in walks for place in {visit.place for visit in walk.visits})
    events = Counter(visit.place for walk in walks for visit in walk.visits)
    assert column(touchpoints, "touchpoint", "customer_count") == {
        name: customers[name] for name in touchpoints["touchpoint"].to_pylist()
    }
    assert column(touchpoints, "touchpoint", "event_count")["cart"] == events["cart"]
    assert set(touchpoints["score_mean"].to_pylist()) == {None}


def test_entrants_of_stages_are_counted_anew(holder: Holder) -> None:
    dropoff = measured(holder, Filters(personas=("quick",))).tables["dropoff"]
    walks = [walk for walk in people() if walk.persona == "quick"]
    entered = Counter(stage for walk in walks for stage in {STAGE_OF[visit.place] for visit in walk.visits})
    rows = [row for row in dropoff.to_pylist() if row["level"] == "stage"]
    assert {row["node"]: row["entered_count"] for row in rows} == dict(entered)


def test_a_period_holds_its_first_and_last_day(holder: Holder) -> None:
    first = min(walk.visits[0].at for walk in people()).date() + timedelta(days=30)
    last = first + timedelta(days=29)
    start, end = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (first, last))
    walks = [walk for walk in people() if start <= walk.visits[0].at < end + timedelta(days=1)]
    assert measured(holder, Filters(since=first, until=last)).extent.journeys == len(walks)
    assert len(walks) > 50


@pytest.mark.parametrize(
    ("customers", "left_out", "refusal"),
    [
        (0, 900, "no_journey"),
        (1, 899, "too_few"),
        (9, 891, "too_few"),
        (10, 890, None),
        (890, 10, None),
        (891, 9, "rest_too_few"),
        (899, 1, "rest_too_few"),
        (900, 0, None),
    ],
)
def test_who_could_be_told_is_protected(customers: int, left_out: int, refusal: str | None) -> None:
    extent = Extent(customers, customers, 900, 900, left_out)
    assert extent.refusal(10) == refusal


def test_nothing_is_measured_for_too_few(holder: Holder) -> None:
    day = min(walk.visits[0].at for walk in people()).date()
    count = sum(walk.visits[0].at.date() == day for walk in people())
    assert 0 < count < 10
    only, but = Filters(since=day, until=day), Filters(since=day + timedelta(days=1))
    for filters, refusal in ((only, "too_few"), (but, "rest_too_few")):
        found = measured(holder, filters)
        assert found.refusal == refusal
        assert not found.tables


def test_a_value_that_nobody_has_is_only_a_value(holder: Holder) -> None:
    found = measured(holder, Filters(devices=("x' or 1=1 --",), channels=('"; drop table journeys',)))
    assert found.refusal == "no_journey"


def test_what_was_drawn_is_kept_and_the_oldest_makes_room(holder: Holder) -> None:
    gallery = Gallery(holder, kept=2)
    first = gallery.show(Filters(devices=("mobile",)), "en")
    assert gallery.show(Filters(devices=("mobile",)), "en") is first
    gallery.show(Filters(devices=("desktop",)), "en")
    gallery.show(Filters(personas=("quick",)), "en")
    assert gallery.show(Filters(devices=("mobile",)), "en") is not first
