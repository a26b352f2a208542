"""A funnel beside another: another period, segment or definition with as many steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa

from journeymine.errors import UsageError
from journeymine.measures.funnel import difference_table
from journeymine.questions.funnel_asked import AskedFunnel
from journeymine.questions.masks import instant
from journeymine.questions.result import Result

if TYPE_CHECKING:
    import plotly.graph_objects as go

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RULES = {
    "open": "units that may still get on are left out of both",
    "intervals": "95 %, the two funnels taken as independent; q-values over all rows",
}


class FunnelComparison(Result):
    """Two funnels of as many steps.

    Attributes:
        definition: what was asked; `other` says where the second funnel differs.
    """

    def __init__(self, one: AskedFunnel, other: AskedFunnel) -> None:
        """Compare two funnels.

        Raises:
            UsageError: they have not as many steps, or are of different generations.
        """
        if one.ground.fingerprint != other.ground.fingerprint:
            mine, theirs = one.ground.generation, other.ground.generation
            raise UsageError(
                f"one funnel is of generation {mine}, the other of {theirs}; ask both of one generation, or "
                "compare generations with `Snapshot.compare(against=...)`"
            )
        if len(one.steps) != len(other.steps):
            raise UsageError(
                f"one funnel has {len(one.steps)} steps, the other {len(other.steps)}; "
                "compare funnels of as many steps"
            )
        self._one, self._other = one, other
        mine, theirs = one.asked(), other.asked()
        differs = {name: value for name, value in theirs.items() if value != mine[name]}
        self.definition = one.define("funnel.compare", {"other": differs}, _RULES)

    @cached_property
    def _table(self) -> pa.Table:
        return difference_table(self._one.counted, self._other.counted)

    def table(self) -> pa.Table:
        """One row per step but the first, and a second where the step before is not the first.

        Columns: step, event_name, share (`of_first`, `of_previous`), one_count, one_share, other_count,
        other_share, difference (one less other), low, high (95 %), q_value, is_significant.
        """
        return self._table

    def plot(self) -> go.Figure:
        """Differences of the shares of the first step, with their intervals; grey: not significant."""
        from journeymine.present.figures.funnel import compared_figure

        return compared_figure(self.table(), self._one.ground.scene, self.definition.text())


def previous_period(asked: AskedFunnel) -> AskedFunnel:
    """The same funnel about the period before its own, as long.

    Raises:
        UsageError: it was asked without `since`.
    """
    about = asked.about
    if about.since is None:
        raise UsageError(
            "a period to compare with the one before needs since=..., and until=... where it has ended"
        )
    since = instant(about.since)
    until = asked.part.as_of if about.until is None else instant(about.until)
    moved = replace(about, since=_moment(2 * since - until), until=_moment(since))
    return replace(asked, about=moved)


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
