"""The events of a small world as ordered paths, and what findings stand on made of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from journeymine.config import Settings
from journeymine.engine import DuckEngine
from journeymine.findings.footing import Footing
from journeymine.journeys import outcomes
from journeymine.parts import customer_rows
from journeymine.walk import FIELDS, Paths, Signatures
from journeymine.walk.paths import Spans, bounds_of, changes
from tests.findings.world import STAGES, TOUCHPOINTS

Numbers = np.ndarray[Any, np.dtype[Any]]
_SAID = {name: name for name in FIELDS} | {"event": "event_name", "checkout_step": "null::varchar"}


def lay(engine: DuckEngine, settings: Settings) -> Footing:
    """What findings and personas stand on, of the engine's events."""
    paths = paths_of(engine)
    engine.show("walked_customers", customer_rows(paths))
    return Footing(engine, settings, paths, outcomes(engine))


def paths_of(engine: DuckEngine) -> Paths:
    """The world's events; sessions are those that it names, and each customer has one journey."""
    words = ", ".join(f"{said} as {name}" for name, said in _SAID.items())
    flags = "is_conversion, session_id is not null as is_sessionized, cart_role"
    events = engine.query(f"select {words}, {flags} from events order by position")
    rows = engine.query(
        "select customer_no, session_no, touchpoint, epoch_us(occurred_at) as at, value, score "
        "from events order by position"
    )
    told = [tuple(row.values()) for row in events.to_pylist()]
    distinct = sorted(set(told), key=repr)
    number = {one: place for place, one in enumerate(distinct)}
    columns = dict(zip(events.column_names, zip(*distinct, strict=True), strict=True)) if distinct else {}
    table = pa.table(
        [pa.array(columns.get(field.name, ()), field.type) for field in events.schema], events.schema
    )
    customer = rows["customer_no"].to_numpy().astype(np.int64)
    mapped = np.array([touchpoint is not None for touchpoint in rows["touchpoint"].to_pylist()], dtype=bool)
    session, journey = _numbered(rows["session_no"].to_numpy()), _numbered(np.where(mapped, customer, np.nan))
    return Paths(
        bounds=bounds_of(changes(customer)) if len(customer) else np.zeros(1, dtype=np.int64),
        times=rows["at"].to_numpy().astype(np.int64),
        signature=np.array([number[one] for one in told], dtype=np.int32),
        session=session,
        journey=journey,
        sessions=_spans(session, customer),
        journeys=_spans(journey, customer),
        signatures=Signatures(
            table, tuple(name for name, _, _ in STAGES), tuple(name for name, _ in TOUCHPOINTS)
        ),
        figures={name: rows[name].to_numpy().astype(np.float64) for name in ("value", "score")},
    )


def _numbered(given: Numbers) -> Numbers:
    """Parts numbered in the order in which they begin; -1 where NaN."""
    seen: dict[float, int] = {}
    return np.array(
        [-1 if np.isnan(one) else seen.setdefault(float(one), len(seen)) for one in given.astype(np.float64)],
        dtype=np.int32,
    )


def _spans(number: Numbers, customer: Numbers) -> Spans:
    parts = range(int(number.max(initial=-1)) + 1)
    rows = [np.flatnonzero(number == part) for part in parts]
    first, end = (np.array([each[at] for each in rows], dtype=np.int64) for at in (0, -1))
    return Spans(first, end + 1, customer[first].astype(np.int32))
