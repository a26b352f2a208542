"""Stages, touchpoints and channels (SEMANTICS 4), and the direction of a move between stages (SEMANTICS 6).

Rule in own words: the stages are a list in order. A rule gives an event its touchpoint, and the
touchpoint its stage; an event without a touchpoint is unmapped: counted, and otherwise left aside. A move
to the next stage goes forward, one further on skips, any to an earlier one goes back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from tests.reference.events import Event, in_order

Level = Literal["stage", "touchpoint", "channel", "event"]
Direction = Literal["forward", "skip", "back"]
NO_NAME = "(none)"


@dataclass(frozen=True)
class StageMap:
    """The journey file's map, with its rules resolved to functions.

    Attributes:
        stages: names of the stages, in order.
        conversion: names of those with `conversion: true`.
        touchpoint_of: the touchpoint of an event, None where unmapped.
        stage_of: the stage of a touchpoint.
    """

    stages: tuple[str, ...]
    conversion: frozenset[str]
    touchpoint_of: Callable[[Event], str | None]
    stage_of: Callable[[str], str]

    def direction(self, from_stage: str, to_stage: str) -> Direction | None:
        """Which way a move goes; None from a stage to itself."""
        ahead = self.stages.index(to_stage) - self.stages.index(from_stage)
        if ahead == 0:
            return None
        return "back" if ahead < 0 else "forward" if ahead == 1 else "skip"


@dataclass(frozen=True)
class MappedEvent:
    """An event with its touchpoint and stage."""

    event: Event
    touchpoint: str
    stage: str

    def node(self, level: Level) -> str:
        """Where the event stands at a level; an event without a channel stands at `(none)`."""
        if level == "stage":
            return self.stage
        if level == "touchpoint":
            return self.touchpoint
        return self.event.event_name if level == "event" else self.event.channel or NO_NAME


@dataclass(frozen=True)
class Coverage:
    """How many events of one source and name there are, and how many of them are mapped."""

    source: str
    event_name: str
    event_count: int
    mapped_count: int


def map_events(events: Iterable[Event], stage_map: StageMap) -> list[MappedEvent]:
    """The mapped events in order; the others are left out."""
    mapped: list[MappedEvent] = []
    for event in in_order(events):
        touchpoint = stage_map.touchpoint_of(event)
        if touchpoint is not None:
            mapped.append(MappedEvent(event, touchpoint, stage_map.stage_of(touchpoint)))
    return mapped


def coverage(events: Iterable[Event], stage_map: StageMap) -> list[Coverage]:
    """Events and mapped events for each source and event name."""
    seen = list(events)
    names = Counter((event.source, event.event_name) for event in seen)
    mapped = Counter((one.event.source, one.event.event_name) for one in map_events(seen, stage_map))
    return [Coverage(*name, count, mapped[name]) for name, count in sorted(names.items())]
