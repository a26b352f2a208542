"""The date that a file's path tells, by which files that contradict each other are put in order.

`events_20260131.json.gz`, `dt=2026-01-31/part-0.csv`, `export_2026-01-31T14.csv`: the date, and the hour
where one follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<mark>[-_.]?)(?P<month>\d{2})(?P=mark)(?P<day>\d{2})"
    r"(?:[T_ -]?(?P<hour>[01]\d|2[0-3])(?:[-_:.h]?(?P<minute>[0-5]\d))?(?![-_.]?\d))?(?!\d)"
)


def moment_in(path: str) -> datetime | None:
    """The latest date that a path tells, with hour and minute where they follow it; None where it tells none.

    Args:
        path: a file's path as users see it.

    Returns:
        The instant, read as UTC; only the order of such instants means anything.
    """
    return max(_moments(path), default=None)


def _moments(path: str) -> Iterator[datetime]:
    for found in _DATE.finditer(path):
        parts = found.group("year", "month", "day", "hour", "minute")
        try:
            year, month, day, hour, minute = (int(part or 0) for part in parts)
            yield datetime(year, month, day, hour, minute, tzinfo=UTC)
        except ValueError:
            continue
