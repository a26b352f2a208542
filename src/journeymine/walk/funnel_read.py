"""What a funnel's attempts say, counted: the front of kernels/funnel_read.py.

Everything here is read from the same attempts, so that figures, lists, times and what came next agree.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from journeymine.walk.bits import plain
from journeymine.walk.funnel import Attempts, Funnel, FunnelRules
from journeymine.walk.passages import QUANTILES
from journeymine.walk.paths import Float64, Int8, Int32, Int64
from journeymine.walk.quantiles import find_quantiles
from journeymine.walk.signatures import Codes
from journeymine.walk.units import THREADS

T = TypeVar("T")
PART = 1 << 18
"""Attempts that are gone over at a time."""

LOST, OPEN, CONVERTED = range(3)
"""What becomes of an attempt."""

_NO_GROUP: Int32 = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True)
class Ends:
    """How attempts ended.

    Attributes:
        last: the last step each reached, from 0.
        fate: LOST, OPEN or CONVERTED.
    """

    last: Int8
    fate: Int8


@dataclass(frozen=True)
class Tally:
    """How many attempts reached each step and ended there.

    Attributes:
        by_fate: how many reached each step; shape (groups, steps, 3), by fate.
        ends: how many ended there, alike.
    """

    by_fate: Int64
    ends: Int64

    @property
    def reached(self) -> Int64:
        """How many reached each step; shape (groups, steps)."""
        return self.by_fate.sum(axis=2)


def each_part(count: int, work: Callable[[int, int], T]) -> list[T]:
    """What `work(low, high)` gives for each part of so many attempts, in their order, on two threads."""
    edges = [*range(0, count, PART), count]
    parts = list(zip(edges[:-1], edges[1:], strict=True))
    if len(parts) < 2:
        return [work(*part) for part in parts]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda part: work(*part), parts))


def ends_of(attempts: Attempts, rules: FunnelRules) -> Ends:
    """How attempts ended. Without a limit of time nobody is called open: who did not convert is lost so
    far.
    """
    from journeymine.walk.kernels.funnel_read import read_ends

    found = Ends(np.empty(len(attempts), np.int8), np.empty(len(attempts), np.int8))
    told = (attempts.rows, attempts.open_row, rules.needed[-1], np.array(rules.limited))
    each_part(len(attempts), lambda low, high: read_ends(*told, low, high, found.last, found.fate))
    return found


def tally(attempts: Attempts, ends: Ends, group: Int32 | None = None, *, groups: int = 1) -> Tally:
    """Count attempts by step, group and fate.

    Args:
        attempts: what starts led to.
        ends: how they ended.
        group: of each attempt; None: all are in one.
        groups: how many there are.
    """
    return Tally(*_tallies(attempts, ends, _NO_GROUP if group is None else group, groups).sum(axis=0))


def tally_timed(
    attempts: Attempts, ends: Ends, group: Int32 | None = None, *, groups: int = 1
) -> tuple[Tally, Float64]:
    """Count attempts, and find the quantiles (QUANTILES) of the seconds to each step from the one reached
    before.

    Args:
        attempts: what starts led to.
        ends: how they ended.
        group: of each attempt; None: all are in one.
        groups: how many there are.

    Returns:
        The counts; and the quantiles, shape (groups, steps, quantiles), NaN at the first step and where
            nobody reached it.
    """
    from journeymine.walk.kernels.funnel_read import lay_gaps

    own = _NO_GROUP if group is None else group
    parts = _tallies(attempts, ends, own, groups)
    reached = parts[:, 0].sum(axis=3)
    reached[:, :, 0] = 0
    counts, before = reached.sum(axis=0), np.cumsum(reached, axis=0) - reached
    bounds = np.append(0, np.cumsum(counts)).astype(np.int64)
    cursors, times = before + bounds[:-1].reshape(counts.shape), np.empty(int(bounds[-1]), np.int64)

    def lay(low: int, high: int) -> None:
        lay_gaps(attempts.times, attempts.rows, own, low, high, cursors[low // PART], times)

    each_part(len(attempts), lay)
    found = np.full((*counts.shape, len(QUANTILES)), np.nan)
    by_slot = found.reshape(-1, len(QUANTILES))
    slots = np.flatnonzero(counts).tolist()
    with ThreadPoolExecutor(THREADS) as pool:
        list(
            pool.map(
                lambda slot: find_quantiles(times[bounds[slot] : bounds[slot + 1]], by_slot[slot]), slots
            )
        )
    return Tally(*parts.sum(axis=0)), found


def _tallies(attempts: Attempts, ends: Ends, group: Int32, groups: int) -> Int64:
    """How many of each part reached each step and ended there; shape (parts, 2, groups, steps, 3)."""
    from journeymine.walk.kernels.funnel_read import tally as count

    shape = (2, groups, attempts.rows.shape[1], 3)

    def work(low: int, high: int) -> Int64:
        part = np.zeros(shape, np.int64)
        count(attempts.rows, ends.last, ends.fate, group, low, high, part[0], part[1])
        return part

    parts = each_part(len(attempts), work)
    return np.array(parts, np.int64).reshape(len(parts), *shape)


def times_to(attempts: Attempts, step: int, *, is_whole: bool = False) -> tuple[Int64, Int32]:
    """Microseconds to a step of the attempts that reached it, and which attempts they are.

    Args:
        attempts: what starts led to.
        step: the step, from 0.
        is_whole: from the start; else from the step reached before.
    """
    from journeymine.walk.kernels.funnel_read import gaps

    def work(low: int, high: int) -> tuple[Int64, Int32]:
        out, whose = np.empty(high - low, np.int64), np.empty(high - low, np.int32)
        count = gaps(attempts.times, attempts.rows, step, is_whole, low, high, out, whose)
        return out[:count], whose[:count]

    parts = each_part(len(attempts), work)
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int32)
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def nodes_at(attempts: Attempts, step: int, codes: Int32, node_of: Int32) -> Int32:
    """The node of the event that reached a step; -1: it was missed, or there is none.

    Args:
        attempts: what starts led to.
        step: the step, from 0.
        codes: of each event.
        node_of: node of each code.
    """
    from journeymine.walk.kernels.funnel_read import look_up

    out, said, nodes = np.empty(len(attempts), np.int32), plain(codes), plain(node_of)
    each_part(len(attempts), lambda low, high: look_up(said, nodes, attempts.rows, step, low, high, out))
    return out


def next_rows(funnel: Funnel, attempts: Attempts, step: int) -> Int64:
    """The row of the unit's next event after the one that reached a step, inside the window.

    Args:
        funnel: the funnel.
        attempts: what starts led to.
        step: the step, from 0.

    Returns:
        Of each attempt; -1: there is none in time, -2: it did not reach the step.
    """
    from journeymine.walk.kernels.funnel_read import next_rows as find

    units, kinds, out = funnel.units, funnel.kinds, np.empty(len(attempts), np.int64)
    times, codes, is_past = plain(funnel.paths.times), plain(kinds.codes), plain(kinds.is_past)
    of_event, end_of = plain(units.of_event), plain(units.end)
    longest, until = _limits(funnel)

    def work(low: int, high: int) -> None:
        events, told = (times, codes, is_past, of_event), (attempts.unit, attempts.rows)
        find(*events, end_of, *told, step, longest, until, low, high, out)

    each_part(len(attempts), work)
    return out


def seen_between(funnel: Funnel, attempts: Attempts, between: tuple[Int64, Int64], codes: Codes) -> Int64:
    """In how many attempts each node is seen, by an event that matches no step and no exclusion.

    Args:
        funnel: the funnel.
        attempts: what starts led to.
        between: of each attempt the row after which it is looked at (-1: it is not), and the row before which
            (-1: it did not get on, and is looked at to the end of the window).
        codes: the nodes.

    Returns:
        Shape (2, nodes): of those that did not get on, and of those that did.
    """
    from journeymine.walk.kernels.funnel_read import tally_seen

    units, kinds, paths = funnel.units, funnel.kinds, funnel.paths
    is_free = plain((kinds.kind_of_code == 0) & ~kinds.is_past)
    times, kind_codes, signature = plain(paths.times), plain(kinds.codes), plain(paths.signature)
    of_event, end_of, node_of = plain(units.of_event), plain(units.end), plain(codes.of_signature)
    longest, until = _limits(funnel)

    def work(low: int, high: int) -> Int64:
        seen = np.zeros((2, len(codes.names)), dtype=np.int64)
        events = (times, kind_codes, is_free, signature, node_of, of_event)
        told = (attempts.unit, attempts.rows, *between)
        tally_seen(*events, end_of, *told, longest, until, low, high, seen)
        return seen

    parts = each_part(len(attempts), work)
    return np.sum([np.zeros((2, len(codes.names)), dtype=np.int64), *parts], axis=0)


def _limits(funnel: Funnel) -> tuple[int, int]:
    """The longest time from a start, and the instant from which on events are looked past."""
    from journeymine.walk.kernels.funnel_looked import NO_LIMIT

    window, until = funnel.rules.window, funnel.part.until
    return NO_LIMIT if window is None else window, NO_LIMIT if until is None else until
