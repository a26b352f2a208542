"""Flows counted right from the events: from each unit's centre on, and back, to no more steps than wanted.

No events but those near the centre are read, and no steps are laid out but those of a few units at a time.
What is counted is that of flows.py.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from journeymine.walk.kernels import compiled
from journeymine.walk.kernels.flows import BEGAN, EARLIER, ENDS, GOES_ON, SPECIAL
from journeymine.walk.kernels.quantiles import add_end, add_once
from journeymine.walk.kernels.tally import NO_TIME
from journeymine.walk.paths import Bool, Int8, Int32, Int64

BATCH = 256
"""Units whose steps are looked at together."""


class Seen(NamedTuple):
    """Units and their events, as in find_steps."""

    first: Int64
    end: Int64
    number: Int32
    keeps: Bool
    signature: Int32
    node_of: Int32
    rows: Bool
    collapse: bool


class Around(NamedTuple):
    """Which steps are looked at, as in walk.flow.Window; a centre is an event that has a node."""

    centre: Int64
    before: int
    after: int
    opens: bool
    closes: bool


class Looked(NamedTuple):
    """Steps of some units in one direction, a row a unit.

    Attributes:
        found: how many there are, at most as many as are wanted.
        node: of each.
        near, far: rows of its first and last event, as they are come to; the last step that is wanted is
            left as it begins.
    """

    found: Int64
    node: Int32
    near: Int64
    far: Int64


@compiled
def _ways() -> tuple[int, int]:
    """On and back; no literals, for each of which the loops would be compiled anew."""
    return int(np.int64(1)), int(np.int64(-1))


@compiled
def _room(steps: int) -> Looked:
    """Room for so many steps of BATCH units."""
    return Looked(
        np.zeros(BATCH, np.int64),
        np.empty((BATCH, steps + 1), np.int32),
        np.empty((BATCH, steps + 1), np.int64),
        np.empty((BATCH, steps + 1), np.int64),
    )


@compiled
def _begin(seen: Seen, around: Around, low: int, high: int, row: Int64) -> None:
    """Rows at which to begin to look at units low to high; -1 where they are not looked at."""
    first, keeps, centre = seen.first, seen.keeps, around.centre
    has_keeps, has_centre = len(keeps) > 0, len(centre) > 0
    for unit in range(low, high):
        begin = centre[unit] if has_centre else first[unit]
        row[unit - low] = begin if not has_keeps or keeps[unit] else -1


@compiled
def _look(seen: Seen, low: int, high: int, row: Int64, way: int, out: Looked) -> None:
    """Find the steps of units low to high, one after the other from a row on.

    Args:
        seen: the units.
        low, high: first unit, and the one behind the last.
        row: where to begin in each; -1: nowhere.
        way: 1 for later events, -1 for earlier ones.
        out: gets as many steps of each as it has room for.
    """
    first, end, number, rows, collapse = seen.first, seen.end, seen.number, seen.rows, seen.collapse
    signature, node_of = seen.signature, seen.node_of
    found, nodes, nears, fars = out.found, out.node, out.near, out.far
    has_number, has_rows, most = len(number) > 0, len(rows) > 0, nodes.shape[1] - 1
    for unit in range(low, high):
        place, at = unit - low, row[unit - low]
        count, previous = 0, -1
        left = 0 if at < 0 else end[unit] - at if way > 0 else at + 1 - first[unit]
        for _ in range(left):
            here = int(node_of[signature[at]])
            is_seen = here >= 0
            if has_number:
                is_seen = is_seen & (number[at] == unit)
            if has_rows:
                is_seen = is_seen & rows[at]
            is_new = is_seen & ((here != previous) | (not collapse))
            nodes[place, count], nears[place, count] = here, at
            count += is_new
            fars[place, count - 1 if is_seen else most] = at
            if count == most:
                break
            previous = here if is_seen else previous
            at += way
        found[place] = count


@compiled
def _turn(on: Looked, units: int, row: Int64) -> None:
    """Rows at which to begin to look back: those at which the first steps ahead were found."""
    found, near = on.found, on.near
    for place in range(units):
        row[place] = near[place, 0] if found[place] > 0 else -1


@compiled
def count_places(  # noqa: PLR0913
    seen: Seen, around: Around, customer: Int32, width: int, low: int, high: int, lines: Int64
) -> None:
    """Count what name_places names, right from the events.

    Args:
        seen, around: what is looked at.
        customer: of each unit; empty where no customer has two.
        width: more than any node's code.
        low, high: first unit, and the one behind the last.
        lines: a line for each place (see quantiles.py).
    """
    before = around.before
    on, back, row = _room(around.after + 1), _room(before + 1), np.empty(BATCH, np.int64)
    ahead, behind = _ways()
    while low < high:
        stop = min(low + BATCH, high)
        _begin(seen, around, low, stop, row)
        _look(seen, low, stop, row, ahead, on)
        _add_places(on, customer, ahead, before, width, low, stop, lines)
        if before > 0:
            _turn(on, stop - low, row)
            _look(seen, low, stop, row, behind, back)
            _add_places(back, customer, behind, before, width, low, stop, lines)
        low = stop


@compiled
def _add_places(  # noqa: PLR0913
    looked: Looked, customer: Int32, way: int, before: int, width: int, low: int, high: int, lines: Int64
) -> None:
    """Add the steps of units low to high from the centre on, or those before it."""
    found, node = looked.found, looked.node
    for unit in range(low, high):
        whose = int(customer[unit]) if len(customer) > 0 else -1
        for step in range(int(way < 0), found[unit - low]):
            add_end(lines, (before + way * step) * width + node[unit - low, step], whose)


@compiled
def measure_links(  # noqa: PLR0913
    seen: Seen,
    around: Around,
    times: Int64,
    customer: Int32,
    shown: Int32,
    nodes: int,
    ends: Int8,
    low: int,
    high: int,
    lines: Int64,
    slot: Int32,
    value: Int64,
    used: int,
) -> int:
    """Count what name_links names, with its times, right from the events.

    Args:
        seen, around: what is looked at.
        times: as in Paths; empty: not wanted.
        customer: of each unit; empty where no customer has two.
        shown, nodes, ends: as in name_links.
        low, high: first unit, and the one behind the last.
        lines, slot, value, used: as in add_timed.

    Returns:
        How many times are kept.
    """
    before, opens = around.before, around.opens
    on, back = _room(around.after + 1 + around.closes), _room(before + 1 + opens)
    row, (ahead, behind) = np.empty(BATCH, np.int64), _ways()
    while low < high:
        stop = min(low + BATCH, high)
        _begin(seen, around, low, stop, row)
        _look(seen, low, stop, row, ahead, on)
        used = _add_links(
            on, around, ahead, times, customer, shown, nodes, ends, low, stop, lines, slot, value, used
        )
        if before > 0 or opens:
            _turn(on, stop - low, row)
            _look(seen, low, stop, row, behind, back)
            used = _add_links(
                back, around, behind, times, customer, shown, nodes, ends, low, stop, lines, slot, value, used
            )
        low = stop
    return used


@compiled
def _add_links(  # noqa: PLR0913
    looked: Looked,
    around: Around,
    way: int,
    times: Int64,
    customer: Int32,
    shown: Int32,
    nodes: int,
    ends: Int8,
    low: int,
    high: int,
    lines: Int64,
    slot: Int32,
    value: Int64,
    used: int,
) -> int:
    """Add the links from the centre on, or back; for the arguments see measure_links."""
    found, node, near, far = looked.found, looked.node, looked.near, looked.far
    is_on, middle, width = way > 0, around.before + 1, nodes + SPECIAL
    most, tells = (around.after + 1, around.closes) if is_on else (around.before + 1, around.opens)
    has_times, has_customer = len(times) > 0, len(customer) > 0
    for unit in range(low, high):
        place, whose = unit - low, int(customer[unit]) if has_customer else -1
        count = min(found[place], most)
        if count == 0:
            continue
        code = shown[middle, node[place, 0]]
        for step in range(1, count):
            column, time = middle + way * step, NO_TIME
            other = shown[column, node[place, step]]
            if has_times:
                time = way * int(times[near[place, step]] - times[far[place, step - 1]])
            link = _link(column, code, other, way, width)
            used = add_once(lines, link, time, whose, slot, value, used)
            code = other
        if tells:
            is_whole = found[place] <= most
            if is_on:
                other = nodes + (ENDS + ends[unit] if is_whole else GOES_ON)
            else:
                other = nodes + (BEGAN if is_whole else EARLIER)
            add_end(lines, _link(middle + way * count, code, other, way, width), whose)
    return used


@compiled
def _link(column: int, code: int, other: int, way: int, width: int) -> int:
    """Key of the link between a code and another in the next column, or in the one before."""
    if way > 0:
        return ((column - 1) * width + code) * width + other
    return (column * width + other) * width + code
