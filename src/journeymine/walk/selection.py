"""Which events a condition names, and which part of the paths a question is about; as masks over arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from journeymine.walk.paths import Bool, Paths


@dataclass(frozen=True)
class EventMask:
    """Events that meet a condition.

    Attributes:
        of_signature: whether a signature meets it.
        rows: what else each event must meet, beyond its signature (a figure, a time, a property); None:
            nothing.
    """

    of_signature: Bool
    rows: Bool | None = None

    def __and__(self, other: EventMask) -> EventMask:
        """Events that meet both."""
        rows = [mask for mask in (self.rows, other.rows) if mask is not None]
        both = rows[0] & rows[1] if len(rows) == 2 else (rows[0] if rows else None)
        return EventMask(self.of_signature & other.of_signature, both)

    def on(self, paths: Paths) -> Bool:
        """Whether each event meets it."""
        found = self.of_signature[paths.signature]
        return found if self.rows is None else found & self.rows


def every_event(paths: Paths) -> EventMask:
    """No condition."""
    return EventMask(np.ones(len(paths.signatures), dtype=np.bool_))


@dataclass(frozen=True)
class Selection:
    """The part of the paths that a question is about; None leaves all in.

    Attributes:
        events: other events are as if they had not happened.
        customers: whether each customer is in.
        sessions: whether each session is in; with it events outside sessions are out.
        journeys: whether each journey is in; with it unmapped events are out.
    """

    events: EventMask | None = None
    customers: Bool | None = None
    sessions: Bool | None = None
    journeys: Bool | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return all(part is None for part in (self.events, self.customers, self.sessions, self.journeys))
