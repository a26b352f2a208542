"""Which column of an unknown table is which part of an event: by what its values are, then by its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from journeymine.sources.layouts import fold, looks_personal
from journeymine.suggest.heads import Head
from journeymine.suggest.times import Times, times_of
from journeymine.suggest.words import is_no_act, is_page_view, looks_like_data, place_of, tokens_of

# Names of columns, folded; those before count for more.
_NAMES: Mapping[str, str] = {
    "time": """
        eventtimestamp eventtime timestamp occurredat happenedat datetime time ts at when createdat
        createdon created invoicedate orderdate purchasedate transactiondate visitdate eventdate date day
        czas data zeitpunkt datum fecha
    """,
    "event": """
        event eventname eventtype eventkind action activity act touchpoint interaction what eventcode step
        name type status zdarzenie ereignis evento
    """,
    "user": """
        userid customerid clientid memberid accountid customernumber customerno custid uid userkey
        customerkey user customer client member account login kundennummer kunde klient idklienta cliente
    """,
    "crm": "contactid leadid crmid",
    "email": "email emailaddress mail useremail customeremail contactemail",
    "phone": "phone phonenumber mobile mobilephone tel telephone telefon msisdn",
    "anonymous": "anonymousid visitorid deviceid cookieid cookie browserid fingerprint clientcookie visitor",
    "session": "sessionid session visitid sid",
    "event_id": "eventid eventuuid uuid messageid",
    "page": "page pageurl url pagepath path pagelocation screen",
    "channel": "channel acquisitionchannel trafficsource utmsource source marketingchannel kanal",
    "medium": "utmmedium medium",
    "campaign": "utmcampaign campaign campaignname",
    "device": "devicecategory devicetype device platform",
    "currency": "currency currencycode waluta",
    "quantity": "quantity qty units itemcount count ilosc menge",
    "value": """
        revenue ordervalue totalprice totalamount total amount value turnover sum price kwota wartosc betrag
        importe
    """,
    "unit_price": "unitprice itemprice priceperunit",
    "order": """
        orderid orderno ordernumber invoiceid invoiceno invoicenumber transactionid receiptid receiptno
        basketid
    """,
}
_KEYS = ("user", "crm", "email", "phone", "anonymous")
_PLAIN = (
    "session",
    "event_id",
    "page",
    "channel",
    "medium",
    "campaign",
    "device",
    "currency",
    "quantity",
    "value",
)
_LATE = re.compile(r"updat|modif|birth|dob|delet|expir|valid|synced|load|insert|^end|end(date|time|at)?$")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_NUMBER = re.compile(r"-?[\d\s.,]+")
_SURE = 12
"""How many of an event's possible names are sure; those after them may be anything."""

_MOST_EVENTS = 200
_LEAST_PLACED = 0.3
PURCHASE = "purchase"
PURCHASE_CANCELLED = "purchase_cancelled"


@dataclass(frozen=True)
class Event:
    """Where the event's name comes from: a column, or a constant; `negative` is a column whose negative
    numbers take the event back.
    """

    column: str | None = None
    constant: str | None = None
    negative: str | None = None


@dataclass(frozen=True)
class Table:
    """What the columns of a table may be.

    Attributes:
        time: name of the column of times.
        times: how they are written.
        event: where the event's name comes from.
        keys: columns that name the customer, by type.
        parts: columns of other parts of an event.
        value: columns whose product is the money of an event.
        is_key_told: whether a name or values tell that the key is one; else it is a guess.
    """

    time: str
    times: Times
    event: Event
    keys: Mapping[str, str]
    parts: Mapping[str, str]
    value: tuple[str, ...]
    is_key_told: bool

    @property
    def is_visits(self) -> bool:
        """Whether its events form sessions: acts on pages, in sessions or on devices."""
        return self.event.column is not None and bool(self.parts.keys() & {"session", "page", "device"})


@dataclass(frozen=True)
class Refused:
    """Why nothing can be said of a table."""

    why: str


def guess(head: Head) -> Table | Refused:
    """What the columns of a table may be.

    Args:
        head: its first rows.
    """
    columns = _Columns(head)
    time = columns.time()
    if time is None:
        return Refused("no column holds times")
    columns.taken.add(time)
    keys, is_key_told = columns.keys()
    if not keys:
        return Refused(
            "no column names the customer: none is called so, and none holds values that come again"
        )
    event = columns.event()
    parts = {part: name for part in _PLAIN if (name := columns.named(part)) is not None}
    value = tuple(filter(None, [parts.pop("value", None)]))
    product = tuple(filter(None, [parts.get("quantity"), columns.named("unit_price")]))
    product = product if len(product) == 2 else ()
    times = columns.times(time) or Times()
    return Table(time, times, event, keys, parts, value or product, is_key_told)


@dataclass
class _Columns:
    """The columns of a head, and which of them have found their part."""

    head: Head
    taken: set[str] = field(default_factory=set[str])
    known_times: dict[str, Times | None] = field(default_factory=dict[str, Times | None])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All that are not empty, not a connector's own and no objects."""
        return tuple(name for name in self.head.names if not name.startswith("_") and self._is_flat(name))

    def values(self, name: str) -> list[str]:
        """Values of a column, those that are not empty."""
        return self.head.column(name).drop_null().to_pylist()

    def free(self) -> list[str]:
        """Columns that have no part yet."""
        return [name for name in self.names if name not in self.taken]

    def times(self, name: str) -> Times | None:
        """How the times of a column are written; None where it holds none."""
        if name not in self.known_times:
            self.known_times[name] = times_of(self.values(name))
        return self.known_times[name]

    def time(self) -> str | None:
        """The column of times: that whose values are, the best called, the fullest."""
        found = [name for name in self.names if self.times(name) is not None]
        told = [name for name in found if not _LATE.search(fold(name))] or found
        numbers = [
            name
            for name in told
            if (times := self.times(name)) and times.unit and _rank("time", name) is None
        ]
        told = [name for name in told if name not in numbers] or numbers
        return min(told, key=lambda name: (_place("time", name), self.empty_share(name)), default=None)

    def event(self) -> Event:
        """The column of the event's name; without one what each row is."""
        words = [name for name in self.free() if self._is_wordy(name)]
        sure = [name for name in words if (rank := _rank("event", name)) is not None and rank < _SURE]
        placed = {name: self._placed_share(name) for name in words}
        other = [name for name in words if any(_rank(part, name) is not None for part in _PLAIN)]
        told = [name for name in words if placed[name] >= _LEAST_PLACED and name not in other]
        weak = [name for name in words if _rank("event", name) is not None]
        best = next(
            (
                max(group, key=lambda name: (placed[name], -_place("event", name)))
                for group in (sure, told, weak)
                if group
            ),
            None,
        )
        if best is not None:
            self.taken.add(best)
            return Event(column=best)
        return self._constant()

    def keys(self) -> tuple[dict[str, str], bool]:
        """Columns that name the customer, by type, and whether anything tells it."""
        found = {kind: name for kind in _KEYS if (name := self.named(kind)) is not None}
        for name in self.free():
            if "email" not in found and self._is_email(name):
                found["email"] = name
                self.taken.add(name)
        if found:
            return found, True
        repeated = [name for name in self.free() if self._is_key(name)]
        best = max(repeated, key=lambda name: len(set(self.values(name))), default=None)
        if best is not None:
            self.taken.add(best)
        return ({"user": best}, False) if best else ({}, False)

    def named(self, part: str) -> str | None:
        """The column that is called so and whose values can be it; it is taken then."""
        found = [name for name in self.free() if _rank(part, name) is not None and self._can_be(part, name)]
        best = min(found, key=lambda name: _place(part, name), default=None)
        if best is not None:
            self.taken.add(best)
        return best

    def empty_share(self, name: str) -> float:
        """Share of rows without a value in a column."""
        return self.head.column(name).null_count / max(1, self.head.row_count)

    def _is_flat(self, name: str) -> bool:
        values = self.values(name)
        return bool(values) and not values[0].startswith(("{", "["))

    def _can_be(self, part: str, name: str) -> bool:
        values = self.values(name)
        if part in ("quantity", "value", "unit_price"):
            return _share(values, _NUMBER) >= 0.9
        if part == "event_id":
            return len(set(values)) == len(values) == self.head.row_count
        if part == "email":
            return self._is_email(name)
        return part != "currency" or all(len(value.strip()) == 3 for value in set(values))

    def _is_email(self, name: str) -> bool:
        return _share(self.values(name)[:1000], _EMAIL) >= 0.8

    def _is_key(self, name: str) -> bool:
        """Whether many values come more than once, and none is a number with a fraction."""
        values = self.values(name)
        distinct = set(values)
        is_split = any(re.fullmatch(r"-?\d+[.,]\d+", value) for value in distinct)
        is_enough = 2 <= len(distinct) < len(values) and len(distinct) > len(values) / 200
        return is_enough and not is_split and self.times(name) is None

    def _is_wordy(self, name: str) -> bool:
        """Whether a column can hold names of events: few texts that are words, none of them personal."""
        counts = Counter(self.values(name))
        if len(counts) > _MOST_EVENTS or looks_personal(name) or self.times(name) is not None:
            return False
        words = sum(count for text, count in counts.items() if re.search(r"[^\W\d_]{2}", text))
        data = sum(count for text, count in counts.items() if looks_like_data(text))
        total = counts.total()
        return words >= 0.9 * total and data <= 0.1 * total

    def _placed_share(self, name: str) -> float:
        """Share of rows whose text names a place of the journey."""
        counts = Counter(self.values(name))
        return sum(count for text, count in counts.items() if _is_act(text)) / max(1, counts.total())

    def _constant(self) -> Event:
        quantity = next((name for name in self.free() if _rank("quantity", name) is not None), None)
        price = any(_rank(part, name) is not None for part in ("value", "unit_price") for name in self.free())
        order = any(_rank("order", name) is not None for name in self.names)
        if not order and not (quantity and price):
            return Event(constant="_".join(_stem_words(self.head.path.name)) or "event")
        is_taken_back = quantity is not None and any(value.startswith("-") for value in self.values(quantity))
        return Event(constant=PURCHASE, negative=quantity if is_taken_back else None)


def _is_act(text: str) -> bool:
    return is_page_view(text) or (place_of(tokens_of(text)) is not None and not is_no_act(text))


def _rank(part: str, name: str) -> int | None:
    """Place of a column's name among those of a part; None where it is none of them."""
    names = _NAMES[part].split()
    folded = fold(name).replace("-", "")
    return names.index(folded) if folded in names else None


def _place(part: str, name: str) -> int:
    rank = _rank(part, name)
    return 1000 if rank is None else rank


def _share(values: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(pattern.fullmatch(value.strip()) is not None for value in values) / max(1, len(values))


def _stem_words(name: str) -> list[str]:
    """The words of a file's name without dates and numbers."""
    return [word.lower() for word in re.findall(r"[^\W\d_]+", name.partition(".")[0])]
