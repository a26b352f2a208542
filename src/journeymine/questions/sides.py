"""The two sides of a comparison, from words: periods, segments, or generations.

2026-03                  a month; also 2026, 2026-Q1, 2026-03-14
2026-03-01..2026-03-28   from one to the other, both included
last 28d                 up to the as-of time
device = 'mobile'        journeys that meet a SQL condition; `customer: ...` for one on customers
cohort: buyers           a cohort by its name, or by a text of the language of cohorts
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from journeymine.config.values import parse_duration
from journeymine.errors import UsageError
from journeymine.questions.cohorts import Cohort, told_cohort
from journeymine.questions.conditions import selection
from journeymine.questions.ground import Ground
from journeymine.walk.paths import Bool
from journeymine.walk.selection import Selection

if TYPE_CHECKING:
    from journeymine.present.words import Phrases

Kind = Literal["periods", "segments", "generations"]
Standing = Literal["side_rest", "side_generation", "side_cohort"]
"""The phrase of `Phrases` that stands for the name of a side that was not said in words."""
MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COHORT = re.compile(r"\s*cohort\s*:\s*(.+?)\s*", re.DOTALL)
_LAST = re.compile(r"last\s+(.+)", re.IGNORECASE)
_YEAR, _QUARTER = re.compile(r"(\d{4})"), re.compile(r"(\d{4})-?[Qq]([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_STARTS_LIKE_A_PERIOD = re.compile(r"\s*(\d{4}([-.Qq]|\s*$)|last\s+\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Span:
    """A span of time in microseconds since 1970: from `since` to before `until`."""

    since: int
    until: int

    @property
    def length(self) -> int:
        """Microseconds."""
        return self.until - self.since

    def before(self) -> Span:
        """As long a span, right before."""
        return Span(self.since - self.length, self.since)


@dataclass(frozen=True)
class Side:
    """One side.

    Attributes:
        name: as it was said, or what stands for it.
        ground: what it is of.
        span: what begins in it counts.
        journeys: whether each journey is in; None: all are.
        customers: whether each customer is in; None: all are.
        standing: the phrase that stands for its name; None: it was said, and is shown so in any language.
    """

    name: str
    ground: Ground
    span: Span
    journeys: Bool | None = None
    customers: Bool | None = None
    standing: Standing | None = None

    def called(self, say: Phrases) -> str:
        """What readers call it, in the language of some phrases."""
        if self.standing is None:
            return self.name
        return getattr(say, self.standing).format(generation=self.ground.generation)

    @property
    def selection(self) -> Selection:
        """The journeys that are in."""
        return Selection(journeys=self.journeys, customers=self.customers)

    @cached_property
    def people(self) -> Bool:
        """Whether each customer is in: with the journeys' condition, those who have such a journey."""
        paths = self.ground.paths
        inside = np.ones(paths.customer_count, dtype=np.bool_) if self.customers is None else self.customers
        if self.journeys is None:
            return inside
        has = np.zeros(paths.customer_count, dtype=np.bool_)
        has[paths.journeys.customer[self.journeys]] = True
        return inside & has


@dataclass(frozen=True)
class Sides:
    """What is compared with what.

    Attributes:
        kind: periods, segments or generations.
        one, other: differences are of the first less the second.
    """

    kind: Kind
    one: Side
    other: Side


def sides_of(
    ground: Ground,
    one: str | Cohort | None,
    other: str | Cohort | None,
    *,
    against: Ground | None = None,
    where: str | Sequence[str] | None = None,
) -> Sides:
    """The sides of a comparison.

    Args:
        ground: what is asked.
        one: a period, a SQL condition, `cohort: ...` or a Cohort.
        other: another of the kind. None: the period right before `one`, of its length; or the rest.
        against: another generation; then `one` and `other` are not said.
        where: SQL conditions that narrow both sides.

    Raises:
        UsageError: a side can't be read, or there is nothing on it.
    """
    if against is not None:
        if one is not None or other is not None:
            raise UsageError("two generations are compared whole; narrow both with where")
        return _generations(ground, against, where)
    if one is None:
        raise UsageError("say what to compare: a period such as 2026-03 or 'last 28d', or a SQL condition")
    chosen = selection(ground, where=where)
    if isinstance(one, str) and is_period(one):
        if other is not None and not (isinstance(other, str) and is_period(other)):
            raise UsageError(f"{one!r} is a period and {_named(other)!r} is none; compare two of a kind")
        return _periods(ground, one, other, chosen)
    if other is not None and is_period(other):
        raise UsageError(f"{_named(one)!r} is a segment and {other!r} a period; compare two of a kind")
    return _segments(ground, one, other, chosen)


def is_period(said: str | Cohort) -> bool:
    """Whether what was said is meant as a period rather than as a segment."""
    return isinstance(said, str) and _STARTS_LIKE_A_PERIOD.match(said) is not None


def read_period(text: str, as_of: datetime) -> Span:
    """The span of time that a text says, in UTC.

    Args:
        text: `2026`, `2026-Q1`, `2026-03`, `2026-03-14`, `A..B`, or `last 28d`.
        as_of: the end of what is `last`; that instant is inside.

    Raises:
        UsageError: the text says none.
    """
    said = text.strip()
    last = _LAST.fullmatch(said)
    if last is not None:
        end = _instant(as_of) + 1
        return Span(end - _duration(last[1], text), end)
    first, dots, second = said.partition("..")
    span = _dates(first.strip(), text)
    if dots:
        span = Span(span.since, _dates(second.strip(), text).until)
    if span.length <= 0:
        raise UsageError(f"the period {text!r} ends before it begins")
    return span


def _duration(text: str, whole: str) -> int:
    try:
        length = parse_duration(text) // MICROSECOND
    except ValueError as error:
        raise UsageError(f"the period {whole!r} can't be read: {error}") from None
    if length <= 0:
        raise UsageError(f"the period {whole!r} has no length")
    return length


def _dates(text: str, whole: str) -> Span:
    """A year, quarter, month or day."""
    try:
        first, end = _first_and_end(text)
    except ValueError:
        raise UsageError(
            f"the period {whole!r} can't be read; expected 2026, 2026-Q1, 2026-03, 2026-03-14, two of them "
            "with .. between, or 'last 28d'"
        ) from None
    return Span(_midnight(first), _midnight(end))


def _first_and_end(text: str) -> tuple[date, date]:
    if match := _YEAR.fullmatch(text):
        return date(int(match[1]), 1, 1), date(int(match[1]) + 1, 1, 1)
    if match := _QUARTER.fullmatch(text):
        first = date(int(match[1]), 3 * int(match[2]) - 2, 1)
        return first, _later(first, 3)
    if match := _MONTH.fullmatch(text):
        first = date(int(match[1]), int(match[2]), 1)
        return first, _later(first, 1)
    day = date.fromisoformat(text)
    return day, day + timedelta(days=1)


def _later(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)


def _midnight(day: date) -> int:
    return _instant(datetime(day.year, day.month, day.day, tzinfo=UTC))


def _instant(moment: datetime) -> int:
    return (moment.astimezone(UTC) - _EPOCH) // MICROSECOND


def _periods(ground: Ground, one: str, other: str | None, chosen: Selection) -> Sides:
    span = read_period(one, ground.as_of)
    before = span.before() if other is None else read_period(other, ground.as_of)
    names = (one.strip(), _told(before) if other is None else other.strip())
    first, last = _data(ground).since, _data(ground).until
    for name, each in zip(names, (span, before), strict=True):
        if each.until <= first or each.since >= last:
            raise UsageError(
                f"nothing happened in the period {name}; the events are of {_told(_data(ground))}"
            )
    made = [
        Side(name, ground, each, chosen.journeys, chosen.customers)
        for name, each in zip(names, (span, before), strict=True)
    ]
    return Sides("periods", *made)


def _segments(ground: Ground, one: str | Cohort, other: str | Cohort | None, chosen: Selection) -> Sides:
    mine = _segment(ground, one)
    theirs = _rest(mine) if other is None else _segment(ground, other)
    first = replace(_narrowed(ground, _named(one), mine, chosen), standing=_standing(one))
    name = "the rest" if other is None else _named(other)
    second = replace(_narrowed(ground, name, theirs, chosen), standing=_standing(other))
    return Sides("segments", first, second)


def _standing(said: str | Cohort | None) -> Standing | None:
    """What stands for the name of a segment that has none."""
    if said is None:
        return "side_rest"
    return None if isinstance(said, str) or isinstance(told_cohort(said), str) else "side_cohort"


def _segment(ground: Ground, said: str | Cohort) -> Selection:
    match = None if isinstance(said, Cohort) else _COHORT.fullmatch(said)
    if isinstance(said, Cohort) or match is not None:
        return selection(ground, cohort=said if match is None else match[1])
    return selection(ground, where=said)


def _named(said: str | Cohort) -> str:
    """What a side is called."""
    if isinstance(said, Cohort):
        told = told_cohort(said)
        return told if isinstance(told, str) else f"a cohort of {said.unit}s"
    match = _COHORT.fullmatch(said)
    return said.strip() if match is None else match[1]


def _rest(mine: Selection) -> Selection:
    """Journeys, or customers, that are not in a selection."""
    journeys = None if mine.journeys is None else ~mine.journeys
    return Selection(journeys=journeys, customers=None if mine.customers is None else ~mine.customers)


def _narrowed(ground: Ground, name: str, part: Selection, chosen: Selection) -> Side:
    if part.sessions is not None or chosen.sessions is not None:
        raise UsageError("a comparison is of journeys or customers; sessions can't be a side")
    journeys, customers = (_both(getattr(part, of), getattr(chosen, of)) for of in ("journeys", "customers"))
    side = Side(name, ground, _data(ground), journeys, customers)
    if not side.people.any():
        raise UsageError(f"no customer is in {name!r}; there is nothing to compare")
    return side


def _both(one: Bool | None, other: Bool | None) -> Bool | None:
    return other if one is None else one if other is None else one & other


def _generations(ground: Ground, against: Ground, where: str | Sequence[str] | None) -> Sides:
    made: list[Side] = []
    for each in (ground, against):
        chosen = selection(each, where=where)
        side = _narrowed(each, f"generation {each.generation}", chosen, Selection())
        made.append(replace(side, standing="side_generation"))
    return Sides("generations", *made)


def _data(ground: Ground) -> Span:
    """From the first event to the as-of time, or the last event where that is later."""
    paths = ground.paths
    if not len(paths):
        return Span(0, 1)
    last = max(int(paths.times[paths.bounds[1:] - 1].max()), _instant(ground.as_of))
    return Span(int(paths.times[paths.bounds[:-1]].min()), last + 1)


def _told(span: Span) -> str:
    first = _EPOCH + timedelta(microseconds=span.since)
    last = _EPOCH + timedelta(microseconds=span.until - 1)
    return f"{first:%Y-%m-%d}..{last:%Y-%m-%d}"
