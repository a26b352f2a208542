"""The product against the plain reference, to the row: 500 made-up logs of disjoint customers in a few loads,
and Hypothesis on top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.property import strategies as made
from tests.property.product import Product, journey_file, run_product
from tests.reference.dropoff import dropoff, leavings
from tests.reference.events import DAY, Event, SourceSettings
from tests.reference.graph import transition_graph
from tests.reference.loops import cycle_figures, movement_pairs, path_entropy, top_ten_share
from tests.reference.movement import journey_movement, shortest_converting
from tests.reference.stages import Level
from tests.reference.whole import Whole, WholeRules, build

SESSIONIZED = SourceSettings(sessionized=made.SESSIONIZED)
NATIVE_APP = SourceSettings(sessionized=made.SESSIONIZED, native=frozenset({"app"}))
BASE = replace(made.WHOLE_RULES, sources=SESSIONIZED)
RULES = {
    "never": BASE,
    "purchase": replace(BASE, split="purchase", sources=NATIVE_APP),
    "30d": replace(BASE, split=30 * DAY, inactive_after=7 * DAY),
    "90d": replace(BASE, split=90 * DAY),
}
SEEDS_PER_LOAD = 125
LEVELS: tuple[Level, ...] = ("stage", "touchpoint", "channel", "event")
CYCLE_LEVELS: tuple[Level, ...] = ("stage", "touchpoint")


def close(left: Any, right: Any) -> bool:
    """Equal, floats to twelve digits, None only with None."""
    if left is None or right is None:
        return left is right
    return (
        bool(left == pytest.approx(right, rel=1e-12, abs=1e-12)) if isinstance(left, float) else left == right
    )


def same_rows(product: Sequence[tuple[Any, ...]], reference: Sequence[tuple[Any, ...]]) -> None:
    """The same rows, in any order."""
    mine, theirs = sorted(product, key=repr), sorted(reference, key=repr)
    assert len(mine) == len(theirs)
    for left, right in zip(mine, theirs, strict=True):
        assert all(close(a, b) for a, b in zip(left, right, strict=True)), (
            f"product {left}, reference {right}"
        )


def check_all(product: Product, whole: Whole, rules: WholeRules) -> None:
    """Every figure that both give."""
    check_customers(product, whole)
    check_sessions(product, whole)
    check_journeys(product, whole, rules)
    check_steps(product, whole)
    for level in LEVELS:
        check_graph(product, whole, rules, level)
        check_dropoff(product, whole, level)
        check_pairs(product, whole, rules, level)
    for level in CYCLE_LEVELS:
        check_cycles(product, whole, level)
    check_leavings(product, whole, rules)
    check_carts(product, whole)


def labels(product: Product, whole: Whole) -> dict[str, str]:
    """The reference's label of each of the product's customers; one to one, or the partition is wrong."""
    rows = product.rows("select source, event_id, customer_id from events")
    pairs = {(row["customer_id"], whole.customers[row["source"], row["event_id"]].label) for row in rows}
    assert len(rows) == len(whole.customers)
    found = dict(pairs)
    assert len(found) == len(pairs) == len(set(found.values()))
    return found


def check_customers(product: Product, whole: Whole) -> None:
    """The same events of the same customers."""
    labels(product, whole)


def check_sessions(product: Product, whole: Whole) -> None:
    """The same events in the same sessions."""
    of_event = product.rows("select source, event_id, session_id from events")
    mine: dict[str, set[tuple[str, str]]] = {}
    for row in of_event:
        if row["session_id"] is not None:
            mine.setdefault(row["session_id"], set()).add((row["source"], row["event_id"]))
    theirs = {frozenset(event.ident for event in session.events) for session in whole.sessions}
    assert {frozenset(events) for events in mine.values()} == theirs
    assert product.engine.count("sessions") == len(whole.sessions)


def check_journeys(product: Product, whole: Whole, rules: WholeRules) -> None:
    """The same journeys with the same movement."""
    name = labels(product, whole)
    shortest = shortest_converting(whole.journeys)
    theirs: list[tuple[Any, ...]] = []
    for journey in whole.journeys:
        moves = journey_movement(journey, rules.stage_map, shortest)
        theirs.append(
            (
                journey.customer,
                journey.index,
                journey.outcome,
                " > ".join(journey.path()),
                moves.step_count,
                moves.backward_count,
                moves.skip_count,
                moves.ping_pong_count,
                moves.revisit_count,
                float(moves.linearity),
                moves.channel_switch_count,
                moves.concurrent_channels,
                moves.backward_rate if moves.step_count > 1 else None,
                moves.backward_depth,
                moves.path_efficiency,
                journey.started_at,
                journey.ended_at,
            )
        )
    mine = product.rows(
        "select customer_id, journey_index, outcome, variant, step_count, backward_count, "
        "skip_count, ping_pong_count, "
        "revisit_count, linearity, channel_switch_count, concurrent_channels, backward_rate, backward_depth, "
        "path_efficiency, epoch_us(started_at) as started, epoch_us(ended_at) as ended from journeys"
    )
    same_rows([(name[row["customer_id"]], *list(row.values())[1:]) for row in mine], theirs)


def check_steps(product: Product, whole: Whole) -> None:
    """The same stays at stages."""
    name = labels(product, whole)
    theirs = [
        (
            journey.customer,
            journey.index,
            place,
            step.node,
            step.entered_at,
            step.dwell_seconds,
            len(step.events),
        )
        for journey in whole.journeys
        for place, step in enumerate(journey.steps())
    ]
    mine = product.rows(
        "select steps.customer_id, journeys.journey_index, step_index, stage, "
        "epoch_us(entered_at) as entered, "
        "dwell_seconds, steps.event_count from journey_steps as steps inner join journeys using (journey_id)"
    )
    same_rows([(name[row["customer_id"]], *list(row.values())[1:]) for row in mine], theirs)


def check_graph(product: Product, whole: Whole, rules: WholeRules, level: Level) -> None:
    """The same edges, counts and times."""
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
        for edge in transition_graph(whole.journeys, level, rules.stage_map)
    ]
    mine = product.rows(
        "select from_node, to_node, transition_count, customer_count, journey_count, "
        "transition_rate, median_seconds, "
        f"p90_seconds, direction from transitions where level = '{level}'"
    )
    same_rows([tuple(row.values()) for row in mine], theirs)


def check_dropoff(product: Product, whole: Whole, level: Level) -> None:
    """The same ends."""
    theirs = [
        (
            d.node,
            d.entered_count,
            d.continued_count,
            d.dropped_count,
            d.open_count,
            d.finished_count,
            d.dropoff_rate,
        )
        for d in dropoff(whole.journeys, level)
    ]
    mine = product.rows(
        "select node, entered_count, continued_count, dropped_count, open_count, finished_count, "
        "dropoff_rate "
        f"from dropoff where level = '{level}'"
    )
    same_rows([tuple(row.values()) for row in mine], theirs)


def check_leavings(product: Product, whole: Whole, rules: WholeRules) -> None:
    """The same last leavings of each stage; together they are its entrants."""
    theirs = [
        (
            o.stage,
            o.forward_count,
            o.skip_count,
            o.back_count,
            o.dropped_count,
            o.open_count,
            o.finished_count,
        )
        for o in leavings(whole.journeys, rules.stage_map)
    ]
    mine = product.rows(
        "select node, forward_count, skip_count, back_count, dropped_count, open_count, finished_count "
        "from dropoff where level = 'stage'"
    )
    same_rows([tuple(row.values()) for row in mine], theirs)


def check_pairs(product: Product, whole: Whole, rules: WholeRules, level: Level) -> None:
    """The same passages between each two nodes, and the same variety of paths."""
    theirs = [
        (
            pair.node_a,
            pair.node_b,
            pair.a_to_b_count,
            pair.b_to_a_count,
            float(pair.back_share),
            pair.ping_pong_count,
        )
        for pair in movement_pairs(whole.journeys, level, rules.stage_map)
    ]
    mine = product.rows(
        "select node_a, node_b, a_to_b_count, b_to_a_count, back_share, ping_pong_count "
        f"from movement_pairs where level = '{level}'"
    )
    same_rows([tuple(row.values()) for row in mine], theirs)
    row = product.rows(f"select * from movement where level = '{level}'")[0]
    assert close(row["path_entropy_bits"], path_entropy(whole.journeys, level))
    assert close(row["top_ten_share"], top_ten_share(whole.journeys, level) or 0.0)


def check_cycles(product: Product, whole: Whole, level: Level) -> None:
    """The heaviest cycles with the same support and cost; which of equally heavy ones are kept is free."""
    theirs = {
        frozenset(_rotations(figures.cycle)): figures for figures in cycle_figures(whole.journeys, level)
    }
    mine = product.rows(f"select * from cycles where level = '{level}'")
    supports = Counter(figures.journey_count for figures in theirs.values())
    heaviest = sorted(supports.elements(), reverse=True)[: len(mine)]
    assert sorted((row["journey_count"] for row in mine), reverse=True) == heaviest
    assert len(mine) == min(len(theirs), 50)
    for row in mine:
        figures = theirs[frozenset(_rotations(tuple(row["cycle"].split(" > ")[:-1])))]
        assert row["journey_count"] == figures.journey_count
        assert close(row["extra_seconds"], figures.extra_seconds)
        assert close(row["conversion_difference"], figures.conversion_difference)


def _rotations(cycle: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [cycle[place:] + cycle[:place] for place in range(len(cycle))]


def check_carts(product: Product, whole: Whole) -> None:
    """The same carts with the same fate."""
    name = labels(product, whole)
    theirs = [
        (
            cart.customer,
            cart.outcome,
            cart.opened_at,
            cart.last_activity_at,
            cart.closed_at,
            cart.recovered_at,
            cart.value,
            cart.last_checkout_step,
            cart.friction,
        )
        for cart in whole.carts
    ]
    mine = product.rows(
        "select customer_id, outcome, epoch_us(opened_at) as opened, epoch_us(last_activity_at) as last, "
        "epoch_us(closed_at) as closed, epoch_us(recovered_at) as recovered, value, "
        "last_checkout_step, friction from carts"
    )
    same_rows(
        [(name[row["customer_id"]], *list(row.values())[1:-1], tuple(row["friction"])) for row in mine],
        theirs,
    )


def compare(events: Sequence[Event], rules: WholeRules, folder: Path) -> None:
    """Run both and compare."""
    product = run_product(events, journey_file(folder, rules))
    try:
        check_all(product, build(events, rules), rules)
    finally:
        product.engine.close()


@pytest.mark.parametrize(("place", "split"), tuple(enumerate(RULES)))
def test_five_hundred_logs(place: int, split: str, tmp_path: Path) -> None:
    """Ties, repeats, gaps of exactly a limit, shared devices, kiosks, 200-step walks: 125 logs for each way
    to cut."""
    first = place * SEEDS_PER_LOAD
    compare(made.made_batch(range(first, first + SEEDS_PER_LOAD)), RULES[split], tmp_path)


@given(events=made.logs())
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_log(events: list[Event], tmp_path: Path) -> None:
    """Hypothesis looks for a log on which they differ, and shrinks it."""
    if any(event.keys for event in events):
        compare(events, RULES["never"], tmp_path)
