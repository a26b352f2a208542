"""The ledger in state.duckdb: what is loaded, the runs, the steps done, and what the state itself is.

Reads and writes runs, stage_journal and meta; reads files, which events.load writes.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from journeymine.engine import DuckEngine
from journeymine.errors import ConfigError

SCHEMA_VERSION = "2"

_TABLES = (
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
    "delete from event_rows",
    "delete from ad_cost_log",
    "delete from identity_links",
    "delete from signatures",
    "delete from keysets",
    "delete from internal_keys",
    "delete from rejects",
    "delete from files",
    "delete from stage_journal",
)
_FORGET_SOURCE = (
    "delete from event_rows where signature_no in "
    "(select signature_no from signatures where source = $source)",
    "delete from signatures where source = $source",
    "delete from ad_cost_log where source = $source",
    "delete from identity_links where source = $source",
    "delete from rejects where source = $source",
    "delete from files where source = $source",
)
_DROP_UNUSED_KEYSETS = """
    delete from keysets
    where
        keyset_no not in (select keyset_no from event_rows)
        and keyset_no not in (select keyset_no from identity_links)
"""


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
        """Empty the state of events and of what is said about their files."""
        for statement in _FORGET:
            self._engine.execute(statement)

    def forget_source(self, source: str) -> None:
        """Empty the state of a source's events and of what is said about its files; no step counts as
        done.
        """
        for statement in _FORGET_SOURCE:
            self._engine.execute(statement, {"source": source})
        self._engine.execute(_DROP_UNUSED_KEYSETS)
        self.clear_journal()

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
