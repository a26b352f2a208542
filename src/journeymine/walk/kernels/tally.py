"""Counting by key: how often, and by how many units and customers; and laying each key's times side by side.

A key is a number of 0 or more that stands for what is counted: an edge, a node at a step, a link of a flow.
Counts lie in an open table, one line a key:

    key + 1 (0: free) | times | units | customers | last unit | its customer | - | -
"""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Int32, Int64

KEY, TIMES, UNITS, CUSTOMERS, LAST_UNIT, LAST_CUSTOMER = range(6)
LINE = 8
"""Figures of a key: one line of the processor's cache."""

NO_TIME = -(2**63)
"""A passage without a time."""


@compiled
def place_of(key: int, table: Int64) -> int:
    """Line of a key in a table, or the free line where it belongs.

    Args:
        key: the key.
        table: lines; a power of two, with at least one that is free.
    """
    mask = len(table) - 1
    place = (key ^ (key >> 9) ^ (key >> 21)) & mask
    step = 0
    while table[place, 0] != 0 and table[place, 0] != key + 1:
        step += 1
        place = (place + step) & mask
    return place


@compiled
def add_passage(table: Int64, place: int, key: int, who: int, whose: int) -> int:
    """Add one passage to the line of its key.

    Args:
        table: lines.
        place: the key's line.
        key: the key.
        who: its unit.
        whose: the unit's customer.

    Returns:
        1 where the key is new, else 0.
    """
    found = 0
    if table[place, KEY] == 0:
        table[place, KEY] = key + 1
        table[place, LAST_UNIT] = -1
        table[place, LAST_CUSTOMER] = -1
        found = 1
    table[place, TIMES] += 1
    table[place, UNITS] += table[place, LAST_UNIT] != who
    table[place, CUSTOMERS] += table[place, LAST_CUSTOMER] != whose
    table[place, LAST_UNIT] = who
    table[place, LAST_CUSTOMER] = whose
    return found


@compiled
def count_keys(key: Int64, unit: Int32, count: int, customer: Int32, table: Int64) -> int:
    """Add passages to a table.

    Args:
        key, unit: of each passage; a unit's stand together, and a customer's units.
        count: how many passages there are.
        customer: of each unit.
        table: lines; half of them stay free whatever the keys are.

    Returns:
        How many keys were new.
    """
    found = 0
    for at in range(count):
        place = place_of(key[at], table)
        found += add_passage(table, place, int(key[at]), int(unit[at]), int(customer[unit[at]]))
    return found


@compiled
def move_lines(table: Int64, wider: Int64) -> None:
    """Lay the lines of a table into a larger, empty one."""
    for line in range(len(table)):
        if table[line, KEY] != 0:
            wider[place_of(table[line, KEY] - 1, wider)] = table[line]


@compiled
def lay_rows(key: Int64, table: Int64) -> None:
    """Lay keys with their places into an empty table of two columns.

    Args:
        key: the keys.
        table: gets key + 1 and place; more than half of its lines stay free.
    """
    for row in range(len(key)):
        place = place_of(key[row], table)
        table[place, KEY] = key[row] + 1
        table[place, 1] = row


@compiled
def lay_times(key: Int64, micros: Int64, count: int, index: Int64, cursor: Int64, out: Int64) -> None:
    """Lay the times of passages where their keys' times stand.

    Args:
        key, micros, count: passages, as in count_keys.
        index: rows of the wanted keys (see lay_rows).
        cursor: of each row, where the next time goes; moved on.
        out: gets the times.
    """
    for at in range(count):
        place = place_of(key[at], index)
        if index[place, KEY] != 0:
            row = index[place, 1]
            out[cursor[row]] = micros[at]
            cursor[row] += 1
