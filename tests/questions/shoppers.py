"""Three shoppers and what they did, for tests of cohorts."""

from __future__ import annotations

from pathlib import Path

from journeymine.questions.cohorts import cohort
from journeymine.questions.ground import Ground
from journeymine.walk.units import Unit
from tests.questions.grounds import made_ground
from tests.walk.made import DAY, HOUR, MINUTE, Act, Map

PLACES = Map(
    touchpoints={name: name for name in ("view", "cart", "buy", "help")},
    stages={"view": "consideration", "cart": "consideration", "buy": "purchase", "help": "support"},
    order=("consideration", "purchase", "support"),
    conversion=("purchase",),
)
ACTS = [
    # ann views twice in one session, fills a cart, buys two days later, asks for help, buys again
    Act("ann", 0, "view", {"device": "mobile"}),
    Act("ann", 5 * MINUTE, "view", {"device": "desktop"}),
    Act("ann", 10 * MINUTE, "cart", {"device": "mobile"}, {"value": 80.0}),
    Act("ann", 2 * DAY, "buy"),
    Act("ann", 3 * DAY, "help"),
    Act("ann", 9 * DAY, "buy"),
    # bob fills a cart twice, on two days, and never buys
    Act("bob", 0, "view", {"device": "desktop"}),
    Act("bob", HOUR, "cart", {"device": "mobile"}, {"value": 20.0}),
    Act("bob", 5 * DAY, "cart", {"device": "mobile"}, {"value": 30.0}),
    Act("bob", 5 * DAY + HOUR, "view"),
    # cyd asks for help at the instant at which she buys, before it
    Act("cyd", DAY, "help"),
    Act("cyd", DAY, "buy"),
]
COLUMNS = {
    "customers": {
        "persona": ["regulars", "everyone else", None],
        "event_count": [6, 4, 2],
        "outcome": ["converted", "dropped", "converted"],
    },
    "sessions": {"device": ["mobile", None, None, None, "desktop", "mobile", "mobile", None, None]},
    "journeys": {"device": ["mobile", "desktop", None], "variant": ["x", "y", "x"]},
}


def ground(cohorts: dict[str, str] | None = None, folder: Path | None = None) -> Ground:
    return made_ground(ACTS, PLACES, columns=COLUMNS, cohorts=cohorts, folder=folder)


def ids(when: str, unit: Unit | None = None, on: Ground | None = None) -> list[str]:
    return cohort(on or ground(), when, unit).ids().column(0).to_pylist()
