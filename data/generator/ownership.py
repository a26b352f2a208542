"""What owners do after a purchase: guide, help, account, review, friends, tickets, answers, another order."""

from data.generator import effects
from data.generator.browsing import put_in_cart
from data.generator.catalogue import BY_ID, SHELF
from data.generator.checkout import log_in
from data.generator.clock import DAY, END, HOUR, MINUTE, SECOND, local_day
from data.generator.dice import between, chance, narrow, weighted
from data.generator.life import Life
from data.generator.people import REGULAR
from data.generator.session import Session
from data.generator.support import open_ticket
from data.generator.surveys import ask_csat, ask_nps

TOPICS_AFTER_ORDER = (
    ("delivery", 2.4),
    ("assembly", 2.4),
    ("returns", 3.0),
    ("payment", 1.4),
    ("product", 0.8),
)
NPS_TOUCHPOINTS = (("", 5.0), ("checkout", 2.0), ("delivery", 1.6), ("website", 1.6))
TICKET_RATE = 0.34
GUIDE_RATE = 0.62


def plan_after_order(life: Life, at: int, *, is_via_rep: bool = False) -> None:
    """Put on the agenda what a purchase leads to."""
    rng = life.rng
    follow_ups = (
        ("guide", GUIDE_RATE, 1, 7),
        ("account", 0.5 if life.has_account else 0.0, 1, 5),
        ("ticket", TICKET_RATE, 1, 12),
        ("nps", 0.46, 9, 16),
        ("review", 0.13, 8, 25),
        ("refer", 0.07, 5, 30),
        ("reorder", 0.0 if is_via_rep else 0.6 if life.person.persona is REGULAR else 0.12, 18, 45),
        ("browse", 0.4, 10, 40),
    )
    for kind, rate, first, last in follow_ups:
        if chance(rng, rate):
            life.plan(at + between(rng, first * 24, last * 24) * HOUR + between(rng, 0, 3599) * SECOND, kind)


def read_guide(life: Life, session: Session) -> None:
    """Read the assembly guide; an unclear one sends people to the help pages and back."""
    guide = f"/guides/{_last_item(life)}"
    session.land(guide)
    session.record("onboarding_guide_view")
    rate = effects.guide_loop_rate(local_day(session.at))
    for _ in range(6):
        if not chance(session.rng, rate):
            break
        session.go("/help/assembly", median_seconds=70.0)
        session.record("help_page_view")
        if not chance(session.rng, 0.85):
            break
        session.go(guide, median_seconds=50.0)
        session.record("onboarding_guide_view")


def visit_account(life: Life, session: Session) -> None:
    """Look at the orders in the account."""
    session.land("/account")
    if life.has_account and session.user_id is None:
        log_in(life, session)
    session.record("account_view")
    if chance(session.rng, 0.5):
        session.go("/account/orders")
        session.record("account_view")


def seek_help(session: Session) -> None:
    """Read help pages; some then write to support."""
    session.land("/help")
    session.record("help_page_view")
    for _ in range(between(session.rng, 0, 2)):
        session.go("/help/returns" if chance(session.rng, 0.5) else "/help/delivery", median_seconds=45.0)
        session.record("help_page_view")


def write_review(life: Life, session: Session) -> None:
    """Review the last item bought."""
    session.land(f"/p/{_last_item(life)}/review")
    session.wait(90.0)
    session.record("review_submitted", details=(("rating", between(session.rng, 4, 5)),))


def refer_friend(session: Session) -> None:
    """Send a friend a link."""
    session.land("/friends")
    session.wait(40.0)
    session.record("refer_friend")


def start_reorder(life: Life, session: Session) -> None:
    """Put the last order in the cart again, from the account."""
    session.land("/account/orders")
    if life.has_account and session.user_id is None:
        log_in(life, session)
    session.record("account_view")
    session.wait(20.0)
    session.record("reorder")
    for item_id in life.orders[-1].item_ids:
        put_in_cart(life, session, BY_ID[item_id], quantity=1)


def ask_for_quote(session: Session) -> None:
    """Look at the offer for businesses and ask for a quote."""
    session.land("/business")
    session.record("page_view")
    session.view("/business/quote")


def raise_ticket(life: Life, topic: str, at: int) -> None:
    """Write to support; who gets the slow team is mostly lost."""
    rng = life.rng
    topic = topic or weighted(rng, TOPICS_AFTER_ORDER)
    ticket = open_ticket(rng, life.person, topic, at)
    life.tickets.append(ticket)
    if ticket.solved_at and chance(rng, 0.5):
        _answer_csat(life, ticket.solved_at, is_sour=ticket.is_slow)
    if chance(rng, effects.LOST_AFTER_SLOW if ticket.is_slow else effects.LOST_AFTER_USUAL):
        life.lost_at = life.lost_at or at + 3 * DAY
    elif chance(rng, 0.85):
        life.plan((ticket.solved_at or at) + int(narrow(rng, 9.0) * DAY), "browse")


def answer_nps(life: Life, at: int) -> None:
    """Answer the question about recommending; trouble makes sour."""
    had_trouble = life.payment_errors > 0 or any(ticket.is_slow for ticket in life.tickets)
    touchpoint = weighted(life.rng, NPS_TOUCHPOINTS)
    life.answers.append(ask_nps(life.rng, life.person, at, is_sour=had_trouble, touchpoint=touchpoint))


def _answer_csat(life: Life, solved_at: int, *, is_sour: bool) -> None:
    at = solved_at + between(life.rng, 60, 3000) * MINUTE + between(life.rng, 0, 59) * SECOND
    if at < END:
        life.answers.append(ask_csat(life.rng, life.person, at, is_sour=is_sour))


def _last_item(life: Life) -> str:
    return life.orders[-1].item_ids[0] if life.orders else SHELF.item_id
