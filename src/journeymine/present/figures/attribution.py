"""Which nodes conversions are put down to, by one model with its intervals, beside another.

From the table of an attribution (questions/attribution.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.present import theme
from journeymine.present.figures.frame import Story, blank
from journeymine.present.figures.rows import Axis, Row, Whisker, whisker_figure
from journeymine.present.records import records
from journeymine.present.scene import Scene
from journeymine.present.small_cells import pool_small

_NOBODY = "(none)"


@dataclass(frozen=True)
class CreditRow:
    """A node's credit by a model."""

    model: str
    node: str
    credit: float
    share: float | None
    share_low: float | None
    share_high: float | None
    value: float | None
    currency: str | None
    assist_count: int
    customer_count: int
    cost: float | None
    return_on_spend: float | None


@dataclass(frozen=True)
class Shown:
    """What an attribution's picture shows.

    Attributes:
        level: what the nodes are.
        model: whose shares are drawn as dots.
        definition: what was asked.
        top: how many nodes are drawn.
    """

    level: str
    model: str
    definition: str
    top: int = 12


def attribution_figure(table: pa.Table, scene: Scene, shown: Shown) -> go.Figure:
    """Draw each node's share of the conversions; nodes of few customers stand together."""
    rows = records(table, CreditRow)
    mine = _pooled([row for row in rows if row.model == shown.model], scene)[: shown.top]
    if not mine:
        return blank(scene, scene.say.attribution_empty)
    other = _other(rows, shown.model)
    theirs = {row.node: row.share for row in rows if row.model == other}
    whiskers = [_whisker(row, scene, shown.level) for row in mine]
    lines, title = tuple(each.line for each in whiskers), _title(mine, scene, shown)
    story = Story(title, _caption(scene, shown, other), lines, definition=shown.definition)
    axis = Axis(scene.say.attribution_axis, tickformat=".0%", low=0.0, high=_high(whiskers, mine, theirs))
    figure = whisker_figure(scene, whiskers, axis, story=story)
    return figure.add_trace(_marks(scene, mine, theirs, other)) if other else figure


def _high(whiskers: Sequence[Whisker], rows: Sequence[CreditRow], shares: dict[str, float | None]) -> float:
    """Where the axis ends: dots, intervals and marks are all inside, with a little air."""
    ends = (each.high for each in whiskers)
    return 1.06 * max(*ends, *(shares.get(row.node) or 0.0 for row in rows))


def _other(rows: Sequence[CreditRow], model: str) -> str | None:
    """The model drawn beside: the last touch, else the first other one."""
    models = [name for name in dict.fromkeys(row.model for row in rows) if name != model]
    return "last" if "last" in models else next(iter(models), None)


def _pooled(rows: Sequence[CreditRow], scene: Scene) -> list[CreditRow]:
    """Rows that may be shown, by share; those of few customers as one."""
    seen = [row for row in rows if row.customer_count > 0 and row.share is not None]
    pool = pool_small([row.customer_count for row in seen], scene.about.min_cell)
    kept = [row for place, row in enumerate(seen) if place not in pool.indexes]
    if pool.count >= scene.about.min_cell:
        kept.append(_together([seen[place] for place in sorted(pool.indexes)], scene))
    return sorted(kept, key=lambda row: (-(row.share or 0), row.node))


def _together(rows: Sequence[CreditRow], scene: Scene) -> CreditRow:
    return replace(
        rows[0],
        node=scene.say.pooled,
        credit=sum(row.credit for row in rows),
        share=sum(row.share or 0 for row in rows),
        share_low=None,
        share_high=None,
        assist_count=0,
        cost=None,
        return_on_spend=None,
    )


def _label(row: CreditRow, scene: Scene, level: str) -> str:
    return scene.say.no_touch if row.node == _NOBODY else scene.label(level, row.node)


def _title(rows: Sequence[CreditRow], scene: Scene, shown: Shown) -> str:
    first = next((row for row in rows if row.node != _NOBODY), rows[0])
    return scene.say.attribution_title.format(
        node=scene.apart(_label(first, scene, shown.level)),
        share=scene.numbers.percent(first.share),
        model=scene.say.models[shown.model],
    )


def _caption(scene: Scene, shown: Shown, other: str | None) -> str:
    say, model = scene.say, scene.say.models[shown.model]
    if other is None:
        return say.attribution_alone.format(model=model)
    return say.attribution_caption.format(model=model, other=say.models[other])


def _whisker(row: CreditRow, scene: Scene, level: str) -> Whisker:
    say, numbers = scene.say, scene.numbers
    share = row.share or 0.0
    detail = say.attribution_assists.format(count=numbers.count(row.assist_count)) if row.assist_count else ""
    aside = ""
    if row.return_on_spend is not None:
        aside = say.attribution_return.format(ratio=numbers.ratio(row.return_on_spend))
    elif row.cost is not None:
        aside = say.attribution_cost.format(money=numbers.money(row.cost, row.currency))
    label, note = _label(row, scene, level), numbers.percent(share)
    told = [f"{label}: {note}", f"{say.conversion}: {numbers.decimal(row.credit)}", detail, aside]
    low = share if row.share_low is None else row.share_low
    high = share if row.share_high is None else row.share_high
    line = ". ".join(part for part in told if part)
    return Whisker(Row(label, note, detail, aside), share, low, high, colour=theme.FORWARD, line=line)


def _marks(
    scene: Scene, rows: Sequence[CreditRow], shares: dict[str, float | None], other: str
) -> go.Scatter:
    """The other model's shares as grey marks."""
    places = [place for place, row in enumerate(rows) if shares.get(row.node) is not None]
    name = scene.say.models[other]
    return go.Scatter(
        x=[shares[rows[place].node] for place in places],
        y=places,
        mode="markers",
        cliponaxis=False,
        marker={"symbol": "line-ns", "size": 16, "line": {"width": 2.5, "color": theme.FAINT}},
        hovertext=[scene.plot(f"{name}: {scene.numbers.percent(shares[rows[at].node])}") for at in places],
        hoverinfo="text",
        showlegend=False,
    )
