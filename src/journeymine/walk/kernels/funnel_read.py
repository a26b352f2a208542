"""What a funnel's attempts say: how many reached each step and ended there, after how long, and what came
next.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Bool, Int8, Int32, Int64

LOST, OPEN, CONVERTED = range(3)
"""What becomes of an attempt."""

Rows = NDArray[np.signedinteger]


@compiled
def read_ends(
    rows: Rows,
    open_row: NDArray[np.signedinteger],
    needed: int,
    is_limited: Bool,
    low: int,
    high: int,
    last: Int8,
    fate: Int8,  # noqa: FBT001
) -> None:
    """The last step and the fate of attempts low to high.

    Args:
        rows, open_row: as in Attempts.
        needed: the last step that may not be missed, from 0.
        is_limited: of each step, whether time is limited after it; where it is not, nobody is called open.
        low, high: first attempt, and the one behind the last.
        last, fate: get the last step reached, from 0, and LOST, OPEN or CONVERTED.
    """
    size = rows.shape[1]
    for attempt in range(low, high):
        step = size - 1
        while rows[attempt, step] < 0:
            step -= 1
        last[attempt] = step
        is_open = is_limited[step] and open_row[attempt] >= 0
        fate[attempt] = CONVERTED if step >= needed else (OPEN if is_open else LOST)


@compiled
def tally(
    rows: Rows, last: Int8, fate: Int8, group: Int32, low: int, high: int, reached: Int64, ends: Int64
) -> None:
    """Count attempts low to high.

    Args:
        rows: as in Attempts.
        last, fate: of each attempt.
        group: of each attempt; empty: all are in one.
        low, high: first attempt, and the one behind the last.
        reached: shape (groups, steps, 3); gets how many reached each step, by fate.
        ends: shape (groups, steps, 3); gets how many ended at each, by fate.
    """
    size, is_grouped = rows.shape[1], len(group) > 0
    for attempt in range(low, high):
        own = group[attempt] if is_grouped else 0
        for step in range(size):
            reached[own, step, fate[attempt]] += rows[attempt, step] >= 0
        ends[own, last[attempt], fate[attempt]] += 1


@compiled
def gaps(
    times: Int64,
    rows: Rows,
    step: int,
    is_whole: bool,  # noqa: FBT001
    low: int,
    high: int,
    out: Int64,
    whose: Int32,
) -> int:
    """The time to a step of those of attempts low to high that reached it.

    Args:
        times, rows: as in Attempts.
        step: the step, from 0.
        is_whole: from the start; else from the step reached before.
        low, high: first attempt, and the one behind the last.
        out, whose: get microseconds and attempt, from 0 on.

    Returns:
        How many reached it.
    """
    count = 0
    for attempt in range(low, high):
        if rows[attempt, step] < 0:
            continue
        before = 0 if is_whole or step == 0 else step - 1
        while rows[attempt, before] < 0:
            before -= 1
        out[count] = times[attempt, step] - times[attempt, before]
        whose[count] = attempt
        count += 1
    return count


@compiled
def lay_gaps(times: Int64, rows: Rows, group: Int32, low: int, high: int, cursor: Int64, out: Int64) -> None:
    """Lay the times to each step, from the step reached before, of attempts low to high, those of a group
    and step together.

    Args:
        times, rows: as in Attempts.
        group: of each attempt; empty: all are in one.
        low, high: first attempt, and the one behind the last.
        cursor: shape (groups, steps); where the next time of each goes; moved on.
        out: gets microseconds.
    """
    size, is_grouped = rows.shape[1], len(group) > 0
    for attempt in range(low, high):
        own = group[attempt] if is_grouped else 0
        before = 0
        for step in range(1, size):
            if rows[attempt, step] < 0:
                continue
            out[cursor[own, step]] = times[attempt, step] - times[attempt, before]
            cursor[own, step] += 1
            before = step


@compiled
def look_up(codes: Int32, node_of: Int32, rows: Rows, step: int, low: int, high: int, out: Int32) -> None:
    """The node of the event that reached a step, of attempts low to high; -1: it was missed, or there is
    none.

    Args:
        codes: of each event.
        node_of: node of each code.
        rows: as in Attempts.
        step: the step, from 0.
        low, high: first attempt, and the one behind the last.
        out: gets the nodes.
    """
    for attempt in range(low, high):
        row = rows[attempt, step]
        code = codes[row] if row >= 0 else -1
        out[attempt] = node_of[code] if code >= 0 else -1


@compiled
def next_rows(
    times: Int64,
    codes: NDArray[Any],
    is_past: Bool,
    of_event: Int32,
    end_of: Int64,
    unit: Int32,
    rows: Rows,
    step: int,
    limit: int,
    until: int,
    low: int,
    high: int,
    out: Int64,
) -> None:
    """The event of the unit that comes next after the one that reached a step, of attempts low to high.

    Args:
        times, codes, is_past, of_event: of each event, and of each code (see Looked).
        end_of: the row behind each unit's last.
        unit, rows: as in Attempts.
        step: the step, from 0.
        limit: longest time from the start.
        until: events from then on are looked past.
        low, high: first attempt, and the one behind the last.
        out: gets its row; -1: there is none in time, -2: the step was not reached.
    """
    is_shared = len(of_event) > 0
    for attempt in range(low, high):
        own, row = unit[attempt], rows[attempt, step] + 1
        out[attempt] = -2
        if row == 0:
            continue
        while row < end_of[own] and (is_past[codes[row]] or (is_shared and of_event[row] != own)):
            row += 1
        is_there = row < end_of[own] and times[row] < until and times[row] - times[rows[attempt, 0]] <= limit
        out[attempt] = row if is_there else -1


@compiled
def tally_seen(
    times: Int64,
    codes: NDArray[Any],
    is_free: Bool,
    signature: Int32,
    node_of: Int32,
    of_event: Int32,
    end_of: Int64,
    unit: Int32,
    rows: Rows,
    begun: Int64,
    done: Int64,
    limit: int,
    until: int,
    low: int,
    high: int,
    seen: Int64,
) -> None:
    """Count in how many of attempts low to high each node is seen, by whether they got on.

    Args:
        times, codes, signature, of_event: of each event (codes: see Looked).
        is_free: whether the events of each code count.
        node_of: node of each signature; -1: none.
        end_of: the row behind each unit's last.
        unit, rows: as in Attempts.
        begun: row after which each attempt is looked at; -1: it is not.
        done: row before which; -1: it did not get on, and is looked at up to the limit.
        limit: longest time from the start.
        until: events from then on are looked past.
        low, high: first attempt, and the one behind the last.
        seen: shape (2, nodes); gets the counts of those that did not get on, and of those that did.
    """
    is_shared, known = len(of_event) > 0, np.full(seen.shape[1], -1, np.int64)
    for attempt in range(low, high):
        if begun[attempt] < 0:
            continue
        own, side = unit[attempt], 0 if done[attempt] < 0 else 1
        end = end_of[own] if done[attempt] < 0 else done[attempt]
        latest = min(times[rows[attempt, 0]] + limit, until - 1)
        for row in range(begun[attempt] + 1, end):
            if times[row] > latest:
                break
            if not is_free[codes[row]] or (is_shared and of_event[row] != own):
                continue
            node = node_of[signature[row]]
            if node >= 0 and known[node] != attempt:
                known[node] = attempt
                seen[side, node] += 1
