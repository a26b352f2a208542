"""The step matrix: at which node units are at each step from the first, or before and after a centre.

From ordered paths; gives one row per step and node. The shares of a step add up to 1: units that have ended
by then are at END, and units that had not begun yet at START.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from journeymine.tables import END, START
from journeymine.walk.flow import Window, find_places
from journeymine.walk.walked import Walked


def step_matrix(walked: Walked, window: Window) -> pa.Table:
    """Count the units at each node at each step.

    Args:
        walked: what is followed; units without a step, or without a centre, are left out.
        window: which steps are looked at.

    Returns:
        One row per step and node that has a unit: step_index (0 is the centre), node, unit_count,
        customer_count (NULL at START and END), share.
    """
    before, after = window.before, window.after
    units, customers = find_places(walked, window)
    total = int(units[before].sum())
    steps = np.arange(-before, after + 1)
    away = total - units.sum(axis=1)
    outside = np.stack([np.where(steps < 0, away, 0), np.where(steps > 0, away, 0)], axis=1)
    counts = np.concatenate([units, outside], axis=1)
    row, node = np.nonzero(counts)
    known = np.concatenate([customers, np.full((len(steps), 2), -1)], axis=1)[row, node]
    return pa.table(
        {
            "step_index": pa.array(steps[row], pa.int64()),
            "node": pa.array([*walked.names, START, END], pa.string()).take(pa.array(node)),
            "unit_count": counts[row, node],
            "customer_count": pa.array(known, pa.int64(), mask=known < 0),
            "share": counts[row, node] / max(total, 1),
        }
    )
