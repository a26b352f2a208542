"""Pictures of attribution and of comparison: their story in three languages, marks inside the axis, arrows
that follow the writing, empties in a sentence, labels as they are, small cells withheld.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from journeymine.present.figures.frame import lift
from journeymine.present.words import LANGUAGES
from journeymine.questions.compare import compare
from journeymine.questions.funnel import funnel
from journeymine.questions.ground import Ground
from tests.present.answers import ATTRIBUTIONS, DRAWINGS, shop
from tests.present.stable import text_of

HOSTILE = "<img src=x onerror=alert(1)></script><b>&amp; %{x}"
every_picture = pytest.mark.parametrize("name", DRAWINGS)


@cache
def ground(language: str = "en") -> Ground:
    return shop(language)


@every_picture
def test_figures_hold_lists_and_tell_their_story(name: str) -> None:
    figure = DRAWINGS[name](ground())
    story = lift(figure).story
    assert "bdata" not in text_of(figure)
    assert figure.data
    assert story.title
    assert story.lines
    assert "as of 2025-06-30 18:00 UTC · generation 1" in story.definition


@pytest.mark.parametrize("language", LANGUAGES)
@every_picture
def test_every_language_draws_every_picture(language: str, name: str) -> None:
    text = json.dumps(json.loads(text_of(DRAWINGS[name](ground(language)))), ensure_ascii=False)
    places = (
        "node",
        "share",
        "model",
        "other",
        "count",
        "ratio",
        "money",
        "figure",
        "difference",
        "one",
        "value",
    )
    assert not [place for place in places if f"{{{place}}}" in text]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", ATTRIBUTIONS)
def test_every_dot_and_mark_is_inside_the_axis(name: str, language: str) -> None:
    figure: Any = DRAWINGS[name](ground(language))
    low, high = sorted(figure.layout.xaxis.range)
    assert all(low <= value <= high for trace in figure.data for value in trace.x)


SIDES = {"en": "the rest", "pl": "reszta", "ar": "البقية"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rest_is_said_in_the_readers_language(language: str) -> None:
    story = lift(DRAWINGS["passages"](ground(language))).story
    assert [side for side in SIDES.values() if side in story.caption] == [SIDES[language]]
    assert "less the rest" in story.definition


@pytest.mark.parametrize(
    ("language", "generation", "unnamed"),
    [
        ("en", "generation 1", "a cohort without a name"),
        ("pl", "generacja 1", "kohorta bez nazwy"),
        ("ar", "الجيل 1", "فوج بلا اسم"),
    ],
)
def test_sides_without_a_name_are_said_in_the_readers_language(
    language: str, generation: str, unnamed: str
) -> None:
    on = ground(language)
    nameless = funnel(on, ["search_ad", "cart"]).reached(2)
    asked = (compare(on, against=replace(on, generation=0)), compare(on, nameless))
    captions = [lift(each.plot()).story.caption for each in asked]
    assert generation in captions[0]
    assert unnamed in captions[1]


@pytest.mark.parametrize(("language", "label"), [("en", "Product page"), ("ar", "صفحة المنتج")])
def test_actions_and_groups_of_a_funnel_have_labels(language: str, label: str) -> None:
    found = funnel(ground(language), ["search_ad", "payment"], window="30d")
    pictures = (
        found.next_actions(1, level="touchpoint").plot(),
        found.drivers(level="touchpoint").plot(),
        found.by("touchpoint", "step 1").plot(),
    )
    texts = [lift(each).story.lines for each in pictures]
    assert any(line.startswith(label) for line in texts[0])
    assert any(line.startswith(label) for line in texts[1])
    raw = ("product_page", "search_ad", "cart:", "(nothing)", "(none)", "(other)")
    assert not [line for lines in texts for line in lines for name in raw if name in line]


def test_an_arrow_follows_the_writing() -> None:
    assert " → " in lift(DRAWINGS["passages"](ground())).story.title
    arabic = lift(DRAWINGS["passages"](ground("ar"))).story
    assert " ← " in arabic.title
    assert not [line for line in arabic.lines if "→" in line]


@every_picture
def test_too_few_to_show_gives_a_sentence(name: str) -> None:
    lifted = lift(DRAWINGS[name](strict(1_000)))
    assert lifted.is_empty
    assert lifted.story.title.endswith(".")


@pytest.mark.parametrize("name", ATTRIBUTIONS)
def test_who_is_few_stands_with_others(name: str) -> None:
    shown = lift(DRAWINGS[name](ground())).story.lines
    fewer = lift(DRAWINGS[name](strict(60))).story.lines
    assert len(fewer) < len(shown)


@every_picture
def test_labels_from_the_data_are_text(name: str) -> None:
    figure: Any = DRAWINGS[name](shop(name=HOSTILE))
    drawn = json.loads(figure.to_json())
    del drawn["layout"]["meta"]
    text = json.dumps(drawn)
    assert "<img" not in text
    assert "</script" not in text


def strict(least: int) -> Ground:
    """The shop, that shows figures about so many customers only."""
    scene = ground().scene
    shown = replace(scene, about=replace(scene.about, min_cell=least))
    return replace(ground(), make_scene=lambda: shown)
