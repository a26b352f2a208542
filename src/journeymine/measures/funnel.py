"""A funnel's figures: how many reach each step, where the others are lost, how long it takes; whole, by
group, and one funnel beside another.

From the attempts of a walk (walk/funnel.py); gives Arrow tables. All figures of one funnel are counted from
the same attempts, and every table adds up, or it is not given out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from journeymine.errors import AuditFailed
from journeymine.measures.statistics import (
    FloatArray,
    Interval,
    Shares,
    difference_of_shares,
    false_discovery,
    two_sided,
    wilson,
)
from journeymine.walk.funnel import Attempts, FunnelRules
from journeymine.walk.funnel_read import CONVERTED, LOST, OPEN, Ends, Tally, tally_timed
from journeymine.walk.paths import Int32, Int64

FOUND_AT = 0.05


@dataclass(frozen=True)
class Counted:
    """A funnel's attempts, counted by group and step.

    Attributes:
        names: of the steps.
        needed: places of the steps that may not be missed, from 0.
        tally: how many reached each step and ended there.
        median, p90: seconds to each step from the step reached before; shape (groups, steps), NaN for none.
    """

    names: tuple[str, ...]
    needed: tuple[int, ...]
    tally: Tally
    median: FloatArray
    p90: FloatArray

    @property
    def entered(self) -> Int64:
        """How many entered, by group."""
        return self.tally.reached[:, 0]

    def before(self, step: int) -> int | None:
        """The nearest earlier step that may not be missed."""
        return max((place for place in self.needed if place < step), default=None)


@dataclass(frozen=True)
class Told:
    """What a funnel's figures are counted from.

    Attributes:
        rules: the funnel.
        names: of its steps.
        attempts: what starts led to.
        ends: how they ended.
    """

    rules: FunnelRules
    names: tuple[str, ...]
    attempts: Attempts
    ends: Ends


def count_steps(told: Told, group: Int32 | None = None, *, groups: int = 1) -> Counted:
    """Count attempts by group and step.

    Args:
        told: the attempts.
        group: of each attempt; None: all are in one.
        groups: how many groups there are.

    Raises:
        AuditFailed: the counts do not add up: a fault of ours.
    """
    found, quantiles = tally_timed(told.attempts, told.ends, group, groups=groups)
    _audit(found, told.rules)
    median, p90 = np.moveaxis(quantiles, 2, 0)
    return Counted(told.names, told.rules.needed, found, median, p90)


def _audit(found: Tally, rules: FunnelRules) -> None:
    """Every attempt that reached a step went on, was lost, is open or had finished; all that entered
    ended.
    """
    ended = found.ends.sum(axis=2)
    onward = np.cumsum(ended[:, ::-1], axis=1)[:, ::-1]
    needed = list(rules.needed)
    if not np.array_equal(onward[:, needed], found.reached[:, needed]) or (found.reached > onward).any():
        raise AuditFailed("a funnel's steps do not add up: a fault of ours; please report it")


def funnel_table(counted: Counted, group: int = 0) -> pa.Table:
    """One row per step.

    Columns: step (from 1), event_name (the step's name), unit_count, share_of_first, share_of_previous (the
    nearest earlier step that may not be missed), onward_count, lost_count, open_count, finished_count,
    median_seconds, p90_seconds (from the step reached before). unit_count = onward + lost + open + finished.
    """
    rows = [_row(counted, group, step) for step in range(len(counted.names))]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


_SCHEMA = pa.schema(
    [
        ("step", pa.int64()),
        ("event_name", pa.string()),
        ("unit_count", pa.int64()),
        ("share_of_first", pa.float64()),
        ("share_of_previous", pa.float64()),
        ("onward_count", pa.int64()),
        ("lost_count", pa.int64()),
        ("open_count", pa.int64()),
        ("finished_count", pa.int64()),
        ("median_seconds", pa.float64()),
        ("p90_seconds", pa.float64()),
    ]
)


def _row(counted: Counted, group: int, step: int) -> dict[str, Any]:
    reached, ends = counted.tally.reached[group], counted.tally.ends[group]
    before = counted.before(step)
    lost, open_, finished = (int(ends[step, fate]) for fate in (LOST, OPEN, CONVERTED))
    return {
        "step": step + 1,
        "event_name": counted.names[step],
        "unit_count": int(reached[step]),
        "share_of_first": _share(reached[step], reached[0]),
        "share_of_previous": None if before is None else _share(reached[step], reached[before]),
        "onward_count": int(reached[step]) - lost - open_ - finished,
        "lost_count": lost,
        "open_count": open_,
        "finished_count": finished,
        "median_seconds": _known(counted.median[group, step]),
        "p90_seconds": _known(counted.p90[group, step]),
    }


def _share(part: int, whole: int) -> float | None:
    return int(part) / int(whole) if whole else None


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def grouped_table(
    counted: Counted, label: str, labels: Sequence[Any], kind: pa.DataType, *, is_tested: bool = True
) -> pa.Table:
    """The figures of each step by group, and how each group's share of the first step differs from the
    rest's.

    Args:
        counted: by group.
        label: name of the column of groups.
        labels: of the groups.
        kind: type of the labels.
        is_tested: whether a group's difference from the rest says anything: not where a group is told by how
            far its units come.

    Returns:
        The label's column, those of funnel_table, share_low and share_high (95 %, of share_of_first),
        difference (share_of_first less that of all other groups together), q_value (over all rows) and
        is_significant; these three NULL where nothing is tested.
    """
    tables = [funnel_table(counted, group) for group in range(len(labels))]
    whole = pa.concat_tables(tables) if tables else _SCHEMA.empty_table()
    size = len(counted.names)
    names = pa.array([each for each in labels for _ in range(size)], kind)
    reached, first = counted.tally.reached.astype(np.float64), counted.entered.astype(np.float64)
    own = Shares(reached, np.repeat(first[:, None], size, axis=1))
    rest = Shares(reached.sum(axis=0) - own.hits, first.sum() - own.total)
    ends, tested = wilson(own), compared(own, rest) if is_tested else np.full(own.hits.shape, np.nan)
    significant = np.nan_to_num(tested.ravel(), nan=1.0) <= FOUND_AT
    return pa.table(
        {
            label: names,
            **{name: whole[name] for name in whole.column_names},
            "share_low": _column(ends.low),
            "share_high": _column(ends.high),
            "difference": _column(own.rate - rest.rate if is_tested else tested),
            "q_value": _column(tested),
            "is_significant": pa.array(
                significant, pa.bool_(), mask=np.full(len(significant), not is_tested)
            ),
        }
    )


def compared(one: Shares, other: Shares) -> FloatArray:
    """q-values of equal shares by the pooled test, over all of them; NaN where there is nothing to test."""
    pooled = Shares(one.hits + other.hits, one.total + other.total).rate
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(pooled * (1 - pooled) * (1 / one.total + 1 / other.total))
        z = (one.rate - other.rate) / error
    p_value = np.where(error > 0, two_sided(z), np.nan)
    return false_discovery(p_value.ravel()).reshape(p_value.shape)


def _column(values: FloatArray) -> pa.Array:
    return pa.array(np.asarray(values, dtype=np.float64).ravel(), pa.float64(), from_pandas=True)


def difference_table(one: Counted, other: Counted) -> pa.Table:
    """How two funnels of as many steps differ, step by step; units that are still open are left out of both.

    Returns:
        One or two rows per step but the first: step, event_name, share (`of_first`; and `of_previous` where
            that is not
        the first), one_count,
        one_share, other_count, other_share, difference (one less other), low, high (95 %), q_value (over all
        rows), is_significant.
    """
    lines = [line for step in range(1, len(one.names)) for line in _lines(one, other, step)]
    first = Shares.of([line.one[0] for line in lines], [line.one[1] for line in lines])
    second = Shares.of([line.other[0] for line in lines], [line.other[1] for line in lines])
    ends: Interval = difference_of_shares(first, second)
    q_value = compared(first, second)
    return pa.table(
        {
            "step": pa.array([line.step + 1 for line in lines], pa.int64()),
            "event_name": pa.array([one.names[line.step] for line in lines], pa.string()),
            "share": pa.array([line.share for line in lines], pa.string()),
            "one_count": pa.array([line.one[0] for line in lines], pa.int64()),
            "one_share": _column(first.rate),
            "other_count": pa.array([line.other[0] for line in lines], pa.int64()),
            "other_share": _column(second.rate),
            "difference": _column(first.rate - second.rate),
            "low": _column(ends.low),
            "high": _column(ends.high),
            "q_value": _column(q_value),
            "is_significant": pa.array(np.nan_to_num(q_value, nan=1.0) <= FOUND_AT, pa.bool_()),
        }
    )


@dataclass(frozen=True)
class _Line:
    step: int
    share: str
    one: tuple[int, int]
    other: tuple[int, int]


def _lines(one: Counted, other: Counted, step: int) -> list[_Line]:
    bases = {"of_first": 0}
    if before := one.before(step):
        bases["of_previous"] = before
    return [
        _Line(step, share, _settled(one, step, base), _settled(other, step, base))
        for share, base in bases.items()
    ]


def _settled(counted: Counted, step: int, base: int) -> tuple[int, int]:
    """How many reached a step and an earlier one, without those that are still open."""
    reached = counted.tally.by_fate.sum(axis=0)
    settled = reached[:, LOST] + reached[:, CONVERTED]
    return int(settled[step]), int(settled[base])
