"""Equal sequences numbered, and amounts put down to the nodes of sequences."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Float64, Int32, Int64

_LOW_BITS = 0x7FFFFFFF
_FACTOR = 1_000_003
_PRIME = 2_147_483_647


@compiled
def number_sequences(bounds: Int64, nodes: Int32, low: int, high: int, out: Int64, out_first: Int64) -> int:
    """Number sequences low to high, equal ones alike, from 0 in the order in which they first come.

    Args:
        bounds: first node of each sequence, and the one behind the last.
        nodes: of all sequences.
        low, high: first sequence, and the one behind the last.
        out: gets the number of each sequence; out[0] is that of `low`.
        out_first: gets the first sequence with each number; as long as there are sequences.

    Returns:
        How many different ones there are.
    """
    count = 0
    known, keys = np.full(1024, -1, dtype=np.int64), np.zeros(1024, dtype=np.int64)
    for sequence in range(low, high):
        if 2 * count >= len(known):
            known, keys = _widened(known, keys)
        key = _key(nodes, bounds[sequence], bounds[sequence + 1])
        place = key & (len(known) - 1)
        while known[place] >= 0:
            before = int(out_first[int(known[place])])
            if keys[place] == key and _are_equal(bounds, nodes, before, sequence):
                break
            place = (place + 1) & (len(known) - 1)
        if known[place] < 0:
            known[place], keys[place] = count, key
            out_first[count] = sequence
            count += 1
        out[sequence - low] = known[place]
    return count


@compiled
def count_different(bounds: Int64, nodes: Int32, last_seen: Int64, out: Int64) -> None:
    """At the first place of each node of a sequence, how many different nodes the sequence has; 0 elsewhere.

    Args:
        bounds, nodes: sequences of nodes.
        last_seen: -1 for each node.
        out: as long as nodes; gets the numbers.
    """
    for sequence in range(len(bounds) - 1):
        count = 0
        for place in range(bounds[sequence], bounds[sequence + 1]):
            is_first = last_seen[nodes[place]] != sequence
            last_seen[nodes[place]] = sequence
            out[place] = 1 if is_first else 0
            count += out[place]
        for place in range(bounds[sequence], bounds[sequence + 1]):
            out[place] *= count


@compiled
def share_out(  # noqa: PLR0913
    bounds: Int64,
    nodes: Int32,
    weights: Float64,
    sequence: Int64,
    group: Int32,
    amounts: Float64,
    out: Float64,
) -> None:
    """Put amounts down to the nodes of their sequences.

    Args:
        bounds, nodes: sequences of nodes.
        weights: of each place of each sequence.
        sequence, group: of each row of amounts.
        amounts: what is shared out; rows x kinds.
        out: zeros, groups x nodes x kinds; gets the sums.
    """
    for row in range(len(sequence)):
        for place in range(bounds[sequence[row]], bounds[sequence[row] + 1]):
            if weights[place] != 0.0:
                for kind in range(amounts.shape[1]):
                    out[group[row], nodes[place], kind] += weights[place] * amounts[row, kind]


@compiled
def count_customers(bounds: Int64, nodes: Int32, customer: Int32, last_seen: Int64, out: Int64) -> None:
    """How many customers have each node in one of their sequences.

    Args:
        bounds, nodes: sequences of nodes.
        customer: of each sequence; those of a customer stand together.
        last_seen: -1 for each node.
        out: zeros for each node; gets the numbers.
    """
    for sequence in range(len(bounds) - 1):
        for place in range(bounds[sequence], bounds[sequence + 1]):
            if last_seen[nodes[place]] != customer[sequence]:
                last_seen[nodes[place]] = customer[sequence]
                out[nodes[place]] += 1


@compiled
def hash_texts(offsets: Int64, letters: NDArray[np.uint8], groups: int, out: Int32) -> None:
    """A group for each text, by its letters alone.

    Args:
        offsets: first byte of each text, and the one behind the last.
        letters: bytes of all texts.
        groups: how many groups there are.
        out: gets the group of each text.
    """
    for text in range(len(offsets) - 1):
        key = 7
        for place in range(offsets[text], offsets[text + 1]):
            key = (key * 257 + np.int64(letters[place])) % _PRIME
        out[text] = key % groups


@compiled
def _key(nodes: Int32, first: int, end: int) -> int:
    """A number that equal sequences have in common."""
    key = 17
    for place in range(first, end):
        key = (key * _FACTOR + np.int64(nodes[place]) + 1) & _LOW_BITS
    return int(key ^ (key >> 15))


@compiled
def _are_equal(bounds: Int64, nodes: Int32, one: int, other: int) -> bool:
    length, place = bounds[one + 1] - bounds[one], 0
    if bounds[other + 1] - bounds[other] != length:
        return False
    while place < length and nodes[bounds[one] + place] == nodes[bounds[other] + place]:
        place += 1
    return place == length


@compiled
def _widened(known: Int64, keys: Int64) -> tuple[Int64, Int64]:
    """The same table with four times the room."""
    size = 4 * len(known)
    wide, wide_keys = np.full(size, -1, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for old in range(len(known)):
        if known[old] >= 0:
            place = keys[old] & (size - 1)
            while wide[place] >= 0:
                place = (place + 1) & (size - 1)
            wide[place], wide_keys[place] = known[old], keys[old]
    return wide, wide_keys
