"""What must hold for every log, tried on the reference; and its funnel against a search of all chains."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from functools import partial
from itertools import combinations, pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.strategies import STAGE_MAP, WHOLE_RULES, funnels, logs, made_log
from tests.reference.attempt import Funnel, FunnelStep
from tests.reference.dropoff import dropoff, leavings
from tests.reference.events import DAY, Event, in_order
from tests.reference.funnel import funnel_figures, run_funnel, unit_result
from tests.reference.graph import END, START, transition_graph
from tests.reference.loops import cycles_in, movement_pairs, strong_components
from tests.reference.movement import journey_movement
from tests.reference.stages import Level
from tests.reference.whole import WholeRules, build
from tests.spec.answers_funnel import funnel_of, funnel_units
from tests.spec.questions import FunnelQuestion

LEVELS: tuple[Level, ...] = ("stage", "touchpoint", "channel", "event")
SPLITS = st.sampled_from(("never", "purchase", 90 * DAY))
some = settings(max_examples=60, deadline=None)


@some
@given(logs(), SPLITS)
def test_order_of_rows_changes_nothing(log: list[Event], split: str | int) -> None:
    rules = _rules(split)
    assert build(log[::-1], rules) == build(log, rules)
    assert build(in_order(log), rules) == build(log, rules)


def _rules(split: str | int) -> WholeRules:
    assert split in ("never", "purchase") or isinstance(split, int)
    return replace(WHOLE_RULES, split=split)


@some
@given(logs())
def test_each_event_has_one_customer_and_each_sessionized_event_one_session(log: list[Event]) -> None:
    whole = build(log, WHOLE_RULES)
    assert sorted(event.ident for own in whole.by_customer.values() for event in own) == sorted(
        whole.customers
    )
    in_sessions = [event.ident for session in whole.sessions for event in session.events]
    assert sorted(in_sessions) == sorted(
        event.ident for event in log if WHOLE_RULES.sources.is_sessionized(event)
    )
    for session in whole.sessions:
        for event, later in pairwise(session.events):
            assert later.occurred_at - event.occurred_at <= WHOLE_RULES.identity.session_timeout


@some
@given(logs(), st.integers(1, 50))
def test_a_stranger_changes_nothing_for_the_others(log: list[Event], seed: int) -> None:
    rules = replace(WHOLE_RULES, as_of=max(event.occurred_at for event in log))
    alone, beside = build(log, rules), build([*log, *made_log(seed)], rules)
    assert [cart for cart in beside.carts if cart.customer in alone.by_customer] == alone.carts
    assert [one for one in beside.journeys if one.customer in alone.by_customer] == alone.journeys
    assert [one for one in beside.sessions if one.customer in alone.by_customer] == alone.sessions


@some
@given(logs(), st.sampled_from(LEVELS), st.booleans(), SPLITS)
def test_what_comes_into_a_node_leaves_it(
    log: list[Event], level: Level, collapse: bool, split: str | int
) -> None:
    journeys = build(log, _rules(split)).journeys
    into, out_of, rates = Counter[str](), Counter[str](), Counter[str]()
    for edge in transition_graph(journeys, level, STAGE_MAP, collapse=collapse):
        into[edge.to_node] += edge.transition_count
        out_of[edge.from_node] += edge.transition_count
        rates[edge.from_node] += round(edge.transition_rate * 1_000_000)
        assert edge.customer_count <= edge.journey_count <= edge.transition_count
    assert into.pop(END, 0) == out_of.pop(START, 0) == len(journeys)
    assert into == out_of
    assert all(abs(rate - 1_000_000) < 100 for rate in rates.values())


@some
@given(logs(), SPLITS)
def test_dropoff_reconciles(log: list[Event], split: str | int) -> None:
    journeys = build(log, _rules(split)).journeys
    outcomes = Counter(journey.outcome for journey in journeys)
    for level in LEVELS:
        rows = dropoff(journeys, level)
        assert sum(row.dropped_count for row in rows) == outcomes["dropped"]
        assert sum(row.open_count for row in rows) == outcomes["open"]
        assert sum(row.finished_count for row in rows) == outcomes["converted"]
    entered = {row.node: row.entered_count for row in dropoff(journeys, "stage")}
    left = leavings(journeys, STAGE_MAP)
    assert all(row.is_reconciled for row in left)
    assert {row.stage: row.entered_count for row in left} == entered


@some
@given(logs())
def test_movement_adds_up(log: list[Event]) -> None:
    journeys = build(log, WHOLE_RULES).journeys
    pairs = movement_pairs(journeys, "stage", STAGE_MAP)
    moved = [journey_movement(journey, STAGE_MAP, None) for journey in journeys]
    assert sum(one.backward_count for one in moved) == sum(pair.b_to_a_count for pair in pairs)
    assert sum(one.ping_pong_count for one in moved) == sum(pair.ping_pong_count for pair in pairs)
    for journey, one in zip(journeys, moved, strict=True):
        assert one.step_count - one.revisit_count == len(set(journey.path()))
        assert (one.revisit_count > 0) == bool(cycles_in(journey.path()))
        if one.step_count > 1:
            forward = round(one.linearity * (one.step_count - 1))
            assert forward + one.skip_count + one.backward_count == one.step_count - 1
    nodes = [node for group in strong_components(journeys, "stage") for node in group]
    assert sorted(nodes) == sorted({node for journey in journeys for node in journey.path()})


@some
@given(logs())
def test_carts_follow_each_other(log: list[Event]) -> None:
    carts = build(log, WHOLE_RULES).carts
    for cart in carts:
        assert cart.opened_at <= cart.last_activity_at
        assert (cart.closed_at is None) == (cart.outcome == "open")
        assert (cart.recovered_at is not None) == (cart.outcome == "recovered")
    for cart, later in pairwise(carts):
        if cart.customer == later.customer:
            assert cart.closed_at is not None
            assert cart.closed_at <= later.opened_at
            assert cart.recovered_at is None or cart.recovered_at <= later.opened_at


@some
@given(logs(), funnels())
def test_figures_of_a_funnel_add_up(log: list[Event], question: FunnelQuestion) -> None:
    funnel = funnel_of(question)
    results = run_funnel(funnel_units(log, question), funnel)
    figures = funnel_figures(results, funnel)
    needed = [row.count for row, step in zip(figures, question.steps, strict=True) if not step.optional]
    assert needed == sorted(needed, reverse=True)
    converted = sum(one.is_converted(funnel) for result in results for one in result.attempts)
    assert figures[0].count == sum(len(row.lost) for row in figures) + converted
    for result in results:
        assert not (result.is_removed and result.attempts)
        assert question.count == "attempts" or len(result.attempts) <= 1


@some
@given(logs(), funnels())
def test_entry_first_is_never_deeper_and_a_longer_window_never_shallower(
    log: list[Event], question: FunnelQuestion
) -> None:
    asked = replace(funnel_of(question), exclude=(), count="units", entry="any")
    for unit, events in funnel_units(log, question).items():
        depth = unit_result(unit, events, asked).depth
        assert unit_result(unit, events, replace(asked, entry="first")).depth <= depth
        assert unit_result(unit, events, replace(asked, window=None)).depth >= depth


# The funnel against a search of all chains


def _is_named(event: Event, name: str) -> bool:
    return event.event_name == name


def _letters(letters: list[tuple[int, str]]) -> list[Event]:
    at, events = 0, list[Event]()
    for place, (gap, letter) in enumerate(letters):
        at += gap
        events.append(Event("s", f"{place:02d}", at, letter))
    return events


def _chain_depth(events: list[Event], names: str, window: int, *, is_any_order: bool) -> int:
    """The longest prefix of the steps that some choice of events serves, in order and inside the window.

    In any order: the most steps that some choice of events serves, each its own.
    """
    for depth in range(len(names), 0, -1):
        wanted = {tuple(names[:depth])}
        if is_any_order:
            wanted = {one for chosen in combinations(names, depth) for one in permutations(chosen)}
        for chain in combinations(events, depth):
            is_inside = chain[-1].occurred_at - chain[0].occurred_at <= window
            if is_inside and tuple(event.event_name for event in chain) in wanted:
                return depth
    return 0


@pytest.mark.parametrize("is_any_order", [False, True])
@settings(max_examples=300, deadline=None)
@given(
    letters=st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc")), min_size=1, max_size=9),
    names=st.text("abc", min_size=1, max_size=4),
    window=st.integers(0, 8),
)
def test_depth_is_that_of_the_best_chain(
    is_any_order: bool, letters: list[tuple[int, str]], names: str, window: int
) -> None:
    events = _letters(letters)
    steps = tuple(FunnelStep(name, partial(_is_named, name=name)) for name in names)
    funnel = Funnel(steps, window, order="any" if is_any_order else "ordered")
    shuffled = random.Random(len(letters)).sample(events, len(events))
    found = unit_result("u", shuffled, funnel).depth
    assert found == _chain_depth(events, names, window, is_any_order=is_any_order)


@settings(max_examples=300, deadline=None)
@given(
    letters=st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab")), min_size=1, max_size=12),
    names=st.text("ab", min_size=1, max_size=4),
    window=st.integers(0, 8),
)
def test_strict_depth_is_that_of_the_best_window(
    letters: list[tuple[int, str]], names: str, window: int
) -> None:
    events = _letters(letters)
    steps = tuple(FunnelStep(name, partial(_is_named, name=name)) for name in names)
    depths = [0]
    for start in range(len(events)):
        for depth in range(1, len(names) + 1):
            run = events[start : start + depth]
            is_inside = run[-1].occurred_at - run[0].occurred_at <= window
            if is_inside and [event.event_name for event in run] == list(names[:depth]):
                depths.append(depth)
    assert unit_result("u", events, Funnel(steps, window, order="strict")).depth == max(depths)
