"""The report's blocks as Dash components, under the same class names, so that one style sheet serves both.

Texts become text nodes, never HTML: a label shows its signs as they are.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from journeymine.present import theme
from journeymine.present.blocks import (
    Block,
    CardsBlock,
    DefinitionsBlock,
    FigureBlock,
    MapBlock,
    Meter,
    Sheet,
    SheetRow,
    SheetsBlock,
    TableBlock,
    TextBlock,
)
from journeymine.present.dashboard.pages.journey_map import map_view
from journeymine.present.dashboard.pages.parts import attributes, key, quiet_words, words_below
from journeymine.present.figures.headline import Card
from journeymine.present.words import Phrases

_DRAWN: Any = {"displayModeBar": False, "responsive": True, "displaylogo": False, "scrollZoom": False}


def block_view(block: Block, say: Phrases, *, is_whole: bool) -> Component:
    """A block as a component.

    Args:
        block: one of the report's.
        say: words of the reader's language.
        is_whole: whether it is of the whole map; else the map leaves out voice and pain points.
    """
    match block:
        case TextBlock():
            view = html.P(block.text, className="note")
        case CardsBlock():
            view = html.Dl([_card(card) for card in block.cards], className=f"cards {block.style}")
        case FigureBlock():
            view = _figure(block, say)
        case TableBlock():
            view = _table(block, say)
        case DefinitionsBlock():
            view = _definitions(block)
        case MapBlock():
            view = map_view(block, say, is_whole=is_whole)
        case SheetsBlock():
            view = _sheets(block, say)
    return view


def _card(card: Card) -> Component:
    value = html.Dd(html.Bdi(card.value), className="value")
    detail = [html.Dd(card.detail, className="detail")] if card.detail else []
    return html.Div([html.Dt(card.name), value, *detail], className=f"card {card.tone}")


@cache
def _template() -> dict[str, Any]:
    return json.loads(json.dumps(theme.template().to_plotly_json()))


def _figure(block: FigureBlock, say: Phrases) -> Component:
    layout: Any = block.data["layout"]
    figure = {"data": block.data["data"], "layout": {**layout, "template": _template()}}
    width = {"minWidth": f"{block.min_width}px"} if block.min_width else {}
    style = {"height": f"{block.height}px", **width}
    plot = html.Div(
        dcc.Graph(figure=figure, config=_DRAWN, style={"height": "100%", "width": "100%"}),
        className="plot",
        dir="ltr",
        role="img",
        style=style,
        **attributes({"aria-label": block.story.title}),
    )
    return html.Figure(
        [
            html.H3(block.story.title),
            *key(block.story.key),
            html.Div(
                plot,
                className="scroller",
                tabIndex=0,
                role="group",
                **attributes({"aria-label": block.story.title}),
            ),
            html.Figcaption(words_below(block.story, say)),
        ],
        id=f"figure-{block.name}",
    )


def _table(block: TableBlock, say: Phrases) -> Component:
    heads = [html.Th(head.text, scope="col", className=_kind(head.is_number)) for head in block.headers]
    last = len(block.rows) - 1
    rows = [
        html.Tr(
            [_cell(block, place, cell) for place, cell in enumerate(row)],
            className="total" if block.has_total and number == last else "",
        )
        for number, row in enumerate(block.rows)
    ]
    title = [html.H3(block.title)] if block.title else []
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)])
    return html.Div([*title, table, *quiet_words(block.caption, say)], className="table")


def _kind(is_number: bool) -> str:  # noqa: FBT001 - the header's own mark
    return "number" if is_number else ""


def _cell(block: TableBlock, place: int, cell: str | Meter) -> Component:
    header = block.headers[place]
    content = html.Bdi(cell) if isinstance(cell, str) else _meter(cell)
    return html.Td(content, className=_kind(header.is_number), **attributes({"data-label": header.text}))


def _meter(meter: Meter) -> Component:
    span = html.I(style={"insetInlineStart": f"{meter.start:.1f}%", "width": f"{meter.width:.1f}%"})
    mark = html.U(style={"insetInlineStart": f"{meter.at:.1f}%"})
    text = [html.B(html.Bdi(meter.text)), " ", html.Bdi(meter.detail, className="detail")]
    return html.Span([*text, html.Span([span, mark], className="range")], className="meter")


def _definitions(block: DefinitionsBlock) -> Component:
    items = [html.Div([html.Dt(name), html.Dd(meaning)]) for name, meaning in block.items]
    return html.Div([html.H3(block.title), html.Dl(items, className="definitions")], className="glossary")


def _sheets(block: SheetsBlock, say: Phrases) -> Component:
    sheets = html.Div([_sheet(sheet) for sheet in block.sheets], className="sheets")
    return html.Div([sheets, *quiet_words(block.caption, say)])


def _sheet(sheet: Sheet) -> Component:
    facts = [html.Div([html.Dt(name), html.Dd(html.Bdi(value))]) for name, value in sheet.facts]
    return html.Article(
        [
            html.H3(html.Bdi(sheet.name)),
            html.P(sheet.note, className="under"),
            html.Dl(facts, className="facts"),
            *_path(sheet.rows),
        ],
        className=f"sheet {sheet.tone}",
    )


def _path(rows: Sequence[SheetRow]) -> Sequence[Component]:
    lines = [
        html.Li(
            [
                html.Span(html.Bdi(row.label), className="name"),
                html.Span(row.text, className="text"),
                html.Span(
                    html.I(
                        html.B(
                            style={"width": f"{100 * row.lost_width / row.width if row.width else 0:.1f}%"}
                        ),
                        style={"width": f"{row.width}%"},
                    ),
                    className="bar",
                ),
            ]
        )
        for row in rows
    ]
    return [html.Ul(lines, className="path")] if lines else []
