"""From what a condition says to the events of the paths that meet it.

What a condition says in words is decided once for each signature; figures, times and properties are looked at
event by event, and only where a condition asks for them.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fnmatch import translate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import UsageError
from journeymine.questions.atoms import Condition, Either, Named, Other, Test
from journeymine.questions.names import unknown
from journeymine.questions.reading import MICROSECONDS, Place
from journeymine.walk.paths import Bool, Coded, Int64, Paths
from journeymine.walk.selection import EventMask
from journeymine.walk.signatures import FIELDS, LEVELS

FIGURES = ("value", "quantity", "score", "sentiment")
"""What events say in figures."""

TIME = "at"
"""The subject of tests of an event's time."""

_PROPERTY = "properties."
_DAY = timedelta(days=1)
_COMPARES: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_OPPOSITE = {"!=": "=", "!~": "~"}

Rows = Callable[[], Bool]


@dataclass(frozen=True)
class Met:
    """Events that meet a condition, before any array as long as the events is made.

    Attributes:
        of_signature: whether a signature meets its part.
        rows: makes what else each event must meet; None: nothing.
    """

    of_signature: Bool
    rows: Rows | None = None

    def mask(self) -> EventMask:
        """The events as a mask."""
        return EventMask(self.of_signature, None if self.rows is None else self.rows())


def mask_of(paths: Paths, condition: Condition) -> EventMask:
    """The events that meet a condition.

    Raises:
        UsageError: a name that it uses is unknown.
    """
    return met_by(paths, condition).mask()


def met_by(paths: Paths, condition: Condition) -> Met:
    """The same before it is worked out; all names are looked up.

    Raises:
        UsageError: a name that it uses is unknown.
    """
    if isinstance(condition, Other):
        return _opposite(paths, met_by(paths, condition.condition))
    if isinstance(condition, Either):
        return _either(paths, [met_by(paths, part) for part in condition.conditions])
    met = Met(_of_name(paths, condition))
    for test in condition.tests:
        met = _both(met, _of_test(paths, test))
    return met


def instant(moment: str | date, place: Place | None = None) -> int:
    """A date (its first instant) or a time as microseconds since 1970; UTC where no zone is said.

    Args:
        moment: a date, a time, or either as text in ISO 8601.
        place: where it stands in a text that was read.

    Raises:
        UsageError: it is neither.
    """
    return _instants(moment, place)[0]


def _both(one: Met, other: Met) -> Met:
    of_signature = one.of_signature & other.of_signature
    if one.rows is None or other.rows is None:
        return Met(of_signature, one.rows or other.rows)
    first, second = one.rows, other.rows
    return Met(of_signature, lambda: first() & second())


def _either(paths: Paths, parts: list[Met]) -> Met:
    of_signature = np.logical_or.reduce([part.of_signature for part in parts])
    if all(part.rows is None for part in parts):
        return Met(of_signature)
    return Met(of_signature, lambda: np.logical_or.reduce([part.mask().on(paths) for part in parts]))


def _opposite(paths: Paths, met: Met) -> Met:
    if met.rows is None:
        return Met(~met.of_signature)
    return Met(np.ones_like(met.of_signature), lambda: ~met.mask().on(paths))


def _of_name(paths: Paths, named: Named) -> Bool:
    if named.name is None:
        return np.ones(len(paths.signatures), dtype=np.bool_)
    if named.level not in FIELDS:
        raise named.place.error(_wrong_level(paths, named))
    codes = paths.signatures.codes(named.level)
    if named.name not in codes.names:
        raise named.place.error(_wrong_name(paths, named.level, named.name))
    return codes.of_signature == codes.code(named.name)


def _wrong_level(paths: Paths, named: Named) -> str:
    whole = f"{named.level}:{named.name}"
    if whole in paths.signatures.codes("event").names:
        return f'{whole} is an event; put its name in double quotes: "{whole}"'
    return unknown("field", named.level, FIELDS)


def _wrong_name(paths: Paths, level: str, name: str) -> str:
    elsewhere = [other for other in LEVELS if other != level and name in paths.signatures.codes(other).names]
    if elsewhere:
        shown = name if re.fullmatch(r"[\w.-]+", name) else f'"{name}"'
        hints = " or ".join(shown if other == "event" else f"{other}:{shown}" for other in elsewhere)
        found = " and ".join("an event" if other == "event" else f"a {other}" for other in elsewhere)
        return f"there is no {level} {name!r}, but {found}; write {hints}"
    return unknown(level, name, paths.signatures.codes(level).names)


def _of_test(paths: Paths, test: Test) -> Met:
    plain = _OPPOSITE.get(test.operator)
    if plain is not None:
        return _opposite(paths, _of_test(paths, Test(test.subject, plain, test.values, test.place)))
    if test.subject in FIELDS:
        return Met(_of_words(paths, test))
    every = np.ones(len(paths.signatures), dtype=np.bool_)
    if test.subject == TIME:
        return Met(every, _of_time(paths, test))
    if test.subject in FIGURES:
        return Met(every, _of_figure(paths, test))
    return Met(every, _of_property(paths, test))


def _of_words(paths: Paths, test: Test) -> Bool:
    codes = paths.signatures.codes(test.subject)
    return _fitting(codes.names, test)[codes.of_signature]


def _of_property(paths: Paths, test: Test) -> Rows:
    coded = _property(paths, test)
    fits = _numbers_fitting(coded.names, test) if test.operator in _COMPARES else _fitting(coded.names, test)
    return lambda: fits[coded.codes]


def _property(paths: Paths, test: Test) -> Coded:
    name = test.subject.removeprefix(_PROPERTY)
    if name not in paths.properties:
        known = (*FIELDS, *FIGURES, TIME, *paths.properties)
        hint = "a property of events must be named under `properties:` in the journey file"
        raise test.place.error(f"{unknown('field or property', name, known)} ({hint})")
    return paths.properties[name]


def _fitting(names: tuple[str, ...], test: Test) -> Bool:
    """Whether each name fits a test by = or ~; one place more, for none."""
    if test.operator in _COMPARES:
        raise test.place.error(f"{test.subject} is a word; test it by = != ~ or !~")
    fits = np.zeros(len(names) + 1, dtype=np.bool_)
    for value in test.values:
        if value == "":
            fits[-1] = True
        elif test.operator == "~":
            matches = re.compile(translate(value)).match
            fits[:-1] |= np.array([matches(name) is not None for name in names], dtype=np.bool_)
        elif value in names:
            fits[names.index(value)] = True
        else:
            raise test.place.error(unknown(test.subject, value, names))
    return fits


def _numbers_fitting(names: tuple[str, ...], test: Test) -> Bool:
    """Whether each name, read as a number, fits a comparison; what is no number does not, nor does none."""
    numbers = np.array([*(_number(name) for name in names), np.nan])
    compare, limit = _COMPARES[test.operator], _limit(test)
    return np.asarray(compare(numbers, limit), dtype=np.bool_)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _limit(test: Test) -> float:
    value, *more = test.values
    if more:
        raise test.place.error(f"{test.operator} compares with one value, not with several")
    found = _number(value)
    if np.isnan(found):
        raise test.place.error(f"{test.subject} is compared with a number; found {value!r}")
    return found


def _of_figure(paths: Paths, test: Test) -> Rows:
    if test.operator == "~":
        raise test.place.error(f"{test.subject} is a figure; test it by = != < <= > or >=")
    tests = [_figure_test(test, value) for value in test.values]
    if test.operator in _COMPARES:
        _limit(test)
    figures = paths.figures.get(test.subject)

    def rows() -> Bool:
        found = np.full(len(paths), np.nan) if figures is None else figures
        return np.logical_or.reduce([fits(found) for fits in tests])

    return rows


def _figure_test(test: Test, value: str) -> Callable[[NDArray[np.float64]], Bool]:
    if value == "" and test.operator == "=":
        return np.isnan
    limit = _limit(Test(test.subject, test.operator, (value,), test.place))
    compare = _COMPARES.get(test.operator, operator.eq)
    return lambda figures: np.asarray(compare(figures, limit), dtype=np.bool_)


def _of_time(paths: Paths, test: Test) -> Rows:
    if test.operator == "~":
        raise test.place.error("at is a time; test it by = != < <= > or >=")
    value, *more = test.values
    if more:
        raise test.place.error(f"at{test.operator} compares with one time, not with several")
    begin, end = _instants(value, test.place)

    def rows() -> Bool:
        times: Int64 = paths.times
        if test.operator == "=":
            return (times >= begin) & (times < end)
        limit = begin if test.operator in ("<", ">=") else end
        return times >= limit if test.operator in (">", ">=") else times < limit

    return rows


def _instants(text: str | date, place: Place | None = None) -> tuple[int, int]:
    """First instant of a day and that of the next; of a time, it and the microsecond after it."""
    try:
        found = text if isinstance(text, date) else _read_time(text)
    except ValueError:
        message = f"expected a date or time such as 2026-03-01 or 2026-03-01T08:30, found {text!r}"
        raise place.error(message) if place else UsageError(message) from None
    if isinstance(found, datetime):
        at = _microseconds(found if found.tzinfo else found.replace(tzinfo=UTC))
        return at, at + 1
    day = datetime(found.year, found.month, found.day, tzinfo=UTC)
    return _microseconds(day), _microseconds(day + _DAY)


def _read_time(text: str) -> date:
    is_day = len(text) == len("2026-03-01")
    return date.fromisoformat(text) if is_day else datetime.fromisoformat(text)


def _microseconds(at: datetime) -> int:
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86400 + since.seconds) * MICROSECONDS + since.microseconds
