"""Writing one CSV export, with the faults that are planted in it and their count."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from data.generator.accounts import FileAccount
from data.generator.dice import between, pick, seeded
from data.generator.packing import write_bytes

Row = tuple[str, ...]

TOO_MANY = "too_many_columns"
TOO_FEW = "too_few_columns"
NO_TIME = "no_time"
BAD_TIME = "bad_time"
FUTURE = "future"
NO_IDENTITY = "no_identity"


@dataclass(frozen=True)
class Export:
    """A table to be written: header, rows, and how many rows are copied exactly.

    `faults` are (reason, how many); a faulty row is a copy of a good one, broken, with an id of its own
    where the first column is one. `times` are the time columns; `keys` are all columns that
    name a person or a record.
    """

    path: str
    source: str
    header: Row
    rows: list[Row]
    duplicates: int = 0
    faults: tuple[tuple[str, int], ...] = ()
    times: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    quote_all: bool = False
    has_mark: bool = False
    kind_of: Callable[[Row], str] | None = None


def columns(names: str) -> Row:
    """Return the column names that a text lists, separated by blanks."""
    return tuple(names.split())


def write_export(folder: Path, export: Export) -> FileAccount:
    """Write the file with its copies and faulty rows, and return its account."""
    rng = seeded("csv", export.path)
    rows: list[Row] = list(export.rows)
    for reason, count in export.faults:
        for index in range(count):
            rows.insert(between(rng, 1, len(rows)), _break(export, rng, reason, index))
    for _ in range(export.duplicates):
        row = pick(rng, export.rows)
        rows.insert(between(rng, rows.index(row) + 1, len(rows)), row)
    _write(folder / export.path, export, rows)
    return FileAccount(
        path=export.path,
        source=export.source,
        rows=len(rows),
        duplicates=export.duplicates,
        rejected=Counter({reason: count for reason, count in export.faults if count}),
        kinds=Counter(export.kind_of(row) for row in export.rows) if export.kind_of else Counter(),
    )


def _write(path: Path, export: Export, rows: list[Row]) -> None:
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if export.quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(text, lineterminator="\n", quoting=quoting)
    writer.writerow(export.header)
    writer.writerows(rows)
    mark = "\ufeff" if export.has_mark else ""
    write_bytes(path, (mark + text.getvalue()).encode("utf-8"))


def _break(export: Export, rng: Random, reason: str, index: int) -> Row:
    row = _with_new_id(export, pick(rng, export.rows), index)
    if reason == TOO_MANY:
        return (*row, "", "left over")
    if reason == TOO_FEW:
        return row[: len(row) // 2]
    cells = zip(export.header, row, strict=True)
    if reason == NO_IDENTITY:
        return tuple("" if name in export.keys else cell for name, cell in cells)
    return tuple(_spoil(cell, reason) if name in export.times else cell for name, cell in cells)


def _with_new_id(export: Export, row: Row, index: int) -> Row:
    if export.header[0].lower() not in ("id", "response_id"):
        return row
    first = row[0]
    if first.isdigit():
        return (f"99{index}{first[2:]}", *row[1:])
    start = 9 if len(first) == 18 else 2
    return (f"{first[:start]}9{index}{first[start + 2 :]}", *row[1:])


def _spoil(cell: str, reason: str) -> str:
    if not cell or reason == NO_TIME:
        return ""
    return "31/02/2026 25:10" if reason == BAD_TIME else f"2099{cell[4:]}"
