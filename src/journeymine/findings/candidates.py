"""Which places may hurt? Drops, ways back, waits, answers, carts and visits, each place beside the rest of
its group.

From what findings stand on; gives the candidates that are judged together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.findings.comparison import Moments, Units
from journeymine.findings.footing import Footing
from journeymine.measures.onward import stage_of_touchpoint
from journeymine.measures.statistics import FloatArray, difference_of_medians, mid_ranks
from journeymine.parts import DROPPED, OPEN
from journeymine.walk.paths import Bool, Int32, Int64, Paths

MICROSECONDS_OF_HOUR = 3_600_000_000
_NEVER = np.iinfo(np.int64)


@dataclass(frozen=True)
class Kind:
    """Units that are compared in one way.

    Attributes:
        name: drop, back, slow, score, cart or visit.
        places: names; None for those that others are only compared with.
        groups: the group's name of each place.
        group_of: its number.
        units: what is compared.
        at: microseconds at which each unit happened.
        is_seen: whether it tells when the trouble was there.
        is_counted: whether it counts as evidence; of a journey's stays at a place only the first does.
    """

    name: str
    places: Sequence[str | None]
    groups: Sequence[str]
    group_of: Int32
    units: Units
    at: Int64
    is_seen: Bool
    is_counted: Bool


@dataclass(frozen=True)
class Candidates:
    """Places beside the rest of their groups.

    Attributes:
        kind, group, place: names.
        moments: sums and products over customers.
        unit_count: journeys, answers, carts or stays at the place.
        first, last: microseconds of the first and last time that the trouble was there.
    """

    kind: NDArray[np.object_]
    group: NDArray[np.object_]
    place: NDArray[np.object_]
    moments: Moments
    unit_count: Int64
    first: Int64
    last: Int64

    def __len__(self) -> int:
        """How many there are."""
        return len(self.kind)

    @classmethod
    def of(cls, kinds: Sequence[Kind]) -> Candidates:
        """All places of all kinds that have names."""
        moments = [Moments.of(kind.units, kind.group_of) for kind in kinds]
        counts, firsts, lasts = zip(*(_seen(kind) for kind in kinds), strict=True)
        found = cls(
            kind=np.repeat(
                np.array([kind.name for kind in kinds], object), [len(kind.places) for kind in kinds]
            ),
            group=np.array([name for kind in kinds for name in kind.groups], object),
            place=np.array([name for kind in kinds for name in kind.places], object),
            moments=Moments(
                *(np.concatenate([getattr(one, field.name) for one in moments]) for field in fields(Moments))
            ),
            unit_count=np.concatenate(counts),
            first=np.concatenate(firsts),
            last=np.concatenate(lasts),
        )
        return found.only(found.place != None)  # noqa: E711

    def only(self, chosen: Bool) -> Candidates:
        """Some of them."""
        return Candidates(
            *(self.kind[chosen], self.group[chosen], self.place[chosen], self.moments.only(chosen)),
            *(self.unit_count[chosen], self.first[chosen], self.last[chosen]),
        )


@dataclass(frozen=True)
class Waits:
    """Stays outside sessions that their journeys moved on from.

    Attributes:
        rows: places among the stays.
        touchpoint, stage: numbers of each one's.
        hours: from entering to moving on.
    """

    rows: Int64
    touchpoint: Int32
    stage: Int32
    hours: FloatArray

    def ranks(self) -> FloatArray:
        """Mid-rank of each among those of its stage, as a share of their number."""
        out = np.zeros(len(self.rows))
        for stage in np.unique(self.stage):
            rows = np.flatnonzero(self.stage == stage)
            out[rows] = mid_ranks(self.hours[rows])[0] / len(rows)
        return out

    def compare(self, touchpoint: int, stage: int, design_effect: float) -> tuple[float, float, float, float]:
        """Median at a touchpoint, median of the rest of its stage, and the ends of their difference."""
        here = self.touchpoint == touchpoint
        one, other = np.sort(self.hours[here]), np.sort(self.hours[(self.stage == stage) & ~here])
        _, low, high = difference_of_medians(one, other, design_effect=design_effect)
        return float(np.median(one)), float(np.median(other)), low, high


def find_waits(footing: Footing) -> Waits:
    """Waits at touchpoints at which most events are outside sessions."""
    stays, stage = footing.stays, stage_of_touchpoint(footing.settings)
    is_outside = _is_outside(footing.paths, len(footing.touchpoints))
    rows = np.flatnonzero(~stays.is_last & is_outside[stays.touchpoint])
    touchpoint = stays.touchpoint[rows]
    times = footing.paths.times
    wait = times[stays.next_entered[rows]] - times[stays.entered[rows]]
    return Waits(rows, touchpoint, stage[touchpoint], wait / MICROSECONDS_OF_HOUR)


def find_kinds(footing: Footing, waits: Waits) -> tuple[Kind, ...]:
    """All that is compared."""
    return (
        *_of_journeys(footing),
        _slow(footing, waits),
        _scores(footing),
        _carts(footing),
        _visits(footing),
    )


def _of_journeys(footing: Footing) -> Iterator[Kind]:
    """Journeys that drop at a touchpoint, and stays after which they go back; not where they convert."""
    stays, settings = footing.stays, footing.settings
    sells = np.array([stage.conversion for stage in settings.stages])[stage_of_touchpoint(settings)]
    outcome, is_told = footing.outcome[stays.journey], ~sells[stays.touchpoint]
    ends_here = stays.touchpoint[stays.end] == stays.touchpoint
    rows = np.flatnonzero(is_told & stays.is_first & ~(ends_here & (outcome == OPEN)))
    is_lost = ends_here[rows] & (outcome[rows] == DROPPED)
    yield _at_touchpoints("drop", footing, rows, amount=is_lost, at=stays.left[stays.end[rows]])
    rows = np.flatnonzero(is_told & ~stays.is_last)
    yield _at_touchpoints("back", footing, rows, amount=stays.is_back[rows], at=stays.left[rows])


def _slow(footing: Footing, waits: Waits) -> Kind:
    """Waits, by their rank in the stage."""
    at = footing.stays.entered[waits.rows]
    return _at_touchpoints("slow", footing, waits.rows, amount=waits.ranks(), at=at)


def _at_touchpoints(name: str, footing: Footing, rows: Int64, *, amount: NDArray[Any], at: Int64) -> Kind:
    """Some stays of journeys; `at` is a row of the paths."""
    stays, stage = footing.stays, stage_of_touchpoint(footing.settings)
    touchpoint = stays.touchpoint[rows]
    units = Units.counted(stays.customer[rows], touchpoint, amount)
    groups = [footing.stages[place] for place in stage]
    is_seen, is_counted = np.asarray(amount > 0), stays.is_first[rows]
    return Kind(name, footing.touchpoints, groups, stage, units, footing.paths.times[at], is_seen, is_counted)


def _scores(footing: Footing) -> Kind:
    """Answers, by their credit."""
    answers, stage = footing.answers, stage_of_touchpoint(footing.settings)
    units = Units(answers.customer, answers.touchpoint, answers.credit, answers.amount)
    groups, every = [footing.stages[place] for place in stage], np.ones(len(answers.at), dtype=np.bool_)
    return Kind("score", footing.touchpoints, groups, stage, units, answers.at, every, every)


def _carts(footing: Footing) -> Kind:
    """Settled carts that came to where a friction shows; those that met it, beside the others."""
    carts, frictions = footing.carts, footing.frictions
    came = np.flatnonzero(carts.is_converted | carts.is_left)
    ended = np.where(carts.is_converted, carts.closed, carts.last + footing.abandon)[came]
    is_at = _came(footing, carts.customer[came], carts.opened[came], ended)
    cart, friction = np.nonzero(is_at | carts.met[came] | (frictions.touchpoint < 0))
    cart = came[cart]
    place = 2 * friction + ~carts.met[cart, friction]
    units = Units.counted(carts.customer[cart], place.astype(np.int32), carts.is_left[cart])
    return _of_frictions("cart", footing, units, carts.last[cart])


def _visits(footing: Footing) -> Kind:
    """Stays inside visits where a friction shows; those in which it was met, beside the others."""
    visits = footing.visits
    stay, friction = np.nonzero(visits.touchpoint[:, None] == footing.frictions.touchpoint)
    place = 2 * friction + ~visits.met[stay, friction]
    units = Units.counted(visits.customer[stay], place.astype(np.int32), visits.is_last[stay])
    return _of_frictions("visit", footing, units, visits.left[stay])


def _of_frictions(name: str, footing: Footing, units: Units, at: Int64) -> Kind:
    """Units with a friction at the even places, those without it at the odd ones behind."""
    names = footing.frictions.names
    places = [place for friction in names for place in (friction, None)]
    groups = [friction for friction in names for _ in range(2)]
    group_of, every = np.repeat(np.arange(len(names), dtype=np.int32), 2), np.ones(len(at), dtype=np.bool_)
    return Kind(name, places, groups, group_of, units, at, units.amount > 0, every)


def _came(footing: Footing, customer: Int32, since: Int64, until: Int64) -> Bool:
    """Whether customers had an event at each friction's touchpoint in a span of time; spans x frictions."""
    first, end = (_first_row(footing.paths, customer, at) for at in (since, until + 1))
    codes, touchpoints = footing.paths.signatures.codes("touchpoint"), footing.frictions.touchpoint
    out = np.zeros((len(customer), len(touchpoints)), dtype=np.bool_)
    for touchpoint in np.unique(touchpoints[touchpoints >= 0]):
        rows = np.flatnonzero((codes.of_signature == touchpoint)[footing.paths.signature])
        is_there = np.searchsorted(rows, first) < np.searchsorted(rows, end)
        out[:, touchpoints == touchpoint] = is_there[:, None]
    return out


def _first_row(paths: Paths, customer: Int32, at: Int64) -> Int64:
    """The first row of a customer from an instant on, or the one behind the last; by halving."""
    bounds = np.append(paths.bounds, [len(paths)] * 2)  # customers without events have none
    known = np.minimum(customer, paths.customer_count)
    low, high = bounds[known], bounds[known + 1]
    while (is_open := low < high).any():
        middle = (low + high) // 2
        is_before = is_open & (paths.times[np.minimum(middle, len(paths) - 1)] < at)
        low, high = np.where(is_before, middle + 1, low), np.where(is_open & ~is_before, middle, high)
    return low


def _is_outside(paths: Paths, touchpoints: int) -> Bool:
    """Whether at most half of the events at each touchpoint are in sessions."""
    code = paths.signatures.codes("touchpoint").of_signature
    known, count = code >= 0, len(paths.signatures)
    seen, inside = (
        np.bincount(code[known], np.bincount(signature, minlength=count)[known], touchpoints)
        for signature in (paths.signature, paths.signature[paths.session >= 0])
    )
    return 2 * inside <= seen


def _seen(kind: Kind) -> tuple[Int64, Int64, Int64]:
    """Units that count at each place of a kind, and the first and last time that the trouble was seen."""
    place, places = kind.units.place, len(kind.places)
    first, last = np.full(places, _NEVER.max), np.full(places, _NEVER.min)
    np.minimum.at(first, place[kind.is_seen], kind.at[kind.is_seen])
    np.maximum.at(last, place[kind.is_seen], kind.at[kind.is_seen])
    return np.bincount(place[kind.is_counted], minlength=places), first, last
