"""Where sessions and journeys begin: one pass each over the ordered events, giving each event the number of
its part.
"""

from __future__ import annotations

import numpy as np

from journeymine.walk.paths import Int64, Paths, changes, running_index

NO_PART = -1


def session_numbers(paths: Paths, *, timeout: int) -> Int64:
    """Session of each event, from 0 for each customer; -1 for events that are not sessionized.

    A session starts at a customer's first sessionized event and wherever the gap to the previous sessionized
    event is
    greater than `timeout`; a gap of exactly `timeout` stays inside.

    Args:
        paths: all events in order.
        timeout: microseconds.
    """
    rows = np.flatnonzero(paths.is_sessionized)
    is_customer_start = changes(paths.customer[rows])
    is_start = is_customer_start.copy()
    is_start[1:] |= np.diff(paths.times[rows]) > timeout
    numbers = np.full(len(paths), NO_PART, dtype=np.int64)
    numbers[rows] = running_index(is_start, is_customer_start)
    return numbers


def journey_numbers(paths: Paths, *, split: str | int) -> Int64:
    """Journey of each event, from 0 for each customer; -1 for unmapped events.

    Args:
        paths: all events in order.
        split: `never`; `purchase`: after a conversion the next event that is none starts a new journey;
            or the gap in
            microseconds beyond which a new one starts.
    """
    rows = np.flatnonzero(paths.is_mapped)
    is_customer_start = changes(paths.customer[rows])
    is_start = is_customer_start.copy()
    if isinstance(split, int):
        is_start[1:] |= np.diff(paths.times[rows]) > split
    elif split == "purchase":
        converts = paths.is_conversion[rows]
        is_start[1:] |= converts[:-1] & ~converts[1:]
    numbers = np.full(len(paths), NO_PART, dtype=np.int64)
    numbers[rows] = running_index(is_start, is_customer_start)
    return numbers
