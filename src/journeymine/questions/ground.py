"""What questions stand on: the paths of one generation, the tables beside them, and the names that they may
use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import pyarrow as pa

from journeymine.questions.definition import Definition
from journeymine.walk.paths import Paths
from journeymine.walk.units import Unit


@dataclass(frozen=True)
class Ground:
    """One generation, open for questions.

    Attributes:
        paths: all events in order.
        read: gives a published table by its name. `customers`, `sessions` and `journeys` come in the order of
            their numbers in the paths: row n is unit n.
        generation, fingerprint, as_of: of the data.
        min_cell: figures about fewer customers are withheld in what leaves the warehouse.
        cohorts: the journey file's and the saved ones, as text by name.
        inactive_after: silence after which a journey that did not convert is dropped, no longer open.
        abandon_after: silence after which a cart is abandoned.
    """

    paths: Paths
    read: Callable[[str], pa.Table]
    generation: int
    fingerprint: str
    as_of: datetime
    min_cell: int
    cohorts: Mapping[str, str]
    inactive_after: timedelta = timedelta(days=30)
    abandon_after: timedelta = timedelta(hours=24)

    @cached_property
    def customers(self) -> pa.Table:
        """Table customers; row n is customer n of the paths."""
        return self.read("customers")

    @cached_property
    def sessions(self) -> pa.Table:
        """Table sessions; row n is session n of the paths."""
        return self.read("sessions")

    @cached_property
    def journeys(self) -> pa.Table:
        """Table journeys; row n is journey n of the paths."""
        return self.read("journeys")

    def units(self, unit: Unit) -> pa.Table:
        """The table of a kind of unit, in the order of their numbers."""
        return {"customer": self.customers, "session": self.sessions, "journey": self.journeys}[unit]

    def define(
        self, question: str, asked: Mapping[str, Any], rules: Mapping[str, str] | None = None
    ) -> Definition:
        """The definition of a question asked here."""
        return Definition(question, asked, self.generation, self.fingerprint, self.as_of, rules or {})
