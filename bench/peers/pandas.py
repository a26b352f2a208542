"""pandas: columns shifted against each other, events as a category, paths as slices of a text of codes."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from bench import digest
from bench.chain import COMMONEST, FUNNEL, FUNNEL_SECONDS, PAUSE_SECONDS, SANKEY_STEPS
from bench.peers.clock import Clock

WITHIN = pd.Timedelta(seconds=FUNNEL_SECONDS)


def load(file: str) -> pd.DataFrame:
    """All columns, event and channel by code."""
    return pd.read_parquet(file, read_dictionary=["event", "channel"])


def sessions(events: pd.DataFrame) -> pd.DataFrame:
    """Events in order with their session and whether they start it."""
    walked = events.sort_values(["customer", "time", "place"], ignore_index=True)
    long_pause = walked["time"].diff() > pd.Timedelta(seconds=PAUSE_SECONDS)
    is_first = (walked["customer"] != walked["customer"].shift()) | long_pause
    return walked.assign(is_first=is_first, session=is_first.cumsum())


def follows(walked: pd.DataFrame) -> pd.DataFrame:
    """How often, and median microseconds, by event and next event."""
    pauses = pd.DataFrame(
        {
            "before": walked["event"].shift(),
            "event": walked["event"],
            "pause": walked["time"].diff().astype("int64"),
        }
    )
    return (
        pauses[~walked["is_first"]]
        .groupby(["before", "event"], observed=True)["pause"]
        .agg(["size", "median"])
    )


def variants(walked: pd.DataFrame) -> tuple[pd.Series, list[tuple[str, int]]]:
    """All variants as codes with their numbers of sessions, and the commonest by name."""
    names = walked["event"].cat.categories
    codes = walked["event"].cat.codes.to_numpy(np.uint8).tobytes()
    starts = np.flatnonzero(walked["is_first"]).tolist()
    paths = (codes[start:end] for start, end in zip(starts, [*starts[1:], len(codes)], strict=True))
    counts = pd.Series(list(paths)).value_counts()
    commonest = counts[counts >= counts.iloc[:COMMONEST].min()]
    return counts, [(">".join(names[code] for code in path), count) for path, count in commonest.items()]


def sankey(walked: pd.DataFrame) -> pd.Series:
    """How often by place, event and next event; the code -1 where the session ends."""
    place = walked.groupby("session").cumcount() + 1
    codes = walked["event"].cat.codes
    after = codes.shift(-1, fill_value=-1).where(~walked["is_first"].shift(-1, fill_value=True), -1)
    table = pd.DataFrame({"place": place, "event": codes, "after": after})
    return table[place <= SANKEY_STEPS].groupby(["place", "event", "after"]).size()


def funnel(walked: pd.DataFrame) -> list[int]:
    """Customers who reach each step: events of a step are told the latest start that leads there in time."""
    steps = walked.loc[walked["event"].isin(FUNNEL), ["customer", "time", "event"]]
    started = steps["time"].where(steps["event"] == FUNNEL[0])
    reached = [steps["customer"][started.notna()].nunique()]
    for name in FUNNEL[1:]:
        start = started.groupby(steps["customer"]).ffill()
        started = start.where((steps["event"] == name) & (steps["time"] - start <= WITHIN))
        reached.append(steps["customer"][started.notna()].nunique())
    return reached


def main(file: str) -> None:
    """Do all works, one after another."""
    clock = Clock("pandas", "numpy", "pyarrow")
    events = clock.work("load", lambda: load(file))
    clock.tell()
    walked = clock.work("sessions", lambda: sessions(events))
    clock.tell(digest.sessions(walked.groupby("session").size().value_counts().items()))
    pairs = clock.work("follows", lambda: follows(walked))
    clock.tell(digest.follows((*pair, count, us / 1e6) for pair, count, us in pairs.itertuples()))
    counts, commonest = clock.work("variants", lambda: variants(walked))
    clock.tell(digest.variants(len(counts), (counts**2).sum(), commonest))
    links = clock.work("sankey", lambda: sankey(walked))
    names = [*walked["event"].cat.categories, None]
    clock.tell(
        digest.sankey((place, names[event], names[after], n) for (place, event, after), n in links.items())
    )
    clock.tell(digest.funnel(clock.work("funnel", lambda: funnel(walked))))


if __name__ == "__main__":
    main(sys.argv[1])
