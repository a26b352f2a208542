"""Parts of statements: names and texts in quotes, columns as they are made, and the expressions of those that
are made of others.
"""

from __future__ import annotations

import pyarrow as pa

from journeymine.engine.base import Made, Offered
from journeymine.tables import Column

_MOST_WORDS = 1_000
"""Of an enum; a column with more is kept as texts."""


def quoted(identifier: str) -> str:
    """An identifier in double quotes, so that any name is only a name."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in single quotes, for statements that take no bound values (ATTACH, SET)."""
    return "'" + text.replace("'", "''") + "'"


def enumerated(field: pa.Field, table: pa.Table) -> str:
    """How a column of an Arrow table is read: dictionary codes as an enum of their words.

    Args:
        field: the column's.
        table: has the column; one of more words than an enum is worth stays as it is.
    """
    name = quoted(field.name)
    if not pa.types.is_dictionary(field.type) or not len(table):
        return name
    words = {word for chunk in table[field.name].chunks for word in chunk.dictionary.to_pylist()}
    if not 0 < len(words) <= _MOST_WORDS:
        return name
    listed = ", ".join(literal(word) for word in sorted(words))
    return f"try_cast({name} as enum({listed})) as {name}"


def column_as_made(column: Column) -> str:
    """A column as `create table` names it. Ids, which differ from row to row, are packed with Zstandard: to
    look in them for words that come again takes most of the time in which a table is written.
    """
    packed = " using compression zstd" if column.type == "VARCHAR" and column.name.endswith("_id") else ""
    return f"{quoted(column.name)} {column.type}{'' if column.nullable else ' not null'}{packed}"


def made_of(column: Made, offered: Offered) -> str:
    """The expression of a column that is made of others.

    Args:
        column: what it is made of.
        offered: the columns that there are, and their forms.
    """
    if column.kind == "typed":
        return quoted(column.feeds[0] or "")
    values = [_text(feed, offered) for feed in column.feeds]
    if column.kind == "value":
        return values[0]
    if column.kind == "list":
        return f"[{', '.join(values)}]"
    keys = [literal(feed or "") for feed in column.feeds]
    pairs = (f"{{'k': {key}, 'v': {value}}}" for key, value in zip(keys, values, strict=True))
    return f"map_from_entries(list_filter([{', '.join(pairs)}], lambda pair: pair.v is not null))"


def _text(feed: str | None, offered: Offered) -> str:
    """The expression of a column's values as text."""
    if feed is None:
        return "cast(null as varchar)"
    name, form = quoted(feed), offered.forms.get(feed, "text")
    if form != "text":
        return f"text_of_{form}({name})"
    return f"nullif({name}, '')" if offered.has_empty else name


__all__ = ["column_as_made", "enumerated", "literal", "made_of", "quoted"]
