"""What a table holds, asked by its own specification: missing columns, nulls, strangers, doubled keys, and a
digest of its rows.

Reads any table that has a TableSpec; gives sentences on what is broken, or one text that stands for the rows
whatever their order.
"""

from __future__ import annotations

from collections.abc import Collection

from journeymine.engine.base import Engine
from journeymine.engine.expressions import literal, quoted
from journeymine.tables import Column, TableSpec


def faults(engine: Engine, table: str, spec: TableSpec) -> list[str]:
    """What a table breaks of its specification.

    Args:
        engine: where the table is.
        table: its name, already quoted where it has a database before it.
        spec: what it promises.

    Returns:
        One sentence per broken promise; none where the table is as promised.
    """
    missing = sorted(set(spec.column_names()) - _column_names(engine, table))
    if missing:
        return [f"{spec.name} lacks {', '.join(missing)}"]
    checks = [check for column in spec.columns for check in _checks(column)]
    counts = [f"count(*) filter (where {test})" for test, _ in checks]
    rows, is_unique = _rows_with_key(table, spec)
    *found, is_unique = engine.values(f"select {', '.join([*counts, is_unique])} from {rows}")[0]
    said = [
        f"{spec.name}.{what} in {count:,} rows"
        for count, (_, what) in zip(found, checks, strict=True)
        if count
    ]
    if is_unique:
        return said
    lies_otherwise = f"{spec.name} does not lie in the order of {', '.join(spec.order)}"
    return [*said, *(_key_faults(engine, table, spec) or [lies_otherwise] * spec.is_laid_by_key)]


def digest(engine: Engine, table: str, spec: TableSpec, *, without: Collection[str] = ()) -> str:
    """One text for the rows of a table, the same for every order of them.

    Numbers with a fraction count as the database's single-precision floats, so that a sum taken in another
    order gives the same text. Equal only between equal versions of the database, whose hash it is.

    Args:
        engine: where the table is.
        table: its name, already quoted where it has a database before it.
        spec: its columns.
        without: columns to leave out.
    """
    columns = [column for column in spec.columns if column.name not in without]
    row = ", ".join(_hashed(column) for column in columns)
    ((count, low, high),) = engine.values(
        "select count(*), cast(sum(cast(key as hugeint)) as varchar), "
        "cast(sum(cast(hash(key, 1) as hugeint)) as varchar) "
        f"from (select hash({row}) as key from {table})"
    )
    names = ",".join(column.name for column in columns)
    return f"{spec.name}({names}) {count} {low or 0} {high or 0}"


def difference(engine: Engine, one: str, other: str, spec: TableSpec) -> int:
    """How many rows of a table in one database are not in another; equal rows count as often as they stand.

    Args:
        engine: to which both are attached.
        one: the database whose rows are counted.
        other: the database in which they are looked for.
        spec: the table; numbers with a fraction are compared as `digest` takes them.
    """
    row = ", ".join(_hashed(column) for column in spec.columns)
    first, second = (f"select {row} from {quoted(name)}.{quoted(spec.name)}" for name in (one, other))
    return int(engine.values(f"select count(*) from ({first} except all {second})")[0][0])


def _hashed(column: Column) -> str:
    """What counts of a column; 0.0 stands for -0.0 too."""
    name = quoted(column.name)
    return f"cast({name} + 0.0 as float)" if column.type == "DOUBLE" else name


def _column_names(engine: Engine, table: str) -> set[str]:
    return {name for (name,) in engine.values(f"select column_name from (describe {table})")}


def _checks(column: Column) -> list[tuple[str, str]]:
    """Conditions that no row may meet, and what to say of rows that do."""
    name = quoted(column.name)
    checks: list[tuple[str, str]] = []
    if not column.nullable:
        checks.append((f"{name} is null", f"{column.name} is NULL"))
    if column.allowed:
        allowed = ", ".join(literal(value) for value in column.allowed)
        checks.append(
            (f"{name} not in ({allowed})", f"{column.name} is none of {', '.join(column.allowed)}"),
        )
    return checks


def _rows_with_key(table: str, spec: TableSpec) -> tuple[str, str]:
    """The rows to look at, and what holds where no two have one key. Rows that are made in the order of a
    single key have it once if each is above the one before: no key need be remembered.
    """
    key = ", ".join(quoted(name) for name in spec.key)
    if not spec.is_laid_by_key:
        return table, f"count(*) = count(distinct hash({key}))"
    rows = f"(select *, coalesce({key} > lag({key}) over (), true) as is_above from {table})"
    return rows, "coalesce(bool_and(is_above), true)"


def _key_faults(engine: Engine, table: str, spec: TableSpec) -> list[str]:
    key = ", ".join(quoted(name) for name in spec.key)
    doubled = engine.values(
        f"select count(*) from (select {key} from {table} group by {key} having count(*) > 1)"
    )[0][0]
    return (
        [f"{spec.name} has {doubled:,} keys ({', '.join(spec.key)}) on more than one row"] if doubled else []
    )
