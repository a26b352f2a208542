"""A small night: files of made-up events are landed, loaded, counted by customer and published."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from journeymine.config import Settings
from journeymine.engine import DuckEngine
from journeymine.sources import RawFile, SourceFile
from journeymine.tables import BY_NAME, Column, TableSpec
from journeymine.warehouse import Audit, Landed, Published, Warehouse
from tests.events.staging import Row, stage
from tests.walk.made import log, made_paths

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
KEY = "5a" * 32

VISITS = TableSpec(
    "visits",
    "event",
    ("event_id",),
    (
        Column("event_id", "VARCHAR", "id", nullable=False),
        Column("occurred_at", "TIMESTAMP WITH TIME ZONE", "when", nullable=False),
        Column("event_name", "VARCHAR", "name", nullable=False, allowed=("view", "buy")),
        Column("keyset_id", "VARCHAR", "who", nullable=False),
        Column("value", "DOUBLE", "money"),
    ),
)
TOTALS = TableSpec(
    "totals",
    "name of event",
    ("event_name",),
    (
        Column("event_name", "VARCHAR", "name", nullable=False),
        Column("event_count", "BIGINT", "events", nullable=False),
        Column("value", "DOUBLE", "money"),
        Column("marks", "VARCHAR[]", "names of devices", nullable=False),
    ),
)
TABLES = (VISITS, TOTALS, *(BY_NAME[name] for name in ("runs", "files", "rejects")))


def settings_for(folder: Path, **changes: Any) -> Settings:
    """A journey file in a folder, with one source `web` over exports/*.csv."""
    source = {
        "name": "web",
        "vendor": "zendesk",
        "files": {"tickets": ["exports/*.csv"]},
        "max_reject_rate": 0.5,
    }
    touchpoint = {"name": "shop", "stage": "awareness", "when": [{"event": "*"}]}
    tree: dict[str, Any] = {"sources": {"web": source}, "touchpoints": [touchpoint], "memory_limit": "1GB"}
    return Settings.model_validate({**tree, "path": folder / "journey.yaml", **changes})


PATHS = made_paths(log("ann: view buy\nbob: view"))[0]
"""Any paths: their meaning is not the warehouse's."""


def write_export(folder: Path, name: str, rows: Iterable[Sequence[object]]) -> Path:
    """An export of rows (event_id, minutes after DAY, event_name, user, value)."""
    path = folder / "exports" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def some_rows(first: int, count: int) -> list[tuple[str, int, str, str, float]]:
    """Rows of several people, one of twenty a purchase."""
    return [
        (f"e{i}", i % 977, "buy" if i % 20 == 0 else "view", f"user-{i % 37}", i / 7)
        for i in range(first, first + count)
    ]


def exports(settings: Settings) -> list[SourceFile]:
    """The source's files by name."""
    paths = sorted((settings.folder / "exports").glob("*.csv"))
    return [SourceFile(settings.sources["web"], "tickets", path, f"exports/{path.name}") for path in paths]


def read(engine: DuckEngine, path: Path) -> RawFile:
    """Read and stage an export."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [_staged(*line) for line in csv.reader(file)]
    return stage(engine, rows)


def _staged(event_id: str, minutes: str, name: str, user: str, value: str) -> Row:
    at = DAY + timedelta(minutes=int(minutes)) if minutes else None
    keys = (("user", user), ("email", f"{user}@example.org"))
    return Row(
        event_id or None, at=at, event_name=name, keys=keys, value=float(value), body=f"words of {user}"
    )


def load(warehouse: Warehouse, settings: Settings) -> list[Landed]:
    """Land all files and load those that are new."""
    landed = [warehouse.land(file) for file in exports(settings)]
    waiting = warehouse.to_load(landed)
    return [file for file, _ in warehouse.load_all(waiting, lambda file: read(warehouse.engine, file.path))]


def build(engine: DuckEngine) -> None:
    """The two tables of data."""
    engine.execute(
        "create or replace temporary table visits as "
        "select event_id, occurred_at, event_name, keyset_id, value from event_log"
    )
    engine.execute(
        "create or replace temporary table totals as select event_name, count(*) as event_count, "
        "sum(value) as value, ['b', 'a'] as marks from event_log group by event_name"
    )


def publish(warehouse: Warehouse, run_id: str, audits: Sequence[Audit] = ()) -> Published:
    """Publish what the state holds."""
    build(warehouse.engine)
    warehouse.finish_run(run_id, "ok", generation=warehouse.next_generation(), as_of=NOON)
    about = {"as_of": NOON.isoformat(), "run_id": run_id, "title": "Mapa podróży"}
    return warehouse.publish(TABLES, PATHS, audits=audits, about=about)


def run(settings: Settings) -> Published:
    """A whole night."""
    with Warehouse.open(settings, clock=lambda: NOON) as warehouse:
        run_id = warehouse.begin_run()
        load(warehouse, settings)
        return publish(warehouse, run_id)
