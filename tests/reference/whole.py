"""The way from events to journeys in one call, for tests that compare whole runs.

Rule in own words: give each event its customer, cut sessions, map and cut journeys; the as-of time is the
last event's of the whole load unless it is set. The measures are then asked one by one of the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.reference.carts import Cart, CartRules, build_carts
from tests.reference.events import DAY, Event, EventId, SourceSettings, in_order
from tests.reference.identity import Customer, events_by_customer, resolve
from tests.reference.journeys import Journey, JourneyRules, Split, build_journeys
from tests.reference.keys import IdentityRules
from tests.reference.sessions import Session, build_sessions
from tests.reference.stages import StageMap


@dataclass(frozen=True)
class WholeRules:
    """All settings of a run.

    Attributes:
        stage_map: stages and their rules.
        cart_rules: rules of carts; None where there are none.
        sources: which sources are sessionized, which native.
        identity: identity settings; its session timeout is that of sessions too.
        split: how journeys are cut.
        inactive_after: microseconds.
        as_of: microseconds; the last event's time where None.
    """

    stage_map: StageMap
    cart_rules: CartRules | None = None
    sources: SourceSettings = field(default_factory=SourceSettings)
    identity: IdentityRules = field(default_factory=IdentityRules)
    split: Split = "never"
    inactive_after: int = 30 * DAY
    as_of: int | None = None


@dataclass(frozen=True)
class Whole:
    """What a run gives; each event's customer by its id, each customer's events by its label."""

    as_of: int
    customers: Mapping[EventId, Customer]
    by_customer: Mapping[str, Sequence[Event]]
    sessions: Sequence[Session]
    journeys: Sequence[Journey]
    carts: Sequence[Cart]


def build(events: Iterable[Event], rules: WholeRules) -> Whole:
    """Run the reference over a load, which must not be empty."""
    ordered = in_order(events)
    as_of = ordered[-1].occurred_at if rules.as_of is None else rules.as_of
    customers = resolve(ordered, rules=rules.identity)
    by_customer = events_by_customer(ordered, customers)
    journey_rules = JourneyRules(as_of, rules.split, rules.inactive_after)
    return Whole(
        as_of=as_of,
        customers=customers,
        by_customer=by_customer,
        sessions=build_sessions(by_customer, settings=rules.sources, timeout=rules.identity.session_timeout),
        journeys=build_journeys(by_customer, rules.stage_map, journey_rules),
        carts=build_carts(by_customer, rules.cart_rules, as_of) if rules.cart_rules else [],
    )
