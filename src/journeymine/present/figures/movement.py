"""Back and forth: how often journeys move from each stage to each other, and the loops they run in.

From the published tables `transitions` and `cycles`; moves back are set apart from moves on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.present import theme
from journeymine.present.figures.frame import Story, blank, canvas, finish
from journeymine.present.figures.rows import Axis, Row, Whisker, shorten, whisker_figure
from journeymine.present.numbers import NOTHING
from journeymine.present.records import records
from journeymine.present.scene import Scene
from journeymine.present.small_cells import is_small, pool_small
from journeymine.tables import END, START

_LABELS = 132
"""Room for the names of the stages beside the rows, in pixels."""


@dataclass(frozen=True)
class Edge:
    """A transition between two nodes."""

    level: str
    from_node: str
    to_node: str
    transition_count: int
    customer_count: int
    transition_rate: float


@dataclass(frozen=True)
class Cycle:
    """A loop and what it costs."""

    level: str
    cycle: str
    journey_count: int
    extra_seconds: float | None
    conversion_difference: float | None
    conversion_low: float | None
    conversion_high: float | None


@dataclass(frozen=True)
class Pair:
    """Two nodes between which journeys go there and back."""

    level: str
    node_a: str
    node_b: str
    a_to_b_count: int
    b_to_a_count: int
    ping_pong_count: int


def movement_figure(transitions: pa.Table, scene: Scene) -> go.Figure:
    """Draw stage by stage how often journeys move from row to column, as a share of all leavings of the
    row.
    """
    edges = [edge for edge in records(transitions, Edge) if edge.level == "stage" and edge.from_node != START]
    if not edges:
        return blank(scene, scene.say.movement_empty)
    shown = _shown(edges, scene)
    figure = canvas(scene)
    for kind, colour in (("onward", theme.FORWARD), ("back", theme.BACK), ("end", theme.FAINT)):
        figure.add_trace(_heat(shown, scene, kind, colour))
    _lay_axes(figure, scene)
    lines = tuple(_line(edge, scene) for edge in shown)
    story = Story(_title(edges, scene), f"{scene.say.movement_caption} {scene.basis()}", lines)
    finish(figure, scene, story, height=56 + 52 * len(scene.stages), top=64)
    return figure.update_layout(margin={"r" if scene.is_rtl else "l": _LABELS, "b": 8})


def back_share(edges: Sequence[Edge], scene: Scene) -> float | None:
    """Share of the moves between stages that go back; None where there is no move or too few go back."""
    moves = [edge for edge in edges if edge.to_node != END and edge.from_node != START]
    total = sum(edge.transition_count for edge in moves)
    back = sum(edge.transition_count for edge in moves if _kind(edge, scene) == "back")
    return None if not total or is_small(back, scene.about.min_cell) else back / total


def _kind(edge: Edge, scene: Scene) -> str:
    if edge.to_node == END:
        return "end"
    return "back" if scene.direction("stage", edge.from_node, edge.to_node) == "back" else "onward"


def _shown(edges: list[Edge], scene: Scene) -> list[Edge]:
    """Edges that may be shown: small cells of a row go, with the next smallest where one alone could be
    worked out.
    """
    shown: list[Edge] = []
    for stage in scene.stages:
        row = [edge for edge in edges if edge.from_node == stage.stage]
        pooled = pool_small([edge.customer_count for edge in row], scene.about.min_cell)
        shown += [edge for place, edge in enumerate(row) if place not in pooled.indexes]
    return shown


def _title(edges: list[Edge], scene: Scene) -> str:
    backward = [edge for edge in _shown(edges, scene) if _kind(edge, scene) == "back"]
    share = back_share(edges, scene)
    if not backward or share is None:
        return scene.say.movement_question
    most = max(backward, key=lambda edge: edge.transition_count)
    return scene.say.movement_title.format(
        rate=scene.numbers.percent(share),
        start=scene.quoted("stage", most.from_node),
        end=scene.quoted("stage", most.to_node),
    )


def _line(edge: Edge, scene: Scene) -> str:
    return scene.say.movement_line.format(
        start=scene.quoted("stage", edge.from_node),
        end=scene.quoted("stage", edge.to_node),
        count=scene.numbers.count(edge.transition_count),
        rate=scene.numbers.percent(edge.transition_rate),
    )


def _heat(edges: list[Edge], scene: Scene, kind: str, colour: str) -> go.Heatmap:
    columns = [*(stage.stage for stage in scene.stages), END]
    cells = {(edge.from_node, edge.to_node): edge for edge in edges if _kind(edge, scene) == kind}
    grid = [[cells.get((stage.stage, column)) for column in columns] for stage in scene.stages]
    return go.Heatmap(
        z=[[edge.transition_rate if edge else None for edge in row] for row in grid],
        text=[[_cell_text(edge, scene) for edge in row] for row in grid],
        texttemplate="%{text}",
        hovertext=[[scene.plot(_line(edge, scene)) if edge else "" for edge in row] for row in grid],
        hoverinfo="text",
        hoverongaps=False,
        colorscale=[[0, theme.faded(colour, 0.06)], [1, theme.faded(colour, 0.95)]],
        zmin=0,
        zmax=0.8,
        xgap=3,
        ygap=3,
        showscale=False,
        name=kind,
    )


def _cell_text(edge: Edge | None, scene: Scene) -> str:
    if edge is None:
        return ""
    return f"{scene.numbers.percent(edge.transition_rate)}<br>{scene.numbers.count(edge.transition_count)}"


def _lay_axes(figure: go.Figure, scene: Scene) -> None:
    labels = [scene.plot(shorten(stage.label, 16)) for stage in scene.stages]
    ends = scene.plot(scene.say.stops)
    figure.update_xaxes(
        tickvals=list(range(len(labels) + 1)),
        ticktext=[*labels, ends],
        title={"text": scene.plot(scene.say.movement_to)},
        side="top",
        showgrid=False,
        tickangle=0,
        autorange="reversed" if scene.is_rtl else True,
    )
    figure.update_yaxes(
        tickvals=list(range(len(labels))),
        ticktext=labels,
        title={"text": scene.plot(scene.say.movement_from)},
        side="right" if scene.is_rtl else "left",
        showgrid=False,
        autorange="reversed",
        ticklabelstandoff=6,
    )


def cycle_label(cycle: str, level: str, scene: Scene) -> str:
    """A loop in readers' words: two nodes with a double arrow, more with arrows between them."""
    nodes = [scene.label(level, node) for node in cycle.split(" > ")]
    if len(nodes) == 3:
        return scene.beside(" ⇄ ", *nodes[:2])
    return scene.beside(" ← " if scene.is_rtl else " → ", *nodes)


def top_cycles(cycles: pa.Table, scene: Scene, *, level: str = "stage", top: int = 8) -> list[Cycle]:
    """The loops that most journeys hold and that may be shown."""
    rows = [row for row in records(cycles, Cycle) if row.level == level]
    shown = [row for row in rows if not is_small(row.journey_count, scene.about.min_cell)]
    return sorted(shown, key=lambda row: (-row.journey_count, row.cycle))[:top]


def top_pairs(pairs: pa.Table, scene: Scene, *, level: str = "touchpoint", top: int = 8) -> list[Pair]:
    """The pairs of nodes with most moves in their rarer direction; those of too few moves are left out."""
    rows = [row for row in records(pairs, Pair) if row.level == level]
    shown = [row for row in rows if min(row.a_to_b_count, row.b_to_a_count) >= max(scene.about.min_cell, 1)]
    return sorted(shown, key=lambda row: (-min(row.a_to_b_count, row.b_to_a_count), row.node_a, row.node_b))[
        :top
    ]


def loops_figure(cycles: pa.Table, scene: Scene, *, level: str = "stage", top: int = 8) -> go.Figure:
    """Draw what the commonest loops cost: conversion of journeys with the loop less that of journeys
    without.
    """
    rows = top_cycles(cycles, scene, level=level, top=top)
    whiskers = [each for each in (_loop(row, scene) for row in rows) if each is not None]
    if not whiskers:
        return blank(scene, scene.say.loops_empty)
    worst = min(whiskers, key=lambda each: each.value)
    title = scene.say.loops_question
    if worst.high < 0:
        title = scene.say.loops_title.format(loop=worst.row.label, difference=worst.row.note)
    story = Story(title, scene.say.loops_caption, tuple(each.line for each in whiskers))
    return whisker_figure(scene, whiskers, Axis(scene.say.loops_axis, reference=0.0), story=story)


def cost_words(row: Cycle, scene: Scene) -> str:
    """Difference in conversion of journeys with the loop; a dash where it is not known."""
    if row.conversion_difference is None:
        return NOTHING
    return scene.say.points.format(value=scene.numbers.signed(100 * row.conversion_difference))


def _loop(row: Cycle, scene: Scene) -> Whisker | None:
    difference, low, high = row.conversion_difference, row.conversion_low, row.conversion_high
    if difference is None or low is None or high is None:
        return None
    numbers, say = scene.numbers, scene.say
    note = cost_words(row, scene)
    detail = f"{say.journeys}: {numbers.count(row.journey_count)}"
    between = say.between.format(low=numbers.signed(100 * low), high=numbers.signed(100 * high))
    colour = theme.DROPPED if high < 0 else theme.CONVERTED if low > 0 else theme.FAINT
    label = cycle_label(row.cycle, row.level, scene)
    line = f"{label}: {note} ({between}). {detail}"
    figure = (100 * value for value in (difference, low, high))
    return Whisker(Row(label, note, detail, between), *figure, colour=colour, line=line)
