"""Pictures of paths, trees, step matrices and graphs: every language draws them, empties are a sentence,
small groups stay out."""

from __future__ import annotations

import json
import random
import re
import string
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from typing import Any

import plotly.graph_objects as go
import pytest

from journeymine.present.figures.frame import lift
from journeymine.present.words import LANGUAGES
from journeymine.present.words.ways import WayPhrases, ways
from journeymine.questions.asking import Follow
from journeymine.questions.graph import transition_graph
from journeymine.questions.ground import Ground
from journeymine.questions.matrix import follows, steps
from journeymine.questions.paths import Between, paths
from tests.present.drawings import scene_of
from tests.present.fixtures import about, published_tables
from tests.present.stable import text_of
from tests.questions.grounds import made_ground
from tests.walk.histories import PLACES
from tests.walk.made import HOUR, Act, Map

EVENTS = Follow(level="event")
HOSTILE = "<img src=x onerror=alert(1)></script><b>&amp; %{x}"
PICTURES: dict[str, Callable[[Ground], go.Figure]] = {
    "first steps": lambda ground: paths(ground, follow=EVENTS).plot(),
    "to": lambda ground: paths(ground, Between(end="e"), follow=EVENTS, depth=4).plot(),
    "between": lambda ground: paths(ground, Between(start="a", end="e"), follow=EVENTS).plot(),
    "around": lambda ground: paths(ground, Between(around="c"), follow=EVENTS, depth=3).plot(),
    "tree": lambda ground: paths(ground, follow=EVENTS).plot_tree(depth=3),
    "steps": lambda ground: steps(ground, follow=EVENTS, after=5).plot(),
    "centred steps": lambda ground: steps(ground, "c", follow=EVENTS, after=3).plot(),
    "follows": lambda ground: follows(ground, EVENTS).plot(),
    "graph": lambda ground: transition_graph(ground, EVENTS).plot(),
    "graph of events": lambda ground: transition_graph(ground, replace(EVENTS, collapse=False)).plot(),
    "graph of stages": lambda ground: transition_graph(ground, Follow()).plot(),
    "handovers": lambda ground: transition_graph(ground, EVENTS).handovers().plot(),
    "difference": lambda ground: (
        transition_graph(ground, replace(EVENTS, until="2026-01-03"))
        .difference(transition_graph(ground, replace(EVENTS, since="2026-01-03")))
        .plot()
    ),
}


def crowd(people: int, names: str = "abcdef") -> list[Act]:
    """People who wander about, each begun an hour after the one before."""
    chance, acts = random.Random(7), list[Act]()
    for number in range(people):
        at = number * HOUR
        for _ in range(chance.randint(2, 12)):
            at += chance.randint(1, 10) * 1_000_000
            channel = {"channel": chance.choice(("web", "mail", "shop"))}
            acts.append(Act(f"c{number:03d}", at, chance.choice(names), channel))
    return acts


@cache
def ground_in(language: str, people: int = 120, min_cell: int = 10) -> Ground:
    acts = crowd(people)
    outcomes = [("converted", "dropped", "open")[number % 3] for number in range(people)]
    columns = {"journeys": {"outcome": outcomes}, "customers": {"outcome": outcomes}}
    ground = made_ground(acts, PLACES, columns=columns)
    scene = scene_of(published_tables(language), replace(about(language), min_cell=min_cell))
    return replace(ground, min_cell=min_cell, make_scene=lambda: scene)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", tuple(PICTURES))
def test_every_language_draws_every_picture(name: str, language: str) -> None:
    figure = PICTURES[name](ground_in(language))
    story = lift(figure).story
    text = json.dumps(json.loads(text_of(figure)), ensure_ascii=False)
    assert "bdata" not in text
    assert figure.data
    assert story.title
    assert story.lines
    assert "generation 1" in story.definition
    phrases = ways(language)
    places = {place for field in fields(phrases) for place in places_of(getattr(phrases, field.name))}
    assert not any(f"{{{place}}}" in text for place in places)


@pytest.mark.parametrize("name", tuple(PICTURES))
def test_too_few_customers_give_a_sentence(name: str) -> None:
    lifted = lift(PICTURES[name](ground_in("en", people=120, min_cell=500)))
    assert lifted.is_empty
    assert lifted.story.title.endswith(".")


def test_right_to_left_turns_flows_trees_and_maps() -> None:
    ground = ground_in("ar")
    flow = json.loads(text_of(PICTURES["around"](ground)))["data"][0]
    tree = json.loads(text_of(PICTURES["tree"](ground)))["data"][0]
    graph = json.loads(text_of(PICTURES["graph"](ground)))["layout"]
    assert flow["direction"] == "reversed"
    assert tree["tiling"]["flip"] == "x"
    assert graph["yaxis"]["side"] == "right"


@pytest.mark.parametrize(("language", "arrow"), [("en", "→"), ("ar", "←")])
def test_arrows_of_a_difference_lead_from_the_first_to_the_second(language: str, arrow: str) -> None:
    """Each name keeps to itself: two of Latin letters would turn the arrow between them round."""
    figure: Any = PICTURES["difference"](ground_in(language))
    passage = re.compile(rf"\u2068\w+\u2069 {arrow} \u2068\w+\u2069")
    labels = [note.text for note in figure.layout.annotations if arrow in note.text]
    assert len(labels) == 12
    assert all(passage.search(label) for label in labels)
    rates = [note.text for note in figure.layout.annotations if "%" in note.text]
    assert all(re.search(r"\u2068[^\u2069]*%[^\u2069]*\u2069 \w+ \u2068[^\u2069]*%", each) for each in rates)


@pytest.mark.parametrize("name", ["tree", "first steps"])
def test_names_beside_an_arabic_arrow_keep_to_themselves(name: str) -> None:
    story = lift(PICTURES[name](ground_in("ar"))).story
    passages = [line for line in story.lines if " ← " in line]
    assert passages or name == "tree"
    assert all("\u2069 ← \u2068" in line for line in passages)


@pytest.mark.parametrize("name", ["paths", "tree", "steps", "follows", "graph", "difference"])
def test_parts_of_opened_nodes_have_labels(name: str) -> None:
    ground = named_in("en")
    follow = Follow(opened={"purchase": "touchpoint"})
    drawn = {
        "paths": lambda: paths(ground, follow=follow).plot(),
        "tree": lambda: paths(ground, follow=follow).plot_tree(depth=2),
        "steps": lambda: steps(ground, follow=follow, after=4).plot(),
        "follows": lambda: follows(ground, follow).plot(),
        "graph": lambda: transition_graph(ground, follow).plot(),
        "difference": lambda: (
            transition_graph(ground, replace(follow, until="2026-01-03"))
            .difference(transition_graph(ground, replace(follow, since="2026-01-03")))
            .plot()
        ),
    }
    content = json.loads(text_of(drawn[name]()))
    text = json.dumps(content)
    assert "Purchase / Cart" in text
    assert "purchase / cart" not in text


def named_in(language: str) -> Ground:
    """People who wander about touchpoints that have labels."""
    names = dict(zip("abcd", ("search_ad", "cart", "payment", "product_page"), strict=True))
    acts = [replace(act, event=names[act.event]) for act in crowd(120, "abcd")]
    stages = {
        "search_ad": "awareness",
        "product_page": "consideration",
        "cart": "purchase",
        "payment": "purchase",
    }
    places = Map({name: name for name in stages}, stages, ("awareness", "consideration", "purchase"), ())
    outcomes = [("converted", "dropped", "open")[number % 3] for number in range(120)]
    ground = made_ground(acts, places, columns={"journeys": {"outcome": outcomes}})
    scene = scene_of(published_tables(language), about(language))
    return replace(ground, make_scene=lambda: scene)


@pytest.mark.parametrize("name", ["first steps", "tree", "steps", "follows", "graph"])
def test_hostile_names_are_plain_text_to_plotly(name: str) -> None:
    acts = [replace(act, event=f"{HOSTILE}{act.event}") for act in crowd(60, "ab")]
    ground = made_ground(acts, columns={"journeys": {"outcome": ["open"] * 60}})
    scene = scene_of(published_tables("en"), about("en"))
    content = json.loads(text_of(PICTURES[name](replace(ground, make_scene=lambda: scene))))
    content["layout"].pop("meta")
    text = json.dumps(content)
    assert "<img" not in text
    assert "</script" not in text


def test_no_cell_of_the_step_matrix_is_of_too_few() -> None:
    ground = ground_in("en", min_cell=10)
    table = steps(ground, follow=EVENTS, after=5).table().to_pylist()
    small = [row for row in table if row["customer_count"] is not None and row["customer_count"] < 10]
    assert small
    lines = lift(PICTURES["steps"](ground)).story.lines
    shown = {(row["step_index"], row["node"]) for row in small}
    assert not any(f"Step {step + 1}, \u2068{node}\u2069:" in line for step, node in shown for line in lines)


def flow_of(figure: go.Figure) -> dict[str, Any]:
    return json.loads(text_of(figure))["data"][0]


def test_what_begins_late_stands_in_its_own_column() -> None:
    """Plotly puts what nothing enters into the first column: something unseen must enter it."""
    flow = flow_of(paths(ground_in("en"), Between(end="e"), follow=EVENTS, depth=4).plot())
    labels, links = flow["node"]["label"], flow["link"]
    late = [number for number, label in enumerate(labels) if label.startswith("Began here")][1:]
    entered = dict(zip(links["target"], links["source"], strict=True))
    assert late
    assert all(labels[entered[number]] == "" for number in late)


@pytest.mark.parametrize(("depth", "sign"), [(4, " "), (9, "<br>")])
def test_labels_of_many_columns_are_on_two_lines(depth: int, sign: str) -> None:
    labels = flow_of(paths(ground_in("en"), follow=EVENTS, depth=depth).plot())["node"]["label"]
    assert all(re.fullmatch(rf"[^<]+{sign}[\d,]+", label) for label in labels if label)


@pytest.mark.parametrize("name", ["first steps", "to", "tree", "graph of stages"])
def test_colours_that_occur_are_named(name: str) -> None:
    figure = PICTURES[name](ground_in("en"))
    drawn, layout = json.loads(text_of(figure)), figure.layout
    names = [trace["name"] for trace in drawn["data"] if trace.get("showlegend", True) and "name" in trace]
    assert names == [said for said, _ in layout.meta["key"]]
    assert layout.showlegend == bool(names)


def test_titles_say_what_is_found() -> None:
    ground = ground_in("en")
    shown = {name: lift(PICTURES[name](ground)).story.title for name in ("first steps", "to", "between")}
    plain = {name: re.sub(r"[\u2066-\u2069]", "", title) for name, title in shown.items()}
    assert re.fullmatch(r"[\d.]+% drop off within the steps shown", plain["first steps"])
    assert re.fullmatch(r"[\d.]+% come to e right from \w", plain["to"])
    assert re.fullmatch(r"[\d.]+% go from a to \w first", plain["between"])


def test_the_tree_says_its_own_depth() -> None:
    told = lift(paths(ground_in("en"), follow=EVENTS).plot_tree(depth=3, top=4)).story.definition
    assert "depth 3 · top 4" in told


def test_a_cut_is_said_on_the_picture() -> None:
    follow = replace(EVENTS, from_match="a >> b")
    told = lift(transition_graph(ground_in("en"), follow).plot()).story.definition
    assert "from_match a >> b" in told


def test_what_there_is_no_room_for_is_said() -> None:
    names = [f"e{number:02d}" for number in range(30)]
    acts = [
        Act(f"c{who:03d}", who * HOUR + place, names[(who + place * 7) % 30])
        for who in range(300)
        for place in range(8)
    ]
    ground = made_ground(acts, columns={"journeys": {"outcome": ["open"] * 300}})
    for figure in (follows(ground, EVENTS).plot(), steps(ground, follow=EVENTS, after=4).plot()):
        assert "The 24 commonest of 30 places are shown." in lift(figure).story.caption
    told = lift(PICTURES["difference"](ground_in("en"))).story
    assert re.search(r"Shown: the 12 most certain of \d\d\.", told.caption)
    assert len(told.lines) == 12


def places_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_the_same_texts_with_the_same_places(language: str) -> None:
    for field in fields(WayPhrases):
        english, other = (getattr(ways(each), field.name) for each in ("en", language))
        assert places_of(english) == places_of(other), field.name
        assert other.strip()
        assert other != english or field.name in ("tree_line", "paths_line", "follows_line", "graph_line")


def test_arabic_is_written_in_arabic() -> None:
    latin = {
        field.name
        for field in fields(WayPhrases)
        if not any("\u0600" <= sign <= "\u06ff" for sign in getattr(ways("ar"), field.name))
    }
    assert latin <= {"tree_line", "paths_line", "graph_line"}
