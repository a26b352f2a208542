"""Writes what was measured: bench/results/latest.json for programs, docs/performance.md for readers, and the
pictures that the page shows.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

import journeymine
from bench import chain_page, growth_page, lines
from bench.growth import Growth
from bench.race import Race
from bench.works import ASK, Row

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results" / "latest.json"
PAGE = ROOT / "docs" / "performance.md"
PICTURES = "performance-chain-{size}.svg"
GROWTH_PICTURE = "performance-growth.svg"
PACKAGES = ("duckdb", "pyarrow", "numpy")
READ = "read "
"""What the name of a reading begins with."""

INTRODUCTION = """\
# Performance

<!-- Written by `make bench`; run it again to change it. -->

What was measured, on one machine; nothing else is claimed, and what is computed says so. Memory is the most
that a process held at once, in all runs. The events are made by `bench/generate.py`, the same for the same
seed: customers with a heavy tail, several devices, late logins, shared devices, merged accounts, robots,
copies, late rows; one in six is at no touchpoint.
"""

WHOLE_RUNS = """\
**Whole run** is `journeymine run` in a fresh process and a fresh warehouse: from raw events in Parquet to a
published, audited generation. **Scan and sort** is the least that such work must do: DuckDB reads the same
columns of the same file and writes them sorted by customer and time. The two are measured in turn; times are
of {counted}. *Ratio* is wall time as a multiple of the other side's.
"""

READINGS = """\
**Read csv**, **read jsonl** and **read parquet** are the reading alone: one file to the raw table of a load,
with every check of the gate (bytes, quotes, widths, keys, checksums) and all values as text, beside DuckDB's
bare `read_csv`, `read_json` and `read_parquet` of the same file into a table with types of its choice; times
are of {counted}. *Ratio* is wall time as a multiple of the other side's.
"""

QUESTIONS = """\
## Questions

Asked of made-up paths (`bench/made_paths.py`) as a snapshot opens them, with a few customers of very many
events; the time is from the call to the finished table. **Scan** is what no answer can do without: NumPy
looks once at the time and the signature of each event, on one thread. *Ratio* is wall time as a multiple of
it. The first call reads the files and may compile a loop.
"""


@dataclass(frozen=True)
class Circumstances:
    """How it was measured.

    Attributes:
        command: what was typed.
        load_before: mean number of running processes in the minute before; other work is in the way.
        unmeasured: parts of the benchmark that were not asked for.
    """

    command: str
    load_before: float
    unmeasured: Sequence[str] = ()

    @classmethod
    def of(cls, command: str, unmeasured: Sequence[str]) -> Circumstances:
        """As things stand now."""
        return cls(command, round(os.getloadavg()[0], 1), unmeasured)


@dataclass(frozen=True)
class Measured:
    """All that was measured.

    Attributes:
        own: whole runs, readings and questions.
        growth: builds and nights.
        races: the chain, one a size.
    """

    own: Sequence[Row] = ()
    growth: Growth = field(default_factory=Growth)
    races: Sequence[Race] = ()


def write(
    measured: Measured, circumstances: Circumstances, *, page: Path = PAGE, results: Path = RESULTS
) -> None:
    """Write the files.

    Args:
        measured: what was measured.
        circumstances: how it came about.
        page: where the page goes; pictures are put beside it.
        results: where the figures go.
    """
    for folder in (page.parent, results.parent):
        folder.mkdir(parents=True, exist_ok=True)
    results.write_text(json.dumps(figures(measured, circumstances), indent=1) + "\n", encoding="utf-8")
    page.write_text(page_text(measured, circumstances), encoding="utf-8")
    for old in (*page.parent.glob(PICTURES.format(size="*")), *page.parent.glob(GROWTH_PICTURE)):
        old.unlink()
    for race in measured.races:
        drawn = page.with_name(PICTURES.format(size=race.size))
        drawn.write_text(chain_page.picture(race), encoding="utf-8")
    if measured.growth.rows:
        drawn = page.with_name(GROWTH_PICTURE)
        drawn.write_text(growth_page.picture(measured.growth.rows), encoding="utf-8")


def figures(measured: Measured, circumstances: Circumstances) -> dict[str, object]:
    """All that was measured: a row a work, size and side."""
    races, growth = measured.races, measured.growth
    rows = (*measured.own, *growth.rows, *(row for race in races for row in race.rows))
    gaps = (*growth.left_out, *(gap for race in races for gap in race.left_out))
    return {
        **asdict(circumstances),
        "machine": machine(),
        "versions": versions(),
        "side_versions": {side: dict(found) for race in races for side, found in race.versions.items()},
        "rows": [asdict(row) for row in rows],
        "left_out": [asdict(gap) for gap in gaps],
    }


def page_text(measured: Measured, circumstances: Circumstances) -> str:
    """The page of the measurements."""
    used = ", ".join(f"{name} {number}" for name, number in versions().items())
    parts = [
        INTRODUCTION,
        f"```sh\n{circumstances.command}\n```\n",
        f"Machine: {machine()}; load average before: {circumstances.load_before}. Versions: {used}.\n",
    ]
    if circumstances.unmeasured:
        parts.append(f"Not measured this time: {', '.join(circumstances.unmeasured)}.\n")
    parts += _own(measured.own)
    if measured.growth != Growth():
        parts.append(growth_page.chapters(measured.growth, GROWTH_PICTURE))
    asked = [row for row in measured.own if row.work.startswith(ASK)]
    if asked:
        parts += [QUESTIONS, "\n".join(_questions(asked)) + "\n"]
    if races := measured.races:
        parts.append(chain_page.chapter(races, [PICTURES.format(size=race.size) for race in races]))
    return "\n".join(parts)


def _own(rows: Sequence[Row]) -> Iterator[str]:
    """Whole runs and readings."""
    works = [row for row in rows if not row.work.startswith(ASK)]
    readings = [row for row in works if row.work.startswith(READ)]
    runs = [row for row in works if row not in readings]
    for part, words in ((runs, WHOLE_RUNS), (readings, READINGS)):
        if part:
            yield words.format(counted=lines.counted(part))
    if works:
        yield "\n".join(lines.table(works)) + "\n"
    yield from (lines.steps(row) for row in works if row.steps)


def _questions(rows: Iterable[Row]) -> Iterable[str]:
    yield "| events | question | wall | processor | ratio | first call |"
    yield "|--:|---|--:|--:|--:|--:|"
    for row in rows:
        wall, cpu = row.wall_seconds * 1000, row.cpu_seconds * 1000
        yield (
            f"| {row.size:,} | {row.work.removeprefix(ASK)} | {wall:.0f} ms | {cpu:.0f} ms | {row.ratio:.1f} "
            f"| {row.steps['first call']:.2f} s |"
        )


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that do the work."""
    own = {"journeymine": journeymine.__version__, "python": platform.python_version()}
    return own | {name: version(name) for name in PACKAGES}


def machine() -> str:
    """Processor, number of threads, memory and system, in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    threads = len(os.sched_getaffinity(0))
    return f"{_processor()}, {threads} threads, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
