"""What every answer has: a table with a schema that stays, a stream that others read, a definition in each
form, a picture that says it, and the units behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from journeymine.questions.asking import Follow
from journeymine.questions.cohorts import Cohort, cohort
from journeymine.questions.definition import Definition
from journeymine.questions.funnel import funnel
from journeymine.questions.graph import transition_graph
from journeymine.questions.ground import Ground
from journeymine.questions.paths import paths
from journeymine.questions.replay import replay
from journeymine.questions.result import Result
from tests.questions.every import EVERY, PEOPLE, ground

Ask = Callable[[Ground], Result]
every_question = pytest.mark.parametrize("ask", EVERY.values(), ids=EVERY)


@pytest.fixture(scope="module")
def shop() -> Ground:
    return ground()


def shown(figure: Any) -> str:
    """The caption of a picture as it is drawn, in one line without markup."""
    text = re.sub(r"<br>", " ", figure.layout.title.subtitle.text)
    return " ".join(re.sub(r"[\u2066-\u2069]", "", unescape(text)).split())


@every_question
def test_the_table_is_arrow_with_a_schema_that_stays(shop: Ground, ask: Ask) -> None:
    found = ask(shop)
    table = found.table()
    assert isinstance(table, pa.Table)
    assert len(table) > 0
    assert len(set(table.column_names)) == table.num_columns
    assert not any(pa.types.is_null(kind) or pa.types.is_dictionary(kind) for kind in table.schema.types)
    assert all(name == name.lower() for name in table.column_names)
    assert found.table().equals(table) or repr(found.table()) == repr(table)


@every_question
def test_units_of_columns_are_as_their_names_say(shop: Ground, ask: Ask) -> None:
    for field in ask(shop).table().schema:
        if field.name.endswith(("_count", "_index")):
            assert pa.types.is_integer(field.type), field
        if field.name.endswith(("_rate", "_share", "_seconds", "_low", "_high")):
            assert pa.types.is_floating(field.type), field
        if field.name.startswith("is_"):
            assert pa.types.is_boolean(field.type), field


def test_a_schema_is_the_same_where_fewer_are_found(shop: Ground) -> None:
    questions = {name: ask for name, ask in EVERY.items() if name not in ("by persona", "segments")}
    few = replace(ground(), min_cell=PEOPLE + 1)
    for name, ask in questions.items():
        assert ask(few).table().schema == ask(shop).table().schema, name


@every_question
def test_others_read_it_through_arrow(shop: Ground, ask: Ask) -> None:
    found = ask(shop)
    read = pa.RecordBatchReader.from_stream(found).read_all()
    assert read.schema == found.table().schema
    assert repr(read.to_pylist()) == repr(found.table().to_pylist())
    assert pa.table(found).schema == read.schema
    assert list(found.to_pandas().columns) == read.column_names


@every_question
def test_a_notebook_shows_rows_and_the_definition_and_runs_nothing(shop: Ground, ask: Ask) -> None:
    found = ask(shop)
    html = found._repr_html_()  # pyright: ignore[reportPrivateUsage]
    assert found.definition.text() in unescape(html)
    assert "<table" in html
    assert not re.search(r"<script|javascript:|\son\w+=|<iframe|<style", html, re.IGNORECASE)
    assert repr(found).startswith(found.definition.text())


def test_names_from_the_data_are_text_in_a_notebook() -> None:
    evil = "<script>alert(1)</script>"
    shop = ground()
    signatures = shop.paths.signatures
    table = signatures.table
    events = [evil if name == "look" else name for name in table["event"].to_pylist()]
    place = table.schema.get_field_index("event")
    spoilt = replace(signatures, table=table.set_column(place, "event", pa.array(events, pa.string())))
    found = funnel(replace(shop, paths=replace(shop.paths, signatures=spoilt)), [evil, "view"])
    assert "<script" not in found._repr_html_()  # pyright: ignore[reportPrivateUsage]
    assert "alert" in found._repr_html_()  # pyright: ignore[reportPrivateUsage]


@every_question
def test_the_picture_says_the_definition(shop: Ground, ask: Ask) -> None:
    found = ask(shop)
    text = shown(found.plot())
    parts = " ".join(found.definition.text().split()).split(" · ")
    assert [part for part in parts if part not in text] == []


@every_question
def test_the_definition_says_what_the_answer_depends_on(shop: Ground, ask: Ask) -> None:
    found = ask(shop).definition
    assert f"as of {shop.as_of:%Y-%m-%d %H:%M} UTC" in found.text()
    assert f"generation {shop.generation}" in found.text()
    assert (found.fingerprint, found.generation, found.as_of) == ("made", 1, shop.as_of)
    assert Definition.from_json(found.to_json()) == found
    assert list(Definition.from_json(found.to_json()).asked) == list(found.asked)
    assert Definition.from_json(found.to_json()).text() == found.text()


def test_a_caption_is_short_where_the_record_is_long() -> None:
    asked = {"joined": True, "lost": False, "names": list("abcdefghij"), "steps": "a > b", "least": 0}
    told = Definition("question", asked, 3, "f", ground().as_of).text()
    assert told.startswith(
        "question: joined · names a, b, c, d, e, f, g and 3 more · steps a > b · least 0 · as of"
    )


def test_the_units_behind_a_figure_are_as_many(shop: Ground) -> None:
    steps = funnel(shop, "look > view > buy", window="2d")
    counts = steps.table().to_pydict()
    for place, step in enumerate((1, 2, 3)):
        assert steps.reached(step).count == counts["unit_count"][place]
        assert steps.lost(step).count == counts["lost_count"][place]
        assert steps.open(step).count == counts["open_count"][place]
    assert steps.lost(1).ids().column_names == ["customer_id"]
    flows: Any = EVERY["paths around"](shop)
    row = flows.table().to_pylist()[0]
    found = flows.units(row["step_index"], row["from_node"], row["to_node"])
    assert len(found) == row["unit_count"]
    attributed: Any = EVERY["attribution"](shop)
    row = attributed.table().to_pylist()[0]
    assert len(attributed.units(row["node"])) == row["met_count"]


UNITS: dict[str, Callable[[Ground], Cohort]] = {
    "lost": lambda on: funnel(on, "look > view > buy", window="2d").lost(2),
    "reached": lambda on: funnel(on, "look > buy").reached(2),
    "open": lambda on: funnel(on, "look > buy", window="89d").open(1),
    "a way": lambda on: paths(on, follow=Follow(level="touchpoint")).cohort(0, "list", "item"),
    "an edge": lambda on: transition_graph(on, Follow(level="event")).cohort("view", "cart"),
    "sessions": lambda on: cohort(on, "sessions that did look"),
    "a part": lambda on: funnel(on, "look > view > buy").lost(2) & cohort(on, "did help"),
}


@pytest.mark.parametrize("count", UNITS.values(), ids=UNITS)
def test_what_a_figure_counts_is_kept_by_name(count: Callable[[Ground], Cohort], tmp_path: Path) -> None:
    shop = ground(tmp_path)
    found = count(shop)
    found.save("left at payment")
    again = cohort(shop, "left at payment")
    assert found.count > 0
    assert (again.unit, again.members.tolist()) == (found.unit, found.members.tolist())
    for ask in (
        lambda who: transition_graph(shop, Follow(cohort=who)),
        lambda who: paths(shop, follow=Follow(cohort=who)),
        lambda who: funnel(shop, "look > buy", cohort=who),
    ):
        by_name: Result = ask("left at payment")
        assert repr(by_name.table()) == repr(ask(found).table())
        assert repr(replay(shop, by_name.definition).table()) == repr(by_name.table())


def test_a_cohort_shows_itself_like_an_answer(shop: Ground) -> None:
    buyers = cohort(shop, "buyers")
    html = buyers._repr_html_()  # pyright: ignore[reportPrivateUsage]
    assert "<script" not in html
    assert "8 of 24 customers" in repr(buyers)
    assert buyers.definition.text() in repr(buyers)
    assert pa.table(buyers).column_names == ["customer_id"]
