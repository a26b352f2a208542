"""What is counted of a block of steps: each kernel names its passages by a key, with the unit and the time.

`start`, `node`, `entered` and `left` are a block's (walked.py), `low` its first unit, `count` its units.
Nodes are numbered from 0; START and END come behind them, so that `width` is the number of nodes and two.
"""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.kernels.tally import NO_TIME
from journeymine.walk.paths import Int32, Int64


@compiled
def name_edges(  # noqa: PLR0913
    start: Int64,
    node: Int32,
    entered: Int64,
    left: Int64,
    low: int,
    count: int,
    times: Int64,
    width: int,
    key: Int64,
    unit: Int32,
    micros: Int64,
) -> int:
    """Name each passage from node to node: from * width + to, with the time from leaving to entering.

    Args:
        start, node, entered, left, low, count, width: see above.
        times: as in Paths; empty: not wanted.
        key, unit, micros: get the passages; room for steps and units is needed.

    Returns:
        How many there are.
    """
    done = 0
    has_times = len(times) > 0
    for place in range(count):
        previous = width - 2
        for step in range(start[place], start[place + 1]):
            key[done] = previous * width + node[step]
            unit[done] = low + place
            micros[done] = NO_TIME
            if has_times and step > start[place]:
                micros[done] = times[entered[step]] - times[left[step - 1]]
            previous = node[step]
            done += 1
        if start[place + 1] > start[place]:
            key[done] = previous * width + width - 1
            unit[done] = low + place
            micros[done] = NO_TIME
            done += 1
    return done


@compiled
def name_returns(  # noqa: PLR0913
    start: Int64,
    node: Int32,
    low: int,
    count: int,
    width: int,
    key: Int64,
    unit: Int32,
    micros: Int64,
) -> int:
    """Name each passage back to where the unit was two steps before: from * width + to.

    Args:
        start, node, low, count, width: see above.
        key, unit, micros: get the passages, without times.

    Returns:
        How many there are.
    """
    done = 0
    for place in range(count):
        for step in range(start[place] + 2, start[place + 1]):
            if node[step] == node[step - 2]:
                key[done] = node[step - 1] * width + node[step]
                unit[done] = low + place
                micros[done] = NO_TIME
                done += 1
    return done


@compiled
def name_nodes(  # noqa: PLR0913
    start: Int64,
    node: Int32,
    entered: Int64,
    left: Int64,
    low: int,
    count: int,
    times: Int64,
    key: Int64,
    unit: Int32,
    micros: Int64,
) -> int:
    """Name each step by its node, with the time from its first to its last event.

    Args:
        start, node, entered, left, low, count: see above.
        times: as in Paths; empty: not wanted.
        key, unit, micros: get the passages.

    Returns:
        How many there are.
    """
    has_times = len(times) > 0
    for place in range(count):
        for step in range(start[place], start[place + 1]):
            key[step] = node[step]
            unit[step] = low + place
            micros[step] = times[left[step]] - times[entered[step]] if has_times else NO_TIME
    return start[count]
