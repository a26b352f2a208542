"""Funnels in order, where no event matches two steps: the best start of each unit, by one look at each event.

For each step the latest start that got there is kept, for a later start leaves more of the window. The first
event at which a unit's greatest depth is reached tells the earliest start that leads as far: the first one
that still has this event inside its window.
"""

from __future__ import annotations

import numpy as np

from journeymine.walk.kernels import compiled
from journeymine.walk.kernels.funnel_looked import (
    NEVER,
    Found,
    Looked,
    UInt8,
    batch_end,
    gather,
    most_rows,
    write_times,
)
from journeymine.walk.paths import Int64


@compiled
def walk_plain(
    looked: Looked,
    window: int,
    is_first_only: bool,  # noqa: FBT001
    as_of: int,
    low: int,
    high: int,
    found: Found,
) -> int:
    """Depths of units low to high, and the attempt of each that enters, where it is asked for.

    Args:
        looked: what is looked at; the kind of a code is the number of the step that it matches, from 1.
        window: longest time from the start, microseconds.
        is_first_only: whether only a unit's first event of the first step may start.
        as_of: the instant at which open and lost are told apart.
        low, high: first unit, and the one behind the last.
        found: gets depths, and attempts where its arrays hold any.

    Returns:
        How many attempts were written.
    """
    most = most_rows(looked.first, looked.end, low, high) + 1
    row_of, number = np.empty(most, np.int64), np.empty(most, np.uint8)
    bounds = np.empty(high - low + 1, np.int64)
    entered, reached = np.empty(high - low, np.int64), np.empty(high - low, np.int64)
    # not the literal 0, for which the loops that are given it would be compiled once more
    written = int(np.int64(0))
    while low < high:
        stop = batch_end(looked.first, low, high)
        gather(looked, low, stop, row_of, number, bounds)
        events = (looked.times, row_of, number)
        _find_depths(*events, bounds, window, is_first_only, low, stop, found, entered, reached)
        if len(found.unit) > 0:
            end = _write_rows(*events, window, low, stop, found, entered, reached, written)
            _find_open(*events, bounds, is_first_only, as_of - window, low, entered, found, written, end)
            write_times(looked.times, found, written, end)
            written = end
        low = stop
    return written


@compiled
def _find_depths(
    times: Int64,
    row_of: Int64,
    number: UInt8,
    bounds: Int64,
    window: int,
    is_first_only: bool,  # noqa: FBT001
    low: int,
    high: int,
    found: Found,
    entered: Int64,
    reached: Int64,
) -> None:
    """The depth of each unit, its first start, and the event at which its depth is first reached.

    Args:
        times: as in Paths.
        row_of, number: of each event of the units that matches a step.
        bounds: first event of each unit, and the one behind the last.
        window, is_first_only, low, high: as above.
        found: gets depths.
        entered, reached: get the events, from the first unit on.
    """
    depths, size = found.depth, found.rows.shape[1]
    latest = np.empty(size + 1, np.int64)
    for unit in range(low, high):
        depth, first, last = 0, 0, 0
        event, stop = bounds[unit - low], bounds[unit - low + 1]
        while event < stop and depth < size:
            time, step = times[row_of[event]], int(number[event]) - 1
            latest[0] = NEVER if is_first_only and depth > 0 else time
            # what lies behind the depth is another unit's
            is_reached = step <= depth and latest[step] >= time - window
            latest[step + 1] = latest[step] if is_reached else latest[step + 1]
            is_further = is_reached and step >= depth
            first = event if is_further and step == 0 else first
            last = event if is_further else last
            depth = step + 1 if is_further else depth
            event += 1
        depths[unit], entered[unit - low], reached[unit - low] = depth, first, last


@compiled
def _write_rows(
    times: Int64,
    row_of: Int64,
    number: UInt8,
    window: int,
    low: int,
    high: int,
    found: Found,
    entered: Int64,
    reached: Int64,
    written: int,
) -> int:
    """The row of each step of the earliest start that leads to each unit's depth.

    Args:
        times, row_of, number, window, low, high: as above.
        found: has depths, gets units and rows.
        entered, reached: what _find_depths gave.
        written: how many attempts were written before.

    Returns:
        How many are written now.
    """
    depths, unit_of, rows, size = found.depth, found.unit, found.rows, found.rows.shape[1]
    for unit in range(low, high):
        depth, event = depths[unit], entered[unit - low]
        if depth == 0:
            continue
        least, step = times[row_of[reached[unit - low]]] - window, 0
        while times[row_of[event]] < least:
            event += 1
        while step < depth:
            rows[written, step] = row_of[event]
            step += number[event] == step + 1
            event += 1
        for missed in range(depth, size):
            rows[written, missed] = -1
        unit_of[written] = unit
        written += 1
    return written


@compiled
def _find_open(
    times: Int64,
    row_of: Int64,
    number: UInt8,
    bounds: Int64,
    is_first_only: bool,  # noqa: FBT001
    least: int,
    low: int,
    entered: Int64,
    found: Found,
    begin: int,
    end: int,
) -> None:
    """The earliest start of each attempt's unit at an instant or later, where the unit did not convert.

    Args:
        times, row_of, number, bounds, is_first_only, low, entered: as above.
        least: the instant, microseconds.
        found: has units and rows, gets open_row.
        begin, end: first attempt, and the one behind the last.
    """
    unit_of, rows, open_row, size = found.unit, found.rows, found.open_row, found.rows.shape[1]
    for attempt in range(begin, end):
        unit, earliest = unit_of[attempt], -1
        event, lowest = bounds[unit - low + 1] - 1, bounds[unit - low]
        if is_first_only:
            event = lowest = entered[unit - low]
        while rows[attempt, size - 1] < 0 and event >= lowest and times[row_of[event]] >= least:
            if number[event] == 1:
                earliest = row_of[event]
            event -= 1
        open_row[attempt] = earliest
