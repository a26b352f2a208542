"""Paths of touches: what a customer had to do with before each conversion, and in each journey that was lost.

    customer   s.....t.....t...C..t......E      s: outside the look-back, t: touch, C: conversion,
    paths            [t t] C   [t]       lost   E: end of the customer's next journey, which did not convert

One pass over all events finds the marks: touches, conversions and ends of journeys, a few in a hundred
events. Everything else is done with those.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import local
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.paths import Bool, Coded, Int8, Int32, Int64, Paths, Spans
from journeymine.walk.selection import EventMask
from journeymine.walk.signatures import Codes
from journeymine.walk.units import units_of

A = TypeVar("A", bound=np.generic)
_ALL: Bool = np.zeros(0, dtype=np.bool_)
_EVER = 2**62
MOST_TOUCHES = 200


@dataclass(frozen=True)
class TouchRules:
    """Which events are touches, and which of them lead to a conversion or a lost journey.

    Attributes:
        look_back: microseconds; a touch exactly that long before the conversion is within.
        by_session: True: the first event of each session that is at a node; of events outside sessions those
            that have a touchpoint and are no conversion. False: each event at a node that is no conversion.
        is_joined: touches at one node in a row are one, at the time of the last of them.
        is_cut: touches before the customer's last conversion lead to no other.
        since, until: microseconds; conversions and ends of lost journeys count from the one to before the
            other.
        most: of a path's touches only so many of the last count; programs that nobody flagged have very many.
    """

    look_back: int
    by_session: bool = True
    is_joined: bool = False
    is_cut: bool = False
    since: int = -_EVER
    until: int = _EVER
    most: int = MOST_TOUCHES


@dataclass(frozen=True)
class Goal:
    """What is a conversion, and which journeys are lost.

    Attributes:
        conversion: events that are one.
        settles: further signatures after which a journey is not lost.
        may_be_lost: whether each journey is lost if nothing in it converts: dropped, not open.
        counted: whether the conversions of each journey count; None: all do, those outside journeys too.
        customers: whether each customer is looked at; None: all are.
    """

    conversion: EventMask
    settles: Bool
    may_be_lost: Bool
    counted: Bool | None = None
    customers: Bool | None = None


@dataclass(frozen=True)
class Touches:
    """Paths of touches, those of a customer together, in order.

    Attributes:
        bounds: first touch of each path, and the one behind the last; a conversion without touches has none.
        nodes: of each touch.
        rows: of each touch, in the paths of events.
        ends: row of each path's conversion, or the last row of its lost journey.
        customer: of each path.
        is_lost: whether it is a lost journey.
    """

    bounds: Int64
    nodes: Int32
    rows: Int64
    ends: Int64
    customer: Int32
    is_lost: Bool

    def __len__(self) -> int:
        """Number of paths."""
        return len(self.ends)


@dataclass(frozen=True)
class Sequences:
    """Different sequences of nodes.

    Attributes:
        bounds: first node of each, and the one behind the last.
        nodes: of all.
        number: of each path's sequence; sequences are numbered as they first come.
    """

    bounds: Int64
    nodes: Int32
    number: Int64 = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __len__(self) -> int:
        """How many there are."""
        return len(self.bounds) - 1


@dataclass(frozen=True)
class _Marks:
    rows: Int64
    kind: Int8
    customer: Int32


def find_touches(
    paths: Paths, level: Codes | Coded, goal: Goal, rules: TouchRules, *, events: EventMask | None = None
) -> Touches:
    """The touches that lead to each conversion and to each lost journey.

    A journey is lost where it may be and neither it nor the time between the journey before and it has a
    conversion; its touches are those of that time and its own, within the look-back before the last of them.

    Args:
        paths: all events in order.
        level: nodes of a level, or a property's values.
        goal: what is a conversion, what is lost.
        rules: what is a touch.
        events: what else an event must meet to be a touch; None: nothing.
    """
    find = _marks_of(paths, level, goal, rules, events)

    def follow(low: int, high: int) -> Touches:
        return _follow(paths, level, goal, rules, find(low, high))

    return _one_behind_the_other(units_of(paths, "customer").each_range(follow))


def distinct(bounds: Int64, nodes: Int32) -> Sequences:
    """Equal sequences numbered alike, in the order in which they first come.

    Args:
        bounds: first node of each sequence, and the one behind the last.
        nodes: of all sequences.
    """
    from journeymine.walk.kernels.credit import number_sequences

    count = len(bounds) - 1
    number, first = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    first = first[: number_sequences(bounds, nodes, 0, count, number, first)]
    length = bounds[first + 1] - bounds[first]
    found = np.cumsum(np.append(0, length))
    places = np.arange(found[-1]) + np.repeat(bounds[first] - found[:-1], length)
    return Sequences(found, nodes[places], number)


def groups_of(texts: Any, groups: int) -> Int32:
    """A group for each text, by its letters alone: the same in every generation and on every machine.

    Args:
        texts: an Arrow array of strings without nulls.
        groups: how many groups there are.
    """
    import pyarrow as pa

    from journeymine.walk.kernels.credit import hash_texts

    array = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    array = array.cast(pa.large_string())
    out = np.empty(len(array), dtype=np.int32)
    if len(array):
        _, offsets, letters = array.buffers()
        starts = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
        signs = np.frombuffer(letters, dtype=np.uint8) if letters else np.zeros(0, dtype=np.uint8)
        hash_texts(starts, signs, groups, out)
    return out


def _marks_of(
    paths: Paths, level: Codes | Coded, goal: Goal, rules: TouchRules, events: EventMask | None
) -> Callable[[int, int], _Marks]:
    """What finds the marks of a range of customers; a thread's next ones take the place of the last."""
    from journeymine.walk.kernels.touches import find_marks

    source = (_plain(paths.bounds), _plain(paths.signature), _plain(paths.session))
    wanted = (
        *(_bits(paths, level, goal, events), _touch_rows(level, events), _mask(goal.conversion.rows)),
        *(_mask(goal.customers), _plain(paths.journeys.end)),
    )
    ranges = units_of(paths, "customer").ranges()
    room = max((int(paths.bounds[high] - paths.bounds[low]) for low, high in ranges), default=0)
    own = local()

    def find(low: int, high: int) -> _Marks:
        if not hasattr(own, "marks"):
            own.marks = _room(room)
        into: _Marks = own.marks
        session, session_end = _numbers(paths.sessions, low, high)
        journey, _ = _numbers(paths.journeys, low, high)
        seen = np.zeros(session_end - session if rules.by_session else 0, dtype=np.bool_)
        span = (journey, session, low, high)
        count = find_marks(*source, *wanted, seen, *span, into.rows, into.kind, into.customer)
        return _Marks(into.rows[:count], into.kind[:count], into.customer[:count])

    return find


def _follow(paths: Paths, level: Codes | Coded, goal: Goal, rules: TouchRules, marks: _Marks) -> Touches:
    """The paths of touches between the marks of some customers."""
    from journeymine.walk.kernels.touches import copy_touches, find_touch_spans

    begin, end = np.empty((2, len(marks.rows) + 1), dtype=np.int64)
    is_lost = np.empty(len(begin), dtype=np.bool_)
    limits = (rules.look_back, rules.since, rules.until, rules.is_cut, rules.most)
    source = (_plain(paths.times), _plain(paths.journey), marks.rows, marks.kind, marks.customer)
    which = (_mask(goal.counted), _plain(goal.may_be_lost))
    count = find_touch_spans(*source, *which, np.array(limits, dtype=np.int64), end, begin, is_lost)
    begin, end = begin[:count], end[:count]
    bounds = np.empty(count + 1, dtype=np.int64)
    given = (marks.rows, marks.kind, _nodes_at(paths, level, marks.rows), begin, end, rules.is_joined)
    total = copy_touches(*given, bounds, np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32))
    rows, nodes = np.empty(total, dtype=np.int64), np.empty(total, dtype=np.int32)
    copy_touches(*given, bounds, rows, nodes)
    return Touches(bounds, nodes, rows, marks.rows[end], marks.customer[end], is_lost[:count].copy())


def _one_behind_the_other(parts: Sequence[Touches]) -> Touches:
    """Paths of all ranges."""
    if not parts:
        none = np.empty(0, dtype=np.int64)
        codes = np.empty(0, dtype=np.int32)
        return Touches(np.zeros(1, dtype=np.int64), codes, none, none, codes, np.empty(0, dtype=np.bool_))
    before = np.cumsum([0, *(len(part.rows) for part in parts)])
    bounds = [part.bounds[:-1] + start for part, start in zip(parts, before[:-1], strict=True)]
    return Touches(
        np.concatenate([*bounds, before[-1:]]),
        np.concatenate([part.nodes for part in parts]),
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.ends for part in parts]),
        np.concatenate([part.customer for part in parts]),
        np.concatenate([part.is_lost for part in parts]),
    )


def _room(count: int) -> _Marks:
    """Room for so many marks."""
    kinds = (np.empty(count, dtype=np.int8), np.empty(count, dtype=np.int32))
    return _Marks(np.empty(count, dtype=np.int64), *kinds)


def _numbers(spans: Spans, low: int, high: int) -> tuple[int, int]:
    """The first session or journey of customers low to high, and the one behind the last."""
    first, end = np.searchsorted(spans.customer, np.array([low, high], dtype=spans.customer.dtype))
    return int(first), int(end)


def _bits(paths: Paths, level: Codes | Coded, goal: Goal, events: EventMask | None) -> Int8:
    """What each signature's events may be."""
    from journeymine.walk.kernels.touches import CONVERSION, MAPPED, SETTLED, TOUCH

    signatures = paths.signatures
    is_touch = np.ones(len(signatures), dtype=np.bool_)
    if isinstance(level, Codes):
        is_touch = level.of_signature >= 0
    if events is not None:
        is_touch = is_touch & events.of_signature
    bits = TOUCH * is_touch + CONVERSION * goal.conversion.of_signature + SETTLED * goal.settles
    return (bits + MAPPED * (signatures.codes("touchpoint").of_signature >= 0)).astype(np.int8)


def _touch_rows(level: Codes | Coded, events: EventMask | None) -> Bool:
    rows = None if events is None else events.rows
    if isinstance(level, Coded):
        has_node = level.codes >= 0
        rows = has_node if rows is None else has_node & rows
    return _mask(rows)


def _nodes_at(paths: Paths, level: Codes | Coded, rows: Int64) -> Int32:
    if isinstance(level, Coded):
        return level.codes[rows]
    return level.of_signature[paths.signature[rows]]


def _mask(rows: Bool | None) -> Bool:
    return _plain(_ALL if rows is None else rows)


def _plain(array: NDArray[A]) -> NDArray[A]:
    """The array as kernels take it, whether it lies in memory or on disk."""
    view = np.asarray(array).view(np.ndarray)[:]
    view.flags.writeable = False
    return view
