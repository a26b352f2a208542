"""Back and forth inside one journey (SEMANTICS 10, first half).

Rule in own words: look at a journey's n steps at stage level. Count the moves by direction, how far the
backward ones fall, the steps at a stage seen before, and the steps that return to where the journey was
two steps ago. Channels are counted over its events: how often the channel changes, and the most different
channels that fall inside a span of 24 hours, both ends included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.reference.events import HOUR
from tests.reference.journeys import Journey
from tests.reference.stages import StageMap


@dataclass(frozen=True)
class Movement:
    """Movement of one journey; the names are those of SEMANTICS 10."""

    step_count: int
    backward_count: int
    skip_count: int
    backward_rate: float | None
    backward_depth: float | None
    revisit_count: int
    ping_pong_count: int
    linearity: float
    path_efficiency: float | None
    channel_switch_count: int
    concurrent_channels: int


def revisits(path: Sequence[str]) -> int:
    """Steps at a node already seen."""
    return sum(node in path[:place] for place, node in enumerate(path))


def ping_pongs(path: Sequence[str]) -> int:
    """Steps that are equal to the step after next."""
    return sum(node == later for node, later in zip(path, path[2:], strict=False))


def falls(path: Sequence[str], stage_map: StageMap) -> list[int]:
    """For each backward move, how many stages it falls."""
    places = [stage_map.stages.index(node) for node in path]
    return [left - entered for left, entered in zip(places, places[1:], strict=False) if entered < left]


def concurrent_channels(journey: Journey, span: int = 24 * HOUR) -> int:
    """Largest number of distinct channels from some instant to that instant plus the span, inclusive."""
    seen = [(one.event.occurred_at, one.event.channel) for one in journey.events if one.event.channel]
    return max(
        (len({channel for at, channel in seen if start <= at <= start + span}) for start, _ in seen),
        default=0,
    )


def shortest_converting(journeys: Iterable[Journey]) -> int | None:
    """Steps of the shortest converted journey; None where none converted."""
    return min((len(journey.path()) for journey in journeys if journey.outcome == "converted"), default=None)


def journey_movement(journey: Journey, stage_map: StageMap, shortest: int | None) -> Movement:
    """Movement of one journey, given the length of the shortest converting path."""
    path = journey.path("stage")
    moves = [stage_map.direction(*pair) for pair in zip(path, path[1:], strict=False)]
    fallen = falls(path, stage_map)
    return Movement(
        step_count=len(path),
        backward_count=moves.count("back"),
        skip_count=moves.count("skip"),
        backward_rate=moves.count("back") / len(moves) if moves else None,
        backward_depth=sum(fallen) / len(fallen) if fallen else None,
        revisit_count=revisits(path),
        ping_pong_count=ping_pongs(path),
        linearity=moves.count("forward") / len(moves) if moves else 1.0,
        path_efficiency=None if shortest is None else shortest / len(path),
        channel_switch_count=len(journey.path("channel")) - 1,
        concurrent_channels=concurrent_channels(journey),
    )
