"""The reference's answer to each kind of question, as a table of text."""

from __future__ import annotations

from collections.abc import Sequence

from tests.reference.events import Event, Key, SourceSettings
from tests.reference.identity import resolve
from tests.reference.keys import IdentityRules
from tests.reference.sessions import build_sessions
from tests.spec.answer_rows import answer_table, ids, own_events
from tests.spec.answers_carts import abandonment_answer, carts_answer
from tests.spec.answers_funnel import funnel_answer
from tests.spec.answers_journeys import (
    cycles_answer,
    dropoff_answer,
    journeys_answer,
    leavings_answer,
    movement_answer,
    pairs_answer,
    spread_answer,
    steps_answer,
    transitions_answer,
)
from tests.spec.questions import (
    AbandonmentQuestion,
    CartsQuestion,
    CustomersQuestion,
    CyclesQuestion,
    DropoffQuestion,
    FunnelQuestion,
    JourneysQuestion,
    LeavingsQuestion,
    MovementQuestion,
    PairsQuestion,
    Question,
    SessionsQuestion,
    SpreadQuestion,
    StepsQuestion,
    TransitionsQuestion,
)
from tests.spec.table import Table, parse_time


def _key(text: str) -> Key:
    key_type, value = text.split(":", 1)
    return (key_type, value)


def customers_answer(events: Sequence[Event], question: CustomersQuestion) -> Table:
    """Whose each event is."""
    rules = IdentityRules(max_links=question.max_links, max_device_people=question.max_device_people)
    crm_rows = [tuple(_key(text) for text in row.split()) for row in question.crm_rows]
    found = resolve(events, rules=rules, crm_rows=crm_rows)
    rows = [(ident[1], customer.label, customer.kind) for ident, customer in found.items()]
    return answer_table("event customer kind", rows)


def sessions_answer(events: Sequence[Event], question: SessionsQuestion) -> Table:
    """The sessions."""
    settings = SourceSettings(frozenset(question.sessionized), frozenset(question.native))
    sessions = build_sessions(own_events(events), settings=settings, timeout=parse_time(question.timeout))
    rows = [
        (one.customer, one.source, ids(one.events), len(one.events), one.duration_seconds) for one in sessions
    ]
    return answer_table("customer source events event_count duration_seconds", rows)


JourneyKind = JourneysQuestion | StepsQuestion | TransitionsQuestion | DropoffQuestion | LeavingsQuestion
MovementKind = MovementQuestion | PairsQuestion | CyclesQuestion | SpreadQuestion


def reference_answer(events: Sequence[Event], question: Question) -> Table:
    """The reference's answer to any question."""
    match question:
        case CustomersQuestion():
            return customers_answer(events, question)
        case SessionsQuestion():
            return sessions_answer(events, question)
        case FunnelQuestion():
            return funnel_answer(events, question)
        case CartsQuestion():
            return carts_answer(events, question)
        case AbandonmentQuestion():
            return abandonment_answer(events, question)
        case _:
            return _about_journeys(events, question)


def _about_journeys(events: Sequence[Event], question: JourneyKind | MovementKind) -> Table:
    match question:
        case JourneysQuestion():
            return journeys_answer(events, question)
        case StepsQuestion():
            return steps_answer(events, question)
        case TransitionsQuestion():
            return transitions_answer(events, question)
        case DropoffQuestion():
            return dropoff_answer(events, question)
        case LeavingsQuestion():
            return leavings_answer(events, question)
        case _:
            return _about_movement(events, question)


def _about_movement(events: Sequence[Event], question: MovementKind) -> Table:
    match question:
        case MovementQuestion():
            return movement_answer(events, question)
        case PairsQuestion():
            return pairs_answer(events, question)
        case CyclesQuestion():
            return cycles_answer(events, question)
        case SpreadQuestion():
            return spread_answer(events, question)
