"""What follows from what: which sessions a person comes back for, and from where.

Every function puts errands on the agenda of a life; `story` plays them when their time has come.
"""

from data.generator import effects
from data.generator.clock import (
    DAY,
    EASTER_RUN,
    HOUR,
    MAY_SALE,
    MINUTE,
    SECOND,
    Period,
    busy_day,
    day_number,
    day_of,
    instant,
    local_day,
    time_on,
)
from data.generator.dice import between, chance, skewed, weighted
from data.generator.life import Errand, Life, Mailing
from data.generator.ownership import plan_after_order
from data.generator.people import CAREFUL_COMPARER, PASSER_BY
from data.generator.sales import WON, Deal
from data.generator.session import DIRECT, Session, Traffic

CART_MAIL = Traffic("shop", "email", "cart-recovery")
REELS = Traffic("instagram", "paid_social", "spring-reels")
SALE_MAIL = Traffic("newsletter", "email", "may-sale")
TRAFFIC: tuple[tuple[Traffic, float], ...] = (
    (DIRECT, 3.4),
    (Traffic("google", "organic"), 3.6),
    (Traffic("google", "cpc", "brand-search"), 1.2),
    (Traffic("facebook", "social"), 0.6),
    (Traffic("homeblog.example", "referral"), 0.5),
    (Traffic("deals.example", "affiliate", "deal-list"), 0.3),
)
SEASONS = ((EASTER_RUN, 0.34), (MAY_SALE, 0.3))
NEWSLETTER_DAYS = (33, 61, 96, 124, 152)
NEWSLETTER_ANSWERED = 0.24


def plan_first(life: Life) -> None:
    """Plan what is known from the start: the first session, seasons, and the comparers' decision."""
    person = life.person
    if person.persona is CAREFUL_COMPARER:
        life.ready_at = person.first_at + between(life.rng, 13, 38) * DAY
        day = local_day(life.ready_at) + between(life.rng, 0, 2)
        life.plan(time_on(life.rng, day, person.hours), "browse")
    traffic = REELS if person.from_reels else _draw_traffic(life, person.first_at)
    life.plan(person.first_at, "browse", traffic=traffic)
    for period, rate in SEASONS:
        _plan_season(life, period, rate)
    if person.showroom_at:
        life.plan(person.showroom_at, "kiosk")


def _plan_season(life: Life, period: Period, rate: float) -> None:
    """Some of those who know the shop come once more in a season."""
    low, high = day_number(period.first), day_number(period.last)
    if not life.person.is_walk_in and local_day(life.person.first_at) < low and chance(life.rng, rate):
        at = time_on(life.rng, busy_day(life.rng, low, high), life.person.hours)
        life.plan(at, "season", traffic=_draw_traffic(life, at))


def plan_deal(life: Life, deal: Deal) -> None:
    """Plan the request for a quote, and what owners do after an order that a rep took."""
    if deal.quote_at:
        life.plan(deal.quote_at, "quote")
    for opportunity in deal.opportunities:
        if opportunity.outcome == WON:
            plan_after_order(life, opportunity.closed_at + 6 * DAY, is_via_rep=True)


def plan_after_payment_error(life: Life, at: int) -> None:
    """Plan a ticket or an answer of those whose payment failed."""
    if chance(life.rng, 0.3):
        life.plan(at + between(life.rng, 5, 600) * MINUTE, "ticket-payment")
    if chance(life.rng, 0.18):
        life.plan(at + between(life.rng, 20, 70) * HOUR, "nps")


def plan_next(life: Life, errand: Errand, session: Session) -> None:
    """Plan what any session may lead to: the cart's e-mail, newsletters, a question, the next look around."""
    if life.person.is_walk_in:
        return
    if life.cart and life.cart_at >= session.started_at:
        _plan_recovery(life, session.at)
    if life.subscribed_at and not life.mailings:
        _plan_mailings(life)
    if chance(life.rng, 0.014):
        life.plan(session.at + between(life.rng, 5, 300) * MINUTE, "help")
        life.plan(session.at + between(life.rng, 310, 1500) * MINUTE, "ticket")
    if errand.kind in ("browse", "mail"):
        life.browsing_left -= 1 if errand.kind == "browse" else 0
        if life.browsing_left > 0 and errand.kind == "browse":
            _plan_browsing(life, session.at)


def _plan_browsing(life: Life, after: int) -> None:
    gap = max(1, round(skewed(life.rng, life.person.persona.gap_days)))
    low = local_day(after) + max(1, gap - gap // 3)
    at = time_on(life.rng, busy_day(life.rng, low, low + gap // 2), life.person.hours)
    life.plan(at, "browse", traffic=_draw_traffic(life, at))


def _plan_recovery(life: Life, left_at: int) -> None:
    """Send the e-mail a day after the cart was left (from its start date on), or let some come back alone."""
    has_mail = effects.CART_MAIL.holds(local_day(left_at)) and (life.has_account or bool(life.subscribed_at))
    if has_mail and chance(life.rng, effects.CART_MAIL_CLICK):
        at = (
            life.cart_at
            + 25 * HOUR
            + between(life.rng, 0, 22 * 60) * MINUTE
            + between(life.rng, 0, 59) * SECOND
        )
        life.plan(at, "recover", traffic=CART_MAIL, of_cart=life.cart_at)
    elif chance(life.rng, effects.COME_BACK_ALONE):
        life.plan(life.cart_at + between(life.rng, 3, 160) * HOUR, "recover", of_cart=life.cart_at)


def newsletter_name(day: int) -> str:
    """Return the campaign of the newsletter that was sent on a day."""
    return f"newsletter-{day_of(day):%Y-%m}"


def _plan_mailings(life: Life) -> None:
    for day in NEWSLETTER_DAYS:
        sent_at = instant(day, 8 * HOUR)
        if sent_at <= life.subscribed_at:
            continue
        campaign = newsletter_name(day)
        answered_at = (
            sent_at + int(skewed(life.rng, 6.0) * HOUR) if chance(life.rng, NEWSLETTER_ANSWERED) else 0
        )
        life.mailings.append(Mailing(campaign, sent_at, answered_at))
        if answered_at:
            life.plan(answered_at, "mail", traffic=Traffic("newsletter", "email", campaign))


def _draw_traffic(life: Life, at: int) -> Traffic:
    if MAY_SALE.holds(local_day(at)) and chance(life.rng, 0.2):
        return SALE_MAIL
    if life.person.persona is PASSER_BY:
        return DIRECT
    return weighted(life.rng, TRAFFIC)
