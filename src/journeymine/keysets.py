"""Sets of identifiers as rows carry them: read from the state, taken apart where the journey file unlinks.

Reads event_rows, identity_links and keysets; gives int_identifiers (number, type and pseudonym of each) and
int_keyset_members. Rows that the journey file takes apart are as if they had never carried both identifiers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from journeymine.engine import Engine
from journeymine.errors import ConfigError
from journeymine.events import normalise
from journeymine.events.keys import pseudonym_in
from journeymine.tables import RECORD_TYPE, STRONG_TYPES, WEAK_TYPES

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

    def ranked(self, shared: set[int]) -> list[int]:
        """Numbers of the strong ones: those that are not shared first, then by type, then by number."""
        order = sorted(self.strong, key=lambda key: (key[1] in shared, STRONG_TYPES.index(key[0]), key[1]))
        return [number for _, number in order]


@dataclass(frozen=True)
class Keysets:
    """All sets that are in use.

    Attributes:
        numbers: of each set in the state; below 0 for those that are made here.
        members: its identifiers, in the same order.
        rests: the set that a made one was taken out of.
        unlinked_count: sets that `identity.unlink` took apart.
        idle_pairs: places, from 1, of pairs under `identity.unlink` that no row carries together.
    """

    numbers: list[int]
    members: list[Keyset]
    rests: Mapping[int, int] = field(default_factory=dict[int, int])
    unlinked_count: int = 0
    idle_pairs: tuple[int, ...] = ()


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


def shared_keys(keysets: Iterable[Keyset], max_links: int) -> set[int]:
    """Strong identifiers linked to more than `max_links` others of one type."""
    linked: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for keyset in keysets:
        for _, number in keyset.strong:
            for other_type, other in keyset.strong:
                if other != number:
                    linked[number, other_type].add(other)
    return {number for (number, _), others in linked.items() if len(others) > max_links}


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
    lost = [
        (seen.numbers[place], *names[key]) for place, parts in split.items() for key in sum(parts[1:], [])
    ]
    made = [(place, part) for place, parts in split.items() for part in parts[1:] if len(part) > 1]
    numbers = range(-len(added) - 1, -len(added) - 1 - len(made), -1)
    rests = [(no, *names[key]) for no, (_, part) in zip(numbers, made, strict=True) for key in part]
    now = _number(engine, [*links, *rests], lost)
    of = {no: seen.numbers[place] for no, (place, _) in zip(numbers, made, strict=True)}
    return replace(now, rests=of, unlinked_count=len(split), idle_pairs=idle)


def _split(seen: Keysets, pairs: Iterable[tuple[int, int]], max_links: int) -> dict[int, list[list[int]]]:
    """The parts of each set that holds both identifiers of a pair, by its place; its first part stays."""
    cut: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        cut[one].add(other)
        cut[other].add(one)
    shared = shared_keys(seen.members, max_links) if cut else set[int]()
    found: dict[int, list[list[int]]] = {}
    for place, keyset in enumerate(seen.members):
        if len(keyset.strong) > 1 and any(number in cut for _, number in keyset.strong):
            parts = _parts(keyset.ranked(shared), cut)
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
    numbers: list[int] = []
    parts: list[list[tuple[str, int]]] = []
    for number, identifier, kind in zip(
        *(members[column].to_pylist() for column in ("keyset_no", "identifier_no", "identifier_type")),
        strict=True,
    ):
        if not numbers or number != numbers[-1]:
            numbers.append(number)
            parts.append([])
        parts[-1].append((kind, identifier))
    return Keysets(numbers, [_keyset(part) for part in parts])


def _keyset(members: Sequence[tuple[str, int]]) -> Keyset:
    return Keyset(
        strong=tuple(member for member in members if member[0] in STRONG_TYPES),
        weak=tuple(number for kind, number in members if kind in WEAK_TYPES),
        records=tuple(number for kind, number in members if kind == RECORD_TYPE),
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
