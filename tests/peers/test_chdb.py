"""Funnels beside ClickHouse's windowFunnel: equal where they mean the same, and each difference by name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

import pytest

from journeymine.questions.funnel import funnel
from journeymine.walk.funnel import Entry, Order
from tests.peers.asking import Row, ask
from tests.peers.logs import ecom_rows, ground_of
from tests.walk.made import SECOND, START

pytestmark = pytest.mark.slow
Asked = tuple[list[str], int, list[str]]
"""Steps, window in seconds, modes."""

EVER = 4_000_000_000
CHECKOUT = ["add_to_cart", "shipping_details", "purchase"]
EXPECTED = Path(__file__).parents[3] / "shared" / "data" / "ecom" / "expected.json"
FUNNELS: tuple[Asked, ...] = (
    (["a", "b"], 60, []),
    (["a", "b", "c"], 60, []),
    (["a", "b", "c"], 3600, []),
    (["a", "b", "c", "d"], 3600, []),
    (["c", "a", "b"], 3601, []),
    (["a", "b", "c", "d"], EVER, []),
    (["a", "a"], 60, ["strict_once"]),
    (["a", "a", "b"], 3600, ["strict_once"]),
    (["a", "b", "a", "b"], EVER, ["strict_once"]),
)
LOGS = 300


def made_rows(seed: int) -> list[Row]:
    """A log of a few cases; no two events of a case at one second, gaps often exactly a window."""
    chance, rows = Random(seed), list[Row]()
    for case in range(chance.randint(1, 12)):
        at = START // SECOND
        for _ in range(chance.randint(1, 25)):
            at += chance.choice((1, 1, 2, 20, 30, 59, 60, 61, 1800, 3540, 3600, 3601))
            rows.append((f"log{seed:03d}-{case:02d}", chance.choice("aabbccdx"), at))
    return rows


def mine(
    rows: Sequence[Row], steps: Sequence[str], window: int, order: Order = "ordered", entry: Entry = "any"
) -> dict[str, int]:
    """Our depth of each case; steps that no event has are reached by none."""
    names = {event for _, event, _ in rows}
    ground = ground_of(list(rows))
    said = [step if step in names else f"[event~{step}]" for step in steps]
    limit = None if window == EVER else f"{window}s"
    found = funnel(ground, said, window=limit, order=order, entry=entry)
    return dict(
        zip(ground.customers["customer_id"].to_pylist(), found.asked.depths.depth.tolist(), strict=True)
    )


def theirs(rows: Sequence[Row], *asked: Asked) -> list[dict[str, int]]:
    """Their level of each case, for each funnel."""
    return ask("chdb", rows, json.dumps(asked))  # type: ignore[return-value]


def test_three_hundred_made_up_logs() -> None:
    logs = [made_rows(seed) for seed in range(LOGS)]
    told = theirs([row for log in logs for row in log], *FUNNELS)
    depths = Counter[int]()
    for (steps, window, _), levels in zip(FUNNELS, told, strict=True):
        for log in logs:
            found = mine(log, steps, window)
            assert found == {case: levels[case] for case in found}
            depths.update(found.values())
    assert all(depths[depth] > 100 for depth in range(5))


@cache
def ecom(case: str) -> list[Row]:
    """The ecom set by user or session."""
    return ecom_rows(case)


@pytest.mark.real
@pytest.mark.parametrize("case", ["user_id", "session_id"])
def test_ecom(case: str) -> None:
    windows = {"30min": 1800, "7d": 7 * 86_400, "unbounded": EVER}
    rows = apart(ecom(case))
    told = theirs(rows, *((CHECKOUT, window, []) for window in windows.values()))
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    for (name, window), levels in zip(windows.items(), told, strict=True):
        assert mine(rows, CHECKOUT, window) == levels
        counts = Counter(str(depth) for depth in mine(ecom(case), CHECKOUT, window).values())
        assert counts == expected[f"windowFunnel_{case}_{name}"]


def apart(rows: Sequence[Row]) -> list[Row]:
    """The log with the events of a case at one second as windowFunnel has them: no step first, then the steps
    in order.
    """
    place = {name: at for at, name in enumerate(CHECKOUT)}
    return sorted(rows, key=lambda row: (row[0], row[2], place.get(row[1], -1)))


# Where we mean something else


def test_difference_at_one_instant_the_order_of_events_decides_here() -> None:
    """There, events of one second advance in the order of the steps, whatever their own order."""
    rows: list[Row] = [("u", "b", 1), ("u", "a", 1)]
    assert theirs(rows, (["a", "b"], 10, [])) == [{"u": 2}]
    assert mine(rows, ["a", "b"], 10) == {"u": 1}


def test_difference_two_equal_steps_need_two_events_here() -> None:
    """There, one event serves equal steps in a row, unless strict_once is asked for."""
    rows: list[Row] = [("u", "a", 1)]
    assert theirs(rows, (["a", "a"], 10, []), (["a", "a"], 10, ["strict_once"])) == [{"u": 2}, {"u": 1}]
    assert mine(rows, ["a", "a"], 10) == {"u": 1}


def test_difference_strict_increase_is_not_asked_for_here() -> None:
    """There, it refuses a later step at the same second; here the order of events decides, always."""
    rows: list[Row] = [("u", "a", 1), ("u", "b", 1)]
    assert theirs(rows, (["a", "b"], 10, ["strict_increase"])) == [{"u": 1}]
    assert mine(rows, ["a", "b"], 10) == {"u": 2}


def test_difference_in_strict_order_a_later_start_may_do_better_here() -> None:
    """There, the first event that is no step ends the search for good; with entry first it does so here
    too.
    """
    rows: list[Row] = [("u", event, at) for at, event in enumerate("axab", start=1)]
    assert theirs(rows, (["a", "b"], 10, ["strict_order"])) == [{"u": 1}]
    assert mine(rows, ["a", "b"], 10, "strict") == {"u": 2}
    assert mine(rows, ["a", "b"], 10, "strict", "first") == {"u": 1}


def test_difference_in_strict_order_any_other_event_interrupts_here() -> None:
    """There, events of steps that were reached before may lie between."""
    rows: list[Row] = [("u", event, at) for at, event in enumerate("abac", start=1)]
    assert theirs(rows, (["a", "b", "c"], 10, ["strict_order"])) == [{"u": 3}]
    assert mine(rows, ["a", "b", "c"], 10, "strict") == {"u": 2}


def until_interrupted(rows: Sequence[Row], steps: Sequence[str], window: int) -> list[Row]:
    """What strict_order looks at of each case: up to the first event, after a start, that is no step, or a
    step before which the one before was not reached.
    """
    kept, starts, ended = list[Row](), dict[str, dict[int, int]](), set[str]()
    for row in rows:
        case, event, at = row
        known = starts.setdefault(case, {})
        place = steps.index(event) if event in steps else len(steps) + 1
        if known and place > 0 and place - 1 not in known:
            ended.add(case)
        if case in ended:
            continue
        start = at if place == 0 else known.get(place - 1)
        if start is not None and at - start <= window:
            known[place] = start
        kept.append(row)
    return kept


def test_these_two_are_all_that_is_different_in_strict_order() -> None:
    """Our funnel in order, of what strict_order looks at, is strict_order."""
    logs = [made_rows(seed) for seed in range(LOGS)]
    steps, window = ["a", "b", "c"], 3600
    (levels,) = theirs([row for log in logs for row in log], (steps, window, ["strict_order"]))
    for log in logs:
        found = mine(until_interrupted(log, steps, window), steps, window)
        assert {case: found.get(case, 0) for case in {row[0] for row in log}} == {
            case: levels[case] for case in {row[0] for row in log}
        }


@pytest.mark.real
@pytest.mark.parametrize("case", ["user_id", "session_id"])
def test_strict_order_of_ecom_by_what_it_looks_at(case: str) -> None:
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    rows = apart(ecom(case))
    found = mine(until_interrupted(rows, CHECKOUT, 1800), CHECKOUT, 1800)
    counts = Counter(str(found.get(each, 0)) for each in {row[0] for row in rows})
    assert counts == expected[f"windowFunnel_{case}_30min_strict_order"]
