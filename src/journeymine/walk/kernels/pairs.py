"""Which nodes units come to after which, for levels of few nodes: sets of nodes are bits of one number."""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Int32, Int64

MOST_NODES = 62
"""Nodes that one number has bits for."""


@compiled
def count_pairs(start: Int64, node: Int32, count: int, earlier: Int64, pairs: Int64) -> None:
    """Count, for each ordered pair of nodes, how often the second comes anywhere after the first in a unit.

    Args:
        start, node, count: a block's.
        earlier: room for a number for each node.
        pairs: by second and first node; gets how often.
    """
    nodes = len(earlier)
    for place in range(count):
        earlier[:] = 0
        for step in range(start[place], start[place + 1]):
            here = node[step]
            for other in range(nodes):
                pairs[here, other] += earlier[other]
            earlier[here] += 1


@compiled
def count_holders(
    start: Int64, node: Int32, count: int, own: Int64, met: Int64, holders: Int64, there: Int64
) -> None:
    """Count, for each ordered pair of nodes, the units that come to the second anywhere after the first.

    Args:
        start, node, count: a block's.
        own: 0 for each node; used and left at 0.
        met: room for each node, and for one more.
        holders: by second and first node; gets how many units.
        there: gets how many units come to each node.
    """
    for place in range(count):
        for at in range(mark_followed(start[place], start[place + 1], node, own, met)):
            there[met[at]] += 1
            add_set(own, int(met[at]), holders)


@compiled
def count_owners(  # noqa: PLR0913
    start: Int64, node: Int32, low: int, count: int, customer: Int32, own: Int64, met: Int64, holders: Int64
) -> None:
    """Count, for each ordered pair of nodes, the customers of such units.

    Args:
        start, node, low, count: a block's, which holds whole customers.
        customer: of each unit.
        own: 0 for each node; used and left at 0.
        met: room for each node, and for one more.
        holders: by second and first node; gets how many customers.
    """
    for place in range(count):
        mark_followed(start[place], start[place + 1], node, own, met)
        if place + 1 == count or customer[low + place] != customer[low + place + 1]:
            for here in range(len(own)):
                add_set(own, here, holders)


@compiled
def mark_followed(begin: int, end: int, node: Int32, own: Int64, met: Int64) -> int:
    """Add to the set of each node that a unit comes to those where it was before.

    Args:
        begin, end: the unit's first step, and the place behind its last.
        node: of each step.
        own: the sets, as bits.
        met: gets the nodes that the unit comes to.

    Returns:
        How many these are.
    """
    seen, different = 0, 0
    for step in range(begin, end):
        here = int(node[step])
        own[here] |= seen
        met[different] = here
        different += 1 - ((seen >> here) & 1)
        seen |= 1 << here
    return different


@compiled
def add_set(own: Int64, here: int, holders: Int64) -> None:
    """Add one to each first node in the set of a second one, and empty the set."""
    before = own[here]
    own[here] = 0
    if before != 0:
        for other in range(len(own)):
            holders[here, other] += (before >> other) & 1
