"""What is measured: the whole run of the package, and beside it DuckDB's scan and sort of the same files."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from statistics import median

from bench.process import Cost, measure
from bench.reading import write_copies

ASK = "ask: "
"""What the name of a question begins with."""

KEY = "0" * 63 + "1"
OURS, THEIRS = "journeymine", "duckdb"
_STEP = re.compile(r"^(?P<name>\w+) +(?P<seconds>\d+\.\d) s  ", re.MULTILINE)


@dataclass(frozen=True)
class Row:
    """Medians of one side of a comparison, or what its one run cost.

    Attributes:
        work: what was done.
        size: events.
        side: who did it.
        repeats: measurements behind the medians.
        wall_seconds, cpu_seconds, peak_bytes: medians; the peak is the largest.
        ratio: wall time divided by that of the side or work it is compared with.
        steps: seconds of each step of a run, by the median, or of a question's first call; else empty.
    """

    work: str
    size: int
    side: str
    repeats: int
    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    ratio: float
    steps: Mapping[str, float] = field(default_factory=dict[str, float])


def make_data(folder: Path, size: int) -> Path:
    """Make the events of a size, unless they are there as they would be made now.

    Returns:
        Folder of the events and the journey file.
    """
    data = folder / str(size)
    made_by, recipe = data / "made_by", _recipe()
    if not made_by.exists() or made_by.read_text(encoding="utf-8") != recipe:
        shutil.rmtree(data, ignore_errors=True)
        measure([sys.executable, "-m", "bench.generate", str(size), str(data)], folder / "generate.log")
        made_by.write_text(recipe, encoding="utf-8")
    return data


def make_clean(data: Path) -> Path:
    """Make the chain's input from the events of a folder, unless it is there as it would be made now.

    Returns:
        The file.
    """
    clean, made_by, recipe = data / "clean.parquet", data / "clean_made_by", _recipe("clean.py")
    if not made_by.exists() or made_by.read_text(encoding="utf-8") != recipe:
        measure([sys.executable, "-m", "bench.clean", str(data)], data / "clean.log")
        made_by.write_text(recipe, encoding="utf-8")
    return clean


def _recipe(*parts: str) -> str:
    """Hash of what makes the events, or another file."""
    here = Path(__file__).parent
    parts = parts or ("behaviour.py", "events.py", "increment.py", "generate.py", "journey.yaml")
    return sha256(b"".join((here / part).read_bytes() for part in parts)).hexdigest()


def compare(data: Path, size: int, repeats: int) -> tuple[Row, Row]:
    """Measure both sides in turn, so that a busy minute falls on both.

    Args:
        data: folder of the events.
        size: how many they are.
        repeats: measurements of each side.
    """
    ours: list[Cost] = []
    theirs: list[Cost] = []
    for _ in range(repeats):
        theirs.append(scan_and_sort(data))
        ours.append(whole_run(data))
    base = median(cost.wall_seconds for cost in theirs)
    return (
        median_row("whole run", size, OURS, ours, base),
        median_row("scan and sort", size, THEIRS, theirs, base),
    )


def compare_reading(data: Path, size: int, repeats: int) -> list[Row]:
    """Measure the reading of each format in turn: file to raw table with every check on, beside DuckDB's bare
    reader into a table.

    Args:
        data: folder of the events; copies in each format are written there.
        size: how many they are.
        repeats: measurements of each side.
    """
    rows: list[Row] = []
    for ending, path in write_copies(data).items():
        ours, theirs = [], []
        for _ in range(repeats):
            theirs.append(_reading("theirs", path))
            ours.append(_reading("ours", path))
        base = median(cost.wall_seconds for cost in theirs)
        work = f"read {ending.removeprefix('.')}"
        rows += [median_row(work, size, OURS, ours, base), median_row(work, size, THEIRS, theirs, base)]
    return rows


def compare_questions(folder: Path, size: int) -> list[Row]:
    """Ask questions of made-up paths, each seven times in one process.

    Args:
        folder: where paths are kept.
        size: events.

    Returns:
        First the scan by which the others are measured.
    """
    command = [sys.executable, "-m", "bench.questions", str(size), str(folder)]
    told = measure(command, folder / "questions.log", {"PYTHONPATH": str(Path(__file__).parents[1])}).said
    found = [json.loads(line) for line in told.splitlines() if line.startswith('{"question"')]
    base = found[0]["wall_seconds"]
    return [
        Row(
            work=f"{ASK}{one['question']}",
            size=size,
            side="numpy" if place == 0 else OURS,
            repeats=one["repeats"],
            wall_seconds=round(one["wall_seconds"], 4),
            cpu_seconds=round(one["cpu_seconds"], 4),
            peak_bytes=one["peak_bytes"],
            ratio=round(one["wall_seconds"] / base, 2),
            steps={"first call": round(one["first_seconds"], 3)},
        )
        for place, one in enumerate(found)
    ]


def _reading(side: str, path: Path) -> Cost:
    command = [sys.executable, "-m", "bench.reading", side, str(path)]
    return measure(command, path.parent / "read.log", {"JOURNEYMINE_KEY": KEY})


def whole_run(data: Path) -> Cost:
    """`journeymine run` from raw events to a publication, in a fresh process and a fresh warehouse."""
    shutil.rmtree(data / "warehouse", ignore_errors=True)
    return package_run(data)


def package_run(data: Path) -> Cost:
    """`journeymine run` in a fresh process, on the warehouse that is there."""
    command = [sys.executable, "-m", "journeymine", "run", "-c", str(data / "journey.yaml")]
    return measure(command, data / "run.log", {"JOURNEYMINE_KEY": KEY})


def scan_and_sort(data: Path) -> Cost:
    """DuckDB reads the same columns and writes them sorted by customer and time."""
    target = data / "sorted.duckdb"
    files = sorted(str(path) for path in data.glob("events-*.parquet"))
    cost = measure([sys.executable, "-m", "bench.baseline", *files, str(target)], data / "sort.log")
    target.unlink()
    return cost


def median_row(work: str, size: int, side: str, costs: Sequence[Cost], base: float) -> Row:
    """The row of a side's costs.

    Args:
        work, size, side: of the row.
        costs: at least one measurement.
        base: wall seconds that its ratio is a multiple of.
    """
    wall = median(cost.wall_seconds for cost in costs)
    return Row(
        work=work,
        size=size,
        side=side,
        repeats=len(costs),
        wall_seconds=round(wall, 3),
        cpu_seconds=round(median(cost.cpu_seconds for cost in costs), 3),
        peak_bytes=max(cost.peak_bytes for cost in costs),
        ratio=round(wall / base, 2),
        steps=step_seconds([cost.said for cost in costs]),
    )


def step_seconds(said: list[str]) -> dict[str, float]:
    """Seconds of each step, by the median, from what the runs said."""
    if not any(_STEP.search(text) for text in said):
        return {}
    found = [{step["name"]: float(step["seconds"]) for step in _STEP.finditer(text)} for text in said]
    return {name: median(one[name] for one in found) for name in found[0]}
