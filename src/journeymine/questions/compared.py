"""The figures of a comparison, each from units of both sides that had as long to show what becomes of them.

docs/questions/compare.md says what each is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pyarrow.compute as pc

from journeymine.errors import UsageError
from journeymine.findings.changes import daily_dispersion
from journeymine.measures.statistics import FloatArray
from journeymine.questions.levels import level_of
from journeymine.questions.names import unknown
from journeymine.questions.paired import (
    Counted,
    Passed,
    Tested,
    compare_medians,
    compare_passages,
    compare_ratios,
)
from journeymine.questions.side_units import (
    DAY,
    SECOND,
    Units,
    answers,
    carts_settled,
    conversions,
    events_by_session,
    journeys_by_day,
    rate_change,
    sessions_by_customer,
    times_to_convert,
    values_by_currency,
)
from journeymine.questions.sides import Side, Sides
from journeymine.walk.entries import Entries, first_entries
from journeymine.walk.paths import Bool, Int64
from journeymine.walk.signatures import Codes
from journeymine.walk.walked import walk

Figure = Literal[
    "conversion_rate",
    "dropoff_rate",
    "back_rate",
    "transition_rate",
    "wait_seconds",
    "convert_seconds",
    "abandonment_rate",
    "sessions_per_customer",
    "events_per_session",
    "value_per_conversion",
    "score",
    "journeys_per_day",
]


@dataclass(frozen=True)
class Line:
    """One figure of one place on both sides.

    Attributes:
        scope: all, the level, `edge` (a passage between two nodes), cart, session or currency.
        name: node, `A > B`, currency or `all`.
        figure: of FIGURES.
        one, other, low, high, p_value: as in Tested; None for NaN.
        one_count, other_count: units.
    """

    scope: str
    name: str
    figure: str
    one: float | None
    other: float | None
    low: float | None
    high: float | None
    p_value: float | None
    one_count: int
    other_count: int


@dataclass(frozen=True)
class Asked:
    """What is compared.

    Attributes:
        sides: the two sides.
        level: nodes of drop-off, moves back, passages and waits.
        follow: microseconds that everything is followed for.
        min_cell: with fewer customers on either side nothing is told.
    """

    sides: Sides
    level: str
    follow: int
    min_cell: int


def lines_of(asked: Asked, figures: Sequence[Figure]) -> list[Line]:
    """All figures asked for, before they are judged together."""
    both = _Both(asked)
    return [line for figure in figures for line in _FAMILIES[figure](both)]


class _Both:
    """Both sides with what several figures need."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.sides = (asked.sides.one, asked.sides.other)
        self.names = self._names()

    def _names(self) -> tuple[str, ...]:
        """Nodes of the level on either side; those of the first side come first, in its order."""
        known = [self.codes(side).names for side in self.sides]
        return tuple(dict.fromkeys([*known[0], *known[1]]))

    def codes(self, side: Side) -> Codes:
        """Nodes of the level."""
        return level_of(side.ground, self.asked.level).codes

    @cached_property
    def converting(self) -> frozenset[str]:
        """Nodes at which a conversion lies."""
        found: set[str] = set()
        for side in self.sides:
            signatures = side.ground.paths.signatures
            codes = self.codes(side)
            places = np.unique(codes.of_signature[signatures.flags("is_conversion")])
            found |= {codes.names[place] for place in places if place >= 0}
        return frozenset(found)

    @cached_property
    def numbers(self) -> tuple[Int64, Int64]:
        """A number for each customer of either side, the same for the same customer."""
        one, other = (side.ground for side in self.sides)
        mine = np.arange(one.paths.customer_count, dtype=np.int64)
        if one is other:
            return mine, mine
        known = one.customers["customer_id"].combine_chunks()
        theirs = other.customers["customer_id"].combine_chunks()
        found = pc.index_in(theirs, value_set=known).to_numpy(zero_copy_only=False)
        new = len(mine) + np.arange(len(theirs))
        return mine, np.where(np.isnan(found), new, found).astype(np.int64)

    @cached_property
    def entries(self) -> tuple[Entries, Entries]:
        """First entries of nodes, whose numbers are places in `names`."""
        found = [self._entries(side) for side in self.sides]
        return found[0], found[1]

    def _entries(self, side: Side) -> Entries:
        paths, follow = side.ground.paths, self.asked.follow
        codes = self.codes(side)
        walked = walk(paths, codes, selection=side.selection)
        span = (side.span.since, side.span.until - follow)
        found = first_entries(walked, since=span[0], until=span[1], follow=follow)
        place = np.array([*(self.names.index(name) for name in codes.names), -1], dtype=np.int32)
        return Entries(found.customer, place[found.node], place[found.onward], found.wait)

    def counted(self, make: Callable[[Side], Units]) -> tuple[Counted, Counted]:
        """Units of both sides, of weight one, from places, customers and amounts."""
        made: list[Counted] = []
        for side, numbers in zip(self.sides, self.numbers, strict=True):
            place, customer, amount = make(side)
            ones = np.ones(len(place))
            made.append(Counted(place, numbers[customer], ones, amount))
        return made[0], made[1]

    def of_entries(
        self, keep: Callable[[Entries], Bool], amount: Callable[[Entries], FloatArray | Bool | Int64]
    ) -> tuple[Counted, Counted]:
        """Units of both sides from entries."""
        at = {id(side): entries for side, entries in zip(self.sides, self.entries, strict=True)}

        def make(side: Side) -> Units:
            entries = at[id(side)]
            rows = keep(entries)
            values = np.asarray(amount(entries), dtype=np.float64)
            return entries.node[rows].astype(np.int64), entries.customer[rows].astype(np.int64), values[rows]

        return self.counted(make)

    def ratios(
        self, head: tuple[str, str], units: tuple[Counted, Counted], names: Sequence[str], *, is_share: bool
    ) -> list[Line]:
        """Lines of shares or means: scope and figure, units, the names of places."""
        found = compare_ratios(*units, len(names), is_share=is_share, min_cell=self.asked.min_cell)
        return _lines(head, names, found)


def _lines(head: tuple[str, str], names: Sequence[str], found: Tested) -> list[Line]:
    """Lines of all places that have units on either side."""
    scope, figure = head
    return [
        Line(
            scope,
            name,
            figure,
            *(_known(part[at]) for part in (found.one, found.other, found.low, found.high, found.p_value)),
            one_count=int(found.one_count[at]),
            other_count=int(found.other_count[at]),
        )
        for at, name in enumerate(names)
        if found.one_count[at] or found.other_count[at]
    ]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _conversion(both: _Both) -> list[Line]:
    units = both.counted(lambda side: conversions(side, both.asked.follow))
    return both.ratios(("all", "conversion_rate"), units, ("all",), is_share=True)


def _convert_seconds(both: _Both) -> list[Line]:
    units = both.counted(lambda side: times_to_convert(side, both.asked.follow))
    found = compare_medians(*units, 1, min_cell=both.asked.min_cell)
    return _lines(("all", "convert_seconds"), ("all",), found)


def _dropoff(both: _Both) -> list[Line]:
    converts = np.array([name in both.converting for name in both.names], dtype=np.bool_)
    units = both.of_entries(lambda found: ~converts[found.node], lambda found: found.onward < 0)
    return both.ratios((both.asked.level, "dropoff_rate"), units, both.names, is_share=True)


def _back(both: _Both) -> list[Line]:
    """Moves to an earlier stage; the first and the last stage have none that could be told apart."""
    last = len(both.names) - 1
    converts = np.array([name in both.converting for name in both.names], dtype=np.bool_)

    def kept(found: Entries) -> Bool:
        return (found.onward >= 0) & (found.node > 0) & (found.node < last) & ~converts[found.node]

    units = both.of_entries(kept, lambda found: found.onward < found.node)
    return both.ratios((both.asked.level, "back_rate"), units, both.names, is_share=True)


def _transitions(both: _Both) -> list[Line]:
    made: list[Passed] = []
    for entries, numbers in zip(both.entries, both.numbers, strict=True):
        rows = entries.onward >= 0
        node, onward = entries.node[rows].astype(np.int64), entries.onward[rows].astype(np.int64)
        made.append(Passed(node, numbers[entries.customer[rows]], onward))
    one, other = made
    place, onward, found = compare_passages(one, other, len(both.names), min_cell=both.asked.min_cell)
    names = [f"{both.names[one]} > {both.names[other]}" for one, other in zip(place, onward, strict=True)]
    return _lines(("edge", "transition_rate"), names, found)


def _waits(both: _Both) -> list[Line]:
    units = both.of_entries(lambda found: found.onward >= 0, lambda found: found.wait / SECOND)
    found = compare_medians(*units, len(both.names), min_cell=both.asked.min_cell)
    return _lines((both.asked.level, "wait_seconds"), both.names, found)


def _abandonment(both: _Both) -> list[Line]:
    units = both.counted(lambda side: carts_settled(side, both.asked.follow))
    return both.ratios(("cart", "abandonment_rate"), units, ("all",), is_share=True)


def _sessions_per_customer(both: _Both) -> list[Line]:
    """Of sides of one length only: the longer would have the more."""
    if both.sides[0].span.length != both.sides[1].span.length:
        return []
    units = both.counted(sessions_by_customer)
    return both.ratios(("all", "sessions_per_customer"), units, ("all",), is_share=False)


def _events_per_session(both: _Both) -> list[Line]:
    units = both.counted(events_by_session)
    return both.ratios(("all", "events_per_session"), units, ("all",), is_share=False)


def _values(both: _Both) -> list[Line]:
    known = [side.ground.paths.signatures.codes("currency").names for side in both.sides]
    names = tuple(dict.fromkeys([*known[0], *known[1]]))
    units = both.counted(lambda side: values_by_currency(side, names))
    return both.ratios(("currency", "value_per_conversion"), units, names, is_share=False)


def _score(both: _Both) -> list[Line]:
    return both.ratios(("all", "score"), both.counted(answers), ("all",), is_share=False)


def _journeys_per_day(both: _Both) -> list[Line]:
    """Journeys begun, by day; of periods only: how large a segment is, is no finding."""
    if both.asked.sides.kind != "periods":
        return []
    daily = [journeys_by_day(side) for side in both.sides]
    counts = [float(each.sum()) for each in daily]
    days = [side.span.length / DAY for side in both.sides]
    rates = [count / length for count, length in zip(counts, days, strict=True)]
    told: tuple[float | None, ...] = (None,) * 5
    if min(counts) >= both.asked.min_cell:
        ends, p_value = rate_change(counts, days, daily_dispersion(daily[1], daily[0]))
        told = (*rates, float(ends.low), float(ends.high), p_value)
    line = Line("all", "all", "journeys_per_day", *told, one_count=int(counts[0]), other_count=int(counts[1]))
    return [line]


_FAMILIES: dict[Figure, Callable[[_Both], list[Line]]] = {
    "conversion_rate": _conversion,
    "dropoff_rate": _dropoff,
    "back_rate": _back,
    "transition_rate": _transitions,
    "wait_seconds": _waits,
    "convert_seconds": _convert_seconds,
    "abandonment_rate": _abandonment,
    "sessions_per_customer": _sessions_per_customer,
    "events_per_session": _events_per_session,
    "value_per_conversion": _values,
    "score": _score,
    "journeys_per_day": _journeys_per_day,
}
FIGURES: tuple[Figure, ...] = tuple(_FAMILIES)


def check_figures(figures: Sequence[str]) -> None:
    """All figures are known.

    Raises:
        UsageError: one is not.
    """
    for figure in figures:
        if figure not in FIGURES:
            raise UsageError(unknown("figure", figure, FIGURES))
