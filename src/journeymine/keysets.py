"""Sets of identifiers as rows carry them: read from the state, taken apart where the journey file unlinks.

Reads event_rows, identity_links and keysets; gives int_identifiers (number, type and pseudonym of each) and
int_keyset_members. Rows that the journey file takes apart are as if they had never carried both identifiers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from journeymine.engine import Engine
from journeymine.errors import ConfigError
from journeymine.events import normalise
from journeymine.events.keys import pseudonym_in
from journeymine.tables import RECORD_TYPE, STRONG_TYPES, WEAK_TYPES
from journeymine.walk.paths import Bool, Int32, Int64, bounds_of, changes

KINDS = (*STRONG_TYPES, *WEAK_TYPES, RECORD_TYPE)
"""Types of identifiers, in the order in which they name a person."""

Named = tuple[str, str]
"""Type and pseudonym of an identifier."""

Pseudonym = Callable[[str, str], str]
"""Gives the pseudonym of a type and a normal value."""

_NO_MEMBERS = pa.schema(
    [("keyset_no", pa.int64()), ("identifier_type", pa.string()), ("identifier_key", pa.string())]
)
_Member = tuple[int, str, str]
"""Number of a set, type and pseudonym of an identifier in it."""


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

    def all(self) -> set[int]:
        """Numbers of all of them."""
        return {*(number for _, number in self.strong), *self.weak, *self.records}

    def ranked(self, is_shared: Bool) -> list[int]:
        """Numbers of the strong ones: those that are not shared first, then by type, then by number."""
        order = sorted(self.strong, key=lambda key: (is_shared[key[1]], STRONG_TYPES.index(key[0]), key[1]))
        return [number for _, number in order]


@dataclass(frozen=True)
class Keysets:
    """All sets that are in use, one after the other.

    Attributes:
        numbers: of each set in the state; below 0 for those that are made here.
        bounds: first member of each set, and the place behind the last.
        identifier: number of each member, ascending in a set.
        kind: place of each member's type in KINDS.
        rests: the set that a made one was taken out of.
        unlinked_count: sets that `identity.unlink` took apart.
        idle_pairs: places, from 1, of pairs under `identity.unlink` that no row carries together.
    """

    numbers: Int64
    bounds: Int64
    identifier: Int64
    kind: Int32
    rests: Mapping[int, int] = field(default_factory=dict[int, int])
    unlinked_count: int = 0
    idle_pairs: tuple[int, ...] = ()

    def __len__(self) -> int:
        """How many sets."""
        return len(self.numbers)

    @property
    def identifier_count(self) -> int:
        """How many identifiers there are in all sets."""
        return int(self.identifier.max(initial=-1)) + 1

    @cached_property
    def place(self) -> Int64:
        """Which set each member is in."""
        return np.repeat(np.arange(len(self)), np.diff(self.bounds))

    @cached_property
    def kind_of(self) -> Int32:
        """Place in KINDS of each identifier's type."""
        kinds = np.zeros(self.identifier_count, dtype=np.int32)
        kinds[self.identifier] = self.kind
        return kinds

    @property
    def is_strong(self) -> Bool:
        """Whether a member names a person."""
        return self.kind < len(STRONG_TYPES)

    @property
    def is_weak(self) -> Bool:
        """Whether a member names a device."""
        return ~self.is_strong & ~self.is_record

    @property
    def is_record(self) -> Bool:
        """Whether a member names a business record."""
        return self.kind == KINDS.index(RECORD_TYPE)

    def those(self, is_meant: Bool) -> tuple[Int64, Int64]:
        """Some of the members: bounds in them of each set, and their numbers."""
        return np.append(0, np.cumsum(is_meant))[self.bounds], self.identifier[is_meant]

    def first(self, is_meant: Bool) -> Int64:
        """The lowest of some of the members of each set; -1 where it has none of them."""
        bounds, numbers = self.those(is_meant)
        out = np.full(len(self), -1)
        has_any = bounds[1:] > bounds[:-1]
        out[has_any] = numbers[bounds[:-1][has_any]]
        return out

    def at(self, place: int) -> Keyset:
        """One set."""
        rows = slice(self.bounds[place], self.bounds[place + 1])
        members = [
            (KINDS[kind], number)
            for kind, number in zip(self.kind[rows].tolist(), self.identifier[rows].tolist(), strict=True)
        ]
        return Keyset(
            strong=tuple(member for member in members if member[0] in STRONG_TYPES),
            weak=tuple(number for kind, number in members if kind in WEAK_TYPES),
            records=tuple(number for kind, number in members if kind == RECORD_TYPE),
        )


def shared_keys(keysets: Keysets, max_links: int) -> Bool:
    """Whether each identifier is a strong one that is linked to more than `max_links` others of one type."""
    bounds, strong = keysets.those(keysets.is_strong)
    size, count = np.diff(bounds), keysets.identifier_count
    beside = np.repeat(size, size)
    first = np.repeat(np.cumsum(beside) - beside, beside)
    one = np.repeat(strong, beside)
    other = strong[np.repeat(np.repeat(bounds[:-1], size), beside) + np.arange(len(one)) - first]
    pairs = np.unique((one * count + other)[one != other])
    links, times = np.unique(pairs // count * len(KINDS) + keysets.kind_of[pairs % count], return_counts=True)
    is_shared = np.zeros(count, dtype=np.bool_)
    is_shared[links[times > max_links] // len(KINDS)] = True
    return is_shared


def named(text: str, pseudonym: Pseudonym) -> Named:
    """The identifier that `type:value` or `type:#pseudonym` stands for.

    Args:
        text: as somebody wrote it.
        pseudonym: gives the pseudonym of a type and a normal value.

    Returns:
        Its type and pseudonym; the pseudonym is empty where the value has nothing in it.
    """
    kind, _, value = text.strip().partition(":")
    given = pseudonym_in(value)
    if given is not None:
        return kind, given
    normal = normalise(kind, value)
    return kind, pseudonym(kind, normal) if normal else ""


def unlinked_pairs(texts: Sequence[tuple[str, str]], pseudonym: Pseudonym) -> list[tuple[Named, Named]]:
    """The pairs that the journey file unlinks.

    Raises:
        ConfigError: a pair is one identifier twice, or a value has nothing in it.
    """
    pairs = [(named(one, pseudonym), named(other, pseudonym)) for one, other in texts]
    for place, (one, other) in enumerate(pairs, 1):
        if one == other or not one[1] or not other[1]:
            raise ConfigError(
                f"pair {place} is not two different identifiers of persons; two are expected, "
                "which rows carry together",
                key="identity.unlink",
            )
    return pairs


def read_keysets(
    engine: Engine,
    unlink: Sequence[tuple[Named, Named]] = (),
    *,
    added: Sequence[tuple[Named, Named]] = (),
    max_links: int,
) -> Keysets:
    """The sets of identifiers on rows, taken apart where unlinked.

    A row that carries both identifiers of a pair keeps the one that ranks first. What it loses stays linked
    among itself, where no pair says otherwise, as by a linking row without a time.

    Args:
        engine: the state.
        unlink: pairs that rows do not link.
        added: pairs that are linked as by a linking row without a time.
        max_links: a strong identifier linked to more others of one type is shared.
    """
    links = [(-place, *key) for place, pair in enumerate(added, 1) for key in pair]
    engine.model("int_used_keysets")
    seen = _number(engine, links, [])
    pairs = _numbered(engine, unlink)
    split = _split(seen, [pair for pair in pairs if pair], max_links)
    together = [{number for part in parts for number in part} for parts in split.values()]
    idle = tuple(
        place
        for place, pair in enumerate(pairs, 1)
        if not pair or not any(numbers.issuperset(pair) for numbers in together)
    )
    if not split:
        return replace(seen, idle_pairs=idle)
    names = _names(engine, {number for parts in split.values() for part in parts for number in part})
    number_of = {place: int(seen.numbers[place]) for place in split}
    lost = [(number_of[place], *names[key]) for place, parts in split.items() for key in sum(parts[1:], [])]
    made = [(place, part) for place, parts in split.items() for part in parts[1:] if len(part) > 1]
    numbers = range(-len(added) - 1, -len(added) - 1 - len(made), -1)
    rests = [(no, *names[key]) for no, (_, part) in zip(numbers, made, strict=True) for key in part]
    now = _number(engine, [*links, *rests], lost)
    of = {no: number_of[place] for no, (place, _) in zip(numbers, made, strict=True)}
    return replace(now, rests=of, unlinked_count=len(split), idle_pairs=idle)


def _split(seen: Keysets, pairs: Iterable[tuple[int, int]], max_links: int) -> dict[int, list[list[int]]]:
    """The parts of each set that holds both identifiers of a pair, by its place; its first part stays."""
    cut: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        cut[one].add(other)
        cut[other].add(one)
    if not cut:
        return {}
    is_shared = shared_keys(seen, max_links)
    found: dict[int, list[list[int]]] = {}
    for place in np.unique(seen.place[np.isin(seen.identifier, list(cut))]).tolist():
        parts = _parts(seen.at(place).ranked(is_shared), cut)
        if len(parts) > 1:
            found[place] = parts
    return found


def _parts(ranked: Sequence[int], cut: Mapping[int, set[int]]) -> list[list[int]]:
    """Each identifier with the first part that holds none it is cut from, else in a part of its own."""
    parts: list[list[int]] = []
    for number in ranked:
        free = (part for part in parts if cut.get(number, set[int]()).isdisjoint(part))
        part = next(free, None)
        if part is None:
            parts.append([number])
        else:
            part.append(number)
    return parts


def _number(engine: Engine, added: Sequence[_Member], lost: Sequence[_Member]) -> Keysets:
    """Number the identifiers; give all sets with the added ones and without lost members."""
    engine.register("added_keysets", _members_table(added))
    engine.register("unlinked_members", _members_table(lost))
    engine.model("int_identifiers")
    engine.model("int_keyset_members")
    members = engine.fetch("int_keyset_members", order_by=("keyset_no", "identifier_no"))
    keyset_no = members["keyset_no"].to_numpy().astype(np.int64)
    bounds = bounds_of(changes(keyset_no))
    return Keysets(
        numbers=keyset_no[bounds[:-1]],
        bounds=bounds,
        identifier=members["identifier_no"].to_numpy().astype(np.int64),
        kind=pc.index_in(members["identifier_type"], pa.array(KINDS)).to_numpy(),
    )


def _members_table(rows: Sequence[_Member]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ([], [], [])
    parts = zip(columns, _NO_MEMBERS.types, strict=True)
    return pa.table([pa.array(column, kind) for column, kind in parts], schema=_NO_MEMBERS)


def _numbered(engine: Engine, pairs: Sequence[tuple[Named, Named]]) -> list[tuple[int, int] | None]:
    """The pairs by number; None for one of which an identifier is on no row."""
    if not pairs:
        return []
    wanted = sorted({key for pair in pairs for _, key in pair})
    rows = engine.query(
        "select identifier_no, identifier_type, identifier_key from int_identifiers "
        "where identifier_key in (select unnest($wanted))",
        {"wanted": wanted},
    ).to_pylist()
    number = {(row["identifier_type"], row["identifier_key"]): row["identifier_no"] for row in rows}
    return [
        (number[one], number[other]) if one in number and other in number else None for one, other in pairs
    ]


def _names(engine: Engine, numbers: Iterable[int]) -> dict[int, Named]:
    rows = engine.query(
        "select identifier_no, identifier_type, identifier_key from int_identifiers "
        "where identifier_no in (select unnest($numbers))",
        {"numbers": sorted(numbers)},
    ).to_pylist()
    return {row["identifier_no"]: (row["identifier_type"], row["identifier_key"]) for row in rows}
