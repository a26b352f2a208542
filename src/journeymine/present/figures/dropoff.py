"""Where journeys end: what became of those that entered each stage, by their last leaving of it.

From the published table `dropoff`; open journeys stand apart, for they are not lost.
"""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.present import theme
from journeymine.present.figures.frame import Story, blank
from journeymine.present.figures.rows import Axis, Part, Row, Stack, stack_figure
from journeymine.present.records import records
from journeymine.present.scene import Scene
from journeymine.present.small_cells import hides_rate, is_small, pool_small


@dataclass(frozen=True)
class DropoffOptions:
    """What to draw.

    Attributes:
        level: `stage`, in stage order, or another level, worst first.
        top: most rows at a level other than stage.
    """

    level: str = "stage"
    top: int = 12


@dataclass(frozen=True)
class DropoffRow:
    """What became of the journeys that entered a node."""

    level: str
    node: str
    entered_count: int
    dropped_count: int
    open_count: int
    finished_count: int
    forward_count: int | None
    skip_count: int | None
    back_count: int | None
    median_next_seconds: float | None

    @property
    def settled_count(self) -> int:
        """Entrants whose end is known."""
        return self.entered_count - self.open_count

    @property
    def onward_count(self) -> int:
        """Entrants that left the node forward; all that went on where no stage order tells the way."""
        ended = self.dropped_count + self.open_count + self.finished_count
        return self.entered_count - ended if self.forward_count is None else self.forward_count

    def rate(self, min_cell: int) -> float | None:
        """Drop-off rate; None where it must be withheld or nobody is settled."""
        hidden = hides_rate(self.dropped_count, self.settled_count, min_cell)
        return None if hidden else self.dropped_count / self.settled_count


def dropoff_rows(dropoff: pa.Table, scene: Scene, *, level: str = "stage") -> list[DropoffRow]:
    """Rows of a level that may be shown: stages in their order, other nodes worst first."""
    least = scene.about.min_cell
    rows = [row for row in records(dropoff, DropoffRow) if row.level == level]
    shown = [row for row in rows if row.entered_count and not is_small(row.entered_count, least)]
    if level == "stage":
        return sorted(shown, key=lambda row: scene.stage_index(level, row.node) or 0)
    return sorted(shown, key=lambda row: (-(row.rate(least) or 0), row.node))


def worst(rows: list[DropoffRow], min_cell: int) -> DropoffRow | None:
    """The row with the highest drop-off rate among those whose rate may be shown."""
    known = [row for row in rows if row.rate(min_cell)]
    return max(known, key=lambda row: row.rate(min_cell) or 0, default=None)


def dropoff_figure(dropoff: pa.Table, scene: Scene, *, options: DropoffOptions | None = None) -> go.Figure:
    """Draw what became of the entrants of each node as a divided bar."""
    chosen = options or DropoffOptions()
    rows = dropoff_rows(dropoff, scene, level=chosen.level)
    shown = rows if chosen.level == "stage" else rows[: chosen.top]
    if not shown:
        return blank(scene, scene.say.dropoff_empty)
    stacks = [Stack(_words(row, scene), fates(row, scene)) for row in shown]
    lines = tuple(f"{stack.row.label}: " + "; ".join(part.line for part in stack.parts) for stack in stacks)
    story = Story(
        _title(shown, scene), f"{scene.say.dropoff_caption} {scene.basis()}", lines, fate_key(scene)
    )
    return stack_figure(scene, stacks, Axis(scene.say.dropoff_axis, ".0%"), story=story)


def _title(rows: list[DropoffRow], scene: Scene) -> str:
    found = worst(rows, scene.about.min_cell)
    if found is None:
        return scene.say.dropoff_question
    rate = scene.numbers.percent(found.rate(scene.about.min_cell))
    return scene.say.dropoff_title.format(node=scene.quoted(found.level, found.node), rate=rate)


def fate_key(scene: Scene) -> tuple[tuple[str, str], ...]:
    """Names and colours of what may become of an entrant, in the order of the bars."""
    say = scene.say
    return (
        (say.forward, theme.FORWARD),
        (say.skip, theme.SKIP),
        (say.back, theme.BACK),
        (say.finished, theme.CONVERTED),
        (say.open, theme.OPEN),
        (say.dropped, theme.DROPPED),
        (say.pooled, theme.OTHER),
    )


def fates(row: DropoffRow, scene: Scene) -> tuple[Part, ...]:
    """What became of a node's entrants, as parts of a bar; parts that are too small stand together."""
    ahead = (row.onward_count, row.skip_count or 0, row.back_count or 0)
    counts = (*ahead, row.finished_count, row.open_count, row.dropped_count)
    named = [(name, colour, count) for (name, colour), count in zip(fate_key(scene), counts, strict=False)]
    pooled = pool_small(counts, scene.about.min_cell)
    kept = [each for place, each in enumerate(named) if each[2] and place not in pooled.indexes]
    kept += [(scene.say.pooled, theme.OTHER, pooled.count)] if pooled.count else []
    return tuple(_part(name, colour, count / row.entered_count, scene) for name, colour, count in kept)


def rate_words(row: DropoffRow, scene: Scene) -> str:
    """The drop-off rate of a node; says so where it is withheld."""
    rate = row.rate(scene.about.min_cell)
    if rate is None and row.dropped_count:
        return scene.say.withheld
    return scene.numbers.percent(rate or 0.0)


def loss_words(dropped: int, rate: float | None, scene: Scene) -> str:
    """How much is lost, in words; None with somebody dropped means withheld, without means nothing."""
    if rate is None and dropped:
        return scene.say.withheld
    return scene.say.lost.format(rate=scene.numbers.percent(rate or 0.0))


def _words(row: DropoffRow, scene: Scene) -> Row:
    note = loss_words(row.dropped_count, row.rate(scene.about.min_cell), scene)
    count = scene.numbers.count(row.entered_count)
    return Row(scene.say.label_count.format(label=scene.label(row.level, row.node), count=count), note)


def _part(name: str, colour: str, share: float, scene: Scene) -> Part:
    return Part(name, colour, share, f"{name}: {scene.numbers.percent(share)}")
