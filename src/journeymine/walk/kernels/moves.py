"""Movement of each unit: on, ahead, back, there and back; and how many channels it uses at once."""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Int32, Int64

STEPS, ON, AHEAD, DOWN, DEPTH, PING_PONG, REVISITS = range(7)
"""Figures of a unit: steps; moves to the next node, beyond it and to an earlier one; sum of the falls; steps
equal to the one two before; steps at a node already seen."""


@compiled
def count_moves(start: Int64, node: Int32, low: int, count: int, seen: Int64, figures: Int32) -> None:
    """Count the movement of a block's units.

    Args:
        start, node, low, count: a block's (see passages.py); codes of nodes are places in an order.
        seen: of each node, the last unit that was there, -1 at first.
        figures: gets the counts, one row a unit.
    """
    for place in range(count):
        begin, end, who = start[place], start[place + 1], low + place
        figures[who, STEPS] = end - begin
        for step in range(begin, end):
            here = node[step]
            figures[who, REVISITS] += seen[here] == who
            seen[here] = who
            if step > begin:
                move = here - node[step - 1]
                figures[who, ON] += move == 1
                figures[who, AHEAD] += move > 1
                figures[who, DOWN] += move < 0
                figures[who, DEPTH] -= min(move, 0)
            if step > begin + 1:
                figures[who, PING_PONG] += node[step - 2] == here


@compiled
def count_changes(start: Int64, node: Int32, low: int, count: int, out: Int32) -> None:
    """Count how often a block's units change from node to node, when each event is a step.

    Args:
        start, node, low, count: a block's.
        out: gets one count a unit.
    """
    for place in range(count):
        for step in range(start[place] + 1, start[place + 1]):
            out[low + place] += node[step] != node[step - 1]


@compiled
def count_concurrent(  # noqa: PLR0913
    start: Int64,
    node: Int32,
    entered: Int64,
    low: int,
    count: int,
    times: Int64,
    span: int,
    held: Int64,
    out: Int32,
) -> None:
    """Count the most different nodes that a block's units meet within a span, both ends included.

    Args:
        start, node, entered, low, count, times: a block's, when each event is a step.
        span: microseconds.
        held: of each node, 0; used and left at 0.
        out: gets one count a unit.
    """
    for place in range(count):
        oldest = start[place]
        different = 0
        for step in range(start[place], start[place + 1]):
            different += held[node[step]] == 0
            held[node[step]] += 1
            while times[entered[oldest]] < times[entered[step]] - span:
                held[node[oldest]] -= 1
                different -= held[node[oldest]] == 0
                oldest += 1
            out[low + place] = max(out[low + place], different)
        for step in range(oldest, start[place + 1]):
            held[node[step]] = 0


@compiled
def count_follows(  # noqa: PLR0913
    start: Int64,
    node: Int32,
    low: int,
    count: int,
    customer: Int32,
    seen: Int64,
    met: Int64,
    figures: Int64,
) -> None:
    """Count, for each ordered pair of nodes, how often the second comes anywhere after the first in a unit.

    Args:
        start, node, low, count: a block's.
        customer: of each unit.
        seen: of each node, the last unit that was there (-1 at first) and how often it was.
        met: room for the nodes that a unit meets.
        figures: gets, for each pair: times, units, customers, last unit and its customer (-1 at first).
    """
    for place in range(count):
        who, whose, different = low + place, customer[low + place], 0
        for step in range(start[place], start[place + 1]):
            here = node[step]
            for at in range(different):
                pair = figures[met[at], here]
                pair[0] += seen[met[at], 1]
                pair[1] += pair[3] != who
                pair[2] += pair[4] != whose
                pair[3] = who
                pair[4] = whose
            if seen[here, 0] != who:
                seen[here, 0] = who
                seen[here, 1] = 0
                met[different] = here
                different += 1
            seen[here, 1] += 1
