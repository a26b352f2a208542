"""Events and their total order (SEMANTICS 1).

Rule in own words: an event is known by its source and its id in that source. All events of a load stand
in one order: first by instant, then by the source's own number inside the instant, then by the source's
name, then by the id. Two different events are never equal in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

Key = tuple[str, str]
EventId = tuple[str, str]
Order = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened between a customer and the company.

    Attributes:
        source: name of the source.
        event_id: the source's id, unique inside the source.
        occurred_at: microseconds since 1970-01-01T00:00Z.
        event_name: as the source names it.
        sequence: the source's own order inside one instant.
        channel: the channel it came by.
        device: kind of device (mobile, desktop), not an identity.
        page: page name.
        value: money of the event.
        keys: identity keys as (type, value), as the source has them.
        score: answer of a survey, in its own scale.
        quantity: items added or removed.
        price: money for one item.
        session_key: the source's own session id.
        properties: anything else, as (name, value).
    """

    source: str
    event_id: str
    occurred_at: int
    event_name: str
    sequence: int = 0
    channel: str | None = None
    device: str | None = None
    page: str | None = None
    value: float | None = None
    keys: tuple[Key, ...] = ()
    score: float | None = None
    quantity: float | None = None
    price: float | None = None
    session_key: str | None = None
    properties: tuple[tuple[str, str], ...] = ()

    @property
    def ident(self) -> EventId:
        """What tells this event from every other one."""
        return (self.source, self.event_id)

    @property
    def order(self) -> Order:
        """Its place in the total order."""
        return (self.occurred_at, self.sequence, self.source, self.event_id)

    def get(self, name: str) -> str | None:
        """Value of a property, or of channel, device or page; None where unknown."""
        known = {"channel": self.channel, "device": self.device, "page": self.page}
        return dict(self.properties).get(name, known.get(name))


@dataclass(frozen=True)
class SourceSettings:
    """How each source takes part in sessions.

    Attributes:
        sessionized: sources with `sessionize: true`.
        native: sessionized sources whose own session id is trusted (`session_id: native`).
    """

    sessionized: frozenset[str] = field(default_factory=lambda: frozenset({"web", "app"}))
    native: frozenset[str] = frozenset()

    def is_sessionized(self, event: Event) -> bool:
        """Whether the event belongs to a session."""
        return event.source in self.sessionized

    def is_native(self, event: Event) -> bool:
        """Whether the event's session is the one that its source names."""
        return self.is_sessionized(event) and event.source in self.native and event.session_key is not None


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events in their total order.

    Raises:
        ValueError: two events have the same source and id.
    """
    ordered = sorted(events, key=lambda event: event.order)
    if len({event.ident for event in ordered}) < len(ordered):
        raise ValueError("Two events have the same source and id; a load keeps one of them.")
    return ordered
