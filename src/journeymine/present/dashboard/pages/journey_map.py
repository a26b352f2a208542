"""The journey map as components: halves, stages as columns with their lanes, touchpoints as cards."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from journeymine.present import theme
from journeymine.present.blocks import CellView, HalfView, MapBlock, StageView
from journeymine.present.dashboard.pages.parts import attributes, key, words_below
from journeymine.present.words import Phrases

_TONES = {"buyer": theme.BUYER, "owner": theme.OWNER}


def map_view(block: MapBlock, say: Phrases, *, is_whole: bool) -> Component:
    """The map as a component; without the lanes of voice and pain where it is not of the whole map."""
    halves = [_half(half, say, is_whole=is_whole) for half in block.halves]
    frame = html.Div(
        html.Div(halves, className="map"),
        className="map-frame",
        tabIndex=0,
        role="group",
        **attributes({"aria-label": block.story.title}),
    )
    return html.Figure(
        [
            html.H3(block.story.title),
            *key(block.story.key),
            frame,
            _marks(say, is_whole=is_whole),
            html.Figcaption(words_below(block.story, say)),
        ],
        id="figure-map",
        className="wide",
    )


def _marks(say: Phrases, *, is_whole: bool) -> Component:
    effect = html.Li([html.Span(className="effect good"), say.key_effect])
    voice = html.Li([_dial(75), say.key_voice])
    pain = html.Li([html.Span(className="frame"), say.key_pain])
    shown = [effect, voice, pain] if is_whole else [effect]
    return html.Ul(shown, className="key marks-key", **attributes({"aria-hidden": "true"}))


def _half(half: HalfView, say: Phrases, *, is_whole: bool) -> Component:
    stages = [_stage(stage, half.half, say, is_whole=is_whole) for stage in half.stages]
    return html.Div(
        [html.P(half.name, className="half-name"), html.Div(stages, className="stages")],
        className=f"half {half.half}",
        style={"--stages": len(half.stages)},
    )


def _stage(stage: StageView, half: str, say: Phrases, *, is_whole: bool) -> Component:
    head = html.Div(
        [
            html.H4(html.Bdi(stage.label)),
            html.P([html.B(stage.entered), " · ", html.Span(stage.loss, className="loss")]),
        ],
        className="head",
    )
    measured = [_feeling(stage, half, say), _pain(stage, say)] if is_whole else []
    lanes = [_fate(stage, say), *measured, _cells(stage, say)]
    return html.Div([head, *lanes], className="stage worst" if stage.is_worst else "stage")


def _lane(name: str, title: str, *content: Component) -> Component:
    return html.Div([html.P(title, className="lane-name"), *content], className=f"lane {name}")


def _fate(stage: StageView, say: Phrases) -> Component:
    parts = [
        html.I(style={"width": f"{part.width}%", "background": part.colour}, title=part.text)
        for part in stage.fate
    ]
    after = [html.P(stage.after, className="quiet-text")] if stage.after else []
    return _lane("fate", say.lane_fate, html.Span(parts, className="bar"), *after)


def _feeling(stage: StageView, half: str, say: Phrases) -> Component:
    dot = [html.I(className="dot", style={"top": f"{stage.feeling_at * 2.5:.1f}%"})] if stage.feeling else []
    line = html.Img(src=_curve(stage.curve, _TONES.get(half, theme.INK)), alt="")
    said = html.P(stage.feeling or say.voice_none, className="quiet-text")
    return _lane("feeling", say.lane_feeling, html.Div([line, *dot], className="curve"), said)


def _curve(points: str, tone: str) -> str:
    """The line of feelings through a column as a picture of its own; `points` are numbers only."""
    thin = "vector-effect='non-scaling-stroke' fill='none'"
    middle = f"<path d='M0 20H100' stroke='{theme.FAINT}' stroke-dasharray='2 3' {thin}/>"
    line = f"<polyline points='{points}' stroke='{tone}' stroke-width='2' {thin}/>" if points else ""
    box = "viewBox='0 0 100 40' preserveAspectRatio='none'"
    picture = f"<svg xmlns='http://www.w3.org/2000/svg' {box}>{middle}{line}</svg>"
    return f"data:image/svg+xml,{quote(picture)}"


def _pain(stage: StageView, say: Phrases) -> Component:
    return _lane("pain", say.lane_pain, html.P(stage.pain))


def _cells(stage: StageView, say: Phrases) -> Component:
    return _lane("cells", say.lane_touchpoints, html.Ul([_touchpoint(cell, say) for cell in stage.cells]))


def _touchpoint(cell: CellView, say: Phrases) -> Component:
    names = ("touchpoint", "hurts" if cell.hurts else "", "quiet" if cell.quiet else "")
    head = [
        html.P(html.Bdi(cell.label), className="name"),
        html.P(html.Bdi(cell.place), className="place"),
    ]
    body = [html.P(cell.quiet, className="figures")] if cell.quiet else _figures(cell, say)
    return html.Li([*head, *body], className=" ".join(name for name in names if name))


def _figures(cell: CellView, say: Phrases) -> Sequence[Component]:
    loss = f" · {cell.loss}" if cell.loss else ""
    effect = html.Span(cell.effect, className=f"effect {cell.effect_tone}", title=say.effect)
    score = html.Span([_dial(cell.score_at), cell.score], className="score", title=say.voice)
    marks = [mark for mark, text in ((effect, cell.effect), (score, cell.score)) if text]
    bar = html.Span(html.I(style={"width": f"{cell.volume}%"}), className="bar")
    figures = [html.P([html.B(cell.customers), loss], className="figures"), bar]
    return [*figures, html.P(marks, className="marks")] if marks else figures


def _dial(at: float) -> Component:
    return html.Span(html.I(style={"left": f"{at}%"}), className="dial", dir="ltr")
