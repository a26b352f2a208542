"""Counts of passages with exact quantiles of their times, in one pass for most keys.

A sample of the blocks tells about where the quantiles of each key lie. The pass over all of them counts, and
keeps the times near there (kernels/quantiles.py). Where that was not enough (bad luck, or too many times to
keep), a further pass keeps all times of those keys, no more than `TIMES_AT_ONCE` in one go unless one key
alone has more. The figures are exact, whatever the sample and the number of threads.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np

from journeymine.walk.bits import plain
from journeymine.walk.passages import QUANTILES, Measure, Namer, Passages, Tally, room_for
from journeymine.walk.paths import Bool, Float64, Int32, Int64
from journeymine.walk.units import THREADS
from journeymine.walk.walked import BLOCK_EVENTS, NO_LIMIT, Block, Walked, over_blocks, over_ranges, rows_of

TIMES_AT_ONCE = 32_000_000
MICROSECONDS = 1e6
_APART = 4
"""Of a sampled block so much is taken, and at most one block in so many is sampled."""

_LOOKED_AT = 64
"""Blocks that are sampled where there are many: more would make no window much narrower."""

_FEW_LOOKED_AT = 512
"""Likewise where units have few passages each."""


@dataclass
class _Hand:
    """What one thread counts and keeps.

    Attributes:
        lines: of each key (see kernels).
        limit: most times that are kept.
        full: slots and times that are kept, in pieces.
        slot, value: the piece that is written to.
        used: how much of it is.
    """

    lines: Int64
    limit: int
    full: list[tuple[Int32, Int64]] = field(default_factory=list[tuple[Int32, Int64]])
    slot: Int32 = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    value: Int64 = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    used: int = 0
    passages: Passages | None = None

    @property
    def kept(self) -> list[tuple[Int32, Int64]]:
        """Slots and times that are kept."""
        return [*self.full, (self.slot[: self.used], self.value[: self.used])]

    def add(self, walked: Walked, namer: Namer, block: Block) -> None:
        """Count a block."""
        from journeymine.walk.kernels.quantiles import add_timed

        into = self.passages = self.passages or room_for(block)
        count = namer.name(block, into)
        self._widen(count)
        named = (into.key, into.unit, into.micros, count, walked.owner)
        self.used = add_timed(*named, self.lines, self.slot, self.value, self.used)

    def measure(self, walked: Walked, namer: Namer, low: int, high: int) -> None:
        """Count units low to high right from their events."""
        self._widen(namer.most * (high - low) or rows_of(walked, low, high))
        near = (self.lines, self.slot, self.value, self.used)
        self.used = cast(Measure, namer.measure)(walked, (low, high), near)

    def _widen(self, more: int) -> None:
        """Have room for more times, or keep none from here on where that would be too many."""
        from journeymine.walk.kernels.quantiles import KEPT

        if self.used + sum(len(slot) for slot, _ in self.full) > self.limit:
            self.lines[:, KEPT] = 0
        if len(self.slot) <= self.used + more:
            self.full, self.used, room = self.kept, 0, 2 * more + 1
            self.slot, self.value = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int64)


@dataclass(frozen=True)
class _Kept:
    """What all threads counted and kept.

    Attributes:
        key: the keys that occur, in order.
        lines: of all keys.
        bounds, times: what was kept, slot by slot.
    """

    key: Int64
    lines: Int64
    bounds: Int64
    times: Int64

    @property
    def counts(self) -> Int64:
        """Passages of each key."""
        from journeymine.walk.kernels.quantiles import UNITS, ZONES

        return self.lines[self.key, ZONES:UNITS].sum(axis=1)


def line_tally(walked: Walked, namer: Namer, *, timed: bool) -> Tally:
    """Count the passages that a namer finds, with their times.

    Args:
        walked: what is followed.
        namer: names the passages; there may be a line for every key.
        timed: whether times are wanted.
    """
    windows = windows_of(walked, namer) if timed else _whole(namer, np.zeros(0, dtype=np.int64))
    found = _kept(walked, namer, windows, limit=TIMES_AT_ONCE // THREADS)
    has_times, quantiles = _has_times(namer, found.key) & timed, np.full((2, len(found.key)), np.nan)
    rows = np.flatnonzero(has_times)
    quantiles[:, rows], missed = _picked(found, found.key[rows])
    for part in _parts(rows[missed], found.counts):
        again = _kept(walked, namer, _whole(namer, found.key[part]), limit=NO_LIMIT)
        quantiles[:, part], _ = _picked(again, found.key[part])
    return _told(found.key, found.lines[found.key], has_times, quantiles / MICROSECONDS)


def find_quantiles(times: Int64, out: Float64) -> None:
    """Quantiles of times, in seconds; the times are left in another order."""
    last, done = len(times) - 1, 0
    for which, share in enumerate(QUANTILES):
        place = share * last
        rank, rest = int(place), times[done:]
        rest.partition(rank - done)
        below = float(times[rank])
        above = float(times[rank + 1 :].min()) if rank < place else below
        out[which] = (below + (above - below) * (place - rank)) / MICROSECONDS
        done = rank


def _told(key: Int64, lines: Int64, has_times: Bool, quantiles: Float64) -> Tally:
    """Counts from the lines of some keys, and their quantiles in seconds."""
    from journeymine.walk.kernels.quantiles import CUSTOMERS, HIGH_SUM, LOW_SUM, UNITS, ZONES

    sums = zip(lines[:, HIGH_SUM].tolist(), lines[:, LOW_SUM].tolist(), strict=True)
    seconds = np.array([((high << 32) + low) / MICROSECONDS for high, low in sums])
    return Tally(
        key=key,
        times=lines[:, ZONES:UNITS].sum(axis=1),
        units=lines[:, UNITS],
        customers=lines[:, CUSTOMERS],
        seconds=np.where(has_times, seconds, 0.0),
        median=quantiles[0],
        p90=quantiles[1],
    )


def _has_times(namer: Namer, key: Int64) -> Bool:
    """Whether the passages of keys have times."""
    return np.ones(len(key), dtype=np.bool_) if namer.has_times is None else namer.has_times(key)


def windows_of(walked: Walked, namer: Namer) -> Int64:
    """Two windows for each key: near its quantiles, as a sample has them; one over all for other keys."""
    from journeymine.walk.kernels.quantiles import find_windows

    windows = _whole(namer, np.arange(namer.space, dtype=np.int64))
    if len(walked.blocks) < _APART**2:
        return windows
    some = _sample(walked, _FEW_LOOKED_AT if namer.most else _LOOKED_AT)
    found = _kept(some, namer, windows, limit=TIMES_AT_ONCE // THREADS)
    find_windows(found.key, found.bounds, found.times, windows)
    return windows


def _sample(walked: Walked, most: int) -> Walked:
    """A part of the units of some blocks; and all units that could fill a block alone, each with a part of
    its events: one of them may outweigh all others.
    """
    blocks = np.array(walked.blocks, dtype=np.int64)
    apart = max(_APART, len(blocks) // most)
    low, high = blocks[apart // 2 :: apart].T
    size, which = np.maximum((high - low) // _APART, 1), np.arange(len(low)) % _APART
    start = np.minimum(low + which * size, high - 1)
    stop = np.minimum(start + size, high)
    wide = walked.end[blocks[:, 1] - 1] - walked.first[blocks[:, 0]] > 2 * BLOCK_EVENTS
    giants = [unit for pair in blocks[wide] for unit in _giants(walked, *pair.tolist())]
    end = walked.end.copy()
    end[giants] = walked.first[giants] + (end[giants] - walked.first[giants]) // (apart * _APART)
    found = {*zip(start.tolist(), stop.tolist(), strict=True), *((unit, unit + 1) for unit in giants)}
    return replace(walked, end=plain(end), blocks=tuple(sorted(found)))


def _giants(walked: Walked, low: int, high: int) -> list[int]:
    """Units of more events than half a block should have."""
    size = walked.end[low:high] - walked.first[low:high]
    return (low + np.flatnonzero(size > BLOCK_EVENTS // 2)).tolist()


def _whole(namer: Namer, key: Int64) -> Int64:
    """Lines whose windows keep all times of some keys, and none of others."""
    from journeymine.walk.kernels.quantiles import LINE, LONGEST, WINDOWS, ZONES, mark_kept

    lines = np.zeros((namer.space, LINE), dtype=np.int64)
    lines[:, WINDOWS:ZONES] = LONGEST + 1
    lines[key, WINDOWS], lines[key, WINDOWS + 1] = 0, LONGEST
    mark_kept(lines)
    return lines


def _kept(walked: Walked, namer: Namer, windows: Int64, *, limit: int) -> _Kept:
    """Count passages, and keep the times that lie in windows."""
    from journeymine.walk.kernels.quantiles import CUSTOMERS, UNITS, lay_kept

    lines, hands = _counted(walked, namer, windows, limit=limit)
    if not len(walked.owner):
        lines[:, CUSTOMERS] = lines[:, UNITS]
    kept = [piece for hand in hands for piece in hand.kept]
    sizes = np.sum([np.bincount(slot, minlength=2 * namer.space) for slot, _ in kept], axis=0)
    bounds = np.append(0, np.cumsum(sizes)).astype(np.int64)
    cursor, times = bounds[:-1].copy(), np.empty(int(bounds[-1]), dtype=np.int64)
    for slot, value in kept:
        lay_kept(slot, value, cursor, times)
    return _Kept(np.flatnonzero(lines[:, UNITS]).astype(np.int64), lines, bounds, times)


def _counted(walked: Walked, namer: Namer, windows: Int64, *, limit: int) -> tuple[Int64, list[_Hand]]:
    """The lines of all threads together, and what each kept."""
    from journeymine.walk.kernels.quantiles import KEPT, ZONES

    if namer.measure is None:
        hands = over_blocks(
            walked,
            lambda: _Hand(windows.copy(), limit),
            lambda hand, block: hand.add(walked, namer, block),
            longest=namer.longest,
        )
    else:
        windows[-1, KEPT] = 0
        hands = over_ranges(
            walked,
            lambda: _Hand(windows.copy(), limit),
            lambda hand, low, high: hand.measure(walked, namer, low, high),
        )
    lines = hands[0].lines
    for hand in hands[1:]:
        lines[:, ZONES:] += hand.lines[:, ZONES:]
    if namer.measure is not None:
        lines[-1] = 0
    return lines, hands


def _picked(found: _Kept, key: Int64) -> tuple[Float64, Int64]:
    """Quantiles of some keys in microseconds, and which rows of them were missed."""
    from journeymine.walk.kernels.quantiles import pick

    out = np.empty((len(key), len(QUANTILES)))
    missed: Bool = np.zeros(len(key), dtype=np.bool_)
    sizes = np.cumsum(found.bounds[2 * key + 2] - found.bounds[2 * key])
    middle = int(np.searchsorted(sizes, sizes[-1] // 2)) if len(key) else 0

    def pick_part(part: slice) -> None:
        pick(key[part], found.lines, found.bounds, found.times, out[part], missed[part])

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(pick_part, (slice(0, middle), slice(middle, None))))
    return out.T, np.flatnonzero(missed).astype(np.int64)


def _parts(rows: Int64, sizes: Int64) -> list[Int64]:
    """Rows whose times are kept at once."""
    if not len(rows):
        return []
    which = (np.cumsum(sizes[rows]) - 1) // TIMES_AT_ONCE
    return [part.astype(np.int64) for part in np.split(rows, np.flatnonzero(np.diff(which)) + 1)]
