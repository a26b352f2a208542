"""Models that give each place of a path a weight: first, last, linear, by position, by age; and Shapley's.

Shapley's value for the worth "conversions of the paths that meet no other nodes than these" needs no sums
over coalitions: each path is a game of its own nodes, in which all of them are needed, so they share it
equally.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from journeymine.measures.attribution.counts import PathCounts, different_nodes, ends_of
from journeymine.walk.paths import Bool, Float64, Int64


@dataclass(frozen=True)
class Position:
    """What the first and the last touch get; the rest is shared equally by those between.

    Attributes:
        first, last: shares of one, together at most one. Of two touches they get first : last.
    """

    first: float = 0.4
    last: float = 0.4


def first_weights(counts: PathCounts) -> Float64:
    """All to the first touch."""
    return ends_of(counts)[0].astype(np.float64)


def last_weights(counts: PathCounts) -> Float64:
    """All to the last touch."""
    return ends_of(counts)[1].astype(np.float64)


def linear_weights(counts: PathCounts) -> Float64:
    """The same to each touch."""
    return 1.0 / _repeated(counts)


def position_weights(counts: PathCounts, shares: Position) -> Float64:
    """More to the first and the last touch."""
    first, last = ends_of(counts)
    length = _repeated(counts)
    ends = shares.first + shares.last
    between = (1 - ends) / np.maximum(length - 2, 1)
    many = np.where(first, shares.first, np.where(last, shares.last, between))
    if ends <= 0:
        return np.where(length > 2, many, 1.0 / length)
    two = np.where(first, shares.first, shares.last) / ends
    return np.where(length > 2, many, np.where(length == 2, two, 1.0))


def shapley_weights(counts: PathCounts) -> Float64:
    """The same to each different node of the path."""
    different = different_nodes(counts)
    return np.where(different > 0, 1.0 / np.maximum(different, 1), 0.0)


def decay_weights(bounds: Int64, ages: Int64, half_life: int) -> Float64:
    """Half as much to a touch that is a half-life older.

    Args:
        bounds: first touch of each path, and the one behind the last.
        ages: of each touch, microseconds before the end of its path.
        half_life: microseconds.

    Returns:
        Weights that add up to one in each path.
    """
    lengths = np.diff(bounds)
    path = np.repeat(np.arange(len(lengths)), lengths)
    youngest = np.zeros(len(lengths), dtype=np.int64)
    youngest[lengths > 0] = ages[bounds[1:][lengths > 0] - 1]
    raw = np.exp2((youngest[path] - ages) / half_life)
    return raw / np.bincount(path, weights=raw, minlength=len(lengths))[path]


def meeting_weights(counts: PathCounts) -> tuple[Float64, Float64]:
    """One to each different node of the path; one to each that is neither its first nor its last touch."""
    is_met = different_nodes(counts) > 0
    sequence = np.repeat(np.arange(len(counts.lengths)), counts.lengths)
    return is_met.astype(np.float64), (is_met & ~_is_at_ends(counts, sequence)).astype(np.float64)


def _is_at_ends(counts: PathCounts, sequence: Int64) -> Bool:
    """Whether each place's node is that of the first or the last place of its sequence."""
    first, last = counts.bounds[:-1][sequence], counts.bounds[1:][sequence] - 1
    return (counts.nodes == counts.nodes[first]) | (counts.nodes == counts.nodes[last])


def _repeated(counts: PathCounts) -> Float64:
    """Length of the sequence of each place."""
    return np.repeat(counts.lengths, counts.lengths).astype(np.float64)
