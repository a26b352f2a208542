"""A funnel's settings, and one attempt at it (SEMANTICS 8).

Rule in own words: an attempt begins at an event that matches the first step. Then events are looked at
one after the other: the first that matches a step that may come next reaches it. The attempt ends when
the last step is reached, when no step that may come next can be in time any more, at an excluded event,
in strict order at any event that reaches nothing, or where the events run out. One event reaches one step
at most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from tests.reference.events import Event

Condition = Callable[[Event], bool]
Ending = Literal["converted", "timed_out", "excluded", "interrupted", "ran_out"]


@dataclass(frozen=True)
class FunnelStep:
    """One step.

    Attributes:
        name: its name in figures.
        matches: the condition on an event.
        within: longest time from the step reached before, microseconds.
        optional: whether it may be missed.
    """

    name: str
    matches: Condition
    within: int | None = None
    optional: bool = False


@dataclass(frozen=True)
class Exclusion:
    """An event that must not come between two steps, which are numbered from 1."""

    matches: Condition
    after: int
    before: int


@dataclass(frozen=True)
class Funnel:
    """A question.

    Attributes:
        steps: one or more; the first is never optional.
        window: longest time from the start, microseconds; None for no limit.
        order: whether other events, or another order, may come in.
        entry: whether every event that matches the first step may start, or the unit's first only.
        hold: properties that must be as they were at the start.
        exclude: events that void an attempt.
        on_exclude: whether a void attempt takes its unit out, or just ends.
        count: one best attempt of each unit, or each attempt.
    """

    steps: tuple[FunnelStep, ...]
    window: int | None = None
    order: Literal["ordered", "strict", "any"] = "ordered"
    entry: Literal["any", "first"] = "any"
    hold: tuple[str, ...] = ()
    exclude: tuple[Exclusion, ...] = ()
    on_exclude: Literal["remove", "drop"] = "remove"
    count: Literal["units", "attempts"] = "units"

    def __post_init__(self) -> None:
        """Refuse questions that have no answer."""
        if not self.steps or self.steps[0].optional:
            raise ValueError("A funnel needs a first step that is not optional.")
        special = any(step.within is not None or step.optional for step in self.steps)
        if self.order == "any" and (special or self.exclude or self.count == "attempts"):
            raise ValueError(
                "In any order there is no within, optional step, exclusion or counting of attempts."
            )
        if any(not 1 <= one.after < one.before <= len(self.steps) for one in self.exclude):
            raise ValueError("An exclusion lies after one step and before a later one.")


@dataclass(frozen=True)
class Attempt:
    """What one start led to.

    Attributes:
        reached: for each step the event that reached it, None where none did.
        ending: why it ended.
        resume_at: place of the first event that may start the next attempt.
    """

    reached: tuple[Event | None, ...]
    ending: Ending
    resume_at: int

    @property
    def depth(self) -> int:
        """Number of the furthest step reached, from 1."""
        return max(number for number, event in enumerate(self.reached, start=1) if event is not None)

    @property
    def times(self) -> tuple[int | None, ...]:
        """For each step the instant it was reached."""
        return tuple(None if event is None else event.occurred_at for event in self.reached)

    def is_converted(self, funnel: Funnel) -> bool:
        """Whether each step was reached that may not be missed."""
        pairs = zip(funnel.steps, self.reached, strict=True)
        return all(step.optional or event is not None for step, event in pairs)


def may_go_on(attempt: Attempt, funnel: Funnel, as_of: int) -> bool:
    """Whether an attempt that is not converted could still reach a step at the as-of time or later.

    An excluded event ends it for good, and in strict order any later event of the unit does; where a held
    property of the start is unknown nothing can be reached.
    """
    start = _known(attempt.reached[0])
    if any(start.get(name) is None for name in funnel.hold):
        return False
    ended = ("excluded", "interrupted", "timed_out") if funnel.order == "strict" else ("excluded",)
    if attempt.is_converted(funnel) or attempt.ending in ended:
        return False
    now = Event("as of", "", as_of, "")
    return any(_in_time(step, now, attempt.reached, funnel) for step in next_steps(funnel, attempt.depth - 1))


def holds(event: Event, start: Event, funnel: Funnel) -> bool:
    """Whether the held properties are known and as they were at the start."""
    return all(event.get(name) is not None and event.get(name) == start.get(name) for name in funnel.hold)


def next_steps(funnel: Funnel, last: int) -> list[int]:
    """Places of the steps that may come after the last one: up to the first that may not be missed."""
    places: list[int] = []
    for place in range(last + 1, len(funnel.steps)):
        places.append(place)
        if not funnel.steps[place].optional:
            break
    return places


def _in_time(place: int, event: Event, reached: Sequence[Event | None], funnel: Funnel) -> bool:
    """Whether the event comes soon enough to reach the step: exactly on time is soon enough."""
    done = [one for one in reached if one is not None]
    within = funnel.steps[place].within
    since_start = event.occurred_at - done[0].occurred_at
    since_last = event.occurred_at - done[-1].occurred_at
    return (funnel.window is None or since_start <= funnel.window) and (
        within is None or since_last <= within
    )


def _hit(event: Event, start: Event, places: Sequence[int], funnel: Funnel) -> int | None:
    """Place of the first of these steps that the event reaches."""
    for place in places:
        if funnel.steps[place].matches(event) and holds(event, start, funnel):
            return place
    return None


def _is_excluded(event: Event, last: int, hit: int | None, funnel: Funnel) -> bool:
    """Whether it is excluded here: after the one step was reached, and not itself reaching the other."""
    for one in funnel.exclude:
        is_between = one.after - 1 <= last < one.before - 1
        closes = hit is not None and hit >= one.before - 1
        if is_between and not closes and one.matches(event):
            return True
    return False


def attempt_from(events: Sequence[Event], start: int, funnel: Funnel) -> Attempt:
    """The attempt that begins at events[start], which matches the first step."""
    reached: list[Event | None] = [None] * len(funnel.steps)
    reached[0] = events[start]
    last = 0
    for place in range(start + 1, len(events)):
        if last == len(funnel.steps) - 1:
            break
        event = events[place]
        in_time = [step for step in next_steps(funnel, last) if _in_time(step, event, reached, funnel)]
        if not in_time:
            return Attempt(tuple(reached), "timed_out", place)
        hit = _hit(event, events[start], in_time, funnel)
        if _is_excluded(event, last, hit, funnel):
            return Attempt(tuple(reached), "excluded", place + 1)
        if hit is not None:
            reached[hit] = event
            last = hit
        elif funnel.order == "strict":
            return Attempt(tuple(reached), "interrupted", place)
    if last == len(funnel.steps) - 1:
        return Attempt(tuple(reached), "converted", events.index(_known(reached[-1])) + 1)
    return Attempt(tuple(reached), "ran_out", len(events))


def _known(event: Event | None) -> Event:
    assert event is not None
    return event
