"""The transition graph as a map of arcs, and how two groups' graphs differ.

Nodes stand one under the other in the order of the journey; arcs on the one side lead on, on the other side
back. From tables with the columns of questions.graph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.present import theme
from journeymine.present.figures.frame import Story, blank, canvas, finish
from journeymine.present.figures.rows import Axis, Row, Whisker, shorten, whisker_figure
from journeymine.present.records import records
from journeymine.present.scene import Scene
from journeymine.present.small_cells import hides_rate
from journeymine.present.words.ways import ways
from journeymine.tables import END, START

_POINTS = 60
_WIDEST, _THINNEST = 12.0, 1.2
_LABELS = 150
_ROW = 46
_TOLD = 16
"""Arcs with their count beside them."""
_COMPARED = 12


@dataclass(frozen=True)
class Arc:
    """An edge of the graph."""

    from_node: str
    to_node: str
    transition_count: int
    customer_count: int
    transition_rate: float
    median_seconds: float | None


@dataclass(frozen=True)
class Compared:
    """An edge in two groups."""

    from_node: str
    to_node: str
    transition_count_a: int
    transition_count_b: int
    transition_rate_a: float | None
    transition_rate_b: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    is_found: bool


def graph_figure(edges: pa.Table, scene: Scene, *, level: str, hidden: float, definition: str) -> go.Figure:
    """Draw edges as arcs between nodes in a column.

    Args:
        edges: the edges shown.
        scene: labels, language, settings.
        level: of the nodes.
        hidden: share of all passages that the edges left out hold.
        definition: what was asked.
    """
    say = ways(scene.about.language)
    arcs = [arc for arc in records(edges, Arc) if arc.customer_count >= scene.about.min_cell]
    if not arcs:
        return blank(scene, say.graph_empty)
    nodes = _order(arcs, scene, level)
    figure = canvas(scene)
    most = max(arc.transition_count for arc in arcs)
    key = _key(arcs, nodes, scene, level)
    for name, colour in key:
        figure.add_trace(_sample(scene, name, colour))
    for arc in sorted(arcs, key=lambda arc: arc.transition_count):
        figure.add_trace(_curve(arc, nodes, scene, (level, most)))
    figure.add_trace(_dots(nodes))
    for arc in sorted(arcs, key=lambda arc: -arc.transition_count)[:_TOLD]:
        _tell(figure, arc, nodes, scene)
    numbers = scene.numbers
    caption = say.graph_caption.format(
        hidden=numbers.percent(hidden), min_cell=numbers.count(scene.about.min_cell)
    )
    lines = tuple(_line(arc, scene, level) for arc in arcs)
    story = Story(_title(arcs, scene, level), caption, lines, key, definition)
    _lay_axes(figure, nodes, scene, level)
    finish(figure, scene, story, height=_ROW * len(nodes) - 16)
    layout: Any = figure["layout"]
    margin = {"r" if scene.is_rtl else "l": _LABELS, "b": layout.margin.b - 40}
    return figure.update_layout(margin=margin, hovermode="closest")


def difference_figure(edges: pa.Table, scene: Scene, *, level: str, definition: str) -> go.Figure:
    """Draw the differences of rates with their intervals, the most certain first.

    Args:
        edges: what measures.difference gave.
        scene: labels, language, settings.
        level: of the nodes.
        definition: what was asked.
    """
    say, least = ways(scene.about.language), scene.about.min_cell
    known = [edge for edge in records(edges, Compared) if _is_told(edge, least)]
    if not known:
        return blank(scene, say.difference_empty)
    found = sum(edge.is_found for edge in known)
    count = scene.numbers.count
    title = (
        say.difference_title.format(count=count(found), all=count(len(known)))
        if found
        else say.difference_none
    )
    whiskers = [_whisker(edge, scene, level) for edge in known[:_COMPARED]]
    caption = say.difference_caption.format(shown=count(len(whiskers)), all=count(len(known)))
    lines = tuple(each.line for each in whiskers)
    story = Story(title, caption, lines, definition=definition)
    axis = Axis(say.difference_axis, reference=0.0)
    return whisker_figure(scene, whiskers, axis, story=story)


def _is_told(edge: Compared, least: int) -> bool:
    """Whether both rates are known and neither is of too few."""
    for count, rate in (
        (edge.transition_count_a, edge.transition_rate_a),
        (edge.transition_count_b, edge.transition_rate_b),
    ):
        if rate is None or (count and hides_rate(count, count / rate, least)):
            return False
    return edge.difference is not None and edge.difference_low is not None


def _whisker(edge: Compared, scene: Scene, level: str) -> Whisker:
    say, percent = ways(scene.about.language), scene.numbers.percent
    start, end = scene.quoted(level, edge.from_node), scene.quoted(level, edge.to_node)
    one, other = (scene.apart(percent(rate)) for rate in (edge.transition_rate_a, edge.transition_rate_b))
    low, middle, high = (
        100 * (value or 0.0) for value in (edge.difference_low, edge.difference, edge.difference_high)
    )
    arrow = " ← " if scene.is_rtl else " → "
    line = say.difference_line.format(
        start=start,
        end=end,
        one=one,
        other=other,
        low=scene.numbers.signed(low),
        high=scene.numbers.signed(high),
    )
    note = say.difference_rates.format(one=one, other=other)
    colour = theme.FORWARD if edge.is_found else theme.FAINT
    return Whisker(Row(f"{start}{arrow}{end}", note), middle, low, high, colour, line)


def _order(arcs: Sequence[Arc], scene: Scene, level: str) -> list[str]:
    """START, the nodes by the order of their stages, else by how far from the start they lie, END."""
    seen = {node for arc in arcs for node in (arc.from_node, arc.to_node)} - {START, END}
    far = _distances(arcs, seen)
    late = len(scene.stages)

    def place(node: str) -> tuple[int, float, str]:
        index = scene.stage_index(level, node)
        return (late if index is None else index, far[node], node)

    ends = [node for node in (START, END) if any(node in (arc.from_node, arc.to_node) for arc in arcs)]
    return (
        [*ends[:1], *sorted(seen, key=place), *ends[1:]]
        if START in ends
        else [*sorted(seen, key=place), *ends]
    )


def _distances(arcs: Sequence[Arc], nodes: set[str]) -> dict[str, float]:
    """How many passages after START a node comes, weighing its ways in; found by going round a few times."""
    far = dict.fromkeys(nodes, 1.0)
    for _ in range(30):
        weight, total = dict.fromkeys(nodes, 0.0), dict.fromkeys(nodes, 0.0)
        for arc in arcs:
            if arc.to_node in nodes and arc.to_node != arc.from_node:
                weight[arc.to_node] += arc.transition_count
                total[arc.to_node] += arc.transition_count * (0.9 * far.get(arc.from_node, 0.0) + 1)
        far = {node: total[node] / weight[node] if weight[node] else 1.0 for node in nodes}
    return far


def _reach(arc: Arc, nodes: Sequence[str]) -> float:
    """How far an arc bends: on to the one side (above 0), back to the other."""
    gap = nodes.index(arc.to_node) - nodes.index(arc.from_node)
    reach = 0.5 if gap == 0 else 0.4 + 3 * (abs(gap) / max(len(nodes) - 1, 1)) ** 0.7
    return -reach if gap < 0 else reach


def _curve(arc: Arc, nodes: Sequence[str], scene: Scene, how: tuple[str, int]) -> go.Scatter:
    level, most = how
    begin, end = float(nodes.index(arc.from_node)), float(nodes.index(arc.to_node))
    if begin == end:
        begin, end = begin - 0.22, end + 0.22
    reach, turn = _reach(arc, nodes), -1 if scene.is_rtl else 1
    angles = [pi * step / (_POINTS - 1) for step in range(_POINTS)]
    colour = _colour(arc, nodes, scene, level)
    return go.Scatter(
        x=[turn * reach * sin(angle) for angle in angles],
        y=[(begin + end) / 2 - (end - begin) / 2 * cos(angle) for angle in angles],
        mode="lines+markers",
        line={
            "width": max(_WIDEST * arc.transition_count / most, _THINNEST),
            "color": theme.faded(colour, 0.6),
            "shape": "spline",
        },
        marker={
            "size": [0] * (_POINTS - 6) + [9] + [0] * 5,
            "symbol": "triangle-left" if reach * turn > 0 else "triangle-right",
            "color": colour,
            "line": {"width": 0},
        },
        hovertext=scene.plot(_line(arc, scene, level)),
        hoverinfo="text",
        showlegend=False,
    )


def _colour(arc: Arc, nodes: Sequence[str], scene: Scene, level: str) -> str:
    if START in (arc.from_node, arc.to_node) or END in (arc.from_node, arc.to_node):
        return theme.FAINT
    way = scene.direction(level, arc.from_node, arc.to_node)
    if way is None:
        is_up = nodes.index(arc.to_node) < nodes.index(arc.from_node)
        way = "back" if is_up and scene.stage_index(level, arc.to_node) is not None else "forward"
    return {"forward": theme.FORWARD, "skip": theme.SKIP, "back": theme.BACK}[way]


def _key(arcs: Sequence[Arc], nodes: Sequence[str], scene: Scene, level: str) -> tuple[tuple[str, str], ...]:
    """Names and colours of the directions, where the nodes have an order."""
    if not any(scene.direction(level, arc.from_node, arc.to_node) for arc in arcs):
        return ()
    say, used = scene.say, {_colour(arc, nodes, scene, level) for arc in arcs}
    ways_on = ((say.forward, theme.FORWARD), (say.skip, theme.SKIP), (say.back, theme.BACK))
    return tuple((name, colour) for name, colour in ways_on if colour in used)


def _sample(scene: Scene, name: str, colour: str) -> go.Scatter:
    """A line for the legend alone."""
    line = {"color": colour, "width": 3}
    return go.Scatter(x=[None], y=[None], mode="lines", line=line, name=scene.plot(name), hoverinfo="skip")


def _dots(nodes: Sequence[str]) -> go.Scatter:
    return go.Scatter(
        x=[0] * len(nodes),
        y=list(range(len(nodes))),
        mode="markers",
        marker={"size": 11, "color": theme.INK, "line": {"width": 2, "color": theme.PAPER}},
        hoverinfo="skip",
        showlegend=False,
    )


def _tell(figure: go.Figure, arc: Arc, nodes: Sequence[str], scene: Scene) -> None:
    """Write an arc's count at its bend."""
    turn = -1 if scene.is_rtl else 1
    figure.add_annotation(
        x=turn * _reach(arc, nodes),
        y=(nodes.index(arc.from_node) + nodes.index(arc.to_node)) / 2,
        text=scene.plot(scene.numbers.count(arc.transition_count)),
        showarrow=False,
        font={"size": theme.SMALL, "color": theme.INK},
        bgcolor=theme.faded(theme.PAPER, 0.85),
        borderpad=1,
    )


def _lay_axes(figure: go.Figure, nodes: Sequence[str], scene: Scene, level: str) -> None:
    figure.update_xaxes(visible=False, range=[-3.8, 3.8])
    figure.update_yaxes(
        tickvals=list(range(len(nodes))),
        ticktext=[scene.plot(shorten(scene.label(level, node), 20)) for node in nodes],
        range=[len(nodes) - 0.4, -0.6],
        side="right" if scene.is_rtl else "left",
        gridcolor=theme.WASH,
        ticklabelstandoff=6,
    )


def _line(arc: Arc, scene: Scene, level: str) -> str:
    return ways(scene.about.language).graph_line.format(
        start=scene.quoted(level, arc.from_node),
        end=scene.quoted(level, arc.to_node),
        count=scene.numbers.count(arc.transition_count),
        rate=scene.numbers.percent(arc.transition_rate),
        time=scene.numbers.duration(arc.median_seconds),
    )


def _title(arcs: Sequence[Arc], scene: Scene, level: str) -> str:
    real = [arc for arc in arcs if arc.from_node != START and arc.to_node != END] or list(arcs)
    most = max(real, key=lambda arc: arc.transition_count)
    return ways(scene.about.language).graph_title.format(
        start=scene.quoted(level, most.from_node),
        end=scene.quoted(level, most.to_node),
        count=scene.numbers.count(most.transition_count),
    )
