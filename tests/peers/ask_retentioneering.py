"""What retentioneering says of a log; run by asking.py in an environment that has it.

The word after the script's name is the event around which the second step matrix is laid.
"""

from __future__ import annotations

import json
import sys
from math import isnan

import pandas as pd
from retentioneering.eventstream import Eventstream  # pyright: ignore[reportMissingImports]

STEPS = 8
SCHEMA = {"path_cols": ["case"], "event_col": "event", "timestamp_col": "time"}
rows = [line.rstrip("\n").split(",") for line in sys.stdin]
frame = pd.DataFrame(rows, columns=["case", "event", "second"])
frame["time"] = pd.to_datetime(frame.pop("second").astype("int64"), unit="s")
stream = Eventstream(frame, SCHEMA)


def edges(weight: str) -> dict[str, float]:
    """A weight by edge, with path_start and path_end; times in seconds."""
    found = stream.transition_graph_data(weight).stack()
    told = {
        edge: getattr(value, "total_seconds", lambda value=value: value)() for edge, value in found.items()
    }
    return {f"{before}>{after}": float(value) for (before, after), value in told.items() if not isnan(value)}


def steps(anchor: str | None) -> dict[str, float]:
    """Shares by step and event; with an anchor there is a matrix for each of its events, here one."""
    found = stream.step_matrix_data(max_steps=STEPS, anchor=anchor)
    found = found[0] if isinstance(found, tuple) else found
    return {f"{step}>{event}": float(share) for (event, step), share in found.stack().items()}


weights = ("count", "unique_paths", "proba_out", "time_median")
told = {weight: edges(weight) for weight in weights}
print(json.dumps({**told, "steps": steps(None), "centred": steps(sys.argv[1])}))
