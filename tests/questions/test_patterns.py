"""The language of patterns: the worked examples of docs/questions/patterns.md, and what is wrong."""

from __future__ import annotations

import re

import pytest

from journeymine.errors import UsageError
from journeymine.questions.matching import Anchor, cut, matches, matching
from journeymine.questions.patterns import parse_pattern
from journeymine.questions.shapes import compile_pattern
from journeymine.walk.match import Which
from journeymine.walk.selection import EventMask, Selection
from tests.docs.blocks import blocks
from tests.questions.grounds import made_ground
from tests.walk.made import MINUTE, Act, log


def spans(path: str, pattern: str, which: Which = "every") -> list[tuple[int, int]]:
    """Numbers of the first and last event of each match in a path, from 0."""
    known = [Act("~", 0, name) for name in ("a", "b", "c", "x")]
    ground = made_ground([*log(f"ann: {path}"), *known])
    found = matches(ground, pattern, which=which)
    ours = found.unit == 0
    return [(int(first), int(last)) for first, last in zip(found.first[ours], found.last[ours], strict=True)]


LINES = [
    line
    for block in blocks("text")
    if block.page == "docs/questions/patterns.md"
    for line in block.text.splitlines()
]
EXAMPLES = [tuple(re.split(r" {2,}", line.strip())) for line in LINES]


@pytest.mark.parametrize(("path", "pattern", "expected"), EXAMPLES)
def test_worked_example(path: str, pattern: str, expected: str) -> None:
    assert " ".join(f"{first}-{last}" for first, last in spans(path, pattern)) == expected.replace("none", "")


def test_there_are_worked_examples() -> None:
    assert len(EXAMPLES) > 50


@pytest.mark.parametrize(
    ("which", "expected"), [("first", [(0, 2)]), ("last", [(4, 5)]), ("every", [(0, 2), (3, 5)])]
)
def test_which_match(which: Which, expected: list[tuple[int, int]]) -> None:
    assert spans("a a b a a b", "a > b", which) == expected


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("a > d", "there is no event 'd'"),
        ("a >[no d] b", "there is no event 'd'"),
        ("a | b > c", "alternatives stand in parentheses"),
        ("a >", "expected an event's name, found the end"),
        ("a > > b", "expected an event's name, found '>'"),
        ("a b", "expected '>', '>>' or the end of the pattern, found 'b'"),
        ("a >[no] b", "expected an event's name, found ']'"),
        ("a >>[no b] c", "nothing lies between two events of '>>'"),
        ("a >[<= soon] b", "expected a duration"),
        ("a >[<= 5m b", "expected ',' or ']'"),
        ("a{0,2}", "repeated at least once"),
        ("a{3,2}", "repeated at least once"),
        ("a{x}", "expected a number"),
        ("a{2", "expected '}'"),
        ("a{61}", "repeated at most 60 times"),
        ("(a > b){31}", "at most 60 places"),
        ("a > ^ b", "'^' stands at the beginning"),
        ("(a > $)", "'$' stands at the end"),
        ("(a > b", "expected '>', '>>', '|' or ')', found the end"),
        ("a $ > b", "expected '>', '>>' or the end of the pattern, found '>'"),
        ("a within soon", "expected a duration"),
        (" > ".join(f"[value>{n}]" for n in range(13)), "at most 12 different conditions"),
    ],
)
def test_what_is_wrong_is_said(pattern: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        compile_pattern(made_ground(log("ann: a b c x")), pattern)
    assert said in str(error.value)


def test_a_name_that_begins_with_a_dollar() -> None:
    ground = made_ground([Act("ann", 0, "a"), Act("ann", 1, "$view")])
    assert matching(ground, "a > $view").tolist() == [True]
    assert matching(ground, "$view $").tolist() == [True]


def test_equal_conditions_are_one() -> None:
    compiled = compile_pattern(made_ground(log("ann: a b")), "(a | b) > a > (a | b)")
    assert len(compiled.conditions) == 2


def test_a_nameless_event_is_no_gap() -> None:
    acts = [
        Act("ann", 0, "a"),
        Act("ann", 1, "b", {}, {"value": 5.0}),
        Act("ann", 2, "a", {}, {"value": 1.0}),
    ]
    ground = made_ground(acts)
    assert matches(ground, "a > [value>2]").last.tolist() == [1]
    assert matches(ground, "a >[no b] [value>0]").last.tolist() == [1]
    assert matches(ground, "a >[no [value>2]] [value=1]").last.tolist() == []


def test_units_and_selection() -> None:
    ground = made_ground(log("ann: a@0 b@100 a@101 x@102 b@103\nbob: a x b\ncyd: b"))
    assert matching(ground, "a > b").tolist() == [True, True, False]
    assert matching(ground, "a >> b", "session").tolist() == [False, False, False, False]
    without = Selection(events=EventMask(~ground.paths.signatures.codes("event").of_signature.astype(bool)))
    assert matching(ground, "a > b", selection=without).tolist() == [False, False, False]
    sessions = Selection(sessions=ground.paths.sessions.first != 0)
    assert matches(ground, "a > b", selection=sessions).first.tolist() == [2, 5]
    customers = Selection(customers=ground.paths.bounds[:-1] > 0)
    assert matching(ground, "a > b", selection=customers).tolist() == [False, True, False]


def test_parsed_twice_is_equal() -> None:
    assert parse_pattern("a >[no b, <= 5m] c") == parse_pattern("a >[no b, <= 5m] c")


def rows(found: tuple[list[int], list[int]]) -> list[tuple[int, int]]:
    return list(zip(*found, strict=True))


def test_cut_from_one_pattern_to_another() -> None:
    ground = made_ground(log("ann: a x b a b x\nbob: x a\ncyd: b x"))
    found = cut(ground, start="a", end="b")
    assert rows((found.first.tolist(), found.last.tolist())) == [(0, 2), (-1, -1), (-1, -1)]
    assert found.keeps.tolist() == [True, False, False]
    found = cut(ground, start=Anchor("a > b", "last"), end="x")
    assert rows((found.first.tolist(), found.last.tolist())) == [(3, 5), (-1, -1), (-1, -1)]
    found = cut(ground, end=Anchor("b", "first", "start"))
    assert rows((found.first.tolist(), found.last.tolist())) == [(0, 2), (-1, -1), (8, 8)]
    found = cut(ground, start=Anchor("x", "last", "end"))
    assert rows((found.first.tolist(), found.last.tolist())) == [(5, 5), (6, 7), (9, 9)]
    found = cut(ground)
    assert rows((found.first.tolist(), found.last.tolist())) == [(0, 5), (6, 7), (8, 9)]


def test_cut_wants_one_match() -> None:
    ground = made_ground(log("ann: a"))
    with pytest.raises(UsageError, match="no match to cut at 'every'"):
        cut(ground, start=Anchor("a", "every"))


def test_long_time_between() -> None:
    ground = made_ground([Act("ann", 0, "a"), Act("ann", 2 * MINUTE, "b")])
    assert matching(ground, "a >[> 1.5m] b").tolist() == [True]
