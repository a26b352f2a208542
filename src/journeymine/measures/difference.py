"""How two groups' transition graphs differ: each edge's rate in one less its rate in the other, with an
interval.

From ordered paths; gives one row per edge of either group. A customer's passages hang together, so a rate's
error is that of a ratio of sums over customers; it is turned into an effective number of passages, from which
Newcombe's interval of a difference of shares and the usual test follow. Over all edges the false-discovery
rate is held (Benjamini, Hochberg).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from journeymine.measures.statistics import (
    FloatArray,
    Shares,
    difference_of_shares,
    false_discovery,
    two_sided,
)
from journeymine.walk.edges import Edges, Spread, find_edges, find_spread
from journeymine.walk.paths import Int64
from journeymine.walk.walked import Walked

FOUND_AT = 0.05


def graph_difference(one: Walked, other: Walked) -> pa.Table:
    """Compare the transition graphs of two groups at one level.

    Args:
        one: the first group.
        other: the second, of the same paths, level and unit.

    Returns:
        One row per edge, the most certain differences first: from_node, to_node, transition_count and
        transition_rate of each group (`_a`, `_b`; a rate is NULL where the node is not left), difference (a
        less b), difference_low, difference_high (95 %), q_value, is_found (q at most 0.05), median_seconds of
        each group.
    """
    sides = [_side(walked) for walked in (one, other)]
    keys = np.union1d(sides[0].edges.count.key, sides[1].edges.count.key)
    width = one.width
    first, second = (_at(side, keys, width) for side in sides)
    ends = difference_of_shares(first.shares, second.shares)
    q = false_discovery(_p_values(first.shares, second.shares))
    difference = first.rate - second.rate
    order = np.lexsort((keys, -np.abs(np.nan_to_num(difference)), np.nan_to_num(q, nan=2.0)))
    names = pa.array(sides[0].edges.names, pa.string())
    columns = {
        "from_node": names.take(pa.array(keys // width)),
        "to_node": names.take(pa.array(keys % width)),
        "transition_count_a": pa.array(first.count),
        "transition_count_b": pa.array(second.count),
        "transition_rate_a": _known(first.rate),
        "transition_rate_b": _known(second.rate),
        "difference": _known(difference),
        "difference_low": _known(ends.low),
        "difference_high": _known(ends.high),
        "q_value": _known(q),
        "is_found": pa.array(np.nan_to_num(q, nan=1.0) <= FOUND_AT),
        "median_seconds_a": _known(first.median),
        "median_seconds_b": _known(second.median),
    }
    return pa.table(columns).take(pa.array(order))


@dataclass(frozen=True)
class _Side:
    edges: Edges
    spread: Spread


@dataclass(frozen=True)
class _Rates:
    """Figures of each edge in one group; `shares` has effective numbers."""

    count: Int64
    rate: FloatArray
    median: FloatArray
    shares: Shares


def _side(walked: Walked) -> _Side:
    edges = find_edges(walked)
    return _Side(edges, find_spread(walked, edges))


def _at(side: _Side, keys: Int64, width: int) -> _Rates:
    """Figures at given edges, those that do not occur among them."""
    edges, spread = side.edges, side.spread
    place = np.searchsorted(edges.count.key, keys)
    inside = np.minimum(place, max(len(edges) - 1, 0))
    has = edges.count.key[inside] == keys if len(edges) else np.zeros(len(keys), dtype=np.bool_)

    def of(values: Int64 | FloatArray, missing: float) -> FloatArray:
        return np.where(has, values[inside] if len(edges) else missing, missing).astype(np.float64)

    leaving, customers = _of_nodes(side, keys // width, width)
    count = of(edges.count.times, 0)
    rate = np.divide(count, leaving, out=np.full(len(keys), np.nan), where=leaving > 0)
    sums = (of(spread.squares, 0), of(spread.products, 0), of(spread.leaving_squares, 0))
    number = _effective(rate, sums, leaving, customers)
    shares = Shares(rate * number, number)
    return _Rates(count.astype(np.int64), rate, of(edges.count.median, np.nan), shares)


def _of_nodes(side: _Side, nodes: Int64, width: int) -> tuple[FloatArray, FloatArray]:
    """Passages out of each node, and customers that leave it."""
    leaving, customers = np.zeros(width), np.zeros(width)
    leaving[side.edges.from_node] = side.edges.leaving
    customers[side.edges.from_node] = side.spread.leaving_customers
    return leaving[nodes], customers[nodes]


def _effective(
    rate: FloatArray,
    sums: tuple[FloatArray, FloatArray, FloatArray],
    leaving: FloatArray,
    customers: FloatArray,
) -> FloatArray:
    """How many independent passages tell as much as these: never more than there are, and as many as there
    are customers where all or none of the passages take the edge.
    """
    squares, products, leaving_squares = sums
    spread = np.maximum(squares - 2 * rate * products + rate**2 * leaving_squares, 0)
    fewer = np.divide(customers, customers - 1, out=np.full(len(rate), np.nan), where=customers > 1)
    spread[spread < 1e-12 * leaving_squares] = 0
    variance = spread * fewer / np.maximum(leaving, 1) ** 2
    number = np.divide(rate * (1 - rate), variance, out=customers.copy(), where=variance > 0)
    return np.minimum(number, leaving)


def _p_values(one: Shares, other: Shares) -> FloatArray:
    """Two-sided p-values of equal rates, by the normal form of the pooled test; NaN where one is unknown."""
    total = one.total + other.total
    pooled = np.divide(one.hits + other.hits, total, out=np.full(len(total), np.nan), where=total > 0)
    inverse = 1 / np.maximum(one.total, 1e-9) + 1 / np.maximum(other.total, 1e-9)
    error = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * inverse)
    z = np.divide(one.rate - other.rate, error, out=np.zeros(len(total)), where=error > 0)
    return np.where(np.isnan(one.rate) | np.isnan(other.rate), np.nan, two_sided(z))


def _known(values: FloatArray) -> pa.Array:
    return pa.array(values, pa.float64(), from_pandas=True)
