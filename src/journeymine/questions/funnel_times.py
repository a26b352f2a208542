"""A funnel in time: by the date of its start, how long its steps take, and the share that is through by each
time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa

from journeymine.errors import UsageError
from journeymine.measures.conversion_times import (
    TIMES_SCHEMA,
    curve_quantiles,
    curve_table,
    distribution,
    followed,
    time_rows,
)
from journeymine.measures.funnel import Counted, count_steps, grouped_table
from journeymine.questions.definition import Definition
from journeymine.questions.funnel_asked import AskedFunnel, step_place
from journeymine.questions.names import unknown
from journeymine.questions.result import Result
from journeymine.walk.funnel_read import times_to
from journeymine.walk.paths import Int64

if TYPE_CHECKING:
    import plotly.graph_objects as go

Period = Literal["day", "week", "month"]
_DAY = 86_400_000_000
_MONDAY = 4
"""1970-01-05, the first Monday, in days."""

_BINS = 24
_POINTS = 400


@dataclass(frozen=True, repr=False)
class FunnelTrend(Result):
    """A funnel by the date of its start.

    Attributes:
        asked: the funnel.
        definition: what was asked.
        starts: first day of each period, without gaps.
        is_complete: whether all windows that began in a period have closed; None: there is no window.
        counted: the figures of each.
    """

    asked: AskedFunnel
    definition: Definition
    starts: tuple[date, ...]
    is_complete: tuple[bool | None, ...]
    counted: Counted

    @cached_property
    def _table(self) -> pa.Table:
        table = grouped_table(self.counted, "period", self.starts, pa.date32())
        said = [each for each in self.is_complete for _ in self.asked.steps]
        kept = [
            name for name in table.column_names if name not in ("difference", "q_value", "is_significant")
        ]
        return table.select(kept).append_column("is_complete", pa.array(said, pa.bool_()))

    def table(self) -> pa.Table:
        """One row per period and step: period (its first day), the columns of the funnel's table, share_low
        and share_high (95 %, of share_of_first), is_complete (NULL without a window).
        """
        return self._table

    def plot(self) -> go.Figure:
        """The share that comes to the end, by period; hollow: not complete yet."""
        from journeymine.present.figures.funnel_lines import trend_figure

        return trend_figure(self.table(), self.asked.ground.scene, self.definition.text())


def trend(asked: AskedFunnel, period: Period) -> FunnelTrend:
    """The funnel by the date of its start; arguments as of FunnelResult.trend.

    Raises:
        UsageError: there is no such period.
    """
    if period not in ("day", "week", "month"):
        raise UsageError(unknown("period", str(period), ("day", "week", "month")))
    number = _numbers(asked.attempts.times[:, 0], period)
    low, high = (int(number.min()), int(number.max())) if len(number) else (0, -1)
    starts = _first_days(np.arange(low, high + 2), period)
    group = (number - low).astype(np.int32)
    counted = count_steps(asked.told, group, groups=high - low + 1)
    definition = asked.define(
        "funnel.trend", {"period": period}, {"period": "of the start of the attempt, UTC"}
    )
    days = tuple(date.fromisoformat(str(day)) for day in starts[:-1])
    return FunnelTrend(asked, definition, days, _complete(asked, starts), counted)


def _numbers(times: Int64, period: Period) -> Int64:
    days = times // _DAY
    if period == "day":
        return days
    if period == "week":
        return (days - _MONDAY) // 7
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _first_days(numbers: Int64, period: Period) -> np.ndarray:
    if period == "month":
        return numbers.astype("datetime64[M]").astype("datetime64[D]")
    return (numbers if period == "day" else numbers * 7 + _MONDAY).astype("datetime64[D]")


def _complete(asked: AskedFunnel, starts: np.ndarray) -> tuple[bool | None, ...]:
    window = asked.rules.window
    if window is None:
        return (None,) * (len(starts) - 1)
    closed = starts[1:].astype(np.int64) * _DAY + window <= asked.part.known_until
    return tuple(closed.tolist())


@dataclass(frozen=True, repr=False)
class FunnelTimes(Result):
    """How long the steps of a funnel take.

    Attributes:
        asked: the funnel.
        definition: what was asked.
        places: the steps looked at, from 0.
    """

    asked: AskedFunnel
    definition: Definition
    places: tuple[int, ...]

    @cached_property
    def _table(self) -> pa.Table:
        asked = self.asked
        rows = [row for place in self.places for row in time_rows(asked.attempts, place, asked.names[place])]
        return pa.Table.from_pylist(rows, schema=TIMES_SCHEMA)

    def table(self) -> pa.Table:
        """Two rows per step, since the start and since the step reached before.

        Columns: step, event_name, since, unit_count (that reached it), mean_seconds, p10_seconds,
        p25_seconds, median_seconds, p75_seconds, p90_seconds, p95_seconds.
        """
        return self._table

    def distribution(self, bins: int = _BINS) -> pa.Table:
        """How many came to the last of the steps within how long from the start.

        Args:
            bins: how many; they grow as the times do, and the first holds all up to a second.

        Returns:
            Columns from_seconds, to_seconds, unit_count.
        """
        times, _ = times_to(self.asked.attempts, self.places[-1], is_whole=True)
        return distribution(times, bins)

    def plot(self) -> go.Figure:
        """The median time to each step from the start, between the tenth and the ninetieth percentile."""
        from journeymine.present.figures.funnel import times_figure

        return times_figure(self.table(), self.asked.ground.scene, self.definition.text())


def times(asked: AskedFunnel, step: int | None) -> FunnelTimes:
    """How long the steps take; arguments as of FunnelResult.times."""
    size = len(asked.steps)
    if size < 2:
        raise UsageError("a funnel of one step takes no time; ask for two steps or more")
    places = tuple(range(1, size)) if step is None else (step_place(asked, step, least=2),)
    rules = {"times": "of those that reached the step"}
    return FunnelTimes(asked, asked.define("funnel.times", {"step": step}, rules), places)


@dataclass(frozen=True, repr=False)
class FunnelCurve(Result):
    """The share that reached a step by each time.

    Attributes:
        asked: the funnel.
        definition: what was asked.
        place: the step, from 0.
    """

    asked: AskedFunnel
    definition: Definition
    place: int

    @cached_property
    def _whole(self) -> pa.Table:
        asked = self.asked
        found = followed(asked.ground.paths, asked.attempts, self.place, asked.part.known_until)
        return curve_table(found)

    def table(self) -> pa.Table:
        """One row per time at which somebody reached the step, 400 at the most: seconds (from the start),
        at_risk_count, reached_count, open_count (both so far), share, low, high (95 %).
        """
        whole = self._whole
        if len(whole) <= _POINTS:
            return whole
        return whole.take(
            pa.array(np.unique(np.linspace(0, len(whole) - 1, _POINTS).round().astype(np.int64)))
        )

    def quantiles(self, *shares: float) -> list[float | None]:
        """Seconds by which each share reached the step; None where the curve does not rise so far."""
        return curve_quantiles(self._whole, shares)

    def plot(self) -> go.Figure:
        """The curve with its interval."""
        from journeymine.present.figures.funnel_lines import curve_figure

        return curve_figure(self.table(), self.asked.ground.scene, self.definition.text())


def curve(asked: AskedFunnel, step: int | None) -> FunnelCurve:
    """The share that reached a step by each time; arguments as of FunnelResult.curve."""
    place = asked.rules.needed[-1] if step is None else step_place(asked, step, least=2)
    if place == 0:
        raise UsageError("the first step takes no time; ask for a step from 2 on")
    rules = {
        "share": "Kaplan-Meier",
        "censored": "a unit that may still get on: at the as-of time, from its earliest start with time left",
        "lost": "who can't get on any more stays to the end",
    }
    return FunnelCurve(asked, asked.define("funnel.curve", {"step": place + 1}, rules), place)
