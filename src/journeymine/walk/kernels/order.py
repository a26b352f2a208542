"""Events into the total order: customer after customer, each customer's by time."""

from __future__ import annotations

import numpy as np

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Bool, Int8, Int32, Int64

_FEW = 32
"""Rows that are put in order by insertion."""


@compiled
def place_by_customer(customer: Int32, bounds: Int64, out: Int64) -> None:
    """Write the events' numbers customer after customer; those of one customer stay in their order.

    Args:
        customer: of each event.
        bounds: first place of each customer, and the place behind the last; used up.
        out: gets the events' numbers.
    """
    for event in range(len(customer)):
        out[bounds[customer[event]]] = event
        bounds[customer[event]] += 1


@compiled
def is_before(times: Int64, sequence: Int64, source: Int32, one: int, other: int) -> bool:
    """Whether one event comes before another by time, sequence and source."""
    if times[one] != times[other]:
        return times[one] < times[other]
    if sequence[one] != sequence[other]:
        return sequence[one] < sequence[other]
    return source[one] < source[other]


@compiled
def sort_rows(times: Int64, sequence: Int64, source: Int32, rows: Int64, spare: Int64) -> None:
    """Put events in order: short runs by insertion, then runs two by two into longer ones.

    Args:
        times, sequence, source: of each event, by its number.
        rows: numbers of the events; put in order.
        spare: room for as many.
    """
    size = len(rows)
    for begin in range(0, size, _FEW):
        for place in range(begin + 1, min(begin + _FEW, size)):
            event = rows[place]
            before = place - 1
            while before >= begin and is_before(times, sequence, source, event, rows[before]):
                rows[before + 1] = rows[before]
                before -= 1
            rows[before + 1] = event
    width = _FEW
    while width < size:
        for begin in range(0, size, 2 * width):
            middle, end = min(begin + width, size), min(begin + 2 * width, size)
            left, right = begin, middle
            for place in range(begin, end):
                if left < middle and not (
                    right < end and is_before(times, sequence, source, rows[right], rows[left])
                ):
                    spare[place] = rows[left]
                    left += 1
                else:
                    spare[place] = rows[right]
                    right += 1
        rows[:] = spare[:size]
        width *= 2


@compiled
def sort_customers(
    bounds: Int64, times: Int64, sequence: Int64, source: Int32, low: int, high: int, order: Int64, tied: Bool
) -> None:
    """Put the events of customers low to high in order.

    Args:
        bounds: as in Paths.
        times, sequence, source: of each event, by its number.
        low, high: first customer, and the one behind the last.
        order: numbers of the events, customer after customer; put in order.
        tied: gets True where an event is no different from its neighbour in time, sequence and source.
    """
    most = 0
    for customer in range(low, high):
        most = max(most, bounds[customer + 1] - bounds[customer])
    spare = np.empty(most, dtype=np.int64)
    for customer in range(low, high):
        rows = order[bounds[customer] : bounds[customer + 1]]
        sort_rows(times, sequence, source, rows, spare)
        for place in range(1, len(rows)):
            if not is_before(times, sequence, source, rows[place - 1], rows[place]):
                tied[bounds[customer] + place - 1] = True
                tied[bounds[customer] + place] = True


@compiled
def flag_robots(
    bounds: Int64,
    times: Int64,
    signature: Int32,
    is_sessionized: Bool,
    day: int,
    most_of_day: int,
    low: int,
    high: int,
    is_robot: Bool,
) -> None:
    """Mark the customers of low to high who have more sessionized events on a day (UTC) than a person can."""
    for customer in range(low, high):
        count = 0
        today = 0
        for row in range(bounds[customer], bounds[customer + 1]):
            if not is_sessionized[signature[row]]:
                continue
            if count == 0 or times[row] // day != today:
                today = times[row] // day
                count = 0
            count += 1
            if count > most_of_day:
                is_robot[customer] = True
                break


@compiled
def flag_runaways(
    bounds: Int64,
    times: Int64,
    signature: Int32,
    is_sessionized: Bool,
    timeout: int,
    most: int,
    low: int,
    high: int,
    flag: Int8,
    runaway: int,
) -> None:
    """Flag the events of sessions that hold too many, where they have no flag yet."""
    for customer in range(low, high):
        begin, last, count = -1, 0, 0
        end = bounds[customer + 1]
        for row in range(bounds[customer], end + 1):
            if row < end and not is_sessionized[signature[row]]:
                continue
            if row == end or begin < 0 or times[row] - last > timeout:
                if count > most:
                    for one in range(begin, row):
                        if is_sessionized[signature[one]] and flag[one] == 0:
                            flag[one] = runaway
                begin, count = row, 0
            if row < end:
                count += 1
                last = times[row]
