"""Units followed from node to node: which units, which of their events, at which level; and their steps, a
block at a time.

A step is one stay: a maximal run of a unit's events at one node. Events that have no node at the level are
passed over and end no stay. A question goes over the blocks with `over_blocks`: each thread finds the steps
of a block (kernels/steps.py) in arrays of its own and hands them to the question's kernel while they are
still near.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar, cast

import numpy as np

from journeymine.walk.bits import kept, owners, plain
from journeymine.walk.paths import Bool, Int32, Int64, Paths, changes
from journeymine.walk.selection import EventMask, Selection
from journeymine.walk.signatures import Codes
from journeymine.walk.units import THREADS, Unit, units_of

T = TypeVar("T")
NO_LIMIT = 2**62
BLOCK_EVENTS = 32_768
RANGE_BLOCKS = 32
"""Blocks that work without steps goes over in one go."""

JOINED = 16
"""Blocks of which one may be made where few units are looked at."""

_ALL: Bool = np.zeros(0, dtype=np.bool_)


@dataclass(frozen=True)
class Walked:
    """Units and how they are followed.

    Attributes:
        unit: customer, session or journey.
        first, end: rows of each unit: its first, and the one behind its last.
        customer: number of each unit's customer, ascending.
        number: of each event's unit; empty where a unit's span holds no other's events that have a node.
        times, signature: as in Paths.
        codes: nodes of the level; events at -1 are passed over.
        keeps: whether each unit is looked at; empty: all are.
        rows: whether each event is looked at; empty: all are.
        collapse: whether events at one node in a row are one step.
        blocks: first unit of each block, and the one behind its last; no customer is in two of them.
    """

    unit: Unit
    first: Int64
    end: Int64
    customer: Int32
    number: Int32
    times: Int64
    signature: Int32
    codes: Codes
    keeps: Bool
    rows: Bool
    collapse: bool
    blocks: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        """Number of units, those left out among them."""
        return len(self.first)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the nodes, by code."""
        return self.codes.names

    @cached_property
    def width(self) -> int:
        """Number of nodes with START and END, whose codes come behind the nodes'."""
        return len(self.names) + 2

    @property
    def is_kept(self) -> Bool:
        """Whether each unit is looked at."""
        return self.keeps if len(self.keeps) else np.ones(len(self), dtype=np.bool_)

    @cached_property
    def owner(self) -> Int32:
        """Number of each unit's customer; empty where no customer has two units."""
        is_alone = bool((self.customer[1:] != self.customer[:-1]).all())
        return self.customer[:0] if is_alone else self.customer

    @property
    def customer_count(self) -> int:
        """How many numbers of customers there may be."""
        return int(self.customer[-1]) + 1 if len(self.customer) else 0


@dataclass
class Block:
    """The steps of some units that stand together; arrays are longer than what is in use.

    Attributes:
        low: the first unit.
        count: how many units.
        start: place of each unit's first step; start[count] is the number of steps.
        node, entered, left: of each step: its node, the rows of its first and last event.
        events: how many events each has; empty where not asked for.
    """

    low: int
    count: int
    start: Int64
    node: Int32
    entered: Int64
    left: Int64
    events: Int32

    @property
    def steps(self) -> int:
        """Number of steps."""
        return int(self.start[self.count])


def walk(
    paths: Paths,
    codes: Codes,
    *,
    unit: Unit = "journey",
    selection: Selection | None = None,
    collapse: bool = True,
) -> Walked:
    """Follow units at a level.

    Args:
        paths: all events in order.
        codes: nodes of the level.
        unit: customer, session or journey; journeys hold mapped events only.
        selection: the part to look at; None for all.
        collapse: False gives each event a step of its own.
    """
    chosen = selection or Selection()
    units = units_of(paths, unit)
    customer = owners(paths, unit)
    seen = chosen.events.of_signature if chosen.events else None
    keeps = plain(_kept(paths, unit, chosen))
    return Walked(
        unit=unit,
        first=plain(units.first),
        end=plain(units.end),
        customer=plain(customer),
        number=plain(units.of_event if unit == "session" else np.zeros(0, dtype=np.int32)),
        times=plain(paths.times),
        signature=plain(paths.signature),
        codes=replace(codes, of_signature=plain(_nodes(paths, codes, unit, seen))),
        keeps=keeps,
        rows=plain(_rows(paths, unit, chosen)),
        collapse=collapse,
        blocks=_joined(_blocks(units.ranges(BLOCK_EVENTS), customer), keeps),
    )


def blocks_of(walked: Walked, *, longest: int = NO_LIMIT, counts_events: bool = False) -> Iterator[Block]:
    """The blocks with their steps, one after the other in the same arrays.

    Args:
        walked: what is followed.
        longest: steps found in a unit; what comes behind is not looked at.
        counts_events: whether blocks say how many events a step has.
    """
    from journeymine.walk.kernels.steps import find_steps

    block = _empty_block(walked, counts_events=counts_events)
    source = (walked.first, walked.end, walked.number, walked.keeps, walked.signature)
    how = (walked.codes.of_signature, walked.rows, walked.collapse, longest)
    into = (block.start, block.node, block.entered, block.left, block.events)
    for low, high in walked.blocks:
        find_steps(*source, *how, low, high, *into)
        block.low, block.count = low, high - low
        yield block


def over_blocks(
    walked: Walked,
    make: Callable[[], T],
    work: Callable[[T, Block], None],
    *,
    longest: int = NO_LIMIT,
) -> list[T]:
    """Let each thread go over its blocks with a thing of its own; each takes the same ones whenever it is
    asked.

    Args:
        walked: what is followed.
        make: makes a thread's thing; called once for each, in their order.
        work: adds a block to it; the block's arrays are used again afterwards.
        longest: steps found in a unit; what comes behind is not looked at.

    Returns:
        What was made for each thread.
    """

    def labour(thing: T, part: Walked) -> None:
        for block in blocks_of(part, longest=longest):
            work(thing, block)

    return _in_threads(walked, make, labour)


def over_ranges(walked: Walked, make: Callable[[], T], work: Callable[[T, int, int], None]) -> list[T]:
    """Let each thread go over ranges of units with a thing of its own.

    Args:
        walked: what is followed.
        make: makes a thread's thing; called once for each, in their order.
        work: adds units to it, given the first and the one behind the last.

    Returns:
        What was made for each thread.
    """

    def labour(thing: T, part: Walked) -> None:
        for low, high in part.blocks:
            work(thing, low, high)

    return _in_threads(replace(walked, blocks=ranges_of(walked)), make, labour)


def ranges_of(walked: Walked) -> tuple[tuple[int, int], ...]:
    """Units in fewer ranges than there are blocks, where many of these stand together: for work that lays no
    steps.
    """
    if len(walked.blocks) < 2 * RANGE_BLOCKS:
        return walked.blocks
    low, high = np.array(walked.blocks, dtype=np.int64).T
    at_once = min(RANGE_BLOCKS, len(low) // RANGE_BLOCKS)
    is_first = np.arange(len(low)) % at_once == 0
    is_first[1:] |= low[1:] != high[:-1]
    first = np.flatnonzero(is_first)
    last = np.append(first[1:], len(low)) - 1
    return tuple(zip(low[first].tolist(), high[last].tolist(), strict=True))


def _in_threads(walked: Walked, make: Callable[[], T], labour: Callable[[T, Walked], None]) -> list[T]:
    """Let each thread labour on its blocks."""
    count = max(min(THREADS, len(walked.blocks)), 1)
    things = [make() for _ in range(count)]
    parts = [replace(walked, blocks=walked.blocks[number::count]) for number in range(count)]
    if count == 1:
        labour(things[0], parts[0])
        return things
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(labour, things, parts))
    return things


def first_row(walked: Walked, mask: EventMask) -> Int64:
    """Row of the first event of each unit that meets a condition; -1 where there is none.

    Args:
        walked: what is followed; events that it does not look at count for nothing.
        mask: the condition.
    """
    from journeymine.walk.kernels.steps import find_end

    out = np.empty(len(walked), dtype=np.int64)
    hits = plain(mask.of_signature & (walked.codes.of_signature >= 0))
    hit_rows = _ALL if mask.rows is None else mask.rows
    arrays = (walked.first, walked.end, walked.number, walked.keeps, walked.signature)

    def find(block: tuple[int, int]) -> None:
        find_end(*arrays, hits, walked.rows, plain(hit_rows), False, *block, out)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(find, ranges_of(walked)))
    return out


def cut(walked: Walked, *, first: Int64 | None = None, last: Int64 | None = None) -> Walked:
    """The same units from a row on, to a row, or both.

    Args:
        walked: what is followed.
        first: first row of each unit; units at -1 are left out.
        last: last row of each unit; units at -1 are left out.
    """
    keeps = walked.is_kept.copy()
    starts, ends = walked.first, walked.end
    if first is not None:
        keeps &= first >= 0
        starts = np.where(first >= 0, first, starts)
    if last is not None:
        keeps &= last >= 0
        ends = np.where(last >= 0, last + 1, ends)
    return replace(walked, first=plain(starts), end=plain(ends), keeps=plain(keeps))


def rows_of(walked: Walked, low: int, high: int) -> int:
    """At most how many events the units low to high have."""
    if walked.unit == "session":
        return int((walked.end[low:high] - walked.first[low:high]).sum())
    return int(walked.end[high - 1] - walked.first[low])


def _empty_block(walked: Walked, *, counts_events: bool) -> Block:
    """Room for the steps of the largest block."""
    units = max((high - low for low, high in walked.blocks), default=0)
    rows = 1 + max((rows_of(walked, low, high) for low, high in walked.blocks), default=0)
    return Block(
        low=0,
        count=0,
        start=np.zeros(units + 1, dtype=np.int64),
        node=np.empty(rows, dtype=np.int32),
        entered=np.empty(rows, dtype=np.int64),
        left=np.empty(rows, dtype=np.int64),
        events=np.empty(rows if counts_events else 0, dtype=np.int32),
    )


def _nodes(paths: Paths, codes: Codes, unit: Unit, seen: Bool | None) -> Int32:
    """Nodes of the signatures; -1 for those that are not looked at, and for unmapped ones in journeys."""
    out = codes.of_signature
    if unit == "journey":
        out = np.where(paths.signatures.codes("touchpoint").of_signature >= 0, out, np.int32(-1))
    return out if seen is None else np.where(seen, out, np.int32(-1))


def _kept(paths: Paths, unit: Unit, chosen: Selection) -> Bool:
    """Whether each unit is looked at; empty where all are, which kernels are quicker with."""
    own = {"customer": None, "session": chosen.sessions, "journey": chosen.journeys}[unit]
    return _ALL if own is None and chosen.customers is None else kept(paths, unit, chosen)


def _rows(paths: Paths, unit: Unit, chosen: Selection) -> Bool:
    """Whether each event is looked at, beyond its signature and its unit."""
    from journeymine.walk.kernels.steps import mark_rows

    others = {"session": (paths.session, chosen.sessions), "journey": (paths.journey, chosen.journeys)}
    parts = [part for kind, part in others.items() if kind != unit and part[1] is not None]
    given = chosen.events.rows if chosen.events else None
    if not parts:
        return _ALL if given is None else given
    out = np.ones(len(paths), dtype=np.bool_) if given is None else given.copy()
    ranges = [(low, min(low + BLOCK_EVENTS, len(paths))) for low in range(0, len(paths), BLOCK_EVENTS)]
    for number, keeps in parts:
        arrays = (plain(number), plain(cast(Bool, keeps)))
        with ThreadPoolExecutor(THREADS) as pool:
            for done in [pool.submit(mark_rows, *arrays, low, high, out) for low, high in ranges]:
                done.result()
    return out


def _blocks(ranges: list[tuple[int, int]], customer: Int32) -> tuple[tuple[int, int], ...]:
    """Ranges moved to where a customer begins."""
    if not ranges:
        return ()
    starts = np.array([low for low, _ in ranges], dtype=np.int64)
    moved = np.unique(np.append(np.searchsorted(customer, customer[starts]), len(customer)))
    return tuple((int(low), int(high)) for low, high in zip(moved[:-1], moved[1:], strict=True))


def _joined(blocks: tuple[tuple[int, int], ...], keeps: Bool) -> tuple[tuple[int, int], ...]:
    """Fewer blocks where few units are looked at: each has at most about as much to look at as one had."""
    if not len(keeps) or not blocks:
        return blocks
    low, high = np.array(blocks, dtype=np.int64).T
    share = np.add.reduceat(keeps, low, dtype=np.int64) / (high - low)
    group = np.floor(np.cumsum(share)) + np.arange(len(blocks)) // JOINED
    first = np.flatnonzero(changes(group))
    last = np.append(first[1:], len(blocks)) - 1
    return tuple(zip(low[first].tolist(), high[last].tolist(), strict=True))
