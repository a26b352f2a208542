"""Paths made by hand from a few lines, for tests of what stands on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from journeymine.walk.carts import CART_NONE
from journeymine.walk.cuts import Ordered, cut_journeys, cut_sessions
from journeymine.walk.paths import Coded, Paths
from journeymine.walk.signatures import FIELDS, Signatures

SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86400 * SECOND
START = 1_767_225_600 * SECOND
"""2026-01-01T00:00Z."""


@dataclass(frozen=True)
class Act:
    """One event: whose, when (microseconds after START), what, and whatever else it says."""

    customer: str
    at: int
    event: str
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    figures: Mapping[str, float] = field(default_factory=dict[str, float])
    properties: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Map:
    """Which events are at which touchpoint, touchpoints at which stage, and what they do to a cart."""

    touchpoints: Mapping[str, str] = field(default_factory=dict[str, str])
    stages: Mapping[str, str] = field(default_factory=dict[str, str])
    order: Sequence[str] = ()
    conversion: Sequence[str] = ()
    cart_roles: Mapping[str, int] = field(default_factory=dict[str, int])
    frictions: Mapping[str, str] = field(default_factory=dict[str, str])


def log(text: str, *, minutes: float = 1) -> list[Act]:
    """Acts from lines `customer: event event ...`, `minutes` apart; `event@30` is 30 minutes after START.

    Example: `ann: view cart@50 view@55 buy@100`.
    """
    acts: list[Act] = []
    for line in text.strip().splitlines():
        customer, _, words = line.partition(":")
        at = -minutes
        for word in words.split():
            event, _, given = word.partition("@")
            at = float(given) if given else at + minutes
            acts.append(Act(customer.strip(), int(at * MINUTE), event))
    return acts


def made_paths(
    acts: Sequence[Act], places: Map | None = None, *, timeout: int = 30 * MINUTE, split: str | int = "never"
) -> tuple[Paths, tuple[str, ...]]:
    """Paths of made-up acts, and the customers' names in their order.

    Args:
        acts: in any order; at one instant those of a customer keep the order given.
        places: the map; without one every event is a touchpoint of its own name at the stage "all".
        timeout: of sessions.
        split: of journeys.
    """
    found = places or _every_event_its_own(acts)
    names = tuple(sorted({act.customer for act in acts}))
    ordered = sorted(acts, key=lambda act: (act.customer, act.at))
    rows = [_signature(act, found) for act in ordered]
    distinct = sorted(set(rows), key=lambda row: tuple((value is not None, str(value)) for value in row))
    number = {row: place for place, row in enumerate(distinct)}
    counts = [sum(act.customer == name for act in ordered) for name in names]
    touchpoints = tuple(dict.fromkeys(found.touchpoints.values()))
    signatures = Signatures(_table(distinct), tuple(found.order), touchpoints)
    events = Ordered(
        bounds=np.cumsum([0, *counts]).astype(np.int64),
        times=np.array([START + act.at for act in ordered], dtype=np.int64),
        signature=np.array([number[row] for row in rows], dtype=np.int32),
        signatures=signatures,
        group=np.zeros(0, dtype=np.int32),
    )
    session, sessions = cut_sessions(events, timeout=timeout)
    journey, journeys = cut_journeys(events, split=split)
    parts = {"session": session, "journey": journey, "sessions": sessions, "journeys": journeys}
    base = (events.bounds, events.times, events.signature)
    return Paths(*base, **parts, signatures=signatures, **_beside(ordered)), names


def _beside(acts: Sequence[Act]) -> dict[str, Any]:
    figures = sorted({name for act in acts for name in act.figures})
    properties = sorted({name for act in acts for name in act.properties})
    return {
        "figures": {name: np.array([act.figures.get(name, np.nan) for act in acts]) for name in figures},
        "properties": {name: _coded([act.properties.get(name) for act in acts]) for name in properties},
    }


def _coded(values: Sequence[str | None]) -> Coded:
    names = tuple(sorted({value for value in values if value is not None}))
    codes = [-1 if value is None else names.index(value) for value in values]
    return Coded(np.array(codes, dtype=np.int32), names)


def _every_event_its_own(acts: Sequence[Act]) -> Map:
    names = sorted({act.event for act in acts})
    return Map({name: name for name in names}, dict.fromkeys(names, "all"), ("all",))


def _signature(act: Act, places: Map) -> tuple[Any, ...]:
    touchpoint = places.touchpoints.get(act.event)
    stage = places.stages.get(touchpoint) if touchpoint else None
    told = {
        "source": "web",
        "event": act.event,
        "touchpoint": touchpoint,
        "stage": stage,
        "friction": places.frictions.get(act.event),
        **act.words,
    }
    role = places.cart_roles.get(act.event, CART_NONE)
    return (*(told.get(name) for name in FIELDS), stage in places.conversion, True, role)


def _table(rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * (len(FIELDS) + 3)
    texts = {name: pa.array(columns[at], pa.string()) for at, name in enumerate(FIELDS)}
    flags = {
        "is_conversion": pa.array(columns[-3], pa.bool_()),
        "is_sessionized": pa.array(columns[-2], pa.bool_()),
    }
    return pa.table({**texts, **flags, "cart_role": pa.array(columns[-1], pa.int8())})
