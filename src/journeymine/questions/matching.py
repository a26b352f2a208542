"""Asking for patterns: which units match, where, and what part of their paths lies between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from journeymine.errors import UsageError
from journeymine.questions.ground import Ground
from journeymine.questions.names import unknown
from journeymine.questions.shapes import Compiled, compile_pattern
from journeymine.walk import match
from journeymine.walk.bits import look
from journeymine.walk.match import Matches, Which, narrowed
from journeymine.walk.paths import Bool, Int64
from journeymine.walk.selection import Selection
from journeymine.walk.units import Unit

Side = Literal["start", "end"]
_WHICH: tuple[Which, ...] = ("first", "last")


@dataclass(frozen=True)
class Anchor:
    """A row of each path: where a match of a pattern starts or ends.

    Attributes:
        pattern: its text, or compiled.
        which: the match that starts first, or last.
        at: its first event, or its last; None: the start of what a part begins with, the end of what it ends
            with.
    """

    pattern: str | Compiled
    which: Which = "first"
    at: Side | None = None


@dataclass(frozen=True)
class Cut:
    """The part of each path that is looked at.

    Attributes:
        unit: customer, session or journey.
        first, last: rows of each unit's first and last event; -1 where it is left out.
    """

    unit: Unit
    first: Int64
    last: Int64

    @property
    def keeps(self) -> Bool:
        """Whether each unit is in."""
        return self.first >= 0


def matching(
    ground: Ground, pattern: str | Compiled, unit: Unit = "customer", selection: Selection | None = None
) -> Bool:
    """Whether each unit has a match.

    Args:
        ground: what is asked.
        pattern: its text, or compiled.
        unit: whose events a match is made of: customer, session or journey.
        selection: the part to look at; events left out are as if they had not happened.

    Raises:
        UsageError: the pattern can't be read, or a name is unknown.
    """
    compiled = compile_pattern(ground, pattern)
    return match.matching(look(ground.paths, unit, compiled.conditions, selection), compiled.shape)


def matches(
    ground: Ground,
    pattern: str | Compiled,
    unit: Unit = "customer",
    *,
    which: Which = "first",
    selection: Selection | None = None,
) -> Matches:
    """Where a pattern matches: unit, first row and last row of each match.

    Args:
        ground: what is asked.
        pattern: its text, or compiled.
        unit: whose events a match is made of.
        which: of each unit the match that starts `first`, or `last`; or `every`: from the first on, each that
            starts behind the end of the one before.
        selection: the part to look at.

    Raises:
        UsageError: the pattern can't be read, or a name is unknown.
    """
    compiled = compile_pattern(ground, pattern)
    return match.matches(
        look(ground.paths, unit, compiled.conditions, selection), compiled.shape, which=which
    )


def cut(
    ground: Ground,
    unit: Unit = "customer",
    *,
    start: str | Anchor | None = None,
    end: str | Anchor | None = None,
    selection: Selection | None = None,
) -> Cut:
    """The part of each path from one pattern to another; units without it are left out.

    Args:
        ground: what is asked.
        unit: whose paths.
        start: a pattern; the part begins with the first event of its first match. None: with the path.
        end: a pattern, looked for in what begins there; the part ends with the last event of its first match.
            None: with the path.
        selection: the part of the data to look at.

    Raises:
        UsageError: a pattern can't be read, or a name is unknown.
    """
    looked = look(ground.paths, unit, (), selection)
    first, last = looked.units.first, looked.units.end - 1
    keeps = looked.keeps
    if start is not None:
        first = _anchored(ground, (unit, selection), _anchor(start, "start"), None)
        keeps = keeps & (first >= 0)
    if end is not None:
        last = _anchored(ground, (unit, selection), _anchor(end, "end"), first if start is not None else None)
        keeps = keeps & (last >= 0)
    return Cut(unit, np.where(keeps, first, -1), np.where(keeps, last, -1))


def _anchor(given: str | Anchor, side: Side) -> Anchor:
    anchor = given if isinstance(given, Anchor) else Anchor(given)
    if anchor.which not in _WHICH:
        raise UsageError(unknown("match to cut at", anchor.which, _WHICH))
    return anchor if anchor.at else Anchor(anchor.pattern, anchor.which, side)


def _anchored(
    ground: Ground, part: tuple[Unit, Selection | None], anchor: Anchor, first: Int64 | None
) -> Int64:
    """The anchor's row of each unit, looked for from a row on; -1: there is none."""
    compiled = compile_pattern(ground, anchor.pattern)
    looked = look(ground.paths, part[0], compiled.conditions, part[1])
    found = match.matches(narrowed(looked, first=first), compiled.shape, which=anchor.which)
    rows = found.by_unit(len(looked.units))
    return rows[0] if anchor.at == "start" else rows[1]


__all__ = ["Anchor", "Cut", "cut", "matches", "matching"]
