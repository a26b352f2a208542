"""What becomes of carts: one small state machine, started anew for each customer."""

from __future__ import annotations

from journeymine.walk.carts import (
    ABANDONED,
    CART_ADD,
    CART_CHECKOUT,
    CART_PURCHASE,
    CART_REMOVE,
    CONVERTED,
    EMPTIED,
    OPEN,
    RECOVERED,
)
from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Float64, Int8, Int64


@compiled
def follow_carts(  # noqa: PLR0913, PLR0912 one loop: what it remembers is scalars
    customer: Int64,
    times: Int64,
    role: Int8,
    value: Float64,
    quantity: Float64,
    abandon_after: int,
    recover_within: int,
    outcome: Int8,
    opened: Int64,
    last: Int64,
    closed: Int64,
    recovered: Int64,
    checkout: Int64,
    worth: Float64,
) -> int:
    """Follow the carts of all customers; gives how many there are.

    Args:
        customer, times, role, value, quantity: of each cart event, in the total order; NaN where not known.
        abandon_after, recover_within: microseconds.
        outcome: gets that of each cart; what nothing ended is OPEN, however long it rests.
        opened, last, closed, recovered, checkout: get the places of its first add, its last event but
            purchases, what converted or emptied it, the purchase that recovered it, and its last checkout
            step; -1: none.
        worth: gets adds less removes.
    """
    cart, lost, count, left = -1, -1, 0, 0.0
    for place in range(len(role)):
        if place > 0 and customer[place] != customer[place - 1]:
            cart, lost = -1, -1
        if cart >= 0 and times[place] - times[last[cart]] > abandon_after:
            outcome[cart] = ABANDONED
            cart, lost = -1, cart
        if role[place] == CART_PURCHASE:
            if cart >= 0:
                outcome[cart], closed[cart], cart = CONVERTED, place, -1
            elif lost >= 0 and times[place] - times[last[lost]] <= recover_within:
                outcome[lost], recovered[lost], lost = RECOVERED, place, -1
            continue
        if cart < 0:
            if role[place] != CART_ADD:
                continue
            cart, lost, left = count, -1, 0.0
            count += 1
            outcome[cart], opened[cart], worth[cart] = OPEN, place, 0.0
            closed[cart] = recovered[cart] = checkout[cart] = -1
        last[cart] = place
        if role[place] == CART_CHECKOUT:
            checkout[cart] = place
            continue
        sign = 1.0 if role[place] == CART_ADD else -1.0
        worth[cart] += sign * value[place]
        left += sign * quantity[place]
        if role[place] == CART_REMOVE and left <= 0:
            outcome[cart], closed[cart], cart = EMPTIED, place, -1
    return count
