"""The units that met the SQL conditions asked last: the next question of the same part need not ask again.

A generation does not change while it is open, so that a condition is met by the same units each time; those
that name the clock or chance are asked anew. At most `CONDITIONS` are kept, a byte for each unit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Lock

from journeymine.walk.paths import Bool
from journeymine.walk.units import Unit

CONDITIONS = 8

_CHANGES = re.compile(
    r"now|today|random|uuid|setseed|nextval|currval|current|localtime|transaction_timestamp|txid|version",
    re.IGNORECASE,
)
"""In a condition that may be met by others the next time."""


class Remembered:
    """Conditions and who met them, the one asked last at the end."""

    def __init__(self) -> None:
        self._known: dict[tuple[Unit, str], Bool] = {}
        self._lock = Lock()

    def get(self, unit: Unit, condition: str, find: Callable[[], Bool]) -> Bool:
        """Whether each unit meets a condition; not to be written to.

        Args:
            unit: customer, session or journey.
            condition: in SQL.
            find: finds it out.
        """
        if _CHANGES.search(condition):
            return find()
        with self._lock:
            found = self._known.pop((unit, condition), None)
        if found is None:
            found = find()
            found.flags.writeable = False
        with self._lock:
            self._known[unit, condition] = found
            while len(self._known) > CONDITIONS:
                self._known.pop(next(iter(self._known)))
        return found
