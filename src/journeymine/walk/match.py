"""Patterns on paths: which units match, and where matches begin and end.

A pattern is a few places, each for one event of a match, and ways from place to place with what may lie
between and how long it may take. It is compiled to arrays, forward and turned round, and run by
kernels/match.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Literal

import numpy as np

from journeymine.walk.bits import Looked, bit, plain
from journeymine.walk.paths import Bool, Int64

NO_LIMIT = 1 << 62
"""A time that no way takes, microseconds."""

MOST_PLACES = 60
BEFORE_FIRST, BEHIND_LAST = -1, -2
"""Conditions of the places that stand before a unit's first event and behind its last."""

Which = Literal["first", "last", "every"]


@dataclass(frozen=True)
class Way:
    """How a match goes on from one place to another.

    Attributes:
        origin, target: the places.
        is_next: whether no event lies between.
        barred: conditions that no event between may meet, by number.
        least, most: shortest and longest time that it takes, both inside, microseconds.
    """

    origin: int
    target: int
    is_next: bool = False
    barred: tuple[int, ...] = ()
    least: int = 0
    most: int = NO_LIMIT


@dataclass(frozen=True)
class Shape:
    """A pattern, its conditions given by number.

    Attributes:
        places: the condition of each place; at most MOST_PLACES.
        ways: from place to place.
        begins, ends: places at which a match may begin, or end, anywhere in a unit.
        longest: longest time from the first event of a match to its last, microseconds.
    """

    places: tuple[int, ...]
    ways: tuple[Way, ...]
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    longest: int = NO_LIMIT


@dataclass(frozen=True)
class Matches:
    """Where matches lie, unit after unit.

    Attributes:
        unit: number of each match's unit.
        first, last: rows of its first and its last event.
    """

    unit: Int64
    first: Int64
    last: Int64

    def __len__(self) -> int:
        """How many there are."""
        return len(self.unit)

    def by_unit(self, count: int) -> tuple[Int64, Int64]:
        """First and last row for each of `count` units, -1 where a unit has no match; of several the last."""
        first, last = np.full(count, -1, dtype=np.int64), np.full(count, -1, dtype=np.int64)
        first[self.unit], last[self.unit] = self.first, self.last
        return first, last


def matching(looked: Looked, shape: Shape) -> Bool:
    """Whether each unit has a match.

    Args:
        looked: units and which conditions their events meet.
        shape: the pattern.
    """
    from journeymine.walk.kernels.match import find_matching

    if shape.longest < NO_LIMIT:
        found = np.zeros(len(looked.units), dtype=np.bool_)
        found[matches(looked, shape).unit] = True
        return found
    out = np.empty(len(looked.units), dtype=np.bool_)
    arrays = (*looked.arrays, *_machine(shape))
    looked.units.each_range(lambda low, high: find_matching(*arrays, low, high, out))
    return out


def matches(looked: Looked, shape: Shape, *, which: Which = "first") -> Matches:
    """Where a pattern matches.

    Args:
        looked: units and which conditions their events meet.
        shape: the pattern.
        which: `first`: of each unit the match that starts first; `last`: the one that starts last; `every`:
            from the first on, each that starts behind the end of the one before. A match ends as early as it
            can.
    """
    from journeymine.walk.kernels.match import EVERY, FIRST, LAST, find_matches

    wanted = {"first": FIRST, "last": LAST, "every": EVERY}[which]
    arrays = (*looked.arrays, *_machine(shape), *_machine(_turned(shape))[:2], wanted, shape.longest)
    ranges = looked.units.ranges()
    room = [high - low for low, high in ranges]
    if which == "every":
        none = np.empty((3, 0), dtype=np.int64)
        room = looked.units.each_range(lambda low, high: find_matches(*arrays, low, high, 0, none))
    starts = np.cumsum([0, *room])
    place = {low: int(starts[at]) for at, (low, _) in enumerate(ranges)}
    out = np.empty((3, int(starts[-1])), dtype=np.int64)
    counts = looked.units.each_range(lambda low, high: find_matches(*arrays, low, high, place[low], out))
    parts = [out[:, start : start + count] for start, count in zip(starts[:-1], counts, strict=True)]
    return Matches(*np.concatenate([out[:, :0], *parts], axis=1))


def narrowed(looked: Looked, *, first: Int64 | None = None, last: Int64 | None = None) -> Looked:
    """The same units from a row on, to a row, or both.

    Args:
        looked: units.
        first: first row of each; units at -1 are left out.
        last: last row of each; units at -1 are left out.
    """
    units, keeps = looked.units, looked.keeps
    if first is not None:
        keeps = keeps & (first >= 0)
        units = replace(units, first=np.where(first >= 0, first, units.first))
    if last is not None:
        keeps = keeps & (last >= 0)
        units = replace(units, end=np.where(last >= 0, last + 1, units.end))
    return replace(looked, units=units, keeps=keeps)


def _turned(shape: Shape) -> Shape:
    """The pattern from its end to its beginning."""
    ways = tuple(replace(way, origin=way.target, target=way.origin) for way in shape.ways)
    return replace(shape, ways=ways, begins=shape.ends, ends=shape.begins)


def _machine(shape: Shape) -> tuple[Int64, int, int]:
    """The ways as the kernel takes them, the places at which a match may end, and the bits that it needs."""
    from journeymine.walk.kernels import match as kernel

    if len(shape.places) > MOST_PLACES:
        raise ValueError(f"a pattern has at most {MOST_PLACES} places; this one has {len(shape.places)}")
    bounds = {BEFORE_FIRST: kernel.BEFORE_FIRST, BEHIND_LAST: kernel.BEHIND_LAST}
    asks = [bounds[condition] if condition < 0 else bit(condition) for condition in shape.places]
    ways = [*(Way(kernel.ANYWHERE, place) for place in shape.begins), *shape.ways]
    table = np.empty((len(ways), kernel.WAY_COLUMNS), dtype=np.int64)
    for row, way in enumerate(ways):
        barred = _together(bit(condition) for condition in way.barred)
        table[row] = (way.origin, way.target, asks[way.target], way.is_next, barred, way.least, way.most)
    needs = _together(asks[place] for place in range(len(asks)) if not _can_miss(shape, place))
    return plain(table), _together(1 << place for place in shape.ends), needs


def _can_miss(shape: Shape, place: int) -> bool:
    """Whether a match may do without a place."""
    reached = {begin for begin in shape.begins if begin != place}
    grown = True
    while grown:
        more = {way.target for way in shape.ways if way.origin in reached and way.target != place} - reached
        reached |= more
        grown = bool(more)
    return not reached.isdisjoint(shape.ends)


def _together(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)
