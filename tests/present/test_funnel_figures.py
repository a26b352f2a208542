"""Pictures of a funnel: their story in three languages, empties in a sentence, labels as they are, small
cells withheld.
"""

from __future__ import annotations

import json
import re

import pytest

from journeymine.present.figures.frame import lift
from journeymine.present.words import LANGUAGES
from tests.present.funnels import DRAWINGS, STEPS, asked, shop
from tests.present.stable import text_of

NAMES = tuple(DRAWINGS)
HOSTILE = "<img src=x onerror=alert(1)></script><b>&amp; %{x}"
ENGLISH = asked(shop())


@pytest.mark.parametrize("name", NAMES)
def test_figures_hold_lists_and_tell_their_story(name: str) -> None:
    figure = DRAWINGS[name](ENGLISH)
    story = lift(figure).story
    assert "bdata" not in text_of(figure)
    assert figure.data
    assert story.title
    assert story.lines
    for said in ("window 7d", "order ordered", "entry any", "unit customer", "as of"):
        assert said in story.definition
    assert story.caption.endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_language_draws_every_picture(language: str, name: str) -> None:
    text = json.dumps(json.loads(text_of(DRAWINGS[name](asked(shop(language))))), ensure_ascii=False)
    places = (
        "rate",
        "step",
        "group",
        "time",
        "next",
        "event",
        "ratio",
        "median",
        "p90",
        "one",
        "other",
        "label",
    )
    assert not any(f"{{{place}}}" in text for place in places)


@pytest.mark.parametrize("name", NAMES)
def test_too_few_to_show_gives_a_sentence(name: str) -> None:
    lifted = lift(DRAWINGS[name](asked(shop(customers=9))))
    assert lifted.is_empty
    assert lifted.story.title.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_hostile_labels_are_plain_text_to_plotly(name: str) -> None:
    names = (STEPS[0], HOSTILE, STEPS[2])
    content = json.loads(text_of(DRAWINGS[name](asked(shop(names=names), names))))
    content["layout"].pop("meta")
    assert "<img" not in json.dumps(content)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Time since the start (log scale)"),
        ("pl", "Czas od początku (skala log.)"),
        ("ar", "الوقت منذ البداية (مقياس لوغاريتمي)"),
    ],
)
def test_the_axis_of_times_says_what_it_is(language: str, title: str) -> None:
    axis = json.loads(text_of(DRAWINGS["times"](asked(shop(language)))))["layout"]["xaxis"]
    assert axis["type"] == "log"
    assert axis["title"]["text"].strip("\u2067\u2069") == title


def test_a_comparison_says_what_its_dots_are() -> None:
    captions = {
        language: lift(DRAWINGS["compare"](asked(shop(language)))).story.caption for language in LANGUAGES
    }
    assert captions["en"].startswith("Dots: of those at the first step, the share that comes to each step")
    assert captions["pl"].startswith("Kropki:")
    assert captions["ar"].startswith("النقاط:")


@pytest.mark.parametrize("name", ["compare", "drivers"])
def test_two_shares_in_arabic_keep_to_themselves(name: str) -> None:
    lines = lift(DRAWINGS[name](asked(shop("ar")))).story.lines
    assert all(len(re.findall("\u2068[^\u2069]*%[^\u2069]*\u2069", line)) == 2 for line in lines)


def test_arabic_runs_from_the_right() -> None:
    for name in ("funnel", "by", "times", "drivers"):
        low, high = json.loads(text_of(DRAWINGS[name](asked(shop("ar")))))["layout"]["xaxis"]["range"]
        assert low > high
    for name in ("trend", "curve"):
        layout = json.loads(text_of(DRAWINGS[name](asked(shop("ar")))))["layout"]
        assert (layout["xaxis"]["autorange"], layout["yaxis"]["side"]) == ("reversed", "right")
