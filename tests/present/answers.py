"""The made-up shop's conversions put down to their touches, and two sides of it compared: what goldens,
empties and hostile labels are tried on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.questions.attribution import attribution
from journeymine.questions.compare import compare
from journeymine.questions.ground import Ground
from tests.present.drawings import scene_of
from tests.present.fixtures import about, published_tables
from tests.present.walks import AS_OF, PLACES, STAGE_OF, STAGES, Visit, Walk, walks
from tests.questions.grounds import made_ground
from tests.walk.made import START, Act, Map

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CHANNEL = {place.name: place.channel for place in PLACES}
_COSTS = (("paid search", 9000.0), ("social", 2500.0))
_CARTS = {
    **{name: pa.string() for name in ("customer_id", "outcome")},
    **{name: pa.timestamp("us", "UTC") for name in ("opened_at", "last_activity_at", "closed_at")},
}


def shop(language: str = "en", customers: int = 900, *, name: str = "search_ad") -> Ground:
    """The shop as a ground for questions.

    Args:
        language: of its pictures.
        customers: how many of its customers there are.
        name: what the search advertisement is called.
    """
    names = {place.name: place.name for place in PLACES} | {"search_ad": name}
    stages = {names[place]: stage for place, stage in STAGE_OF.items()}
    acts = [_act(walk, visit, names) for walk in walks()[:customers] for visit in walk.visits]
    personas = [walk.persona for walk in walks()[:customers]]
    made = made_ground(
        acts,
        Map(
            {event: event for event in stages},
            stages,
            STAGES,
            ("purchase",),
            cart_roles={"cart": 1, "checkout": 2},
        ),
        columns={"journeys": {"persona": personas}},
    )
    tables = {"carts": pa.schema(list(_CARTS.items())).empty_table(), "ad_costs": _costs()}
    read = made.read
    return replace(
        made,
        as_of=AS_OF,
        read=lambda table: tables[table] if table in tables else read(table),
        make_scene=lambda: scene_of(published_tables(language), about(language)),
    )


def _act(walk: Walk, visit: Visit, names: dict[str, str]) -> Act:
    words = {"channel": _CHANNEL[visit.place], "device": walk.device}
    at = (visit.at - _EPOCH) // _MICROSECOND - START
    if visit.place != "payment":
        return Act(walk.customer, at, names[visit.place], words)
    return Act(walk.customer, at, "payment", {**words, "currency": "EUR"}, {"value": 80.0 + 5 * visit.at.day})


def _costs() -> pa.Table:
    paid = [(channel, None, None, "EUR", cost) for channel, cost in _COSTS]
    columns = dict(
        zip(("channel", "medium", "campaign", "currency", "cost"), zip(*paid, strict=True), strict=True)
    )
    words = {
        name: pa.array(columns[name], pa.string()) for name in ("channel", "medium", "campaign", "currency")
    }
    return pa.table(
        {
            "day": pa.array([date(2025, 3, 1)] * len(paid), pa.date32()),
            **words,
            "cost": pa.array(columns["cost"], pa.float64()),
        }
    )


Drawing = Callable[[Ground], go.Figure]
ATTRIBUTIONS: dict[str, Drawing] = {
    "touchpoints": lambda on: attribution(on, level="touchpoint", touches="events").plot(),
    "channels": lambda on: attribution(on, ["last", "linear"], touches="events").plot(),
    "alone": lambda on: attribution(on, "decay", level="touchpoint", touches="events").plot(),
}
COMPARISONS: dict[str, Drawing] = {
    "periods": lambda on: compare(on, "2025-04-01..2025-06-29", "2025-01-01..2025-03-31").plot(),
    "groups": lambda on: compare(on, "persona = 'comparer'", "persona = 'quick'").plot(),
    "passages": lambda on: compare(
        on, "persona = 'comparer'", level="touchpoint", figures="transition_rate"
    ).plot(),
}
DRAWINGS: dict[str, Drawing] = {**ATTRIBUTIONS, **COMPARISONS}
