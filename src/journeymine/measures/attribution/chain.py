"""A chain of touches: which touches come after the last k of them, how often, and in how many ways.

A state is the last k nodes, START before the first. From each state the chain goes to the next touch, or ends
in a conversion or a loss. How often it does is counted from the paths; nothing is drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from journeymine.measures.attribution.counts import CONVERTED, LOST, VALUE, PathCounts
from journeymine.walk.numbering import numbered
from journeymine.walk.paths import Float64, Int64


@dataclass(frozen=True)
class Transitions:
    """Passages of a chain of one order.

    Attributes:
        order: how many touches a state remembers.
        states: code of each state: its nodes as digits to the base nodes + 1, the last touch last; START has
            the highest digit.
        start: the state before the first touch.
        node: last touch of each state; number of nodes for the start.
        source, target: states of each passage; target -1: the path ends.
        ended: paths of each passage that ended in a conversion, those that ended in a loss, and the value of
            the conversions; for a passage to another touch those that went on to them; groups x passages x 3.
    """

    order: int
    states: Int64
    start: int
    node: Int64
    source: Int64
    target: Int64
    ended: Float64

    def __len__(self) -> int:
        """Number of states."""
        return len(self.states)


def longest_order(nodes: int, wanted: int) -> int:
    """The highest order up to the one wanted whose states have codes."""
    order = wanted
    while order > 1 and (nodes + 1) ** (order + 1) >= 2**62:
        order -= 1
    return order


def transitions(counts: PathCounts, order: int) -> Transitions:
    """Count the passages of the chain of an order; paths without a touch are not in it.

    Args:
        counts: paths.
        order: at least 1, at most what longest_order allows.
    """
    from journeymine.walk.kernels.credit import share_out

    bounds, at, is_end = _places(counts)
    codes = contexts(counts, order)
    states, state = numbered(codes)
    target = np.append(state[1:], 0)
    target[is_end] = len(states)
    keys, passage = numbered(state * (len(states) + 1) + target)
    rows = counts.lengths[counts.sequence] > 0
    ended = np.zeros((counts.groups, len(keys), 3))
    amounts = np.ascontiguousarray(counts.amounts[rows][:, [CONVERTED, LOST, VALUE]])
    given = (counts.sequence[rows], counts.group[rows], amounts)
    share_out(bounds, passage.astype(np.int32), np.ones(len(at)), *given, ended)
    used = ended[:, :, :2].sum(axis=(0, 2)) > 0
    source, to = keys[used] // (len(states) + 1), keys[used] % (len(states) + 1)
    to = np.where(to == len(states), -1, to)
    base = len(counts.names) + 1
    start = int(np.searchsorted(states, base**order - 1))
    return Transitions(order, states, start, states % base, source, to, ended[:, used])


def contexts(counts: PathCounts, order: int) -> Int64:
    """Code of the state before each place of each sequence, and of the one at its end."""
    _, at, _ = _places(counts)
    base, start = len(counts.names) + 1, len(counts.names)
    before = np.repeat(counts.bounds[:-1], counts.lengths + 1) + at
    out = np.zeros(len(at), dtype=np.int64)
    for back in range(order, 0, -1):
        node = np.full(len(at), start, dtype=np.int64)
        known = at >= back
        node[known] = counts.nodes[before[known] - back]
        out = out * base + node
    return out


def _places(counts: PathCounts) -> tuple[Int64, Int64, Int64]:
    """Bounds of the sequences with a place for their end; the place of each; whether it is the end."""
    lengths = counts.lengths + 1
    bounds = np.append(0, np.cumsum(lengths))
    at = np.arange(bounds[-1]) - np.repeat(bounds[:-1], lengths)
    return bounds, at, at == np.repeat(lengths - 1, lengths)
