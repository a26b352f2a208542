"""Equal paths: a 64-bit hash of each unit's nodes, and numbers for the different hashes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Int32, Int64

UInt64 = NDArray[np.uint64]
FIRST = np.uint64(0xCBF29CE484222325)
FACTOR = np.uint64(0x9E3779B97F4A7C15)
SHIFT = np.uint64(29)

UNITS, CUSTOMERS, FIRST_UNIT, LAST_CUSTOMER = range(4)
"""Figures of a different path."""


@compiled
def mixed(seed: np.uint64, code: np.uint64) -> np.uint64:
    """A hash with one more code mixed in; both are unsigned numbers of 64 bits."""
    out = (seed ^ code) * FACTOR
    return out ^ (out >> SHIFT)


@compiled
def hash_paths(start: Int64, node: Int32, low: int, count: int, out: UInt64) -> None:
    """Hash the nodes of a block's units; 0 for units without a step.

    Args:
        start, node, low, count: a block's (see passages.py).
        out: gets one hash a unit.
    """
    for place in range(count):
        code = FIRST
        for step in range(start[place], start[place + 1]):
            code = mixed(code, np.uint64(node[step] + 1))
        is_empty = start[place] == start[place + 1]
        out[low + place] = np.uint64(0) if is_empty else code | np.uint64(1)


@compiled
def hash_rows(cells: Int32, low: int, out: UInt64) -> None:
    """Hash rows of codes; 0 for rows that hold none.

    Args:
        cells: one row a unit; -1: nothing.
        low: number of the first row's unit.
        out: gets one hash a unit.
    """
    for row in range(cells.shape[0]):
        code = FIRST
        is_empty = True
        for column in range(cells.shape[1]):
            code = mixed(code, np.uint64(cells[row, column] + 2))
            is_empty = is_empty and cells[row, column] < 0
        out[low + row] = np.uint64(0) if is_empty else code | np.uint64(1)


@compiled
def number_hashes(  # noqa: PLR0913
    hashes: UInt64,
    customer: Int32,
    begin: int,
    known: int,
    table: Int64,
    kinds: UInt64,
    lines: Int64,
    out: Int32,
) -> tuple[int, int]:
    """Number the different hashes in the order in which they come, from unit `begin` on, while there is room.

    Args:
        hashes: of each unit; 0: none.
        customer: of each unit, ascending.
        begin: first unit.
        known: how many numbers are given already.
        table: number + 1 of the hash in each line, 0 where it is free; a power of two.
        kinds: of each number, its hash; half as long as the table.
        lines: of each number: units, customers, first unit, last customer.
        out: gets each unit's number, -1 for none.

    Returns:
        The first unit that was not looked at for want of room, and how many numbers are given.
    """
    mask = len(table) - 1
    for unit in range(begin, len(hashes)):
        code = hashes[unit]
        if code == 0:
            out[unit] = -1
            continue
        place = np.int64(code >> np.uint64(20)) & mask
        while table[place] != 0 and kinds[table[place] - 1] != code:
            place = (place + 1) & mask
        if table[place] == 0:
            if known == len(kinds):
                return unit, known
            kinds[known] = code
            lines[known, UNITS], lines[known, CUSTOMERS] = 0, 0
            lines[known, FIRST_UNIT], lines[known, LAST_CUSTOMER] = unit, -1
            known += 1
            table[place] = known
        line = table[place] - 1
        lines[line, UNITS] += 1
        lines[line, CUSTOMERS] += lines[line, LAST_CUSTOMER] != customer[unit]
        lines[line, LAST_CUSTOMER] = customer[unit]
        out[unit] = line
    return len(hashes), known


@compiled
def lay_hashes(kinds: UInt64, known: int, table: Int64) -> None:
    """Lay numbered hashes into an empty table.

    Args:
        kinds: the hashes by number.
        known: how many there are.
        table: gets number + 1 in the line of each.
    """
    mask = len(table) - 1
    for number in range(known):
        place = np.int64(kinds[number] >> np.uint64(20)) & mask
        while table[place] != 0:
            place = (place + 1) & mask
        table[place] = number + 1
