"""What the answers share: tables of text from figures."""

from __future__ import annotations

from collections.abc import Sequence

from tests.reference.events import Event, in_order
from tests.reference.identity import events_by_customer, resolve
from tests.spec.table import MONDAY, Table, format_cell, parse_time

Cell = float | str | None


def answer_table(columns: str, rows: Sequence[Sequence[Cell]]) -> Table:
    """The figures as a table; the columns are named with blanks between."""
    return Table(tuple(columns.split()), tuple(tuple(format_cell(cell) for cell in row) for row in rows))


def as_of(text: str | None, events: Sequence[Event]) -> int:
    """The given as-of time, else the last event\'s."""
    return in_order(events)[-1].occurred_at if text is None else MONDAY + parse_time(text)


def own_events(events: Sequence[Event]) -> dict[str, list[Event]]:
    """Each customer\'s events."""
    return events_by_customer(events, resolve(events))


def ids(events: Sequence[Event]) -> str:
    """The ids of the events, blanks between."""
    return " ".join(event.event_id for event in events)
