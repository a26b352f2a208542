"""The package gives the expected answer to every worked example: the same tables that define each number."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spec.catalogue import CASES
from tests.spec.product_answers import product_answer
from tests.spec.product_funnel import product_funnel_answer
from tests.spec.questions import FunnelQuestion, SpecCase
from tests.spec.table import parse_table, read_events


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.section}: {case.title}")
def test_product_gives_the_expected_answer(case: SpecCase, tmp_path: Path) -> None:
    """The events arrive last row first: nothing may depend on the order in which they come."""
    expected = parse_table(case.expected)
    events, question = read_events(case.table)[::-1], case.question
    answer = (
        product_funnel_answer(events, question, tmp_path)
        if isinstance(question, FunnelQuestion)
        else product_answer(events, question, tmp_path)
    )
    assert sorted(answer.select(expected.columns).rows) == sorted(expected.rows)
