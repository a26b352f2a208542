"""What PM4Py says of a log; run by asking.py in an environment that has it."""

from __future__ import annotations

import json
import sys
from collections import Counter

import pandas as pd
import pm4py  # pyright: ignore[reportMissingImports]

rows = [line.rstrip("\n").split(",") for line in sys.stdin]
frame = pd.DataFrame(rows, columns=["case:concept:name", "concept:name", "second"])
frame["time:timestamp"] = pd.to_datetime(frame.pop("second").astype("int64"), unit="s", utc=True)
log = pm4py.format_dataframe(frame)
counts, starts, ends = pm4py.discover_dfg(log)
medians, _, _ = pm4py.discover_performance_dfg(log, perf_aggregation_key="median")
follows = pm4py.discover_eventually_follows_graph(log)
rework = pm4py.get_rework_cases_per_activity(log)
variants: Counter[str] = Counter()
for variant, value in pm4py.get_variants(log).items():
    variants[">".join(variant)] += value if isinstance(value, int) else len(value)
told = {
    "counts": {">".join(pair): int(count) for pair, count in counts.items()},
    "medians": {">".join(pair): float(seconds) for pair, seconds in medians.items()},
    "starts": {event: int(count) for event, count in starts.items()},
    "ends": {event: int(count) for event, count in ends.items()},
    "follows": {">".join(pair): int(count) for pair, count in follows.items()},
    "rework": {event: int(count) for event, count in rework.items()},
    "variants": dict(variants),
}
print(json.dumps(told))
