"""Steps of a range of units, and the rows at which units are cut."""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Bool, Int32, Int64


@compiled
def find_steps(  # noqa: PLR0913
    first: Int64,
    end: Int64,
    number: Int32,
    keeps: Bool,
    signature: Int32,
    node_of: Int32,
    rows: Bool,
    collapse: bool,  # noqa: FBT001
    longest: int,
    low: int,
    high: int,
    start: Int64,
    node: Int32,
    entered: Int64,
    left: Int64,
    events: Int32,
) -> int:
    """Cut units low to high into steps.

    Args:
        first, end: rows of each unit.
        number: of each event's unit; empty where a unit's span holds its own events only.
        keeps: whether each unit is looked at; empty: all are.
        signature: as in Paths.
        node_of: node of each signature; events at -1 are passed over.
        rows: whether each event is looked at; empty: all are.
        collapse: whether events at one node in a row are one step.
        longest: steps found in a unit; it is left there.
        low, high: first unit, and the one behind the last.
        start: gets the place of each unit's first step, and behind the last unit's the number of all.
        node, entered, left: get the node of each step, and the rows of its first and last event; one place
            more than there may be steps.
        events: gets how many events a step has; empty: not wanted.

    Returns:
        How many steps there are.

    The next free place is written at every event and kept where a step begins: that is faster than to guess.
    """
    count = 0
    spare = len(left) - 1
    has_number = len(number) > 0
    has_keeps = len(keeps) > 0
    has_rows = len(rows) > 0
    has_events = len(events) > 0
    for unit in range(low, high):
        start[unit - low] = count
        if has_keeps and not keeps[unit]:
            continue
        begin = count
        previous = node_of[0] * 0 - 1
        for row in range(first[unit], end[unit]):
            here = node_of[signature[row]]
            is_seen = here >= 0
            if has_number:
                is_seen = is_seen & (number[row] == unit)
            if has_rows:
                is_seen = is_seen & rows[row]
            is_new = is_seen & ((here != previous) | (not collapse))
            if is_new and count - begin == longest:
                break
            node[count] = here
            entered[count] = row
            if has_events:
                events[count] = 0
            count += is_new
            place = count - 1 if is_seen else spare
            left[place] = row
            if has_events:
                events[place] += 1
            previous = here if is_seen else previous
    start[high - low] = count
    return count


@compiled
def find_end(  # noqa: PLR0913
    first: Int64,
    end: Int64,
    number: Int32,
    keeps: Bool,
    signature: Int32,
    hits: Bool,
    rows: Bool,
    hit_rows: Bool,
    is_last: bool,  # noqa: FBT001
    low: int,
    high: int,
    out: Int64,
) -> None:
    """First or last event of units low to high that meets a condition.

    Args:
        first, end, number, keeps, signature, rows, low, high: as in find_steps; a unit's search begins at its
            first row, or at its last.
        hits: whether a signature meets the condition.
        hit_rows: what else an event must meet; empty: nothing.
        is_last: look for the last one.
        out: gets the row, -1 where there is none.
    """
    has_number = len(number) > 0
    has_keeps = len(keeps) > 0
    has_rows = len(rows) > 0
    has_hit_rows = len(hit_rows) > 0
    for unit in range(low, high):
        out[unit] = -1
        if has_keeps and not keeps[unit]:
            continue
        for place in range(end[unit] - first[unit]):
            row = end[unit] - 1 - place if is_last else first[unit] + place
            if not hits[signature[row]] or (has_number and number[row] != unit):
                continue
            if (has_rows and not rows[row]) or (has_hit_rows and not hit_rows[row]):
                continue
            out[unit] = row
            break


@compiled
def mark_rows(number: Int32, keeps: Bool, low: int, high: int, out: Bool) -> None:
    """Take out of rows low to high those whose part is not kept, and those in no part."""
    for row in range(low, high):
        part = number[row]
        out[row] = out[row] and part >= 0 and keeps[part]
