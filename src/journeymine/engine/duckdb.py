"""DuckDB behind the door of base.py. The only module that imports duckdb."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow as pa

from journeymine.engine.base import Made, Offered, Parameters
from journeymine.engine.expressions import column_as_made, enumerated, literal, made_of, quoted
from journeymine.engine.functions import functions_of
from journeymine.engine.models import load_models, parameter_names
from journeymine.errors import Busy, DataRefused, NoSpace, QueryFailed, UsageError
from journeymine.tables import TableSpec

_QUOTED_ROW = re.compile(r"(?s)(Original Line:|Could not convert string|LINE \d+:).*")
_NO_SPACE = re.compile(r"No space left|File too large|failed to offload", re.IGNORECASE)


class DuckEngine:
    """A DuckDB connection with fixed settings: UTC, bounded memory, no extensions fetched, no Python
    variables read.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, writes: bool = False) -> None:
        """Take over an open connection; use `open` or `open_reader`."""
        self._connection = connection
        self._writes = writes
        self._functions: set[str] = set()

    @classmethod
    def open(
        cls, path: Path | None, *, memory_limit: str = "4GB", threads: int = 2, spill: Path | None = None
    ) -> Self:
        """Open a database for writing, or one in memory.

        Args:
            path: the file; None for memory.
            memory_limit: as DuckDB has it, e.g. `4GB`.
            threads: worker threads.
            spill: folder for what does not fit in memory.

        Raises:
            Busy: another process holds the file.
        """
        config: dict[str, str | bool | int | float | list[str]] = _settings(memory_limit, threads)
        if spill is not None:
            config["temp_directory"] = str(spill)
        return cls(_connect(str(path) if path else ":memory:", config, read_only=False), writes=True)

    @classmethod
    def open_reader(cls, path: Path, *, memory_limit: str = "2GB", seconds: int = 60) -> Self:
        """Open a published generation for reading only: no other file, no settings, bounded time per query.

        Args:
            path: the generation's file.
            memory_limit: as DuckDB has it.
            seconds: longest time of one query.
        """
        sealed: dict[str, str | bool | int | float | list[str]] = {
            "max_execution_time": seconds * 1000,
            "enable_external_access": False,
        }
        return cls(_connect(str(path), {**_settings(memory_limit, 2), **sealed}, read_only=True))

    @classmethod
    def open_sealed(cls, *, memory_limit: str = "1GB", seconds: int = 60) -> Self:
        """Open an empty database in memory for a reader's own condition on lent tables: no file, no settings,
        bounded time per query.

        Args:
            memory_limit: as DuckDB has it.
            seconds: longest time of one query.
        """
        config: dict[str, str | bool | int | float | list[str]] = {
            "max_execution_time": seconds * 1000,
            "enable_external_access": False,
        }
        engine = cls(_connect(":memory:", {**_settings(memory_limit, 2), **config}, read_only=False))
        engine.execute("set lock_configuration = true")
        return engine

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def query(self, sql: str, parameters: Parameters | None = None) -> pa.Table:
        """Run one SELECT and return its rows."""
        return self._rows("query", sql, parameters)

    def values(self, sql: str, parameters: Parameters | None = None) -> list[tuple[Any, ...]]:
        """The few rows of one SELECT as tuples, which is the quickest way to them."""
        return self._done("query", sql, parameters)

    def relation(self, sql: str) -> duckdb.DuckDBPyRelation:
        """One SELECT of a reader's own as a relation, to go on with in DuckDB.

        Raises:
            UsageError: it is not one statement, returns no rows, or can't be understood.
        """
        try:
            with _said_well("query", sql, {}):
                if len(duckdb.extract_statements(sql)) != 1:
                    raise UsageError("expected one statement")
                relation = self._connection.sql(sql)
                if "Relation" not in type(relation).__name__:
                    raise UsageError("the statement returns no rows; a SELECT is expected")
        except QueryFailed as error:
            raise UsageError(error.reason) from None
        return relation

    def ask(self, sql: str) -> pa.Table:
        """The rows of one SELECT of a reader's own.

        Raises:
            UsageError: it is not one statement, returns no rows, or fails.
        """
        relation = self.relation(sql)
        try:
            with _said_well("query", sql, {}):
                return _plain_integers(relation.to_arrow_table())
        except QueryFailed as error:
            raise UsageError(error.reason) from None

    def execute(self, sql: str, parameters: Parameters | None = None) -> None:
        """Run one statement for its effect."""
        self._run("statement", sql, parameters)

    def model(self, name: str, parameters: Parameters | None = None) -> int:
        """Build the temporary table `name` from its file in sql/ and return its row count."""
        statement = f"create or replace temporary table {quoted(name)} as {load_models()[name].sql}"
        return self._run(name, statement, parameters)

    def model_view(self, name: str) -> None:
        """Let `name` stand for the SELECT of its file in sql/; nothing is computed before it is read."""
        self.execute(f"create or replace temporary view {quoted(name)} as {load_models()[name].sql}")

    def select_model(self, name: str, parameters: Parameters | None = None) -> pa.Table:
        """Run the SELECT of a model and return its rows; no table is made."""
        return self._rows(name, load_models()[name].sql, parameters)

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table a temporary table of that name, replacing an older one.

        A column of dictionary codes of few words becomes an enum: it is grouped by codes and read as words.
        """
        columns = ", ".join(enumerated(field, table) for field in table.schema)
        self._connection.register("arrow_in", table)
        try:
            self.execute(
                f"create or replace temporary table {quoted(name)} as select {columns} from arrow_in"
            )
        finally:
            self._connection.unregister("arrow_in")

    def show(self, name: str, table: pa.Table) -> None:
        """Let an Arrow table be read under a name, without a copy, as long as the engine is open."""
        self._connection.register(name, table)

    @contextmanager
    def lend(self, name: str, table: pa.Table) -> Generator[None]:
        """Let an Arrow table be read under a name, without a copy, while the context lasts."""
        self._connection.register(name, table)
        try:
            yield
        finally:
            self._connection.unregister(name)

    @contextmanager
    def aside(self) -> Generator[DuckEngine]:
        """An engine of its own, in memory, for another thread to compute with while the context lasts."""
        engine = DuckEngine.open(None, memory_limit="500MB", threads=1)
        try:
            yield engine
        finally:
            engine.close()

    def view(self, name: str, tables: Sequence[str]) -> None:
        """Let `name` stand for the rows of temporary tables; `file_no` counts them, `row_id` names a row."""
        parts = " union all by name ".join(
            f"select {file_no}::bigint as file_no, {file_no << 40} + rowid as row_id, * "
            f"from temp.{quoted(table)}"
            for file_no, table in enumerate(tables)
        )
        self.execute(f"create or replace temporary view {quoted(name)} as {parts}")

    def rename(self, table: str, name: str) -> None:
        """Give a temporary table another name."""
        self.execute(f"drop table if exists temp.{quoted(name)}")
        self.execute(f"alter table temp.{quoted(table)} rename to {quoted(name)}")

    def append(self, name: str, table: pa.Table) -> None:
        """Append rows to a table by column name."""
        with self.lend("arrow_in", table):
            self.execute(f"insert into {name} by name select * from arrow_in")

    def append_model(self, name: str, offered: Offered, columns: Sequence[Made]) -> int:
        """Append to a table what is made of a model's rows, by column name."""
        made = ", ".join(f"{made_of(column, offered)} as {quoted(column.name)}" for column in columns)
        rows = load_models()[offered.model].sql
        statement = f"insert into {quoted(name)} by name select line_number, {made} from ({rows})"
        return self._run(offered.model, statement, offered.parameters)

    def is_matched(self, table: str, column: str, pattern: str) -> bool:
        """Whether a regular expression is found in some value of a text column."""
        name = quoted(column)
        sql = f"select exists (from {quoted(table)} where regexp_matches({name}, $pattern)) as is_matched"
        return bool(self.query(sql, {"pattern": pattern})["is_matched"][0].as_py())

    def widen(self, name: str, schema: pa.Schema) -> None:
        """Add columns to a table; they are NULL in its rows."""
        with self.lend("arrow_in", pa.Table.from_batches([], schema=schema)):
            types = self.query("select column_name, column_type from (describe arrow_in)").to_pylist()
        for column in types:
            kind = column["column_type"]
            self.execute(f"alter table {quoted(name)} add column {quoted(column['column_name'])} {kind}")

    def complete(self, name: str, table: str, schema_of: pa.Table, *, listed: Sequence[str] = ()) -> None:
        """Let `name` stand for a table's rows with all columns of another; those that it lacks are NULL."""
        columns = f"{name}_columns"
        self.register(columns, schema_of)
        lists = ", ".join(f"[{quoted(column)}] as {quoted(column)}" for column in listed)
        rows = f"select *{f' replace ({lists})' if lists else ''} from temp.{quoted(table)}"
        parts = f"select * from temp.{quoted(columns)} union all by name {rows}"
        self.execute(f"create or replace temporary view {quoted(name)} as {parts}")

    def fetch(
        self, table: str, columns: Sequence[str] | None = None, *, order_by: Sequence[str] = ()
    ) -> pa.Table:
        """Rows of a table, some columns, in an order."""
        wanted = ", ".join(quoted(column) for column in columns) if columns else "*"
        order = f" order by {', '.join(quoted(column) for column in order_by)}" if order_by else ""
        return self.query(f"select {wanted} from {quoted(table)}{order}")

    def count(self, table: str) -> int:
        """Number of rows of a table."""
        return int(self.values(f"select count(*) from {quoted(table)}")[0][0])

    def has_table(self, table: str) -> bool:
        """Whether the table exists."""
        sql = "select count(*) from duckdb_tables() where table_name = $name"
        return bool(self.values(sql, {"name": table})[0][0])

    def drop(self, *tables: str) -> None:
        """Drop temporary tables that are done with."""
        for table in tables:
            self.execute(f"drop table if exists temp.{quoted(table)}")

    def attach(self, path: Path, name: str, *, read_only: bool = False) -> None:
        """Attach another database file under a name."""
        mode = " (read_only)" if read_only else ""
        self.execute(f"attach {literal(str(path))} as {quoted(name)}{mode}")

    def detach(self, name: str) -> None:
        """Detach a database."""
        self.execute(f"detach {quoted(name)}")

    def checkpoint(self, name: str) -> None:
        """Write everything of a database into its file, so that nothing is left in its log."""
        self.execute(f"checkpoint {quoted(name)}")

    def copy(self, table: str, database: str, spec: TableSpec) -> None:
        """Make a table of an attached database from a temporary one: the spec's columns, types and order.

        Rows lie in the order that the spec says, else of its key; where they are made in it, as they lie.
        """
        columns = ", ".join(column_as_made(column) for column in spec.columns)
        casts = ", ".join(f"cast({quoted(column.name)} as {column.type})" for column in spec.columns)
        order = ", ".join(quoted(column) for column in spec.order or spec.key)
        target = f"{quoted(database)}.{quoted(spec.name)}"
        self.execute(f"create table {target} ({columns})")
        sorting = "" if spec.is_laid else f" order by {order}"
        self.execute(f"insert into {target} select {casts} from {quoted(table)}{sorting}")

    def make_view(self, database: str, name: str) -> None:
        """Make a view of an attached database over its own tables, by its file in sql/views/."""
        here = self.values("select current_database()")[0][0]
        self.execute(f"use {quoted(database)}")
        try:
            self.execute(f"create view {quoted(name)} as {load_models()[f'view_{name}'].sql}")
        finally:
            self.execute(f"use {quoted(here)}")

    @contextmanager
    def transaction(self) -> Generator[None]:
        """All or nothing: commits at the end, rolls back on an error."""
        self.execute("begin transaction")
        try:
            yield
        except BaseException:
            with suppress(duckdb.Error):
                self._connection.rollback()
            self._functions.clear()
            raise
        self.execute("commit")

    def _rows(self, model: str, sql: str, parameters: Parameters | None) -> pa.Table:
        bound = _bound(model, sql, parameters or {})
        with _said_well(model, sql, bound):
            self._make_functions(sql)
            return _plain_integers(self._connection.sql(sql, params=bound or None).to_arrow_table())

    def _run(self, model: str, sql: str, parameters: Parameters | None) -> int:
        """Run a statement; gives the number of rows that it made or changed, 0 where there is no such
        number.
        """
        rows = self._done(model, sql, parameters)
        return int(rows[0][0]) if rows and isinstance(rows[0][0], int) else 0

    def _done(self, model: str, sql: str, parameters: Parameters | None) -> list[tuple[Any, ...]]:
        bound = _bound(model, sql, parameters or {})
        with _said_well(model, sql, bound):
            self._make_functions(sql)
            return self._connection.execute(sql, bound or None).fetchall()

    def _make_functions(self, sql: str) -> None:
        """Make the functions that a model calls and no model before it did; a reader has none."""
        for function in functions_of(sql) if self._writes else ():
            if function not in self._functions:
                self._connection.execute(function)
                self._functions.add(function)


def _plain_integers(table: pa.Table) -> pa.Table:
    """Sums and counts arrive as DECIMAL(38, 0); they are 64-bit integers here."""
    for place, kind in enumerate(table.schema.types):
        if pa.types.is_decimal(kind) and kind.scale == 0:
            column = table.column(place).cast(pa.int64())
            table = table.set_column(place, table.schema.names[place], column)
    return table


@contextmanager
def _said_well(model: str, sql: str, bound: Mapping[str, object]) -> Generator[None]:
    """DuckDB's errors as ours: no rows quoted, no values."""
    try:
        yield
    except duckdb.InterruptException:
        raise UsageError("the query took longer than allowed; narrow it and ask again") from None
    except duckdb.Error as error:
        message = str(error)
        if _NO_SPACE.search(message):
            raise NoSpace("the disk is full; free some space and run again, nothing was published") from None
        reason = _QUOTED_ROW.sub("(not shown: it quotes data)", message).strip()
        raise QueryFailed(model, reason, sql, tuple(sorted(bound))) from None


def _bound(model: str, sql: str, parameters: Mapping[str, object]) -> dict[str, object]:
    """Just the values that a statement binds; a missing one is our own mistake."""
    wanted = parameter_names(sql)
    missing = sorted(wanted - set(parameters))
    if missing:
        raise QueryFailed(model, f"no value for {', '.join(missing)}", sql, tuple(missing))
    return {name: parameters[name] for name in wanted}


def _settings(memory_limit: str, threads: int) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "memory_limit": memory_limit,
        "threads": threads,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "python_enable_replacements": False,
        "allow_persistent_secrets": False,
    }


def _connect(
    database: str, config: dict[str, str | bool | int | float | list[str]], *, read_only: bool
) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(database, read_only=read_only, config=config)
        is_locked = connection.execute("select current_setting('lock_configuration')").fetchall()
        if is_locked != [
            (True,)
        ]:  # a second connection of this process to the same file has the first one's settings
            connection.execute("set global TimeZone = 'UTC'")
            connection.execute(f"set lock_configuration = {read_only}")
        return connection
    except duckdb.IOException as error:
        if "lock" in str(error):
            raise Busy("another process holds the warehouse's database; try again when it is done") from None
        raise DataRefused(f"the database {Path(database).name} can't be opened: {error}") from None
