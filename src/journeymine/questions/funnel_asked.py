"""A funnel as it was asked: its steps and options read, its names looked up, and walked when it is looked
at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

import numpy as np

from journeymine.errors import UsageError
from journeymine.measures.funnel import Counted, Told, count_steps
from journeymine.questions.cohorts import Cohort, told_cohort
from journeymine.questions.conditions import Moment, Step, event_mask, selection, steps_of
from journeymine.questions.definition import Definition
from journeymine.questions.ground import Ground
from journeymine.questions.masks import instant
from journeymine.questions.matching import cut
from journeymine.questions.names import unknown
from journeymine.questions.reading import MICROSECONDS, microseconds
from journeymine.walk import funnel as walk
from journeymine.walk.funnel import (
    Attempts,
    Funnel,
    FunnelRules,
    FunnelStep,
    FunnelWalk,
    Part,
    prepare_funnel,
)
from journeymine.walk.funnel_read import Ends, Tally, ends_of, tally
from journeymine.walk.paths import Int64
from journeymine.walk.selection import Selection
from journeymine.walk.units import UNITS, Unit, units_of

_BETWEEN = re.compile(r"\s*(?P<event>.+?)\s+between\s+(?P<after>\d+)\s+and\s+(?P<before>\d+)\s*", re.DOTALL)
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "order": ("ordered", "strict", "any"),
    "entry": ("any", "first"),
    "on_exclude": ("remove", "drop"),
    "count": ("units", "attempts"),
    "unit": UNITS,
}
_SPANS = (("w", 7 * 86_400), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


@dataclass(frozen=True)
class Exclusion:
    """Events that must not come after one step and before a later one.

    Attributes:
        event: the condition that they meet, or a Step.
        after, before: numbers of the steps, from 1; `before` None: the last one.
    """

    event: str | Step
    after: int = 1
    before: int | None = None

    @property
    def text(self) -> str:
        """In words: `payment_error between 2 and 3`."""
        event = self.event.text if isinstance(self.event, Step) else self.event
        return event if self.before is None else f"{event} between {self.after} and {self.before}"


@dataclass(frozen=True)
class Options:
    """How a funnel is walked; as said to `funnel`, durations as they were given."""

    window: str | timedelta | None = None
    order: walk.Order = "ordered"
    entry: walk.Entry = "any"
    hold: str | Sequence[str] = ()
    exclude: str | Exclusion | Sequence[str | Exclusion] = ()
    on_exclude: walk.OnExclude = "remove"
    count: walk.Count = "units"

    @property
    def held(self) -> tuple[str, ...]:
        """Names of what is held."""
        return (self.hold,) if isinstance(self.hold, str) else tuple(self.hold)

    def exclusions(self, steps: int) -> tuple[Exclusion, ...]:
        """The exclusions, their steps said."""
        given = [self.exclude] if isinstance(self.exclude, str | Exclusion) else list(self.exclude)
        read = [_exclusion(each) if isinstance(each, str) else each for each in given]
        return tuple(each if each.before is not None else replace(each, before=steps) for each in read)


@dataclass(frozen=True)
class About:
    """Which part of the data a funnel is about; as said to `funnel`."""

    unit: Unit = "customer"
    where: str | Sequence[str] | None = None
    cohort: str | Cohort | None = None
    since: Moment | None = None
    until: Moment | None = None
    events: str | Step | None = None
    from_match: str | None = None
    to_match: str | None = None


@dataclass(frozen=True, eq=False)
class AskedFunnel:
    """A funnel as it was asked.

    Attributes:
        ground: what is asked.
        steps: in their order.
        options: how it is walked.
        about: which part of the data.
    """

    ground: Ground
    steps: tuple[Step, ...]
    options: Options
    about: About

    @property
    def names(self) -> tuple[str, ...]:
        """What to call each step; in any order the k-th row is that of k different steps."""
        if self.options.order == "any":
            return tuple(f"any {number} of {len(self.steps)}" for number in range(1, len(self.steps) + 1))
        return tuple(step.label for step in self.steps)

    @cached_property
    def rules(self) -> FunnelRules:
        """The funnel as it is walked."""
        options, ground = self.options, self.ground
        return FunnelRules(
            steps=tuple(
                FunnelStep(event_mask(ground, step), step.limit, step.optional) for step in self.steps
            ),
            window=None if options.window is None else microseconds(options.window),
            order=options.order,
            entry=options.entry,
            hold=options.held,
            exclude=tuple(
                walk.Exclusion(event_mask(ground, each.event), each.after, each.before or 0)
                for each in options.exclusions(len(self.steps))
            ),
            on_exclude=options.on_exclude,
            count=options.count,
        )

    @cached_property
    def part(self) -> Part:
        """Which part of the paths it is about."""
        about, is_of_customers = self.about, self.about.unit == "customer"
        chosen = self._chosen(None, None) if is_of_customers else self._chosen(about.since, about.until)
        since, until = (
            instant(at) if at is not None and is_of_customers else None for at in (about.since, about.until)
        )
        if since is not None and until is not None and since >= until:
            raise UsageError(f"since {about.since} is not before until {about.until}; nothing lies between")
        as_of, is_closed = instant(self.ground.as_of), about.to_match is not None
        return Part(about.unit, as_of, chosen, since, until, self._rows(), is_closed)

    def _chosen(self, since: Moment | None, until: Moment | None) -> Selection:
        about = self.about
        return selection(
            self.ground,
            unit=about.unit,
            where=about.where,
            cohort=about.cohort,
            since=since,
            until=until,
            events=about.events,
        )

    def _rows(self) -> tuple[Int64, Int64] | None:
        """Where each unit's part begins and ends; units without it have no rows."""
        about = self.about
        if about.from_match is None and about.to_match is None:
            return None
        chosen = self._chosen(about.since, about.until)
        found = cut(self.ground, about.unit, start=about.from_match, end=about.to_match, selection=chosen)
        first = units_of(self.ground.paths, about.unit).first
        return np.where(found.keeps, found.first, first), np.where(found.keeps, found.last + 1, first)

    @cached_property
    def funnel(self) -> Funnel:
        """Ready to be walked."""
        return prepare_funnel(self.ground.paths, self.rules, self.part)

    @cached_property
    def depths(self) -> FunnelWalk:
        """How far each unit gets; with attempts where they are known already."""
        return self.__dict__.get("walked") or self.funnel.walk(wants_attempts=False)

    @cached_property
    def walked(self) -> FunnelWalk:
        """How far each unit gets, with the rows of the steps."""
        return self.funnel.walk(wants_attempts=True)

    @property
    def attempts(self) -> Attempts:
        """The attempts."""
        assert self.walked.attempts is not None
        return self.walked.attempts

    @cached_property
    def ends(self) -> Ends:
        """How they ended."""
        return ends_of(self.attempts, self.rules)

    @cached_property
    def tallied(self) -> Tally:
        """How many attempts reached each step and ended there."""
        return tally(self.attempts, self.ends)

    @cached_property
    def counted(self) -> Counted:
        """The figures of each step."""
        return count_steps(self.told)

    @property
    def told(self) -> Told:
        """What its figures are counted from."""
        return Told(self.rules, self.names, self.attempts, self.ends)

    def asked(self) -> dict[str, Any]:
        """All arguments as plain values, as `funnel` takes them again."""
        about, options = self.about, self.options
        labels = [step.label for step in self.steps]
        said = labels if labels != [step.text for step in self.steps] else None
        exclude = [each.text for each in options.exclusions(len(self.steps))]
        return {
            "steps": steps_text(self.steps),
            "names": said,
            "window": span_text(options.window),
            "order": options.order,
            "entry": options.entry,
            "unit": about.unit,
            "hold": list(options.held),
            "exclude": exclude,
            "on_exclude": options.on_exclude if exclude else None,
            "count": options.count,
            "where": about.where if isinstance(about.where, str | None) else list(about.where),
            "cohort": told_cohort(about.cohort),
            "since": None if about.since is None else str(about.since),
            "until": None if about.until is None else str(about.until),
            "events": about.events.text if isinstance(about.events, Step) else about.events,
            "from_match": about.from_match,
            "to_match": about.to_match,
        }

    def define(
        self, question: str, asked: Mapping[str, Any] | None = None, rules: Mapping[str, str] | None = None
    ) -> Definition:
        """The definition of this funnel, or of a question about it."""
        return self.ground.define(
            question, {**self.asked(), **(asked or {})}, {**self._said(), **(rules or {})}
        )

    def _said(self) -> dict[str, str]:
        found = {} if self.options.window is not None else {"window": "no limit"}
        if self.about.to_match is not None:
            found["lost"] = "not through when the part ends; units without its ends are left out"
        elif any(self.rules.limited[: self.rules.needed[-1]]):
            found["open"] = "not through yet, and in time at the as-of time; not among the lost"
        else:
            found["lost"] = "not through yet; without a limit of time nobody is called open"
        if self.options.order == "any":
            found["steps"] = "each event serves one step"
        return found


def ask(
    ground: Ground, steps: str | Step | Sequence[str | Step], options: Options, about: About
) -> AskedFunnel:
    """Read a funnel; nothing is walked yet.

    Args:
        ground: what is asked.
        steps: as for `funnel`.
        options: how it is walked.
        about: which part of the data.

    Raises:
        UsageError: a word of it can't be read or is unknown, or the options do not go together.
    """
    for name, value in (
        ("unit", about.unit),
        *((name, getattr(options, name)) for name in _CHOICES if name != "unit"),
    ):
        if value not in _CHOICES[name]:
            raise UsageError(unknown(name, str(value), _CHOICES[name]))
    given = [steps] if isinstance(steps, str | Step) else [_literal(ground, each) for each in steps]
    found = AskedFunnel(ground, steps_of(ground, given), options, about)
    _ = (found.rules, found.part)
    return found


def step_place(asked: AskedFunnel, step: int, *, least: int = 1) -> int:
    """Place of a step, from 0, by its number, from 1.

    Raises:
        UsageError: there is none of that number, or it comes before the least.
    """
    if not least <= step <= len(asked.steps):
        raise UsageError(f"there is no step {step} to look at; there are steps {least} to {len(asked.steps)}")
    return step - 1


def _literal(ground: Ground, given: str | Step) -> str | Step:
    """In a list the plain name of an event stands for itself, whatever signs it has."""
    if isinstance(given, str) and given in ground.paths.signatures.codes("event").names:
        is_plain = re.fullmatch(r"[\w.-]+", given) and given not in ("any", "not")
        return Step(given if is_plain else '"' + given.replace('"', '""') + '"')
    return given


def _exclusion(text: str) -> Exclusion:
    match = _BETWEEN.fullmatch(text)
    if match is None:
        return Exclusion(text)
    return Exclusion(match["event"], int(match["after"]), int(match["before"]))


def steps_text(steps: Sequence[Step]) -> str:
    """Steps as one text, which `steps_of` reads."""
    parts: list[str] = []
    for place, step in enumerate(steps):
        limit = "" if step.within is None or not place else f"[<= {span_text(step.within)}] "
        parts.append(f"{limit}{step.text}{'?' if step.optional else ''}")
    return " >".join(
        part if not place or part.startswith("[<=") else f" {part}" for place, part in enumerate(parts)
    )


def span_text(duration: str | timedelta | None) -> str | None:
    """A duration as `parse_duration` reads it, in the largest unit that gives a whole number."""
    if duration is None or isinstance(duration, str):
        return duration
    whole = microseconds(duration)
    for unit, seconds in _SPANS:
        if whole % (seconds * MICROSECONDS) == 0:
            return f"{whole // (seconds * MICROSECONDS)}{unit}"
    return f"{whole / MICROSECONDS:.6f}s"
