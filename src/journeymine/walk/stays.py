"""All stays of units, in order: which node, from which event to which, and where the unit goes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from journeymine.walk.ends import instants, named
from journeymine.walk.paths import Bool, Int32, Int64
from journeymine.walk.walked import Block, Walked, blocks_of

A = TypeVar("A", bound=np.generic)
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
    count = np.diff(begun)
    unit = np.repeat(np.arange(block.low, block.low + block.count), count)
    index = np.arange(steps) - np.repeat(begun[:-1], count)
    onward, following = (_shifted(values, begun) for values in (node, entered))
    columns = (unit, index, node, entered, left, onward, following, block.events[:steps])
    if wanted is None:
        return cast(Columns, tuple(values.copy() for values in columns))
    here = np.flatnonzero(wanted[node])
    return cast(Columns, tuple(values[here] if len(values) else values for values in columns))


def _shifted(values: NDArray[A], begun: Int64) -> NDArray[A]:
    """What each step's unit has at its next one; -1 where there is none."""
    out = np.append(values[1:], values[:1])
    if len(out):
        out[begun[1:] - 1] = -1  # where a unit has no step, the last one of the units before it
    return out


__all__ = ["Stays", "find_stays", "stays_table"]
