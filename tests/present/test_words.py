"""Every text exists in every language, with the same places for values."""

from __future__ import annotations

import json
import string
from collections.abc import Iterator, Mapping
from dataclasses import fields

import pytest

from journeymine.errors import UsageError
from journeymine.present.words import LANGUAGES, Phrases, Words
from tests.present.drawings import draw_all
from tests.present.fixtures import about, published_tables
from tests.present.stable import text_of

OTHERS = [language for language in LANGUAGES if language != "en"]


def texts(phrases: Phrases) -> Iterator[tuple[str, str]]:
    """Every text with its name; members of lists and mappings by their place."""
    for field in fields(phrases):
        value = getattr(phrases, field.name)
        if isinstance(value, str):
            yield field.name, value
        elif isinstance(value, Mapping):
            yield from ((f"{field.name}.{key}", text) for key, text in value.items())
        else:
            yield from ((f"{field.name}.{place}", " ".join(pair)) for place, pair in enumerate(value))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_same_texts_with_same_places(language: str) -> None:
    english = {name: places(text) for name, text in texts(Words("en").phrases)}
    other = {name: places(text) for name, text in texts(Words(language).phrases)}
    assert other == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    empty = {name for name, text in texts(Words(language).phrases) if not text.strip()}
    assert empty == set()


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language: str) -> None:
    english = dict(texts(Words("en").phrases))
    same = {name for name, text in texts(Words(language).phrases) if text == english[name]}
    assert same <= {"label_count", "why_detail", "movement_line"}


def test_arabic_is_written_in_arabic() -> None:
    latin = {
        name for name, text in texts(Words("ar").phrases) if not any("\u0600" <= c <= "\u06ff" for c in text)
    }
    assert latin <= {"label_count", "why_detail", "movement_line"}


def test_only_arabic_runs_from_the_right() -> None:
    assert [Words(language).is_rtl for language in LANGUAGES] == [False, False, True]


def test_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"'de'.*en, pl, ar"):
        Words("de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_axis_titles_fit_a_phone(language: str) -> None:
    figures = draw_all(published_tables(language), about(language))
    titles = {
        name: axis["title"]["text"]
        for name, figure in figures.items()
        for key, axis in json.loads(text_of(figure))["layout"].items()
        if key.startswith("xaxis") and "title" in axis
    }
    assert len(titles) > 10
    assert {name: title for name, title in titles.items() if len(title) > 60} == {}
