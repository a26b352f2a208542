"""The journey map as data: its stages in two halves, and in each its touchpoints with what was measured
there.

From the published tables `stages`, `touchpoints`, `dropoff` and `pain_points`; the page and the picture
both draw this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from journeymine.present.figures.dropoff import DropoffRow, dropoff_rows
from journeymine.present.figures.pains import PainRow, pain_rows
from journeymine.present.records import published, records
from journeymine.present.scene import Scene, StageName
from journeymine.present.small_cells import is_small


@dataclass(frozen=True)
class TouchpointRow:
    """A touchpoint with what was measured there."""

    touchpoint: str
    stage: str
    channel: str | None
    owner: str | None
    purpose: str | None
    customer_count: int
    score_mean: float | None
    score_count: float | None
    effect: float | None
    effect_low: float | None
    effect_high: float | None
    is_seen: bool
    label: str


@dataclass(frozen=True)
class Cell:
    """A touchpoint on the map.

    Attributes:
        row: what was measured; counts may be too small to show.
        volume: its customers as a share of the busiest touchpoint's; None where withheld.
        dropoff: its drop-off rate; None where withheld or unknown.
        score: mean credited score, -1 to 1; None where withheld or unknown.
        effect: effect on going forward; None where it cannot be told from nothing.
        hurts: whether a pain point lies here.
    """

    row: TouchpointRow
    volume: float | None
    dropoff: float | None
    score: float | None
    effect: float | None
    hurts: bool


@dataclass(frozen=True)
class MapColumn:
    """A stage of the map.

    Attributes:
        stage: the stage.
        dropoff: what became of its entrants; None where nobody entered, or too few.
        feeling: mean score of its touchpoints, weighted by answers; None below the smallest cell.
        pain: its worst pain point.
        cells: its touchpoints, the busiest first.
    """

    stage: StageName
    dropoff: DropoffRow | None
    feeling: float | None
    pain: PainRow | None
    cells: tuple[Cell, ...]

    @property
    def next_seconds(self) -> float | None:
        """Median time from entering the stage to moving on."""
        return self.dropoff.median_next_seconds if self.dropoff else None


@dataclass(frozen=True)
class JourneyMap:
    """The whole map, stages in order."""

    columns: tuple[MapColumn, ...]

    def half(self, half: str) -> tuple[MapColumn, ...]:
        """The stages of one half: `buyer` or `owner`."""
        return tuple(column for column in self.columns if column.stage.half == half)


def journey_map(tables: Mapping[str, pa.Table], scene: Scene) -> JourneyMap:
    """Read the map from the published tables."""
    touchpoints = records(published(tables, "touchpoints"), TouchpointRow)
    dropoff = published(tables, "dropoff")
    stages = {row.node: row for row in dropoff_rows(dropoff, scene)}
    places = {row.node: row for row in dropoff_rows(dropoff, scene, level="touchpoint")}
    pains = pain_rows(published(tables, "pain_points"), scene)
    most = max((row.customer_count for row in touchpoints), default=0)
    columns: list[MapColumn] = []
    for stage in scene.stages:
        mine = [row for row in touchpoints if row.stage == stage.stage]
        ranked = sorted(mine, key=lambda row: (-row.customer_count, row.touchpoint))
        cells = tuple(_cell(row, most, places, (pains, scene)) for row in ranked)
        worst = next((pain for pain in pains if pain.stage == stage.stage), None)
        columns.append(MapColumn(stage, stages.get(stage.stage), _feeling(mine, scene), worst, cells))
    return JourneyMap(tuple(columns))


def _cell(
    row: TouchpointRow, most: int, places: Mapping[str, DropoffRow], context: tuple[Sequence[PainRow], Scene]
) -> Cell:
    pains, scene = context
    least = scene.about.min_cell
    if is_small(row.customer_count, least) or not row.customer_count:
        return Cell(row, None, None, None, None, hurts=False)
    place = places.get(row.touchpoint)
    heard = row.score_mean if (row.score_count or 0) >= least else None
    return Cell(
        row,
        row.customer_count / most,
        place.rate(least) if place else None,
        heard,
        _clear(row),
        any(pain.touchpoint == row.touchpoint for pain in pains),
    )


def _clear(row: TouchpointRow) -> float | None:
    """The effect, where its interval lies on one side of nothing."""
    if row.effect is None or row.effect_low is None or row.effect_high is None:
        return None
    return row.effect if row.effect_low > 0 or row.effect_high < 0 else None


def _feeling(rows: Sequence[TouchpointRow], scene: Scene) -> float | None:
    heard = [
        (row.score_mean, row.score_count) for row in rows if row.score_mean is not None and row.score_count
    ]
    count = sum(weight for _, weight in heard)
    return (
        sum(mean * weight for mean, weight in heard) / count
        if count >= max(scene.about.min_cell, 1)
        else None
    )
