"""Pictures of a funnel: its steps, its groups, its times, what came next, what goes with getting on.

From the tables of questions/funnel.py. Groups about too few customers are left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.present import theme
from journeymine.present.figures.frame import Story, blank
from journeymine.present.figures.rows import (
    Axis,
    Part,
    Row,
    Stack,
    Whisker,
    stack_figure,
    whisker_figure,
)
from journeymine.present.records import records
from journeymine.present.scene import NONE, Scene
from journeymine.present.small_cells import is_small, pool_small

_HOUR = 3600.0
_MOST_ROWS = 14
_MOST_TICKS = 6
_LARGE = 100.0
_SPANS = (10 / _HOUR, 2 / 60, 15 / 60, 2.0, 12.0, 48.0, 24 * 7.0, 24 * 30.0, 24 * 90.0, 24 * 365.0)
_RATIOS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, *(10.0**power for power in range(1, 9)))


@dataclass(frozen=True)
class StepRow:
    """A step of a funnel."""

    step: int
    event_name: str
    unit_count: int
    share_of_first: float | None
    share_of_previous: float | None
    onward_count: int
    lost_count: int
    open_count: int
    finished_count: int
    median_seconds: float | None
    p90_seconds: float | None


def funnel_figure(table: pa.Table, scene: Scene, definition: str) -> go.Figure:
    """Draw a bar per step: what became of those that reached it, out of all that entered."""
    rows = records(table, StepRow)
    entered = rows[0].unit_count if rows else 0
    if not entered or is_small(entered, scene.about.min_cell):
        return blank(scene, scene.say.funnel_empty)
    stacks = [Stack(_words(row, scene), _fates(row, entered, scene)) for row in rows]
    lines = tuple(f"{stack.row.label}: " + "; ".join(part.line for part in stack.parts) for stack in stacks)
    story = Story(_title(rows, scene), scene.say.funnel_caption, lines, tuple(_key(scene)), definition)
    return stack_figure(scene, stacks, Axis(scene.say.funnel_axis, ".0%"), story=story)


def _title(rows: list[StepRow], scene: Scene) -> str:
    worst = max(rows, key=lambda row: row.lost_count)
    step = scene.apart(worst.event_name)
    last = rows[-1]
    if not last.unit_count or is_small(last.unit_count, scene.about.min_cell):
        return scene.say.funnel_none.format(step=step)
    return scene.say.funnel_title.format(rate=scene.numbers.percent(last.share_of_first), step=step)


def _key(scene: Scene) -> list[tuple[str, str]]:
    say = scene.say
    return [
        (say.forward, theme.FORWARD),
        (say.converted, theme.CONVERTED),
        (say.open, theme.OPEN),
        (say.funnel_lost, theme.DROPPED),
        (say.pooled, theme.OTHER),
    ]


def _words(row: StepRow, scene: Scene) -> Row:
    numbers, say = scene.numbers, scene.say
    label = say.label_count.format(label=row.event_name, count=numbers.count(row.unit_count))
    if row.share_of_previous is None or is_small(row.unit_count, scene.about.min_cell):
        return Row(label, numbers.percent(row.share_of_first) if row.step == 1 else "")
    times = "" if row.median_seconds is None else _times(row, scene)
    before = say.funnel_of_previous.format(rate=numbers.percent(row.share_of_previous))
    return Row(label, numbers.percent(row.share_of_first), before, times)


def _times(row: StepRow, scene: Scene) -> str:
    median, p90 = (scene.numbers.duration(each) for each in (row.median_seconds, row.p90_seconds))
    return scene.say.funnel_within.format(median=median, p90=p90)


def _fates(row: StepRow, entered: int, scene: Scene) -> tuple[Part, ...]:
    counts = (row.onward_count, row.finished_count, row.open_count, row.lost_count)
    return _parts(counts, entered, scene)


def _parts(counts: tuple[int, ...], whole: int, scene: Scene) -> tuple[Part, ...]:
    """Parts of a bar; parts that are too small stand together."""
    key = _key(scene)
    pooled = pool_small(counts, scene.about.min_cell)
    kept = [
        (*key[place], count) for place, count in enumerate(counts) if count and place not in pooled.indexes
    ]
    kept += [(*key[-1], pooled.count)] if pooled.count else []
    return tuple(_part(name, colour, count / whole, scene) for name, colour, count in kept)


def _part(name: str, colour: str, share: float, scene: Scene) -> Part:
    return Part(name, colour, share, f"{name}: {scene.numbers.percent(share)}")


def breakdown_figure(table: pa.Table, field: str, scene: Scene, definition: str) -> go.Figure:
    """Draw the share of each group that comes to the end, with its interval."""
    last = max(table["step"].to_pylist(), default=0)
    found = table.to_pylist()
    entered = {row[field]: row["unit_count"] for row in found if row["step"] == 1}
    rows = [row for row in found if row["step"] == last and entered[row[field]] >= scene.about.min_cell]
    if not rows:
        return blank(scene, scene.say.compare_empty)
    title = _by_title(rows, field, scene)
    whiskers = [_group(row, entered[row[field]], field, scene) for row in rows[:_MOST_ROWS]]
    lines = tuple(each.line for each in whiskers)
    story = Story(title, scene.say.funnel_by_caption, lines, definition=definition)
    return whisker_figure(scene, whiskers, Axis(scene.say.funnel_by_axis, ".1~%"), story=story)


def _by_title(rows: list[dict[str, Any]], field: str, scene: Scene) -> str:
    """Who comes to the end most often; that nobody does where no group is told apart from the rest."""
    if not any(row["is_significant"] is not False for row in rows):
        return scene.say.compare_none
    best = max(rows, key=lambda row: row["share_of_first"])
    rate = scene.numbers.percent(best["share_of_first"])
    return scene.say.funnel_by_title.format(group=scene.apart(_value(best, field, scene)), rate=rate)


def _value(row: dict[str, Any], field: str, scene: Scene) -> str:
    """What readers call a group."""
    return scene.say.unknown if row[field] == NONE else scene.label(field, row[field])


def _group(row: dict[str, Any], entered: int, field: str, scene: Scene) -> Whisker:
    numbers = scene.numbers
    label = scene.say.label_count.format(label=_value(row, field, scene), count=numbers.count(entered))
    rate = numbers.percent(row["share_of_first"])
    colour = theme.FAINT if row["is_significant"] is False else theme.FORWARD
    ends = (row["share_of_first"], row["share_low"], row["share_high"])
    return Whisker(Row(label, rate), *ends, colour=colour, line=f"{label}: {rate}")


def times_figure(table: pa.Table, scene: Scene, definition: str) -> go.Figure:
    """Draw the median time to each step from the start, between the tenth and the ninetieth percentile."""
    rows = [row for row in table.to_pylist() if row["since"] == "start"]
    rows = [row for row in rows if row["unit_count"] >= scene.about.min_cell]
    if not rows:
        return blank(scene, scene.say.funnel_empty)
    whiskers = [_time(row, scene) for row in rows]
    last = rows[-1]
    title = scene.say.funnel_times_title.format(
        step=scene.apart(last["event_name"]), time=scene.numbers.duration(last["median_seconds"])
    )
    lines = tuple(each.line for each in whiskers)
    story = Story(title, scene.say.funnel_times_caption, lines, definition=definition)
    figure = whisker_figure(scene, whiskers, Axis(scene.say.funnel_times_axis, is_log=True), story=story)
    return _with_ticks(figure, {hours: scene.plot(scene.numbers.duration(hours * _HOUR)) for hours in _SPANS})


def _time(row: dict[str, Any], scene: Scene) -> Whisker:
    label = scene.say.label_count.format(
        label=row["event_name"], count=scene.numbers.count(row["unit_count"])
    )
    note = scene.numbers.duration(row["median_seconds"])
    hours = [max(row[name] / _HOUR, 1e-3) for name in ("median_seconds", "p10_seconds", "p90_seconds")]
    return Whisker(Row(label, note), *hours, colour=theme.FORWARD, line=f"{label}: {note}")


def next_figure(table: pa.Table, step: str, scene: Scene, *, level: str, definition: str) -> go.Figure:
    """Draw a bar per next action, divided by what became of the units.

    Args:
        table: the actions, the commonest first.
        step: after which they came.
        scene: labels, language, settings.
        level: of the actions.
        definition: what was asked.
    """
    least = scene.about.min_cell
    found = table.to_pylist()
    total = sum(row["unit_count"] for row in found)
    rows = [row for row in found if not is_small(row["unit_count"], least)]
    if not rows or is_small(total, least):
        return blank(scene, scene.say.funnel_empty)
    labels = [scene.label(level, row["next"]) for row in rows]
    title = scene.say.funnel_next_title.format(step=scene.apart(step), next=scene.apart(labels[0]))
    stacks = [_action(row, label, total, scene) for row, label in zip(rows, labels, strict=True)]
    stacks = stacks[:_MOST_ROWS]
    lines = tuple(f"{stack.row.label}: {stack.row.note}" for stack in stacks)
    story = Story(title, scene.say.funnel_next_caption, lines, tuple(_key(scene)), definition)
    return stack_figure(scene, stacks, Axis(scene.say.funnel_next_axis, ".0%"), story=story)


def _action(row: dict[str, Any], label: str, total: int, scene: Scene) -> Stack:
    counts = (row["onward_count"], row["finished_count"], row["open_count"], row["lost_count"])
    said = scene.say.label_count.format(label=label, count=scene.numbers.count(row["unit_count"]))
    return Stack(Row(said, scene.numbers.percent(row["share"])), _parts(counts, total, scene))


def drivers_figure(table: pa.Table, scene: Scene, *, level: str, definition: str) -> go.Figure:
    """Draw odds ratios with their intervals; grey: not significant.

    Args:
        table: the events, the least likely to be chance first.
        scene: labels, language, settings.
        level: of the events.
        definition: what was asked.
    """
    found = table.to_pylist()[:_MOST_ROWS]
    rows = [{**row, "event": scene.label(level, row["event"])} for row in found]
    if not rows:
        return blank(scene, scene.say.compare_empty)
    whiskers = [_driver(row, scene) for row in rows]
    lines, title = tuple(each.line for each in whiskers), _driver_title(rows[0], scene)
    story = Story(title, scene.say.funnel_drivers_caption, lines, definition=definition)
    axis = Axis(scene.say.funnel_drivers_axis, reference=1.0, is_log=True)
    figure = whisker_figure(scene, whiskers, axis, story=story)
    return _with_ticks(figure, {ratio: _ratio_mark(ratio, scene) for ratio in _RATIOS})


def _with_ticks(figure: go.Figure, marks: Mapping[float, str]) -> go.Figure:
    """Name some values of a logarithmic axis: those inside its range, so many as there is room for."""
    layout: Any = figure["layout"]
    low, high = sorted(10**end for end in layout.xaxis.range)
    inside = [value for value in marks if low <= value <= high]
    shown = inside[:: -(-len(inside) // _MOST_TICKS) or 1]
    return figure.update_xaxes(tickvals=shown, ticktext=[marks[value] for value in shown])


def _ratio_mark(ratio: float, scene: Scene) -> str:
    return scene.numbers.count(ratio) if ratio >= 1 else scene.numbers.decimal(ratio)


def _ratio(ratio: float, scene: Scene) -> str:
    """An odds ratio; a large one to two digits, it is known no better."""
    if ratio < _LARGE:
        return scene.numbers.ratio(ratio)
    return f"{scene.numbers.count(round(ratio, 1 - int(math.log10(ratio))))}×"


def _driver_title(row: dict[str, Any], scene: Scene) -> str:
    if not row["is_significant"]:
        return scene.say.funnel_drivers_none
    say = scene.say.funnel_drivers_on if row["odds_ratio"] > 1 else scene.say.funnel_drivers_off
    return say.format(event=scene.apart(row["event"]), ratio=_ratio(row["odds_ratio"], scene))


def _driver(row: dict[str, Any], scene: Scene) -> Whisker:
    numbers = scene.numbers
    one, other = (scene.apart(numbers.percent(row[name])) for name in ("converted_share", "lost_share"))
    detail = scene.say.funnel_both.format(one=one, other=other)
    note = _ratio(row["odds_ratio"], scene)
    colour = theme.FAINT
    if row["is_significant"]:
        colour = theme.CONVERTED if row["odds_ratio"] > 1 else theme.DROPPED
    ends = (row["odds_ratio"], row["low"], row["high"])
    return Whisker(
        Row(row["event"], note, detail), *ends, colour=colour, line=f"{row['event']}: {note}. {detail}"
    )


def compared_figure(table: pa.Table, scene: Scene, definition: str) -> go.Figure:
    """Draw the differences of the shares of the first step, with their intervals; grey: not significant."""
    rows = [row for row in table.to_pylist() if row["share"] == "of_first" and row["low"] is not None]
    least = scene.about.min_cell
    rows = [
        row
        for row in rows
        if not is_small(row["one_count"], least) and not is_small(row["other_count"], least)
    ]
    if not rows:
        return blank(scene, scene.say.compare_empty)
    say, whiskers = scene.say, [_difference(row, scene) for row in rows]
    found = [each for each, row in zip(whiskers, rows, strict=True) if row["is_significant"]]
    title = say.compare_none
    if found:
        most = max(found, key=lambda each: abs(each.value))
        title = say.compare_title.format(figure=scene.apart(most.row.label), difference=most.row.note)
    lines = tuple(each.line for each in whiskers)
    story = Story(title, say.funnel_compare_caption, lines, definition=definition)
    return whisker_figure(scene, whiskers, Axis(scene.say.compare_axis, reference=0.0), story=story)


def _difference(row: dict[str, Any], scene: Scene) -> Whisker:
    numbers, say = scene.numbers, scene.say
    value, low, high = (100 * row[name] for name in ("difference", "low", "high"))
    note = say.points.format(value=numbers.signed(value))
    one, other = (scene.apart(numbers.percent(row[name])) for name in ("one_share", "other_share"))
    detail = say.one_against.format(one=one, other=other)
    colour, verdict = theme.FAINT, say.not_significant
    if row["is_significant"]:
        colour, verdict = (theme.CONVERTED, say.better) if value > 0 else (theme.DROPPED, say.worse)
    line = f"{row['event_name']}: {note}. {detail}. {verdict}"
    return Whisker(Row(row["event_name"], note, detail, verdict), value, low, high, colour=colour, line=line)
