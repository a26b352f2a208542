"""Which events are whose: identifiers joined to persons and devices, and each event given its customer.

Reads event_log, identity_links and keysets; gives int_event_customers (source, event_id, customer_id,
is_known) and
keyset_owners. Strong identifiers on one row make one person; a device belongs to the person seen on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.tables import RECORD_TYPE, STRONG_TYPES, WEAK_TYPES

_MODELS = ("int_shared_device_events", "int_kiosk_sessions", "int_event_customers")


@dataclass(frozen=True)
class Keyset:
    """The identifiers on one row, by number; numbers ascend by time first seen.

    Attributes:
        strong: (type, number) of identifiers that name a person.
        weak: numbers of device identifiers.
        records: numbers of business records.
    """

    strong: tuple[tuple[str, int], ...] = ()
    weak: tuple[int, ...] = ()
    records: tuple[int, ...] = ()


@dataclass(frozen=True)
class Owner:
    """Whose the events of a keyset are.

    Attributes:
        owner: number of the identifier that names the customer; None where only time can tell.
        person: number that names the person on the row; None where the row names none.
        device: number that names the device; None without one.
        device_use: own, shared or kiosk.
    """

    owner: int | None
    person: int | None
    device: int | None
    device_use: str = "own"


@dataclass(frozen=True)
class KnownPeople:
    """The persons seen on each device, and how many make a kiosk of it."""

    on_device: dict[int, set[int]]
    max_device_people: int


@dataclass
class Components:
    """Disjoint sets of identifier numbers, each named by its lowest member."""

    parent: dict[int, int] = field(default_factory=dict[int, int])

    def find(self, number: int) -> int:
        """The lowest member of the number's set."""
        root = number
        while (above := self.parent.get(root, root)) != root:
            root = above
        while (above := self.parent.get(number, number)) != root:
            self.parent[number], number = root, above
        return root

    def join(self, numbers: Sequence[int]) -> None:
        """Make one set of the sets of several numbers."""
        roots = sorted({self.find(number) for number in numbers})
        for root in roots[1:]:
            self.parent[root] = roots[0]


def build_identity(engine: Engine, settings: Settings) -> str:
    """Give each event its customer.

    Returns:
        One line for the run's summary.
    """
    engine.model("int_identifiers")
    engine.model("int_keyset_members")
    names, keysets = _read_keysets(engine)
    owners = resolve(
        keysets, max_links=settings.identity.max_links, max_device_people=settings.identity.max_device_people
    )
    engine.register("keyset_owners", _owners_table(names, owners))
    for model in _MODELS:
        engine.model(model, {"session_timeout": settings.sessions.timeout})
    engine.drop("int_keyset_members", "int_shared_device_events", "int_kiosk_sessions")
    customers = engine.query("select count(distinct customer_id) as n from int_event_customers")["n"][
        0
    ].as_py()
    return f"{len(keysets):,} sets of identifiers, {customers:,} customers"


def resolve(keysets: Sequence[Keyset], *, max_links: int, max_device_people: int) -> list[Owner]:
    """Whose each keyset is.

    Args:
        keysets: distinct sets of identifiers.
        max_links: a strong identifier linked to more others of one type is shared and links nothing.
        max_device_people: a device with more persons is a kiosk.

    Returns:
        One owner per keyset, in the same order.
    """
    shared = shared_keys(keysets, max_links)
    persons, devices = Components(), Components()
    for keyset in keysets:
        persons.join([number for _, number in keyset.strong if number not in shared])
        devices.join(keyset.weak)
    person_of = [_person(keyset, shared, persons) for keyset in keysets]
    of_record = _record_persons(keysets, person_of)
    known = KnownPeople(_people_on_devices(keysets, person_of, devices), max_device_people)
    return [
        _owner(keyset, _through_record(keyset, person, of_record), devices, known)
        for keyset, person in zip(keysets, person_of, strict=True)
    ]


def shared_keys(keysets: Iterable[Keyset], max_links: int) -> set[int]:
    """Strong identifiers linked to more than `max_links` others of one type."""
    linked: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for keyset in keysets:
        for _, number in keyset.strong:
            for other_type, other in keyset.strong:
                if other != number:
                    linked[number, other_type].add(other)
    return {number for (number, _), others in linked.items() if len(others) > max_links}


def _person(keyset: Keyset, shared: set[int], persons: Components) -> int | None:
    """The person that a row names: by its first identifier that is not shared, else by the shared one
    itself.
    """
    if not keyset.strong:
        return None
    ranked = sorted(keyset.strong, key=lambda key: (key[1] in shared, STRONG_TYPES.index(key[0]), key[1]))
    return persons.find(ranked[0][1])


def _record_persons(keysets: Sequence[Keyset], person_of: Sequence[int | None]) -> dict[int, int]:
    """The person of each business record: the earliest among those named on one row with it."""
    found: dict[int, int] = {}
    for keyset, person in zip(keysets, person_of, strict=True):
        if person is not None:
            for record in keyset.records:
                found[record] = min(person, found.get(record, person))
    return found


def _people_on_devices(
    keysets: Sequence[Keyset], person_of: Sequence[int | None], devices: Components
) -> dict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for keyset, person in zip(keysets, person_of, strict=True):
        if person is not None and keyset.weak:
            found[devices.find(keyset.weak[0])].add(person)
    return found


def _through_record(keyset: Keyset, person: int | None, of_record: dict[int, int]) -> int | None:
    """The person on the row, else the one that its record is known to belong to."""
    if person is not None:
        return person
    return next((of_record[record] for record in keyset.records if record in of_record), None)


def _owner(keyset: Keyset, person: int | None, devices: Components, known: KnownPeople) -> Owner:
    if not keyset.weak:
        owner = person if person is not None else min(keyset.records, default=None)
        return Owner(owner, person, None)
    device = devices.find(keyset.weak[0])
    people = known.on_device.get(device, set())
    if len(people) > known.max_device_people:
        return Owner(person, person, device, "kiosk")
    if len(people) > 1:
        return Owner(person, person, device, "shared")
    owner = person if person is not None else next(iter(people), device)
    return Owner(owner, person, device)


def _read_keysets(engine: Engine) -> tuple[list[str], list[Keyset]]:
    members = engine.fetch("int_keyset_members", order_by=("keyset_no", "identifier_no"))
    names: list[str] = []
    parts: list[list[tuple[str, int]]] = []
    previous = -1
    for number, name, identifier, kind in zip(
        *(
            members[column].to_pylist()
            for column in ("keyset_no", "keyset_id", "identifier_no", "identifier_type")
        ),
        strict=True,
    ):
        if number != previous:
            names.append(name)
            parts.append([])
            previous = number
        parts[-1].append((kind, identifier))
    return names, [_keyset(part) for part in parts]


def _keyset(members: Sequence[tuple[str, int]]) -> Keyset:
    return Keyset(
        strong=tuple(member for member in members if member[0] in STRONG_TYPES),
        weak=tuple(number for kind, number in members if kind in WEAK_TYPES),
        records=tuple(number for kind, number in members if kind == RECORD_TYPE),
    )


def _owners_table(names: Sequence[str], owners: Sequence[Owner]) -> pa.Table:
    return pa.table(
        {
            "keyset_id": pa.array(names, pa.string()),
            "owner_no": pa.array([owner.owner for owner in owners], pa.int64()),
            "person_no": pa.array([owner.person for owner in owners], pa.int64()),
            "device_no": pa.array([owner.device for owner in owners], pa.int64()),
            "device_use": pa.array([owner.device_use for owner in owners], pa.string()),
        }
    )
