"""The report as a file: one, whole, the same every time, and safe whatever the labels hold."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.compute as pc
import pytest

from journeymine.present.about import SourceAccount
from journeymine.present.ledger import source_accounts
from journeymine.present.report import render_report, write_report
from journeymine.present.words import LANGUAGES
from tests.present.fixtures import about, empty_tables, published_tables
from tests.present.test_figures import HOSTILE, renamed


class Outline(HTMLParser):
    """Elements, ids, links and the inline scripts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.policy = ""
        self._is_code = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.ids += [values["id"] or ""] if "id" in values else []
        self.links += [value or "" for key, value in attrs if key in ("href", "src", "action", "srcset")]
        self._is_code = tag == "script" and "type" not in values
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"] or ""

    def handle_data(self, data: str) -> None:
        if self._is_code and data.strip():
            self.scripts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._is_code = self._is_code and tag != "script"


@pytest.fixture(scope="module")
def page() -> str:
    return render_report(published_tables(), about())


def test_same_tables_give_the_same_bytes(page: str, tmp_path: Path) -> None:
    path = write_report(published_tables(), about(), tmp_path / "deep" / "report.html")
    assert path.read_text(encoding="utf-8") == page


def test_no_link_leaves_the_page(page: str) -> None:
    outline = Outline(page)
    assert {link for link in outline.links if not link.startswith(("#", "data:"))} == set()
    targets = [link[1:] for link in outline.links if link.startswith("#")]
    assert set(targets) <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))


def test_the_policy_names_the_scripts_by_their_hashes_and_nothing_else(page: str) -> None:
    outline = Outline(page)
    hashes = {base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in outline.scripts}
    assert len(hashes) == 2
    rules = dict(rule.split(" ", 1) for rule in outline.policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert set(rules["script-src"].split()) == {f"'sha256-{digest}'" for digest in hashes}
    assert "connect-src" not in rules
    assert rules["img-src"] == "data:"


def test_sections_come_in_a_managers_order(page: str) -> None:
    found = re.findall(r'<section id="([a-z]+)">', page)
    order = "headline actions lost carts movement halves personas voice forks changes method"
    assert " ".join(found) == order


def test_every_picture_has_its_data(page: str) -> None:
    wanted = re.findall(r'data-figure="([a-z-]+)"', page)
    text = re.search(r'<script type="application/json" id="drawings">(.*?)</script>', page, re.DOTALL)
    assert text
    store = json.loads(text[1])
    assert sorted(store["figures"]) == sorted(wanted)
    assert all("template" not in figure["layout"] for figure in store["figures"].values())


def test_the_size_is_plotly_and_little_more(page: str) -> None:
    from plotly.offline import get_plotlyjs

    assert len(page.encode()) - len(str(get_plotlyjs()).encode()) < 400_000


def test_every_caption_says_how(page: str) -> None:
    assert page.count("<figure ") == page.count("<figcaption>")
    assert page.count('<p class="how"><b>How this was computed:</b>') >= page.count("<figure ")
    assert "a customer&#39;s whole history is one journey" in page
    assert "As of 30 Jun 2025, 18:00 UTC" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_empty_tables_give_sentences_and_no_picture(language: str) -> None:
    empty = render_report(empty_tables(), about(language))
    assert 'class="plot"' not in empty
    assert empty.count('<p class="note">') > 10


def test_absent_tables_count_as_empty() -> None:
    assert render_report({}, about()) == render_report(empty_tables(), about())


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("pl", "ltr"), ("ar", "rtl")])
def test_language_and_direction_are_said(language: str, direction: str) -> None:
    text = render_report(published_tables(language), about(language))
    assert f'<html lang="{language}" dir="{direction}">' in text


def test_hostile_labels_and_titles_stay_text() -> None:
    tables = dict(published_tables())
    for name, column in (
        ("stages", "label"),
        ("touchpoints", "label"),
        ("personas", "label"),
        ("rejects", "remedy"),
    ):
        tables[name] = renamed(tables[name], column)
    tables["actions"] = renamed(tables["actions"], "owner")
    tables["coverage"] = renamed(tables["coverage"], "event_name")
    sources = (SourceAccount(HOSTILE, 1, 3, 1, 1, 1),)
    outline = Outline(render_report(tables, replace(about(), title=HOSTILE, entry=HOSTILE, sources=sources)))
    plain = Outline(render_report(published_tables(), about()))
    assert "img" not in outline.tags
    assert outline.tags.count("script") == plain.tags.count("script") == 3
    assert outline.scripts == plain.scripts


def test_source_accounts_are_summed_from_the_files_and_add_up() -> None:
    accounts = source_accounts(published_tables()["files"])
    assert [account.name for account in accounts] == ["ga4", "salesforce", "surveys", "zendesk"]
    assert all(account.adds_up for account in accounts)
    assert sum(account.row_count for account in accounts) == 98_240 + 4_310 + 1_204 + 2_019


def test_an_account_that_does_not_add_up_is_told() -> None:
    broken = replace(about(), sources=(SourceAccount("ga4", 1, 10, 5, 1, 1),))
    cells = re.findall(
        r'<td data-label="Adds up"><bdi>([a-z]+)</bdi>', render_report(published_tables(), broken)
    )
    assert cells == ["no", "no"]


def test_long_tables_say_how_many_rows_there_are(page: str) -> None:
    rows = len(published_tables()["coverage"])
    assert f"Shown: 15 of {rows} rows." in page


def test_small_counts_do_not_leave(page: str) -> None:
    """Nine customers met the referral: its card says that it is withheld."""
    card = re.search(r"<bdi>Referral</bdi>.*?</li>", page, re.DOTALL)
    assert card
    assert "withheld" in card[0]
    assert "<b>9</b>" not in card[0]


def test_figures_of_a_page_are_those_of_the_tables(page: str) -> None:
    tables = published_tables()
    stages = tables["dropoff"].filter(pc.field("level") == "stage").to_pylist()
    for row in stages:
        assert f"<b>{row['entered_count']}</b>" in page
