"""Where does it hurt? Touchpoints worse than the rest of their stage, and frictions where people give up.

From what findings stand on, with int_credit and touchpoint_scores; gives pain_points. Five kinds (drop,
back, slow, score, friction) are judged together at a false-discovery rate of 5 %; only what is worse, and by
enough, is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from journeymine.config import Settings
from journeymine.findings.candidates import Candidates, Waits, find_kinds, find_waits
from journeymine.findings.comparison import (
    difference_interval,
    less_in_first,
    more_in_first,
    nullable,
    rank_design_effect,
)
from journeymine.findings.episodes import DatedEpisode, held, is_burst, scan_days
from journeymine.findings.footing import Footing
from journeymine.measures.statistics import FloatArray, Interval, false_discovery
from journeymine.walk.ends import instants

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


def build_pain_points(footing: Footing) -> str:
    """Build pain_points, and pain_episodes with the days of bursts.

    Args:
        footing: what they are made of; its engine holds events and the experience tables.

    Returns:
        One line for the run's summary.
    """
    engine, settings = footing.engine, footing.settings
    min_cell, waits = settings.privacy.min_cell, find_waits(footing)
    candidates = read_candidates(footing, waits)
    evidence = weigh(candidates, waits, footing)
    episodes = scan_days(footing, min_cell)
    q_value, episode_q = judge(evidence, episodes)
    engine.register("pain_tests", _tests_table(candidates, evidence, q_value))
    engine.register("pain_episodes", _episodes_table(footing, episodes, episode_q))
    engine.register("friction_owners", _friction_owners(settings))
    engine.model("int_pain_told", {"min_cell": min_cell})
    parameters = {"min_cell": min_cell, "cart_stage": _cart_stage(settings), "voice_floor": SCORE_FLOOR}
    count = engine.model("pain_points", parameters)
    engine.drop("int_pain_told", "pain_tests", "friction_owners")
    return f"{count:,} pain points of {len(candidates) + len(episodes):,} candidates"


def read_candidates(footing: Footing, waits: Waits) -> Candidates:
    """Places with enough on both sides."""
    found, min_cell = Candidates.of(find_kinds(footing, waits)), footing.settings.privacy.min_cell
    least = np.where(np.isin(found.kind, FRICTION_KINDS), min_cell, MIN_EVIDENCE)
    _, here, elsewhere = found.moments.customers.T
    enough = (here >= min_cell) & (found.unit_count >= least) & (elsewhere >= MIN_EVIDENCE)
    any_hit = found.moments.amount + found.moments.other_amount > 0
    return found.only(enough & (any_hit | ~np.isin(found.kind, SHARE_KINDS)))


def weigh(candidates: Candidates, waits: Waits, footing: Footing) -> Evidence:
    """Figures, intervals and one-sided p-values of all candidates."""
    moments, kind = candidates.moments, candidates.kind
    is_share, is_score = np.isin(kind, SHARE_KINDS), kind == "score"
    p_value = more_in_first(moments, is_share=is_share)
    p_value[is_score] = less_in_first(moments, is_share=is_share)[is_score]
    interval = difference_interval(moments, is_share=is_share)
    rate, baseline = moments.rate.copy(), moments.baseline.copy()
    effects = rank_design_effect(moments)
    for row in np.flatnonzero(kind == "slow"):
        place = footing.touchpoints.index(candidates.place[row]), footing.stages.index(candidates.group[row])
        medians = waits.compare(*place, effects[row])
        rate[row], baseline[row], interval.low[row], interval.high[row] = medians
    return Evidence(kind, rate, baseline, interval, p_value)


def judge(evidence: Evidence, episodes: Sequence[DatedEpisode]) -> tuple[FloatArray, FloatArray]:
    """q-values of all candidates and of the episodes of going back, judged together; NaN for the others."""
    by_days = np.array([one.episode.p_value if one.daily.kind == "back" else np.nan for one in episodes])
    q_value = false_discovery(np.concatenate([evidence.p_value, by_days]))
    return q_value[: len(evidence.p_value)], q_value[len(evidence.p_value) :]


def _tests_table(candidates: Candidates, evidence: Evidence, q_value: FloatArray) -> pa.Table:
    return pa.table(
        {
            "kind": pa.array(candidates.kind, pa.string()),
            "place": pa.array(candidates.place, pa.string()),
            "rate": nullable(evidence.rate),
            "baseline": nullable(evidence.baseline),
            "difference_low": nullable(evidence.interval.low),
            "difference_high": nullable(evidence.interval.high),
            "q_value": nullable(q_value),
            "unit_count": candidates.unit_count,
            "customer_count": candidates.moments.customers[:, 1].astype(np.int64),
            "first_seen_at": instants(candidates.first, unknown=candidates.first > candidates.last),
            "last_seen_at": instants(candidates.last, unknown=candidates.first > candidates.last),
            "is_pain": pa.array((q_value <= DISCOVERY_RATE) & evidence.is_telling),
        }
    )


def _episodes_table(footing: Footing, episodes: Sequence[DatedEpisode], q_value: FloatArray) -> pa.Table:
    """Episodes that are told: bursts of frictions, and going back more than on other days."""
    frictions = sum(one.daily.kind == "friction" for one in episodes)
    told = [
        (one, held(footing, one), float(q))
        for one, q in zip(episodes, q_value, strict=True)
        if (
            _is_setback(one, float(q))
            if one.daily.kind == "back"
            else is_burst(one.episode, families=frictions)
        )
    ]
    columns = {
        "kind": ([one.daily.kind for one, _, _ in told], pa.string()),
        "place": ([one.daily.name for one, _, _ in told], pa.string()),
        "first_day": ([one.first_day for one, _, _ in told], pa.date32()),
        "last_day": ([one.last_day for one, _, _ in told], pa.date32()),
        "unit_count": ([inside.units for _, inside, _ in told], pa.int64()),
        "customer_count": ([inside.customers for _, inside, _ in told], pa.int64()),
        "first_seen_at": ([inside.first for _, inside, _ in told], pa.timestamp("us", "UTC")),
        "last_seen_at": ([inside.last for _, inside, _ in told], pa.timestamp("us", "UTC")),
        "q_value": ([None if np.isnan(q) else q for _, _, q in told], pa.float64()),
    }
    for name in ("rate", "baseline", "low", "high", "p_value"):
        columns[name] = ([getattr(one.episode, name) for one, _, _ in told], pa.float64())
    return pa.table({name: pa.array(values, kind) for name, (values, kind) in columns.items()})


def _is_setback(one: DatedEpisode, q_value: float) -> bool:
    found = one.episode
    is_enough = found.is_marked and found.rate - found.baseline >= SHARE_FLOOR and found.low > 0
    return q_value <= DISCOVERY_RATE and is_enough


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
