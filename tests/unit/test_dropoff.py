"""The wait to the next node, against SciPy's Kaplan-Meier curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from journeymine.walk.kernels.leavings import half_waiting

WAITS = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60)
Waits = list[tuple[int, bool]]


def median(waits: Waits) -> int | None:
    """The product's median of (how long, whether it came to an end)."""
    laid = np.array(sorted(2 * wait + (not done) for wait, done in waits), dtype=np.int64)
    place = half_waiting(laid)
    return None if place < 0 else int(laid[place]) >> 1


def curve_median(waits: Waits) -> float | None:
    """First time at which half or fewer are still waiting."""
    if not any(done for _, done in waits):
        return None
    ended, cut = ([wait for wait, done in waits if done is which] for which in (True, False))
    curve = ecdf(CensoredData(uncensored=ended, right=cut)).sf
    reached = np.flatnonzero(curve.probabilities <= 0.5 + 1e-12)
    return float(curve.quantiles[reached[0]]) if len(reached) else None


@given(waits=WAITS)
@settings(deadline=None)
def test_median_is_that_of_the_curve(waits: Waits) -> None:
    assert median(waits) == curve_median(waits)


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        ([(1, True), (2, True), (3, True), (4, True)], 2),
        ([(1, True), (2, False), (3, True), (4, True)], 3),
        ([(1, False), (2, False)], None),
        ([(5, True)], 5),
        ([], None),
    ],
)
def test_open_journeys_do_not_shorten_the_wait(waits: Waits, expected: int | None) -> None:
    assert median(waits) == expected
