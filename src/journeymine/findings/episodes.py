"""When did a friction come in a burst? A scan over days for the stretch in which it was much commoner.

Reads int_friction_days (customers who met it and customers who were there, per day); gives friction_episodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from journeymine.engine import Engine
from journeymine.measures.statistics import FloatArray, upper_tail

LEAST_RATIO = 2.0
"""An episode's rate is at least twice that of the other days."""
LONGEST_SHARE = 1 / 3
"""An episode is no longer than a third of the days seen; more is how things are."""
LONGEST_DAYS = 120
SIGNIFICANCE = 0.05
_WEEK = 7


@dataclass(frozen=True)
class Episode:
    """A stretch of days.

    Attributes:
        first, last: places of its first and last day, both inside.
        rate: hits / customers there, inside.
        baseline: the same of the other days.
        p_value: Bonferroni-corrected over all stretches that were looked at.
    """

    first: int
    last: int
    rate: float
    baseline: float
    p_value: float


def build_episodes(engine: Engine, min_cell: int) -> None:
    """Build friction_episodes: the strongest episode of each friction, where it has one.

    Args:
        engine: holds events, stages and int_friction_places.
        min_cell: fewest hits (customers x days) of an episode.
    """
    engine.model("int_friction_days")
    found = list(_found(engine.fetch("int_friction_days", order_by=("friction", "day")), min_cell))
    engine.register(
        "friction_episodes",
        pa.table(
            {
                "friction": pa.array([name for name, _, _ in found], pa.string()),
                "first_day": pa.array(
                    [start + timedelta(days=one.first) for _, start, one in found], pa.date32()
                ),
                "last_day": pa.array(
                    [start + timedelta(days=one.last) for _, start, one in found], pa.date32()
                ),
                "rate": pa.array([one.rate for _, _, one in found], pa.float64()),
                "baseline": pa.array([one.baseline for _, _, one in found], pa.float64()),
                "p_value": pa.array([one.p_value for _, _, one in found], pa.float64()),
            }
        ),
    )


def find_episode(
    hits: FloatArray, there: FloatArray, *, least_hits: int, families: int = 1
) -> Episode | None:
    """The stretch of days in which hits are most out of proportion to those who were there, if beyond chance.

    Kulldorff's scan: the likelihood ratio of one rate inside and another outside, over every stretch up to a
    third of the days. It is divided by the week-to-week dispersion outside, and the p-value of its root is
    multiplied by the number of stretches and of families.

    Args:
        hits: customers who met it, for each day.
        there: customers who were there, for each day.
        least_hits: fewest hits inside.
        families: how many such series are looked at together.
    """
    longest = min(int(len(hits) * LONGEST_SHARE), LONGEST_DAYS)
    total, everyone = float(hits.sum()), float(there.sum())
    if longest < 1 or total < least_hits or everyone <= 0:
        return None
    inside, exposure = _stretches(hits, longest), _stretches(there, longest)
    ratio = _likelihood_ratio(inside, total, exposure / everyone)
    ratio = np.where(inside >= least_hits, ratio, 0)
    length, first = np.unravel_index(int(np.argmax(ratio)), ratio.shape)
    if ratio[length, first] <= 0:
        return None
    tried = int(np.isfinite(inside).sum()) * families
    return _judged(hits, there, (int(first), int(first + length)), tried=tried)


def _judged(hits: FloatArray, there: FloatArray, span: tuple[int, int], *, tried: int) -> Episode | None:
    inside = np.zeros(len(hits), dtype=np.bool_)
    inside[span[0] : span[1] + 1] = True
    rate = hits[inside].sum() / there[inside].sum()
    baseline = hits[~inside].sum() / max(there[~inside].sum(), 1)
    ratio = _likelihood_ratio(hits[inside].sum(), hits.sum(), there[inside].sum() / there.sum())
    root = np.sqrt(2 * ratio / _dispersion(hits[~inside], there[~inside]))
    p_value = min(float(upper_tail(root)) * tried, 1.0)
    if p_value > SIGNIFICANCE or rate < LEAST_RATIO * baseline:
        return None
    return Episode(*span, rate=float(rate), baseline=float(baseline), p_value=p_value)


def _stretches(daily: FloatArray, longest: int) -> FloatArray:
    """Sums of every stretch: row = length less one, column = first day; NaN where it runs over the end."""
    running = np.concatenate([[0.0], np.cumsum(daily)])
    days = len(daily)
    sums = np.full((longest, days), np.nan)
    for length in range(1, longest + 1):
        sums[length - 1, : days - length + 1] = running[length:] - running[:-length]
    return sums


def _likelihood_ratio(
    inside: FloatArray | float, total: FloatArray | float, share: FloatArray | float
) -> FloatArray:
    """Log likelihood ratio of a rate inside that is above the one outside; 0 where it is not above."""
    seen, expected = np.asarray(inside, dtype=np.float64), np.asarray(total * share, dtype=np.float64)
    outside, expected_outside = total - seen, total - expected
    with np.errstate(divide="ignore", invalid="ignore"):
        within = seen * np.log(seen / expected)
        without = np.where(outside > 0, outside * np.log(outside / expected_outside), 0)
        above = (seen > expected) & (expected > 0)
    return np.where(above, within + without, 0)


def _dispersion(hits: FloatArray, there: FloatArray) -> float:
    """Variance of weekly hits over what chance gives; at least 1."""
    weeks = len(hits) // _WEEK
    if weeks < 2:
        return 1.0
    seen = hits[: weeks * _WEEK].reshape(weeks, _WEEK).sum(axis=1)
    weight = there[: weeks * _WEEK].reshape(weeks, _WEEK).sum(axis=1)
    expected = weight * seen.sum() / max(weight.sum(), 1)
    known = expected > 0
    if known.sum() < 2:
        return 1.0
    pearson = ((seen - expected)[known] ** 2 / expected[known]).sum()
    return max(float(pearson) / (int(known.sum()) - 1), 1.0)


def _found(days: pa.Table, min_cell: int) -> Iterator[tuple[str, date, Episode]]:
    names = np.asarray(days["friction"].to_pylist(), dtype=object)
    dates = days["day"].to_pylist()
    families = len(set(names))
    for name in sorted(set(names)):
        rows = np.flatnonzero(names == name)
        start = dates[rows[0]]
        place = np.array([(dates[row] - start).days for row in rows])
        hits, there = np.zeros(place[-1] + 1), np.zeros(place[-1] + 1)
        hits[place] = days["hit_count"].to_numpy()[rows]
        there[place] = days["there_count"].to_numpy()[rows]
        episode = find_episode(hits, there, least_hits=min_cell, families=families)
        if episode is not None:
            yield str(name), start, episode
