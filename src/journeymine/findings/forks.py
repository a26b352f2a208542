"""Where do ways part? Nodes with two or more onward edges of a tenth or more, their shares and who converts.

From onward edges; gives forks, at levels stage and touchpoint. END is an edge: stopping is a choice.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from journeymine.findings.comparison import floats
from journeymine.findings.footing import Footing
from journeymine.measures.onward import onward_edges
from journeymine.measures.statistics import Shares, wilson

LEAST_SHARE = 0.1


def build_forks(footing: Footing) -> str:
    """Build forks.

    Args:
        footing: what findings stand on. Edges of fewer customers than its smallest cell are left out and
            count for no fork.

    Returns:
        One line for the run's summary.
    """
    engine, edges = footing.engine, onward_edges(footing.paths, footing.outcome)
    engine.register("int_forks", edges)
    engine.register("fork_intervals", _intervals(edges))
    engine.model("forks", {"least_share": LEAST_SHARE, "min_cell": footing.settings.privacy.min_cell})
    nodes = engine.query("select count(distinct level || ' ' || node) as n from forks")["n"][0].as_py()
    engine.drop("int_forks", "fork_intervals")
    return f"{nodes:,} forks"


def _intervals(edges: pa.Table) -> pa.Table:
    """Wilson interval of each share; one customer's leavings weigh as one (Kish's effective number)."""
    effective = floats(edges, "leaving_count") ** 2 / floats(edges, "leaving_squares")
    ends = wilson(Shares(floats(edges, "share") * effective, effective))
    return pa.table(
        {
            **{name: edges[name] for name in ("level", "node", "next_node")},
            "share_low": np.round(ends.low, 10),
            "share_high": np.round(ends.high, 10),
        }
    )
