"""Which customer each event belongs to (SEMANTICS 2).

Rule in own words: strong keys that stand together make a person, weak keys that stand together make a
device. An event with a strong key is that person's. An event with a device only is its single person's;
on a shared device the person's who was last seen there (or is the first to be seen); on a kiosk it is an
anonymous customer's, one for each of the kiosk's own sessions; else the device's own.

Two keys that are unlinked are on no row together: of a row that has both, the lower in rank is taken away and
written on a row of its own that is no event and has no time, with the other keys that are taken away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from tests.reference.events import Event, EventId, Key, Order, in_order
from tests.reference.keys import (
    NEVER_SEEN,
    STRONG_TYPES,
    IdentityRules,
    connected_groups,
    earliest_key,
    first_seen,
    links_within,
    records,
    shared_keys,
    strong,
    usable_keys,
    weak,
)

Group = frozenset[Key]


@dataclass(frozen=True)
class Customer:
    """Who an event belongs to: equal for two events exactly when they belong to the same customer.

    Attributes:
        kind: a person, a device without a person, one session of a kiosk, or a record without either.
        key: the key that names the customer; for a kiosk, the device's.
        first_event: for a kiosk, the first event of the session; else None.
    """

    kind: Literal["person", "device", "kiosk", "record"]
    key: Key
    first_event: EventId | None = None

    @property
    def label(self) -> str:
        """The customer in one text, such as `user:u7` or `anonymous:a1@web/e12`."""
        name = ":".join(self.key)
        return name if self.first_event is None else f"{name}@{'/'.join(self.first_event)}"


@dataclass(frozen=True)
class KeyGroups:
    """What the keys say before any event is given to anyone.

    Attributes:
        keys_of: the usable keys of each event.
        shared: strong keys that link nothing.
        person_of: the person of each strong key.
        device_of: the device of each weak key.
        person_of_record: the person of each record on whose rows one is named; the one seen first of several.
        seen: when each key was seen first.
    """

    keys_of: Mapping[EventId, Group]
    shared: frozenset[Key]
    person_of: Mapping[Key, Group]
    device_of: Mapping[Key, Group]
    seen: Mapping[Key, int]
    person_of_record: Mapping[Key, Group] = field(default_factory=dict[Key, Group])

    def person(self, event: Event) -> Group | None:
        """The person that the event names, itself or through its earliest record that has one."""
        keys = self.keys_of[event.ident]
        owned = [record for record in records(keys) if record in self.person_of_record]
        if not strong(keys) and owned:
            return self.person_of_record[earliest_key(owned, self.seen)]
        return self.named(keys)

    def named(self, group: Group) -> Group | None:
        """The person whose keys are among these, if any."""
        keys = strong(group)
        if not keys:
            return None
        return self.person_of[ranked(keys, self.shared, self.seen)[0]]

    def device(self, event: Event) -> Group | None:
        """The device that the event names, if any."""
        keys = weak(self.keys_of[event.ident])
        return self.device_of[min(keys)] if keys else None

    def name(self, group: Group) -> Key:
        """The key that names a person or a device."""
        return earliest_key(group, self.seen)


@dataclass(frozen=True)
class Sighting:
    """A person seen on a device: an event that carries both."""

    order: Order
    person: Group


def group_keys(
    events: Sequence[Event], rules: IdentityRules, crm_rows: Iterable[tuple[Key, ...]] = ()
) -> KeyGroups:
    """Persons and devices of a load; a CRM row links keys without being an event."""
    keys_of = {event.ident: usable_keys(event.keys, rules) for event in events}
    others = [usable_keys(row, rules) for row in crm_rows]
    if rules.unlink:
        keys_of, others = unlinked_rows(events, keys_of, others, rules)
    groups = [*keys_of.values(), *others]
    strong_links = links_within(strong(group) for group in groups)
    weak_links = links_within(weak(group) for group in groups)
    shared = shared_keys(strong_links, rules.max_links)
    linking = [link for link in strong_links if not link & shared]
    keys: set[Key] = {key for group in groups for key in group}
    found = KeyGroups(
        keys_of=keys_of,
        shared=frozenset(shared),
        person_of=connected_groups(strong(keys), linking),
        device_of=connected_groups(weak(keys), weak_links),
        seen=first_seen(events, keys_of),
    )
    return replace(found, person_of_record=_persons_of_records(groups, found))


def _persons_of_records(groups: Iterable[Group], known: KeyGroups) -> dict[Key, Group]:
    """For each record the person named on one row with it; of several the one seen first."""
    candidates: dict[Key, list[Group]] = {}
    for group in groups:
        person = known.named(group)
        if person is not None:
            for record in records(group):
                candidates.setdefault(record, []).append(person)
    return {
        record: min(
            people, key=lambda person: (known.seen.get(known.name(person), NEVER_SEEN), known.name(person))
        )
        for record, people in candidates.items()
    }


def ranked(keys: Iterable[Key], shared: Collection[Key], seen: Mapping[Key, int]) -> list[Key]:
    """Strong keys: those that link before shared ones, then by type, then the one seen first."""
    return sorted(
        keys,
        key=lambda key: (key in shared, STRONG_TYPES.index(key[0]), seen.get(key, NEVER_SEEN), key),
    )


def unlinked_rows(
    events: Sequence[Event], keys_of: Mapping[EventId, Group], others: Sequence[Group], rules: IdentityRules
) -> tuple[dict[EventId, Group], list[Group]]:
    """The keys of events and of other rows as if no row had carried an unlinked pair."""
    groups = [*keys_of.values(), *others]
    shared = shared_keys(links_within(strong(group) for group in groups), rules.max_links)
    seen = first_seen(events, keys_of)
    new_keys: dict[EventId, Group] = {}
    new_rows: list[Group] = []
    for ident, group in [*keys_of.items(), *((None, group) for group in others)]:
        stacks = _stacks(ranked(strong(group), shared, seen), rules.unlink)
        stays = frozenset().union(group - strong(group), *stacks[:1])
        if ident is None:
            new_rows.append(stays)
        else:
            new_keys[ident] = stays
        new_rows += [frozenset(stack) for stack in stacks[1:]]
    return new_keys, new_rows


def _stacks(keys: Sequence[Key], unlink: frozenset[Group]) -> list[list[Key]]:
    """The keys in rank order, each laid on the first stack that holds none it is unlinked from."""
    stacks: list[list[Key]] = []
    for key in keys:
        for stack in stacks:
            if not any(frozenset((key, other)) in unlink for other in stack):
                stack.append(key)
                break
        else:
            stacks.append([key])
    return stacks


def sightings_of(ordered: Iterable[Event], groups: KeyGroups) -> dict[Group, list[Sighting]]:
    """For each device its sightings, in order."""
    found: dict[Group, list[Sighting]] = {}
    for event in ordered:
        person, device = groups.person(event), groups.device(event)
        if person is not None and device is not None:
            found.setdefault(device, []).append(Sighting(event.order, person))
    return found


def person_on_device(event: Event, sightings: Sequence[Sighting]) -> Group:
    """The person last seen on the device at or before the event, else the first one seen there."""
    before = [sighting for sighting in sightings if sighting.order <= event.order]
    return before[-1].person if before else sightings[0].person


def kiosk_sessions(ordered: Iterable[Event], timeout: int) -> dict[EventId, EventId]:
    """For each of a kiosk's own events the first of its session; a gap greater than the timeout cuts."""
    first_of: dict[EventId, EventId] = {}
    previous: Event | None = None
    for event in ordered:
        if previous is None or event.occurred_at - previous.occurred_at > timeout:
            first_of[event.ident] = event.ident
        else:
            first_of[event.ident] = first_of[previous.ident]
        previous = event
    return first_of


def _device_customers(
    device: Group,
    own: Sequence[Event],
    sightings: Sequence[Sighting],
    groups: KeyGroups,
    rules: IdentityRules,
) -> dict[EventId, Customer]:
    """Who the events belong to that carry this device and no person."""
    people = {sighting.person for sighting in sightings}
    if not people:
        return {event.ident: Customer("device", groups.name(device)) for event in own}
    if len(people) > rules.max_device_people:
        first_of = kiosk_sessions(own, rules.session_timeout)
        return {event.ident: Customer("kiosk", groups.name(device), first_of[event.ident]) for event in own}
    return {event.ident: Customer("person", groups.name(person_on_device(event, sightings))) for event in own}


def resolve(
    events: Iterable[Event],
    *,
    rules: IdentityRules | None = None,
    crm_rows: Iterable[tuple[Key, ...]] = (),
) -> dict[EventId, Customer]:
    """The customer of each event; an event without a usable key is nobody's and is left out."""
    rules = rules or IdentityRules()
    ordered = in_order(events)
    groups = group_keys(ordered, rules, crm_rows)
    sightings = sightings_of(ordered, groups)
    customers: dict[EventId, Customer] = {}
    own: dict[Group, list[Event]] = {}
    for event in ordered:
        person, device = groups.person(event), groups.device(event)
        if person is not None:
            customers[event.ident] = Customer("person", groups.name(person))
        elif device is not None:
            own.setdefault(device, []).append(event)
        elif groups.keys_of[event.ident]:
            record = earliest_key(groups.keys_of[event.ident], groups.seen)
            customers[event.ident] = Customer("record", record)
    for device, its_own in own.items():
        customers |= _device_customers(device, its_own, sightings.get(device, []), groups, rules)
    return customers


def events_by_customer(
    events: Iterable[Event], customers: Mapping[EventId, Customer]
) -> dict[str, list[Event]]:
    """Each customer's events in order, by the customer's label."""
    found: dict[str, list[Event]] = {}
    for event in in_order(events):
        if event.ident in customers:
            found.setdefault(customers[event.ident].label, []).append(event)
    return found
