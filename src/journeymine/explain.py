"""Why identifiers are one customer's: its identifiers, their verdicts, and the rows that link two of them.

Reads int_identifiers, int_keyset_members and what `identity.identify` found, and the state's event_rows,
identity_links and files. Nothing is written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5

import numpy as np

from journeymine.engine import Engine
from journeymine.identity import KIOSK, OWN, SHARED, USES, Identified
from journeymine.keysets import KINDS, Named
from journeymine.tables import RECORD_TYPE, STRONG_TYPES, WEAK_TYPES
from journeymine.walk.paths import Int64

_IDENTIFIERS = """
    select identifier_no, identifier_type, identifier_key, first_seen_at
    from int_identifiers
    where identifier_no in (select unnest($numbers))
    order by identifier_no
"""
_NUMBERS = """
    select identifier_no
    from int_identifiers
    where identifier_type = $kind and identifier_key = $key
"""
_SOURCES = """
    select said.source, count(*) as event_count
    from int_event_customers as owned
    inner join event_rows as events on events.rowid = owned.row_no
    inner join signatures as said on said.signature_no = events.signature_no
    where owned.customer_id in (select unnest($customers))
    group by said.source
    order by event_count desc, said.source
"""
_CARRIED = """
    select members.identifier_no, count(*) as event_count
    from int_event_customers as events
    inner join int_keyset_members as members on members.keyset_no = events.keyset_no
    where members.identifier_no in (select unnest($numbers))
    group by members.identifier_no
"""
_FIRST_ROW = """
    with
        linking as (
            select source, file_id, line_number, occurred_at, keyset_no from event_log
            union all
            select source, file_id, line_number, occurred_at, keyset_no from identity_links
        )
    select linking.source, files.path, linking.line_number, linking.occurred_at
    from linking
    left join files on files.file_id = linking.file_id
    where linking.keyset_no in (select unnest($keysets))
    order by linking.occurred_at nulls last, files.precedence, linking.line_number, linking.source
    limit 1
"""
_PROBABLE = """
    select max(match_probability) as match_probability
    from identity_probable
    where
        identifier_type = $kind
        and (left_key, right_key) in (($one, $other), ($other, $one))
"""


@dataclass(frozen=True)
class Identifier:
    """An identifier as the state knows it.

    Attributes:
        number: its place by time first seen.
        kind: its type.
        key: its pseudonym.
        first_seen_at: time of the first row that carries it; None where no row has one.
        event_count: events whose rows carry it.
        verdict: why it does not say whose a row is, as shared or kiosk; empty where it does.
    """

    number: int
    kind: str
    key: str
    first_seen_at: datetime | None
    event_count: int
    verdict: str

    @property
    def name(self) -> str:
        """As `type:#pseudonym`."""
        return f"{self.kind}:#{self.key}"


@dataclass(frozen=True)
class Story:
    """Whose an identifier is.

    Attributes:
        customers: ids of its customers: one, none on a kiosk, several on a shared device.
        verdict: in a few words.
        identifiers: all that stand on rows of the customer.
        sources: events of the customers by source, most first.
    """

    customers: tuple[str, ...]
    verdict: str
    identifiers: tuple[Identifier, ...]
    sources: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Link:
    """Two identifiers and the first row that carries both.

    Attributes:
        one: identifier nearer to the first that was asked for.
        other: the next.
        source: source of the row; None for a probable link.
        path: its file, as the journey file names it.
        line_number: its line there.
        occurred_at: its time, where it has one.
        match_probability: of a probable link.
    """

    one: Identifier
    other: Identifier
    source: str | None = None
    path: str | None = None
    line_number: int | None = None
    occurred_at: datetime | None = None
    match_probability: float | None = None


class Inquiry:
    """Questions about one state, whose identifiers were just joined by `identity.identify`."""

    def __init__(self, engine: Engine, identified: Identified, *, max_device_people: int) -> None:
        """Hold what was found; the engine still has its tables."""
        engine.model("int_event_customers")
        self._engine = engine
        self._keysets = identified.keysets
        self._found = identified.resolution
        self._max_device_people = max_device_people

    def find(self, name: Named) -> int | None:
        """Number of an identifier that some row carries."""
        rows = self._engine.query(_NUMBERS, {"kind": name[0], "key": name[1]})
        return rows["identifier_no"][0].as_py() if len(rows) else None

    def story(self, number: int) -> Story:
        """Whose an identifier is, and with which others."""
        owners = self._owners_of(number)
        customers = tuple(self._customer_id(owner) for owner in owners)
        numbers = {one for owner in owners for one in self._on_rows_of(owner)} | {number}
        sources = self._engine.query(_SOURCES, {"customers": list(customers)}).to_pylist()
        return Story(
            customers=customers,
            verdict=self._verdict(number),
            identifiers=tuple(self.identifiers(numbers)),
            sources=tuple((row["source"], row["event_count"]) for row in sources),
        )

    def identifiers(self, numbers: Iterable[int]) -> list[Identifier]:
        """Identifiers by number, in the order in which they were first seen."""
        wanted = {"numbers": sorted(numbers)}
        counts = {
            row["identifier_no"]: row["event_count"]
            for row in self._engine.query(_CARRIED, wanted).to_pylist()
        }
        return [
            Identifier(
                number=row["identifier_no"],
                kind=row["identifier_type"],
                key=row["identifier_key"],
                first_seen_at=row["first_seen_at"],
                event_count=counts.get(row["identifier_no"], 0),
                verdict=self._verdict(row["identifier_no"]),
            )
            for row in self._engine.query(_IDENTIFIERS, wanted).to_pylist()
        ]

    def chain(self, one: int, other: int) -> list[Link] | None:
        """The fewest rows that lead from one identifier to another; None where they aren't one customer's."""
        common = set(self._owners_of(one)) & set(self._owners_of(other))
        if len(common) != 1 or one == other:
            return None
        rows = self._rows_of(common.pop())
        path = _shortest(one, other, {place: self._own_on(place) for place in rows})
        if path is None:
            return None
        known = {identifier.number: identifier for identifier in self.identifiers(path)}
        return [
            self._link(known[left], known[right], rows) for left, right in zip(path, path[1:], strict=False)
        ]

    def reasons_apart(self, one: int, other: int) -> list[str]:
        """Why two identifiers are not one customer's; never empty."""
        said = [
            f"{place} is {verdict}"
            for place, verdict in (("the first", self._verdict(one)), ("the second", self._verdict(other)))
            if verdict
        ]
        common = np.intersect1d(self._devices_of(one), self._devices_of(other))
        uses = {USES[use] for use in self._found.use[np.isin(self._found.device, common)].tolist()}
        said += [f"both were seen on a device that is {_SAID[use]}" for use in sorted(uses - {OWN})]
        return said or ["no row leads from one to the other"]

    def _owners_of(self, number: int) -> list[int]:
        """Numbers that name the customers of an identifier."""
        kind = KINDS[self._keysets.kind_of[number]]
        if kind in STRONG_TYPES:
            return [int(self._found.persons[number])]
        if kind == RECORD_TYPE:
            person = int(self._found.of_record[number])
            return [person] if person >= 0 else self._owners_on_rows(number)
        device = int(self._found.devices[number])
        people = self._found.people_on(device)
        if len(people) > self._max_device_people:
            return []
        return people or [device]

    def _owners_on_rows(self, number: int) -> list[int]:
        owners = np.unique(self._found.owner[self._places_of(number)])
        return owners[owners >= 0].tolist()

    def _devices_of(self, number: int) -> Int64:
        devices = self._found.device[self._places_of(number)]
        return devices[devices >= 0]

    def _places_of(self, number: int) -> Int64:
        """Places of the sets that hold an identifier."""
        return self._keysets.place[self._keysets.identifier == number]

    def _verdict(self, number: int) -> str:
        if self._found.is_shared[number]:
            return "shared: linked to more others than identity.max_links, it links nothing"
        if KINDS[self._keysets.kind_of[number]] not in WEAK_TYPES:
            return ""
        people = len(self._found.people_on(int(self._found.devices[number])))
        if people > self._max_device_people:
            return f"a kiosk: {people} persons were seen on it, its events without a login are nobody's"
        if people > 1:
            return f"a shared device: {people} persons were seen on it"
        return ""

    def _customer_id(self, number: int) -> str:
        row = self._engine.query(_IDENTIFIERS, {"numbers": [number]}).to_pylist()[0]
        return md5(f"{row['identifier_type']}:{row['identifier_key']}".encode()).hexdigest()[:20]

    def _rows_of(self, owner: int) -> list[int]:
        """Places of the sets of identifiers on rows of a customer."""
        return np.flatnonzero((self._found.owner == owner) | (self._found.person == owner)).tolist()

    def _on_rows_of(self, owner: int) -> set[int]:
        return {number for place in self._rows_of(owner) for number in self._keysets.at(place).all()}

    def _own_on(self, place: int) -> list[int]:
        """Identifiers of a set that say whose the row is."""
        found, keyset = self._found, self._keysets.at(place)
        strong = [number for _, number in keyset.strong if found.persons[number] == found.person[place]]
        weak = keyset.weak if USES[found.use[place]] == OWN else ()
        theirs = (-1, found.owner[place])
        records = [number for number in keyset.records if found.of_record[number] in theirs]
        return [*strong, *weak, *records]

    def _link(self, one: Identifier, other: Identifier, rows: Sequence[int]) -> Link:
        places = [place for place in rows if {one.number, other.number} <= set(self._own_on(place))]
        numbers = self._keysets.numbers[places].tolist()
        on_rows = [self._keysets.rests.get(number, number) for number in numbers]
        found = self._engine.query(_FIRST_ROW, {"keysets": on_rows}).to_pylist()
        if found:
            return Link(one, other, **found[0])
        values = {"kind": one.kind, "one": one.key, "other": other.key}
        probability = self._engine.query(_PROBABLE, values)["match_probability"][0].as_py()
        return Link(one, other, match_probability=probability)


_SAID = {SHARED: "shared", KIOSK: "a kiosk"}


def _shortest(one: int, other: int, on_rows: Mapping[int, Sequence[int]]) -> list[int] | None:
    """The shortest way from one identifier to another over rows that carry both ends of each pace."""
    rows: dict[int, list[int]] = {}
    for place, numbers in on_rows.items():
        for number in numbers:
            rows.setdefault(number, []).append(place)
    came_from: dict[int, int] = {one: one}
    waiting, seen = deque([one]), set[int]()
    while waiting and other not in came_from:
        number = waiting.popleft()
        places = [place for place in rows.get(number, []) if place not in seen]
        seen.update(places)
        for beside in sorted({beside for place in places for beside in on_rows[place]} - came_from.keys()):
            came_from[beside] = number
            waiting.append(beside)
    if other not in came_from:
        return None
    path = [other]
    while path[-1] != one:
        path.append(came_from[path[-1]])
    return path[::-1]
