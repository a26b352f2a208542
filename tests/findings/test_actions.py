"""Actions: a figure worked out by hand, its interval against simulation, and the order of the list."""

from __future__ import annotations

import numpy as np
import pytest

from journeymine.findings.actions import value_at_stake
from journeymine.measures.statistics import Interval, Shares, difference_of_shares
from tests.findings.crowd import Trouble, crowd
from tests.findings.steps import Row, find_actions, rows
from tests.findings.world import World, settings


def shop(*, value: float | None = 50.0, currency: str | None = "EUR") -> World:
    """Of 120 who see the ad 60 drop and 60 buy; of 120 who read the blog 12 drop and 54 buy. Over 90 days."""
    world = World()
    for number in range(120):
        at = number * 90 / 120
        world.walk(f"ad{number}", at, ["ad"])
        world.walk(f"blog{number}", at, ["blog"])
        if number >= 60:
            world.walk(f"ad{number}", at + 0.1, ["search"])
            world.add(f"ad{number}", at + 0.2, "order", value=value, currency=currency)
        if number >= 12:
            world.walk(f"blog{number}", at + 0.1, ["search"])
        if number >= 66:
            world.add(f"blog{number}", at + 0.2, "order", value=20.0, currency=currency)
    return world


def the_ad(world: World, **changes: object) -> Row:
    actions = find_actions(world.build(as_of=300), settings(**changes))
    return next(row for row in actions if row["action_id"] == "drop:ad")


def test_a_drop_is_worth_what_those_who_stay_bring() -> None:
    row = the_ad(shop())
    months = (119 * 90 / 120 + 0.2) / 30
    assert row["customers_per_month"] == pytest.approx(120 / months)
    assert row["value_at_stake"] == pytest.approx(120 / months * (60 / 120 - 12 / 120) * 50, rel=1e-6)
    gap = difference_of_shares(Shares.of(60, 120), Shares.of(12, 120))
    assert row["value_low"] == pytest.approx(120 / months * float(gap.low) * 50, rel=0.01)
    assert row["value_high"] == pytest.approx(120 / months * float(gap.high) * 50, rel=0.01)
    assert (row["fix"], row["owner"], row["currency"], row["effort"]) == (
        "remove_obstacle",
        "team ad",
        "EUR",
        "medium",
    )
    assert row["priority"] == pytest.approx(row["value_at_stake"] / 2)


def test_who_stays_is_not_yet_who_buys() -> None:
    """Those who do not drop at the blog are worth 20 for 54 of 108, so 10 each."""
    world = shop()
    for number in range(200):
        world.walk(f"lost{number}", number / 3, ["blog"])
        world.walk(f"kept{number}", number / 3, ["ad", "search", "order"], gap=0.1)
    actions = find_actions(world.build(as_of=300), settings())
    blog = next(row for row in actions if row["action_id"] == "drop:blog")
    gap = 212 / 320 - 60 / 320
    assert blog["value_at_stake"] / blog["customers_per_month"] / gap == pytest.approx(10, rel=1e-6)


@pytest.mark.parametrize(("value", "currency"), [(None, None), (50.0, None)])
def test_without_prices_there_is_no_value(value: float | None, currency: str | None) -> None:
    world = shop(value=value, currency=currency)
    row = the_ad(world)
    assert row["currency"] is None
    assert (row["value_at_stake"] is None) == (value is None)


def test_money_of_two_currencies_is_not_added() -> None:
    world = shop()
    for number in range(20):
        world.walk(f"us{number}", number, ["blog", "search"], gap=0.1)
        world.add(f"us{number}", number + 0.3, "order", value=30.0, currency="USD")
    row = the_ad(world)
    assert row["value_at_stake"] is row["value_low"] is row["priority"] is row["currency"] is None


def test_effort_comes_from_the_file_and_moves_the_rank() -> None:
    tree = settings().model_dump()["touchpoints"]
    points = [
        {
            "name": one["name"],
            "stage": one["stage"],
            "effort": "high" if one["name"] == "ad" else None,
            "when": {"event": "x"},
        }
        for one in tree
    ]
    row = the_ad(shop(), touchpoints=points)
    assert (row["effort"], row["owner"]) == ("high", None)
    assert row["priority"] == pytest.approx(row["value_at_stake"] / 4)


def test_a_recovered_cart_has_lost_nothing() -> None:
    world = World()
    world.walk("nobody", 0, ["ad"])
    for number in range(100):
        met = number < 50
        outcome = (
            ("recovered" if number < 20 else "abandoned") if met else ("converted", "abandoned")[number % 2]
        )
        world.add(f"c{number}", number, "cart", friction="refused" if met else None)
        world.cart(f"c{number}", number, outcome, ["refused"] * met, value=100.0, currency="EUR")
    row = find_actions(world.build(as_of=300), settings())[0]
    months = 99 / 30
    assert row["fix"] == "repair"
    assert row["customers_per_month"] == pytest.approx(50 / months)
    assert row["value_at_stake"] == pytest.approx(50 / months * (1 - 0.5) * (100 * 30 / 50))


def test_ranks_go_by_value_over_effort_and_those_without_value_come_last() -> None:
    trouble = Trouble(
        drop={"blog": 0.15, "search": 0.15},
        back={"compare": 0.2},
        slow={"hotline": 4},
        friction={"payment error": (60, 81, 0.4)},
    )
    actions = find_actions(crowd(4, 2000, trouble), settings())
    assert [row["rank"] for row in actions] == list(range(1, len(actions) + 1))
    with_value = [row["priority"] for row in actions if row["priority"] is not None]
    assert len(with_value) >= 3
    assert with_value == sorted(with_value, reverse=True)
    kinds = [row["action_id"].split(":")[0] for row in actions]
    assert set(kinds[: len(with_value)]) == {"drop", "friction"}
    assert set(kinds[len(with_value) :]) == {"back", "slow"}
    assert all(
        row["value_low"] <= row["value_at_stake"] <= row["value_high"] for row in actions[: len(with_value)]
    )


def test_each_pain_point_has_one_action() -> None:
    engine = crowd(5, 1500, Trouble(drop={"blog": 0.2}, score={"manual": 4}))
    actions = find_actions(engine, settings())
    pains = rows(engine, "pain_points", "pain_id")
    assert sorted(row["pain_id"] for row in actions) == [row["pain_id"] for row in pains]


def test_the_interval_of_a_product_is_that_of_simulation() -> None:
    draw = np.random.default_rng(2)
    gap, mean = draw.normal(0.2, 0.03, 200_000), draw.normal(80, 9, 200_000)
    ends = np.quantile(100 * gap * mean, [0.025, 0.975])
    one = np.ones(1)
    value, found = value_at_stake(
        100 * one,
        difference=(0.2 * one, Interval((0.2 - 1.96 * 0.03) * one, (0.2 + 1.96 * 0.03) * one)),
        worth=(80 * one, Interval((80 - 1.96 * 9) * one, (80 + 1.96 * 9) * one)),
    )
    assert value[0] == pytest.approx(1600)
    assert (found.low[0], found.high[0]) == pytest.approx(tuple(ends), rel=0.04)
