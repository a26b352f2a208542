"""Where journeys end, and how long they take to move on.

Reads steps, int_journeys and stages; gives dropoff. Open journeys are censored: they are never counted as
lost, and the time to the
next node is estimated with them (Kaplan and Meier 1958).
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from journeymine.engine import Engine
from journeymine.walk.paths import bounds


def build_dropoff(engine: Engine, as_of: datetime) -> str:
    """Build dropoff for every level.

    Args:
        engine: holds steps, journeys and stages.
        as_of: the instant at which unfinished waits are censored.

    Returns:
        One line for the run's summary.
    """
    engine.model("int_leavings")
    engine.model("int_dropoff")
    engine.model("int_next_times", {"as_of": as_of})
    engine.register(
        "next_times", _medians(engine.fetch("int_next_times", order_by=("level", "node", "seconds")))
    )
    count = engine.model("dropoff")
    engine.drop("int_leavings", "int_dropoff", "int_next_times", "next_times")
    return f"{count:,} nodes"


def median_wait(seconds: NDArray[np.float64], happened: NDArray[np.bool_]) -> float | None:
    """Kaplan-Meier median of waiting times.

    Args:
        seconds: time waited.
        happened: False where the wait was cut short (censored) at that time.

    Returns:
        The first time at which half or fewer are estimated to be still waiting; None where that never comes.
    """
    order = np.lexsort((~happened, seconds))
    at_risk = np.arange(len(seconds), 0, -1)
    still_waiting = np.cumprod(1.0 - happened[order] / at_risk)
    reached = np.flatnonzero(still_waiting <= 0.5 + 1e-12)
    return float(seconds[order][reached[0]]) if len(reached) else None


def _medians(waits: pa.Table) -> pa.Table:
    rows: dict[str, list[object]] = {"level": [], "node": [], "median_next_seconds": []}
    names = [waits[name].to_pylist() for name in ("level", "node")]
    keys = list(zip(*names, strict=True))
    seconds = cast("NDArray[np.float64]", waits["seconds"].to_numpy())
    happened = cast("NDArray[np.bool_]", waits["is_continued"].to_numpy())
    is_start = [place == 0 or keys[place] != keys[place - 1] for place in range(len(keys))]
    for start, end in zip(*bounds(np.array(is_start, dtype=np.bool_)), strict=True):
        level, node = keys[start]
        rows["level"].append(level)
        rows["node"].append(node)
        rows["median_next_seconds"].append(median_wait(seconds[start:end], happened[start:end]))
    types = {"level": pa.string(), "node": pa.string(), "median_next_seconds": pa.float64()}
    return pa.table({name: pa.array(values, types[name]) for name, values in rows.items()})
