"""The funnel reference against the 26 small cases of ClickHouse's windowFunnel, where the meanings agree.

They differ in four ways, which these tests leave out: there one event may serve two equal steps unless
`strict_once` is asked for; `strict_order` lets a repeated event pass; `strict_deduplication` and
`allow_reentry` have no equal here; `strict_increase` refuses a later step at the same instant, where here
the order of events decides.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.reference.attempt import Funnel, FunnelStep
from tests.reference.events import SECOND, Event
from tests.reference.funnel import run_funnel

CASES = Path(__file__).parents[3] / "shared" / "data" / "funnel_cases" / "cases.json"
pytestmark = pytest.mark.real
needs_cases = pytest.mark.skipif(not CASES.exists(), reason="../shared/data/funnel_cases is absent")


@dataclass(frozen=True)
class Case:
    """One case: its funnel, the events of each user as (second, name), and the level each reaches."""

    window: int
    modes: frozenset[str]
    steps: tuple[str, ...]
    users: dict[str, list[tuple[int, str]]]
    expected: dict[str, int]


def read_cases() -> list[Case]:
    """All cases of the file."""
    rows: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"))["cases"]
    return [
        Case(
            row["window_s"] * SECOND,
            frozenset(row["modes"]),
            tuple(row["steps"]),
            row["users"],
            row["expected"],
        )
        for row in rows
    ]


def _is_named(event: Event, name: str) -> bool:
    return event.event_name == name


def depths(case: Case, order: Literal["ordered", "strict"]) -> dict[str, int]:
    """The depth of each user by the reference."""
    units = {
        user: [
            Event("s", f"{place:03d}", second * SECOND, name) for place, (second, name) in enumerate(events)
        ]
        for user, events in case.users.items()
    }
    steps = tuple(FunnelStep(name, partial(_is_named, name=name)) for name in case.steps)
    funnel = Funnel(steps, case.window, order=order)
    return {result.unit: result.depth for result in run_funnel(units, funnel)}


@needs_cases
def test_all_cases_are_there() -> None:
    assert len(read_cases()) == 26


@needs_cases
def test_ordered_agrees_where_no_two_steps_are_equal() -> None:
    plain = [case for case in read_cases() if not case.modes and len(set(case.steps)) == len(case.steps)]
    assert len(plain) == 13
    for case in plain:
        assert depths(case, "ordered") == case.expected, case


@needs_cases
def test_ordered_agrees_where_an_event_may_serve_one_step_only() -> None:
    once = [case for case in read_cases() if "strict_once" in case.modes]
    assert len(once) == 3
    for case in once:
        assert depths(case, "ordered") == case.expected, case


@needs_cases
def test_strict_agrees_where_no_step_event_is_repeated() -> None:
    """A repeated event interrupts here and passes there, so users with one are left out."""
    strict = [
        case
        for case in read_cases()
        if case.modes == frozenset({"strict_order"}) and len(set(case.steps)) == len(case.steps)
    ]
    compared = 0
    for case in strict:
        ours = depths(case, "strict")
        for user, events in case.users.items():
            names = [name for _, name in events]
            if len(set(names)) == len(names):
                compared += 1
                assert ours[user] == case.expected[user], (case, user)
    assert compared == 3


@needs_cases
def test_equal_steps_need_two_events_here() -> None:
    twice = [case for case in read_cases() if not case.modes and len(set(case.steps)) < len(case.steps)]
    assert [depths(case, "ordered") for case in twice] == [{"1": 1}]
