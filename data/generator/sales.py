"""The other way to buy: a lead becomes a contact, a rep calls, and an opportunity is won or lost.

Only business people have a deal. Calls of one team help (`effects.win_rate`); calls of the others do not.
"""

from dataclasses import dataclass
from random import Random

from data.generator import effects
from data.generator.clock import DAY, DAY_COUNT, END, HOUR, HOURS_AT_WORK, local_day, time_on
from data.generator.dice import between, chance, narrow, pick, seeded, skewed, weighted
from data.generator.people import BUSINESS, Person

OPEN_STAGES = ("Prospecting", "Qualification", "Proposal/Price Quote", "Negotiation/Review")
WON = "Closed Won"
LOST = "Closed Lost"
PROBABILITY: dict[str, int] = {
    "Prospecting": 10,
    "Qualification": 20,
    "Proposal/Price Quote": 60,
    "Negotiation/Review": 80,
    WON: 100,
    LOST: 0,
}
TEAMS = (effects.STRONG_TEAM, "South", "West")
COMPANIES = (
    "Atelier Bruno",
    "Brzoza Studio",
    "Cafe Linden",
    "Delta Clinic",
    "Elm School",
    "Foto Nowak",
    "Green Desk",
)


@dataclass(frozen=True, slots=True)
class Rep:
    """A sales representative; `number` orders them, `team` is one of TEAMS."""

    number: int
    first_name: str
    last_name: str
    team: str


REPS: tuple[Rep, ...] = tuple(
    Rep(number, first, last, TEAMS[number // 3])
    for number, (first, last) in enumerate(
        (
            ("Nina", "Norek"),
            ("Olaf", "Nowicki"),
            ("Petra", "North"),
            ("Rafal", "Sadowski"),
            ("Sara", "Smith"),
            ("Tamer", "Saleh"),
            ("Ula", "Wrona"),
            ("Viktor", "Weiss"),
            ("Wanda", "Walsh"),
        )
    )
)


@dataclass(frozen=True, slots=True)
class Stay:
    """An opportunity entered a stage at an instant."""

    at: int
    stage: str
    amount: float


@dataclass(frozen=True, slots=True)
class Contact:
    """A call or an e-mail of a rep; duration in seconds, 0 for e-mails."""

    at: int
    kind: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A possible order: its stages in order and the rep's contacts about it."""

    opened_at: int
    stays: tuple[Stay, ...]
    contacts: tuple[Contact, ...]
    amount: float
    outcome: str
    closed_at: int


@dataclass(frozen=True, slots=True)
class Deal:
    """What the sales people know of one person; instants in microseconds UTC, 0 for never."""

    person: Person
    rep: Rep
    company: str
    lead_at: int
    lead_source: str
    status: str
    converted_at: int
    first_calls: tuple[Contact, ...]
    opportunities: tuple[Opportunity, ...]
    uses_shared_mailbox: bool
    was_at_fair: bool

    @property
    def quote_at(self) -> int:
        """When the person asked for a quote on the site, 0 for never."""
        return self.lead_at - HOUR // 6 if self.lead_source == "Web" else 0


def make_deals(seed: int, people: tuple[Person, ...]) -> dict[int, Deal]:
    """Return the deal of each business person, by the person's number."""
    business = [person for person in people if person.persona is BUSINESS]
    return {
        person.number: _make_deal(seeded(seed, "deal", person.number), person, is_shared=_shares(index))
        for index, person in enumerate(business)
    }


def _shares(index: int) -> bool:
    return index % 3 == 1 and index < 3 * effects.SHARED_MAILBOX_LEADS


def _make_deal(rng: Random, person: Person, *, is_shared: bool) -> Deal:
    rep = pick(rng, REPS)
    day = min(DAY_COUNT - 2, local_day(person.first_at) + between(rng, 0, 9))
    lead_at = max(time_on(rng, day, HOURS_AT_WORK), person.first_at + HOUR)
    calls = _contacts(rng, lead_at, lead_at + 5 * DAY, between(rng, 0, 2), between(rng, 0, 1))
    converted_at = lead_at + int(narrow(rng, 7.0) * DAY) if is_shared or chance(rng, 0.74) else 0
    is_converted = 0 < converted_at < END
    return Deal(
        person=person,
        rep=rep,
        company="Nordwind Sp. z o.o." if is_shared else f"{pick(rng, COMPANIES)} {person.number}",
        lead_at=lead_at,
        lead_source=weighted(rng, (("Web", 6.0), ("Trade Show", 2.0), ("Phone Inquiry", 1.0))),
        status="Closed - Converted"
        if is_converted
        else pick(rng, ("Open - Not Contacted", "Working - Contacted")),
        converted_at=converted_at if is_converted else 0,
        first_calls=calls,
        opportunities=_opportunities(rng, rep, converted_at) if is_converted else (),
        uses_shared_mailbox=is_shared,
        was_at_fair=chance(rng, 0.25),
    )


def _opportunities(rng: Random, rep: Rep, at: int) -> tuple[Opportunity, ...]:
    count = weighted(rng, ((1, 5.0), (2, 3.0), (3, 1.0)))
    starts = [at]
    for _ in range(count - 1):
        starts.append(starts[-1] + int(narrow(rng, 28.0) * DAY))
    return tuple(_play(rng, rep, start) for start in starts if start < END - DAY)


def _play(rng: Random, rep: Rep, opened_at: int) -> Opportunity:
    call_count = between(rng, 0, 5)
    amount = float(round(min(skewed(rng, 2900.0), 24000.0) / 10) * 10)
    stays = _walk_stages(rng, opened_at, amount)
    closed_at = stays[-1].at + int(narrow(rng, 5.0) * DAY)
    contacts = _contacts(rng, opened_at, closed_at, call_count, between(rng, 1, 3))
    outcome = WON if chance(rng, effects.win_rate(rep.team, call_count)) else LOST
    stays = (*stays, Stay(closed_at, outcome, amount))
    is_closed = closed_at < END
    return Opportunity(
        opened_at=opened_at,
        stays=tuple(stay for stay in stays if stay.at < END),
        contacts=contacts,
        amount=amount,
        outcome=outcome if is_closed else "",
        closed_at=closed_at,
    )


def _walk_stages(rng: Random, at: int, amount: float) -> tuple[Stay, ...]:
    """Go through the open stages; one in six negotiations falls back to the proposal."""
    stays = [Stay(at, OPEN_STAGES[0], amount)]
    for stage in OPEN_STAGES[1:]:
        at += int(narrow(rng, 4.5) * DAY)
        stays.append(Stay(at, stage, amount))
    if chance(rng, 0.17):
        for stage in OPEN_STAGES[2:]:
            at += int(narrow(rng, 3.0) * DAY)
            stays.append(Stay(at, stage, amount))
    return tuple(stays)


def _contacts(rng: Random, start: int, end: int, calls: int, mails: int) -> tuple[Contact, ...]:
    contacts = [Contact(_working_time(rng, start, end), "Call", between(rng, 60, 1500)) for _ in range(calls)]
    contacts += [Contact(_working_time(rng, start, end), "Email", 0) for _ in range(mails)]
    return tuple(
        sorted((contact for contact in contacts if contact.at < END), key=lambda contact: contact.at)
    )


def _working_time(rng: Random, start: int, end: int) -> int:
    day = between(rng, local_day(start), max(local_day(start), local_day(end) - 1))
    return max(time_on(rng, day, HOURS_AT_WORK), start + HOUR // 2)
