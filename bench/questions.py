"""How long questions take on made-up ordered paths, as a snapshot opens them: medians of seven calls each.

    python -m bench.questions 1e7 bench/.data

Writes a line of JSON for each question, after one for the *scan*, by which the others are measured: NumPy
looks once at the time and the signature of each event, on one thread, which no answer can do without. The
first call of each question, in which a loop may be compiled and a file is first read, is told by itself.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa

from bench.made_paths import CHANNELS, DEVICES, made_paths
from journeymine.questions.asking import Follow
from journeymine.questions.funnel import FunnelResult, funnel
from journeymine.questions.graph import transition_graph
from journeymine.questions.ground import Ground
from journeymine.questions.matrix import follows, steps
from journeymine.questions.paths import Between, paths
from journeymine.walk.paths import Paths

SCAN = "scan"
OUTCOMES = ("converted", "dropped", "open")
STEPS = ["product_view", "add_to_cart", "begin_checkout", "purchase"]
HELD = ["product_view", "add_to_cart", "purchase"]
FEW = {"where": "channel = 'email'"}
RUNS = 7
Asked = Callable[[], Any]


def ground_of(made: Paths) -> Ground:
    """The paths open for questions, with small tables of their units."""
    counts = {
        "customers": made.customer_count,
        "sessions": len(made.sessions),
        "journeys": len(made.journeys),
    }

    def read(name: str) -> pa.Table:
        number = np.arange(counts[name])
        said = {"channel": CHANNELS, "device": DEVICES, "outcome": OUTCOMES}
        columns = {
            field: pa.DictionaryArray.from_arrays(number % len(words), list(words)).cast(pa.string())
            for field, words in said.items()
        }
        return pa.table({f"{name[:-1]}_no": number, **columns})

    last = datetime.fromtimestamp(int(made.times.max()) / 1_000_000, UTC)
    return Ground(made, read, 1, "made", last, 10, {})


def funnels(ground: Ground) -> Iterator[tuple[str, Asked]]:
    """Funnels of every kind: the counts, the table with its times, and what else is asked of them."""

    def ask(steps: str | list[str] = STEPS, **options: Any) -> FunnelResult:
        return funnel(ground, steps, **{"window": "7d", **options})

    yield "funnel, 4 steps, 7 days: counts", lambda: ask().counts
    yield "funnel, 4 steps, 7 days: table with times", lambda: ask().table()
    yield "funnel, 4 steps, first entry: counts", lambda: ask(entry="first").counts
    yield "funnel, 4 steps, no window: counts", lambda: ask(window=None).counts
    yield "funnel, rare first step: counts", lambda: ask(["coupon_apply", "refund_request"]).counts
    yield "funnel, sessions: counts", lambda: ask(unit="session").counts
    yield "funnel, one month: counts", lambda: ask(since="2026-02-01", until="2026-03-01").counts
    yield "funnel, filter on units: counts", lambda: ask(**FEW).counts
    yield "funnel, filter on steps: counts", lambda: ask([f"{step}[device=mobile]" for step in STEPS]).counts
    yield "funnel, by device: table", lambda: ask().by("device").table()
    yield "funnel, filter and by device: table", lambda: ask(**FEW).by("device").table()
    yield "funnel, strict: counts", lambda: ask(order="strict").counts
    yield "funnel, strict: table", lambda: ask(order="strict").table()
    yield "funnel, hold product: counts", lambda: ask(HELD, hold="product_id").counts
    yield "funnel, hold product: table", lambda: ask(HELD, hold="product_id").table()
    yield "funnel, any order: counts", lambda: ask(order="any").counts
    yield "funnel, within a day each: counts", lambda: ask([" >[<= 1d] ".join(STEPS)]).counts
    yield (
        "funnel, exclusion: counts",
        lambda: ask(exclude="remove_from_cart between 2 and 3", on_exclude="drop").counts,
    )
    yield (
        "funnel, optional step: counts",
        lambda: ask(["product_view > add_to_cart > begin_checkout? > purchase"]).counts,
    )
    yield "funnel, attempts: counts", lambda: ask(count="attempts").counts
    yield "funnel, trend by day: table", lambda: ask().trend("day").table()
    yield "funnel, curve: table", lambda: ask().curve().table()
    yield "funnel, next actions: table", lambda: ask().next_actions(2).table()
    yield "funnel, drivers: table", lambda: ask().drivers().table()


def ways(ground: Ground) -> Iterator[tuple[str, Asked]]:
    """Paths, graphs and what else goes from step to step."""
    event, touchpoint = Follow(level="event"), Follow(level="touchpoint")
    few = Follow(level="touchpoint", **FEW)
    product, bought = Between(start="product_view"), Between("product_view", "purchase")
    yield "Sankey of stages: links", lambda: paths(ground, Between()).table()
    yield "Sankey of touchpoints: links", lambda: paths(ground, Between(), follow=touchpoint).table()
    yield "Sankey from an event: links", lambda: paths(ground, product, follow=event).table()
    yield "Sankey between two events: links", lambda: paths(ground, bought, follow=event).table()
    yield (
        "paths of sessions: variants",
        lambda: paths(ground, Between(), follow=Follow(level="event", unit="session")).variants(),
    )
    yield "graph of stages: edges", lambda: transition_graph(ground).table()
    yield "graph of touchpoints: edges", lambda: transition_graph(ground, touchpoint).table()
    yield "graph, filter on units: edges", lambda: transition_graph(ground, few).table()
    yield "step matrix: table", lambda: steps(ground, follow=touchpoint).table()
    yield "what follows what: table", lambda: follows(ground, touchpoint).table()


def main(events: int, folder: Path) -> None:
    """Time all questions."""
    made = made_paths(events, folder)
    ground = ground_of(made)
    _tell(SCAN, lambda: (made.times.max(), made.signature.max()))
    for questions in (funnels, ways):
        for name, ask in questions(ground):
            _tell(name, ask)


def _tell(name: str, ask: Asked) -> None:
    first, _ = _timed(ask)
    wall, cpu = zip(*(_timed(ask) for _ in range(RUNS)), strict=True)
    told = {
        "question": name,
        "repeats": RUNS,
        "wall_seconds": median(wall),
        "cpu_seconds": median(cpu),
        "first_seconds": first,
    }
    print(json.dumps(told | {"peak_bytes": getrusage(RUSAGE_SELF).ru_maxrss * 1024}), flush=True)


def _timed(ask: Asked) -> tuple[float, float]:
    """Seconds of wall clock, and of all threads together."""
    wall, cpu = time.perf_counter(), time.process_time()
    ask()
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    main(int(float(sys.argv[1])), Path(sys.argv[2]))
