"""The frame around the pages: sidebar with title and pages, bar of filters, room for the content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from journeymine.present import theme
from journeymine.present.dashboard.address import Address, write_address
from journeymine.present.dashboard.filters import Options, filter_bar
from journeymine.present.dashboard.pages.catalogue import PAGES, Page, page_named
from journeymine.present.dashboard.pages.parts import attributes
from journeymine.present.dashboard.state import Edition
from journeymine.present.dashboard.words import BoardWords, board_words
from journeymine.present.numbers import Numbers
from journeymine.present.words import LANGUAGES, Phrases, Words

TICK = 4000
PAGES_IN_ORDER = (
    *(page for page in PAGES if page.follows_filters),
    *(page for page in PAGES if not page.follows_filters),
)
_OLD = timedelta(hours=26)


def shell() -> Component:
    """What every page load starts with; the frame follows when the address is known."""
    look: Any = {
        "fontFamily": theme.FONT,
        "primaryColor": "journey",
        "primaryShade": 6,
        "colors": {"journey": _shades(theme.FORWARD)},
    }
    return dmc.MantineProvider(
        html.Div(
            [
                dcc.Location(id="url", refresh=False),
                dcc.Store(id="language"),
                html.Div(id="root"),
            ]
        ),
        forceColorScheme="light",
        theme=look,
    )


def frame(edition: Edition, address: Address, options: Options) -> Component:
    """The frame in the language of the address."""
    language = address.language or edition.language
    words, board = Words(language), board_words(language)
    say = words.phrases
    bar = filter_bar(options, address.filters, board, language)
    main = html.Main(
        [
            html.Div(
                _filters(bar, filters_title(address, language)),
                id="filters",
                className=filters_class(address),
            ),
            dcc.Loading(
                html.Div(id="content"),
                delay_show=300,
                overlay_style={"visibility": "visible", "opacity": 0.45},
                custom_spinner=html.P(board.loading, className="loading", role="status"),
                parent_className="content-frame",
            ),
        ],
        id="main",
        tabIndex=-1,
    )
    page = html.Div(
        [
            dcc.Location(id="here", refresh=False),
            dcc.Interval(id="tick", interval=TICK),
            dcc.Store(id="generation"),
            dcc.Store(id="place"),
            html.A(say.skip_to_content, href="#main", className="skip"),
            _sidebar(edition, address, board, say),
            main,
        ],
        className="board",
    )
    return dmc.DirectionProvider(page, direction="rtl" if words.is_rtl else "ltr")


def filters_class(address: Address) -> str:
    """Class of the filters' place: hidden on pages that they do not change."""
    marks = ("filters", "set" if address.filters.count else "", "" if _follows(address) else "hidden")
    return " ".join(mark for mark in marks if mark)


def _follows(address: Address) -> bool:
    return page_named(address.page).follows_filters


def filters_title(address: Address, language: str) -> str:
    """Words of the button that opens the filters, with how many are set."""
    board, count = board_words(language), address.filters.count
    return board.filters_set.format(count=Numbers(language).count(count)) if count else board.filters


def _filters(bar: Component, title: str) -> Sequence[Component]:
    toggle = html.Button(
        title,
        id="filters-toggle",
        className="toggle",
        type="button",
        n_clicks=0,
        **attributes({"aria-expanded": "false", "aria-controls": "filters-panel"}),
    )
    return [toggle, html.Div(bar, id="filters-panel", className="panel")]


def _sidebar(edition: Edition, address: Address, board: BoardWords, say: Phrases) -> Component:
    toggle = html.Button(
        board.menu,
        id="menu-toggle",
        className="toggle",
        type="button",
        n_clicks=0,
        **attributes({"aria-expanded": "false", "aria-controls": "menu-panel"}),
    )
    groups = [(board.group_filtered, True), (board.group_whole, False)]
    nav = html.Nav(
        [
            part
            for title, follows in groups
            for part in _group(
                title, [page for page in PAGES_IN_ORDER if page.follows_filters == follows], address, say
            )
        ],
        **attributes({"aria-label": board.menu}),
    )
    panel = html.Div([nav, _foot(edition, address, board)], id="menu-panel", className="panel")
    head = html.Div([html.P(html.Bdi(edition.title), className="map-title"), toggle], className="masthead")
    return html.Header([head, panel], className="sidebar")


def _group(title: str, pages: list[Page], address: Address, say: Phrases) -> Sequence[Component]:
    links = [
        dmc.NavLink(
            id={"page": page.name},
            label=page.title(say),
            href=href(address, page=page.name),
            active=page.name == address.page,
            className="page-link",
            **attributes({"aria-current": current(page, address)}),
        )
        for page in pages
    ]
    return [html.P(title, className="group"), *links]


def _foot(edition: Edition, address: Address, board: BoardWords) -> Component:
    languages = [
        html.A(
            board_words(language).name,
            id={"language": language},
            href=href(address, language=language),
            lang=language,
            className="chosen" if language == (address.language or edition.language) else "",
        )
        for language in LANGUAGES
    ]
    switch = html.Div(
        languages, className="languages", role="group", **attributes({"aria-label": board.language})
    )
    return html.Footer([switch, html.Div(id="edition", className="edition")])


def edition_view(edition: Edition, age: timedelta, language: str) -> Sequence[Component]:
    """Generation, as-of time and age; a warning where it is old or not the newest."""
    from babel.dates import format_timedelta

    board, numbers = board_words(language), Numbers(language)
    ago = format_timedelta(-age, add_direction=True, locale=language)
    lines = [
        board.edition.format(
            generation=numbers.count(edition.generation), as_of=numbers.moment(edition.as_of)
        ),
        board.published.format(age=ago),
    ]
    warnings = [board.is_old] if age > _OLD else []
    warnings += [edition.note] if edition.note else []
    return [html.P(line) for line in lines] + [html.P(text, className="warning") for text in warnings]


def current(page: Page, address: Address) -> str:
    """What a page's link says of itself to readers who hear the page."""
    return "page" if page.name == address.page else "false"


def href(address: Address, *, page: str | None = None, language: str | None = None) -> str:
    """A link to another page or language with the same filters."""
    return write_address(
        replace(address, page=page or address.page, language=language or address.language, unread=())
    )


def _shades(colour: str) -> list[str]:
    """Ten shades of a colour, itself the seventh, as Mantine wants them."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    mixes = (0.93, 0.84, 0.7, 0.55, 0.38, 0.18, 0.0, -0.1, -0.2, -0.3)
    return ["#" + "".join(f"{_mixed(part, mix):02x}" for part in parts) for mix in mixes]


def _mixed(part: int, mix: float) -> int:
    """A part of a colour mixed with white (above 0) or black (below)."""
    return round(part + (255 - part) * mix) if mix >= 0 else round(part * (1 + mix))
