"""What most of a unit's events have."""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Int32, Int64


@compiled
def find_commonest(
    first: Int64,
    end: Int64,
    number: Int32,
    signature: Int32,
    code_of: Int32,
    low: int,
    high: int,
    counts: Int64,
    out: Int32,
) -> None:
    """The code that most events of each unit have; of equally common ones the lowest.

    Args:
        first, end: rows of each unit.
        number: of each event's unit; empty where a unit's span holds its own events only.
        signature: as in Paths.
        code_of: code of each signature; -1: none.
        low, high: first unit, and the one behind the last.
        counts: as long as there are codes, all 0; is so again afterwards.
        out: gets the code, -1 where no event has one.
    """
    has_number = len(number) > 0
    for unit in range(low, high):
        best = -1
        for row in range(first[unit], end[unit]):
            code = code_of[signature[row]]
            if code < 0 or (has_number and number[row] != unit):
                continue
            counts[code] += 1
            if best < 0 or counts[code] > counts[best] or (counts[code] == counts[best] and code < best):
                best = code
        for row in range(first[unit], end[unit]):
            code = code_of[signature[row]]
            if code >= 0:
                counts[code] = 0
        out[unit] = best
