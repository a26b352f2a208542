"""Which nodes units come to anywhere after which: how often, how many units, how many customers.

Where a level has few nodes, a unit's are bits of one number and all pairs of a step are counted together;
else each pair that occurs is counted by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from journeymine.walk.edges import find_nodes
from journeymine.walk.paths import Int64
from journeymine.walk.walked import Block, Walked, over_blocks


@dataclass(frozen=True)
class Pairs:
    """Counts of all ordered pairs of nodes, by first and second node.

    Attributes:
        times: how often the second comes after the first.
        units, customers: how many have such a pair.
        there: units that come to each node.
    """

    times: Int64
    units: Int64
    customers: Int64
    there: Int64


def find_pairs(walked: Walked) -> Pairs:
    """Count each ordered pair of nodes.

    Args:
        walked: what is followed.
    """
    from journeymine.walk.kernels.pairs import MOST_NODES

    return _find_few(walked) if len(walked.names) <= MOST_NODES else _find_many(walked)


class _Few:
    """What one thread counts where nodes are bits of a number."""

    def __init__(self, nodes: int) -> None:
        self.earlier, self.own = np.zeros(nodes, dtype=np.int64), np.zeros(nodes, dtype=np.int64)
        self.met, self.there = np.zeros(nodes + 1, dtype=np.int64), np.zeros(nodes, dtype=np.int64)
        self.counts = np.zeros((3, nodes, nodes), dtype=np.int64)


def _find_few(walked: Walked) -> Pairs:
    from journeymine.walk.kernels.pairs import count_holders, count_owners, count_pairs

    is_alone = not len(walked.owner)

    def work(own: _Few, block: Block) -> None:
        steps, (times, units, customers) = (block.start, block.node), own.counts
        count_pairs(*steps, block.count, own.earlier, times)
        count_holders(*steps, block.count, own.own, own.met, units, own.there)
        if not is_alone:
            count_owners(*steps, block.low, block.count, walked.customer, own.own, own.met, customers)

    hands = over_blocks(walked, lambda: _Few(len(walked.names)), work)
    times, units, customers = np.sum([own.counts for own in hands], axis=0).transpose(0, 2, 1)
    there = np.sum([own.there for own in hands], axis=0)
    return Pairs(times, units, units if is_alone else customers, there)


def _find_many(walked: Walked) -> Pairs:
    from journeymine.walk.kernels.moves import count_follows

    nodes = len(walked.names)

    def make() -> tuple[Int64, Int64, Int64]:
        figures = np.zeros((nodes, nodes, 5), dtype=np.int64)
        figures[:, :, 3:] = -1
        return np.full((nodes, 2), -1, dtype=np.int64), np.empty(nodes, dtype=np.int64), figures

    def work(own: tuple[Int64, Int64, Int64], block: Block) -> None:
        count_follows(block.start, block.node, block.low, block.count, walked.customer, *own)

    counts = sum(
        (own[2][:, :, :3] for own in over_blocks(walked, make, work)), np.zeros((nodes, nodes, 3), np.int64)
    )
    found, there = find_nodes(walked), np.zeros(nodes, dtype=np.int64)
    there[found.key] = found.units
    times, units, customers = counts.transpose(2, 0, 1)
    return Pairs(times, units, customers, there)
