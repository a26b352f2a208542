"""Facts, rules and figures of personas against plain Python."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from statistics import mean, median
from typing import Any

import pytest

from journeymine.config import Settings
from journeymine.engine import DuckEngine
from journeymine.errors import ConfigError
from journeymine.findings.footing import Footing
from journeymine.measures.personas import FACTS, build_personas, build_personas_of_customers
from journeymine.measures.statistics import Shares, wilson
from tests.findings.laid import lay
from tests.findings.steps import Row, by_customer, rows
from tests.findings.world import STAGES, World, settings

HALF = {name: half for name, half, _ in STAGES}
SELLS = {name for name, _, sells in STAGES if sells}


def random_world(seed: int) -> DuckEngine:
    draw = random.Random(seed)
    world = World()
    names = [touchpoint.name for touchpoint in settings().touchpoints if touchpoint.name != "survey"]
    for number in range(60):
        at = draw.random() * 50
        for _ in range(draw.randint(1, 12)):
            at += draw.choice([0.01, 0.3, 1, 4])
            where = draw.choice([*names, None])
            world.add(
                f"c{number}",
                at,
                where,
                session_id=draw.choice([None, f"s{number}-{int(at)}"]),
                channel=draw.choice([None, "web", "mail", "shop"]),
                device=draw.choice([None, "mobile", "Mobile", "desktop"]),
                value=draw.choice([None, 10.0, 25.0]) if where == "order" else None,
            )
        if draw.random() < 0.5:
            world.add(f"c{number}", at, "survey", score_kind="nps", score_raw=float(draw.randint(0, 10)))
        for _ in range(draw.randint(0, 3)):
            world.cart(
                f"c{number}", at, draw.choice(["abandoned", "recovered", "converted", "open", "emptied"])
            )
    return world.build(as_of=80)


def given(engine: DuckEngine, file: Settings) -> Footing:
    """Give the world's customers their facts and personas."""
    footing = lay(engine, file)
    build_personas_of_customers(engine, file, footing.paths)
    return footing


def plain_facts(engine: DuckEngine) -> dict[str, Row]:
    events: dict[str, list[Row]] = defaultdict(list)
    for event in rows(engine, "events", "position"):
        events[event["customer_id"]].append(event)
    journeys = {row["customer_id"]: row for row in rows(engine, "journeys", "journey_id")}
    carts: dict[str, Counter[str]] = defaultdict(Counter)
    for cart in rows(engine, "carts", "cart_id"):
        carts[cart["customer_id"]][cart["outcome"]] += 1
    steps: dict[str, list[Row]] = defaultdict(list)
    for step in rows(engine, "journey_steps", "journey_id", "step_index"):
        steps[step["customer_id"]].append(step)
    return {
        customer: {
            **_of_events(seen),
            **_of_journey(journeys.get(customer), steps[customer]),
            "cart_count": carts[customer].total(),
            "abandoned_count": carts[customer]["abandoned"] + carts[customer]["recovered"],
            "recovered_count": carts[customer]["recovered"],
        }
        for customer, seen in events.items()
    }


def _commonest(values: list[str]) -> str | None:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def _of_events(seen: list[Row]) -> Row:
    sold = [event for event in seen if event["stage"] in SELLS]
    devices = [event["device"] for event in seen if event["device"]]
    channels = [event["channel"] for event in seen if event["channel"]]
    scores = [event["score"] for event in seen if event["score"] is not None]
    return {
        "event_count": len(seen),
        "session_count": len({event["session_id"] for event in seen if event["session_id"]}),
        "days_active": len({event["occurred_at"].date() for event in seen}),
        "days_to_convert": _days(seen[0]["occurred_at"], sold[0]["occurred_at"]) if sold else None,
        "purchase_count": len(sold),
        "ticket_count": sum(event["stage"] == "support" for event in seen),
        "mobile_share": mean(device.lower() == "mobile" for device in devices) if devices else None,
        "main_device": _commonest(devices),
        "main_channel": _commonest(channels),
        "first_channel": channels[0] if channels else None,
        "score_mean": mean(scores) if scores else None,
    }


def _of_journey(journey: Row | None, steps: list[Row]) -> Row:
    considered = [step for step in steps if HALF[step["stage"]] == "buyer" and step["stage"] not in SELLS]
    back = sum(step["direction"] == "back" for step in steps)
    return {
        "journey_count": int(journey is not None),
        "step_count": len(steps),
        "backward_count": back,
        "backward_rate": back / (len(steps) - 1) if len(steps) > 1 else None,
        "value": journey["value"] if journey else None,
        "outcome": journey["outcome"] if journey else None,
        "consideration_days": _days(considered[0]["entered_at"], considered[-1]["left_at"])
        if considered
        else None,
    }


def _days(first: Any, last: Any) -> float:
    return (last - first).total_seconds() / 86400


@pytest.mark.parametrize("seed", range(6))
def test_facts_are_those_of_plain_python(seed: int) -> None:
    engine = random_world(seed)
    given(engine, settings())
    found = by_customer(engine, "customer_facts")
    expected = plain_facts(engine)
    assert set(found) == set(expected)
    for customer, facts in expected.items():
        assert set(found[customer]) == set(facts) == set(FACTS)
        for name, value in facts.items():
            assert found[customer][name] == (pytest.approx(value) if isinstance(value, float) else value), (
                name
            )


PERSONAS = [
    {"name": "phone", "when": {"main_device": {"equals": "mobile"}, "event_count": {"above": 4}}},
    {
        "name": "shopper",
        "label": {"en": "Shopper", "pl": "Kupujący"},
        "when": {"purchase_count": {"above": 0, "below": 3}},
    },
    {"name": "one step", "when": {"step_count": {"equals": "1"}}},
    {"name": "nobody", "when": {"event_count": {"above": 1000}}},
]


def plain_persona(facts: Row) -> str:
    if facts["main_device"] == "mobile" and facts["event_count"] > 4:
        return "phone"
    if 0 < facts["purchase_count"] < 3:
        return "shopper"
    return "one step" if facts["step_count"] == 1 else "everyone else"


@pytest.mark.parametrize("seed", range(6))
def test_the_first_rule_that_holds_wins(seed: int) -> None:
    engine = random_world(seed)
    given(engine, settings(personas=PERSONAS))
    found = {name: row["persona"] for name, row in by_customer(engine, "customer_personas").items()}
    assert found == {customer: plain_persona(facts) for customer, facts in plain_facts(engine).items()}
    assert len(set(found.values())) == 4


def test_a_fact_that_is_not_known_meets_no_rule() -> None:
    engine = random_world(1)
    rule = [{"name": "slow", "when": {"days_to_convert": {"below": 1e9}}}]
    given(engine, settings(personas=rule))
    found = {name: row["persona"] for name, row in by_customer(engine, "customer_personas").items()}
    for customer, facts in plain_facts(engine).items():
        assert (found[customer] == "slow") == (facts["days_to_convert"] is not None)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"visits": {"above": 3}}, "session_count"),
        ({"main_device": {"above": 3}}, "is a text"),
        ({"event_count": {"equals": "many"}}, "is a number"),
        ({"event_count": {}}, "tests nothing"),
    ],
)
def test_a_rule_that_cannot_be_asked_is_refused(when: dict[str, Any], said: str) -> None:
    rules = [PERSONAS[0], {"name": "odd", "when": when}]
    with pytest.raises(ConfigError, match=said) as error:
        given(World().build(as_of=1), settings(personas=rules))
    assert error.value.key == f"personas[1].when.{next(iter(when))}"


def built(seed: int) -> DuckEngine:
    engine = random_world(seed)
    changed = settings(personas=PERSONAS, language="pl", privacy={"min_cell": 5})
    footing = given(engine, changed)
    build_personas(engine, changed, footing.paths, footing.outcome)
    return engine


@pytest.mark.parametrize("seed", range(4))
def test_figures_of_personas_are_those_of_plain_python(seed: int) -> None:
    engine = built(seed)
    persona = {name: row["persona"] for name, row in by_customer(engine, "customer_personas").items()}
    journeys = rows(engine, "journeys", "journey_id")
    found = {row["persona"]: row for row in rows(engine, "personas", "persona")}
    assert set(found) == {"phone", "shopper", "one step", "nobody", "everyone else"}
    assert found["shopper"]["label"] == "Kupujący"
    assert found["everyone else"]["label"] == "Pozostali"
    assert sum(row["customer_share"] for row in found.values()) == pytest.approx(1)
    for name, row in found.items():
        mine = [journey for journey in journeys if persona[journey["customer_id"]] == name]
        assert row["customer_count"] == len(mine)
        _check_journeys(row, mine)
        _check_others(row, engine, {customer for customer, one in persona.items() if one == name})


def _check_journeys(row: Row, mine: list[Row]) -> None:
    settled = [journey for journey in mine if journey["outcome"] != "open"]
    sold = [journey for journey in settled if journey["outcome"] == "converted"]
    ends = wilson(Shares.of(len(sold), len(settled)))
    if settled:
        assert row["conversion_rate"] == pytest.approx(len(sold) / len(settled))
        assert (row["conversion_low"], row["conversion_high"]) == pytest.approx(
            (float(ends.low), float(ends.high))
        )
    else:
        assert row["conversion_rate"] is row["conversion_low"] is None
    values = [journey["value"] for journey in sold if journey["value"] is not None]
    back = [journey["backward_rate"] for journey in mine if journey["backward_rate"] is not None]
    days = [_days(journey["started_at"], journey["ended_at"]) for journey in mine]
    expected = {
        "median_steps": median(journey["step_count"] for journey in mine) if mine else None,
        "backward_rate": mean(back) if back else None,
        "median_days": median(days) if days else None,
        "mean_value": mean(values) if values else None,
    }
    for name, value in expected.items():
        assert row[name] == (None if value is None else pytest.approx(value)), name


def _check_others(row: Row, engine: DuckEngine, customers: set[str]) -> None:
    outcomes = Counter(
        cart["outcome"] for cart in rows(engine, "carts", "cart_id") if cart["customer_id"] in customers
    )
    left = outcomes["abandoned"] + outcomes["recovered"]
    settled = left + outcomes["converted"]
    assert row["abandonment_rate"] == (pytest.approx(left / settled) if settled else None)
    raw = [
        event["score_raw"]
        for event in rows(engine, "events", "position")
        if event["customer_id"] in customers and event["score_raw"] is not None
    ]
    nps = (
        100 * (sum(one >= 9 for one in raw) - sum(one <= 6 for one in raw)) / len(raw)
        if len(raw) >= 5
        else None
    )
    assert row["nps"] == (None if nps is None else pytest.approx(nps))


@pytest.mark.parametrize("seed", range(4))
def test_stages_of_personas_are_those_of_plain_python(seed: int) -> None:
    engine = built(seed)
    persona = {name: row["persona"] for name, row in by_customer(engine, "customer_personas").items()}
    outcome = {row["journey_id"]: row["outcome"] for row in rows(engine, "journeys", "journey_id")}
    steps = rows(engine, "journey_steps", "journey_id", "step_index")
    found = {
        (row["persona"], row["stage"]): row for row in rows(engine, "persona_stages", "persona", "stage")
    }
    assert len(found) == 5 * len(STAGES)
    for (name, stage), row in found.items():
        here = [
            (step, onward)
            for step, onward in _followed(steps)
            if step["stage"] == stage and persona[step["customer_id"]] == name
        ]
        last = [outcome[step["journey_id"]] for step, onward in here if onward is None]
        entered = len({step["journey_id"] for step, _ in here})
        assert (row["entered_count"], row["dropped_count"], row["open_count"]) == (
            entered,
            last.count("dropped"),
            last.count("open"),
        )
        onward = [after["direction"] for _, after in here if after is not None]
        assert row["back_share"] == (pytest.approx(onward.count("back") / len(onward)) if onward else None)
        settled = entered - last.count("open")
        assert row["dropoff_rate"] == (pytest.approx(last.count("dropped") / settled) if settled else None)
        dwell = [step["dwell_seconds"] for step, _ in here]
        assert row["median_dwell_seconds"] == (pytest.approx(median(dwell)) if dwell else None)


def _followed(steps: list[Row]) -> list[tuple[Row, Row | None]]:
    onward: list[Row | None] = [*steps[1:], None]
    return [
        (step, after if after is not None and after["journey_id"] == step["journey_id"] else None)
        for step, after in zip(steps, onward, strict=True)
    ]
