"""The language of patterns: what a part of a path looks like, event by event.

    view_item > purchase                          purchase at some time after view_item
    view_item >> add_to_cart                      add_to_cart right after view_item
    add_to_cart >[no refund|error, <= 30m] buy    what may not lie between, and how long it may take
    ^ >[no purchase] touchpoint:support           from the path's beginning, and ...
    add_to_cart >[no purchase] $                  ... to its end
    (search | category) > view_item{3,}           classes and repetition
    search > purchase within 7d                   the longest time of the whole

docs/questions/patterns.md is its definition. Here text becomes a tree; shapes.py makes of it what the walk
runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from journeymine.questions.atoms import Condition, Either, Other, read_condition, read_single
from journeymine.questions.reading import Place, Reader
from journeymine.walk.match import NO_LIMIT

_MARKS = ("<=", ">=", "<", ">")


@dataclass(frozen=True)
class Gap:
    """What may lie between two events of a match.

    Attributes:
        is_next: nothing.
        barred: events that may not.
        least, most: shortest and longest time, both inside, microseconds.
    """

    is_next: bool = False
    barred: tuple[Condition, ...] = ()
    least: int = 0
    most: int = NO_LIMIT


@dataclass(frozen=True)
class One:
    """One event."""

    condition: Condition


@dataclass(frozen=True)
class Edge:
    """What stands before the first event of a path, or behind its last."""

    is_first: bool


@dataclass(frozen=True)
class Row:
    """Items one after the other; gap n lies between item n and the next."""

    items: tuple[Item, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Choice:
    """One of several rows."""

    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Repeat:
    """An item several times.

    Attributes:
        item: what.
        gap: what lies between one and the next.
        least, most: how often; None: without limit.
        place: where it stands.
    """

    item: Item
    gap: Gap
    least: int
    most: int | None
    place: Place = field(compare=False)


Item = One | Edge | Choice | Repeat


@dataclass(frozen=True)
class Pattern:
    """A pattern as it was read.

    Attributes:
        text: as it was written.
        row: its items.
        longest: longest time from first to last event, microseconds.
    """

    text: str
    row: Row
    longest: int = NO_LIMIT


def parse_pattern(text: str) -> Pattern:
    """The pattern that a whole text says.

    Raises:
        UsageError: it says none.
    """
    reader = Reader(text)
    pattern = read_pattern(reader)
    reader.finish("'>', '>>' or the end of the pattern")
    return pattern


def read_pattern(reader: Reader) -> Pattern:
    """A pattern, up to where it can't go on."""
    start = reader.at
    row = _row(reader, is_whole=True)
    longest = reader.duration() if reader.takes_words("within") else NO_LIMIT
    return Pattern(reader.since(start), row, longest)


def sees_gap(reader: Reader) -> bool:
    """Whether the bracket that comes next belongs to a gap; an event without a name begins with one too."""
    if not reader.sees("["):
        return False
    inside = Reader(reader.text[reader.at + 1 :])
    if inside.takes("<", ">"):
        return True
    is_word = inside.takes_words("no") or inside.takes_words("only")
    return is_word and not inside.takes("=", "!", "<", ">", "~")


def read_gap(reader: Reader, *, is_next: bool) -> Gap:
    """What stands in the bracket behind `>` or `>>`, if there is one."""
    if not sees_gap(reader):
        return Gap(is_next)
    reader.expect("[", "'['")
    gap = _part(reader, Gap(is_next))
    while reader.takes(","):
        gap = _part(reader, gap)
    reader.expect("]", "',' or ']'")
    return gap


def _row(reader: Reader, *, is_whole: bool = False) -> Row:
    items, gaps = list[Item](), list[Gap]()
    if is_whole and reader.takes("^"):
        items.append(Edge(is_first=True))
        gaps.append(_gap(reader) or Gap(is_next=True))
    if not (items and _sees_end(reader)):
        items.append(_item(reader))
    while (gap := _gap(reader)) is not None and not _sees_end(reader):
        gaps.append(gap)
        items.append(_item(reader))
    if _sees_end(reader):
        _take_end(reader, is_whole=is_whole)
        if len(gaps) < len(items):
            gaps.append(gap or Gap(is_next=True))
        items.append(Edge(is_first=False))
    if is_whole and reader.sees("|"):
        raise reader.place.error("alternatives stand in parentheses, as in '(view_item | view_list) > buy'")
    return Row(tuple(items), tuple(gaps))


def _sees_end(reader: Reader) -> bool:
    """Whether `$` stands here, and not a name that begins with it."""
    return reader.sees("$") and reader.peek() is None


def _take_end(reader: Reader, *, is_whole: bool) -> None:
    if not is_whole:
        raise reader.place.error("'$' stands at the end of a whole pattern only")
    reader.takes("$")


def _gap(reader: Reader) -> Gap | None:
    mark = reader.takes(">>", ">")
    return None if mark is None else read_gap(reader, is_next=mark == ">>")


def _part(reader: Reader, gap: Gap) -> Gap:
    """One condition in a gap's bracket."""
    place = reader.place
    is_only = reader.takes_words("only")
    if is_only or reader.takes_words("no"):
        if gap.is_next:
            raise place.error("nothing lies between two events of '>>'; write '>' to say what may not")
        condition = read_condition(reader)
        barred = Other(condition) if is_only else condition
        return Gap(False, (*gap.barred, barred), gap.least, gap.most)
    mark = reader.takes(*_MARKS)
    if mark is None:
        raise reader.unexpected("'no EVENT', 'only EVENT' or a time such as '<= 30m'")
    time = reader.duration()
    if mark in ("<=", "<"):
        return Gap(gap.is_next, gap.barred, gap.least, min(gap.most, time if mark == "<=" else time - 1))
    return Gap(gap.is_next, gap.barred, max(gap.least, time if mark == ">=" else time + 1), gap.most)


def _item(reader: Reader) -> Item:
    if reader.sees("^"):
        raise reader.place.error("'^' stands at the beginning of a whole pattern only")
    item = _choice(reader) if reader.sees("(") else One(read_single(reader))
    while reader.sees("{"):
        item = _repeat(reader, item)
    return item


def _choice(reader: Reader) -> Item:
    reader.expect("(", "'('")
    rows = [_row(reader)]
    while reader.takes("|"):
        rows.append(_row(reader))
    reader.expect(")", "'>', '>>', '|' or ')'")
    return _as_one(rows) or Choice(tuple(rows))


def _as_one(rows: list[Row]) -> One | None:
    """Alternatives that are single events are one event."""
    items = [row.items[0] for row in rows if len(row.items) == 1]
    conditions = [item.condition for item in items if isinstance(item, One)]
    if len(conditions) < len(rows):
        return None
    return One(conditions[0] if len(conditions) == 1 else Either(tuple(conditions)))


def _repeat(reader: Reader, item: Item) -> Repeat:
    place = reader.place
    reader.expect("{", "'{'")
    gap = _gap(reader) or Gap(is_next=True)
    least = _count(reader)
    most: int | None = least
    if reader.takes(","):
        most = None if reader.sees("}") else _count(reader)
    reader.expect("}", "'}'")
    if least < 1 or (most is not None and most < least):
        raise place.error("an item is repeated at least once, and at most no less often than at least")
    return Repeat(item, gap, least, most, place)


def _count(reader: Reader) -> int:
    number = reader.number()
    if number is None:
        raise reader.unexpected("a number, as in {2}, {2,} or {2,5}")
    return number
