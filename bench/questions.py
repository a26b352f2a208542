"""How long questions take on made-up ordered paths: medians of seven, with the machine's load beside them.

    python -m bench.questions --events 1e7 --folder paths

The first call of each question, which may compile a loop, is not counted.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from bench.made_paths import CHANNELS, DEVICES, made_paths
from journeymine.questions.funnel import FunnelResult, funnel
from journeymine.questions.ground import Ground
from journeymine.walk.paths import Paths

STEPS = ["product_view", "add_to_cart", "begin_checkout", "purchase"]
HELD = ["product_view", "add_to_cart", "purchase"]
FEW = {"where": "channel = 'email'"}
RUNS = 7
Asked = Callable[[], Any]


def ground_of(paths: Paths) -> Ground:
    """The paths open for questions, with small tables of their units."""
    counts = {
        "customers": paths.customer_count,
        "sessions": len(paths.sessions),
        "journeys": len(paths.journeys),
    }

    def read(name: str) -> pa.Table:
        number = np.arange(counts[name])
        return pa.table(
            {
                f"{name[:-1]}_no": number,
                "channel": pa.DictionaryArray.from_arrays(number % len(CHANNELS), list(CHANNELS)).cast(
                    pa.string()
                ),
                "device": pa.DictionaryArray.from_arrays(number % len(DEVICES), list(DEVICES)).cast(
                    pa.string()
                ),
            }
        )

    last = datetime.fromtimestamp(int(paths.times.max()) / 1_000_000, UTC)
    return Ground(paths, read, 1, "made", last, 10, {})


def funnels(ground: Ground) -> Iterator[tuple[str, Asked]]:
    """Funnels of every kind: the counts, the table with its times, and what else is asked of them."""

    def ask(steps: list[str] = STEPS, **options: Any) -> FunnelResult:
        return funnel(ground, steps, **{"window": "7d", **options})

    yield "4 steps, 7 days: counts", lambda: ask().counts
    yield "4 steps, 7 days: table with times", lambda: ask().table()
    yield "4 steps, first entry: counts", lambda: ask(entry="first").counts
    yield "4 steps, no window: counts", lambda: ask(window=None).counts
    yield "rare first step: counts", lambda: ask(["coupon_apply", "refund_request"]).counts
    yield "sessions: counts", lambda: ask(unit="session").counts
    yield "one month: counts", lambda: ask(since="2026-02-01", until="2026-03-01").counts
    yield "filter on units: counts", lambda: ask(**FEW).counts
    yield "filter on steps: counts", lambda: ask([f"{step}[device=mobile]" for step in STEPS]).counts
    yield "by device: table", lambda: ask().by("device").table()
    yield "filter and by device: table", lambda: ask(**FEW).by("device").table()
    yield "strict: counts", lambda: ask(order="strict").counts
    yield "strict: table", lambda: ask(order="strict").table()
    yield "hold product: counts", lambda: ask(HELD, hold="product_id").counts
    yield "hold product: table", lambda: ask(HELD, hold="product_id").table()
    yield "any order: counts", lambda: ask(order="any").counts
    yield "within a day each: counts", lambda: ask([" >[<= 1d] ".join(STEPS)]).counts
    yield (
        "exclusion: counts",
        lambda: ask(exclude="remove_from_cart between 2 and 3", on_exclude="drop").counts,
    )
    yield (
        "optional step: counts",
        lambda: ask(["product_view > add_to_cart > begin_checkout? > purchase"]).counts,
    )
    yield "attempts: counts", lambda: ask(count="attempts").counts
    yield "trend by day: table", lambda: ask().trend("day").table()
    yield "curve: table", lambda: ask().curve().table()
    yield "next actions: table", lambda: ask().next_actions(2).table()
    yield "drivers: table", lambda: ask().drivers().table()


def main() -> None:
    """Time all questions."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--events", type=float, default=1e6)
    told.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "journeymine-bench")
    told.add_argument("--only", default="", help="questions whose name holds this")
    asked = told.parse_args()
    ground = ground_of(_in_memory(made_paths(int(asked.events), asked.folder)))
    size = f"{len(ground.paths):,} events, {ground.paths.customer_count:,} customers"
    print(f"{size}, load {os.getloadavg()[0]:.1f}")
    ground.units("customer")
    for name, ask in funnels(ground):
        if asked.only in name:
            ask()
            wall, cpu = zip(*(_timed(ask) for _ in range(RUNS)), strict=True)
            figures = (statistics.median(wall), min(wall), statistics.median(cpu) / 2)
            print(
                f"{name:<36} median {figures[0]:8.1f} ms  min {figures[1]:8.1f}  CPU/2 {figures[2]:8.1f}",
                flush=True,
            )
    print(f"load {os.getloadavg()[0]:.1f}")


def _in_memory(paths: Paths) -> Paths:
    """Have the system read the files once."""
    for array in (paths.times, paths.signature, *(each.codes for each in paths.properties.values())):
        array.max()
    return paths


def _timed(ask: Asked) -> tuple[float, float]:
    """Milliseconds of wall clock, and of CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    ask()
    return (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3


if __name__ == "__main__":
    main()
