"""Who the customers are: persona, devices, account, language, and the day of the first session.

Each person is drawn from a seed of their own, so that changing one changes no other.
"""

from dataclasses import dataclass, replace
from random import Random

from data.generator import effects
from data.generator.clock import (
    DAY,
    DAY_COUNT,
    HOUR,
    HOURS_AT_HOME,
    HOURS_AT_WORK,
    SECOND,
    busy_day,
    day_number,
    instant,
    time_on,
)
from data.generator.dice import between, chance, narrow, pick, seeded, skewed, weighted
from data.generator.names import PLACES, Name, Place, draw_name


@dataclass(frozen=True, slots=True)
class Persona:
    """How a kind of person behaves.

    visits: mean number of browsing sessions; gap_days: median days between them; patience: how seldom a page
    is the last; compare: pull of the comparison page; cart: chance of an add-to-cart for each item seen;
    resolve: factor on each checkout step; account: share with an account; coupon: share who try a coupon.
    """

    name: str
    share: float
    visits: float
    gap_days: float
    patience: float
    compare: float
    cart: float
    resolve: float
    account: float
    coupon: float


QUICK_BUYER = Persona("quick_buyer", 0.17, 1.9, 20.0, 0.8, 0.1, 0.44, 1.16, 0.5, 0.15)
CAREFUL_COMPARER = Persona("careful_comparer", 0.14, 7.6, 2.8, 1.9, 6.0, 0.3, 1.14, 0.55, 0.2)
WINDOW_SHOPPER = Persona("window_shopper", 0.3, 3.0, 9.0, 1.0, 0.6, 0.12, 0.75, 0.2, 0.15)
BARGAIN_HUNTER = Persona("bargain_hunter", 0.1, 4.6, 7.0, 1.1, 0.8, 0.22, 0.98, 0.4, 0.75)
REGULAR = Persona("regular", 0.085, 9.0, 11.0, 1.0, 0.5, 0.29, 1.16, 1.0, 0.25)
BUSINESS = Persona("business", 0.1, 2.4, 6.0, 1.0, 0.8, 0.08, 0.9, 0.45, 0.1)
PASSER_BY = Persona("passer_by", 0.105, 1.1, 15.0, 0.6, 0.2, 0.05, 0.8, 0.02, 0.1)
PERSONAS = (QUICK_BUYER, CAREFUL_COMPARER, WINDOW_SHOPPER, BARGAIN_HUNTER, REGULAR, BUSINESS, PASSER_BY)


@dataclass(frozen=True, slots=True)
class Device:
    """A browser on a machine. The cookie is what GA4 calls user_pseudo_id; none where consent was refused.

    From `reset_at` on (an instant, 0 for never) the browser has forgotten it and carries the second cookie.
    """

    device_id: str
    category: str
    system: str
    browser: str
    cookie: str | None
    second_cookie: str | None = None
    reset_at: int = 0
    is_shared: bool = False

    def cookie_at(self, at: int) -> str | None:
        """Return the cookie that is sent at an instant."""
        return self.second_cookie if self.reset_at and at >= self.reset_at else self.cookie


@dataclass(frozen=True, slots=True)
class Person:
    """A customer, or someone who may become one; all times are instants in microseconds UTC."""

    number: int
    persona: Persona
    name: Name
    place: Place
    email: str
    user_id: str
    had_account: bool
    wants_account: bool
    devices: tuple[Device, ...]
    first_at: int
    visit_count: int
    is_existing: bool
    from_reels: bool
    showroom_at: int = 0
    is_asked_in_showroom: bool = False
    family: int = 0

    @property
    def is_walk_in(self) -> bool:
        """Whether this person was seen at the showroom's kiosk only."""
        return self.devices == (KIOSK_DEVICE,)

    @property
    def hours(self) -> tuple[int, ...]:
        """The weights of the hours of the day at which this person comes."""
        return HOURS_AT_WORK if self.persona is BUSINESS else HOURS_AT_HOME


WALK_INS = 900_000
_SYSTEMS: dict[str, tuple[tuple[tuple[str, str], float], ...]] = {
    "mobile": ((("Android", "Chrome"), 6), (("iOS", "Safari"), 4), (("Android", "Samsung Internet"), 1)),
    "desktop": (
        (("Windows", "Chrome"), 5),
        (("Windows", "Edge"), 2),
        (("Macintosh", "Safari"), 2),
        (("Linux", "Firefox"), 1),
    ),
    "tablet": ((("iOS", "Safari"), 3), (("Android", "Chrome"), 2)),
}
_CATEGORIES = (("mobile", 57.0), ("desktop", 37.0), ("tablet", 6.0))
_CATEGORIES_AT_WORK = (("desktop", 85.0), ("mobile", 15.0))

KIOSK_DEVICE = Device("kiosk", "tablet", "Android", "Chrome", "7700000001.1769986800", is_shared=True)


def build_people(seed: int, count: int) -> tuple[Person, ...]:
    """Return so many people, the kiosk's and the families' devices included."""
    people = [_draw_person(seed, number) for number in range(count)]
    _share_tablets(people)
    _invite_to_showroom(people)
    return tuple(people)


def build_walk_ins(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return a stranger for each guest of the showroom: at the kiosk three hours later, never elsewhere."""
    guests = [person for person in people if person.showroom_at]
    return tuple(
        replace(
            guest,
            number=WALK_INS + index,
            persona=PASSER_BY,
            user_id="",
            had_account=False,
            wants_account=False,
            devices=(KIOSK_DEVICE,),
            first_at=guest.showroom_at + 3 * HOUR,
            visit_count=1,
            showroom_at=0,
        )
        for index, guest in enumerate(guests)
    )


def _draw_person(seed: int, number: int) -> Person:
    rng = seeded(seed, "person", number)
    persona = weighted(rng, [(persona, persona.share) for persona in PERSONAS])
    place = weighted(rng, PLACES)
    name = draw_name(rng, place.language)
    from_reels = persona is PASSER_BY
    is_existing = not from_reels and chance(rng, 0.6 if persona is REGULAR else 0.12)
    first_at = _first_session(rng, persona, is_existing=is_existing)
    had_account = (is_existing and chance(rng, 0.7)) or (persona is REGULAR and chance(rng, 0.5))
    return Person(
        number=number,
        persona=persona,
        name=name,
        place=place,
        email=f"{name.mail_part}{number}@{pick(rng, ('mail.example', 'post.example', 'inbox.example'))}",
        user_id=f"C-{1000 + number}",
        had_account=had_account,
        wants_account=had_account or chance(rng, persona.account),
        devices=_draw_devices(rng, number, persona, first_at),
        first_at=first_at,
        visit_count=max(1, round(skewed(rng, persona.visits * 0.72))),
        is_existing=is_existing,
        from_reels=from_reels,
    )


def _first_session(rng: Random, persona: Persona, *, is_existing: bool) -> int:
    hours = HOURS_AT_WORK if persona is BUSINESS else HOURS_AT_HOME
    if persona is PASSER_BY:
        low, high = day_number(effects.REELS.first), day_number(effects.REELS.last)
        return time_on(rng, between(rng, low, high), hours)
    return time_on(rng, busy_day(rng, 0, 25 if is_existing else DAY_COUNT - 4), hours)


def _draw_devices(rng: Random, number: int, persona: Persona, first_at: int) -> tuple[Device, ...]:
    has_consent = not (persona in (QUICK_BUYER, WINDOW_SHOPPER) and chance(rng, 0.008))
    options = _CATEGORIES_AT_WORK if persona is BUSINESS else _CATEGORIES
    first = _draw_device(rng, f"{number}-0", weighted(rng, options), first_at if has_consent else 0)
    devices = [first]
    if chance(rng, 0.16 if persona in (QUICK_BUYER, WINDOW_SHOPPER, PASSER_BY) else 0.5):
        other = "desktop" if first.category == "mobile" else "mobile"
        devices.append(_draw_device(rng, f"{number}-1", other, first_at if has_consent else 0))
        if chance(rng, 0.15):
            devices.append(_draw_device(rng, f"{number}-2", "tablet", first_at if has_consent else 0))
    return tuple(devices)


def _draw_device(rng: Random, device_id: str, category: str, first_at: int) -> Device:
    system, browser = weighted(rng, _SYSTEMS[category])
    device = Device(device_id, category, system, browser, _draw_cookie(rng, first_at))
    if first_at and chance(rng, 0.1):
        reset_at = first_at + int(narrow(rng, 30.0) * DAY)
        return replace(device, second_cookie=_draw_cookie(rng, reset_at), reset_at=reset_at)
    return device


def _draw_cookie(rng: Random, at: int) -> str | None:
    return f"{between(rng, 100000000, 2099999999)}.{at // SECOND}" if at else None


def _share_tablets(people: list[Person]) -> None:
    """Give pairs of people one tablet; the one comes on even days, the other on odd ones."""
    parents = [
        person
        for person in people
        if person.had_account and person.visit_count > 8 and person.devices[0].cookie
    ]
    for index in range(min(effects.FAMILY_TABLETS, len(parents) // 2)):
        one, other = parents[2 * index], parents[2 * index + 1]
        rng = seeded("family", index)
        tablet = _draw_device(rng, f"family-{index}", "tablet", min(one.first_at, other.first_at))
        tablet = replace(tablet, second_cookie=None, reset_at=0, is_shared=True)
        people[one.number] = replace(one, devices=(tablet, *one.devices), family=1)
        people[other.number] = replace(other, devices=(tablet, *other.devices), family=2)


def _invite_to_showroom(people: list[Person]) -> None:
    """Give each of some people their own hour at the kiosk of the showroom."""
    guests = [
        person for person in people if person.had_account and not person.family and person.devices[0].cookie
    ]
    first, last = day_number(effects.KIOSK.first), day_number(effects.KIOSK.last)
    guests = guests[: effects.KIOSK_PEOPLE]
    for index, guest in enumerate(guests):
        day = first + (last - first) * index // max(1, len(guests) - 1)
        is_asked = index % 6 == 0 and index < 6 * effects.SHOWROOM_ANSWERS
        at = instant(day, (11 + index % 7) * HOUR)
        people[guest.number] = replace(guest, showroom_at=at, is_asked_in_showroom=is_asked)
