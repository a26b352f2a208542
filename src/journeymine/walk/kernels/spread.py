"""How unevenly customers pass edges: sums of squares over customers, for the error of a rate."""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.kernels.tally import place_of
from journeymine.walk.paths import Int32, Int64


@compiled
def add_squares(  # noqa: PLR0913
    key: Int64,
    unit: Int32,
    count: int,
    customer: Int32,
    width: int,
    index: Int64,
    passed: Int64,
    leaving: Int64,
    of_edge: Int64,
    of_node: Int64,
) -> None:
    """Add up, over customers: squares of their passages of each edge, the same times their leavings of its
    first node, squares of these leavings, and customers that leave it.

    Args:
        key, unit, count: passages of edges (from * width + to); a customer's stand together.
        customer: of each unit.
        width: see above.
        index: rows of the edges, as a table of key + 1 and row (see tally.py).
        passed, leaving: 0 for each edge and node; used and left at 0.
        of_edge: gets two sums an edge.
        of_node: gets two sums a node.
    """
    begin = 0
    while begin < count:
        end, whose = begin, customer[unit[begin]]
        while end < count and customer[unit[end]] == whose:
            passed[index[place_of(key[end], index), 1]] += 1
            leaving[key[end] // width] += 1
            end += 1
        for at in range(begin, end):
            row, node = index[place_of(key[at], index), 1], key[at] // width
            if passed[row] > 0:
                of_edge[row, 0] += passed[row] ** 2
                of_edge[row, 1] += passed[row] * leaving[node]
                passed[row] = 0
        for at in range(begin, end):
            node = key[at] // width
            if leaving[node] > 0:
                of_node[node, 0] += leaving[node] ** 2
                of_node[node, 1] += 1
                leaving[node] = 0
        begin = end


@compiled
def add_leavings(
    start: Int64, node: Int32, low: int, count: int, customer: Int32, leaving: Int64, squares: Int64
) -> None:
    """Add up, over customers, the squares of how often they leave each node.

    Args:
        start, node, low, count: steps of some units, as in walked.Block.
        customer: of each unit; a customer's stand together.
        leaving: 0 for each node; used and left at 0.
        squares: gets a sum a node.
    """
    begin = 0
    while begin < count:
        end = begin
        while end < count and customer[low + end] == customer[low + begin]:
            end += 1
        for step in range(start[begin], start[end]):
            leaving[node[step]] += 1
        for step in range(start[begin], start[end]):
            squares[node[step]] += leaving[node[step]] ** 2
            leaving[node[step]] = 0
        begin = end
