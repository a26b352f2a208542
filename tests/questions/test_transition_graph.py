"""The transition graph as an answer: what thinning hides, what differs, who hands over to whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import strategies as st

from journeymine.errors import UsageError
from journeymine.measures.difference import graph_difference
from journeymine.measures.statistics import Shares, difference_of_shares
from journeymine.questions.graph import Follow, TransitionGraph, transition_graph
from journeymine.questions.ground import Ground
from journeymine.walk.selection import Selection
from journeymine.walk.walked import walk
from tests.questions.grounds import made_ground
from tests.questions.test_ways import ground_of
from tests.reference import graph, loops, spread
from tests.reference.stages import Level
from tests.walk.histories import STAGE_MAP, History, histories
from tests.walk.made import Act, log
from tests.walk.over import over, small_blocks

AT_LEVELS = st.sampled_from(("stage", "touchpoint", "event"))


_many_blocks = pytest.fixture(autouse=True, scope="module")(small_blocks)


def edges_of(found: TransitionGraph) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["from_node"], row["to_node"]): row for row in found.table().to_pylist()}


@over(histories(), AT_LEVELS, st.booleans())
def test_edges_with_times(history: History, level: Level, collapse: bool) -> None:
    found = transition_graph(ground_of(history), Follow(level=level, collapse=collapse))
    theirs = graph.transition_graph(history.journeys(), level, STAGE_MAP, collapse=collapse)
    assert {(edge.from_node, edge.to_node) for edge in theirs} == set(edges_of(found))
    totals = Counter[tuple[str, str]]()
    for journey in history.journeys():
        for passage in graph.passages(journey, level, collapse=collapse):
            totals[passage.from_node, passage.to_node] += passage.microseconds or 0
    for edge, row in edges_of(found).items():
        assert row["total_seconds"] == totals[edge] / 1e6
    assert found.unit_count == len(history.journeys())


@over(histories(), AT_LEVELS, st.floats(0.01, 1), st.integers(1, 8))
def test_thinning_says_what_it_hides(history: History, level: Level, keep: float, top: int) -> None:
    whole = transition_graph(ground_of(history), Follow(level=level))
    thin = whole.thin(keep=keep, top=top)
    assert thin.hidden is not None
    every, shown = edges_of(whole), edges_of(thin)
    assert all(every[edge] == row for edge, row in shown.items())
    total = sum(row["transition_count"] for row in every.values())
    left = total - sum(row["transition_count"] for row in shown.values())
    assert thin.hidden.share == pytest.approx(left / max(total, 1))
    assert thin.hidden.edges == (len(every) - len(shown), len(every))
    assert "hidden" in thin.definition.rules
    if every:
        net = thin.to_networkx()
        assert all(nx.has_path(net, "START", node) and nx.has_path(net, node, "END") for node in net)


@over(histories(), AT_LEVELS)
def test_cycles_and_components(history: History, level: Level) -> None:
    found = transition_graph(ground_of(history), Follow(level=level))
    mine = {row["cycle"]: row["unit_count"] for row in found.cycles(64).to_pylist()}
    theirs = loops.cycle_figures(history.journeys(), level)
    if len(theirs) <= 64:
        assert {loops.turned(tuple(cycle.split(" > ")[:-1])): count for cycle, count in mine.items()} == {
            one.cycle: one.journey_count for one in theirs
        }
    regions = {tuple(row["nodes"].split(", ")) for row in found.components().to_pylist()}
    assert (
        regions == set(loops.strong_components(history.journeys(), level))
        if history.journeys()
        else not regions
    )
    if history.journeys():
        nodes = found.nodes().to_pylist()
        assert sum(row["entered_share"] for row in nodes) == pytest.approx(1)
        assert sum(row["page_rank"] for row in nodes) == pytest.approx(1)


@over(histories(), AT_LEVELS, st.integers(0, 3))
def test_difference(history: History, level: Level, which: int) -> None:
    paths, journeys = history.paths(), history.journeys()
    chosen = np.array([ord(journey.customer) % 4 == which for journey in journeys], dtype=np.bool_)
    codes = paths.signatures.codes(level)
    groups = [walk(paths, codes, selection=Selection(journeys=mask)) for mask in (chosen, ~chosen)]
    parts = [[one for one, mine in zip(journeys, mask, strict=True) if mine] for mask in (chosen, ~chosen)]
    edges = [
        {(edge.from_node, edge.to_node): edge for edge in graph.transition_graph(part, level, STAGE_MAP)}
        for part in parts
    ]
    found = graph_difference(*groups).to_pylist()
    assert {(row["from_node"], row["to_node"]) for row in found} == set(edges[0]) | set(edges[1])
    for row in found:
        edge = (row["from_node"], row["to_node"])
        numbers = [spread.effective_number(part, level, edge) for part in parts]
        counts = [side[edge].transition_count if edge in side else 0 for side in edges]
        assert [row["transition_count_a"], row["transition_count_b"]] == counts
        known = [number for number in numbers if number is not None]
        if len(known) < 2:
            assert row["difference"] is None
            continue
        rates = [side[edge].transition_rate if edge in side else 0.0 for side in edges]
        shares = [Shares.of(rate * number, number) for rate, number in zip(rates, known, strict=True)]
        ends = difference_of_shares(*shares)
        assert row["difference"] == pytest.approx(rates[0] - rates[1])
        assert row["difference_low"] == pytest.approx(float(ends.low), abs=1e-6)
        assert row["difference_high"] == pytest.approx(float(ends.high), abs=1e-6)


def shop() -> Ground:
    acts = log("ann: home item cart home pay\nbob: home item@1 item@31 pay@62")
    acts = [
        Act(act.customer, act.at, act.event, {"channel": "mail" if act.event == "home" else "web"})
        for act in acts
    ]
    ground = made_ground(
        acts, columns={"journeys": {"outcome": ["converted", "open"], "device": ["phone", "desk"]}}
    )
    owners = pa.table({"touchpoint": ["home", "item", "cart", "pay"], "owner": ["Web", "Web", "Shop", None]})
    tables = {"touchpoints": owners, "journeys": ground.journeys, "customers": ground.customers}
    return replace(ground, read=tables.__getitem__)


def test_handovers_between_channels_and_owners() -> None:
    found = transition_graph(shop(), Follow(level="event"))
    counts = {edge: row["transition_count"] for edge, row in edges_of(found.handovers()).items()}
    assert counts == {("mail", "web"): 3, ("web", "mail"): 1}
    owners = {edge: row["transition_count"] for edge, row in edges_of(found.handovers("owner")).items()}
    assert owners == {("Web", "Shop"): 1, ("Shop", "Web"): 1, ("Web", "(none)"): 2}
    assert all(row["transition_rate"] == 1 for row in found.handovers().table().to_pylist())
    with pytest.raises(UsageError, match="'channel' or 'owner', found 'device'"):
        found.handovers("device")


def test_bottlenecks_are_where_time_goes() -> None:
    rows = transition_graph(shop(), Follow(level="event")).bottlenecks(2).to_pylist()
    assert [(row["from_node"], row["to_node"], row["total_seconds"]) for row in rows] == [
        ("item", "pay", 31 * 60.0),
        ("home", "item", 2 * 60.0),
    ]
    assert rows[0]["share_of_time"] == pytest.approx(31 / 36)


def test_graphs_of_two_kinds_are_not_compared() -> None:
    ground = shop()
    with pytest.raises(UsageError, match="compared at one level; found 'event' and 'stage'"):
        transition_graph(ground, Follow(level="event")).difference(transition_graph(ground))


def test_the_definition_of_a_difference_says_what_differs() -> None:
    ground = shop()
    one, other = (
        transition_graph(ground, Follow(level="event", where=f"device = '{kind}'"))
        for kind in ("phone", "desk")
    )
    text = one.difference(other).definition.text()
    assert "one where device = 'phone'" in text
    assert "other where device = 'desk'" in text
    assert "overlap" not in text
    everybody = transition_graph(ground, Follow(level="event"))
    assert "overlap: 1 customers are in both groups" in one.difference(everybody).definition.text()
    assert "one where device = 'phone' · other all ·" in one.difference(everybody).definition.text()
    assert "None" not in one.difference(everybody).definition.text()


def test_the_units_of_either_group() -> None:
    ground = shop()
    one, other = (
        transition_graph(ground, Follow(level="event", where=f"device = '{kind}'"))
        for kind in ("phone", "desk")
    )
    found = one.difference(other)
    for side, name in (("one", "a"), ("other", "b")):
        for row in found.table().to_pylist():
            units = found.units(row["from_node"], row["to_node"], of=side)  # pyright: ignore[reportArgumentType]
            assert bool(len(units)) == bool(row[f"transition_count_{name}"])
    assert found.cohort("item", "pay", of="other").count == 1
    with pytest.raises(UsageError, match="no group 'othr'; nearest: other"):
        found.units("item", "pay", of="othr")  # pyright: ignore[reportArgumentType]


@over(histories(), AT_LEVELS)
def test_what_ends_at_a_node_is_dropped_open_or_finished(history: History, level: Level) -> None:
    found = transition_graph(ground_of(history), Follow(level=level))
    stops = {a: row["transition_count"] for (a, b), row in edges_of(found).items() if b == "END"}
    ends = {
        row["node"]: row["dropped_count"] + row["open_count"] + row["finished_count"]
        for row in found.ends().to_pylist()
    }
    assert {node: count for node, count in ends.items() if count} == stops
