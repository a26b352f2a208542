"""Made-up funnels over made-up paths, asked of the loops and of the reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

import numpy as np
from hypothesis import strategies as st

from journeymine.walk.funnel import Exclusion, FunnelRules, FunnelStep, FunnelWalk, Part, prepare_funnel
from journeymine.walk.paths import Coded, Paths
from journeymine.walk.selection import EventMask
from journeymine.walk.units import Unit, units_of
from tests.reference import attempt as told
from tests.reference.attempt import Funnel, may_go_on
from tests.reference.events import Event
from tests.reference.funnel import UnitResult, run_funnel
from tests.walk.made import MINUTE, START, Act, made_paths

LETTERS = "abcx"
PRODUCTS = (None, "p", "q", "r")
PAGES = ("/one", "/two", None)


@dataclass(frozen=True)
class Asked:
    """A step or exclusion: which letters match it, on which page and with which figure."""

    letters: str
    page: str | None = None
    least: float | None = None
    within: int | None = None
    optional: bool = False

    def matches(self, event: Event) -> bool:
        """Whether an event of the reference matches it."""
        of_page = self.page is None or event.page == self.page
        of_value = self.least is None or (event.value is not None and event.value >= self.least)
        return event.event_name in self.letters and of_page and of_value

    def mask(self, paths: Paths) -> EventMask:
        """The same as a mask."""
        names, pages = paths.signatures.texts("event"), paths.signatures.texts("page")
        words = zip(names, pages, strict=True)
        named = [
            str(name) in self.letters and (self.page is None or page == self.page) for name, page in words
        ]
        rows = None if self.least is None else paths.figures["value"] >= self.least
        return EventMask(np.array(named, dtype=np.bool_), rows)


@dataclass(frozen=True)
class Question:
    """A funnel with all its options, and what it is about; durations in microseconds."""

    steps: tuple[Asked, ...]
    window: int | None = None
    order: Literal["ordered", "strict", "any"] = "ordered"
    entry: Literal["any", "first"] = "any"
    hold: tuple[str, ...] = ()
    bars: tuple[tuple[Asked, int, int], ...] = ()
    on_exclude: Literal["remove", "drop"] = "remove"
    count: Literal["units", "attempts"] = "units"
    unit: Unit = "customer"
    since: int | None = None
    until: int | None = None
    only: Asked | None = None

    def rules(self, paths: Paths) -> FunnelRules:
        """As the loops want it."""
        return FunnelRules(
            steps=tuple(FunnelStep(step.mask(paths), step.within, step.optional) for step in self.steps),
            window=self.window,
            order=self.order,
            entry=self.entry,
            hold=self.hold,
            exclude=tuple(Exclusion(one.mask(paths), after, before) for one, after, before in self.bars),
            on_exclude=self.on_exclude,
            count=self.count,
        )

    def funnel(self) -> Funnel:
        """As the reference wants it."""
        steps = [
            told.FunnelStep(step.letters, step.matches, step.within, step.optional) for step in self.steps
        ]
        bars = [told.Exclusion(one.matches, after, before) for one, after, before in self.bars]
        return Funnel(
            tuple(steps),
            self.window,
            self.order,
            self.entry,
            self.hold,
            tuple(bars),
            self.on_exclude,
            self.count,
        )

    def looks_at(self, event: Event) -> bool:
        """Whether an event is not looked past."""
        at = event.occurred_at
        in_time = (self.since is None or at >= self.since) and (self.until is None or at < self.until)
        return in_time and (self.only is None or self.only.matches(event))


def events_of(acts: Sequence[Act]) -> list[Event]:
    """The acts as the reference has them, in the order of the paths."""
    ordered = sorted(acts, key=lambda act: (act.customer, act.at))
    return [
        Event(
            "web",
            f"{number:06d}",
            START + act.at,
            act.event,
            sequence=number,
            page=act.words.get("page"),
            value=act.figures.get("value"),
            keys=(("user", act.customer),),
            properties=tuple(act.properties.items()),
        )
        for number, act in enumerate(ordered)
    ]


def by_unit(paths: Paths, events: Sequence[Event], question: Question) -> dict[str, list[Event]]:
    """The events that are looked at of each unit, by its number with zeros in front."""
    units = units_of(paths, question.unit)
    return {
        f"{unit:06d}": [
            events[row]
            for row in range(units.first[unit], units.end[unit])
            if (not len(units.of_event) or units.of_event[row] == unit) and question.looks_at(events[row])
        ]
        for unit in range(len(units))
    }


def walk(paths: Paths, question: Question, as_of: int, *, wants_attempts: bool) -> FunnelWalk:
    """What the loops find."""
    from journeymine.walk.selection import Selection

    only = None if question.only is None else question.only.mask(paths)
    part = Part(question.unit, as_of, Selection(events=only), question.since, question.until)
    return prepare_funnel(paths, question.rules(paths), part).walk(wants_attempts=wants_attempts)


Found = tuple[int, tuple[int, ...], int]
"""Number of a unit, the row of each step, the row of the open start."""


def found_attempts(walked: FunnelWalk) -> list[Found]:
    """The attempts that the loops found."""
    assert walked.attempts is not None
    told = walked.attempts
    rows = zip(told.unit.tolist(), told.rows.tolist(), told.open_row.tolist(), strict=True)
    return [(unit, tuple(reached), start) for unit, reached, start in rows]


def told_attempts(results: Sequence[UnitResult], question: Question, as_of: int) -> list[Found]:
    """The attempts that the reference tells."""
    funnel, known = question.funnel(), as_of if question.until is None else min(as_of, question.until)
    out: list[Found] = []
    for result in results:
        for one in result.attempts:
            start = result.open_start(funnel, known)
            if question.count == "attempts":
                start = one.reached[0] if may_go_on(one, funnel, known) else None
            out.append((int(result.unit), tuple(_row(event) for event in one.reached), _row(start)))
    return out


def _row(event: Event | None) -> int:
    return -1 if event is None else event.sequence


def told_depths(results: Sequence[UnitResult]) -> list[int]:
    """The depth of each unit by the reference; -1: out."""
    return [-1 if result.is_removed else result.depth for result in results]


# Strategies


_GAPS = (0, 0, 1, 1, 2, 4, 5, 5, 10, 11, 30, 31)
Fact = tuple[int, int, str, int, int]
"""Whose event, minutes after the one before, its letter, product and page."""


def acts(most: int = 40) -> st.SearchStrategy[list[Act]]:
    """Acts of up to three customers, with ties, repeats and gaps of exactly the limits: few that shrink, or
    many.
    """
    one = st.tuples(
        st.integers(0, 2),
        st.sampled_from(_GAPS),
        st.sampled_from(LETTERS),
        st.integers(0, 3),
        st.integers(0, 2),
    )
    few = st.lists(one, min_size=1, max_size=12)
    many = st.builds(_many, st.integers(0, 2**32), st.integers(most // 2, most))
    return st.one_of(few, many, many).map(_acts)


def _many(seed: int, size: int) -> list[Fact]:
    chance = Random(seed)
    customers = chance.choice((1, 2, 3))
    letters = chance.choice((LETTERS, "abc", "aabbc", "aabbbcccx"))
    products = chance.choice((1, 2, 4))
    return [
        (
            chance.randrange(customers),
            chance.choice(_GAPS),
            chance.choice(letters),
            (1 + chance.randrange(products)) % 4,
            chance.randrange(3),
        )
        for _ in range(size)
    ]


def _acts(facts: Sequence[Fact]) -> list[Act]:
    clock = [0, 0, 0]
    out: list[Act] = []
    for who, gap, letter, product, page in facts:
        clock[who] += gap * MINUTE
        words = {} if PAGES[page] is None else {"page": str(PAGES[page])}
        properties = {} if PRODUCTS[product] is None else {"product_id": str(PRODUCTS[product])}
        out.append(Act(f"c{who}", clock[who], letter, words, {"value": float(product)}, properties))
    return out


_LIMITS = st.sampled_from((None, None, 0, 1, 5, 10, 30, 60)).map(
    lambda minutes: None if minutes is None else minutes * MINUTE
)
_CONDITIONS = st.builds(
    Asked,
    st.sampled_from(("a", "a", "b", "b", "c", "c", "ab", "bc", "abc", "x", "d")),
    page=st.sampled_from((None, None, None, None, "/one")),
    least=st.sampled_from((None, None, None, None, None, 2.0)),
)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Funnels with any options."""
    size = draw(st.integers(1, 4))
    conditions = [draw(_CONDITIONS) for _ in range(size)]
    order = draw(st.sampled_from(("ordered", "ordered", "strict", "any")))
    plain = Question(
        tuple(conditions),
        window=draw(_LIMITS),
        order=order,
        entry=draw(st.sampled_from(("any", "any", "first"))),
        hold=draw(st.sampled_from(((), (), ("product_id",), ("product_id", "page"), ("page",)))),
        unit=draw(st.sampled_from(("customer", "customer", "session", "journey"))),
        only=draw(st.sampled_from((None, None, None, Asked("abc"), Asked("abx", least=1.0)))),
        since=draw(st.sampled_from((None, None, None, START + 10 * MINUTE))),
        until=draw(st.sampled_from((None, None, None, START + 90 * MINUTE))),
    )
    if order == "any":
        return plain
    steps = [
        Asked(one.letters, one.page, one.least, draw(_LIMITS) if place else None, place > 0 and draw(_RARELY))
        for place, one in enumerate(conditions)
    ]
    return replace(
        plain,
        steps=tuple(steps),
        bars=tuple(draw(_bars(size)) for _ in range(draw(st.sampled_from((0, 0, 1, 2))) if size > 1 else 0)),
        on_exclude=draw(st.sampled_from(("remove", "drop"))),
        count=draw(st.sampled_from(("units", "units", "attempts"))),
    )


@st.composite
def simple_questions(draw: st.DrawFn) -> Question:
    """Funnels of steps that no event shares, without exclusions and optional steps: those with loops of their
    own.
    """
    letters = draw(st.permutations("abcx"))[: draw(st.integers(1, 4))]
    order = draw(st.sampled_from(("ordered", "ordered", "strict", "any")))
    steps = [
        Asked(letter, within=draw(_LIMITS) if place and order == "strict" else None)
        for place, letter in enumerate(letters)
    ]
    return Question(
        tuple(steps),
        window=draw(_LIMITS),
        order=order,
        entry=draw(st.sampled_from(("any", "any", "first"))),
        hold=draw(st.sampled_from(((), ("product_id",), ("page",)))),
        unit=draw(st.sampled_from(("customer", "customer", "session"))),
        only=draw(st.sampled_from((None, None, Asked("abc")))),
        since=draw(st.sampled_from((None, None, START + 10 * MINUTE))),
        until=draw(st.sampled_from((None, None, START + 90 * MINUTE))),
    )


_RARELY = st.integers(0, 3).map(lambda number: number == 0)


@st.composite
def _bars(draw: st.DrawFn, size: int) -> tuple[Asked, int, int]:
    after = draw(st.integers(1, size - 1))
    return draw(_CONDITIONS), after, draw(st.integers(after + 1, size))


def whole_paths(acts: Sequence[Act]) -> Paths:
    """Paths of the acts, in sessions and journeys."""
    paths, _ = made_paths(acts, timeout=30 * MINUTE, split=60 * MINUTE)
    return with_property(paths)


MANY = 70_000
"""More values than a loop keeps a place for each."""


def spread(paths: Paths) -> Paths:
    """The same paths, the product one of very many."""
    codes = paths.properties["product_id"].codes
    names = tuple(map(str, range(MANY)))
    far = Coded(np.where(codes < 0, codes, codes * np.int32(20_011) % np.int32(MANY)), names)
    return replace(paths, properties={**paths.properties, "product_id": far})


def whole_result(
    acts: Sequence[Act], question: Question, *, has_many_values: bool = False
) -> tuple[Paths, list[UnitResult]]:
    """Paths of the acts, and what the reference says of their units."""
    paths = spread(whole_paths(acts)) if has_many_values else whole_paths(acts)
    units = by_unit(paths, events_of(acts), question)
    return paths, run_funnel(units, question.funnel())


def with_property(paths: Paths) -> Paths:
    """Paths that have the property product_id, be it unknown everywhere."""
    none = Coded(np.full(len(paths), -1, dtype=np.int32), ())
    return replace(paths, properties={"product_id": none, **paths.properties})
