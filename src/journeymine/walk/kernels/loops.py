"""The simple cycles that units walk: from a node back to itself, with no other node met twice on the way."""

from __future__ import annotations

import numpy as np

from journeymine.walk.kernels import compiled
from journeymine.walk.kernels.tally import KEY, place_of
from journeymine.walk.kernels.variants import FIRST, UInt64, mixed
from journeymine.walk.paths import Float64, Int32, Int64

_SIGN = np.uint64(1)


@compiled
def key_of(node: Int32, begin: int, end: int) -> np.int64:
    """Key of the cycle that steps begin to end walk, wherever it is begun."""
    lowest = begin
    for step in range(begin + 1, end):
        if node[step] < node[lowest]:
            lowest = step
    code = FIRST
    for step in range(lowest, end):
        code = mixed(code, np.uint64(node[step] + 1))
    for step in range(begin, lowest):
        code = mixed(code, np.uint64(node[step] + 1))
    return np.int64(code >> _SIGN)


@compiled
def name_cycles(  # noqa: PLR0913
    start: Int64,
    node: Int32,
    low: int,
    count: int,
    seen: Int64,
    last: Int64,
    key: Int64,
    unit: Int32,
    micros: Int64,
) -> int:
    """Name each cycle that a block's units close.

    Args:
        start, node, low, count: a block's (see passages.py).
        seen: of each node, the last unit that was there, -1 at first.
        last: of each node, that unit's last step there.
        key, unit, micros: get key, unit, and how many steps before its place among the block's steps the
            cycle began: (begin << 32) + length.

    Returns:
        How many there are.
    """
    done = 0
    for place in range(count):
        who = low + place
        simple_from = start[place]
        for step in range(start[place], start[place + 1]):
            here = node[step]
            if seen[here] == who and last[here] >= simple_from:
                key[done] = key_of(node, int(last[here]), step)
                unit[done] = who
                micros[done] = (last[here] << 32) + step - last[here]
                simple_from = last[here] + 1
                done += 1
            seen[here] = who
            last[here] = step
    return done


@compiled
def mark_holders(  # noqa: PLR0913
    key: Int64,
    unit: Int32,
    micros: Int64,
    count: int,
    node: Int32,
    table: Int64,
    holds: UInt64,
    nodes: Int32,
) -> None:
    """Mark the units that hold chosen cycles, and find out which nodes these have.

    Args:
        key, unit, micros, count: what name_cycles gave.
        node: the block's.
        table: keys of the chosen cycles with their rows (see tally.py).
        holds: gets, for each unit, a bit for each row.
        nodes: gets the nodes of each row's cycle from its lowest on; -1 behind the last. Threads write the
            same.
    """
    for at in range(count):
        place = place_of(key[at], table)
        if table[place, KEY] == 0:
            continue
        row = table[place, 1]
        holds[unit[at]] |= np.uint64(1) << np.uint64(row)
        if nodes[row, 0] < 0:
            begin, length = micros[at] >> 32, micros[at] & 0xFFFFFFFF
            lowest = 0
            for step in range(length):
                if node[begin + step] < node[begin + lowest]:
                    lowest = step
            for step in range(length):
                nodes[row, length - 1 - step] = node[begin + (lowest + length - 1 - step) % length]


@compiled
def matched_middles(
    bounds: Int64, order: Int64, value: Float64, holds: UInt64, row: int, out: Float64
) -> None:
    """In each group, how many hold a cycle and how many do not, with the median of each.

    Args:
        bounds: where each group lies in `order`.
        order: units, each group's by ascending value.
        value: of each unit.
        holds: bits of each unit.
        row: the bit looked at.
        out: gets, for each group: holders, others, median of the holders, median of the others.
    """
    bit = np.uint64(1) << np.uint64(row)
    for group in range(len(bounds) - 1):
        mine = 0
        for at in range(bounds[group], bounds[group + 1]):
            mine += (holds[order[at]] & bit) != 0
        others = bounds[group + 1] - bounds[group] - mine
        out[group, 0], out[group, 1] = mine, others
        out[group, 2], out[group, 3] = 0.0, 0.0
        if mine == 0 or others == 0:
            continue
        my_place, other_place = 0, 0
        for at in range(bounds[group], bounds[group + 1]):
            if (holds[order[at]] & bit) != 0:
                if my_place == (mine - 1) // 2:
                    out[group, 2] += value[order[at]] / 2
                if my_place == mine // 2:
                    out[group, 2] += value[order[at]] / 2
                my_place += 1
            else:
                if other_place == (others - 1) // 2:
                    out[group, 3] += value[order[at]] / 2
                if other_place == others // 2:
                    out[group, 3] += value[order[at]] / 2
                other_place += 1


@compiled
def matched_sums(bounds: Int64, order: Int64, value: Float64, holds: UInt64, row: int, out: Float64) -> None:
    """In each group, how many hold a cycle and how many do not, with the sum of each one's values.

    Args:
        bounds, order, value, holds, row: see matched_middles; the order in a group is free.
        out: gets, for each group: holders, others, sum of the holders, sum of the others.
    """
    bit = np.uint64(1) << np.uint64(row)
    out[:] = 0.0
    for group in range(len(bounds) - 1):
        for at in range(bounds[group], bounds[group + 1]):
            side = 0 if (holds[order[at]] & bit) != 0 else 1
            out[group, side] += 1
            out[group, 2 + side] += value[order[at]]
