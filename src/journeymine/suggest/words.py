"""What the names of events and pages say: one table of words, in the order in which they count.

The names are those that the common specifications for shops, help desks and sales give their events; the
touchpoints are named as in the presets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

Role = Literal["", "add", "remove", "purchase"]
Tokens = frozenset[str]


@dataclass(frozen=True)
class Entry:
    """A line of the table.

    Attributes:
        touchpoint: its name.
        stage: one of the default stages.
        role: what it does to a cart, if anything.
        phrases: sets of words; one of them must be among the words of a name.
        is_whole: for each phrase whether it must be all the words.
    """

    touchpoint: str
    stage: str
    role: Role
    phrases: tuple[Tokens, ...]
    is_whole: tuple[bool, ...]

    def fits(self, tokens: Tokens) -> bool:
        """Whether a name of these words is this touchpoint."""
        return any(
            phrase == tokens if whole else phrase <= tokens
            for phrase, whole in zip(self.phrases, self.is_whole, strict=True)
        )


# touchpoint | stage | what it does to a cart | phrases: all words of one must be there, with `=` no others;
# a line that begins with | goes on with the phrases of the one before
_EVENTS = """
reorder            | retention     |          | reorder, repurchase, order repeat, order again, buy again
checkout           | consideration |          | order review, review order, buy now, checkout bug, checkout
|                                               error
payment            | consideration |          | payment error, payment fail, payment decline, payment refuse,
|                                               card decline
parcel             | onboarding    |          | order ship, order fulfil, order deliver, order dispatch,
|                                               shipment, parcel, package, order track
cancellation       | support       |          | order cancel, line cancel, purchase cancel, booking cancel,
|                                               order void
refund             | support       |          | refund, order return, item return, product return, return
|                                               request, return start, chargeback, rma, =return
wishlist           | consideration |          | wishlist, wish list, favorite, favourite, save later, save
|                                               item
cart               | consideration | remove   | cart remove, basket remove, bag remove, trolley remove,
|                                               product remove, item remove, cart clear, cart empty, cart
|                                               abandon
cart               | consideration | add      | cart add, basket add, bag add, trolley add, product add, item
|                                               add
order              | purchase      | purchase | purchase, checkout complete, checkout success, order complete,
|                                               order place, order create, order confirm, order confirmation
order              | purchase      | purchase | order paid, order submit, order success, payment complete,
|                                               payment success, payment receive, transaction
order              | purchase      | purchase | line buy, item buy, product buy, =buy, =order, =sale,
|                                               =invoice, invoice paid, booking confirm, booking complete,
|                                               =booking
signed_offer       | purchase      | purchase | deal win, opportunity win, close win, contract sign, offer
|                                               accept, quote accept
review             | advocacy      |          | product review, review submit, review write, review post,
|                                               review leave, review page, =review, rating, rate product, rate
|                                               app, testimonial
referral           | advocacy      |          | referral, refer friend, invite, recommend friend, share
newsletter_signup  | awareness     |          | newsletter, email subscribe, subscribe email, mailing list,
|                                               generate lead
subscription       | retention     |          | subscription, renewal, renew, upgrade, downgrade, loyalty,
|                                               reward, unsubscribe
ticket_solution    | support       |          | ticket solve, ticket close, case close, ticket resolve, case
|                                               resolve
ticket_reopening   | support       |          | ticket reopen, case reopen
ticket_conversation| support       |          | ticket comment, ticket reply, ticket update, agent reply
ticket             | support       |          | ticket, case create, case open, complaint, incident
conversation       | support       |          | conversation, support chat, livechat, live chat, chat
sales_meeting      | consideration |          | meeting, demo, appointment, consultation, visit book, test
|                                               drive
sales_call         | consideration |          | sales call, call outbound, phone call, =call
sales_email        | consideration |          | sales email
offer              | consideration |          | quote, proposal, offer send, offer create
opportunity        | consideration |          | opportunity, deal
help_pages         | support       |          | help, faq, support, contact us, contact page, =contact, error
|                                               page, knowledge base, page not find
inquiry            | consideration |          | inquiry, enquiry, lead create, contact form, request
|                                               information, =lead
coupon             | consideration |          | coupon, voucher, promo code, discount code, promotion code
delivery           | consideration |          | shipping, delivery
payment            | consideration |          | payment, billing
checkout           | consideration |          | checkout
cart               | consideration |          | cart, basket, trolley, shopping bag, =bag
comparison         | consideration |          | compare, comparison
promotion          | awareness     |          | promotion, promo, banner, campaign view
advert             | awareness     |          | ad click, ad impression, ad view, advert, impression
email_reading      | awareness     |          | email open, email read, newsletter open
email_visit        | awareness     |          | email click, link click email
campaign           | awareness     |          | campaign, email send, email deliver
search             | awareness     |          | search, searched
product_list       | awareness     |          | product list, item list, view category, category, collection,
|                                               catalog, catalogue, filter, listing, sort
account_opening    | onboarding    |          | sign up, signup, register, registration, account create, user
|                                               create, trial start, account open
guide              | onboarding    |          | tutorial, onboarding, onboard, setup, walkthrough, first open,
|                                               install, activate, activation, welcome
account            | retention     |          | login, log in, sign in, signin, logon, account, profile, my
|                                               order, dashboard
product_page       | consideration |          | product, item, variant, sku, =p
download           | consideration |          | download, whitepaper, brochure
pricing            | consideration |          | pricing, price, plan view
store_locator      | consideration |          | store find, store locator, stores, branch, find store
reading            | awareness     |          | blog, article, magazine, news, guide, about, story, video,
|                                               resource
home               | awareness     |          | home, homepage, landing, land page, =index, =start page
form               | consideration |          | form
"""

# The same for the first part of a page's path: there an order that is looked at is none that is placed.
_PAGES = """
order              | purchase      |          | order confirm, order confirmation, thank you, thankyou,
|                                               checkout success, checkout complete, order success
account            | retention     |          | order, purchase, wallet
product_list       | awareness     |          | shop, store, =c, =category
product_page       | consideration |          | =p, =product, =item
"""

_IRREGULAR = {
    "bought": "buy",
    "sold": "sell",
    "won": "win",
    "sent": "send",
    "left": "leave",
    "found": "find",
    "paid": "pay",
    "payed": "pay",
    "wrote": "write",
    "written": "write",
    "began": "begin",
    "chose": "choose",
    "saved": "save",
    "mail": "email",
    "e": "",
    "the": "",
    "to": "",
    "from": "",
    "a": "",
    "of": "",
    "for": "",
}
_NO_ACT = (
    "session start",
    "session end",
    "first visit",
    "user engagement",
    "scroll",
    "heartbeat",
    "page ping",
    "page leave",
    "pageleave",
    "autocapture",
    "identify",
    "alias",
    "set",
    "group",
    "click",
    "feature flag called",
    "web vitals",
    "application backgrounded",
    "ping",
    "contact create",
    "lead convert",
    "lead delete",
    "ticket pending",
    "ticket hold",
    "ticket change",
    "ticket delete",
    "contact delete",
)
_NOWHERE = frozenset(["answer", "survey", "nps", "csat", "ces", "questionnaire", "lost"])
"""Answers are at no stage, each is credited to the touchpoints before it; what is lost is an end."""

_VIEW_WORDS = frozenset(
    ["page", "screen", "view", "pageview", "screenview", "amplitude", "mp", "web", "load"]
)
_VIEWED = frozenset(["page", "screen", "view", "pageview", "screenview"])
_DATA = re.compile(r"@|\d{5,}|[0-9a-f]{8}-[0-9a-f]{4}|\d[\d\s().+-]{6,}\d|^[0-9.,:/ +-]+$", re.IGNORECASE)


def tokens_of(name: str) -> Tokens:
    """The words of a name in snake, camel or spaced writing, without their endings and without numbers."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    words = re.split(r"[\W_]+", spaced.lower())
    return frozenset(stem for word in words if word and not word.isdigit() and (stem := _stem(word)))


def place_of(tokens: Tokens, *, is_page: bool = False) -> Entry | None:
    """The first line of the table that fits; None where nobody can tell.

    Args:
        tokens: words of an event's name, or of the first part of a page's path.
        is_page: which of the two.
    """
    entries = [*_table(_PAGES), *(entry for entry in _table(_EVENTS) if not entry.role)]
    return next((entry for entry in (entries if is_page else _table(_EVENTS)) if entry.fits(tokens)), None)


def is_page_view(event: str) -> bool:
    """Whether an event only says that some page or screen was seen."""
    tokens = tokens_of(event)
    return bool(tokens & _words(_VIEWED)) and tokens <= _words(_VIEW_WORDS)


def is_no_act(event: str) -> bool:
    """Whether an event is at no place of a journey by itself: bookkeeping, an answer, an end."""
    tokens = tokens_of(event)
    return tokens in {tokens_of(name) for name in _NO_ACT} or bool(tokens & _words(_NOWHERE))


def looks_like_data(name: str) -> bool:
    """Whether a name is rather a value: an e-mail address, a long number, an id."""
    return _DATA.search(name) is not None or len(name) > 60


@cache
def _table(text: str) -> tuple[Entry, ...]:
    whole = re.sub(r"\n\|", " ", text.strip())
    return tuple(_entry(line) for line in whole.splitlines())


def _entry(line: str) -> Entry:
    touchpoint, stage, role, listed = (part.strip() for part in line.split("|"))
    texts = [text.strip() for text in listed.split(",")]
    phrases = tuple(tokens_of(text) for text in texts)
    return Entry(touchpoint, stage, _role(role), phrases, tuple(text.startswith("=") for text in texts))


def _role(text: str) -> Role:
    roles: dict[str, Role] = {"add": "add", "remove": "remove", "purchase": "purchase"}
    return roles.get(text, "")


@cache
def _words(names: frozenset[str]) -> Tokens:
    return frozenset(_stem(name) for name in names)


def _stem(word: str) -> str:
    """A word without the ending of its time or number; the same for the table and for names."""
    word = _IRREGULAR.get(word, word)
    if len(word) <= 3:
        return word
    for ending, shortest in (("ing", 6), ("ied", 5), ("ies", 5), ("ed", 5), ("s", 4)):
        if word.endswith(ending) and len(word) >= shortest and not word.endswith("ss"):
            word = word.removesuffix(ending) + ("y" if ending in ("ied", "ies") else "")
            break
    is_doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou"
    return word[:-1] if is_doubled else word.removesuffix("e") if len(word) > 3 else word
