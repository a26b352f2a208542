"""The scan for bursts: found where they are, dated, and not seen in steady series."""

from __future__ import annotations

import numpy as np
import pytest

from journeymine.findings.episodes import find_episode
from journeymine.measures.statistics import FloatArray


def series(seed: int, days: int, rate: float = 0.03, *, spread: float = 0.0) -> tuple[FloatArray, FloatArray]:
    """Hits and customers there, with a weekly swing; `spread` lets the rate wander from week to week."""
    draw = np.random.default_rng(seed)
    there = draw.poisson(120 + 40 * np.sin(np.arange(days) * 2 * np.pi / 7)).astype(np.float64)
    weeks = np.repeat(draw.gamma(1 / spread, spread, days // 7 + 1) if spread else np.ones(days // 7 + 1), 7)
    return draw.binomial(there.astype(int), np.minimum(rate * weeks[:days], 0.9)).astype(np.float64), there


@pytest.mark.parametrize("seed", range(20))
def test_three_weeks_of_trouble_are_dated(seed: int) -> None:
    hits, there = series(seed, 180)
    extra = np.random.default_rng(100 + seed).binomial(there[60:81].astype(int), 0.12)
    hits[60:81] += extra
    found = find_episode(hits, there, least_hits=10)
    assert found is not None
    assert abs(found.first - 60) <= 2
    assert abs(found.last - 80) <= 2
    assert found.rate == pytest.approx(
        hits[found.first : found.last + 1].sum() / there[found.first : found.last + 1].sum()
    )
    assert found.rate > 2 * found.baseline


@pytest.mark.parametrize("spread", [0.0, 0.2])
def test_steady_and_wandering_series_have_no_burst(spread: float) -> None:
    seen = sum(
        find_episode(*series(seed, 180, spread=spread), least_hits=10) is not None for seed in range(150)
    )
    assert seen <= 150 * 0.05


def test_a_rise_with_more_customers_is_no_burst() -> None:
    hits, there = series(1, 180)
    hits[60:81] *= 5
    there[60:81] *= 5
    assert find_episode(hits, there, least_hits=10) is None


def test_what_lasts_for_most_of_the_time_is_how_things_are() -> None:
    hits, there = series(2, 180)
    hits[20:170] *= 4
    found = find_episode(hits, there, least_hits=10)
    assert found is None or found.last - found.first < 60


@pytest.mark.parametrize("hits", [np.zeros(40), np.array([5.0] + [0.0] * 39), np.zeros(0), np.array([20.0])])
def test_too_little_is_nothing(hits: FloatArray) -> None:
    assert find_episode(hits, np.full(len(hits), 50.0), least_hits=10) is None


def test_more_series_ask_for_more() -> None:
    hits, there = series(3, 180)
    hits[60:66] += 4
    alone = find_episode(hits, there, least_hits=10)
    assert alone is not None
    among = find_episode(hits, there, least_hits=10, families=20)
    assert among is None or among.p_value == pytest.approx(20 * alone.p_value)
