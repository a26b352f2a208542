"""The simple cycles that units really walk: from a node back to itself with no other node met twice on the
way.

A cycle is named by its nodes from the lowest code on: `A B A` and `B A B` are the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.passages import Namer, Passages, room_for
from journeymine.walk.paths import Int32, Int64
from journeymine.walk.tally import index_of, tally
from journeymine.walk.walked import Block, Walked, over_blocks

MOST = 64
"""Cycles whose holders can be told at once."""


@dataclass(frozen=True)
class Loops:
    """The commonest cycles.

    Attributes:
        nodes: of each cycle, its nodes from the lowest code on; -1 behind the last.
        count: units that hold it.
        customers: their customers.
        holds: of each unit, a bit for each cycle.
        bit: which bit is each cycle's.
    """

    nodes: Int32
    count: Int64
    customers: Int64
    holds: NDArray[np.uint64]
    bit: Int64

    def __len__(self) -> int:
        """Number of cycles."""
        return len(self.count)


def find_loops(walked: Walked, top: int) -> Loops:
    """The cycles that most units hold; equally common ones in the order of their nodes where all fit.

    Args:
        walked: units; a step is a stay.
        top: how many; at most MOST.
    """
    namer = _namer(walked)
    found = tally(walked, namer, timed=False)
    heaviest = np.lexsort((found.key, -found.units))[: min(top, MOST)]
    keys = found.key[heaviest]
    nodes = np.full((len(keys), max(len(walked.names), 1)), -1, dtype=np.int32)
    holds = _holders(walked, namer, keys, nodes)
    order = np.lexsort((*nodes.T[::-1], -found.units[heaviest])).astype(np.int64)
    count, customers = found.units[heaviest][order], found.customers[heaviest][order]
    return Loops(nodes[order], count, customers, holds, order)


def loop_names(loops: Loops, names: tuple[str, ...]) -> list[list[str]]:
    """Names of each cycle's nodes."""
    return [[names[code] for code in row if code >= 0] for row in loops.nodes.tolist()]


def _namer(walked: Walked) -> Namer:
    from journeymine.walk.kernels.loops import name_cycles

    nodes = len(walked.names)

    def name(block: Block, into: Passages) -> int:
        seen, last = np.full(nodes, -1, dtype=np.int64), np.zeros(nodes, dtype=np.int64)
        steps = (block.start, block.node, block.low, block.count)
        with np.errstate(over="ignore"):
            return name_cycles(*steps, seen, last, into.key, into.unit, into.micros)

    return Namer(name, 2**63 - 1)


def _holders(walked: Walked, namer: Namer, keys: Int64, nodes: Int32) -> NDArray[np.uint64]:
    """Which units hold the cycles of given keys, a bit for each; fills in their nodes."""
    from journeymine.walk.kernels.loops import mark_holders

    index = index_of(keys)
    holds = np.zeros(len(walked), dtype=np.uint64)

    def work(passages: list[Passages], block: Block) -> None:
        if not passages:
            passages.append(room_for(block))
        into = passages[0]
        count = namer.name(block, into)
        mark_holders(into.key, into.unit, into.micros, count, block.node, index, holds, nodes)

    if len(keys):
        over_blocks(walked, list[Passages], work)
    return holds
