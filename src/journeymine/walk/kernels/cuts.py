"""Where sessions and journeys begin."""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Bool, Int32, Int64

NEVER, AFTER_PURCHASE, AFTER_GAP = range(3)
"""How journeys are cut."""


@compiled
def number_sessions(
    bounds: Int64,
    times: Int64,
    signature: Int32,
    is_timed: Bool,
    group: Int32,
    number_of_group: Int32,
    timeout: int,
    low: int,
    high: int,
    out: Int32,
) -> int:
    """Number the sessions of customers low to high from 0, in the order in which they begin.

    Args:
        bounds, times, signature: as in Paths.
        is_timed: whether a signature's events form sessions by time.
        group: of each event, the group that its source's own session id makes; -1: time decides. May be
            empty: time decides for all.
        number_of_group: -1 for every group; used to remember numbers.
        timeout: longest gap inside a session, microseconds.
        low, high: first customer, and the one behind the last.
        out: gets the number of each event's session, -1 for none.

    Returns:
        How many sessions there are.
    """
    count = 0
    has_groups = len(group) > 0
    for customer in range(low, high):
        current = -1
        last = 0
        for row in range(bounds[customer], bounds[customer + 1]):
            if has_groups and group[row] >= 0:
                if number_of_group[group[row]] < 0:
                    number_of_group[group[row]] = count
                    count += 1
                out[row] = number_of_group[group[row]]
            elif is_timed[signature[row]]:
                if current < 0 or times[row] - last > timeout:
                    current = count
                    count += 1
                last = times[row]
                out[row] = current
            else:
                out[row] = -1
    return count


@compiled
def number_journeys(
    bounds: Int64,
    times: Int64,
    signature: Int32,
    is_mapped: Bool,
    is_conversion: Bool,
    how: int,
    gap: int,
    low: int,
    high: int,
    out: Int32,
) -> int:
    """Number the journeys of customers low to high from 0.

    Args:
        bounds, times, signature: as in Paths.
        is_mapped: whether a rule gives a signature a touchpoint.
        is_conversion: whether that is at a stage with `conversion: true`.
        how: NEVER, AFTER_PURCHASE (the next event after a conversion that is none starts a journey) or
            AFTER_GAP.
        gap: longest gap inside a journey, microseconds.
        low, high: first customer, and the one behind the last.
        out: gets the number of each event's journey, -1 for unmapped events.

    Returns:
        How many journeys there are.
    """
    count = 0
    for customer in range(low, high):
        is_first = True
        has_converted = False
        last = 0
        for row in range(bounds[customer], bounds[customer + 1]):
            sign = signature[row]
            if not is_mapped[sign]:
                out[row] = -1
                continue
            starts = is_first
            if how == AFTER_PURCHASE:
                starts = starts or (has_converted and not is_conversion[sign])
            elif how == AFTER_GAP:
                starts = starts or times[row] - last > gap
            if starts:
                count += 1
                is_first = False
            has_converted = is_conversion[sign]
            last = times[row]
            out[row] = count - 1
    return count


@compiled
def shift_numbers(bounds: Int64, low: int, high: int, by: int, out: Int32) -> None:
    """Add to the numbers of a range, so that they go on where the range before ends."""
    for row in range(bounds[low], bounds[high]):
        if out[row] >= 0:
            out[row] += by


@compiled
def find_spans(
    bounds: Int64, number: Int32, low: int, high: int, first: Int64, end: Int64, customer: Int32
) -> None:
    """First row, row behind the last, and customer of each numbered part of customers low to high.

    Args:
        bounds: as in Paths.
        number: of each event's part, -1 for none.
        low, high: first customer, and the one behind the last.
        first: -1 at every part; gets the first row.
        end, customer: get the row behind the last, and the customer.
    """
    for person in range(low, high):
        for row in range(bounds[person], bounds[person + 1]):
            part = number[row]
            if part >= 0:
                if first[part] < 0:
                    first[part] = row
                    customer[part] = person
                end[part] = row + 1
