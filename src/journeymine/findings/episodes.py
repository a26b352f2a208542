"""When did it come in a burst? A scan over days for the stretch in which something was much commoner.

Reads int_pain_days (customers to whom it happened, and could have happened, per day); gives the strongest
stretch of each friction and of going back from each touchpoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa

from journeymine.findings.comparison import floats
from journeymine.measures.statistics import FloatArray, Shares, difference_of_shares, student_tail, upper_tail

LEAST_RATIO = 2.0
"""An episode's rate is at least twice that of the other days."""
LONGEST_SHARE = 0.5
"""An episode is no longer than half of the weeks seen; more is how things are."""
LONGEST_WEEKS = 26
SIGNIFICANCE = 0.05
STRETCHES_PER_WEEK = 3
"""Stretches overlap: a scan is worth this many independent looks for each week (found by simulation)."""
EVEN_WEEKS = 0.2
"""Weeks outside are taken as even where chance alone gives at least their spread this often."""
_WEEK = 7


@dataclass(frozen=True)
class Episode:
    """A stretch of days.

    Attributes:
        first, last: places of its first and last day, both inside.
        rate: hits / customers there, inside.
        baseline: the same of the other days.
        low, high: 95 % interval of the difference, as if the stretch had been given.
        p_value: corrected for all stretches that were looked at.
    """

    first: int
    last: int
    rate: float
    baseline: float
    low: float
    high: float
    p_value: float

    @property
    def is_marked(self) -> bool:
        """Whether the rate is multiplied enough to speak of an episode."""
        return self.rate >= LEAST_RATIO * self.baseline


@dataclass(frozen=True)
class DatedEpisode:
    """An episode of a series.

    Attributes:
        kind: friction, or back.
        place: the friction or the touchpoint.
        first_day, last_day: both inside, UTC.
        episode: the stretch.
    """

    kind: str
    place: str
    first_day: date
    last_day: date
    episode: Episode


def scan_days(days: pa.Table, min_cell: int) -> tuple[DatedEpisode, ...]:
    """The strongest stretch of each series, beyond chance or not.

    Args:
        days: rows of int_pain_days.
        min_cell: fewest hits (customers x days) of a stretch.
    """
    return tuple(
        _scanned(
            days.sort_by([("kind", "ascending"), ("place", "ascending"), ("day", "ascending")]), min_cell
        )
    )


def is_burst(episode: Episode, *, families: int) -> bool:
    """Whether an episode is beyond chance among so many series that were looked at, and marked enough."""
    return episode.is_marked and episode.p_value * families <= SIGNIFICANCE


def strongest_stretch(hits: FloatArray, there: FloatArray, *, least_hits: int) -> Episode | None:
    """The stretch of days in which hits are most out of proportion to those who were there.

    Kulldorff's scan over whole weeks: the likelihood ratio of one rate inside and another outside, for every
    stretch up to half of the weeks, against the spread of the weeks outside. Its ends are then moved by days
    to where the ratio is greatest.

    Args:
        hits: customers to whom it happened, for each day.
        there: customers to whom it could have happened, for each day.
        least_hits: fewest hits inside.
    """
    seen, exposed = _weekly(hits), _weekly(there)
    longest = min(int(len(seen) * LONGEST_SHARE), LONGEST_WEEKS)
    if longest < 1 or hits.sum() < least_hits or there.sum() <= 0:
        return None
    inside = _stretches(seen, longest)
    within = Shares(inside, _stretches(exposed, longest))
    ratio = _likelihood_ratio(within, Shares(seen.sum() - inside, exposed.sum() - within.total))
    ratio = np.where(inside >= least_hits, ratio, 0)
    length, first = (int(place) for place in np.unravel_index(int(np.argmax(ratio)), ratio.shape))
    if ratio[length, first] <= 0:
        return None
    outside = np.r_[0:first, first + length + 1 : len(seen)]
    spread = _spread(Shares(seen[outside], exposed[outside]))
    chance = spread.chance(float(ratio[length, first])) * STRETCHES_PER_WEEK * len(seen)
    span = _moved_by_days(hits, there, (first * _WEEK, (first + length + 1) * _WEEK))
    return _episode(Series(hits, there, spread.dispersion), span, p_value=min(chance, 1.0))


@dataclass(frozen=True)
class Series:
    """Days of one kind and place.

    Attributes:
        hits, there: customers to whom it happened, and could have happened, for each day.
        dispersion: of the weeks outside the episode.
    """

    hits: FloatArray
    there: FloatArray
    dispersion: float


def _episode(series: Series, span: tuple[int, int], *, p_value: float) -> Episode:
    """Figures of the days from the first, inside, to the second, outside."""
    inside = Shares.of(series.hits[slice(*span)].sum(), series.there[slice(*span)].sum())
    outside = Shares.of(series.hits.sum() - inside.hits, max(series.there.sum() - inside.total, 1))
    thinned = (_thinned(inside, series.dispersion), _thinned(outside, series.dispersion))
    ends = difference_of_shares(*thinned)
    return Episode(
        first=span[0],
        last=span[1] - 1,
        rate=float(inside.rate),
        baseline=float(outside.rate),
        low=float(ends.low),
        high=float(ends.high),
        p_value=p_value,
    )


def _weekly(daily: FloatArray) -> FloatArray:
    """Sums of weeks from the first day on; the last may be short."""
    weeks = -(-len(daily) // _WEEK)
    return np.pad(daily, (0, weeks * _WEEK - len(daily))).reshape(weeks, _WEEK).sum(axis=1)


def _moved_by_days(hits: FloatArray, there: FloatArray, span: tuple[int, int]) -> tuple[int, int]:
    """The span with its ends moved by less than a week to where the likelihood ratio is greatest."""
    firsts = np.arange(max(span[0] - _WEEK + 1, 0), min(span[0] + _WEEK, len(hits)))
    ends = np.arange(max(span[1] - _WEEK + 1, 1), min(span[1] + _WEEK, len(hits) + 1))
    seen, exposed = (np.concatenate([[0.0], np.cumsum(daily)]) for daily in (hits, there))
    inside = Shares(*(total[ends][None, :] - total[firsts][:, None] for total in (seen, exposed)))
    ratio = _likelihood_ratio(inside, Shares(hits.sum() - inside.hits, there.sum() - inside.total))
    ratio = np.where(ends[None, :] > firsts[:, None], ratio, -1)
    first, end = np.unravel_index(int(np.argmax(ratio)), ratio.shape)
    return int(firsts[first]), int(ends[end])


def _thinned(shares: Shares, dispersion: float) -> Shares:
    """Counts divided by the dispersion; hits are at most the total, where signs fall outside the stage."""
    return Shares(np.minimum(shares.hits, shares.total) / dispersion, shares.total / dispersion)


def _stretches(weekly: FloatArray, longest: int) -> FloatArray:
    """Sums of every stretch: row = length less one, column = first week; NaN where it runs over the end."""
    running = np.concatenate([[0.0], np.cumsum(weekly)])
    weeks = len(weekly)
    sums = np.full((longest, weeks), np.nan)
    for length in range(1, longest + 1):
        sums[length - 1, : weeks - length + 1] = running[length:] - running[:-length]
    return sums


def _likelihood_ratio(inside: Shares, outside: Shares) -> FloatArray:
    """Log likelihood ratio of two rates against one; 0 where the rate inside is not the greater."""
    everyone = Shares(inside.hits + outside.hits, inside.total + outside.total)
    ratio = _log_likelihood(inside) + _log_likelihood(outside) - _log_likelihood(everyone)
    with np.errstate(invalid="ignore"):
        return np.where(inside.rate > outside.rate, np.maximum(ratio, 0), 0)


def _log_likelihood(shares: Shares) -> FloatArray:
    """Of hits at their own rate; terms without a count are 0."""
    rate = shares.rate
    misses = shares.total - shares.hits
    with np.errstate(divide="ignore", invalid="ignore"):
        for_hits = np.where(shares.hits > 0, shares.hits * np.log(rate), 0)
        for_misses = np.where(misses > 0, misses * np.log1p(-rate), 0)
    return for_hits + for_misses


@dataclass(frozen=True)
class Spread:
    """How weeks differ outside an episode.

    Attributes:
        dispersion: variance of their hits over what chance gives; 1 where they are even.
        freedom: degrees of freedom behind it; infinite where they are even.
    """

    dispersion: float
    freedom: float

    def chance(self, ratio: float) -> float:
        """One-sided chance of a log likelihood ratio at least as great, for one stretch given beforehand."""
        root = np.sqrt(2 * ratio / self.dispersion)
        return float(upper_tail(root) if np.isinf(self.freedom) else student_tail(root, self.freedom))


def _spread(weeks: Shares) -> Spread:
    """Pearson's statistic of the weeks' rates: even weeks, or their dispersion."""
    from scipy.special import chdtrc

    rate = float(weeks.hits.sum() / max(weeks.total.sum(), 1))
    known = weeks.total > 0
    freedom = int(known.sum()) - 1
    if freedom < 1 or not 0 < rate < 1:
        return Spread(1.0, np.inf)
    away = weeks.hits[known] - rate * weeks.total[known]
    pearson = float((away**2 / (rate * (1 - rate) * weeks.total[known])).sum())
    if chdtrc(freedom, pearson) > EVEN_WEEKS:
        return Spread(1.0, np.inf)
    return Spread(max(pearson / freedom, 1.0), freedom)


def _scanned(days: pa.Table, min_cell: int) -> Iterator[DatedEpisode]:
    """Series one by one; rows are sorted by kind, place and day."""
    names = list(zip(days["kind"].to_pylist(), days["place"].to_pylist(), strict=True))
    dates = days["day"].to_pylist()
    hits, there = floats(days, "hit_count"), floats(days, "there_count")
    starts = [row for row in range(len(names)) if row == 0 or names[row] != names[row - 1]]
    for start, end in pairwise([*starts, len(names)]):
        place = np.array([(dates[row] - dates[start]).days for row in range(start, end)])
        series = np.zeros((2, place[-1] + 1))
        series[0, place], series[1, place] = hits[start:end], there[start:end]
        found = strongest_stretch(series[0], series[1], least_hits=min_cell)
        if found is not None:
            first, last = (dates[start] + timedelta(days=day) for day in (found.first, found.last))
            yield DatedEpisode(*names[start], first, last, found)
