"""Paths of touches counted: how often each sequence of nodes led to a conversion and to a loss, by group.

Customers fall into groups by a hash of their ids; what is left when a group is taken away tells how far a
figure depends on who happened to come.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from journeymine.walk.numbering import numbered
from journeymine.walk.paths import Bool, Float64, Int32, Int64

CONVERTED, LOST, IN_CURRENCY, VALUE = range(4)
"""Kinds of amounts: conversions; lost journeys; conversions that are in no other currency than the one asked
for; their value in it."""
KINDS = 4


@dataclass(frozen=True)
class PathCounts:
    """Sequences of nodes and what came of them.

    Attributes:
        names: of the nodes.
        bounds, nodes: different sequences: first node of each, and the one behind the last; nodes of all.
        sequence, group: of each row of amounts.
        amounts: rows x KINDS.
        groups: how many groups there are.
    """

    names: tuple[str, ...]
    bounds: Int64
    nodes: Int32
    sequence: Int64
    group: Int32
    amounts: Float64
    groups: int

    @property
    def lengths(self) -> Int64:
        """Number of nodes of each sequence."""
        return np.diff(self.bounds)

    @cached_property
    def by_group(self) -> Float64:
        """Amounts of all paths, groups x KINDS."""
        return summed_by(self.group, self.amounts, self.groups)

    @cached_property
    def untouched(self) -> Float64:
        """Amounts of paths without a touch, groups x KINDS."""
        empty = self.lengths[self.sequence] == 0
        return summed_by(self.group[empty], self.amounts[empty], self.groups)

    @cached_property
    def total(self) -> Float64:
        """Amounts of all paths, by kind."""
        return self.by_group.sum(axis=0)

    def credit(self, weights: Float64) -> Float64:
        """Amounts put down to nodes, groups x nodes x KINDS.

        Args:
            weights: of each place of each sequence.
        """
        return credit(self.bounds, self.nodes, weights, self)


def credit(bounds: Int64, nodes: Int32, weights: Float64, counts: PathCounts) -> Float64:
    """The same for sequences of another making, whose numbers are those of the rows.

    Returns:
        Groups x nodes x KINDS.
    """
    from journeymine.walk.kernels.credit import share_out

    out = np.zeros((counts.groups, len(counts.names), KINDS))
    share_out(bounds, nodes, weights, counts.sequence, counts.group, counts.amounts, out)
    return out


def count_paths(
    names: tuple[str, ...], sequences: tuple[Int64, Int32], number: Int64, group: Int32, amounts: Float64
) -> PathCounts:
    """Add up paths of one sequence and group.

    Args:
        names: of the nodes.
        sequences: bounds and nodes of the different sequences.
        number: sequence of each path.
        group: group of customers of each path.
        amounts: of each path; paths x KINDS.
    """
    groups = int(group.max(initial=0)) + 1
    keys, row = numbered(number * groups + group)
    summed = summed_by(row, amounts, len(keys))
    return PathCounts(names, *sequences, keys // groups, (keys % groups).astype(np.int32), summed, groups)


def summed_by(number: Int64 | Int32, amounts: Float64, count: int) -> Float64:
    """Rows of amounts added up by their number; count x kinds."""
    return np.stack([added(number, column, count) for column in amounts.T], axis=1)


def added(number: Int64 | Int32, weights: Float64, count: int) -> Float64:
    """Weights added up by their number."""
    return np.asarray(np.bincount(number, weights=weights, minlength=count), dtype=np.float64)


def different_nodes(counts: PathCounts) -> Int64:
    """At the first place of each node in a sequence the number of its different nodes; 0 elsewhere."""
    from journeymine.walk.kernels.credit import count_different

    out = np.zeros(len(counts.nodes), dtype=np.int64)
    count_different(counts.bounds, counts.nodes, np.full(len(counts.names), -1, dtype=np.int64), out)
    return out


def ends_of(counts: PathCounts) -> tuple[Bool, Bool]:
    """Whether each place is the first of its sequence, and whether it is the last."""
    first, last = np.zeros((2, len(counts.nodes)), dtype=np.bool_)
    some = counts.lengths > 0
    first[counts.bounds[:-1][some]] = True
    last[counts.bounds[1:][some] - 1] = True
    return first, last
