"""Events in order, cut into sessions, journeys and steps.

Reads event_log with its customers and its stage map; gives the ordered paths, and the tables events,
sessions, stages, steps, journey_steps and int_journeys, on which all measures stand.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.stages import signatures_of
from journeymine.tables import LEVELS
from journeymine.walk import (
    Ordered,
    Paths,
    cut_journeys,
    cut_sessions,
    most_distinct_within,
    walk_movement,
    walk_steps,
)
from journeymine.walk.paths import Int32, Int64, Spans, bounds_of, changes

MICROSECOND = timedelta(microseconds=1)
CHANNEL_SPAN = timedelta(hours=24)
FIGURES = ("value", "quantity", "score", "sentiment")
_NO_LIMIT = 2**62


def as_of(engine: Engine, settings: Settings) -> datetime:
    """The instant at which open and dropped are told apart: as set, else the last event's time of the whole
    load.
    """
    if settings.as_of is not None:
        return settings.as_of
    return cast(datetime, engine.query("select max(occurred_at) as t from event_log")["t"][0].as_py())


def build_events(engine: Engine, settings: Settings) -> tuple[Paths, str]:
    """Order the events and give each its session and journey.

    Returns:
        The ordered paths, and one line for the run's summary.
    """
    engine.register("stages", stages_table(settings))
    engine.register("source_settings", _source_settings(settings))
    hygiene = build_hygiene(engine, settings)
    engine.model("int_events")
    engine.drop("int_event_customers", "int_classified_events", "int_flagged_events")
    paths = build_paths(engine, settings)
    engine.register("event_parts", _parts(paths))
    count = engine.model("events")
    engine.model("sessions")
    return paths, f"{count:,} events in order, {engine.count('sessions'):,} sessions, {hygiene}"


def build_paths(engine: Engine, settings: Settings) -> Paths:
    """The ordered paths of int_events."""
    columns = ("customer_no", "occurred_at", "signature_no", *FIGURES)
    table = engine.fetch("int_events", columns, order_by=("position",))
    events = Ordered(
        bounds=bounds_of(changes(_integers(table, "customer_no"))),
        times=_times(table, "occurred_at"),
        signature=_integers(table, "signature_no").astype(np.int32),
        signatures=signatures_of(engine.fetch("stage_map", order_by=("signature_no",)), settings),
        group=_groups(engine),
    )
    session, sessions = cut_sessions(events, timeout=settings.sessions.timeout // MICROSECOND)
    journey, journeys = cut_journeys(events, split=_split(settings))
    figures = {name: _floats(table, name) for name in FIGURES if table[name].null_count < len(table)}
    return Paths(
        bounds=events.bounds,
        times=events.times,
        signature=events.signature,
        session=session,
        journey=journey,
        sessions=sessions,
        journeys=journeys,
        signatures=events.signatures,
        figures=figures,
    )


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


def build_journeys(engine: Engine, settings: Settings, paths: Paths) -> str:
    """Cut journeys into steps at every level and measure each journey's movement.

    Returns:
        One line for the run's summary.
    """
    journey = paths.journey.astype(np.int64)
    count = len(paths.journeys)
    steps = {level: walk_steps(journey, paths.codes(level)) for level in LEVELS}
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
                "journey_no": np.arange(count),
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


def _parts(paths: Paths) -> pa.Table:
    """Session and journey of each event: its number, and its place among the customer's."""
    return pa.table(
        {
            "position": np.arange(len(paths)),
            "session_no": paths.session,
            "session_index": _index(paths.session, paths.sessions, paths.customer_count),
            "journey_no": paths.journey,
            "journey_index": _index(paths.journey, paths.journeys, paths.customer_count),
        }
    )


def _index(number: Int32, spans: Spans, customers: int) -> Int64:
    """Place of each event's part among its customer's parts, from 0; -1 where it is in none."""
    counts = np.bincount(spans.customer, minlength=customers)
    before = np.cumsum(counts) - counts
    places = np.append(np.arange(len(spans)) - before[spans.customer], -1)
    return places[number]


def _groups(engine: Engine) -> Int32:
    """Of each event the group that its source's own session id makes with its customer; -1 for none.

    Empty where no source's ids are trusted.
    """
    table = engine.query(
        "select position, dense_rank() over (order by customer_no, source, session_key) - 1 as group_no "
        "from int_events where is_sessionized and is_native"
    )
    if not len(table):
        return np.zeros(0, dtype=np.int32)
    groups = np.full(engine.count("int_events"), -1, dtype=np.int32)
    groups[_integers(table, "position")] = _integers(table, "group_no")
    return groups


def _concurrent_channels(paths: Paths, journey: Int64, count: int) -> Int64:
    rows = np.flatnonzero(journey >= 0)
    span = CHANNEL_SPAN // MICROSECOND
    found = most_distinct_within(journey[rows], paths.times[rows], paths.codes("channel")[rows], span=span)
    return np.pad(found, (0, count - len(found)))


def _integers(table: pa.Table, name: str) -> Int64:
    return cast(Int64, table[name].to_numpy().astype(np.int64))


def _times(table: pa.Table, name: str) -> Int64:
    return cast(Int64, table[name].cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy())


def _floats(table: pa.Table, name: str) -> NDArray[np.float64]:
    """Values as floats, NaN for NULL."""
    return cast("NDArray[np.float64]", table[name].to_numpy().astype(np.float64))


__all__ = ["as_of", "build_events", "build_journeys", "build_paths", "stages_table"]
