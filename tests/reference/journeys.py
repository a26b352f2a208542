"""Journeys, steps, paths, variants and outcomes (SEMANTICS 5).

Rule in own words: a journey is a customer's mapped events in order, cut never, after each conversion, or
at each gap greater than the inactivity. A step is a stay: a longest run of events at one node. A journey
that reached a conversion stage is converted; one that did not is open while its last event is no older
than `inactive_after` at the as-of time, and dropped after that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from tests.reference.events import DAY, SECOND, Event
from tests.reference.stages import Level, MappedEvent, StageMap, map_events

Outcome = Literal["converted", "open", "dropped"]
Split = Literal["never", "purchase"] | int


@dataclass(frozen=True)
class JourneyRules:
    """Settings of journeys.

    Attributes:
        as_of: instant at which open and dropped are told apart, microseconds.
        split: never, purchase, or an inactivity in microseconds.
        inactive_after: microseconds.
    """

    as_of: int
    split: Split = "never"
    inactive_after: int = 30 * DAY


@dataclass(frozen=True)
class Step:
    """One stay at a node.

    Attributes:
        node: the node.
        events: its events in order, never empty.
    """

    node: str
    events: tuple[MappedEvent, ...]

    @property
    def entered_at(self) -> int:
        """Instant of the first event."""
        return self.events[0].event.occurred_at

    @property
    def left_at(self) -> int:
        """Instant of the last event."""
        return self.events[-1].event.occurred_at

    @property
    def dwell_seconds(self) -> float:
        """Seconds from the first event to the last."""
        return (self.left_at - self.entered_at) / SECOND


@dataclass(frozen=True)
class Journey:
    """One customer's way, or one piece of it.

    Attributes:
        customer: label of the customer.
        index: 1 for the customer's first journey.
        events: its mapped events in order, never empty.
        outcome: what became of it at the as-of time.
        paths: paths by level, as they were asked for.
    """

    customer: str
    index: int
    events: tuple[MappedEvent, ...]
    outcome: Outcome
    paths: dict[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]], compare=False, repr=False
    )

    @property
    def started_at(self) -> int:
        """Instant of the first event."""
        return self.events[0].event.occurred_at

    @property
    def ended_at(self) -> int:
        """Instant of the last event."""
        return self.events[-1].event.occurred_at

    def steps(self, level: Level = "stage") -> list[Step]:
        """Its stays at a level, in order."""
        runs = groupby(self.events, key=lambda mapped: mapped.node(level))
        return [Step(node, tuple(run)) for node, run in runs]

    def single_events(self, level: Level) -> list[Step]:
        """Each event as a stay of its own, which is how the graph of events sees it."""
        return [Step(mapped.node(level), (mapped,)) for mapped in self.events]

    def path(self, level: Level = "stage") -> tuple[str, ...]:
        """The nodes of its steps; journeys with the same path are one variant."""
        if level not in self.paths:
            self.paths[level] = tuple(
                node for node, _ in groupby(mapped.node(level) for mapped in self.events)
            )
        return self.paths[level]


def _starts_anew(
    previous: MappedEvent, mapped: MappedEvent, split: Split, conversion: frozenset[str]
) -> bool:
    if split == "never":
        return False
    if split == "purchase":
        return previous.stage in conversion and mapped.stage not in conversion
    return mapped.event.occurred_at - previous.event.occurred_at > split


def cut(mapped: Sequence[MappedEvent], split: Split, conversion: frozenset[str]) -> list[list[MappedEvent]]:
    """A customer's mapped events, cut into journeys."""
    pieces: list[list[MappedEvent]] = []
    for one in mapped:
        if not pieces or _starts_anew(pieces[-1][-1], one, split, conversion):
            pieces.append([])
        pieces[-1].append(one)
    return pieces


def outcome(events: Sequence[MappedEvent], stage_map: StageMap, rules: JourneyRules) -> Outcome:
    """What became of a journey at the as-of time."""
    if any(mapped.stage in stage_map.conversion for mapped in events):
        return "converted"
    silent_for = rules.as_of - events[-1].event.occurred_at
    return "open" if silent_for <= rules.inactive_after else "dropped"


def customer_journeys(
    customer: str, events: Iterable[Event], stage_map: StageMap, rules: JourneyRules
) -> list[Journey]:
    """The journeys of one customer; none where no event is mapped."""
    pieces = cut(map_events(events, stage_map), rules.split, stage_map.conversion)
    return [
        Journey(customer, index, tuple(piece), outcome(piece, stage_map, rules))
        for index, piece in enumerate(pieces, start=1)
    ]


def build_journeys(
    by_customer: Mapping[str, Iterable[Event]], stage_map: StageMap, rules: JourneyRules
) -> list[Journey]:
    """The journeys of all customers."""
    return [
        journey
        for customer in sorted(by_customer)
        for journey in customer_journeys(customer, by_customer[customer], stage_map, rules)
    ]
