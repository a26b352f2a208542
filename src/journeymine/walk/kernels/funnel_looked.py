"""What the loops of funnels look at, and the events of a unit that matter to a funnel.

Every event is of a kind; a kind says which steps the event matches (bit k: step k) and which exclusions.
Events of kind 0 match nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Bool, Int8, Int32, Int64

NO_LIMIT = 1 << 60
"""Longer than any time between two events, microseconds."""

NEVER = -(1 << 62)
"""Before any event, and before any event less NO_LIMIT."""

KIND_BITS = 8
"""Bits of an event's kind beside its row."""

BATCH = 1 << 16
"""Rows that a loop goes over more than once while they are at hand."""

UInt8 = NDArray[np.uint8]


class Looked(NamedTuple):
    """Events as a funnel sees them.

    Attributes:
        first, end, of_event: as in Units.
        is_in: whether each unit is looked at; empty: all are.
        times: as in Paths.
        codes: of each event: its signature, or its kind.
        kind_of_code: what kind each code is; 0: it does not matter.
        is_past: whether each code is looked past in strict order, too; else it lies between two steps.
        steps_of_kind: the steps that a kind matches, a bit each.
        bars_of_kind: the exclusions that a kind matches, a bit each.
        held_codes: of each event; empty: nothing is held.
        held_of_code: the held value of each code; -1: unknown.
        since, until: events before the one and from the other on are looked past; NEVER and NO_LIMIT: none
            is.
    """

    first: Int64
    end: Int64
    of_event: Int32
    is_in: Bool
    times: Int64
    codes: NDArray[Any]
    kind_of_code: UInt8
    is_past: Bool
    steps_of_kind: Int64
    bars_of_kind: Int64
    held_codes: Int32
    held_of_code: Int32
    since: int
    until: int


class Found(NamedTuple):
    """Where a loop writes what it finds; the arrays of attempts are empty where nobody asks for them.

    Attributes:
        depth: of each unit; -1: an exclusion took it out.
        unit: of each attempt.
        rows: of each attempt, the row that reached each step; -1: it was missed.
        times: the instants of these rows; 0 where there is none.
        open_row: of each attempt, the row of the start that may still lead on; -1: there is none.
    """

    depth: Int8
    unit: Int32
    rows: NDArray[np.signedinteger]
    times: Int64
    open_row: NDArray[np.signedinteger]


class Rules(NamedTuple):
    """A funnel's options.

    Attributes:
        within: of each step, the longest time from the step before; NO_LIMIT: none.
        is_optional: of each step.
        patience: of each step, the longest time in which any step that may come next can be reached.
        needed: the last step that may not be missed, from 0.
        after, before: of each exclusion, the steps between which it counts, from 0.
        window: longest time from the start.
        is_first_only: whether only a unit's first event of the first step may start.
        is_each: whether each attempt counts, one after the other; else the best of a unit.
        is_out: whether an excluded event takes the unit out.
        as_of: the instant at which open and lost are told apart.
    """

    within: Int64
    is_optional: Bool
    patience: Int64
    needed: int
    after: Int64
    before: Int64
    window: int
    is_first_only: bool
    is_each: bool
    is_out: bool
    as_of: int


class Events(NamedTuple):
    """The events of a batch of units that matter, unit after unit; longer than need be.

    Attributes:
        row, kind: of each.
        bounds: first event of each unit of the batch, and the one behind the last.
        to, reached: of each event and step, one after the other: the event to which the hop leads, and the
            step that is reached there.
    """

    row: Int64
    kind: UInt8
    bounds: Int64
    to: Int32
    reached: Int8


@compiled
def first_from(times: Int64, low: int, high: int, least: int) -> int:
    """The first row of low to high whose time is `least` or later; `high` where there is none."""
    while low < high:
        middle = (low + high) // 2
        if times[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def span_of(times: Int64, low: int, high: int, since: int, until: int) -> tuple[int, int]:
    """The rows of low to high, in order of time, that are from `since` on and before `until`."""
    if since > NEVER:
        low = first_from(times, low, high, since)
    if until < NO_LIMIT:
        high = first_from(times, low, high, until)
    return low, high


@compiled
def step_range(steps_of_kind: Int64) -> tuple[Int64, Int64]:
    """The first and the last step that each kind matches; 0 and -1 for none."""
    lowest = np.zeros(len(steps_of_kind), dtype=np.int64)
    highest = np.full(len(steps_of_kind), -1, dtype=np.int64)
    for kind in range(len(steps_of_kind)):
        for step in range(62):
            if (steps_of_kind[kind] >> step) & 1:
                lowest[kind] = step if highest[kind] < 0 else lowest[kind]
                highest[kind] = step
    return lowest, highest


@compiled
def batch_end(first: Int64, low: int, high: int) -> int:
    """The unit behind the last of a batch that begins with `low`: about BATCH rows, one unit at least."""
    end = low + 1
    while end < high and first[end] - first[low] < BATCH:
        end += 1
    return end


@compiled
def most_rows(first: Int64, last: Int64, low: int, high: int) -> int:
    """The most rows that the units of a batch span together, over the batches of low to high."""
    most = 0
    while low < high:
        stop, rows = batch_end(first, low, high), 0
        for unit in range(low, stop):
            rows += last[unit] - first[unit]
        most = max(most, rows)
        low = stop
    return most


@compiled
def gather(looked: Looked, low: int, high: int, row_of: Int64, kind_of: UInt8, bounds: Int64) -> None:
    """The events of units low to high that match something, unit after unit, in order.

    Args:
        looked: what is looked at.
        low, high: first unit, and the one behind the last.
        row_of, kind_of: get row and kind of each event; longer than need be.
        bounds: gets the place of each unit's first event, and the place behind the last.
    """
    first, last, of_event, is_in = looked.first, looked.end, looked.of_event, looked.is_in
    codes, kind_of_code = looked.codes, looked.kind_of_code
    is_cut, is_shared = looked.since > NEVER or looked.until < NO_LIMIT, len(of_event) > 0
    if not is_shared and len(is_in) == 0 and not is_cut and _is_one_row(first, last, low, high):
        # a loop that knows no units is twice as fast
        found = _find(codes, kind_of_code, first[low], last[high - 1], 0, row_of)
        _unpack(found, row_of, kind_of)
        _bound(last, low, high, found, row_of, bounds)
        return
    place = 0
    for unit in range(low, high):
        bounds[unit - low] = place
        if len(is_in) > 0 and not is_in[unit]:
            continue
        begin, end = first[unit], last[unit]
        if is_cut:
            begin, end = span_of(looked.times, begin, end, looked.since, looked.until)
        found = _find(codes, kind_of_code, begin, end, place, row_of)
        if is_shared:
            kept = place
            for at in range(place, found):
                row_of[kept] = row_of[at]
                kept += of_event[row_of[at] >> KIND_BITS] == unit
            found = kept
        place = found
    bounds[high - low] = place
    _unpack(place, row_of, kind_of)


@compiled
def _is_one_row(first: Int64, last: Int64, low: int, high: int) -> bool:
    """Whether units low to high stand one behind the other, with nothing between."""
    is_one = True
    for unit in range(low + 1, high):
        is_one &= first[unit] == last[unit - 1]
    return is_one


@compiled
def _find(codes: NDArray[Any], kind_of_code: UInt8, low: int, high: int, place: int, events: Int64) -> int:
    """Write the events of rows low to high that match something; gives the place behind the last.

    An event is one number, its row and its kind, and is written at every row: to guess would be slower, and
    so would two numbers be, and signed indices, which might count from the end.
    """
    at = np.uint64(place)
    for row in range(np.uint64(low), np.uint64(high)):
        kind = kind_of_code[np.uint64(codes[row])]
        events[at] = row << np.uint64(KIND_BITS) | np.uint64(kind)
        at += np.uint64(kind != 0)
    return int(np.int64(at))


@compiled
def _unpack(count: int, row_of: Int64, kind_of: UInt8) -> None:
    """Take the events that `_find` wrote apart."""
    for at in range(count):
        kind_of[at] = row_of[at] & ((1 << KIND_BITS) - 1)
        row_of[at] >>= KIND_BITS


@compiled
def _bound(last: Int64, low: int, high: int, found: int, row_of: Int64, bounds: Int64) -> None:
    """The place of each unit's first event, where units stand one behind the other."""
    place = 0
    for unit in range(low, high):
        bounds[unit - low], end = place, last[unit]
        while place < found and row_of[place] < end:
            place += 1
    bounds[high - low] = found


@compiled
def write_times(times: Int64, found: Found, low: int, high: int) -> None:
    """The instants of the rows of attempts low to high, while the batch's events are at hand."""
    rows, out, size = found.rows, found.times, found.rows.shape[1]
    for attempt in range(low, high):
        for step in range(size):
            row = rows[attempt, step]
            out[attempt, step] = times[row] if row >= 0 else 0


@compiled
def lay_down(
    signature: Int32,
    known: Int32,
    way: NDArray[np.uint16],
    number: NDArray[np.uint8],
    low: int,
    high: int,
    out: NDArray[Any],
) -> None:
    """Write the kind of each event of rows low to high.

    Args:
        signature: of each event.
        known: of each signature, the set of conditions that it meets.
        way: of each event, the way in which it meets those that are about itself.
        number: the kind of each set and way.
        low, high: the rows.
        out: gets the kinds.
    """
    for row in range(low, high):
        out[row] = number[known[signature[row]], way[row]]
