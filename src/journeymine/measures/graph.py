"""The transition graph: how often and how fast journeys move from node to node at each level.

Reads steps and stages; gives int_edges and transitions, and the same as a NetworkX graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from journeymine.engine import Engine

if TYPE_CHECKING:
    import networkx as nx


def build_transitions(engine: Engine) -> str:
    """Build int_edges and transitions.

    Returns:
        One line for the run's summary.
    """
    engine.model("int_edges")
    return f"{engine.model('transitions'):,} edges"


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
