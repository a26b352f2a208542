"""Made-up histories of who was seen with which identifiers: late logins, shared devices, kiosks, shared and
denied identifiers, records, linking rows and unlinked pairs. A seed decides a history; no two share an
identifier.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.reference.events import DAY, HOUR, MINUTE, SECOND, Event, Key
from tests.reference.keys import STRONG_TYPES, normal_value

START = 1_262_304_000 * SECOND
DENIED = ("guest", "NULL", "0", "Test@test")
_GAPS = (
    *(0, 0, 0, 1, SECOND, MINUTE, 10 * MINUTE, 30 * MINUTE, 30 * MINUTE, 30 * MINUTE + 1, 30 * MINUTE - 1),
    *(3 * HOUR, DAY),
)
_MOST_EVENTS = 40


@dataclass(frozen=True)
class History:
    """What a few people and devices left behind.

    Attributes:
        events: in shuffled order.
        links: keys of rows that are no events.
        unlink: pairs of strong keys as somebody would write them, `type:value`.
    """

    events: tuple[Event, ...]
    links: tuple[tuple[Key, ...], ...]
    unlink: tuple[tuple[str, str], ...]

    def unlinked(self) -> frozenset[frozenset[Key]]:
        """The unlinked pairs in normal form."""
        return frozenset(frozenset((_key(one), _key(other))) for one, other in self.unlink)


def _key(text: str) -> Key:
    kind, _, value = text.partition(":")
    return (kind, normal_value((kind, value)))


class _Maker:
    """Draws the rows of one history."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.tag = f"h{seed}x"
        self.crowd = self.draw.choice((1, 2, 4, 8, 16))
        self.odds = self.draw.choice((0.05, 0.2, 0.6))

    def key(self, kind: str, number: int) -> Key:
        """An identifier, often in an odd spelling."""
        odd = self.draw.random() < 0.3
        if kind == "phone":
            digits = f"{self.tag[1:-1]}00{number}"
            return (kind, f" +48 {digits[:2]}-({digits[2:]})" if odd else f"+48{digits}")
        if kind == "email":
            return (kind, f" {self.tag.upper()}E{number}@X.pl\u00a0" if odd else f"{self.tag}e{number}@x.pl")
        return (kind, f"\t{self.tag}{kind[0]}{number} " if odd else f"{self.tag}{kind[0]}{number}")

    def person(self) -> Key:
        """One strong identifier of few."""
        kind = self.draw.choice(("user", "user", "email", "crm", "phone"))
        return self.key(kind, self.draw.randrange(self.crowd))

    def device(self) -> Key:
        return self.key("anonymous", self.draw.randrange(3))

    def record(self) -> Key:
        return self.key("record", self.draw.randrange(3))

    def kiosk(self) -> tuple[Key, ...]:
        """One device that anybody uses."""
        device = self.key("anonymous", 9)
        return (device, self.person()) if self.draw.random() < 0.4 else (device,)

    def office(self) -> tuple[Key, ...]:
        """One address that everybody gives, in some histories."""
        if self.odds > 0.2:
            return (self.person(),)
        office = self.key("email", 9)
        return (office, self.key("user", self.draw.randrange(self.crowd + 2)))

    def several(self) -> tuple[Key, ...]:
        """Some strong identifiers, of one type too; in most histories seldom."""
        if self.draw.random() > self.odds:
            return (self.person(),)
        return tuple(self.person() for _ in range(self.draw.randint(2, 4)))

    def denied(self) -> tuple[Key, ...]:
        none = (self.draw.choice(STRONG_TYPES[:3]), self.draw.choice(DENIED))
        return (none, self.draw.choice((self.device, self.person))())

    def row(self) -> tuple[Key, ...]:
        """The identifiers of one row; at least one counts."""
        kinds: tuple[Callable[[], tuple[Key, ...]], ...] = (
            lambda: (self.device(),),
            lambda: (self.device(),),
            lambda: (self.device(), self.person()),
            lambda: (self.device(), self.device()),
            lambda: (self.person(),),
            lambda: (self.record(),),
            lambda: (self.record(), self.device()),
            lambda: (self.record(), self.person()),
            lambda: (self.record(), self.record()),
            lambda: (*self.several(), self.device()),
            self.several,
            self.kiosk,
            self.kiosk,
            self.office,
            self.office,
            self.office,
            self.denied,
        )
        return self.draw.choice(kinds)()

    def history(self) -> History:
        at, events = START, list[Event]()
        for number in range(self.draw.randint(1, _MOST_EVENTS)):
            at += self.draw.choice(_GAPS)
            events.append(
                Event(
                    source=self.draw.choice(("web", "app")),
                    event_id=f"{self.tag}{(number * 7_919 + 13) % 10_007:05d}",
                    occurred_at=at,
                    event_name="view",
                    sequence=self.draw.randrange(2),
                    keys=self.row(),
                )
            )
        self.draw.shuffle(events)
        links = tuple(self.several() for _ in range(self.draw.choice((0, 0, 0, 1, 2))))
        return History(tuple(events), links, self.unlink([event.keys for event in events] + list(links)))

    def unlink(self, rows: list[tuple[Key, ...]]) -> tuple[tuple[str, str], ...]:
        """Pairs that stand on a row together, and now and then one that does not."""
        pairs: set[frozenset[Key]] = set()
        for _ in range(self.draw.choice((0, 1, 2, 4, 6))):
            linked = [row for row in rows if len({key for key in row if key[0] in STRONG_TYPES}) > 1]
            row = self.draw.choice(linked) if linked else (self.person(), self.person())
            keys = [key for key in row if key[0] in STRONG_TYPES]
            pair = frozenset((kind, normal_value((kind, value))) for kind, value in self.draw.sample(keys, 2))
            if len(pair) == 2:
                pairs.add(pair)
        written = [sorted(f"{kind}:{value}" for kind, value in pair) for pair in pairs]
        return tuple((one, other) for one, other in sorted(written))


def made_history(seed: int) -> History:
    """The history that a seed decides."""
    return _Maker(seed).history()
