"""Personas side by side: where each is lost, beside everybody; and the figures of each.

From the published tables `personas`, `persona_stages` and `dropoff`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.present import theme
from journeymine.present.figures.dropoff import dropoff_rows
from journeymine.present.figures.frame import Story, blank, canvas, finish
from journeymine.present.figures.rows import shorten
from journeymine.present.records import records
from journeymine.present.scene import Scene
from journeymine.present.small_cells import hides_rate, is_small

_LABELS = 136
"""Room for the names of the stages beside the panels, in pixels."""


@dataclass(frozen=True)
class PersonaRow:
    """A persona's figures."""

    persona: str
    label: str
    customer_count: int
    customer_share: float
    conversion_rate: float | None
    conversion_low: float | None
    conversion_high: float | None
    median_steps: float | None
    backward_rate: float | None
    median_days: float | None
    abandonment_rate: float | None
    nps: float | None
    mean_value: float | None


@dataclass(frozen=True)
class PersonaStageRow:
    """A persona at a stage."""

    persona: str
    stage: str
    entered_count: int
    dropped_count: int
    open_count: int

    def rate(self, min_cell: int) -> float | None:
        """Drop-off rate; None where it must be withheld."""
        settled = self.entered_count - self.open_count
        return None if hides_rate(self.dropped_count, settled, min_cell) else self.dropped_count / settled


def persona_rows(personas: pa.Table, scene: Scene) -> list[PersonaRow]:
    """Personas that may be shown, the largest first."""
    rows = [row for row in records(personas, PersonaRow) if row.customer_count >= scene.about.min_cell]
    return sorted(rows, key=lambda row: (-row.customer_count, row.persona))


def persona_path(persona_stages: pa.Table, scene: Scene, *, persona: str) -> list[PersonaStageRow]:
    """A persona's stages in order, those with too few journeys left out."""
    rows = [row for row in records(persona_stages, PersonaStageRow) if row.persona == persona]
    shown = [
        row for row in rows if row.entered_count and not is_small(row.entered_count, scene.about.min_cell)
    ]
    return sorted(shown, key=lambda row: scene.stage_index("stage", row.stage) or 0)


def personas_figure(
    personas: pa.Table, persona_stages: pa.Table, dropoff: pa.Table, scene: Scene
) -> go.Figure:
    """Draw one panel per persona: its drop-off rate at each stage, and everybody's in grey."""
    rows = persona_rows(personas, scene)[:6]
    if not rows or not len(persona_stages):
        return blank(scene, scene.say.personas_empty)
    figure = canvas(scene)
    everybody = _everybody(dropoff, scene)
    lines: list[str] = []
    for place, row in enumerate(rows):
        path = persona_path(persona_stages, scene, persona=row.persona)
        figure.add_traces([_grey(everybody, scene, place), _dots(path, scene, place)])
        _lay_panel(figure, scene, place, (row, len(rows)))
        lines += [scene.side_by_side(row.label, line) for line in _lines(path, scene)]
    story = Story(
        scene.say.personas_question,
        f"{scene.say.personas_caption} {scene.basis()}",
        tuple(lines),
        _key(scene),
    )
    finish(figure, scene, story, height=110 + 34 * len(scene.stages), top=24)
    return figure.update_layout(margin={"r" if scene.is_rtl else "l": _LABELS})


def _key(scene: Scene) -> tuple[tuple[str, str], ...]:
    return ((scene.say.this_persona, theme.DROPPED), (scene.say.everybody, theme.FAINT))


def _everybody(dropoff: pa.Table, scene: Scene) -> dict[str, float]:
    rates = {row.node: row.rate(scene.about.min_cell) for row in dropoff_rows(dropoff, scene)}
    return {stage: rate for stage, rate in rates.items() if rate is not None}


def _suffix(place: int) -> str:
    return "" if place == 0 else str(place + 1)


def _grey(rates: dict[str, float], scene: Scene, place: int) -> go.Scatter:
    return go.Scatter(
        x=list(rates.values()),
        y=[scene.stage_index("stage", stage) for stage in rates],
        mode="markers",
        marker={"symbol": "line-ns", "size": 16, "line": {"width": 2.5, "color": theme.FAINT}},
        name=scene.plot(scene.say.everybody),
        hoverinfo="skip",
        showlegend=place == 0,
        xaxis=f"x{_suffix(place)}",
        yaxis="y",
    )


def _dots(path: Sequence[PersonaStageRow], scene: Scene, place: int) -> go.Scatter:
    shown = [row for row in path if row.rate(scene.about.min_cell) is not None]
    return go.Scatter(
        x=[row.rate(scene.about.min_cell) for row in shown],
        y=[scene.stage_index("stage", row.stage) for row in shown],
        mode="markers",
        marker={"size": 12, "color": theme.DROPPED, "line": {"width": 2, "color": theme.PAPER}},
        name=scene.plot(scene.say.this_persona),
        hovertext=[scene.plot(line) for line in _lines(shown, scene)],
        hoverinfo="text",
        cliponaxis=False,
        showlegend=place == 0,
        xaxis=f"x{_suffix(place)}",
        yaxis="y",
    )


def _lines(path: Sequence[PersonaStageRow], scene: Scene) -> list[str]:
    numbers, say = scene.numbers, scene.say
    return [
        f"{scene.label('stage', row.stage)}: {say.entered}: {numbers.count(row.entered_count)}; "
        f"{say.dropoff}: {numbers.percent(row.rate(scene.about.min_cell))}"
        for row in path
    ]


def _lay_panel(figure: go.Figure, scene: Scene, place: int, panel: tuple[PersonaRow, int]) -> None:
    row, count = panel
    seat = count - 1 - place if scene.is_rtl else place
    left, right = seat / count + 0.012, (seat + 1) / count - 0.012
    axis = {
        "domain": [left, right],
        "anchor": "y",
        "tickformat": ".0%",
        "nticks": 4,
        "rangemode": "tozero",
        "title": {"text": scene.plot(scene.say.dropoff)},
        "matches": None if place == 0 else "x",
        "autorange": "reversed" if scene.is_rtl else True,
    }
    labels = [scene.plot(shorten(stage.label, 18)) for stage in scene.stages]
    figure.update_layout({f"xaxis{_suffix(place)}": axis})
    figure.update_yaxes(
        tickvals=list(range(len(labels))),
        ticktext=labels,
        range=[len(labels) - 0.5, -0.5],
        side="right" if scene.is_rtl else "left",
        ticklabelstandoff=10,
    )
    share = scene.numbers.percent(row.customer_share)
    figure.add_annotation(
        text=scene.plot(scene.side_by_side(shorten(row.label, 22), share)),
        x=right if scene.is_rtl else left,
        xref="paper",
        xanchor="right" if scene.is_rtl else "left",
        y=1.0,
        yref="paper",
        yanchor="bottom",
        showarrow=False,
    )
