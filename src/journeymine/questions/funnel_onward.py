"""What units of a funnel did next after a step, and which events go with getting on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from journeymine.errors import AuditFailed, UsageError
from journeymine.measures.association import association_table
from journeymine.questions.definition import Definition
from journeymine.questions.funnel_asked import AskedFunnel, span_text, step_place
from journeymine.questions.funnel_values import OTHER
from journeymine.questions.levels import NOBODY, level_of
from journeymine.questions.result import Result
from journeymine.walk.funnel_read import LOST, OPEN, next_rows, seen_between
from journeymine.walk.paths import Int64

if TYPE_CHECKING:
    import plotly.graph_objects as go

NOTHING = "(nothing)"
_ONWARD, _LOST, _OPEN, _FINISHED = range(4)
_NAMES = ("onward_count", "lost_count", "open_count", "finished_count")


@dataclass(frozen=True, repr=False)
class FunnelNextActions(Result):
    """What came next after a step.

    Attributes:
        asked: the funnel.
        definition: what was asked.
        place: the step, from 0.
        names: what came next.
        counts: shape (names, 4): how many went on, were lost, are open, had finished.
    """

    asked: AskedFunnel
    definition: Definition
    place: int
    names: tuple[str, ...]
    counts: Int64

    @cached_property
    def _table(self) -> pa.Table:
        total = self.counts.sum()
        whole = self.counts.sum(axis=1)
        shares = [int(each) / int(total) if total else None for each in whole]
        return pa.table(
            {
                "next": pa.array(self.names, pa.string()),
                "unit_count": pa.array(whole, pa.int64()),
                "share": pa.array(shares, pa.float64()),
                **{name: pa.array(self.counts[:, place], pa.int64()) for place, name in enumerate(_NAMES)},
            }
        )

    def table(self) -> pa.Table:
        """One row per action that came next, the commonest first.

        Columns: next, unit_count, share (of all that reached the step), onward_count, lost_count, open_count,
        finished_count. `(nothing)`: no event in time; `(none)`: one without a name at this level; `(other)`:
        the rest.
        """
        return self._table

    def plot(self) -> go.Figure:
        """A bar per next action, divided by what became of the units."""
        from journeymine.present.figures.funnel import next_figure

        step, level = self.asked.names[self.place], self.definition.asked["level"]
        scene, definition = self.asked.ground.scene, self.definition.text()
        return next_figure(self.table(), step, scene, level=level, definition=definition)


def next_actions(asked: AskedFunnel, step: int, *, level: str, top: int) -> FunnelNextActions:
    """What came next after a step; arguments as of FunnelResult.next_actions.

    Raises:
        UsageError: there is no such step or level.
        AuditFailed: the actions are not as many as the units at the step: a fault of ours.
    """
    if top < 1:
        raise UsageError(f"top is at least 1, found {top}")
    place = step_place(asked, step)
    codes = level_of(asked.ground, level).codes
    rows = next_rows(asked.funnel, asked.attempts, place)
    is_there = rows >= -1
    node = np.where(rows[is_there] >= 0, len(codes.names), len(codes.names) + 1)
    at = rows[is_there]
    said = codes.of_signature[asked.ground.paths.signature[at[at >= 0]]]
    node[at >= 0] = np.where(said < 0, len(codes.names), said)
    fates = _fates(asked, place)[is_there]
    counts = np.bincount(node * 4 + fates, minlength=4 * (len(codes.names) + 2)).reshape(-1, 4)
    if counts.sum() != asked.tallied.reached[0, place]:
        raise AuditFailed(
            "next actions are not as many as the units at the step: a fault of ours; please report it"
        )
    names, shown = _topmost((*codes.names, NOBODY, NOTHING), counts, top)
    limit = "inside the window" if asked.rules.window is not None else "at any time"
    rules = {"next": f"the unit's first event after the one that reached the step, {limit}"}
    definition = asked.define("funnel.next_actions", {"step": step, "level": level, "top": top}, rules)
    return FunnelNextActions(asked, definition, place, names, shown)


def _fates(asked: AskedFunnel, place: int) -> Int64:
    ends = asked.ends
    ended = np.where(ends.fate == LOST, _LOST, np.where(ends.fate == OPEN, _OPEN, _FINISHED))
    return np.where(ends.last > place, _ONWARD, ended)


def _topmost(names: tuple[str, ...], counts: Int64, top: int) -> tuple[tuple[str, ...], Int64]:
    """The commonest by themselves, the rest together; nothing always by itself."""
    whole = counts.sum(axis=1)
    last = len(names) - 1
    ranked = [
        place for place in np.lexsort((np.arange(len(names)), -whole)) if whole[place] and place != last
    ]
    shown, rest = ranked[:top], ranked[top:]
    parts = [(names[place], counts[place]) for place in shown]
    if whole[last]:
        parts = sorted([*parts, (names[last], counts[last])], key=lambda part: -int(part[1].sum()))
    if rest:
        parts.append((OTHER, counts[rest].sum(axis=0)))
    return tuple(name for name, _ in parts), np.array([count for _, count in parts], dtype=np.int64).reshape(
        -1, 4
    )


@dataclass(frozen=True, repr=False)
class FunnelDrivers(Result):
    """Events that go with getting on in a funnel, or with being lost.

    Attributes:
        asked: the funnel.
        definition: what was asked, and the rule in words.
        names: of the events.
        seen: shape (2, names): how many of those lost, and of those that got on, have it.
        sides: how many were lost, and how many got on.
        least: events that fewer have, or lack, are left out.
    """

    asked: AskedFunnel
    definition: Definition
    names: tuple[str, ...]
    seen: Int64
    sides: tuple[int, int]
    least: int

    @cached_property
    def _table(self) -> pa.Table:
        return association_table(self.names, self.seen, self.sides, self.least)

    def table(self) -> pa.Table:
        """One row per event, the least likely to be chance first.

        Columns: event, converted_count, lost_count (that have it), converted_share, lost_share, odds_ratio,
        low, high (95 %), p_value, q_value (over all rows), is_significant.
        """
        return self._table

    def plot(self) -> go.Figure:
        """Odds ratios with their intervals; grey: not significant."""
        from journeymine.present.figures.funnel import drivers_figure

        level, scene = self.definition.asked["level"], self.asked.ground.scene
        return drivers_figure(self.table(), scene, level=level, definition=self.definition.text())


def drivers(asked: AskedFunnel, step: int | None, *, level: str, least: int | None) -> FunnelDrivers:
    """Events that go with getting on; arguments as of FunnelResult.drivers.

    Raises:
        UsageError: there is no such step or level, or it is the first one.
    """
    if len(asked.steps) < 2:
        raise UsageError("in a funnel of one step nobody gets on; ask for two steps or more")
    place = asked.rules.needed[-1] if step is None else step_place(asked, step, least=2)
    begun = 0 if step is None else max((each for each in asked.rules.needed if each < place), default=0)
    codes = level_of(asked.ground, level).codes
    attempts, ends = asked.attempts, asked.ends
    is_on, is_lost = attempts.rows[:, place] >= 0, (ends.fate == LOST) & (ends.last < place)
    is_seen = (attempts.rows[:, begun] >= 0) & (is_on | is_lost)
    sides = (int(np.count_nonzero(is_seen & is_lost)), int(np.count_nonzero(is_seen & is_on)))
    start = np.where(is_seen, attempts.rows[:, begun], -1)
    done = np.where(is_on, attempts.rows[:, place], -1)
    seen = seen_between(asked.funnel, attempts, (start, done), codes)
    few = asked.ground.min_cell if least is None else least
    definition = asked.define(
        "funnel.drivers", {"step": step, "level": level, "least": few}, _rules(asked, begun, place)
    )
    return FunnelDrivers(asked, definition, codes.names, seen, sides, few)


def _rules(asked: AskedFunnel, begun: int, place: int) -> dict[str, str]:
    names, window = asked.names, span_text(asked.options.window)
    end = "their last event" if window is None else f"the end of the window ({window})"
    return {
        "who": f"units that reached {names[begun]!r}; those that may still get on are left out",
        "seen": f"after that event: before the one that reached {names[place]!r}, for the lost up to {end}",
        "events": "those that match no step and no exclusion",
        "odds ratio": "half a unit added to each count; Woolf's interval; q-values by Benjamini and Hochberg",
    }
