"""Funnels: how far each unit gets, and which event reached each step (SEMANTICS 8).

A funnel is made into kinds of events and a few numbers, and walked by the loop that is made for what it asks:
the plain one for steps in order, one for any order, one for everything else. All agree where they meet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.bits import plain
from journeymine.walk.funnel_kinds import Kinds, held_values, kinds_of, looked_at
from journeymine.walk.funnel_rules import (
    Count,
    Entry,
    Exclusion,
    FunnelRules,
    FunnelStep,
    OnExclude,
    Order,
    Part,
)
from journeymine.walk.paths import Bool, Int8, Int32, Int64, Paths
from journeymine.walk.units import Units, units_of

if TYPE_CHECKING:
    from journeymine.walk.kernels.funnel_looked import Found, Looked, Rules


@dataclass(frozen=True)
class Attempts:
    """What starts led to: the best of each unit that entered, or each.

    Attributes:
        unit: number of the unit.
        rows: of each step the row of the event that reached it, -1 where it was missed; shape (attempts,
            steps). In any order the k-th is that of the event with which k different steps were reached.
        times: the instants of these events, microseconds; 0 where there is none.
        open_row: row of the unit's earliest start that may still lead on; -1: there is none, or it converted.
    """

    unit: Int32
    rows: NDArray[np.signedinteger]
    times: Int64
    open_row: NDArray[np.signedinteger]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.unit)


@dataclass(frozen=True)
class FunnelWalk:
    """How far units get.

    Attributes:
        depth: of each unit the furthest step of its best attempt, from 1; 0: it never entered, or is not
            looked at; -1: an exclusion took it out.
        attempts: None where nobody asked for them.
    """

    depth: Int8
    attempts: Attempts | None


@dataclass(frozen=True)
class Funnel:
    """A funnel ready to be walked.

    Attributes:
        paths: all events in order.
        rules: the funnel.
        part: which part of the paths it is about.
        units: what is counted.
        kinds: what each event is to the funnel.
        is_in: whether each unit is looked at; empty: all are.
        held: what is held at each event.
    """

    paths: Paths
    rules: FunnelRules
    part: Part
    units: Units
    kinds: Kinds
    is_in: Bool
    held: tuple[Int32, Int32]

    def walk(self, *, wants_attempts: bool) -> FunnelWalk:
        """How far each unit gets.

        Args:
            wants_attempts: whether the rows of the steps are wanted, beside the depths; where attempts are
                counted they always come.
        """
        from journeymine.walk.kernels.funnel_looked import Found

        walk, kind_of_code = _loop_of(self)
        looked = _looked(self, kind_of_code)
        depth = np.zeros(len(self.units), dtype=np.int8)
        wants_attempts = wants_attempts or self.rules.count == "attempts"
        room = self._room(wants_attempts=wants_attempts)
        size = len(self.rules.steps)
        kind = np.int32 if len(self.paths) < np.iinfo(np.int32).max else np.int64
        most = room(len(self.units))
        unit, open_row = np.empty(most, np.int32), np.empty(most, kind)
        rows, times = np.empty((most, size), kind), np.empty((most, size), np.int64)

        def work(low: int, high: int) -> tuple[int, int]:
            own = slice(room(low), room(high))
            found = Found(depth, unit[own], rows[own], times[own], open_row[own])
            return own.start, walk(looked, low, high, found)

        total = _close_gaps((unit, rows, times, open_row), self.units.each_range(work))
        if self.part.is_closed:
            open_row[:total] = -1
        attempts = Attempts(unit[:total], rows[:total], times[:total], open_row[:total])
        return FunnelWalk(depth, attempts if wants_attempts else None)

    def _room(self, *, wants_attempts: bool) -> Callable[[int], int]:
        """Where the attempts of each unit may be written: no unit has more than there is room for."""
        if not wants_attempts:
            return lambda _: 0
        if self.rules.count == "units":
            return lambda unit: unit
        before = np.append(0, np.cumsum(self.units.end - self.units.first))
        return lambda unit: int(before[unit])


def _close_gaps(arrays: Sequence[NDArray[Any]], written: Sequence[tuple[int, int]]) -> int:
    """Move what ranges have written together; how much it is.

    Args:
        arrays: into which it was written.
        written: of each range where it begins, and how much it is.
    """
    total = 0
    for begin, count in written:
        for array in arrays if begin != total else ():
            array[total : total + count] = array[begin : begin + count]
        total += count
    return total


def prepare_funnel(paths: Paths, rules: FunnelRules, part: Part) -> Funnel:
    """Make a funnel ready to be walked.

    Args:
        paths: all events in order.
        rules: the funnel.
        part: which part of the paths it is about.

    Raises:
        UsageError: a held field is unknown, or there are too many conditions.
    """
    is_in, there = looked_at(paths, part.unit, part.selection)
    steps, bars = [step.mask for step in rules.steps], [one.mask for one in rules.exclude]
    kinds = kinds_of(paths, steps, bars, there=there)
    units = units_of(paths, part.unit)
    if part.rows is not None:
        units = replace(units, first=part.rows[0], end=part.rows[1])
    return Funnel(paths, rules, part, units, kinds, is_in, held_values(paths, rules.hold))


def _looked(funnel: Funnel, kind_of_code: NDArray[np.uint8]) -> Looked:
    from journeymine.walk.kernels.funnel_looked import NEVER, NO_LIMIT, Looked

    units, kinds, part = funnel.units, funnel.kinds, funnel.part
    return Looked(
        first=plain(units.first),
        end=plain(units.end),
        of_event=plain(units.of_event),
        is_in=plain(funnel.is_in),
        times=plain(funnel.paths.times),
        codes=plain(kinds.codes),
        kind_of_code=plain(kind_of_code),
        is_past=plain(kinds.is_past),
        steps_of_kind=plain(kinds.steps),
        bars_of_kind=plain(kinds.bars),
        held_codes=plain(funnel.held[0]),
        held_of_code=plain(funnel.held[1]),
        since=NEVER if part.since is None else part.since,
        until=NO_LIMIT if part.until is None else part.until,
    )


Loop = Callable[["Looked", int, int, "Found"], int]


def _loop_of(funnel: Funnel) -> tuple[Loop, NDArray[np.uint8]]:
    """The loop that is made for what is asked, and what it is to read as the kind of each code."""
    rules, part, kinds = funnel.rules, funnel.part, funnel.kinds
    if rules.order == "any":
        return _any_loop(rules, part), kinds.kind_of_code
    is_limited = any(step.within is not None for step in rules.steps)
    is_full = (
        (kinds.steps & (kinds.steps - 1)).any()
        or rules.exclude
        or rules.count == "attempts"
        or any(step.is_optional for step in rules.steps)
    )
    if is_full or (is_limited and rules.order != "strict"):
        return _full_loop(rules, part), kinds.kind_of_code
    loop = _strict_loop(rules, part) if rules.order == "strict" else _plain_loop(rules, part)
    return loop, _numbers(kinds)


def _numbers(kinds: Kinds) -> NDArray[np.uint8]:
    """Number of the step that each code matches, from 1, where none matches several; 0 for none."""
    number_of_kind = np.array([int(steps).bit_length() for steps in kinds.steps], dtype=np.uint8)
    return number_of_kind[kinds.kind_of_code]


def _plain_loop(rules: FunnelRules, part: Part) -> Loop:
    from journeymine.walk.kernels.funnel_held import walk_held
    from journeymine.walk.kernels.funnel_plain import walk_plain

    walk = walk_held if rules.hold else walk_plain
    window, is_first_only = _limit(rules.window), rules.entry == "first"
    return lambda looked, low, high, found: walk(
        looked, window, is_first_only, part.known_until, low, high, found
    )


def _strict_loop(rules: FunnelRules, part: Part) -> Loop:
    from journeymine.walk.kernels.funnel_strict import walk_strict

    told = _told(rules, part)
    return lambda looked, low, high, found: walk_strict(looked, told, low, high, found)


def _any_loop(rules: FunnelRules, part: Part) -> Loop:
    from journeymine.walk.kernels.funnel_any import walk_any

    window, is_first_only = _limit(rules.window), rules.entry == "first"
    return lambda looked, low, high, found: walk_any(
        looked, window, is_first_only, part.known_until, low, high, found
    )


def _full_loop(rules: FunnelRules, part: Part) -> Loop:
    from journeymine.walk.kernels.funnel_linked import walk_linked

    told, is_strict = _told(rules, part), rules.order == "strict"
    return lambda looked, low, high, found: walk_linked(looked, told, is_strict, low, high, found)


def _told(rules: FunnelRules, part: Part) -> Rules:
    """The funnel's options as the loops read them."""
    from journeymine.walk.kernels.funnel_looked import Rules

    within = np.array([_limit(step.within) for step in rules.steps], dtype=np.int64)
    return Rules(
        within=within,
        is_optional=np.array([step.is_optional for step in rules.steps], dtype=np.bool_),
        patience=np.array(
            [max(within[rules.after(step)], default=0) for step in range(len(within))], dtype=np.int64
        ),
        needed=rules.needed[-1],
        after=np.array([one.after - 1 for one in rules.exclude], dtype=np.int64),
        before=np.array([one.before - 1 for one in rules.exclude], dtype=np.int64),
        window=_limit(rules.window),
        is_first_only=rules.entry == "first",
        is_each=rules.count == "attempts",
        is_out=rules.on_exclude == "remove",
        as_of=part.known_until,
    )


def _limit(duration: int | None) -> int:
    from journeymine.walk.kernels.funnel_looked import NO_LIMIT

    return NO_LIMIT if duration is None else min(duration, NO_LIMIT)


__all__ = [
    "Attempts",
    "Count",
    "Entry",
    "Exclusion",
    "Funnel",
    "FunnelRules",
    "FunnelStep",
    "FunnelWalk",
    "OnExclude",
    "Order",
    "Part",
    "prepare_funnel",
]
