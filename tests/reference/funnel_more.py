"""What else a funnel's attempts say (SEMANTICS 8): by value, by date, after how long, what came next, what
goes with it.

Rule in own words: everything is read from the attempts that are counted. A value counts by the first known
    one
among the events that reached steps, the last, or that at one step. The next action is the unit's next event
inside the window. An event goes with getting on if it lies after the start and before the step aimed at; for
the lost up to the end of the window. The share that got on by a time is one less the product, over the times
at which somebody got on, of the part of those still followed that did not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from tests.reference.attempt import Attempt, Funnel, may_go_on, next_steps
from tests.reference.events import SECOND, Event
from tests.reference.funnel import UnitResult

Fate = Literal["lost", "open", "converted"]
FOR_EVER = float("inf")


@dataclass(frozen=True)
class Told:
    """One counted attempt with what became of it.

    Attributes:
        unit: name of the unit.
        attempt: the attempt.
        fate: what became of it.
        open_start: the earliest start from which the unit may still get on.
    """

    unit: str
    attempt: Attempt
    fate: Fate
    open_start: Event | None


def told(results: Sequence[UnitResult], funnel: Funnel, as_of: int) -> list[Told]:
    """All counted attempts. Without a limit of time nobody is called open."""
    out: list[Told] = []
    for result in results:
        for one in result.attempts:
            start = result.open_start(funnel, as_of)
            if funnel.count == "attempts":
                start = one.reached[0] if may_go_on(one, funnel, as_of) else None
            fate: Fate = "open" if start is not None and _is_limited(one, funnel) else "lost"
            out.append(Told(result.unit, one, "converted" if one.is_converted(funnel) else fate, start))
    return out


def _is_limited(attempt: Attempt, funnel: Funnel) -> bool:
    """Whether there is a limit of time to what may come next."""
    following = [funnel.steps[place] for place in next_steps(funnel, attempt.depth - 1)]
    return funnel.window is not None or all(step.within is not None for step in following)


def step_counts(attempts: Iterable[Told], steps: int) -> list[dict[str, int]]:
    """Of each step: how many reached it, went on, were lost, are open, had finished."""
    out: list[dict[str, int]] = []
    found = list(attempts)
    for place in range(steps):
        here = [one for one in found if one.attempt.reached[place] is not None]
        ended = [one for one in here if one.attempt.depth == place + 1]
        fates = {fate: sum(one.fate == fate for one in ended) for fate in ("lost", "open", "converted")}
        out.append({"reached": len(here), "onward": len(here) - len(ended), **fates})
    return out


def value_by(attempt: Attempt, field: str, rule: str) -> str | None:
    """The value that counts for an attempt: `first`, `last`, or that at `step k`."""
    if rule.startswith("step "):
        event = attempt.reached[int(rule.removeprefix("step ")) - 1]
        return None if event is None else event.get(field)
    values = [event.get(field) for event in attempt.reached if event is not None]
    known = [value for value in values if value is not None]
    if not known:
        return None
    return known[0] if rule == "first" else known[-1]


def period_of(event: Event, period: Literal["day", "week", "month"]) -> date:
    """First day of the period of an event, UTC; weeks begin on Monday."""
    day = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=event.occurred_at)).date()
    if period == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == "month" else day


def next_event(events: Sequence[Event], attempt: Attempt, place: int, funnel: Funnel) -> Event | None:
    """The unit's next event after the one that reached a step, inside the window."""
    reached, start = attempt.reached[place], attempt.reached[0]
    assert reached is not None
    assert start is not None
    later = events[events.index(reached) + 1 :]
    if not later or (funnel.window is not None and later[0].occurred_at - start.occurred_at > funnel.window):
        return None
    return later[0]


def seen(events: Sequence[Event], attempt: Attempt, between: tuple[int, int], funnel: Funnel) -> set[str]:
    """Names of the events after the one step and before the other (or in time), that match no step or
    exclusion.
    """
    begin, start, end = attempt.reached[between[0]], attempt.reached[0], attempt.reached[between[1]]
    assert begin is not None
    assert start is not None
    stop = len(events) if end is None else events.index(end)
    return {
        event.event_name
        for event in events[events.index(begin) + 1 : stop]
        if (funnel.window is None or event.occurred_at - start.occurred_at <= funnel.window)
        and not any(one.matches(event) for one in (*funnel.steps, *funnel.exclude))
    }


def followed(one: Told, place: int, as_of: int) -> tuple[float, bool]:
    """For how many microseconds an attempt is known, and whether it got on then."""
    reached, start = one.attempt.reached[place], one.attempt.reached[0]
    assert start is not None
    if reached is not None:
        return reached.occurred_at - start.occurred_at, True
    if one.open_start is not None:
        return max(as_of - one.open_start.occurred_at, 0), False
    return FOR_EVER, False


def share_by_time(known: Sequence[tuple[float, bool]]) -> Mapping[float, float]:
    """The share that got on by each time (seconds) at which somebody did."""
    staying, out = 1.0, dict[float, float]()
    for time in sorted({time for time, is_reached in known if is_reached}):
        at_risk = sum(other >= time for other, _ in known)
        events = sum(other == time and is_reached for other, is_reached in known)
        staying *= 1 - events / at_risk
        out[time / SECOND] = 1 - staying
    return out
