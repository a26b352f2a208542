"""Counting what blocks of steps name by a key: how often, by how many units and customers, in how much time,
to the microsecond.

Each thread keeps its counts in a table of its own. Times are counted by quantiles.py where there may be a
line for every key. Where keys are too many for that, or all times are wanted, a second pass lays the times of
each key side by side, no more than `TIMES_AT_ONCE` in one go (unless one key alone has more).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.passages import QUANTILES, Namer, Passages, Tally, room_for
from journeymine.walk.paths import Bool, Int64
from journeymine.walk.quantiles import MICROSECONDS, find_quantiles, line_tally
from journeymine.walk.walked import Block, Walked, over_blocks

TIMES_AT_ONCE = 64_000_000


@dataclass(frozen=True)
class Shares:
    """How often each key occurs, thread by thread.

    Attributes:
        key: the keys that occur, in order.
        each: of each thread, how many passages of each key it sees.
    """

    key: Int64
    each: list[Int64]

    @classmethod
    def of(cls, counts: list[Int64]) -> Shares:
        """From counts by key from 0 on, thread by thread."""
        key = np.flatnonzero(np.sum(counts, axis=0)).astype(np.int64)
        return cls(key, [part[key] for part in counts])

    @property
    def total(self) -> Int64:
        """How often each key occurs."""
        return np.sum(self.each, axis=0)


@dataclass(frozen=True)
class Counts:
    """Counts by key, in the order of the keys.

    Attributes:
        key: the keys that occur.
        lines: a line of figures for each (see kernels/tally.py).
        shares: how often each occurs, thread by thread.
    """

    key: Int64
    lines: Int64
    shares: Shares


def tally(walked: Walked, namer: Namer, *, timed: bool = True) -> Tally:
    """Count the passages that a namer finds.

    Args:
        walked: what is followed.
        namer: names the passages.
        timed: whether median and p90 are wanted.
    """
    from journeymine.walk.kernels.tally import CUSTOMERS, TIMES, UNITS

    if namer.is_small and (timed or namer.measure):
        return line_tally(walked, namer, timed=timed)
    counts = count(walked, namer)
    seconds, quantiles = np.zeros(len(counts.key)), np.full((len(QUANTILES), len(counts.key)), np.nan)
    for row, times in _times(walked, namer, counts.shares) if timed else ():
        seconds[row] = _sum(times) / MICROSECONDS
        find_quantiles(times, quantiles[:, row])
    return Tally(
        key=counts.key,
        times=counts.lines[:, TIMES],
        units=counts.lines[:, UNITS],
        customers=counts.lines[:, CUSTOMERS],
        seconds=seconds,
        median=quantiles[0],
        p90=quantiles[1],
    )


def gather(walked: Walked, namer: Namer, shares: Shares) -> Iterator[tuple[int, Int64]]:
    """Each key with the times of its passages, unsorted; for figures that need them all.

    Args:
        walked: what is followed.
        namer: names the passages.
        shares: how often each key with times occurs.
    """
    for row, times in _times(walked, namer, shares):
        yield int(shares.key[row]), times


def holders(walked: Walked, namer: Namer, wanted: Callable[[Int64], Bool]) -> Bool:
    """Whether each unit has a passage that is wanted.

    Args:
        walked: what is followed.
        namer: names the passages.
        wanted: of keys, whether they are.
    """
    out = np.zeros(len(walked), dtype=np.bool_)

    def work(own: list[Passages], block: Block) -> None:
        if not own:
            own.append(room_for(block))
        found = namer.name(block, own[0])
        out[own[0].unit[:found][wanted(own[0].key[:found])]] = True

    over_blocks(walked, list[Passages], work, longest=namer.longest)
    return out


def count(walked: Walked, namer: Namer) -> Counts:
    """Count the passages that a namer finds.

    Args:
        walked: what is followed.
        namer: names the passages.
    """
    from journeymine.walk.kernels.tally import KEY, TIMES

    tables = over_blocks(
        walked,
        _Table,
        lambda table, block: table.add(walked, namer, block),
        longest=namer.longest,
    )
    each = [table.lines[table.lines[:, KEY] != 0] for table in tables]
    keys = np.unique(np.concatenate([lines[:, KEY] for lines in each]))
    total = np.zeros((len(keys), each[0].shape[1]), dtype=np.int64)
    shares = [np.zeros(len(keys), dtype=np.int64) for _ in each]
    for lines, share in zip(each, shares, strict=True):
        place = np.searchsorted(keys, lines[:, KEY])
        total[place] += lines
        share[place] = lines[:, TIMES]
    return Counts(keys - 1, total, Shares(keys - 1, shares))


@dataclass
class _Table:
    """Counts of one thread."""

    lines: Int64 = field(init=False)
    used: int = 0
    passages: Passages | None = None

    def __post_init__(self) -> None:
        from journeymine.walk.kernels.tally import LINE

        self.lines = np.zeros((64, LINE), dtype=np.int64)

    def add(self, walked: Walked, namer: Namer, block: Block) -> None:
        """Count a block."""
        from journeymine.walk.kernels.tally import count_keys

        into = self.passages = self.passages or room_for(block)
        found = namer.name(block, into)
        self._widen(min(namer.space, self.used + found))
        self.used += count_keys(into.key, into.unit, found, walked.customer, self.lines)

    def _widen(self, keys: int) -> None:
        from journeymine.walk.kernels.tally import move_lines

        if len(self.lines) < 2 * keys:
            lines = self.lines
            self.lines = np.zeros((1 << (2 * keys - 1).bit_length(), lines.shape[1]), dtype=np.int64)
            move_lines(lines, self.lines)


def index_of(keys: Int64) -> Int64:
    """Rows of keys as a table: key + 1 and row; 0 where a line is free."""
    from journeymine.walk.kernels.tally import lay_rows

    table = np.zeros((1 << max(2 * len(keys) - 1, 1).bit_length(), 2), dtype=np.int64)
    lay_rows(keys, table)
    return table


def _times(walked: Walked, namer: Namer, shares: Shares) -> Iterator[tuple[int, Int64]]:
    """Rows of the keys whose passages have times, and these."""
    rows, total = np.arange(len(shares.key)), shares.total
    if namer.has_times:
        rows = rows[namer.has_times(shares.key)]
    for part in _parts(rows, total[rows]):
        bounds = np.concatenate([[0], np.cumsum(total[part])]).astype(np.int64)
        some = Shares(shares.key[part], [share[part] for share in shares.each])
        times = _laid(walked, namer, some, bounds)
        for place, row in enumerate(part.tolist()):
            yield row, times[bounds[place] : bounds[place + 1]]


def _parts(rows: NDArray[np.intp], sizes: Int64) -> list[Int64]:
    """Rows whose times are laid at once."""
    if not len(rows):
        return []
    which = (np.cumsum(sizes) - 1) // TIMES_AT_ONCE
    return [part.astype(np.int64) for part in np.split(rows, np.flatnonzero(np.diff(which)) + 1)]


def _laid(walked: Walked, namer: Namer, shares: Shares, bounds: Int64) -> Int64:
    """The times of some keys, key by key; each thread lays its own behind those of the threads before it."""
    index, out = index_of(shares.key), np.empty(int(bounds[-1]), dtype=np.int64)
    before = np.cumsum([np.zeros_like(shares.key), *shares.each[:-1]], axis=0)
    starts = iter([bounds[:-1] + part for part in before])
    over_blocks(
        walked,
        lambda: _Hand(next(starts), index, out),
        lambda hand, block: hand.lay(namer, block),
        longest=namer.longest,
    )
    return out


@dataclass
class _Hand:
    """What one thread lays."""

    cursor: Int64
    index: Int64
    out: Int64
    passages: Passages | None = None

    def lay(self, namer: Namer, block: Block) -> None:
        """Lay the times of a block."""
        from journeymine.walk.kernels.tally import lay_times

        into = self.passages = self.passages or room_for(block)
        count = namer.name(block, into)
        lay_times(into.key, into.micros, count, self.index, self.cursor, self.out)


def _sum(times: Int64) -> int:
    """Sum of times, however large."""
    return (int((times >> 32).sum()) << 32) + int((times & 0xFFFFFFFF).sum())
