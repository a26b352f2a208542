"""The flow of first steps adds up, agrees with plain counting, and hides small groups."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from journeymine.measures.flows import CONVERTED, DROPPED, ENDS, GOES_ON, OPEN, OTHER, FirstSteps, first_steps
from tests.present.fixtures import published_tables

PATHS = st.lists(
    st.tuples(
        st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=7),
        st.sampled_from(["dropped", "open", "converted"]),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=60,
)
Link = tuple[int, str, str]
Path = tuple[list[str], str, int]


def tables(paths: list[Path]) -> tuple[pa.Table, pa.Table]:
    steps = [
        ("stage", f"j{j}", i, node) for j, (nodes, _, _) in enumerate(paths) for i, node in enumerate(nodes)
    ]
    names = ("level", "journey_id", "step_index", "node")
    journeys = {
        "journey_id": [f"j{j}" for j in range(len(paths))],
        "customer_id": [f"c{customer}" for _, _, customer in paths],
        "outcome": [outcome for _, outcome, _ in paths],
    }
    return pa.table(dict(zip(names, map(list, zip(*steps, strict=True)), strict=True))), pa.table(journeys)


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
def test_agrees_with_plain_counting(paths: list[Path], steps: int) -> None:
    found = counted(first_steps(*tables(paths), FirstSteps(steps=steps, top=9)))
    assert found == plain(paths, steps)
    assert sum(count for (_, _, end), count in found.items() if end in ENDS) == len(paths)


@given(PATHS, st.integers(1, 5), st.integers(0, 3), st.integers(0, 12))
def test_columns_add_up_whatever_is_folded(paths: list[Path], steps: int, top: int, least: int) -> None:
    options = FirstSteps(steps=steps, top=top, min_cell=least)
    found = counted(first_steps(*tables(paths), options))
    if found:
        check_columns_add_up(found, journeys=len(paths))


@given(PATHS, st.integers(1, 5), st.integers(2, 12))
def test_no_link_is_about_too_few_customers(paths: list[Path], steps: int, least: int) -> None:
    found = first_steps(*tables(paths), FirstSteps(steps=steps, min_cell=least))
    assert all(count >= least for count in found.column("customer_count").to_pylist())


@given(PATHS, st.integers(1, 3))
def test_at_most_top_names_in_each_step(paths: list[Path], top: int) -> None:
    found = counted(first_steps(*tables(paths), FirstSteps(steps=4, top=top)))
    for step in range(4):
        names = {start for at, start, _ in found if at == step} - {OTHER}
        assert len(names) <= top


def test_customers_are_counted_once_each() -> None:
    steps, journeys = tables([(["A", "B"], "open", 1), (["A", "B"], "open", 1), (["A", "B"], "open", 2)])
    rows = first_steps(steps, journeys, FirstSteps(steps=2)).to_pylist()
    assert [(row["journey_count"], row["customer_count"]) for row in rows] == [(3, 2), (3, 2)]


def test_journeys_that_are_filtered_away_leave_no_step() -> None:
    steps, journeys = tables([(["A", "B"], "open", 1), (["C"], "dropped", 2)])
    found = counted(first_steps(steps, journeys.slice(1), FirstSteps(steps=3)))
    assert found == {(0, "C", DROPPED): 1}


def test_empty_tables_give_no_link() -> None:
    steps, journeys = tables([(["A"], "open", 1)])
    assert len(first_steps(steps.slice(1), journeys.slice(1))) == 0


def test_the_sample_shop_adds_up_at_both_levels() -> None:
    made = published_tables()
    for level in ("stage", "touchpoint"):
        options = FirstSteps(level=level, steps=5, top=6, min_cell=10)
        found = counted(first_steps(made["steps"], made["journeys"], options))
        check_columns_add_up(found, journeys=len(made["journeys"]))
