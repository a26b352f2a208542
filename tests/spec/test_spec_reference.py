"""The reference gives the expected answer to every worked example."""

from __future__ import annotations

import pytest

from tests.spec.answers import reference_answer
from tests.spec.catalogue import CASES
from tests.spec.questions import SpecCase
from tests.spec.table import format_time, parse_table, parse_time, read_events


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.section}: {case.title}")
def test_reference_gives_the_expected_answer(case: SpecCase) -> None:
    expected = parse_table(case.expected)
    answer = reference_answer(read_events(case.table), case.question).select(expected.columns)
    assert sorted(answer.rows) == sorted(expected.rows)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.section}: {case.title}")
def test_order_of_rows_does_not_matter(case: SpecCase) -> None:
    events = read_events(case.table)
    assert reference_answer(events[::-1], case.question) == reference_answer(events, case.question)


def test_titles_differ_and_sections_are_covered() -> None:
    assert len({case.title for case in CASES}) == len(CASES)
    assert {case.section for case in CASES} == {2, 3, 5, 6, 7, 8, 9, 10}


def test_tables_are_small() -> None:
    assert max(len(parse_table(case.table).rows) for case in CASES) <= 14


def test_durations_are_read_and_written() -> None:
    assert parse_time("90") == parse_time("1h30m") == 5_400_000_000
    assert [format_time(parse_time(text)) for text in ("0", "90", "24h1us", "2d1s")] == [
        "0m",
        "1h30m",
        "1d1us",
        "2d1s",
    ]


@pytest.mark.parametrize("text", ["", "soon", "1h 2m", "-5"])
def test_other_durations_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        parse_time(text)


def test_a_crooked_table_is_refused() -> None:
    with pytest.raises(ValueError, match="3 cells under 2 columns"):
        parse_table("a | b\n1 | 2 | 3")
