"""Where does it hurt? Touchpoints worse than the rest of their stage, and frictions where people give up.

Reads steps, journeys, events, carts, stages, int_credit, touchpoint_scores; gives pain_points. Five kinds
(drop, back, slow, score, friction) are judged together at a false-discovery rate of 5 %; only what is worse,
and by enough, is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

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
from journeymine.findings.episodes import DatedEpisode, is_burst, scan_days
from journeymine.measures.statistics import FloatArray, Interval, difference_of_medians, false_discovery

DISCOVERY_RATE = 0.05
MIN_EVIDENCE = 30
"""Fewest journeys or answers at a touchpoint, and fewest customers in what it is compared with."""
SHARE_FLOOR = 0.03
"""Drop, back and friction: smallest difference that is told, in shares of one."""
SCORE_FLOOR = 0.1
"""Score: smallest difference that is told, on the scale from −1 to 1."""
SLOW_RATIO = 1.5
SLOW_HOURS = 1.0
"""Slow: the median is at least this many times the rest's, and this many hours longer."""
FRICTION_KINDS = ("cart", "visit")
"""How a friction is judged: carts that are left, and visits that end."""
SHARE_KINDS = ("drop", "back", *FRICTION_KINDS)
_MODELS = (
    "int_waits",
    "int_cart_meetings",
    "int_pain_units",
    "int_pain_moments",
    "int_pain_days",
)
_TOLD = ("int_setbacks", "int_pain_told", "int_pain_bursts")


@dataclass(frozen=True)
class Evidence:
    """Figures of each candidate place, before they are judged together.

    Attributes:
        kind: drop, back, slow, score, cart or visit.
        rate, baseline: its figure and the rest's: shares, median hours, or mean scores.
        interval: 95 % interval of the difference.
        p_value: one-sided, that it is worse.
    """

    kind: NDArray[np.object_]
    rate: FloatArray
    baseline: FloatArray
    interval: Interval
    p_value: FloatArray

    @property
    def is_telling(self) -> NDArray[np.bool_]:
        """Whether the difference is worth telling and its interval clear of none, whatever the p-value."""
        difference = self.rate - self.baseline
        slow = (difference >= SLOW_HOURS) & (self.rate >= SLOW_RATIO * self.baseline)
        score = (difference <= -SCORE_FLOOR) & (self.interval.high < 0)
        above = np.where(self.kind == "slow", slow, difference >= SHARE_FLOOR) & (self.interval.low > 0)
        return np.where(self.kind == "score", score, above)


def build_pain_points(engine: Engine, settings: Settings) -> str:
    """Build pain_points, and pain_episodes with the days of bursts.

    Args:
        engine: holds journeys, events, carts, stages, the experience tables, and what lay_stays makes.
        settings: owners, stages, `carts.abandon_after` and the smallest cell.

    Returns:
        One line for the run's summary.
    """
    min_cell = settings.privacy.min_cell
    abandon = settings.carts.abandon_after if settings.carts is not None else timedelta(0)
    for model in _MODELS:
        engine.model(model, {"abandon_seconds": int(abandon.total_seconds())})
    candidates = read_candidates(engine, min_cell)
    evidence = weigh(candidates, read_waits(engine, candidates))
    episodes = scan_days(engine.fetch("int_pain_days"), min_cell)
    q_value, episode_q = judge(evidence, episodes)
    engine.register("pain_tests", _tests_table(candidates, evidence, q_value))
    engine.register("pain_episodes", _episodes_table(episodes, episode_q))
    engine.register("friction_owners", _friction_owners(settings))
    for model in _TOLD:
        engine.model(model, {"min_cell": min_cell})
    parameters = {"min_cell": min_cell, "cart_stage": _cart_stage(settings), "voice_floor": SCORE_FLOOR}
    count = engine.model("pain_points", parameters)
    engine.drop(*_MODELS, *_TOLD, "int_visit_stays", "pain_tests", "friction_owners")
    return f"{count:,} pain points of {candidates.num_rows + len(episodes):,} candidates"


def read_candidates(engine: Engine, min_cell: int) -> pa.Table:
    """Rows of int_pain_moments with enough on both sides, in an order that the data fixes."""
    table = engine.fetch("int_pain_moments", order_by=("kind", "place_group", "place"))
    kind = _texts(table, "kind")
    least = np.where(np.isin(kind, FRICTION_KINDS), min_cell, MIN_EVIDENCE)
    enough = (
        (floats(table, "one_customers") >= min_cell)
        & (floats(table, "unit_count") >= least)
        & (floats(table, "other_customers") >= MIN_EVIDENCE)
    )
    any_hit = floats(table, "one_amount") + floats(table, "other_amount") > 0
    return table.filter(pa.array(enough & (any_hit | ~np.isin(kind, SHARE_KINDS))))


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


def read_waits(engine: Engine, candidates: pa.Table) -> Waits:
    """Hours of the stages that have a candidate of kind slow."""
    is_slow = pa.array(_texts(candidates, "kind") == "slow")
    stages = sorted(set(candidates["place_group"].filter(is_slow).to_pylist()))
    table = engine.query(
        "select stage, touchpoint, hours from int_waits"
        " where list_contains($stages, stage) order by stage, hours",
        {"stages": stages},
    )
    return Waits(_texts(table, "stage"), _texts(table, "touchpoint"), floats(table, "hours"))


def weigh(candidates: pa.Table, waits: Waits) -> Evidence:
    """Figures, intervals and one-sided p-values of all candidates."""
    moments = Moments.read(candidates)
    kind = _texts(candidates, "kind")
    is_share, is_score = np.isin(kind, SHARE_KINDS), kind == "score"
    p_value = more_in_first(moments, is_share=is_share)
    p_value[is_score] = less_in_first(moments, is_share=is_share)[is_score]
    interval = difference_interval(moments, is_share=is_share)
    rate, baseline = moments.rate.copy(), moments.baseline.copy()
    effects = rank_design_effect(moments)
    for row in np.flatnonzero(kind == "slow"):
        stage, place = (candidates[name][int(row)].as_py() for name in ("place_group", "place"))
        medians = waits.compare(stage, place, effects[row])
        rate[row], baseline[row], interval.low[row], interval.high[row] = medians
    return Evidence(kind, rate, baseline, interval, p_value)


def judge(evidence: Evidence, episodes: Sequence[DatedEpisode]) -> tuple[FloatArray, FloatArray]:
    """q-values of all candidates and of the episodes of going back, judged together; NaN for the others."""
    by_days = np.array([one.episode.p_value if one.kind == "back" else np.nan for one in episodes])
    q_value = false_discovery(np.concatenate([evidence.p_value, by_days]))
    return q_value[: len(evidence.p_value)], q_value[len(evidence.p_value) :]


def _tests_table(candidates: pa.Table, evidence: Evidence, q_value: FloatArray) -> pa.Table:
    columns = {
        "rate": nullable(evidence.rate),
        "baseline": nullable(evidence.baseline),
        "difference_low": nullable(evidence.interval.low),
        "difference_high": nullable(evidence.interval.high),
        "q_value": nullable(q_value),
        "is_pain": pa.array((q_value <= DISCOVERY_RATE) & evidence.is_telling),
    }
    kept = ["kind", "place_group", "place", "unit_count", "one_customers", "first_seen_at", "last_seen_at"]
    table = candidates.select(kept)
    for name, values in columns.items():
        table = table.append_column(name, values)
    return table


def _episodes_table(episodes: Sequence[DatedEpisode], q_value: FloatArray) -> pa.Table:
    """Episodes that are told: bursts of frictions, and going back more than on other days."""
    frictions = sum(one.kind == "friction" for one in episodes)
    told = [
        (one, float(q))
        for one, q in zip(episodes, q_value, strict=True)
        if (_is_setback(one, float(q)) if one.kind == "back" else is_burst(one.episode, families=frictions))
    ]
    figures = ("rate", "baseline", "low", "high", "p_value")
    return pa.table(
        {
            "kind": pa.array([one.kind for one, _ in told], pa.string()),
            "place": pa.array([one.place for one, _ in told], pa.string()),
            "first_day": pa.array([one.first_day for one, _ in told], pa.date32()),
            "last_day": pa.array([one.last_day for one, _ in told], pa.date32()),
            "q_value": nullable(np.array([q for _, q in told], dtype=np.float64)),
            **{
                name: pa.array([getattr(one.episode, name) for one, _ in told], pa.float64())
                for name in figures
            },
        }
    )


def _is_setback(one: DatedEpisode, q_value: float) -> bool:
    found = one.episode
    is_enough = found.is_marked and found.rate - found.baseline >= SHARE_FLOOR and found.low > 0
    return q_value <= DISCOVERY_RATE and is_enough


def _texts(table: pa.Table, name: str) -> NDArray[np.object_]:
    return np.asarray(table[name].to_pylist(), dtype=object)


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
