"""What customers say: NPS, or mean answers of another scale, by stage and touchpoint, with 95 % intervals.

From the published table `experience`.
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

_SCALES = {"nps": (-100.0, 100.0), "csat": (1.0, 5.0), "ces": (1.0, 7.0), "stars": (1.0, 5.0)}


@dataclass(frozen=True)
class ExperienceOptions:
    """What to draw.

    Attributes:
        kind: `nps`, `csat`, `ces` or `stars`.
        top: most touchpoints, worst first; stages are always all drawn.
    """

    kind: str = "nps"
    top: int = 8


@dataclass(frozen=True)
class ExperienceRow:
    """Answers credited to a place."""

    scope: str
    name: str
    score_kind: str
    answer_count: float
    mean: float | None
    mean_low: float | None
    mean_high: float | None
    nps: float | None
    nps_low: float | None
    nps_high: float | None

    def figure(self) -> tuple[float, float, float] | None:
        """Value with its interval: the NPS, or the mean in its own scale."""
        nps = (self.nps, self.nps_low, self.nps_high)
        value, low, high = nps if self.score_kind == "nps" else (self.mean, self.mean_low, self.mean_high)
        return None if value is None or low is None or high is None else (value, low, high)


def experience_rows(experience: pa.Table, scene: Scene, *, kind: str) -> list[ExperienceRow]:
    """Rows of one scale that may be shown: all, then stages in order, then touchpoints worst first."""
    rows = [row for row in records(experience, ExperienceRow) if row.score_kind == kind]
    shown = [row for row in rows if row.answer_count >= scene.about.min_cell and row.figure() is not None]
    scopes = ("all", "stage", "touchpoint")

    def order(row: ExperienceRow) -> tuple[int, float, str]:
        place = scene.stage_index("stage", row.name) if row.scope == "stage" else (row.figure() or (0.0,))[0]
        return (scopes.index(row.scope), place or 0.0, row.name)

    return sorted(shown, key=order)


def experience_figure(
    experience: pa.Table, scene: Scene, *, options: ExperienceOptions | None = None
) -> go.Figure:
    """Draw a score with its interval for everybody, each stage and the touchpoints that score worst."""
    chosen = options or ExperienceOptions()
    rows = experience_rows(experience, scene, kind=chosen.kind)
    places = [row for row in rows if row.scope == "touchpoint"][: chosen.top]
    shown = [row for row in rows if row.scope != "touchpoint"] + places
    if not shown:
        return blank(scene, scene.say.experience_empty)
    whiskers = [each for each in (_whisker(row, scene) for row in shown) if each is not None]
    story = Story(_title(shown, scene), scene.say.experience_caption, tuple(each.line for each in whiskers))
    low, high = _SCALES[chosen.kind]
    title = scene.say.experience_axes[chosen.kind]
    axis = Axis(title, "~g", reference=0.0 if chosen.kind == "nps" else None, low=low, high=high)
    return whisker_figure(scene, whiskers, axis, story=story)


def value_text(row: ExperienceRow, value: float, scene: Scene) -> str:
    """A score as readers write it: NPS signed and whole, others with one decimal."""
    return scene.numbers.whole(value) if row.score_kind == "nps" else scene.numbers.decimal(value)


def _title(rows: list[ExperienceRow], scene: Scene) -> str:
    places = [row for row in rows if row.scope == "touchpoint"]
    figure = places[0].figure() if places else None
    if figure is None:
        return scene.say.experience_question
    place = scene.quoted("touchpoint", places[0].name)
    return scene.say.experience_title.format(place=place, score=value_text(places[0], figure[0], scene))


def _whisker(row: ExperienceRow, scene: Scene) -> Whisker | None:
    figure = row.figure()
    if figure is None:
        return None
    label = scene.say.everybody if row.scope == "all" else scene.label(row.scope, row.name)
    note, low, high = (value_text(row, value, scene) for value in figure)
    between = scene.say.between.format(low=low, high=high)
    kinds = {"all": "", "stage": f"{scene.say.stage} · ", "touchpoint": f"{scene.say.touchpoint} · "}
    detail = f"{kinds[row.scope]}{scene.say.answers}: {scene.numbers.count(row.answer_count)}"
    line = f"{label}: {note} ({between}). {detail}"
    colours = {"all": theme.INK, "stage": theme.FORWARD, "touchpoint": theme.BUYER}
    return Whisker(Row(label, note, detail, between), *figure, colour=colours[row.scope], line=line)
