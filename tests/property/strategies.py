"""Made-up logs and funnels, for Hypothesis and for runs of many at once.

A log is decoded from bytes: four to set the scene, then four for each event. So a log shrinks by dropping
and zeroing bytes, and the same bytes always give the same log. `made_log(seed)` decodes bytes drawn from
a seed.

The events fall into a few clusters of customers, each with a clock of its own: late logins, two cookies
on one device, a shared device, a kiosk, strangers of one event, an office address that many users share,
strong keys in odd spellings, keys that are none. The gap to the cluster's event before is often nothing,
or exactly a limit of SEMANTICS, or a microsecond beside one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from hypothesis import strategies as st

from tests.reference.carts import CartRole, CartRules
from tests.reference.events import DAY, HOUR, MINUTE, SECOND, Event, Key
from tests.reference.stages import StageMap
from tests.reference.whole import WholeRules
from tests.spec.questions import ExclusionText, FunnelQuestion, StepText

# The journey file of the made-up logs, as data: a product test writes these same rules as YAML.

STAGES = ("awareness", "consideration", "basket", "purchase", "support", "advocacy")
CONVERSION = frozenset({"purchase"})
TOUCHPOINT_OF = {
    "view_home": "home",
    "search": "search",
    "view_item": "product_page",
    "compare": "product_page",
    "add_to_cart": "cart",
    "remove_from_cart": "cart",
    "shipping": "checkout",
    "payment": "checkout",
    "payment_error": "checkout",
    "purchase": "order",
    "ticket_opened": "help_desk",
    "survey_answered": "survey",
}
STAGE_OF = {
    "home": "awareness",
    "search": "awareness",
    "product_page": "consideration",
    "cart": "basket",
    "checkout": "basket",
    "order": "purchase",
    "help_desk": "support",
    "survey": "advocacy",
}
CART_ROLE_OF: dict[str, CartRole] = {
    "add_to_cart": "add",
    "remove_from_cart": "remove",
    "shipping": "checkout",
    "payment": "checkout",
    "purchase": "purchase",
}
FRICTION_OF = {"payment_error": "payment_error", "ticket_opened": "support_contact"}
SESSIONIZED = frozenset({"web", "app"})
SOURCE_OF = {"ticket_opened": "support", "survey_answered": "survey", "lead_created": "crm"}
UNMAPPED = ("login", "heartbeat", "lead_created")
CHANNELS = ("organic", "email", "paid", "direct", "shop", "phone")

START = 1_262_304_000 * SECOND
HEADER = 4
EVENT_BYTES = 4
MOST_EVENTS = 200
MOST_LONG_GAPS = 40

_NAMES = (
    *(
        "view_home",
        "search",
        "view_item",
        "view_item",
        "compare",
        "add_to_cart",
        "add_to_cart",
        "add_to_cart",
    ),
    *("remove_from_cart", "remove_from_cart", "shipping", "payment", "payment_error", "payment_error"),
    *("purchase", "purchase", "purchase", "ticket_opened", "survey_answered", "lead_created", "login"),
    *("heartbeat", "view_home", "view_item"),
)
_ASKED = ("view_item", "add_to_cart", "add_to_cart", "purchase", "purchase", "payment_error", "view_home")
_SHORT_GAPS = (
    *(0, 0, 0, 0, 1, SECOND, 20 * SECOND, MINUTE, 5 * MINUTE, 10 * MINUTE, 29 * MINUTE),
    *(30 * MINUTE, 30 * MINUTE, 30 * MINUTE + 1, 30 * MINUTE - 1, 3 * HOUR),
)
_LONG_GAPS = (
    *(24 * HOUR, 24 * HOUR, 24 * HOUR + 1, 24 * HOUR - 1, 7 * DAY, 29 * DAY, 30 * DAY, 30 * DAY),
    *(30 * DAY + 1, 30 * DAY - 1, 90 * DAY, 90 * DAY + 1),
)


def _touchpoint_of(event: Event) -> str | None:
    return TOUCHPOINT_OF.get(event.event_name)


def _stage_of(touchpoint: str) -> str:
    return STAGE_OF[touchpoint]


def _role_of(event: Event) -> CartRole | None:
    return CART_ROLE_OF.get(event.event_name)


def _checkout_step_of(event: Event) -> str:
    return event.event_name


def _friction_of(event: Event) -> str | None:
    return FRICTION_OF.get(event.event_name)


STAGE_MAP = StageMap(STAGES, CONVERSION, _touchpoint_of, _stage_of)
CART_RULES = CartRules(_role_of, _checkout_step_of, _friction_of)
WHOLE_RULES = WholeRules(STAGE_MAP, CART_RULES)


# Keys: one function for each kind of cluster; who is the cluster's own prefix, mode a number from 0 to 31.


def _late_login(who: str, mode: int) -> tuple[Key, ...]:
    device: Key = ("anonymous", f"{who}d")
    if mode < 22:
        return (device,)
    login: Key = ("user", f"{who}u")
    return (device, login) if mode < 27 else (login, ("email", f" {who}P@X.pl "))


def _two_cookies(who: str, mode: int) -> tuple[Key, ...]:
    cookie: Key = ("anonymous", f"{who}c")
    client: Key = ("anonymous", f"{who}k")
    choices: tuple[tuple[Key, ...], ...] = (
        (cookie,),
        (client,),
        (cookie, client),
        (client, ("user", f"{who}u")),
    )
    return choices[mode % 4] if mode < 28 else choices[mode % 2]


def _shared_device(who: str, mode: int) -> tuple[Key, ...]:
    device: Key = ("anonymous", f"{who}d")
    person: Key = ("user", f"{who}u{mode % 3}")
    if mode < 18:
        return (device,)
    return (device, person) if mode < 28 else (person,)


def _kiosk(who: str, mode: int) -> tuple[Key, ...]:
    device: Key = ("anonymous", f"{who}d")
    person: Key = ("crm", f"{who}p{mode // 4}")
    return (device, person) if mode % 4 < 2 else (device,)


def _stranger(who: str, mode: int) -> tuple[Key, ...]:
    return (("anonymous", f"{who}m{mode}"),)


def _office(who: str, mode: int) -> tuple[Key, ...]:
    office: Key = ("email", f"{who}info@x.pl")
    if mode < 24:
        return (("user", f"{who}u{mode % 13}"), office)
    user: Key = ("user", f"{who}u{mode % 4}")
    desk: Key = ("anonymous", f"{who}desk")
    choices: tuple[tuple[Key, ...], ...] = ((office,), (office, desk), (desk,), (user, desk))
    return choices[mode % 4]


def _odd_spelling(who: str, mode: int) -> tuple[Key, ...]:
    user: Key = ("user", f"{who}u" if mode % 2 else f" {who}u\t")
    composed, apart = f"{who}caf\u00e9@X.PL", f"{who}cafe\u0301@x.pl "
    email: Key = ("email", composed if mode % 2 else apart)
    number = int.from_bytes(who.encode(), "big")
    phone: Key = ("phone", f"+48 {number} 7" if mode % 2 else f" +48-({number})7 ")
    crm: Key = ("crm", f"{who}c{mode % 3}")
    choices: tuple[tuple[Key, ...], ...] = (
        (user,),
        (user, email),
        (email, phone),
        (phone,),
        (crm,),
        (crm, email),
        (("phone", f"48{number}7"),),
        (email,),
    )
    return choices[mode // 4]


def _no_keys(who: str, mode: int) -> tuple[Key, ...]:
    none: Key = (("user", "guest"), ("user", "NULL"), ("email", "Test@test"), ("phone", "(0)"))[mode % 4]
    device: Key = ("anonymous", f"{who}d{mode % 2}")
    return (none, device) if mode < 28 else (device, ("user", f"{who}u"))


_CLUSTERS: tuple[Callable[[str, int], tuple[Key, ...]], ...] = (
    _late_login,
    _two_cookies,
    _shared_device,
    _kiosk,
    _stranger,
    _office,
    _odd_spelling,
    _no_keys,
)


class _Decoder:
    """Reads the events of one log, byte by byte."""

    def __init__(self, header: bytes, tag: str) -> None:
        self.tag = tag
        self.clusters = (1, 1, 1, 2, 2, 3, 5, 8)[header[0] % 8]
        self.first_kind = header[1]
        self.sequences = 1 + header[2] % 3
        self.clock = [START] * self.clusters
        self.last_name = ["view_home"] * self.clusters
        self.long_gaps = 0

    def gap(self, code: int) -> int:
        """A gap; long ones are rarer, and so many at most that no log reaches the present."""
        if code < 192 or self.long_gaps >= MOST_LONG_GAPS:
            return _SHORT_GAPS[code % len(_SHORT_GAPS)]
        self.long_gaps += 1
        return _LONG_GAPS[code % len(_LONG_GAPS)]

    def name(self, cluster: int, code: int) -> str:
        """A name of an event, often the one before again."""
        if code % 32 >= len(_NAMES):
            return self.last_name[cluster]
        return _NAMES[code % 32]

    def event(self, number: int, code: bytes) -> Event:
        """One event."""
        cluster = code[0] % 8 % self.clusters
        self.clock[cluster] += self.gap(code[1])
        name = self.last_name[cluster] = self.name(cluster, code[2])
        source = SOURCE_OF.get(name, "app" if code[2] >= 192 else "web")
        keys = _CLUSTERS[(self.first_kind + cluster) % len(_CLUSTERS)](f"{self.tag}{cluster}", code[0] // 8)
        return _finished(
            Event(
                source=source,
                event_id=f"{self.tag}{(number * 7_919 + 13) % 10_007:05d}",
                occurred_at=self.clock[cluster],
                event_name=name,
                sequence=code[3] % self.sequences,
                keys=keys,
                session_key=f"{self.tag}{cluster}s{number // 4}" if source == "app" else None,
            ),
            code[3],
        )


def _finished(event: Event, code: int) -> Event:
    """The event with its channel, device, page, properties, money and score."""
    is_move = CART_ROLE_OF.get(event.event_name) in ("add", "remove")
    price = None if code % 16 == 15 else (code % 5 + 1) * 2.5
    quantity = None if code % 64 == 7 else float(code % 3 + 1)
    money = price * quantity if price is not None and quantity is not None else None
    return Event(
        source=event.source,
        event_id=event.event_id,
        occurred_at=event.occurred_at,
        event_name=event.event_name,
        sequence=event.sequence,
        channel=CHANNELS[code // 3 % len(CHANNELS)],
        device=("desktop", "mobile", "tablet")[code // 7 % 3],
        page=f"/{event.event_name}",
        value=money if is_move or event.event_name == "purchase" else None,
        keys=event.keys,
        score=float(code % 11) if event.event_name == "survey_answered" else None,
        quantity=quantity if is_move else None,
        price=price if is_move else None,
        session_key=event.session_key,
        properties=(("product_id", f"p{code % 3}"),) if code % 8 else (),
    )


def decode_log(data: bytes, tag: str = "h") -> list[Event]:
    """The log that the bytes stand for; never empty, in shuffled order.

    Args:
        data: at least eight bytes.
        tag: begins every id and key, so that logs of different tags share no customer.
    """
    decoder = _Decoder(data[:HEADER], tag)
    places = range(HEADER, min(len(data), HEADER + EVENT_BYTES * MOST_EVENTS) - EVENT_BYTES + 1, EVENT_BYTES)
    events = [decoder.event(number, data[place : place + EVENT_BYTES]) for number, place in enumerate(places)]
    random.Random(data[3]).shuffle(events)
    return events


def made_log(seed: int) -> list[Event]:
    """A log of 1 to 200 events that the seed decides; logs of different seeds share no customer."""
    draw = random.Random(seed)
    size = draw.choice((1, 2, 5, 12, 30, 60, 60, 100, 100, 150, 200))
    return decode_log(draw.randbytes(HEADER + EVENT_BYTES * size), f"s{seed}-")


def big_walk(seed: int, steps: int = MOST_EVENTS) -> list[Event]:
    """One customer whose every event is a step at stage level, in shuffled order."""
    draw = random.Random(seed)
    mapped = sorted(TOUCHPOINT_OF)
    at, stage, events = START, "", list[Event]()
    for number in range(steps):
        name = draw.choice([one for one in mapped if STAGE_OF[TOUCHPOINT_OF[one]] != stage])
        stage = STAGE_OF[TOUCHPOINT_OF[name]]
        at += draw.choice(_SHORT_GAPS)
        event = Event(
            source=SOURCE_OF.get(name, "web"),
            event_id=f"w{seed}-{number:04d}",
            occurred_at=at,
            event_name=name,
            sequence=number,
            keys=(("user", f"w{seed}-u"),),
        )
        events.append(_finished(event, draw.randrange(256)))
    draw.shuffle(events)
    return events


def made_batch(seeds: Iterable[int]) -> list[Event]:
    """The logs of many seeds as one load, a big walk for every tenth seed among them."""
    events: list[Event] = []
    for seed in seeds:
        events += made_log(seed)
        if seed % 10 == 0:
            events += big_walk(seed)
    return events


def made_funnel(seed: int) -> FunnelQuestion:
    """A question that the seed decides, over the names of the made-up logs; every option comes up."""
    draw = random.Random(seed)
    names = draw.choices(_ASKED, k=draw.choice((1, 2, 2, 3, 3, 4)))
    order = draw.choice(("ordered", "ordered", "strict", "any"))
    window = draw.choice((None, None, "0", "30m", "1d", "30d"))
    entry = draw.choice(("any", "any", "first"))
    hold = draw.choice(((), (), (), ("product_id",), ("channel", "device")))
    if order == "any":
        steps = tuple(StepText(name, where=_made_where(draw)) for name in names)
        return FunnelQuestion(steps, window, "any", entry, hold)
    return FunnelQuestion(
        steps=tuple(_made_step(name, place, draw) for place, name in enumerate(names)),
        window=window,
        order=order,
        entry=entry,
        hold=hold,
        exclude=_made_exclusions(len(names), draw),
        on_exclude=draw.choice(("remove", "drop")),
        count=draw.choice(("units", "attempts")),
        unit=draw.choice(("customer", "customer", "session")),
    )


def _made_where(draw: random.Random) -> tuple[tuple[str, str], ...]:
    return draw.choice((*[()] * 6, (("product_id", "p1"),)))


def _made_step(name: str, place: int, draw: random.Random) -> StepText:
    within = draw.choice((None, None, None, None, "0", "10m", "30m", "1d")) if place else None
    optional = place > 0 and draw.random() < 0.2
    return StepText(name, where=_made_where(draw), within=within, optional=optional)


def _made_exclusions(step_count: int, draw: random.Random) -> tuple[ExclusionText, ...]:
    if step_count < 2 or draw.random() < 0.5:
        return ()
    after, before = sorted(draw.sample(range(1, step_count + 1), 2))
    return (
        ExclusionText(draw.choice(("heartbeat", "view_item", "add_to_cart", "payment_error")), after, before),
    )


# Strategies


def _bytes_of(least: int, most: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=HEADER + EVENT_BYTES * least, max_size=HEADER + EVENT_BYTES * most)


def logs() -> st.SearchStrategy[list[Event]]:
    """Logs of 1 to 200 events: few, some, many, and walks of one customer; they shrink to few events."""
    return st.one_of(
        _bytes_of(1, 20).map(decode_log),
        _bytes_of(15, 80).map(decode_log),
        _bytes_of(60, MOST_EVENTS).map(decode_log),
        st.integers(0, 999).map(big_walk),
    )


def funnels() -> st.SearchStrategy[FunnelQuestion]:
    """Funnels over the names of the made-up logs."""
    return st.integers(0, 99_999).map(made_funnel)
