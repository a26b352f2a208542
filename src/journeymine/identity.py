"""Which events are whose: identifiers joined to persons and devices, and each event given its customer.

Reads event_rows and, through keysets.py and probable.py, what links identifiers; gives keyset_owners,
int_holders and, over finished events, merges. Strong identifiers on one row make one person; a device belongs
to the person seen on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.keysets import (
    Components,
    Keyset,
    Keysets,
    Pseudonym,
    read_keysets,
    shared_keys,
    unlinked_pairs,
)
from journeymine.probable import accepted_links

_MODELS = ("int_shared_device_events", "int_kiosk_sessions", "int_holders")


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


@dataclass(frozen=True)
class Resolution:
    """Who is whose.

    Attributes:
        owners: of each keyset, in the same order.
        shared: strong identifiers that link nothing.
        persons: strong identifiers that are one person.
        devices: weak identifiers that are one device.
        of_record: the person of each business record.
        on_device: the persons seen on each device.
    """

    owners: list[Owner]
    shared: set[int]
    persons: Components
    devices: Components
    of_record: dict[int, int]
    on_device: dict[int, set[int]]


@dataclass(frozen=True)
class Identified:
    """The sets of identifiers and what was made of them."""

    keysets: Keysets
    resolution: Resolution

    def line(self, customer_count: int) -> str:
        """What was found, in one line for the run's summary."""
        parts = [f"{len(self.keysets.numbers):,} sets of identifiers, {customer_count:,} customers"]
        if self.keysets.unlinked_count:
            parts.append(f"{self.keysets.unlinked_count:,} sets taken apart by identity.unlink")
        if self.keysets.idle_pairs:
            places = ", ".join(str(place) for place in self.keysets.idle_pairs)
            parts.append(f"no row carries pair {places} of identity.unlink together")
        return "; ".join(parts)


def build_identity(engine: Engine, settings: Settings, *, pseudonym: Pseudonym) -> str:
    """Give each event its customer.

    Args:
        engine: the state.
        settings: the journey file.
        pseudonym: gives the pseudonym of a type and a normal value.

    Returns:
        One line for the run's summary.

    Raises:
        ConfigError: a pair under `identity.unlink` is none.
    """
    identified = identify(engine, settings, pseudonym=pseudonym)
    return identified.line(customer_count(engine))


def customer_count(engine: Engine) -> int:
    """Customers that the last identification found."""
    return engine.count("int_holders")


def identify(engine: Engine, settings: Settings, *, pseudonym: Pseudonym) -> Identified:
    """As `build_identity`; gives what was found out on the way."""
    rules = settings.identity
    keysets = read_keysets(
        engine,
        unlinked_pairs(rules.unlink, pseudonym),
        added=accepted_links(engine, rules.accept_probable),
        max_links=rules.max_links,
    )
    found = resolve(keysets.members, max_links=rules.max_links, max_device_people=rules.max_device_people)
    engine.register("keyset_owners", _owners_table(keysets, found.owners))
    engine.register(
        "shared_identifiers", pa.table({"identifier_no": pa.array(sorted(found.shared), pa.int64())})
    )
    for model in _MODELS:
        engine.model(model, {"session_timeout": settings.sessions.timeout})
    engine.drop("added_keysets", "unlinked_members")
    return Identified(keysets, found)


def build_merges(engine: Engine) -> str:
    """The customers whose joining moved most events.

    Returns:
        One line for the run's summary.
    """
    count = engine.model("merges")
    engine.drop("int_keyset_members", "shared_identifiers")
    return f"{count:,} merges"


def resolve(keysets: Sequence[Keyset], *, max_links: int, max_device_people: int) -> Resolution:
    """Whose each keyset is.

    Args:
        keysets: distinct sets of identifiers.
        max_links: a strong identifier linked to more others of one type is shared and links nothing.
        max_device_people: a device with more persons is a kiosk.
    """
    shared = shared_keys(keysets, max_links)
    persons, devices = Components(), Components()
    for keyset in keysets:
        persons.join([number for _, number in keyset.strong if number not in shared])
        devices.join(keyset.weak)
    named = [_person(keyset, shared, persons) for keyset in keysets]
    of_record = _record_persons(keysets, named)
    person_of = [_through_record(*one, of_record) for one in zip(keysets, named, strict=True)]
    known = KnownPeople(_people_on_devices(keysets, person_of, devices), max_device_people)
    owners = [_owner(*one, devices, known) for one in zip(keysets, person_of, strict=True)]
    return Resolution(owners, shared, persons, devices, of_record, known.on_device)


def _person(keyset: Keyset, shared: set[int], persons: Components) -> int | None:
    """The person that a row names: by its first identifier that is not shared, else by the shared one
    itself.
    """
    return persons.find(keyset.ranked(shared)[0]) if keyset.strong else None


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


def _owners_table(keysets: Keysets, owners: Sequence[Owner]) -> pa.Table:
    return pa.table(
        {
            "keyset_no": pa.array(keysets.numbers, pa.int32()),
            "owner_no": pa.array([owner.owner for owner in owners], pa.int64()),
            "person_no": pa.array([owner.person for owner in owners], pa.int64()),
            "device_no": pa.array([owner.device for owner in owners], pa.int64()),
            "device_use": pa.array([owner.device_use for owner in owners], pa.string()),
        }
    )
