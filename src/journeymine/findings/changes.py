"""What changed between the last two periods, beyond chance? Conversion, drop-off, carts, scores and volume.

Reads journeys, journey_steps, carts, events, stages and int_credit; gives changes. A journey, stay or cart
counts where its period leaves it a quarter of the period to be followed, and is judged after just that time,
so that young ones do not look worse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.findings.comparison import Moments, difference_interval, either_way, floats, nullable
from journeymine.measures.statistics import FloatArray, count_change, false_discovery

DISCOVERY_RATE = 0.05
FOLLOW_SHARE = 4
"""Follow-up time: the period divided by this."""
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
        """Values for the SQL models."""
        return {
            "before_from": self.before_from,
            "after_from": self.after_from,
            "after_to": self.after_to,
            "follow_seconds": int(self.follow_up.total_seconds()),
        }


def build_changes(engine: Engine, settings: Settings, as_of: datetime) -> str:
    """Build changes; without rows where the events do not reach back over both periods.

    Args:
        engine: holds journeys, journey_steps, carts, events, stages and int_credit.
        settings: `journeys.compare`, `carts.abandon_after` and the smallest cell.
        as_of: end of the last period.

    Returns:
        One line for the run's summary.
    """
    periods = Periods.ending(as_of, settings.journeys.compare)
    parameters = periods.parameters()
    abandon = settings.carts.abandon_after if settings.carts is not None else timedelta(0)
    engine.model("int_change_units", {**parameters, "abandon_seconds": int(abandon.total_seconds())})
    engine.model("int_change_moments")
    min_cell = settings.privacy.min_cell
    rates = _rates(engine.fetch("int_change_moments", order_by=_KEYS), min_cell)
    starts = _starts(engine.select_model("int_journey_starts", parameters), periods, min_cell)
    table = _tested(pa.concat_tables([rates, starts]))
    engine.register("change_tests", table if _is_covered(engine, periods) else table.slice(0, 0))
    count = engine.model("changes", parameters)
    engine.drop("int_change_units", "int_change_moments", "change_tests")
    return f"{_significant(engine):,} changes among {count:,} figures"


def _is_covered(engine: Engine, periods: Periods) -> bool:
    """Whether there are events from before the first period on."""
    first = engine.query("select min(occurred_at) <= $at as covered from events", {"at": periods.before_from})
    return bool(first["covered"][0].as_py())


def _significant(engine: Engine) -> int:
    return int(engine.query("select count(*) as n from changes where is_significant")["n"][0].as_py())


def _rates(table: pa.Table, min_cell: int) -> pa.Table:
    """Conversion, drop-off, back, abandonment and scores, tested one by one."""
    moments = Moments.read(table)
    is_share = np.asarray(table["figure"].to_pylist(), dtype=object) != "score"
    enough = moments.fewest >= min_cell
    safe = _only(table, enough)
    found = Moments.read(safe)
    shares = is_share[enough]
    interval = difference_interval(found, is_share=shares)
    figures = (found.baseline, found.rate, interval.low, interval.high, either_way(found, is_share=shares))
    columns = {name: _spread(values, enough) for name, values in zip(_FIGURES, figures, strict=True)}
    return _change_table(
        {key: table[key].to_pylist() for key in _KEYS}, columns, (table["other_units"], table["one_units"])
    )


def _only(table: pa.Table, enough: NDArray[np.bool_]) -> pa.Table:
    return table.filter(pa.array(enough))


def _spread(values: FloatArray, rows: NDArray[np.bool_]) -> FloatArray:
    """Values at their rows, NaN at the others."""
    out = np.full(len(rows), np.nan)
    out[rows] = values
    return out


def _starts(days: pa.Table, periods: Periods, min_cell: int) -> pa.Table:
    """Journeys started: a change of a count, with the dispersion of its days."""
    is_after = np.asarray(days["is_after"].to_numpy(zero_copy_only=False), dtype=np.bool_)
    length = max(round((periods.after_to - periods.after_from) / timedelta(days=1)), 1)
    before, after = (_daily(days, chosen, length) for chosen in (~is_after, is_after))
    dispersion = daily_dispersion(before, after)
    ends, p_value = count_change(before.sum(), after.sum(), dispersion)
    values = (before.sum(), after.sum(), ends.low, ends.high, p_value)
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


def _daily(days: pa.Table, chosen: NDArray[np.bool_], length: int) -> FloatArray:
    counts = np.zeros(length)
    places = np.minimum(floats(days, "days_ago")[chosen].astype(np.int64), length - 1)
    np.add.at(counts, places, floats(days, "journey_count")[chosen])
    return counts


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
