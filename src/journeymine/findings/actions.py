"""What should be done first? Each pain point with owner, kind of fix, what a month of it costs, and effort.

Reads pain_points and what they were made of; gives actions, ranked by value at stake over effort. Where no
difference in conversion can be stated (back, slow, score) there is no value, and the action comes later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from journeymine.engine import Engine
from journeymine.findings.comparison import floats, nullable
from journeymine.findings.footing import Footing
from journeymine.measures.statistics import FloatArray, Interval, mean_interval
from journeymine.parts import CONVERTED, DROPPED, OPEN
from journeymine.walk.paths import changes

FIXES = {
    "drop": "remove_obstacle",
    "back": "clarify",
    "slow": "shorten",
    "score": "follow_up",
    "friction": "repair",
}
"""Kind of fix by kind of pain point; present/ says it in words."""
ONE_CURRENCY = 0.95
"""Least share of priced events in the commonest currency; below it, sums of money would mix currencies."""
_DAY = 86_400_000_000
_MONTH = 30 * _DAY


def build_actions(footing: Footing) -> str:
    """Build actions.

    Args:
        footing: what pain points were made of; its engine holds them.

    Returns:
        One line for the run's summary.
    """
    engine = footing.engine
    engine.register(
        "action_values", _values_table(footing, engine.fetch("pain_points", order_by=("pain_id",)))
    )
    engine.register("action_fixes", pa.table({"kind": list(FIXES), "fix": list(FIXES.values())}))
    count = engine.model("actions")
    engine.drop("action_values", "action_fixes")
    return f"{count:,} actions"


def value_at_stake(
    customers: FloatArray, *, difference: tuple[FloatArray, Interval], worth: tuple[FloatArray, Interval]
) -> tuple[FloatArray, Interval]:
    """Customers × difference × worth of one, in a month, with the interval that follows.

    Args:
        customers: customers who meet the pain point in thirty days.
        difference: its rate less the rest's, and the interval.
        worth: mean value of a customer who is not lost there, and the interval.

    Returns:
        The value, and its 95 % interval; never below 0.
    """
    (gap, gap_ends), (mean, mean_ends) = difference, worth
    below = np.hypot(mean * (gap - gap_ends.low), gap * (mean - mean_ends.low))
    above = np.hypot(mean * (gap_ends.high - gap), gap * (mean_ends.high - mean))
    value = customers * gap * mean
    return value, Interval(np.maximum(value - customers * below, 0), value + customers * above)


def _values_table(footing: Footing, pains: pa.Table) -> pa.Table:
    currency, is_one = _currency(footing.engine)
    rows = pains.to_pylist()
    customers = np.array([_reach(footing, row) for row in rows], dtype=np.float64)
    mean, deviation, count = np.array([_worth(footing, row) for row in rows]).reshape(-1, 3).T
    spread = mean_interval(mean, deviation, count)
    is_stated = (count >= footing.settings.privacy.min_cell) & is_one
    worth = Interval(np.fmin(spread.low, mean), np.fmax(spread.high, mean))
    gap = Interval(floats(pains, "difference_low"), floats(pains, "difference_high"))
    value, ends = value_at_stake(
        customers, difference=(floats(pains, "difference"), gap), worth=(mean, worth)
    )
    return pa.table(
        {
            "pain_id": pains["pain_id"],
            "customers_per_month": customers,
            "value_at_stake": nullable(np.where(is_stated, value, np.nan)),
            "value_low": nullable(np.where(is_stated, ends.low, np.nan)),
            "value_high": nullable(np.where(is_stated, ends.high, np.nan)),
            "currency": pa.array([currency if stated else None for stated in is_stated], pa.string()),
        }
    )


def _reach(footing: Footing, pain: Mapping[str, Any]) -> float:
    """Customers who meet a pain point in thirty days, on average over the time seen."""
    stays, carts, signs, times = footing.stays, footing.carts, footing.signs, footing.paths.times
    if pain["kind"] != "friction":
        rows = np.flatnonzero(stays.touchpoint == footing.touchpoints.index(pain["touchpoint"]))
        customer, at = stays.customer[rows], times[stays.entered[rows]]
    elif pain["compared_with"] == "carts":
        rows = np.flatnonzero(carts.met[:, footing.frictions.names.index(pain["touchpoint"])])
        customer, at = carts.customer[rows], carts.last[rows]
    else:
        rows = np.flatnonzero(signs.friction == footing.frictions.names.index(pain["touchpoint"]))
        customer, at = signs.customer[rows], signs.at[rows]
    first, last = int(times.min()), int(times.max())
    met = int((changes(customer) | changes((last - at) // _MONTH)).sum())  # by customer and time, all of them
    return met * 30 / max((last - first) / _DAY, 1)


def _worth(footing: Footing, pain: Mapping[str, Any]) -> tuple[float, float, int]:
    """What a customer is worth who is not lost at a pain point: mean, deviation, and how many there are."""
    values = np.zeros(0)
    if pain["kind"] == "drop":
        values = _kept_values(footing, footing.touchpoints.index(pain["touchpoint"]))
    elif pain["compared_with"] == "carts":
        carts, friction = footing.carts, footing.frictions.names.index(pain["touchpoint"])
        values = np.where(carts.is_recovered, 0, carts.value)[carts.is_left & carts.met[:, friction]]
    known = values[~np.isnan(values)]
    if not len(known):
        return np.nan, np.nan, 0
    return float(known.mean()), float(known.std(ddof=1)) if len(known) > 1 else 0.0, len(known)


def _kept_values(footing: Footing, touchpoint: int) -> FloatArray:
    """Values of the settled journeys that came to a touchpoint and were not dropped there; 0 without
    conversion.
    """
    stays, total = footing.stays, footing.values
    if np.isnan(total[stays.journey]).all():
        return np.zeros(0)
    rows = np.flatnonzero(stays.is_first & (stays.touchpoint == touchpoint))
    outcome = footing.outcome[stays.journey[rows]]
    is_lost = (outcome == DROPPED) & (stays.touchpoint[stays.end[rows]] == touchpoint)
    values = np.where(outcome == CONVERTED, total[stays.journey[rows]], 0)
    return values[(outcome != OPEN) & ~is_lost]


def _currency(engine: Engine) -> tuple[str | None, bool]:
    """The commonest currency, and whether nearly all prices are in it."""
    rows = engine.query(
        "select currency, count(*) as n from events where value is not null"
        " group by currency order by n desc, currency"
    ).to_pylist()
    named = [row for row in rows if row["currency"] is not None]
    total = sum(int(row["n"]) for row in rows)
    if not named:
        return None, True
    return str(named[0]["currency"]), int(named[0]["n"]) >= ONE_CURRENCY * total
