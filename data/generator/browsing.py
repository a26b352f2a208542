"""How people look around: from where they land, page by page, until they leave or go to the checkout.

A page leads to the next by the weights of `ONWARD`, which a persona bends: some are patient, some compare.
"""

from dataclasses import dataclass

from data.generator import effects
from data.generator.catalogue import (
    BY_ID,
    CATEGORIES,
    CURRENCY,
    EMPTY_SEARCHES,
    ITEMS,
    SEARCHES,
    Item,
    draw_category,
    draw_item,
)
from data.generator.clock import MAY_SALE, local_day
from data.generator.dice import between, chance, pick, weighted
from data.generator.life import Life
from data.generator.people import CAREFUL_COMPARER
from data.generator.session import Detail, Line, Session

LEAVE, HOME, GUIDE, LIST, SEARCH, NOTHING, ITEM, COMPARE, CART = range(9)

ONWARD: dict[int, tuple[tuple[int, float], ...]] = {
    HOME: ((LEAVE, 1.1), (LIST, 5.0), (SEARCH, 2.4), (ITEM, 1.5)),
    GUIDE: ((LEAVE, 4.6), (LIST, 2.2), (ITEM, 2.0), (GUIDE, 1.2)),
    LIST: ((LEAVE, 1.7), (ITEM, 5.5), (LIST, 1.2), (SEARCH, 0.9), (HOME, 0.4)),
    SEARCH: ((LEAVE, 1.4), (ITEM, 6.0), (SEARCH, 1.3), (LIST, 1.2)),
    NOTHING: ((LEAVE, 5.0), (SEARCH, 2.8), (LIST, 2.2)),
    ITEM: ((LEAVE, 3.3), (LIST, 2.7), (ITEM, 1.3), (SEARCH, 0.8), (COMPARE, 0.3), (HOME, 0.3)),
    COMPARE: ((LEAVE, 1.3), (ITEM, 5.0), (LIST, 2.2), (SEARCH, 0.6)),
}
LANDINGS: dict[str, tuple[tuple[int, float], ...]] = {
    "organic": ((GUIDE, 2.6), (LIST, 3.2), (ITEM, 2.4), (HOME, 1.8)),
    "(none)": ((HOME, 6.0), (LIST, 2.0), (ITEM, 2.0)),
    "email": ((LIST, 5.0), (ITEM, 3.0), (HOME, 2.0)),
    "paid_social": ((ITEM, 5.0), (LIST, 3.0), (HOME, 2.0)),
}
LANDINGS_ELSEWHERE = ((LIST, 5.0), (ITEM, 4.0), (HOME, 1.0))
GUIDES = ("/magazine/lighting-guide", "/magazine/desk-guide")
MAX_STEPS = 40
RELUCTANCE = 0.02


@dataclass(slots=True)
class Round:
    """A walk through the shop in one session: where it stands and what it looks at."""

    life: Life
    session: Session
    day: int
    category: str
    item: Item | None = None
    seen: int = 0

    @property
    def is_easter_near(self) -> bool:
        """Whether things for the holiday are looked at more than usual."""
        return effects.is_easter_near(self.day)


def start_round(life: Life, session: Session) -> Round:
    """Return a walk that has not begun; most look where they looked before."""
    day = local_day(session.at)
    favourite = CATEGORIES[life.person.number * 7 % (len(CATEGORIES) - 1)]
    if chance(session.rng, 0.5) and not effects.is_easter_near(day):
        return Round(life, session, day, favourite)
    return Round(life, session, day, draw_category(session.rng, is_easter_near=effects.is_easter_near(day)))


def browse(round_: Round) -> bool:
    """Look around from a landing page; true where it ends at the cart."""
    session = round_.session
    options = LANDINGS.get(session.traffic.medium, LANDINGS_ELSEWHERE)
    place = weighted(session.rng, options)
    session.land(_landing_page(round_, place))
    return wander(round_, place, is_landing=True)


def wander(round_: Round, place: int, *, is_landing: bool = False) -> bool:
    """Go from page to page; true where it ends at the cart."""
    for step in range(MAX_STEPS):
        place = _show(round_, place, is_here=is_landing and step == 0)
        if place == ITEM and _is_taken(round_) and chance(round_.session.rng, 0.6):
            return True
        place = _onward(round_, place)
        if place == LEAVE:
            break
    return (
        bool(round_.life.cart)
        and round_.life.cart_at >= round_.session.started_at
        and chance(round_.session.rng, 0.5)
    )


def money(value: float) -> tuple[Detail, ...]:
    """Return GA4's two parameters of an amount."""
    return (("currency", CURRENCY), ("value", round(value, 2)))


def _landing_page(round_: Round, place: int) -> str:
    if place == GUIDE:
        return pick(round_.session.rng, GUIDES)
    if place == ITEM:
        round_.item = draw_item(
            round_.session.rng, category=round_.category, is_easter_near=round_.is_easter_near
        )
        return f"/p/{round_.item.item_id}"
    return f"/c/{round_.category}" if place == LIST else "/"


def _onward(round_: Round, place: int) -> int:
    persona = round_.life.person.persona
    bend = {LEAVE: 1.0 / persona.patience, COMPARE: persona.compare}
    return weighted(round_.session.rng, [(to, weight * bend.get(to, 1.0)) for to, weight in ONWARD[place]])


def _show(round_: Round, place: int, *, is_here: bool) -> int:
    """Open the place's page and send its events; a search may turn out empty."""
    if place in (HOME, GUIDE):
        _show_content(round_, place, is_here=is_here)
    elif place == LIST:
        _show_list(round_, is_here=is_here)
    elif place == SEARCH:
        return _show_search(round_)
    elif place == ITEM:
        _show_item(round_, is_here=is_here)
    elif place == COMPARE:
        round_.session.go("/compare")
        round_.session.record("compare_items", details=(("item_count", between(round_.session.rng, 2, 4)),))
    return place


def _show_content(round_: Round, place: int, *, is_here: bool) -> None:
    session = round_.session
    if is_here:
        session.record("page_view")
    else:
        session.view("/" if place == HOME else pick(session.rng, GUIDES))
    if not round_.life.subscribed_at and chance(session.rng, 0.04):
        session.wait(15.0)
        session.record("newsletter_signup")
        round_.life.subscribed_at = session.at


def _show_list(round_: Round, *, is_here: bool) -> None:
    session = round_.session
    if not is_here:
        if chance(session.rng, 0.2):
            round_.category = draw_category(session.rng, is_easter_near=round_.is_easter_near)
        session.go(f"/c/{round_.category}")
    first = next(item for item in ITEMS if item.category == round_.category)
    session.record("view_item_list", details=(("item_list_id", round_.category),), lines=(Line(first, 1),))


def _show_search(round_: Round) -> int:
    session = round_.session
    session.go("/search", median_seconds=14.0)
    is_empty = chance(session.rng, effects.EMPTY_SEARCH_SHARE)
    term = weighted(session.rng, EMPTY_SEARCHES if is_empty else SEARCHES)
    results = 0 if is_empty else between(session.rng, 1, 24)
    session.record("view_search_results", details=(("search_term", term), ("results", results)))
    return NOTHING if is_empty else SEARCH


def _show_item(round_: Round, *, is_here: bool) -> None:
    session = round_.session
    if not is_here or round_.item is None:
        came_from_list = session.page.startswith(("/c/", "/search"))
        round_.item = draw_item(session.rng, category=round_.category, is_easter_near=round_.is_easter_near)
        if came_from_list:
            session.wait(18.0)
            session.record("select_item", lines=(Line(round_.item, 1),))
            session.go(f"/p/{round_.item.item_id}", median_seconds=1.0)
        else:
            session.go(f"/p/{round_.item.item_id}")
    round_.seen += 1
    session.record("view_item", details=money(round_.item.price), lines=(Line(round_.item, 1),))


def _is_taken(round_: Round) -> bool:
    """Decide on the item at hand: into the cart, or out of stock, or neither."""
    session, item = round_.session, round_.item
    if item is None or not chance(session.rng, _appetite(round_)):
        return False
    session.wait(35.0)
    if chance(session.rng, effects.out_of_stock_rate(round_.day, item)):
        session.record("out_of_stock", details=(("item_id", item.item_id),), lines=(Line(item, 1),))
        return False
    put_in_cart(round_.life, session, item, quantity=_quantity(round_, item))
    return True


def put_in_cart(life: Life, session: Session, item: Item, *, quantity: int) -> None:
    """Add an item to the cart, and say so."""
    life.cart[item.item_id] = life.cart.get(item.item_id, 0) + quantity
    session.record("add_to_cart", details=money(item.price * quantity), lines=(Line(item, quantity),))
    life.cart_at = session.at


def take_out(life: Life, session: Session) -> None:
    """Remove the item that was added last, all of it, and say so."""
    item_id, quantity = life.cart.popitem()
    item = BY_ID[item_id]
    session.wait(10.0)
    session.record("remove_from_cart", details=money(item.price * quantity), lines=(Line(item, quantity),))
    life.cart_at = session.at


def _appetite(round_: Round) -> float:
    life = round_.life
    appetite = life.person.persona.cart * effects.cart_appetite(round_.day)
    if round_.session.at < life.ready_at:
        return RELUCTANCE
    if life.person.persona is CAREFUL_COMPARER and life.orders:
        return RELUCTANCE
    if life.cart:
        appetite *= 0.5
    return min(0.9, appetite * (1.35 if MAY_SALE.holds(round_.day) else 1.0))


def _quantity(round_: Round, item: Item) -> int:
    if item.category == "chairs" or item.price < 30:
        return between(round_.session.rng, 1, 4)
    return 2 if chance(round_.session.rng, 0.08) else 1
