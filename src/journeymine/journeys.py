"""Events in order, cut into sessions, journeys and steps.

Reads event_rows with its customers and its stage map; gives the ordered paths, and the tables events,
sessions, stages, stays, journey_steps and int_journeys, on which all measures stand.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import numpy as np
import pyarrow as pa

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.order import OrderedEvents, order_events
from journeymine.walk import Paths, cut_journeys, cut_sessions
from journeymine.walk.moves import journey_moves
from journeymine.walk.paths import Int8, Int32, Int64, Spans
from journeymine.walk.stays import SCHEMA as STAYS
from journeymine.walk.stays import stays
from journeymine.walk.variants import find_variants, paths_of
from journeymine.walk.walked import Walked, walk

MICROSECOND = timedelta(microseconds=1)
VARIANT_SIGN = " > "


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
    """Cut journeys into steps and measure each journey's movement.

    Returns:
        One line for the run's summary.
    """
    walks = {level: walk(paths, paths.signatures.codes(level)) for level in ("stage", "touchpoint")}
    channels = walk(paths, paths.signatures.codes("channel"), collapse=False)
    movement = journey_moves(walks["stage"], channels)
    numbers = pa.array(np.arange(len(movement)))
    movement = movement.append_column("journey_no", numbers)
    engine.register("journey_movement", movement.append_column("variant", _variants(walks["stage"])))
    parameters = {"as_of": as_of(engine, settings), "inactive_after": settings.journeys.inactive_after}
    engine.model("int_journeys", parameters)
    engine.register(
        "walked_stays", pa.concat_tables([_stays(walked, level) for level, walked in walks.items()])
    )
    engine.model("stays")
    engine.model("journey_steps")
    engine.drop("walked_stays", "journey_movement", "event_parts")
    return f"{len(movement):,} journeys, {engine.count('journey_steps'):,} steps"


def _variants(stages: Walked) -> pa.Array:
    """Each journey's path, as the names of its stages."""
    found = find_variants(stages)
    names = [VARIANT_SIGN.join(stages.names[code] for code in path) for path in paths_of(stages, found.first)]
    return pa.array(names, pa.string()).take(pa.array(found.of_unit))


def _stays(walked: Walked, level: str) -> pa.Table:
    """Each stay at a level with the node that comes next in its journey."""
    table = pa.Table.from_batches(stays(walked), schema=STAYS)
    unit, node = table["unit_no"].to_numpy(), table["node"].combine_chunks()
    names = node.dictionary if isinstance(node, pa.DictionaryArray) else pa.array(walked.names, pa.string())
    codes = node.indices.to_numpy() if len(table) else np.zeros(0, dtype=np.int32)
    onward = np.append(codes[1:], 0).astype(np.int32)
    is_last = np.append(unit[1:] != unit[:-1], True)[: len(unit)]
    following = pa.array(onward[: len(unit)], mask=is_last)
    return pa.table(
        {
            "level": pa.repeat(pa.scalar(level), len(table)),
            "journey_no": table["unit_no"],
            "step_index": table["step_index"],
            "node": names.take(pa.array(codes)),
            "next_node": names.take(following),
            "entered_at": table["entered_at"],
            "left_at": table["left_at"],
            "event_count": table["event_count"],
        }
    )


def outcomes(engine: Engine) -> Int8:
    """Outcome of each journey by its number: 0 converted, 1 dropped, 2 open.

    Args:
        engine: holds journeys, or those of a published generation.
    """
    table = engine.query(
        "select list_position(['converted', 'dropped', 'open'], outcome) - 1 as code from journeys "
        "order by journey_no"
    )
    return cast(Int8, table["code"].to_numpy().astype(np.int8))


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


__all__ = ["as_of", "build_events", "build_journeys", "cut_paths", "stages_table"]
