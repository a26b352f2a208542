"""The application: `create_app` puts frame, pages and callbacks together over the published generation.

Every callback reads the address; the address is the only state of a reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component
from flask import Flask, Response, jsonify, request
from markupsafe import escape

from journeymine.errors import NothingPublished
from journeymine.present.dashboard import layout, look
from journeymine.present.dashboard.address import Address, Filters, read_address, write_address
from journeymine.present.dashboard.filters import (
    KINDS,
    Options,
    choices,
    filters_of,
    held_values,
    presets,
    read_options,
)
from journeymine.present.dashboard.gallery import Gallery
from journeymine.present.dashboard.pages.catalogue import page_named
from journeymine.present.dashboard.pages.content import notice, page_view
from journeymine.present.dashboard.security import guard, log_fault
from journeymine.present.dashboard.state import Clock, Holder
from journeymine.present.dashboard.words import board_words
from journeymine.present.words import LANGUAGES, Words

Held = tuple[Sequence[str | None] | None, list[str] | None, list[str] | None, list[str] | None]
_CONTROLS = ("period", *KINDS)


class _Board(Dash):
    """Dash whose page names its language and direction before any script runs."""

    holder: Holder

    def interpolate_index(  # noqa: PLR0913, PLR0917 - the signature is Dash's
        self,
        metas: str = "",
        title: str = "",  # noqa: ARG002
        css: str = "",
        config: str = "",
        scripts: str = "",
        app_entry: str = "",  # noqa: ARG002
        favicon: str = "",  # noqa: ARG002
        renderer: str = "",
    ) -> str:
        """The page before any component is drawn."""
        edition = self.holder.edition()
        language = read_address(request.query_string.decode("utf-8", "replace")).language or edition.language
        direction = "rtl" if Words(language).is_rtl else "ltr"
        waiting = f'<div class="_dash-loading">{board_words(language).loading}</div>'
        return (
            f'<!doctype html>\n<html lang="{language}" dir="{direction}">\n<head>\n{metas}\n'
            f'<title>{escape(edition.title)}</title>\n<link rel="icon" href="data:,">\n{css}\n</head>\n'
            f'<body>\n<div id="react-entry-point">{waiting}</div>\n'
            f"<footer>{config}{scripts}{renderer}</footer>\n</body>\n</html>\n"
        )


def create_app(warehouse: Path | str, clock: Clock) -> Dash:
    """The dashboard of a warehouse, ready to be served; it follows each new generation by itself.

    Args:
        warehouse: the warehouse's folder.
        clock: gives the time now, with a zone.

    Raises:
        NothingPublished: nothing was published there yet.
    """
    holder = Holder(Path(warehouse), clock)
    app = _Board(
        "journeymine",
        assets_folder=str(Path(__file__).parent / "assets"),
        external_stylesheets=[look.STYLE],
        external_scripts=[look.CALENDAR],
        update_title="",
        add_log_handler=False,
        on_error=log_fault,
        include_pages_meta=False,
    )
    _never_debug(app)
    app.holder = holder
    app.layout = layout.shell()
    nothing = layout.frame(holder.edition(), Address(), Options(None, None, {}))
    app.validation_layout = html.Div([layout.shell(), nothing])
    _tell_generation(app, holder)
    _build_frame(app, holder)
    _follow_address(app)
    _offer_choices(app, holder)
    _fill_page(app, Gallery(holder))
    _run_in_browser(app)
    server: Flask = app.server
    look.serve_look(server)
    _answer_health(server, holder)
    guard(server, app.csp_hashes())
    return app


def _never_debug(app: Dash) -> None:
    """Dash reads its tools for developers from the environment where they are not refused here."""
    app.enable_dev_tools(
        debug=False,
        dev_tools_ui=False,
        dev_tools_props_check=False,
        dev_tools_serve_dev_bundles=False,
        dev_tools_hot_reload=False,
        dev_tools_silence_routes_logging=False,
        dev_tools_disable_version_check=True,
        dev_tools_prune_errors=True,
        dev_tools_validate_callbacks=False,
    )


def _frame(holder: Holder, address: Address) -> Component:
    with holder.using() as (edition, snapshot):
        options = read_options(snapshot, address.language or edition.language)
    return layout.frame(edition, address, options)


def _tell_generation(app: Dash, holder: Holder) -> None:
    @app.callback(
        Output("generation", "data"),
        Output("edition", "children"),
        Input("tick", "n_intervals"),
        State("language", "data"),
        State("generation", "data"),
    )
    def tell(_ticks: int | None, language: str | None, known: str | None) -> tuple[Any, Any]:
        edition = holder.edition()
        lines = layout.edition_view(edition, holder.age(), language or edition.language)
        return no_update if edition.key == known else edition.key, lines


def _build_frame(app: Dash, holder: Holder) -> None:
    @app.callback(
        Output("root", "children"),
        Output("language", "data"),
        Input("url", "search"),
        State("language", "data"),
    )
    def build(search: str | None, built: str | None) -> tuple[Any, Any]:
        address = read_address(search)
        language = address.language or holder.edition().language
        if language == built:
            return no_update, no_update
        try:
            return _frame(holder, address), language
        except Exception as error:  # noqa: BLE001 - a reader is told in one sentence, whatever it was
            log_fault(error)
            return notice(board_words(language).failed), no_update


def _follow_address(app: Dash) -> None:
    """Keep links, controls and address in step: what was touched last leads."""

    @app.callback(
        output={
            "search": Output("here", "search"),
            "pages": Output({"page": ALL}, "href"),
            "active": Output({"page": ALL}, "active"),
            "current": Output({"page": ALL}, "aria-current"),
            "languages": Output({"language": ALL}, "href"),
            "filters": Output("filters", "className"),
            "title": Output("filters-toggle", "children"),
            "held": [Output(name, "value") for name in _CONTROLS],
        },
        inputs={
            "search": Input("here", "search"),
            "held": [Input(name, "value") for name in _CONTROLS],
            "clears": Input("clear", "n_clicks"),
        },
        state={
            "language": State("language", "data"),
            "ends": [State("period", "minDate"), State("period", "maxDate")],
        },
        prevent_initial_call=True,
    )
    def follow(
        search: str | None, held: Held, clears: int, language: str, ends: list[str | None]
    ) -> dict[str, Any]:
        del clears
        address = _address_now(ctx.triggered_id, read_address(search), held)
        is_typed = ctx.triggered_id in _CONTROLS
        return {
            "search": no_update if ctx.triggered_id == "here" else write_address(address),
            **_links(address),
            "filters": layout.filters_class(address),
            "title": layout.filters_title(address, language),
            "held": [no_update] * len(_CONTROLS) if is_typed else list(held_values(address.filters, ends)),
        }


def _address_now(touched: object, address: Address, held: Held) -> Address:
    """The address after what was touched: a control, the button that clears, or the address itself."""
    if touched == "clear":
        return replace(address, filters=Filters(), unread=())
    if touched in _CONTROLS:
        filters = filters_of(held[0], (held[1], held[2], held[3]), address.filters)
        return replace(address, filters=filters, unread=())
    return address


def _links(address: Address) -> dict[str, list[str] | list[bool]]:
    """Addresses of pages and languages, and which page is shown, in the order in which they are laid out."""
    pages = layout.PAGES_IN_ORDER
    return {
        "pages": [layout.href(address, page=page.name) for page in pages],
        "active": [page.name == address.page for page in pages],
        "current": [layout.current(page, address) for page in pages],
        "languages": [layout.href(address, language=language) for language in LANGUAGES],
    }


def _offer_choices(app: Dash, holder: Holder) -> None:
    """A new generation may have other channels, devices, personas and days."""

    @app.callback(
        output={
            "ends": [Output("period", "minDate"), Output("period", "maxDate")],
            "presets": Output("period", "presets"),
            "lists": [Output(kind, "data") for kind in KINDS],
        },
        inputs={"generation": Input("generation", "data")},
        state={"search": State("here", "search"), "language": State("language", "data")},
        prevent_initial_call=True,
    )
    def offer(generation: str | None, search: str | None, language: str) -> dict[str, Any]:
        del generation
        with holder.using() as (_, snapshot):
            options = read_options(snapshot, language)
        filters = read_address(search).filters
        return {
            "ends": list(options.ends),
            "presets": presets(options, language),
            "lists": [choices(options, filters, kind) for kind in KINDS],
        }


def _fill_page(app: Dash, gallery: Gallery) -> None:
    @app.callback(
        Output("content", "children"),
        Output("place", "data"),
        Input("here", "search"),
        Input("generation", "data"),
        State("language", "data"),
    )
    def fill(search: str | None, _generation: str | None, language: str | None) -> tuple[Any, Any]:
        address = read_address(search)
        spoken = address.language or language or LANGUAGES[0]
        return _page_or_excuse(gallery, address, spoken), {
            "page": address.page,
            "title": _title(address, spoken),
        }


def _title(address: Address, language: str) -> str:
    return page_named(address.page).title(Words(language).phrases)


def _page_or_excuse(gallery: Gallery, address: Address, language: str) -> Sequence[Component]:
    """A page's components; one sentence where it cannot be made."""
    page, board = page_named(address.page), board_words(language)
    unread = [notice(board.unread.format(parts=", ".join(address.unread)))] if address.unread else []
    try:
        hanging = gallery.show(address.filters if page.follows_filters else Filters(), language)
        return [*unread, *page_view(page, hanging, board)]
    except NothingPublished:
        return [notice(board.not_published)]
    except Exception as error:  # noqa: BLE001 - a reader is told in one sentence, whatever it was
        log_fault(error)
        return [notice(board.failed)]


def _run_in_browser(app: Dash) -> None:
    """What needs no server: opening the menu and the filters on a small screen, the window's title."""
    for name, closes in (("menu", [Input("here", "search")]), ("filters", [])):
        app.clientside_callback(
            ClientsideFunction("frame", "toggle"),
            Output(f"{name}-panel", "className"),
            Output(f"{name}-toggle", "aria-expanded"),
            Input(f"{name}-toggle", "n_clicks"),
            *closes,
            prevent_initial_call=True,
        )
    app.clientside_callback(ClientsideFunction("frame", "arrive"), Input("place", "data"))


def _answer_health(server: Flask, holder: Holder) -> None:
    @server.get("/healthz")
    def health() -> Response:
        edition = holder.edition()
        return jsonify(
            status="ok" if edition.note is None else "older generation",
            generation=edition.generation,
            as_of=edition.as_of.isoformat(),
            published_at=edition.published_at.isoformat(),
            age_seconds=round(holder.age().total_seconds()),
            note=edition.note,
        )
