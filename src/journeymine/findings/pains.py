"""Where does it hurt? Touchpoints worse than the rest of their stage, and frictions that go with lost carts.

Reads steps, journeys, events, carts, stages, int_credit, touchpoint_scores; gives pain_points. Five kinds
(drop, back, slow, score, friction) are judged together at a false-discovery rate of 5 %; only what is worse,
and by enough, is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.findings.comparison import (
    Moments,
    difference_interval,
    floats,
    less_in_first,
    more_in_first,
    nullable,
    rank_design_effect,
)
from journeymine.findings.episodes import build_episodes
from journeymine.measures.statistics import FloatArray, Interval, difference_of_medians, false_discovery

DISCOVERY_RATE = 0.05
MIN_EVIDENCE = 30
"""Fewest journeys, answers or carts at the place, and fewest customers in the rest of the stage."""
SHARE_FLOOR = 0.03
"""Drop, back and friction: smallest difference that is told, in shares of one."""
SCORE_FLOOR = 0.1
"""Score: smallest difference that is told, on the scale from −1 to 1."""
SLOW_RATIO = 1.5
SLOW_HOURS = 1.0
"""Slow: the median is at least this many times the rest's, and this many hours longer."""
SHARE_KINDS = ("drop", "back", "friction")
_MODELS = (
    "int_journey_numbers",
    "int_touchpoint_steps",
    "int_waits",
    "int_pain_units",
    "int_pain_moments",
    "int_friction_places",
)


@dataclass(frozen=True)
class Verdicts:
    """What was found of each candidate place.

    Attributes:
        rate, baseline: its figure and the rest's: shares, median hours, or mean scores.
        interval: 95 % interval of the difference.
        q_value: over all candidates of all kinds.
        is_pain: worse, by enough, beyond chance, with the interval clear of no difference.
    """

    rate: FloatArray
    baseline: FloatArray
    interval: Interval
    q_value: FloatArray
    is_pain: NDArray[np.bool_]


def build_pain_points(engine: Engine, settings: Settings) -> str:
    """Build pain_points, and friction_episodes with the dates of bursts.

    Args:
        engine: holds steps, journeys, events, carts, stages and what build_experience gives.
        settings: owners, stages and the smallest cell.

    Returns:
        One line for the run's summary.
    """
    min_cell = settings.privacy.min_cell
    for model in _MODELS:
        engine.model(model)
    candidates = _candidates(engine, min_cell)
    verdicts = judge(candidates, Moments.read(candidates), waits=_waits(engine, candidates))
    engine.register("pain_tests", _tests_table(candidates, verdicts))
    build_episodes(engine, min_cell)
    engine.register("friction_owners", _friction_owners(settings))
    count = engine.model("pain_points", {"min_cell": min_cell, "cart_stage": _cart_stage(settings)})
    engine.drop(*_MODELS[:-1], "pain_tests", "friction_owners", "int_friction_days")
    return f"{count:,} pain points of {candidates.num_rows:,} candidates"


def judge(candidates: pa.Table, moments: Moments, *, waits: Waits) -> Verdicts:
    """Test all candidates together.

    Args:
        candidates: rows of int_pain_moments with enough evidence.
        moments: the same rows.
        waits: hours behind the kind slow.
    """
    kind = np.asarray(candidates["kind"].to_pylist(), dtype=object)
    is_share, is_slow = np.isin(kind, SHARE_KINDS), kind == "slow"
    p_value = more_in_first(moments, is_share=is_share)
    is_score = kind == "score"
    p_value[is_score] = less_in_first(moments, is_share=is_share)[is_score]
    interval = difference_interval(moments, is_share=is_share)
    rate, baseline = moments.rate.copy(), moments.baseline.copy()
    effects = rank_design_effect(moments)
    for row in np.flatnonzero(is_slow):
        medians = waits.compare(
            candidates["stage"][row].as_py(), candidates["place"][row].as_py(), effects[row]
        )
        rate[row], baseline[row], interval.low[row], interval.high[row] = medians
    q_value = false_discovery(p_value)
    clear = np.where(is_score, interval.high < 0, interval.low > 0)
    is_pain = (q_value <= DISCOVERY_RATE) & clear & _is_enough(kind, rate, baseline)
    return Verdicts(rate, baseline, interval, q_value, is_pain)


@dataclass(frozen=True)
class Waits:
    """Hours of waits, shortest first within each stage.

    Attributes:
        stage, touchpoint: of each wait.
        hours: from entering to moving on.
    """

    stage: NDArray[np.object_]
    touchpoint: NDArray[np.object_]
    hours: FloatArray

    def compare(self, stage: str, touchpoint: str, design_effect: float) -> tuple[float, float, float, float]:
        """Median at a touchpoint, median of the rest of its stage, and the ends of their difference."""
        of_stage = self.stage == stage
        here = of_stage & (self.touchpoint == touchpoint)
        rest = of_stage & ~here
        one, other = self.hours[here], self.hours[rest]
        _, low, high = difference_of_medians(one, other, design_effect=design_effect)
        return float(np.median(one)), float(np.median(other)), low, high


def _candidates(engine: Engine, min_cell: int) -> pa.Table:
    """Places with enough on both sides, in an order that the data fixes."""
    table = engine.fetch("int_pain_moments", order_by=("kind", "stage", "place"))
    enough = (
        (floats(table, "one_customers") >= min_cell)
        & (floats(table, "unit_count") >= MIN_EVIDENCE)
        & (floats(table, "other_customers") >= MIN_EVIDENCE)
    )
    any_hit = floats(table, "one_amount") + floats(table, "other_amount") > 0
    is_share = np.isin(np.asarray(table["kind"].to_pylist(), dtype=object), SHARE_KINDS)
    return table.filter(pa.array(enough & (any_hit | ~is_share)))


def _waits(engine: Engine, candidates: pa.Table) -> Waits:
    stages = sorted(
        {row["stage"] for row in candidates.select(["kind", "stage"]).to_pylist() if row["kind"] == "slow"}
    )
    table = engine.query(
        "select stage, touchpoint, hours from int_waits"
        " where list_contains($stages, stage) order by stage, hours",
        {"stages": stages},
    )
    return Waits(
        stage=np.asarray(table["stage"].to_pylist(), dtype=object),
        touchpoint=np.asarray(table["touchpoint"].to_pylist(), dtype=object),
        hours=floats(table, "hours"),
    )


def _is_enough(kind: NDArray[np.object_], rate: FloatArray, baseline: FloatArray) -> NDArray[np.bool_]:
    """Whether a difference is worth telling, whatever its p-value."""
    difference = rate - baseline
    slow = (difference >= SLOW_HOURS) & (rate >= SLOW_RATIO * baseline)
    score = difference <= -SCORE_FLOOR
    return np.where(kind == "slow", slow, np.where(kind == "score", score, difference >= SHARE_FLOOR))


def _tests_table(candidates: pa.Table, verdicts: Verdicts) -> pa.Table:
    columns = {
        "rate": nullable(verdicts.rate),
        "baseline": nullable(verdicts.baseline),
        "difference_low": nullable(verdicts.interval.low),
        "difference_high": nullable(verdicts.interval.high),
        "q_value": nullable(verdicts.q_value),
        "is_pain": pa.array(verdicts.is_pain),
    }
    kept = ["kind", "stage", "place", "unit_count", "one_customers", "first_seen_at", "last_seen_at"]
    table = candidates.select(kept)
    for name, values in columns.items():
        table = table.append_column(name, values)
    return table


def _friction_owners(settings: Settings) -> pa.Table:
    return pa.table(
        {
            "friction": pa.array([friction.name for friction in settings.friction], pa.string()),
            "owner": pa.array([friction.owner for friction in settings.friction], pa.string()),
        }
    )


def _cart_stage(settings: Settings) -> str:
    """The stage of a friction whose signs are at no touchpoint: the first that converts, else the last."""
    converting = [stage.name for stage in settings.stages if stage.conversion]
    return (converting or [settings.stages[-1].name])[0]
