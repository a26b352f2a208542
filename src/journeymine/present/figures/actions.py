"""What to do first: actions in the order of value at stake over effort.

From the published table `actions`; a picture for boards, and the same rows for a table.
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


@dataclass(frozen=True)
class ActionRow:
    """An action with what it may bring."""

    action_id: str
    pain_id: str
    touchpoint: str
    stage: str
    owner: str | None
    fix: str
    customers_per_month: float
    value_at_stake: float | None
    value_low: float | None
    value_high: float | None
    currency: str | None
    effort: str
    rank: int


def action_rows(actions: pa.Table, scene: Scene) -> list[ActionRow]:
    """Actions by rank; those about too few customers are left out."""
    rows = records(actions, ActionRow)
    shown = [row for row in rows if not is_small(row.customers_per_month, scene.about.min_cell)]
    return sorted(shown, key=lambda row: (row.rank, row.action_id))


def fix_words(fix: str, scene: Scene) -> str:
    """The kind of fix in words; as the table has it where no words are known."""
    return scene.say.fixes.get(fix, fix)


def action_label(row: ActionRow, scene: Scene) -> str:
    """Label of the place where an action is taken."""
    label = scene.label("touchpoint", row.touchpoint)
    return scene.label("friction", row.touchpoint) if label == row.touchpoint else label


def effort_words(effort: str, scene: Scene) -> str:
    """The effort in words."""
    say = scene.say
    return {"low": say.effort_low, "medium": say.effort_medium, "high": say.effort_high}.get(effort, effort)


def value_words(row: ActionRow, scene: Scene) -> str:
    """Value at stake in a month."""
    return scene.numbers.money(row.value_at_stake, row.currency)


def between_words(row: ActionRow, scene: Scene) -> str:
    """Interval of the value at stake; empty where it is not known."""
    if row.value_low is None or row.value_high is None:
        return ""
    low, high = (scene.numbers.money(end, row.currency) for end in (row.value_low, row.value_high))
    return scene.say.between.format(low=low, high=high)


def actions_figure(actions: pa.Table, scene: Scene, *, top: int = 8) -> go.Figure:
    """Draw the value at stake of each action with its interval, first action on top."""
    rows = action_rows(actions, scene)[:top]
    whiskers = [each for each in (_whisker(row, scene) for row in rows) if each is not None]
    if not whiskers:
        return blank(scene, scene.say.actions_empty)
    title = scene.say.actions_title.format(
        fix=fix_words(rows[0].fix, scene), touchpoint=action_label(rows[0], scene)
    )
    story = Story(title, scene.say.actions_caption, tuple(each.line for each in whiskers))
    unit = scene.about.currency or scene.say.no_currency
    axis = Axis(scene.say.actions_axis.format(currency=unit), "~s", reference=0.0)
    return whisker_figure(scene, whiskers, axis, story=story)


def _whisker(row: ActionRow, scene: Scene) -> Whisker | None:
    if row.value_at_stake is None or row.value_low is None or row.value_high is None:
        return None
    label = f"{scene.numbers.count(row.rank)}. {action_label(row, scene)}"
    note, between = value_words(row, scene), between_words(row, scene)
    effort = f"{scene.say.effort}: {effort_words(row.effort, scene)}"
    detail = scene.side_by_side(fix_words(row.fix, scene), row.owner, effort)
    colour = theme.DROPPED if row.value_low > 0 else theme.FAINT
    line = f"{label}: {note} ({between}). {detail}"
    return Whisker(
        Row(label, note, detail, between), row.value_at_stake, row.value_low, row.value_high, colour, line
    )
