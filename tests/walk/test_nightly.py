"""Edges, ends, pairs, cycles and movement of journeys, as the reference has them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import strategies as st

from journeymine.measures.cycles import cycles, journey_facts
from journeymine.measures.dropoff import dropoff
from journeymine.measures.graph import transitions
from journeymine.measures.movement import movement, movement_pairs
from journeymine.walk.edges import find_edges, leaving_squares
from journeymine.walk.moves import journey_moves
from journeymine.walk.pairs import find_pairs
from journeymine.walk.selection import EventMask, Selection, every_event
from journeymine.walk.stays import find_stays, stays_table
from journeymine.walk.units import UNITS, Unit
from journeymine.walk.variants import find_variants, path_names, paths_of
from journeymine.walk.walked import Walked, walk
from tests.reference import dropoff as ends
from tests.reference import graph, loops
from tests.reference import movement as moves
from tests.reference.stages import Level
from tests.walk.histories import STAGE_MAP, History, histories
from tests.walk.made import Act, made_paths
from tests.walk.over import over, small_blocks

LEVELS: tuple[Level, ...] = ("stage", "touchpoint", "channel", "event")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AT_LEVELS = st.sampled_from(LEVELS)


_many_blocks = pytest.fixture(autouse=True, scope="module")(small_blocks)


def walked(history: History, level: str, *, collapse: bool = True, unit: Unit = "journey") -> Walked:
    paths = history.paths()
    return walk(paths, paths.signatures.codes(level), unit=unit, collapse=collapse)


def rows(table: pa.Table) -> list[tuple[Any, ...]]:
    """Rows without the level."""
    return sorted((tuple(row.values())[1:] for row in table.to_pylist()), key=repr)


def same(mine: list[tuple[Any, ...]], theirs: list[tuple[Any, ...]]) -> None:
    """The same rows, floats to twelve digits."""
    theirs = sorted(theirs, key=repr)
    assert len(mine) == len(theirs)
    for left, right in zip(mine, theirs, strict=True):
        assert [near(value) for value in right] == list(left)


def near(value: Any) -> Any:
    """A value of the reference, as what is equal to it."""
    return pytest.approx(value, rel=1e-12, abs=1e-12) if isinstance(value, float) else value


@over(histories(), AT_LEVELS, st.booleans())
def test_transitions(history: History, level: Level, collapse: bool) -> None:
    edges = graph.transition_graph(history.journeys(), level, STAGE_MAP, collapse=collapse)
    theirs = [
        (
            edge.from_node,
            edge.to_node,
            edge.transition_count,
            edge.customer_count,
            edge.journey_count,
            edge.transition_rate,
            edge.median_seconds,
            edge.p90_seconds,
            edge.direction,
        )
        for edge in edges
    ]
    same(rows(transitions(walked(history, level, collapse=collapse), level=level)), theirs)


@over(histories(), AT_LEVELS)
def test_squares_of_leavings(history: History, level: Level) -> None:
    followed = walked(history, level)
    left: Counter[tuple[str, str]] = Counter()
    for journey in history.journeys():
        left.update((journey.customer, one.from_node) for one in graph.passages(journey, level))
    theirs = [sum(left[one] ** 2 for one in left if one[1] == name) for name in followed.names]
    assert leaving_squares(followed).tolist() == theirs


@over(histories(), AT_LEVELS)
def test_dropoff(history: History, level: Level) -> None:
    found = dropoff(walked(history, level), level=level, outcome=history.outcome(), as_of=history.as_of)
    journeys = history.journeys()
    theirs = [
        (
            node.node,
            node.entered_count,
            node.continued_count,
            node.dropped_count,
            node.open_count,
            node.finished_count,
            node.dropoff_rate,
        )
        for node in ends.dropoff(journeys, level)
    ]
    same([row[:7] for row in rows(found)], theirs)
    if level == "stage":
        ways = [
            (one.forward_count, one.skip_count, one.back_count) for one in ends.leavings(journeys, STAGE_MAP)
        ]
        by_stage = sorted(found.to_pylist(), key=lambda row: STAGE_MAP.stages.index(row["node"]))
        assert [(row["forward_count"], row["skip_count"], row["back_count"]) for row in by_stage] == ways
    waits = {
        node: ends.median_wait(journeys, level, node, history.as_of) for node in found["node"].to_pylist()
    }
    assert (
        dict(zip(found["node"].to_pylist(), found["median_next_seconds"].to_pylist(), strict=True)) == waits
    )


@over(histories(), AT_LEVELS)
def test_pairs_and_variety(history: History, level: Level) -> None:
    followed, journeys = walked(history, level), history.journeys()
    edges, variants = find_edges(followed), find_variants(followed)
    pairs = movement_pairs(followed, edges, level=level)
    theirs = [
        (
            pair.node_a,
            pair.node_b,
            pair.a_to_b_count,
            pair.b_to_a_count,
            pair.back_share,
            pair.ping_pong_count,
        )
        for pair in loops.movement_pairs(journeys, level, STAGE_MAP)
    ]
    same(rows(pairs), theirs)
    row = movement(edges, pairs, variants, level=level).to_pylist()[0]
    assert row["journey_count"] == len(journeys)
    assert row["path_entropy_bits"] == pytest.approx(loops.path_entropy(journeys, level), abs=1e-12)
    assert row["top_ten_share"] == pytest.approx(loops.top_ten_share(journeys, level) or 0.0)
    parts = loops.strong_components(journeys, level)
    assert row["component_count"] == sum(len(part) > 1 for part in parts)


@over(histories(), AT_LEVELS)
def test_variants(history: History, level: Level) -> None:
    followed = walked(history, level)
    variants = find_variants(followed)
    paths = [tuple(path) for path in path_names(followed, variants.first).to_pylist()]
    assert paths == [
        tuple(followed.names[code] for code in path) for path in paths_of(followed, variants.first)
    ]
    counts = loops.variants(history.journeys(), level)
    assert dict(zip(paths, variants.count.tolist(), strict=True)) == dict(counts)
    assert list(counts) == paths
    told = [paths[number] for number in variants.of_unit]
    assert told == [journey.path(level) for journey in history.journeys()]
    assert [paths[number] for number in variants.commonest()] == [path for path, _ in counts.most_common()]


@over(histories(), st.sampled_from(("stage", "touchpoint")))
def test_cycles(history: History, level: Level) -> None:
    facts = journey_facts(history.paths(), history.outcome())
    found = cycles(walked(history, level), level=level, facts=facts).to_pylist()
    figures = loops.cycle_figures(history.journeys(), level)
    theirs = {one.cycle: one for one in figures}
    assert sorted((row["journey_count"] for row in found), reverse=True) == [
        one.journey_count for one in figures[: len(found)]
    ]
    assert len(found) == min(len(figures), 50)
    for row in found:
        nodes = tuple(row["cycle"].split(" > "))
        one = theirs[loops.turned(nodes[:-1])]
        assert nodes[0] == nodes[-1]
        assert (row["journey_count"], row["length"]) == (one.journey_count, len(one.cycle))
        for mine, told in (
            ("extra_seconds", one.extra_seconds),
            ("conversion_difference", one.conversion_difference),
        ):
            assert row[mine] == (None if told is None else pytest.approx(told, rel=1e-9, abs=1e-9))


@over(histories(), AT_LEVELS)
def test_stays(history: History, level: Level) -> None:
    follows = walked(history, level)
    found = stays_table(follows, find_stays(follows, counts_events=True)).to_pylist()
    theirs = [
        {
            "unit_no": number,
            "step_index": place,
            "node": step.node,
            "entered_at": EPOCH + timedelta(microseconds=step.entered_at),
            "left_at": EPOCH + timedelta(microseconds=step.left_at),
            "event_count": len(step.events),
        }
        for number, journey in enumerate(history.journeys())
        for place, step in enumerate(journey.steps(level))
    ]
    assert found == theirs


@over(histories())
def test_journey_moves(history: History) -> None:
    found = journey_moves(walked(history, "stage"), walked(history, "channel", collapse=False)).to_pylist()
    assert len(found) == len(history.journeys())
    for row, journey in zip(found, history.journeys(), strict=True):
        theirs = moves.journey_movement(journey, STAGE_MAP, None)
        assert row["step_count"] == theirs.step_count
        assert row["skip_count"] == theirs.skip_count
        assert row["backward_count"] == theirs.backward_count
        assert row["forward_count"] == round(theirs.linearity * (theirs.step_count - 1))
        assert row["backward_depth"] == round((theirs.backward_depth or 0) * theirs.backward_count)
        assert row["ping_pong_count"] == theirs.ping_pong_count
        assert row["revisit_count"] == theirs.revisit_count
        assert row["channel_switch_count"] == theirs.channel_switch_count
        assert row["concurrent_channels"] == theirs.concurrent_channels


@over(
    histories(), AT_LEVELS, st.sampled_from(UNITS), st.lists(st.booleans(), min_size=12), st.integers(0, 15)
)
def test_selections(history: History, level: str, unit: Unit, coins: list[bool], which: int) -> None:
    """Of any part of the data, the events that are left make the paths."""
    paths = history.paths()
    tossed = np.resize(np.array(coins), len(paths) + 1)
    count = {
        "customers": paths.customer_count,
        "sessions": len(paths.sessions),
        "journeys": len(paths.journeys),
    }
    parts = {name: tossed[:size] for place, (name, size) in enumerate(count.items()) if which >> place & 1}
    signs = np.resize(np.array(coins[::-1]), len(paths.signatures))
    events = EventMask(signs, np.resize(np.array(coins[3:]), len(paths))) if which & 8 else None
    followed = walk(
        paths, paths.signatures.codes(level), unit=unit, selection=Selection(events=events, **parts)
    )
    numbers = {"customer": paths.customers(), "session": paths.session, "journey": paths.journey}
    kept = (numbers[unit] >= 0) & (events or every_event(paths)).on(paths)
    for name, mask in parts.items():
        number = numbers[name.removesuffix("s")]
        kept &= (number >= 0) & np.append(mask, False)[number]
    codes = paths.codes(level)
    for place in range(len(followed)):
        rows = np.flatnonzero(kept & (numbers[unit] == place) & (codes >= 0))
        nodes = [code for code, _ in groupby(codes[rows].tolist())]
        assert list(paths_of(followed, np.array([place]))[0]) == nodes


def test_times_are_exact_where_buckets_are_coarse() -> None:
    """Times of years to the microsecond, and nothing else in their bucket."""
    acts = [
        act for who in range(9) for act in (Act(f"c{who}", 0, "a"), Act(f"c{who}", 3 * 10**13 + who**5, "b"))
    ]
    paths, _ = made_paths(acts)
    edges = find_edges(walk(paths, paths.signatures.codes("event")))
    place = list(zip(edges.from_node.tolist(), edges.to_node.tolist(), strict=True)).index((0, 1))
    assert edges.count.median[place] == (3 * 10**13 + 4**5) / 1e6
    assert edges.count.p90[place] == pytest.approx((3 * 10**13 + 7**5 + 0.2 * (8**5 - 7**5)) / 1e6, rel=1e-15)
    assert edges.count.seconds[place] == (9 * 3 * 10**13 + sum(who**5 for who in range(9))) / 1e6
    assert np.isnan(edges.count.median[-1])


@over(histories(), AT_LEVELS, st.sampled_from(UNITS), st.booleans())
def test_pairs_of_few_and_of_many_nodes(history: History, level: Level, unit: Unit, collapse: bool) -> None:
    """Both ways of counting count the same, and customers of several units once."""
    followed = walked(history, level, collapse=collapse, unit=unit)
    few = find_pairs(followed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("journeymine.walk.kernels.pairs.MOST_NODES", 0)
        many = find_pairs(followed)
    for name in ("times", "units", "customers", "there"):
        assert np.array_equal(getattr(few, name), getattr(many, name))


@over(histories(), AT_LEVELS, st.sampled_from(UNITS))
def test_customers_of_variants(history: History, level: Level, unit: Unit) -> None:
    followed = walked(history, level, unit=unit)
    found = find_variants(followed)
    theirs = [len(set(followed.customer[found.of_unit == number])) for number in range(len(found))]
    assert found.customers.tolist() == theirs
    assert found.count.tolist() == np.bincount(found.of_unit[found.of_unit >= 0]).tolist()
