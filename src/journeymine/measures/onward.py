"""What comes after each stay: onward edges with what becomes of their journeys, stays at touchpoints with the
next one, and stays inside visits with the frictions met.

From ordered paths; gives the rows of int_forks, int_touchpoint_steps and int_visit_stays.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pyarrow as pa

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.parts import OUTCOMES
from journeymine.walk import Paths
from journeymine.walk.bits import plain
from journeymine.walk.edges import Edges, find_edges, find_spread
from journeymine.walk.ends import Ends, instants_at, named
from journeymine.walk.paths import Int8, Int64
from journeymine.walk.signatures import Codes
from journeymine.walk.stays import Stays, find_stays
from journeymine.walk.walked import Walked, walk

CONVERTED, OPEN = OUTCOMES.index("converted"), OUTCOMES.index("open")
FORK_LEVELS = ("stage", "touchpoint")


def onward_edges(paths: Paths, outcome: Int8) -> pa.Table:
    """One row per level, node and next node (END where the journey stops), with the leavings of the node.

    Args:
        paths: all events in order.
        outcome: of each journey, as a number of OUTCOMES.
    """
    return pa.concat_tables([_onward(paths, level, outcome) for level in FORK_LEVELS])


def _onward(paths: Paths, level: str, outcome: Int8) -> pa.Table:
    walked = walk(paths, paths.signatures.codes(level))
    edges = find_edges(walked, timed=False)
    spread = find_spread(walked, edges)
    settled, converted = (
        _same_edges(edges, replace(walked, keeps=plain(keeps)))
        for keeps in (outcome != OPEN, outcome == CONVERTED)
    )
    names, leaving = np.array(edges.names, dtype=object), edges.leaving
    columns = {
        "node": names[edges.from_node],
        "next_node": names[edges.to_node],
        "journey_count": edges.count.units,
        "transition_count": edges.count.times,
        "customer_count": edges.count.customers,
        "settled_count": settled[0],
        "settled_customer_count": settled[1],
        "converted_count": converted[0],
        "leaving_count": leaving,
        "leaving_squares": spread.leaving_squares.astype(np.float64),
        "share": edges.count.times / leaving,
    }
    rows = edges.from_node < edges.start
    return pa.table(
        {"level": pa.array([level] * int(rows.sum()), pa.string())}
        | {name: pa.array(values[rows]) for name, values in columns.items()}
    )


def _same_edges(edges: Edges, walked: Walked) -> tuple[Int64, Int64]:
    """Journeys and customers among some journeys that pass each of the edges."""
    found = find_edges(walked, timed=False).count
    place = np.searchsorted(edges.count.key, found.key)
    units, customers = np.zeros((2, len(edges)), dtype=np.int64)
    units[place], customers[place] = found.units, found.customers
    return units, customers


def lay_stays(engine: Engine, settings: Settings, paths: Paths, outcome: Int8) -> None:
    """Make what findings stand on: int_forks, int_touchpoint_steps, int_friction_places and int_visit_stays.

    Args:
        engine: holds events.
        settings: stages and touchpoints.
        paths: the same events in order.
        outcome: of each journey, as a number of OUTCOMES.
    """
    engine.register("int_forks", onward_edges(paths, outcome))
    engine.register("int_touchpoint_steps", touchpoint_steps(paths, settings, outcome))
    engine.model("int_friction_places")
    places = engine.query("select distinct touchpoint from int_friction_places where touchpoint is not null")
    engine.register("int_visit_stays", visit_stays(paths, places["touchpoint"].to_pylist()))


def touchpoint_steps(paths: Paths, settings: Settings, outcome: Int8) -> pa.Table:
    """One row per stay of a journey at a touchpoint, with what came next; answering a survey is no stay.

    Args:
        paths: all events in order.
        settings: stages and touchpoints.
        outcome: of each journey, as a number of OUTCOMES.

    Returns:
        journey_no, customer_no, touchpoint, stage, is_conversion, entered_at, left_at, next_entered_at,
        is_last, is_back, outcome, value. A touchpoint at which most events are answers is a survey.
    """
    codes = _without_surveys(paths, paths.signatures.codes("touchpoint"))
    stays = find_stays(walk(paths, codes))
    stages = {stage.name: place for place, stage in enumerate(settings.stages)}
    at = np.array([stages[point.stage] for point in settings.touchpoints], dtype=np.int32)
    here, onward = at[stays.node], at[stays.next_node]
    is_owner = np.array([stage.half == "owner" for stage in settings.stages], dtype=np.bool_)
    is_conversion = np.array([stage.conversion for stage in settings.stages], dtype=np.bool_)
    is_last = stays.next_node < 0
    return pa.table(
        {
            "journey_no": stays.unit,
            "customer_no": paths.journeys.customer[stays.unit],
            "touchpoint": named(stays.node, codes.names),
            "stage": named(here, tuple(stages)),
            "is_conversion": is_conversion[here],
            "entered_at": instants_at(paths, stays.entered),
            "left_at": instants_at(paths, stays.left),
            "next_entered_at": instants_at(paths, stays.next_entered),
            "is_last": is_last,
            "is_back": ~is_last & (onward < here) & (is_owner[onward] == is_owner[here]),
            "outcome": named(outcome[stays.unit].astype(np.int32), OUTCOMES),
            "value": Ends(paths, "journey").value().take(pa.array(stays.unit)),
        }
    )


def visit_stays(paths: Paths, touchpoints: Collection[str]) -> pa.Table:
    """One row per stay inside a visit at some touchpoints: the frictions met, and whether the visit ended
    there.

    Args:
        paths: all events in order.
        touchpoints: those that are looked at.

    Returns:
        customer_no, touchpoint, friction (a list of names), left_at, is_last.
    """
    codes = paths.signatures.codes("touchpoint")
    stays = find_stays(walk(paths, codes, unit="session"), np.isin(codes.names, list(touchpoints)))
    return pa.table(
        {
            "customer_no": paths.sessions.customer[stays.unit],
            "touchpoint": named(stays.node, codes.names),
            "friction": _frictions(paths, stays),
            "left_at": instants_at(paths, stays.left),
            "is_last": stays.next_node < 0,
        }
    )


def _without_surveys(paths: Paths, codes: Codes) -> Codes:
    """The touchpoints without those at which most events are answers; their events are passed over."""
    score = paths.figures.get("score")
    if score is None:
        return codes
    answered = codes.of_signature[paths.signature[np.flatnonzero(~np.isnan(score))]]
    said = np.bincount(paths.signature, minlength=len(paths.signatures))
    known = codes.of_signature >= 0
    events = np.bincount(codes.of_signature[known], said[known], minlength=len(codes.names))
    answers = np.bincount(answered[answered >= 0], minlength=len(codes.names))
    is_survey = np.append(2 * answers > events, False)
    return Codes(np.where(is_survey[codes.of_signature], np.int32(-1), codes.of_signature), codes.names)


def _frictions(paths: Paths, stays: Stays) -> pa.Array:
    """Names of the frictions met in each stay of a session."""
    codes = paths.signatures.codes("friction")
    rows = np.flatnonzero((codes.of_signature >= 0)[paths.signature])
    span = len(paths) + 1
    begins = stays.unit * span + stays.entered
    place = np.searchsorted(begins, paths.session[rows].astype(np.int64) * span + rows, side="right") - 1
    inside = (place >= 0) & (paths.session[rows] >= 0)
    inside[inside] = (stays.unit[place[inside]] == paths.session[rows[inside]]) & (
        rows[inside] <= stays.left[place[inside]]
    )
    met = place[inside] * len(codes.names) + codes.of_signature[paths.signature[rows[inside]]]
    stay, friction = np.divmod(np.unique(met), max(len(codes.names), 1))
    ends = np.searchsorted(stay, np.arange(len(stays.unit) + 1))
    names = pa.array(codes.names, pa.string()).take(pa.array(friction))
    return pa.ListArray.from_arrays(pa.array(ends.astype(np.int32)), names)


__all__ = ["lay_stays", "onward_edges", "touchpoint_steps", "visit_stays"]
