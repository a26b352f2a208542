"""What comes anywhere after what: each ordered pair of nodes of which the second comes later in a unit than
the first.

From ordered paths; gives one row per pair. A A B has A before A once, and A before B twice.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from journeymine.errors import UsageError
from journeymine.walk.pairs import find_pairs
from journeymine.walk.paths import Bool
from journeymine.walk.walked import Block, Walked, over_blocks

MOST_NODES = 2_000
"""Beyond them the table of all pairs is too large to keep."""


def eventually_follows(walked: Walked) -> pa.Table:
    """Count, for each ordered pair of nodes, where the second comes later than the first.

    Args:
        walked: what is followed.

    Returns:
        from_node, to_node, pair_count (pairs of steps), unit_count and customer_count (with such a pair),
        unit_rate (of the units with a step at from_node).

    Raises:
        UsageError: there are too many nodes.
    """
    nodes = len(walked.names)
    if nodes > MOST_NODES:
        raise UsageError(
            f"{nodes:,} nodes make too many pairs (at most {MOST_NODES:,} nodes); ask at a coarser level, or "
            "look at some events only"
        )
    found = find_pairs(walked)
    before, after = np.nonzero(found.times)
    units, names = found.units[before, after], pa.array(walked.names, pa.string())
    return pa.table(
        {
            "from_node": names.take(pa.array(before)),
            "to_node": names.take(pa.array(after)),
            "pair_count": found.times[before, after],
            "unit_count": units,
            "customer_count": found.customers[before, after],
            "unit_rate": units / found.there[before],
        }
    )


def followers(walked: Walked, from_node: int, to_node: int) -> Bool:
    """Whether each unit comes to a node at a later step than to another.

    Args:
        walked: what is followed.
        from_node: code of the node that comes first.
        to_node: code of the node that comes later.
    """
    out = np.zeros(len(walked), dtype=np.bool_)

    def work(_own: None, block: Block) -> None:
        node = block.node[: block.steps]
        unit = np.repeat(np.arange(block.count), np.diff(block.start[: block.count + 1]))
        first, last = np.full(block.count, len(node)), np.full(block.count, -1)
        before, after = np.flatnonzero(node == from_node), np.flatnonzero(node == to_node)
        first[unit[before][::-1]] = before[::-1]
        last[unit[after]] = after
        out[block.low : block.low + block.count] = first < last

    over_blocks(walked, lambda: None, work)
    return out
