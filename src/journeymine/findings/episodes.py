"""When did it come in a burst? A scan over days for the stretch in which something was much commoner.

From what findings stand on (customers to whom it happened, and could have happened, per day); gives the
strongest stretch of each friction and of going back from each touchpoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from journeymine.findings.footing import Footing
from journeymine.measures.statistics import FloatArray, Shares, difference_of_shares, student_tail, upper_tail
from journeymine.walk.paths import Int32, Int64, changes, rows_by

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
_DAY = 86_400_000_000


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
class Daily:
    """Days of one kind and place, from the first event's on.

    Attributes:
        kind: back, or friction.
        place: the touchpoint's or the friction's number.
        name: and name.
        hits, there: customers to whom it happened, and could have happened, for each day.
    """

    kind: str
    place: int
    name: str
    hits: FloatArray
    there: FloatArray


@dataclass(frozen=True)
class DatedEpisode:
    """An episode of a series.

    Attributes:
        daily: the series.
        first_day, last_day: both inside, since 1970, UTC.
        episode: the stretch.
    """

    daily: Daily
    first_day: int
    last_day: int
    episode: Episode


@dataclass(frozen=True)
class Held:
    """What the days of an episode hold.

    Attributes:
        units, customers: signs, or stays that were left, and how many customers they are of.
        first, last: microseconds of the first and last sign or way back.
    """

    units: int
    customers: int
    first: int
    last: int


def scan_days(footing: Footing, min_cell: int) -> tuple[DatedEpisode, ...]:
    """The strongest stretch of each series, beyond chance or not.

    Args:
        footing: stays and signs.
        min_cell: fewest hits (customers x days) of a stretch.
    """
    first, found = _Days.of(footing).first, list[DatedEpisode]()
    for daily in (*_backs(footing), *_frictions(footing)):
        episode = strongest_stretch(daily.hits, daily.there, least_hits=min_cell)
        if episode is not None:
            found.append(DatedEpisode(daily, first + episode.first, first + episode.last, episode))
    return tuple(found)


def held(footing: Footing, one: DatedEpisode) -> Held:
    """What the days of an episode hold.

    Args:
        footing: what it was found in.
        one: the episode.
    """
    stays, signs = footing.stays, footing.signs
    if one.daily.kind == "back":
        rows = np.flatnonzero((stays.touchpoint == one.daily.place) & ~stays.is_last)
        customer, at, is_hit = (
            stays.customer[rows],
            footing.paths.times[stays.left[rows]],
            stays.is_back[rows],
        )
    else:
        rows = np.flatnonzero(signs.friction == one.daily.place)
        customer, at, is_hit = signs.customer[rows], signs.at[rows], np.ones(len(rows), dtype=np.bool_)
    inside = (at >= one.first_day * _DAY) & (at < (one.last_day + 1) * _DAY)
    told = at[inside & is_hit]
    return Held(int(inside.sum()), int(changes(customer[inside]).sum()), int(told.min()), int(told.max()))


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


def _backs(footing: Footing) -> Iterator[Daily]:
    """Going back from touchpoints that do not convert, beside all leavings."""
    stays, days, times = footing.stays, _Days.of(footing), footing.paths.times
    sells = {stage.name for stage in footing.settings.stages if stage.conversion}
    left = np.where(stays.is_last, np.int32(-1), stays.touchpoint)
    for place, rows in enumerate(rows_by(left, len(footing.touchpoints))):
        if len(rows) and footing.settings.touchpoints[place].stage not in sells:
            back = rows[stays.is_back[rows]]
            hits, there = (
                days.customers(stays.customer[some], times[stays.left[some]]) for some in (back, rows)
            )
            yield Daily("back", place, footing.touchpoints[place], hits, there)


def _frictions(footing: Footing) -> Iterator[Daily]:
    """Signs of frictions, beside customers at the stage where most of them are; without one, beside all."""
    signs, frictions, days = footing.signs, footing.frictions, _Days.of(footing)
    there = {stage: days.at_stage(footing, int(stage)) for stage in np.unique(frictions.stage)}
    for place, rows in enumerate(rows_by(signs.friction, frictions.count)):
        hits = days.customers(signs.customer[rows], signs.at[rows])
        yield Daily("friction", place, frictions.names[place], hits, there[frictions.stage[place]])


@dataclass(frozen=True)
class _Days:
    """The days from the first event to the last."""

    first: int
    count: int

    @classmethod
    def of(cls, footing: Footing) -> _Days:
        times = footing.paths.times
        first, last = (int(times.min()) // _DAY, int(times.max()) // _DAY) if len(times) else (0, -1)
        return cls(first, last - first + 1)

    def customers(self, customer: Int32, at: Int64) -> FloatArray:
        """Customers of each day; what they did stands in their order and that of time."""
        day = at // _DAY - self.first
        return np.bincount(day[changes(customer) | changes(day)], minlength=self.count).astype(np.float64)

    def at_stage(self, footing: Footing, stage: int) -> FloatArray:
        """Customers of each day who were at a stage; anywhere, for -1."""
        paths = footing.paths
        here = paths.signatures.codes("stage").of_signature == stage
        rows = np.flatnonzero((here | (stage < 0))[paths.signature])
        return self.customers(footing.customer[rows], paths.times[rows])
