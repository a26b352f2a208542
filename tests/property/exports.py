"""Made-up exports of a small shop: its own log, contacts of HubSpot, identify calls of Segment, and what was
paid for advertising.

Few customers, few identifiers, and times half an hour apart: ties, repeats, corrections and gaps of exactly a
limit come by themselves.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

Row = tuple[str, ...]

HEADERS: dict[str, Row] = {
    "shop": (
        *("id", "at", "what", "who", "mail", "device"),
        *("place", "money", "plan", "visit", "page", "words"),
    ),
    "crm": (
        *("id", "property_createdate", "property_email", "property_customer_number"),
        "property_hs_merged_object_ids",
    ),
    "site": ("id", "timestamp", "anonymous_id", "user_id", "email"),
    "ads": ("day", "channel", "campaign_name", "ad", "cost", "clicks"),
}
"""The columns of each source, the id first where there is one."""

AT, WHO, MAIL, DEVICE = 1, 3, 4, 5
"""Places in a row of the shop."""

NEW = "new"
"""Stands for an id that no row has yet."""

_FIRST = datetime(2020, 1, 6, 9)
_DATED = datetime(2020, 2, 1)
TIMES = [
    f"{_FIRST + timedelta(days=day, minutes=30 * half, seconds=second)}"
    for day in (0, 8, 40)
    for half in range(5)
    for second in (0, 1)
]
PEOPLE = ("u0", "u1", "u2")
MAILS = ("m0@x.de", "M1@x.de ", "m2@shop.de")
DEVICES = ("d0", "d1", "d2")


@dataclass(frozen=True)
class Export:
    """A file of a source.

    Attributes:
        source: the source.
        rows: its records.
        serial: counts the files as they come.
        moment: minutes of the date in its name; None where its name tells no date.
    """

    source: str
    rows: tuple[Row, ...]
    serial: int
    moment: int | None

    @property
    def name(self) -> str:
        """Its path from the shop's folder; dated files come before the others, those in their order."""
        return f"{self.source}/{f'later_{self.serial:04}' if self.moment is None else dated(self.moment)}.csv"

    @property
    def content(self) -> bytes:
        """Its bytes."""
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([HEADERS[self.source], *self.rows])
        return text.getvalue().encode()

    @property
    def place(self) -> tuple[bool, int, int]:
        """Its place in the order in which files correct each other."""
        return self.moment is None, self.moment or 0, self.serial

    def write(self, folder: Path) -> None:
        """Write it."""
        path = folder / self.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.content)

    def with_ids(self, first: int) -> Export:
        """The same file; each NEW is an id of its own."""
        rows = tuple(
            (f"e{first + place}", *row[1:]) if row[0] == NEW else row for place, row in enumerate(self.rows)
        )
        return replace(self, rows=rows)


def dated(moment: int) -> str:
    """A file's name that tells a minute."""
    return f"day_{_DATED + timedelta(minutes=moment):%Y-%m-%dT%H%M}"


def half_an_hour_later(row: Row) -> Row:
    """Another act of the same customer, as late as a session may wait."""
    at = datetime.fromisoformat(row[AT]) + timedelta(minutes=30)
    return (NEW, f"{at}", *row[2:])


def _maybe(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(("", *values))


def _shop_row() -> st.SearchStrategy[Row]:
    return st.tuples(
        st.sampled_from((NEW, NEW, NEW, "")),
        st.sampled_from((*TIMES, "")),
        st.sampled_from(("look", "cart", "pay", "error", "buy", "buy")),
        _maybe(*PEOPLE, "guest"),
        _maybe("", *MAILS),
        _maybe(*DEVICES),
        _maybe("1"),
        _maybe("0.5", "20"),
        _maybe("a", "b"),
        _maybe("v1", "v2"),
        _maybe("/", "/cart"),
        _maybe("", "", "words", "other words"),
    )


def _contact() -> st.SearchStrategy[Row]:
    return st.tuples(
        st.sampled_from(("1", "2", "3")),
        _maybe(*TIMES[::4]),
        _maybe(*MAILS),
        _maybe(*PEOPLE),
        _maybe("", "2", "3"),
    )


def _identify() -> st.SearchStrategy[Row]:
    return st.tuples(st.just(NEW), _maybe(*TIMES[::4]), _maybe(*DEVICES), _maybe(*PEOPLE), _maybe("", *MAILS))


def _cost() -> st.SearchStrategy[Row]:
    return st.tuples(
        st.sampled_from(("2020-01-06", "2020-01-14")),
        st.sampled_from(("search", "social")),
        st.sampled_from(("spring", "")),
        st.sampled_from(("1", "2")),
        st.sampled_from(("1", "2.5")),
        _maybe("3"),
    )


ROWS: dict[str, st.SearchStrategy[Row]] = {
    "shop": _shop_row(),
    "crm": _contact(),
    "site": _identify(),
    "ads": _cost(),
}


@st.composite
def records(draw: st.DrawFn) -> tuple[str, Sequence[Row]]:
    """A source and some rows of it; mostly of the shop."""
    source = draw(st.sampled_from(("shop", "shop", "shop", "crm", "site", "ads")))
    return source, draw(st.lists(ROWS[source], min_size=1, max_size=12 if source == "shop" else 4))


@st.composite
def changed(draw: st.DrawFn, export: Export) -> tuple[Row, ...]:
    """An export's rows again: some with other values under their ids, some gone."""
    rows: list[Row] = []
    for row in export.rows:
        fate = draw(st.sampled_from(("same", "changed", "changed", "gone")))
        if fate == "same":
            rows.append(row)
        elif fate == "changed":
            other = draw(ROWS[export.source])
            kept = 4 if export.source == "ads" else 1
            rows.append((*row[:kept], *other[kept:]))
    return tuple(rows)
