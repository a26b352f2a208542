"""Small tables as text, durations as text, and events read from such a table.

A table has its columns' names in the first line and `|` between cells; a line of dashes and blank lines
are skipped, an empty cell is unknown. A time is a duration such as `50`, `30m`, `1d2h` or `24h1us`,
counted from Monday 2024-01-01T00:00Z.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.reference.events import DAY, HOUR, MINUTE, SECOND, Event, Key

MONDAY = 1_704_067_200 * SECOND
UNITS = (("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND), ("us", 1))
KEY_COLUMNS = ("user", "crm", "email", "phone", "anonymous")
EVENT_COLUMNS = ("id", "at", "seq", "source", "event", "channel", "quantity", "price", "session")
ONLY_CUSTOMER: Key = ("user", "c1")


@dataclass(frozen=True)
class Table:
    """Named columns and rows of text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def select(self, columns: tuple[str, ...]) -> Table:
        """The same rows with these columns only."""
        places = [self.columns.index(column) for column in columns]
        return Table(columns, tuple(tuple(row[place] for place in places) for row in self.rows))


def parse_table(text: str) -> Table:
    """Read a table.

    Raises:
        ValueError: a row has more or fewer cells than there are columns.
    """
    lines = [line for line in text.splitlines() if line.strip(" |-+")]
    cells = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
    columns, rows = cells[0], tuple(cells[1:])
    for row in rows:
        if len(row) != len(columns):
            raise ValueError(f"{len(row)} cells under {len(columns)} columns: {row}")
    return Table(columns, rows)


def parse_time(text: str) -> int:
    """A duration in microseconds; a bare number is minutes.

    Raises:
        ValueError: the text is no duration.
    """
    if re.fullmatch(r"\d+", text):
        return int(text) * MINUTE
    if not re.fullmatch(r"(\d+(d|h|m|s|us))+", text):
        raise ValueError(f"{text!r} is no duration; write it like 50, 30m, 1d2h or 24h1us.")
    return sum(int(number) * dict(UNITS)[unit] for number, unit in re.findall(r"(\d+)(us|d|h|m|s)", text))


def format_time(duration: int) -> str:
    """A duration as text, in the largest units that fit; `0m` for none."""
    parts: list[str] = []
    for unit, size in UNITS:
        count, duration = divmod(duration, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0m"


def format_instant(instant: int | None) -> str:
    """An instant as the duration since Monday; empty where unknown."""
    return "" if instant is None else format_time(instant - MONDAY)


def format_cell(value: float | str | None) -> str:
    """A figure as text with six digits; empty where unknown."""
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:.6g}"


def _number(text: str) -> float | None:
    return float(text) if text else None


def _keys(cells: dict[str, str]) -> tuple[Key, ...]:
    """Every key in the row; several of one type stand apart by a blank."""
    if not any(column in KEY_COLUMNS for column in cells):
        return (ONLY_CUSTOMER,)
    return tuple(
        (column, value) for column in KEY_COLUMNS for value in cells.get(column, "").split(" ") if value
    )


def _event(number: int, cells: dict[str, str]) -> Event:
    extra = [column for column in cells if column not in EVENT_COLUMNS + KEY_COLUMNS]
    return Event(
        source=cells.get("source") or "web",
        event_id=cells.get("id") or f"e{number:02d}",
        occurred_at=MONDAY + parse_time(cells["at"]),
        event_name=cells.get("event") or "visit",
        sequence=int(cells.get("seq") or 0),
        channel=cells.get("channel") or None,
        keys=_keys(cells),
        quantity=_number(cells.get("quantity", "")),
        price=_number(cells.get("price", "")),
        session_key=cells.get("session") or None,
        properties=tuple((column, cells[column]) for column in extra if cells[column]),
    )


def read_events(text: str) -> list[Event]:
    """The events of a table, in its order.

    Columns are `at` and, as needed, id (else e01, e02 ...), seq, source (else web), event (else visit),
    channel, quantity, price, session, the key types (without any, all is one customer, `user:c1`), and any
    other name for a property.
    """
    table = parse_table(text)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return [_event(number, cells) for number, cells in enumerate(rows, start=1)]
