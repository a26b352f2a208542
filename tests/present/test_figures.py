"""Pictures: plain sentences for empty tables, labels shown as they are, small cells withheld."""

from __future__ import annotations

import json
from functools import cache

import plotly.graph_objects as go
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from journeymine.errors import UsageError
from journeymine.present.figures.carts import cart_steps
from journeymine.present.figures.dropoff import dropoff_figure, dropoff_rows
from journeymine.present.figures.frame import lift
from journeymine.present.figures.friction import friction_figure
from journeymine.present.figures.headline import answers, headline_cards
from journeymine.present.figures.map_model import journey_map
from journeymine.present.words import LANGUAGES
from tests.present.drawings import DRAWINGS, draw_all, scene_of
from tests.present.fixtures import about, empty_tables, people, published_tables
from tests.present.stable import text_of

NAMES = tuple(DRAWINGS)
HOSTILE = "<img src=x onerror=alert(1)></script><b>&amp; %{x}"


@cache
def drawn(language: str = "en") -> dict[str, go.Figure]:
    return draw_all(published_tables(language), about(language))


@pytest.mark.parametrize("name", NAMES)
def test_figures_hold_lists_and_tell_their_story(name: str) -> None:
    figure = drawn()[name]
    story = lift(figure).story
    assert "bdata" not in text_of(figure)
    assert figure.data
    assert story.title
    assert story.caption
    assert story.lines


@pytest.mark.parametrize("name", NAMES)
def test_empty_tables_give_a_sentence(name: str) -> None:
    lifted = lift(draw_all(empty_tables(), about())[name])
    assert lifted.is_empty
    assert lifted.story.title.endswith((".", "?"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_draws_every_picture(language: str) -> None:
    for name, figure in drawn(language).items():
        text = json.dumps(json.loads(text_of(figure)), ensure_ascii=False)
        assert not any(f"{{{place}}}" in text for place in ("rate", "count", "low", "label", "place")), name


def test_right_to_left_turns_the_flow_and_the_axes() -> None:
    arabic = {name: json.loads(text_of(figure)) for name, figure in drawn("ar").items()}
    flow = arabic["sankey"]["data"][0]
    assert flow["direction"] == "reversed"
    assert all(label.startswith("\u2067") for label in flow["node"]["label"] if label)
    low, high = arabic["dropoff"]["layout"]["xaxis"]["range"]
    assert low > high
    assert arabic["movement"]["layout"]["yaxis"]["side"] == "right"


def renamed(table: pa.Table, column: str) -> pa.Table:
    labels = [f"{HOSTILE}{number}" for number in range(len(table))]
    return table.set_column(table.column_names.index(column), column, pa.array(labels))


def test_hostile_labels_are_plain_text_to_plotly() -> None:
    tables = dict(published_tables())
    tables["stages"], tables["touchpoints"] = (
        renamed(tables[name], "label") for name in ("stages", "touchpoints")
    )
    tables["personas"] = renamed(tables["personas"], "label")
    for name, figure in draw_all(tables, about()).items():
        content = json.loads(text_of(figure))
        content["layout"].pop("meta")
        text = json.dumps(content)
        assert "<img" not in text, name
        assert "</script" not in text, name


def test_the_map_shows_hostile_labels_as_they_are() -> None:
    tables = dict(published_tables())
    tables["touchpoints"] = renamed(tables["touchpoints"], "label")
    scene = scene_of(tables, about())
    cell = journey_map(tables, scene).columns[0].cells[0]
    assert cell.row.label.startswith(HOSTILE)


def test_stages_are_divided_by_what_became_of_their_entrants() -> None:
    tables = published_tables()
    for row in dropoff_rows(tables["dropoff"], scene_of(tables, about())):
        parts = (row.onward_count, row.skip_count or 0, row.back_count or 0)
        assert sum(parts) + row.finished_count + row.open_count + row.dropped_count == row.entered_count


def test_shares_of_a_bar_add_up() -> None:
    bars = json.loads(text_of(drawn()["dropoff"]))["data"]
    for place in range(7):
        total = sum(x for bar in bars for x, y in zip(bar["x"], bar["y"], strict=True) if y == place)
        assert total == pytest.approx(1, abs=1e-5)


def test_carts_that_reach_a_step_left_the_one_before() -> None:
    tables = published_tables()
    steps = cart_steps(tables["carts"], scene_of(tables, about()))
    assert [step.label for step in steps] == ["Added to cart", "Address", "Delivery", "Payment", "Purchase"]
    assert steps[0].reached == len(tables["carts"])
    for step, following in zip(steps, steps[1:], strict=False):
        assert step.onward == following.reached
        assert step.reached == step.onward + sum(step.ends)
    bought = sum(outcome == "converted" for outcome in tables["carts"].column("outcome").to_pylist())
    assert steps[-1].reached == bought


def test_small_stages_are_left_out() -> None:
    tables = published_tables()
    scene = scene_of(tables, about())
    few = tables["dropoff"].filter(pc.field("entered_count") < 10)
    assert few.num_rows == 1
    assert lift(dropoff_figure(few.set_column(0, "level", pa.array(["stage"])), scene)).is_empty


def test_frictions_met_by_few_carts_are_left_out() -> None:
    tables = published_tables()
    lines = lift(friction_figure(tables["cart_friction"], scene_of(tables, about()))).story.lines
    assert len(lines) == 3
    assert not any("Out of stock" in line for line in lines)


def test_the_first_lines_answer_the_four_questions() -> None:
    tables = published_tables()
    where, why, cost, first = answers(tables, scene_of(tables, about()))
    assert (where.value, why.value, cost.value) == ("Consideration", "Shipping costs", "€4,120")
    assert first.value == "Remove the obstacle"
    assert first.detail == "Shipping costs · Logistics"


def test_parts_of_a_line_keep_to_themselves_where_one_runs_from_the_right() -> None:
    tables = published_tables()
    english, arabic = (scene_of(tables, about(language)) for language in ("en", "ar"))
    assert english.side_by_side("Web", None, "5 May") == "Web · 5 May"
    assert english.side_by_side("متجر", "5 May") == "\u2068متجر\u2069 · \u20685 May\u2069"
    assert arabic.side_by_side("Web", "5") == "\u2068Web\u2069 · \u20685\u2069"


def test_headline_figures_are_those_of_the_walks() -> None:
    tables = published_tables()
    cards = {card.name: card.value for card in headline_cards(tables, scene_of(tables, about()))}
    outcomes = [walk.outcome for walk in people()]
    settled = outcomes.count("converted") + outcomes.count("dropped")
    assert cards["Customers"] == "900"
    assert cards["Conversion"] == f"{100 * outcomes.count('converted') / settled:.0f}%"


def test_a_table_without_a_needed_column_is_named() -> None:
    tables = published_tables()
    with pytest.raises(UsageError, match="needs the columns entered_count"):
        dropoff_figure(tables["dropoff"].drop_columns(["entered_count"]), scene_of(tables, about()))
