"""Funnels: what each unit reached, and the figures of each step (SEMANTICS 8).

Rule in own words: a unit is a customer's, session's or journey's events. Its depth is the greatest that
any allowed start leads to; the earliest such start gives the times. With `remove` a void attempt of any
allowed start takes the unit out; with `drop` it just ends there. Counting attempts, each one is followed
by the next start after its end. In any order, depth is the most different steps that the events of one
span of the window can serve.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.reference.attempt import Attempt, Funnel, attempt_from, holds, may_go_on
from tests.reference.events import Event, in_order
from tests.reference.quantiles import quantile_seconds


@dataclass(frozen=True)
class UnitResult:
    """What one unit reached.

    Attributes:
        unit: name of the unit.
        attempts: its best attempt, or all of them when attempts are counted; none where it never started.
        is_removed: whether an exclusion took it out of the funnel.
        every: the attempts of all allowed starts, or those that are counted.
    """

    unit: str
    attempts: tuple[Attempt, ...]
    is_removed: bool = False
    every: tuple[Attempt, ...] = ()

    @property
    def depth(self) -> int:
        """Number of the furthest step reached; 0 where it never started."""
        return max((attempt.depth for attempt in self.attempts), default=0)

    @property
    def times(self) -> tuple[int | None, ...]:
        """Instants at which the earliest best attempt reached each step; empty where it never started."""
        best = [attempt for attempt in self.attempts if attempt.depth == self.depth]
        return best[0].times if best else ()

    def open_start(self, funnel: Funnel, as_of: int) -> Event | None:
        """The earliest start from which it may still convert at the as-of time; None: there is none, or it
        did.
        """
        if any(attempt.is_converted(funnel) for attempt in self.attempts):
            return None
        starts = [attempt.reached[0] for attempt in self.every if may_go_on(attempt, funnel, as_of)]
        return starts[0] if starts else None


@dataclass(frozen=True)
class StepFigures:
    """Figures of one step.

    Attributes:
        step: name of the step.
        count: attempts that reached it (one a unit, unless attempts are counted).
        share_of_first: count out of the first step's.
        share_of_previous: count out of that of the nearest earlier step that may not be missed.
        median_seconds: from the step reached before.
        p90_seconds: from the step reached before.
        reached: units that reached it, one for each attempt.
        lost: units whose attempt got this far and not to the end.
    """

    step: str
    count: int
    share_of_first: float | None
    share_of_previous: float | None
    median_seconds: float | None
    p90_seconds: float | None
    reached: tuple[str, ...]
    lost: tuple[str, ...]


def _starts(events: Sequence[Event], funnel: Funnel) -> list[int]:
    """Places of the events that may start."""
    steps = funnel.steps if funnel.order == "any" else funnel.steps[:1]
    places = [place for place, event in enumerate(events) if any(step.matches(event) for step in steps)]
    return places[:1] if funnel.entry == "first" else places


def _serve(event: int, can_serve: Sequence[set[int]], serving: dict[int, int], tried: set[int]) -> bool:
    """Find the event a step to serve, moving events that serve already to other steps if need be."""
    for step in can_serve[event] - tried:
        tried.add(step)
        if step not in serving or _serve(serving[step], can_serve, serving, tried):
            serving[step] = event
            return True
    return False


def _span_from(events: Sequence[Event], start: int, funnel: Funnel) -> Attempt:
    """In any order: what the events of the window from this one on reach; reached[d] made the depth d + 1.

    Each event serves one step at most, so the depth is the most steps that can be served at once.
    """
    first = events[start]
    span = [
        event
        for event in events[start:]
        if (funnel.window is None or event.occurred_at - first.occurred_at <= funnel.window)
        and (event is first or holds(event, first, funnel))
    ]
    can_serve = [{place for place, step in enumerate(funnel.steps) if step.matches(one)} for one in span]
    serving: dict[int, int] = {}
    reached = [event for place, event in enumerate(span) if _serve(place, can_serve, serving, set())]
    missing = len(funnel.steps) - len(reached)
    return Attempt((*reached, *[None] * missing), "ran_out" if missing else "converted", len(events))


def _every_attempt(events: Sequence[Event], funnel: Funnel) -> list[Attempt]:
    """The attempt of each allowed start; they may overlap."""
    walk = _span_from if funnel.order == "any" else attempt_from
    return [walk(events, start, funnel) for start in _starts(events, funnel)]


def _attempts_in_turn(events: Sequence[Event], funnel: Funnel) -> list[Attempt]:
    """One attempt after the other, each starting after the end of the one before."""
    attempts: list[Attempt] = []
    for start in _starts(events, funnel):
        if not attempts or start >= attempts[-1].resume_at:
            attempts.append(attempt_from(events, start, funnel))
    return attempts


def unit_result(unit: str, events: Sequence[Event], funnel: Funnel) -> UnitResult:
    """What one unit reached."""
    ordered = in_order(events)
    in_turn = funnel.count == "attempts"
    attempts = _attempts_in_turn(ordered, funnel) if in_turn else _every_attempt(ordered, funnel)
    if funnel.on_exclude == "remove" and any(attempt.ending == "excluded" for attempt in attempts):
        return UnitResult(unit, (), is_removed=True)
    if in_turn or not attempts:
        return UnitResult(unit, tuple(attempts), every=tuple(attempts))
    return UnitResult(unit, (max(attempts, key=lambda attempt: attempt.depth),), every=tuple(attempts))


def run_funnel(units: Mapping[str, Sequence[Event]], funnel: Funnel) -> list[UnitResult]:
    """What each unit reached, by its name."""
    return [unit_result(unit, units[unit], funnel) for unit in sorted(units)]


def _seconds_to(place: int, attempt: Attempt) -> int | None:
    """Microseconds to a step from the step reached before it; None for the first and where not reached."""
    reached = [time for time in attempt.times[: place + 1] if time is not None]
    if attempt.times[place] is None or len(reached) < 2:
        return None
    return reached[-1] - reached[-2]


def funnel_figures(results: Sequence[UnitResult], funnel: Funnel) -> list[StepFigures]:
    """The figures of each step. In any order the k-th step stands for k different steps."""
    attempts = [(result.unit, attempt) for result in results for attempt in result.attempts]
    figures: list[StepFigures] = []
    for place, step in enumerate(funnel.steps):
        reached = tuple(unit for unit, attempt in attempts if attempt.reached[place] is not None)
        before = [figures[one].count for one in range(place) if not funnel.steps[one].optional]
        gaps = [_seconds_to(place, attempt) for _, attempt in attempts]
        times = [gap for gap in gaps if gap is not None]
        figures.append(
            StepFigures(
                step=step.name,
                count=len(reached),
                share_of_first=_share(len(reached), before[0] if before else len(reached)),
                share_of_previous=_share(len(reached), before[-1]) if before else None,
                median_seconds=quantile_seconds(times, 0.5),
                p90_seconds=quantile_seconds(times, 0.9),
                reached=reached,
                lost=tuple(
                    unit
                    for unit, attempt in attempts
                    if attempt.depth == place + 1 and not attempt.is_converted(funnel)
                ),
            )
        )
    return figures


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
