"""Words into masks: which events a condition names, which part of the data a question is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from journeymine.errors import UsageError
from journeymine.questions.atoms import parse_condition
from journeymine.questions.cohorts import Cohort, as_cohort
from journeymine.questions.ground import Ground
from journeymine.questions.masks import instant, mask_of
from journeymine.questions.rows import units_where
from journeymine.questions.steps import Step, steps_of
from journeymine.walk.paths import Bool
from journeymine.walk.selection import EventMask, Selection, every_event
from journeymine.walk.units import UNITS, Unit, units_of

Moment = str | date
"""A date or time; a text in ISO 8601; UTC where no zone is said."""

_OF_UNIT = re.compile(rf"\s*({'|'.join(UNITS)})\s*:(?!:)(.*)", re.DOTALL)
_PART: dict[Unit, str] = {"customer": "customers", "session": "sessions", "journey": "journeys"}


def event_mask(ground: Ground, condition: str | Step) -> EventMask:
    """The events that a condition names.

    Args:
        ground: what is asked.
        condition: for instance `view_item`, `touchpoint:cart[value>50]`, `(a | b)`, or a Step.

    Raises:
        UsageError: it can't be read, or a name is unknown.
    """
    said = condition.condition() if isinstance(condition, Step) else parse_condition(condition)
    return mask_of(ground.paths, said)


def selection(  # noqa: PLR0913 (the five ways to say which part)
    ground: Ground,
    *,
    unit: Unit = "journey",
    where: str | Sequence[str] | None = None,
    cohort: str | Cohort | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    events: str | Step | None = None,
) -> Selection:
    """The part of the data that a question is about; what is None leaves all in.

    Args:
        ground: what is asked.
        unit: what is counted.
        where: a SQL condition on the columns of the unit's table, or `session: ...` on those of another kind
            of unit; several must all hold.
        cohort: the name of a cohort, a text of the language of cohorts, or a Cohort.
        since: sessions and journeys that began from then on, whole; of customers the events from then on.
        until: the same before then.
        events: other events are as if they had not happened.

    Raises:
        UsageError: a condition can't be read, or a name is unknown.
    """
    found = Selection(events=None if events is None else event_mask(ground, events))
    for condition in [where] if isinstance(where, str) else (where or ()):
        kind, sql = _of_unit(condition, unit)
        found = _narrowed(found, kind, units_where(ground, kind, sql))
    if cohort is not None:
        chosen = as_cohort(ground, cohort)
        found = _narrowed(found, chosen.unit, chosen.members)
    return _in_time(ground, found, unit, (since, until))


def _of_unit(condition: str, unit: Unit) -> tuple[Unit, str]:
    """The kind of unit that a SQL condition is on, and the condition."""
    match = _OF_UNIT.fullmatch(condition)
    if match is None:
        return unit, condition
    return next(kind for kind in UNITS if kind == match[1]), match[2]


def _narrowed(selected: Selection, unit: Unit, chosen: Bool) -> Selection:
    before: Bool | None = getattr(selected, _PART[unit])
    return replace(selected, **{_PART[unit]: chosen if before is None else before & chosen})


def _in_time(
    ground: Ground, selected: Selection, unit: Unit, span: tuple[Moment | None, Moment | None]
) -> Selection:
    since, until = (None if moment is None else instant(moment) for moment in span)
    if since is not None and until is not None and since >= until:
        raise UsageError(f"since {span[0]} is not before until {span[1]}; nothing lies between")
    if since is None and until is None:
        return selected
    paths = ground.paths
    units = units_of(paths, unit)
    times = paths.times if unit == "customer" else paths.times[units.first]
    inside = np.ones(len(times), dtype=np.bool_)
    if since is not None:
        inside &= times >= since
    if until is not None:
        inside &= times < until
    if unit != "customer":
        return _narrowed(selected, unit, inside)
    events = EventMask(every_event(paths).of_signature, inside)
    return replace(selected, events=events if selected.events is None else selected.events & events)


__all__ = ["Moment", "Step", "event_mask", "selection", "steps_of"]
