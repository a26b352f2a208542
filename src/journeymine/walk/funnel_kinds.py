"""Events as a funnel sees them: of what kind each is, which units are looked at, what is held.

A kind is a distinct set of conditions that an event meets. Where all conditions are about words the kind is
looked up by the signature; where one is about figures, times or properties a kind is laid down for each
event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import UsageError
from journeymine.walk.bits import narrow
from journeymine.walk.paths import Bool, Int32, Int64, Paths
from journeymine.walk.selection import EventMask, Selection
from journeymine.walk.signatures import FIELDS
from journeymine.walk.units import Unit, units_of

MOST_KINDS = 254
MOST_CONDITIONS = 62
_MOST_ROW_CONDITIONS = 12


@dataclass(frozen=True)
class Kinds:
    """What kind each event is.

    Attributes:
        codes: of each event: its signature, or its kind.
        kind_of_code: what kind each code is; 0: it matches nothing.
        is_past: whether each code is looked past, as if it had not happened.
        steps: of each kind, the steps that it matches, a bit each.
        bars: of each kind, the exclusions that it matches, a bit each.
    """

    codes: NDArray[Any]
    kind_of_code: NDArray[np.uint8]
    is_past: Bool
    steps: Int64
    bars: Int64


def kinds_of(
    paths: Paths, steps: Sequence[EventMask], bars: Sequence[EventMask], *, there: EventMask | None
) -> Kinds:
    """What kind each event is.

    Args:
        paths: all events in order.
        steps: which events match each step.
        bars: which events match each exclusion.
        there: other events are looked past; None: none is.

    Raises:
        UsageError: there are too many conditions, or they overlap in too many ways.
    """
    masks = [*steps, *bars, *([] if there is None else [there])]
    if len(masks) > MOST_CONDITIONS:
        raise UsageError(
            f"found {len(masks)} steps and exclusions, at most {MOST_CONDITIONS - 1} are possible"
        )
    rows = [(place, mask.rows) for place, mask in enumerate(masks) if mask.rows is not None]
    if len(rows) > _MOST_ROW_CONDITIONS:
        raise UsageError(
            f"found {len(rows)} conditions on figures, times or properties, at most {_MOST_ROW_CONDITIONS} "
            "are possible; say some of them by event or touchpoint"
        )
    distinct, known = np.unique(_bits([mask.of_signature for mask in masks]), return_inverse=True)
    met = _met(distinct, [place for place, _ in rows])
    size = len(steps) + len(bars)
    is_past = np.zeros(met.shape, dtype=np.bool_) if there is None else (met >> size) & 1 == 0
    met = np.where(is_past, 0, met & ((1 << size) - 1))
    kinds, number = _numbered(met)
    told = (kinds & ((1 << len(steps)) - 1), kinds >> len(steps))
    if not rows:
        return Kinds(paths.signature, number[known, 0], is_past[known, 0], *told)
    past = len(kinds)
    number = np.where(is_past, past, number).astype(np.uint8)
    codes = _laid_down(paths, number, known.astype(np.int32), [mask for _, mask in rows])
    own = np.append(np.arange(past), 0).astype(np.uint8)
    return Kinds(codes, own, np.arange(past + 1) == past, *told)


def _bits(masks: Sequence[Bool]) -> Int64:
    """Of each signature the masks that it meets, a bit each."""
    out = np.zeros(len(masks[0]), dtype=np.int64)
    for place, mask in enumerate(masks):
        out |= mask.astype(np.int64) << place
    return out


def _met(distinct: Int64, places: Sequence[int]) -> Int64:
    """What is met of each distinct set of conditions in each way in which an event's own are; shape (sets,
    ways).
    """
    ways = np.arange(1 << len(places))
    out = np.repeat(distinct[:, None], len(ways), axis=1)
    for bit, place in enumerate(places):
        out &= ~np.where((ways >> bit) & 1, 0, np.int64(1) << place)
    return out


def _numbered(met: Int64) -> tuple[Int64, NDArray[np.uint8]]:
    """The kinds, first that of events that match nothing; and the kind of each set of conditions."""
    kept, place = np.unique(np.append(met.ravel(), 0), return_inverse=True)
    if len(kept) > MOST_KINDS:
        raise UsageError(
            f"the conditions of the steps overlap in {len(kept)} ways, at most {MOST_KINDS} are possible; "
            "ask for fewer steps, or for steps that exclude each other"
        )
    return kept, place[:-1].reshape(met.shape).astype(np.uint8)


def _laid_down(
    paths: Paths, number: NDArray[np.uint8], known: Int32, rows: Sequence[Bool | None]
) -> NDArray[np.integer[Any]]:
    """The kind of each event."""
    from journeymine.walk.kernels.funnel_looked import lay_down

    way = np.zeros(len(paths), dtype=np.uint16)
    for bit, mask in enumerate(rows):
        if mask is not None:
            way |= mask.astype(np.uint16) << bit
    out = np.empty(len(paths), dtype=narrow(len(paths), np.uint8))
    customers = units_of(paths, "customer")
    customers.each_range(
        lambda low, high: lay_down(
            paths.signature, known, way, number, paths.bounds[low], paths.bounds[high], out
        )
    )
    return out


def looked_at(paths: Paths, unit: Unit, selection: Selection) -> tuple[Bool, EventMask | None]:
    """Which units are looked at, and which events.

    Args:
        paths: all events in order.
        unit: customer, session or journey.
        selection: what a question is about.

    Returns:
        Whether each unit is in, empty where all are; and the events, None for all.
    """
    parts = {"session": selection.sessions, "journey": selection.journeys}
    is_in = np.zeros(0, dtype=np.bool_) if selection.customers is None else selection.customers
    if unit != "customer":
        spans = paths.sessions if unit == "session" else paths.journeys
        own = parts.pop(unit)
        is_in = is_in[spans.customer] if len(is_in) else is_in
        if own is not None:
            is_in = is_in & own if len(is_in) else own
    events = selection.events
    for other, chosen in parts.items():
        if chosen is not None:
            part_of = paths.session if other == "session" else paths.journey
            rows = np.append(chosen, False)[part_of]
            mask = EventMask(np.ones(len(paths.signatures), dtype=np.bool_), rows)
            events = mask if events is None else events & mask
    return is_in, events


def held_values(paths: Paths, names: Sequence[str]) -> tuple[Int32, Int32]:
    """What is held at each event.

    Args:
        paths: all events in order.
        names: fields of events, or declared properties.

    Returns:
        A code of each event, and the held value of each code; -1: one of the fields is unknown. Both empty
        where nothing is held.

    Raises:
        UsageError: there is no such field.
    """
    if not names:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    found = [_held(paths, name) for name in names]
    if len(found) == 1:
        return found[0]
    value = np.zeros(len(paths), dtype=np.int64)
    is_known = np.ones(len(paths), dtype=np.bool_)
    for codes, of_code in found:
        part = np.append(of_code, np.int32(-1))[codes]
        is_known &= part >= 0
        value = value * (int(of_code.max(initial=0)) + 1) + part
    _, number = np.unique(value[is_known], return_inverse=True)
    codes = np.full(len(paths), -1, dtype=np.int32)
    codes[is_known] = number
    return codes, np.arange(int(codes.max(initial=-1)) + 1, dtype=np.int32)


def _held(paths: Paths, name: str) -> tuple[Int32, Int32]:
    if name in paths.properties:
        coded = paths.properties[name]
        return coded.codes, np.arange(len(coded.names), dtype=np.int32)
    if name in FIELDS:
        return paths.signature, paths.signatures.codes(name).of_signature
    known = ", ".join((*FIELDS, *paths.properties))
    raise UsageError(f"no field or property is called {name!r}; there are: {known}")
