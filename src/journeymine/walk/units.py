"""What is counted: customers, sessions or journeys; and going over them in ranges of up to a million events.

A kernel is called once for each range. Ranges depend on the data alone, so that what is added up over them,
in their order, does not depend on how many threads did the work.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

from journeymine.walk.paths import Int32, Int64, Paths, Spans

T = TypeVar("T")
Unit = Literal["customer", "session", "journey"]
UNITS: tuple[Unit, ...] = ("customer", "session", "journey")
RANGE_EVENTS = 1_000_000
"""Most events of a range, and of fewer events in all a RANGES-th, but no fewer than LEAST_EVENTS."""

RANGES = 16
LEAST_EVENTS = 1 << 17
THREADS = 2


@dataclass(frozen=True)
class Units:
    """Where the units of a kind lie.

    Attributes:
        unit: customer, session or journey.
        first: first row of each.
        end: the row behind its last.
        of_event: number of each event's unit; rows of a unit's span that have another number are not its own.
            Empty for customers, whose spans hold nothing else.
    """

    unit: Unit
    first: Int64
    end: Int64
    of_event: Int32

    def __len__(self) -> int:
        """How many units there are."""
        return len(self.first)

    def ranges(self, events: int | None = None) -> list[tuple[int, int]]:
        """First unit of each range, and the one behind its last; none where there is no unit.

        Args:
            events: about how many events a range spans; one unit is never cut. None: so many that threads
                have about as much to do.
        """
        if not len(self):
            return []
        if events is None:
            share = int(self.end[-1] - self.first[0]) // RANGES
            events = min(max(share, LEAST_EVENTS), RANGE_EVENTS)
        marks = np.arange(self.first[0], self.end[-1], events)
        edges = np.unique([0, *np.searchsorted(self.first, marks), len(self)])
        return [(int(low), int(high)) for low, high in zip(edges[:-1], edges[1:], strict=True)]

    def each_range(self, work: Callable[[int, int], T], *, threads: int = THREADS) -> list[T]:
        """What `work(low, high)` gives for each range, in their order.

        Args:
            work: called with the first unit of a range and the one behind its last.
            threads: how many ranges are worked on at once; kernels let go of Python's lock.
        """
        ranges = self.ranges()
        if threads < 2 or len(ranges) < 2:
            return [work(*part) for part in ranges]
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(lambda part: work(*part), ranges))


def units_of(paths: Paths, unit: Unit) -> Units:
    """Where the units of a kind lie in the paths.

    Args:
        paths: all events in order.
        unit: customer, session or journey.
    """
    if unit == "customer":
        return Units(unit, paths.bounds[:-1], paths.bounds[1:], np.zeros(0, dtype=np.int32))
    spans: Spans = paths.sessions if unit == "session" else paths.journeys
    return Units(unit, spans.first, spans.end, paths.session if unit == "session" else paths.journey)
