"""PM4Py: sessions cut by pandas, which it has no function for; its directly-follows graphs and variants."""

from __future__ import annotations

import sys

import pandas as pd
import pm4py

from bench import digest
from bench.chain import COMMONEST, PAUSE_SECONDS
from bench.peers.clock import Clock

NAMES = {"session": "case:concept:name", "event": "concept:name", "time": "time:timestamp"}


def sessions(events: pd.DataFrame) -> pd.DataFrame:
    """A log with a case for each session."""
    walked = events.sort_values(["customer", "time", "place"], ignore_index=True)
    long_pause = walked["time"].diff() > pd.Timedelta(seconds=PAUSE_SECONDS)
    session = ((walked["customer"] != walked["customer"].shift()) | long_pause).cumsum().astype(str)
    log = walked.assign(session=session)[list(NAMES)].rename(columns=NAMES)
    return pm4py.format_dataframe(log)


def follows(log: pd.DataFrame) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], float]]:
    """How often by event and next event, and the median seconds between them."""
    counts, _, _ = pm4py.discover_dfg(log)
    medians, _, _ = pm4py.discover_performance_dfg(log, perf_aggregation_key="median")
    return counts, medians


def main(file: str) -> None:
    """Do the works that it can, one after another."""
    clock = Clock("pm4py", "pandas")
    events = clock.work("load", lambda: pd.read_parquet(file, read_dictionary=["event", "channel"]))
    clock.tell()
    log = clock.work("sessions", lambda: sessions(events))
    clock.tell(digest.sessions(log.groupby(NAMES["session"]).size().value_counts().items()))
    counts, medians = clock.work("follows", lambda: follows(log))
    clock.tell(digest.follows((*pair, count, medians[pair]) for pair, count in counts.items()))
    paths = clock.work("variants", lambda: pm4py.get_variants(log))
    least = sorted(paths.values(), reverse=True)[:COMMONEST][-1]
    commonest = ((">".join(path), count) for path, count in paths.items() if count >= least)
    clock.tell(digest.variants(len(paths), sum(count * count for count in paths.values()), commonest))


if __name__ == "__main__":
    main(sys.argv[1])
