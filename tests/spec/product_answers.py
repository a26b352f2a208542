"""The product's answer to each kind of question, as a table of text like the reference's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import Any

from journeymine.events.keys import DENIED
from journeymine.measures.carts import abandonment_rate
from journeymine.walk.stays import find_stays, stays_table
from journeymine.walk.walked import walk
from tests.property.product import Product, run_product
from tests.reference.events import Event, Key
from tests.spec.answer_rows import Cell, answer_table
from tests.spec.product_file import settings_of
from tests.spec.questions import (
    AbandonmentQuestion,
    CartsQuestion,
    CustomersQuestion,
    CyclesQuestion,
    DropoffQuestion,
    JourneysQuestion,
    LeavingsQuestion,
    MovementQuestion,
    PairsQuestion,
    Question,
    SessionsQuestion,
    SpreadQuestion,
    StepsQuestion,
    TransitionsQuestion,
)
from tests.spec.table import Table, format_instant


@dataclass(frozen=True)
class Asked:
    """A finished run with the question and the label of each customer (`user:c1`)."""

    product: Product
    question: Question
    labels: dict[str, str]

    def rows(self, query: str) -> list[list[Any]]:
        """Rows of a SELECT; a customer's id becomes its label, a column `…_us` an instant since Monday."""
        return [[self._cell(name, value) for name, value in row.items()] for row in self.product.rows(query)]

    def table(self, columns: str, query: str) -> Table:
        """Rows of a SELECT as an answer."""
        return answer_table(columns, self.rows(query))

    def _cell(self, name: str, value: Any) -> Cell:
        if name == "customer_id":
            return self.labels[value]
        if name.endswith("_us"):
            return format_instant(value)
        return " ".join(value) if isinstance(value, list) else value


def product_answer(events: Sequence[Event], question: Question, folder: Path) -> Table:
    """The product's answer to any question but a funnel's (see test_spec_product.py).

    Args:
        events: the example's events.
        question: what is asked.
        folder: for its journey file.
    """
    product = run_example(events, question, folder)
    try:
        return _answer(Asked(product, question, customer_labels(product)))
    finally:
        product.engine.close()


def run_example(events: Sequence[Event], question: Question, folder: Path) -> Product:
    """Take an example's events through the product."""
    settings = settings_of(question, folder)
    if not isinstance(question, CustomersQuestion):
        return run_product(events, settings)
    links = [[_key(text) for text in row.split()] for row in question.crm_rows]
    return run_product(events, settings, frozenset(DENIED), links)


def _key(text: str) -> Key:
    key_type, value = text.split(":", 1)
    return (key_type, value)


def customer_labels(product: Product) -> dict[str, str]:
    """Each customer id with what it is made of: a key, and for a kiosk's session its first event."""
    keys = product.rows("select identifier_type || ':' || identifier_key as name from int_identifiers")
    firsts = product.rows("select source, event_id from event_log")
    made: dict[str, str] = {}
    for name in (row["name"] for row in keys):
        made[_hashed(name)] = name
        for first in firsts:
            event = (first["source"], first["event_id"])
            made[_hashed(f"{name}/{':'.join(event)}")] = f"{name}@{'/'.join(event)}"
    return made


def _hashed(text: str) -> str:
    return md5(text.encode()).hexdigest()[:20]


def _answer(asked: Asked) -> Table:
    match asked.question:
        case CustomersQuestion():
            return _customers(asked)
        case SessionsQuestion():
            return asked.table("customer source events event_count duration_seconds", _SESSIONS)
        case CartsQuestion():
            return asked.table(_CART_COLUMNS, _CARTS)
        case AbandonmentQuestion():
            return _abandonment(asked)
        case _:
            return _about_journeys(asked)


def _about_journeys(asked: Asked) -> Table:
    match asked.question:
        case JourneysQuestion():
            return asked.table("customer journey path step_count events outcome", _JOURNEYS)
        case StepsQuestion(level=level):
            return _steps(asked, level)
        case TransitionsQuestion(level=level, collapse=collapse):
            return _transitions(asked, level, collapse=collapse)
        case DropoffQuestion(level=level):
            columns = "node entered continued dropped open finished dropoff_rate"
            return asked.table(columns, _DROPOFF.format(level=level))
        case LeavingsQuestion():
            return asked.table("stage entered forward skip back dropped open finished", _LEAVINGS)
        case _:
            return _about_movement(asked)


def _about_movement(asked: Asked) -> Table:
    match asked.question:
        case MovementQuestion():
            return asked.table(_MOVEMENT_COLUMNS, _MOVEMENT)
        case PairsQuestion(level=level):
            return asked.table("a b a_to_b b_to_a back_share ping_pong", _PAIRS.format(level=level))
        case CyclesQuestion(level=level):
            columns = "cycle journey_count extra_seconds conversion_difference"
            return asked.table(columns, _CYCLES.format(level=level))
        case SpreadQuestion():
            return asked.table("variants entropy_bits top_ten_share", _SPREAD)
        case _:
            raise AssertionError(f"no answer to {asked.question}")


def _customers(asked: Asked) -> Table:
    rows = asked.rows(
        "select event_id, customer_id, is_known from events inner join customers using (customer_id)"
    )
    kinds = {True: "person", False: "device"}
    return answer_table(
        "event customer kind",
        [(event, label, "kiosk" if "@web/" in label else kinds[known]) for event, label, known in rows],
    )


def _steps(asked: Asked, level: str) -> Table:
    paths = asked.product.paths
    walked = walk(paths, paths.signatures.codes(level))
    stays = find_stays(walked, counts_events=True)
    asked.product.engine.register("level_stays", stays_table(walked, stays))
    return asked.table(_STEP_COLUMNS, _STEPS)


def _transitions(asked: Asked, level: str, *, collapse: bool) -> Table:
    engine = asked.product.engine
    if not collapse:
        engine.register("transitions", asked.product.graphs(collapse=False).table("transitions"))
    columns = "from to transition_count customer_count journey_count transition_rate"
    return asked.table(f"{columns} median_seconds p90_seconds direction", _EDGES.format(level=level))


def _abandonment(asked: Asked) -> Table:
    outcomes = [row["outcome"] for row in asked.product.rows("select outcome from carts")]
    count = {name: outcomes.count(name) for name in ("abandoned", "recovered", "converted")}
    rows = [[abandonment_rate(**count), *row] for row in asked.rows(_FRICTION)]
    return answer_table("abandonment_rate friction with without lift low high", rows)


_SESSIONS = """
    select sessions.customer_id, any_value(sessions.source) as source,
        string_agg(events.event_id, ' ' order by position) as events,
        any_value(sessions.event_count) as event_count, any_value(duration_seconds) as duration_seconds
    from sessions inner join events using (session_id)
    group by session_id, sessions.customer_id
"""
_JOURNEYS = """
    select journeys.customer_id, journeys.journey_index, replace(any_value(variant), ' > ', ' ') as path,
        any_value(step_count) as step_count, string_agg(events.event_id, ' ' order by position) as events,
        any_value(outcome) as outcome
    from journeys inner join events using (journey_id)
    group by journey_id, journeys.customer_id, journeys.journey_index
"""
_STEP_COLUMNS = "customer journey step node entered left dwell_seconds event_count"
_STEPS = """
    select customer_id, journey_index, step_index + 1 as step, node, epoch_us(entered_at) as entered_us,
        epoch_us(left_at) as left_us, (epoch_us(left_at) - epoch_us(entered_at)) / 1e6 as dwell_seconds,
        stays.event_count
    from level_stays as stays inner join journeys on journeys.journey_no = stays.unit_no
"""
_EDGES = """
    select from_node, to_node, transition_count, customer_count, journey_count, transition_rate,
        median_seconds, p90_seconds, direction
    from transitions
    where level = '{level}'
"""
_DROPOFF = """
    select node, entered_count, continued_count, dropped_count, open_count, finished_count, dropoff_rate
    from dropoff
    where level = '{level}'
"""
_LEAVINGS = """
    select node, entered_count, forward_count, skip_count, back_count, dropped_count, open_count,
        finished_count
    from dropoff
    where level = 'stage'
"""
_CART_COLUMNS = "customer outcome opened last closed recovered value last_checkout_step friction"
_CARTS = """
    select customer_id, outcome, epoch_us(opened_at) as opened_us, epoch_us(last_activity_at) as last_us,
        epoch_us(closed_at) as closed_us, epoch_us(recovered_at) as recovered_us, value, last_checkout_step,
        friction
    from carts
"""
_FRICTION = "select friction, cart_count, other_cart_count, lift, lift_low, lift_high from cart_friction"
_MOVEMENT_COLUMNS = (
    "customer journey step_count backward skips backward_rate backward_depth revisits ping_pong linearity "
    "path_efficiency channel_switches concurrent_channels"
)
_MOVEMENT = """
    select customer_id, journey_index, step_count, backward_count, skip_count, backward_rate, backward_depth,
        revisit_count, ping_pong_count, linearity, path_efficiency, channel_switch_count, concurrent_channels
    from journeys
"""
_PAIRS = """
    select node_a, node_b, a_to_b_count, b_to_a_count, back_share, ping_pong_count
    from movement_pairs
    where level = '{level}'
"""
_CYCLES = """
    select array_to_string(string_split(cycle, ' > ')[:-2], ' ') as cycle, journey_count, extra_seconds,
        conversion_difference
    from cycles
    where level = '{level}'
"""
_SPREAD = """
    select (select count(distinct variant) from journeys) as variants, path_entropy_bits, top_ten_share
    from movement
    where level = 'stage'
"""
