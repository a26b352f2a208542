"""The parts that a page is made of, as data: the templates only place them, so a test can read them
without a browser.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import plotly.graph_objects as go

from journeymine.present.figures.frame import Story, lift
from journeymine.present.figures.headline import Card


@dataclass(frozen=True)
class TextBlock:
    """A plain sentence."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class CardsBlock:
    """Figures or answers side by side.

    Attributes:
        cards: in reading order.
        style: `answers` for the four questions, `numbers` for figures.
    """

    cards: tuple[Card, ...]
    style: str
    kind: str = "cards"


@dataclass(frozen=True)
class FigureBlock:
    """A picture with its words outside it.

    Attributes:
        name: id on the page.
        story: title, caption, lines.
        height: height in pixels.
        min_width: width below which the picture scrolls sideways instead of shrinking; 0 for none.
        data: plotly data and layout.
    """

    name: str
    story: Story
    height: int
    min_width: int
    data: Mapping[str, object] = field(repr=False)
    kind: str = "figure"


@dataclass(frozen=True)
class Header:
    """A column of a table."""

    text: str
    is_number: bool = False


@dataclass(frozen=True)
class Meter:
    """A figure in a table with its interval drawn beneath, all places in percent of the column's width.

    Attributes:
        text: the figure.
        detail: its interval.
        start: where the interval starts.
        width: how wide it is.
        at: where the figure lies.
    """

    text: str
    detail: str
    start: float
    width: float
    at: float


@dataclass(frozen=True)
class TableBlock:
    """A table of texts and meters; the last row may be a total.

    Attributes:
        title: heading above it; empty for none.
        headers: its columns.
        rows: its cells.
        caption: how it was computed; empty for none.
        has_total: whether the last row sums the others.
        note: what else a reader must know, such as rows left out.
    """

    title: str
    headers: tuple[Header, ...]
    rows: tuple[tuple[str | Meter, ...], ...]
    caption: str = ""
    has_total: bool = False
    note: str = ""
    kind: str = "table"

    def cut(self, most: int, note: str) -> TableBlock:
        """The first rows only, saying so with a note that has places for `shown` and `all`."""
        if len(self.rows) <= most:
            return self
        return replace(self, rows=self.rows[:most], note=note.format(shown=most, all=len(self.rows)))


@dataclass(frozen=True)
class DefinitionsBlock:
    """Words with their meanings."""

    title: str
    items: tuple[tuple[str, str], ...]
    kind: str = "definitions"


@dataclass(frozen=True)
class Segment:
    """A piece of a small divided bar: colour, width in percent, what it says."""

    colour: str
    width: float
    text: str


@dataclass(frozen=True)
class CellView:
    """A touchpoint's card on the map, every figure as text.

    Attributes:
        label: its label.
        place: channel and team.
        quiet: what stands instead of figures, where there are none to show.
        customers: number of customers.
        volume: width of its bar in percent.
        loss: drop-off; empty where not known.
        effect: effect on going on; empty where not to be told from nothing.
        effect_tone: `good` or `bad`.
        score: mean score; empty where not heard.
        score_at: place of the score between -1 (0) and 1 (100).
        hurts: whether a pain point lies here.
    """

    label: str
    place: str
    quiet: str = ""
    customers: str = ""
    volume: float = 0
    loss: str = ""
    effect: str = ""
    effect_tone: str = ""
    score: str = ""
    score_at: float = 50
    hurts: bool = False


@dataclass(frozen=True)
class StageView:
    """A stage's column on the map.

    Attributes:
        label: its label.
        entered: journeys that entered.
        loss: its drop-off.
        is_worst: whether it loses most.
        after: how long until journeys move on.
        fate: what became of its entrants.
        feeling: mean score as text; empty where not heard.
        curve: the line of feelings through this column, as points of a 100 x 40 box; empty where there is
            none.
        feeling_at: height of the feeling in that box.
        pain: what hurts most here.
        cells: its touchpoints.
    """

    label: str
    entered: str
    loss: str
    is_worst: bool
    after: str
    fate: tuple[Segment, ...]
    feeling: str
    curve: str
    feeling_at: float
    pain: str
    cells: tuple[CellView, ...]


@dataclass(frozen=True)
class HalfView:
    """A half of the map: `buyer` or `owner`, its name and its stages."""

    half: str
    name: str
    stages: tuple[StageView, ...]


@dataclass(frozen=True)
class MapBlock:
    """The journey map."""

    story: Story
    halves: tuple[HalfView, ...]
    kind: str = "map"


@dataclass(frozen=True)
class SheetRow:
    """A stage in a persona's path: label, width of its bar, of that the part lost, figures."""

    label: str
    width: float
    lost_width: float
    text: str


@dataclass(frozen=True)
class Sheet:
    """A persona or a half on one card: name, line under it, figures, stages."""

    name: str
    note: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[SheetRow, ...] = ()
    tone: str = ""


@dataclass(frozen=True)
class SheetsBlock:
    """Cards side by side, with a line on how they were computed."""

    sheets: tuple[Sheet, ...]
    caption: str = ""
    kind: str = "sheets"


Block = TextBlock | CardsBlock | FigureBlock | TableBlock | DefinitionsBlock | MapBlock | SheetsBlock


@dataclass(frozen=True)
class Section:
    """A chapter of the page: its anchor, title, one line on what it holds, and its blocks."""

    name: str
    title: str
    lead: str
    blocks: tuple[Block, ...]


def figure_block(name: str, figure: go.Figure, *, min_width: int = 0) -> FigureBlock | TextBlock:
    """A picture as a block; its sentence alone where there is nothing to draw."""
    lifted = lift(figure)
    if lifted.is_empty:
        return TextBlock(lifted.story.title)
    data = json.loads(str(lifted.figure.to_json()))
    layout = data["layout"]
    for key in ("template", "meta"):
        layout.pop(key, None)
    return FigureBlock(name, lifted.story, int(layout["height"]), min_width, data)
