"""What the rest of the package may ask of a database: bound queries, models, and tables in and out as
Arrow.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import pyarrow as pa

from journeymine.errors import JourneymineError

Parameters = Mapping[str, object]


Form = Literal["text", "plain", "float", "instant", "clock", "other"]
"""How values become text: they are; as they stand; numbers, whole ones without a fraction; times with a zone,
and without one; in no way that is known.
"""


@dataclass(frozen=True)
class Offered:
    """Rows of a model that a table is made of.

    Attributes:
        model: gives `line_number`, which is taken as it is, and other columns.
        parameters: what it binds.
        has_empty: whether there may be empty texts; they become NULL.
        forms: how the values of columns become text; those that are not named are text.
    """

    model: str
    parameters: Parameters
    has_empty: bool = True
    forms: Mapping[str, Form] = field(default_factory=dict[str, Form])


@dataclass(frozen=True)
class Made:
    """One column of a table, and what it is made of.

    Attributes:
        name: its name.
        feeds: names of the columns that it is made of, None for one that is not there; without any it is
            NULL.
        kind: the value of the one column as text, or as it is; a list of the values of all as text; or a map
            from each column's name to its value as text, where that is not NULL.
    """

    name: str
    feeds: tuple[str | None, ...] = ()
    kind: Literal["value", "typed", "list", "map"] = "value"


@contextmanager
def dropping(engine: Engine, *tables: str) -> Generator[None]:
    """Drop temporary tables at the end; after an error as far as can be, so that the error itself is seen."""
    try:
        yield
    except BaseException:
        with suppress(JourneymineError):
            engine.drop(*tables)
        raise
    engine.drop(*tables)


class Engine(Protocol):
    """A connection. Values are bound as `$name`; identifiers come from the package, never from data."""

    def query(self, sql: str, parameters: Parameters | None = None) -> pa.Table:
        """Run one SELECT and return its rows."""
        ...

    def values(self, sql: str, parameters: Parameters | None = None) -> list[tuple[Any, ...]]:
        """The few rows of one SELECT as tuples, which is the quickest way to them."""
        ...

    def execute(self, sql: str, parameters: Parameters | None = None) -> None:
        """Run one statement for its effect."""
        ...

    def model(self, name: str, parameters: Parameters | None = None) -> int:
        """Build the temporary table `name` from its file in sql/ and return its row count."""
        ...

    def model_view(self, name: str) -> None:
        """Let `name` stand for the SELECT of its file in sql/; nothing is computed before it is read."""
        ...

    def select_model(self, name: str, parameters: Parameters | None = None) -> pa.Table:
        """Run the SELECT of a model and return its rows; no table is made."""
        ...

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table a temporary table of that name, replacing an older one."""
        ...

    def show(self, name: str, table: pa.Table) -> None:
        """Let an Arrow table be read under a name, without a copy, as long as the engine is open."""
        ...

    def lend(self, name: str, table: pa.Table) -> AbstractContextManager[None]:
        """Let an Arrow table be read under a name, without a copy, while the context lasts."""
        ...

    def aside(self) -> AbstractContextManager[Engine]:
        """An engine of its own, in memory, for another thread to compute with while the context lasts."""
        ...

    def view(self, name: str, tables: Sequence[str]) -> None:
        """Let `name` stand for the rows of temporary tables; `file_no` counts them, `row_id` names a row."""
        ...

    def rename(self, table: str, name: str) -> None:
        """Give a temporary table another name."""
        ...

    def append(self, name: str, table: pa.Table) -> None:
        """Append the rows of an Arrow table to a table, by column name."""
        ...

    def append_model(self, name: str, offered: Offered, columns: Sequence[Made]) -> int:
        """Append to a table what is made of a model's rows, and return how many these are.

        Args:
            name: the table; has the columns, and `line_number`.
            offered: the rows.
            columns: what is made of them.
        """
        ...

    def is_matched(self, table: str, column: str, pattern: str) -> bool:
        """Whether a regular expression is found in some value of a text column."""
        ...

    def widen(self, name: str, schema: pa.Schema) -> None:
        """Add columns to a table; they are NULL in its rows."""
        ...

    def complete(self, name: str, table: str, schema_of: pa.Table, *, listed: Sequence[str] = ()) -> None:
        """Let `name` stand for a table's rows with all columns of another; those that it lacks are NULL.

        Args:
            name: the view.
            table: the rows.
            schema_of: has all columns; those of other types are cast.
            listed: columns whose values stand for lists of the one value.
        """
        ...

    def fetch(
        self, table: str, columns: Sequence[str] | None = None, *, order_by: Sequence[str] = ()
    ) -> pa.Table:
        """Rows of a table, some columns, in an order."""
        ...

    def count(self, table: str) -> int:
        """Number of rows of a table."""
        ...

    def has_table(self, table: str) -> bool:
        """Whether the table exists."""
        ...

    def drop(self, *tables: str) -> None:
        """Drop temporary tables that are done with."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing: commits at the end, rolls back on an error."""
        ...
