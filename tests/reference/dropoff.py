"""Drop-off, and its reconciliation with the graph (SEMANTICS 7).

Rule in own words: for each node, count the journeys that came there, those that went on after their first
stay, and those whose last step it was, by outcome. Every journey that came to a node left it for the last
time in one way only: forward, skipping, back, dropped, open or finished; so these add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tests.reference.events import SECOND
from tests.reference.journeys import Journey
from tests.reference.stages import Level, StageMap

ENDINGS = {"dropped": "dropped", "open": "open", "converted": "finished"}


@dataclass(frozen=True)
class Dropoff:
    """Drop-off at one node, in journeys."""

    node: str
    entered_count: int
    continued_count: int
    dropped_count: int
    open_count: int
    finished_count: int

    @property
    def dropoff_rate(self) -> float | None:
        """Dropped out of those who entered and are not open; None where there are none."""
        settled = self.entered_count - self.open_count
        return self.dropped_count / settled if settled else None


@dataclass(frozen=True)
class Leaving:
    """How the entrants of a stage left it for the last time, in journeys."""

    stage: str
    entered_count: int
    forward_count: int
    skip_count: int
    back_count: int
    dropped_count: int
    open_count: int
    finished_count: int

    @property
    def is_reconciled(self) -> bool:
        """Whether the ways of leaving add up to the entrants."""
        onward = self.forward_count + self.skip_count + self.back_count
        return self.entered_count == onward + self.dropped_count + self.open_count + self.finished_count


def _node_dropoff(node: str, journeys: Sequence[Journey], level: Level) -> Dropoff:
    here = [(journey, journey.path(level)) for journey in journeys if node in journey.path(level)]
    ended = Counter(journey.outcome for journey, path in here if path[-1] == node)
    return Dropoff(
        node=node,
        entered_count=len(here),
        continued_count=sum(path.index(node) < len(path) - 1 for _, path in here),
        dropped_count=ended["dropped"],
        open_count=ended["open"],
        finished_count=ended["converted"],
    )


def dropoff(journeys: Iterable[Journey], level: Level) -> list[Dropoff]:
    """Drop-off at each node of a level that any journey came to, by name."""
    known = list(journeys)
    nodes = sorted({node for journey in known for node in journey.path(level)})
    return [_node_dropoff(node, known, level) for node in nodes]


def last_leaving(journey: Journey, stage: str, stage_map: StageMap) -> str:
    """How a journey left a stage for the last time: a direction, or dropped, open, finished."""
    path = journey.path("stage")
    last = max(place for place, node in enumerate(path) if node == stage)
    if last == len(path) - 1:
        return ENDINGS[journey.outcome]
    return str(stage_map.direction(stage, path[last + 1]))


def leavings(journeys: Iterable[Journey], stage_map: StageMap) -> list[Leaving]:
    """For each stage that was entered, in stage order, how its entrants left it for the last time."""
    known = list(journeys)
    rows: list[Leaving] = []
    for stage in stage_map.stages:
        here = [journey for journey in known if stage in journey.path("stage")]
        ways = Counter(last_leaving(journey, stage, stage_map) for journey in here)
        if here:
            rows.append(
                Leaving(
                    stage=stage,
                    entered_count=len(here),
                    forward_count=ways["forward"],
                    skip_count=ways["skip"],
                    back_count=ways["back"],
                    dropped_count=ways["dropped"],
                    open_count=ways["open"],
                    finished_count=ways["finished"],
                )
            )
    return rows


def median_wait(journeys: Iterable[Journey], level: Level, node: str, as_of: int) -> float | None:
    """Seconds after which half of those who came to a node are estimated to have moved on (Kaplan, Meier).

    Rule in own words: a journey waits from its first step there until its next step, or, where there is none,
    at least until the as-of instant. Go through the waits from the shortest; at each time at which somebody
    moves on, those still waiting become fewer by the share that moves on. None where half never moves on.
    """
    waits: list[tuple[float, bool]] = []
    for journey in journeys:
        steps = journey.steps(level)
        first = next((place for place, step in enumerate(steps) if step.node == node), None)
        if first is not None:
            moves_on = first < len(steps) - 1
            until = steps[first + 1].entered_at if moves_on else as_of
            waits.append(((until - steps[first].entered_at) / SECOND, moves_on))
    waiting = Fraction(1)
    for time in sorted({time for time, _ in waits}):
        at_risk = sum(wait >= time for wait, _ in waits)
        gone = sum(wait == time and moves_on for wait, moves_on in waits)
        waiting *= 1 - Fraction(gone, at_risk)
        if waiting <= Fraction(1, 2):
            return time
    return None
