"""Carts: what became of each, its value, and the trouble met in it (SEMANTICS 9).

Rule in own words: walk a customer's events in order. An add with no cart open opens one. While it is
open, adds, removes and checkout steps keep it alive; when more than `abandon_after` has passed since the
last of them, it was abandoned at that last one. A purchase converts an open cart, or else recovers the
latest cart if that was abandoned no longer than `recover_within` ago. A remove that leaves nothing closes
it as emptied, where all quantities are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from tests.reference.events import DAY, HOUR, Event, in_order

CartOutcome = Literal["converted", "abandoned", "recovered", "emptied", "open"]
CartRole = Literal["add", "remove", "checkout", "purchase"]
Z_95 = 1.959963984540054


@dataclass(frozen=True)
class CartRules:
    """The journey file's cart rules, resolved to functions.

    Attributes:
        role_of: what an event does to a cart, if anything.
        checkout_step_of: name of the checkout step of a checkout event.
        friction_of: kind of trouble that an event is, if any.
        abandon_after: microseconds.
        recover_within: microseconds.
    """

    role_of: Callable[[Event], CartRole | None]
    checkout_step_of: Callable[[Event], str]
    friction_of: Callable[[Event], str | None]
    abandon_after: int = 24 * HOUR
    recover_within: int = 30 * DAY


@dataclass(frozen=True)
class Cart:
    """One cart of one customer.

    Attributes:
        customer: label of the customer.
        outcome: what became of it.
        opened_at: instant of the add that opened it.
        last_activity_at: instant of its last add, remove or checkout step.
        closed_at: instant of the purchase that converted it or the remove that emptied it; the last activity
            where it was abandoned, recovered or not; None while open.
        recovered_at: instant of the purchase that recovered it.
        value: price times quantity of adds less removes; None where one is unknown.
        last_checkout_step: name of the latest one.
        friction: kinds of trouble met in it, each once, by name.
    """

    customer: str
    outcome: CartOutcome
    opened_at: int
    last_activity_at: int
    closed_at: int | None
    recovered_at: int | None
    value: float | None
    last_checkout_step: str | None
    friction: tuple[str, ...]


@dataclass
class _Episode:
    """A cart while the walk goes on."""

    touches: list[Event]
    friction: set[str]
    outcome: CartOutcome = "open"
    closed_at: int | None = None
    recovered_at: int | None = None

    @property
    def last_activity_at(self) -> int:
        return self.touches[-1].occurred_at

    def close(self, outcome: CartOutcome, at: int) -> None:
        self.outcome, self.closed_at = outcome, at


def _sign(event: Event, rules: CartRules) -> int:
    return {"add": 1, "remove": -1}.get(str(rules.role_of(event)), 0)


def _is_emptied(cart: _Episode, rules: CartRules) -> bool:
    """Whether all quantities are known and no item is left."""
    moves = [event for event in cart.touches if _sign(event, rules)]
    if any(event.quantity is None for event in moves):
        return False
    return sum(_sign(event, rules) * (event.quantity or 0) for event in moves) <= 0


def _value(cart: _Episode, rules: CartRules) -> float | None:
    """Price times quantity of adds less removes, in order; None where a price or a quantity is not known."""
    total = 0.0
    for event in cart.touches:
        if sign := _sign(event, rules):
            if event.price is None or event.quantity is None:
                return None
            total += sign * event.price * event.quantity
    return total


def _touch(event: Event, role: CartRole | None, carts: list[_Episode], rules: CartRules) -> None:
    """Let one event act on the carts so far; the last one alone may be open."""
    cart = carts[-1] if carts and carts[-1].outcome == "open" else None
    if role == "add" and cart is None:
        carts.append(_Episode([event], set()))
    elif role == "purchase" and cart is not None:
        cart.close("converted", event.occurred_at)
    elif role == "purchase" and carts and carts[-1].outcome == "abandoned":
        if event.occurred_at - carts[-1].last_activity_at <= rules.recover_within:
            carts[-1].outcome = "recovered"
            carts[-1].recovered_at = event.occurred_at
    elif role is not None and cart is not None:
        cart.touches.append(event)
        if role == "remove" and _is_emptied(cart, rules):
            cart.close("emptied", event.occurred_at)


def _abandon_if_silent(carts: list[_Episode], now: int, rules: CartRules) -> None:
    """Close the open cart at its last activity if more than `abandon_after` has passed since."""
    if carts and carts[-1].outcome == "open":
        last = carts[-1].last_activity_at
        if now - last > rules.abandon_after:
            carts[-1].close("abandoned", last)


def _finish(customer: str, cart: _Episode, rules: CartRules) -> Cart:
    steps = [rules.checkout_step_of(event) for event in cart.touches if rules.role_of(event) == "checkout"]
    return Cart(
        customer=customer,
        outcome=cart.outcome,
        opened_at=cart.touches[0].occurred_at,
        last_activity_at=cart.last_activity_at,
        closed_at=cart.closed_at,
        recovered_at=cart.recovered_at,
        value=_value(cart, rules),
        last_checkout_step=steps[-1] if steps else None,
        friction=tuple(sorted(cart.friction)),
    )


def customer_carts(customer: str, events: Iterable[Event], rules: CartRules, as_of: int) -> list[Cart]:
    """The carts of one customer, in order, as they stand at the as-of time."""
    carts: list[_Episode] = []
    for event in in_order(events):
        _abandon_if_silent(carts, event.occurred_at, rules)
        _touch(event, rules.role_of(event), carts, rules)
        trouble = rules.friction_of(event)
        if trouble is not None and carts and carts[-1].outcome == "open":
            carts[-1].friction.add(trouble)
    _abandon_if_silent(carts, as_of, rules)
    return [_finish(customer, cart, rules) for cart in carts]


def build_carts(by_customer: Mapping[str, Iterable[Event]], rules: CartRules, as_of: int) -> list[Cart]:
    """The carts of all customers."""
    return [
        cart
        for customer in sorted(by_customer)
        for cart in customer_carts(customer, by_customer[customer], rules, as_of)
    ]


def abandonment_rate(carts: Iterable[Cart]) -> float | None:
    """Abandoned and recovered carts out of these and the converted; None where there are none."""
    counts = Counter(cart.outcome for cart in carts)
    left = counts["abandoned"] + counts["recovered"]
    settled = left + counts["converted"]
    return left / settled if settled else None


@dataclass(frozen=True)
class FrictionLift:
    """How much likelier abandonment is with a kind of trouble than without it.

    Attributes:
        friction: the kind of trouble.
        with_count: settled carts that met it.
        without_count: settled carts that did not.
        lift: ratio of the two abandonment rates; None where nobody without it abandoned.
        low: lower end of the 95 % interval, recovered from the Wilson intervals of the two rates.
        high: upper end.
    """

    friction: str
    with_count: int
    without_count: int
    lift: float | None
    low: float | None
    high: float | None


def _wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share: the shares at which its score test is just at 5 %."""
    share, z2 = hits / total, Z_95**2
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z_95 * sqrt(share * (1 - share) / total + z2 / (4 * total**2)) / (1 + z2 / total)
    return middle - half, middle + half


def _ratio(share: float, other: float, move: float, other_move: float) -> float:
    """An end of the interval of share / other, recovered from an end of each of their intervals."""
    product, inner = share * other, other_move * (2 * other - other_move)
    outer = move * (2 * share - move)
    root = sqrt(max(product**2 - outer * inner, 0))
    return (product - root) / inner if move < share else (product + root) / inner


def _lift(friction: str, settled: Sequence[Cart]) -> FrictionLift:
    having = [cart.outcome != "converted" for cart in settled if friction in cart.friction]
    lacking = [cart.outcome != "converted" for cart in settled if friction not in cart.friction]
    if not sum(lacking):
        return FrictionLift(friction, len(having), len(lacking), None, None, None)
    share, other = sum(having) / len(having), sum(lacking) / len(lacking)
    (low, high), (other_low, other_high) = (
        _wilson(sum(having), len(having)),
        _wilson(sum(lacking), len(lacking)),
    )
    return FrictionLift(
        friction,
        len(having),
        len(lacking),
        share / other,
        _ratio(share, other, low, other_high) if share else 0.0,
        _ratio(share, other, high, other_low),
    )


def friction_lifts(carts: Iterable[Cart]) -> list[FrictionLift]:
    """The lift of each kind of trouble met in a settled cart, by name."""
    settled = [cart for cart in carts if cart.outcome in ("abandoned", "recovered", "converted")]
    kinds = sorted({kind for cart in settled for kind in cart.friction})
    return [_lift(kind, settled) for kind in kinds]
