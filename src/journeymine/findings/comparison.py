"""Is a place worse than the rest of its stage? Two ratios compared where units of one customer hang together.

From units with their customers; gives intervals and p-values. A ratio is amount / weight, both summed over
customers: drops per journey, score per answer, rank per wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from journeymine.measures.statistics import (
    FloatArray,
    Interval,
    Shares,
    difference_of_means,
    difference_of_shares,
    exact_tail,
    student_tail,
)
from journeymine.walk.bits import plain
from journeymine.walk.paths import Int32

EXACT_BELOW = 25.0
"""Expected hits or misses below which a share's p-value is never taken smaller than the exact one."""
_DUST = 1e-9
"""A weight that is nothing but what sums of parts are rounded to."""


@dataclass(frozen=True)
class Units:
    """Journeys, answers, carts or stays, each of which says how its place is.

    Attributes:
        customer: number of each one's customer, ascending.
        place: number of its place.
        weight: how much it counts, above 0.
        amount: of the weight, what is hit; or weight times score or rank.
    """

    customer: Int32
    place: Int32
    weight: FloatArray
    amount: FloatArray

    @classmethod
    def counted(cls, customer: Int32, place: Int32, amount: NDArray[Any]) -> Units:
        """Units of which each counts as one."""
        return cls(customer, place, np.ones(len(customer)), amount.astype(np.float64))


@dataclass(frozen=True)
class Moments:
    """Two groups of units, one element per comparison.

    Attributes:
        sums: over customers, of the first group's weight and amount, and of the second's; n x 4.
        products: sums over customers of the products of those four; n x 4 x 4.
        customers: customers in either group, in the first, and in the second; n x 3.
    """

    sums: FloatArray
    products: FloatArray
    customers: FloatArray

    @classmethod
    def of(cls, units: Units, group_of: Int32) -> Moments:
        """Each place beside the rest of its group.

        Args:
            units: what is compared.
            group_of: of each place.
        """
        from journeymine.walk.kernels.moments import add_moments

        places, groups = len(group_of), int(group_of.max(initial=-1)) + 1
        found, of_group = np.zeros((places, 5, 5)), np.zeros((groups, 5, 5))
        counts, line = np.zeros((places, 2), dtype=np.int64), np.zeros((2, 5))
        figures = (plain(units.weight), plain(units.amount), plain(group_of), _DUST)
        rooms = (np.zeros((places, 2)), np.zeros((groups, 2)), line)
        add_moments(plain(units.customer), plain(units.place), *figures, *rooms, found, of_group, counts)
        found += of_group[group_of]
        everyone = found[:, 0, 0]
        customers = np.stack([everyone, counts[:, 0], everyone - counts[:, 1]], axis=1)
        return cls(found[:, 0, 1:], found[:, 1:, 1:], customers.astype(np.float64))

    def only(self, chosen: NDArray[np.bool_]) -> Moments:
        """Some of the comparisons."""
        return Moments(self.sums[chosen], self.products[chosen], self.customers[chosen])

    @property
    def weight(self) -> FloatArray:
        """Weight of the first group."""
        return self.sums[:, 0]

    @property
    def amount(self) -> FloatArray:
        """Amount of the first group."""
        return self.sums[:, 1]

    @property
    def other_weight(self) -> FloatArray:
        """Weight of the second group."""
        return self.sums[:, 2]

    @property
    def other_amount(self) -> FloatArray:
        """Amount of the second group."""
        return self.sums[:, 3]

    @property
    def fewest(self) -> FloatArray:
        """Customers in the smaller group."""
        return self.customers[:, 1:].min(axis=1)

    @property
    def rate(self) -> FloatArray:
        """Amount per weight of the first group."""
        return self.amount / self.weight

    @property
    def baseline(self) -> FloatArray:
        """Amount per weight of the second group."""
        return self.other_amount / self.other_weight

    @property
    def pooled(self) -> FloatArray:
        """Amount per weight of both."""
        return (self.amount + self.other_amount) / (self.weight + self.other_weight)

    def variance(self, rate: FloatArray, baseline: FloatArray) -> FloatArray:
        """Variance of the difference about the given rates, each customer's residuals summed first."""
        slope = np.stack(
            [-rate / self.weight, 1 / self.weight, baseline / self.other_weight, -1 / self.other_weight],
            axis=1,
        )
        summed = np.einsum("ni,nij,nj->n", slope, self.products, slope)
        customers = self.customers[:, 0]
        correction = customers / np.maximum(customers - 1, 1)
        return np.maximum(summed, 0) * correction


def more_in_first(moments: Moments, *, is_share: NDArray[np.bool_]) -> FloatArray:
    """One-sided p-values that the first group's rate is the greater.

    A score test: the variance is taken about the pooled rate, with the smaller group's degrees of freedom.
    For shares with few expected hits or misses, Fisher's exact p-value where it is the greater.
    """
    deviation = np.sqrt(moments.variance(moments.pooled, moments.pooled))
    difference = moments.rate - moments.baseline
    tested = deviation > 0
    t = np.where(tested, difference / np.where(tested, deviation, 1), 0)
    p = student_tail(t, moments.fewest - 1)
    few = is_share & (_least_expected(moments) < EXACT_BELOW)
    if few.any():
        one, other = _shares(moments.only(few))
        p[few] = np.maximum(p[few], exact_tail(one, other))
    return p


def less_in_first(moments: Moments, *, is_share: NDArray[np.bool_]) -> FloatArray:
    """One-sided p-values that the first group's rate is the smaller."""
    return more_in_first(_turned(moments), is_share=is_share)


def either_way(moments: Moments, *, is_share: NDArray[np.bool_]) -> FloatArray:
    """Two-sided p-values: twice the smaller one-sided one."""
    more = more_in_first(moments, is_share=is_share)
    less = less_in_first(moments, is_share=is_share)
    return np.minimum(2 * np.minimum(more, less), 1)


def difference_interval(moments: Moments, *, is_share: NDArray[np.bool_]) -> Interval:
    """95 % interval of the first rate less the second: Newcombe for shares, Student for means.

    Totals of shares are divided by the design effect, so that customers with many units do not narrow it.
    """
    effect = share_design_effect(moments)
    one = Shares(moments.amount / effect, moments.weight / effect)
    other = Shares(moments.other_amount / effect, moments.other_weight / effect)
    with np.errstate(invalid="ignore"):
        shares = difference_of_shares(one, other)
    error = np.sqrt(moments.variance(moments.rate, moments.baseline))
    means = difference_of_means(moments.rate - moments.baseline, error, moments.fewest - 1)
    return Interval(
        np.where(is_share, shares.low, means.low),
        np.where(is_share, shares.high, means.high),
    )


def share_design_effect(moments: Moments) -> FloatArray:
    """How much wider the variance is than with independent units; never less than 1."""
    rate, baseline = moments.rate, moments.baseline
    simple = rate * (1 - rate) / moments.weight + baseline * (1 - baseline) / moments.other_weight
    return design_effect(moments.variance(rate, baseline), simple)


def rank_design_effect(moments: Moments) -> FloatArray:
    """The same for ranks shared out over 0 to 1, whose variance is 1/12."""
    simple = (1 / moments.weight + 1 / moments.other_weight) / 12
    return design_effect(moments.variance(moments.pooled, moments.pooled), simple)


def design_effect(variance: FloatArray, simple: FloatArray) -> FloatArray:
    """Variance found / variance of independent units; 1 where the second is not positive."""
    usable = simple > 0
    return np.maximum(np.where(usable, variance / np.where(usable, simple, 1), 1), 1)


def floats(table: pa.Table, name: str) -> FloatArray:
    """A column as floats; NaN for NULL."""
    return cast(FloatArray, table[name].cast(pa.float64()).to_numpy())


def nullable(values: FloatArray) -> pa.Array:
    """Floats for a table: NaN becomes NULL."""
    return pa.array(values, pa.float64(), from_pandas=True)


def _least_expected(moments: Moments) -> FloatArray:
    rare = np.minimum(moments.pooled, 1 - moments.pooled)
    return rare * np.minimum(moments.weight, moments.other_weight)


def _shares(moments: Moments) -> tuple[Shares, Shares]:
    return Shares(moments.amount, moments.weight), Shares(moments.other_amount, moments.other_weight)


def _turned(moments: Moments) -> Moments:
    swap = np.array([2, 3, 0, 1])
    return Moments(
        moments.sums[:, swap], moments.products[:, swap][:, :, swap], moments.customers[:, [0, 2, 1]]
    )
