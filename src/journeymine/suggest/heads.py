"""The first rows of a file of which nothing is known but its name: encoding, delimiter, columns, some values.

The values stay in memory; only names ever leave this package.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import pyarrow as pa

from journeymine.engine import Engine
from journeymine.errors import DataRefused
from journeymine.sources.blocks import TextFile, blocks
from journeymine.sources.delimited import Writing, read_delimited
from journeymine.sources.jsonlines import read_columns_of, read_records_of
from journeymine.sources.pieces import Piece, running_lines
from journeymine.sources.read import Format, format_by_name
from journeymine.sources.registry import load_layouts
from journeymine.sources.tabular import read_parquet

ROWS = 20_000
_DELIMITERS = (",", ";", "\t", "|")
_LINES = 20
_NO_NAME = re.compile(r"@|\d{5,}|\d{4}-\d{2}-\d{2}|^[0-9.,:/ +-]*$|^column \d+$| \(\d+\)$")


@dataclass(frozen=True)
class Head:
    """The first rows of a file.

    Attributes:
        path: the file.
        kind: its format.
        piece: columns and their values, at most `ROWS` records.
        bad_count: records among them that can't be read.
        records: for JSON lines the records as they stand.
        delimiter: between values of delimited text.
        encoding: of its text.
        header: column names that stand elsewhere, where it has none itself.
        header_file: where they stand.
    """

    path: Path
    kind: Format
    piece: Piece
    bad_count: int = 0
    records: Piece | None = None
    delimiter: str = ","
    encoding: str = "utf-8"
    header: tuple[str, ...] = ()
    header_file: Path | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns; of JSON lines those that some record has."""
        if self.kind != "jsonl":
            return self.piece.names
        pairs = zip(self.piece.names, self.piece.columns, strict=True)
        return tuple(name for name, column in pairs if column.null_count < len(column))

    @property
    def row_count(self) -> int:
        """Records that were read."""
        return self.piece.row_count

    @property
    def has_header(self) -> bool:
        """Whether the first line names columns, rather than being a record."""
        return bool(self.header) or not any(_NO_NAME.search(name) for name in self.piece.names)

    def column(self, name: str) -> pa.Array:
        """The values of a column."""
        return self.piece.columns[self.piece.names.index(name)]


def read_head(engine: Engine, path: Path) -> Head:
    """Read the first rows of a file.

    Args:
        engine: where JSON is taken apart.
        path: a file whose name tells its format.

    Raises:
        DataRefused: it is not what its name says, or the name tells no format.
    """
    kind = format_by_name(path)
    if kind is None:
        raise DataRefused(
            f"{path.name}: the name tells no format; known are .csv, .tsv, .jsonl, .json, .parquet"
        )
    if kind == "parquet":
        piece = _first(read_parquet(path, path.name))
        return Head(path, kind, piece)
    return _json_head(engine, path) if kind == "jsonl" else _text_head(path)


def with_header(head: Head, header: tuple[str, ...], file: Path | None = None) -> Head:
    """The head of a file without a header line, read again with column names from elsewhere."""
    text = TextFile(head.path, head.path.name, head.encoding, is_json=False)
    writing = Writing(head.delimiter, is_quoted=False, is_escaped=file is not None, header=header)
    piece = _first(read_delimited(text, writing))
    return Head(
        head.path, "csv", piece, len(piece.rejects), None, head.delimiter, head.encoding, header, file
    )


def _json_head(engine: Engine, path: Path) -> Head:
    text = TextFile(path, path.name, "utf-8", is_json=True)
    records = _first(read_records_of(engine, text))
    if not records.row_count:
        raise DataRefused(f"{path.name}: expected one JSON object per line, found none")
    piece = _first(read_columns_of(engine, text, _dotted()))
    return Head(path, "jsonl", piece, len(records.rejects), records)


def _text_head(path: Path) -> Head:
    encoding, sample = _decoded(path)
    delimiter = _delimiter(sample.splitlines()[:_LINES])
    text = TextFile(path, path.name, encoding, is_json=False)
    is_quoted = delimiter != "\t" or '"' in sample[:1000]
    piece = _first(read_delimited(text, Writing(delimiter, is_quoted=is_quoted)))
    return Head(path, "csv", piece, len(piece.rejects), None, delimiter, encoding)


def _decoded(path: Path) -> tuple[str, str]:
    """Encoding and beginning of a text: UTF-8, UTF-16 where it is that, else the commonest of the others."""
    try:
        data = _beginning(path, "utf-8")
    except DataRefused as error:
        try:
            return "utf-16", _beginning(path, "utf-16").decode("utf-8")
        except (DataRefused, UnicodeError):
            raise error from None
    try:
        return "utf-8", data.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252", data.decode("windows-1252", "replace")


def _beginning(path: Path, encoding: str) -> bytes:
    return next(blocks(TextFile(path, path.name, encoding, is_json=False))).data


def _delimiter(lines: list[str]) -> str:
    """The mark that cuts the most lines into the same number of values, more than one."""

    def evenness(mark: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=mark)]
        width = max(widths[:1], default=1)
        return (widths.count(width), width) if width > 1 else (0, 0)

    return max(_DELIMITERS, key=evenness)


def _first(pieces: Iterator[Piece]) -> Piece:
    """The first records there are, at most `ROWS`."""
    found = [piece for piece in islice(pieces, 2) if piece.names]
    piece = next((piece for piece in found if piece.row_count), found[0] if found else None)
    if piece is None:
        return Piece((), running_lines(1, 0), ())
    columns = tuple(column.slice(0, ROWS) for column in piece.columns)
    return Piece(piece.names, piece.lines.slice(0, ROWS), columns, piece.rejects)


@cache
def _dotted() -> tuple[str, ...]:
    """Names of vendors' columns that lie inside an object."""
    names = (
        name
        for layout in load_layouts().values()
        for column in layout.columns
        for name in (column.name, *column.aliases)
    )
    return tuple(dict.fromkeys(name for name in names if "." in name))
