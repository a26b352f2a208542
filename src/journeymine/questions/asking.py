"""What questions that follow units from node to node have in common: which units, which part, which level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from journeymine.errors import UsageError
from journeymine.questions.cohorts import Cohort
from journeymine.questions.conditions import Moment, Step, event_mask, selection
from journeymine.questions.ground import Ground
from journeymine.questions.levels import Level, level_of
from journeymine.questions.names import unknown
from journeymine.walk.flow import UNIT_ENDS
from journeymine.walk.paths import Bool, Int8
from journeymine.walk.selection import EventMask
from journeymine.walk.units import UNITS, Unit
from journeymine.walk.walked import Walked, walk

_OUTCOMES = ("dropped", "open", "converted")
_ENDED = UNIT_ENDS.index("(ended)")


@dataclass(frozen=True)
class Follow:
    """Whom to follow, and how.

    Attributes:
        level: what the nodes are: stage, touchpoint, channel, event, owner, or any other field of events.
        opened: nodes to show by a finer level, for instance `{"purchase": "event"}`.
        unit: journey, customer or session.
        collapse: whether events at one node in a row are one step.
        where: a SQL condition on the columns of the unit's table, or several.
        cohort: the name of a cohort, a text of the language of cohorts, or a Cohort.
        since, until: units that began from then on, and before then.
        events: other events are as if they had not happened.
    """

    level: str = "stage"
    opened: Mapping[str, str] = field(default_factory=dict[str, str])
    unit: Unit = "journey"
    collapse: bool = True
    where: str | Sequence[str] | None = None
    cohort: str | Cohort | None = None
    since: Moment | None = None
    until: Moment | None = None
    events: str | Step | None = None

    def asked(self) -> dict[str, Any]:
        """As a definition says it."""
        moments = {
            name: None if at is None else str(at)
            for name, at in (("since", self.since), ("until", self.until))
        }
        return {
            "level": self.level,
            "opened": dict(self.opened),
            "unit": self.unit,
            "collapse": self.collapse,
            "where": self.where if isinstance(self.where, str | None) else list(self.where),
            "cohort": self.cohort.definition.text() if isinstance(self.cohort, Cohort) else self.cohort,
            **moments,
            "events": self.events.text if isinstance(self.events, Step) else self.events,
        }

    def rules(self) -> dict[str, str]:
        """How steps are made, in words."""
        steps = "events at one node in a row are one step" if self.collapse else "each event is a step"
        unit = (
            "journeys hold events with a touchpoint" if self.unit == "journey" else "all events with a node"
        )
        return {"steps": steps, "events": unit, "order": "by time, then the source's own order"}


class Following(TypedDict, total=False):
    """The fields of Follow, as methods take them one by one."""

    level: str
    opened: Mapping[str, str]
    unit: Unit
    collapse: bool
    where: str | Sequence[str] | None
    cohort: str | Cohort | None
    since: Moment | None
    until: Moment | None
    events: str | Step | None


@dataclass(frozen=True)
class Followed:
    """Units as they are followed.

    Attributes:
        ground: what is asked.
        follow: whom, and how.
        level: the nodes.
        walked: the units.
    """

    ground: Ground
    follow: Follow
    level: Level
    walked: Walked

    def mask(self, place: str | Step) -> EventMask:
        """Events at a node of the level, or that meet a condition.

        Raises:
            UsageError: it is neither.
        """
        if isinstance(place, str) and place in self.level.codes.names:
            return EventMask(self.walked.codes.of_signature == self.level.codes.code(place))
        return event_mask(self.ground, place)

    def ends(self) -> Int8:
        """What becomes of each unit, as a number of UNIT_ENDS; sessions just end."""
        if self.follow.unit == "session":
            return np.full(len(self.walked), _ENDED, dtype=np.int8)
        outcome = pc.cast(self.ground.units(self.follow.unit)["outcome"], pa.string())
        found = pc.fill_null(pc.index_in(outcome, value_set=pa.array(_OUTCOMES)), _ENDED)
        return np.asarray(found).astype(np.int8)

    def table_of(self, chosen: Bool) -> pa.Table:
        """The rows of the unit's table for chosen units."""
        return self.ground.units(self.follow.unit).filter(pa.array(chosen))


def followed(ground: Ground, follow: Follow) -> Followed:
    """Follow units at a level.

    Args:
        ground: what is asked.
        follow: whom, and how.

    Raises:
        UsageError: a level, node, unit or condition is unknown or can't be read.
    """
    if follow.unit not in UNITS:
        raise UsageError(unknown("unit", follow.unit, UNITS))
    level = level_of(ground, follow.level, follow.opened)
    part = selection(
        ground,
        unit=follow.unit,
        where=follow.where,
        cohort=follow.cohort,
        since=follow.since,
        until=follow.until,
        events=follow.events,
    )
    walked = walk(ground.paths, level.codes, unit=follow.unit, selection=part, collapse=follow.collapse)
    return Followed(ground, follow, level, walked)


def whole(name: str, value: int | None, *, least: int) -> None:
    """Refuse a number that is too small.

    Raises:
        UsageError: it is.
    """
    if value is not None and value < least:
        raise UsageError(f"{name} is at least {least}, found {value}")
