"""The loops of funnels against the reference, on made-up paths."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeymine.walk import bits
from journeymine.walk.funnel_kinds import kinds_of
from journeymine.walk.selection import Selection
from tests.walk.funnels import (
    Asked,
    Question,
    acts,
    found_attempts,
    questions,
    simple_questions,
    told_attempts,
    told_depths,
    walk,
    whole_paths,
    whole_result,
)
from tests.walk.made import MINUTE, START, Act

AS_OF = st.sampled_from((0, 5, 10, 30, 120)).map(lambda minutes: minutes * MINUTE)
many = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(acts(), questions(), AS_OF)
def test_every_funnel_is_as_the_reference_says(log: list[Act], question: Question, later: int) -> None:
    check(log, question, later)


@many
@given(acts(most=60), simple_questions(), AS_OF)
def test_so_are_those_with_loops_of_their_own(log: list[Act], question: Question, later: int) -> None:
    check(log, question, later)


def check(log: list[Act], question: Question, later: int) -> None:
    as_of = START + max(act.at for act in log) + later
    paths, results = whole_result(log, question, has_many_values=later == 5 * MINUTE)
    walked = walk(paths, question, as_of, wants_attempts=True)
    assert walked.depth.tolist() == told_depths(results)
    assert found_attempts(walked) == told_attempts(results, question, as_of)
    bare = walk(paths, question, as_of, wants_attempts=False)
    assert np.array_equal(bare.depth, walked.depth)


@pytest.mark.slow
@settings(many, max_examples=4000)
@given(acts(most=120), st.one_of(questions(), simple_questions()), AS_OF)
def test_and_on_many_more_logs(log: list[Act], question: Question, later: int) -> None:
    check(log, question, later)


@pytest.mark.slow
@settings(many, max_examples=400)
@given(acts(most=120), st.one_of(questions(), simple_questions()), AS_OF)
def test_and_where_codes_are_narrow(log: list[Act], question: Question, later: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bits, "MANY", 0)
        check(log, question, later)


def test_codes_are_narrow_where_there_are_many_events(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loops for signatures serve few events; of many, narrow codes say the same."""
    log = [Act("ann", at * MINUTE, "abx"[at % 3], figures={"value": float(at)}) for at in range(30)]
    paths = whole_paths(log)
    masks = [Asked("a", least=9.0).mask(paths), Asked("ab", least=20.0).mask(paths)]

    def told() -> list[tuple[np.ndarray, np.ndarray]]:
        kinds, looked = (
            kinds_of(paths, masks, [], there=None),
            bits.look(paths, "customer", masks, Selection()),
        )
        met = (kinds.steps[kinds.kind_of_code[kinds.codes]], looked.bits.word_of_code[looked.bits.codes])
        return list(zip((kinds.codes, looked.bits.codes), met, strict=True))

    wide = told()
    monkeypatch.setattr(bits, "MANY", len(paths))
    tight = told()
    assert [codes.dtype for codes, _ in wide] == [paths.signature.dtype] * 2
    assert [codes.dtype for codes, _ in tight] == [np.uint8, np.uint16]
    assert all(np.array_equal(one, other) for (_, one), (_, other) in zip(wide, tight, strict=True))
    assert len(np.unique(wide[0][1])) == 4


def test_heavy_customers_take_no_longer_than_their_events() -> None:
    """Ten thousand starts that lead nowhere, each with the whole rest before it: linear, or this would not
    end.
    """
    log = [
        Act("heavy", at * MINUTE, "x" if at % 3 else "a", {}, {}, {"product_id": f"p{at % 70}"})
        for at in range(30_000)
    ]
    log.append(Act("heavy", 40_000 * MINUTE, "b"))
    paths = whole_paths(log)
    steps = (Asked("a"), Asked("c", optional=True), Asked("b"))
    for hold in ((), ("product_id",)):
        for bars in ((), ((Asked("d"), 1, 3),)):
            walked = walk(paths, Question(steps, hold=hold, bars=bars), START, wants_attempts=True)
            assert walked.depth.tolist() == [1 if hold else 3]
    assert (
        walk(paths, Question((steps[0], steps[2]), hold=("product_id",)), START, wants_attempts=True).depth[0]
        == 1
    )
