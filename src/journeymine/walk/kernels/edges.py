"""Edges counted with their times right from the events: no steps are laid out, which is faster."""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.kernels.quantiles import add_time
from journeymine.walk.kernels.tally import NO_TIME
from journeymine.walk.paths import Bool, Int32, Int64


@compiled
def measure_edges(  # noqa: PLR0913
    first: Int64,
    end: Int64,
    number: Int32,
    keeps: Bool,
    signature: Int32,
    node_of: Int32,
    rows: Bool,
    collapse: bool,  # noqa: FBT001
    times: Int64,
    customer: Int32,
    width: int,
    low: int,
    high: int,
    lines: Int64,
    slot: Int32,
    value: Int64,
    used: int,
) -> int:
    """Count the edges that units low to high pass, as name_edges and add_timed do.

    Args:
        first, end, number, keeps, signature, node_of, rows, collapse, low, high: as in find_steps.
        times: as in Paths.
        customer: of each unit; empty where no customer has two.
        width: number of nodes, START and END.
        lines, slot, value, used: as in add_timed; the line from END to END gets what is no passage.

    Returns:
        How many times are kept.
    """
    has_number, has_keeps, has_rows = len(number) > 0, len(keeps) > 0, len(rows) > 0
    start, none = width - 2, width * width - 1
    for unit in range(low, high):
        if has_keeps and not keeps[unit]:
            continue
        whose = int(customer[unit]) if len(customer) else -1
        previous, before = start, times[0]
        for row in range(first[unit], end[unit]):
            here = int(node_of[signature[row]])
            if here < 0 or (has_number and number[row] != unit) or (has_rows and not rows[row]):
                continue
            place = previous * width + here if here != previous or not collapse else none
            time = times[row] - before if previous != start else NO_TIME
            used = add_time(lines, place, time, unit, whose, slot, value, used)
            previous, before = here, times[row]
        if previous != start:
            used = add_time(lines, previous * width + width - 1, NO_TIME, unit, whose, slot, value, used)
    return used
