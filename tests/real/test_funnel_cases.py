"""The package's funnel on the 26 small cases of ClickHouse's windowFunnel: equal where the meanings are, else
as here.

`strict_order` is our strict order and `strict_once` our rule that two steps need two events. The other modes
have no equal; what they change is seen from the answers beside theirs.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from journeymine.questions.funnel import funnel
from tests.questions.grounds import made_ground
from tests.reference.test_reference_funnel_cases import CASES, Case, read_cases
from tests.walk.made import SECOND, Act

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not Path(CASES).exists(), reason="../shared/data/funnel_cases is absent"),
]

OURS: dict[int, tuple[dict[str, int], str]] = {
    10: ({"1": 7}, "strict_deduplication stops at a repeated event; here it is another event like any"),
    13: ({"3": 2, "4": 2}, "strict_order lets a repeated event pass; here any other event interrupts"),
    16: ({"1": 4}, "strict_deduplication, as above"),
    18: ({"1": 5}, "strict_increase refuses a step at the same instant; here the order of events decides"),
    19: ({"1": 1}, "one event serves equal steps in a row; here two steps need two events"),
    24: ({"1": 2, "2": 2}, "allow_reentry lets the start come again inside; here it interrupts"),
    25: ({"1": 4, "2": 2, "3": 2}, "strict_order takes a first step that comes again for a new start only"),
}
"""By number: our depth of the users with another one, and why."""


def depths(case: Case) -> dict[str, int]:
    """Our depth of each user."""
    acts = [Act(user, at * SECOND, name) for user, events in case.users.items() for at, name in events]
    ground = made_ground(acts)
    names = {act.event for act in acts}
    found = funnel(
        ground,
        [step if step in names else f"[event~{step}]" for step in case.steps],
        window=f"{case.window // SECOND}s",
        order="strict" if "strict_order" in case.modes else "ordered",
    )
    users = ground.customers["customer_id"].to_pylist()
    return dict(zip(users, found.asked.depths.depth.tolist(), strict=True))


@pytest.mark.parametrize("number", range(26))
def test_case(number: int) -> None:
    case = read_cases()[number]
    differing, _ = OURS.get(number, ({}, ""))
    assert depths(case) == {**case.expected, **differing}
    assert all(case.expected[user] != depth for user, depth in differing.items())


def test_all_are_there() -> None:
    assert len(read_cases()) == 26
