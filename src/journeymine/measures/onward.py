"""What comes after each stay: onward edges with what becomes of their journeys, stays at touchpoints with the
next one, and stays inside visits with the frictions met.

From ordered paths alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from journeymine.config import Settings
from journeymine.parts import CONVERTED, OPEN
from journeymine.walk import Paths
from journeymine.walk.bits import plain
from journeymine.walk.edges import Edges, find_edges, leaving_squares
from journeymine.walk.paths import Bool, Int8, Int32, Int64, changes, rows_by
from journeymine.walk.signatures import Codes
from journeymine.walk.stays import Stays, find_stays
from journeymine.walk.walked import Walked, walk

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
        "leaving_squares": np.append(leaving_squares(walked), 0)[np.minimum(edges.from_node, edges.start)],
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


@dataclass(frozen=True)
class TouchpointStays:
    """Stays of journeys at touchpoints, in order, and what came next; answering a survey is no stay.

    Attributes:
        journey, customer: numbers of each stay's.
        touchpoint: its place in the journey file.
        entered, left: rows of its first and last event.
        next_entered: row of the first event of the next stay; -1 where there is none.
        end: the last stay of the same journey.
        is_first: whether it is the journey's first at its touchpoint.
        is_last: whether it is the journey's last.
        is_back: whether the next one is at an earlier stage of the same half.
    """

    journey: Int64
    customer: Int32
    touchpoint: Int32
    entered: Int64
    left: Int64
    next_entered: Int64
    end: Int64
    is_first: Bool
    is_last: Bool
    is_back: Bool


@dataclass(frozen=True)
class VisitStays:
    """Stays inside visits at some touchpoints.

    Attributes:
        customer: number of each stay's.
        touchpoint: its place in the journey file.
        left: microseconds of its last event.
        is_last: whether the visit ended there.
        met: stays x frictions: which signs fell into it.
    """

    customer: Int32
    touchpoint: Int32
    left: Int64
    is_last: Bool
    met: Bool


def touchpoint_stays(paths: Paths, settings: Settings) -> TouchpointStays:
    """All stays of journeys at touchpoints.

    Args:
        paths: all events in order.
        settings: stages and touchpoints. A touchpoint at which most events are answers is a survey.
    """
    codes = _without_surveys(paths, paths.signatures.codes("touchpoint"))
    stays = find_stays(walk(paths, codes))
    is_last = stays.next_node < 0
    last = np.flatnonzero(is_last)
    return TouchpointStays(
        journey=stays.unit,
        customer=paths.journeys.customer[stays.unit],
        touchpoint=stays.node,
        entered=stays.entered,
        left=stays.left,
        next_entered=stays.next_entered,
        end=np.repeat(last, np.diff(last, prepend=-1)),
        is_first=_is_first(stays, len(codes.names)),
        is_last=is_last,
        is_back=_ways_back(settings)[stays.node, stays.next_node],
    )


def _ways_back(settings: Settings) -> Bool:
    """Whether it is back from each touchpoint to each: to an earlier stage of the same half; behind the last
    one, to none.
    """
    stage = stage_of_touchpoint(settings)
    half = np.array([stage.half == "owner" for stage in settings.stages], dtype=np.bool_)[stage]
    is_back = (stage[None, :] < stage[:, None]) & (half[None, :] == half[:, None])
    return np.append(is_back, np.zeros((len(stage), 1), dtype=np.bool_), axis=1)


def stage_of_touchpoint(settings: Settings) -> Int32:
    """Place of each touchpoint's stage, both as they stand in the journey file."""
    stages = {stage.name: place for place, stage in enumerate(settings.stages)}
    return np.array([stages[point.stage] for point in settings.touchpoints], dtype=np.int32)


def visit_stays(paths: Paths, touchpoints: Int32, frictions: Sequence[str]) -> VisitStays:
    """Stays inside visits.

    Args:
        paths: all events in order.
        touchpoints: places of those that are looked at.
        frictions: names of those that are looked for.
    """
    codes = paths.signatures.codes("touchpoint")
    stays = find_stays(walk(paths, codes, unit="session"), np.isin(np.arange(len(codes.names)), touchpoints))
    return VisitStays(
        customer=paths.sessions.customer[stays.unit],
        touchpoint=stays.node,
        left=paths.times[stays.left],
        is_last=stays.next_node < 0,
        met=_met(paths, stays)[:, [paths.signatures.codes("friction").code(name) for name in frictions]],
    )


def _is_first(stays: Stays, nodes: int) -> Bool:
    """Whether each stay is the first of its unit at its node."""
    out = np.zeros(len(stays), dtype=np.bool_)
    for rows in rows_by(stays.node, nodes):
        out[rows] = changes(stays.unit[rows])
    return out


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


def _met(paths: Paths, stays: Stays) -> Bool:
    """Which frictions fell into each stay of a session; stays x frictions."""
    codes = paths.signatures.codes("friction")
    out = np.zeros((len(stays), len(codes.names)), dtype=np.bool_)
    rows = np.flatnonzero((codes.of_signature >= 0)[paths.signature])
    rows = rows[paths.session[rows] >= 0]
    session, span = paths.session[rows].astype(np.int64), len(paths) + 1
    stay = np.searchsorted(stays.unit * span + stays.entered, session * span + rows, side="right") - 1
    inside = stay >= 0
    inside[inside] = (stays.unit[stay[inside]] == session[inside]) & (
        rows[inside] <= stays.left[stay[inside]]
    )
    out[stay[inside], codes.of_signature[paths.signature[rows[inside]]]] = True
    return out


__all__ = [
    "TouchpointStays",
    "VisitStays",
    "onward_edges",
    "stage_of_touchpoint",
    "touchpoint_stays",
    "visit_stays",
]
