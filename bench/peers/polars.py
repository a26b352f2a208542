"""Polars: lazy queries on its in-memory engine, events as an enum, sorted once."""

from __future__ import annotations

import sys
from datetime import timedelta

import polars as pl

from bench import digest
from bench.chain import COMMONEST, FUNNEL, FUNNEL_SECONDS, PAUSE_SECONDS, SANKEY_STEPS
from bench.peers.clock import Clock

EVENT, TIME = pl.col("event"), pl.col("time")
WITHIN = timedelta(seconds=FUNNEL_SECONDS)


def load(file: str) -> pl.DataFrame:
    """All columns, event and channel by code."""
    rows = pl.scan_parquet(file)
    names = rows.select(EVENT.unique().sort()).collect()["event"]
    return rows.with_columns(EVENT.cast(pl.Enum(names)), pl.col("channel").cast(pl.Categorical)).collect()


def sessions(events: pl.DataFrame) -> pl.DataFrame:
    """Events in order with the pause before them and their session."""
    same = pl.col("customer") == pl.col("customer").shift(1)
    starts = (pl.col("pause") > timedelta(seconds=PAUSE_SECONDS)).fill_null(value=True)
    return (
        events.lazy()
        .sort("customer", "time", "place")
        .select("customer", "time", "event", pause=pl.when(same).then(TIME.diff()))
        .with_columns(is_first=starts)
        .with_columns(session=pl.col("is_first").cum_sum())
        .collect()
    )


def follows(walked: pl.DataFrame) -> pl.DataFrame:
    """Event, next event, how often, median microseconds."""
    return (
        walked.lazy()
        .with_columns(before=EVENT.shift(1))
        .filter(~pl.col("is_first"))
        .group_by("before", "event")
        .agg(pl.len(), pl.col("pause").dt.total_microseconds().median())
        .collect()
    )


def variants(walked: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All variants with their numbers of sessions, and the commonest by name."""
    found = (
        walked.lazy()
        .group_by("session")
        .agg(path=EVENT)
        .group_by("path")
        .agg(sessions=pl.len().cast(pl.Int64))
        .collect()
    )
    least = found["sessions"].top_k(COMMONEST).min()
    named = found.filter(pl.col("sessions") >= least).with_columns(
        pl.col("path").cast(pl.List(pl.String)).list.join(">")
    )
    return found, named


def sankey(walked: pl.DataFrame) -> pl.DataFrame:
    """Place, event, next event, how often."""
    row = pl.int_range(pl.len())
    first_row = pl.when("is_first").then(row).forward_fill()
    return (
        walked.lazy()
        .select(
            "event",
            after=pl.when(~pl.col("is_first").shift(-1)).then(EVENT.shift(-1)),
            place=row - first_row + 1,
        )
        .filter(pl.col("place") <= SANKEY_STEPS)
        .group_by("place", "event", "after")
        .agg(pl.len())
        .collect()
    )


def funnel(walked: pl.DataFrame) -> tuple[int, ...]:
    """Customers who reach each step: events of a step are told the latest start that leads there in time."""
    steps = walked.lazy().filter(EVENT.is_in(FUNNEL)).select("customer", "time", "event")
    started: pl.Expr = pl.when(EVENT.eq(FUNNEL[0])).then(TIME)
    for place, name in enumerate(FUNNEL[1:], start=1):
        steps = steps.with_columns(started.forward_fill().over("customer").alias(f"start_{place}"))
        start = pl.col(f"start_{place}")
        started = pl.when(EVENT.eq(name) & (TIME - start <= WITHIN)).then(start)
    reached = [pl.col(f"start_{place}").is_not_null() for place in range(1, len(FUNNEL))]
    counts = [pl.col("customer").filter(one).n_unique() for one in (*reached, started.is_not_null())]
    return steps.select(count.alias(str(place)) for place, count in enumerate(counts)).collect().row(0)


def main(file: str) -> None:
    """Do all works, one after another."""
    clock = Clock("polars")
    events = clock.work("load", lambda: load(file))
    clock.tell()
    walked = clock.work("sessions", lambda: sessions(events))
    lengths = walked.group_by("session").len("length").group_by("length").len()
    clock.tell(digest.sessions(lengths.rows()))
    pairs = clock.work("follows", lambda: follows(walked))
    clock.tell(digest.follows((event, after, count, us / 1e6) for event, after, count, us in pairs.rows()))
    found, named = clock.work("variants", lambda: variants(walked))
    clock.tell(digest.variants(len(found), (found["sessions"] ** 2).sum(), named.rows()))
    links = clock.work("sankey", lambda: sankey(walked))
    clock.tell(digest.sankey(links.select("place", "event", "after", "len").rows()))
    clock.tell(digest.funnel(clock.work("funnel", lambda: funnel(walked))))


if __name__ == "__main__":
    main(sys.argv[1])
