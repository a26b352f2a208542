"""At which node units are at each step, and what comes anywhere after what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from journeymine.errors import UsageError
from journeymine.measures.follows import eventually_follows, followers
from journeymine.measures.matrix import step_matrix
from journeymine.questions.asking import Follow, Tabled, followed, place_text, whole
from journeymine.questions.cohorts import Cohort
from journeymine.questions.conditions import Step
from journeymine.questions.ground import Ground
from journeymine.tables import END, START
from journeymine.walk.flow import Window, standing
from journeymine.walk.paths import Bool
from journeymine.walk.walked import first_row

if TYPE_CHECKING:
    import plotly.graph_objects as go


def steps(
    ground: Ground,
    centre: str | Step | None = None,
    *,
    follow: Follow | None = None,
    before: int | None = None,
    after: int = 9,
) -> StepMatrix:
    """At which node units are at each step, from their first or around a centre.

    Args:
        ground: what is asked.
        centre: a node of the level, or a condition of events: units are laid over each other at the first
            event that meets it, and those without one are left out. None: at their first step.
        follow: whom to follow, and how.
        before: steps before the centre; None: as many as after, and none without a centre.
        after: steps after it.

    Raises:
        UsageError: a name is unknown, a condition can't be read, or no unit comes to the centre.
    """
    how = follow or Follow()
    back = (0 if centre is None else after) if before is None else before
    whole("before", back, least=0)
    whole("after", after, least=0)
    if centre is None and back:
        raise UsageError("there is no step before the first; name a centre, for instance centre='purchase'")
    found = followed(ground, how)
    window = Window(back, after)
    if centre is not None:
        row = first_row(found.walked, found.mask(centre))
        if not (row >= 0).any():
            raise UsageError(f"no {how.unit} comes to {place_text(centre)!r} at level {how.level}")
        window = Window(back, after, centre=row)
    asked = {"centre": place_text(centre), "before": back, "after": after, **how.asked()}
    rules = how.rules() | ({} if centre is None else {"centre": f"the first event there in each {how.unit}"})
    figures = step_matrix(found.walked, window)
    return StepMatrix(ground.define("step_matrix", asked, rules), found, figures, window)


def follows(ground: Ground, follow: Follow | None = None) -> Follows:
    """What comes anywhere after what: each ordered pair of nodes.

    Args:
        ground: what is asked.
        follow: whom to follow, and how.

    Raises:
        UsageError: a name is unknown, a condition can't be read, or there are too many nodes.
    """
    how = follow or Follow()
    found = followed(ground, how)
    definition = ground.define("follows", how.asked(), how.rules())
    return Follows(definition, found, eventually_follows(found.walked))


@dataclass(frozen=True, repr=False)
class StepMatrix(Tabled):
    """At which node units are at each step; the shares of a step add up to 1.

    Its table has one row per step and node: step_index (0: the centre), node, unit_count, customer_count,
    share (see measures/matrix.py).

    Attributes:
        window: which steps there are.
    """

    window: Window

    def wide(self) -> pa.Table:
        """One row per node, a column for each step with the share of units there; START first, END last."""
        found = self.found.to_pydict()
        steps = sorted(set(found["step_index"]))
        share = dict(zip(zip(found["step_index"], found["node"], strict=True), found["share"], strict=True))
        nodes = [START, *self.followed.walked.names, END]
        seen = [node for node in nodes if any((step, node) in share for step in steps)]
        columns = {str(step): [share.get((step, node), 0.0) for node in seen] for step in steps}
        return pa.table({"node": pa.array(seen, pa.string()), **columns})

    def units(self, step_index: int, node: str) -> pa.Table:
        """The units behind a figure: their rows in the table of journeys, customers or sessions.

        Args:
            step_index: as in the table.
            node: likewise.

        Raises:
            UsageError: there is no such step or node.
        """
        return self.followed.table_of(self._at(step_index, node))

    def cohort(self, step_index: int, node: str) -> Cohort:
        """The same units as a cohort, to save or to ask about."""
        return self.followed.cohort_of(
            self._at(step_index, node), self.definition, f"at {node}, step {step_index}"
        )

    def plot(self) -> go.Figure:
        """A heat map of the shares; nodes of few customers are left out."""
        from journeymine.present.figures.steps import steps_figure

        scene, level = self.followed.scene, self.followed.level.name
        return steps_figure(self.found, scene, level=level, definition=self.definition.text())

    def _at(self, step: int, node: str) -> Bool:
        before, after = self.window.before, self.window.after
        whole("step_index", step, least=-before)
        if step > after:
            raise UsageError(f"step_index is at most {after}, found {step}")
        walked, code = self.followed.walked, self.followed.node(node, START, END)
        if code < len(walked.names):
            return standing(walked, self.window, step, code)
        if (step >= 0) == (node == START):
            return np.zeros(len(walked), dtype=np.bool_)
        return standing(walked, self.window, step, None)


@dataclass(frozen=True, repr=False)
class Follows(Tabled):
    """What comes anywhere after what.

    Its table has one row per ordered pair: from_node, to_node, pair_count, unit_count, customer_count,
    unit_rate (see measures/follows.py).
    """

    def units(self, from_node: str, to_node: str) -> pa.Table:
        """The units behind a pair: their rows in the table of journeys, customers or sessions.

        Args:
            from_node: as in the table.
            to_node: likewise.

        Raises:
            UsageError: there is no such node.
        """
        return self.followed.table_of(self._with(from_node, to_node))

    def cohort(self, from_node: str, to_node: str) -> Cohort:
        """The same units as a cohort, to save or to ask about."""
        chosen = self._with(from_node, to_node)
        return self.followed.cohort_of(chosen, self.definition, f"{to_node} later than {from_node}")

    def plot(self) -> go.Figure:
        """A heat map: of the units at a row's node, the share that come to a column's node later."""
        from journeymine.present.figures.steps import follows_figure

        scene, level = self.followed.scene, self.followed.level.name
        return follows_figure(self.found, scene, level=level, definition=self.definition.text())

    def _with(self, from_node: str, to_node: str) -> Bool:
        codes = (self.followed.node(name) for name in (from_node, to_node))
        return followers(self.followed.walked, *codes)


__all__ = ["Follow", "Follows", "StepMatrix", "follows", "steps"]
