"""Funnels in strict order, where no event matches two steps, no step is optional and nothing is excluded.

No other event of the unit may lie between two steps, so at any event at most one attempt is running: the one
whose last step is the event right before.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.kernels import compiled
from journeymine.walk.kernels.funnel_looked import (
    Found,
    Looked,
    Rules,
    UInt8,
    batch_end,
    gather,
    most_rows,
    write_times,
)
from journeymine.walk.paths import Int64


@compiled
def walk_strict(looked: Looked, rules: Rules, low: int, high: int, found: Found) -> int:
    """Depths of units low to high, and the attempt of each that enters, where it is asked for.

    Args:
        looked: what is looked at; the kind of a code is the number of the step that it matches, from 1.
        rules: the funnel's options.
        low, high: first unit, and the one behind the last.
        found: gets depths, and attempts where its arrays hold any.

    Returns:
        How many attempts were written.
    """
    # not the literal 0, for which the loops that are given it would be compiled once more
    size, written = found.rows.shape[1], int(np.int64(0))
    runs = np.empty((high - low, size + 1), np.int64)
    best = np.empty((high - low, size), np.int64)
    most = most_rows(looked.first, looked.end, low, high) + 1
    row_of, number = np.empty(most, np.int64), np.empty(most, np.uint8)
    bounds = np.empty(high - low + 1, np.int64)
    while low < high:
        stop = batch_end(looked.first, low, high)
        gather(looked, low, stop, row_of, number, bounds)
        _find_runs(looked, rules, low, stop, row_of, number, bounds, found, best, runs)
        if len(found.unit) > 0:
            end = _write_rows(looked, rules, low, stop, found, best, runs, written)
            write_times(looked.times, found, written, end)
            written = end
        low = stop
    return written


@compiled
def _find_runs(
    looked: Looked,
    rules: Rules,
    low: int,
    high: int,
    row_of: Int64,
    number: UInt8,
    bounds: Int64,
    found: Found,
    best: NDArray[np.int64],
    runs: NDArray[np.int64],
) -> None:
    """The depth of each unit, the rows of its best attempt, and the attempt that its last step event leaves
    running.

    Args:
        looked, rules, low, high: as above.
        row_of, number: of each event of the units that matches a step.
        bounds: first event of each unit, and the one behind the last.
        found: gets depths.
        best: gets the rows of the steps, shape (units, steps).
        runs: gets the rows of the last attempt, and behind them its last step, from 0; -1: there is none.
    """
    times, codes, of_event, is_past = looked.times, looked.codes, looked.of_event, looked.is_past
    held_codes, held_of_code, is_held = looked.held_codes, looked.held_of_code, len(looked.held_codes) > 0
    within, window, is_first_only, depths = rules.within, rules.window, rules.is_first_only, found.depth
    size, is_shared = len(within), len(of_event) > 0
    for unit in range(low, high):
        own, depth, step, key = unit - low, 0, -1, -1
        for event in range(bounds[own], bounds[own + 1]):
            row, here, is_next = row_of[event], int(number[event]), False
            if depth == size:
                break
            if here == 1 and is_first_only and depth > 0:
                step = -1
                break
            if step >= 0 and here == step + 2:
                onward = runs[own, step] + 1
                while is_past[codes[onward]] or (is_shared and of_event[onward] != unit):
                    onward += 1
                is_next = onward == row and times[row] - times[runs[own, 0]] <= window
                is_next = is_next and times[row] - times[runs[own, step]] <= within[step + 1]
            if is_next and is_held:
                is_next = key >= 0 and held_codes[row] >= 0 and held_of_code[held_codes[row]] == key
            if here == 1 and is_held:
                key = -1 if held_codes[row] < 0 else held_of_code[held_codes[row]]
            step = 0 if here == 1 else (step + 1 if is_next else -1)
            runs[own, max(step, 0)] = row
            if step >= depth:
                depth = step + 1
                for place in range(depth):
                    best[own, place] = runs[own, place]
        depths[unit] = depth
        runs[own, size] = -1 if is_held and key < 0 else step


@compiled
def _write_rows(
    looked: Looked,
    rules: Rules,
    low: int,
    high: int,
    found: Found,
    best: NDArray[np.int64],
    runs: NDArray[np.int64],
    written: int,
) -> int:
    """Write each unit's best attempt, and the start of the one that may still lead on; how many are written
    then.
    """
    times, codes, of_event, is_past = looked.times, looked.codes, looked.of_event, looked.is_past
    last, until, is_shared = looked.end, looked.until, len(looked.of_event) > 0
    depths, unit_of, rows, open_row = found.depth, found.unit, found.rows, found.open_row
    size = rows.shape[1]
    for unit in range(low, high):
        own, depth = unit - low, depths[unit]
        if depth == 0:
            continue
        unit_of[written], open_row[written] = unit, -1
        for place in range(size):
            rows[written, place] = best[own, place] if place < depth else -1
        step, end = runs[own, size], last[unit]
        if step >= 0 and depth < size:
            row = runs[own, step] + 1
            while row < end and (is_past[codes[row]] or (is_shared and of_event[row] != unit)):
                row += 1
            deadline = min(
                times[runs[own, 0]] + rules.window, times[runs[own, step]] + rules.within[step + 1]
            )
            if (row == end or times[row] >= until) and deadline >= rules.as_of:
                open_row[written] = runs[own, 0]
        written += 1
    return written
