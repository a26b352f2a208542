"""The wait to the next node, against SciPy's Kaplan-Meier curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from journeymine.measures.dropoff import median_wait

WAITS = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60)


def curve_median(seconds: np.ndarray, happened: np.ndarray) -> float | None:
    """First time at which half or fewer are still waiting."""
    if not happened.any():
        return None
    curve = ecdf(CensoredData(uncensored=seconds[happened], right=seconds[~happened])).sf
    reached = np.flatnonzero(curve.probabilities <= 0.5 + 1e-12)
    return float(curve.quantiles[reached[0]]) if len(reached) else None


@given(waits=WAITS)
def test_median_is_that_of_the_curve(waits: list[tuple[int, bool]]) -> None:
    seconds = np.array([wait for wait, _ in waits], dtype=np.float64)
    happened = np.array([done for _, done in waits], dtype=np.bool_)
    assert median_wait(seconds, happened) == curve_median(seconds, happened)


@pytest.mark.parametrize(
    ("seconds", "happened", "median"),
    [
        ([1, 2, 3, 4], [True, True, True, True], 2),
        ([1, 2, 3, 4], [True, False, True, True], 3),
        ([1, 2], [False, False], None),
        ([5], [True], 5),
        ([], [], None),
    ],
)
def test_open_journeys_do_not_shorten_the_wait(
    seconds: list[float], happened: list[bool], median: float | None
) -> None:
    assert median_wait(np.array(seconds, float), np.array(happened, np.bool_)) == median
