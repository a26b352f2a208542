"""From what is asked of attribution to paths of touches, counted: which events convert, which touch, what
each path is worth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

import numpy as np

from journeymine.config.values import parse_duration
from journeymine.errors import UsageError
from journeymine.measures.attribution import (
    CONVERTED,
    IN_CURRENCY,
    KINDS,
    LOST,
    VALUE,
    Aged,
    PathCounts,
    count_paths,
)
from journeymine.questions.cohorts import Cohort
from journeymine.questions.conditions import Moment, Step, event_mask, selection
from journeymine.questions.ground import Ground
from journeymine.questions.levels import KNOWN, level_of
from journeymine.questions.masks import instant
from journeymine.questions.names import unknown
from journeymine.walk.carts import CART_NONE, CART_PURCHASE
from journeymine.walk.paths import Coded, Float64, Int32, Int64
from journeymine.walk.selection import EventMask, Selection
from journeymine.walk.signatures import Codes
from journeymine.walk.touches import Goal, Sequences, Touches, TouchRules, distinct, find_touches, groups_of

GROUPS = 20
"""Groups of customers, by a hash of their ids, for intervals and for what is held out."""
TouchKind = Literal["sessions", "events"]
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Touching:
    """What is asked of touches.

    Attributes:
        level: a field or declared property whose values are the nodes.
        touches: `sessions`: the first event of each session that is at a node; `events`: every event.
        look_back: as `30d` or a timedelta.
        joined: whether touches at one node in a row are one.
        since_conversion: whether touches before the customer's last conversion lead to no other.
        open_is_lost: whether open journeys count as lost.
    """

    level: str
    touches: TouchKind
    look_back: str | timedelta
    joined: bool
    since_conversion: bool
    open_is_lost: bool


@dataclass(frozen=True)
class Part:
    """Which conversions and losses are asked for.

    Attributes:
        conversion: a condition on events; None: events at conversion stages that are no step of a cart.
        where: SQL conditions on journeys or customers.
        cohort: customers or journeys that have something in common.
        since, until: conversions, and ends of lost journeys, from the one to before the other.
        events: what events must meet to be touches.
    """

    conversion: str | Step | None
    where: str | Sequence[str] | None
    cohort: str | Cohort | None
    since: Moment | None
    until: Moment | None
    events: str | Step | None


@dataclass(frozen=True)
class Money:
    """What conversions are worth.

    Attributes:
        currency: of all values; None: no conversion says one.
        others: conversions in other currencies, by currency; they have no value here.
        unknown: conversions without a value.
        is_known: whether any conversion has a value.
    """

    currency: str | None
    others: Mapping[str, int]
    unknown: int
    is_known: bool


@dataclass(frozen=True)
class Found:
    """Paths of touches with what they are worth.

    Attributes:
        touches: the paths; their nodes are numbers in `counts.names`.
        sequences: different sequences of nodes.
        counts: how often each led to what.
        amounts: of each path; paths x KINDS.
        group: group of customers of each path.
        money: what the values are.
    """

    touches: Touches
    sequences: Sequences
    counts: PathCounts
    amounts: Float64
    group: Int32
    money: Money

    def aged(self, times: Int64) -> Aged:
        """The single paths with the ages of their touches."""
        touches = self.touches
        path = np.repeat(np.arange(len(touches)), np.diff(touches.bounds))
        ages = times[touches.ends][path] - times[touches.rows]
        return Aged(touches.bounds, touches.nodes, ages, self.group, self.amounts)


def find(ground: Ground, touching: Touching, part: Part, currency: str | None) -> Found:
    """Find all paths of touches and count them.

    Args:
        ground: what is asked.
        touching: what a touch is.
        part: which conversions and losses.
        currency: of the values; None: the one that most conversions have.

    Raises:
        UsageError: a word can't be read or a name is unknown.
    """
    level = _level(ground, touching.level)
    goal = _goal(ground, touching, part)
    events = None if part.events is None else event_mask(ground, part.events)
    found = find_touches(ground.paths, level, goal, _rules(touching, part), events=events)
    names, nodes = _used(level, found.nodes)
    touches = replace(found, nodes=nodes)
    amounts, money = _amounts(ground, touches, currency)
    group = _groups(ground)[touches.customer]
    sequences = distinct(touches.bounds, touches.nodes)
    counts = count_paths(names, (sequences.bounds, sequences.nodes), sequences.number, group, amounts)
    return Found(touches, sequences, counts, amounts, group, money)


def microseconds(span: str | timedelta) -> int:
    """A length of time in microseconds.

    Raises:
        UsageError: the text is none.
    """
    try:
        return parse_duration(span) // MICROSECOND
    except ValueError as error:
        raise UsageError(str(error)) from None


def _used(level: Codes | Coded, nodes: Int32) -> tuple[tuple[str, ...], Int32]:
    """Names of the nodes that occur, in the order of their codes, and the nodes by their numbers there."""
    used = np.flatnonzero(np.bincount(nodes, minlength=len(level.names)))
    number = np.full(len(level.names), -1, dtype=np.int32)
    number[used] = np.arange(len(used))
    return tuple(level.names[code] for code in used), number[nodes]


def _level(ground: Ground, level: str) -> Codes | Coded:
    if level in ground.paths.properties and level not in KNOWN:
        return ground.paths.properties[level]
    if level not in KNOWN:
        raise UsageError(unknown("level", level, (*KNOWN, *ground.paths.properties)))
    return level_of(ground, level).codes


def _rules(touching: Touching, part: Part) -> TouchRules:
    if touching.touches not in get_args(TouchKind):
        raise UsageError(unknown("kind of touches", touching.touches, get_args(TouchKind)))
    span = {name: instant(at) for name in ("since", "until") if (at := getattr(part, name)) is not None}
    return TouchRules(
        look_back=microseconds(touching.look_back),
        by_session=touching.touches == "sessions",
        is_joined=touching.joined,
        is_cut=touching.since_conversion,
        **span,
    )


def _goal(ground: Ground, touching: Touching, part: Part) -> Goal:
    paths = ground.paths
    settles = np.zeros(len(paths.signatures), dtype=np.bool_)
    if part.conversion is None:
        settles = paths.signatures.flags("is_conversion")
        roles = paths.signatures.cart_roles
        conversion = EventMask(settles & ((roles == CART_NONE) | (roles == CART_PURCHASE)))
    else:
        conversion = event_mask(ground, part.conversion)
    chosen = _chosen(ground, part)
    lost = np.ones(len(paths.journeys), dtype=np.bool_)
    if not touching.open_is_lost:
        ended = paths.times[paths.journeys.end - 1]
        lost = _as_of(ground) - ended > ground.inactive_after // MICROSECOND
    if chosen.journeys is not None:
        lost &= chosen.journeys
    return Goal(conversion, settles, lost, chosen.journeys, chosen.customers)


def _chosen(ground: Ground, part: Part) -> Selection:
    chosen = selection(ground, unit="journey", where=part.where, cohort=part.cohort)
    if chosen.sessions is not None:
        raise UsageError("attribution is of journeys or customers; sessions can't narrow it")
    return chosen


def _as_of(ground: Ground) -> int:
    return (ground.as_of.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // MICROSECOND


def _groups(ground: Ground) -> Int32:
    return groups_of(ground.customers["customer_id"], GROUPS)


def _amounts(ground: Ground, touches: Touches, currency: str | None) -> tuple[Float64, Money]:
    """What each path counts for, by kind."""
    paths, is_made = ground.paths, ~touches.is_lost
    codes = paths.signatures.codes("currency")
    said = codes.of_signature[paths.signature[touches.ends]]
    said = np.where(is_made, said, -1)
    chosen = _currency(codes, said, currency)
    is_other = (said >= 0) & (said != chosen)
    value = np.full(len(touches), np.nan)
    if "value" in paths.figures:
        value[is_made] = paths.figures["value"][touches.ends[is_made]]
    is_valued = is_made & ~is_other & ~np.isnan(value)
    amounts = np.zeros((len(touches), KINDS))
    amounts[:, CONVERTED], amounts[:, LOST] = is_made, touches.is_lost
    amounts[:, IN_CURRENCY] = is_made & ~is_other
    amounts[is_valued, VALUE] = value[is_valued]
    others = Counter(codes.names[code] for code in said[is_other])
    missing = int((is_made & ~is_other & ~is_valued).sum())
    name = codes.names[chosen] if chosen >= 0 else None
    return amounts, Money(name, dict(sorted(others.items())), missing, bool(is_valued.any()))


def _currency(codes: Codes, said: Int32, currency: str | None) -> int:
    """Code of the currency asked for, else of the one that most conversions say; -1 where none does."""
    if currency is not None:
        if currency not in codes.names:
            raise UsageError(unknown("currency", currency, codes.names))
        return codes.code(currency)
    known = said[said >= 0]
    return int(np.bincount(known).argmax()) if len(known) else -1
