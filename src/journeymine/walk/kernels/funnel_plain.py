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
    NO_LIMIT,
    Found,
    Looked,
    UInt8,
    batch_end,
    span_of,
)
from journeymine.walk.paths import Int64

BLOCK = 128
"""Events looked at before a unit may be left."""


@compiled
def walk_plain(
    looked: Looked,
    number_of_code: UInt8,
    window: int,
    is_first_only: bool,  # noqa: FBT001
    as_of: int,
    low: int,
    high: int,
    found: Found,
) -> int:
    """Depths of units low to high, and the attempt of each that enters, where it is asked for.

    Args:
        looked: what is looked at.
        number_of_code: number of the step that each code matches, from 1; 0 for none.
        window: longest time from the start, microseconds.
        is_first_only: whether only a unit's first event of the first step may start.
        as_of: the instant at which open and lost are told apart.
        low, high: first unit, and the one behind the last.
        found: gets depths, and attempts where its arrays hold any.

    Returns:
        How many attempts were written.
    """
    entered_at, reached_at = np.empty(high - low, np.int64), np.empty(high - low, np.int64)
    # not the literal 0, for which the loops that are given it would be compiled once more
    written = int(np.int64(0))
    while low < high:
        stop = batch_end(looked.first, low, high)
        _find_depths(looked, number_of_code, window, is_first_only, low, stop, found, entered_at, reached_at)
        if len(found.unit) > 0:
            end = _write_rows(
                looked, number_of_code, window, low, stop, found, entered_at, reached_at, written
            )
            _find_open(looked, number_of_code, is_first_only, as_of - window, found, written, end)
            written = end
        low = stop
    return written


@compiled
def _find_depths(
    looked: Looked,
    number_of_code: UInt8,
    window: int,
    is_first_only: bool,  # noqa: FBT001
    low: int,
    high: int,
    found: Found,
    entered_at: Int64,
    reached_at: Int64,
) -> None:
    """The depth of each unit, the row of its first start, and the row at which its depth is first reached.

    Args:
        looked, number_of_code, window, is_first_only, low, high: as above.
        found: gets depths.
        entered_at, reached_at: get the rows, from the first unit on.
    """
    times, codes, of_event, is_in = looked.times, looked.codes, looked.of_event, looked.is_in
    first, last, since, until = looked.first, looked.end, looked.since, looked.until
    depths, size, is_shared = found.depth, found.rows.shape[1], len(of_event) > 0
    row_of, latest = np.empty(BLOCK + 1, np.int64), np.empty(size + 1, np.int64)
    is_cut = since > NEVER or until < NO_LIMIT
    for unit in range(low, high):
        depth, reached, entered = 0, 0, 0
        begin, end = first[unit], last[unit]
        if is_cut:
            begin, end = span_of(times, begin, end, since, until)
        if len(is_in) > 0 and not is_in[unit]:
            end = begin
        for step in range(size + 1):
            latest[step] = NEVER
        while begin < end and depth < size:
            stop = min(end, begin + BLOCK)
            hits = 0
            for row in range(begin, stop):
                row_of[hits] = row
                hits += number_of_code[codes[row]] != 0
            for hit in range(hits):
                if is_shared and of_event[row_of[hit]] != unit:
                    continue
                row = row_of[hit]
                step = number_of_code[codes[row]] - 1
                latest[0] = NEVER if is_first_only and depth > 0 else times[row]
                is_reached = latest[step] >= times[row] - window
                latest[step + 1] = latest[step] if is_reached else latest[step + 1]
                is_further = is_reached and step >= depth
                entered = row if is_further and step == 0 else entered
                reached = row if is_further else reached
                depth = step + 1 if is_further else depth
            begin = stop
        depths[unit] = depth
        entered_at[unit - low] = entered
        reached_at[unit - low] = reached


@compiled
def _write_rows(
    looked: Looked,
    number_of_code: UInt8,
    window: int,
    low: int,
    high: int,
    found: Found,
    entered_at: Int64,
    reached_at: Int64,
    written: int,
) -> int:
    """The row and instant of each step of the earliest start that leads to each unit's depth.

    Args:
        looked, number_of_code, window, low, high: as above.
        found: has depths, gets units and rows.
        entered_at, reached_at: what _find_depths gave.
        written: how many attempts were written before.

    Returns:
        How many are written now.
    """
    times, codes, of_event = looked.times, looked.codes, looked.of_event
    depths, unit_of, rows, instants = found.depth, found.unit, found.rows, found.times
    is_shared, size = len(of_event) > 0, found.rows.shape[1]
    for unit in range(low, high):
        depth = depths[unit]
        if depth == 0:
            continue
        row = entered_at[unit - low]
        least = times[reached_at[unit - low]] - window
        while times[row] < least:
            row += 1
        number = 1
        while number <= depth:
            if number_of_code[codes[row]] == number and not (is_shared and of_event[row] != unit):
                rows[written, number - 1] = row
                instants[written, number - 1] = times[row]
                number += 1
            row += 1
        for step in range(depth, size):
            rows[written, step] = -1
            instants[written, step] = 0
        unit_of[written] = unit
        written += 1
    return written


@compiled
def _find_open(
    looked: Looked,
    number_of_code: UInt8,
    is_first_only: bool,  # noqa: FBT001
    least: int,
    found: Found,
    low: int,
    high: int,  # noqa: FBT001
) -> None:
    """The earliest start of each attempt's unit at an instant or later, where the unit did not convert.

    Args:
        looked, number_of_code, is_first_only: as above.
        least: the instant, microseconds.
        found: has units and rows, gets open_row.
        low, high: first attempt, and the one behind the last.
    """
    times, codes, of_event = looked.times, looked.codes, looked.of_event
    first, last, least, until = looked.first, looked.end, max(least, looked.since), looked.until
    unit_of, rows, open_row, size = found.unit, found.rows, found.open_row, found.rows.shape[1]
    is_shared = len(of_event) > 0
    for attempt in range(low, high):
        unit, start, earliest = unit_of[attempt], rows[attempt, 0], -1
        row = last[unit] - 1
        if rows[attempt, size - 1] >= 0:
            row = -1
        elif is_first_only:
            earliest = start if times[start] >= least else -1
            row = -1
        while row >= first[unit] and times[row] >= least:
            is_start = number_of_code[codes[row]] == 1 and times[row] < until
            if is_start and not (is_shared and of_event[row] != unit):
                earliest = row
            row -= 1
        open_row[attempt] = earliest
