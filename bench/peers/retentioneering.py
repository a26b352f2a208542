"""retentioneering: an event stream by customer, split into sessions; its transition and step matrices."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

os.environ["RETENTIONEERING_NO_TRACK"] = "1"

import pandas as pd
from retentioneering.eventstream import Eventstream

from bench import digest
from bench.chain import PAUSE_SECONDS, SANKEY_STEPS
from bench.peers.clock import Clock

SESSION = "session_id"
ENDS = ("path_start", "path_end")
SCHEMA = {"path_cols": ["customer"], "event_col": "event", "timestamp_col": "time"}


def load(file: str) -> Eventstream:
    """The event stream. It sorts by customer and time, and leaves events of one instant as they stand in the
    file, which is by place."""
    return Eventstream(pd.read_parquet(file, read_dictionary=["event", "channel"]), SCHEMA)


def follows(sessions: Eventstream) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How often by event and next event, and the medians of whole seconds between them."""
    return (
        sessions.transition_graph_data("count", path_col=SESSION),
        sessions.transition_graph_data("time_median", path_col=SESSION),
    )


def pairs(counts: pd.DataFrame) -> Iterator[tuple[str, str, int, float]]:
    """Rows of the matrix without those of starts and ends; its seconds are no answer."""
    inner = counts.drop(index=list(ENDS), columns=list(ENDS)).stack()
    return ((str(event), str(after), int(count), 0.0) for (event, after), count in inner.items() if count)


def steps(shares: pd.DataFrame, sessions: int) -> Iterator[tuple[int, str, int]]:
    """Place, event, how often; the matrix has shares of all sessions."""
    inner = shares.drop(index=list(ENDS)).loc[:, 1:].stack()
    counts = ((place, str(event), round(share * sessions)) for (event, place), share in inner.items())
    return (row for row in counts if row[2])


def main(file: str) -> None:
    """Do the works that it can, one after another."""
    clock = Clock("retentioneering", "duckdb", "pandas")
    stream = clock.work("load", lambda: load(file))
    clock.tell()
    sessions = clock.work("sessions", lambda: stream.split_sessions(timeout=f"{PAUSE_SECONDS}s"))
    lengths = sessions.df.groupby(SESSION, observed=True).size()
    clock.tell(digest.sessions(lengths.value_counts().items()))
    counts, _ = clock.work("follows", lambda: follows(sessions))
    clock.tell(digest.follows(pairs(counts), with_medians=False))
    shares = clock.work("sankey", lambda: sessions.step_sankey_data(max_steps=SANKEY_STEPS, path_col=SESSION))
    clock.tell(digest.sankey_steps(steps(shares, len(lengths))))


if __name__ == "__main__":
    main(sys.argv[1])
