"""What units did: how often, when first and last, and before or after what else."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Bool, Int32, Int64

ANY, FIRST, LAST = range(3)
"""Which of the other events one is compared with."""

_DID, _OTHER = 2, 4


@compiled
def count_events(  # noqa: PLR0913
    first: Int64,
    end: Int64,
    number: Int32,
    keeps: Bool,
    codes: NDArray[Any],
    words: Int64,
    low: int,
    high: int,
    out_count: Int64,
    out_first: Int64,
    out_last: Int64,
) -> None:
    """How many events of units low to high meet condition 0.

    Args:
        first, end: rows of each unit: its first, and the one behind its last.
        number: of each event's unit; empty where a unit's span holds no other's.
        keeps: whether each unit is looked at.
        codes: of each event.
        words: by code, the conditions that are met, as bits (walk/bits.py).
        low, high: first unit, and the one behind the last.
        out_count: gets how many.
        out_first, out_last: get the rows of the first and the last of them; -1: none.
    """
    has_number = len(number) > 0
    for unit in range(low, high):
        count, earliest, latest = 0, -1, -1
        if keeps[unit]:
            for row in range(first[unit], end[unit]):
                if words[codes[row]] & _DID and (not has_number or number[row] == unit):
                    if count == 0:
                        earliest = row
                    latest = row
                    count += 1
        out_count[unit] = count
        out_first[unit] = earliest
        out_last[unit] = latest


@compiled
def mark_related(  # noqa: PLR0913
    first: Int64,
    end: Int64,
    number: Int32,
    keeps: Bool,
    codes: NDArray[Any],
    words: Int64,
    times: Int64,
    is_before: bool,  # noqa: FBT001
    which: int,
    longest: int,
    low: int,
    high: int,
    out: Bool,
) -> None:
    """Mark the events of condition 0 that lie before, or after, an event of condition 1 of the same unit.

    Args:
        first, end, number, keeps, codes, words, low, high: as above.
        times: as in Paths.
        is_before: before, else after.
        which: ANY of the others, the FIRST or the LAST of the unit.
        longest: longest time between the two, microseconds.
        out: False for every event; gets True.
    """
    has_number = len(number) > 0
    for unit in range(low, high):
        if not keeps[unit]:
            continue
        other = -1
        if which != ANY:
            other = _find(first[unit], end[unit], unit, number, codes, words, which == LAST)
            if other < 0:
                continue
        for step in range(end[unit] - first[unit]):
            row = end[unit] - 1 - step if is_before else first[unit] + step
            word = words[codes[row]]
            if word & (_DID | _OTHER) == 0 or (has_number and number[row] != unit):
                continue
            if word & _DID and other >= 0:
                is_beyond = row < other if is_before else row > other
                out[row] = is_beyond and abs(times[row] - times[other]) <= longest
            if word & _OTHER and which == ANY:
                other = row


@compiled
def _find(  # noqa: PLR0913
    first: int,
    end: int,
    unit: int,
    number: Int32,
    codes: NDArray[Any],
    words: Int64,
    is_last: bool,  # noqa: FBT001
) -> int:
    """Row of a unit's first or last event of condition 1; -1: it has none."""
    for step in range(end - first):
        row = end - 1 - step if is_last else first + step
        if words[codes[row]] & _OTHER and (len(number) == 0 or number[row] == unit):
            return row
    return -1
