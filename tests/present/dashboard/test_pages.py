"""Every page in every language: what it holds, what it says of filters, and that labels are only text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

from journeymine.present.dashboard.address import Address, Filters
from journeymine.present.dashboard.filters import filters_of, read_options
from journeymine.present.dashboard.gallery import Gallery
from journeymine.present.dashboard.layout import edition_view, frame
from journeymine.present.dashboard.pages.catalogue import PAGES, Page, page_named
from journeymine.present.dashboard.pages.content import page_view
from journeymine.present.dashboard.state import Holder
from journeymine.present.dashboard.words import board_words
from tests.present.dashboard.editions import Clock, plain, publish_generation
from tests.present.fixtures import about, published_tables
from tests.present.test_figures import HOSTILE, renamed

MOBILE = Filters(devices=("mobile",))


EVERYTHING = Filters()


def view(gallery: Gallery, name: str, filters: Filters = EVERYTHING, language: str = "en") -> str:
    page = page_named(name)
    hanging = gallery.show(filters if page.follows_filters else EVERYTHING, language)
    return as_json(page_view(page, hanging, board_words(language)))


def as_json(components: object) -> str:
    return json.dumps(components, cls=PlotlyJSONEncoder, ensure_ascii=False)


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_has_its_heading_and_says_what_it_is_about(
    gallery: Gallery, page: Page, language: str
) -> None:
    board = board_words(language)
    hanging = gallery.show(Filters(), language)
    components = page_view(page, hanging, board)
    assert isinstance(components[0], Component)
    text = as_json(components)
    assert (board.whole_map in text) != page.follows_filters
    assert len(text) > 1500


@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_no_page_names_a_customer(gallery: Gallery, name: str) -> None:
    assert not re.search(r"\bc\d{4}\b", view(gallery, name))
    assert not re.search(r"\bc\d{4}\b", view(gallery, name, MOBILE))


def test_a_filter_changes_the_figures(gallery: Gallery) -> None:
    for name in ("overview", "map", "lost", "carts", "movement"):
        assert view(gallery, name, MOBILE) != view(gallery, name)
    assert "459 of 900 journeys, by 459 customers." in view(gallery, "overview", MOBILE)


def test_findings_of_the_whole_map_are_not_shown_as_those_of_a_filter(gallery: Gallery) -> None:
    left_out = board_words("en").left_out
    whole, narrowed = view(gallery, "overview"), view(gallery, "overview", MOBILE)
    assert "What to do first" in whole
    assert "What to do first" not in narrowed
    for name in ("overview", "map", "lost"):
        assert left_out in view(gallery, name, MOBILE)
        assert left_out not in view(gallery, name)
    assert "What hurts most" in view(gallery, "map")
    assert "What hurts most" not in view(gallery, "map", MOBILE)
    assert "No pain point stands out" not in view(gallery, "lost", MOBILE)


def test_pages_of_the_whole_map_stay_as_they_are(gallery: Gallery) -> None:
    for page in PAGES:
        if not page.follows_filters:
            assert view(gallery, page.name, MOBILE) == view(gallery, page.name)


def test_too_few_customers_are_a_sentence(gallery: Gallery) -> None:
    text = view(gallery, "carts", Filters(devices=("fridge",)))
    assert board_words("en").no_journey in text
    assert "figure-carts" not in text


def test_labels_are_text_and_nothing_else(tmp_path: Path) -> None:
    tables = dict(published_tables())
    for name in ("stages", "touchpoints", "personas"):
        tables[name] = renamed(tables[name], "label")
    told = {**plain(about()), "title": HOSTILE}
    holder = Holder(publish_generation(tmp_path, tables=tables, told=told), Clock())
    gallery = Gallery(holder)
    for page in PAGES:
        assert '"dangerously_allow_html"' not in view(gallery, page.name)
    assert json.dumps(HOSTILE + "0")[1:-1] in view(gallery, "map")
    with holder.using() as (edition, snapshot):
        options = read_options(snapshot, "en")
    assert json.dumps(HOSTILE)[1:-1] in as_json(frame(edition, Address(), options))
    holder.close()


def test_only_values_of_enough_customers_are_offered(holder: Holder) -> None:
    with holder.using() as (_, snapshot):
        options = read_options(snapshot, "en")
    assert options.values["device"] == (("mobile", "mobile"), ("desktop", "desktop"))
    assert options.values["persona"][0] == ("everyone else", "Everyone else")
    assert options.last_day is not None
    assert options.last_day.isoformat() == "2025-06-30"


def test_half_a_period_waits_for_its_other_end() -> None:
    before = filters_of(["2025-01-01", "2025-02-01"], (None, None, None), Filters())
    assert filters_of(["2025-03-01", None], (["web"], [], []), before) == Filters(
        before.since, before.until, channels=("web",)
    )
    assert filters_of([None, None], (None, None, None), before) == Filters()


def test_an_old_generation_is_pointed_out(holder: Holder) -> None:
    clock = Clock()
    edition = holder.edition()
    board = board_words("en")
    age = clock.now - edition.published_at
    assert "Generation 1 · as of 30 Jun 2025" in as_json(edition_view(edition, age, "en"))
    assert "published 5 minutes ago" in as_json(edition_view(edition, age, "en"))
    assert board.is_old not in as_json(edition_view(edition, age, "en"))
    clock.wait(hours=27)
    assert board.is_old in as_json(edition_view(edition, clock.now - edition.published_at, "en"))
