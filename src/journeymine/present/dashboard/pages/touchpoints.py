"""All touchpoints as a table to sort: what was measured at each, with small groups withheld."""

from __future__ import annotations

from dataclasses import dataclass

import dash_ag_grid as dag

from journeymine.present.figures.map_model import Cell, JourneyMap
from journeymine.present.scene import Scene


@dataclass(frozen=True)
class Figure:
    """A figure with its text in the reader's language; None sorts last."""

    value: float | None
    text: str


@dataclass(frozen=True)
class TouchpointLine:
    """A row of the table."""

    touchpoint: str
    stage: str
    stage_index: int
    channel: str
    owner: str
    customers: Figure
    dropoff: Figure
    effect: Figure
    score: Figure


def touchpoint_lines(journeys: JourneyMap, scene: Scene) -> tuple[TouchpointLine, ...]:
    """Rows of the table, by stage and then the busiest first."""
    return tuple(_line(cell, scene) for column in journeys.columns for cell in column.cells)


def _line(cell: Cell, scene: Scene) -> TouchpointLine:
    row, numbers, say = cell.row, scene.numbers, scene.say
    is_shown = cell.volume is not None
    withheld = say.withheld if row.customer_count else say.not_seen
    effect = None if cell.effect is None else 100 * cell.effect
    points = "–" if effect is None else say.points.format(value=numbers.signed(effect))
    return TouchpointLine(
        touchpoint=row.label,
        stage=scene.label("stage", row.stage),
        stage_index=scene.stage_index("stage", row.stage) or 0,
        channel=row.channel or say.unknown,
        owner=row.owner or say.unknown,
        customers=Figure(row.customer_count, numbers.count(row.customer_count))
        if is_shown
        else Figure(None, withheld),
        dropoff=Figure(cell.dropoff, numbers.percent(cell.dropoff)),
        effect=Figure(effect, points),
        score=Figure(cell.score, numbers.score(cell.score)),
    )


def touchpoint_grid(lines: tuple[TouchpointLine, ...], scene: Scene, *, has_voice: bool) -> dag.AgGrid:
    """The table as a component.

    Args:
        lines: its rows.
        scene: labels and language.
        has_voice: whether scores are known; they are not under a filter.
    """
    say = scene.say
    figures = [("customers", say.customers), ("dropoff", say.dropoff), ("effect", say.effect)]
    figures += [("score", say.score)] if has_voice else []
    columns = [
        {"field": "touchpoint", "headerName": say.touchpoint, "minWidth": 150, "flex": 2},
        {"field": "stage_index", "headerName": say.stage, "minWidth": 115, "flex": 1, **_shown("stage")},
        {"field": "channel", "headerName": say.channel, "minWidth": 85, "flex": 1},
        {"field": "owner", "headerName": say.team, "minWidth": 120, "flex": 1},
        *(
            {"field": name, "headerName": title, "minWidth": 105, "flex": 1, "type": "rightAligned"}
            | _shown(f"{name}_text")
            for name, title in figures
        ),
    ]
    return dag.AgGrid(
        id="touchpoint-grid",
        className="ag-theme-quartz",
        rowData=[_row(line) for line in lines],
        columnDefs=columns,
        defaultColDef={
            "sortable": True,
            "resizable": True,
            "suppressMovable": True,
            "sortingOrder": ["desc", "asc", None],
            "wrapHeaderText": True,
            "wrapText": True,
            "autoHeight": True,
        },
        dashGridOptions={
            "enableRtl": scene.is_rtl,
            "domLayout": "autoHeight",
            "suppressCellFocus": False,
            "enableCellTextSelection": True,
        },
        style={"height": None},
    )


def _shown(field: str) -> dict[str, object]:
    """Sort by the figure, show its text."""
    return {"valueFormatter": {"function": f"params.data.{field}"}}


def _row(line: TouchpointLine) -> dict[str, object]:
    figures = {name: getattr(line, name) for name in ("customers", "dropoff", "effect", "score")}
    texts = {name: getattr(line, name) for name in ("touchpoint", "stage", "stage_index", "channel", "owner")}
    return (
        texts
        | {name: figure.value for name, figure in figures.items()}
        | {f"{name}_text": figure.text for name, figure in figures.items()}
    )
