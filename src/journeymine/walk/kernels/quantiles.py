"""Exact quantiles of the times of passages without keeping them all: those near a quantile are kept, the rest
is only counted.

Two windows of a key, each from a lowest to a highest time, cut its times into five zones:

    0       1            2       3            4
    below   near the     between near the     above      zones 1 and 3 are kept, where a window has more than
            median               p90                     one value

A line of figures for each key holds both, and what else is counted:

    which zones are kept, a bit for each | lowest, highest of the first window | of the second
      | times in zones 0 to 4 | units | customers | last unit + 1 | its customer + 1
      | sum of the times: low half, high half
"""

from __future__ import annotations

import numpy as np

from journeymine.walk.kernels import compiled
from journeymine.walk.passages import QUANTILES
from journeymine.walk.paths import Bool, Float64, Int32, Int64

KEPT, WINDOWS, ZONES, UNITS, CUSTOMERS, LAST_UNIT, LAST_CUSTOMER, LOW_SUM, HIGH_SUM = (
    *(0, 1, 5),
    *(10, 11, 12, 13, 14, 15),
)
"""Places of a line: the bits, the first of the windows' ends, the first of the zones, and the others."""

LINE = 16
"""Figures of a key."""

LONGEST = 2**62
"""No time is longer."""

_LEAST = 64
"""Times of a sample that tell where a quantile lies."""

_MARGIN = 12.0
"""How far the ends of a window lie from the sample's quantile, in standard errors of its rank as if times
were drawn one by one; those of a unit are alike, so that twice the usual margin is wanted.
"""

_LOW_BITS = 0xFFFFFFFF
_STRIDE = 0x9E3779B1


@compiled
def add_time(  # noqa: PLR0913
    lines: Int64,
    place: int,
    time: int,
    who: int,
    whose: int,
    slot: Int32,
    value: Int64,
    used: int,
) -> int:
    """Count one passage, and keep its time where it lies in a window that is kept.

    Args:
        lines: a line for each key, with its windows.
        place: the key.
        time: in microseconds; NO_TIME lies below all windows.
        who, whose: the unit, and its customer; -1 where no customer has two units: they are not counted.
        slot, value: get the time, and twice its key and which window.
        used: how many are kept already.

    Returns:
        How many are kept.
    """
    lines[place, UNITS] += lines[place, LAST_UNIT] != who + 1
    lines[place, LAST_UNIT] = who + 1
    _count_customer(lines, place, whose)
    lines[place, LOW_SUM] += time & _LOW_BITS
    lines[place, HIGH_SUM] += time >> 32
    return _keep_time(lines, place, time, slot, value, used)


@compiled
def add_once(lines: Int64, place: int, time: int, whose: int, slot: Int32, value: Int64, used: int) -> int:
    """Count one passage of a key that no unit passes twice, as add_time does but for the sum of times, which
    is faster.
    """
    lines[place, UNITS] += 1
    _count_customer(lines, place, whose)
    return _keep_time(lines, place, time, slot, value, used)


@compiled
def add_end(lines: Int64, place: int, whose: int) -> None:
    """Count one passage without a time, of a key that no unit passes twice.

    Args:
        lines, place, whose: as in add_time.
    """
    lines[place, ZONES] += 1
    lines[place, UNITS] += 1
    _count_customer(lines, place, whose)


@compiled
def _count_customer(lines: Int64, place: int, whose: int) -> None:
    """Count a passage's customer, where it is not the last one's, or not counted at all."""
    if whose >= 0:
        lines[place, CUSTOMERS] += lines[place, LAST_CUSTOMER] != whose + 1
        lines[place, LAST_CUSTOMER] = whose + 1


@compiled
def _keep_time(lines: Int64, place: int, time: int, slot: Int32, value: Int64, used: int) -> int:
    """Count a time in its zone, and keep it there where that is a window; gives how many are kept.

    The next free place is written at every passage: that is faster than to guess.
    """
    zone = int(time >= lines[place, 1]) + int(time > lines[place, 2])
    zone += int(time >= lines[place, 3]) + int(time > lines[place, 4])
    lines[place, ZONES + zone] += 1
    slot[used], value[used] = 2 * place + (zone >> 1), time
    return used + int((lines[place, KEPT] >> zone) & 1)


@compiled
def add_timed(  # noqa: PLR0913
    key: Int64,
    unit: Int32,
    micros: Int64,
    count: int,
    customer: Int32,
    lines: Int64,
    slot: Int32,
    value: Int64,
    used: int,
) -> int:
    """Count passages with their times, and keep the times that lie in a window.

    Args:
        key, unit, micros, count: passages (see count_keys).
        customer: of each unit; empty where no customer has two.
        lines: a line for each key, with its windows.
        slot, value: get what is kept; room for all passages beyond `used` and one more.
        used: how many are kept already.

    Returns:
        How many are kept.
    """
    for at in range(count):
        who = int(unit[at])
        whose = int(customer[who]) if len(customer) else -1
        used = add_time(lines, int(key[at]), int(micros[at]), who, whose, slot, value, used)
    return used


@compiled
def lay_kept(slot: Int32, value: Int64, cursor: Int64, out: Int64) -> None:
    """Lay kept times slot by slot.

    Args:
        slot, value: the times, as add_timed kept them.
        cursor: of each slot, where its next time goes; moved on.
        out: gets the times.
    """
    for at in range(len(slot)):
        out[cursor[slot[at]]] = value[at]
        cursor[slot[at]] += 1


@compiled
def find_windows(key: Int64, bounds: Int64, times: Int64, lines: Int64) -> None:
    """Windows around the quantiles of a sample, wide enough to hold those of all but for bad luck.

    Args:
        key: which keys.
        bounds: first time of each slot, and behind the last; the even slots hold the sample.
        times: the sample; left in another order.
        lines: get the windows of these keys, where the sample is not too small.
    """
    for row in range(len(key)):
        low, high = int(bounds[2 * key[row]]), int(bounds[2 * key[row] + 1])
        count, after = high - low, -1
        for which in range(2 if count >= _LEAST else 0):
            share = QUANTILES[which]
            middle, reach = share * count, _MARGIN * np.sqrt(share * (1 - share) * count) + 2
            first, last = int(np.floor(middle - reach)), int(np.ceil(middle + reach))
            bottom = select(times, low, high, low + first) if first >= 0 else 0
            top = select(times, low, high, low + last) if last < count else LONGEST
            place = WINDOWS + 2 * which
            lines[key[row], place] = max(bottom, after + 1)
            lines[key[row], place + 1] = max(top, after + 1)
            after = lines[key[row], place + 1]
    mark_kept(lines)


@compiled
def mark_kept(lines: Int64) -> None:
    """Have the zones kept that are windows of more than one value."""
    for line in range(len(lines)):
        first = lines[line, WINDOWS] < lines[line, WINDOWS + 1]
        second = lines[line, WINDOWS + 2] < lines[line, WINDOWS + 3]
        lines[line, KEPT] = 2 * int(first) + 8 * int(second)


@compiled
def pick(key: Int64, lines: Int64, bounds: Int64, times: Int64, out: Float64, out_missed: Bool) -> None:
    """Quantiles, by linear interpolation between neighbours, in microseconds.

    Args:
        key: which keys; all their passages have times.
        lines: of all keys.
        bounds: first time of each slot, and behind the last.
        times: those that were kept; left in another order.
        out: gets the quantiles, a row for each key.
        out_missed: gets whether they can't be told from what was kept.
    """
    for row in range(len(key)):
        count, line = 0, int(key[row])
        for zone in range(5):
            count += lines[line, ZONES + zone]
        for which in range(2):
            place = QUANTILES[which] * (count - 1)
            rank = int(place)
            below = _at_rank(line, rank, lines, bounds, times)
            above = below
            if rank < place and below >= 0:
                above = _at_rank(line, rank + 1, lines, bounds, times)
            out_missed[row] = out_missed[row] or below < 0 or above < 0
            out[row, which] = float(below) + (float(above) - float(below)) * (place - rank)


@compiled
def _at_rank(line: int, rank: int, lines: Int64, bounds: Int64, times: Int64) -> int:
    """The time of a rank, -1 where it was not kept."""
    zone = 0
    while rank >= lines[line, ZONES + zone]:
        rank -= lines[line, ZONES + zone]
        zone += 1
    if zone & 1 == 0:
        return -1
    if lines[line, zone] == lines[line, zone + 1]:
        return int(lines[line, zone])
    slot = 2 * line + (zone >> 1)
    if bounds[slot + 1] - bounds[slot] != lines[line, ZONES + zone]:
        return -1
    return select(times, int(bounds[slot]), int(bounds[slot + 1]), int(bounds[slot]) + rank)


@compiled
def select(times: Int64, low: int, high: int, place: int) -> int:
    """The time that would stand at a place if those from low to high were in order.

    Args:
        times: left in another order: no larger ones before the place, no smaller ones behind it.
        low, high: the first, and the place behind the last.
        place: which.
    """
    first, last, chance = low, high - 1, 1
    while first < last:
        chance = (chance * _STRIDE + 1) & _LOW_BITS
        pivot = times[first + chance % (last - first + 1)]
        left, right = first, last
        while left <= right:
            while times[left] < pivot:
                left += 1
            while times[right] > pivot:
                right -= 1
            if left <= right:
                times[left], times[right] = times[right], times[left]
                left += 1
                right -= 1
        if place <= right:
            last = right
        elif place >= left:
            first = left
        else:
            break
    return int(times[place])
