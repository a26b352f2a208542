"""Carts: from the first add to purchase, abandonment, recovery or emptying.

From the few events that matter to carts, in the total order, in one pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from journeymine.walk.paths import Bool, Float64, Int8, Int64

CART_NONE, CART_ADD, CART_REMOVE, CART_CHECKOUT, CART_PURCHASE = range(5)
CART_OUTCOMES = ("converted", "abandoned", "recovered", "emptied", "open")
"""What becomes of a cart; arrays hold its place here."""
CONVERTED, ABANDONED, RECOVERED, EMPTIED, OPEN = range(len(CART_OUTCOMES))


@dataclass(frozen=True)
class CartRules:
    """When a cart is given up and when it can still be won back; microseconds."""

    abandon_after: int
    recover_within: int
    as_of: int


@dataclass(frozen=True)
class CartEvents:
    """The events that matter to carts, in order; rows point into the whole order of events."""

    rows: Int64
    customer: Int64
    times: Int64
    role: Int8
    value: Float64
    quantity: Float64


@dataclass(frozen=True)
class Carts:
    """Carts, in order of customer and opening.

    Attributes:
        customer: number of its customer.
        opened: row of the first add.
        last: row of its last add, remove or checkout step.
        outcome: as a place in CART_OUTCOMES.
        closed: row of the purchase that converted it or the remove that emptied it; -1 for none.
        recovered: row of the purchase that recovered it; -1 for none.
        until: microseconds at which its span ends: purchase, emptying, `abandon_after` past its last event,
            or the as-of instant.
        value: adds less removes; NaN where a price is not known.
        checkout: row of its last checkout step; -1 for none.
    """

    customer: Int64
    opened: Int64
    last: Int64
    outcome: Int8
    closed: Int64
    recovered: Int64
    until: Int64
    value: Float64
    checkout: Int64

    def __len__(self) -> int:
        """How many there are."""
        return len(self.opened)

    @property
    def is_left(self) -> Bool:
        """Whether each was given up, won back or not."""
        return (self.outcome == ABANDONED) | (self.outcome == RECOVERED)


def walk_carts(events: CartEvents, rules: CartRules) -> Carts:
    """All carts.

    Args:
        events: adds, removes, checkout steps and purchases, in the total order.
        rules: the journey file's times and the as-of instant.
    """
    from journeymine.walk.kernels.carts import follow_carts

    most = int(np.count_nonzero(events.role == CART_ADD))
    outcome, value = np.empty(most, dtype=np.int8), np.empty(most)
    opened, last, closed, recovered, checkout = (np.empty(most, dtype=np.int64) for _ in range(5))
    told = (events.customer, events.times, events.role, events.value, events.quantity)
    limits = (rules.abandon_after, rules.recover_within)
    found = (outcome, opened, last, closed, recovered, checkout, value)
    count = follow_carts(*told, *limits, *found)
    opened, last, closed, recovered, checkout = (
        place[:count] for place in (opened, last, closed, recovered, checkout)
    )
    resting = events.times[last] + rules.abandon_after
    outcome = outcome[:count]
    outcome[(outcome == OPEN) & (resting < rules.as_of)] = ABANDONED
    is_ended = (outcome == CONVERTED) | (outcome == EMPTIED)
    ended = np.where(is_ended, events.times[closed], resting)
    return Carts(
        customer=events.customer[opened],
        opened=events.rows[opened],
        last=events.rows[last],
        outcome=outcome,
        closed=_rows(events, closed),
        recovered=_rows(events, recovered),
        until=np.where(outcome == OPEN, rules.as_of, ended),
        value=value[:count],
        checkout=_rows(events, checkout),
    )


def _rows(events: CartEvents, place: Int64) -> Int64:
    """Rows of events by their places; -1 where there is none."""
    return np.where(place < 0, -1, events.rows[place])
