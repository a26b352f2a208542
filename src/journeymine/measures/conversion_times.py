"""How long it takes to get on in a funnel: percentiles, a distribution, and the share that got on by each
time.

From the attempts of a walk (walk/funnel.py); gives Arrow tables. The share by time is Kaplan and Meier's
estimate: an attempt whose window is still open is looked at for as long as it is known and then left out
    (censored); one
that can't get on any more stays to the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from journeymine.measures.statistics import Z95, FloatArray
from journeymine.walk.funnel import Attempts
from journeymine.walk.funnel_read import times_to
from journeymine.walk.paths import Int64, Paths

MICROSECONDS = 1_000_000
PERCENTILES = (10, 25, 50, 75, 90, 95)


def time_rows(attempts: Attempts, step: int, name: str) -> list[dict[str, object]]:
    """Percentiles of the seconds to a step, from the start and from the step reached before.

    Args:
        attempts: what starts led to.
        step: the step, from 0; not the first.
        name: of the step.

    Returns:
        Two rows: step (from 1), event_name, since (`start`, `previous`), unit_count, mean_seconds,
            p10_seconds,
        p25_seconds, median_seconds, p75_seconds, p90_seconds, p95_seconds; NULL where nobody reached it.
    """
    return [
        {
            "step": step + 1,
            "event_name": name,
            "since": since,
            **_spread(times_to(attempts, step, is_whole=is_whole)[0]),
        }
        for since, is_whole in (("start", True), ("previous", False))
    ]


TIMES_SCHEMA = pa.schema(
    [
        ("step", pa.int64()),
        ("event_name", pa.string()),
        ("since", pa.string()),
        ("unit_count", pa.int64()),
        ("mean_seconds", pa.float64()),
        *((("median" if each == 50 else f"p{each}") + "_seconds", pa.float64()) for each in PERCENTILES),
    ]
)


def _spread(times: Int64) -> dict[str, object]:
    names = [name for name in TIMES_SCHEMA.names if name.endswith("_seconds")]
    if not len(times):
        return {"unit_count": 0, **dict.fromkeys(names)}
    places = np.array(PERCENTILES) / 100
    found = [float(times.mean()), *np.asarray(np.quantile(times, places)).tolist()]
    told = {name: value / MICROSECONDS for name, value in zip(names, found, strict=True)}
    return {"unit_count": len(times), **told}


def distribution(times: Int64, bins: int) -> pa.Table:
    """How many took how long, in bins that grow as the times do.

    Args:
        times: microseconds.
        bins: how many; the first holds all up to a second.

    Returns:
        Columns from_seconds (more than; of the first bin: from), to_seconds (at most), unit_count; none for
        no times.
    """
    if not len(times):
        return _bins_table(np.zeros(0), np.zeros(0, np.int64))
    seconds = times / MICROSECONDS
    longest = max(float(seconds.max()), 1.0)
    edges = np.unique(np.concatenate([[0.0], np.geomspace(1.0, longest, bins)]))
    edges[-1] = longest
    place = np.maximum(np.searchsorted(edges, seconds, side="left"), 1)
    return _bins_table(edges, np.bincount(place - 1, minlength=len(edges) - 1))


def _bins_table(edges: FloatArray, counts: Int64) -> pa.Table:
    return pa.table(
        {
            "from_seconds": pa.array(edges[:-1], pa.float64()),
            "to_seconds": pa.array(edges[1:], pa.float64()),
            "unit_count": pa.array(counts, pa.int64()),
        }
    )


@dataclass(frozen=True)
class Followed:
    """For how long each attempt was followed, and whether it got on then.

    Attributes:
        time: microseconds; of what can't get on any more the longest there are.
        is_reached: whether it got on.
    """

    time: Int64
    is_reached: np.ndarray


def followed(paths: Paths, attempts: Attempts, step: int, known_until: int) -> Followed:
    """For how long attempts are known.

    One that reached the step: from its start to that. One whose unit may still get on: from the earliest
        start that
    may still lead on to the as-of time. Any other: for ever.

    Args:
        paths: all events in order.
        attempts: what starts led to.
        step: the step, from 0.
        known_until: the as-of time, microseconds.
    """
    reached, whose = times_to(attempts, step, is_whole=True)
    time = np.full(len(attempts), np.iinfo(np.int64).max)
    is_reached = np.zeros(len(attempts), dtype=np.bool_)
    time[whose], is_reached[whose] = reached, True
    is_open = ~is_reached & (attempts.open_row >= 0)
    time[is_open] = np.maximum(known_until - paths.times[attempts.open_row[is_open]], 0)
    return Followed(time, is_reached)


def curve_table(found: Followed) -> pa.Table:
    """The share that got on by each time.

    Args:
        found: for how long each attempt is known.

    Returns:
        One row per time at which somebody got on, in order: seconds, at_risk_count (followed for as long, and
            not on
        before), reached_count (all up to then), open_count (known for less long), share, low, high (95 %).
    """
    order = np.lexsort((~found.is_reached, found.time))
    time, is_reached = found.time[order], found.is_reached[order]
    at, first = np.unique(time, return_index=True)
    events = np.add.reduceat(is_reached, first) if len(at) else np.zeros(0, np.int64)
    at_risk = len(time) - first
    with np.errstate(divide="ignore", invalid="ignore"):
        staying: FloatArray = np.cumprod(1 - events / at_risk, dtype=np.float64)
        spread = np.cumsum(events / (at_risk * (at_risk - events.astype(np.float64))))
        low, high = _ends(staying, spread)
    reached = np.cumsum(events)
    keep = np.flatnonzero(events > 0)
    return pa.table(
        {
            "seconds": pa.array(at[keep] / MICROSECONDS, pa.float64()),
            "at_risk_count": pa.array(at_risk[keep], pa.int64()),
            "reached_count": pa.array(reached[keep], pa.int64()),
            "open_count": pa.array(first[keep] - (reached - events)[keep], pa.int64()),
            "share": pa.array(1 - staying[keep], pa.float64()),
            "low": pa.array(low[keep], pa.float64(), from_pandas=True),
            "high": pa.array(high[keep], pa.float64(), from_pandas=True),
        }
    )


def _ends(staying: FloatArray, spread: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Ends of the share that got on: Greenwood's error on the scale log(−log) of those that did not."""
    half = Z95 * np.sqrt(spread) / np.log(staying)
    high, low = 1 - staying ** np.exp(-half), 1 - staying ** np.exp(half)
    is_known = (staying > 0) & (staying < 1)
    return np.where(is_known, np.minimum(low, high), np.nan), np.where(
        is_known, np.maximum(low, high), np.nan
    )


def curve_quantiles(curve: pa.Table, shares: Sequence[float]) -> list[float | None]:
    """The first time by which at least each share got on, in seconds; None where the curve does not rise so
    far.
    """
    reached = np.asarray(curve["share"])
    seconds = np.asarray(curve["seconds"])
    places = [int(np.searchsorted(reached, share)) for share in shares]
    return [float(seconds[place]) if place < len(seconds) else None for place in places]
