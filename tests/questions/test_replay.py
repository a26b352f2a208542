"""Each question is asked again from its record and answers the same; what is no record says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from journeymine.errors import UsageError
from journeymine.questions.cohorts import Cohort, cohort
from journeymine.questions.compare import compare
from journeymine.questions.definition import Definition
from journeymine.questions.funnel import funnel
from journeymine.questions.graph import Follow, transition_graph
from journeymine.questions.ground import Ground
from journeymine.questions.replay import QUESTIONS, replay
from journeymine.questions.result import Result
from tests.questions.every import EVERY, ground


@pytest.fixture(scope="module")
def shop() -> Ground:
    return ground()


@pytest.mark.parametrize("ask", EVERY.values(), ids=EVERY)
def test_the_same_answer_comes_from_the_record(shop: Ground, ask: Callable[[Ground], Result]) -> None:
    first = ask(shop)
    again = replay(shop, first.definition.to_json())
    assert type(again) is type(first)
    assert again.definition == first.definition
    assert again.table().schema == first.table().schema
    assert repr(again.table().to_pylist()) == repr(first.table().to_pylist())


def test_every_question_that_there_is_was_asked(shop: Ground) -> None:
    assert {ask(shop).definition.question for ask in EVERY.values()} | {"cohort"} == QUESTIONS.keys()


@pytest.mark.parametrize(
    "when", ["buyers", "did look", "sessions that did look", "journeys that path look > buy"]
)
def test_a_cohort_comes_from_its_record(shop: Ground, when: str) -> None:
    first = cohort(shop, when)
    again = replay(shop, first.definition.to_json())
    assert isinstance(again, Cohort)
    assert (again.unit, again.members.tolist()) == (first.unit, first.members.tolist())


def test_a_cohort_that_was_saved_stands_in_a_record_by_its_name(tmp_path: Path) -> None:
    shop = ground(tmp_path)
    funnel(shop, "look > buy").lost(1).save("no order")
    first = transition_graph(shop, Follow(cohort="no order"))
    assert replay(shop, first.definition.to_json()).table().equals(first.table())
    restored = transition_graph(shop, Follow(cohort=cohort(shop, "no order")))
    assert replay(shop, restored.definition).table().equals(first.table())


def test_a_cohort_that_came_from_a_result_can_not_be_asked_again(shop: Ground) -> None:
    lost = funnel(shop, "look > buy").lost(1)
    for question in (
        transition_graph(shop, Follow(cohort=lost)),
        compare(shop, lost, figures="conversion_rate"),
        compare(shop, "cohort: buyers", lost, figures="conversion_rate"),
    ):
        with pytest.raises(UsageError, match="save that, and ask with its name"):
            replay(shop, question.definition.to_json())
    with pytest.raises(UsageError, match="came from a result"):
        replay(shop, lost.definition)


def test_a_generation_to_compare_with_is_given(shop: Ground) -> None:
    older = replace(shop, generation=7)
    first = compare(shop, against=older, figures="conversion_rate")
    with pytest.raises(UsageError, match="generation 7, which is not here"):
        replay(shop, first.definition)
    assert replay(shop, first.definition, against=older).definition == first.definition


@pytest.mark.parametrize("text", ["", "{}", "[1]", "null", '{"question": "funnel"}', "funnel: steps look"])
def test_what_is_no_record_says_where_one_comes_from(shop: Ground, text: str) -> None:
    with pytest.raises(UsageError, match=r"definition\.to_json"):
        replay(shop, text)


def test_an_unknown_question_names_those_that_there_are(shop: Ground) -> None:
    with pytest.raises(UsageError, match="funel.*funnel"):
        replay(shop, replace(funnel(shop, "look").definition, question="funel"))


def changed(definition: Definition, **asked: Any) -> str:
    """The record with other arguments; None takes one out."""
    told = json.loads(definition.to_json())
    told["asked"] |= asked
    told["asked"] = {name: value for name, value in told["asked"].items() if asked.get(name, 0) is not None}
    return json.dumps(told)


def test_a_record_that_lacks_something_says_what(shop: Ground) -> None:
    with pytest.raises(UsageError, match="'steps'"):
        replay(shop, changed(funnel(shop, "look").definition, steps=None))


def test_a_record_with_a_word_that_nobody_knows_says_which(shop: Ground) -> None:
    with pytest.raises(UsageError, match="windowe.*funnel"):
        replay(shop, changed(funnel(shop, "look").definition, windowe="7d"))


def test_a_record_with_a_wrong_value_is_read_as_a_question_would_be(shop: Ground) -> None:
    for wrong in ({"order": "odd"}, {"steps": "lok"}, {"window": "soon"}):
        with pytest.raises(UsageError):
            replay(shop, changed(funnel(shop, "look").definition, **wrong))
    with pytest.raises(UsageError, match="level"):
        replay(shop, changed(transition_graph(shop).definition, level="stag"))
