"""Rows of measurements as lines of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bench.works import Row


def counted(rows: Iterable[Row]) -> str:
    """How many runs are behind the figures of at least one row, in words."""
    repeats = {row.repeats for row in rows}
    few, many = min(repeats), max(repeats)
    if many == 1:
        return "one run each"
    return f"medians of {many} runs" if few == many else f"medians of {few} to {many} runs"


def table(rows: Iterable[Row]) -> Iterator[str]:
    """A table, a line a row."""
    yield "| events | work | side | wall | processor | memory | ratio |"
    yield "|--:|---|---|--:|--:|--:|--:|"
    for row in rows:
        yield (
            f"| {row.size:,} | {row.work} | {row.side} | {row.wall_seconds:.1f} s | {row.cpu_seconds:.1f} s "
            f"| {row.peak_bytes / 1e9:.2f} GB | {row.ratio:.1f} |"
        )


def steps(row: Row) -> str:
    """What the steps of a run took."""
    listed = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in row.steps.items())
    medians = f", medians of {row.repeats} runs" if row.repeats > 1 else ""
    return f"Steps of the {row.work}, {row.size:,} events{medians}: {listed}.\n"
