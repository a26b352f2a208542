"""Funnels in any order: the most steps that the events of one span of the window serve, each event one step.

The span moves along a unit's events; how many of each kind it holds is kept. Where no event matches two
steps, the steps served are those that some event of the span matches; else they are the greatest matching of
events to steps, found by moving events from step to step along a chain. Events of different held values are
in spans of their own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.kernels import compiled
from journeymine.walk.kernels.funnel_looked import (
    Found,
    Looked,
    UInt8,
    batch_end,
    gather,
    most_rows,
    write_times,
)
from journeymine.walk.paths import Int32, Int64

_FREE = -1


class Spanned(NamedTuple):
    """The events of a batch of units that match a step, unit after unit; longer than need be.

    Attributes:
        row, kind, key: of each event; key is the held value, -1: unknown.
        order: the events, those of a held value together.
        bounds: first event of each unit of the batch, and the one behind the last.
        best: the event that begins each unit's best span.
    """

    row: Int64
    kind: UInt8
    key: Int32
    order: Int64
    bounds: Int64
    best: Int64


@compiled
def walk_any(
    looked: Looked,
    window: int,
    is_first_only: bool,  # noqa: FBT001
    as_of: int,
    low: int,
    high: int,
    found: Found,  # noqa: FBT001
) -> int:
    """Depths of units low to high, and the best span of each that enters, where it is asked for.

    Args:
        looked: what is looked at.
        window: longest time from a span's first event, microseconds.
        is_first_only: whether only a unit's first event that matches a step may begin a span.
        as_of: the instant at which open and lost are told apart.
        low, high: first unit, and the one behind the last.
        found: gets depths, and attempts where its arrays hold any; the k-th row is that of the event with
            which k different steps were served.

    Returns:
        How many attempts were written.
    """
    most = most_rows(looked.first, looked.end, low, high) + 1
    spanned = Spanned(
        np.empty(most, np.int64),
        np.empty(most, np.uint8),
        np.zeros(most, np.int32),
        np.arange(most),
        np.empty(high - low + 1, np.int64),
        np.empty(high - low, np.int64),
    )
    # not the literal 0, for which the loops that are given it would be compiled once more
    written = int(np.int64(0))
    while low < high:
        stop = batch_end(looked.first, low, high)
        gather(looked, low, stop, spanned.row, spanned.kind, spanned.bounds)
        if len(looked.held_codes) > 0:
            _sort_by_key(looked, stop - low, spanned)
        _find_spans(looked, window, is_first_only, low, stop, spanned, found)
        if len(found.unit) > 0:
            end = _write_rows(looked, low, stop, spanned, found, written)
            _find_open(looked, is_first_only, as_of - window, low, stop, spanned, found, written)
            write_times(looked.times, found, written, end)
            written = end
        low = stop
    return written


@compiled
def _sort_by_key(looked: Looked, units: int, spanned: Spanned) -> None:
    """Put the events of a held value together, in order, and those without one first."""
    for place in range(spanned.bounds[units]):
        code = looked.held_codes[spanned.row[place]]
        spanned.key[place] = -1 if code < 0 else looked.held_of_code[code]
    for unit in range(units):
        begin, stop = spanned.bounds[unit], spanned.bounds[unit + 1]
        spanned.order[begin:stop] = begin + np.argsort(spanned.key[begin:stop], kind="mergesort")


@compiled
def _is_single(steps_of_kind: Int64) -> bool:
    """Whether no kind matches several steps."""
    return not np.any(steps_of_kind & (steps_of_kind - 1))


@compiled
def _find_spans(
    looked: Looked,
    window: int,
    is_first_only: bool,  # noqa: FBT001
    low: int,
    high: int,
    spanned: Spanned,
    found: Found,  # noqa: FBT001
) -> None:
    """The most steps that a span of each unit serves, and the first event of the earliest such span."""
    times, steps_of_kind, depths, size = looked.times, looked.steps_of_kind, found.depth, found.rows.shape[1]
    row_of, kind_of, key, order = spanned.row, spanned.kind, spanned.key, spanned.order
    bounds, best_of, kinds, is_single = (
        spanned.bounds,
        spanned.best,
        len(steps_of_kind),
        _is_single(steps_of_kind),
    )
    many, room = np.zeros(kinds, np.int64), np.empty((3, size), np.int64)
    for unit in range(low, high):
        begin, stop = bounds[unit - low], bounds[unit - low + 1]
        depth, best, last = 0, stop, begin
        for place in range(begin, stop):
            start = order[place]
            until = times[row_of[start]] + window
            while last < stop:
                event = order[last]
                is_held = key[start] >= 0 and key[event] == key[start] and times[row_of[event]] <= until
                if event != start and not is_held:
                    break
                many[kind_of[event]] += 1
                last += 1
            if start == begin or not is_first_only:
                steps, served = 0, 0
                for kind in range(1, kinds):
                    steps |= steps_of_kind[kind] if many[kind] > 0 else 0
                while steps and served < last - place:
                    steps &= steps - 1
                    served += 1
                if not is_single and (served > depth or (served == depth and start < best)):
                    served = _matching(many, steps_of_kind, room)
                if served > depth or (served == depth and start < best):
                    depth, best = served, start
            many[kind_of[start]] -= 1
        depths[unit] = depth
        best_of[unit - low] = best


@compiled
def _matching(many: Int64, steps_of_kind: Int64, room: NDArray[np.int64]) -> int:
    """The most steps that events serve, each event one step.

    Args:
        many: how many events of each kind there are.
        steps_of_kind: the steps that each matches.
        room: for serving, shape (3, steps).
    """
    room[0, :] = _FREE
    served, size = 0, room.shape[1]
    for kind in range(1, len(many)):
        left = min(many[kind], size)
        while left > 0 and _serves(kind, steps_of_kind, room):
            served += 1
            left -= 1
    return served


@compiled
def _serves(kind: int, steps_of_kind: Int64, room: NDArray[np.int64]) -> bool:
    """Let one more event of a kind serve a step, moving others along a chain of steps where need be.

    Args:
        kind: of the event.
        steps_of_kind: the steps that each kind matches.
        room: the kind that serves each step; then room for the chain.
    """
    serving, parent, queue = room[0], room[1], room[2]
    known, head, tail, before, steps = 0, 0, 0, _FREE, steps_of_kind[kind]
    while True:
        for step in range(len(serving)):
            if (steps >> step) & 1 and not (known >> step) & 1:
                known |= 1 << step
                parent[step] = before
                queue[tail] = step
                tail += 1
        if head == tail:
            return False
        step = queue[head]
        head += 1
        if serving[step] == _FREE:
            break
        before, steps = step, steps_of_kind[serving[step]]
    while parent[step] != _FREE:
        serving[step] = serving[parent[step]]
        step = parent[step]
    serving[step] = kind
    return True


@compiled
def _write_rows(looked: Looked, low: int, high: int, spanned: Spanned, found: Found, written: int) -> int:
    """The rows of the events of each unit's best span with each of which one step more is served."""
    steps_of_kind, depths, rows = looked.steps_of_kind, found.depth, found.rows
    row_of, kind_of, key, size = spanned.row, spanned.kind, spanned.key, found.rows.shape[1]
    is_single, room = _is_single(steps_of_kind), np.empty((3, size), np.int64)
    for unit in range(low, high):
        depth, start = depths[unit], spanned.best[unit - low]
        if depth == 0:
            continue
        found.unit[written] = unit
        for step in range(size):
            rows[written, step] = -1
            room[0, step] = _FREE
        served, seen, event = 0, 0, start
        while served < depth:
            is_held = event == start or (key[start] >= 0 and key[event] == key[start])
            steps = steps_of_kind[kind_of[event]]
            is_more = is_held and (
                (seen & steps) == 0 if is_single else _serves(int(kind_of[event]), steps_of_kind, room)
            )
            if is_more:
                rows[written, served] = row_of[event]
                served += 1
                seen |= steps
            event += 1
        written += 1
    return written


@compiled
def _find_open(
    looked: Looked,
    is_first_only: bool,  # noqa: FBT001
    least: int,
    low: int,
    high: int,
    spanned: Spanned,
    found: Found,
    written: int,
) -> None:
    """The earliest event at an instant or later that may begin a span of each unit that did not convert."""
    times, row_of, bounds, depths, size = (
        looked.times,
        spanned.row,
        spanned.bounds,
        found.depth,
        found.rows.shape[1],
    )
    for unit in range(low, high):
        if depths[unit] == 0:
            continue
        begin, stop, earliest = bounds[unit - low], bounds[unit - low + 1], -1
        if is_first_only:
            stop = begin + 1
        event = stop - 1
        while depths[unit] < size and event >= begin and times[row_of[event]] >= least:
            earliest = row_of[event] if spanned.key[event] >= 0 else earliest
            event -= 1
        found.open_row[written] = earliest
        written += 1
