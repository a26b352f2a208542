"""The journey map as one picture: a column per stage, a card per touchpoint, buyer's and owner's halves in
bands.

From a JourneyMap; the report draws the same model in HTML.
"""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from journeymine.present import theme
from journeymine.present.figures.dropoff import loss_words
from journeymine.present.figures.frame import Story, blank, canvas, finish
from journeymine.present.figures.map_model import Cell, JourneyMap, MapColumn
from journeymine.present.figures.rows import shorten
from journeymine.present.numbers import NOTHING
from journeymine.present.scene import Scene

_CARD, _BAND, _HEAD = 74, -1.55, -1.1


@dataclass(frozen=True)
class _Box:
    left: float
    right: float
    top: float
    bottom: float


def map_figure(journeys: JourneyMap, scene: Scene) -> go.Figure:
    """Draw the map; each card's marker carries the touchpoint's name as custom data, for boards that react
    to clicks.
    """
    if not any(column.cells for column in journeys.columns):
        return blank(scene, scene.say.map_empty)
    figure = canvas(scene)
    for half in ("buyer", "owner"):
        _band(figure, scene, journeys, half)
    for place, column in enumerate(journeys.columns):
        _stage(figure, scene, place, column)
        for seat, cell in enumerate(column.cells):
            _card(figure, scene, (place, seat), cell)
    figure.add_trace(_targets(journeys, scene))
    deepest = max(len(column.cells) for column in journeys.columns)
    _lay(figure, scene, len(journeys.columns), deepest)
    lines = tuple(cell_line(cell, scene) for column in journeys.columns for cell in column.cells)
    story = Story(map_title(journeys, scene), map_caption(scene), lines)
    finish(figure, scene, story, height=int(_CARD * (deepest + 1.6)))
    figure.update_layout(margin={"b": 8})
    return figure


def map_title(journeys: JourneyMap, scene: Scene) -> str:
    """Where the map loses most."""
    least = scene.about.min_cell
    rates = [(column.dropoff.rate(least) or 0, column) for column in journeys.columns if column.dropoff]
    top = max(rates, key=lambda pair: pair[0], default=None)
    if top is None or not top[0]:
        return scene.say.map_question
    return scene.say.map_title.format(
        stage=scene.quoted("stage", top[1].stage.stage), rate=scene.numbers.percent(top[0])
    )


def map_caption(scene: Scene) -> str:
    """How the map was computed."""
    least = scene.numbers.count(scene.about.min_cell)
    return f"{scene.say.map_caption.format(min_cell=least)} {scene.basis()}"


def cell_line(cell: Cell, scene: Scene) -> str:
    """A touchpoint in one sentence."""
    say, numbers, row = scene.say, scene.numbers, cell.row
    if cell.volume is None:
        return f"{row.label}: {say.withheld if row.customer_count else say.not_seen}"
    facts = [f"{say.customers}: {numbers.count(row.customer_count)}"]
    facts += [f"{say.dropoff}: {numbers.percent(cell.dropoff)}"] if cell.dropoff is not None else []
    facts += [f"{say.effect}: {effect_words(cell, scene)}"] if cell.effect is not None else []
    facts += [f"{say.voice}: {numbers.score(cell.score)}"] if cell.score is not None else []
    facts += [f"{say.team}: {row.owner}"] if row.owner else []
    return f"{row.label}: " + "; ".join(facts)


def effect_words(cell: Cell, scene: Scene) -> str:
    """The effect on going forward, in percentage points."""
    if cell.effect is None:
        return NOTHING
    return scene.say.points.format(value=scene.numbers.signed(100 * cell.effect))


def _band(figure: go.Figure, scene: Scene, journeys: JourneyMap, half: str) -> None:
    places = [place for place, column in enumerate(journeys.columns) if column.stage.half == half]
    if not places:
        return
    colour, wash = (theme.OWNER, theme.OWNER_WASH) if half == "owner" else (theme.BUYER, theme.BUYER_WASH)
    deepest = max(len(column.cells) for column in journeys.columns)
    left, right = min(places) + 0.01, max(places) + 0.99
    _box(figure, _Box(left, right, _BAND, deepest + 0.05), wash)
    _box(figure, _Box(left, right, _BAND, _BAND + 0.05), colour)
    name = scene.say.owner_half if half == "owner" else scene.say.buyer_half
    _text(figure, scene, (min(places) + 0.05, _BAND + 0.24), f"<b>{scene.plot(name)}</b>", colour)


def _stage(figure: go.Figure, scene: Scene, place: int, column: MapColumn) -> None:
    _text(
        figure, scene, (place + 0.05, _HEAD + 0.22), f"<b>{scene.plot(shorten(column.stage.label, 20))}</b>"
    )
    if column.dropoff is None:
        return
    row = column.dropoff
    loss = loss_words(row.dropped_count, row.rate(scene.about.min_cell), scene)
    text = scene.side_by_side(scene.numbers.count(row.entered_count), loss)
    _text(figure, scene, (place + 0.05, _HEAD + 0.58), scene.plot(text), theme.MUTED)


def _card(figure: go.Figure, scene: Scene, seat: tuple[int, int], cell: Cell) -> None:
    left, top = seat[0] + 0.04, seat[1] + 0.06
    _box(
        figure,
        _Box(left, left + 0.92, top, top + 0.88),
        theme.PAPER,
        theme.DROPPED if cell.hurts else theme.HAIRLINE,
    )
    _text(figure, scene, (left + 0.04, top + 0.2), scene.plot(shorten(cell.row.label, 20)))
    if cell.volume is None:
        quiet = scene.say.withheld if cell.row.customer_count else scene.say.not_seen
        _text(figure, scene, (left + 0.04, top + 0.62), scene.plot(shorten(quiet, 22)), theme.FAINT)
        return
    _box(figure, _Box(left + 0.05, left + 0.05 + 0.82 * cell.volume, top + 0.38, top + 0.46), theme.FORWARD)
    facts = [scene.numbers.count(cell.row.customer_count)]
    facts += [] if cell.dropoff is None else [loss_words(0, cell.dropoff, scene)]
    text = scene.side_by_side(*facts)
    _text(figure, scene, (left + 0.04, top + 0.66), scene.plot(text), theme.MUTED)


def _box(figure: go.Figure, box: _Box, fill: str, line: str | None = None) -> None:
    figure.add_shape(
        type="rect",
        x0=box.left,
        x1=box.right,
        y0=box.top,
        y1=box.bottom,
        fillcolor=fill,
        line={"width": 1 if line else 0, "color": line or fill},
        layer="below",
    )


def _text(
    figure: go.Figure, scene: Scene, at: tuple[float, float], text: str, colour: str = theme.INK
) -> None:
    figure.add_annotation(
        x=at[0],
        y=at[1],
        text=text,
        xanchor="right" if scene.is_rtl else "left",
        yanchor="middle",
        showarrow=False,
        font={"size": theme.SMALL, "color": colour},
        borderpad=0,
    )


def _targets(journeys: JourneyMap, scene: Scene) -> go.Scatter:
    cells = [
        (place, seat, cell)
        for place, column in enumerate(journeys.columns)
        for seat, cell in enumerate(column.cells)
    ]
    return go.Scatter(
        x=[place + 0.5 for place, _, _ in cells],
        y=[seat + 0.5 for _, seat, _ in cells],
        mode="markers",
        marker={"size": 44, "opacity": 0, "symbol": "square"},
        customdata=[cell.row.touchpoint for _, _, cell in cells],
        hovertext=[scene.plot(cell_line(cell, scene)) for _, _, cell in cells],
        hoverinfo="text",
        showlegend=False,
    )


def _lay(figure: go.Figure, scene: Scene, columns: int, deepest: int) -> None:
    span = [0, columns]
    figure.update_xaxes(range=span[::-1] if scene.is_rtl else span, visible=False)
    figure.update_yaxes(range=[deepest + 0.1, _BAND], visible=False)
