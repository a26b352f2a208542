"""Which events go with getting on in a funnel: odds ratios with intervals, judged together.

From counts of attempts; gives one row per event. An odds ratio compares the odds of getting on where an event
was seen with those where it was not; it says what goes together, not what causes what.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from journeymine.measures.statistics import Z95, FloatArray, Shares, exact_tail, false_discovery, two_sided
from journeymine.walk.paths import Int64

FOUND_AT = 0.05
_SMALL = 5.0
"""A cell of which fewer are expected makes the test exact."""


def association_table(names: Sequence[str], seen: Int64, sides: tuple[int, int], least: int) -> pa.Table:
    """Odds ratio of each event.

    Args:
        names: of the events.
        seen: shape (2, events): how many of those that were lost, and of those that got on, have it.
        sides: how many were lost, and how many got on.
        least: events that fewer have, or that fewer do not have, are left out.

    Returns:
        The likeliest to be no chance first: event, converted_count and lost_count (that have it),
            converted_share and
        lost_share, odds_ratio (half a unit is added to each of the four counts), low, high (95 %), p_value,
        q_value (Benjamini and Hochberg, over all rows), is_significant.
    """
    total = seen.sum(axis=0)
    is_kept = (total >= max(least, 1)) & (sum(sides) - total >= max(least, 1))
    kept = np.flatnonzero(is_kept)
    lost, converted = seen[0][kept].astype(np.float64), seen[1][kept].astype(np.float64)
    ratio, low, high = _odds(lost, converted, sides)
    p_value = _p_values(lost, converted, sides)
    q_value = false_discovery(p_value)
    order = np.lexsort((kept, -np.abs(np.log(ratio)), q_value))
    columns = {
        "event": pa.array([names[place] for place in kept.tolist()], pa.string()),
        "converted_count": pa.array(converted, pa.int64()),
        "lost_count": pa.array(lost, pa.int64()),
        "converted_share": _known(Shares(converted, np.full(len(kept), float(sides[1]))).rate),
        "lost_share": _known(Shares(lost, np.full(len(kept), float(sides[0]))).rate),
        "odds_ratio": _known(ratio),
        "low": _known(low),
        "high": _known(high),
        "p_value": _known(p_value),
        "q_value": _known(q_value),
        "is_significant": pa.array(q_value <= FOUND_AT, pa.bool_()),
    }
    return pa.table(columns).take(pa.array(order, pa.int64()))


def _odds(
    lost: FloatArray, converted: FloatArray, sides: tuple[int, int]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Odds ratio and Woolf's interval, half a unit added to each count."""
    cells = (converted + 0.5, sides[1] - converted + 0.5, lost + 0.5, sides[0] - lost + 0.5)
    log = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    half = Z95 * np.sqrt(sum(1 / cell for cell in cells))
    return np.exp(log), np.exp(log - half), np.exp(log + half)


def _p_values(lost: FloatArray, converted: FloatArray, sides: tuple[int, int]) -> FloatArray:
    """Two-sided: the pooled test of equal shares; where a cell is small Fisher's, the smaller tail
    doubled.
    """
    one, other = (
        Shares(converted, np.full(len(lost), float(sides[1]))),
        Shares(lost, np.full(len(lost), float(sides[0]))),
    )
    everyone = float(sum(sides))
    pooled = (converted + lost) / max(everyone, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (one.rate - other.rate) / np.sqrt(pooled * (1 - pooled) * (1 / one.total + 1 / other.total))
    found = np.where(np.isfinite(z), two_sided(np.nan_to_num(z)), 1.0)
    expected = (
        np.minimum.reduce([rate * side for rate in (pooled, 1 - pooled) for side in sides])
        if len(lost)
        else lost
    )
    small = np.flatnonzero(expected < _SMALL)
    if len(small):
        found[small] = _exact(one, other, small)
    return found


def _exact(one: Shares, other: Shares, places: Int64) -> FloatArray:
    first, second = (Shares(side.hits[places], side.total[places]) for side in (one, other))
    less_first, less_second = (Shares(side.total - side.hits, side.total) for side in (first, second))
    return np.minimum(2 * np.minimum(exact_tail(first, second), exact_tail(less_first, less_second)), 1.0)


def _known(values: FloatArray) -> pa.Array:
    return pa.array(values, pa.float64(), from_pandas=True)
