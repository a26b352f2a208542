"""Paths from a place, to a place and between two; step matrices; what follows what; trees of first steps.

Rule in own words: a path is a unit's list of steps. From a place it begins at the first event there and
leaves out what is before; to a place it ends with the first event there (after the start, where there is
one). Before that it may be cut: from the first event of a match on, to the last event of one. A flow lists
a path's steps, with a word before the first and after the last that says where the path comes from and goes
to; neighbours in the list are links. What is shown by name at a step are its commonest nodes; all others
are one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from tests.reference.journeys import Journey, Step
from tests.reference.quantiles import quantile_seconds
from tests.reference.stages import Level, MappedEvent

OTHER = "(other)"
BEGAN, EARLIER, GOES_ON = "(began here)", "(came from before)", "(goes on)"
ENDS = {"dropped": "(dropped off)", "open": "(still open)", "converted": "(converted, stopped)"}
ARRIVED = "(arrived)"
Meets = Callable[[MappedEvent], bool]
Pair = tuple[Meets, Meets]
"""What the two events of a match meet."""

Cell = tuple[int, str]
Sides = tuple[bool, bool]
"""Whether it is told where ways come from, and where they go."""


@dataclass(frozen=True)
class Way:
    """A path, where its centre is, and how it ends.

    Attributes:
        steps: its stays, never empty.
        centre: which of them is step 0.
        end: what becomes of it after its last step.
        customer: whose it is.
    """

    steps: tuple[Step, ...]
    centre: int
    end: str
    customer: str


@dataclass(frozen=True)
class Link:
    """How many ways go from one to the next at a step; no seconds at their beginnings and ends."""

    step_index: int
    from_node: str
    to_node: str
    unit_count: int
    customer_count: int
    median_seconds: float | None


def first_place(events: Sequence[MappedEvent], meets: Meets, begin: int = 0) -> int | None:
    """Place of the first event from `begin` on that meets a condition."""
    return next((place for place in range(begin, len(events)) if meets(events[place])), None)


def matched(events: Sequence[MappedEvent], pair: Pair, begin: int = 0) -> tuple[int, int] | None:
    """Places of the match of `one > other` that starts first; it ends as early as it can."""
    first = first_place(events, pair[0], begin)
    last = None if first is None else first_place(events, pair[1], first + 1)
    return None if first is None or last is None else (first, last)


def cut(journeys: Sequence[Journey], begin: Pair | None, finish: Pair | None) -> list[Journey]:
    """The part of each journey from the start of one match to the end of another; those without are left
    out.
    """
    found: list[Journey] = []
    for journey in journeys:
        events, first, last = journey.events, 0, len(journey.events) - 1
        for pair in (begin, finish):
            match = None if pair is None else matched(events, pair, first)
            if pair is not None and match is None:
                break
            first = match[0] if match and pair is begin else first
            last = match[1] if match and pair is finish else last
        else:
            found.append(replace(journey, events=events[first : last + 1]))
    return found


def _ways(
    journey: Journey, level: Level, events: Sequence[MappedEvent], *, collapse: bool, centre: int, end: str
) -> Way:
    """The way of some of a journey's events, its centre at the step that holds one of them."""
    numbered = list(enumerate(events))
    runs = groupby(numbered, key=lambda pair: pair[1].node(level) if collapse else pair[0])
    held = [[place for place, _ in run] for _, run in runs]
    steps = tuple(Step(events[run[0]].node(level), tuple(events[place] for place in run)) for run in held)
    middle = next(step for step, run in enumerate(held) if centre in run)
    return Way(steps, middle, end, journey.customer)


def ways(
    journeys: Sequence[Journey],
    level: Level,
    *,
    start: Meets | None = None,
    end: Meets | None = None,
    around: Meets | None = None,
    collapse: bool = True,
) -> list[Way]:
    """The ways of the journeys that come there."""
    found: list[Way] = []
    for journey in journeys:
        events, first, last, centre = journey.events, 0, len(journey.events) - 1, 0
        told = ENDS[journey.outcome]
        if around is not None:
            place = first_place(events, around)
            if place is None:
                continue
            centre = place
        if start is not None:
            place = first_place(events, start)
            if place is None:
                continue
            first = centre = place
        if end is not None:
            place = first_place(events, end, 0 if start is None else first + 1)
            if place is None:
                continue
            last, told = place, ARRIVED
            centre = first if start is not None else last
        part = events[first : last + 1]
        found.append(_ways(journey, level, part, collapse=collapse, centre=centre - first, end=told))
    return found


def row(way: Way, before: int, after: int, sides: Sides = (False, True)) -> list[Cell]:
    """A way's flow in a window around its centre: steps by number, with where it comes from, and goes to."""
    low, high = max(way.centre - before, 0), min(way.centre + after, len(way.steps) - 1)
    cells = [(place - way.centre, way.steps[place].node) for place in range(low, high + 1)]
    if sides[0]:
        cells.insert(0, (low - way.centre - 1, BEGAN if low == 0 else EARLIER))
    if sides[1]:
        cells.append((high - way.centre + 1, way.end if high == len(way.steps) - 1 else GOES_ON))
    return cells


def is_node(name: str) -> bool:
    """Whether a cell is a place, and not where a way comes from or goes to."""
    return not name.startswith("(") or name == "(none)"


def kept_by_name(rows: Sequence[list[Cell]], top: int | None) -> set[Cell]:
    """The commonest nodes of each step; equally common ones by name."""
    counts = Counter(cell for cells in rows for cell in cells if is_node(cell[1]))
    kept: set[Cell] = set()
    for step in {step for step, _ in counts}:
        here = sorted((cell for cell in counts if cell[0] == step), key=lambda cell: (-counts[cell], cell[1]))
        kept.update(here[:top])
    return kept


def links(
    found: Sequence[Way], *, before: int, after: int, sides: Sides, top: int | None = None
) -> list[Link]:
    """The links of a flow, counted way by way."""
    rows = [row(way, before, after, sides) for way in found]
    kept = kept_by_name(rows, top)
    taken: dict[tuple[int, str, str], list[tuple[Way, int | None]]] = {}
    for way, cells in zip(found, rows, strict=True):
        named = [(step, node if (step, node) in kept or not is_node(node) else OTHER) for step, node in cells]
        for (step, left), (_, entered) in zip(named, named[1:], strict=False):
            taken.setdefault((step, left, entered), []).append((way, _wait(way, step, left, entered)))
    return [
        Link(
            *link,
            len(units),
            len({way.customer for way, _ in units}),
            quantile_seconds([time for _, time in units if time is not None], 0.5),
        )
        for link, units in sorted(taken.items())
    ]


def _wait(way: Way, step: int, left: str, entered: str) -> int | None:
    if not all(is_node(name) or name == OTHER for name in (left, entered)):
        return None
    place = way.centre + step
    return way.steps[place + 1].entered_at - way.steps[place].left_at


def step_matrix(found: Sequence[Way], *, before: int, after: int) -> dict[Cell, int]:
    """How many ways are at each node at each step; START before they begin, END after they end."""
    counts: Counter[Cell] = Counter()
    for way in found:
        for step in range(-before, after + 1):
            place = way.centre + step
            node = "START" if place < 0 else "END" if place >= len(way.steps) else way.steps[place].node
            counts[step, node] += 1
    return dict(counts)


def eventually_follows(found: Sequence[Way]) -> dict[tuple[str, str], tuple[int, int]]:
    """For each two nodes, pairs of steps of which the second comes later, and ways with such a pair."""
    pairs: Counter[tuple[str, str]] = Counter()
    units: Counter[tuple[str, str]] = Counter()
    for way in found:
        nodes = [step.node for step in way.steps]
        mine = Counter((a, b) for place, a in enumerate(nodes) for b in nodes[place + 1 :])
        pairs.update(mine)
        units.update(mine.keys())
    return {pair: (pairs[pair], units[pair]) for pair in pairs}


def tree(found: Sequence[Way], *, depth: int, top: int) -> dict[tuple[str, ...], int]:
    """How many ways begin with each list of steps, in a tree that shows the commonest next steps by name."""
    return dict(_branches([replace(way, centre=0) for way in found], (), depth, top))


def _branches(
    found: Sequence[Way], path: tuple[str, ...], depth: int, top: int
) -> list[tuple[tuple[str, ...], int]]:
    cells = [row(way, 0, depth - 1) for way in found]
    place = len(path)
    following = Counter(each[place][1] for each in cells if len(each) > place)
    nodes = sorted((node for node in following if is_node(node)), key=lambda node: (-following[node], node))
    out = [(path, len(found))]
    for node in following:
        if node in nodes[:top]:
            inside = [way for way, each in zip(found, cells, strict=True) if each[place][1] == node]
            out += _branches(inside, (*path, node), depth, top)
        elif not is_node(node):
            out.append(((*path, node), following[node]))
    others = sum(following[node] for node in nodes[top:])
    return [*out, ((*path, OTHER), others)] if others else out
