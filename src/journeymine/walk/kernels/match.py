"""Patterns on paths: of each unit the events that matter are gathered, and a machine of a few places goes
over them.

A place stands for one event of a match. The machine holds, for each way from place to place, the latest event
that took the place it leaves from and may still go on; so an event costs one look at each way, whatever the
pattern. Where a way wants a least time, the events that took places are kept in a trail, and each way goes
along it once. Run backward, the machine turned round finds where matches start.

Kernels take arrays one by one: each mention of an array inside a tuple would count references, over and over.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Bool, Int32, Int64

FIRST, LAST, EVERY = range(3)
"""Which matches are wanted."""

ORIGIN, TARGET, ASKS, IS_NEXT, BARRED, LEAST, MOST, WAY_COLUMNS = range(8)
"""Columns of a way: the places it leaves from and goes to; the bit that the event at its target must have;
whether no event lies between; bits that no event between may have; shortest and longest time."""

ANYWHERE = 60
"""Origin of the ways by which a match begins; no place has this number."""

BEFORE_FIRST, BEHIND_LAST = 1 << 61, 1 << 62
"""Words of what stands before a unit's first event and behind its last."""

_ROW, _WORD, _ORDER, _TIME = range(4)
"""Rows of what is gathered: row, word, place among the events looked at, and time of each that matters."""

_LATEST, _SEEN = range(2)
"""Rows of the memory: of each way, the event that may go on by it, -1: none; how much of the trail it has
gone along."""

_NO_LIMIT = 1 << 62


@compiled
def find_matching(  # noqa: PLR0913
    first: Int64,
    end: Int64,
    number: Int32,
    keeps: Bool,
    codes: NDArray[Any],
    words: Int64,
    times: Int64,
    ways: Int64,
    ends: int,
    needs: int,
    low: int,
    high: int,
    out: Bool,
) -> None:
    """Whether each unit from low to high has a match.

    Args:
        first, end: rows of each unit: its first, and the one behind its last.
        number: of each event's unit; empty where a unit's span holds no other's.
        keeps: whether each unit is looked at.
        codes: of each event.
        words: by code, the conditions that are met, as bits; 0: looked past.
        times: as in Paths.
        ways: the machine, a row a way.
        ends: places at which a match may end, as bits.
        needs: bits that the events of each match have among them.
        low, high: first unit, and the one behind the last.
        out: gets the answer.
    """
    size = _room(first, end, low, high)
    gathered, trail = np.empty((4, size), dtype=np.int64), np.empty((2, size), dtype=np.int64)
    memory, marks = np.empty((2, len(ways)), dtype=np.int64), np.empty(0, dtype=np.bool_)
    matters = _matters(ways)
    for unit in range(low, high):
        out[unit] = False
        if keeps[unit]:
            count = _gather(first[unit], end[unit], unit, number, codes, words, matters, needs, gathered)
            if count > 0:
                _look_up(times, count, gathered)
                last = _run(ways, ends, memory, trail, gathered, 0, count, False, _NO_LIMIT, marks)
                out[unit] = last >= 0


@compiled
def find_matches(  # noqa: PLR0913
    first: Int64,
    end: Int64,
    number: Int32,
    keeps: Bool,
    codes: NDArray[Any],
    words: Int64,
    times: Int64,
    ways: Int64,
    ends: int,
    needs: int,
    turned: Int64,
    turned_ends: int,
    which: int,
    longest: int,
    low: int,
    high: int,
    place: int,
    out: Int64,
) -> int:
    """Rows of the matches of units low to high.

    Args:
        first, end, number, keeps, codes, words, times, ways, ends, needs, low, high: as above.
        turned, turned_ends: the machine turned round.
        which: FIRST, LAST or EVERY, as in walk/match.py.
        longest: longest time from a match's first event to its last, microseconds.
        place: column of the first match.
        out: gets unit, first and last row of each match, a column each; without columns they are counted.

    Returns:
        How many matches there are.
    """
    size = _room(first, end, low, high)
    gathered, trail = np.empty((4, size), dtype=np.int64), np.empty((2, size), dtype=np.int64)
    most = max(len(ways), len(turned))
    memory, marks = np.empty((2, most), dtype=np.int64), np.empty(size, dtype=np.bool_)
    matters, found, count = _matters(ways), 0, 0
    for unit in range(low, high):
        if keeps[unit]:
            count = _gather(first[unit], end[unit], unit, number, codes, words, matters, needs, gathered)
        if not keeps[unit] or count == 0:
            continue
        _look_up(times, count, gathered)
        marks[:count] = False
        if _run(turned, turned_ends, memory, trail, gathered, count - 1, -1, False, _NO_LIMIT, marks) >= 0:
            found += _follow(
                ways, ends, memory, trail, gathered, count, marks, which, longest, unit, place + found, out
            )
    return found


@compiled
def _follow(  # noqa: PLR0913
    ways: Int64,
    ends: int,
    memory: Int64,
    trail: Int64,
    gathered: Int64,
    count: int,
    marks: Bool,
    which: int,
    longest: int,
    unit: int,
    place: int,
    out: Int64,
) -> int:
    """Find the ends of the matches whose starts are marked; how many are wanted."""
    found, free, none = 0, 0, marks[:0]
    for step in range(count):
        start = count - 1 - step if which == LAST else step
        if start < free or not marks[start]:
            continue
        last = _run(ways, ends, memory, trail, gathered, start, count, True, longest, none)
        if last < 0:
            continue
        if out.shape[1] > 0:
            out[0, place + found] = unit
            out[1, place + found] = gathered[_ROW, start]
            out[2, place + found] = gathered[_ROW, last]
        found += 1
        free = last + 1
        if which != EVERY:
            break
    return found


@compiled
def _room(first: Int64, end: Int64, low: int, high: int) -> int:
    """Most events that a unit of low to high has, with what stands before and behind them."""
    most = 0
    for unit in range(low, high):
        most = max(most, end[unit] - first[unit])
    return most + 2


@compiled
def _matters(ways: Int64) -> int:
    """All bits that a machine looks at."""
    bits = 0
    for way in range(len(ways)):
        bits |= ways[way, ASKS] | ways[way, BARRED]
    return bits


@compiled
def _gather(  # noqa: PLR0913
    first: int,
    end: int,
    unit: int,
    number: Int32,
    codes: NDArray[Any],
    words: Int64,
    matters: int,
    needs: int,
    gathered: Int64,
) -> int:
    """The events of a unit that matter, in order, without their times; 0 where there can be no match."""
    count, order, met, last = 0, 0, 0, -1
    has_number = len(number) > 0
    if matters & BEFORE_FIRST:
        gathered[_WORD, 0], gathered[_ORDER, 0] = BEFORE_FIRST, -1
        count, met = 1, BEFORE_FIRST
    for row in range(first, end):
        word = words[codes[row]]
        if word == 0 or (has_number and number[row] != unit):
            continue
        if order == 0:
            gathered[_ROW, 0] = row
        gathered[_ROW, count], gathered[_WORD, count], gathered[_ORDER, count] = row, word, order
        count += 1 if word & matters else 0  # without a branch, which would be guessed wrong too often
        met |= word
        order += 1
        last = row
    if order == 0:
        return 0
    if matters & BEHIND_LAST:
        gathered[_ROW, count], gathered[_WORD, count], gathered[_ORDER, count] = last, BEHIND_LAST, order
        count += 1
        met |= BEHIND_LAST
    return count if met & needs == needs else 0


@compiled
def _look_up(times: Int64, count: int, gathered: Int64) -> None:
    for place in range(count):
        gathered[_TIME, place] = times[gathered[_ROW, place]]


@compiled
def _run(  # noqa: PLR0913
    ways: Int64,
    ends: int,
    memory: Int64,
    trail: Int64,
    gathered: Int64,
    begin: int,
    stop: int,
    is_bound: bool,  # noqa: FBT001
    longest: int,
    marks: Bool,
) -> int:
    """Let a machine go over gathered events.

    Args:
        ways, ends, memory, trail, gathered: as above.
        begin, stop: the first of the events, and the one behind the last; backward where that is smaller.
        is_bound: whether a match may begin at the first of them only.
        longest: longest time from the first of them, microseconds.
        marks: gets True wherever a match ends; empty: the first end is enough.

    Returns:
        The last event found at which a match ends; -1: none.
    """
    for way in range(len(ways)):
        memory[_LATEST, way] = -1
        memory[_SEEN, way] = 0
    # not the literal 0, for which the loops that are given it would be compiled once more
    taken, length, found = int(np.int64(0)), int(np.int64(0)), -1
    step = 1 if stop > begin else -1
    for here in range(begin, stop, step):
        if abs(gathered[_TIME, here] - gathered[_TIME, begin]) > longest:
            break
        before = here - step
        if here != begin and abs(gathered[_ORDER, here] - gathered[_ORDER, before]) != 1:
            taken = 0
        word, now = gathered[_WORD, here], 0
        for way in range(len(ways)):
            if word & ways[way, ASKS] and not now >> ways[way, TARGET] & 1:
                goes = not is_bound or here == begin
                if ways[way, ORIGIN] != ANYWHERE:
                    goes = _goes(ways, memory, trail, gathered, way, here, before, taken, length)
                now |= goes << ways[way, TARGET]
        taken = now
        if taken & ends:
            found = here
            if len(marks) == 0:
                break
            marks[here] = True
        length = _remember(ways, memory, trail, gathered[_WORD, here], here, taken, length)
    return found


@compiled
def _remember(  # noqa: PLR0913
    ways: Int64, memory: Int64, trail: Int64, word: int, here: int, taken: int, length: int
) -> int:
    """Bar the ways that an event bars, let others go on from it; gives the new length of the trail."""
    for way in range(len(ways)):
        if word & ways[way, BARRED]:
            memory[_LATEST, way] = -1
            memory[_SEEN, way] = length
        if taken >> ways[way, ORIGIN] & 1 and ways[way, LEAST] == 0:
            memory[_LATEST, way] = here
    if taken:
        trail[0, length], trail[1, length] = here, taken
        length += 1
    return length


@compiled
def _goes(  # noqa: PLR0913
    ways: Int64,
    memory: Int64,
    trail: Int64,
    gathered: Int64,
    way: int,
    here: int,
    before: int,
    taken: int,
    length: int,
) -> bool:
    """Whether a way leads to an event.

    Args:
        ways, memory, trail, gathered: as above.
        way, here: the way and the event.
        before, taken: the event before, and the places that it took.
        length: of the trail.
    """
    origin, least = ways[way, ORIGIN], ways[way, LEAST]
    if ways[way, IS_NEXT]:
        come_from = before if taken >> origin & 1 else -1
    else:
        if least > 0:
            at = memory[_SEEN, way]
            while at < length and abs(gathered[_TIME, here] - gathered[_TIME, trail[0, at]]) >= least:
                if trail[1, at] >> origin & 1:
                    memory[_LATEST, way] = trail[0, at]
                at += 1
            memory[_SEEN, way] = at
        come_from = memory[_LATEST, way]
    if come_from < 0:
        return False
    return least <= abs(gathered[_TIME, here] - gathered[_TIME, come_from]) <= ways[way, MOST]
