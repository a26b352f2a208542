"""Numbers for values: equal keys get one number, and the rows that first had each are known.

Loads and identity work on numbers; words and identifiers are looked at once for each distinct value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]

_BLOCK = 1 << 15
"""Rows that are stirred at a time, so that they stay in the processor's cache."""


@dataclass(frozen=True)
class Numbered:
    """Keys as numbers.

    Attributes:
        number: of each row, from 0 in the order in which keys are first met.
        first: the row that first had each number.
    """

    number: Int32
    first: Int64


def number_keys(keys: Keys) -> Numbered:
    """Give equal keys one number.

    Args:
        keys: 64-bit hashes.
    """
    from journeymine.events.loops import intern

    room = _room(len(keys))
    table = np.zeros(room, dtype=np.uint64)
    numbers = np.full(room, -1, dtype=np.int32)
    out = np.empty(len(keys), dtype=np.int32)
    first = np.empty(len(keys), dtype=np.int64)
    count = intern(keys, table, numbers, out, first)
    return Numbered(out, first[:count].copy())


def told_again(keys: Keys, known: Keys) -> Bool:
    """True at every row whose key another row has too, or is known.

    Args:
        keys: of the rows.
        known: keys that rows may have.
    """
    from journeymine.events.loops import among

    ordered = np.sort(keys)
    wanted = np.concatenate([ordered[1:][ordered[1:] == ordered[:-1]], known])
    room = _room(len(wanted))
    out = np.zeros(len(keys), dtype=np.bool_)
    among(keys, wanted, np.zeros(room, dtype=np.uint64), np.zeros(room, dtype=np.bool_), out)
    return out


def mixed(*parts: NDArray[np.generic]) -> Keys:
    """One 64-bit key from several columns of numbers; equal rows get equal keys.

    Args:
        parts: columns of equal length, of 8 bytes or integers.
    """
    key = np.zeros(len(parts[0]), dtype=np.uint64)
    for start in range(0, len(key), _BLOCK):
        rows = slice(start, start + _BLOCK)
        for part in parts:
            _mix_in(key[rows], part[rows])
    return key


def _mix_in(key: Keys, part: NDArray[np.generic]) -> None:
    """Stir a column into the keys of its rows."""
    bits = part.view(np.uint64) if part.dtype.itemsize == 8 else part.astype(np.int64).view(np.uint64)
    key ^= bits + np.uint64(0x9E3779B97F4A7C15) + (key << np.uint64(6)) + (key >> np.uint64(2))
    key ^= key >> np.uint64(30)
    key *= np.uint64(0xBF58476D1CE4E5B9)
    key ^= key >> np.uint64(27)


def _room(count: int) -> int:
    """How long a table is in which so many keys lie far apart: a power of two."""
    return 1 << max(int(2 * count).bit_length(), 4)
