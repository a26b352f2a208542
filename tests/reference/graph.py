"""The transition graph (SEMANTICS 6).

Rule in own words: walk each journey's steps with START put before and END put after; each pair of
neighbours is one passage of an edge. Count passages, customers and journeys; an edge's rate is its share
of all passages that leave its first node; its time is from the last event of the step left to the first
of the step entered. With `collapse=False` every event is a step of its own, so a node may follow itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.reference.journeys import Journey, Step
from tests.reference.quantiles import quantile_seconds
from tests.reference.stages import Direction, Level, StageMap

START = "START"
END = "END"


@dataclass(frozen=True)
class Passage:
    """One passage of one journey from a node to the next; no seconds at START and END."""

    from_node: str
    to_node: str
    journey: Journey
    microseconds: int | None


@dataclass(frozen=True)
class Transition:
    """An edge of the graph with its figures."""

    from_node: str
    to_node: str
    transition_count: int
    customer_count: int
    journey_count: int
    transition_rate: float
    median_seconds: float | None
    p90_seconds: float | None
    direction: Direction | None


def graph_steps(journey: Journey, level: Level, *, collapse: bool = True) -> list[Step]:
    """The steps that the graph joins."""
    return journey.steps(level) if collapse else journey.single_events(level)


def passages(journey: Journey, level: Level, *, collapse: bool = True) -> list[Passage]:
    """A journey's way from START to END, edge by edge."""
    steps = graph_steps(journey, level, collapse=collapse)
    inner = [
        Passage(left.node, entered.node, journey, entered.entered_at - left.left_at)
        for left, entered in zip(steps, steps[1:], strict=False)
    ]
    return [
        Passage(START, steps[0].node, journey, None),
        *inner,
        Passage(steps[-1].node, END, journey, None),
    ]


def _edge(
    edge: tuple[str, str], passed: list[Passage], leaving: int, direction: Direction | None
) -> Transition:
    times = [passage.microseconds for passage in passed if passage.microseconds is not None]
    return Transition(
        from_node=edge[0],
        to_node=edge[1],
        transition_count=len(passed),
        customer_count=len({passage.journey.customer for passage in passed}),
        journey_count=len({(passage.journey.customer, passage.journey.index) for passage in passed}),
        transition_rate=len(passed) / leaving,
        median_seconds=quantile_seconds(times, 0.5),
        p90_seconds=quantile_seconds(times, 0.9),
        direction=direction,
    )


def transition_graph(
    journeys: Iterable[Journey], level: Level, stage_map: StageMap, *, collapse: bool = True
) -> list[Transition]:
    """All edges of the graph at a level, by their nodes' names."""
    by_edge: dict[tuple[str, str], list[Passage]] = {}
    for journey in journeys:
        for passage in passages(journey, level, collapse=collapse):
            by_edge.setdefault((passage.from_node, passage.to_node), []).append(passage)
    leaving: Counter[str] = Counter()
    for edge, passed in by_edge.items():
        leaving[edge[0]] += len(passed)
    edges: list[Transition] = []
    for edge, passed in sorted(by_edge.items()):
        has_direction = level == "stage" and START not in edge and END not in edge
        direction = stage_map.direction(*edge) if has_direction else None
        edges.append(_edge(edge, passed, leaving[edge[0]], direction))
    return edges
