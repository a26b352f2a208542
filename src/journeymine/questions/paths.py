"""How units run from a place, to a place, between two or around one: step by step, by variant, as a tree.

docs/questions/paths.md says where a path begins and ends, what a column holds and how it adds up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from journeymine.errors import AuditFailed, UsageError
from journeymine.measures.flows import flows
from journeymine.measures.tree import Branching, first_tree
from journeymine.questions.asking import Follow, Followed, followed, place_text, whole
from journeymine.questions.cohorts import Cohort
from journeymine.questions.conditions import Step
from journeymine.questions.definition import Definition
from journeymine.questions.ground import Ground
from journeymine.questions.result import Result
from journeymine.walk.bits import plain
from journeymine.walk.flow import (
    ARRIVED,
    SPECIAL,
    Flow,
    Window,
    count_units,
    longest_path,
    show_commonest,
    takers,
)
from journeymine.walk.paths import Bool, Int8, Int64
from journeymine.walk.variants import Variants, find_variants, path_names
from journeymine.walk.walked import Walked, cut, first_row

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST_DRAWN = 12
"""Steps that a picture has room for."""


@dataclass(frozen=True)
class Between:
    """Where paths begin and end: nodes of the level, or conditions of events; None: where the unit does.

    Attributes:
        start: paths begin at the first event that meets it.
        end: paths end at the first event that meets it; with a start, at the first one after that.
        around: paths are seen from the first event that meets it, to both sides.
    """

    start: str | Step | None = None
    end: str | Step | None = None
    around: str | Step | None = None

    def __post_init__(self) -> None:
        if self.around is not None and (self.start is not None or self.end is not None):
            raise UsageError("paths are seen around a place, or from one to another; choose one of the two")

    @property
    def is_backward(self) -> bool:
        """Whether steps are counted back from the end."""
        return self.end is not None and self.start is None


def paths(
    ground: Ground,
    between: Between | None = None,
    *,
    follow: Follow | None = None,
    depth: int | None = 6,
    top: int | None = 7,
) -> PathFlows:
    """How units run between two places.

    Args:
        ground: what is asked.
        between: where paths begin and end.
        follow: whom to follow, and how.
        depth: steps from the start on, or back from the end; None: all.
        top: nodes shown by name at each step; the rest is "(other)". None: all.

    Raises:
        UsageError: a name is unknown, a condition can't be read, or no unit comes there.
        AuditFailed: a step does not pass on what it gets: a fault of ours.
    """
    whole("depth", depth, least=1)
    whole("top", top, least=1)
    places, how = between or Between(), follow or Follow()
    found = followed(ground, how)
    walked, centre = _cut(found, places)
    far = max(longest_path(walked) - 1 if depth is None else depth - 1, 0)
    opens, closes = places.is_backward or places.around is not None, not places.is_backward
    window = Window(far if opens else 0, far if closes else 0, opens, closes)
    window = window if centre is None else replace(window, centre=centre)
    asked = {name: place_text(getattr(places, name)) for name in ("start", "end", "around")}
    definition = ground.define(
        "paths", {**asked, "depth": depth, "top": top, **how.asked()}, _rules(places, how)
    )
    return PathFlows(definition, found, walked, window, places, top)


@dataclass(frozen=True, repr=False)
class PathFlows(Result):
    """Paths, seen step by step.

    Attributes:
        definition: what was asked, exactly.
        followed: all units that were looked at.
        walked: their paths, cut where they begin and end.
        window: which steps are shown.
        between: where paths begin and end.
        top: nodes shown by name at each step.
    """

    definition: Definition
    followed: Followed
    walked: Walked
    window: Window
    between: Between
    top: int | None

    def table(self) -> pa.Table:
        """One row per step and link, every step adding up.

        Columns: step_index (of the node left; 0 is the start, or the end where there is only one), from_node,
            to_node,
        unit_count, customer_count, share (of all units shown), median_seconds, p90_seconds. What is in
        parentheses is no
        node: where paths come from and go to, and the nodes not shown by name.
        """
        return self._links

    def steps(self) -> pa.Table:
        """One row per step and node: step_index, node, unit_count, share.

        At each step after the start, the nodes and the ends together are as many as the nodes at the step
        before.
        """
        links = self._links
        entered = links.set_column(0, "step_index", pc.add(links["step_index"], 1))
        both = pa.concat_tables([_sides(links, "from_node"), _sides(entered, "to_node")])
        found = both.group_by(["step_index", "node"]).aggregate([("unit_count", "max")])
        count = found["unit_count_max"]
        share = pc.divide(pc.cast(count, pa.float64()), max(self.unit_count, 1))
        columns = {
            "step_index": found["step_index"],
            "node": found["node"],
            "unit_count": count,
            "share": share,
        }
        order = [("step_index", "ascending"), ("unit_count", "descending"), ("node", "ascending")]
        return pa.table(columns).sort_by(order)

    def variants(self, top: int | None = 10) -> pa.Table:
        """The commonest whole paths, and how much of all they cover together.

        Args:
            top: how many; None: all.

        Returns:
            variant (nodes joined by ' > '), step_count, unit_count, customer_count, share, coverage (the
            share with those before it), first_unit (number of the first unit that has it).
        """
        whole("top", top, least=1)
        found = self._variants
        chosen = found.commonest(top)
        by_unit = np.argsort(found.first[chosen])
        walks = path_names(self.walked, found.first[chosen][by_unit]).take(pa.array(np.argsort(by_unit)))
        share = found.count[chosen] / max(self.unit_count, 1)
        return pa.table(
            {
                "variant": pc.binary_join(walks, " > "),
                "step_count": pc.cast(pc.list_value_length(walks), pa.int64()),
                "unit_count": found.count[chosen],
                "customer_count": found.customers[chosen],
                "share": share,
                "coverage": np.cumsum(share),
                "first_unit": found.first[chosen],
            }
        )

    def tree(self, *, depth: int = 5, top: int = 5) -> pa.Table:
        """The first steps as a tree (see measures/tree.py), from the start on.

        Args:
            depth: steps from the start.
            top: next nodes shown by name at each branch.
        """
        whole("depth", depth, least=1)
        whole("top", top, least=1)
        return first_tree(self.walked, self._ends, Branching(depth, top))

    @cached_property
    def unit_count(self) -> int:
        """Units whose paths are shown."""
        return count_units(self.walked, self.window)

    @property
    def variant_count(self) -> int:
        """Different paths."""
        return len(self._variants)

    @property
    def share(self) -> float:
        """Of the units looked at that have any step, the share whose paths are shown."""
        return self.unit_count / max(count_units(self.followed.whole, Window(0, 0)), 1)

    def units(self, step_index: int, from_node: str | None = None, to_node: str | None = None) -> pa.Table:
        """The units behind a link: their rows in the table of journeys, customers or sessions.

        Args:
            step_index: as in the table.
            from_node: as in the table; None: any.
            to_node: likewise.

        Raises:
            UsageError: there is no such node.
        """
        return self.followed.table_of(self._taking(step_index, (from_node, to_node)))

    def cohort(self, step_index: int, from_node: str | None = None, to_node: str | None = None) -> Cohort:
        """The same units as a cohort, to save or to ask about."""
        nodes = (from_node, to_node)
        said = " > ".join(node or "any node" for node in nodes)
        chosen = self._taking(step_index, nodes)
        return self.followed.cohort_of(chosen, self.definition, f"step {step_index}: {said}")

    def plot(self) -> go.Figure:
        """A Sankey of the steps; links of few customers are folded into others."""
        from journeymine.present.figures.paths import paths_figure

        before, after = (min(steps, MOST_DRAWN - 1) for steps in (self.window.before, self.window.after))
        window = replace(self.window, before=before, after=after)
        least = self.followed.ground.min_cell
        found = flows(self.walked, self._ends, window, top=self.top, min_cell=least, timed=False)
        return paths_figure(
            found,
            self.followed.scene,
            level=self.followed.level.name,
            definition=self.definition.text(),
        )

    def plot_tree(self, *, depth: int = 5, top: int = 5) -> go.Figure:
        """An icicle of the first steps.

        Args:
            depth: steps from the start.
            top: next nodes shown by name at each branch.
        """
        from journeymine.present.figures.tree import tree_figure

        ground = self.followed.ground
        found = first_tree(self.walked, self._ends, Branching(depth, top, ground.min_cell))
        told = replace(self.definition, asked={**self.definition.asked, "depth": depth, "top": top})
        return tree_figure(found, self.followed.scene, level=self.followed.level.name, definition=told.text())

    @cached_property
    def _links(self) -> pa.Table:
        found = flows(self.walked, self._ends, self.window, top=self.top)
        self._reconcile(found)
        count = found["journey_count"]
        columns = {name: found[name] for name in ("step_index", "from_node", "to_node")}
        columns |= {"unit_count": count, "customer_count": found["customer_count"]}
        columns["share"] = pc.divide(pc.cast(count, pa.float64()), max(self.unit_count, 1))
        return pa.table(columns | {name: found[name] for name in ("median_seconds", "p90_seconds")})

    def _taking(self, step_index: int, nodes: tuple[str | None, str | None]) -> Bool:
        window = self.window
        first, last = -window.before - window.opens, window.after - (not window.closes)
        if not first <= step_index <= last:
            raise UsageError(f"there is no step {step_index}; these paths have steps {first} to {last}")
        left, entered = (None if node is None else self.followed.node(node, *SPECIAL) for node in nodes)
        return takers(self._flow, (step_index + window.before + 1, left, entered))

    def _reconcile(self, found: pa.Table) -> None:
        """Each unit leaves the centre once, or comes to it once."""
        step = 0 if self.window.closes else -1
        there = pc.sum(found.filter(pc.equal(found["step_index"], step))["journey_count"]).as_py() or 0
        if there != self.unit_count:
            raise AuditFailed("the links at the start are not as many as the paths")

    @cached_property
    def _flow(self) -> Flow:
        shown = show_commonest(self.walked, self.window, top=self.top)
        return Flow(self.walked, self.window, shown, self._ends)

    @cached_property
    def _variants(self) -> Variants:
        return find_variants(self.walked)

    @cached_property
    def _ends(self) -> Int8:
        if self.between.end is not None:
            return self.followed.ending(ARRIVED)
        return self.followed.ends()


def _sides(links: pa.Table, node: str) -> pa.Table:
    """Units at each step and node, by the links on one side of it."""
    found = links.group_by(["step_index", node]).aggregate([("unit_count", "sum")])
    return pa.table(
        {"step_index": found["step_index"], "node": found[node], "unit_count": found["unit_count_sum"]}
    )


def _cut(found: Followed, places: Between) -> tuple[Walked, Int64 | None]:
    """The units that come there, cut where their paths begin and end; and the row of the centre."""
    walked = found.walked
    if places.around is not None:
        row = _row(found, walked, places.around)
        return cut(walked, first=np.where(row >= 0, walked.first, -1)), row
    if places.start is not None:
        walked = cut(walked, first=_row(found, walked, places.start))
    if places.end is None:
        return walked, None
    later = walked if places.start is None else replace(walked, first=plain(walked.first + 1))
    row = _row(found, later, places.end)
    walked = cut(walked, last=row)
    return walked, row if places.is_backward else None


def _row(found: Followed, walked: Walked, place: str | Step) -> Int64:
    row = first_row(walked, found.mask(place))
    if not (row >= 0).any():
        who = f"no {found.follow.unit} comes to {place_text(place)!r} at level {found.level.name}"
        raise UsageError(f"{who}; its events need a node there, and the conditions may leave out all that do")
    return row


def _rules(places: Between, how: Follow) -> dict[str, str]:
    """What else decides the numbers, in words."""
    unit = how.unit
    ends = (
        "dropped off, still open or converted, as the journey file says"
        if unit != "session"
        else "the session's end"
    )
    rules = how.rules()
    if places.start is not None:
        rules["start"] = f"the first event there in each {unit}; what comes before is left out"
    if places.end is not None:
        rules["end"] = f"the first event there{' after the start' if places.start else ''} in each {unit}"
    if places.around is not None:
        rules["around"] = f"the first event there in each {unit}"
    if places.end is None:
        rules["ends"] = ends
    return rules


__all__ = ["Between", "Follow", "PathFlows", "paths"]
