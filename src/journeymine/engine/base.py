"""What the rest of the package may ask of a database: bound queries, models, and tables in and out as
Arrow.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Protocol

import pyarrow as pa

from journeymine.errors import JourneymineError

Parameters = Mapping[str, object]


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

    def widen(self, name: str, schema: pa.Schema) -> None:
        """Add columns to a table; they are NULL in its rows."""
        ...

    def complete(self, name: str, table: str, schema_of: pa.Table) -> None:
        """Let `name` stand for a table's rows with all columns of another; those that it lacks are NULL."""
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
