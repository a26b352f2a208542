"""How the times of a column are written, as far as the values prove it.

What they do not prove is not guessed: `05/06/2026` may be May or June, and only a number above 12 can tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Literal, TypeVar

Item = TypeVar("Item")
Unit = Literal["s", "ms", "us"]
_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?\s*(Z|z|UTC|[+-]\d{2}:?\d{0,2})?"
)
_NUMBER = re.compile(r"\d{9,17}(?:\.\d+)?")
_UNITS: tuple[tuple[Unit, float], ...] = (("s", 1e9), ("ms", 1e12), ("us", 1e15))
_MOST_GROWTH = 5
"""From 2001, which is 1e9 seconds, to 2128: beyond it a number is no time."""

_DATES = ("%d{0}%m{0}%Y", "%m{0}%d{0}%Y", "%Y{0}%m{0}%d", "%d{0}%m{0}%y", "%m{0}%d{0}%y", "%d{0}%b{0}%Y")
_LONG_DATES = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y")
_CLOCKS = ("", "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%H:%M:%S %z")
_JOINTS = (" ", ", ", "T", ":")
_COMPACT = {8: "%Y%m%d", 14: "%Y%m%d%H%M%S"}
"""Formats of digits alone, by their number."""

_DATED = re.compile(r"\d{1,4}[./ -](\d{1,2}|[A-Za-z]{3,9})[./ -]\d{2,4}|[A-Za-z]{3,9} \d|\d{8}$|\d{14}$")
_LEAST = 0.95
_TRIED_FIRST = 20


@dataclass(frozen=True)
class Times:
    """How the times of a column are written.

    Attributes:
        format: a strptime format; None for ISO 8601 and for numbers.
        unit: of numbers since 1970.
        needs_zone: whether some carry no offset.
        choices: formats between which the values can't decide; then `format` is None.
    """

    format: str | None = None
    unit: Unit | None = None
    needs_zone: bool = False
    choices: tuple[str, ...] = ()


def times_of(values: Sequence[str]) -> Times | None:
    """How some texts are written as times.

    Args:
        values: texts, none of them empty.

    Returns:
        None where nearly all would have to be times and are not.
    """
    texts = [value.strip() for value in values]
    if not texts:
        return None
    return _iso(texts) or _epoch(texts) or _formatted(texts)


def _iso(texts: Sequence[str]) -> Times | None:
    found = [_ISO.fullmatch(text) for text in texts]
    if _share(found, lambda match: match is None) > 1 - _LEAST:
        return None
    return Times(needs_zone=any(match is not None and match[1] is None for match in found))


def _epoch(texts: Sequence[str]) -> Times | None:
    """Numbers since 1970: by their size seconds, milliseconds or microseconds."""
    is_number = [_NUMBER.fullmatch(text) is not None for text in texts]
    numbers = sorted(float(text) for text, fits in zip(texts, is_number, strict=True) if fits)
    if len(numbers) < _LEAST * len(texts):
        return None
    middle = numbers[len(numbers) // 2]
    units: list[Unit] = [unit for unit, least in _UNITS if least <= middle <= least * _MOST_GROWTH]
    if not units or _fits(texts[:_TRIED_FIRST], _COMPACT[14]):
        return None
    return Times(unit=units[0])


def _formatted(texts: Sequence[str]) -> Times | None:
    """A format that reads what no other does; all that are left where there are several."""
    if _share(texts, lambda text: _DATED.match(text) is None) > 1 - _LEAST:
        return None
    distinct = sorted(set(texts))
    first = distinct[:: max(1, len(distinct) // _TRIED_FIRST)][:_TRIED_FIRST]
    likely = [form for form in _formats() if _fits(first, form)]
    failing = {form: {text for text in distinct if not _reads(text, form)} for form in likely}
    failing = {form: bad for form, bad in failing.items() if len(bad) <= (1 - _LEAST) * len(distinct)}
    best = [form for form, bad in failing.items() if not any(other < bad for other in failing.values())]
    left = list({form.replace("%B", "%b"): form for form in best}.values())
    if not left:
        return None
    chosen, choices = (left[0], ()) if len(left) == 1 else (None, tuple(left))
    return Times(format=chosen, needs_zone="%z" not in left[0], choices=choices)


def _formats() -> list[str]:
    dates = [date.format(mark) for date, mark in product(_DATES, ("/", ".", "-", " "))]
    dates = [date for date in dict.fromkeys((*dates, *_LONG_DATES)) if date != "%Y-%m-%d"]
    timed = [f"{date}{joint}{clock}" for date, joint, clock in product(dates, _JOINTS, _CLOCKS) if clock]
    return [*_COMPACT.values(), *dates, *timed]


def _fits(texts: Sequence[str], form: str) -> bool:
    """Whether a format reads half of some texts: those of the wrong order of day and month fail too."""
    return 2 * sum(_reads(text, form) for text in texts) >= len(texts)


def _reads(text: str, form: str) -> bool:
    if form in _COMPACT.values() and form != _COMPACT.get(len(text)):
        return False
    if "%y" in form and re.search(r"\d{4}", text.partition(" ")[0]):
        return False
    try:
        datetime.strptime(text, form)
    except ValueError:
        return False
    return True


def _share(items: Sequence[Item], test: Callable[[Item], bool]) -> float:
    return sum(map(test, items)) / len(items)
