"""The transition graph: how often and how fast journeys move from node to node at each level.

From ordered paths; gives the rows of transitions, and the same as a NetworkX graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from journeymine.walk.edges import Edges, find_edges
from journeymine.walk.walked import Walked

if TYPE_CHECKING:
    import networkx as nx


def transitions(walked: Walked, *, level: str) -> pa.Table:
    """The transition graph's edges, with the columns of the table transitions.

    Args:
        walked: journeys at the level.
        level: its name; at `stage` edges have a direction.
    """
    return transitions_table(find_edges(walked), level=level)


def transitions_table(edges: Edges, *, level: str) -> pa.Table:
    """Edges with the columns of the table transitions; `journey_count` is that of the units followed."""
    names, count = pa.array(edges.names, pa.string()), edges.count
    return pa.table(
        {
            "level": pa.repeat(pa.scalar(level, pa.string()), len(edges)),
            "from_node": names.take(pa.array(edges.from_node)),
            "to_node": names.take(pa.array(edges.to_node)),
            "transition_count": count.times,
            "customer_count": count.customers,
            "journey_count": count.units,
            "transition_rate": count.times / edges.leaving,
            "median_seconds": pa.array(count.median, from_pandas=True),
            "p90_seconds": pa.array(count.p90, from_pandas=True),
            "direction": _directions(edges, level),
        }
    )


def _directions(edges: Edges, level: str) -> pa.Array:
    """Forward, skip or back by the order of the codes, at level stage and between real nodes."""
    move = edges.to_node.astype(np.int64) - edges.from_node
    has_none = (edges.from_node >= edges.start) | (edges.to_node >= edges.start) | (move == 0)
    which = np.where(move == 1, 0, np.where(move > 1, 1, 2))
    told = pa.array(which, mask=has_none | (level != "stage"))
    return pa.array(["forward", "skip", "back"], pa.string()).take(told)


def transition_graph(transitions: pa.Table, level: str) -> nx.DiGraph[str]:
    """One level's transitions as a graph.

    Args:
        transitions: rows of the table transitions.
        level: stage, touchpoint, channel or event.

    Returns:
        Nodes with `entered_count` (transitions into the node), START and END among them; edges with the
        columns of the table.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(level=level)
    for row in transitions.to_pylist():
        if row["level"] == level:
            graph.add_edge(row["from_node"], row["to_node"], **_attributes(row))
    for node in graph:
        graph.nodes[node]["entered_count"] = graph.in_degree(node, weight="transition_count")
    return graph


def _attributes(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("level", "from_node", "to_node")}
