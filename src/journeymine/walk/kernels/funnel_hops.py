"""Hops of a funnel: from an event that reached a step to the event that goes on with the attempt or ends it.

What comes next after an event has reached a step does not depend on where the attempt began, but for the
window and the held value. So hops are laid once for a unit's events, from the last to the first.

The steps that may come next are each optional one up to the first that is not, and that one; the event takes
the first of them that it matches. The event that reaches an exclusion's later step is not between; what comes
when no next step can be in time any more does not count.
"""

from __future__ import annotations

import numpy as np

from journeymine.walk.kernels import compiled
from journeymine.walk.kernels.funnel_looked import NO_LIMIT, Events, Looked, Rules, step_range
from journeymine.walk.paths import Int32

NOTHING = -1
"""No hop: nothing but time ends the attempt here, or in strict order the next event."""

EXCLUDED = -2
"""The hop leads to an excluded event."""

MOST_DIRECT = 1 << 16
"""Held values that have a slot of their own each; more of them share slots from unit to unit."""


@compiled
def lay_simple_hops(looked: Looked, rules: Rules, low: int, high: int, events: Events) -> None:
    """Lay hops where no event matches two steps, no step is optional and nothing is excluded.

    Args:
        looked: what is looked at.
        rules: the funnel's options.
        low, high: first unit, and the one behind the last.
        events: has the units' events, gets the hops.
    """
    times, held_codes, held_of_code, within = (
        looked.times,
        looked.held_codes,
        looked.held_of_code,
        rules.within,
    )
    row_of, kind_of, bounds, to, reached = events.row, events.kind, events.bounds, events.to, events.reached
    lowest, _ = step_range(looked.steps_of_kind)
    size, is_held = len(within), len(held_codes) > 0
    slots = slots_for(held_of_code, len(kind_of))
    slot_key, slot_unit = np.empty(slots, np.int32), np.full(slots, -1, np.int32)
    near = np.empty(slots * (size + 1), np.int32)
    is_direct = len(held_of_code) <= MOST_DIRECT
    for unit in range(low, high):
        begin, stop = bounds[unit - low], bounds[unit - low + 1]
        used = slots
        while not is_direct and used > 1 and used >= 4 * (stop - begin):
            used //= 2
        for step in range(size + 1):
            near[step] = NOTHING
        for event in range(stop - 1, begin - 1, -1):
            row, step, slot, is_known, key = row_of[event], lowest[kind_of[event]], 0, True, 0
            if is_held:
                key = -1 if held_codes[row] < 0 else int(held_of_code[held_codes[row]])
                slot = max(key, 0) if is_direct else (key * 0x9E3779B1 >> 7) & (used - 1)
                while not is_direct and slot_unit[slot] == unit and slot_key[slot] != key:
                    slot = (slot + 1) & (used - 1)
                is_known = key >= 0 and slot_unit[slot] == unit
            base = slot * (size + 1)
            at = near[base + step + 1] if is_known else NOTHING
            if at >= 0 and within[step + 1] < NO_LIMIT and times[row_of[at]] - times[row] > within[step + 1]:
                at = NOTHING
            to[event * size + step] = at
            reached[event * size + step] = step + 1
            if step > 0 and key >= 0:
                if not is_known:
                    slot_unit[slot], slot_key[slot] = unit, key
                    for other in range(size + 1):
                        near[base + other] = NOTHING
                near[base + step] = event


@compiled
def slots_for(held_of_code: Int32, events: int) -> int:
    """How many slots the held values of a unit of so many events need: a power of two."""
    slots, values = 1, len(held_of_code)
    while slots < (values if values <= MOST_DIRECT else 2 * events):
        slots *= 2
    return slots


@compiled
def lay_strict_hops(looked: Looked, rules: Rules, low: int, high: int, events: Events) -> None:
    """Lay hops to the very next event, where it goes on with the attempt or is excluded.

    Args:
        looked: what is looked at.
        rules: the funnel's options.
        low, high: first unit, and the one behind the last.
        events: has the units' events, gets the hops.
    """
    times, held_codes, held_of_code = looked.times, looked.held_codes, looked.held_of_code
    codes, of_event, is_past, is_shared = (
        looked.codes,
        looked.of_event,
        looked.is_past,
        len(looked.of_event) > 0,
    )
    steps_of_kind, bars_of_kind = looked.steps_of_kind, looked.bars_of_kind
    within, is_optional, patience, size = rules.within, rules.is_optional, rules.patience, len(rules.within)
    after, before = rules.after, rules.before
    row_of, kind_of, bounds, to, reached = events.row, events.kind, events.bounds, events.to, events.reached
    lowest, highest = step_range(steps_of_kind)
    for unit in range(low, high):
        stop = bounds[unit - low + 1]
        for event in range(bounds[unit - low], stop):
            kind, row, onward = kind_of[event], row_of[event], -1
            if event + 1 < stop:
                onward = row + 1
                while is_past[codes[onward]] or (is_shared and of_event[onward] != unit):
                    onward += 1
                onward = onward if onward == row_of[event + 1] else -1
            for step in range(lowest[kind], min(highest[kind] + 1, size - 1)):
                further = NOTHING
                gap = times[onward] - times[row]
                if onward >= 0 and gap <= patience[step]:
                    is_same = len(held_codes) == 0
                    if not is_same and held_codes[row] >= 0 and held_codes[onward] >= 0:
                        held = held_of_code[held_codes[row]]
                        is_same = held >= 0 and held == held_of_code[held_codes[onward]]
                    steps, bars = steps_of_kind[kind_of[event + 1]], bars_of_kind[kind_of[event + 1]]
                    for other in range(step + 1, size):
                        if is_same and (steps >> other) & 1 and gap <= within[other]:
                            further = other
                            break
                        if not is_optional[other]:
                            break
                    for bar in range(len(after)):
                        if (bars >> bar) & 1 and after[bar] <= step < before[bar] and further < before[bar]:
                            further = EXCLUDED
                to[event * size + step] = NOTHING if further == NOTHING else event + 1
                reached[event * size + step] = further


@compiled
def lay_hops(looked: Looked, rules: Rules, low: int, high: int, events: Events) -> None:
    """Lay hops, whatever is asked, but strict order.

    Args:
        looked: what is looked at.
        rules: the funnel's options.
        low, high: first unit, and the one behind the last.
        events: has the units' events, gets the hops.
    """
    times, held_codes, held_of_code = looked.times, looked.held_codes, looked.held_of_code
    steps_of_kind, bars_of_kind = looked.steps_of_kind, looked.bars_of_kind
    within, is_optional, patience, size = rules.within, rules.is_optional, rules.patience, len(rules.within)
    after, before = rules.after, rules.before
    row_of, kind_of, bounds, to, reached = events.row, events.kind, events.bounds, events.to, events.reached
    lowest, highest = step_range(steps_of_kind)
    is_held, is_direct = len(held_codes) > 0, len(held_of_code) <= MOST_DIRECT
    slots = slots_for(held_of_code, len(kind_of))
    slot_key, slot_unit = np.empty(slots, np.int32), np.full(slots, -1, np.int32)
    near = np.empty(slots * size, np.int32)
    bar_near = np.empty(len(after), np.int32)
    for unit in range(low, high):
        begin, stop = bounds[unit - low], bounds[unit - low + 1]
        used = slots
        while not is_direct and used > 1 and used >= 4 * (stop - begin):
            used //= 2
        for step in range(size):
            near[step] = NOTHING
        for bar in range(len(after)):
            bar_near[bar] = NOTHING
        for event in range(stop - 1, begin - 1, -1):
            kind, row, slot, is_known, key = kind_of[event], row_of[event], 0, True, 0
            if is_held:
                key = -1 if held_codes[row] < 0 else int(held_of_code[held_codes[row]])
                slot = max(key, 0) if is_direct else (key * 0x9E3779B1 >> 7) & (used - 1)
                while not is_direct and slot_unit[slot] == unit and slot_key[slot] != key:
                    slot = (slot + 1) & (used - 1)
                is_known = key >= 0 and slot_unit[slot] == unit
            steps, base, time = steps_of_kind[kind], slot * size, times[row]
            for step in range(lowest[kind], min(highest[kind] + 1, size - 1)):
                hop, further = NOTHING, NOTHING
                for other in range(step + 1, size):
                    at = near[base + other] if is_known else NOTHING
                    if at >= 0 and times[row_of[at]] - time <= within[other] and (hop < 0 or at < hop):
                        hop, further = at, other
                    if not is_optional[other]:
                        break
                for bar in range(len(after)):
                    at = bar_near[bar] if after[bar] <= step < before[bar] else NOTHING
                    is_between = hop < 0 or at < hop or (at == hop and further < before[bar])
                    if at >= 0 and is_between and times[row_of[at]] - time <= patience[step]:
                        hop, further = at, EXCLUDED
                to[event * size + step] = hop
                reached[event * size + step] = further
            for bar in range(len(after)):
                if (bars_of_kind[kind] >> bar) & 1:
                    bar_near[bar] = event
            if highest[kind] > 0 and key >= 0:
                if not is_known:
                    slot_unit[slot], slot_key[slot] = unit, key
                    for other in range(size):
                        near[base + other] = NOTHING
                for step in range(max(lowest[kind], 1), highest[kind] + 1):
                    if (steps >> step) & 1:
                        near[base + step] = event
