"""The scan for bursts: found where they are, dated, and not seen in steady series."""

from __future__ import annotations

import numpy as np
import pytest

from journeymine.findings.episodes import Episode, is_burst, strongest_stretch
from journeymine.measures.statistics import FloatArray


def series(seed: int, days: int, rate: float = 0.03, *, spread: float = 0.0) -> tuple[FloatArray, FloatArray]:
    """Hits and customers there, with a weekly swing; `spread` lets the rate wander from week to week."""
    draw = np.random.default_rng(seed)
    there = draw.poisson(120 + 40 * np.sin(np.arange(days) * 2 * np.pi / 7)).astype(np.float64)
    weeks = np.repeat(draw.gamma(1 / spread, spread, days // 7 + 1) if spread else np.ones(days // 7 + 1), 7)
    return draw.binomial(there.astype(int), np.minimum(rate * weeks[:days], 0.9)).astype(np.float64), there


def burst(hits: FloatArray, there: FloatArray, *, families: int = 1) -> Episode | None:
    found = strongest_stretch(hits, there, least_hits=10)
    return found if found is not None and is_burst(found, families=families) else None


@pytest.mark.parametrize("seed", range(20))
def test_three_weeks_of_trouble_are_dated(seed: int) -> None:
    hits, there = series(seed, 180)
    hits[60:81] += np.random.default_rng(100 + seed).binomial(there[60:81].astype(int), 0.12)
    found = burst(hits, there)
    assert found is not None
    assert abs(found.first - 60) <= 2
    assert abs(found.last - 80) <= 2
    inside = slice(found.first, found.last + 1)
    assert found.rate == pytest.approx(hits[inside].sum() / there[inside].sum())
    rest = hits.sum() - hits[inside].sum(), there.sum() - there[inside].sum()
    assert found.baseline == pytest.approx(rest[0] / rest[1])
    assert found.low < found.rate - found.baseline < found.high


@pytest.mark.parametrize(("rate", "spread"), [(0.03, 0.0), (0.3, 0.0), (0.03, 0.05), (0.3, 0.05)])
def test_steady_and_wandering_series_have_no_burst(rate: float, spread: float) -> None:
    seen = sum(burst(*series(seed, 180, rate, spread=spread)) is not None for seed in range(200))
    assert seen <= 200 * 0.05


def test_the_chance_of_a_steady_series_is_as_said() -> None:
    """Without any burst, one series in twenty may have a p-value of 5 % or less, marked enough or not."""
    found = [strongest_stretch(*series(seed, 365), least_hits=10) for seed in range(400)]
    below = sum(one is not None and one.p_value <= 0.05 for one in found)
    assert below / 400 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)


def test_a_rise_with_more_customers_is_no_burst() -> None:
    hits, there = series(1, 180)
    hits[60:81] *= 5
    there[60:81] *= 5
    assert burst(hits, there) is None


def test_what_lasts_for_most_of_the_time_is_how_things_are() -> None:
    hits, there = series(2, 180)
    hits[20:170] *= 4
    found = burst(hits, there)
    assert found is None or found.last - found.first < 97


@pytest.mark.parametrize("hits", [np.zeros(40), np.array([5.0] + [0.0] * 39), np.zeros(0), np.array([20.0])])
def test_too_little_is_nothing(hits: FloatArray) -> None:
    assert burst(hits, np.full(len(hits), 50.0)) is None


def test_more_series_ask_for_more() -> None:
    hits, there = series(3, 180)
    hits[60:74] += 4
    alone = burst(hits, there)
    assert alone is not None
    assert burst(hits, there, families=int(0.06 / alone.p_value) + 1) is None
