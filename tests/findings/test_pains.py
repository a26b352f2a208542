"""Pain points: sums against plain Python, planted ones found, quiet crowds in peace, artefacts kept out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import groupby, pairwise
from statistics import median

import numpy as np
import pytest

from journeymine.engine import DuckEngine
from journeymine.findings.candidates import Candidates, find_kinds, find_waits
from journeymine.findings.comparison import Moments
from journeymine.findings.footing import Footing
from journeymine.findings.pains import DISCOVERY_RATE, Evidence, judge, read_candidates, weigh
from journeymine.measures.statistics import FloatArray
from tests.findings.crowd import Trouble, crowd
from tests.findings.laid import lay
from tests.findings.steps import Row, experience, find_pains, rows
from tests.findings.world import STAGES, TOUCHPOINTS, World, day, settings

STAGE_OF = dict(TOUCHPOINTS)
ORDER = {name: place for place, (name, _, _) in enumerate(STAGES)}
HALF = {name: half for name, half, _ in STAGES}
SELLS = {name for name, _, sells in STAGES if sells}
Unit = tuple[str, str, str, str, float, float]
"""Kind, group, place (empty where it only counts for the rest), customer, weight, amount."""


CARTS = {"add": {"event": "add"}, "purchase": {"event": "buy"}, "abandon_after": "24h"}


def prepared(engine: DuckEngine) -> Footing:
    """With the answers credited; carts are given up after a day."""
    experience(engine, settings())
    return lay(engine, settings(carts=CARTS))


def judged(engine: DuckEngine) -> tuple[Evidence, FloatArray]:
    footing = prepared(engine)
    waits = find_waits(footing)
    evidence = weigh(read_candidates(footing, waits), waits, footing)
    return evidence, judge(evidence, ())[0]


def plain_units(engine: DuckEngine) -> Iterator[Unit]:
    outcome = {row["journey_id"]: row["outcome"] for row in rows(engine, "journeys", "journey_id")}
    paths: dict[str, list[Row]] = defaultdict(list)
    for step in rows(engine, "stays", "level", "journey_id", "step_index"):
        if step["level"] == "touchpoint" and step["node"] != "survey":
            path = paths[step["journey_id"]]
            if not path or path[-1]["node"] != step["node"]:
                path.append(step)
    for journey, path in paths.items():
        yield from _drops(path, outcome[journey])
        yield from _backs(path)
    customers = {
        row["customer_no"]: row["customer_id"] for row in rows(engine, "customer_names", "customer_no")
    }
    for answer in rows(engine, "int_credit", "position", "touchpoint"):
        yield (
            "score",
            answer["stage"],
            answer["touchpoint"],
            customers[answer["customer_no"]],
            answer["credit"],
            answer["credit"] * answer["score"],
        )
    yield from _carts(engine)
    yield from _visits(engine)


def _signs(engine: DuckEngine) -> dict[str, str | None]:
    """Each friction and the touchpoint where most of its signs are."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for event in rows(engine, "events", "position"):
        if event["friction"]:
            seen[event["friction"]][event["touchpoint"]] += 1
    return {friction: counts.most_common(1)[0][0] for friction, counts in seen.items()}


def _carts(engine: DuckEngine) -> Iterator[Unit]:
    events: dict[str, list[Row]] = defaultdict(list)
    for event in rows(engine, "events", "position"):
        events[event["customer_id"]].append(event)
    signs = _signs(engine)
    for cart in rows(engine, "carts", "cart_id"):
        if cart["outcome"] not in ("converted", "abandoned", "recovered"):
            continue
        converted = cart["outcome"] == "converted"
        end = cart["closed_at"] if converted else cart["last_activity_at"] + timedelta(days=1)
        came = {
            one["touchpoint"]
            for one in events[cart["customer_id"]]
            if cart["opened_at"] <= one["occurred_at"] <= end
        }
        for friction, touchpoint in signs.items():
            is_met = friction in cart["friction"]
            if is_met or touchpoint in came:
                yield "cart", friction, friction * is_met, cart["customer_id"], 1.0, float(not converted)


def _visits(engine: DuckEngine) -> Iterator[Unit]:
    sessions: dict[str, list[Row]] = defaultdict(list)
    for event in rows(engine, "events", "position"):
        if event["session_id"] and event["touchpoint"]:
            sessions[event["session_id"]].append(event)
    signs = _signs(engine)
    for seen in sessions.values():
        stays = [list(stay) for _, stay in groupby(seen, key=lambda one: str(one["touchpoint"]))]
        for place, stay in enumerate(stays):
            for friction, touchpoint in signs.items():
                if touchpoint == stay[0]["touchpoint"]:
                    met = friction * any(one["friction"] == friction for one in stay)
                    yield "visit", friction, met, stay[0]["customer_id"], 1.0, float(place == len(stays) - 1)


def _drops(path: list[Row], outcome: str) -> Iterator[Unit]:
    last = path[-1]["node"]
    for node in {step["node"] for step in path}:
        is_open = outcome == "open" and node == last
        if STAGE_OF[node] not in SELLS and not is_open:
            hit = float(outcome == "dropped" and node == last)
            yield "drop", STAGE_OF[node], node, path[0]["customer_id"], 1.0, hit


def _backs(path: list[Row]) -> Iterator[Unit]:
    for step, onward in pairwise(path):
        here, there = STAGE_OF[step["node"]], STAGE_OF[onward["node"]]
        if here not in SELLS:
            hit = float(ORDER[there] < ORDER[here] and HALF[there] == HALF[here])
            yield "back", here, step["node"], step["customer_id"], 1.0, hit


def plain_waits(engine: DuckEngine) -> dict[str, list[float]]:
    paths: dict[str, list[Row]] = defaultdict(list)
    for step in rows(engine, "stays", "level", "journey_id", "step_index"):
        if step["level"] == "touchpoint" and step["node"] != "survey":
            path = paths[step["journey_id"]]
            if not path or path[-1]["node"] != step["node"]:
                path.append(step)
    hours: dict[str, list[float]] = defaultdict(list)
    for path in paths.values():
        for step, onward in pairwise(path):
            hours[step["node"]].append((onward["entered_at"] - step["entered_at"]).total_seconds() / 3600)
    return hours


@pytest.mark.parametrize("seed", range(2))
def test_sums_and_products_are_those_of_plain_python(seed: int) -> None:
    engine = crowd(seed, 120, days=60)
    footing = prepared(engine)
    units = list(plain_units(engine))
    candidates = Candidates.of(find_kinds(footing, find_waits(footing)))
    found = candidates.only((candidates.kind != "slow") & (candidates.unit_count > 0))
    names = list(zip(found.kind, found.group, found.place, strict=True))
    assert {(kind, place) for kind, _, place in names} == {(unit[0], unit[2]) for unit in units if unit[2]}
    for row, (kind, group, place) in enumerate(names):
        one = found.moments.only(np.arange(len(names)) == row)
        _same_sums(one, [unit for unit in units if unit[:2] == (kind, group)], place)


def _same_sums(found: Moments, units: list[Unit], place: str) -> None:
    customers = sorted({unit[3] for unit in units})
    table = np.zeros((len(customers), 4))
    for _, _, where, customer, weight, amount in units:
        table[customers.index(customer), slice(0, 2) if where == place else slice(2, 4)] += weight, amount
    assert found.sums[0] == pytest.approx(table.sum(axis=0), abs=1e-9)
    assert found.products[0] == pytest.approx(table.T @ table, abs=1e-9)
    is_there = [len(customers), (table[:, 0] > 0).sum(), (table[:, 2] > 1e-9).sum()]
    assert found.customers[0].tolist() == is_there


def test_waits_are_those_of_plain_python() -> None:
    engine = crowd(3, 600, Trouble(slow={"hotline": 4}))
    pains = find_pains(engine, settings())
    hours = plain_waits(engine)
    found = pains["slow:hotline"]
    assert found["rate"] == pytest.approx(median(hours["hotline"]))
    assert found["baseline"] == pytest.approx(median(hours["ticket"]))


def test_frictions_are_counted_over_settled_carts() -> None:
    world = World()
    for number in range(200):
        met = number % 4 == 0
        world.add(f"c{number}", number / 4, friction="refused" if met else None)
        outcome = "abandoned" if number % 2 == 0 or (met and number % 8) else "converted"
        world.cart(f"c{number}", number / 4, outcome, ["refused", "refused"] if met else [])
    for number in range(50):
        world.cart(f"open{number}", number, "open" if number % 2 else "emptied", ["refused"])
    found = find_pains(world.build(as_of=100), settings())["friction:refused"]
    assert (found["rate"], found["evidence_count"], found["customer_count"]) == (1.0, 50, 50)
    assert found["baseline"] == pytest.approx(50 / 150)
    assert (found["stage"], found["compared_with"]) == ("purchase", "carts")
    assert (found["first_seen_at"], found["last_seen_at"]) == (day(0.04), day(196 / 4 + 0.04))


def test_a_friction_is_compared_with_carts_that_came_as_far() -> None:
    """Most carts are left early; those that fail at the order are few, and lost beside their like."""
    world = World()
    for number in range(300):
        world.add(f"early{number}", number / 4, "search")
        world.cart(f"early{number}", number / 4, "abandoned")
    for number in range(100):
        met = number < 20
        world.add(f"late{number}", number / 2, "order", friction="refused" if met else None)
        lost = number < 14 or 20 <= number < 24
        world.cart(f"late{number}", number / 2, "abandoned" if lost else "converted", ["refused"] * met)
    found = find_pains(world.build(as_of=300), settings())["friction:refused"]
    assert (found["rate"], found["baseline"], found["evidence_count"]) == (0.7, 0.05, 20)
    assert found["stage"] == "purchase"


def test_help_sought_after_leaving_is_not_why_the_cart_was_left() -> None:
    """Whoever leaves has a day more to meet anything; so have the carts that it is compared with."""
    world = World()
    for number in range(200):
        lost = number < 100
        world.add(f"c{number}", number, "cart")
        if lost:
            world.add(f"c{number}", number + 0.5, "manual", friction="lost the way" if number % 2 else None)
        world.cart(
            f"c{number}",
            number,
            "abandoned" if lost else "converted",
            ["lost the way"] * (lost and number % 2),
        )
    assert find_pains(world.build(as_of=400), settings()) == {}


def test_without_carts_a_friction_is_seen_in_visits_that_end() -> None:
    world = World()
    for number in range(120):
        met = number < 20
        session = {"session_id": f"s{number}"}
        world.add(f"c{number}", number, "ad", **session)
        world.add(
            f"c{number}", number + 0.001, "search", friction="nothing found" if met else None, **session
        )
        if not (number < 15 or 20 <= number < 40):
            world.add(f"c{number}", number + 0.002, "compare", **session)
            world.add(f"c{number}", number + 0.003, "search", **session)
            world.add(f"c{number}", number + 0.004, "order", **session)
    found = find_pains(world.build(as_of=300), settings())["friction:nothing found"]
    assert (found["rate"], found["evidence_count"], found["compared_with"]) == (0.75, 20, "visits")
    assert found["baseline"] == pytest.approx(20 / 185)
    assert (found["stage"], found["owner"]) == ("consideration", "team search")


def test_days_on_which_customers_turn_back_are_told_and_dated() -> None:
    world = World()
    draw = np.random.default_rng(3)
    for number in range(1800):
        at = number / 10
        back = draw.random() < (0.4 if 90 <= at < 111 else 0.05)
        world.walk(f"c{number}", at, ["ad", "search", "ad" if back else "order"], gap=0.01)
        world.walk(f"d{number}", at, ["compare", "ad" if draw.random() < 0.3 else "order"], gap=0.01)
    pains = find_pains(world.build(as_of=300), settings())
    assert set(pains) >= {"back:search", "back:compare"}
    found = pains["back:search"]
    assert (found["compared_with"], pains["back:compare"]["compared_with"]) == ("days", "stage")
    assert abs((found["first_seen_at"] - day(90)).days) <= 1
    assert abs((found["last_seen_at"] - day(111)).days) <= 1
    assert found["rate"] == pytest.approx(0.4, abs=0.1)
    assert found["baseline"] == pytest.approx(0.05, abs=0.02)
    assert found["difference_low"] < 0.35 < found["difference_high"]
    assert 190 <= found["customer_count"] <= 220


TROUBLE = Trouble(
    drop={"blog": 0.15},
    back={"compare": 0.2},
    slow={"hotline": 4},
    score={"manual": 4},
    friction={"payment error": (60, 81, 0.4)},
)
PLANTED = {"drop:blog", "back:compare", "slow:hotline", "score:manual", "friction:payment error"}


@pytest.mark.parametrize("seed", range(2))
def test_what_is_planted_is_found_and_nothing_else(seed: int) -> None:
    found = find_pains(crowd(seed, 2000, TROUBLE), settings())
    assert set(found) == PLANTED
    assert all(row["q_value"] <= 0.05 for row in found.values())
    assert all(row["difference_low"] <= row["difference"] <= row["difference_high"] for row in found.values())


def test_a_burst_is_dated() -> None:
    engine = crowd(1, 2000, TROUBLE)
    found = find_pains(engine, settings())["friction:payment error"]
    assert abs((found["first_seen_at"] - day(60)).days) <= 1
    assert abs((day(81) - found["last_seen_at"]).days) <= 1
    assert [(row["kind"], row["place"]) for row in rows(engine, "pain_episodes", "place")] == [
        ("friction", "payment error")
    ]


def test_power_grows_with_the_size_of_the_trouble() -> None:
    small, large = (
        sum(
            "drop:blog" in find_pains(crowd(seed, 500, Trouble(drop={"blog": harm})), settings())
            for seed in range(3)
        )
        for harm in (0.03, 0.2)
    )
    assert small < large
    assert large == 3


@pytest.mark.slow
def test_quiet_crowds_are_left_in_peace() -> None:
    """No trouble at all: whatever is told is false, and that may be in one crowd of twenty."""
    crowds, told = 60, 0
    for seed in range(crowds):
        engine = crowd(5000 + seed, 500)
        told += bool(find_pains(engine, settings()))
        engine.close()
    assert told / crowds <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / crowds)


def many(path: Iterable[str], count: int, world: World, prefix: str, *, gap: float = 1.0) -> None:
    for number in range(count):
        world.walk(f"{prefix}{number}", number / 10, list(path), gap=gap)


def test_buyers_are_no_drops_and_open_journeys_are_left_out() -> None:
    world = World()
    many(["ad", "search", "order"], 100, world, "buyer")
    many(["blog", "search", "order"], 100, world, "other")
    many(["ad"], 60, world, "lost")
    for number in range(300):
        world.walk(f"young{number}", 95, ["blog"])
    found = find_pains(world.build(as_of=100), settings())
    assert set(found) == {"drop:ad"}
    ad = found["drop:ad"]
    assert (ad["rate"], ad["baseline"], ad["evidence_count"]) == (60 / 160, 0.0, 160)
    assert (ad["first_seen_at"], ad["last_seen_at"]) == (day(0), day(5.9))
    assert ad["owner"] == "team ad"


def test_a_survey_is_not_where_journeys_end() -> None:
    world = World()
    for name, count, ends in (("ticket", 200, 100), ("hotline", 200, 20)):
        for number in range(count):
            customer = f"{name}{number}"
            world.walk(customer, number / 10, [name] if number < ends else [name, "welcome"], gap=0.1)
            world.add(customer, number / 10 + 1, "survey", score_kind="nps", score_raw=7.0)
    found = find_pains(world.build(as_of=300), settings())
    assert found["drop:ticket"]["rate"] == 0.5
    assert found["drop:ticket"]["baseline"] == 0.1
    assert all(row["touchpoint"] != "survey" for row in found.values())


def test_buying_again_is_not_going_back() -> None:
    world = World()
    many(["search", "order", "ticket", "search"], 100, world, "again")
    many(["search", "order", "hotline", "ticket"], 100, world, "calm")
    found = find_pains(world.build(as_of=300), settings())
    assert not [key for key in found if key.startswith("back")]
    many(["search", "order", "ticket", "manual"], 100, world, "lost")
    back = find_pains(world.build(as_of=300), settings())["back:ticket"]
    assert (back["rate"], back["baseline"]) == (0.5, 0.0)


def test_time_between_visits_is_not_slowness() -> None:
    def slow(session: str | None) -> set[str]:
        world = World()
        for name, gap in (("search", 0.01), ("compare", 5.0)):
            for number in range(80):
                customer = f"{name}{number}"
                world.add(customer, number, name, session_id=session)
                world.add(customer, number + gap, "order", session_id=session)
        return {key for key in find_pains(world.build(as_of=300), settings()) if key.startswith("slow")}

    assert slow(None) == {"slow:compare"}
    assert slow("s1") == set()


def test_small_differences_are_not_shouted_whatever_the_numbers() -> None:
    world = World()
    many(["ad", "search", "order"], 2000, world, "a", gap=0.1)
    many(["ad"], 80, world, "lost")
    many(["blog", "search", "order"], 2000, world, "b", gap=0.1)
    many(["blog"], 35, world, "gone")
    assert find_pains(world.build(as_of=300), settings()) == {}
    assert (judged(world.build(as_of=300))[1] <= DISCOVERY_RATE).any()


@pytest.mark.parametrize(("ends", "is_told"), [(29, False), (30, True)])
def test_thirty_journeys_are_the_least(ends: int, is_told: bool) -> None:
    world = World()
    many(["ad"], ends, world, "lost")
    many(["blog", "search", "order"], 200, world, "b")
    assert ("drop:ad" in find_pains(world.build(as_of=300), settings())) == is_told


def test_behaviour_and_voice_stand_side_by_side() -> None:
    def voiced(raw: float) -> Row:
        world = World()
        for number in range(60):
            world.walk(f"lost{number}", number, ["ad"])
            world.add(f"lost{number}", number + 1, "survey", score_kind="nps", score_raw=raw)
            world.walk(f"kept{number}", number, ["blog"], gap=1)
            world.add(f"kept{number}", number + 0.5, "survey", score_kind="nps", score_raw=7.0)
            world.walk(f"kept{number}", number + 1, ["search", "order"])
        return find_pains(world.build(as_of=300), settings())["drop:ad"]

    assert (voiced(3)["is_voiced"], voiced(3)["score_mean"], voiced(3)["score_count"]) == (True, -0.4, 60)
    assert (voiced(9)["is_voiced"], voiced(9)["score_mean"]) == (False, 0.8)


def test_a_friction_has_the_owner_of_the_file_else_of_its_touchpoint() -> None:
    world = World()
    for number in range(100):
        world.add(f"c{number}", number, "cart", friction="refused" if number % 2 else None)
        world.cart(
            f"c{number}", number, "abandoned" if number % 2 else "converted", ["refused"] * (number % 2)
        )
    frictions = [{"name": "refused", "when": {"event": "x"}}]
    owned = [{**frictions[0], "owner": "payments"}]
    found = find_pains(world.build(as_of=300), settings(friction=frictions))["friction:refused"]
    assert (found["owner"], found["stage"]) == ("team cart", "consideration")
    found = find_pains(world.build(as_of=300), settings(friction=owned))["friction:refused"]
    assert found["owner"] == "payments"


def test_nothing_gives_empty_tables() -> None:
    world = World()
    world.add("a", 0)
    assert find_pains(world.build(as_of=10), settings()) == {}
