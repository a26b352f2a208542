"""The first steps as an icicle: each part divided by the step that comes next.

From a table made by measures.tree.first_tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.measures.flows import ARRIVED, CONVERTED, DROPPED, ENDED, GOES_ON, OPEN, OTHER
from journeymine.present import theme
from journeymine.present.figures.frame import Story, blank, canvas, finish
from journeymine.present.figures.rows import shorten
from journeymine.present.figures.sankey import lay_key, node_label
from journeymine.present.records import records
from journeymine.present.scene import Scene
from journeymine.present.words.ways import ways

_COLOURS = {
    DROPPED: theme.DROPPED,
    OPEN: theme.OPEN,
    CONVERTED: theme.CONVERTED,
    ARRIVED: theme.CONVERTED,
    GOES_ON: theme.HAIRLINE,
    ENDED: theme.OPEN,
    OTHER: theme.OTHER,
}
_LONGEST = 22


@dataclass(frozen=True)
class Branch:
    """A part of the tree."""

    branch: int
    parent: int | None
    depth: int
    node: str | None
    unit_count: int
    customer_count: int
    share_of_parent: float | None
    share: float


def tree_figure(tree: pa.Table, scene: Scene, *, level: str, definition: str) -> go.Figure:
    """Draw a tree of first steps.

    Args:
        tree: what measures.tree.first_tree gave, small parts put together.
        scene: labels, language, settings.
        level: of the nodes.
        definition: what was asked.
    """
    say = ways(scene.about.language)
    parts = records(tree, Branch)
    if parts[0].customer_count < max(scene.about.min_cell, 1) or len(parts) == 1:
        return blank(scene, say.tree_empty)
    paths = _paths(parts, scene, level)
    figure = canvas(scene)
    figure.add_trace(_icicle(parts, paths, scene, level))
    key = _key(parts, scene, level)
    lay_key(figure, scene, key)
    caption = say.tree_caption.format(min_cell=scene.numbers.count(scene.about.min_cell))
    lines = tuple(_line(part, paths[part.branch], scene) for part in parts[1:])
    depth = max(part.depth for part in parts)
    story = Story(_title(parts, paths, scene), caption, lines, key, definition)
    finish(figure, scene, story, height=380 + 20 * depth)
    layout: Any = figure["layout"]
    margin = {"b": layout.margin.b - 40}
    return figure.update_layout(margin=margin, uniformtext={"mode": "hide", "minsize": 10})


def _key(parts: list[Branch], scene: Scene, level: str) -> tuple[tuple[str, str], ...]:
    """Names and colours of the halves and ends that occur."""
    say, used = scene.say, {_colour(part, scene, level) for part in parts}
    halves = ((say.buyer_half, theme.BUYER), (say.owner_half, theme.OWNER))
    ends = ((say.dropped, theme.DROPPED), (say.open, theme.OPEN), (say.converted, theme.CONVERTED))
    rest = ((say.other, theme.OTHER), (say.goes_on, theme.HAIRLINE))
    return tuple((name, colour) for name, colour in (*halves, *ends, *rest) if colour in used)


def _icicle(parts: list[Branch], paths: list[str], scene: Scene, level: str) -> go.Icicle:
    numbers = scene.numbers
    return go.Icicle(
        ids=[str(part.branch) for part in parts],
        parents=["" if part.parent is None else str(part.parent) for part in parts],
        values=[part.unit_count for part in parts],
        labels=[
            scene.plot(f"{shorten(_label(part, scene, level), _LONGEST)} {numbers.count(part.unit_count)}")
            for part in parts
        ],
        branchvalues="total",
        sort=False,
        tiling={"orientation": "h", "pad": 1, "flip": "x" if scene.is_rtl else None},
        marker={"colors": [_colour(part, scene, level) for part in parts], "line": {"width": 0}},
        leaf={"opacity": 1},
        textfont={"size": theme.SMALL},
        hovertext=[scene.plot(_line(part, paths[part.branch], scene)) for part in parts],
        hoverinfo="text",
        pathbar={"visible": False},
    )


def _label(part: Branch, scene: Scene, level: str) -> str:
    return ways(scene.about.language).everybody if part.node is None else node_label(part.node, scene, level)


def _colour(part: Branch, scene: Scene, level: str) -> str:
    if part.node is None:
        return theme.WASH
    if part.node in _COLOURS:
        return _COLOURS[part.node]
    index = scene.stage_index(level, part.node)
    if index is None:
        return theme.ASIDE
    return theme.OWNER if scene.stages[index].half == "owner" else theme.BUYER


def _paths(parts: list[Branch], scene: Scene, level: str) -> list[str]:
    """The way to each part, in readers' words."""
    arrow = " ← " if scene.is_rtl else " → "
    paths: list[str] = []
    for part in parts:
        above = paths[part.parent] if part.parent else ""
        label = scene.apart(_label(part, scene, level))
        paths.append(f"{above}{arrow}{label}" if above else label)
    return paths


def _line(part: Branch, path: str, scene: Scene) -> str:
    count, rate = scene.numbers.count(part.unit_count), scene.numbers.percent(part.share)
    return ways(scene.about.language).tree_line.format(path=scene.apart(path), count=count, rate=rate)


def _title(parts: list[Branch], paths: list[str], scene: Scene) -> str:
    """The commonest way of two steps, else of one."""
    say = ways(scene.about.language)
    for depth in (2, 1):
        found = [part for part in parts if part.depth == depth and part.node not in _COLOURS]
        if found:
            most = max(found, key=lambda part: part.unit_count)
            return say.tree_title.format(
                path=scene.apart(paths[most.branch]), rate=scene.apart(scene.numbers.percent(most.share))
            )
    return say.tree_question
