"""Funnels: how many units do s1, then s2, and so on in this order, all within a window from s1.

Reads events. Other events may lie between the steps; two steps need two events; exactly the window is inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Literal, cast

import pyarrow as pa

from journeymine.engine import Engine
from journeymine.errors import UsageError

Entry = Literal["any", "first"]
Unit = Literal["customer", "session", "journey"]
Match = tuple[int, frozenset[int]]


@dataclass(frozen=True)
class Funnel:
    """A funnel's answer with its definition.

    Attributes:
        steps: event names.
        counts: units that reached each step.
        window: longest time from the first step; None for no limit.
        entry: `any` start may succeed, or only the `first`.
        unit: what is counted.
    """

    steps: tuple[str, ...]
    counts: tuple[int, ...]
    window: timedelta | None
    entry: Entry
    unit: Unit

    def table(self) -> pa.Table:
        """Columns step, event_name, unit_count, share_of_first, share_of_previous."""
        first, previous = self.counts[0], (None, *self.counts[:-1])
        return pa.table(
            {
                "step": range(1, len(self.steps) + 1),
                "event_name": self.steps,
                "unit_count": self.counts,
                "share_of_first": [count / first if first else None for count in self.counts],
                "share_of_previous": [
                    count / before if before else None
                    for count, before in zip(self.counts, previous, strict=True)
                ],
            }
        )


def funnel(
    engine: Engine,
    steps: Sequence[str],
    *,
    window: timedelta | None = None,
    entry: Entry = "any",
    unit: Unit = "customer",
) -> Funnel:
    """Count the units that reach each step.

    Args:
        engine: holds events.
        steps: event names, two or more.
        window: longest time from the first step.
        entry: `any`: the best of all possible starts; `first`: only the unit's first event that matches s1.
        unit: customer, session or journey.

    Raises:
        UsageError: fewer than two steps, or an event name that no event has.
    """
    if len(steps) < 2:
        raise UsageError("a funnel needs two or more steps, for instance view_item, add_to_cart, purchase")
    _known(engine, steps)
    engine.model("int_funnel_events", {"steps": list(steps), "unit": unit})
    rows = engine.fetch("int_funnel_events", order_by=("unit_id", "position"))
    reached = [0] * len(steps)
    for matches in _units(rows, steps):
        for step in range(_depth(matches, len(steps), window, entry)):
            reached[step] += 1
    return Funnel(tuple(steps), tuple(reached), window, entry, unit)


def depth_any(matches: Sequence[Match], size: int, window: int | None) -> int:
    """Steps reached by the best start.

    For each step the latest start that got there is kept: a later start leaves more of the window.

    Args:
        matches: (microseconds, numbers of the steps that the event matches), in order.
        size: number of steps.
        window: microseconds, or None.
    """
    start_of: list[int | None] = [None] * size
    depth = 0
    for time, numbers in matches:
        for number in sorted(numbers, reverse=True):
            start = time if number == 0 else start_of[number - 1]
            if start is None or (window is not None and time - start > window):
                continue
            start_of[number] = start
            depth = max(depth, number + 1)
    return depth


def depth_first(matches: Sequence[Match], size: int, window: int | None) -> int:
    """Steps reached from the first event that matches s1."""
    depth, start = 0, 0
    for time, numbers in matches:
        if depth == size or (depth and window is not None and time - start > window):
            break
        if depth in numbers:
            start = time if depth == 0 else start
            depth += 1
    return depth


def _depth(matches: Sequence[Match], size: int, window: timedelta | None, entry: Entry) -> int:
    limit = None if window is None else window // timedelta(microseconds=1)
    return (depth_any if entry == "any" else depth_first)(matches, size, limit)


def _units(rows: pa.Table, steps: Sequence[str]) -> Iterator[list[Match]]:
    numbers = {name: frozenset(i for i, step in enumerate(steps) if step == name) for name in steps}
    times = cast(list[int], rows["occurred_at"].cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_pylist())
    names = cast(list[str], rows["event_name"].to_pylist())
    found = zip(cast(list[str], rows["unit_id"].to_pylist()), times, names, strict=True)
    for _, group in groupby(found, key=lambda row: row[0]):
        yield [(time, numbers[name]) for _, time, name in group]


def _known(engine: Engine, steps: Sequence[str]) -> None:
    names = set(engine.query("select distinct event_name from events")["event_name"].to_pylist())
    for step in steps:
        if step not in names:
            from difflib import get_close_matches

            near = ", ".join(get_close_matches(step, sorted(names), n=3)) or ", ".join(sorted(names)[:8])
            raise UsageError(f"no event is called {step!r}; the nearest are: {near}")
