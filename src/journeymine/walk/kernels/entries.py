"""First entries of nodes in a span of time, and what followed; events of sessions counted."""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Int32, Int64


@compiled
def find_entries(  # noqa: PLR0913
    times: Int64,
    start: Int64,
    node: Int32,
    entered: Int64,
    left: Int64,
    since: int,
    until: int,
    follow: int,
    first_unit: int,
    units: int,
    seen: Int64,
    out_unit: Int32,
    out_node: Int32,
    out_next: Int32,
    out_wait: Int64,
) -> int:
    """The first step of each unit at each node that began in a span of time.

    Args:
        times: as in Paths.
        start, node, entered, left: steps of some units, as in walked.Block.
        since, until: microseconds; steps count that began from the one to before the other.
        follow: how long a step is followed for the next one, microseconds.
        first_unit, units: the block's first unit, and how many it has.
        seen: for each node a number below the first unit's.
        out_unit, out_node, out_next, out_wait: get each step's unit and node, the node of the next step (-1
            where none began within the time), and microseconds from its last event to that.

    Returns:
        How many there are.
    """
    count = 0
    for unit in range(units):
        for step in range(start[unit], start[unit + 1]):
            begun = times[entered[step]]
            if not since <= begun < until or seen[node[step]] == first_unit + unit:
                continue
            seen[node[step]] = first_unit + unit
            out_unit[count], out_node[count], out_next[count], out_wait[count] = (
                first_unit + unit,
                node[step],
                -1,
                0,
            )
            if step + 1 < start[unit + 1] and times[entered[step + 1]] - begun <= follow:
                out_next[count] = node[step + 1]
                out_wait[count] = times[entered[step + 1]] - times[left[step]]
            count += 1
    return count


@compiled
def count_events(session: Int32, out: Int64) -> None:
    """Events of each session.

    Args:
        session: of each event; -1 for none.
        out: zeros for each session; gets the numbers.
    """
    for row in range(len(session)):
        if session[row] >= 0:
            out[session[row]] += 1
