"""Reading a few bytes as a source would: what the tests of this folder share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from journeymine.config import Source
from journeymine.engine import DuckEngine
from journeymine.sources import RawFile, SourceFile, read
from journeymine.tables import STAGED
from tests.engines import temporary_engine

FIXTURES = Path(__file__).parent / "fixtures"
ENTITY = {
    "snowplow": "events",
    "adobe": "hits",
    "ga4": "events",
    "survey": "answers",
    "table": "events",
    "amplitude": "events",
    "mixpanel": "events",
    "matomo": "visits",
}


@dataclass(frozen=True)
class Reading:
    """A file that was read and staged.

    Attributes:
        engine: holds the tables.
        raw: the account.
        columns: names and types of the staged table.
    """

    engine: DuckEngine
    raw: RawFile
    columns: tuple[tuple[str, str], ...]

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Rows of the staged table, by line and act."""
        return self.engine.fetch(self.raw.model, order_by=["line_number", "event_name"]).to_pylist()

    @property
    def reasons(self) -> dict[int, str]:
        """Reason of each reject by line."""
        lines = self.raw.rejects["line_number"].to_pylist()
        return dict(zip(lines, self.raw.rejects["reason"].to_pylist(), strict=True))

    def column(self, name: str) -> list[Any]:
        """A column of the staged rows."""
        return [row[name] for row in self.rows]


def source_of(vendor: str, **settings: Any) -> Source:
    """A source of a vendor; its files are named for the tests' sake only."""
    return Source.model_validate({"name": "here", "vendor": vendor, "files": {"": "x"}, **settings})


def table_source(**settings: Any) -> Source:
    """A table of `time`, `event`, `user`, with what else is asked for."""
    columns = {"time": "time", "event": "event", **settings.pop("columns", {})}
    keys = settings.pop("keys", {"user": "user"})
    return source_of("table", columns=columns, keys=keys, **settings)


def read_file(source: Source, path: Path, entity: str | None = None) -> Reading:
    """Read and stage a file."""
    engine = temporary_engine()
    named = SourceFile(source, entity or ENTITY[source.vendor], path, path.name)
    raw = read(engine, named, path)
    engine.model(raw.model, raw.parameters)
    return Reading(engine, raw, columns_of(engine, raw.model))


def columns_of(engine: DuckEngine, table: str) -> tuple[tuple[str, str], ...]:
    """Names and types of a table's columns."""
    sql = "select column_name, data_type from duckdb_columns() where table_name = $name order by column_index"
    types = engine.query(sql, {"name": table})
    return tuple(zip(types["column_name"].to_pylist(), types["data_type"].to_pylist(), strict=True))


def read_bytes(tmp_path: Path, data: bytes | str, source: Source, *, name: str = "x.csv") -> Reading:
    """Write bytes to a file, read it, and check that every record is accounted for in the event shape."""
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    reading = read_file(source, path, "lead" if source.vendor == "salesforce" else None)
    assert_accounted(reading)
    return reading


def assert_accounted(reading: Reading) -> None:
    """The staged table has the event shape, and each record is either staged or rejected."""
    assert reading.columns == STAGED
    staged = set(reading.engine.fetch(reading.raw.model, ["line_number"])["line_number"].to_pylist())
    assert staged.isdisjoint(reading.reasons)
    assert len(staged) + len(reading.reasons) == reading.raw.row_count


def keys_of(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Identifiers of a staged row that are not NULL."""
    return [
        (key["identifier_type"], key["identifier_value"])
        for key in row["identifiers"]
        if key["identifier_value"] is not None
    ]
