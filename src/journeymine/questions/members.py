"""From what a cohort's text says to the units that are in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from journeymine.errors import UsageError
from journeymine.questions.clauses import All, Clause, Did, Follows, Is, Known, Not, Some, Where
from journeymine.questions.ground import Ground
from journeymine.questions.masks import instant, mask_of
from journeymine.questions.matching import matching
from journeymine.questions.names import unknown
from journeymine.questions.rows import TABLE_OF, units_where
from journeymine.questions.shapes import compile_pattern
from journeymine.tables import BY_NAME
from journeymine.walk.bits import look, owners
from journeymine.walk.carry import carried
from journeymine.walk.did import done, most_of, related
from journeymine.walk.paths import Bool, Int64
from journeymine.walk.selection import EventMask, every_event
from journeymine.walk.signatures import FIELDS
from journeymine.walk.units import UNITS, Unit

Named = Callable[[Known, Unit], Bool]
"""Finds the units of a cohort that has a name."""


def members(ground: Ground, clause: Clause, unit: Unit, named: Named) -> Bool:
    """Whether each unit is in.

    Args:
        ground: what is asked.
        clause: who is in.
        unit: customer, session or journey.
        named: finds the units of a cohort that has a name.

    Raises:
        UsageError: a name is unknown, or a clause makes no sense for the unit.
    """
    if isinstance(clause, Not):
        return ~members(ground, clause.clause, unit, named)
    if isinstance(clause, All | Some):
        parts = [members(ground, part, unit, named) for part in clause.clauses]
        return (np.logical_and if isinstance(clause, All) else np.logical_or).reduce(parts)
    if isinstance(clause, Known):
        return named(clause, unit)
    return (
        _by_path(ground, clause, unit)
        if isinstance(clause, Did | Follows)
        else _by_table(ground, clause, unit)
    )


def _by_path(ground: Ground, clause: Did | Follows, unit: Unit) -> Bool:
    if isinstance(clause, Did):
        return _did(ground, clause, unit)
    return matching(ground, compile_pattern(ground, clause.pattern), unit)


def _by_table(ground: Ground, clause: Is | Where, unit: Unit) -> Bool:
    return _is(ground, clause, unit) if isinstance(clause, Is) else _where(ground, clause, unit)


def _did(ground: Ground, did: Did, unit: Unit) -> Bool:
    paths, scope = ground.paths, did.scope or unit
    if unit not in ("customer", scope):
        raise did.place.error(f"a {unit} is no whole of {scope}s; say 'in the same {scope}' of customers")
    mask = mask_of(paths, did.condition) & _when(ground, did)
    for relation in did.relations:
        looked = look(paths, scope, (mask, mask_of(paths, relation.condition)))
        rows = related(looked, relation.direction, other=relation.other, longest=relation.longest)
        mask = EventMask(mask.of_signature, rows)
    counts = done(look(paths, scope, (mask,))).count
    if scope != unit:
        counts = most_of(counts, owners(paths, scope), paths.customer_count)
    return _between(counts, did.least, did.most)


def _between(counts: Int64, least: int, most: int | None) -> Bool:
    return (counts >= least) & (counts <= most) if most is not None else counts >= least


def _when(ground: Ground, did: Did) -> EventMask:
    times, limits = ground.paths.times, list[Bool]()
    if did.since is not None:
        limits.append(times >= did.since)
    if did.until is not None:
        limits.append(times < did.until)
    if did.lately is not None:
        limits.append(times >= instant(ground.as_of) - did.lately)
    rows = np.logical_and.reduce(limits) if limits else None
    return EventMask(every_event(ground.paths).of_signature, rows)


def _where(ground: Ground, where: Where, unit: Unit) -> Bool:
    try:
        found = units_where(ground, where.unit, where.sql)
    except UsageError as error:
        hint = f"a SQL condition goes on to the end; set it apart as ({where.unit}: ...)"
        raise where.place.error(f"{error}; {hint}") from None
    return carried(ground.paths, found, where.unit, unit)


def _is(ground: Ground, clause: Is, unit: Unit) -> Bool:
    kind = _kind_with(ground, clause, unit)
    column = ground.units(kind)[clause.column]
    codes, names = _coded(column)
    fits = np.zeros(len(names) + 1, dtype=np.bool_)
    for value in clause.values:
        if value is None:
            fits[-1] = True
        elif value in names:
            fits[names.index(value)] = True
        elif value not in _declared(ground, kind, clause.column):
            known = {*names, *_declared(ground, kind, clause.column)}
            raise clause.place.error(unknown(clause.column, value, known))
    return carried(ground.paths, fits[codes], kind, unit)


def _kind_with(ground: Ground, clause: Is, unit: Unit) -> Unit:
    """The unit itself where its table has the column, else the customer."""
    kinds: tuple[Unit, ...] = (unit, "customer")
    for kind in kinds:
        if clause.column in ground.units(kind).schema.names:
            return kind
    known = {name for kind in kinds for name in ground.units(kind).schema.names}
    tables = " or ".join(dict.fromkeys(TABLE_OF[kind] for kind in kinds))
    found = [kind for kind in UNITS if clause.column in ground.units(kind).schema.names]
    hint = f"; write ({found[0]}: {clause.column} = '...')" if found else ""
    raise clause.place.error(unknown(f"column of {tables}", clause.column, known) + hint)


def _coded(column: pa.ChunkedArray) -> tuple[Int64, list[str]]:
    """A code for each row, -1 for NULL, and what the codes stand for, as text."""
    found = column.cast(pa.string()).combine_chunks().dictionary_encode()
    codes = found.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return codes, found.dictionary.to_pylist()


def _declared(ground: Ground, kind: Unit, column: str) -> frozenset[str]:
    """Values that a column may have though no row has them."""
    names = set[str]()
    for spec in BY_NAME[TABLE_OF[kind]].columns:
        if spec.name == column:
            names |= set(spec.allowed)
    if column in FIELDS:
        names |= set(ground.paths.signatures.codes(column).names)
    if column == "persona":
        names |= set(ground.read("personas")["persona"].to_pylist())
    return frozenset(names)
