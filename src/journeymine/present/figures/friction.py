"""Why carts are abandoned: how much oftener those that met a friction are, with 95 % intervals.

From the published table `cart_friction`.
"""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.present import theme
from journeymine.present.figures.frame import Story, blank
from journeymine.present.figures.rows import Axis, Row, Whisker, whisker_figure
from journeymine.present.records import records
from journeymine.present.scene import Scene
from journeymine.present.small_cells import hides_rate, is_small


@dataclass(frozen=True)
class FrictionRow:
    """Abandonment of carts that met a friction, beside those that did not."""

    friction: str
    cart_count: int
    abandoned_count: int
    other_cart_count: int
    lift: float | None
    lift_low: float | None
    lift_high: float | None


def friction_figure(cart_friction: pa.Table, scene: Scene) -> go.Figure:
    """Draw the lift of each friction as a dot with its interval; 1 means no difference."""
    whiskers = _whiskers(records(cart_friction, FrictionRow), scene)
    if not whiskers:
        return blank(scene, scene.say.friction_empty)
    worst = whiskers[0]
    title = scene.say.friction_question
    if worst.low > 1:
        title = scene.say.friction_title.format(friction=worst.row.label, lift=worst.row.note)
    story = Story(title, scene.say.friction_caption, tuple(each.line for each in whiskers))
    axis = Axis(scene.say.friction_axis, tickformat="~g", reference=1.0, is_log=True)
    return whisker_figure(scene, whiskers, axis, story=story)


def _whiskers(rows: list[FrictionRow], scene: Scene) -> list[Whisker]:
    found = [
        _whisker(row, row.lift, (row.lift_low, row.lift_high), scene)
        for row in rows
        if row.lift is not None
        and row.lift_low is not None
        and row.lift_high is not None
        and not is_small(row.cart_count, scene.about.min_cell)
        and not is_small(row.other_cart_count, scene.about.min_cell)
    ]
    return sorted(found, key=lambda each: (-each.value, each.row.label))


def _whisker(row: FrictionRow, lift: float, ends: tuple[float, float], scene: Scene) -> Whisker:
    say, numbers = scene.say, scene.numbers
    detail = f"{say.carts}: {numbers.count(row.cart_count)}"
    if not hides_rate(row.abandoned_count, row.cart_count, scene.about.min_cell):
        rate = numbers.percent(row.abandoned_count / row.cart_count)
        detail = scene.side_by_side(detail, f"{say.cart_abandoned}: {rate}")
    between = say.between.format(low=numbers.ratio(ends[0]), high=numbers.ratio(ends[1]))
    label = scene.label("friction", row.friction)
    colour = theme.DROPPED if ends[0] > 1 else theme.CONVERTED if ends[1] < 1 else theme.FAINT
    line = f"{label}: {numbers.ratio(lift)} ({between}). {detail}"
    return Whisker(Row(label, numbers.ratio(lift), detail, between), lift, *ends, colour=colour, line=line)
