"""The ledger in state.duckdb: which files arrived and in which order they count, the runs, the steps done,
and what the state is.

Reads and writes arrivals, landings, files, runs, stage_journal and meta; files and rejects are written by
events.load.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from journeymine.engine import DuckEngine
from journeymine.errors import ConfigError
from journeymine.warehouse.landing import Landed

SCHEMA_VERSION = "1"

_TABLES = (
    """
    create table if not exists arrivals (
        source varchar not null, entity varchar not null, path varchar not null,
        stamp varchar not null, file_id varchar not null
    )
    """,
    """
    create table if not exists landings (
        file_id varchar primary key, source varchar not null, entity varchar not null, path varchar not null,
        shown varchar not null, sha256 varchar not null, precedence bigint not null, is_good boolean not null
    )
    """,
    """
    create table if not exists runs (
        run_id varchar primary key, started_at timestamp with time zone not null,
        finished_at timestamp with time zone, status varchar not null, generation bigint,
        as_of timestamp with time zone
    )
    """,
    """
    create table if not exists stage_journal (
        step varchar primary key, fingerprint varchar not null, finished_at timestamp with time zone not null
    )
    """,
    "create table if not exists meta (key varchar primary key, value varchar not null)",
)
_FORGET = (
    "update landings set is_good = true where file_id in (select file_id from files)",
    "delete from event_log",
    "delete from identity_links",
    "delete from keysets",
    "delete from rejects",
    "delete from files",
)
_LANDING = """
    select file_id, source, entity, path, shown, sha256, precedence from landings where file_id = $file_id
"""
_UNLOADED = """
    select file_id, source, entity, path, shown, sha256, precedence
    from landings
    where is_good and file_id not in (select file_id from files)
    order by precedence
"""


@dataclass(frozen=True)
class Landing:
    """A file in the landing, as the ledger has it.

    Attributes:
        file_id: its id.
        source, entity: where it belongs.
        path: where it was found, absolute.
        shown: its path as users see it.
        sha256: of its bytes.
        precedence: its place in the order in which files correct each other.
    """

    file_id: str
    source: str
    entity: str
    path: str
    shown: str
    sha256: str
    precedence: int


class Ledger:
    """The ledger's tables, by question."""

    def __init__(self, engine: DuckEngine) -> None:
        """Create the tables that are not there yet.

        Raises:
            ConfigError: the state was made by another version of the program.
        """
        self._engine = engine
        for statement in _TABLES:
            engine.execute(statement)
        found = self.meta("schema_version")
        if found is None:
            self.set_meta("schema_version", SCHEMA_VERSION)
        elif found != SCHEMA_VERSION:
            raise ConfigError(
                f"this warehouse has layout {found}, this version of journeymine writes {SCHEMA_VERSION}; "
                "name a new warehouse folder and run again",
                key="warehouse",
            )

    def meta(self, key: str) -> str | None:
        """A fact about the state."""
        return self._value("select value from meta where key = $key", {"key": key})

    def set_meta(self, key: str, value: str) -> None:
        """Note a fact about the state."""
        self._engine.execute(
            "insert or replace into meta values ($key, $value)", {"key": key, "value": value}
        )

    def arrived(self, landed: Landed, stamp: str | None) -> None:
        """Note where a file was found and, if its bytes are new, its place among the files."""
        file = landed.file
        where = {"source": file.source.name, "entity": file.entity, "path": str(file.path)}
        what = {"file_id": landed.file_id, "sha256": landed.sha256, "shown": file.shown}
        with self._engine.transaction():
            self._engine.execute(
                "delete from arrivals where source = $source and entity = $entity and path = $path", where
            )
            if stamp is not None:
                self._engine.execute(
                    "insert into arrivals values ($source, $entity, $path, $stamp, $file_id)",
                    {**where, **what, "stamp": stamp},
                )
            self._engine.execute(
                "insert into landings values "
                "($file_id, $source, $entity, $path, $shown, $sha256, $precedence, false) "
                "on conflict do nothing",
                {**where, **what, "precedence": landed.precedence},
            )

    def file_of_stamp(self, landed: tuple[str, str, str], stamp: str) -> str | None:
        """The file that lay at (source, entity, path) with that stamp."""
        source, entity, path = landed
        return self._value(
            "select file_id from arrivals "
            "where source = $source and entity = $entity and path = $path and stamp = $stamp",
            {"source": source, "entity": entity, "path": path, "stamp": stamp},
        )

    def landing(self, file_id: str) -> Landing | None:
        """A landed file."""
        rows = self._engine.query(_LANDING, {"file_id": file_id}).to_pylist()
        return Landing(**rows[0]) if rows else None

    def unloaded(self) -> list[Landing]:
        """Files that were loaded once and are so no more, in the order in which they count."""
        return [Landing(**row) for row in self._engine.query(_UNLOADED).to_pylist()]

    def next_precedence(self) -> int:
        """The place of a file that arrives now: after all others."""
        return int(self._value("select coalesce(max(precedence), 0) + 1 as n from landings") or 1)

    def is_loaded(self, file_id: str) -> bool:
        """Whether a file's rows are in the state."""
        return (
            self._value("select file_id from files where file_id = $file_id", {"file_id": file_id})
            is not None
        )

    def loaded_file_ids(self) -> tuple[str, ...]:
        """Ids of the loaded files, in the order in which they count."""
        return tuple(
            self._engine.query("select file_id from files order by precedence")["file_id"].to_pylist()
        )

    def forget(self) -> None:
        """Empty the state of events; landings keep their order, and are loaded again."""
        with self._engine.transaction():
            for statement in _FORGET:
                self._engine.execute(statement)

    def begin_run(self, at: datetime) -> str:
        """Note a run as failed, which it stays until it says otherwise."""
        loaded = ",".join(self.loaded_file_ids())
        run_id = f"{at:%Y%m%dT%H%M%S}-{hashlib.sha256(f'{at.isoformat()},{loaded}'.encode()).hexdigest()[:8]}"
        self._engine.execute(
            "insert or replace into runs values ($run_id, $at, null, 'failed', null, null)",
            {"run_id": run_id, "at": at},
        )
        return run_id

    def finish_run(self, run_id: str, values: dict[str, object]) -> None:
        """Note how a run ended."""
        self._engine.execute(
            "update runs set finished_at = $at, status = $status, generation = $generation, as_of = $as_of "
            "where run_id = $run_id",
            {"run_id": run_id, **values},
        )

    def journal(self, step: str, fingerprint: str, at: datetime) -> None:
        """Note that a step is done for these inputs."""
        self._engine.execute(
            "insert or replace into stage_journal values ($step, $fingerprint, $at)",
            {"step": step, "fingerprint": fingerprint, "at": at},
        )

    def is_done(self, step: str, fingerprint: str) -> bool:
        """Whether a step was last done for these inputs."""
        found = self._value("select fingerprint from stage_journal where step = $step", {"step": step})
        return found == fingerprint

    def clear_journal(self) -> None:
        """Forget which steps are done."""
        self._engine.execute("delete from stage_journal")

    def _value(self, sql: str, values: dict[str, object] | None = None) -> Any:
        rows = self._engine.query(sql, values)
        return rows.column(0)[0].as_py() if len(rows) else None
