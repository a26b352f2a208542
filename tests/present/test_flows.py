"""The first steps of journeys: every link counted, every column adding up, whatever is folded."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.graphs import Graphs
from journeymine.measures.flows import CONVERTED, DROPPED, ENDS, GOES_ON, OPEN, OTHER, FirstSteps
from journeymine.parts import OUTCOMES
from tests.present.paths import first_steps
from tests.present.walks import walks
from tests.walk.made import DAY, MINUTE, Act, made_paths

NODES = st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=7).map(
    lambda nodes: [node for node, _ in groupby(nodes)]
)
PATHS = st.lists(
    st.tuples(NODES, st.sampled_from(["dropped", "open", "converted"]), st.integers(0, 30)),
    min_size=1,
    max_size=60,
)
Link = tuple[int, str, str]
Path = tuple[list[str], str, int]


def graphs(paths: list[Path]) -> Graphs:
    """A journey a path; those of a customer come ten days after one another."""
    by_customer = sorted(paths, key=lambda path: path[2])
    acts = [
        Act(f"c{customer:02d}", number * 10 * DAY + place * MINUTE, node)
        for number, (nodes, _, customer) in enumerate(by_customer)
        for place, node in enumerate(nodes)
    ]
    outcome = np.array([OUTCOMES.index(outcome) for _, outcome, _ in by_customer], dtype=np.int8)
    return Graphs(made_paths(acts, split=7 * DAY)[0], outcome, 0)


def links(paths: list[Path], **options: int) -> pa.Table:
    return graphs(paths).first_steps(FirstSteps(level="touchpoint", **options))


def counted(found: pa.Table) -> dict[Link, int]:
    return {
        (row["step_index"], row["from_node"], row["to_node"]): row["journey_count"]
        for row in found.to_pylist()
    }


def plain(paths: list[Path], steps: int) -> Counter[Link]:
    """Links counted one journey at a time."""
    ends = {"dropped": DROPPED, "open": OPEN, "converted": CONVERTED}
    links: Counter[Link] = Counter()
    for nodes, outcome, _ in paths:
        full = [*nodes, ends[outcome]] if len(nodes) <= steps else [*nodes[:steps], GOES_ON]
        links.update((i, a, b) for i, (a, b) in enumerate(zip(full, full[1:], strict=False)))
    return links


def check_columns_add_up(links: dict[Link, int], *, journeys: int) -> None:
    """Each node passes on what it gets; each column holds what the one before did not end."""
    last = max(step for step, _, _ in links)
    assert sum(count for (step, _, _), count in links.items() if step == 0) == journeys
    for step in range(last):
        into = Counter[str]()
        out = Counter[str]()
        for (at, start, end), count in links.items():
            into.update({end: count} if at == step and end not in ENDS else {})
            out.update({start: count} if at == step + 1 else {})
        assert into == out


@given(PATHS, st.integers(1, 5))
@settings(deadline=None)
def test_agrees_with_plain_counting(paths: list[Path], steps: int) -> None:
    found = counted(links(paths, steps=steps, top=9))
    assert found == plain(paths, steps)
    assert sum(count for (_, _, end), count in found.items() if end in ENDS) == len(paths)


@given(PATHS, st.integers(1, 5), st.integers(0, 3), st.integers(0, 12))
@settings(deadline=None)
def test_columns_add_up_whatever_is_folded(paths: list[Path], steps: int, top: int, least: int) -> None:
    found = counted(links(paths, steps=steps, top=top, min_cell=least))
    if found:
        check_columns_add_up(found, journeys=len(paths))


@given(PATHS, st.integers(1, 5), st.integers(2, 12))
@settings(deadline=None)
def test_no_link_is_about_too_few_customers(paths: list[Path], steps: int, least: int) -> None:
    found = links(paths, steps=steps, min_cell=least)
    assert all(count >= least for count in found.column("customer_count").to_pylist())


@given(PATHS, st.integers(1, 3))
@settings(deadline=None)
def test_at_most_top_names_in_each_step(paths: list[Path], top: int) -> None:
    found = counted(links(paths, steps=4, top=top))
    for step in range(4):
        names = {start for at, start, _ in found if at == step} - {OTHER}
        assert len(names) <= top


@given(PATHS, st.sampled_from("ABCDE"))
@settings(deadline=None)
def test_from_a_node_on(paths: list[Path], start: str) -> None:
    """Journeys are followed from their first step there; those that never come there are left out."""
    options = FirstSteps(level="touchpoint", steps=3, top=9)
    onward = [
        (nodes[nodes.index(start) :], outcome, customer)
        for nodes, outcome, customer in paths
        if start in nodes
    ]
    assert counted(graphs(paths).first_steps(options, start)) == plain(onward, 3)


def test_customers_are_counted_once_each() -> None:
    rows = links(
        [(["A", "B"], "open", 1), (["A", "B"], "open", 1), (["A", "B"], "open", 2)], steps=2
    ).to_pylist()
    assert [(row["journey_count"], row["customer_count"]) for row in rows] == [(3, 2), (3, 2)]


def test_no_journey_gives_no_link() -> None:
    assert len(links([])) == 0


def test_the_sample_shop_adds_up_at_both_levels() -> None:
    for level in ("stage", "touchpoint"):
        found = counted(first_steps(FirstSteps(level=level, steps=5, top=6, min_cell=10)))
        check_columns_add_up(found, journeys=len(walks()))
