"""The chapters of docs/performance.md about growth: what build and night cost, and where one machine ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench import lines
from bench.curves import Line, Panel, curves
from bench.growth import BUILD, NIGHT, Grown, Growth
from bench.limits import FARTHEST, FITTED, Point, Reach, exponent, reach
from journeymine.warehouse.generations import KEPT

TITLE = "Build and night: time and memory by history"
MEMORY_GB = (8, 16, 24)
NIGHT_HOURS = (1, 8)
COLOURS = {BUILD: "#33658a", NIGHT: "#b8420f"}

INTRODUCTION = """\
## Growth

**Build** is a whole run of so many events into a fresh warehouse. **Night** is the run after it, in a fresh
process, once the next day's files lie beside the others: half a per cent more events, those of returning and
new customers, late rows, first logins on known devices, merges of accounts and rows that were sent before
(`bench/increment.py`). Both *ratios* are those of a night to the build of the same size. Times are of
{counted}.
"""

ENDS = """\
## Where one machine ends

An extrapolation of the tables above, except where a cell says *measured*. A **power law** through the {sizes}
says what comes if all goes on as it did: memory as events to the power {memory:.2f}, wall time of a night as
events to the power {wall:.2f}. A **straight line** through the {last} says what comes if a fixed cost hides
the growth at small sizes. Neither knows what begins beyond the sizes, and nothing is said beyond {farthest}
times the largest: plan with the smaller number. Memory is that of build or night, whichever needs more, with
the settings of `bench/journey.yaml`: the database keeps to its `memory_limit` and writes the rest to disk, so
that a line through sizes that it does not fill is too steep. *Customers* and *disk* are what the smaller
number brings along.
"""


def chapters(growth: Growth, picture_name: str) -> str:
    """Both chapters.

    Args:
        growth: what was measured.
        picture_name: of the picture, beside the page.
    """
    if not growth.rows:
        return "\n".join(["## Growth\n", *_left_out(growth)])
    parts = [
        INTRODUCTION.format(counted=lines.counted(growth.rows)),
        f"![{TITLE}]({picture_name})\n",
        "\n".join(_costs(growth.rows)) + "\n",
        _checked(growth.rows),
        *_left_out(growth),
        *(lines.steps(row) for row in growth.rows if row.steps),
        "\n".join(_disk(growth.rows)) + "\n",
        *_ends(growth.rows),
    ]
    return "\n".join(parts)


def picture(rows: Sequence[Grown]) -> str:
    """SVG of seconds and memory against events.

    Args:
        rows: of at least one size.
    """
    seconds = [
        Line(f"{work}, {name}", _points(rows, work, field), COLOURS[work], is_dashed=name == "processor")
        for work in (BUILD, NIGHT)
        for name, field in (("wall", "wall_seconds"), ("processor", "cpu_seconds"))
    ]
    memory = [Line(work, _points(rows, work, "peak_bytes"), COLOURS[work]) for work in (BUILD, NIGHT)]
    panels = [
        Panel("seconds", seconds, lambda value: f"{value:,g} s"),
        Panel("memory at most, GB", memory, lambda value: f"{value / 1e9:,g} GB"),
    ]
    return curves(TITLE, panels, "events")


def _points(rows: Sequence[Grown], work: str, field: str) -> list[Point]:
    return [(row.size, getattr(row, field)) for row in rows if row.work == work]


def _costs(rows: Sequence[Grown]) -> Iterator[str]:
    yield "| events | work | wall | processor | memory | ratio, wall | ratio, processor |"
    yield "|--:|---|--:|--:|--:|--:|--:|"
    for row in rows:
        ratios = f"{row.ratio:.2f} | {row.cpu_ratio:.2f}" if row.work == NIGHT else "|"
        yield (
            f"| {row.size:,} | {row.work} | {row.wall_seconds:.1f} s | {row.cpu_seconds:.1f} s "
            f"| {row.peak_bytes / 1e9:.2f} GB | {ratios} |"
        )


def _checked(rows: Sequence[Grown]) -> str:
    nights = [row for row in rows if row.work == NIGHT]
    checked = [f"{row.size:,}" for row in nights if row.is_checked]
    unchecked = [f"{row.size:,}" for row in nights if not row.is_checked]
    told: list[str] = []
    if checked:
        told.append(
            f"After {_listed(checked)} events the night's generation had the fingerprint of one made from "
            "all files at once in a fresh warehouse."
        )
    if unchecked:
        told.append(f"After {_listed(unchecked)} events this was not compared.")
    return " ".join(told) + "\n"


def _left_out(growth: Growth) -> Iterator[str]:
    if growth.left_out:
        yield "\n".join(f"- {gap.size:,} events: no figures, {gap.reason}." for gap in growth.left_out) + "\n"


def _disk(rows: Sequence[Grown]) -> Iterator[str]:
    yield (
        "Bytes on disk after the build, by event: files as received, vault, state, and one published "
        f"generation with its paths, of which {KEPT} are kept.\n"
    )
    yield "| events | customers | events a customer | received | vault | state | generation |"
    yield "|--:|--:|--:|--:|--:|--:|--:|"
    for row in rows:
        if row.work == BUILD:
            held = (row.landing_bytes, row.vault_bytes, row.state_bytes, row.generation_bytes)
            cells = " | ".join(f"{size / row.size:.0f}" for size in held)
            yield f"| {row.size:,} | {row.customers:,} | {row.size / row.customers:.1f} | {cells} |"


def _ends(rows: Sequence[Grown]) -> Iterator[str]:
    wall = _points(rows, NIGHT, "wall_seconds")
    if len(wall) < 2:
        yield "## Where one machine ends\n\nOne size gives no line; two or more are needed to say.\n"
        return
    memory = [
        (size, max(build, night))
        for (size, build), (_, night) in zip(
            _points(rows, BUILD, "peak_bytes"), _points(rows, NIGHT, "peak_bytes"), strict=True
        )
    ]
    yield ENDS.format(
        sizes=_sizes(memory[-FITTED:]),
        last=_sizes(memory[-2:]),
        memory=exponent(memory),
        wall=exponent(wall),
        farthest=FARTHEST,
    )
    largest = next(row for row in reversed(rows) if row.work == BUILD)
    yield "| until | power law | straight line | customers | disk |"
    yield "|---|--:|--:|--:|--:|"
    for gigabytes in MEMORY_GB:
        yield _end(f"{gigabytes} GB of memory", reach(memory, gigabytes * 1e9), largest)
    for hours in NIGHT_HOURS:
        yield _end(f"a night of {hours} h", reach(wall, hours * 3600), largest)
    yield _per_event(largest)


def _end(limit: str, found: Reach, largest: Grown) -> str:
    if found.is_measured:
        cells = [_passed(found)] * 2
    else:
        cells = [_events(events, largest.size) for events in (found.power, found.line)]
    least = found.within if found.is_measured else found.least
    if least is None or least >= FARTHEST * largest.size:
        return f"| {limit} | {' | '.join(cells)} | – | – |"
    customers = _rounded(least * largest.customers / largest.size)
    return (
        f"| {limit} | {' | '.join(cells)} | {customers} | {least * _disk_per_event(largest) / 1e9:,.0f} GB |"
    )


def _passed(found: Reach) -> str:
    if found.within is None:
        return f"fewer than {found.beyond:,}, measured"
    return f"{found.within:,} to {found.beyond:,}, measured"


def _events(events: float | None, largest: int) -> str:
    if events is None:
        return "not growing"
    return f"over {FARTHEST * largest:,}" if events >= FARTHEST * largest else _rounded(events)


def _rounded(number: float) -> str:
    """Two figures, as no more is known."""
    return f"{float(f'{number:.1e}'):,.0f}"


def _disk_per_event(row: Grown) -> float:
    once = row.landing_bytes + row.vault_bytes + row.state_bytes
    return (once + KEPT * row.generation_bytes) / row.size


def _per_event(row: Grown) -> str:
    bytes_told, customers = f"{_disk_per_event(row):.0f}", f"{1000 * row.customers / row.size:.1f}"
    return (
        f"\nAt {row.size:,} events, {bytes_told} bytes of disk are needed for each, with {KEPT} generations "
        f"and without what spills while a run works; 1,000 events bring {customers} customers.\n"
    )


def _sizes(points: Sequence[Point]) -> str:
    words = {2: "two", 3: "three"}
    return f"last {words[len(points)]} sizes ({_listed([f'{size:,}' for size, _ in points])} events)"


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
