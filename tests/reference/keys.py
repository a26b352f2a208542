"""Identity keys: their normal form, and groups of linked keys (SEMANTICS 2).

Rule in own words: before two keys are compared each is put into its type's normal form; a key on the deny
list, or one of which nothing is left, is no key. Keys that are linked, directly or through others, form
one group. A strong key linked to too many others of one type links nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from tests.reference.events import DAY, Event, Key

STRONG_TYPES = ("user", "crm", "email", "phone")
WEAK_TYPES = ("anonymous",)
RECORD_TYPES = ("record",)
NEVER_SEEN = 1_000_000 * DAY

Link = frozenset[Key]


@dataclass(frozen=True)
class IdentityRules:
    """Settings of identity resolution.

    Attributes:
        max_links: a strong key linked to more others of one type is shared.
        max_device_people: a device seen with more persons is a kiosk.
        session_timeout: microseconds; cuts a kiosk's own events into customers.
        deny: values that are no keys, in lower case.
        unlink: pairs of strong keys, in normal form, that no row links.
    """

    max_links: int = 10
    max_device_people: int = 5
    session_timeout: int = 30 * 60 * 1_000_000
    deny: frozenset[str] = field(default_factory=lambda: frozenset({"null", "guest", "0", "test@test"}))
    unlink: frozenset[frozenset[Key]] = frozenset()


def _phone(text: str) -> str:
    digits = "".join(letter for letter in text if letter in "0123456789")
    return "+" + digits if digits and text.startswith("+") else digits


def normal_value(key: Key) -> str:
    """The key's value in the normal form of its type; empty where nothing is left.

    Raises:
        ValueError: there is no such type.
    """
    key_type, value = key
    if key_type not in STRONG_TYPES + WEAK_TYPES + RECORD_TYPES:
        raise ValueError(f"There is no key type {key_type!r}.")
    text = unicodedata.normalize("NFC", value).strip()
    if key_type == "email":
        return unicodedata.normalize("NFC", text.lower())
    return _phone(text) if key_type == "phone" else text


def usable_keys(keys: Iterable[Key], rules: IdentityRules) -> frozenset[Key]:
    """The keys that count, in normal form, each once."""
    normal = {(key[0], normal_value(key)) for key in keys}
    return frozenset(key for key in normal if key[1] and key[1].lower() not in rules.deny)


def strong(keys: Iterable[Key]) -> frozenset[Key]:
    """The keys that name a person."""
    return frozenset(key for key in keys if key[0] in STRONG_TYPES)


def weak(keys: Iterable[Key]) -> frozenset[Key]:
    """The keys that name a device."""
    return frozenset(key for key in keys if key[0] in WEAK_TYPES)


def records(keys: Iterable[Key]) -> frozenset[Key]:
    """The keys that name a business record."""
    return frozenset(key for key in keys if key[0] in RECORD_TYPES)


def links_within(groups: Iterable[frozenset[Key]]) -> set[Link]:
    """Each pair of keys that stand together in some group."""
    return {frozenset(pair) for group in groups for pair in combinations(sorted(group), 2)}


def shared_keys(links: Iterable[Link], max_links: int) -> set[Key]:
    """The keys that are linked to more than max_links different keys of one type."""
    others: dict[tuple[Key, str], set[Key]] = {}
    for link in links:
        one, two = sorted(link)
        others.setdefault((one, two[0]), set()).add(two)
        others.setdefault((two, one[0]), set()).add(one)
    return {key for (key, _), linked in others.items() if len(linked) > max_links}


def connected_groups(keys: Iterable[Key], links: Iterable[Link]) -> dict[Key, frozenset[Key]]:
    """For each key the group of all keys that can be reached from it."""
    neighbours: dict[Key, set[Key]] = {key: set() for key in keys}
    for link in links:
        one, two = sorted(link)
        neighbours[one].add(two)
        neighbours[two].add(one)
    group_of: dict[Key, frozenset[Key]] = {}
    for key in neighbours:
        if key not in group_of:
            group = _reached_from(key, neighbours)
            group_of.update(dict.fromkeys(group, group))
    return group_of


def _reached_from(key: Key, neighbours: Mapping[Key, set[Key]]) -> frozenset[Key]:
    reached, waiting = {key}, [key]
    while waiting:
        for other in neighbours[waiting.pop()] - reached:
            reached.add(other)
            waiting.append(other)
    return frozenset(reached)


def first_seen(events: Iterable[Event], keys_of: Mapping[tuple[str, str], frozenset[Key]]) -> dict[Key, int]:
    """For each key the instant of the earliest event that carries it."""
    seen: dict[Key, int] = {}
    for event in events:
        for key in keys_of[event.ident]:
            seen[key] = min(seen.get(key, NEVER_SEEN), event.occurred_at)
    return seen


def earliest_key(group: Iterable[Key], seen: Mapping[Key, int]) -> Key:
    """The key that was seen first; then the first type, then the first value, in text order."""
    return min(group, key=lambda key: (seen.get(key, NEVER_SEEN), key))
