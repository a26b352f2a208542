"""Quantiles by linear interpolation (SEMANTICS 6 and 8: median and p90 seconds).

Rule in own words: put the n values in order and number them 0 to n-1; the quantile q lies at place q x
(n-1); between two values, go along the straight line from one to the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from tests.reference.events import SECOND


def quantile(values: Iterable[float], q: float) -> float | None:
    """The q-quantile (0 to 1) of the values; None where there are none."""
    ordered = sorted(values)
    if not ordered:
        return None
    place = q * (len(ordered) - 1)
    below, above = math.floor(place), math.ceil(place)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def quantile_seconds(durations: Iterable[int], q: float) -> float | None:
    """The q-quantile in seconds of durations in microseconds; None where there are none."""
    found = quantile(durations, q)
    return None if found is None else found / SECOND
