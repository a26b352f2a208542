"""What questions that follow units from node to node have in common: which units, which part of their paths,
which level; and the units behind an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from types import NoneType
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
import pyarrow as pa

from journeymine.errors import UsageError
from journeymine.measures.flows import END_OF
from journeymine.questions.atoms import RESERVED
from journeymine.questions.cohorts import Cohort, told_cohort
from journeymine.questions.conditions import Moment, Step, event_mask, selection
from journeymine.questions.definition import Definition
from journeymine.questions.ground import Ground
from journeymine.questions.levels import Level, level_of
from journeymine.questions.matching import Anchor
from journeymine.questions.matching import cut as matched_part
from journeymine.questions.names import check_options, unknown
from journeymine.questions.patterns import parse_pattern
from journeymine.questions.result import Result
from journeymine.questions.shapes import Compiled
from journeymine.walk.flow import ARRIVED, ENDED, ENDS
from journeymine.walk.paths import Bool, Int8
from journeymine.walk.selection import EventMask, Selection
from journeymine.walk.units import UNITS, Unit
from journeymine.walk.walked import Walked, cut, walk

if TYPE_CHECKING:
    from journeymine.present.scene import Scene

Match = str | Anchor | Mapping[str, Any]
"""A pattern to cut at: its text, an Anchor, or an Anchor as a definition says it."""

_EXPECTED: Mapping[str, tuple[Any, str]] = {
    "level": (str, "the name of a level, such as 'stage' or 'event'"),
    "opened": (Mapping, "nodes with the level of their parts, such as {'purchase': 'event'}"),
    "unit": (str, "journey, customer or session"),
    "collapse": ((bool, np.bool_), "True or False"),
    "where": ((str, Sequence, NoneType), "a SQL condition, or several"),
    "cohort": ((str, Cohort, NoneType), "a cohort's name, a text of the language of cohorts, or a Cohort"),
    "since": ((str, date, NoneType), "a date or time, such as '2026-03-01'"),
    "until": ((str, date, NoneType), "a date or time, such as '2026-03-01'"),
    "events": ((str, Step, NoneType), "a condition of events, such as 'not help'"),
    "from_match": ((str, Anchor, Mapping, NoneType), "a pattern, or an Anchor"),
    "to_match": ((str, Anchor, Mapping, NoneType), "a pattern, or an Anchor"),
}
"""What values of the fields of Follow can be, for isinstance and in words."""
_SIGNS = frozenset('[](){}|<>"=:^$~')


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
        from_match: a pattern; paths begin with the first event of its first match, units without one are left
            out.
        to_match: a pattern, looked for in what begins there; paths end with the last event of its first
            match.
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
    from_match: Match | None = None
    to_match: Match | None = None

    def __post_init__(self) -> None:
        """Refuse what no field could mean.

        Raises:
            UsageError: a value is of another kind than its field's.
        """
        for name, (kinds, expected) in _EXPECTED.items():
            if not isinstance(getattr(self, name), kinds):
                raise UsageError(f"{name} is {expected}; found {getattr(self, name)!r}")

    @classmethod
    def of(cls, how: Mapping[str, Any], *others: str) -> Follow:
        """From options by their names.

        Args:
            how: the options.
            others: names of the options that the question has beside these.

        Raises:
            UsageError: there is no such option, or its value is of another kind.
        """
        check_options(how, (*(field.name for field in fields(cls)), *others))
        return cls(**how)

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
            "cohort": told_cohort(self.cohort),
            **moments,
            "events": place_text(self.events),
            "from_match": _told_match(self.from_match),
            "to_match": _told_match(self.to_match),
        }

    def rules(self) -> dict[str, str]:
        """How steps are made, in words."""
        steps = "events at one node in a row are one step" if self.collapse else "each event is a step"
        unit = (
            "journeys hold events with a touchpoint" if self.unit == "journey" else "all events with a node"
        )
        rules = {"steps": steps, "events": unit, "order": "by time, then the source's own order"}
        if self.from_match is not None or self.to_match is not None:
            rules["cut"] = f"a {self.unit} without such a match is left out"
        return rules


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
    from_match: Match | None
    to_match: Match | None


@dataclass(frozen=True)
class Followed:
    """Units as they are followed.

    Attributes:
        ground: what is asked.
        follow: whom, and how.
        level: the nodes.
        whole: the units with their whole paths.
        walked: the units with the part of their paths that is looked at.
    """

    ground: Ground
    follow: Follow
    level: Level
    whole: Walked
    walked: Walked

    @property
    def scene(self) -> Scene:
        """What a picture of them needs beside its figures."""
        return self.ground.scene.opening(self.follow.opened)

    def mask(self, place: str | Step) -> EventMask:
        """Events at a node of the level, of a name, or that meet a condition.

        Raises:
            UsageError: it is none of them.
        """
        if not isinstance(place, str):
            return event_mask(self.ground, place)
        if place in self.level.codes.names:
            return EventMask(self.walked.codes.of_signature == self.level.codes.code(place))
        events = self.ground.paths.signatures.codes("event")
        if place in events.names and place not in RESERVED:
            return EventMask(events.of_signature == events.code(place))
        if _is_name(place):
            kind = self.level.name if self.level.name == "event" else f"{self.level.name} or event"
            raise UsageError(unknown(kind, place, {*self.level.codes.names, *events.names}))
        try:
            return event_mask(self.ground, place)
        except UsageError:
            if not _is_pattern(place):
                raise
        raise UsageError(f"{place!r} is a pattern, not one event; cut paths at it by from_match or to_match")

    def node(self, name: str, *others: str) -> int:
        """Code of a node; those of `others` come behind the nodes'.

        Raises:
            UsageError: there is no such node.
        """
        known = (*self.level.codes.names, *others)
        if name not in known:
            raise UsageError(unknown("node", name, known))
        return known.index(name)

    def ends(self) -> Int8:
        """What becomes of each unit, as a number of ENDS; sessions just end, cut paths arrive."""
        if self.follow.to_match is not None:
            return self.ending(ARRIVED)
        if self.follow.unit == "session":
            return self.ending(ENDED)
        return END_OF[self.ground.outcome(self.follow.unit)]

    def ending(self, end: str) -> Int8:
        """One of ENDS for each unit."""
        return np.full(len(self.walked), ENDS.index(end), dtype=np.int8)

    def table_of(self, chosen: Bool) -> pa.Table:
        """The rows of the unit's table for chosen units."""
        return self.ground.units(self.follow.unit).filter(pa.array(chosen))

    def cohort_of(self, chosen: Bool, definition: Definition, said: str) -> Cohort:
        """Chosen units as a cohort.

        Args:
            chosen: whether each unit is in.
            definition: of the answer that they stand behind.
            said: which of its figures they are.
        """
        told = {name: value for name, value in definition.asked.items() if value not in (None, [], {})}
        asked = {definition.question: told, "units": said}
        return Cohort(self.ground, self.follow.unit, chosen, asked)


@dataclass(frozen=True, repr=False)
class Tabled(Result):
    """An answer that is one table, of units that were followed.

    Attributes:
        definition: what was asked, exactly.
        followed: the units.
        found: the figures.
    """

    definition: Definition
    followed: Followed
    found: pa.Table

    def table(self) -> pa.Table:
        """The figures; the class says which columns there are."""
        return self.found


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
    units = walk(ground.paths, level.codes, unit=follow.unit, selection=part, collapse=follow.collapse)
    return Followed(ground, follow, level, units, _cut(ground, follow, part, units))


def _cut(ground: Ground, follow: Follow, part: Selection, units: Walked) -> Walked:
    """The part of the paths from one match to another."""
    if follow.from_match is None and follow.to_match is None:
        return units
    ends = [None if match is None else _anchor(match) for match in (follow.from_match, follow.to_match)]
    found = matched_part(ground, follow.unit, start=ends[0], end=ends[1], selection=part)
    if not found.keeps.any():
        said = " and then ".join(repr(_pattern_text(end.pattern)) for end in ends if end is not None)
        raise UsageError(f"no {follow.unit} matches {said}; the conditions may leave out all that do")
    return cut(units, first=found.first, last=found.last)


def _anchor(match: Match) -> Anchor:
    if isinstance(match, Anchor):
        return match
    return Anchor(match) if isinstance(match, str) else Anchor(**match)


def _told_match(match: Match | None) -> Any:
    """A match as a definition says it."""
    if match is None or isinstance(match, str):
        return match
    anchor = _anchor(match)
    told = {"pattern": _pattern_text(anchor.pattern), "which": anchor.which}
    return told if anchor.at is None else {**told, "at": anchor.at}


def _pattern_text(pattern: str | Compiled) -> str:
    return pattern if isinstance(pattern, str) else pattern.text


def place_text(place: str | Step | None) -> str | None:
    """A node or condition as a definition says it."""
    return place.text if isinstance(place, Step) else place


def _is_name(place: str) -> bool:
    """Whether a text can be nothing but a name."""
    return _SIGNS.isdisjoint(place) and place.split(" ", maxsplit=1)[0] not in RESERVED


def _is_pattern(text: str) -> bool:
    try:
        return len(parse_pattern(text).row.items) > 1
    except UsageError:
        return False


def whole(name: str, value: int | None, *, least: int) -> None:
    """Refuse what is no whole number, or too small.

    Raises:
        UsageError: it is.
    """
    if value is None:
        return
    if not isinstance(value, int | np.integer) or isinstance(value, bool):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise UsageError(f"{name} is a whole number, found {value!r}")
    if value < least:
        raise UsageError(f"{name} is at least {least}, found {value}")
