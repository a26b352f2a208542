"""The dashboard's words: every text in every language, with the same places to fill."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest

from journeymine.present.dashboard.look import calendar_words, style_sheet
from journeymine.present.dashboard.words import board_words


@pytest.mark.parametrize("language", ["pl", "ar"])
def test_languages_have_the_same_places_to_fill(language: str) -> None:
    english, other = asdict(board_words("en")), asdict(board_words(language))
    for name, text in other.items():
        assert text.strip(), name
        assert set(re.findall(r"{\w*}", text)) == set(re.findall(r"{\w*}", english[name])), name


def test_the_calendar_knows_its_months_and_days() -> None:
    script = calendar_words()
    assert script.count("window.dayjs_locale_") == 3
    assert '"stycze\\u0144"' in script
    assert script.isascii()


def test_the_style_sheet_is_the_reports_inside_its_own_fence() -> None:
    style = style_sheet()
    assert style.startswith(":root{--")
    assert style.count("{") == style.count("}")
    assert "--dropped:#" in style
