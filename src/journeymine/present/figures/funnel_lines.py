"""A funnel in time: its share of conversions by date of the start, and the share that is through by each
time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.present import theme
from journeymine.present.figures.frame import Story, blank, canvas, finish
from journeymine.present.scene import Scene

_HOUR = 3600.0
_HEIGHT = 300
_LINES = 40
_MOST_TICKS = 6


def trend_figure(table: pa.Table, scene: Scene, definition: str) -> go.Figure:
    """Draw the share that comes to the end by period; hollow where some windows have not closed yet."""
    last = max(table["step"].to_pylist(), default=0)
    found, least = table.to_pylist(), scene.about.min_cell
    entered = {row["period"]: row["unit_count"] for row in found if row["step"] == 1}
    rows = [row for row in found if row["step"] == last and entered[row["period"]] >= least]
    if not rows:
        return blank(scene, scene.say.funnel_empty)
    figure = canvas(scene)
    figure.add_trace(_points(rows, scene))
    shown = rows[:: -(-len(rows) // _MOST_TICKS)]
    figure.update_xaxes(
        type="date",
        tickvals=[row["period"].isoformat() for row in shown],
        ticktext=[scene.plot(_day(row, scene)) for row in shown],
    )
    figure.update_yaxes(
        title={"text": scene.plot(scene.say.funnel_trend_axis)}, tickformat=".0%", rangemode="tozero"
    )
    _turn(figure, scene)
    told = [row for row in rows if row["is_complete"] is not False] or rows
    title = scene.say.funnel_trend_title.format(rate=scene.numbers.percent(told[-1]["share_of_first"]))
    story = Story(title, scene.say.funnel_trend_caption, _told(rows, scene), definition=definition)
    return finish(figure, scene, story, height=_HEIGHT)


def _points(rows: Sequence[dict[str, Any]], scene: Scene) -> go.Scatter:
    shares = [row["share_of_first"] for row in rows]
    hollow = [theme.PAPER if row["is_complete"] is False else theme.FORWARD for row in rows]
    return go.Scatter(
        x=[row["period"].isoformat() for row in rows],
        y=shares,
        mode="lines+markers",
        line={"color": theme.FORWARD, "width": 2},
        marker={"size": 9, "color": hollow, "line": {"width": 2, "color": theme.FORWARD}},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [row["share_high"] - row["share_of_first"] for row in rows],
            "arrayminus": [row["share_of_first"] - row["share_low"] for row in rows],
            "color": theme.faded(theme.FORWARD, 0.4),
            "thickness": 1.5,
            "width": 0,
        },
        hovertext=[scene.plot(line) for line in _told(rows, scene, most=len(rows))],
        hoverinfo="text",
        showlegend=False,
    )


def _told(rows: Sequence[dict[str, Any]], scene: Scene, *, most: int = _LINES) -> tuple[str, ...]:
    return tuple(
        f"{_day(row, scene)}: {scene.numbers.percent(row['share_of_first'])}" for row in rows[-most:]
    )


def _day(row: dict[str, Any], scene: Scene) -> str:
    return scene.numbers.day(datetime.combine(row["period"], time()))


def curve_figure(table: pa.Table, scene: Scene, definition: str) -> go.Figure:
    """Draw the share that is through by each time, with its interval."""
    rows = table.to_pylist()
    if not rows or rows[-1]["reached_count"] < scene.about.min_cell:
        return blank(scene, scene.say.funnel_empty)
    hours = [0.0, *(row["seconds"] / _HOUR for row in rows)]
    figure = canvas(scene)
    for name in ("low", "high"):
        ends = [0.0, *(row[name] if row[name] is not None else row["share"] for row in rows)]
        figure.add_trace(_step(hours, ends, is_band=True, fills=name == "high"))
    figure.add_trace(_step(hours, [0.0, *(row["share"] for row in rows)], is_band=False, fills=False))
    figure.update_xaxes(title={"text": scene.plot(scene.say.funnel_curve_axis)}, rangemode="tozero")
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    _turn(figure, scene)
    last = rows[-1]
    said = {"rate": scene.numbers.percent(last["share"]), "time": scene.numbers.duration(last["seconds"])}
    lines = tuple(_line(row, scene) for row in rows[:: max(len(rows) // 10, 1)])
    title = scene.say.funnel_curve_title.format(**said)
    story = Story(title, scene.say.funnel_curve_caption, lines, definition=definition)
    return finish(figure, scene, story, height=_HEIGHT)


def _step(hours: list[float], shares: list[float], *, is_band: bool, fills: bool) -> go.Scatter:
    return go.Scatter(
        x=hours,
        y=shares,
        mode="lines",
        line={"shape": "hv", "color": theme.FORWARD, "width": 0 if is_band else 2},
        fill="tonexty" if fills else None,
        fillcolor=theme.faded(theme.FORWARD, 0.15) if fills else None,
        hoverinfo="skip" if is_band else "x+y",
        showlegend=False,
    )


def _line(row: dict[str, Any], scene: Scene) -> str:
    return f"{scene.numbers.duration(row['seconds'])}: {scene.numbers.percent(row['share'])}"


def _turn(figure: go.Figure, scene: Scene) -> None:
    """Time runs from the right where the language does."""
    figure.update_yaxes(side="right" if scene.is_rtl else "left", automargin=True)
    if scene.is_rtl:
        figure.update_xaxes(autorange="reversed")
