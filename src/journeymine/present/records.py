"""Rows of an Arrow table as typed records, and the published tables with absent ones taken as empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any, ClassVar, Protocol, TypeVar

import pyarrow as pa

from journeymine.errors import UsageError
from journeymine.tables import BY_NAME, TableSpec


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


R = TypeVar("R", bound=_Dataclass)


def records(table: pa.Table, kind: type[R]) -> list[R]:
    """Rows as instances of a dataclass whose fields are columns of the table.

    Raises:
        UsageError: the table lacks a column that the record asks for.
    """
    names = [field.name for field in fields(kind)]
    missing = [name for name in names if name not in table.column_names]
    if missing:
        found = ", ".join(table.column_names)
        raise UsageError(f"a picture needs the columns {', '.join(missing)}; the table has {found}")
    columns = [table.column(name).to_pylist() for name in names]
    return [kind(*values) for values in zip(*columns, strict=True)]


def arrow_type(name: str) -> pa.DataType:
    """The Arrow type of a column's DuckDB type in tables.py."""
    if name.endswith("[]"):
        return pa.list_(arrow_type(name[:-2]))
    kinds = {
        "VARCHAR": pa.string(),
        "BIGINT": pa.int64(),
        "INTEGER": pa.int32(),
        "DATE": pa.date32(),
        "DOUBLE": pa.float64(),
        "BOOLEAN": pa.bool_(),
        "TIMESTAMP WITH TIME ZONE": pa.timestamp("us", tz="UTC"),
    }
    return kinds[name]


def empty(spec: TableSpec) -> pa.Table:
    """A table with the columns of its specification and no rows."""
    return pa.schema([(column.name, arrow_type(column.type)) for column in spec.columns]).empty_table()


def published(tables: Mapping[str, pa.Table], name: str) -> pa.Table:
    """A published table by name; empty where the generation does not hold it."""
    return tables[name] if name in tables else empty(BY_NAME[name])
