"""Units of two sides added up by customer and set against each other, as the nightly changes are.

A figure of a place is amount / weight over its units. Units of one customer hang together, and a customer may
be on both sides: so sums are taken by customer first, and their products give the variance of the difference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from journeymine.findings.comparison import (
    Moments,
    difference_interval,
    either_way,
    rank_design_effect,
)
from journeymine.measures.statistics import FloatArray, difference_of_medians
from journeymine.walk.numbering import numbered
from journeymine.walk.paths import Int64


@dataclass(frozen=True)
class Counted:
    """Units of one side.

    Attributes:
        place: of each unit, from 0.
        customer: of each unit, numbered alike on both sides.
        weight, amount: of each unit.
    """

    place: Int64
    customer: Int64
    weight: FloatArray
    amount: FloatArray


@dataclass(frozen=True)
class Passed:
    """Units of one side that went on to some place.

    Attributes:
        place, customer: of each unit.
        onward: the place it went to, from 0.
    """

    place: Int64
    customer: Int64
    onward: Int64


@dataclass(frozen=True)
class Tested:
    """Figures of each place on both sides; NaN where unknown or too few.

    Attributes:
        one, other: figures.
        low, high: 95 % interval of one less other.
        p_value: two-sided.
        one_count, other_count: units.
    """

    one: FloatArray
    other: FloatArray
    low: FloatArray
    high: FloatArray
    p_value: FloatArray
    one_count: Int64
    other_count: Int64


@dataclass(frozen=True)
class _Sums:
    """Sums by place and customer, places ascending, customers ascending in a place; columns: one's weight and
    amount, other's weight and amount.
    """

    key: Int64
    place: Int64
    columns: FloatArray
    units: FloatArray


def compare_ratios(one: Counted, other: Counted, places: int, *, is_share: bool, min_cell: int) -> Tested:
    """Compare shares (amounts of 0 and 1) or means.

    Args:
        one: units of the first side.
        other: units of the second.
        places: how many places there are.
        is_share: whether amounts are 0 or 1.
        min_cell: with fewer customers on either side nothing is told.
    """
    sums = _summed(one, other)
    moments = _moments(sums, places)
    counts = _counts(sums, places)
    return _tested(moments, counts, is_share=is_share, min_cell=min_cell)


def compare_passages(
    one: Passed, other: Passed, places: int, *, min_cell: int
) -> tuple[Int64, Int64, Tested]:
    """Compare, for each place, the shares of its units that went on to each other place.

    Args:
        one: units of the first side that went on.
        other: those of the second.
        places: how many places there are.
        min_cell: with fewer customers on either side nothing is told.

    Returns:
        Place and place gone to of each pair that occurs, and their figures.
    """
    sums = _summed(_all_to(one), _all_to(other))
    width = max((int(side.customer.max(initial=-1)) for side in (one, other)), default=0) + 1
    keys = [(side.place * places + side.onward) * width + side.customer for side in (one, other)]
    key, row = numbered(np.concatenate(keys))
    first = np.arange(len(row)) < len(one.place)
    amounts = np.stack([np.bincount(row[part], minlength=len(key)) for part in (first, ~first)], axis=1)
    edge, pair = numbered(key // width)
    place = edge // places
    of_customer = np.searchsorted(sums.key, place[pair] * _width(one, other) + key % width)
    moments = _passage_moments(sums, places, (place, pair), (amounts, sums.columns[of_customer]))
    counts = _counts(sums, places)[place]
    tested = _tested(moments, counts, is_share=True, min_cell=min_cell)
    return place, edge % places, tested


def compare_medians(one: Counted, other: Counted, places: int, *, min_cell: int) -> Tested:
    """Compare medians of amounts: by their ranks among both sides, customers' ranks summed first.

    Args:
        one: units of the first side, of weight one.
        other: those of the second.
        places: how many places there are.
        min_cell: with fewer customers on either side nothing is told.
    """
    amounts = np.concatenate([one.amount, other.amount])
    place = np.concatenate([one.place, other.place])
    rank = _ranks(place, amounts)
    split = len(one.amount)
    sums = _summed(replace(one, amount=rank[:split]), replace(other, amount=rank[split:]))
    moments, counts = _moments(sums, places), _counts(sums, places)
    plain = _tested(moments, counts, is_share=False, min_cell=min_cell)
    enough = moments.fewest >= min_cell
    effects = np.ones(places)
    effects[enough] = rank_design_effect(moments.only(enough))
    found = np.full((4, places), np.nan)
    for at in np.flatnonzero(enough):
        mine, theirs = np.sort(one.amount[one.place == at]), np.sort(other.amount[other.place == at])
        _, low, high = difference_of_medians(mine, theirs, design_effect=float(effects[at]))
        found[:, at] = np.median(mine), np.median(theirs), low, high
    return Tested(found[0], found[1], found[2], found[3], plain.p_value, counts[:, 0], counts[:, 1])


def _all_to(side: Passed) -> Counted:
    ones = np.ones(len(side.place))
    return Counted(side.place, side.customer, ones, ones)


def _width(one: Counted | Passed, other: Counted | Passed) -> int:
    """A number above every customer's."""
    return max(int(one.customer.max(initial=-1)), int(other.customer.max(initial=-1))) + 1


def _summed(one: Counted, other: Counted) -> _Sums:
    width = _width(one, other)
    keys = np.concatenate([side.place.astype(np.int64) * width + side.customer for side in (one, other)])
    key, row = numbered(keys)
    first = np.arange(len(row)) < len(one.place)
    columns, units = np.zeros((len(key), 4)), np.zeros((len(key), 2))
    for at, (side, part) in enumerate(((one, first), (other, ~first))):
        for kind, values in enumerate((side.weight, side.amount)):
            columns[:, 2 * at + kind] = np.bincount(row[part], weights=values, minlength=len(key))
        units[:, at] = np.bincount(row[part], minlength=len(key))
    return _Sums(key, key // max(width, 1), columns, units)


def _counts(sums: _Sums, places: int) -> Int64:
    """Units of each place on both sides."""
    columns = [np.bincount(sums.place, weights=column, minlength=places) for column in sums.units.T]
    return np.stack(columns, axis=1).astype(np.int64)


def _moments(sums: _Sums, places: int) -> Moments:
    def added(values: FloatArray) -> FloatArray:
        return _added(sums.place, values, places)

    columns = sums.columns
    products = np.empty((places, 4, 4))
    for one in range(4):
        for other in range(one, 4):
            products[:, one, other] = products[:, other, one] = added(columns[:, one] * columns[:, other])
    has = [added((part > 0).astype(np.float64)) for part in sums.units.T]
    customers = np.stack([added(np.ones(len(sums.place))), *has], axis=1)
    return Moments(np.stack([added(column) for column in columns.T], axis=1), products, customers)


def _passage_moments(
    sums: _Sums,
    places: int,
    pairs: tuple[Int64, Int64],
    customers: tuple[Int64, FloatArray],
) -> Moments:
    """Moments of passages: weights are those of the place left, amounts those that went to the other.

    Args:
        sums: of the places left.
        places: how many places there are.
        pairs: place left of each pair, and the pair of each row.
        customers: of each row, a pair and a customer: passages on both sides, and the customer's sums.
    """
    (place, pair), (amounts, columns) = pairs, customers
    whole = _moments(sums, places)

    def added(values: FloatArray) -> FloatArray:
        return _added(pair, values, len(place))

    products = whole.products[place].copy()
    rows = np.stack([columns[:, 0], amounts[:, 0], columns[:, 2], amounts[:, 1]], axis=1).astype(np.float64)
    for one, other in ((0, 1), (0, 3), (1, 1), (1, 2), (1, 3), (2, 3), (3, 3)):
        products[:, one, other] = products[:, other, one] = added(rows[:, one] * rows[:, other])
    totals = whole.sums[place].copy()
    totals[:, 1], totals[:, 3] = added(rows[:, 1]), added(rows[:, 3])
    return Moments(totals, products, whole.customers[place])


def _tested(moments: Moments, counts: Int64, *, is_share: bool, min_cell: int) -> Tested:
    places = len(counts)
    enough = moments.fewest >= max(min_cell, 1)
    safe = moments.only(enough)
    shares = np.full(int(enough.sum()), is_share)
    interval = difference_interval(safe, is_share=shares)
    figures = (safe.rate, safe.baseline, interval.low, interval.high, either_way(safe, is_share=shares))
    out = np.full((len(figures), places), np.nan)
    out[:, enough] = np.stack(figures) if enough.any() else out[:, enough]
    return Tested(out[0], out[1], out[2], out[3], out[4], counts[:, 0], counts[:, 1])


def _added(number: Int64, weights: FloatArray, count: int) -> FloatArray:
    """Weights added up by their number."""
    return np.asarray(np.bincount(number, weights=weights, minlength=count), dtype=np.float64)


def _ranks(place: Int64, amounts: FloatArray) -> FloatArray:
    """Mid-rank of each amount among those of its place, as a part of one."""
    order = np.lexsort((amounts, place))
    ordered, of = amounts[order], place[order]
    is_new = np.ones(len(order), dtype=np.bool_)
    is_new[1:] = (ordered[1:] != ordered[:-1]) | (of[1:] != of[:-1])
    starts = np.flatnonzero(is_new)
    ends = np.append(starts[1:], len(order))
    tie = np.cumsum(is_new) - 1
    counts = np.bincount(place)
    first = (np.cumsum(counts) - counts)[of]
    middle = ((starts + 1 + ends) / 2)[tie] - first
    out = np.empty(len(order))
    out[order] = middle / np.maximum(counts[of], 1)
    return out
