"""What should be done first? Each pain point with owner, kind of fix, what a month of it costs, and effort.

Reads pain_points, events, carts, steps, journeys; gives actions, ranked by value at stake over effort. Where
no difference in conversion can be stated (back, slow, score) there is no value, and the action comes later.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.findings.comparison import floats, nullable
from journeymine.measures.statistics import FloatArray, Interval, mean_interval

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


def build_actions(engine: Engine, settings: Settings) -> str:
    """Build actions.

    Args:
        engine: holds pain_points and what it was built from.
        settings: the smallest cell: values from fewer journeys or carts are not stated.

    Returns:
        One line for the run's summary.
    """
    for model in (
        "int_pain_reach",
        "int_pain_values",
        "int_action_figures",
    ):
        engine.model(model)
    figures = engine.fetch("int_action_figures", order_by=("pain_id",))
    engine.register("action_values", _values_table(engine, figures, settings.privacy.min_cell))
    engine.register("action_fixes", pa.table({"kind": list(FIXES), "fix": list(FIXES.values())}))
    count = engine.model("actions")
    engine.drop(
        "int_touchpoint_steps",
        "int_pain_reach",
        "int_pain_values",
        "int_action_figures",
        "action_values",
        "action_fixes",
    )
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


def _values_table(engine: Engine, figures: pa.Table, min_cell: int) -> pa.Table:
    currency, is_one = _currency(engine)
    mean, count = floats(figures, "value_mean"), floats(figures, "value_count")
    spread = mean_interval(mean, floats(figures, "value_deviation"), count)
    is_stated = (count >= min_cell) & is_one
    worth = Interval(np.fmin(spread.low, mean), np.fmax(spread.high, mean))
    gap = Interval(floats(figures, "difference_low"), floats(figures, "difference_high"))
    customers = floats(figures, "customers_per_month")
    value, ends = value_at_stake(
        customers, difference=(floats(figures, "difference"), gap), worth=(mean, worth)
    )
    return pa.table(
        {
            "pain_id": figures["pain_id"],
            "customers_per_month": customers,
            "value_at_stake": nullable(np.where(is_stated, value, np.nan)),
            "value_low": nullable(np.where(is_stated, ends.low, np.nan)),
            "value_high": nullable(np.where(is_stated, ends.high, np.nan)),
            "currency": pa.array([currency if stated else None for stated in is_stated], pa.string()),
        }
    )


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
