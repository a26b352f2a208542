"""Where it hurts: what is worse at a touchpoint than in the rest of its stage, with the customers' voice
beside.

From the published table `pain_points`; one picture per unit: shares, hours, or scores.
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

UNITS = {"drop": "share", "back": "share", "friction": "share", "slow": "hours", "score": "score"}
_UNITS_ORDER = ("share", "hours", "score")


@dataclass(frozen=True)
class PainOptions:
    """What to draw.

    Attributes:
        unit: `share` (drop, back, friction), `hours` (slow) or `score`.
        top: most rows.
    """

    unit: str = "share"
    top: int = 10


@dataclass(frozen=True)
class PainRow:
    """A pain point and the voice at the same place."""

    pain_id: str
    kind: str
    touchpoint: str
    stage: str
    owner: str | None
    rate: float
    baseline: float
    difference: float
    difference_low: float
    difference_high: float
    customer_count: int
    score_mean: float | None
    score_count: float | None
    is_voiced: bool
    first_seen_at: datetime | None
    last_seen_at: datetime | None

    @property
    def unit(self) -> str:
        """Unit of its figures."""
        return UNITS[self.kind]

    @property
    def badness(self) -> float:
        """Its difference, larger is worse."""
        return -self.difference if self.kind == "score" else self.difference


def pain_rows(pain_points: pa.Table, scene: Scene) -> list[PainRow]:
    """Pain points that may be shown: shares before hours and scores, then those that weigh most on
    customers.
    """
    rows = records(pain_points, PainRow)
    shown = [row for row in rows if not is_small(row.customer_count, scene.about.min_cell)]
    return sorted(
        shown, key=lambda row: (_UNITS_ORDER.index(row.unit), -row.customer_count * row.badness, row.pain_id)
    )


def pain_figure(pain_points: pa.Table, scene: Scene, *, options: PainOptions | None = None) -> go.Figure:
    """Draw the difference of each pain point from the rest of its stage, with its interval."""
    chosen = options or PainOptions()
    rows = [row for row in pain_rows(pain_points, scene) if row.unit == chosen.unit]
    rows = sorted(rows, key=lambda row: (-row.badness, row.pain_id))[: chosen.top]
    if not rows:
        return blank(scene, scene.say.pains_empty)
    whiskers = [_whisker(row, scene) for row in rows]
    title = scene.say.pains_title.format(
        touchpoint=scene.apart(place_label(rows[0], scene)),
        kind=kind_words(rows[0].kind, scene),
        difference=difference_words(rows[0], scene),
    )
    story = Story(title, scene.say.pains_caption, tuple(each.line for each in whiskers))
    return whisker_figure(scene, whiskers, _axis(chosen.unit, scene), story=story)


def _axis(unit: str, scene: Scene) -> Axis:
    say = scene.say
    titles = {"share": say.pains_axis_share, "hours": say.pains_axis_hours, "score": say.pains_axis_score}
    return Axis(titles[unit], reference=0.0)


def place_label(row: PainRow, scene: Scene) -> str:
    """Label of a pain point's place: a touchpoint's, or a friction's."""
    return scene.label("friction" if row.kind == "friction" else "touchpoint", row.touchpoint)


def kind_words(kind: str, scene: Scene) -> str:
    """What is worse, in words."""
    say = scene.say
    kinds = {"drop": say.pain_drop, "back": say.pain_back, "slow": say.pain_slow}
    return (kinds | {"score": say.pain_score, "friction": say.pain_friction}).get(kind, kind)


def seen_words(row: PainRow, scene: Scene) -> str:
    """The days between which it was seen; empty where they are not known."""
    if row.first_seen_at is None or row.last_seen_at is None:
        return ""
    return scene.numbers.days(row.first_seen_at, row.last_seen_at)


def _figure_name(kind: str, scene: Scene) -> str:
    """Name of the figure that is worse."""
    say = scene.say
    names = {"drop": say.dropoff, "back": say.back_rate, "slow": say.waiting, "score": say.score}
    return names.get(kind, say.abandonment)


def difference_words(row: PainRow, scene: Scene) -> str:
    """The difference with its unit."""
    return _in_unit(row.difference, row.unit, scene)


def _in_unit(value: float, unit: str, scene: Scene) -> str:
    numbers, say = scene.numbers, scene.say
    if unit == "share":
        return say.points.format(value=numbers.signed(100 * value))
    return say.hours.format(value=numbers.signed(value)) if unit == "hours" else numbers.score(value)


def voice_words(row: PainRow, scene: Scene) -> str:
    """What customers say at the same place, and whether it agrees with what they do."""
    say = scene.say
    if row.score_mean is None or is_small(row.score_count or 0, scene.about.min_cell):
        return say.voice_none
    phrase = say.voice_agrees if row.is_voiced else say.voice_differs
    return phrase.format(score=scene.numbers.score(row.score_mean))


def _whisker(row: PainRow, scene: Scene) -> Whisker:
    say, label = scene.say, place_label(row, scene)
    note = difference_words(row, scene)
    ends = (_in_unit(row.difference_low, row.unit, scene), _in_unit(row.difference_high, row.unit, scene))
    customers = f"{say.customers}: {scene.numbers.count(row.customer_count)}"
    what = seen_words(row, scene) if row.kind == "friction" else _figure_name(row.kind, scene)
    detail = scene.side_by_side(row.owner, what)
    voice = voice_words(row, scene)
    between = say.between.format(low=ends[0], high=ends[1])
    facts = ". ".join((kind_words(row.kind, scene), detail, customers, voice))
    line = f"{label}: {note} ({between}). {facts}"
    colour = theme.DROPPED if row.is_voiced else theme.BACK
    scale = 100 if row.unit == "share" else 1
    figure = (scale * value for value in (row.difference, row.difference_low, row.difference_high))
    return Whisker(Row(label, note, detail, voice), *figure, colour=colour, line=line)
