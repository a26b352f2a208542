"""A shop made by hand in which every question has an answer, and every question asked of it once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from journeymine.questions.asking import Follow
from journeymine.questions.attribution import attribution
from journeymine.questions.cohorts import cohort
from journeymine.questions.compare import compare
from journeymine.questions.conditions import Step
from journeymine.questions.funnel import FunnelResult, funnel
from journeymine.questions.graph import TransitionGraph, transition_graph
from journeymine.questions.ground import Ground
from journeymine.questions.matching import Anchor
from journeymine.questions.matrix import follows, steps
from journeymine.questions.paths import Between, paths
from journeymine.questions.result import Result
from tests.questions.grounds import made_ground
from tests.walk.made import DAY, HOUR, MINUTE, START, Act, Map

PLACES = Map(
    {"look": "list", "view": "item", "cart": "cart", "buy": "order", "help": "desk"},
    {"list": "seek", "item": "seek", "cart": "choose", "order": "order", "desk": "help"},
    ("seek", "choose", "order", "help"),
    ("order",),
    cart_roles={"cart": 1, "buy": 4},
)
PEOPLE = 24
EMPTY = {
    "carts": {
        **{name: pa.string() for name in ("customer_id", "outcome")},
        **{name: pa.timestamp("us", "UTC") for name in ("opened_at", "last_activity_at", "closed_at")},
    },
    "ad_costs": {
        "day": pa.date32(),
        **{name: pa.string() for name in ("channel", "medium", "campaign", "currency")},
        "cost": pa.float64(),
    },
}


def ground(folder: Path | None = None) -> Ground:
    """Two dozen customers in two halves of a month; a third of them buys, some ask for help.

    Args:
        folder: where cohorts are saved.
    """
    acts = [act for number in range(PEOPLE) for act in _acts(number)]
    columns = {
        "customers": {"persona": ["regulars" if number % 2 else "everyone else" for number in range(PEOPLE)]},
        "journeys": {"outcome": ["dropped" if number % 3 else "converted" for number in range(PEOPLE)]},
    }
    made = made_ground(acts, PLACES, columns=columns, cohorts={"buyers": "did buy"}, folder=folder)
    tables = {name: pa.schema(list(kinds.items())).empty_table() for name, kinds in EMPTY.items()}
    owners = [f"owner of {place}" for place in PLACES.stages]
    tables["touchpoints"] = pa.table({"touchpoint": list(PLACES.stages), "owner": owners})
    as_of = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=START + 90 * DAY)
    read = made.read
    return replace(
        made, as_of=as_of, min_cell=2, read=lambda name: tables[name] if name in tables else read(name)
    )


def _acts(number: int) -> list[Act]:
    who, start = f"c{number:02d}", number * DAY + number * MINUTE
    words = {"channel": "email" if number % 2 else "search", "device": "mobile" if number % 4 else "desktop"}
    acts = [Act(who, start, "look", words), Act(who, start + (number + 1) * MINUTE, "view", words)]
    if number % 4:
        acts.append(Act(who, start + HOUR, "cart", words, {"value": float(number)}))
        acts.append(Act(who, start + 2 * HOUR, "look", words))
    if number % 5 == 0:
        acts.append(Act(who, start + 3 * HOUR, "help", words))
    if number % 3 == 0:
        acts.append(Act(who, start + DAY, "buy", {**words, "currency": "EUR"}, {"value": 10.0 + number}))
    return acts


def _funnel(on: Ground) -> FunnelResult:
    return funnel(on, "look > view > cart? >[<= 30h] buy", window="2d", since="2026-01-02", exclude="help")


def _graph(on: Ground, **how: Any) -> TransitionGraph:
    return transition_graph(on, Follow(**how))


EVERY: Mapping[str, Callable[[Ground], Result]] = {
    "funnel": _funnel,
    "funnel named": lambda on: funnel(on, [Step("look", name="begins"), Step("buy", within="5d")]),
    "funnel of attempts": lambda on: funnel(
        on, "look > view", count="attempts", unit="session", entry="first"
    ),
    "funnel in any order": lambda on: funnel(on, "look > view > cart", order="any", window="1d"),
    "by": lambda on: _funnel(on).by("device", "last", top=1),
    "by a number": lambda on: _funnel(on).by("value", edges=[5.0, 15.0]),
    "by persona": lambda on: _funnel(on).by("persona"),
    "trend": lambda on: _funnel(on).trend("week"),
    "times": lambda on: _funnel(on).times(2),
    "curve": lambda on: _funnel(on).curve(),
    "next actions": lambda on: _funnel(on).next_actions(2, level="touchpoint", top=2),
    "drivers": lambda on: funnel(on, "look > buy").drivers(least=1),
    "two funnels": lambda on: _funnel(on).compare(
        funnel(on, "look > view > cart > buy", window="3d", cohort="buyers")
    ),
    "the period before": lambda on: funnel(on, "look > buy", since="2026-01-13").against_previous(),
    "paths": lambda on: paths(on, follow=Follow(level="event", collapse=False), depth=3, top=2),
    "paths between": lambda on: paths(
        on, Between("look", Step("buy")), follow=Follow(level="touchpoint", unit="customer")
    ),
    "paths around": lambda on: paths(on, Between(around="cart"), follow=Follow(level="touchpoint")),
    "graph": lambda on: _graph(on, level="touchpoint", opened={"item": "event"}, where="outcome <> 'open'"),
    "graph of sessions": lambda on: _graph(
        on, level="device", unit="session", cohort=cohort(on, "sessions that did look")
    ),
    "thin graph": lambda on: _graph(on, level="event").thin(keep=0.5, top=3),
    "handovers": lambda on: _graph(on).handovers("owner"),
    "two graphs": lambda on: _graph(on, cohort="buyers").difference(_graph(on, cohort="never did buy")),
    "graph of a part": lambda on: _graph(
        on, level="touchpoint", from_match="look >[<= 30m] view", to_match=Anchor("cart > look", at="start")
    ),
    "step matrix": lambda on: steps(
        on, "cart", follow=Follow(level="touchpoint", until="2026-01-20"), before=1, after=2
    ),
    "step matrix of a part": lambda on: steps(
        on, follow=Follow(level="event", to_match=Anchor("look", which="last")), after=2
    ),
    "follows": lambda on: follows(on, Follow(level="event", events="not help")),
    "attribution": lambda on: attribution(on, since="2026-01-02", half_life=timedelta(days=3)),
    "attribution of a cohort": lambda on: attribution(
        on, "first", conversion="buy[value>12]", touches="events", cohort=cohort(on, "did view")
    ),
    "periods": lambda on: compare(on, "2026-01-13..2026-01-24", "2026-01-01..2026-01-12"),
    "segments": lambda on: compare(
        on, cohort(on, "buyers"), figures=["conversion_rate", "transition_rate"], level="touchpoint"
    ),
}
"""Each kind of question by a name, asked with other options than its own where it has some."""
