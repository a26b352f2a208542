"""Patterns by their meaning: the set of events at which each part of a pattern can end, worked out from its
parts.

A pattern is a Row of items with gaps between them. An item is a set of names (one event), some Rows (one of
them) or a Many. Times are microseconds; a path is a list of (time, name).
"""

from __future__ import annotations

from dataclasses import dataclass

Path = list[tuple[int, str]]


@dataclass(frozen=True)
class Gap:
    """What may lie between: nothing (is_next), or no event of a name in `barred`; and for how long."""

    is_next: bool = False
    barred: frozenset[str] = frozenset()
    least: int = 0
    most: int | None = None

    def allows(self, path: Path, one: int, other: int, *, times: tuple[int, int] | None = None) -> bool:
        """Whether a match may go from event `one` to event `other`; either may lie outside the path."""
        between = path[one + 1 : other]
        if self.is_next and between:
            return False
        if any(name in self.barred for _, name in between):
            return False
        begin, end = times or (path[one][0], path[other][0])
        return self.least <= end - begin and (self.most is None or end - begin <= self.most)


@dataclass(frozen=True)
class Many:
    """An item several times, with a gap between one and the next; most None: without limit."""

    item: Item
    gap: Gap
    least: int
    most: int | None


@dataclass(frozen=True)
class Row:
    """Items one after the other."""

    items: tuple[Item, ...]
    gaps: tuple[Gap, ...]


Item = frozenset[str] | tuple[Row, ...] | Many


@dataclass(frozen=True)
class Pattern:
    """A row, the gaps to the path's beginning and end where it has boundaries, and the longest time."""

    row: Row
    head: Gap | None = None
    tail: Gap | None = None
    longest: int | None = None


def ends(item: Item | Row, path: Path, start: int) -> set[int]:
    """Events with which the part can end when it begins with event `start`."""
    if isinstance(item, frozenset):
        return {start} if path[start][1] in item else set()
    if isinstance(item, Row):
        found = ends(item.items[0], path, start)
        for gap, following in zip(item.gaps, item.items[1:], strict=True):
            found = _after(found, gap, following, path)
        return found
    if isinstance(item, Many):
        return _many(item, path, start)
    return {end for row in item for end in ends(row, path, start)}


def _after(found: set[int], gap: Gap, item: Item, path: Path) -> set[int]:
    return {
        end
        for one in found
        for other in range(one + 1, len(path))
        if gap.allows(path, one, other)
        for end in ends(item, path, other)
    }


def _many(many: Many, path: Path, start: int) -> set[int]:
    most = len(path) if many.most is None else many.most
    found, total = ends(many.item, path, start), set[int]()
    for times in range(1, most + 1):
        if times >= many.least:
            total |= found
        found = _after(found, many.gap, many.item, path)
    return total


def earliest_end(pattern: Pattern, path: Path, start: int) -> int | None:
    """Last event of the match that begins with event `start`, the earliest there is."""
    if pattern.head is not None:
        if start != 0:
            return None
        begins = [
            first
            for first in range(len(path))
            if pattern.head.allows(path, -1, first, times=(path[0][0], path[first][0]))
        ]
    else:
        begins = [start]
    found = {end for first in begins for end in ends(pattern.row, path, first)}
    if pattern.tail is not None:
        last = len(path)
        reach = (path[-1][0],)
        found = {
            last - 1 for end in found if pattern.tail.allows(path, end, last, times=(path[end][0], *reach))
        }
    found = {
        end for end in found if pattern.longest is None or path[end][0] - path[start][0] <= pattern.longest
    }
    return min(found, default=None)


def every_match(pattern: Pattern, path: Path) -> list[tuple[int, int]]:
    """From the first start on, each match that starts behind the end of the one before."""
    found: list[tuple[int, int]] = []
    for start in range(len(path)):
        if found and start <= found[-1][1]:
            continue
        end = earliest_end(pattern, path, start)
        if end is not None:
            found.append((start, end))
    return found


def last_match(pattern: Pattern, path: Path) -> tuple[int, int] | None:
    """The match that starts last."""
    for start in reversed(range(len(path))):
        end = earliest_end(pattern, path, start)
        if end is not None:
            return start, end
    return None
