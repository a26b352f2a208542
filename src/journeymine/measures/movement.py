"""Back and forth: pairs of nodes that journeys move between, and how varied paths are.

From ordered paths; gives the rows of movement_pairs and movement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from journeymine.walk.edges import Edges, find_returns
from journeymine.walk.paths import Int32
from journeymine.walk.variants import Variants
from journeymine.walk.walked import Walked

CYCLE_LEVELS = ("stage", "touchpoint")
TOP_VARIANTS = 10


def movement_pairs(walked: Walked, edges: Edges, *, level: str) -> pa.Table:
    """Nodes that units move between, with the columns of the table movement_pairs.

    Args:
        walked: journeys at the level, each stay a step.
        edges: what find_edges found of them.
        level: its name.
    """
    moves = _between(edges, level)
    back = _between(find_returns(walked), level)
    pairs = np.unique(np.concatenate([moves.pair, back.pair]))
    on, off = (moves.sums(pairs, way) for way in (True, False))
    nodes, names = len(walked.names), pa.array(_ranked_names(walked.names, level), pa.string())
    return pa.table(
        {
            "level": pa.repeat(pa.scalar(level, pa.string()), len(pairs)),
            "node_a": names.take(pa.array(pairs // nodes)),
            "node_b": names.take(pa.array(pairs % nodes)),
            "a_to_b_count": on,
            "b_to_a_count": off,
            "back_share": np.minimum(on, off) / np.maximum(on, off),
            "ping_pong_count": back.sums(pairs, True) + back.sums(pairs, False),
        }
    )


@dataclass(frozen=True)
class _Moves:
    """Moves between two nodes.

    Attributes:
        pair: rank of the node that comes first * number of nodes + rank of the other.
        is_on: whether the move is from the first to the other.
        times: how often.
    """

    pair: NDArray[np.int64]
    is_on: NDArray[np.bool_]
    times: NDArray[np.int64]

    def sums(self, pairs: NDArray[np.int64], is_on: bool) -> NDArray[np.int64]:  # noqa: FBT001
        """How often each of some pairs is gone one way."""
        out = np.zeros(len(pairs), dtype=np.int64)
        chosen = self.is_on == is_on
        np.add.at(out, np.searchsorted(pairs, self.pair[chosen]), self.times[chosen])
        return out


def _between(edges: Edges, level: str) -> _Moves:
    """The moves between two real nodes; those of a level without an order are ranked by name."""
    nodes = edges.start
    real = (edges.from_node < nodes) & (edges.to_node < nodes) & (edges.from_node != edges.to_node)
    place = {name: rank for rank, name in enumerate(_ranked_names(edges.names[:nodes], level))}
    rank = np.array([place[name] for name in edges.names[:nodes]], dtype=np.int64)
    before, after = rank[edges.from_node[real]], rank[edges.to_node[real]]
    pair = np.minimum(before, after) * nodes + np.maximum(before, after)
    return _Moves(pair, before < after, edges.count.times[real])


def _ranked_names(names: tuple[str, ...], level: str) -> tuple[str, ...]:
    return names if level == "stage" else tuple(sorted(names))


def movement(edges: Edges, pairs: pa.Table, variants: Variants, *, level: str) -> pa.Table:
    """How varied a level's paths are, with the columns of the table movement.

    Args:
        edges: what find_edges found.
        pairs: what movement_pairs gave.
        variants: what find_variants found.
        level: its name.
    """
    nodes = edges.start
    real = (edges.from_node < nodes) & (edges.to_node < nodes)
    times, is_back = edges.count.times[real], (edges.to_node < edges.from_node)[real]
    total = int(variants.count.sum())
    row = {
        "level": level,
        "journey_count": total,
        "transition_count": int(times.sum()),
        "back_count": int(times[is_back].sum()) if level == "stage" else None,
        "ping_pong_count": int(pairs["ping_pong_count"].to_numpy().sum()),
        "path_entropy_bits": path_entropy(variants.count.tolist()),
        "top_ten_share": int(variants.count[variants.commonest(TOP_VARIANTS)].sum()) / max(total, 1),
        "component_count": _regions(edges.from_node[real], edges.to_node[real]),
    }
    return pa.Table.from_pylist([row], schema=_MOVEMENT)


def _regions(from_node: Int32, to_node: Int32) -> int:
    """Strongly connected components with more than one node: regions where journeys can circle."""
    import networkx as nx

    edges = zip(from_node.tolist(), to_node.tolist(), strict=True)
    return sum(len(nodes) > 1 for nodes in nx.strongly_connected_components(nx.DiGraph(edges)))


def path_entropy(counts: Iterable[int]) -> float:
    """Entropy in bits over the counts of the variants.

    Example:
        >>> path_entropy([2, 2])
        1.0
    """
    shares = [count for count in counts if count]
    total = sum(shares)
    return -sum(count / total * log2(count / total) for count in shares) + 0.0


_MOVEMENT = pa.schema(
    [
        ("level", pa.string()),
        ("journey_count", pa.int64()),
        ("transition_count", pa.int64()),
        ("back_count", pa.int64()),
        ("ping_pong_count", pa.int64()),
        ("path_entropy_bits", pa.float64()),
        ("top_ten_share", pa.float64()),
        ("component_count", pa.int64()),
    ]
)
