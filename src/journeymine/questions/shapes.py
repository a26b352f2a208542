"""From a pattern's tree to the places and ways that the walk runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from journeymine.questions.atoms import Condition
from journeymine.questions.ground import Ground
from journeymine.questions.masks import Met, met_by
from journeymine.questions.patterns import Choice, Edge, Gap, Item, One, Pattern, Repeat, Row, parse_pattern
from journeymine.questions.reading import Place
from journeymine.walk.bits import MOST_CONDITIONS, MOST_ROWWISE
from journeymine.walk.match import BEFORE_FIRST, BEHIND_LAST, MOST_PLACES, Shape, Way
from journeymine.walk.paths import Paths
from journeymine.walk.selection import EventMask


@dataclass(frozen=True)
class Compiled:
    """A pattern with its names looked up, ready to run on the paths whose names they are.

    Attributes:
        text: as it was written.
        conditions: what its events meet, in the order of their numbers.
        shape: places and ways.
    """

    text: str
    conditions: tuple[EventMask, ...]
    shape: Shape


@dataclass(frozen=True)
class _Ends:
    """Places at which a part of a pattern begins and ends."""

    begins: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass
class _Build:
    """Places, ways and conditions so far."""

    paths: Paths
    whole: Place
    places: list[int] = field(default_factory=list[int])
    ways: list[Way] = field(default_factory=list[Way])
    conditions: dict[Condition, Met] = field(default_factory=dict[Condition, Met])


def compile_pattern(ground: Ground, pattern: str | Pattern | Compiled) -> Compiled:
    """A pattern made ready.

    Args:
        ground: whose names are known.
        pattern: its text, or what was read or compiled before.

    Raises:
        UsageError: it can't be read, a name is unknown, or it is too large.
    """
    if isinstance(pattern, Compiled):
        return pattern
    read = parse_pattern(pattern) if isinstance(pattern, str) else pattern
    build = _Build(ground.paths, Place(read.text, 0))
    whole = _row(build, read.row)
    _check_rowwise(build)
    shape = Shape(tuple(build.places), tuple(build.ways), whole.begins, whole.ends, read.longest)
    return Compiled(read.text, tuple(met.mask() for met in build.conditions.values()), shape)


def _row(build: _Build, row: Row) -> _Ends:
    parts = [_item(build, row.items[0])]
    for gap, item in zip(row.gaps, row.items[1:], strict=True):
        part = _item(build, item)
        _join(build, parts[-1], gap, part)
        parts.append(part)
    return _Ends(parts[0].begins, parts[-1].ends)


def _item(build: _Build, item: Item) -> _Ends:
    if isinstance(item, One):
        return _place(build, _number(build, item.condition))
    if isinstance(item, Edge):
        return _place(build, BEFORE_FIRST if item.is_first else BEHIND_LAST)
    if isinstance(item, Choice):
        parts = [_row(build, row) for row in item.rows]
        return _Ends(
            *(tuple(each for part in parts for each in getattr(part, name)) for name in ("begins", "ends"))
        )
    return _repeat(build, item)


def _repeat(build: _Build, repeat: Repeat) -> _Ends:
    times = repeat.least if repeat.most is None else repeat.most
    if times > MOST_PLACES:
        raise repeat.place.error(f"an item is repeated at most {MOST_PLACES} times; {{1,}} has no limit")
    parts = [_item(build, repeat.item)]
    for _ in range(times - 1):
        part = _item(build, repeat.item)
        _join(build, parts[-1], repeat.gap, part)
        parts.append(part)
    if repeat.most is None:
        _join(build, parts[-1], repeat.gap, parts[-1])
    ends = tuple(end for part in parts[repeat.least - 1 :] for end in part.ends)
    return _Ends(parts[0].begins, ends)


def _place(build: _Build, condition: int) -> _Ends:
    build.places.append(condition)
    if len(build.places) > MOST_PLACES:
        message = f"a pattern has at most {MOST_PLACES} places, repetitions written out; this one has more"
        raise build.whole.error(message)
    place = len(build.places) - 1
    return _Ends((place,), (place,))


def _join(build: _Build, one: _Ends, gap: Gap, other: _Ends) -> None:
    barred = tuple(_number(build, condition) for condition in gap.barred)
    for origin in one.ends:
        for target in other.begins:
            build.ways.append(Way(origin, target, gap.is_next, barred, gap.least, gap.most))


def _number(build: _Build, condition: Condition) -> int:
    """Number of a condition; equal ones have one."""
    if condition not in build.conditions:
        build.conditions[condition] = met_by(build.paths, condition)
        if len(build.conditions) > MOST_CONDITIONS:
            raise build.whole.error(f"a pattern has at most {MOST_CONDITIONS} different conditions")
    return list(build.conditions).index(condition)


def _check_rowwise(build: _Build) -> None:
    if sum(met.rows is not None for met in build.conditions.values()) > MOST_ROWWISE:
        message = (
            f"a pattern has at most {MOST_ROWWISE} different conditions on figures, times and properties"
        )
        raise build.whole.error(message)
