"""What changed between the last two periods, beyond chance? Conversion, drop-off, carts, scores and volume.

From what findings stand on; gives changes. A journey, stay or cart counts where its period leaves it a
quarter of the period to be followed, and is judged after just that time, so that young ones do not look
worse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from journeymine.engine import Engine
from journeymine.findings.comparison import Moments, Units, difference_interval, either_way, floats, nullable
from journeymine.findings.footing import Footing
from journeymine.measures.onward import stage_of_touchpoint
from journeymine.measures.statistics import FloatArray, count_change, false_discovery
from journeymine.walk import Paths
from journeymine.walk.ends import Ends
from journeymine.walk.entries import first_entries
from journeymine.walk.paths import Bool, Int8, Int32, Int64, epoch_us, rows_by
from journeymine.walk.walked import walk

DISCOVERY_RATE = 0.05
FOLLOW_SHARE = 4
"""Follow-up time: the period divided by this."""
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_LATE = 2**62
_KEYS = ("scope", "name", "figure")
_FIGURES = (
    "before",
    "after",
    "difference_low",
    "difference_high",
    "p_value",
)


@dataclass(frozen=True)
class Periods:
    """The last period (after_from, after_to] and the one before it (before_from, after_from].

    Attributes:
        before_from, after_from, after_to: their ends, in UTC.
        follow_up: how long each journey, stay and cart is followed.
    """

    before_from: datetime
    after_from: datetime
    after_to: datetime
    follow_up: timedelta

    @classmethod
    def ending(cls, as_of: datetime, length: timedelta) -> Periods:
        """The two periods of a length that end at an instant."""
        end = as_of.astimezone(UTC)
        return cls(end - 2 * length, end - length, end, length / FOLLOW_SHARE)

    def parameters(self) -> dict[str, object]:
        """Values for the SQL model."""
        return {
            "before_from": self.before_from,
            "after_from": self.after_from,
            "after_to": self.after_to,
        }

    @cached_property
    def ends(self) -> tuple[int, int, int]:
        """Their ends in microseconds."""
        return epoch_us(self.before_from), epoch_us(self.after_from), epoch_us(self.after_to)

    @property
    def follow(self) -> int:
        """Follow-up time in microseconds, whole seconds."""
        return int(self.follow_up.total_seconds()) * _SECOND

    def which(self, at: Int64, *, spare: int = 0) -> Int8:
        """0 for instants in the period before, 1 in the last one, -1 in neither.

        Args:
            at: microseconds.
            spare: how long before its end a period ends.
        """
        first, second, end = self.ends
        is_after, is_before = at > second, at > first
        inside = np.where(is_after, at <= end - spare, is_before & (at <= second - spare))
        return np.where(inside, is_after, -1).astype(np.int8)


@dataclass(frozen=True)
class Figure:
    """A figure of both periods.

    Attributes:
        key: scope, name and figure.
        customer: number of each unit's.
        which: 0: of the period before, 1: of the last one.
        weight, amount: of each unit.
    """

    key: tuple[str, str, str]
    customer: Int32
    which: Int8
    weight: FloatArray
    amount: FloatArray


def build_changes(footing: Footing, as_of: datetime) -> str:
    """Build changes; without rows where the events do not reach back over both periods.

    Args:
        footing: what findings stand on.
        as_of: end of the last period.

    Returns:
        One line for the run's summary.
    """
    engine, min_cell = footing.engine, footing.settings.privacy.min_cell
    periods = Periods.ending(as_of, footing.settings.journeys.compare)
    figures = (*_of_journeys(footing, periods), *_of_answers(footing, periods))
    rates = _rates(figures, min_cell)
    table = _tested(pa.concat_tables([rates, _starts(footing.paths, periods, min_cell)]))
    is_covered = footing.paths.times.min(initial=_LATE) <= periods.ends[0]
    engine.register("change_tests", table if is_covered else table.slice(0, 0))
    count = engine.model("changes", periods.parameters())
    engine.drop("change_tests")
    return f"{_significant(engine):,} changes among {count:,} figures"


def _of_journeys(footing: Footing, periods: Periods) -> Iterator[Figure]:
    """Journeys that convert, entries of stages that are not left or left backwards, carts that are left."""
    paths, follow = footing.paths, periods.follow
    started = paths.times[paths.journeys.first]
    bought = Ends(paths, "journey").row(paths.signatures.flags("is_conversion"))
    has_bought = (bought >= 0) & (paths.times[bought] <= started + follow)
    yield _counted(
        ("all", "all", "conversion_rate"),
        paths.journeys.customer,
        periods.which(started, spare=follow),
        has_bought,
    )
    yield from _of_stages(footing, periods)
    carts = footing.carts
    is_bought = carts.is_converted & (carts.closed <= carts.opened + follow)
    is_left = carts.is_left & (carts.last + footing.abandon <= carts.opened + follow)
    which = np.where(is_bought | is_left, periods.which(carts.opened, spare=follow), np.int8(-1))
    yield _counted(("cart", "all", "abandonment_rate"), carts.customer, which, is_left)


def _of_stages(footing: Footing, periods: Periods) -> Iterator[Figure]:
    """First entries of the stages that do not convert, in each period."""
    paths, follow = footing.paths, periods.follow
    walked = walk(paths, paths.signatures.codes("stage"))
    spans = zip(periods.ends[:-1], periods.ends[1:], strict=True)
    found = [
        first_entries(walked, since=first + 1, until=end - follow + 1, follow=follow) for first, end in spans
    ]
    which = np.repeat(np.arange(2, dtype=np.int8), [len(one) for one in found])
    customer, node, onward = (
        np.concatenate([getattr(one, name) for one in found]) for name in ("customer", "node", "onward")
    )
    for place, stage in enumerate(footing.settings.stages):
        here, is_left = (node == place) & (not stage.conversion), onward >= 0
        for figure, chosen, amount in (
            ("dropoff_rate", here, ~is_left),
            ("back_rate", here & is_left, onward < place),
        ):
            if figure == "dropoff_rate" or 0 < place < len(footing.stages) - 1:
                key = ("stage", stage.name, figure)
                yield _counted(key, customer[chosen], which[chosen], amount[chosen])


def _of_answers(footing: Footing, periods: Periods) -> Iterator[Figure]:
    """Scores of all answers, and of those credited to a stage or touchpoint."""
    paths, answers = footing.paths, footing.answers
    score = paths.figures.get("score", np.zeros(0))
    rows = np.flatnonzero(~np.isnan(score))
    rows = rows[(paths.signatures.codes("score_kind").of_signature >= 0)[paths.signature[rows]]]
    which = periods.which(paths.times[rows])
    yield _weighed(("all", "all", "score"), footing.customer[rows], which, np.ones(len(rows)), score[rows])
    which, stage = periods.which(answers.at), stage_of_touchpoint(footing.settings)[answers.touchpoint]
    for scope, names, place in (
        ("stage", footing.stages, stage),
        ("touchpoint", footing.touchpoints, answers.touchpoint),
    ):
        for name, chosen in zip(names, rows_by(place, len(names)), strict=True):
            figures = (answers.credit[chosen], answers.amount[chosen])
            yield _weighed((scope, name, "score"), answers.customer[chosen], which[chosen], *figures)


def _counted(key: tuple[str, str, str], customer: Int32, which: Int8, is_hit: Bool) -> Figure:
    """Units of which each counts as one; those of neither period are left out."""
    return _weighed(key, customer, which, np.ones(len(which)), is_hit.astype(np.float64))


def _weighed(
    key: tuple[str, str, str], customer: Int32, which: Int8, weight: FloatArray, amount: FloatArray
) -> Figure:
    rows = np.flatnonzero(which >= 0)
    return Figure(key, customer[rows], which[rows], weight[rows], amount[rows])


def _significant(engine: Engine) -> int:
    return int(engine.query("select count(*) as n from changes where is_significant")["n"][0].as_py())


def _rates(figures: Sequence[Figure], min_cell: int) -> pa.Table:
    """Conversion, drop-off, back, abandonment and scores, tested one by one."""
    group_of = np.repeat(np.arange(len(figures), dtype=np.int32), 2)
    moments = Moments.of(_units(figures), group_of).only(np.arange(len(group_of)) % 2 == 1)
    is_share = np.array([figure.key[2] != "score" for figure in figures], dtype=np.bool_)
    enough = moments.fewest >= min_cell
    found, shares = moments.only(enough), is_share[enough]
    interval = difference_interval(found, is_share=shares)
    values = (found.baseline, found.rate, interval.low, interval.high, either_way(found, is_share=shares))
    columns = {name: _spread(some, enough) for name, some in zip(_FIGURES, values, strict=True)}
    counts = [np.bincount(figure.which, minlength=2) for figure in figures]
    before, after = np.array(counts, dtype=np.int64).reshape(-1, 2).T
    keys = {name: [figure.key[place] for figure in figures] for place, name in enumerate(_KEYS)}
    table = _change_table(keys, columns, (pa.array(before), pa.array(after)))
    return table.filter(pa.array(before + after > 0))


def _units(figures: Sequence[Figure]) -> Units:
    """All units: each figure has a place for the period before, and one behind it for the last one."""
    place = np.concatenate(
        [2 * number + figure.which.astype(np.int32) for number, figure in enumerate(figures)]
    )
    customer, weight, amount = (
        np.concatenate([getattr(figure, name) for figure in figures])
        for name in ("customer", "weight", "amount")
    )
    order = np.argsort(customer, kind="stable")
    return Units(customer[order], place[order].astype(np.int32), weight[order], amount[order])


def _spread(values: FloatArray, rows: NDArray[np.bool_]) -> FloatArray:
    """Values at their rows, NaN at the others."""
    out = np.full(len(rows), np.nan)
    out[rows] = values
    return out


def _starts(paths: Paths, periods: Periods, min_cell: int) -> pa.Table:
    """Journeys started: a change of a count, with the dispersion of its days."""
    started = paths.times[paths.journeys.first]
    which, ends = periods.which(started), periods.ends
    length = max(round((periods.after_to - periods.after_from) / timedelta(days=1)), 1)
    before, after = (_daily(ends[period + 1] - started[which == period], length) for period in range(2))
    dispersion = daily_dispersion(before, after)
    limits, p_value = count_change(before.sum(), after.sum(), dispersion)
    values = (before.sum(), after.sum(), limits.low, limits.high, p_value)
    enough = min(before.sum(), after.sum()) >= min_cell
    columns = {
        name: np.array([float(value) if enough else np.nan])
        for name, value in zip(_FIGURES, values, strict=True)
    }
    counts = (pa.array([int(before.sum())], pa.int64()), pa.array([int(after.sum())], pa.int64()))
    return _change_table({"scope": ["all"], "name": ["all"], "figure": ["journeys"]}, columns, counts)


def daily_dispersion(before: FloatArray, after: FloatArray) -> float:
    """Variance over mean of daily counts inside each period; at least 1.

    Args:
        before: journeys started on each day of the first period.
        after: the same of the second.
    """
    pearson, freedom = 0.0, 0
    for counts in (before, after):
        mean = counts.mean()
        if mean > 0 and len(counts) > 1:
            pearson += float(((counts - mean) ** 2).sum() / mean)
            freedom += len(counts) - 1
    return max(pearson / freedom, 1.0) if freedom else 1.0


def _daily(ago: Int64, length: int) -> FloatArray:
    """How many on each day back from the end, given how many microseconds before it they were."""
    return np.bincount(np.minimum(ago // _DAY, length - 1), minlength=length).astype(np.float64)


def _change_table(
    keys: Mapping[str, list[str]], columns: Mapping[str, FloatArray], counts: tuple[pa.Array, pa.Array]
) -> pa.Table:
    return pa.table(
        {
            **{name: pa.array(values, pa.string()) for name, values in keys.items()},
            **{name: nullable(values) for name, values in columns.items()},
            "before_count": counts[0],
            "after_count": counts[1],
        }
    )


def _tested(table: pa.Table) -> pa.Table:
    """With q-values over all figures, and which are changes: q at most 5 % and an interval clear of 0."""
    q_value = false_discovery(floats(table, "p_value"))
    low, high = floats(table, "difference_low"), floats(table, "difference_high")
    is_clear = (low > 0) | (high < 0)
    is_significant = (q_value <= DISCOVERY_RATE) & is_clear
    with_q = table.append_column("q_value", nullable(q_value))
    return with_q.append_column("is_significant", pa.array(is_significant))
