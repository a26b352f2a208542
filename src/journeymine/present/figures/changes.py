"""What changed between the last two periods, with intervals; what is not significant is grey and says so.

From the published table `changes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.present import theme
from journeymine.present.figures.frame import Story, blank
from journeymine.present.figures.rows import Axis, Row, Whisker, whisker_figure
from journeymine.present.records import records
from journeymine.present.scene import Scene
from journeymine.present.small_cells import is_small

RATES = ("conversion_rate", "dropoff_rate", "back_rate", "abandonment_rate")
_BETTER_HIGHER = ("conversion_rate", "score", "journeys")


@dataclass(frozen=True)
class ChangeRow:
    """A figure in two periods."""

    scope: str
    name: str
    figure: str
    before: float | None
    after: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    is_significant: bool
    before_count: int
    after_count: int
    before_from: datetime
    after_from: datetime
    after_to: datetime

    @property
    def is_worse(self) -> bool:
        """Whether the change is for the worse."""
        grew = (self.difference or 0) > 0
        return grew != (self.figure in _BETTER_HIGHER)


def change_rows(changes: pa.Table, scene: Scene) -> list[ChangeRow]:
    """Changes that may be shown: significant ones first, then the larger."""
    least = scene.about.min_cell
    rows = [
        row
        for row in records(changes, ChangeRow)
        if not is_small(row.before_count, least) and not is_small(row.after_count, least)
    ]
    return sorted(
        rows, key=lambda row: (not row.is_significant, -abs(row.difference or 0), row.scope, row.name)
    )


def change_label(row: ChangeRow, scene: Scene) -> str:
    """Which figure of which place changed."""
    say = scene.say
    figures = {
        "conversion_rate": say.conversion,
        "dropoff_rate": say.dropoff,
        "back_rate": say.back_rate,
        "abandonment_rate": say.abandonment,
        "score": say.score,
        "journeys": say.journeys,
    }
    figure = figures.get(row.figure, row.figure)
    return figure if row.scope in ("all", "cart") else f"{scene.label(row.scope, row.name)}: {figure}"


def verdict(row: ChangeRow, scene: Scene) -> str:
    """Better, worse, or not to be told from chance."""
    if not row.is_significant:
        return scene.say.not_significant
    return scene.say.worse if row.is_worse else scene.say.better


def changes_figure(changes: pa.Table, scene: Scene, *, top: int = 10) -> go.Figure:
    """Draw the differences of rates, in percentage points, with their intervals."""
    rows = [row for row in change_rows(changes, scene) if row.figure in RATES][:top]
    whiskers = [each for each in (_whisker(row, scene) for row in rows) if each is not None]
    if not whiskers:
        return blank(scene, scene.say.changes_empty)
    found = sum(row.is_significant for row in rows)
    title = (
        scene.say.changes_none
        if not found
        else scene.say.changes_title.format(figure=whiskers[0].row.label, difference=whiskers[0].row.note)
    )
    story = Story(title, _caption(rows[0], scene), tuple(each.line for each in whiskers))
    return whisker_figure(scene, whiskers, Axis(scene.say.changes_axis, reference=0.0), story=story)


def _caption(row: ChangeRow, scene: Scene) -> str:
    day = scene.numbers.day
    return scene.say.changes_caption.format(
        before_from=day(row.before_from), after_from=day(row.after_from), after_to=day(row.after_to)
    )


def _whisker(row: ChangeRow, scene: Scene) -> Whisker | None:
    if row.difference is None or row.difference_low is None or row.difference_high is None:
        return None
    numbers, say = scene.numbers, scene.say
    note = say.points.format(value=numbers.signed(100 * row.difference))
    detail = say.from_to.format(before=numbers.percent(row.before), after=numbers.percent(row.after))
    colour = theme.FAINT
    if row.is_significant:
        colour = theme.DROPPED if row.is_worse else theme.CONVERTED
    told, label = verdict(row, scene), change_label(row, scene)
    line = f"{label}: {note}. {detail}. {told}"
    figure = (100 * value for value in (row.difference, row.difference_low, row.difference_high))
    return Whisker(Row(label, note, detail, told), *figure, colour=colour, line=line)
