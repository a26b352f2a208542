"""Shapley's value where the worth of a set of nodes is the conversion rate of the paths that meet no others.

For every one of the 2^n sets, so for few nodes only.
"""

from __future__ import annotations

import math

import numpy as np

from journeymine.measures.attribution.counts import CONVERTED, LOST, PathCounts, added, different_nodes
from journeymine.walk.paths import Float64, Int64

MOST_NODES = 20


def rate_shares(counts: PathCounts, *, kind: int = CONVERTED, without: int | None = None) -> Float64:
    """Each node's part of the conversion rate; they add up to 1, and a node that lowers the rate has less
    than none.

    The worth v(S) of a set of nodes is the conversions of the paths all of whose touches are in S, divided by
    all of these paths; 0 where there is none. A node's value is the mean, over all orders in which nodes may
    come together, of what it adds to the worth of those before it; its part is that divided by v(all).

    Args:
        counts: paths at no more than MOST_NODES nodes.
        kind: VALUE: the worth is the value of these conversions by path instead.
        without: a group whose paths are left out; None for none.
    """
    worth = _worth(counts, kind, without)
    nodes = len(counts.names)
    chances = _chance_of_size(nodes)[_sizes(nodes)]
    value = np.zeros(nodes)
    for node in range(nodes):
        pairs, weight = worth.reshape(-1, 2, 2**node), chances.reshape(-1, 2, 2**node)
        value[node] = ((pairs[:, 1] - pairs[:, 0]) * weight[:, 0]).sum()
    return value / worth[-1] if worth[-1] > 0 else value


def _worth(counts: PathCounts, kind: int, without: int | None) -> Float64:
    """Conversions, or their value, by path of those within each set."""
    met = _sets(counts)[counts.sequence]
    rows = counts.lengths[counts.sequence] > 0
    if without is not None:
        rows &= counts.group != without
    size = 2 ** len(counts.names)
    paths = counts.amounts[rows, CONVERTED] + counts.amounts[rows, LOST]
    total = _within(added(met[rows], paths, size))
    within = _within(added(met[rows], counts.amounts[rows, kind], size))
    return np.where(total > 0, within / np.where(total > 0, total, 1), 0.0)


def _sets(counts: PathCounts) -> Int64:
    """The set of nodes of each sequence, a bit for each node."""
    sequence = np.repeat(np.arange(len(counts.lengths)), counts.lengths)
    bits = np.where(different_nodes(counts) > 0, 1 << counts.nodes.astype(np.int64), 0)
    return np.bincount(sequence, weights=bits, minlength=len(counts.lengths)).astype(np.int64)


def _within(of_set: Float64) -> Float64:
    """For each set, the sum over all sets in it."""
    out = of_set.copy()
    for node in range(len(out).bit_length() - 1):
        pairs = out.reshape(-1, 2, 2**node)
        pairs[:, 1] += pairs[:, 0]
    return out


def _sizes(nodes: int) -> Int64:
    """Number of nodes of each set."""
    out = np.zeros(1, dtype=np.int64)
    for _ in range(nodes):
        out = np.concatenate([out, out + 1])
    return out


def _chance_of_size(nodes: int) -> Float64:
    """Chance that just a given set of a size comes before a given node."""
    sizes = [math.factorial(size) * math.factorial(nodes - size - 1) for size in range(nodes)]
    return np.array([*(size / math.factorial(nodes) for size in sizes), 0.0])
