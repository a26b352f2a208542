"""Equal keys numbered alike."""

from __future__ import annotations

import numpy as np

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Int64

_LOW_BITS = 0x7FFFFFFF
_FACTOR = 1_000_003
_PRIME = 2_147_483_647


@compiled
def number_keys(keys: Int64, out: Int64, out_key: Int64) -> int:
    """Number keys from 0 in the order in which they first come.

    Args:
        keys: not negative.
        out: gets the number of each key.
        out_key: gets the key of each number; as long as there are keys.

    Returns:
        How many different ones there are.
    """
    # not the literal 0, for which the loops that are given it would be compiled once more
    count = int(np.int64(0))
    known = np.full(1024, -1, dtype=np.int64)
    for row in range(len(keys)):
        if 2 * count >= len(known):
            known = _widened(known, out_key, count)
        place = _place(keys[row], known)
        while known[place] >= 0 and out_key[known[place]] != keys[row]:
            place = (place + 1) & (len(known) - 1)
        if known[place] < 0:
            known[place] = count
            out_key[count] = keys[row]
            count += 1
        out[row] = known[place]
    return count


@compiled
def _place(key: int, known: Int64) -> int:
    """Where a key is looked for first."""
    mixed = (key % _PRIME * _FACTOR) & _LOW_BITS
    return (mixed ^ (mixed >> 12)) & (len(known) - 1)


@compiled
def _widened(known: Int64, keys: Int64, count: int) -> Int64:
    """The same table with four times the room."""
    wide = np.full(4 * len(known), -1, dtype=np.int64)
    for number in range(count):
        place = _place(keys[number], wide)
        while wide[place] >= 0:
            place = (place + 1) & (len(wide) - 1)
        wide[place] = number
    return wide
