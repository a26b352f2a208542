"""What units did: how often, when first and last, and before or after what else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from journeymine.walk.bits import Looked
from journeymine.walk.paths import Bool, Int32, Int64

NO_LIMIT = 1 << 62
"""A time that nothing takes, microseconds."""

Direction = Literal["before", "after"]
Other = Literal["any", "first", "last"]


@dataclass(frozen=True)
class Done:
    """What each unit did.

    Attributes:
        count: how often.
        first, last: rows of the first and the last time; -1 where never.
    """

    count: Int64
    first: Int64
    last: Int64


def done(looked: Looked) -> Done:
    """How often each unit has an event of condition 0, and when.

    Args:
        looked: units and which conditions their events meet.
    """
    from journeymine.walk.kernels.did import count_events

    arrays, count = looked.arrays[:6], len(looked.units)
    out = Done(*(np.empty(count, dtype=np.int64) for _ in range(3)))
    looked.units.each_range(
        lambda low, high: count_events(*arrays, low, high, out.count, out.first, out.last)
    )
    return out


def related(looked: Looked, direction: Direction, *, other: Other = "any", longest: int = NO_LIMIT) -> Bool:
    """Which events of condition 0 lie before, or after, one of condition 1 of the same unit.

    At one instant the order of events decides; an event is neither before nor after itself.

    Args:
        looked: units and which conditions their events meet.
        direction: before or after.
        other: `any` event of condition 1 will do, or only the unit's `first` or `last` one.
        longest: longest time between the two, inside, microseconds.
    """
    from journeymine.walk.kernels.did import ANY, FIRST, LAST, mark_related

    how = (direction == "before", {"any": ANY, "first": FIRST, "last": LAST}[other], longest)
    arrays, out = looked.arrays, np.zeros(len(looked.times), dtype=np.bool_)
    looked.units.each_range(lambda low, high: mark_related(*arrays, *how, low, high, out))
    return out


def most_of(counts: Int64, owner: Int32, owners: int) -> Int64:
    """The largest count of any part of each owner; 0 where it has none.

    Args:
        counts: of each part.
        owner: number of each part's owner.
        owners: how many owners there are.
    """
    out = np.zeros(owners, dtype=np.int64)
    np.maximum.at(out, owner, counts)
    return out
