"""The layout that most pictures use: one row per thing, its name and its figures in a line above the mark.

Names above the marks leave the whole width to the drawing, on a phone and on paper alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import category

import plotly.graph_objects as go

from journeymine.present import theme
from journeymine.present.figures.frame import Story, canvas, finish
from journeymine.present.numbers import OPENERS, POP
from journeymine.present.scene import Scene

_ROW, _LINE = 58, 17
"""Pixels of a row with one line of words, and of one more line."""
_BAR = 20
"""Pixels of a bar: as thick as can be without touching the ground of the words above it."""
_LONGEST = 34


@dataclass(frozen=True)
class Row:
    """The words of a row.

    Attributes:
        label: its name.
        note: its figure, at the far end of the line.
        detail: a second, quieter line under the name.
        aside: a second, quieter line under the figure.
    """

    label: str
    note: str = ""
    detail: str = ""
    aside: str = ""


@dataclass(frozen=True)
class Axis:
    """The axis of the values.

    Attributes:
        title: what is measured, with its unit.
        tickformat: number format, in d3's words.
        reference: where the line "no difference" stands; None for no such line.
        low: lowest value shown; None for as the data want it.
        high: highest value shown.
        is_log: logarithmic, for ratios.
    """

    title: str
    tickformat: str = "~g"
    reference: float | None = None
    low: float | None = None
    high: float | None = None
    is_log: bool = False


@dataclass(frozen=True)
class Whisker:
    """A value with its interval."""

    row: Row
    value: float
    low: float
    high: float
    colour: str
    line: str


@dataclass(frozen=True)
class Part:
    """A piece of a stacked bar.

    Attributes:
        name: name in the legend.
        colour: its colour.
        share: its share of the bar, 0 to 1.
        line: what it says in words.
        text: words inside the piece; empty for none.
    """

    name: str
    colour: str
    share: float
    line: str
    text: str = ""


@dataclass(frozen=True)
class Stack:
    """A row that is divided into parts."""

    row: Row
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class _Text:
    text: str
    side: str
    shift: int
    is_quiet: bool = False


def shorten(text: str, longest: int = _LONGEST) -> str:
    """A label cut to fit, with an ellipsis where it was cut.

    Signs that take no room do not count, and what was opened before the cut is closed after it.

    Args:
        text: the label.
        longest: how many signs there is room for.
    """
    if sum(map(_takes_room, text)) <= longest:
        return text
    kept, room = "", longest
    for sign in text:
        room -= _takes_room(sign)
        if not room:
            break
        kept += sign
    kept = kept.rstrip(f" {OPENERS}")
    is_open = sum(map(kept.count, OPENERS)) - kept.count(POP)
    return f"{kept}…{POP * is_open}"


def _takes_room(sign: str) -> bool:
    """Whether a sign has a width of its own: marks of direction, accents and vowel signs have none."""
    return category(sign) not in ("Cf", "Mn", "Me")


def whisker_figure(scene: Scene, whiskers: Sequence[Whisker], axis: Axis, *, story: Story) -> go.Figure:
    """Draw values as dots with their intervals as lines, one row each."""
    figure = canvas(scene)
    if axis.reference is not None:
        figure.add_vline(x=axis.reference, line={"color": theme.FAINT, "width": 1})
    for colour in dict.fromkeys(each.colour for each in whiskers):
        figure.add_trace(_dots(scene, whiskers, colour))
    height = _lay_rows(figure, scene, [each.row for each in whiskers])
    _lay_axis(figure, scene, axis, _span(whiskers, axis))
    return finish(figure, scene, story, height=height + 56)


def stack_figure(scene: Scene, stacks: Sequence[Stack], axis: Axis, *, story: Story) -> go.Figure:
    """Draw bars divided into parts, one row each; the names of `story.key` that occur make the legend."""
    figure = canvas(scene)
    seen = {(part.name, part.colour) for stack in stacks for part in stack.parts}
    key = tuple(pair for pair in story.key if pair in seen)
    for name, colour in key:
        figure.add_trace(_pieces(scene, stacks, name, colour))
    height = _lay_rows(figure, scene, [stack.row for stack in stacks])
    _lay_axis(figure, scene, axis, (0.0, 1.0))
    figure.update_layout(
        barmode="overlay",
        uniformtext={"mode": "hide", "minsize": 10},
        hovermode="closest",
    )
    return finish(figure, scene, replace(story, key=key), height=height + 56)


def _dots(scene: Scene, whiskers: Sequence[Whisker], colour: str) -> go.Scatter:
    mine = [(place, each) for place, each in enumerate(whiskers) if each.colour == colour]
    return go.Scatter(
        x=[each.value for _, each in mine],
        y=[place for place, _ in mine],
        mode="markers",
        marker={"size": 11, "color": colour, "line": {"width": 2, "color": theme.PAPER}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [each.high - each.value for _, each in mine],
            "arrayminus": [each.value - each.low for _, each in mine],
            "color": colour,
            "thickness": 2.5,
            "width": 0,
        },
        hovertext=[scene.plot(each.line) for _, each in mine],
        hoverinfo="text",
        showlegend=False,
    )


def _pieces(scene: Scene, stacks: Sequence[Stack], name: str, colour: str) -> go.Bar:
    found = [
        (place, sum(each.share for each in stack.parts[:index]), part)
        for place, stack in enumerate(stacks)
        for index, part in enumerate(stack.parts)
        if (part.name, part.colour) == (name, colour)
    ]
    return go.Bar(
        x=[part.share for _, _, part in found],
        y=[place for place, _, _ in found],
        base=[start for _, start, _ in found],
        orientation="h",
        width=_BAR / _height([stack.row for stack in stacks]),
        name=scene.plot(name),
        marker={"color": colour, "line": {"width": 1, "color": theme.PAPER}},
        text=[scene.plot(part.text) if part.text else "" for _, _, part in found],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        hovertext=[scene.plot(part.line) for _, _, part in found],
        hoverinfo="text",
    )


def _lay_rows(figure: go.Figure, scene: Scene, rows: Sequence[Row]) -> int:
    """Write the rows' words and set the other axis; returns the height of all rows in pixels."""
    lines = _lines(rows)
    upper, lower = 22 + _LINE * (lines - 1), 22
    top = 0.62 if lines == 1 else 0.72
    written = [
        _written(scene, place, text)
        for place, row in enumerate(rows)
        for text in (
            _Text(row.detail, "start", lower, is_quiet=True),
            _Text(row.aside, "end", lower, is_quiet=True),
            _Text(shorten(row.label), "start", upper),
            _Text(row.note, "end", upper),
        )
        if text.text
    ]
    layout: Any = figure["layout"]
    rules = [_rule(place - top) for place in range(1, len(rows))]
    figure.update_layout(annotations=written, shapes=[*layout.shapes, *rules])
    figure.update_yaxes(range=[len(rows) - 0.68, -top], visible=False)
    return _height(rows) * len(rows)


def _lines(rows: Sequence[Row]) -> int:
    """Lines of words above a mark; as many for all rows."""
    return 2 if any(row.detail or row.aside for row in rows) else 1


def _height(rows: Sequence[Row]) -> int:
    """Height of a row in pixels."""
    return _ROW + _LINE * (_lines(rows) - 1)


def _written(scene: Scene, place: int, text: _Text) -> dict[str, object]:
    """Words at the start or the end of a row; all are set at once, one by one would take seconds."""
    is_left = (text.side == "start") != scene.is_rtl
    return {
        "text": scene.plot(text.text),
        "x": 0 if is_left else 1,
        "xref": "paper",
        "xanchor": "left" if is_left else "right",
        "y": place,
        "yref": "y",
        "yshift": text.shift,
        "showarrow": False,
        "font": {"size": theme.SMALL, "color": theme.MUTED} if text.is_quiet else {"size": theme.BODY},
        "bgcolor": theme.PAPER,
        "borderpad": 1,
    }


def _rule(at: float) -> dict[str, object]:
    """A hairline between two rows."""
    return {
        "type": "line",
        "x0": 0,
        "x1": 1,
        "xref": "paper",
        "y0": at,
        "y1": at,
        "yref": "y",
        "line": {"color": theme.HAIRLINE, "width": 1},
        "layer": "below",
    }


def _span(whiskers: Sequence[Whisker], axis: Axis) -> tuple[float, float]:
    """Range of the values with a little air; the reference is always inside."""
    ends = [end for each in whiskers for end in (each.low, each.value, each.high)]
    ends += [] if axis.reference is None else [axis.reference]
    low = min(ends) if axis.low is None else axis.low
    high = max(ends) if axis.high is None else axis.high
    air = 0.0 if axis.is_log else 0.06 * ((high - low) or 1.0)
    return (low if axis.low is not None else low - air, high if axis.high is not None else high + air)


def _lay_axis(figure: go.Figure, scene: Scene, axis: Axis, span: tuple[float, float]) -> None:
    ends = [math.log10(max(span[0], 1e-3) / 1.1), math.log10(span[1] * 1.1)] if axis.is_log else list(span)
    figure.update_xaxes(
        title={"text": scene.plot(axis.title)},
        tickformat=axis.tickformat,
        range=ends[::-1] if scene.is_rtl else ends,
        type="log" if axis.is_log else "linear",
        nticks=6,
        automargin=False,
    )
