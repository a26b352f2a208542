"""Paths, step matrices, what follows what and trees, as the reference has them; and what they say."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import strategies as st

from journeymine.errors import UsageError
from journeymine.measures.flows import ENDS, flows
from journeymine.questions.graph import transition_graph
from journeymine.questions.ground import Ground
from journeymine.questions.matching import Anchor
from journeymine.questions.matrix import follows, steps
from journeymine.questions.paths import Between, Follow, PathFlows, paths
from journeymine.questions.replay import replay
from journeymine.walk.units import UNITS, Unit
from tests.questions.grounds import made_ground
from tests.reference import ways
from tests.reference.graph import transition_graph as reference_graph
from tests.reference.stages import Level, MappedEvent
from tests.walk.histories import NAMES, OUTCOMES, PLACES, STAGE_MAP, History, histories
from tests.walk.made import Act, log
from tests.walk.over import over, small_blocks

LEVELS: tuple[Level, ...] = ("stage", "touchpoint", "channel", "event")
AT_LEVELS = st.sampled_from(LEVELS)
EVENTS = st.sampled_from(NAMES[:-1])
KINDS = st.sampled_from(("all", "start", "end", "between", "around"))
PAIRS = st.one_of(st.none(), st.tuples(EVENTS, EVENTS))


_many_blocks = pytest.fixture(autouse=True, scope="module")(small_blocks)


def ground_of(history: History) -> Ground:
    outcome = [OUTCOMES[code] for code in history.outcome().tolist()]
    columns = {"journeys": {"outcome": outcome}}
    return made_ground(history.acts, PLACES, split=history.split, columns=columns)


def meets(name: str) -> ways.Meets:
    def is_it(mapped: MappedEvent) -> bool:
        return mapped.event.event_name == name

    return is_it


def asked(kind: str, first: str, second: str) -> tuple[Between, dict[str, ways.Meets]]:
    """The places of a question, for both sides."""
    names = {
        "all": {},
        "start": {"start": first},
        "end": {"end": first},
        "between": {"start": first, "end": second},
        "around": {"around": first},
    }[kind]
    product = Between(**{name: f"event:{event}" for name, event in names.items()})
    return product, {name: meets(event) for name, event in names.items()}


def answer(ground: Ground, between: Between, **options: Any) -> PathFlows | None:
    """The answer, or None where nobody comes there."""
    try:
        return paths(ground, between, **options)
    except UsageError:
        return None


def told(found: PathFlows) -> list[tuple[Any, ...]]:
    names = ("step_index", "from_node", "to_node", "unit_count", "customer_count", "median_seconds")
    return sorted(tuple(row[name] for name in names) for row in found.table().to_pylist())


def link_row(link: ways.Link) -> tuple[Any, ...]:
    names = ("step_index", "from_node", "to_node", "unit_count", "customer_count", "median_seconds")
    return tuple(getattr(link, name) for name in names)


@over(
    histories(),
    AT_LEVELS,
    st.tuples(KINDS, EVENTS, EVENTS),
    st.tuples(st.integers(1, 5), st.integers(1, 4)),
    st.booleans(),
)
def test_links(
    history: History, level: Level, places: tuple[str, str, str], sizes: tuple[int, int], collapse: bool
) -> None:
    kind, *events = places
    between, conditions = asked(kind, *events)
    found = ways.ways(history.journeys(), level, collapse=collapse, **conditions)
    depth, top = sizes
    follow = Follow(level=level, collapse=collapse)
    made = answer(ground_of(history), between, follow=follow, depth=depth, top=top)
    if made is None:
        assert not found
        return
    back, on = (depth - 1 if kind in ("end", "around") else 0), (0 if kind == "end" else depth - 1)
    sides = (kind in ("end", "around"), kind != "end")
    theirs = ways.links(found, before=back, after=on, sides=sides, top=top)
    rows = [link_row(link) for link in theirs]
    assert [row[:5] for row in told(made)] == [row[:5] for row in rows]
    for mine, other in zip(told(made), rows, strict=True):
        assert mine[5] == (None if other[5] is None else pytest.approx(other[5], rel=1e-12))
    assert made.unit_count == len(found)


@over(histories(), AT_LEVELS, KINDS, st.tuples(EVENTS, EVENTS))
def test_each_step_adds_up_and_has_its_lists(
    history: History, level: Level, kind: str, events: tuple[str, str]
) -> None:
    between, _ = asked(kind, *events)
    made = answer(ground_of(history), between, follow=Follow(level=level), depth=4, top=2)
    if made is None:
        return
    nodes = Counter[int]()
    for row in made.steps().to_pylist():
        nodes[row["step_index"]] += row["unit_count"] if row["node"] not in ENDS else 0
    came = Counter[int]()
    for row in made.table().to_pylist():
        came[row["step_index"] + 1] += row["unit_count"]
        link = (row["step_index"], row["from_node"], row["to_node"])
        assert len(made.units(*link)) == row["unit_count"]
    for step, count in came.items():
        assert count == nodes[step - 1]


@over(histories(), AT_LEVELS, st.booleans())
def test_paths_agree_with_the_graph(history: History, level: Level, collapse: bool) -> None:
    """All links of all steps together are the transition graph."""
    follow = Follow(level=level, collapse=collapse)
    ground = ground_of(history)
    made = answer(ground, Between(), follow=follow, depth=None, top=None)
    edges = transition_graph(ground, follow).table().to_pylist()
    assert made is not None
    if made.variant_count == 0:
        assert not edges
        return
    mine = Counter[tuple[str, str]]()
    for row in made.table().to_pylist():
        end = "END" if row["to_node"] in ENDS else row["to_node"]
        mine[row["from_node"], end] += row["unit_count"]
    theirs = {
        (edge["from_node"], edge["to_node"]): edge["transition_count"]
        for edge in edges
        if edge["from_node"] != "START"
    }
    assert dict(mine) == theirs
    first = sum(edge["transition_count"] for edge in edges if edge["from_node"] == "START")
    assert first == made.unit_count


@over(histories(), AT_LEVELS, KINDS, st.tuples(EVENTS, EVENTS))
def test_variants_and_their_coverage(
    history: History, level: Level, kind: str, events: tuple[str, str]
) -> None:
    between, conditions = asked(kind, *events)
    found = ways.ways(history.journeys(), level, collapse=True, **conditions)
    made = answer(ground_of(history), between, follow=Follow(level=level))
    if made is None:
        return
    counts = Counter(" > ".join(step.node for step in way.steps) for way in found)
    rows = made.variants(None).to_pylist()
    assert [(row["variant"], row["unit_count"]) for row in rows] == counts.most_common()
    assert not rows or rows[-1]["coverage"] == pytest.approx(1)
    for row in rows:
        whose = {
            way.customer for way in found if " > ".join(step.node for step in way.steps) == row["variant"]
        }
        assert row["customer_count"] == len(whose)


@over(histories(), AT_LEVELS, st.one_of(st.none(), EVENTS), st.integers(0, 4), st.booleans())
def test_step_matrix(history: History, level: Level, centre: str | None, after: int, collapse: bool) -> None:
    around = None if centre is None else meets(centre)
    found = ways.ways(history.journeys(), level, collapse=collapse, around=around)
    try:
        place = None if centre is None else f"event:{centre}"
        made = steps(ground_of(history), place, follow=Follow(level=level, collapse=collapse), after=after)
    except UsageError:
        assert not found
        return
    theirs = ways.step_matrix(found, before=0 if centre is None else after, after=after)
    mine = {(row["step_index"], row["node"]): row["unit_count"] for row in made.table().to_pylist()}
    assert mine == theirs
    shares = Counter[int]()
    for row in made.table().to_pylist():
        shares[row["step_index"]] += row["share"]
    assert all(share == pytest.approx(1) for share in shares.values())


@over(histories(), AT_LEVELS, st.booleans())
def test_what_follows_what(history: History, level: Level, collapse: bool) -> None:
    found = ways.ways(history.journeys(), level, collapse=collapse)
    made = follows(ground_of(history), Follow(level=level, collapse=collapse)).table().to_pylist()
    mine = {(row["from_node"], row["to_node"]): (row["pair_count"], row["unit_count"]) for row in made}
    assert mine == ways.eventually_follows(found)
    entered = Counter(node for way in found for node in {step.node for step in way.steps})
    assert all(row["unit_rate"] == row["unit_count"] / entered[row["from_node"]] for row in made)


@over(histories(), AT_LEVELS, st.booleans(), st.tuples(PAIRS, PAIRS))
def test_paths_are_cut_by_patterns(
    history: History, level: Level, collapse: bool, pairs: tuple[tuple[str, str] | None, ...]
) -> None:
    """The graph, paths, matrix and pairs of a part are those of journeys that have nothing else."""
    parts = ways.cut(history.journeys(), *(pair and (meets(pair[0]), meets(pair[1])) for pair in pairs))
    texts = [pair and f"event:{pair[0]} > event:{pair[1]}" for pair in pairs]
    follow = Follow(level=level, collapse=collapse, from_match=texts[0], to_match=texts[1])
    ground = ground_of(history)
    try:
        edges = transition_graph(ground, follow).table().to_pylist()
    except UsageError:
        assert not parts
        return
    theirs = reference_graph(parts, level, STAGE_MAP, collapse=collapse)
    mine = [(row["from_node"], row["to_node"], row["unit_count"], row["transition_count"]) for row in edges]
    assert sorted(mine) == [
        (edge.from_node, edge.to_node, edge.journey_count, edge.transition_count) for edge in theirs
    ]
    found = ways.ways(parts, level, collapse=collapse)
    found = [replace(way, end=ways.ARRIVED) for way in found] if texts[1] else found
    made = paths(ground, follow=follow, depth=3, top=None)
    links = ways.links(found, before=0, after=2, sides=(False, True))
    assert [row[:5] for row in told(made)] == [link_row(link)[:5] for link in links]
    assert made.share == (len(found) / len(history.journeys()) if found else 0)
    matrix = steps(ground, follow=follow, after=3).table().to_pylist()
    cells = {(row["step_index"], row["node"]): row["unit_count"] for row in matrix}
    assert cells == ways.step_matrix(found, before=0, after=3)
    pairs_found = follows(ground, follow).table().to_pylist()
    counts = {
        (row["from_node"], row["to_node"]): (row["pair_count"], row["unit_count"]) for row in pairs_found
    }
    assert counts == ways.eventually_follows(found)


@over(histories(), AT_LEVELS, st.sampled_from(UNITS), st.booleans(), st.one_of(st.none(), EVENTS))
def test_lists_are_as_long_as_their_figures(
    history: History, level: Level, unit: Unit, collapse: bool, centre: str | None
) -> None:
    follow = Follow(level=level, unit=unit, collapse=collapse)
    ground = ground_of(history)
    graph, pairs = transition_graph(ground, follow), follows(ground, follow)
    for found in (graph, pairs):
        for row in found.table().to_pylist():
            assert len(found.units(row["from_node"], row["to_node"])) == row["unit_count"]
    assert len(graph.units()) == len(graph.units("START")) == graph.unit_count
    with suppress(UsageError):
        matrix = steps(ground, centre and f"event:{centre}", follow=follow, after=2)
        for row in matrix.table().to_pylist():
            assert len(matrix.units(row["step_index"], row["node"])) == row["unit_count"]


@over(histories(), AT_LEVELS, st.integers(1, 4), st.integers(1, 3))
def test_tree(history: History, level: Level, depth: int, top: int) -> None:
    found = ways.ways(history.journeys(), level)
    rows = paths(ground_of(history), follow=Follow(level=level)).tree(depth=depth, top=top).to_pylist()
    mine = {tuple(row["path"].split(" > ")) if row["path"] else (): row["unit_count"] for row in rows}
    assert mine == (ways.tree(found, depth=depth, top=top) if found else {(): 0})
    for row in rows:
        parts = [part["unit_count"] for part in rows if part["parent"] == row["branch"]]
        assert not parts or sum(parts) == row["unit_count"]


@over(histories(), KINDS, st.tuples(EVENTS, EVENTS), st.integers(2, 5), st.integers(1, 4))
def test_folding_leaves_no_small_link_and_adds_up(
    history: History, kind: str, events: tuple[str, str], least: int, depth: int
) -> None:
    between, _ = asked(kind, *events)
    made = answer(ground_of(history), between, follow=Follow(level="event"), depth=depth + 1)
    if made is None:
        return
    found = flows(made.walked, made._ends, made.window, top=3, min_cell=least).to_pylist()
    assert all(row["customer_count"] >= least for row in found)
    check_columns(found)


def check_columns(found: list[dict[str, Any]]) -> None:
    """Each node passes on what it gets, at every step at which there are links on both sides."""
    out, into = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for row in found:
        out[row["step_index"], row["from_node"]] += row["journey_count"]
        into[row["step_index"] + 1, row["to_node"]] += row["journey_count"]
    steps = {row["step_index"] for row in found}
    for step in steps:
        if step - 1 in steps:
            entered = {node: count for (at, node), count in into.items() if at == step and node not in ENDS}
            left = {
                node: count
                for (at, node), count in out.items()
                if at == step and node not in ("(began here)", "(came from before)")
            }
            assert entered == left


def shop() -> Ground:
    acts = log(
        """
        ann: home item cart home item cart pay
        bob: home item home
        cid: item cart pay
        """
    )
    columns = {"journeys": {"outcome": ["converted", "dropped", "converted"]}}
    return made_ground(acts, columns=columns)


def test_what_the_documentation_says() -> None:
    found = paths(shop(), Between(start="home", end="pay"), follow=Follow(level="event"), depth=None)
    assert found.variants().to_pydict()["variant"] == ["home > item > cart > home > item > cart > pay"]
    assert found.unit_count == 1
    assert found.share == pytest.approx(1 / 3)
    on = paths(shop(), Between(start="home"), follow=Follow(level="event"), depth=3).table().to_pylist()
    assert [(row["step_index"], row["from_node"], row["to_node"], row["unit_count"]) for row in on] == [
        (0, "home", "item", 2),
        (1, "item", "cart", 1),
        (1, "item", "home", 1),
        (2, "cart", "(goes on)", 1),
        (2, "home", "(dropped off)", 1),
    ]
    back = paths(shop(), Between(end="pay"), follow=Follow(level="event"), depth=2).table().to_pylist()
    assert [(row["step_index"], row["from_node"], row["to_node"], row["unit_count"]) for row in back] == [
        (-2, "(came from before)", "cart", 2),
        (-1, "cart", "pay", 2),
    ]


def test_levels_may_be_mixed() -> None:
    history = History(tuple(Act("p", place, name) for place, name in enumerate("abcd")), "never")
    found = paths(ground_of(history), follow=Follow(opened={"choose": "event"})).variants().to_pydict()
    assert found["variant"] == ["look > choose / c > choose / d"]


@pytest.mark.parametrize(
    ("places", "options", "message"),
    [
        ({"start": "hom"}, {}, "no event 'hom'; nearest: home"),
        ({"start": "alll"}, {"follow": Follow()}, "no stage or event 'alll'; nearest: all"),
        ({"start": "pay now"}, {}, "no event 'pay now'; nearest: pay"),
        (
            {"start": "home > pay"},
            {},
            "is a pattern, not one event; cut paths at it by from_match or to_match",
        ),
        ({"start": "home[day=1]"}, {}, "there is no field or property 'day'"),
        ({}, {"follow": Follow(from_match="pay > home")}, "no journey matches 'pay > home'"),
        ({}, {"follow": Follow(to_match={"pattern": "pay", "which": "frist"})}, "nearest: first"),
        ({"start": "home", "around": "item"}, {}, "choose one of the two"),
        ({"start": "pay", "end": "home"}, {}, "no journey comes to 'home'"),
        ({}, {"depth": 0}, "depth is at least 1, found 0"),
        ({}, {"depth": 2.5}, "depth is a whole number, found 2.5"),
        ({}, {"top": True}, "top is a whole number, found True"),
        ({}, {"follow": Follow(level="evnt")}, "nearest: event"),
        ({}, {"follow": Follow(level="event", opened={"hom": "page"})}, "nearest: home"),
    ],
)
def test_errors_say_what_is_known(places: dict[str, str], options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        answered(Between(**places), options)


def answered(between: Between, options: dict[str, Any]) -> PathFlows:
    return paths(shop(), between, **{"follow": Follow(level="event"), **options})  # pyright: ignore[reportArgumentType]


def test_units_and_definition() -> None:
    found = paths(shop(), Between(start="home"), follow=Follow(level="event"), depth=3)
    assert found.units(0, "home", "item").to_pydict()["customer_id"] == ["ann", "bob"]
    assert "start: the first event there in each journey" in found.definition.text()
    assert isinstance(found.table(), pa.Table)
    with pytest.raises(UsageError, match="no step 7; these paths have steps 0 to 2"):
        found.units(7)
    with pytest.raises(UsageError, match="no node 'itm'; nearest: item"):
        found.units(0, "home", "itm")


def test_units_are_cohorts_too() -> None:
    ground, follow = shop(), Follow(level="event")
    chosen = [
        paths(ground, Between(start="home"), follow=follow).cohort(0, "home", "item"),
        transition_graph(ground, follow).cohort("item", "home"),
        steps(ground, follow=follow).cohort(2, "home"),
        follows(ground, follow).cohort("cart", "home"),
    ]
    assert [one.ids()["journey_id"].to_pylist() for one in chosen] == [
        ["journey-0", "journey-1"],
        ["journey-1"],
        ["journey-1"],
        ["journey-0"],
    ]
    assert "units step 0: home > item" in chosen[0].definition.text()
    assert paths(ground, follow=Follow(level="event", cohort=chosen[0])).unit_count == 2


def test_a_name_with_spaces_is_a_place() -> None:
    acts = [Act("ann", 0, "look around"), Act("ann", 1, "buy")]
    ground = made_ground(acts, columns={"journeys": {"outcome": ["converted"]}})
    assert paths(ground, Between(start="look around")).unit_count == 1


@pytest.mark.parametrize("match", ["home >[no cart] home", Anchor("home > home", which="last", at="end")])
def test_a_cut_is_said_and_asked_again(match: str | Anchor) -> None:
    ground = shop()
    found = paths(ground, follow=Follow(level="event", from_match=match))
    assert f"from_match {'pattern ' if isinstance(match, Anchor) else ''}home >" in found.definition.text()
    assert "cut: a journey without such a match is left out" in found.definition.text()
    assert replay(ground, found.definition.to_json()).table().equals(found.table())


def test_where_cut_paths_end_is_no_dropoff() -> None:
    with pytest.raises(UsageError, match="to_match cuts that off"):
        transition_graph(shop(), Follow(level="event", to_match="pay")).ends()
