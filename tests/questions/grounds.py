"""A ground made by hand from acts (tests/walk/made.py), with small tables of its units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from journeymine.questions.ground import Ground
from journeymine.walk.paths import Paths
from journeymine.walk.units import UNITS, Unit, units_of
from tests.walk.made import MINUTE, Act, Map, made_paths

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TABLE: dict[Unit, str] = {"customer": "customers", "session": "sessions", "journey": "journeys"}


def made_ground(
    acts: Sequence[Act],
    places: Map | None = None,
    *,
    columns: Mapping[str, Mapping[str, Sequence[Any]]] | None = None,
    timeout: int = 30 * MINUTE,
    split: str | int = "never",
    cohorts: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Ground:
    """A ground of made-up acts.

    Args:
        acts: as for made_paths; customer ids are the acts' customers.
        places: the map; without one every event is a touchpoint of its own name at the stage "all".
        columns: further columns by table (customers, sessions, journeys) and name, a value a unit.
        timeout: of sessions.
        split: of journeys.
        cohorts: of the journey file, as text by name.
        folder: where cohorts are saved.
    """
    paths, names = made_paths(acts, places, timeout=timeout, split=split)
    tables = {_TABLE[unit]: _table(paths, unit, names) for unit in UNITS}
    tables["personas"] = pa.table({"persona": pa.array(["regulars", "everyone else"], pa.string())})
    for table, more in (columns or {}).items():
        for column, values in more.items():
            tables[table] = _with(tables[table], column, values)
    last = max((int(at) for at in paths.times), default=0)
    return Ground(
        paths=paths,
        read=tables.__getitem__,
        generation=1,
        fingerprint="made",
        as_of=_time(last),
        min_cell=10,
        cohorts=cohorts or {},
        cohort_folder=folder,
    )


def _table(paths: Paths, unit: Unit, names: Sequence[str]) -> pa.Table:
    units = units_of(paths, unit)
    rows = range(len(units))
    if unit == "customer":
        owners, begun = list(rows), "first_seen_at"
    else:
        spans = paths.sessions if unit == "session" else paths.journeys
        owners, begun = [int(each) for each in spans.customer], "started_at"
    started = [_time(int(paths.times[units.first[row]])) for row in rows]
    found = {"customer_id": [names[owner] for owner in owners], begun: started}
    if unit != "customer":
        found = {f"{unit}_id": [f"{unit}-{row}" for row in rows], **found}
    return pa.table(found)


def _with(table: pa.Table, column: str, values: Sequence[Any]) -> pa.Table:
    return table.append_column(column, pa.array(list(values)))


def _time(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
