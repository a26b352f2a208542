"""The statistics that measures and findings share: intervals and tests for shares, means, medians and counts.

Functions take numbers or NumPy arrays of equal length and work element by element; what can't be said is NaN.
Intervals are at 95 % and come from closed forms or a root, never from random draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

Z95 = 1.959963984540054
_LOOK_AHEAD = 1000
_BISECTIONS = 60


@dataclass(frozen=True)
class Interval:
    """Lower and upper ends of intervals; NaN where unknown."""

    low: FloatArray
    high: FloatArray


@dataclass(frozen=True)
class Shares:
    """Hits out of totals. Totals may be fractions: an effective number where units hang together.

    Attributes:
        hits: units with the property, 0 to total.
        total: units.
    """

    hits: FloatArray
    total: FloatArray

    @classmethod
    def of(cls, hits: ArrayLike, total: ArrayLike) -> Shares:
        """Shares from numbers or arrays.

        Example:
            >>> float(Shares.of(3, 12).rate)
            0.25
        """
        return cls(_floats(hits), _floats(total))

    @property
    def rate(self) -> FloatArray:
        """Hits out of total; NaN where there is none."""
        return _divide(self.hits, self.total)


def wilson(shares: Shares) -> Interval:
    """Wilson score interval of a share.

    Example:
        >>> ends = wilson(Shares.of(8, 10))
        >>> round(float(ends.low), 4), round(float(ends.high), 4)
        (0.4902, 0.9433)
    """
    rate, total = shares.rate, shares.total
    square = Z95 * Z95
    middle = _divide(shares.hits + square / 2, total + square)
    inner = np.maximum(rate * (1 - rate) * total + square / 4, 0)
    half = _divide(Z95 * np.sqrt(inner), total + square)
    known = ~np.isnan(rate)
    low = np.where(rate <= 0, 0.0, np.maximum(middle - half, 0))
    high = np.where(rate >= 1, 1.0, np.minimum(middle + half, 1))
    return Interval(np.where(known, low, np.nan), np.where(known, high, np.nan))


def difference_of_shares(one: Shares, other: Shares) -> Interval:
    """Newcombe's hybrid score interval of one share less another.

    Example:
        >>> ends = difference_of_shares(Shares.of(56, 70), Shares.of(48, 80))
        >>> round(float(ends.low), 4), round(float(ends.high), 4)
        (0.0524, 0.3339)
    """
    first, second = wilson(one), wilson(other)
    return difference_of_estimates((one.rate, first), (other.rate, second))


def difference_of_estimates(one: tuple[FloatArray, Interval], other: tuple[FloatArray, Interval]) -> Interval:
    """Interval of the difference of two independent estimates, recovered from their own intervals."""
    (first, ends), (second, others) = one, other
    below = np.sqrt((first - ends.low) ** 2 + (others.high - second) ** 2)
    above = np.sqrt((ends.high - first) ** 2 + (second - others.low) ** 2)
    return Interval(first - second - below, first - second + above)


def ratio_of_shares(one: Shares, other: Shares) -> Interval:
    """Interval of one share divided by another (a lift), recovered from their Wilson intervals.

    The upper end is NaN where the other share is 0.
    """
    first, second = wilson(one), wilson(other)
    p, q = one.rate, other.rate
    product = p * q
    outer, inner = first.low * (2 * p - first.low), second.high * (2 * q - second.high)
    low = _divide(outer, product + np.sqrt(np.maximum(product**2 - outer * inner, 0)))
    outer, inner = first.high * (2 * p - first.high), second.low * (2 * q - second.low)
    high = _divide(product + np.sqrt(np.maximum(product**2 - outer * inner, 0)), inner)
    return Interval(np.where(p > 0, low, np.where(np.isnan(p), np.nan, 0.0)), high)


def ratio_interval(
    hits: float, total: float, other_hits: float, other_total: float
) -> tuple[float, float, float] | None:
    """A lift and its 95 % interval: (hits / total) / (other_hits / other_total), low, high.

    Returns:
        None where one of the groups is empty or the second has no hit.

    Example:
        >>> [round(end, 3) for end in ratio_interval(40, 50, 30, 100)]
        [2.667, 1.916, 3.711]
    """
    if total <= 0 or other_total <= 0 or other_hits <= 0:
        return None
    one, other = Shares.of(hits, total), Shares.of(other_hits, other_total)
    ends = ratio_of_shares(one, other)
    return float(one.rate / other.rate), float(ends.low), float(ends.high)


def nps_interval(promoters: ArrayLike, detractors: ArrayLike, answers: ArrayLike) -> Interval:
    """Score interval of the net promoter score, −100 to 100.

    Promoters less detractors of all answers is a difference of two shares of one sample; the ends are where
    its score test (Tango 1998) is just at 5 %. So ten promoters of ten do not give an interval of width 0.

    Args:
        promoters: answers of 9 and 10; fractions where answers are shared or weighted.
        detractors: answers of 0 to 6.
        answers: all answers.
    """
    up, down, total = np.broadcast_arrays(_floats(promoters), _floats(detractors), _floats(answers))
    net = _divide(up - down, total)
    low = _crossing(up, down, total, start=net, end=np.full_like(net, -1.0))
    high = _crossing(up, down, total, start=net, end=np.full_like(net, 1.0))
    return Interval(100 * low, 100 * high)


def _crossing(
    up: FloatArray, down: FloatArray, total: FloatArray, *, start: FloatArray, end: FloatArray
) -> FloatArray:
    """Where the score statistic leaves ±Z95 on the way from the estimate to the end of the scale."""
    inside, outside = start.copy(), end.copy()
    for _ in range(_BISECTIONS):
        middle = (inside + outside) / 2
        is_inside = np.abs(_score_statistic(up, down, total, middle)) <= Z95
        inside = np.where(is_inside, middle, inside)
        outside = np.where(is_inside, outside, middle)
    return inside


def _score_statistic(up: FloatArray, down: FloatArray, total: FloatArray, net: FloatArray) -> FloatArray:
    """(promoters − detractors − n·net) / its standard error if `net` were true."""
    linear = -up - down + (2 * total - up + down) * net
    constant = -down * net * (1 - net)
    share_down = _divide(np.sqrt(np.maximum(linear**2 - 8 * total * constant, 0)) - linear, 4 * total)
    variance = total * (2 * share_down + net * (1 - net))
    away = up - down - total * net
    return np.where(np.abs(away) < 1e-12, 0.0, away / np.sqrt(np.maximum(variance, 1e-300)))


def mean_interval(mean: ArrayLike, deviation: ArrayLike, count: ArrayLike) -> Interval:
    """Student's interval of a mean; NaN where there are fewer than two answers or no spread.

    Args:
        mean: the mean.
        deviation: standard deviation of the sample.
        count: answers, effective where weighted.
    """
    centre, spread, n = _floats(mean), _floats(deviation), _floats(count)
    half = student_z(n - 1) * spread / np.sqrt(np.maximum(n, 1))
    half = np.where((n > 1) & (spread > 0), half, np.nan)
    return Interval(centre - half, centre + half)


def difference_of_means(mean: ArrayLike, error: ArrayLike, freedom: ArrayLike) -> Interval:
    """Student's interval of a difference with a known standard error and degrees of freedom."""
    half = student_z(_floats(freedom)) * _floats(error)
    half = np.where(_floats(error) > 0, half, np.nan)
    return Interval(_floats(mean) - half, _floats(mean) + half)


def student_z(freedom: ArrayLike) -> FloatArray:
    """Half width in standard errors of a 95 % interval at these degrees of freedom; NaN below one."""
    from scipy.special import stdtrit

    degrees = _floats(freedom)
    return np.where(degrees >= 1, stdtrit(np.maximum(degrees, 1), 0.975), np.nan)


def median_interval(ordered: FloatArray, *, design_effect: float = 1.0) -> tuple[float, float, float]:
    """Median of sorted values with the ends that the binomial order statistics give at 95 %.

    Args:
        ordered: values, smallest first.
        design_effect: how many times wider the variance is because values hang together; at least 1.

    Returns:
        Median, low, high; the ends are the extreme values where there are too few, NaN for none.

    Example:
        >>> median_interval(np.arange(1.0, 102.0))
        (51.0, 40.0, 62.0)
    """
    count = len(ordered)
    if not count:
        return (np.nan, np.nan, np.nan)
    reach = Z95 * np.sqrt(count * design_effect) / 2
    lower = max(int(np.floor(count / 2 - reach)) - 1, 0)
    return float(np.median(ordered)), float(ordered[lower]), float(ordered[count - 1 - lower])


def difference_of_medians(
    one: FloatArray, other: FloatArray, *, design_effect: float = 1.0
) -> tuple[float, float, float]:
    """Median of sorted values less the median of others, with its 95 % interval.

    Returns:
        Difference, low, high.
    """
    first = median_interval(one, design_effect=design_effect)
    second = median_interval(other, design_effect=design_effect)
    ends = difference_of_estimates(_estimate(first), _estimate(second))
    return first[0] - second[0], float(ends.low), float(ends.high)


def _estimate(ends: tuple[float, float, float]) -> tuple[FloatArray, Interval]:
    return _floats(ends[0]), Interval(_floats(ends[1]), _floats(ends[2]))


def rank_test(one: ArrayLike, other: ArrayLike) -> tuple[float, float]:
    """Mann–Whitney's test with mid-ranks for ties, by its normal form.

    Returns:
        The chance that a value of the first is the greater (ties count half), and the two-sided p-value.
    """
    first, second = _floats(one), _floats(other)
    if not len(first) or not len(second):
        return (np.nan, np.nan)
    ranks, ties = mid_ranks(np.concatenate([first, second]))
    n, m = len(first), len(second)
    total = n + m
    chance = (ranks[:n].sum() / n - (n + 1) / 2) / m
    tied = (ties**3 - ties).sum() / (total * (total - 1)) if total > 1 else 0.0
    error = np.sqrt(max(total + 1 - tied, 0) / (12 * n * m))
    return float(chance), float(two_sided((chance - 0.5) / error if error > 0 else 0.0))


def mid_ranks(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Rank of each value from 1 on, ties sharing the middle one, and how often each distinct value is."""
    _, place, ties = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(ties)
    return (last - (ties - 1) / 2)[place], ties.astype(np.float64)


def upper_tail(z: ArrayLike) -> FloatArray:
    """Chance that a standard normal value exceeds z."""
    from scipy.special import ndtr

    return cast(FloatArray, ndtr(-_floats(z)))


def student_tail(t: ArrayLike, freedom: ArrayLike) -> FloatArray:
    """Chance that a Student value with these degrees of freedom exceeds t."""
    from scipy.special import stdtr

    return cast(FloatArray, stdtr(np.maximum(_floats(freedom), 1), -_floats(t)))


def two_sided(z: ArrayLike) -> FloatArray:
    """Two-sided p-value of a standard normal value."""
    return 2 * upper_tail(np.abs(_floats(z)))


def exact_tail(one: Shares, other: Shares) -> FloatArray:
    """One-sided exact p-value (Fisher): as many hits in the first group or more, if both had one rate.

    For small groups and for rare hits or misses: the sum stops after a thousand terms.
    """
    from scipy.special import gammaln

    hits, drawn = np.atleast_1d(one.hits)[:, None], np.atleast_1d(one.total)[:, None]
    all_hits = np.atleast_1d(one.hits + other.hits)[:, None]
    everyone = np.atleast_1d(one.total + other.total)[:, None]
    seen = hits + np.arange(_LOOK_AHEAD)
    possible = (seen <= np.minimum(all_hits, drawn)) & (seen >= drawn - (everyone - all_hits))
    seen = np.where(possible, seen, hits)

    def ways(n: FloatArray, k: FloatArray) -> FloatArray:
        return cast(FloatArray, gammaln(n + 1) - gammaln(k + 1) - gammaln(np.maximum(n - k, 0) + 1))

    logs = ways(all_hits, seen) + ways(everyone - all_hits, drawn - seen) - ways(everyone, drawn)
    return np.minimum(np.where(possible, np.exp(logs), 0).sum(axis=1), 1.0)


def count_change(before: ArrayLike, after: ArrayLike, dispersion: ArrayLike) -> tuple[Interval, FloatArray]:
    """Change of a count between two periods of equal length.

    Args:
        before: count in the first.
        after: count in the second.
        dispersion: variance / mean of the counts of days; 1 for Poisson, never taken as less.

    Returns:
        Interval of after less before, and the two-sided p-value.
    """
    total = _floats(before) + _floats(after)
    effective = total / np.maximum(_floats(dispersion), 1)
    share = _divide(_floats(after), total)
    ends = wilson(Shares(share * effective, effective))
    p_value = two_sided((2 * share - 1) * np.sqrt(effective))
    return Interval(total * (2 * ends.low - 1), total * (2 * ends.high - 1)), p_value


def false_discovery(p_values: ArrayLike) -> FloatArray:
    """Benjamini–Hochberg q-values; a NaN is no test and stays NaN.

    Example:
        >>> [round(float(q), 3) for q in false_discovery([0.01, 0.04, 0.03, 0.5])]
        [0.04, 0.053, 0.053, 0.5]
    """
    p = _floats(p_values)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    q = np.full(p.shape, np.nan)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return q


def _floats(values: ArrayLike) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def _divide(above: FloatArray, below: FloatArray) -> FloatArray:
    """Above / below; NaN where below is 0 or unknown."""
    usable = below != 0
    return np.where(usable, above / np.where(usable, below, 1.0), np.nan)
