"""What is counted of blocks of steps: passages named by a key, and the counts of each key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from journeymine.walk.paths import Bool, Float64, Int32, Int64
from journeymine.walk.walked import NO_LIMIT, Block, Walked

QUANTILES = (0.5, 0.9)
"""Of the times of passages: median and p90."""

_LINES = 1 << 18


@dataclass
class Passages:
    """What a block names; arrays are longer than what is in use, and a block has no more than its steps and
    units.

    Attributes:
        key: number of what is passed, 0 or more.
        unit: whose passage it is; a unit's passages stand together.
        micros: its time in microseconds, or NO_TIME; a key's passages all have one, or none has.
    """

    key: Int64
    unit: Int32
    micros: Int64


Near = tuple[Int64, Int32, Int64, int]
"""Where times near quantiles are kept: lines, slots, values, and how many there are (see quantiles.py)."""

Measure = Callable[[Walked, tuple[int, int], Near], int]
"""Counts units from a first to before a last right from their events; says how many times are kept then."""


@dataclass(frozen=True)
class Namer:
    """How passages are named.

    Attributes:
        name: names a block's passages and says how many there are.
        space: keys are below this number.
        longest: steps looked at in a unit.
        has_times: of keys, whether their passages have times; None: all have, where times are wanted.
        measure: counts passages with their times without naming them, and uses the last key for what is no
            passage; None: it can't.
        most: passages with a time that a unit has at most, no two of one key; 0: any number.
    """

    name: Callable[[Block, Passages], int]
    space: int
    longest: int = NO_LIMIT
    has_times: Callable[[Int64], Bool] | None = None
    measure: Measure | None = None
    most: int = 0

    @property
    def is_small(self) -> bool:
        """Whether there may be a line for every key."""
        return self.space <= _LINES


@dataclass(frozen=True)
class Tally:
    """Counts by key, in the order of the keys.

    Attributes:
        key: the keys that occur.
        times: passages.
        units: different units.
        customers: different customers.
        seconds: sum of the passages' seconds; 0 where they have none, or were not asked for.
        median, p90: of their seconds, by linear interpolation; NaN where they have none, or were not asked
            for.
    """

    key: Int64
    times: Int64
    units: Int64
    customers: Int64
    seconds: Float64
    median: Float64
    p90: Float64

    def __len__(self) -> int:
        """Number of keys."""
        return len(self.key)


def room_for(block: Block) -> Passages:
    """Room for what a block names, and any later block of the same arrays."""
    size = len(block.node) + len(block.start)
    return Passages(
        np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int64)
    )
