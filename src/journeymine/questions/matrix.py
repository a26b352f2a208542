"""At which node units are at each step, and what comes anywhere after what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from journeymine.errors import UsageError
from journeymine.measures.follows import eventually_follows
from journeymine.measures.matrix import step_matrix
from journeymine.questions.asking import Follow, Followed, followed, whole
from journeymine.questions.conditions import Step
from journeymine.questions.definition import Definition
from journeymine.questions.ground import Ground
from journeymine.questions.result import Result
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
    row = None if centre is None else first_row(found.walked, found.mask(centre))
    if row is not None and not (row >= 0).any():
        raise UsageError(f"no {how.unit} comes to {_text(centre)!r} at level {how.level}")
    asked = {"centre": _text(centre), "before": back, "after": after, **how.asked()}
    rules = how.rules() | ({} if centre is None else {"centre": f"the first event there in each {how.unit}"})
    figures = step_matrix(found.walked, before=back, after=after, centre=row)
    return StepMatrix(ground.define("steps", asked, rules), found, figures)


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
class StepMatrix(Result):
    """At which node units are at each step; the shares of a step add up to 1.

    Attributes:
        definition: what was asked, exactly.
        followed: the units.
        found: the figures (see measures/matrix.py).
    """

    definition: Definition
    followed: Followed
    found: pa.Table

    def table(self) -> pa.Table:
        """One row per step and node: step_index (0: the centre), node, unit_count, customer_count, share."""
        return self.found

    def wide(self) -> pa.Table:
        """One row per node, a column for each step with the share of units there; START first, END last."""
        found = self.found.to_pydict()
        steps = sorted(set(found["step_index"]))
        share = dict(zip(zip(found["step_index"], found["node"], strict=True), found["share"], strict=True))
        nodes = ["START", *self.followed.walked.names, "END"]
        seen = [node for node in nodes if any((step, node) in share for step in steps)]
        columns = {str(step): [share.get((step, node), 0.0) for node in seen] for step in steps}
        return pa.table({"node": pa.array(seen, pa.string()), **columns})

    def plot(self) -> go.Figure:
        """A heat map of the shares; nodes of few customers are left out."""
        from journeymine.present.figures.steps import steps_figure

        scene, level = self.followed.ground.scene, self.followed.level.name
        return steps_figure(self.found, scene, level=level, definition=self.definition.text())


@dataclass(frozen=True, repr=False)
class Follows(Result):
    """What comes anywhere after what.

    Attributes:
        definition: what was asked, exactly.
        followed: the units.
        found: the figures (see measures/follows.py).
    """

    definition: Definition
    followed: Followed
    found: pa.Table

    def table(self) -> pa.Table:
        """One row per ordered pair: from_node, to_node, pair_count, unit_count, customer_count, unit_rate."""
        return self.found

    def plot(self) -> go.Figure:
        """A heat map: of the units at a row's node, the share that come to a column's node later."""
        from journeymine.present.figures.steps import follows_figure

        scene, level = self.followed.ground.scene, self.followed.level.name
        return follows_figure(self.found, scene, level=level, definition=self.definition.text())


def _text(place: str | Step | None) -> str | None:
    return place.text if isinstance(place, Step) else place


__all__ = ["Follow", "Follows", "StepMatrix", "follows", "steps"]
