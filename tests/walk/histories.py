"""Small made-up histories, as paths for the product and as journeys for the reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from journeymine.walk.paths import Int8, Paths
from tests.reference.events import DAY, HOUR, MINUTE, Event
from tests.reference.journeys import Journey, JourneyRules, build_journeys
from tests.reference.stages import StageMap
from tests.walk.made import START, Act, Map, made_paths

STAGES = ("look", "choose", "buy", "use")
TOUCHPOINT_OF = {"a": "home", "b": "search", "c": "item", "d": "cart", "e": "order", "f": "help"}
STAGE_OF = {
    "home": "look",
    "search": "look",
    "item": "choose",
    "cart": "choose",
    "order": "buy",
    "help": "use",
}
NAMES = (*TOUCHPOINT_OF, "x")
CHANNELS = ("web", "mail", "shop")
GAPS = (0, 0, 1, MINUTE, 30 * MINUTE, 30 * MINUTE + 1, HOUR, 24 * HOUR, 24 * HOUR + 1, 7 * DAY, 7 * DAY + 1)
SPLITS: tuple[str | int, ...] = ("never", "purchase", 7 * DAY)
OUTCOMES = ("converted", "dropped", "open")
PLACES = Map(TOUCHPOINT_OF, STAGE_OF, STAGES, ("buy",))
STAGE_MAP = StageMap(
    STAGES,
    frozenset({"buy"}),
    lambda event: TOUCHPOINT_OF.get(event.event_name),
    lambda place: STAGE_OF[place],
)


@dataclass(frozen=True)
class History:
    """Acts of a few customers, and how journeys are cut.

    Attributes:
        acts: in order for each customer.
        split: as in the journey file, an inactivity in microseconds.
    """

    acts: tuple[Act, ...]
    split: str | int

    def paths(self) -> Paths:
        """As the product has them."""
        return made_paths(self.acts, PLACES, split=self.split)[0]

    @property
    def as_of(self) -> int:
        """The last event's time."""
        return START + max((act.at for act in self.acts), default=0)

    def journeys(self) -> list[Journey]:
        """As the reference has them, in the order of the product's numbers."""
        by_customer: dict[str, list[Event]] = {}
        for act in self.acts:
            events = by_customer.setdefault(act.customer, [])
            name = f"{len(events):04d}"
            channel = act.words.get("channel")
            events.append(
                Event("web", f"{act.customer}{name}", START + act.at, act.event, len(events), channel)
            )
        rules = JourneyRules(self.as_of, self.split, 7 * DAY)  # pyright: ignore[reportArgumentType]
        return build_journeys(by_customer, STAGE_MAP, rules)

    def outcome(self) -> Int8:
        """Of each journey, as the product's numbers of outcomes."""
        return np.array([OUTCOMES.index(journey.outcome) for journey in self.journeys()], dtype=np.int8)


@st.composite
def histories(draw: st.DrawFn, most: int = 40) -> History:
    """Any history: ties, repeats, gaps of exactly a limit, unmapped events, events without a channel."""
    size = st.integers(0, most)
    acts: list[Act] = []
    for customer in draw(st.lists(st.sampled_from("pqrs"), max_size=4, unique=True)):
        at = 0
        for _ in range(draw(size)):
            at += draw(st.sampled_from(GAPS))
            channel = draw(st.sampled_from(CHANNELS))
            acts.append(Act(customer, at, draw(st.sampled_from(NAMES)), {"channel": channel}))
    return History(tuple(acts), draw(st.sampled_from(SPLITS)))


def names(codes: Sequence[int], of: Sequence[str]) -> list[str]:
    """What codes stand for."""
    return [of[code] for code in codes]
