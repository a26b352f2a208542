"""A person's half year: an agenda of sessions to come, a cart, orders, and what became of them.

`live` takes the errands of the agenda in order of time; each session may put further errands on it.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random

from data.generator.catalogue import BY_ID
from data.generator.clock import DAY, END, HOUR
from data.generator.people import Device, Person
from data.generator.session import DIRECT, Act, Line, Session, Traffic
from data.generator.support import Ticket
from data.generator.surveys import Answer


@dataclass(frozen=True, slots=True, order=True)
class Errand:
    """Why a session takes place. `of_cart` is the state of the cart it is about, 0 for none."""

    at: int
    kind: str
    of_cart: int = 0
    traffic: Traffic = field(default=DIRECT, compare=False)


@dataclass(frozen=True, slots=True)
class Order:
    """A purchase: when, and which items."""

    at: int
    order_id: str
    item_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mailing:
    """A newsletter that was sent to a person: which, and when it was answered (0: never)."""

    campaign: str
    sent_at: int
    answered_at: int


@dataclass(slots=True)
class Life:
    """What is true of one person at the moment of the simulation."""

    person: Person
    rng: Random
    agenda: list[Errand] = field(default_factory=list[Errand])
    acts: list[Act] = field(default_factory=list[Act])
    cart: dict[str, int] = field(default_factory=dict[str, int])
    cart_at: int = 0
    has_account: bool = False
    subscribed_at: int = 0
    lost_at: int = 0
    ready_at: int = 0
    sessions: int = 0
    browsing_left: int = 0
    payment_errors: int = 0
    signed_in_on: set[str] = field(default_factory=set[str])
    orders: list[Order] = field(default_factory=list[Order])
    tickets: list[Ticket] = field(default_factory=list[Ticket])
    answers: list[Answer] = field(default_factory=list[Answer])
    mailings: list[Mailing] = field(default_factory=list[Mailing])

    def plan(self, at: int, kind: str, *, traffic: Traffic = DIRECT, of_cart: int = 0) -> None:
        """Put an errand on the agenda; what falls after the last day never happens."""
        if at < END - 2 * HOUR:
            heappush(self.agenda, Errand(at, kind, of_cart, traffic))

    def next_errand(self) -> Errand:
        """Take the earliest errand; people who were lost do not come again."""
        return heappop(self.agenda)

    def is_gone(self, at: int) -> bool:
        """Return whether the person has left for good by an instant."""
        return bool(self.lost_at) and at >= self.lost_at

    def lines(self) -> tuple[Line, ...]:
        """Return what lies in the cart."""
        return tuple(Line(BY_ID[item_id], quantity) for item_id, quantity in self.cart.items())

    def cart_value(self) -> float:
        """Return what the cart is worth in EUR."""
        return round(sum(line.item.price * line.quantity for line in self.lines()), 2)

    def open_session(self, errand: Errand, device: Device) -> Session:
        """Begin a session, at least an hour after the last one ended."""
        last = self.acts[-1].at if self.acts else 0
        self.sessions += 1
        at = max(errand.at, last + HOUR)
        session = Session(self.rng, self.person, device, errand.traffic, self.sessions, at)
        if self.has_account and device.device_id in self.signed_in_on and self.rng.random() < 0.4:
            session.user_id = self.person.user_id
        return session

    def close_session(self, session: Session) -> None:
        """Keep what was done, up to the last instant of the sample."""
        self.acts.extend(act for act in session.acts if act.at < END)
        if self.cart and session.at - self.cart_at > 20 * DAY:
            self.cart.clear()
