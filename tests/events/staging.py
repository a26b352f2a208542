"""Made-up staged rows, and a state in memory to load them into."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from journeymine.config import Source
from journeymine.engine import DuckEngine
from journeymine.events import FileCounts, LoadRules, Secret, Ticket, create_state, create_vault, load_files
from journeymine.sources import RawFile

SECRET = Secret(bytes(range(32)))
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)

_TEXT = pa.string()
_IDENTIFIERS = pa.list_(pa.struct([("identifier_type", _TEXT), ("identifier_value", _TEXT)]))
_STAGED = pa.schema(
    [
        ("line_number", pa.int64()),
        ("is_event", pa.bool_()),
        ("skip_reason", _TEXT),
        ("event_id", _TEXT),
        ("occurred_at", pa.timestamp("us", "UTC")),
        ("time_text", _TEXT),
        ("sequence", pa.int64()),
        ("event_name", _TEXT),
        ("channel", _TEXT),
        ("medium", _TEXT),
        ("campaign", _TEXT),
        ("device", _TEXT),
        ("page", _TEXT),
        ("value", pa.float64()),
        ("currency", _TEXT),
        ("quantity", pa.float64()),
        ("score", pa.float64()),
        ("score_kind", _TEXT),
        ("sentiment", pa.float64()),
        ("session_key", _TEXT),
        ("touchpoint_hint", _TEXT),
        ("body", _TEXT),
        ("identifiers", _IDENTIFIERS),
        ("properties", _TEXT),
        ("user_agent", _TEXT),
        ("ip", _TEXT),
        ("flag", _TEXT),
    ]
)
_REJECTS = pa.schema([("line_number", pa.int64()), ("reason", _TEXT), ("raw_text", _TEXT)])

Keys = Sequence[tuple[str, str | None]]


@dataclass(frozen=True)
class Row:
    """A staged row; what is not given is what most rows have."""

    event_id: str | None = None
    at: datetime | None = MONDAY
    time_text: str | None = "as given"
    event_name: str | None = "view"
    keys: Keys = (("user", "u1"),)
    is_event: bool = True
    skip_reason: str | None = None
    value: float | None = None
    page: str | None = None
    body: str | None = None
    properties: str | None = None
    line_number: int | None = None

    def staged(self, line_number: int) -> dict[str, Any]:
        return {
            "line_number": self.line_number or line_number,
            "is_event": self.is_event,
            "skip_reason": self.skip_reason,
            "event_id": self.event_id,
            "occurred_at": self.at,
            "time_text": self.time_text,
            "sequence": 0,
            "event_name": self.event_name,
            "value": self.value,
            "page": self.page,
            "body": self.body,
            "properties": self.properties,
            "identifiers": [{"identifier_type": kind, "identifier_value": key} for kind, key in self.keys],
        }


@dataclass
class State:
    """A state to load files into, one after the other."""

    engine: DuckEngine
    quarantine: Path
    source: Source = field(default_factory=lambda: Source(name="web", vendor="ga4", files={"": ("x",)}))
    rules: LoadRules | None = None
    loaded: int = 0

    def load(
        self, *rows: Row, unread: Sequence[tuple[int, str, str]] = (), row_count: int | None = None
    ) -> FileCounts:
        """Load the rows as one more file; lines count from 2."""
        ticket = self.ticket(rows, unread=unread, row_count=row_count)
        return load_files(self.engine, [ticket], self.rules or rules_for(self.quarantine))[0]

    def load_at(self, precedence: int, rows: Sequence[Row]) -> FileCounts:
        """Load the rows as one more file of a given precedence."""
        ticket = replace(self.ticket(rows), precedence=precedence)
        return load_files(self.engine, [ticket], self.rules or rules_for(self.quarantine))[0]

    def load_together(self, *files: Sequence[Row]) -> list[FileCounts]:
        """Load the rows as several files at once."""
        tickets = [self.ticket(rows) for rows in files]
        return load_files(self.engine, tickets, self.rules or rules_for(self.quarantine))

    def ticket(
        self,
        rows: Sequence[Row],
        *,
        unread: Sequence[tuple[int, str, str]] = (),
        row_count: int | None = None,
    ) -> Ticket:
        """The rows as one more file, staged."""
        self.loaded += 1
        raw = stage(self.engine, rows, unread=unread, row_count=row_count)
        table, model = f"raw_{self.loaded}", f"stg_{self.loaded}"
        self.engine.rename(raw.table, table)
        self.engine.rename(raw.model, model)
        return Ticket(
            file_id=f"file{self.loaded}",
            source=self.source,
            entity="events",
            path=f"exports/{self.loaded}.csv",
            sha256=f"{self.loaded:064}",
            precedence=self.loaded,
            raw=replace(raw, table=table, model=model),
        )

    def events(self) -> list[dict[str, Any]]:
        """All events without what tells of their file."""
        rows = self.engine.query(
            "select * exclude (file_id, line_number, keyset_no, signature_no) from event_log "
            "order by source, event_id"
        )
        return rows.to_pylist()

    def keys_of(self, event_id: str) -> set[tuple[str, str]]:
        """Type and pseudonym of an event's identifiers."""
        rows = self.engine.query(
            "select identifier_type, identifier_key from event_log join keysets using (keyset_id) "
            "where event_id = $id",
            {"id": event_id},
        )
        return {(row["identifier_type"], row["identifier_key"]) for row in rows.to_pylist()}

    def with_source(self, **changes: Any) -> State:
        """The same state, fed from a source with other settings."""
        return replace(self, source=self.source.model_copy(update=changes))


def stage(
    engine: DuckEngine,
    rows: Sequence[Row],
    *,
    unread: Sequence[tuple[int, str, str]] = (),
    row_count: int | None = None,
) -> RawFile:
    """Make the tables that a reader and its model leave behind."""
    staged = [row.staged(place + 2) for place, row in enumerate(rows)]
    engine.register("stg_made", pa.Table.from_pylist(staged, schema=_STAGED))
    lines: Mapping[int, str] = {
        row["line_number"]: f"raw text of line {row['line_number']}" for row in staged
    }
    raw = pa.table(
        {"line_number": pa.array(list(lines), pa.int64()), "text": pa.array(list(lines.values()), _TEXT)}
    )
    engine.register("raw_made", raw)
    rejects = [dict(zip(_REJECTS.names, reject, strict=True)) for reject in unread]
    return RawFile(
        table="raw_made",
        model="stg_made",
        parameters={},
        row_count=len(lines) + len(unread) if row_count is None else row_count,
        rejects=pa.Table.from_pylist(rejects, schema=_REJECTS),
        warnings=(),
    )


def rules_for(quarantine: Path, *, denied: tuple[str, ...] = (), secret: Secret = SECRET) -> LoadRules:
    """Rules of a run at noon of 1 March 2026."""
    return LoadRules(
        run_id="run1",
        loaded_at=NOW,
        future_tolerance=timedelta(hours=24),
        secret=secret,
        denied=denied,
        quarantine=quarantine,
        remedies={"bad_json": "mend the line"},
    )


@contextmanager
def new_state(folder: Path, **source: Any) -> Generator[State]:
    """An empty state and vault in memory; files may have any share of rejects unless said otherwise."""
    engine = DuckEngine.open(None)
    engine.execute("attach ':memory:' as vault")
    create_state(engine)
    create_vault(engine)
    settings: dict[str, Any] = {"name": "web", "vendor": "ga4", "files": {"": ("x",)}, "max_reject_rate": 1.0}
    yield State(engine, folder, Source(**{**settings, **source}))
    engine.close()
