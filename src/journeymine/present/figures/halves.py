"""The buyer's and the owner's half of the journey side by side, the hand-over between them, and the teams
in charge.

From the published tables stages, journeys, transitions, touchpoints, pain_points and actions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from journeymine.present.figures.actions import action_rows
from journeymine.present.figures.map_model import JourneyMap, MapColumn, TouchpointRow
from journeymine.present.figures.movement import Edge
from journeymine.present.figures.pains import pain_rows
from journeymine.present.records import published, records
from journeymine.present.scene import Scene
from journeymine.present.small_cells import is_small


@dataclass(frozen=True)
class Half:
    """One half of the journey.

    Attributes:
        half: `buyer` or `owner`.
        journeys: journeys whose last stage lies here, by outcome.
        worst: its stage with the highest drop-off rate; None where none may be shown.
        stages: its stages in order.
        touchpoint_count: its touchpoints.
    """

    half: str
    journeys: Mapping[str, int]
    worst: MapColumn | None
    stages: tuple[str, ...]
    touchpoint_count: int


@dataclass(frozen=True)
class Team:
    """A department with what it answers for; the value is that of its largest action, for values overlap."""

    owner: str
    touchpoint_count: int
    pain_count: int
    value_at_stake: float | None


@dataclass(frozen=True)
class HandOver:
    """Moves from the buyer's half to the owner's and back; None where withheld."""

    onward: int | None
    back: int | None


@dataclass(frozen=True)
class _Ending:
    half: str
    outcome: str
    outcome_count: int


def halves(tables: Mapping[str, pa.Table], journeys: JourneyMap, scene: Scene) -> tuple[Half, ...]:
    """Both halves; one that has no stage is left out."""
    grouped = published(tables, "journeys").group_by(["half", "outcome"]).aggregate([("outcome", "count")])
    endings = records(grouped, _Ending)
    found = [_half(half, endings, journeys, scene) for half in ("buyer", "owner")]
    return tuple(half for half in found if half.stages)


def _half(half: str, endings: list[_Ending], journeys: JourneyMap, scene: Scene) -> Half:
    columns = journeys.half(half)
    least = scene.about.min_cell
    rated = [column for column in columns if column.dropoff and column.dropoff.rate(least)]
    worst = max(rated, key=lambda column: (column.dropoff and column.dropoff.rate(least)) or 0, default=None)
    counts = {ending.outcome: ending.outcome_count for ending in endings if ending.half == half}
    labels = tuple(column.stage.label for column in columns)
    return Half(half, counts, worst, labels, sum(len(column.cells) for column in columns))


def hand_over(tables: Mapping[str, pa.Table], scene: Scene) -> HandOver:
    """How many moves cross from one half to the other."""
    edges = [edge for edge in records(published(tables, "transitions"), Edge) if edge.level == "stage"]
    halves_of = {stage.stage: stage.half for stage in scene.stages}

    def crossing(start: str, end: str) -> int | None:
        mine = [e for e in edges if (halves_of.get(e.from_node), halves_of.get(e.to_node)) == (start, end)]
        return (
            None if _gives_away(mine, scene.about.min_cell) else sum(edge.transition_count for edge in mine)
        )

    return HandOver(crossing("buyer", "owner"), crossing("owner", "buyer"))


def _gives_away(edges: list[Edge], min_cell: int) -> bool:
    """Whether a total would give back a small edge that the matrix withholds."""
    small = [edge for edge in edges if is_small(edge.customer_count, min_cell)]
    return len(small) == 1 or is_small(sum(edge.customer_count for edge in small), min_cell)


def teams(tables: Mapping[str, pa.Table], scene: Scene) -> tuple[Team, ...]:
    """Departments, those with most value at stake first."""
    touchpoints = records(published(tables, "touchpoints"), TouchpointRow)
    pains = pain_rows(published(tables, "pain_points"), scene)
    actions = action_rows(published(tables, "actions"), scene)
    names = {row.owner for row in (*touchpoints, *pains, *actions) if row.owner}
    found = [
        Team(
            name,
            sum(row.owner == name for row in touchpoints),
            sum(row.owner == name for row in pains),
            max(
                (row.value_at_stake for row in actions if row.owner == name and row.value_at_stake),
                default=None,
            ),
        )
        for name in names
    ]
    return tuple(sorted(found, key=lambda team: (-(team.value_at_stake or 0), -team.pain_count, team.owner)))
