"""journeymine: a customer's events side by side in arrays, a compiled pass for each work."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench import digest
from bench.chain import COMMONEST, FUNNEL, FUNNEL_SECONDS, PAUSE_SECONDS, SANKEY_STEPS
from bench.peers.clock import Clock
from journeymine.questions.funnel import funnel
from journeymine.questions.ground import Ground
from journeymine.walk.carts import CART_NONE
from journeymine.walk.cuts import Ordered, cut_journeys, cut_sessions
from journeymine.walk.edges import find_edges
from journeymine.walk.flow import ENDED, ENDS, Window, find_flow
from journeymine.walk.kernels.order import place_by_customer, sort_customers
from journeymine.walk.paths import Int32, Int64, Paths
from journeymine.walk.signatures import FIELDS, Signatures
from journeymine.walk.units import Units
from journeymine.walk.variants import find_variants, paths_of
from journeymine.walk.walked import Walked, walk

MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class Events:
    """The columns as they came."""

    customer: Int32
    time: Int64
    place: Int64
    event: Int32
    names: tuple[str, ...]


def load(file: str) -> Events:
    """All five columns; event and channel by code."""
    table = pq.read_table(file, read_dictionary=["event", "channel"])
    event = table["event"].unify_dictionaries().combine_chunks()
    if isinstance(event, pa.ChunkedArray):
        event = event.chunk(0)
    return Events(
        customer=cast(Int32, table["customer"].to_numpy()) - 1,
        time=table["time"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy(),
        place=table["place"].to_numpy().astype(np.int64),
        event=event.indices.to_numpy(),
        names=tuple(event.dictionary.to_pylist()),
    )


def sessions(events: Events) -> Paths:
    """Events in order, cut into sessions."""
    counts = np.bincount(events.customer)
    bounds = np.append(0, np.cumsum(counts)).astype(np.int64)
    order = np.empty(len(events.time), dtype=np.int64)
    place_by_customer(events.customer, bounds.copy(), order)
    source, tied = np.zeros(len(order), dtype=np.int32), np.zeros(len(order), dtype=np.bool_)
    customers = Units("customer", bounds[:-1], bounds[1:], np.zeros(0, dtype=np.int32))
    customers.each_range(
        lambda low, high: sort_customers(bounds, events.time, events.place, source, low, high, order, tied)
    )
    ordered = Ordered(
        bounds,
        events.time[order],
        events.event[order],
        _signatures(events.names),
        np.zeros(0, dtype=np.int32),
    )
    session, spans = cut_sessions(ordered, timeout=PAUSE_SECONDS * MICROSECONDS)
    journey, journeys = cut_journeys(ordered, split="never")
    return Paths(
        bounds=bounds,
        times=ordered.times,
        signature=ordered.signature,
        session=session,
        journey=journey,
        sessions=spans,
        journeys=journeys,
        signatures=ordered.signatures,
    )


def _signatures(names: tuple[str, ...]) -> Signatures:
    """Events that say nothing but their name, each a touchpoint of its own."""
    told = {
        name: pa.array(names if name in ("event", "touchpoint") else [None] * len(names), pa.string())
        for name in FIELDS
    }
    flags = {
        "is_conversion": pa.array([False] * len(names)),
        "is_sessionized": pa.array([True] * len(names)),
        "cart_role": pa.array([CART_NONE] * len(names), pa.int8()),
    }
    return Signatures(pa.table({**told, **flags}), (), names)


def lengths(paths: Paths) -> list[tuple[int, int]]:
    """Numbers of events in a session, each with the number of such sessions."""
    found = np.bincount(np.bincount(paths.session, minlength=len(paths.sessions)))
    return [(length, int(count)) for length, count in enumerate(found) if count]


def follows(walked: Walked) -> list[tuple[str, str, int, float]]:
    """Event, next event, how often, median seconds."""
    edges = find_edges(walked)
    edges = edges.only(edges.between_nodes)
    names, count = edges.names, edges.count
    return [
        (names[before], names[after], int(times), float(median))
        for before, after, times, median in zip(
            edges.from_node, edges.to_node, count.times, count.median, strict=True
        )
    ]


def variants(walked: Walked) -> tuple[int, int, list[tuple[str, int]]]:
    """How many there are, the squares of their counts, and the commonest."""
    found = find_variants(walked)
    least = np.sort(found.count)[-COMMONEST:][0]
    often = np.flatnonzero(found.count >= least)
    paths = paths_of(walked, found.first[often])
    told = [">".join(walked.names[code] for code in path) for path in paths]
    counts = found.count[often].tolist()
    return len(found), int((found.count**2).sum()), list(zip(told, counts, strict=True))


def sankey(walked: Walked) -> list[tuple[int, str, str | None, int]]:
    """Place, event there, next event, how often."""
    ends = np.full(len(walked), ENDS.index(ENDED), dtype=np.int8)
    links = find_flow(walked, Window(0, SANKEY_STEPS), ends, top=None, timed=False)
    names = (*walked.names, *[None] * (int(links.to_code.max()) + 1 - len(walked.names)))
    rows = zip(
        links.column.tolist(),
        links.from_code.tolist(),
        links.to_code.tolist(),
        links.count.units.tolist(),
        strict=True,
    )
    return [
        (place, str(names[before]), names[after], count)
        for place, before, after, count in rows
        if place <= SANKEY_STEPS
    ]


def reached(paths: Paths) -> list[int]:
    """Customers at each step of the funnel."""
    last = datetime.fromtimestamp(int(paths.times.max()) / MICROSECONDS, UTC)
    ground = Ground(paths, lambda _: pa.table({}), 1, "made", last, 0, {})
    return list(funnel(ground, list(FUNNEL), window=f"{FUNNEL_SECONDS // 86400}d").counts)


def warm(events: Events) -> None:
    """Do all works with a few events, so that the loops are compiled or read from where they are kept."""
    few = slice(0, 1000)
    paths = sessions(
        replace(
            events,
            customer=np.unique(events.customer[few], return_inverse=True)[1].astype(np.int32),
            time=events.time[few],
            place=events.place[few],
            event=events.event[few],
        )
    )
    walked = walk(paths, paths.signatures.codes("event"), unit="session", collapse=False)
    for work in (follows, variants, sankey):
        work(walked)
    reached(paths)


def main(file: str) -> None:
    """Do all works, one after another."""
    warm(load(file))
    clock = Clock("numpy", "numba", "pyarrow")
    events = clock.work("load", lambda: load(file))
    clock.tell()
    paths = clock.work("sessions", lambda: sessions(events))
    clock.tell(digest.sessions(lengths(paths)))
    walked = walk(paths, paths.signatures.codes("event"), unit="session", collapse=False)
    clock.tell(digest.follows(clock.work("follows", lambda: follows(walked))))
    clock.tell(digest.variants(*clock.work("variants", lambda: variants(walked))))
    clock.tell(digest.sankey(clock.work("sankey", lambda: sankey(walked))))
    clock.tell(digest.funnel(clock.work("funnel", lambda: reached(paths))))


if __name__ == "__main__":
    main(sys.argv[1])
