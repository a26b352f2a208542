"""Events in order, cut into sessions, journeys and steps.

Reads event_rows with its customers and its stage map; gives the ordered paths, and the tables events,
sessions, stages, steps, journey_steps and int_journeys, on which all measures stand.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import numpy as np
import pyarrow as pa

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.order import OrderedEvents, order_events
from journeymine.tables import LEVELS
from journeymine.walk import (
    Paths,
    cut_journeys,
    cut_sessions,
    most_distinct_within,
    walk_movement,
    walk_steps,
)
from journeymine.walk.paths import Int32, Int64, Spans

MICROSECOND = timedelta(microseconds=1)
CHANNEL_SPAN = timedelta(hours=24)


def as_of(engine: Engine, settings: Settings) -> datetime:
    """The instant at which open and dropped are told apart: as set, else the last event's time of the whole
    load.
    """
    if settings.as_of is not None:
        return settings.as_of
    return cast(datetime, engine.query("select max(occurred_at) as t from event_rows")["t"][0].as_py())


def build_events(engine: Engine, settings: Settings) -> tuple[Paths, str]:
    """Order the events and give each its session and journey.

    Returns:
        The ordered paths, and one line for the run's summary.
    """
    engine.register("stages", stages_table(settings))
    engine.register("source_settings", _source_settings(settings))
    ordered = order_events(engine, settings)
    paths = cut_paths(ordered, settings)
    engine.register("event_parts", _parts(paths, ordered.row_no))
    engine.model("int_words")
    count = engine.model("events")
    engine.model("sessions")
    return paths, f"{count:,} events in order, {engine.count('sessions'):,} sessions, {ordered.hygiene}"


def cut_paths(ordered: OrderedEvents, settings: Settings) -> Paths:
    """Ordered events, cut into sessions and journeys."""
    events = ordered.events
    session, sessions = cut_sessions(events, timeout=settings.sessions.timeout // MICROSECOND)
    journey, journeys = cut_journeys(events, split=_split(settings))
    return Paths(
        bounds=events.bounds,
        times=events.times,
        signature=events.signature,
        session=session,
        journey=journey,
        sessions=sessions,
        journeys=journeys,
        signatures=events.signatures,
        figures=ordered.figures,
        properties=ordered.properties,
    )


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


def _parts(paths: Paths, row_no: Int64) -> pa.Table:
    """Row in event_rows, customer, signature, session and journey of each event; of the last two also the
    place among the customer's.
    """
    return pa.table(
        {
            "position": np.arange(len(paths)),
            "row_no": row_no,
            "customer_no": paths.customers(),
            "signature_no": paths.signature,
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


def _concurrent_channels(paths: Paths, journey: Int64, count: int) -> Int64:
    rows = np.flatnonzero(journey >= 0)
    span = CHANNEL_SPAN // MICROSECOND
    found = most_distinct_within(journey[rows], paths.times[rows], paths.codes("channel")[rows], span=span)
    return np.pad(found, (0, count - len(found)))


__all__ = ["as_of", "build_events", "build_journeys", "cut_paths", "stages_table"]
