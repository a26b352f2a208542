"""The compiled loops of a load; see walk/kernels for what holds for all of them."""

from __future__ import annotations

from journeymine.events.numbers import Bool, Int32, Int64, Keys
from journeymine.walk.kernels import compiled


@compiled
def intern(keys: Keys, table: Keys, numbers: Int32, out: Int32, first: Int64) -> int:
    """Number keys in the order in which they are first met, by open addressing.

    Args:
        keys: what to number.
        table: zeros, a power of two of them and more than there are keys; gets the keys.
        numbers: -1 everywhere, as long as the table; gets their numbers.
        out: gets the number of each row.
        first: gets the row that first had each number.

    Returns:
        How many distinct keys there are.
    """
    mask = len(table) - 1
    count = 0
    for row in range(len(keys)):
        key = keys[row]
        place = int((key ^ (key >> 29)) & mask)
        while numbers[place] >= 0 and table[place] != key:
            place = (place + 1) & mask
        if numbers[place] < 0:
            table[place] = key
            numbers[place] = count
            first[count] = row
            count += 1
        out[row] = numbers[place]
    return count


@compiled
def among(keys: Keys, wanted: Keys, table: Keys, is_taken: Bool, out: Bool) -> None:
    """Tell which keys are among the wanted ones, by open addressing.

    Args:
        keys: what to look for.
        wanted: where to look.
        table: zeros, a power of two of them and more than there are wanted keys; gets these.
        is_taken: False everywhere, as long as the table; gets where a key lies.
        out: gets the answer of each key.
    """
    mask = len(table) - 1
    for key in wanted:
        place = int((key ^ (key >> 29)) & mask)
        while is_taken[place] and table[place] != key:
            place = (place + 1) & mask
        table[place] = key
        is_taken[place] = True
    for row in range(len(keys)):
        key = keys[row]
        place = int((key ^ (key >> 29)) & mask)
        while is_taken[place] and table[place] != key:
            place = (place + 1) & mask
        out[row] = is_taken[place]
