"""The reference's answers about carts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from functools import partial

from tests.reference.carts import CartRole, CartRules, abandonment_rate, build_carts, friction_lifts
from tests.reference.events import Event
from tests.spec.answer_rows import answer_table, as_of, own_events
from tests.spec.questions import AbandonmentQuestion, CartFile, CartsQuestion
from tests.spec.table import Table, format_instant, parse_time


def _role(event: Event, checkout: Sequence[str]) -> CartRole | None:
    name = event.event_name
    if name in ("add", "remove", "purchase"):
        return name
    return "checkout" if name in checkout else None


def _name(event: Event) -> str:
    return event.event_name


def _friction(event: Event, kinds: Sequence[str]) -> str | None:
    return event.event_name if event.event_name in kinds else None


def cart_rules(file: CartFile) -> CartRules:
    """The rules with their conditions made functions."""
    return CartRules(
        role_of=partial(_role, checkout=file.checkout.split()),
        checkout_step_of=_name,
        friction_of=partial(_friction, kinds=file.friction.split()),
        abandon_after=parse_time(file.abandon_after),
        recover_within=parse_time(file.recover_within),
    )


def carts_answer(events: Sequence[Event], question: CartsQuestion) -> Table:
    """What became of the carts."""
    at = as_of(question.file.as_of, events)
    rows = [
        (
            cart.customer,
            cart.outcome,
            format_instant(cart.opened_at),
            format_instant(cart.last_activity_at),
            format_instant(cart.closed_at),
            format_instant(cart.recovered_at),
            cart.value,
            cart.last_checkout_step,
            " ".join(cart.friction),
        )
        for cart in build_carts(own_events(events), cart_rules(question.file), at)
    ]
    return answer_table(
        "customer outcome opened last closed recovered value last_checkout_step friction", rows
    )


def abandonment_answer(events: Sequence[Event], question: AbandonmentQuestion) -> Table:
    """How many carts are abandoned, and with what trouble."""
    at = as_of(question.file.as_of, events)
    carts = build_carts(own_events(events), cart_rules(question.file), at)
    rate = abandonment_rate(carts)
    rows = [(rate, *astuple(lift)) for lift in friction_lifts(carts)]
    return answer_table("abandonment_rate friction with without lift low high", rows)
