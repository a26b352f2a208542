"""What happens to a support ticket: who takes it, how long it lasts, what is written.

One team is slow (`effects.SLOW_TEAM`); otherwise all teams work alike.
"""

from dataclasses import dataclass
from random import Random

from data.generator import effects
from data.generator.clock import DAY, END, HOUR, MINUTE, instant, local_day, offset
from data.generator.dice import between, chance, narrow, pick, skewed, weighted
from data.generator.people import Person
from data.generator.phrases import (
    AGENT_REPLIES,
    CUSTOMER_REPLIES,
    INTERNAL_NOTES,
    TICKET_BODIES,
    TICKET_SUBJECTS,
    phrase,
)

CUSTOMER = "customer"
AGENT = "agent"

TEAM_OF_TOPIC: dict[str, str] = {
    "delivery": effects.SLOW_TEAM,
    "assembly": effects.SLOW_TEAM,
    "payment": "Payments",
    "returns": "Returns",
    "product": "Product advice",
}
TEAMS: tuple[str, ...] = tuple(dict.fromkeys(TEAM_OF_TOPIC.values()))
AGENTS: dict[str, tuple[str, ...]] = {
    effects.SLOW_TEAM: ("Adam Lis", "Beata Sowa", "Cezary Dudek"),
    "Payments": ("Daria Zając", "Eryk Wilk"),
    "Returns": ("Filip Baran", "Gosia Kos"),
    "Product advice": ("Hania Żuk", "Igor Jeleń"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a ticket took a value; by the customer or by an agent (a name)."""

    at: int
    field_name: str
    value: str
    by: str


@dataclass(frozen=True, slots=True)
class Comment:
    """One message on a ticket; by the customer or by an agent (a name)."""

    at: int
    body: str
    by: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """A whole ticket; `solved_at` is 0 where it was not solved before the sample ends."""

    person: Person
    opened_at: int
    solved_at: int
    topic: str
    team: str
    channel: str
    subject: str
    changes: tuple[Change, ...]
    comments: tuple[Comment, ...]
    is_by_agent: bool
    is_deleted: bool

    @property
    def is_slow(self) -> bool:
        """Whether the slow team had it."""
        return self.team == effects.SLOW_TEAM


def open_ticket(rng: Random, person: Person, topic: str, at: int) -> Ticket:
    """Play one ticket from its opening to its end, or to the end of the sample."""
    team = TEAM_OF_TOPIC[topic]
    desk = _Desk(rng, person.place.language, team, at)
    by_agent = chance(rng, 0.05)
    subject = phrase(rng, TICKET_SUBJECTS[topic], person.place.language)
    channel = weighted(rng, (("web", 5.0), ("email", 4.0), ("chat", 1.5)))
    solved_at = desk.play(by_agent=by_agent)
    return Ticket(
        person=person,
        opened_at=at,
        solved_at=solved_at if solved_at < END else 0,
        topic=topic,
        team=team,
        channel="phone" if by_agent else channel,
        subject=subject,
        changes=tuple(change for change in desk.changes if change.at < END),
        comments=tuple(comment for comment in desk.comments if comment.at < END),
        is_by_agent=by_agent,
        is_deleted=chance(rng, 0.012),
    )


class _Desk:
    """The agents' side of one ticket: notes each change and each message."""

    def __init__(self, rng: Random, language: str, team: str, at: int) -> None:
        self.rng = rng
        self.language = language
        self.team = team
        self.at = at
        self.agent = pick(rng, AGENTS[team])
        self.changes: list[Change] = []
        self.comments: list[Comment] = []

    def play(self, *, by_agent: bool) -> int:
        """Return when the ticket was solved for the last time."""
        is_slow = self.team == effects.SLOW_TEAM
        self._open(AGENT if by_agent else CUSTOMER)
        hours = skewed(self.rng, effects.SLOW_HOURS) if is_slow else narrow(self.rng, effects.USUAL_HOURS)
        end = self.at + int(min(hours, 24.0 * 30) * HOUR)
        self._hand_over(end, between(self.rng, 1, 3) if is_slow else 1)
        self._talk(end, between(self.rng, 1, 3) if is_slow else between(self.rng, 1, 2))
        self._solve(max(end, self.at + 20 * MINUTE))
        if chance(self.rng, 0.2 if is_slow else 0.06):
            self._reopen()
        solved_at = self.at
        self._note("status", "closed", self.agent, solved_at + 4 * DAY)
        return solved_at

    def _open(self, by: str) -> None:
        author = self.agent if by == AGENT else CUSTOMER
        self._note("status", "new", author, self.at)
        self._note("group_id", self.team, self.agent, self.at)
        self._note(
            "priority",
            weighted(self.rng, (("normal", 6.0), ("high", 2.0), ("low", 1.0))),
            self.agent,
            self.at,
        )
        self._say(phrase(self.rng, TICKET_BODIES, self.language), author)

    def _hand_over(self, end: int, times: int) -> None:
        step = (end - self.at) // (times + 3)
        for index in range(times):
            self.at = _in_office(self.rng, self.at + step)
            self.agent = pick(self.rng, AGENTS[self.team]) if index else self.agent
            self._note("assignee_id", self.agent, self.agent, self.at)
            if index:
                self._say(pick(self.rng, INTERNAL_NOTES), self.agent, is_public=False)
            else:
                self._note("status", "open", self.agent, self.at)

    def _talk(self, end: int, times: int) -> None:
        step = max(10 * MINUTE, (end - self.at) // (2 * times + 1))
        for _ in range(times):
            self.at = _in_office(self.rng, self.at + step)
            self._say(phrase(self.rng, AGENT_REPLIES, self.language), self.agent)
            self._note("status", "pending", self.agent, self.at)
            if chance(self.rng, 0.55):
                self.at += int(narrow(self.rng, step / MINUTE) * MINUTE)
                self._say(phrase(self.rng, CUSTOMER_REPLIES, self.language), CUSTOMER)
                self._note("status", "open", CUSTOMER, self.at)

    def _solve(self, at: int) -> None:
        self.at = _in_office(self.rng, at)
        self._note("status", "solved", self.agent, self.at)

    def _reopen(self) -> None:
        self.at += between(self.rng, 3, 60) * HOUR
        self._say(phrase(self.rng, CUSTOMER_REPLIES, self.language), CUSTOMER)
        self._note("status", "open", CUSTOMER, self.at)
        self._solve(self.at + int(narrow(self.rng, 20.0) * HOUR))

    def _note(self, field_name: str, value: str, by: str, at: int) -> None:
        self.changes.append(Change(at, field_name, value, by))

    def _say(self, body: str, by: str, *, is_public: bool = True) -> None:
        self.comments.append(Comment(self.at, body, by, is_public))


def _in_office(rng: Random, at: int) -> int:
    """Move an instant into the working day of the agents (8 to 19 in Warsaw)."""
    hour = (at + offset(at)) // HOUR % 24
    if 8 <= hour < 19:
        return at
    day = local_day(at) + (1 if hour >= 19 else 0)
    return instant(day, 8 * HOUR + between(rng, 0, 150) * MINUTE)
