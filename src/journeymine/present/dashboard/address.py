"""What an address says: page, language and filters in its query string, so that a link can be shared.

Whatever cannot be read is left out and named, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlencode

from journeymine.choice import Choice
from journeymine.present.dashboard.pages.catalogue import FIRST, is_page
from journeymine.present.words import LANGUAGES

_MOST_VALUES, _LONGEST = 50, 200
_YEARS = range(1900, 2201)
_LISTS = {"channel": "channels", "device": "devices", "persona": "personas"}


@dataclass(frozen=True)
class Filters:
    """Which journeys to look at; empty leaves all in.

    Attributes:
        since, until: first and last day (UTC) on which they started.
        channels, devices: of the journey's first event that has one.
        personas: of its customer.
    """

    since: date | None = None
    until: date | None = None
    channels: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Filters()

    @property
    def count(self) -> int:
        """How many filters are set; a period counts as one."""
        period = self.since is not None or self.until is not None
        return period + bool(self.channels) + bool(self.devices) + bool(self.personas)

    def choice(self) -> Choice:
        """As the snapshot's view takes it."""
        until = None if self.until is None else self.until + timedelta(days=1)
        return Choice(
            since=_midnight(self.since),
            until=_midnight(until),
            channels=self.channels or None,
            devices=self.devices or None,
            personas=self.personas or None,
        )


@dataclass(frozen=True)
class Address:
    """A place in the dashboard.

    Attributes:
        page: its page.
        language: en, pl or ar; None for the journey file's.
        filters: which journeys.
        unread: keys of the query string that could not be read.
    """

    page: str = FIRST
    language: str | None = None
    filters: Filters = field(default_factory=Filters)
    unread: tuple[str, ...] = ()


def read_address(search: str | None) -> Address:
    """The address of a query string; what cannot be read is named in `unread`."""
    try:
        found = parse_qs((search or "").lstrip("?"), max_num_fields=4 * _MOST_VALUES)
    except ValueError:
        return Address(unread=("…",))
    page, language = _last(found, "page"), _last(found, "lang")
    filters = Filters(_day(found, "since"), _day(found, "until"), *(_texts(found, key) for key in _LISTS))
    address = Address(
        page if is_page(page) else FIRST, language if language in LANGUAGES else None, filters=filters
    )
    return replace(address, unread=_unread(found, address))


def write_address(address: Address) -> str:
    """The query string of an address; what is as by default is left out."""
    filters = address.filters
    pairs = [("page", address.page)] if address.page != FIRST else []
    pairs += [("lang", address.language)] if address.language else []
    days = (("since", filters.since), ("until", filters.until))
    pairs += [(key, day.isoformat()) for key, day in days if day]
    pairs += [(key, value) for key, name in _LISTS.items() for value in getattr(filters, name)]
    return f"?{urlencode(pairs)}" if pairs else "?"


def read_day(text: str | None) -> date | None:
    """A day of the calendar written as 2026-06-30; None for anything else."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)


def _last(found: Mapping[str, Sequence[str]], key: str) -> str:
    return found.get(key, ("",))[-1]


def _day(found: Mapping[str, Sequence[str]], key: str) -> date | None:
    return read_day(_last(found, key))


def _texts(found: Mapping[str, Sequence[str]], key: str) -> tuple[str, ...]:
    """Distinct values in an order that does not depend on how they were picked."""
    short = {value for value in found.get(key, ()) if len(value) <= _LONGEST}
    return tuple(sorted(short))[:_MOST_VALUES]


def _unread(found: Mapping[str, Sequence[str]], address: Address) -> tuple[str, ...]:
    filters = address.filters
    lists = {key: getattr(filters, name) for key, name in _LISTS.items()}
    read = {
        "page": is_page(_last(found, "page")),
        "lang": address.language is not None,
        "since": filters.since is not None,
        "until": filters.until is not None,
        **{key: set(found.get(key, ())) == set(values) for key, values in lists.items()},
    }
    return tuple(key[:_LONGEST] for key in found if not read.get(key, False))
