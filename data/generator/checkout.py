"""From the cart to the purchase: view_cart, begin_checkout, delivery, payment, and where people turn away.

Returns to `live` whether an order was placed; what is left in the cart stays there for another day.
"""

from enum import Enum

from data.generator import effects
from data.generator.browsing import ITEM, LIST, Round, money, take_out, wander
from data.generator.clock import local_day
from data.generator.dice import between, chance, weighted
from data.generator.life import Life, Order
from data.generator.session import Detail, Sale, Session

VIEW_TO_BEGIN = 0.55
BEGIN_TO_DELIVERY = 0.82
DELIVERY_TO_PAYMENT = 0.9
PAYMENT_TO_ORDER = 0.95
LEAVE_AFTER_REFUSED_COUPON = 0.6
RETRY_PAYMENT = 0.3
SHIPPING_FREE_FROM = 300.0
SHIPPING = 9.9
COUPON = "SPRING10"
COUPON_FACTOR = 0.9


class Way(Enum):
    """How a step of the checkout ended."""

    ON = "on"
    BACK = "back"
    GONE = "gone"


def check_out(round_: Round, *, resolve: float = 1.0) -> bool:
    """Go through the checkout with the cart as it is; true where an order was placed."""
    life, session = round_.life, round_.session
    resolve *= life.person.persona.resolve
    if not _view_cart(life, session, resolve):
        return False
    coupon = _begin(life, session)
    if coupon is None or not chance(session.rng, BEGIN_TO_DELIVERY * resolve):
        return False
    way = _delivery(life, session)
    if way is Way.BACK:
        wander(round_, LIST if chance(session.rng, 0.5) else ITEM)
    if way is not Way.ON or not chance(session.rng, DELIVERY_TO_PAYMENT * resolve):
        return False
    return _pay(life, session, coupon, resolve)


def _view_cart(life: Life, session: Session, resolve: float) -> bool:
    if session.page != "/cart":
        session.go("/cart")
    session.record("view_cart", details=money(life.cart_value()), lines=life.lines())
    if chance(session.rng, 0.12):
        take_out(life, session)
    return bool(life.cart) and chance(session.rng, VIEW_TO_BEGIN * resolve)


def _begin(life: Life, session: Session) -> str | None:
    """Begin the checkout; return the coupon in use, empty for none, None where the person left over it."""
    session.go("/checkout/details")
    has_coupon = chance(session.rng, life.person.persona.coupon)
    extra: tuple[Detail, ...] = (("coupon", COUPON),) if has_coupon else ()
    _touch(life, session, "begin_checkout", extra)
    _identify(life, session)
    refusal = effects.coupon_refusal_rate(local_day(session.at), session.device.category)
    if not has_coupon or not chance(session.rng, refusal):
        return COUPON if has_coupon else ""
    session.wait(12.0)
    session.record("coupon_refused", details=(("coupon", COUPON),))
    return None if chance(session.rng, LEAVE_AFTER_REFUSED_COUPON) else ""


def _identify(life: Life, session: Session) -> None:
    """Log in or sign up at the checkout; the rest buy as guests."""
    if session.user_id is not None:
        return
    if life.has_account and chance(session.rng, 0.72):
        log_in(life, session)
    elif not life.has_account and life.person.wants_account and chance(session.rng, 0.65):
        sign_up(life, session)


def log_in(life: Life, session: Session) -> None:
    """Log in: from here on the events of the session carry the account."""
    session.wait(15.0)
    session.user_id = life.person.user_id
    session.record("login", details=(("method", "email"),))
    if not session.device.is_shared:
        life.signed_in_on.add(session.device.device_id)


def sign_up(life: Life, session: Session) -> None:
    """Open an account."""
    session.wait(40.0)
    session.user_id = life.person.user_id
    session.record("sign_up", details=(("method", "email"),))
    life.has_account = True
    if not session.device.is_shared:
        life.signed_in_on.add(session.device.device_id)


def _delivery(life: Life, session: Session) -> Way:
    session.go("/checkout/delivery", median_seconds=45.0)
    if chance(session.rng, 0.045):
        session.record("form_error", details=(("form_field", "postcode"),))
        session.wait(30.0)
        if chance(session.rng, 0.3):
            return Way.GONE
    tier = "home" if chance(session.rng, 0.7) else "pick-up"
    _touch(life, session, "add_shipping_info", (("shipping_tier", tier),))
    rate = effects.turn_back_rate(local_day(session.at), session.device.category)
    return Way.BACK if chance(session.rng, rate) else Way.ON


def _pay(life: Life, session: Session, coupon: str, resolve: float) -> bool:
    for _ in range(3):
        kind = weighted(
            session.rng,
            (("card", effects.CARD_SHARE), ("blik", 0.27), ("transfer", 1 - effects.CARD_SHARE - 0.27)),
        )
        session.go("/checkout/payment", median_seconds=40.0)
        _touch(life, session, "add_payment_info", (("payment_type", kind),))
        if not chance(session.rng, effects.payment_error_rate(local_day(session.at), kind)):
            return chance(session.rng, PAYMENT_TO_ORDER * resolve) and _order(life, session, coupon)
        session.wait(20.0)
        session.record(
            "payment_error", details=(("payment_type", kind), ("error_code", "declined_by_gateway"))
        )
        life.payment_errors += 1
        if not chance(session.rng, RETRY_PAYMENT):
            return False
    return False


def _order(life: Life, session: Session, coupon: str) -> bool:
    value = life.cart_value() * (COUPON_FACTOR if coupon else 1.0)
    shipping = 0.0 if value >= SHIPPING_FREE_FROM else SHIPPING
    order_id = f"T-{life.person.number:05d}-{len(life.orders) + 1}"
    session.go("/checkout/thanks", median_seconds=25.0)
    details = (("transaction_id", order_id), *money(value), *((("coupon", coupon),) if coupon else ()))
    session.record(
        "purchase", details=details, lines=life.lines(), sale=Sale(order_id, round(value, 2), shipping)
    )
    life.orders.append(Order(session.at, order_id, tuple(life.cart)))
    life.cart.clear()
    session.at += between(session.rng, 1, 9) * 1000
    return True


def _touch(life: Life, session: Session, name: str, extra: tuple[Detail, ...]) -> None:
    """Record a checkout step with the cart in it; it counts as the cart's last event."""
    session.record(name, details=(*money(life.cart_value()), *extra), lines=life.lines())
    life.cart_at = session.at
