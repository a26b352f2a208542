"""How two groups' transition graphs differ, as an answer.

docs/questions/graph.md says how the intervals are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa

from journeymine.errors import UsageError
from journeymine.measures.difference import graph_difference
from journeymine.questions.asking import Tabled
from journeymine.questions.cohorts import Cohort
from journeymine.questions.names import unknown

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from journeymine.questions.graph import TransitionGraph

_GROUPS = ("one", "other")


def difference(one: TransitionGraph, other: TransitionGraph) -> GraphDifference:
    """How the rates of edges differ between two groups, with intervals.

    Args:
        one: the graph of the first group.
        other: the same question of another group.

    Raises:
        UsageError: they are of different levels, units or generations.
    """
    _check_alike(one, other)
    mine, theirs = one.definition.asked, other.definition.asked
    same = {name: value for name, value in mine.items() if theirs[name] == value}
    asked = {**same, "one": _without(mine, same), "other": _without(theirs, same)}
    rules = {**one.definition.rules, "interval": "95 %, customers' passages hanging together"}
    rules["found"] = "false-discovery rate of 5 % over all edges"
    if shared := _shared_customers(one, other):
        rules["overlap"] = f"{shared:,} customers are in both groups, which are taken as independent"
    definition = one.followed.ground.define("transition_graph.difference", asked, rules)
    found = graph_difference(one.followed.walked, other.followed.walked)
    return GraphDifference(definition, one.followed, found, (one, other))


@dataclass(frozen=True, repr=False)
class GraphDifference(Tabled):
    """How two groups' transition graphs differ.

    Its table has one row per edge of either group, the most certain differences first (see
    measures/difference.py); `followed` are the units of the first group.

    Attributes:
        graphs: those of the first group and of the second.
    """

    graphs: tuple[TransitionGraph, TransitionGraph]

    def units(self, from_node: str, to_node: str, *, of: Literal["one", "other"] = "one") -> pa.Table:
        """The units of a group behind an edge: their rows in the table of journeys, customers or sessions.

        Args:
            from_node: as in the table.
            to_node: likewise.
            of: the first group (`one`), or the `other`.

        Raises:
            UsageError: there is no such node or group.
        """
        return self._of(of).units(from_node, to_node)

    def cohort(self, from_node: str, to_node: str, *, of: Literal["one", "other"] = "one") -> Cohort:
        """The same units as a cohort, to save or to ask about."""
        return self._of(of).cohort(from_node, to_node)

    def plot(self) -> go.Figure:
        """The differences with their intervals, those that are found set apart."""
        from journeymine.present.figures.graph import difference_figure

        scene, level = self.followed.scene, self.followed.level.name
        return difference_figure(self.found, scene, level=level, definition=self.definition.text())

    def _of(self, group: str) -> TransitionGraph:
        if group not in _GROUPS:
            raise UsageError(unknown("group", group, _GROUPS))
        return self.graphs[_GROUPS.index(group)]


def _without(asked: Mapping[str, Any], same: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if name not in same}


def _check_alike(one: TransitionGraph, other: TransitionGraph) -> None:
    for name in ("level", "opened", "unit", "collapse"):
        mine, theirs = (getattr(graph.followed.follow, name) for graph in (one, other))
        if mine != theirs:
            raise UsageError(f"graphs are compared at one {name}; found {mine!r} and {theirs!r}")
    if one.definition.fingerprint != other.definition.fingerprint:
        raise UsageError("graphs are compared inside one generation; these are of two")


def _shared_customers(one: TransitionGraph, other: TransitionGraph) -> int:
    """Customers with units in both groups."""
    walked, second = one.followed.walked, other.followed.walked
    return len(np.intersect1d(walked.customer[walked.is_kept], second.customer[second.is_kept]))


__all__ = ["GraphDifference", "difference"]
