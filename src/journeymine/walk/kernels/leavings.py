"""How units come to nodes, leave them for the last time, and how long they take to move on."""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Int8, Int32, Int64

ENTERED, CONTINUED, FINISHED, DROPPED, OPEN, FORWARD, SKIP, BACK = range(8)
"""Figures of a node; FINISHED + outcome is how a unit ended there."""


@compiled
def count_leavings(  # noqa: PLR0913
    start: Int64,
    node: Int32,
    low: int,
    count: int,
    outcome: Int8,
    seen: Int64,
    last: Int64,
    figures: Int64,
) -> None:
    """Count the units that came to each node, and how they left it for the last time.

    Args:
        start, node, low, count: a block's (see passages.py).
        outcome: of each unit: 0 converted, 1 dropped, 2 open.
        seen: of each node, the last unit that was there, -1 at first.
        last: of each node, that unit's last step there.
        figures: gets the counts, one row a node; directions go by the order of the codes.
    """
    for place in range(count):
        begin, end, who = start[place], start[place + 1], low + place
        for step in range(begin, end):
            here = node[step]
            if seen[here] != who:
                seen[here] = who
                figures[here, ENTERED] += 1
                figures[here, CONTINUED] += step < end - 1
            last[here] = step
        for step in range(begin, end):
            here = node[step]
            if last[here] != step:
                continue
            if step == end - 1:
                figures[here, FINISHED + outcome[who]] += 1
            elif node[step + 1] < here:
                figures[here, BACK] += 1
            elif node[step + 1] == here + 1:
                figures[here, FORWARD] += 1
            else:
                figures[here, SKIP] += 1


@compiled
def name_waits(  # noqa: PLR0913
    start: Int64,
    node: Int32,
    entered: Int64,
    low: int,
    count: int,
    times: Int64,
    as_of: int,
    seen: Int64,
    key: Int64,
    unit: Int32,
    micros: Int64,
) -> int:
    """Name each unit's wait at each node: from first entering to moving on, or to the as-of instant.

    Args:
        start, node, entered, low, count, times: see passages.py.
        as_of: microseconds.
        seen: of each node, the last unit that was there, -1 at first.
        key, unit, micros: get node, unit, and twice the wait, one more where it was cut short.

    Returns:
        How many there are.
    """
    done = 0
    for place in range(count):
        begin, end, who = start[place], start[place + 1], low + place
        for step in range(begin, end):
            here = node[step]
            if seen[here] == who:
                continue
            seen[here] = who
            is_cut = step == end - 1
            until = as_of if is_cut else times[entered[step + 1]]
            key[done] = here
            unit[done] = who
            micros[done] = 2 * (until - times[entered[step]]) + is_cut
            done += 1
    return done


@compiled
def half_waiting(waits: Int64) -> int:
    """Place of the first wait after which half or fewer are estimated to be waiting still; -1: that never
    comes.

    Args:
        waits: twice each wait, one more where it was cut short; ascending.
    """
    waiting = 1.0
    total = len(waits)
    for place in range(total):
        if waits[place] & 1 == 0:
            waiting *= 1.0 - 1.0 / (total - place)
        if waiting <= 0.5 + 1e-12:
            return place
    return -1
