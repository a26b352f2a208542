"""The reference's answers about funnels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tests.reference.attempt import Exclusion, Funnel, FunnelStep
from tests.reference.events import Event, SourceSettings
from tests.reference.funnel import StepFigures, UnitResult, funnel_figures, run_funnel
from tests.reference.funnel_more import Told, told
from tests.reference.sessions import build_sessions
from tests.spec.answer_rows import Cell, answer_table, as_of, own_events
from tests.spec.questions import FunnelQuestion, StepText
from tests.spec.table import Table, format_instant, parse_time


def _matches(event: Event, step: StepText) -> bool:
    return event.event_name == step.event and all(event.get(name) == value for name, value in step.where)


def _is_named(event: Event, name: str) -> bool:
    return event.event_name == name


def _duration(text: str | None) -> int | None:
    return None if text is None else parse_time(text)


def funnel_of(question: FunnelQuestion) -> Funnel:
    """The question with its conditions made functions."""
    return Funnel(
        steps=tuple(
            FunnelStep(step.event, partial(_matches, step=step), _duration(step.within), step.optional)
            for step in question.steps
        ),
        window=_duration(question.window),
        order=question.order,
        entry=question.entry,
        hold=question.hold,
        exclude=tuple(
            Exclusion(partial(_is_named, name=one.event), one.after, one.before) for one in question.exclude
        ),
        on_exclude=question.on_exclude,
        count=question.count,
    )


def funnel_units(events: Sequence[Event], question: FunnelQuestion) -> dict[str, list[Event]]:
    """Events of each customer, or of each session as `customer/number`."""
    by_customer = own_events(events)
    if question.unit == "customer":
        return by_customer
    sessions = build_sessions(by_customer, settings=SourceSettings())
    units: dict[str, list[Event]] = {}
    for customer in by_customer:
        own = [session for session in sessions if session.customer == customer]
        units |= {f"{customer}/{number}": list(one.events) for number, one in enumerate(own, start=1)}
    return units


def _unit_rows(result: UnitResult) -> list[tuple[Cell, ...]]:
    if not result.attempts:
        return [(result.unit, "out" if result.is_removed else 0, "")]
    return [
        (result.unit, attempt.depth, " ".join(format_instant(time) or "-" for time in attempt.times))
        for attempt in result.attempts
    ]


def _figure_row(row: StepFigures, ended: dict[str, list[str]]) -> tuple[Cell, ...]:
    return (
        row.step,
        row.count,
        row.share_of_first,
        row.share_of_previous,
        row.median_seconds,
        row.p90_seconds,
        " ".join(row.reached),
        *(" ".join(ended[fate]) for fate in ("lost", "open")),
    )


def _ended(attempts: Sequence[Told], place: int) -> dict[str, list[str]]:
    """Units that came to a step and no further, by what became of them."""
    own = [one for one in attempts if one.attempt.depth == place + 1]
    return {fate: [one.unit for one in own if one.fate == fate] for fate in ("lost", "open")}


def funnel_answer(events: Sequence[Event], question: FunnelQuestion) -> Table:
    """How far units get."""
    funnel = funnel_of(question)
    results = run_funnel(funnel_units(events, question), funnel)
    if question.view == "units":
        return answer_table("unit depth at", [row for result in results for row in _unit_rows(result)])
    columns = "step count share_of_first share_of_previous median_seconds p90_seconds reached lost open"
    attempts = told(results, funnel, as_of(None, events))
    rows = [
        _figure_row(row, _ended(attempts, place)) for place, row in enumerate(funnel_figures(results, funnel))
    ]
    return answer_table(columns, rows)
