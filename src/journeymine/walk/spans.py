"""The most distinct values that a group of events holds within any span of time."""

from __future__ import annotations

from collections import Counter, deque

import numpy as np

from journeymine.walk.paths import Int32, Int64, bounds, changes


def most_distinct_within(group: Int64, times: Int64, codes: Int32, *, span: int) -> Int64:
    """Largest number of distinct codes within any closed span, per group.

    Args:
        group: number of each event's group, ascending; events of one group stand together.
        times: microseconds, ascending inside a group.
        codes: what is counted; -1 is passed over.
        span: microseconds; events exactly that far apart are within.

    Returns:
        One count per group number, 0 for groups without a code.
    """
    result = np.zeros(int(group[-1]) + 1 if len(group) else 0, dtype=np.int64)
    rows = np.flatnonzero(codes >= 0)
    starts, ends = bounds(changes(group[rows]))
    result[group[rows[starts]]] = 1
    is_mixed = (
        np.logical_or.reduceat(changes(codes[rows]) & ~changes(group[rows]), starts) if len(rows) else starts
    )
    for start, end in zip(starts[is_mixed], ends[is_mixed], strict=True):
        part = rows[start:end]
        result[group[part[0]]] = _most_distinct(times[part].tolist(), codes[part].tolist(), span)
    return result


def _most_distinct(times: list[int], codes: list[int], span: int) -> int:
    window: deque[tuple[int, int]] = deque()
    counts: Counter[int] = Counter()
    most = 0
    for moment, code in zip(times, codes, strict=True):
        window.append((moment, code))
        counts[code] += 1
        while window[0][0] < moment - span:
            _, gone = window.popleft()
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
        most = max(most, len(counts))
    return most
