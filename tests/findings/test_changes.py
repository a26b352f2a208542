"""Changes: figures against plain Python, planted ones told, quiet crowds in peace, the young given time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
import pytest

from journeymine.engine import DuckEngine
from journeymine.findings.changes import Periods, build_changes, daily_dispersion
from tests.findings.crowd import crowd
from tests.findings.laid import lay
from tests.findings.steps import Row, experience, rows
from tests.findings.world import STAGES, World, day, settings

WEEK, MONTH = timedelta(days=7), timedelta(days=28)
SELLS = {name for name, _, sells in STAGES if sells}
MIDDLE = {name for name, _, _ in STAGES[1:-1]}
Key = tuple[str, str, str]


def changes(engine: DuckEngine, as_of: float, **changed: object) -> dict[Key, Row]:
    experience(engine, settings(**changed))
    build_changes(lay(engine, settings(**changed)), day(as_of))
    return {
        (row["scope"], row["name"], row["figure"]): row
        for row in rows(engine, "changes", "scope", "name", "figure")
    }


def plain_units(engine: DuckEngine) -> Iterator[tuple[Key, datetime, float, float, bool]]:
    """Figure, when it began, weight, amount, and whether it needs to be followed."""
    paths: dict[str, list[Row]] = defaultdict(list)
    for step in rows(engine, "journey_steps", "journey_id", "step_index"):
        paths[step["journey_id"]].append(step)
    for journey in rows(engine, "journeys", "journey_id"):
        started = journey["started_at"]
        sold = [step["entered_at"] for step in paths[journey["journey_id"]] if step["stage"] in SELLS]
        hit = bool(sold) and min(sold) <= started + WEEK
        yield ("all", "all", "conversion_rate"), started, 1, float(hit), True
    for cart in rows(engine, "carts", "cart_id"):
        opened = cart["opened_at"]
        if cart["outcome"] == "converted" and cart["closed_at"] <= opened + WEEK:
            yield ("cart", "all", "abandonment_rate"), opened, 1, 0.0, True
        if cart["outcome"] in ("abandoned", "recovered") and cart["last_activity_at"] <= opened + WEEK:
            yield ("cart", "all", "abandonment_rate"), opened, 1, 1.0, True
    for answer in rows(engine, "int_credit", "position", "touchpoint"):
        for scope in ("stage", "touchpoint"):
            credit = answer["credit"]
            yield (
                (scope, answer[scope], "score"),
                answer["occurred_at"],
                credit,
                credit * answer["score"],
                False,
            )
    for event in rows(engine, "events", "position"):
        if event["score"] is not None:
            yield ("all", "all", "score"), event["occurred_at"], 1, event["score"], False


def plain_entries(engine: DuckEngine, periods: Periods) -> Iterator[tuple[Key, bool, float]]:
    """Figure, whether in the last period, and hit: first entries of stages that can be followed."""
    seen: set[tuple[str, str, bool]] = set()
    ordered = rows(engine, "journey_steps", "journey_id", "step_index")
    for place, step in enumerate(ordered):
        onward = ordered[place + 1] if place + 1 < len(ordered) else None
        if onward is not None and onward["journey_id"] != step["journey_id"]:
            onward = None
        which = period_of(step["entered_at"], periods, follow=True)
        key = (step["journey_id"], step["stage"], which is True)
        if which is None or step["stage"] in SELLS or key in seen:
            continue
        seen.add(key)
        left = onward is not None and onward["entered_at"] <= step["entered_at"] + WEEK
        yield ("stage", step["stage"], "dropoff_rate"), which, float(not left)
        if left and onward is not None and step["stage"] in MIDDLE:
            yield ("stage", step["stage"], "back_rate"), which, float(onward["direction"] == "back")


def period_of(at: datetime, periods: Periods, *, follow: bool) -> bool | None:
    spare = WEEK if follow else timedelta(0)
    if periods.after_from < at <= periods.after_to - spare:
        return True
    return False if periods.before_from < at <= periods.after_from - spare else None


@pytest.mark.parametrize("seed", range(4))
def test_rates_are_those_of_plain_python(seed: int) -> None:
    engine = crowd(seed, 600, days=90)
    found = changes(engine, 80)
    periods = Periods.ending(day(80), MONTH)
    sums: dict[tuple[Key, bool], list[float]] = defaultdict(lambda: [0.0, 0.0, 0])
    units = [
        (key, period_of(at, periods, follow=follow), weight, amount)
        for key, at, weight, amount, follow in plain_units(engine)
    ]
    units += [(key, which, 1, hit) for key, which, hit in plain_entries(engine, periods)]
    for key, which, weight, amount in units:
        if which is not None:
            total = sums[key, which]
            total[0], total[1], total[2] = total[0] + weight, total[1] + amount, total[2] + 1
    assert {key for key, _ in sums} == set(found) - {("all", "all", "journeys")}
    for (key, which), (weight, amount, count) in sums.items():
        name = "after" if which else "before"
        assert found[key][f"{name}_count"] == count
        if found[key][name] is not None:
            assert found[key][name] == pytest.approx(amount / weight, abs=1e-9)
    starts = [row["started_at"] for row in rows(engine, "journeys", "journey_id")]
    journeys = found["all", "all", "journeys"]
    assert journeys["after"] == sum(period_of(at, periods, follow=False) is True for at in starts)
    assert journeys["before"] == sum(period_of(at, periods, follow=False) is False for at in starts)


def arrivals(world: World, rate: tuple[float, float], buys: tuple[float, float], seed: int = 1) -> World:
    """Journeys a day and the share that buys within three days, before and from day 72 on."""
    draw = np.random.default_rng(seed)
    for today in range(100):
        late = int(today >= 72)
        for number in range(draw.poisson(rate[late])):
            path = ["ad", "search", "order"] if draw.random() < buys[late] else ["ad", "search"]
            world.walk(f"c{today}-{number}", today + draw.random() * 0.9, path)
    return world


def test_a_change_is_told_with_its_size() -> None:
    found = changes(arrivals(World(), (30, 30), (0.3, 0.5)).build(as_of=100), 100)
    row = found["all", "all", "conversion_rate"]
    assert row["is_significant"]
    assert row["difference_low"] < 0.2 < row["difference_high"]
    assert row["difference"] == pytest.approx(row["after"] - row["before"])
    assert found["stage", "consideration", "dropoff_rate"]["is_significant"]
    assert found["stage", "consideration", "dropoff_rate"]["difference"] < 0
    assert not found["stage", "awareness", "dropoff_rate"]["is_significant"]
    assert not found["all", "all", "journeys"]["is_significant"]
    assert (row["before_from"], row["after_from"], row["after_to"]) == (day(44), day(72), day(100))


def test_more_journeys_are_told_as_more_journeys_only() -> None:
    found = changes(arrivals(World(), (20, 35), (0.3, 0.3)).build(as_of=100), 100)
    assert [key for key, row in found.items() if row["is_significant"]] == [("all", "all", "journeys")]
    row = found["all", "all", "journeys"]
    assert row["difference_low"] < 28 * 15 < row["difference_high"]


def test_the_young_are_not_held_against_the_last_period() -> None:
    """Everyone buys on the fifth day; at the end only some have had the time, and no figure moves for it."""
    world = World()
    for number in range(1000):
        world.walk(f"c{number}", number / 10, ["ad", "search", "order"], gap=2.5)
    found = changes(world.build(as_of=100), 100)
    for key in (("all", "all", "conversion_rate"), ("stage", "consideration", "dropoff_rate")):
        assert found[key]["difference"] == 0
    assert found["all", "all", "conversion_rate"]["after"] == 1


@pytest.mark.slow
def test_steady_crowds_have_no_changes() -> None:
    told = sum(
        any(row["is_significant"] for row in changes(crowd(900 + seed, 400, days=90), 80).values())
        for seed in range(24)
    )
    assert told <= 4


def test_few_customers_claim_nothing() -> None:
    found = changes(arrivals(World(), (0.3, 0.3), (0.5, 0.5)).build(as_of=100), 100)
    row = found["all", "all", "conversion_rate"]
    assert 0 < min(row["before_count"], row["after_count"]) < 10
    assert row["before"] is row["after"] is row["difference"] is row["q_value"] is None
    assert not row["is_significant"]


def test_events_that_do_not_reach_back_give_no_rows() -> None:
    engine = arrivals(World(), (20, 20), (0.3, 0.3)).build(as_of=100)
    assert changes(engine, 50) == {}
    assert changes(engine, 57)


def test_the_last_instant_belongs_to_the_last_period() -> None:
    world = arrivals(World(), (5, 5), (0.3, 0.3))
    world.walk("last", 100, ["ad"])
    world.walk("edge", 72, ["ad"])
    with_both = changes(world.build(as_of=100), 100)["all", "all", "journeys"]
    without = changes(arrivals(World(), (5, 5), (0.3, 0.3)).build(as_of=100), 100)["all", "all", "journeys"]
    assert with_both["after_count"] == without["after_count"] + 1
    assert with_both["before_count"] == without["before_count"] + 1


def test_dispersion_of_even_and_uneven_days() -> None:
    draw = np.random.default_rng(1)
    even = draw.poisson(50, 2000).astype(np.float64)
    assert daily_dispersion(even[:1000], even[1000:]) == pytest.approx(1, abs=0.1)
    uneven = draw.negative_binomial(10, 10 / 60, 2000).astype(np.float64)
    assert daily_dispersion(uneven[:1000], uneven[1000:]) == pytest.approx(6, rel=0.15)
    assert daily_dispersion(np.zeros(28), np.zeros(28)) == 1
