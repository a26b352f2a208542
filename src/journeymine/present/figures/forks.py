"""Forks: where journeys part, and what comes next.

From the published table `forks`.
"""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.present import theme
from journeymine.present.figures.frame import Story, blank
from journeymine.present.figures.rows import Axis, Part, Row, Stack, shorten, stack_figure
from journeymine.present.records import records
from journeymine.present.scene import Scene
from journeymine.present.small_cells import pool_small
from journeymine.tables import END


@dataclass(frozen=True)
class ForkOptions:
    """What to draw.

    Attributes:
        level: `stage` or `touchpoint`.
        top: most forks, those with most journeys first.
    """

    level: str = "stage"
    top: int = 8


@dataclass(frozen=True)
class ForkRow:
    """One way on from a fork."""

    level: str
    node: str
    next_node: str
    journey_count: int
    share: float
    share_low: float
    share_high: float
    conversion_rate: float | None


def forks_figure(forks: pa.Table, scene: Scene, *, options: ForkOptions | None = None) -> go.Figure:
    """Draw each fork as a bar divided by what comes next."""
    chosen = options or ForkOptions()
    rows = [row for row in records(forks, ForkRow) if row.level == chosen.level]
    nodes = _nodes(rows, scene, chosen)
    if not nodes:
        return blank(scene, scene.say.forks_empty)
    stacks = [_stack(node, [row for row in rows if row.node == node], scene) for node in nodes]
    lines = tuple(f"{stack.row.label}: " + "; ".join(part.line for part in stack.parts) for stack in stacks)
    title = scene.say.forks_stage if chosen.level == "stage" else scene.say.forks_touchpoint
    story = Story(title, f"{scene.say.forks_caption} {scene.basis()}", lines, _key(scene))
    return stack_figure(scene, stacks, Axis(scene.say.forks_axis, ".0%"), story=story)


def _key(scene: Scene) -> tuple[tuple[str, str], ...]:
    say = scene.say
    return (
        (say.forward, theme.FORWARD),
        (say.skip, theme.SKIP),
        (say.back, theme.BACK),
        (say.aside, theme.ASIDE),
        (say.stops, theme.OPEN),
        (say.pooled, theme.OTHER),
        (say.other, theme.OTHER),
    )


def _nodes(rows: list[ForkRow], scene: Scene, options: ForkOptions) -> list[str]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.node] = counts.get(row.node, 0) + row.journey_count
    shown = [node for node, count in counts.items() if count >= scene.about.min_cell]
    largest = sorted(shown, key=lambda node: (-counts[node], node))[: options.top]
    return sorted(largest, key=lambda node: (scene.stage_index(options.level, node) or 0, node))


def _stack(node: str, ways: list[ForkRow], scene: Scene) -> Stack:
    ways = sorted(ways, key=lambda way: (-way.share, way.next_node))
    pooled = pool_small([way.journey_count for way in ways], scene.about.min_cell)
    parts = [_part(way, scene) for place, way in enumerate(ways) if place not in pooled.indexes]
    rest = 1 - sum(part.share for part in parts)
    if rest > 1e-6:
        name = scene.say.pooled if pooled.indexes else scene.say.other
        parts.append(Part(name, theme.OTHER, rest, f"{name}: {scene.numbers.percent(rest)}"))
    return Stack(Row(scene.label(ways[0].level, node)), tuple(parts))


def _part(way: ForkRow, scene: Scene) -> Part:
    say, numbers = scene.say, scene.numbers
    way_on = scene.direction(way.level, way.node, way.next_node) or ""
    ways = ("forward", "skip", "back", "", END)
    name, colour = _key(scene)[ways.index(END if way.next_node == END else way_on)]
    label, share = scene.label(way.level, way.next_node), numbers.percent(way.share)
    between = say.between.format(low=numbers.percent(way.share_low), high=numbers.percent(way.share_high))
    converted = (
        f", {say.conversion}: {numbers.percent(way.conversion_rate)}"
        if way.conversion_rate is not None
        else ""
    )
    return Part(
        name, colour, way.share, f"{label}: {share} ({between}){converted}", f"{shorten(label, 16)} {share}"
    )
