"""Events in order, cut into sessions, journeys and steps.

Reads event_rows with its customers and its stage map; gives the ordered paths, and the tables event_codes,
event_words, customer_names, sessions, stages, journey_steps and int_journeys, on which all measures
stand. What lies in arrays is shown to SQL as it lies, without a copy.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.order import FIGURES, OrderedEvents, order_events
from journeymine.parts import OUTCOMES, customer_rows, journey_rows, session_rows
from journeymine.walk import Paths, cut_journeys, cut_sessions
from journeymine.walk.ends import instants, named
from journeymine.walk.moves import journey_moves
from journeymine.walk.paths import Int8
from journeymine.walk.stays import find_stays, stays_table
from journeymine.walk.variants import find_variants, paths_of
from journeymine.walk.walked import Walked, walk

MICROSECOND = timedelta(microseconds=1)
VARIANT_SIGN = " > "
_DIRECTIONS = ("forward", "skip", "back")


def as_of(engine: Engine, settings: Settings) -> datetime:
    """The instant at which open and dropped are told apart: as set, else the last event's time of the whole
    load.
    """
    if settings.as_of is not None:
        return settings.as_of
    return cast(datetime, engine.query("select max(occurred_at) as t from event_rows")["t"][0].as_py())


def build_events(engine: Engine, settings: Settings) -> tuple[Paths, pa.Table, str]:
    """Order the events and give each its session and journey.

    Returns:
        The ordered paths, event_codes without what `complete_codes` adds, and one line for the run's summary.
    """
    engine.register("stages", stages_table(settings))
    ordered = order_events(engine, settings)
    paths = cut_paths(ordered, settings)
    codes = _codes(paths, ordered)
    engine.show("event_codes", codes)
    used = np.flatnonzero(np.bincount(paths.signature, minlength=1))
    engine.register("used_signatures", pa.table({"signature_no": used}))
    for model in ("event_words", "customer_names"):
        engine.model(model)
    engine.model_view("events")
    engine.show("walked_sessions", _named_by_source(session_rows(paths), paths, ordered, settings))
    count = engine.model("sessions")
    return paths, codes, f"{len(paths):,} events in order, {count:,} sessions, {ordered.hygiene}"


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


def complete_codes(engine: Engine, codes: pa.Table) -> None:
    """Give event_codes the ids of the events and their places inside an instant, as it is published.

    Args:
        engine: holds event_rows.
        codes: as build_events gave them.
    """
    known = engine.query("select rowid as row_no from event_rows")["row_no"].to_numpy()
    place = pa.array(np.searchsorted(known, codes["row_no"].to_numpy()))
    for name in ("event_id", "sequence"):
        codes = codes.append_column(name, _whole(engine, name).take(place))
    engine.show("event_codes", codes)


def _whole(engine: Engine, name: str) -> pa.Array:
    """A column of event_rows as it lies, in one piece; of texts there may be more than two gigabytes."""
    column = engine.query(f"select {name} from event_rows")[name]
    is_text = pa.types.is_string(column.type)
    return (column.cast(pa.large_string()) if is_text else column).combine_chunks()


def build_journeys(engine: Engine, settings: Settings, paths: Paths) -> str:
    """Cut journeys into steps and measure each journey's movement.

    Returns:
        One line for the run's summary.
    """
    stages = walk(paths, paths.signatures.codes("stage"))
    channels = walk(paths, paths.signatures.codes("channel"), collapse=False)
    rows = journey_rows(paths, settings, as_of(engine, settings))
    movement = journey_moves(stages, channels)
    for name in movement.column_names:
        rows = rows.append_column(name, movement[name])
    engine.show("walked_journeys", rows.append_column("variant", _variants(stages)))
    engine.show("walked_customers", customer_rows(paths))
    engine.model("int_journeys")
    engine.show("walked_steps", _steps(stages))
    count = engine.model("journey_steps")
    return f"{len(rows):,} journeys, {count:,} steps"


def _variants(stages: Walked) -> pa.Array:
    """Each journey's path, as the names of its stages."""
    found = find_variants(stages)
    names = [VARIANT_SIGN.join(stages.names[code] for code in path) for path in paths_of(stages, found.first)]
    return named(found.of_unit, tuple(names))


def _steps(walked: Walked) -> pa.Table:
    """Each stay at a stage, with the direction of the step that led there."""
    stays = find_stays(walked, counts_events=True)
    move = stays.node - np.roll(stays.node, 1)
    direction = np.select([stays.index == 0, move == 1, move > 1], [-1, 0, 1], 2).astype(np.int32)
    return stays_table(walked, stays).append_column("direction", named(direction, _DIRECTIONS))


def outcomes(engine: Engine) -> Int8:
    """Outcome of each journey by its number, as a place in OUTCOMES.

    Args:
        engine: holds journeys, or those of a published generation.
    """
    table = engine.query(
        "select list_position($outcomes, outcome) - 1 as code from journeys order by journey_no",
        {"outcomes": list(OUTCOMES)},
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


def _split(settings: Settings) -> str | int:
    split = settings.journeys.split
    return split // MICROSECOND if isinstance(split, timedelta) else split


def _codes(paths: Paths, ordered: OrderedEvents) -> pa.Table:
    """Each event in numbers, its row in event_rows among them; session_no and journey_no are NULL where it
    is in none.
    """
    figures = dict(paths.figures)
    if ordered.score_raw is not None:
        figures["score_raw"] = ordered.score_raw
    known = {name: pa.array(values, from_pandas=True) for name, values in figures.items()}
    return pa.table(
        {
            "position": np.arange(len(paths)),
            "occurred_at": instants(paths.times),
            "customer_no": paths.customers(),
            "session_no": pa.array(paths.session, mask=paths.session < 0),
            "journey_no": pa.array(paths.journey, mask=paths.journey < 0),
            "signature_no": paths.signature,
            "keyset_no": ordered.keyset_no,
            "row_no": ordered.row_no,
            **{name: known.get(name, pa.nulls(len(paths))) for name in (*FIGURES, "score_raw")},
        }
    )


def _named_by_source(
    sessions: pa.Table, paths: Paths, ordered: OrderedEvents, settings: Settings
) -> pa.Table:
    """Sessions with the row of their first event, where its source's own session ids are trusted."""
    native = [name for name, source in settings.sources.items() if source.session_id == "native"]
    is_native = pc.is_in(sessions["source"].cast(pa.string()), pa.array(native, pa.string()))
    rows = pa.array(ordered.row_no[paths.sessions.first])
    return sessions.append_column("row_no", pc.if_else(is_native, rows, pa.scalar(None, pa.int64())))


__all__ = ["as_of", "build_events", "build_journeys", "complete_codes", "cut_paths", "stages_table"]
