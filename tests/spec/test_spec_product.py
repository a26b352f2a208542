"""The package gives the expected answer to every worked example: the same tables that define each number."""

from __future__ import annotations

from pathlib import Path

import pytest

from journeymine.config.values import parse_duration
from journeymine.measures.funnel import Funnel, funnel
from tests.spec.catalogue import CASES
from tests.spec.product_answers import product_answer, run_example
from tests.spec.questions import FunnelQuestion, SpecCase, StepText
from tests.spec.table import Table, format_cell, parse_table, read_events

OTHERS = tuple(case for case in CASES if not isinstance(case.question, FunnelQuestion))
FUNNELS = tuple((case, case.question) for case in CASES if isinstance(case.question, FunnelQuestion))


def is_offered(question: FunnelQuestion) -> bool:
    """Whether the package's funnel has all that is asked for: steps by name, in order, each unit once."""
    plain = FunnelQuestion(
        tuple(StepText(step.event) for step in question.steps),
        window=question.window,
        entry=question.entry,
        unit=question.unit,
        view=question.view,
    )
    return question == plain


OFFERED = tuple((case, question) for case, question in FUNNELS if is_offered(question))


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: f"{case.section}: {case.title}")
def test_product_gives_the_expected_answer(case: SpecCase, tmp_path: Path) -> None:
    """The events arrive last row first: nothing may depend on the order in which they come."""
    expected = parse_table(case.expected)
    events = read_events(case.table)[::-1]
    answer = product_answer(events, case.question, tmp_path).select(expected.columns)
    assert sorted(answer.rows) == sorted(expected.rows)


@pytest.mark.parametrize(("case", "question"), OFFERED, ids=lambda value: getattr(value, "title", ""))
def test_product_counts_each_step_of_a_funnel(
    case: SpecCase, question: FunnelQuestion, tmp_path: Path
) -> None:
    found = product_funnel(case, question, tmp_path)
    expected = parse_table(case.expected)
    if question.view == "units":
        assert found.counts == counts_by_depth(expected, len(question.steps))
        return
    mine = found.table().rename_columns({"event_name": "step", "unit_count": "count", "step": "number"})
    columns = tuple(column for column in expected.columns if column in mine.column_names)
    rows = [tuple(format_cell(row[column]) for column in columns) for row in mine.to_pylist()]
    assert Table(columns, tuple(rows)) == expected.select(columns)


def product_funnel(case: SpecCase, question: FunnelQuestion, folder: Path) -> Funnel:
    """The package's answer to a funnel."""
    product = run_example(read_events(case.table), question, folder)
    try:
        return funnel(
            product.engine,
            [step.event for step in question.steps],
            window=None if question.window is None else parse_duration(question.window),
            entry=question.entry,
            unit=question.unit,
        )
    finally:
        product.engine.close()


def counts_by_depth(units: Table, steps: int) -> tuple[int, ...]:
    """How many units reached each step."""
    depths = [int(row[0]) for row in units.select(("depth",)).rows]
    return tuple(sum(depth > step for depth in depths) for step in range(steps))


def test_funnels_of_order_window_entry_and_unit_are_offered() -> None:
    assert len(OFFERED) >= 10
    assert {question.entry for _, question in OFFERED} == {"any", "first"}
    assert {question.unit for _, question in OFFERED} == {"customer", "session"}
    assert any(question.window for _, question in OFFERED)
