"""Flows around a centre: where units are at each step before and after it, and from where to where they go.

A unit's centre is the step at which a given row is, or its first. Column 0 of a flow says how a unit comes
into the window of steps, the columns from 1 on are the steps, the last says how it leaves the window:

    0        1 ... before   before + 1   ... before + 1 + after   the last
    began    steps before   centre       steps after              dropped, goes on ...

A unit that begins or ends inside the window says so beside its first or last step. Without steps before the
centre there is nothing in column 0, and without steps after it nothing in the last.
"""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.kernels.tally import NO_TIME
from journeymine.walk.paths import Int8, Int32, Int64

OTHER, ENDS, GOES_ON, BEGAN, EARLIER = 0, 1, 4, 7, 8
"""Codes behind those of the nodes: a node not shown by name; the first of the ends, and that of going on
behind the window; the unit began here, came from before the window."""

SPECIAL = 9
"""How many codes there are beside the nodes'."""


@compiled
def name_places(  # noqa: PLR0913
    start: Int64,
    node: Int32,
    entered: Int64,
    left: Int64,
    low: int,
    count: int,
    centre: Int64,
    before: int,
    after: int,
    width: int,
    key: Int64,
    unit: Int32,
    micros: Int64,
) -> int:
    """Name where each unit is at each step around a centre: (step - centre + before) * width + node.

    Args:
        start, node, entered, left, low, count: a block's (see passages.py).
        centre: row of each unit at whose step its centre is; empty: the first step is.
        before, after: steps looked at before and after the centre.
        width: more than any node's code.
        key, unit, micros: get the passages, without times.

    Returns:
        How many there are.
    """
    done = 0
    for place in range(count):
        middle = centre_of(start[place], start[place + 1], entered, left, low + place, centre)
        if middle < 0:
            continue
        for step in range(max(start[place], middle - before), min(start[place + 1], middle + after + 1)):
            key[done] = (step - middle + before) * width + node[step]
            unit[done] = low + place
            micros[done] = NO_TIME
            done += 1
    return done


@compiled
def centre_of(begin: int, end: int, entered: Int64, left: Int64, unit: int, centre: Int64) -> int:
    """Step at which a unit's centre is, -1 where it has none.

    Args:
        begin, end: the unit's first step, and the place behind its last.
        entered, left: rows of each step's first and last event.
        unit: its number.
        centre: row of each unit's centre; empty: the first step is the centre.
    """
    if begin == end:
        return -1
    if len(centre) == 0:
        return begin
    row = centre[unit]
    for step in range(begin, end):
        if entered[step] <= row <= left[step]:
            return step
    return -1


@compiled
def name_links(  # noqa: PLR0913
    start: Int64,
    node: Int32,
    entered: Int64,
    left: Int64,
    low: int,
    count: int,
    times: Int64,
    centre: Int64,
    before: int,
    after: int,
    opens: bool,  # noqa: FBT001
    closes: bool,  # noqa: FBT001
    shown: Int32,
    nodes: int,
    ends: Int8,
    key: Int64,
    unit: Int32,
    micros: Int64,
) -> int:
    """Name the links of a flow: (column left * width + from) * width + to, `width` being all codes.

    Args:
        start, node, entered, left, low, count, times: see name_edges.
        centre, before, after: see name_places.
        opens, closes: whether it is told how units come into the window, and how they leave it.
        shown: of each column and node, the code under which it is shown.
        nodes: more than any of these.
        ends: which end each unit comes to.
        key, unit, micros: get the passages.

    Returns:
        How many there are.
    """
    done = 0
    has_times = len(times) > 0
    width = nodes + SPECIAL
    for place in range(count):
        begin, end = start[place], start[place + 1]
        middle = centre_of(begin, end, entered, left, low + place, centre)
        if middle < 0:
            continue
        bottom, top = max(begin, middle - before), min(end - 1, middle + after)
        if opens:
            code = nodes + (BEGAN if bottom == begin else EARLIER)
            column = bottom - middle + before
            key[done] = (column * width + code) * width + shown[column + 1, node[bottom]]
            unit[done] = low + place
            micros[done] = NO_TIME
            done += 1
        for step in range(bottom, top):
            column = step - middle + before + 1
            code = shown[column, node[step]]
            key[done] = (column * width + code) * width + shown[column + 1, node[step + 1]]
            unit[done] = low + place
            micros[done] = times[entered[step + 1]] - times[left[step]] if has_times else NO_TIME
            done += 1
        if closes:
            code = nodes + (ENDS + ends[low + place] if top == end - 1 else GOES_ON)
            column = top - middle + before + 1
            key[done] = (column * width + shown[column, node[top]]) * width + code
            unit[done] = low + place
            micros[done] = NO_TIME
            done += 1
    return done


@compiled
def lay_cells(  # noqa: PLR0913
    start: Int64,
    node: Int32,
    entered: Int64,
    left: Int64,
    low: int,
    count: int,
    centre: Int64,
    before: int,
    after: int,
    opens: bool,  # noqa: FBT001
    closes: bool,  # noqa: FBT001
    shown: Int32,
    ends: Int8,
    cells: Int32,
) -> None:
    """Lay each unit's flow into a row of cells, one a column; -1 where it is not.

    Args:
        start, node, entered, left, low, count: a block's.
        centre, before, after, opens, closes, shown, ends: see name_links.
        cells: gets the codes; as many columns as the flow has.
    """
    nodes = shown.shape[1]
    for place in range(count):
        cells[place, :] = -1
        begin, end = start[place], start[place + 1]
        middle = centre_of(begin, end, entered, left, low + place, centre)
        if middle < 0:
            continue
        bottom, top = max(begin, middle - before), min(end - 1, middle + after)
        for step in range(bottom, top + 1):
            column = step - middle + before + 1
            cells[place, column] = shown[column, node[step]]
        if opens:
            cells[place, bottom - middle + before] = nodes + (BEGAN if bottom == begin else EARLIER)
        if closes:
            code = nodes + (ENDS + ends[low + place] if top == end - 1 else GOES_ON)
            cells[place, top - middle + before + 2] = code
