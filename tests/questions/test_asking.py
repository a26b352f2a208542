"""Options of questions that follow units: names that nobody knows, values that they can't have."""

from __future__ import annotations

from typing import Any

import pytest

from journeymine.errors import UsageError
from journeymine.questions.asking import Follow
from journeymine.questions.graph import transition_graph
from journeymine.questions.levels import level_of
from tests.questions.shoppers import ground


def test_options_by_their_names() -> None:
    assert Follow.of({"level": "event", "unit": "session"}) == Follow("event", unit="session")
    assert Follow.of({}, "start") == Follow()


@pytest.mark.parametrize(
    ("name", "others", "nearest"),
    [
        ("lvl", (), "level"),
        ("coohrt", (), "cohort"),
        ("strat", ("start", "end"), "start"),
        ("to_mtach", (), "to_match"),
    ],
)
def test_an_unknown_option_names_the_nearest(name: str, others: tuple[str, ...], nearest: str) -> None:
    with pytest.raises(UsageError, match=f"no option {name!r}; nearest: {nearest}"):
        Follow.of({name: "stage"}, *others)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"level": 3}, "level is the name of a level, such as 'stage' or 'event'; found 3"),
        ({"level": None}, "level is the name of a level"),
        ({"opened": "event"}, "opened is nodes with the level of their parts"),
        ({"unit": 1}, "unit is journey, customer or session; found 1"),
        ({"collapse": "no"}, "collapse is True or False; found 'no'"),
        ({"where": 5}, "where is a SQL condition, or several; found 5"),
        ({"cohort": ["a"]}, "cohort is a cohort's name"),
        ({"since": 2026}, "since is a date or time, such as '2026-03-01'; found 2026"),
        ({"until": 2026}, "until is a date or time"),
        ({"events": True}, "events is a condition of events"),
        ({"from_match": 1}, "from_match is a pattern, or an Anchor; found 1"),
        ({"to_match": 1}, "to_match is a pattern"),
    ],
)
def test_a_value_of_another_kind_says_what_is_expected(how: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Follow.of(how)


def test_a_level_that_is_no_text_is_unknown_in_every_question() -> None:
    with pytest.raises(UsageError, match="no level 3; known: "):
        level_of(ground(), 3)  # pyright: ignore[reportArgumentType]
    with pytest.raises(UsageError, match="no level 3; known: "):
        transition_graph(ground(), Follow(opened={"purchase": 3}))  # pyright: ignore[reportArgumentType]
