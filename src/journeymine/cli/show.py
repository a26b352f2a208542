"""What the terminal shows: bars with counts and rates on a terminal, plain lines without one; tables as text,
CSV or JSON.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from journeymine.pace import said

if TYPE_CHECKING:
    import pyarrow as pa

_WIDTH = 11
_SHORT = 10
"""Seconds; what is sooner done is not told."""


class Shower:
    """Shows a run's progress. On a terminal a bar moves; without one, each step is a line when it is done."""

    def __init__(self) -> None:
        """Look whether anybody watches."""
        self._is_terminal = sys.stderr.isatty()
        self._bar: Any = None
        self._started = time.monotonic()

    @contextmanager
    def step(self, name: str, left: float | None = None) -> Generator[None]:
        """Show that a step is under way.

        Args:
            name: the step.
            left: seconds until the run is done; None where that is not known, and the bar tells of the step.
        """
        self._started = time.monotonic()
        if not self._is_terminal:
            yield
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns = (SpinnerColumn(), TextColumn("{task.description:<11}"), BarColumn(), MofNCompleteColumn())
        told = TextColumn("{task.fields[rate]}"), TimeElapsedColumn()
        rest = TimeRemainingColumn() if left is None else TextColumn(_rest(left))
        with Progress(*columns, *told, rest, console=Console(stderr=True), transient=True) as bar:
            self._bar = (bar, bar.add_task(name, total=None, rate=""))
            yield
        self._bar = None

    def progress(self, _step: str, done: int, total: int) -> None:
        """Move the bar."""
        if self._bar is not None:
            bar, task = self._bar
            rate = done / max(time.monotonic() - self._started, 1e-9)
            bar.update(task, completed=done, total=total, rate=f"{rate:,.0f}/s")

    def done(self, name: str, line: str, left: float | None = None) -> None:
        """Show what a step did, and how long the rest takes where that is long and known."""
        spent = time.monotonic() - self._started
        print(f"{name:<{_WIDTH}} {spent:6.1f} s  {line}{_rest(left)}", file=sys.stderr, flush=True)

    def warn(self, lines: Iterable[str]) -> None:
        """Show what is to be known about the sources."""
        for line in lines:
            print(f"{'warning':<{_WIDTH}} {'':8}  {line}", file=sys.stderr, flush=True)


def _rest(left: float | None) -> str:
    """How long the rest takes, where that is long and known."""
    return "" if left is None or left < _SHORT else f" ({said(left)})"


def fail(message: str, code: int) -> NoReturn:
    """Print an error and exit."""
    print(f"journeymine: {message}", file=sys.stderr)
    sys.exit(code)


def print_table(table: pa.Table, how: str) -> None:
    """Print rows as an aligned table, as CSV, or as a JSON list of objects."""
    if how == "json":
        print(json.dumps(table.to_pylist(), ensure_ascii=False, indent=2, default=_plain))
    elif how == "csv":
        _print_csv(table)
    else:
        _print_text(table)


def _print_csv(table: pa.Table) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(table.column_names)
    for row in table.to_pylist():
        writer.writerow([_cell(row[name]) for name in table.column_names])


def _print_text(table: pa.Table) -> None:
    from pyarrow.types import is_floating, is_integer

    rows = [table.column_names] + [
        [_text(row[name]) for name in table.column_names] for row in table.to_pylist()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    numeric = [is_integer(kind) or is_floating(kind) for kind in table.schema.types]
    for row in rows:
        cells = (
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(row, widths, numeric, strict=True)
        )
        print("  ".join(cells).rstrip())
    print(f"{len(rows) - 1:,} row{'' if len(rows) == 2 else 's'}")


def _text(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
    return str(_plain(value)).replace("\n", " ")


def _cell(value: object) -> object:
    """A cell that a spreadsheet reads as text, never as a formula."""
    plain = _plain(value)
    is_formula = isinstance(plain, str) and plain[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{plain}" if is_formula else plain


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)
