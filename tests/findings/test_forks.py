"""Forks against plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from journeymine.engine import DuckEngine
from journeymine.findings.forks import build_forks
from journeymine.measures.statistics import Shares, wilson
from tests.findings.crowd import crowd
from tests.findings.laid import lay
from tests.findings.steps import Row, rows
from tests.findings.world import World, settings


def plain_forks(engine: DuckEngine, min_cell: int) -> dict[tuple[str, str, str], Row]:
    outcome = {row["journey_id"]: row["outcome"] for row in rows(engine, "journeys", "journey_id")}
    paths: dict[tuple[str, str], list[str]] = defaultdict(list)
    for step in rows(engine, "stays", "level", "journey_id", "step_index"):
        paths[step["level"], step["journey_id"]].append(step["node"])
    times: Counter[tuple[str, str, str]] = Counter()
    takers: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for (level, journey), path in paths.items():
        for node, onward in pairwise([*path, "END"]):
            times[level, node, onward] += 1
            takers[level, node, onward].add(journey)
    leavings: Counter[tuple[str, str]] = Counter()
    for (level, node, _), count in times.items():
        leavings[level, node] += count
    kept = {
        edge: count
        for edge, count in times.items()
        if count / leavings[edge[:2]] >= 0.1 and len(takers[edge]) >= min_cell
    }
    ways = Counter(edge[:2] for edge in kept)
    forks: dict[tuple[str, str, str], Row] = {}
    for edge, count in kept.items():
        if ways[edge[:2]] >= 2:
            settled = [outcome[journey] for journey in takers[edge] if outcome[journey] != "open"]
            rate = settled.count("converted") / len(settled) if len(settled) >= min_cell else None
            forks[edge] = {
                "journey_count": len(takers[edge]),
                "transition_count": count,
                "share": pytest.approx(count / leavings[edge[:2]]),
                "conversion_rate": None if rate is None else pytest.approx(rate),
            }
    return forks


@pytest.mark.parametrize("seed", range(5))
def test_forks_are_those_of_plain_python(seed: int) -> None:
    engine = crowd(seed, 80 + 60 * seed)
    build_forks(lay(engine, settings()))
    names = ("journey_count", "transition_count", "share", "conversion_rate")
    found = {
        (row["level"], row["node"], row["next_node"]): {name: row[name] for name in names}
        for row in rows(engine, "forks", "level", "node", "next_node")
    }
    assert found == plain_forks(engine, 10)
    assert found


def test_the_interval_is_wilsons_where_each_customer_leaves_once() -> None:
    world = World()
    for number in range(100):
        onward = "compare" if number < 60 else "cart" if number < 95 else "blog"
        world.walk(f"c{number}", 0, ["search", onward])
    engine = world.build(as_of=100)
    assert build_forks(lay(engine, settings())) == "1 forks"
    found = rows(engine, "forks", "level", "node", "next_node")
    ends = wilson(Shares.of([35, 60], 100))
    assert [row["next_node"] for row in found] == ["cart", "compare"]
    assert [row["share_low"] for row in found] == pytest.approx(list(ends.low))
    assert [row["share_high"] for row in found] == pytest.approx(list(ends.high))


def test_one_who_goes_round_and_round_does_not_narrow_it() -> None:
    world = World()
    for number in range(40):
        world.walk(f"c{number}", 0, ["search", "compare" if number % 2 else "cart"])
    for number in range(3):
        world.walk(f"busy{number}", 0, ["search", "compare"] * 100, gap=0.01)
    engine = world.build(as_of=100)
    build_forks(lay(engine, settings()))
    width = {
        row["next_node"]: row["share_high"] - row["share_low"]
        for row in rows(engine, "forks", "level", "node", "next_node")
        if row["node"] == "search"
    }
    assert width == {}  # cart is below a tenth by times, so search is no fork
    few = rows(engine, "forks", "level", "node", "next_node")
    assert all(row["share_high"] - row["share_low"] > 0.2 for row in few)


def test_few_customers_make_no_fork() -> None:
    world = World()
    for number in range(18):
        world.walk(f"c{number}", 0, ["search", "compare" if number < 9 else "cart"])
    engine = world.build(as_of=100)
    assert build_forks(lay(engine, settings())) == "0 forks"
    assert build_forks(lay(engine, settings(privacy={"min_cell": 9}))) == "1 forks"
