"""The compiled walk of carts against the reference, over events with ties and gaps of exactly the limits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from journeymine.walk.carts import CART_OUTCOMES, CartEvents, CartRules, walk_carts
from tests.reference import carts as reference
from tests.reference.events import Event
from tests.walk.over import over

ROLES = ("add", "remove", "checkout", "purchase")
RULES = CartRules(abandon_after=10, recover_within=30, as_of=0)
GAPS = st.sampled_from((0, 1, 9, 10, 11, 19, 20, 21, 30, 31))


class Acted(NamedTuple):
    """One event of a customer."""

    gap: int
    role: str
    price: float | None
    quantity: float | None


ACTED = st.builds(
    Acted,
    GAPS,
    st.sampled_from((*ROLES, "add", "add")),
    st.sampled_from((2.5, 2.5, 4.0, None)),
    st.sampled_from((1.0, 1.0, 2.0, None)),
)
CUSTOMERS = st.lists(st.lists(ACTED, min_size=1, max_size=12), max_size=4)


def times_of(acts: list[Acted]) -> list[int]:
    return np.cumsum([act.gap for act in acts]).tolist()


def events_of(acts: list[Acted]) -> list[Event]:
    return [
        Event("shop", f"e{place:02d}", time, act.role, place, price=act.price, quantity=act.quantity)
        for place, (act, time) in enumerate(zip(acts, times_of(acts), strict=True))
    ]


def arrays_of(customers: list[list[Acted]]) -> CartEvents:
    """With the rows numbered from 100, every other one, as in an order that has other events too."""
    acts = [act for customer in customers for act in customer]
    unknown = float("nan")

    def known(*parts: float | None) -> float:
        return unknown if None in parts else float(np.prod([part for part in parts if part is not None]))

    return CartEvents(
        rows=100 + 2 * np.arange(len(acts)),
        customer=np.repeat(np.arange(len(customers)), [len(customer) for customer in customers]),
        times=np.array([time for customer in customers for time in times_of(customer)], dtype=np.int64),
        role=np.array([1 + ROLES.index(act.role) for act in acts], dtype=np.int8),
        value=np.array([known(act.price, act.quantity) for act in acts], dtype=np.float64),
        quantity=np.array([known(act.quantity) for act in acts], dtype=np.float64),
    )


@over(CUSTOMERS, st.sampled_from((0, 20, 60, 10**6)))
def test_carts_are_those_of_the_reference(customers: list[list[Acted]], as_of: int) -> None:
    events = arrays_of(customers)
    found = walk_carts(events, CartRules(RULES.abandon_after, RULES.recover_within, as_of))
    rules = reference.CartRules(
        role_of=lambda event: event.event_name,  # pyright: ignore[reportArgumentType] one of the four
        checkout_step_of=lambda event: event.event_id,
        friction_of=lambda _: None,
        abandon_after=RULES.abandon_after,
        recover_within=RULES.recover_within,
    )
    wanted = [
        (str(number), cart)
        for number, acts in enumerate(customers)
        for cart in reference.customer_carts(str(number), events_of(acts), rules, as_of)
    ]
    time_of = dict(zip(events.rows.tolist(), events.times.tolist(), strict=True))
    outcomes = [CART_OUTCOMES[place] for place in found.outcome]
    assert list(zip(map(str, found.customer), outcomes, strict=True)) == [
        (customer, cart.outcome) for customer, cart in wanted
    ]
    closed = np.where(found.is_left, found.last, found.closed)
    for place, (_, cart) in enumerate(wanted):
        assert time_of[found.opened[place]] == cart.opened_at
        assert time_of[found.last[place]] == cart.last_activity_at
        assert time_of.get(closed[place]) == cart.closed_at
        assert time_of.get(found.recovered[place]) == cart.recovered_at
        assert (found.checkout[place] < 0) == (cart.last_checkout_step is None)
        assert np.isnan(found.value[place]) if cart.value is None else found.value[place] == cart.value
        assert found.until[place] == until(cart, as_of)


def until(cart: reference.Cart, as_of: int) -> int:
    """When a cart's span ends."""
    if cart.outcome == "open":
        return as_of
    if cart.outcome in ("abandoned", "recovered"):
        return cart.last_activity_at + RULES.abandon_after
    assert cart.closed_at is not None
    return cart.closed_at
