"""What a reader gives: some records of a file as text columns by name, with the line each came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from journeymine.sources.reasons import Reject, storable


@dataclass(frozen=True)
class Piece:
    """Some consecutive records of a file.

    Attributes:
        names: names of the columns, as the file has them.
        lines: line of each record, int64.
        columns: values by column, strings; an empty value is NULL.
        rejects: records between them that could not be read.
    """

    names: tuple[str, ...]
    lines: pa.Array
    columns: tuple[pa.Array, ...]
    rejects: tuple[Reject, ...] = ()

    @property
    def row_count(self) -> int:
        """Records, rejects not counted."""
        return len(self.lines)

    def without(self, is_bad: np.ndarray, reason: str, raw_texts: Iterable[str]) -> Piece:
        """The piece with some of its records among the rejects.

        Args:
            is_bad: for each record whether it goes.
            reason: why.
            raw_texts: text of each that goes, in order.
        """
        if not is_bad.any():
            return self
        numbers = compress(self.lines.to_pylist(), is_bad)
        gone = (Reject(line, reason, storable(text)) for line, text in zip(numbers, raw_texts, strict=True))
        kept = pa.array(~is_bad)
        columns = tuple(column.filter(kept) for column in self.columns)
        return Piece(self.names, self.lines.filter(kept), columns, (*self.rejects, *gone))


def running_lines(first: int, count: int) -> pa.Array:
    """Line numbers from `first` on."""
    return pa.array(np.arange(first, first + count, dtype=np.int64))


def filled(column: pa.Array) -> pa.Array:
    """The column with empty values as NULL."""
    if column.offset == 0 and pc.min(pc.binary_length(column)).as_py() != 0:
        return column
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def are_columns(names: Sequence[str]) -> bool:
    """Whether the database can hold columns of such names side by side."""
    return "" not in names and len({name.lower() for name in names}) == len(names)


def distinct_names(names: Sequence[str]) -> tuple[str, ...]:
    """Column names with spaces around them taken off; a nameless or repeated one gets its place as a mark."""
    out: list[str] = []
    for place, name in enumerate((name.strip() for name in names), start=1):
        free = name or f"column {place}"
        out.append(f"{free} ({place})" if free in out else free)
    return tuple(out)


def side_by_side(columns: Sequence[pa.Array]) -> pa.Array:
    """The values of several columns of one length, row after row, in one array."""
    count, width = len(columns[0]), len(columns)
    places = np.arange(count * width, dtype=np.int64).reshape(width, count).T.ravel()
    return pa.concat_arrays(columns).take(pa.array(places))


def as_lists(columns: Sequence[pa.Array], count: int) -> pa.Array:
    """One list per row, of the values of some columns; NULLs stay. Without columns there is no list."""
    if not columns:
        return pa.nulls(count, pa.list_(pa.string()))
    values = columns[0] if len(columns) == 1 else side_by_side(columns)
    offsets = np.arange(count + 1, dtype=np.int32) * len(columns)
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def as_maps(names: Sequence[str], columns: Sequence[pa.Array], count: int) -> pa.Array:
    """One map per row, from name to value, of the values that are not NULL."""
    told = [(name, column) for name, column in zip(names, columns, strict=True) if column.null_count < count]
    if not told:
        return pa.nulls(count, pa.map_(pa.string(), pa.string()))
    values = side_by_side([column for _, column in told])
    present = np.asarray(values.is_valid())
    keys = pa.array([name for name, _ in told]).take(pa.array(np.tile(np.arange(len(told)), count)))
    ends = np.cumsum(present.reshape(count, len(told)).sum(axis=1))
    offsets = pa.array(np.concatenate([[0], ends]).astype(np.int32))
    mask = pa.array(present)
    return pa.MapArray.from_arrays(offsets, keys.filter(mask), values.filter(mask))
