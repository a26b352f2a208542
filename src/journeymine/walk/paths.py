"""How paths lie in memory. Start here.

All events stand in one row of arrays, in the total order (customer, occurred_at, sequence, source, event_id):

    customer   0 0 0 0 0 0 | 1 1 | 2 2 2 2 ...      number of the customer, ascending
    times      t t t t t t | t t | t t t t ...      microseconds since 1970 in UTC, ascending inside a
    customer
    stage      0 1 1 - 0 2 | 0 - | ...              code of the node; -1: no rule maps the event
    touchpoint 3 7 8 - 3 9 | ...
    channel, event          likewise

A question is one pass over these arrays. Codes are given by the journey file and by sorted names, never by
arrival.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]
Int32 = NDArray[np.int32]
Bool = NDArray[np.bool_]

UNMAPPED = -1


@dataclass(frozen=True)
class Paths:
    """All events in the total order.

    Attributes:
        customer: number of the event's customer, ascending.
        times: microseconds since 1970, UTC; ascending inside a customer.
        stage, touchpoint, channel, event: codes of the levels; -1 where there is none.
        is_mapped: a rule gave the event a touchpoint.
        is_sessionized: the event takes part in sessions cut by time.
        is_conversion: the event is at a stage with `conversion: true`.
    """

    customer: Int64
    times: Int64
    stage: Int32
    touchpoint: Int32
    channel: Int32
    event: Int32
    is_mapped: Bool
    is_sessionized: Bool
    is_conversion: Bool

    def __len__(self) -> int:
        """Number of events."""
        return len(self.times)

    def level(self, name: str) -> Int32:
        """Codes of a level: stage, touchpoint, channel or event."""
        return {
            "stage": self.stage,
            "touchpoint": self.touchpoint,
            "channel": self.channel,
            "event": self.event,
        }[name]


def changes(values: NDArray[np.generic]) -> Bool:
    """True at the first value and wherever a value differs from the one before."""
    out = np.ones(len(values), dtype=np.bool_)
    out[1:] = values[1:] != values[:-1]
    return out


def running_index(is_start: Bool, is_group_start: Bool) -> Int64:
    """Number of the part that each row is in, from 0 in each group; a group's first row must be a start."""
    part = np.cumsum(is_start) - 1
    first = np.flatnonzero(is_group_start)
    if not len(first):
        return part
    return part - part[first][np.cumsum(is_group_start) - 1]


def bounds(is_start: Bool) -> tuple[Int64, Int64]:
    """First row of each part, and the row behind its last; none for no rows."""
    starts = np.flatnonzero(is_start)
    return starts, np.append(starts, len(is_start))[1:]
