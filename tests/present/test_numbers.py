"""Numbers as readers of three languages write them; expectations are CLDR's, written down by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from journeymine.present.numbers import NOTHING, Numbers

HARD = "\xa0"


def bare(text: str) -> str:
    """A text without the marks that fix its direction."""
    return "".join(sign for sign in text if sign not in "\u2066\u2067\u2068\u2069\u200e\u200f")


@pytest.mark.parametrize(
    ("language", "count", "percent", "small"),
    [("en", "12,346", "12%", "1.2%"), ("pl", f"12{HARD}346", "12%", "1,2%"), ("ar", "12,346", "12%", "1.2%")],
)
def test_counts_and_rates(language: str, count: str, percent: str, small: str) -> None:
    numbers = Numbers(language)
    assert numbers.count(12345.6) == count
    assert bare(numbers.percent(0.1234)) == percent
    assert bare(numbers.percent(0.0123)) == small


@pytest.mark.parametrize(
    "name", ["count", "decimal", "score", "signed", "whole", "percent", "ratio", "duration"]
)
def test_unknown_is_a_dash_never_zero(name: str) -> None:
    assert getattr(Numbers("en"), name)(None) == NOTHING


def test_signed_numbers_keep_their_sign_in_front_in_every_language() -> None:
    for language in ("en", "pl", "ar"):
        text = Numbers(language).signed(-3.25)
        assert text[0] == "\u2066"
        assert text[-1] == "\u2069"
        assert bare(text) in ("−3.2", "−3,2")


def test_money_is_shortened_from_ten_thousand() -> None:
    english, polish = Numbers("en"), Numbers("pl")
    assert english.money(9_999.4, "EUR") == "€9,999"
    assert english.money(12_345, "EUR") == "€12K"
    assert english.money(1_234_567, "EUR") == "€1.2M"
    assert english.money(-80, "EUR") == "−€80"
    assert polish.money(12_345, "PLN") == f"12{HARD}tys.{HARD}zł"
    assert english.money(12_345, None) == "12K"
    assert english.money(None, "EUR") == NOTHING


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
@pytest.mark.parametrize(
    "seconds", [0.0, 1.0, 59.0, 90.0, 3_600.0, 26 * 3_600.0, 36 * 3_600.0, 86_400.0 * 30]
)
def test_durations_are_said_in_words_of_the_language(language: str, seconds: float) -> None:
    text = Numbers(language).duration(seconds)
    assert "duration" not in text
    if language == "ar":
        assert not any(sign.isascii() and sign.isalpha() for sign in text)


def test_durations_take_the_largest_fitting_unit() -> None:
    numbers = Numbers("en")
    assert numbers.duration(75) == "75 seconds"
    assert numbers.duration(100) == "1.7 minutes"
    assert numbers.duration(86_400) == "24 hours"
    assert numbers.span(timedelta(days=30)) == "30 days"


def test_times_name_their_zone() -> None:
    at = datetime(2025, 6, 30, 18, 5, tzinfo=UTC)
    assert Numbers("en").moment(at) == "30 Jun 2025, 18:05 UTC"
    assert Numbers("pl").day(at) == "30 cze 2025"
    assert Numbers("en").days(at - timedelta(days=20), at).replace("\u2009", " ") == "Jun 10 – 30, 2025"


def test_plotly_is_told_the_separators() -> None:
    assert Numbers("en").separators() == ".,"
    assert Numbers("pl").separators() == f",{HARD}"
