"""The transition graph as an answer: its edges at any level, what of it is worth showing, and how two of them
differ.

docs/questions/graph.md says what each figure means.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from journeymine.errors import UsageError
from journeymine.measures.cycles import cycles, facts_of_part, journey_facts
from journeymine.measures.dropoff import dropoff
from journeymine.measures.graph import transition_graph as networkx_graph
from journeymine.measures.graph import transitions_table
from journeymine.measures.thinning import Hidden, thin
from journeymine.questions.asking import Follow, Followed, followed, whole
from journeymine.questions.cohorts import Cohort
from journeymine.questions.definition import Definition
from journeymine.questions.graph_difference import GraphDifference, difference
from journeymine.questions.ground import Ground
from journeymine.questions.levels import OWNER
from journeymine.questions.masks import instant
from journeymine.questions.result import Result
from journeymine.tables import END, START
from journeymine.walk.edges import Edges, find_edges, passers
from journeymine.walk.loops import find_loops, loop_names
from journeymine.walk.paths import Bool

if TYPE_CHECKING:
    import networkx as nx
    import plotly.graph_objects as go

_DRAWN_SHARE = 0.8


def transition_graph(ground: Ground, follow: Follow | None = None) -> TransitionGraph:
    """How often and how fast units pass from node to node.

    Args:
        ground: what is asked.
        follow: whom to follow, and how.

    Raises:
        UsageError: a name is unknown or a condition can't be read.
        AuditFailed: passages into a node are not as many as those out of it: a fault of ours.
    """
    how = follow or Follow()
    found = followed(ground, how)
    definition = ground.define("transition_graph", how.asked(), how.rules())
    edges = find_edges(found.walked)
    units = int(edges.count.units[edges.from_node == edges.start].sum())
    return TransitionGraph(definition, found, edges, units)


@dataclass(frozen=True, repr=False)
class TransitionGraph(Result):
    """Edges between the nodes of a level, START and END among them.

    Attributes:
        definition: what was asked, exactly.
        followed: the units.
        edges: all edges.
        unit_count: units that are followed.
        shown: whether each edge is shown; None: all are.
        hidden: what is not shown; None: nothing is hidden.
    """

    definition: Definition
    followed: Followed
    edges: Edges
    unit_count: int
    shown: Bool | None = None
    hidden: Hidden | None = None

    def table(self) -> pa.Table:
        """One row per edge that is shown.

        Columns: from_node, to_node, transition_count, unit_count, customer_count, transition_rate (of all
        that leave the node), median_seconds, p90_seconds, total_seconds, direction (between stages).
        """
        found = self._all
        return found if self.shown is None else found.filter(pa.array(self.shown))

    def units(self, from_node: str | None = None, to_node: str | None = None) -> pa.Table:
        """The units behind an edge: their rows in the table of journeys, customers or sessions.

        Args:
            from_node: as in the table; None: any.
            to_node: likewise.

        Raises:
            UsageError: there is no such node.
        """
        return self.followed.table_of(self._passing(from_node, to_node))

    def cohort(self, from_node: str | None = None, to_node: str | None = None) -> Cohort:
        """The same units as a cohort, to save or to ask about."""
        said = f"from {from_node or 'any node'} to {to_node or 'any node'}"
        return self.followed.cohort_of(self._passing(from_node, to_node), self.definition, said)

    def to_networkx(self) -> nx.DiGraph[str]:
        """The edges shown as a networkx.DiGraph; each carries the columns of the table."""
        level = self.followed.level.name
        named = self.table().append_column("level", pa.repeat(pa.scalar(level), len(self.table())))
        return networkx_graph(named, level)

    def thin(self, *, keep: float = _DRAWN_SHARE, top: int | None = None) -> TransitionGraph:
        """The same with the commonest edges only, and what that hides.

        Of each node that is shown the widest way from START and to END is shown too, so that no way begins or
        ends nowhere.

        Args:
            keep: the commonest edges are shown until they hold this share of passages.
            top: how many edges at most before those; None: any number.

        Raises:
            UsageError: `keep` is no share.
        """
        if not 0 < keep <= 1:
            raise UsageError(f"keep is a share of passages above 0 and up to 1, found {keep}")
        whole("top", top, least=1)
        shown, hidden = thin(self.edges, keep=keep, top=top)
        told = self.definition
        asked = {**told.asked, "keep": keep, "top": top}
        definition = replace(told, asked=asked, rules={**told.rules, "hidden": hidden.text()})
        return replace(self, shown=shown, hidden=hidden, definition=definition)

    def nodes(self) -> pa.Table:
        """One row per node: entered_count (passages into it), and how central it is.

        Columns: node, entered_count, entered_share, page_rank (share of time a walk along the edges is
        there), betweenness (share of the shortest ways between others that lead through it, common edges
        being short).
        """
        import networkx as nx

        graph = self._real
        total = sum(graph.nodes[node]["entered_count"] for node in graph)
        for _, _, edge in graph.edges(data=True):
            edge["distance"] = 1 / edge["transition_count"]
        ranks = nx.pagerank(graph, weight="transition_count") if len(graph) else {}
        between = nx.betweenness_centrality(graph, weight="distance") if len(graph) else {}
        entered = {node: int(graph.nodes[node]["entered_count"]) for node in graph}
        rows = [
            {
                "node": node,
                "entered_count": count,
                "entered_share": count / max(total, 1),
                "page_rank": ranks[node],
                "betweenness": between[node],
            }
            for node, count in sorted(entered.items(), key=lambda pair: (-pair[1], pair[0]))
        ]
        return pa.Table.from_pylist(rows, schema=_NODES)

    def components(self) -> pa.Table:
        """Regions in which each node can be reached from each other one, the largest first.

        Columns: nodes (joined by ', '), node_count, inside_count (passages inside it), inside_share (of all
        between nodes).
        """
        import networkx as nx

        graph = self._real
        total = max(sum(count for _, _, count in graph.edges(data="transition_count")), 1)
        rows: list[dict[str, object]] = []
        for region in nx.strongly_connected_components(graph):
            inside = sum(count for _, _, count in graph.subgraph(region).edges(data="transition_count"))
            told = ", ".join(sorted(region))
            rows.append(
                {
                    "nodes": told,
                    "node_count": len(region),
                    "inside_count": inside,
                    "inside_share": inside / total,
                }
            )
        rows.sort(key=lambda row: (-int(str(row["node_count"])), str(row["nodes"])))
        return pa.Table.from_pylist(rows, schema=_COMPONENTS)

    def cycles(self, top: int = 50) -> pa.Table:
        """The cycles that most units really walk.

        Args:
            top: how many; at most 64.

        Returns:
            cycle, length, unit_count, share (of the units), customer_count; of journeys also what a cycle
            costs beside journeys of the same length without it: extra_seconds, conversion_difference with its
            95 % interval (conversion_low, conversion_high), score_difference.
        """
        whole("top", top, least=1)
        walked, level = replace(self.followed.walked, collapse=True), self.followed.level
        loops = find_loops(walked, top)
        count = max(self.unit_count, 1)
        if self.followed.follow.unit != "journey":
            names = [" > ".join([*nodes, nodes[0]]) for nodes in loop_names(loops, walked.names)]
            lengths = pa.array((loops.nodes >= 0).sum(axis=1), pa.int64())
            columns = {"cycle": pa.array(names, pa.string()), "length": lengths, "unit_count": loops.count}
            return pa.table({**columns, "share": loops.count / count, "customer_count": loops.customers})
        ordered = "stage" if level.is_ordered else level.name
        facts = journey_facts(self.followed.ground.paths, self.followed.ground.outcome("journey"))
        found = cycles(walked, level=ordered, facts=facts_of_part(facts, walked), kept=top)
        share = pc.divide(pc.cast(found["journey_count"], pa.float64()), count)
        costs = (
            "extra_seconds",
            "conversion_difference",
            "conversion_low",
            "conversion_high",
            "score_difference",
        )
        columns = {name: found[name] for name in ("cycle", "length")} | {"unit_count": found["journey_count"]}
        columns |= {"share": share, "customer_count": pa.array(loops.customers)}
        return pa.table(columns | {name: found[name] for name in costs})

    def bottlenecks(self, top: int = 10) -> pa.Table:
        """The edges on which units wait longest, all their waits together.

        Args:
            top: how many edges.

        Returns:
            from_node, to_node, transition_count, customer_count, median_seconds, p90_seconds, total_seconds,
            share_of_time (of all waits between steps).
        """
        whole("top", top, least=1)
        found = self._all
        seconds = found["total_seconds"].to_numpy()
        share = seconds / max(seconds.sum(), 1e-9)
        order = np.lexsort((np.arange(len(found)), -seconds))[:top]
        names = ("from_node", "to_node", "transition_count", "customer_count")
        times = ("median_seconds", "p90_seconds", "total_seconds")
        chosen = (
            found.select([*names, *times])
            .append_column("share_of_time", pa.array(share))
            .take(pa.array(order))
        )
        return chosen.filter(pc.greater(chosen["total_seconds"], 0))

    def handovers(self, between: str = "channel") -> TransitionGraph:
        """The same units as they are handed from one channel to another, or from one owner to another.

        Args:
            between: `channel` or `owner`.

        Raises:
            UsageError: it is neither.
        """
        if between not in ("channel", OWNER):
            raise UsageError(f"handovers are between 'channel' or 'owner', found {between!r}")
        follow = replace(self.followed.follow, level=between, opened={}, collapse=True)
        found = transition_graph(self.followed.ground, follow)
        rules = {
            **found.definition.rules,
            "edges": f"from one {between} to another; rates are of all handovers from it",
        }
        asked = {**found.definition.asked, "handovers": between}
        definition = replace(found.definition, asked=asked, rules=rules)
        return replace(found, definition=definition, edges=found.edges.only(found.edges.between_nodes))

    def difference(self, other: TransitionGraph) -> GraphDifference:
        """How the rates of the edges differ from those of another group, with intervals.

        Args:
            other: the same question of another group.

        Raises:
            UsageError: it is of another level, unit or generation.
        """
        return difference(self, other)

    def ends(self) -> pa.Table:
        """Where journeys end, with the columns of the table dropoff; only of journeys.

        Raises:
            UsageError: the units are no journeys, or their ends are cut off.
            AuditFailed: the ways to leave a node do not add up to its entrants: a fault of ours.
        """
        if self.followed.follow.unit != "journey":
            raise UsageError("drop-off is of journeys; ask the graph with unit='journey'")
        if self.followed.follow.to_match is not None:
            raise UsageError("drop-off is where journeys end; to_match cuts that off, ask without it")
        level = "stage" if self.followed.level.is_ordered else self.followed.level.name
        as_of = instant(self.followed.ground.as_of)
        return dropoff(
            self.followed.walked, level=level, outcome=self.followed.ground.outcome("journey"), as_of=as_of
        )

    def plot(self) -> go.Figure:
        """The graph as a map, thinned to the commonest edges unless that was done already."""
        from journeymine.present.figures.graph import graph_figure

        drawn = self if self.hidden is not None else self.thin()
        hidden, level = drawn.hidden.share if drawn.hidden else 0.0, self.followed.level.name
        text = drawn.definition.text()
        return graph_figure(drawn.table(), self.followed.scene, level=level, hidden=hidden, definition=text)

    @cached_property
    def _all(self) -> pa.Table:
        level = "stage" if self.followed.level.is_ordered else "other"
        found = transitions_table(self.edges, level=level)
        names = ("from_node", "to_node", "transition_count")
        columns = {name: found[name] for name in names} | {"unit_count": found["journey_count"]}
        columns |= {
            name: found[name]
            for name in ("customer_count", "transition_rate", "median_seconds", "p90_seconds")
        }
        columns |= {"total_seconds": pa.array(self.edges.count.seconds), "direction": found["direction"]}
        return pa.table(columns)

    def _passing(self, from_node: str | None, to_node: str | None) -> Bool:
        nodes = (from_node, to_node)
        codes = [None if node is None else self.followed.node(node, START, END) for node in nodes]
        return passers(self.followed.walked, *codes)

    @property
    def _real(self) -> nx.DiGraph[str]:
        """The edges shown between real nodes."""
        graph = self.to_networkx()
        graph.remove_nodes_from([START, END])
        return graph


_NODES = pa.schema(
    [
        ("node", pa.string()),
        ("entered_count", pa.int64()),
        ("entered_share", pa.float64()),
        ("page_rank", pa.float64()),
        ("betweenness", pa.float64()),
    ]
)
_COMPONENTS = pa.schema(
    [
        ("nodes", pa.string()),
        ("node_count", pa.int64()),
        ("inside_count", pa.int64()),
        ("inside_share", pa.float64()),
    ]
)

__all__ = ["Follow", "GraphDifference", "Hidden", "TransitionGraph", "transition_graph"]
