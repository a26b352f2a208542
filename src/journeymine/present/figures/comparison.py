"""What differs between two periods, segments or generations, with intervals; what is not significant is grey.

From the table of a comparison (questions/compare.py).
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
from journeymine.present.small_cells import is_small

_RATES = ("conversion_rate", "dropoff_rate", "back_rate", "transition_rate", "abandonment_rate")
_WORSE_HIGHER = ("dropoff_rate", "back_rate", "abandonment_rate")
_BETTER_HIGHER = ("conversion_rate",)


@dataclass(frozen=True)
class ComparedRow:
    """A figure on two sides."""

    scope: str
    name: str
    figure: str
    one: float | None
    other: float | None
    difference: float | None
    low: float | None
    high: float | None
    is_significant: bool
    one_count: int
    other_count: int


@dataclass(frozen=True)
class Beside:
    """What a comparison's picture shows.

    Attributes:
        level: what the nodes are.
        one, other: what readers call the sides.
        definition: what was asked.
        top: how many figures are drawn.
    """

    level: str
    one: str
    other: str
    definition: str
    top: int = 12


def comparison_figure(table: pa.Table, scene: Scene, shown: Beside) -> go.Figure:
    """Draw the differences of shares, in percentage points, with their intervals."""
    rows = [row for row in records(table, ComparedRow) if _is_shown(row, scene)]
    rows.sort(key=lambda row: (not row.is_significant, -abs(row.difference or 0), row.scope, row.name))
    whiskers = [_whisker(row, scene, shown) for row in rows[: shown.top]]
    if not whiskers:
        return blank(scene, scene.say.compare_empty)
    say, first = scene.say, whiskers[0].row
    found = rows[0].is_significant
    title = say.compare_title.format(figure=first.label, difference=first.note) if found else say.compare_none
    caption = say.compare_caption.format(one=scene.apart(shown.one), other=scene.apart(shown.other))
    lines = tuple(each.line for each in whiskers)
    story = Story(title, caption, lines, definition=shown.definition)
    return whisker_figure(scene, whiskers, Axis(say.compare_axis, reference=0.0), story=story)


def _is_shown(row: ComparedRow, scene: Scene) -> bool:
    least = scene.about.min_cell
    known = row.figure in _RATES and row.low is not None and row.high is not None
    return known and not is_small(row.one_count, least) and not is_small(row.other_count, least)


def _label(row: ComparedRow, scene: Scene, level: str) -> str:
    say = scene.say
    if row.scope == "edge":
        start, _, end = row.name.partition(" > ")
        arrow = " ← " if scene.is_rtl else " → "
        return f"{scene.quoted(level, start)}{arrow}{scene.quoted(level, end)}"
    figures = {
        "conversion_rate": say.conversion,
        "dropoff_rate": say.dropoff,
        "back_rate": say.back_rate,
        "abandonment_rate": say.abandonment,
    }
    figure = figures[row.figure]
    return figure if row.name == "all" else f"{scene.label(level, row.name)}: {figure}"


def _whisker(row: ComparedRow, scene: Scene, shown: Beside) -> Whisker:
    numbers, say = scene.numbers, scene.say
    difference, low, high = (100 * (value or 0.0) for value in (row.difference, row.low, row.high))
    note = say.points.format(value=numbers.signed(difference))
    one, other = (scene.apart(numbers.percent(value)) for value in (row.one, row.other))
    detail = say.one_against.format(one=one, other=other)
    colour, verdict = _verdict(row, scene)
    label = _label(row, scene, shown.level)
    line = ". ".join(part for part in (f"{label}: {note}", detail, verdict) if part)
    return Whisker(Row(label, note, detail, verdict), difference, low, high, colour=colour, line=line)


def _verdict(row: ComparedRow, scene: Scene) -> tuple[str, str]:
    """Colour and word: worse, better, or not to be told from chance; going elsewhere is neither."""
    if not row.is_significant:
        return theme.FAINT, scene.say.not_significant
    if row.figure not in (*_WORSE_HIGHER, *_BETTER_HIGHER):
        return theme.FORWARD, ""
    is_worse = ((row.difference or 0) > 0) == (row.figure in _WORSE_HIGHER)
    return (theme.DROPPED, scene.say.worse) if is_worse else (theme.CONVERTED, scene.say.better)
