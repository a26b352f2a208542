"""Events in order, cut into sessions, journeys and steps.

Reads event_log with its customers and its stage map; gives the tables events, sessions, stages, steps,
journey_steps and
int_journeys, on which all measures stand.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.tables import LEVELS
from journeymine.walk import (
    Paths,
    journey_numbers,
    most_distinct_within,
    session_numbers,
    walk_movement,
    walk_steps,
)
from journeymine.walk.paths import Int64, changes, running_index

MICROSECOND = timedelta(microseconds=1)
CHANNEL_SPAN = timedelta(hours=24)
_NO_LIMIT = 2**62
_CODES = ("stage_no", "touchpoint_no", "channel_no", "event_no")


def as_of(engine: Engine, settings: Settings) -> datetime:
    """The instant at which open and dropped are told apart: as set, else the last event's time of the whole
    load.
    """
    if settings.as_of is not None:
        return settings.as_of
    return cast(datetime, engine.query("select max(occurred_at) as t from event_log")["t"][0].as_py())


def build_events(engine: Engine, settings: Settings) -> str:
    """Order the events and give each its session and journey.

    Returns:
        One line for the run's summary.
    """
    engine.register("stages", stages_table(settings))
    engine.register("source_settings", _source_settings(settings))
    hygiene = build_hygiene(engine, settings)
    engine.model("int_events", {"currency": settings.currency})
    engine.drop("int_event_customers", "int_classified_events", "int_flagged_events")
    paths = read_paths(engine)
    sessions = session_numbers(paths, timeout=settings.sessions.timeout // MICROSECOND)
    journeys = journey_numbers(paths, split=_split(settings))
    engine.register("event_parts", _parts(paths, sessions, journeys))
    count = engine.model("events")
    engine.model("sessions")
    return f"{count:,} events in order, {engine.count('sessions'):,} sessions, {hygiene}"


def build_hygiene(engine: Engine, settings: Settings) -> str:
    """Flag the events that are no customers' and count them.

    Returns:
        One line for the run's summary.
    """
    rules = settings.hygiene
    limits = (rules.max_events_per_day or _NO_LIMIT, rules.max_session_events or _NO_LIMIT)
    parameters = {
        "max_events_per_day": limits[0],
        "max_session_events": limits[1],
        "session_timeout": settings.sessions.timeout,
        "keep": list(rules.keep),
    }
    engine.model("int_flagged_events", parameters)
    engine.model("hygiene")
    counts = engine.query(
        "select flag, is_kept, count(*) as n from int_flagged_events group by all order by all"
    )
    told = [
        f"{row['n']:,} {row['flag']} {'kept' if row['is_kept'] else 'left out'}" for row in counts.to_pylist()
    ]
    return ", ".join(told) or "none left out"


def build_journeys(engine: Engine, settings: Settings) -> str:
    """Cut journeys into steps at every level and measure each journey's movement.

    Returns:
        One line for the run's summary.
    """
    paths = read_paths(engine)
    rows = engine.fetch("event_parts", ("journey_row",), order_by=("position",))
    journey = _integers(rows, "journey_row")
    count = int(journey.max(initial=-1)) + 1
    steps = {level: walk_steps(journey, paths.level(level)) for level in LEVELS}
    tables = [
        pa.table(
            {
                "level": pa.repeat(pa.scalar(level), len(walked)),
                "step_index": walked.index,
                "first_position": walked.first,
                "last_position": walked.last,
                "event_count": walked.event_count,
            }
        )
        for level, walked in steps.items()
    ]
    engine.register("walked_steps", pa.concat_tables(tables))
    engine.model("steps")
    moves = walk_movement(steps["stage"], count)
    switches = np.maximum(np.bincount(steps["channel"].journey, minlength=count) - 1, 0)
    concurrent = _concurrent_channels(paths, journey, count)
    engine.register(
        "journey_movement",
        pa.table(
            {
                "journey_row": np.arange(count),
                "step_count": moves.step_count,
                "forward_count": moves.forward_count,
                "skip_count": moves.skip_count,
                "backward_count": moves.backward_count,
                "backward_depth": moves.backward_depth,
                "ping_pong_count": moves.ping_pong_count,
                "revisit_count": moves.revisit_count,
                "channel_switch_count": switches,
                "concurrent_channels": concurrent,
            }
        ),
    )
    parameters = {"as_of": as_of(engine, settings), "inactive_after": settings.journeys.inactive_after}
    engine.model("int_journeys", parameters)
    engine.model("journey_steps")
    engine.drop("walked_steps", "journey_movement", "event_parts")
    return f"{count:,} journeys, {engine.count('journey_steps'):,} steps"


def read_paths(engine: Engine) -> Paths:
    """All events as flat arrays in the total order (see walk/paths.py)."""
    columns = ("customer_no", "occurred_at", *_CODES, "is_sessionized", "is_native", "is_conversion")
    table = engine.fetch("int_events", columns, order_by=("position",))
    stage, touchpoint, channel, event = (_integers(table, name).astype(np.int32) for name in _CODES)
    return Paths(
        customer=_integers(table, "customer_no"),
        times=_times(table, "occurred_at"),
        stage=stage,
        touchpoint=touchpoint,
        channel=channel,
        event=event,
        is_mapped=touchpoint >= 0,
        is_sessionized=_flags(table, "is_sessionized") & ~_flags(table, "is_native"),
        is_conversion=_flags(table, "is_conversion"),
    )


def stages_table(settings: Settings) -> pa.Table:
    """The stages of the journey file, in order."""
    stages = settings.stages
    return pa.table(
        {
            "stage": [stage.name for stage in stages],
            "stage_index": pa.array(range(len(stages)), pa.int64()),
            "half": [stage.half for stage in stages],
            "is_conversion": [stage.conversion for stage in stages],
            "label": [settings.stage_label(stage) for stage in stages],
        }
    )


def _source_settings(settings: Settings) -> pa.Table:
    sources = settings.sources
    return pa.table(
        {
            "source": list(sources),
            "is_sessionized": [source.is_sessionized for source in sources.values()],
            "is_native": [source.session_id == "native" for source in sources.values()],
        }
    )


def _split(settings: Settings) -> str | int:
    split = settings.journeys.split
    return split // MICROSECOND if isinstance(split, timedelta) else split


def _parts(paths: Paths, sessions: Int64, journeys: Int64) -> pa.Table:
    """Session and journey of each event: numbers within the customer, and the journey's row among all
    journeys.
    """
    rows = np.flatnonzero(journeys >= 0)
    starts = changes(paths.customer[rows]) | changes(journeys[rows])
    journey_row = np.full(len(paths), -1, dtype=np.int64)
    journey_row[rows] = running_index(starts, np.arange(len(rows)) == 0)
    return pa.table(
        {
            "position": np.arange(len(paths)),
            "session_no": sessions,
            "journey_no": journeys,
            "journey_row": journey_row,
        }
    )


def _concurrent_channels(paths: Paths, journey: Int64, count: int) -> Int64:
    rows = np.flatnonzero(journey >= 0)
    span = CHANNEL_SPAN // MICROSECOND
    found = most_distinct_within(journey[rows], paths.times[rows], paths.channel[rows], span=span)
    return np.pad(found, (0, count - len(found)))


def _integers(table: pa.Table, name: str) -> Int64:
    return cast(Int64, table[name].to_numpy().astype(np.int64))


def _times(table: pa.Table, name: str) -> Int64:
    return cast(Int64, table[name].cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy())


def _flags(table: pa.Table, name: str) -> NDArray[np.bool_]:
    return cast("NDArray[np.bool_]", table[name].to_numpy())


__all__ = ["as_of", "build_events", "build_journeys", "read_paths", "stages_table"]
