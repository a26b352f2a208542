"""How long a run still takes, by the last one."""

from __future__ import annotations

import pytest

from journeymine.pace import Pace, said

NAMES = ("load", "order", "publish")


def test_nothing_is_known_before_the_first_run() -> None:
    assert Pace.of(NAMES, None).left(1000) is None


def test_what_is_left_goes_with_the_events() -> None:
    last = Pace.of(NAMES, None)
    last.seconds.update(load=7.0, order=3.0, publish=1.0)
    now = Pace.of(NAMES, last.text(1000))
    assert now.left(2000) is None
    now.seconds["load"] = 1.0
    assert now.left(2000) == pytest.approx(8.0)
    now.seconds["order"] = 5.5
    assert now.left(2000) == pytest.approx(2.0)
    now.seconds["publish"] = 2.0
    assert now.left(2000) is None


def test_a_step_that_the_last_run_did_not_have_is_not_guessed() -> None:
    last = Pace.of(NAMES[:2], None)
    last.seconds.update(load=7.0, order=3.0)
    now = Pace.of(NAMES, last.text(10))
    now.seconds["load"] = 1.0
    assert now.left(10) is None


def test_a_timed_step_has_its_seconds() -> None:
    pace = Pace.of(NAMES, None)
    with pace.timed("order"):
        pass
    assert pace.seconds["order"] >= 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "about 10 s left"),
        (44, "about 40 s left"),
        (89, "about 90 s left"),
        (95, "about 2 min left"),
        (3600, "about 60 min left"),
        (9000, "about 2.5 h left"),
    ],
)
def test_it_is_said_as_exactly_as_it_is_known(seconds: float, text: str) -> None:
    assert said(seconds) == text
