"""Which edges of a transition graph are worth showing, and what is hidden then.

The commonest edges are shown until they hold a share of all passages; for each node that they join, the
widest way from START to it and from it to END is shown too (the way whose rarest edge is commonest), so that
no way begins or ends nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np

from journeymine.walk.edges import Edges
from journeymine.walk.paths import Bool


@dataclass(frozen=True)
class Hidden:
    """What thinning leaves out.

    Attributes:
        edges: how many edges, of how many.
        nodes: how many nodes, of how many.
        share: their share of all passages.
    """

    edges: tuple[int, int]
    nodes: tuple[int, int]
    share: float

    def text(self) -> str:
        """In one line."""
        edges, nodes = self.edges, self.nodes
        counts = f"{edges[0]:,} of {edges[1]:,} edges and {nodes[0]:,} of {nodes[1]:,} nodes"
        return f"{counts}, {self.share:.1%} of passages"


def thin(edges: Edges, *, keep: float, top: int | None = None) -> tuple[Bool, Hidden]:
    """Choose the edges that are shown.

    Args:
        edges: all.
        keep: share of the passages that the commonest edges hold.
        top: how many edges at most, before those that connect them; None: any number.

    Returns:
        Whether each edge is shown, and what is hidden.
    """
    times = edges.count.times
    order = np.lexsort((edges.count.key, -times))
    before = np.cumsum(times[order]) - times[order]
    shown = np.zeros(len(edges), dtype=np.bool_)
    shown[order[before < keep * times.sum()][:top]] = True
    shown = _connected(edges, shown)
    return shown, _hidden(edges, shown)


def _connected(edges: Edges, shown: Bool) -> Bool:
    """Those edges with the widest way from START to each node that they join, and from there to END."""
    out = shown.copy()
    nodes = np.union1d(edges.from_node[shown], edges.to_node[shown]).tolist()
    sides = (edges.from_node.tolist(), edges.to_node.tolist())
    for before, after, source in ((*sides, edges.start), (*sides[::-1], edges.end)):
        last = _widest(before, after, edges.count.times.tolist(), source)
        for node in nodes:
            at = node
            while at in last:
                out[last[at]] = True
                at = before[last[at]]
    return out


def _widest(before: list[int], after: list[int], times: list[int], source: int) -> dict[int, int]:
    """The last edge of the way from a source to each node whose rarest edge is commonest."""
    onward: dict[int, list[int]] = {}
    for edge, node in enumerate(before):
        onward.setdefault(node, []).append(edge)
    last: dict[int, int] = {}
    queue = [(-times[edge], edge) for edge in onward.get(source, [])]
    heapify(queue)
    while queue:
        width, edge = heappop(queue)
        node = after[edge]
        if node == source or node in last:
            continue
        last[node] = edge
        for further in onward.get(node, []):
            heappush(queue, (max(width, -times[further]), further))
    return last


def _hidden(edges: Edges, shown: Bool) -> Hidden:
    all_nodes = np.union1d(edges.from_node, edges.to_node)
    nodes = np.union1d(edges.from_node[shown], edges.to_node[shown])
    share = int(edges.count.times[~shown].sum()) / max(int(edges.count.times.sum()), 1)
    return Hidden((int((~shown).sum()), len(edges)), (len(all_nodes) - len(nodes), len(all_nodes)), share)
