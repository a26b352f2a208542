"""Carts: from the first add to purchase, abandonment, recovery or emptying; one small state machine per
customer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.paths import Int64, bounds, changes

CART_NONE, CART_ADD, CART_REMOVE, CART_CHECKOUT, CART_PURCHASE = range(5)


@dataclass(frozen=True)
class CartRules:
    """When a cart is given up and when it can still be won back; microseconds."""

    abandon_after: int
    recover_within: int
    as_of: int


@dataclass
class Cart:
    """One cart.

    Attributes:
        customer: number of its customer.
        opened: row of the first add.
        last: row of its last add, remove or checkout step.
        outcome: converted, abandoned, recovered, emptied or open.
        closed: row of the purchase that converted it or the remove that emptied it; -1 for none.
        recovered: row of the purchase that recovered it; -1 for none.
        until: microseconds at which its span ends: purchase, emptying, or `abandon_after` past its last
            event.
        value: adds less removes; NaN where a price is not known.
        quantity: items left; NaN where a quantity is not known.
        checkout: row of its last checkout step; -1 for none.
    """

    customer: int
    opened: int
    last: int
    outcome: str = "open"
    closed: int = -1
    recovered: int = -1
    until: int = 0
    value: float = 0.0
    quantity: float = 0.0
    checkout: int = -1


@dataclass(frozen=True)
class CartEvents:
    """The events that matter to carts, in order; rows point into the whole order of events."""

    rows: Int64
    customer: Int64
    times: Int64
    role: NDArray[np.int8]
    value: NDArray[np.float64]
    quantity: NDArray[np.float64]


@dataclass
class _Walker:
    """A customer's carts so far: the open one and the last abandoned one that a purchase may still
    recover.
    """

    rules: CartRules
    done: list[Cart] = field(default_factory=list[Cart])
    cart: Cart | None = None
    lost: Cart | None = None
    last_time: int = 0
    lost_time: int = 0

    def meet(self, row: int, customer: int, time: int, role: int, amounts: tuple[float, float]) -> None:
        """Take the customer's next cart event."""
        if self.cart is not None and time - self.last_time > self.rules.abandon_after:
            self._abandon()
        if role == CART_PURCHASE:
            self._purchase(row, time)
        elif self.cart is None:
            if role == CART_ADD:
                self.lost = None
                self.cart = Cart(customer, row, row)
                self._touch(row, time, role, amounts)
        else:
            self._touch(row, time, role, amounts)

    def finish(self) -> list[Cart]:
        """Settle what is open when the customer's events are over."""
        if self.cart is not None:
            if self.rules.as_of - self.last_time > self.rules.abandon_after:
                self._abandon()
            else:
                self._settle("open", -1, self.rules.as_of)
        return self.done

    def _touch(self, row: int, time: int, role: int, amounts: tuple[float, float]) -> None:
        cart = self.cart
        assert cart is not None
        cart.last, self.last_time = row, time
        if role == CART_CHECKOUT:
            cart.checkout = row
            return
        sign = 1 if role == CART_ADD else -1
        cart.value += sign * amounts[0]
        cart.quantity += sign * amounts[1]
        if role == CART_REMOVE and cart.quantity <= 0:
            self._settle("emptied", row, time)

    def _purchase(self, row: int, time: int) -> None:
        if self.cart is not None:
            self._settle("converted", row, time)
        elif self.lost is not None and time - self.lost_time <= self.rules.recover_within:
            self.lost.outcome, self.lost.recovered = "recovered", row
            self.lost = None

    def _abandon(self) -> None:
        self.lost, self.lost_time = self.cart, self.last_time
        self._settle("abandoned", -1, self.last_time + self.rules.abandon_after)

    def _settle(self, outcome: str, row: int, until: int) -> None:
        cart = self.cart
        assert cart is not None
        cart.outcome, cart.closed, cart.until = outcome, row, until
        self.done.append(cart)
        self.cart = None


def walk_carts(events: CartEvents, rules: CartRules) -> list[Cart]:
    """All carts, in order of customer and opening.

    Args:
        events: adds, removes, checkout steps and purchases, in the total order.
        rules: the journey file's times and the as-of instant.
    """
    carts: list[Cart] = []
    for start, end in _customers(events.customer):
        carts += _carts_of(events, start, end, rules)
    return carts


def _customers(customer: Int64) -> Iterator[tuple[int, int]]:
    starts, ends = bounds(changes(customer))
    return zip(starts.tolist(), ends.tolist(), strict=True)


def _carts_of(events: CartEvents, start: int, end: int, rules: CartRules) -> list[Cart]:
    walker = _Walker(rules)
    part = slice(start, end)
    customer = int(events.customer[start])
    amounts = zip(events.value[part].tolist(), events.quantity[part].tolist(), strict=True)
    meetings = zip(
        events.rows[part].tolist(),
        events.times[part].tolist(),
        events.role[part].tolist(),
        amounts,
        strict=True,
    )
    for row, time, role, amount in meetings:
        walker.meet(row, customer, time, role, amount)
    return walker.finish()
