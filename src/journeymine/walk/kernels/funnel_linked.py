"""Funnels in order with every option: each attempt by itself, as SEMANTICS 8 says it.

A batch of units is taken at a time, for calls are dear: first the events that matter, then the hops between
them (funnel_hops.py), then the attempts, which are a few hops each. However many starts a unit has, its
events are gone over once.
"""

from __future__ import annotations

import numpy as np

from journeymine.walk.kernels import compiled
from journeymine.walk.kernels.funnel_hops import (
    EXCLUDED,
    NOTHING,
    lay_hops,
    lay_simple_hops,
    lay_strict_hops,
)
from journeymine.walk.kernels.funnel_looked import (
    Events,
    Found,
    Looked,
    Rules,
    batch_end,
    gather,
    most_rows,
    write_times,
)


@compiled
def walk_linked(looked: Looked, rules: Rules, is_strict: bool, low: int, high: int, found: Found) -> int:  # noqa: FBT001
    """Depths of units low to high, and their attempts, where they are asked for.

    Args:
        looked: what is looked at.
        rules: the funnel's options.
        is_strict: whether no other event may lie between two steps; then hops lead to the very next event
            only.
        low, high: first unit, and the one behind the last.
        found: gets depths, and attempts where its arrays hold any; where each attempt counts they must.

    Returns:
        How many attempts were written.
    """
    size = len(rules.within)
    most = most_rows(looked.first, looked.end, low, high)
    events = Events(
        np.empty(most + 1, np.int64),
        np.empty(most + 1, np.uint8),
        np.empty(high - low + 1, np.int64),
        np.empty(most * size, np.int32),
        np.empty(most * size, np.int8),
    )
    # not the literal 0, for which the loops that are given it would be compiled once more
    written, is_simple = int(np.int64(0)), _is_simple(looked, rules)
    while low < high:
        stop = batch_end(looked.first, low, high)
        gather(looked, low, stop, events.row, events.kind, events.bounds)
        if is_strict:
            lay_strict_hops(looked, rules, low, stop, events)
        elif is_simple:
            lay_simple_hops(looked, rules, low, stop, events)
        else:
            lay_hops(looked, rules, low, stop, events)
        begin = written
        if rules.is_each:
            written = _each(looked, rules, is_strict, low, stop, events, found, written)
        else:
            written = _best(looked, rules, is_strict, low, stop, events, found, written)
        if len(found.unit) > 0:
            write_times(looked.times, found, begin, written)
        low = stop
    return written


@compiled
def _is_simple(looked: Looked, rules: Rules) -> bool:
    """Whether no event matches two steps, no step is optional and nothing is excluded."""
    overlaps = np.any(looked.steps_of_kind & (looked.steps_of_kind - 1))
    return not overlaps and len(rules.after) == 0 and not np.any(rules.is_optional)


@compiled
def _best(
    looked: Looked,
    rules: Rules,
    is_strict: bool,  # noqa: FBT001
    low: int,
    high: int,
    events: Events,
    found: Found,
    written: int,
) -> int:
    """Find the earliest of each unit's furthest attempts, and write it where asked; how many are written
    then.
    """
    times, codes, of_event, is_past = looked.times, looked.codes, looked.of_event, looked.is_past
    last, until, is_shared, steps_of_kind = looked.end, looked.until, len(of_event) > 0, looked.steps_of_kind
    held_codes, held_of_code, is_held = looked.held_codes, looked.held_of_code, len(looked.held_codes) > 0
    row_of, kind_of, bounds, to, reached = events.row, events.kind, events.bounds, events.to, events.reached
    depths, unit_of, rows, open_row = found.depth, found.unit, found.rows, found.open_row
    patience, window, as_of, size = rules.patience, rules.window, rules.as_of, len(rules.within)
    is_out = rules.is_out and len(rules.after) > 0
    for unit in range(low, high):
        depth, best, open_start, stop = 0, 0, -1, bounds[unit - low + 1]
        for start in range(bounds[unit - low], stop):
            if not steps_of_kind[kind_of[start]] & 1:
                continue
            event, step, begun, further = start, 0, times[row_of[start]], NOTHING
            if size > 1 and to[start * size] < 0 and depth > 0 and begun + window < as_of:
                continue
            while step < size - 1:
                hop, further = int(to[event * size + step]), int(reached[event * size + step])
                if hop < 0 or times[row_of[hop]] - begun > window:
                    further = NOTHING
                    break
                if further == EXCLUDED:
                    break
                event, step = hop, further
            if further == EXCLUDED and is_out:
                depth = -1
                break
            if step >= depth:
                depth, best = step + 1, start
            is_open = open_start < 0 and begun + window >= as_of and further != EXCLUDED
            if is_open and is_held:
                code = held_codes[row_of[start]]
                is_open = code >= 0 and held_of_code[code] >= 0
            if is_open:
                row, end = row_of[event] + 1, last[unit] if is_strict else 0
                while row < end and (is_past[codes[row]] or (is_shared and of_event[row] != unit)):
                    row += 1
                is_last = row >= end or times[row] >= until
                if is_last and times[row_of[event]] + patience[step] >= as_of:
                    open_start = start
            if rules.is_first_only or (depth == size and not is_out):
                break
        depths[unit] = depth
        if depth > 0 and len(unit_of) > 0:
            is_open = open_start >= 0 and depth <= rules.needed
            unit_of[written], open_row[written] = unit, row_of[open_start] if is_open else -1
            for step in range(size):
                rows[written, step] = -1
            event, step, rows[written, 0] = best, 0, row_of[best]
            while step < depth - 1:
                event, step = int(to[event * size + step]), int(reached[event * size + step])
                rows[written, step] = row_of[event]
            written += 1
    return written


@compiled
def _each(
    looked: Looked,
    rules: Rules,
    is_strict: bool,  # noqa: FBT001
    low: int,
    high: int,
    events: Events,
    found: Found,
    written: int,
) -> int:
    """Write each unit's attempts one after the other; how many are written then."""
    times, codes, of_event, is_past = looked.times, looked.codes, looked.of_event, looked.is_past
    last, until, is_shared, steps_of_kind = looked.end, looked.until, len(of_event) > 0, looked.steps_of_kind
    held_codes, held_of_code, is_held = looked.held_codes, looked.held_of_code, len(looked.held_codes) > 0
    row_of, kind_of, bounds, to, reached = events.row, events.kind, events.bounds, events.to, events.reached
    depths, unit_of, rows, open_row = found.depth, found.unit, found.rows, found.open_row
    patience, window, as_of, size = rules.patience, rules.window, rules.as_of, len(rules.within)
    for unit in range(low, high):
        begin, start, stop, depth = written, bounds[unit - low], bounds[unit - low + 1], 0
        while start < stop:
            if not steps_of_kind[kind_of[start]] & 1:
                start += 1
                continue
            event, step, begun, further = start, 0, times[row_of[start]], NOTHING
            for other in range(size):
                rows[written, other] = -1
            rows[written, 0] = row_of[start]
            while step < size - 1:
                hop, further = int(to[event * size + step]), int(reached[event * size + step])
                if hop < 0 or times[row_of[hop]] - begun > window:
                    further = NOTHING
                    break
                event = hop
                if further == EXCLUDED:
                    break
                step = further
                rows[written, step] = row_of[event]
            if further == EXCLUDED and rules.is_out:
                written, depth = begin, -1
                break
            depth, unit_of[written] = max(depth, step + 1), unit
            deadline = min(begun + window, times[row_of[event]] + patience[step])
            row, end = row_of[event] + 1, last[unit] if is_strict else 0
            while row < end and (is_past[codes[row]] or (is_shared and of_event[row] != unit)):
                row += 1
            is_last = row >= end or times[row] >= until
            is_open = is_last and step < rules.needed and further != EXCLUDED and deadline >= as_of
            if is_open and is_held:
                code = held_codes[row_of[start]]
                is_open = code >= 0 and held_of_code[code] >= 0
            open_row[written] = row_of[start] if is_open else -1
            written += 1
            if rules.is_first_only:
                break
            start = event + 1
            is_running = not is_strict and step < size - 1 and further != EXCLUDED
            while start < stop and is_running and times[row_of[start]] <= deadline:
                start += 1
        depths[unit] = depth
    return written
