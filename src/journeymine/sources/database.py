"""A query against PostgreSQL as a file: rows that are new since the last run, every value as PostgreSQL
writes it as text, streamed into Parquet through ADBC.

The database is only read, in one snapshot. Its URI comes from the environment and is in no message, nor are
values of rows. `Mark` says how far the rows were read; the next run reads from there on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from journeymine.config import Query, Settings, Source
from journeymine.errors import ConfigError, DataRefused, JourneymineError
from journeymine.sources.files import SourceFile
from journeymine.sources.places import OutOfReach, from_environment
from journeymine.sources.registry import entities_of

_SESSION = (
    "set transaction isolation level repeatable read, read only",
    "set local time zone 'UTC'",
    "set local datestyle = 'ISO, YMD'",
    "set local extra_float_digits = 1",
    # The same rows come in the same order.
    "set local synchronize_seqscans = off",
    "set local max_parallel_workers_per_gather = 0",
)
_BATCH_HINT = "adbc.postgresql.batch_size_hint_bytes"
_BATCH_BYTES = 2**24
_ROWS = "journeymine_rows"
_TIMES = ("timestamp with time zone", "timestamp without time zone", "date")
_NUMBERS = ("smallint", "integer", "bigint")
_UNREACHED = {
    "password authentication failed": "it refuses the user or the password",
    "no password supplied": "it asks for a password and the URI has none",
    "Connection refused": "nothing listens at that address",
    "could not translate host name": "there is no such host",
    "timeout expired": "it does not answer in time",
    "does not exist": "there is no such database or user",
    "no pg_hba.conf entry": "it does not let this machine or user in",
}
_PASSING = ("08", "40", "53", "57")
"""Classes of SQLSTATE that trying again may help: connection, rollback, resources, an operator's hand."""
_CLIENT_FAULTS = ("invalid ", "missing ", "unrecognized ", "unexpected ")


@dataclass(frozen=True)
class Mark:
    """How far a query was read.

    Attributes:
        asked: fingerprint of the query; another query begins anew.
        last: highest value of the watermark, as text; no row in the future counts.
        seen: number and hash of the rows at the end, by which late ones are noticed.
    """

    asked: str
    last: str
    seen: str


@dataclass(frozen=True)
class Fetched:
    """Rows of a query in a file, not landed yet.

    Attributes:
        file: the file.
        mark: how far it reaches; None without a watermark.
    """

    file: SourceFile
    mark: Mark | None


def queried(settings: Settings) -> tuple[Source, ...]:
    """The sources that are queries.

    Raises:
        ConfigError: a query's vendor has more than one table, or rows may not be copied.
    """
    sources = tuple(source for source in settings.sources.values() if source.query)
    for source in sources:
        if len(entities_of(source.vendor)) != 1:
            raise ConfigError(
                f"{source.vendor} has several tables and a query gives one; say `vendor: table` with columns "
                "and keys, a source for each",
                key=f"sources.{source.name}.query",
            )
        if settings.privacy.landing == "reference":
            raise ConfigError(
                f"found reference, but the rows of source {source.name!r} come from a query and must be "
                "copied to be read; say `landing: copy`",
                key="privacy.landing",
            )
    return sources


def asked_of(source: Source) -> str:
    """Fingerprint of what a query asks; of the connection only the variable's name."""
    query = _query(source)
    told = "\x1f".join((query.connection, _inner(query), query.watermark or ""))
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def fetch(source: Source, folder: Path, since: Mark | None) -> Fetched | None:
    """Read the rows of a query that are new into a Parquet file.

    Args:
        source: the source; has a query.
        folder: where the file is written.
        since: how far the rows were read before; None reads them all. Rows with the last seen value, and
            those within `lookback` before it, are read again; rows whose watermark is NULL each time.

    Returns:
        The file; None where no row is new.

    Raises:
        ConfigError: the driver is missing, the variable is not set, or the query is wrong.
        DataRefused: the database refuses; OutOfReach where it does not answer.
    """
    with _reading(source) as reading:
        known = since if since is not None and since.asked == asked_of(source) else None
        if known is not None and reading.window(known.last)[1] == known.seen:
            return None
        mark = reading.mark() if _query(source).watermark else None
        file = _file(source, folder, mark.last if mark else "")
        count = reading.write(file.path, reading.since(known.last) if known else "", _order(source))
    return Fetched(file, mark) if count else None


def sample(source: Source, folder: Path, count: int) -> SourceFile:
    """A few rows of a query, the latest where it has a watermark, in a Parquet file.

    Raises:
        ConfigError: the driver is missing, the variable is not set, or the query is wrong.
        DataRefused: the database refuses; OutOfReach where it does not answer.
    """
    watermark = _query(source).watermark
    latest = f"order by {_quoted(watermark)} desc nulls last " if watermark else ""
    file = _file(source, folder, "")
    with _reading(source) as reading:
        reading.write(file.path, "", f"{latest}limit {count}")
    return file


class _Reading:
    """One read-only transaction."""

    def __init__(self, source: Source, connection: Any) -> None:
        self._source = source
        self._query = _query(source)
        self._connection = connection
        self._rows = f"(\n{_inner(self._query)}\n) as {_ROWS}"
        for statement in _SESSION:
            self._run(statement)
        self._kind = self._watermark_kind() if self._query.watermark else ""

    def mark(self) -> Mark | None:
        """How far the rows reach; None where none has a watermark that is not in the future."""
        column = _quoted(self._query.watermark or "")
        past = f"where {column} <= now()" if self._kind in _TIMES else ""
        [[last]] = self._run(f"select max({column})::text from {self._rows} {past}")
        return None if last is None else Mark(asked_of(self._source), last, self.window(last)[1])

    def window(self, last: str) -> tuple[int, str]:
        """Number of the rows that are read again after a watermark, and a text that changes when they do."""
        [[count, hashed]] = self._run(
            f"select count(*), coalesce(sum(hashtextextended({_ROWS}::text, 0)), 0)::text "
            f"from {self._rows} {self.since(last)}"
        )
        return count, f"{count}:{hashed}"

    def since(self, last: str) -> str:
        """Condition of the rows that are read after a watermark."""
        column, value = _quoted(self._query.watermark or ""), f"{self._kind} {_literal(last)}"
        if self._query.lookback:
            value = f"{value} - interval '{self._query.lookback // timedelta(microseconds=1)} microseconds'"
        return f"where {column} >= {value} or {column} is null"

    def write(self, path: Path, condition: str, order: str) -> int:
        """Write rows into a file and say how many there were."""
        columns = ", ".join(self._columns())
        count = 0
        with self._stream(f"select {columns} from {self._rows} {condition} {order}") as batches:
            schema = pa.schema([pa.field(name, pa.string()) for name in batches.schema.names])
            with pq.ParquetWriter(path, schema, write_page_checksum=True) as out:
                for batch in self._bounded(batches):
                    out.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
                    count += batch.num_rows
        return count

    def _columns(self) -> Iterator[str]:
        """Each column as PostgreSQL writes it; lists and rows as JSON."""
        with self._stream(f"select * from {self._rows} limit 0") as batches:
            fields = list(batches.schema)
        names = [field.name for field in fields]
        if len(set(names)) < len(names):
            raise self._wrong("two columns have the same name; name each with `as`")
        for field in fields:
            name = _quoted(field.name)
            is_nested = pa.types.is_nested(field.type)
            yield f"{f'to_json({name})' if is_nested else name}::text as {name}"

    def _watermark_kind(self) -> str:
        column = _quoted(self._query.watermark or "")
        [[kind]] = self._run(f"select pg_typeof((select {column} from {self._rows} limit 0))::text")
        if kind not in (*_TIMES, *_NUMBERS):
            raise self._wrong(f"the watermark is of type {kind}; expected a time, a date or a whole number")
        if kind in _NUMBERS and self._query.lookback:
            raise self._wrong("lookback is a length of time and the watermark a number; leave lookback out")
        return kind

    def _bounded(self, batches: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        while True:
            with _said_well(self._source):
                batch = next(batches, None)
            if batch is None:
                return
            for first in range(0, batch.num_rows, self._query.batch_rows):
                yield batch.slice(first, self._query.batch_rows)

    @contextmanager
    def _stream(self, sql: str) -> Generator[pa.RecordBatchReader]:
        with self._connection.cursor() as cursor:
            with _said_well(self._source):
                cursor.adbc_statement.set_options(**{_BATCH_HINT: _BATCH_BYTES})
                cursor.execute(sql)
                batches = cursor.fetch_record_batch()
            yield batches

    def _run(self, sql: str) -> list[Any]:
        with _said_well(self._source), self._connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if sql.startswith("select") else []

    def _wrong(self, found: str) -> ConfigError:
        return ConfigError(found, key=f"sources.{self._source.name}.query")


@contextmanager
def _reading(source: Source) -> Generator[_Reading]:
    connection = _connect(source)
    try:
        yield _Reading(source, connection)
        connection.rollback()
    finally:
        connection.close()


def _connect(source: Source) -> Any:
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise ConfigError(
            'a query needs the driver of PostgreSQL: pip install "journeymine[postgres]"',
            key=f"sources.{source.name}.query",
        ) from None
    named = _query(source).connection
    uri = from_environment(named, f"sources.{source.name}.query.connection")
    try:
        return dbapi.connect(uri)
    except dbapi.Error as error:
        raise _unreached(source, str(error)) from None


def _unreached(source: Source, words: str) -> JourneymineError:
    """Why there is no connection, in words that hold nothing of the URI."""
    named = _query(source).connection
    why = next((said for found, said in _UNREACHED.items() if found in words), None)
    _, _, reason = words.partition("Failed to connect: ")
    if why is None and reason.startswith(_CLIENT_FAULTS):
        return ConfigError(
            f"what {named} holds is no URI of PostgreSQL; expected postgresql://USER:PASSWORD@HOST:PORT/NAME",
            key=f"sources.{source.name}.query.connection",
        )
    return OutOfReach(
        f"source {source.name!r}: the database of {named} can't be reached"
        f"{f': {why}' if why else ''}; look at that variable, the network and the server, and run again"
    )


@contextmanager
def _said_well(source: Source) -> Generator[None]:
    """Errors of the driver: what is wrong with the query in the server's words, all else in ours. In the
    midst of the rows they come as Arrow's, without a state.
    """
    try:
        yield
    except Exception as error:
        words = str(error)
        state = getattr(error, "sqlstate", None) or _state_in(words)
        told = f"SQLSTATE {state}" if state else "in the midst of the rows"
        if state.startswith("42"):
            raise ConfigError(_said_by_server(words), key=f"sources.{source.name}.query") from None
        if state.startswith(_PASSING) if state else "ERROR:" not in words:
            raise OutOfReach(f"source {source.name!r}: the database broke off ({told}); run again") from None
        raise DataRefused(
            f"source {source.name!r}: the database could not do the query ({told}); run it in psql to see "
            "why, and correct the query or the rows"
        ) from None


def _state_in(words: str) -> str:
    match = re.search(r"SQLSTATE: ([0-9A-Z]{5})", words)
    return match[1] if match else ""


def _said_by_server(words: str) -> str:
    """The first line of a message about SQL; it speaks of names and syntax."""
    match = re.search(r"ERROR:\s*(.+)", words)
    said = match[1].strip() if match else "PostgreSQL does not take it"
    return f"{said}; correct the query, for instance by trying it in psql"


def _query(source: Source) -> Query:
    assert source.query is not None
    return source.query


def _inner(query: Query) -> str:
    """The user's SELECT."""
    if query.table is not None:
        return f"select * from {'.'.join(_quoted(part) for part in query.table.split('.'))}"
    return (query.sql or "").strip().rstrip(";")


def _order(source: Source) -> str:
    watermark = _query(source).watermark
    return f'order by {_quoted(watermark)}, {_ROWS}::text collate "C"' if watermark else ""


def _file(source: Source, folder: Path, last: str) -> SourceFile:
    """The file of a query's rows, named by the last of them: the same rows have the same name. A number is
    grouped, so that nobody takes it for a date.
    """
    reached = f"{int(last):,}" if re.fullmatch(r"-?\d+", last) else last.replace(" ", "T")
    shown = f"{source.name} query {reached}".strip()
    name = re.sub(r"[^\w.+-]+", "_", shown)[:120]
    return SourceFile(source, entities_of(source.vendor)[0], folder / f"{name}.parquet", shown)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
