"""Sessions (SEMANTICS 3).

Rule in own words: take one customer's events from sessionized sources, in order. The first starts a
session, and so does each one that comes more than the timeout after the one before; exactly the timeout
does not. A session has the source of its first event. Where a source's own session id is trusted, its
events go by that id and take no part in the counting of gaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.reference.events import MINUTE, SECOND, Event, SourceSettings, in_order


@dataclass(frozen=True)
class Session:
    """Activity of one customer without a long pause.

    Attributes:
        customer: label of the customer.
        events: its events in order, never empty.
        session_key: the source's own id where the session is native, else None.
    """

    customer: str
    events: tuple[Event, ...]
    session_key: str | None = None

    @property
    def source(self) -> str:
        """Source of the first event."""
        return self.events[0].source

    @property
    def started_at(self) -> int:
        """Instant of the first event."""
        return self.events[0].occurred_at

    @property
    def ended_at(self) -> int:
        """Instant of the last event."""
        return self.events[-1].occurred_at

    @property
    def duration_seconds(self) -> float:
        """Seconds from the first event to the last."""
        return (self.ended_at - self.started_at) / SECOND


def cut_at_gaps(ordered: Iterable[Event], timeout: int) -> list[list[Event]]:
    """Runs of events in which no gap is greater than the timeout (microseconds)."""
    runs: list[list[Event]] = []
    for event in ordered:
        if not runs or event.occurred_at - runs[-1][-1].occurred_at > timeout:
            runs.append([])
        runs[-1].append(event)
    return runs


def customer_sessions(
    customer: str, events: Iterable[Event], *, settings: SourceSettings, timeout: int = 30 * MINUTE
) -> list[Session]:
    """The sessions of one customer, by their first event."""
    sessionized = [event for event in in_order(events) if settings.is_sessionized(event)]
    timed = [event for event in sessionized if not settings.is_native(event)]
    sessions = [Session(customer, tuple(run)) for run in cut_at_gaps(timed, timeout)]
    native: dict[tuple[str, str], list[Event]] = {}
    for event in sessionized:
        if settings.is_native(event) and event.session_key is not None:
            native.setdefault((event.source, event.session_key), []).append(event)
    sessions += [Session(customer, tuple(run), key) for (_, key), run in native.items()]
    return sorted(sessions, key=lambda session: session.events[0].order)


def build_sessions(
    by_customer: Mapping[str, Iterable[Event]], *, settings: SourceSettings, timeout: int = 30 * MINUTE
) -> list[Session]:
    """The sessions of all customers."""
    return [
        session
        for customer in sorted(by_customer)
        for session in customer_sessions(customer, by_customer[customer], settings=settings, timeout=timeout)
    ]
