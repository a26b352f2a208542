"""The course of one life: takes errands in order, plays the sessions, plans what follows. Gives a `Story`."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from data.generator import effects
from data.generator.browsing import browse, start_round
from data.generator.checkout import check_out, log_in, sign_up
from data.generator.clock import END, MINUTE, local_day
from data.generator.dice import chance, pick, seeded
from data.generator.life import Errand, Life, Mailing
from data.generator.ownership import (
    answer_nps,
    ask_for_quote,
    plan_after_order,
    raise_ticket,
    read_guide,
    refer_friend,
    seek_help,
    start_reorder,
    visit_account,
    write_review,
)
from data.generator.people import KIOSK_DEVICE, Device, Person
from data.generator.plans import plan_after_payment_error, plan_deal, plan_first, plan_next
from data.generator.sales import Deal
from data.generator.session import Act, Session
from data.generator.support import Ticket
from data.generator.surveys import Answer, ask_in_showroom

SHORT_ERRANDS: dict[str, Callable[[Session], None]] = {
    "help": seek_help,
    "refer": refer_friend,
    "quote": ask_for_quote,
}
OWNERS_ERRANDS: dict[str, Callable[[Life, Session], None]] = {
    "guide": read_guide,
    "account": visit_account,
    "review": write_review,
}


@dataclass(frozen=True, slots=True)
class Story:
    """All that one person left behind."""

    person: Person
    acts: tuple[Act, ...]
    tickets: tuple[Ticket, ...]
    answers: tuple[Answer, ...]
    mailings: tuple[Mailing, ...]
    subscribed_at: int
    has_account: bool
    deal: Deal | None


def live(seed: int, person: Person, deal: Deal | None) -> Story:
    """Play a person's half year."""
    life = _begin(seed, person, deal)
    while life.agenda:
        errand = life.next_errand()
        if not life.is_gone(errand.at):
            _run(life, errand)
    return _tell(life, deal)


def _begin(seed: int, person: Person, deal: Deal | None) -> Life:
    life = Life(person, seeded(seed, "life", person.number), has_account=person.had_account)
    life.browsing_left = person.visit_count
    plan_first(life)
    if deal is not None:
        plan_deal(life, deal)
    return life


def _run(life: Life, errand: Errand) -> None:
    if errand.kind in ("ticket", "ticket-payment"):
        raise_ticket(life, "payment" if errand.kind == "ticket-payment" else "", errand.at)
    elif errand.kind == "nps":
        answer_nps(life, errand.at)
    elif not _is_void(life, errand):
        _play_session(life, errand)


def _is_void(life: Life, errand: Errand) -> bool:
    """Return whether what the errand is about is gone: that cart, or any order."""
    if errand.kind == "recover":
        return errand.of_cart != life.cart_at or not life.cart
    return errand.kind == "reorder" and not life.orders


def _play_session(life: Life, errand: Errand) -> None:
    session = life.open_session(errand, _draw_device(life, errand))
    if local_day(session.at) != local_day(errand.at) and life.person.family:
        return
    order_count, error_count = len(life.orders), life.payment_errors
    _act(life, errand, session)
    life.close_session(session)
    if errand.kind == "kiosk" and life.person.is_asked_in_showroom:
        life.answers.append(ask_in_showroom(life.rng, life.person, session.at + 5 * MINUTE))
    if len(life.orders) > order_count:
        plan_after_order(life, session.at)
    elif life.payment_errors > error_count:
        plan_after_payment_error(life, session.at)
    plan_next(life, errand, session)


def _act(life: Life, errand: Errand, session: Session) -> None:
    """Do on the site what the errand is for."""
    if errand.kind in SHORT_ERRANDS:
        SHORT_ERRANDS[errand.kind](session)
    elif errand.kind in OWNERS_ERRANDS:
        OWNERS_ERRANDS[errand.kind](life, session)
    elif errand.kind == "recover":
        session.land("/cart")
        check_out(start_round(life, session), resolve=effects.CART_MAIL_RESOLVE)
    elif errand.kind == "reorder":
        start_reorder(life, session)
        check_out(start_round(life, session), resolve=1.3)
    else:
        _shop(life, session)


def _shop(life: Life, session: Session) -> None:
    """Browse, log in on the way or not, and go to the checkout where the walk ends at the cart."""
    round_ = start_round(life, session)
    to_checkout = browse(round_)
    is_kiosk = session.device is KIOSK_DEVICE
    is_member = life.has_account and session.user_id is None
    if is_member and chance(session.rng, 0.75 if session.device.is_shared else 0.3):
        log_in(life, session)
        session.go("/account")
        session.record("account_view")
    elif not life.has_account and life.person.wants_account and round_.seen > 2 and chance(session.rng, 0.08):
        sign_up(life, session)
    if to_checkout and not is_kiosk:
        check_out(round_)


def _draw_device(life: Life, errand: Errand) -> Device:
    """Return the kiosk, the family's tablet on one's own days, or a device of one's own."""
    if errand.kind == "kiosk":
        return KIOSK_DEVICE
    own = tuple(device for device in life.person.devices if not device.is_shared)
    if life.person.family and local_day(errand.at) % 2 == life.person.family - 1 and chance(life.rng, 0.7):
        return life.person.devices[0]
    if not own:
        return life.person.devices[0]
    return own[0] if chance(life.rng, 0.66) else pick(life.rng, own)


def _tell(life: Life, deal: Deal | None) -> Story:
    gone = life.lost_at or END
    mailings = (
        mailing if mailing.answered_at < min(gone, END) else replace(mailing, answered_at=0)
        for mailing in life.mailings
    )
    return Story(
        person=life.person,
        acts=tuple(life.acts),
        tickets=tuple(ticket for ticket in life.tickets if ticket.opened_at < END),
        answers=tuple(answer for answer in life.answers if answer.at < END),
        mailings=tuple(mailings),
        subscribed_at=life.subscribed_at if life.subscribed_at < END else 0,
        has_account=life.has_account,
        deal=deal,
    )
