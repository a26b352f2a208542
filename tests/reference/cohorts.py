"""Who did what, from lists of events: one event at a time, each compared with each other one.

A path is a list of Happening in order. Times are microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Happening:
    """One event of a customer."""

    at: int
    name: str
    session: int | None
    journey: int | None


@dataclass(frozen=True)
class Relation:
    """Before or after any, the first or the last event of a name, at most so long."""

    direction: Literal["before", "after"]
    other: Literal["any", "first", "last"]
    name: str
    longest: int | None


@dataclass(frozen=True)
class Did:
    """An event of a name, at least and at most so often, in relation to others, in a span of time."""

    name: str
    least: int
    most: int | None
    relations: Sequence[Relation] = ()
    scope: Literal["session", "journey"] | None = None
    since: int | None = None
    until: int | None = None


Clause = Did | tuple[str, Sequence["Clause"]]
"""A Did, or ("not", [one]), ("and", several), ("or", several)."""


def holds(clause: Clause, path: Sequence[Happening]) -> bool:
    """Whether the customer of a path is in."""
    if isinstance(clause, Did):
        times = _most_in_any(clause, path)
        return clause.least <= times and (clause.most is None or times <= clause.most)
    word, parts = clause
    if word == "not":
        return not holds(parts[0], path)
    return (all if word == "and" else any)(holds(part, path) for part in parts)


def _most_in_any(did: Did, path: Sequence[Happening]) -> int:
    """How often in the whole path, or in the part of it (a session, a journey) with most."""
    if did.scope is None:
        return _count(did, path)
    parts = [each.session if did.scope == "session" else each.journey for each in path]
    counts = [
        _count(did, [each for each, found in zip(path, parts, strict=True) if found == part])
        for part in set(parts) - {None}
    ]
    return max(counts, default=0)


def _count(did: Did, path: Sequence[Happening]) -> int:
    return sum(
        each.name == did.name
        and (did.since is None or each.at >= did.since)
        and (did.until is None or each.at < did.until)
        and all(_stands(relation, path, place) for relation in did.relations)
        for place, each in enumerate(path)
    )


def _stands(relation: Relation, path: Sequence[Happening], place: int) -> bool:
    others = [other for other, each in enumerate(path) if each.name == relation.name]
    if relation.other == "first":
        others = others[:1]
    if relation.other == "last":
        others = others[-1:]
    is_before = relation.direction == "before"
    return any(
        (place < other if is_before else place > other)
        and (relation.longest is None or abs(path[place].at - path[other].at) <= relation.longest)
        for other in others
    )
