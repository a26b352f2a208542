"""Which events are whose: identifiers joined to persons and devices, and each event given its customer.

Reads event_rows and, through keysets.py and probable.py, what links identifiers; gives keyset_owners,
int_holders and, over finished events, merges. Strong identifiers on one row make one person; a device belongs
to the person seen on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.keysets import (
    KINDS,
    Keysets,
    Pseudonym,
    read_keysets,
    shared_keys,
    unlinked_pairs,
)
from journeymine.probable import accepted_links
from journeymine.walk.paths import Bool, Int64

_MODELS = ("int_shared_device_events", "int_kiosk_sessions", "int_holders")
USES = OWN, SHARED, KIOSK = ("own", "shared", "kiosk")
"""What a device is, by how many persons were seen on it."""


@dataclass(frozen=True)
class Resolution:
    """Who is whose. Numbers are those of identifiers; -1 is none.

    Attributes:
        owner: of each set, the identifier that names the customer; -1 where only time can tell.
        person: of each set, who names the person on the row.
        device: of each set, who names the device.
        use: of each set, place of what its device is in USES.
        is_shared: of each identifier, whether it is a strong one that links nothing.
        persons: of each identifier, the lowest of those that are one person with it.
        devices: of each identifier, the lowest of those that are one device with it.
        of_record: of each identifier, the person of the business record that it is.
        on_device: device and person of each pair that was seen together, by device.
    """

    owner: Int64
    person: Int64
    device: Int64
    use: Int64
    is_shared: Bool
    persons: Int64
    devices: Int64
    of_record: Int64
    on_device: tuple[Int64, Int64]

    def people_on(self, device: int) -> list[int]:
        """The persons seen on a device."""
        devices, people = self.on_device
        low, high = np.searchsorted(devices, [device, device + 1])
        return people[low:high].tolist()


@dataclass(frozen=True)
class Identified:
    """The sets of identifiers and what was made of them."""

    keysets: Keysets
    resolution: Resolution

    def line(self, customer_count: int) -> str:
        """What was found, in one line for the run's summary."""
        parts = [f"{len(self.keysets):,} sets of identifiers, {customer_count:,} customers"]
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
    found = resolve(keysets, max_links=rules.max_links, max_device_people=rules.max_device_people)
    engine.register("keyset_owners", _owners_table(keysets, found))
    engine.register("shared_identifiers", pa.table({"identifier_no": np.flatnonzero(found.is_shared)}))
    for model in _MODELS:
        engine.model(model, {"session_timeout": settings.sessions.timeout})
    engine.drop("added_keysets", "unlinked_members", "int_used_keysets")
    return Identified(keysets, found)


def build_merges(engine: Engine) -> str:
    """The customers whose joining moved most events.

    Returns:
        One line for the run's summary.
    """
    count = engine.model("merges")
    engine.drop("int_keyset_members", "shared_identifiers")
    return f"{count:,} merges"


def resolve(keysets: Keysets, *, max_links: int, max_device_people: int) -> Resolution:
    """Whose each keyset is.

    Args:
        keysets: distinct sets of identifiers.
        max_links: a strong identifier linked to more others of one type is shared and links nothing.
        max_device_people: a device with more persons is a kiosk.
    """
    is_shared = shared_keys(keysets, max_links)
    persons = _joined(keysets, keysets.is_strong & ~is_shared[keysets.identifier])
    devices = _joined(keysets, keysets.is_weak)
    named = _persons_named(keysets, is_shared, persons)
    of_record = _record_persons(keysets, named)
    person = np.where(named >= 0, named, _through_records(keysets, of_record))
    device = _at(devices, keysets.first(keysets.is_weak))
    on_device = _people_on_devices(device, person, keysets.identifier_count)
    use = _uses(device, on_device[0], max_device_people)
    return Resolution(
        owner=np.where(person >= 0, person, _unnamed_owners(keysets, device, use, on_device)),
        person=person,
        device=device,
        use=use,
        is_shared=is_shared,
        persons=persons,
        devices=devices,
        of_record=of_record,
        on_device=on_device,
    )


def _joined(keysets: Keysets, is_meant: Bool) -> Int64:
    """The lowest identifier that each is one with, where those of a set that are meant are one."""
    from journeymine.walk.kernels.components import join_groups

    names = np.arange(keysets.identifier_count)
    join_groups(*keysets.those(is_meant), names)
    return names


def _at(values: Int64, numbers: Int64) -> Int64:
    """Values at numbers; -1 where the number is."""
    out = np.full(len(numbers), -1)
    is_there = numbers >= 0
    out[is_there] = values[numbers[is_there]]
    return out


def _persons_named(keysets: Keysets, is_shared: Bool, persons: Int64) -> Int64:
    """The person that each row names: by its first identifier that is not shared, else by the shared one
    itself.
    """
    count = keysets.identifier_count
    bounds, strong = keysets.those(keysets.is_strong)
    rank = (is_shared * len(KINDS) + keysets.kind_of).astype(np.int64) * count + np.arange(count)
    has_any = bounds[1:] > bounds[:-1]
    first = np.full(len(keysets), -1)
    first[has_any] = np.minimum.reduceat(rank[strong], bounds[:-1][has_any]) % max(count, 1)
    return _at(persons, first)


def _record_persons(keysets: Keysets, named: Int64) -> Int64:
    """The person of each business record: the earliest among those named on one row with it."""
    person = named[keysets.place]
    is_told = keysets.is_record & (person >= 0)
    found = np.full(keysets.identifier_count, keysets.identifier_count)
    np.minimum.at(found, keysets.identifier[is_told], person[is_told])
    return np.where(found < keysets.identifier_count, found, -1)


def _through_records(keysets: Keysets, of_record: Int64) -> Int64:
    """The person that each row's first record of somebody's is known to belong to."""
    return _at(of_record, keysets.first(keysets.is_record & (of_record[keysets.identifier] >= 0)))


def _people_on_devices(device: Int64, person: Int64, count: int) -> tuple[Int64, Int64]:
    """Device and person of each pair that is on a row, once, in order."""
    is_seen = (device >= 0) & (person >= 0)
    pairs = np.unique(device[is_seen] * count + person[is_seen])
    return pairs // max(count, 1), pairs % max(count, 1)


def _uses(device: Int64, seen_with: Int64, max_device_people: int) -> Int64:
    """What each row's device is, by how many persons were seen with it."""
    people = _at(np.bincount(seen_with, minlength=int(device.max(initial=-1)) + 1), device)
    is_kiosk = people > max_device_people
    return np.where(is_kiosk, USES.index(KIOSK), np.where(people > 1, USES.index(SHARED), USES.index(OWN)))


def _unnamed_owners(keysets: Keysets, device: Int64, use: Int64, on_device: tuple[Int64, Int64]) -> Int64:
    """What names the customer of a row that names no person: its record where it has no device, else the one
    person who was seen on that, else the device itself; none where several use it.
    """
    one_person = np.full(keysets.identifier_count, -1)
    one_person[on_device[0]] = on_device[1]
    on_own = _at(one_person, device)
    by_device = np.where(use == USES.index(OWN), np.where(on_own >= 0, on_own, device), -1)
    return np.where(device >= 0, by_device, keysets.first(keysets.is_record))


def _owners_table(keysets: Keysets, found: Resolution) -> pa.Table:
    def numbers(values: Int64) -> pa.Array:
        return pa.array(values, pa.int64(), mask=values < 0)

    return pa.table(
        {
            "keyset_no": pa.array(keysets.numbers, pa.int32()),
            "owner_no": numbers(found.owner),
            "person_no": numbers(found.person),
            "device_no": numbers(found.device),
            "device_use": pa.array(USES, pa.string()).take(pa.array(found.use)),
        }
    )
