"""Credit, means and NPS against plain Python."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest

from tests.findings.steps import experience
from tests.findings.world import World, settings

WEEK = timedelta(days=7)


def plain_credit(rows: list[dict[str, Any]]) -> dict[tuple[str, str], float]:
    """Credit by answer and touchpoint: those met in the week before share alike, unless one is named."""
    known = {touchpoint.name for touchpoint in settings().touchpoints}
    credit: dict[tuple[str, str], float] = {}
    for place, answer in enumerate(rows):
        if answer["score_raw"] is None:
            continue
        hint = (answer["touchpoint_hint"] or "").strip()
        before = rows[:place]
        met = {
            row["touchpoint"]
            for row in before
            if row["customer_id"] == answer["customer_id"]
            and row["score_raw"] is None
            and row["touchpoint"] not in (None, answer["touchpoint"])
            and answer["occurred_at"] - row["occurred_at"] <= WEEK
        }
        names = {hint} if hint in known else met
        credit |= {(answer["event_id"], name): 1 / len(names) for name in names}
    return credit


def random_world(seed: int) -> World:
    draw = random.Random(seed)
    world = World()
    names = [touchpoint.name for touchpoint in settings().touchpoints]
    for number in range(25):
        at = draw.choice([0.0, 0.5])
        for _ in range(draw.randint(1, 14)):
            at += draw.choice([0, 0, 0.25, 1, 3, 7, 9])
            if draw.random() < 0.3:
                kind = draw.choice(["nps", "nps", "csat", "ces"])
                raw = draw.randint(*{"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}[kind])
                hint = draw.choice([None, None, "cart", " order ", "no such place"])
                where = draw.choice(["survey", None, "ticket"])
                world.add(
                    f"c{number}", at, where, score_kind=kind, score_raw=float(raw), touchpoint_hint=hint
                )
            else:
                world.add(f"c{number}", at, draw.choice([*names, None]))
    return world


def ordered_events(engine: Any) -> list[dict[str, Any]]:
    return engine.fetch("events", order_by=("position",)).to_pylist()


@pytest.mark.parametrize("seed", range(12))
def test_credit_is_that_of_plain_python(seed: int) -> None:
    engine = random_world(seed).build(as_of=100)
    experience(engine, settings())
    events = ordered_events(engine)
    found = {
        (events[row["position"]]["event_id"], row["touchpoint"]): row["credit"]
        for row in engine.fetch("int_credit").to_pylist()
    }
    assert found == pytest.approx(plain_credit(events))


@pytest.mark.parametrize("seed", range(10))
def test_scores_and_nps_are_those_of_plain_python(seed: int) -> None:
    engine = random_world(seed).build(as_of=100)
    experience(engine, settings(privacy={"min_cell": 5}))
    events = {row["event_id"]: row for row in ordered_events(engine)}
    stage_of = {touchpoint.name: touchpoint.stage for touchpoint in settings().touchpoints}
    groups: dict[tuple[str, str, str], list[tuple[str, float, float]]] = defaultdict(list)
    for (event_id, touchpoint), credit in plain_credit(list(events.values())).items():
        answer = events[event_id]
        for scope, name in (("touchpoint", touchpoint), ("stage", stage_of[touchpoint])):
            groups[scope, name, answer["score_kind"]].append((event_id, credit, answer["score_raw"]))
    for row in events.values():
        if row["score_raw"] is not None:
            groups["all", "all", row["score_kind"]].append((row["event_id"], 1.0, row["score_raw"]))
    found = {
        (row["scope"], row["name"], row["score_kind"]): row for row in engine.fetch("experience").to_pylist()
    }
    assert set(found) == set(groups)
    for key, answers in groups.items():
        weight = sum(credit for _, credit, _ in answers)
        count = len({event_id for event_id, _, _ in answers})
        assert found[key]["answer_count"] == count
        assert found[key]["mean"] == pytest.approx(sum(credit * raw for _, credit, raw in answers) / weight)
        if key[2] == "nps" and count >= 5:
            up = sum(credit for _, credit, raw in answers if raw >= 9)
            down = sum(credit for _, credit, raw in answers if raw <= 6)
            assert found[key]["nps"] == pytest.approx(100 * (up - down) / weight)
            assert -100 <= found[key]["nps_low"] <= found[key]["nps"] <= found[key]["nps_high"] <= 100
        else:
            assert found[key]["nps"] is found[key]["nps_low"] is found[key]["nps_high"] is None


def test_touchpoint_scores_are_means_on_the_common_scale() -> None:
    world = World()
    world.add("a", 0, "cart")
    world.add("a", 1, "order")
    world.add("a", 2, "survey", score_kind="nps", score_raw=10.0)
    world.add("b", 0, "cart")
    world.add("b", 1, "survey", score_kind="csat", score_raw=1.0)
    engine = world.build(as_of=10)
    experience(engine, settings())
    found = engine.fetch("touchpoint_scores", order_by=("touchpoint",)).to_pylist()
    assert found == [
        {"touchpoint": "cart", "score_mean": pytest.approx((0.5 * 1 - 1) / 1.5), "score_count": 1.5},
        {"touchpoint": "order", "score_mean": 1.0, "score_count": 0.5},
    ]


def test_one_customer_with_many_answers_is_one_opinion() -> None:
    world = World()
    for number in range(20):
        world.add(f"c{number}", number, "survey", score_kind="nps", score_raw=10.0 if number % 2 else 3.0)
    alone = _experience(world)
    for answer in range(200):
        world.add("c0", 30 + answer, "survey", score_kind="nps", score_raw=10.0)
    crowded = _experience(world)
    assert crowded["nps"] > alone["nps"]
    assert crowded["nps_high"] - crowded["nps_low"] > alone["nps_high"] - alone["nps_low"]


def _experience(world: World) -> dict[str, Any]:
    engine = world.build(as_of=400)
    experience(engine, settings())
    return next(iter(engine.query("select * from experience where scope = 'all'").to_pylist()))


def test_equal_answers_have_no_interval_of_the_mean_but_one_of_the_nps() -> None:
    world = World()
    for number in range(12):
        world.add(f"c{number}", number, "survey", score_kind="nps", score_raw=10.0)
    row = _experience(world)
    assert (row["mean"], row["mean_low"], row["nps"], row["nps_high"]) == (10, None, 100, 100)
    assert 40 < row["nps_low"] < 70


def test_no_answers_give_empty_tables() -> None:
    world = World()
    world.walk("a", 0, ["ad", "cart"])
    engine = world.build(as_of=10)
    assert experience(engine, settings()) == "0 answers"
    assert engine.count("experience") == engine.count("touchpoint_scores") == 0
