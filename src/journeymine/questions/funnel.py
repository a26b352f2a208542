"""Funnels: how many units do given steps, how far the others get, and everything that can be asked of that.

docs/questions/funnels.md says what each option and figure means. Whatever is asked of one funnel is read from
the same attempts, so that counts, lists, times and breakdowns agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from journeymine.measures.funnel import funnel_table
from journeymine.questions.cohorts import Cohort
from journeymine.questions.conditions import Moment, Step
from journeymine.questions.funnel_asked import About, AskedFunnel, Exclusion, Options, ask, step_place
from journeymine.questions.funnel_breakdown import FunnelBreakdown, break_down
from journeymine.questions.funnel_compared import FunnelComparison, previous_period
from journeymine.questions.funnel_onward import FunnelDrivers, FunnelNextActions, drivers, next_actions
from journeymine.questions.funnel_times import (
    FunnelCurve,
    FunnelTimes,
    FunnelTrend,
    Period,
    curve,
    times,
    trend,
)
from journeymine.questions.ground import Ground
from journeymine.questions.result import Result
from journeymine.walk.funnel import Count, Entry, OnExclude, Order
from journeymine.walk.funnel_read import LOST, OPEN
from journeymine.walk.paths import Bool
from journeymine.walk.units import Unit

if TYPE_CHECKING:
    import plotly.graph_objects as go


def funnel(  # noqa: PLR0913 (the options of SEMANTICS 8)
    ground: Ground,
    steps: str | Step | Sequence[str | Step],
    *,
    window: str | timedelta | None = None,
    order: Order = "ordered",
    entry: Entry = "any",
    unit: Unit = "customer",
    hold: str | Sequence[str] = (),
    exclude: str | Exclusion | Sequence[str | Exclusion] = (),
    on_exclude: OnExclude = "remove",
    count: Count = "units",
    where: str | Sequence[str] | None = None,
    cohort: str | Cohort | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    events: str | Step | None = None,
    from_match: str | None = None,
    to_match: str | None = None,
) -> FunnelResult:
    """How many units do these steps.

    Args:
        ground: what is asked.
        steps: `view_item > add_to_cart? >[<= 1d] purchase`, or a list of such texts, event names and Steps.
        window: longest time from the start: `7d`, `30m` and the like; None for no limit.
        order: `ordered`: other events may lie between; `strict`: none may; `any`: the steps in any order.
        entry: `any` event that matches the first step may start, and the best start counts; or the unit's
            `first` only.
        unit: customer, session or journey.
        hold: fields of events or declared properties that must be at every step as they were at the start.
        exclude: conditions of events, `EVENT between 2 and 3` (numbers of steps), or Exclusions: an attempt
            with such an event between these steps, else between the first and the last, is void.
        on_exclude: a void attempt takes its unit out of the funnel (`remove`), or just ends (`drop`).
        count: `units`, each by its best attempt; or all `attempts`, one after the other.
        where: a SQL condition on the columns of the unit's table, or several.
        cohort: a cohort's name or text, or a Cohort.
        since: of customers their events from then on; sessions and journeys that began then or later.
        until: the same before then.
        events: other events are as if they had not happened.
        from_match: a pattern; of each unit only what comes from the first event of its first match on is
            looked at, and units without a match are left out. None: all from the beginning.
        to_match: the same up to the last event of the first match that lies in what `from_match` leaves.
            Then nobody is called open: what comes later is not looked at.

    Raises:
        UsageError: a name is unknown, a text can't be read, or options do not go together.
    """
    options = Options(window, order, entry, hold, exclude, on_exclude, count)
    return FunnelResult(
        ask(ground, steps, options, About(unit, where, cohort, since, until, events, from_match, to_match))
    )


class FunnelResult(Result):
    """A funnel's answer; what is not looked at is not computed.

    Attributes:
        asked: the funnel as it was asked, with its attempts.
        definition: what was asked, exactly.
    """

    def __init__(self, asked: AskedFunnel) -> None:
        """Hold a funnel that was asked; use `funnel`."""
        self.asked = asked
        self.definition = asked.define("funnel")

    @property
    def steps(self) -> tuple[str, ...]:
        """What to call each step."""
        return self.asked.names

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many units, or attempts, reached each step."""
        asked = self.asked
        if asked.options.count == "attempts" or any(step.optional for step in asked.steps):
            return tuple(asked.counted.tally.reached[0].tolist())
        depth = asked.depths.depth
        return tuple(int(np.count_nonzero(depth > step)) for step in range(len(self.steps)))

    @property
    def removed_count(self) -> int:
        """How many units an exclusion took out."""
        return int(np.count_nonzero(self.asked.depths.depth < 0))

    @cached_property
    def _table(self) -> pa.Table:
        return funnel_table(self.asked.counted)

    def table(self) -> pa.Table:
        """One row per step, each adding up: unit_count = onward_count + lost_count + open_count +
        finished_count.

        Columns: step, event_name, unit_count, share_of_first, share_of_previous, onward_count, lost_count,
        open_count, finished_count, median_seconds, p90_seconds (from the step reached before).
        """
        return self._table

    def by(
        self,
        field: str,
        rule: str | None = None,
        *,
        top: int = 10,
        edges: Sequence[float] | None = None,
    ) -> FunnelBreakdown:
        """The funnel for each value of a field.

        Args:
            field: a field of events, a declared property or a figure (value, quantity, score, sentiment); or
                a column of the unit's table, or of its customer's, such as persona.
            rule: of events: by the `first` known value among the events that reached the steps (default), by
                the `last`, by that at `step 2`, or `all`: each value is a funnel of its own, of events with
                it.
            top: so many values, the commonest, stand by themselves.
            edges: of figures and numbers: where one bucket ends and the next begins; None: at the quartiles.

        Raises:
            UsageError: there is no such field, or the rule does not fit it.
        """
        return break_down(self.asked, field, rule, top=top, edges=edges)

    def trend(self, period: Period = "day") -> FunnelTrend:
        """The funnel by the date of the start; periods whose windows are not all closed are marked.

        Args:
            period: day, week (from Monday) or month; UTC.
        """
        return trend(self.asked, period)

    def compare(self, other: FunnelResult) -> FunnelComparison:
        """This funnel beside another with as many steps: differences, intervals, q-values.

        Raises:
            UsageError: the other has more or fewer steps.
        """
        return FunnelComparison(self.asked, other.asked)

    def against_previous(self) -> FunnelComparison:
        """This period beside the one before, of the same length.

        Raises:
            UsageError: the funnel was asked without `since`.
        """
        return FunnelComparison(self.asked, previous_period(self.asked))

    def times(self, step: int | None = None) -> FunnelTimes:
        """Percentiles of the time to a step, from the start and from the step before.

        Args:
            step: its number, from 2; None: all.
        """
        return times(self.asked, step)

    def curve(self, step: int | None = None) -> FunnelCurve:
        """The share that reached a step by each time, open windows censored (Kaplan–Meier).

        Args:
            step: its number, from 2; None: the last that may not be missed.
        """
        return curve(self.asked, step)

    def next_actions(self, step: int, *, level: str = "event", top: int = 10) -> FunnelNextActions:
        """What units did next after a step: those that went on, were lost there, and are still open.

        Args:
            step: its number, from 1.
            level: what is named: event, touchpoint, stage, channel, page or another field of events.
            top: so many, the commonest, stand by themselves.
        """
        return next_actions(self.asked, step, level=level, top=top)

    def drivers(
        self, step: int | None = None, *, level: str = "event", least: int | None = None
    ) -> FunnelDrivers:
        """Events that go with getting on, or with being lost: odds ratios.

        Args:
            step: its number, from 2: among those that reached the step before; None: from the start to the
                end.
            level: what is named: event, touchpoint, stage, channel, page or another field of events.
            least: events that fewer units have, or lack, are left out; None: `min_cell`.
        """
        return drivers(self.asked, step, level=level, least=least)

    def reached(self, step: int) -> Cohort:
        """Units that reached a step."""
        place = step_place(self.asked, step)
        return self._cohort(self.asked.attempts.rows[:, place] >= 0, "reached", step)

    def lost(self, step: int) -> Cohort:
        """Units that reached a step, no later one, and can't any more; without a limit of time: have not
        yet.
        """
        return self._ended(step, LOST, "lost at")

    def open(self, step: int) -> Cohort:
        """Units that reached a step and no later one, and have time left."""
        return self._ended(step, OPEN, "open at")

    def plot(self) -> go.Figure:
        """A bar per step: what became of those that reached it, out of all that entered."""
        from journeymine.present.figures.funnel import funnel_figure

        return funnel_figure(self.table(), self.asked.ground.scene, self.definition.text())

    def _ended(self, step: int, fate: int, said: str) -> Cohort:
        ends = self.asked.ends
        return self._cohort((ends.last == step_place(self.asked, step)) & (ends.fate == fate), said, step)

    def _cohort(self, chosen: Bool, said: str, step: int) -> Cohort:
        asked = self.asked
        members = np.zeros(len(asked.funnel.units), dtype=np.bool_)
        members[asked.attempts.unit[chosen]] = True
        name = f"{said} step {step} ({self.steps[step - 1]})"
        told = {key: value for key, value in asked.asked().items() if value not in (None, [])}
        return Cohort(asked.ground, asked.about.unit, members, {"funnel": told, "units": name})


__all__ = ["Exclusion", "FunnelResult", "Step", "funnel"]
