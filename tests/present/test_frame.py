"""The words around a drawing: title, caption, and what was asked on lines of its own."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from journeymine.present.figures.frame import Story, canvas, finish, lift
from journeymine.present.numbers import FIRST_STRONG, LEFT_TO_RIGHT, OPENERS, POP, RIGHT_TO_LEFT
from journeymine.present.scene import Scene
from tests.present.drawings import scene_of
from tests.present.fixtures import about, published_tables
from tests.present.funnels import DRAWINGS, asked, shop

ENGLISH = "compare: one a · where b = 'c', d · significant: q at most 5 % · generation 1"


@cache
def scene_in(language: str) -> Scene:
    return scene_of(published_tables(language), about(language))


def framed(language: str, story: Story) -> Any:
    scene = scene_in(language)
    figure = canvas(scene)
    figure.add_scatter(x=[1], y=[1])
    return finish(figure, scene, story, height=100).layout


@pytest.mark.parametrize(("language", "opened"), [("en", ""), ("pl", ""), ("ar", LEFT_TO_RIGHT)])
def test_what_was_asked_has_lines_of_its_own_from_the_left(language: str, opened: str) -> None:
    layout = framed(language, Story("title", "caption.", definition=f"{ENGLISH} · {ENGLISH}"))
    caption, *told = layout.title.subtitle.text.split("<br>")
    assert caption.strip(RIGHT_TO_LEFT + POP) == "caption."
    assert len(told) == 2
    assert all(line.startswith(opened + "compare" if at == 0 else opened) for at, line in enumerate(told))
    assert all(line.endswith(POP) == bool(opened) for line in told)
    assert not any(RIGHT_TO_LEFT in line for line in told)


def test_no_line_begins_with_a_dot_or_a_percent_sign() -> None:
    for width in range(60):
        layout = framed("en", Story("t", "c", definition=f"{'x' * width} {ENGLISH} · {ENGLISH} · {ENGLISH}"))
        assert not [line for line in layout.title.subtitle.text.split("<br>") if line[0] in "·%"]


def test_names_and_dates_are_not_broken() -> None:
    for width in range(60):
        story = Story(
            "t", "c", definition=f"{'x' * width} as of 2026-01-02 · add-to-cart · {ENGLISH} · {ENGLISH}"
        )
        text = framed("en", story).title.subtitle.text
        assert "2026-01-02" in text
        assert "add-to-cart" in text


def test_what_is_kept_apart_is_so_on_each_line() -> None:
    long = " ".join(f"word{number}" for number in range(60))
    layout = framed("ar", Story(f"before {FIRST_STRONG}{long}{POP} after", "caption"))
    lines = layout.title.text.split("<br>")
    assert len(lines) > 3
    for line in lines:
        assert sum(map(line.count, OPENERS)) == line.count(POP)
    assert all(line.startswith(RIGHT_TO_LEFT + FIRST_STRONG) for line in lines[1:-1])


def test_titles_from_the_right_begin_below_the_mode_bar() -> None:
    arabic, english = (framed(language, Story("title", "caption")) for language in ("ar", "en"))
    assert arabic.title.xanchor == "right"
    assert arabic.title.pad.t >= 24
    assert arabic.margin.t - english.margin.t == arabic.height - english.height == arabic.title.pad.t
    assert english.title.pad.t is None


def test_the_caption_of_an_arabic_picture_is_arabic_and_the_definition_is_whole() -> None:
    found = asked(shop("ar"))
    story = lift(DRAWINGS["funnel"](found)).story
    assert story.definition == found.definition.text()
    assert "funnel" not in story.caption
