"""A funnel for each value of a field, with the rule that says whose value counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from journeymine.errors import AuditFailed, UsageError
from journeymine.measures.funnel import Counted, count_steps, grouped_table
from journeymine.questions.definition import Definition
from journeymine.questions.funnel_asked import AskedFunnel, step_place
from journeymine.questions.funnel_values import Grouped, Valued, event_field, topmost, unit_field
from journeymine.questions.result import Result
from journeymine.walk.funnel import FunnelRules, prepare_funnel
from journeymine.walk.funnel_read import Tally, ends_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

_STEP = re.compile(r"step\s+(\d+)")
RULES = ("first", "last", "step 2", "all")
Told = dict[str, Any]


@dataclass(frozen=True, repr=False)
class FunnelBreakdown(Result):
    """A funnel by the values of a field.

    Attributes:
        asked: the funnel.
        definition: what was asked, with the rule by which a value counts.
        field: the field.
        names: of the groups.
        counted: the figures of each.
        overlap_count: units that count in more than one group.
    """

    asked: AskedFunnel
    definition: Definition
    field: str
    names: tuple[str, ...]
    counted: Counted
    overlap_count: int

    @cached_property
    def _table(self) -> pa.Table:
        return grouped_table(self.counted, self.field, self.names, pa.string(), is_tested=self._is_tested)

    @property
    def _is_tested(self) -> bool:
        """Whether units are not told apart by how far they come."""
        return self.definition.asked["rule"] in (None, "first", "step 1", "all")

    def table(self) -> pa.Table:
        """One row per group and step.

        Columns: the field, those of the funnel's table, share_low and share_high (95 %, of share_of_first),
        difference (of share_of_first, to all other groups together), q_value (over all rows), is_significant;
        the last three NULL by a rule that tells units apart by how far they come (`last`, `step 2` and
        later).
        """
        return self._table

    def plot(self) -> go.Figure:
        """The share of each group that comes to the end, with its interval."""
        from journeymine.present.figures.funnel import breakdown_figure

        return breakdown_figure(self.table(), self.field, self.asked.ground.scene, self.definition.text())


def break_down(
    asked: AskedFunnel, field: str, rule: str | None, *, top: int, edges: Sequence[float] | None
) -> FunnelBreakdown:
    """The funnel by the values of a field; arguments as of FunnelResult.by.

    Raises:
        UsageError: there is no such field, or the rule does not fit it.
        AuditFailed: the groups do not add up: a fault of ours.
    """
    if top < 1:
        raise UsageError(f"top is at least 1, found {top}")
    valued = event_field(asked, field, edges)
    told: Told = {"by": field, "rule": rule, "top": top, "edges": None if edges is None else list(edges)}
    if valued is None:
        return _by_unit(asked, field, rule, told, edges)
    chosen = rule or "first"
    told["rule"] = chosen
    if chosen == "all":
        return _each_alone(asked, field, valued, told)
    found = topmost(_attributed(asked, valued, chosen), top)
    return _grouped(asked, field, found, told, _said(chosen))


def _by_unit(
    asked: AskedFunnel, field: str, rule: str | None, told: Told, edges: Sequence[float] | None
) -> FunnelBreakdown:
    found, kind = unit_field(asked, field, edges)
    if rule is not None:
        raise UsageError(
            f"{field!r} is a column of {kind}s: each has one value, and no rule is needed; leave rule out"
        )
    return _grouped(asked, field, topmost(found, told["top"]), told, f"the value of the {kind}")


def _said(rule: str) -> str:
    said = {
        "first": "first known value among the events that reached the steps",
        "last": "last known value among the events that reached the steps",
    }
    return said.get(rule, f"value at the event that reached {rule}")


def _attributed(asked: AskedFunnel, valued: Valued, rule: str) -> Grouped:
    """The value of each attempt by a rule."""
    attempts, size = asked.attempts, len(asked.steps)
    if rule not in ("first", "last"):
        match = _STEP.fullmatch(rule)
        if match is None:
            raise UsageError(f"there is no rule {rule!r}; rules are: {', '.join(RULES)}")
        return Grouped(valued.names, valued.at(attempts, step_place(asked, int(match[1]))), valued.is_ordered)
    first, *others = range(size) if rule == "first" else range(size - 1, -1, -1)
    group = valued.at(attempts, first)
    for place in others:
        if (group >= 0).all():
            break
        group = np.where(group >= 0, group, valued.at(attempts, place))
    return Grouped(valued.names, group, valued.is_ordered)


def _grouped(asked: AskedFunnel, field: str, found: Grouped, told: Told, rule: str) -> FunnelBreakdown:
    counted = count_steps(asked.told, found.group, groups=len(found.names))
    if not np.array_equal(counted.tally.ends.sum(axis=0), asked.tallied.ends[0]):
        raise AuditFailed(
            "the groups of a funnel do not add up to the whole: a fault of ours; please report it"
        )
    rules = {"attribution": rule, "groups": "each unit counts in one; they add up to the whole"}
    return FunnelBreakdown(asked, asked.define("funnel.by", told, rules), field, found.names, counted, 0)


def _each_alone(asked: AskedFunnel, field: str, valued: Valued, told: Told) -> FunnelBreakdown:
    """Each value as a funnel of its own: all steps by events that say it."""
    names = _commonest(asked, valued, told["top"])
    times = np.zeros(len(asked.funnel.units), dtype=np.int64)
    parts: list[Counted] = []
    for name in names:
        rules = _only(asked, valued, name)
        walked = prepare_funnel(asked.ground.paths, rules, asked.part).walk(wants_attempts=True)
        assert walked.attempts is not None
        times += walked.depth > 0
        ends = ends_of(walked.attempts, rules)
        parts.append(count_steps(replace(asked.told, rules=rules, attempts=walked.attempts, ends=ends)))
    overlap = int(np.count_nonzero(times > 1))
    rules_said = {
        "attribution": "each value is a funnel of its own, all steps by events that say it",
        "groups": f"units that count in more than one: {overlap:,}",
        "shown": "the commonest values of the first step's events",
    }
    counted = _stacked(asked, parts)
    return FunnelBreakdown(asked, asked.define("funnel.by", told, rules_said), field, names, counted, overlap)


def _commonest(asked: AskedFunnel, valued: Valued, top: int) -> tuple[str, ...]:
    """The commonest values of the events that match the first step."""
    rows = np.flatnonzero(asked.rules.steps[0].mask.on(asked.ground.paths))
    found = topmost(Grouped(valued.names, valued.of_rows(rows), valued.is_ordered), top)
    return tuple(name for name in found.names if name in valued.names)


def _only(asked: AskedFunnel, valued: Valued, name: str) -> FunnelRules:
    """The funnel with steps of events that say a value."""
    said = valued.only(asked.ground.paths, valued.names.index(name))
    return replace(
        asked.rules, steps=tuple(replace(step, mask=step.mask & said) for step in asked.rules.steps)
    )


def _stacked(asked: AskedFunnel, parts: list[Counted]) -> Counted:
    size = len(asked.steps)
    if not parts:
        empty = np.zeros((0, size, 3), dtype=np.int64)
        return Counted(
            asked.names, asked.rules.needed, Tally(empty, empty), np.zeros((0, size)), np.zeros((0, size))
        )
    tally = Tally(
        np.concatenate([part.tally.by_fate for part in parts]),
        np.concatenate([part.tally.ends for part in parts]),
    )
    median, p90 = (np.concatenate([getattr(part, name) for part in parts]) for name in ("median", "p90"))
    return Counted(asked.names, asked.rules.needed, tally, median, p90)
