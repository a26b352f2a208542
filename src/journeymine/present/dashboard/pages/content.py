"""A page's components: heading, what it covers, its blocks; or one sentence where nothing may be shown."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from journeymine.present.blocks import Block, CardsBlock, FigureBlock, MapBlock, Section, TextBlock
from journeymine.present.dashboard.gallery import Hanging
from journeymine.present.dashboard.pages.blocks import block_view
from journeymine.present.dashboard.pages.catalogue import FIRST, Page
from journeymine.present.dashboard.pages.touchpoints import touchpoint_grid
from journeymine.present.dashboard.words import BoardWords
from journeymine.present.numbers import Numbers
from journeymine.present.scene import Scene
from journeymine.present.words import Phrases, Words


def page_view(page: Page, hanging: Hanging, board: BoardWords) -> Sequence[Component]:
    """The components of a page."""
    words = Words(hanging.about.language)
    say, numbers = words.phrases, Numbers(hanging.about.language)
    lead = _lead(page, hanging, board)
    head = [html.H1(page.title(say)), *([html.P(lead, className="lead")] if lead else [])]
    if hanging.refusal is not None:
        sentence = str(getattr(board, hanging.refusal))
        return [*head, notice(sentence.format(min_cell=numbers.count(hanging.about.min_cell)))]
    is_whole = hanging.filters.is_everything
    blocks = _blocks(page, hanging, say)
    shown = [block_view(block, say, is_whole=is_whole) for block in blocks]
    body = _in_report_style(shown, words)
    return [
        *head,
        html.P(extent_words(page, hanging, board, numbers), className="extent", role="status"),
        *([notice(board.left_out)] if page.has_findings and not is_whole else []),
        body,
        *(_grid(hanging, board) if page.name == "map" else []),
    ]


def notice(text: str) -> Component:
    """A sentence that stands out quietly."""
    return html.P(text, className="notice")


def extent_words(page: Page, hanging: Hanging, board: BoardWords, numbers: Numbers) -> str:
    """How many journeys and customers a page is about."""
    if not page.follows_filters:
        return board.whole_map
    extent = hanging.extent
    pattern = board.extent if hanging.filters.is_everything else board.extent_part
    return pattern.format(
        journeys=numbers.count(extent.journeys),
        customers=numbers.count(extent.customers),
        all_journeys=numbers.count(extent.all_journeys),
        all_customers=numbers.count(extent.all_customers),
    )


def _lead(page: Page, hanging: Hanging, board: BoardWords) -> str:
    own = {"map": board.lead_map, "lost": board.lead_lost}.get(page.name)
    if own is not None:
        return own
    section = hanging.sections.get(page.section)
    return section.lead if section else ""


def _blocks(page: Page, hanging: Hanging, say: Phrases) -> Sequence[Block]:
    """The blocks of a page; under a filter without those that only the whole map can fill."""
    section = hanging.sections.get(page.section)
    blocks = section.blocks if section else ()
    if page.section == "lost":
        blocks = [block for block in blocks if isinstance(block, MapBlock) == (page.name == "map")]
    if page.name == FIRST:
        blocks = (*blocks, *_named(hanging.sections.get("lost"), "dropoff"))
    if hanging.filters.is_everything:
        return blocks
    return [block for block in blocks if not _is_finding(block, say)]


def _named(section: Section | None, name: str) -> list[Block]:
    return (
        [block for block in section.blocks if isinstance(block, FigureBlock) and block.name == name]
        if section
        else []
    )


def _is_finding(block: Block, say: Phrases) -> bool:
    if isinstance(block, CardsBlock):
        return block.style == "answers"
    return isinstance(block, TextBlock) and block.text == say.pains_empty


def _in_report_style(blocks: Sequence[Component], words: Words) -> Component:
    """Blocks under the report's style sheet, which wants their direction and language above them."""
    inner = html.Div(list(blocks), dir="rtl" if words.is_rtl else "ltr", lang=words.language)
    return html.Div(inner, className="report")


def _grid(hanging: Hanging, board: BoardWords) -> Sequence[Component]:
    scene = Scene(hanging.about, (), ())
    grid = touchpoint_grid(hanging.touchpoints, scene, has_voice=hanging.filters.is_everything)
    return [
        html.H2(board.all_touchpoints),
        html.P(board.sort_hint, className="lead"),
        html.Div(grid, className="grid", dir="rtl" if scene.is_rtl else "ltr"),
    ]
