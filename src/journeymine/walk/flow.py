"""Flows around a centre: which node is at each step before and after it, shown by name or as one of the
others, and how many units take each link.

Codes are those of the nodes, and behind them those of what is in parentheses (kernels/flows.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from journeymine.walk.bits import plain
from journeymine.walk.passages import Namer, Near, Passages, Tally
from journeymine.walk.paths import Bool, Int8, Int32, Int64
from journeymine.walk.selection import EventMask
from journeymine.walk.tally import holders, tally
from journeymine.walk.variants import UInt64, Variants, number
from journeymine.walk.walked import NO_LIMIT, Block, Walked, first_row, over_blocks

if TYPE_CHECKING:
    from journeymine.walk.kernels.flow_events import Around, Seen

OTHER = "(other)"
BEGAN, EARLIER, GOES_ON = "(began here)", "(came from before)", "(goes on)"
DROPPED, OPEN, CONVERTED = "(dropped off)", "(still open)", "(converted, stopped)"
ENDED, ARRIVED = "(ended)", "(arrived)"
ENDS = (DROPPED, OPEN, CONVERTED, GOES_ON, ENDED, ARRIVED)
"""What a unit may come to, in the order of their numbers."""

SPECIAL = (OTHER, *ENDS, BEGAN, EARLIER)
"""Names of the codes behind the nodes'."""

_NONE: Int64 = np.zeros(0, dtype=np.int64)
_NONE.flags.writeable = False


@dataclass(frozen=True)
class Window:
    """Which steps are looked at.

    Attributes:
        before, after: how many before and after the centre.
        opens, closes: whether it is told where units come from before these steps, where they go after them.
        centre: row of each unit at whose step its centre is; empty: the first step is.
    """

    before: int
    after: int
    opens: bool = False
    closes: bool = True
    centre: Int64 = field(default_factory=lambda: _NONE)

    @property
    def sides(self) -> tuple[Int64, int, int, bool, bool]:
        """As kernels take it."""
        return plain(self.centre), self.before, self.after, self.opens, self.closes

    @property
    def columns(self) -> int:
        """Columns of a flow: the steps, one before them and one behind."""
        return self.before + self.after + 3

    @property
    def longest(self) -> int:
        """Steps of a unit that can matter."""
        return NO_LIMIT if len(self.centre) else self.after + 2


@dataclass(frozen=True)
class Flow:
    """Units seen step by step around a centre.

    Attributes:
        walked: the units.
        window: which steps are looked at.
        shown: of each column and node, the code under which it is shown (see show_commonest).
        ends: which of ENDS each unit comes to.
    """

    walked: Walked
    window: Window
    shown: Int32
    ends: Int8


@dataclass(frozen=True)
class Links:
    """Links of a flow, in the order of column and codes.

    Attributes:
        column: of the node left.
        from_code, to_code: what is left and entered.
        count: how many take it, and in how much time.
    """

    column: Int64
    from_code: Int32
    to_code: Int32
    count: Tally


def longest_path(walked: Walked) -> int:
    """Most steps of any unit."""

    def work(most: list[int], block: Block) -> None:
        most.append(int(np.diff(block.start[: block.count + 1]).max(initial=0)))

    return max((max(most, default=0) for most in over_blocks(walked, list[int], work)), default=0)


def count_units(walked: Walked, window: Window) -> int:
    """How many units have a step at the centre."""
    if len(window.centre):
        return int((walked.is_kept & (window.centre >= 0)).sum())

    everything = EventMask(np.ones(len(walked.codes.of_signature), dtype=np.bool_))
    return int((first_row(walked, everything) >= 0).sum())


def find_places(walked: Walked, window: Window) -> tuple[Int64, Int64]:
    """How many units, and how many customers, are at each node at each step of a window.

    Returns:
        Two arrays, a row for each step from the first before the centre, a column for each node.
    """
    width, rows = max(len(walked.names), 1), window.before + window.after + 1
    found = tally(walked, _place_namer(walked, window), timed=False)
    units, customers = np.zeros(rows * width, dtype=np.int64), np.zeros(rows * width, dtype=np.int64)
    units[found.key], customers[found.key] = found.units, found.customers
    shape = (rows, width)
    return units.reshape(shape)[:, : len(walked.names)], customers.reshape(shape)[:, : len(walked.names)]


def show_commonest(walked: Walked, window: Window, *, top: int | None, least: int = 0) -> Int32:
    """Under which code each node is shown in each column of a flow: its own, or that of the others.

    Args:
        walked: what is followed.
        window: which steps are looked at.
        top: nodes shown by name at each step; equally common ones by name. None: all.
        least: customers without whom a node is not shown by name.
    """
    names = walked.names
    if least == 0 and (top is None or top >= len(names)):
        return np.tile(np.arange(len(names), dtype=np.int32), (window.columns, 1))
    return _commonest(names, find_places(walked, window), top, least)


def find_flow(walked: Walked, window: Window, ends: Int8, *, top: int | None, timed: bool) -> Links:
    """Count the links of a flow that shows the commonest nodes of each step by name.

    Args:
        walked: what is followed.
        window: which steps are looked at.
        ends: which end each unit comes to.
        top: nodes shown by name at each step; None: all.
        timed: whether times are wanted.
    """
    flow = Flow(walked, window, show_commonest(walked, window, top=top), ends)
    coded = _coded(flow)
    found = tally(walked, _link_namer(flow, coded, timed=timed), timed=timed)
    return Links(*coded.link(found.key), found)


@dataclass(frozen=True)
class _Coded:
    """What is shown, numbered anew in each column, so that there are few keys.

    Attributes:
        number: of each column and node.
        code: of each column and number, and of the numbers of SPECIAL behind them.
    """

    number: Int32
    code: Int32

    @property
    def width(self) -> int:
        """Numbers of a column."""
        return self.code.shape[1]

    def link(self, key: Int64) -> tuple[Int64, Int32, Int32]:
        """Column, code left and code entered of a link's key: (column * width + from) * width + to."""
        column, link = np.divmod(key, self.width * self.width)
        left, entered = np.divmod(link, self.width)
        return column, self.code[column, left], self.code[column + 1, entered]


def _coded(flow: Flow) -> _Coded:
    columns, nodes = flow.shown.shape
    is_used = np.zeros((columns, nodes + 1), dtype=np.bool_)
    np.put_along_axis(is_used[1:-1], flow.shown[1:-1], np.True_, axis=1)
    place = np.cumsum(is_used, axis=1, dtype=np.int32) - 1
    most = int(place.max(initial=-1)) + 1
    code = np.tile(np.arange(nodes - most, nodes + len(SPECIAL), dtype=np.int32), (columns, 1))
    row, used = np.nonzero(is_used)
    code[row, place[row, used]] = used
    return _Coded(plain(np.take_along_axis(place, flow.shown, axis=1)), code)


def _link_namer(flow: Flow, coded: _Coded, *, timed: bool) -> Namer:
    from journeymine.walk.kernels.flow_events import measure_links
    from journeymine.walk.kernels.flows import name_links

    window, width, times = flow.window, coded.width, flow.walked.times if timed else _NONE
    shown = (coded.number, width - len(SPECIAL), plain(flow.ends))

    def name(block: Block, into: Passages) -> int:
        return name_links(*_steps(block), times, *window.sides, *shown, into.key, into.unit, into.micros)

    def measure(part: Walked, units: tuple[int, int], near: Near) -> int:
        return measure_links(*_sources(part, window), times, part.owner, *shown, *units, *near)

    def has_times(key: Int64) -> Bool:
        _, left, entered = coded.link(key)
        return (left <= flow.shown.shape[1]) & (entered <= flow.shown.shape[1])

    space, most = window.columns * width * width, window.before + window.after
    return Namer(name, space, window.longest, has_times, measure, most)


def _sources(part: Walked, window: Window) -> tuple[Seen, Around]:
    """Units and window as kernels take them that look at the events themselves."""
    from journeymine.walk.kernels.flow_events import Around, Seen

    units = (part.first, part.end, part.number, part.keeps, part.signature)
    return Seen(*units, part.codes.of_signature, part.rows, part.collapse), Around(*window.sides)


def _commonest(names: Sequence[str], places: tuple[Int64, Int64], top: int | None, least: int) -> Int32:
    """The codes under which nodes are shown, from the units and customers at each step and node."""
    units, customers = places
    nodes = len(names)
    shown = np.tile(np.arange(nodes, dtype=np.int32), (len(units) + 2, 1))
    by_name = np.argsort(np.argsort(np.array(names, dtype=object)))
    for row in range(len(units)):
        order = np.lexsort((by_name, -units[row]))
        is_kept = np.zeros(nodes, dtype=np.bool_)
        is_kept[order[:top]] = True
        shown[row + 1, ~(is_kept & (customers[row] >= least))] = nodes
    return shown


def find_rows(flow: Flow) -> tuple[Variants, Int32]:
    """Group units by what is seen of them.

    Args:
        flow: what is seen.

    Returns:
        The groups, and the codes of each, a column of the flow a column; -1 where it is not.
    """
    from journeymine.walk.kernels.variants import hash_rows

    hashes: UInt64 = np.zeros(len(flow.walked), dtype=np.uint64)

    def hash_block(own: list[Int32], block: Block) -> None:
        with np.errstate(over="ignore"):
            hash_rows(_cells(own, block, flow), block.low, hashes)

    over_blocks(flow.walked, list[Int32], hash_block, longest=flow.window.longest)
    groups = number(hashes, flow.walked.customer)
    rows = np.full((len(groups), flow.window.columns), -1, dtype=np.int32)
    is_first = np.zeros(len(flow.walked), dtype=np.bool_)
    is_first[groups.first] = True
    few = replace(flow, walked=replace(flow.walked, keeps=plain(is_first)))

    def lay_block(own: list[Int32], block: Block) -> None:
        cells = _cells(own, block, few)
        mine = is_first[block.low : block.low + block.count]
        rows[groups.of_unit[block.low : block.low + block.count][mine]] = cells[mine]

    over_blocks(few.walked, list[Int32], lay_block, longest=flow.window.longest)
    return groups, rows


def takers(flow: Flow, link: tuple[int, int | None, int | None]) -> Bool:
    """Whether each unit takes a link.

    Args:
        flow: what is seen.
        link: column of what is left, its code and that of what is entered; None: any.
    """
    wanted_column, left, entered = link
    coded = _coded(flow)

    def wanted(key: Int64) -> Bool:
        column, before, after = coded.link(key)
        here = (column == wanted_column) & ((before == left) | (left is None))
        return here & ((after == entered) | (entered is None))

    return holders(flow.walked, _link_namer(flow, coded, timed=False), wanted)


def standing(walked: Walked, window: Window, step: int, node: int | None) -> Bool:
    """Whether each unit is at a node at a step.

    Args:
        walked: what is followed.
        window: which steps are looked at.
        step: from the centre.
        node: its code; None: the unit has a centre and is at no node at that step.
    """
    width, namer = max(len(walked.names), 1), _place_namer(walked, window)
    row = window.before + step
    if node is not None:
        return holders(walked, namer, lambda key: key == row * width + node)
    has_centre = holders(walked, namer, lambda key: key // width == window.before)
    return has_centre & ~holders(walked, namer, lambda key: key // width == row)


def _place_namer(walked: Walked, window: Window) -> Namer:
    """Names where units are: row * width + node, a row for each step from the first before the centre."""
    from journeymine.walk.kernels.flow_events import count_places
    from journeymine.walk.kernels.flows import name_places

    width, rows = max(len(walked.names), 1), window.before + window.after + 1

    def name(block: Block, into: Passages) -> int:
        around = (*window.sides[:3], width)
        return name_places(*_steps(block), *around, into.key, into.unit, into.micros)

    def measure(part: Walked, units: tuple[int, int], near: Near) -> int:
        count_places(*_sources(part, window), part.owner, width, *units, near[0])
        return 0

    return Namer(name, rows * width + 1, window.longest, measure=measure, most=1)


def _steps(block: Block) -> tuple[Int64, Int32, Int64, Int64, int, int]:
    return block.start, block.node, block.entered, block.left, block.low, block.count


def _cells(own: list[Int32], block: Block, flow: Flow) -> Int32:
    """What is seen of a block's units, in a thread's own array."""
    from journeymine.walk.kernels.flows import lay_cells

    window = flow.window
    if not own or len(own[0]) < block.count:
        own[:] = [np.empty((len(block.start), window.columns), dtype=np.int32)]
    cells = own[0][: block.count]
    lay_cells(*_steps(block), *window.sides, flow.shown, flow.ends, cells)
    return cells
