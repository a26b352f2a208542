"""What do customers say, and of what? Answers credited to touchpoints, means and net promoter score.

Reads events; gives int_credit (answer x touchpoint), touchpoint_scores (for touchpoints), and experience.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.measures.statistics import FloatArray, mean_interval, nps_interval

SCALES = {"nps": (0.0, 10.0), "csat": (1.0, 5.0), "ces": (1.0, 7.0), "stars": (1.0, 5.0)}
"""Lowest and highest answer of each kind of score."""


def build_experience(engine: Engine, settings: Settings) -> str:
    """Build int_credit, touchpoint_scores and experience.

    Args:
        engine: holds events, with touchpoint_hint, and declared_touchpoints.
        settings: `journeys.credit_within` and the smallest cell.

    Returns:
        One line for the run's summary.
    """
    engine.model("int_credit", {"credit_seconds": int(settings.journeys.credit_within.total_seconds())})
    engine.model("touchpoint_scores")
    engine.model("int_experience")
    engine.register("experience_intervals", _intervals(engine.fetch("int_experience")))
    engine.model("experience", {"min_cell": settings.privacy.min_cell})
    answers = engine.query("select sum(answer_count) as n from experience where scope = 'all'")["n"][
        0
    ].as_py()
    engine.drop("int_experience", "experience_intervals")
    return f"{answers or 0:,} answers"


def _intervals(sums: pa.Table) -> pa.Table:
    """Ends of mean and NPS for each row; one customer's answers weigh as one (Kish's effective number)."""
    credit, squares = _floats(sums, "credit"), _floats(sums, "credit_squares")
    effective = credit**2 / squares
    mean = _floats(sums, "total") / credit
    variance = np.maximum(_floats(sums, "squares") / credit - mean**2, 0)
    variance = np.where(variance > 1e-9, variance * effective / np.maximum(effective - 1, 1e-9), 0)
    means = mean_interval(mean, np.sqrt(variance), effective)
    promoters, detractors = _floats(sums, "promoters") / credit, _floats(sums, "detractors") / credit
    nps = nps_interval(promoters * effective, detractors * effective, effective)
    limits = np.array([SCALES[kind] for kind in sums["score_kind"].to_pylist()]).reshape(-1, 2)
    return pa.table(
        {
            **{name: sums[name] for name in ("scope", "name", "score_kind")},
            "mean_low": _nullable(np.maximum(means.low, limits[:, 0])),
            "mean_high": _nullable(np.minimum(means.high, limits[:, 1])),
            "nps_low": _nullable(nps.low),
            "nps_high": _nullable(nps.high),
        }
    )


def _floats(table: pa.Table, name: str) -> FloatArray:
    return np.asarray(table[name].cast(pa.float64()).to_numpy(), dtype=np.float64)


def _nullable(values: FloatArray) -> pa.Array:
    """Floats for a table: NaN becomes NULL."""
    return pa.array(values, pa.float64(), from_pandas=True)
