"""All stays of units, in order: which node, from which event to which, and where the unit goes next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from journeymine.walk.ends import instants, named
from journeymine.walk.paths import Bool, Int32, Int64, changes
from journeymine.walk.walked import Block, Walked, blocks_of

Columns = tuple[Int64, Int64, Int32, Int64, Int64, Int32, Int64, Int32]


@dataclass(frozen=True)
class Stays:
    """Stays of units at some nodes, in order of unit and time.

    Attributes:
        unit: number of each stay's unit.
        index: its place among all stays of the unit, from 0.
        node: its node.
        entered, left: rows of its first and last event.
        next_node: the node of the unit's next stay; -1 where there is none.
        next_entered: row of that stay's first event; -1 where there is none.
        events: how many events it has; empty where not asked for.
    """

    unit: Int64
    index: Int64
    node: Int32
    entered: Int64
    left: Int64
    next_node: Int32
    next_entered: Int64
    events: Int32

    def __len__(self) -> int:
        """How many there are."""
        return len(self.unit)


def find_stays(walked: Walked, wanted: Bool | None = None, *, counts_events: bool = False) -> Stays:
    """The stays of units.

    Args:
        walked: what is followed.
        wanted: of each node, whether stays there are given; None: all are.
        counts_events: whether they say how many events they have.
    """
    parts = [_columns(block, wanted) for block in blocks_of(walked, counts_events=counts_events)]
    if not parts:
        none, no_code = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
        parts = [(none, none, no_code, none, none, no_code, none, no_code)]
    return Stays(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def stays_table(walked: Walked, stays: Stays) -> pa.Table:
    """Stays as rows.

    Args:
        walked: what was followed.
        stays: what was found, with counts of events.

    Returns:
        unit_no, step_index, node, entered_at and left_at (UTC), event_count.
    """
    return pa.table(
        {
            "unit_no": stays.unit,
            "step_index": stays.index,
            "node": named(stays.node, walked.names),
            "entered_at": instants(walked.times[stays.entered]),
            "left_at": instants(walked.times[stays.left]),
            "event_count": stays.events.astype(np.int64),
        }
    )


def _columns(block: Block, wanted: Bool | None) -> Columns:
    """The stays of a block; nothing in them lies in the block's own arrays, which are used again."""
    steps, begun = block.steps, block.start[: block.count + 1]
    node, entered, left = block.node[:steps], block.entered[:steps], block.left[:steps]
    unit = np.repeat(np.arange(block.low, block.low + block.count), np.diff(begun))
    index = np.arange(steps) - begun[unit - block.low]
    is_last = np.append(changes(unit)[1:], True)[:steps]
    onward = np.where(is_last, np.int32(-1), np.roll(node, -1))
    following = np.where(is_last, -1, np.roll(entered, -1))
    here = np.arange(steps) if wanted is None else np.flatnonzero(wanted[node])
    events = block.events[here] if len(block.events) else block.events
    return (
        *(unit[here], index[here], node[here], entered[here]),
        *(left[here], onward[here], following[here], events),
    )


__all__ = ["Stays", "find_stays", "stays_table"]
