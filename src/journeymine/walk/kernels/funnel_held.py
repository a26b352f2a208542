"""Funnels in order with held values, where no event matches two steps: by one look at each event.

As in funnel_plain.py, but the latest starts are kept for each held value by itself. The earliest start that
leads as far is looked for among the values that come as far: from the first start of the value that is still
in time.
"""

from __future__ import annotations

import numpy as np

from journeymine.walk.kernels import compiled
from journeymine.walk.kernels.funnel_hops import MOST_DIRECT, slots_for
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
from journeymine.walk.paths import Int32, Int64


@compiled
def walk_held(
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
    row_of, number, key = np.empty(most, np.int64), np.empty(most, np.uint8), np.empty(most, np.int32)
    bounds, best = np.empty(high - low + 1, np.int64), np.empty(high - low, np.int64)
    slots = slots_for(looked.held_of_code, most)
    slot_key, slot_unit = np.empty(slots, np.int32), np.full(slots, -1, np.int32)
    latest, earliest = np.empty(slots * found.rows.shape[1], np.int64), np.empty(slots, np.int64)
    # not the literal 0, for which the loops that are given it would be compiled once more
    written = int(np.int64(0))
    while low < high:
        stop = batch_end(looked.first, low, high)
        gather(looked, low, stop, row_of, number, bounds)
        _read(looked, bounds[stop - low], row_of, key)
        _find_depths(
            looked,
            window,
            is_first_only,
            low,
            stop,
            row_of,
            number,
            key,
            bounds,
            found,
            best,
            slot_key,
            slot_unit,
            latest,
            earliest,
        )
        if len(found.unit) > 0:
            end = _write_rows(low, stop, row_of, number, key, best, found, written)
            least = as_of - window
            _find_open(
                looked, is_first_only, least, low, row_of, number, key, bounds, best, found, written, end
            )
            write_times(looked.times, found, written, end)
            written = end
        low = stop
    return written


@compiled
def _read(looked: Looked, count: int, row_of: Int64, key: Int32) -> None:
    """The held value of each event; -1: unknown."""
    held_codes, held_of_code = looked.held_codes, looked.held_of_code
    for event in range(count):
        code = held_codes[row_of[event]]
        key[event] = -1 if code < 0 else held_of_code[code]


@compiled
def _find_depths(
    looked: Looked,
    window: int,
    is_first_only: bool,  # noqa: FBT001
    low: int,
    high: int,
    row_of: Int64,
    number: UInt8,
    key: Int32,
    bounds: Int64,
    found: Found,
    best: Int64,
    slot_key: Int32,
    slot_unit: Int32,
    latest: Int64,
    earliest: Int64,
) -> None:
    """The depth of each unit, and the earliest event from which it is reached.

    Args:
        looked, window, is_first_only, low, high: as above.
        row_of, number, key: of each event of the units.
        bounds: first event of each unit, and the one behind the last.
        found: gets depths.
        best: gets the events, from the first unit on.
        slot_key, slot_unit: of each slot, the held value and unit that it is for.
        latest: of each slot and step, the latest start that got there.
        earliest: of each slot, the first start that is still in time.
    """
    times, depths, size, wants_rows = looked.times, found.depth, found.rows.shape[1], len(found.unit) > 0
    slots, is_direct = len(slot_unit), len(looked.held_of_code) <= MOST_DIRECT
    for unit in range(low, high):
        begin, stop, used = bounds[unit - low], bounds[unit - low + 1], slots
        while not is_direct and used > 1 and used >= 4 * (stop - begin):
            used //= 2
        depth, first = 0, begin
        for event in range(begin, stop):
            step, own, time = int(number[event]) - 1, int(key[event]), times[row_of[event]]
            if step == 0 and depth == 0:
                depth, first = 1, event
            elif step == 0 and is_first_only:
                continue
            if own < 0:
                continue
            slot = own if is_direct else (own * 0x9E3779B1 >> 7) & (used - 1)
            while not is_direct and slot_unit[slot] == unit and slot_key[slot] != own:
                slot = (slot + 1) & (used - 1)
            base = slot * size
            if step == 0:
                if slot_unit[slot] != unit:
                    slot_unit[slot], slot_key[slot], earliest[slot] = unit, own, event
                    for other in range(size):
                        latest[base + other] = NEVER
                latest[base] = time
                continue
            if slot_unit[slot] != unit or latest[base + step - 1] < time - window:
                continue
            latest[base + step] = latest[base + step - 1]
            if step + 1 > depth or (step + 1 == depth and earliest[slot] < first):
                at = earliest[slot]
                while number[at] != 1 or key[at] != own or times[row_of[at]] < time - window:
                    at += 1
                first = at if step + 1 > depth else min(first, at)
                depth, earliest[slot] = step + 1, at
            if depth == size and (not wants_rows or time - window > times[row_of[first]]):
                break
        depths[unit] = depth
        best[unit - low] = first


@compiled
def _write_rows(
    low: int, high: int, row_of: Int64, number: UInt8, key: Int32, best: Int64, found: Found, written: int
) -> int:
    """The row of each step of the earliest start that leads to each unit's depth.

    Args:
        low, high, row_of, number, key, best: as above.
        found: has depths, gets units and rows.
        written: how many attempts were written before.

    Returns:
        How many are written now.
    """
    depths, unit_of, rows, size = found.depth, found.unit, found.rows, found.rows.shape[1]
    for unit in range(low, high):
        depth, event = depths[unit], best[unit - low]
        if depth == 0:
            continue
        own, reached = key[event], 0
        while reached < depth:
            if number[event] == reached + 1 and key[event] == own:
                rows[written, reached] = row_of[event]
                reached += 1
            event += 1
        for step in range(depth, size):
            rows[written, step] = -1
        unit_of[written] = unit
        written += 1
    return written


@compiled
def _find_open(
    looked: Looked,
    is_first_only: bool,  # noqa: FBT001
    least: int,
    low: int,
    row_of: Int64,
    number: UInt8,
    key: Int32,
    bounds: Int64,
    best: Int64,
    found: Found,
    begin: int,
    end: int,
) -> None:
    """The earliest start of each attempt's unit at an instant or later whose value is known, where it did not
    convert.

    Args:
        looked, is_first_only, low, row_of, number, key, bounds, best: as above.
        least: the instant, microseconds.
        found: has units and rows, gets open_row.
        begin, end: first attempt, and the one behind the last.
    """
    times, unit_of, rows, open_row = looked.times, found.unit, found.rows, found.open_row
    size = rows.shape[1]
    for attempt in range(begin, end):
        unit, earliest = unit_of[attempt], -1
        event, lowest = bounds[unit - low + 1] - 1, bounds[unit - low]
        if is_first_only:
            event, lowest = best[unit - low], best[unit - low]
        while rows[attempt, size - 1] < 0 and event >= lowest and times[row_of[event]] >= least:
            if number[event] == 1 and key[event] >= 0:
                earliest = row_of[event]
            event -= 1
        open_row[attempt] = earliest
