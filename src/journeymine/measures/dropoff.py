"""Where journeys end, and how long they take to move on.

From ordered paths; gives the rows of dropoff. Open journeys are censored: they are never counted as lost, and
the time to the next node is estimated with them (Kaplan and Meier 1958).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from journeymine.errors import AuditFailed
from journeymine.walk.passages import Namer, Passages
from journeymine.walk.paths import Float64, Int8, Int64
from journeymine.walk.quantiles import MICROSECONDS
from journeymine.walk.tally import Shares, gather
from journeymine.walk.walked import Block, Walked, over_blocks


def dropoff(walked: Walked, *, level: str, outcome: Int8, as_of: int) -> pa.Table:
    """Where units end at a level, with the columns of the table dropoff.

    Args:
        walked: journeys at the level; steps are stays, so events are not steps of their own.
        level: its name; at `stage` leavings have a direction.
        outcome: of each journey: 0 converted, 1 dropped, 2 open.
        as_of: the instant at which unfinished waits are cut short, microseconds.

    Raises:
        AuditFailed: the ways to leave a node do not add up to its entrants: a fault of ours.
    """
    stays = replace(walked, collapse=True)
    parts = _leavings(stays, outcome)
    figures = np.sum(parts, axis=0)
    rows = np.flatnonzero(figures[:, 0])
    entered, continued, finished, dropped, open_, *ways = figures[rows].T
    settled = entered - open_
    rate = np.divide(dropped, settled, out=np.full(len(rows), np.nan), where=settled > 0)
    columns = dict(zip(("forward_count", "skip_count", "back_count"), ways, strict=True))
    has_order = level == "stage"
    return pa.table(
        {
            "level": pa.repeat(pa.scalar(level, pa.string()), len(rows)),
            "node": pa.array(walked.names, pa.string()).take(pa.array(rows)),
            "entered_count": entered,
            "continued_count": continued,
            "dropped_count": dropped,
            "open_count": open_,
            "finished_count": finished,
            "dropoff_rate": pa.array(rate, from_pandas=True),
            **{name: way if has_order else pa.nulls(len(rows), pa.int64()) for name, way in columns.items()},
            "median_next_seconds": pa.array(_median_waits(stays, as_of, parts)[rows], from_pandas=True),
        }
    )


def leavings(walked: Walked, outcome: Int8) -> Int64:
    """How units came to each node and left it for the last time.

    Args:
        walked: units, each stay a step.
        outcome: of each: 0 converted, 1 dropped, 2 open.

    Returns:
        A row for each node: entered, continued, finished, dropped, open, and went forward, ahead or back by
        the order of the nodes.

    Raises:
        AuditFailed: the ways to leave a node do not add up to its entrants: a fault of ours.
    """
    return np.sum(_leavings(walked, outcome), axis=0)


def _leavings(walked: Walked, outcome: Int8) -> list[Int64]:
    """The same as each thread counted it."""
    from journeymine.walk.kernels.leavings import BACK, count_leavings

    nodes = len(walked.names)

    def make() -> tuple[Int64, Int64, Int64]:
        none = np.full(nodes, -1, dtype=np.int64)
        return none, none.copy(), np.zeros((nodes, BACK + 1), dtype=np.int64)

    def work(own: tuple[Int64, Int64, Int64], block: Block) -> None:
        count_leavings(block.start, block.node, block.low, block.count, outcome, *own)

    figures = [own[2] for own in over_blocks(walked, make, work)]
    if any((part[:, 0] != part[:, 2:].sum(axis=1)).any() for part in figures):
        raise AuditFailed("the ways to leave a node do not add up to its entrants")
    return figures


def _median_waits(walked: Walked, as_of: int, parts: list[Int64]) -> Float64:
    """Kaplan-Meier median of the seconds from coming to each node to moving on; NaN: that never comes.

    Each entrant has one wait: how many each thread saw is known from `parts`.
    """
    from journeymine.walk.kernels.leavings import half_waiting, name_waits

    nodes = len(walked.names)

    def name(block: Block, into: Passages) -> int:
        seen = np.full(nodes, -1, dtype=np.int64)
        steps = (block.start, block.node, block.entered, block.low, block.count)
        return name_waits(*steps, walked.times, as_of, seen, into.key, into.unit, into.micros)

    out = np.full(nodes, np.nan)
    entered = [part[:, 0].copy() for part in parts]
    for node, waits in gather(walked, Namer(name, nodes), Shares.of(entered)):
        waits.sort()
        place = half_waiting(waits)
        out[node] = np.nan if place < 0 else (waits[place] >> 1) / MICROSECONDS
    return out
