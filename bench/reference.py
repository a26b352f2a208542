"""The works of the chain in plain Python, slow and obvious: what sides are checked against at small sizes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from pathlib import Path
from statistics import median

import pyarrow.parquet as pq

from bench import digest
from bench.chain import FUNNEL, FUNNEL_SECONDS, PAUSE_SECONDS, SANKEY_STEPS
from bench.digest import Digest


@dataclass(frozen=True, order=True)
class Event:
    """One row of clean.parquet."""

    customer: int
    time: datetime
    place: int
    event: str


def answers(clean: Path) -> dict[str, Digest]:
    """Digests of all works."""
    columns = pq.read_table(clean, columns=["customer", "time", "place", "event"]).to_pylist()
    return answers_of(Event(**row) for row in columns)


def answers_of(events: Iterable[Event]) -> dict[str, Digest]:
    """The same of events in any order."""
    ordered = sorted(events)
    sessions = list(cut(ordered))
    names = [tuple(event.event for event in session) for session in sessions]
    paths = Counter(names)
    return {
        "sessions": digest.sessions(Counter(len(session) for session in sessions).items()),
        "follows": digest.follows(follows(sessions)),
        "variants": digest.variants(
            len(paths),
            sum(count * count for count in paths.values()),
            ((">".join(path), count) for path, count in paths.items()),
        ),
        "sankey": digest.sankey((*link, count) for link, count in Counter(links(names)).items()),
        "funnel": digest.funnel(funnel(ordered)),
    }


def cut(ordered: Sequence[Event]) -> Iterator[list[Event]]:
    """Sessions of events in order."""
    session: list[Event] = []
    for event in ordered:
        if session and (
            event.customer != session[-1].customer or seconds(session[-1], event) > PAUSE_SECONDS
        ):
            yield session
            session = []
        session.append(event)
    if session:
        yield session


def seconds(first: Event, second: Event) -> float:
    """From one event to another."""
    return (second.time - first.time).total_seconds()


def follows(sessions: Iterable[Sequence[Event]]) -> Iterator[tuple[str, str, int, float]]:
    """Event, next event, how often, median seconds."""
    pauses: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for session in sessions:
        for one, after in pairwise(session):
            pauses[one.event, after.event].append(seconds(one, after))
    for (event, after), found in pauses.items():
        yield event, after, len(found), median(found)


def links(sessions: Iterable[Sequence[str]]) -> Iterator[tuple[int, str, str | None]]:
    """Place, event and next event of the first steps of each session."""
    for session in sessions:
        for place, (event, after) in enumerate(pairwise((*session, None)), start=1):
            if place <= SANKEY_STEPS and event is not None:
                yield place, event, after


def funnel(ordered: Iterable[Event]) -> list[int]:
    """Customers who reach each step."""
    depths = [depth(list(events)) for _, events in groupby(ordered, key=lambda event: event.customer)]
    return [sum(depth >= step for depth in depths) for step in range(1, len(FUNNEL) + 1)]


def depth(events: Sequence[Event]) -> int:
    """The most steps that a customer reaches from any start."""
    starts = (place for place, event in enumerate(events) if event.event == FUNNEL[0])
    return max((depth_from(events[place:]) for place in starts), default=0)


def depth_from(events: Sequence[Event]) -> int:
    """Steps reached from the first of these events, which starts."""
    reached = 1
    for event in events[1:]:
        if reached == len(FUNNEL) or seconds(events[0], event) > FUNNEL_SECONDS:
            break
        if event.event == FUNNEL[reached]:
            reached += 1
    return reached
