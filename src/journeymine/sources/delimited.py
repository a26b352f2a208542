"""Delimited text as pieces of text columns with line numbers: plain blocks by a vectorised parser, all others
exactly.

A block is plain where every quote opens and closes where RFC 4180 has it, no value holds a line break and no
line is blank.
There the two ways give the same rows; only blocks that are not plain take the slow one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from journeymine.errors import DataRefused
from journeymine.sources.blocks import MAX_LINE_BYTES, Block, TextFile, blocks
from journeymine.sources.lines import Line, as_utf8, exact_lines, is_clean
from journeymine.sources.pieces import Piece, distinct_names, filled, running_lines
from journeymine.sources.records import Dialect, read_records, record_at

_HEAD_BYTES = 2**18
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34


@dataclass(frozen=True)
class Writing:
    """How a file of delimited text is written.

    Attributes:
        delimiter: one character between values.
        is_quoted: whether quotes mean anything.
        is_escaped: whether a backslash before a delimiter, line end or backslash makes it a plain character;
            not where quotes mean anything.
        header: column names, where the first line is a record already.
    """

    delimiter: str = ","
    is_quoted: bool = True
    is_escaped: bool = False
    header: tuple[str, ...] = ()

    @property
    def means_escapes(self) -> bool:
        """Whether backslashes escape: a file has either quotes or escapes."""
        return self.is_escaped and not self.is_quoted


def read_delimited(file: TextFile, writing: Writing, *, exactly: bool = False) -> Iterator[Piece]:
    """A file of delimited text, piece by piece.

    Args:
        file: the file.
        writing: how it is written.
        exactly: take the slow way for every block; the result is the same.

    Yields:
        Pieces in file order; at least one where there is a header. Empty values are NULL, all others text as
        written, with line breaks inside values as one newline character.

    Raises:
        DataRefused: the file is not what it says, or a quote swallows more lines than a value can have.
    """
    header: _Header | None = None
    open_lines: Sequence[Line] = ()
    for whole in blocks(file):
        block = whole
        if header is None:
            header = _header(whole, file, writing)
            if header is None:
                continue
            block = header.after
        piece = None if exactly or open_lines else _plain_piece(block, header, file.encoding)
        if piece is None:
            piece, open_lines = _exact_piece(block, header, open_lines, file.encoding)
        yield piece


@dataclass(frozen=True)
class _Header:
    names: tuple[str, ...]
    dialect: Dialect
    after: Block


def _header(block: Block, file: TextFile, writing: Writing) -> _Header | None:
    """The first record that is not blank, or the header that the file lacks; None where the block holds
    none.
    """
    if writing.header:
        names = distinct_names(writing.header)
        return _Header(names, _dialect(file, writing, len(names)), block)
    lines = exact_lines(_head(block), file.encoding)
    start = next((place for place, line in enumerate(lines) if line.text or line.fault), None)
    if start is None:
        return None
    if block.data.count(b"\r") > 1 and b"\n" not in block.data:
        raise _no_header(file, "its lines end in bare carriage returns; save it with line feeds")
    found = record_at(
        lines, start, writing.delimiter, is_quoted=writing.is_quoted, is_escaped=writing.means_escapes
    )
    if found.values is None:
        raise _no_header(
            file, "line 1 can't be read; look for a stray quote, control characters, another encoding"
        )
    names = distinct_names(found.values)
    return _Header(names, _dialect(file, writing, len(names)), _skipped(block, start + found.line_count))


def _head(block: Block) -> Block:
    """The beginning of a block, long enough for a header that is no longer than a record may be."""
    cut = block.data.find(b"\n", _HEAD_BYTES) + 1
    return (
        Block(block.data[:cut], block.first_line, is_last=False) if cut and not block.is_overlong else block
    )


def _dialect(file: TextFile, writing: Writing, width: int) -> Dialect:
    return Dialect(
        file.shown, writing.delimiter, width, is_quoted=writing.is_quoted, is_escaped=writing.means_escapes
    )


def _no_header(file: TextFile, why: str) -> DataRefused:
    return DataRefused(f"{file.shown}: {why}; nothing of it was loaded")


def _skipped(block: Block, line_count: int) -> Block:
    """The block without its first lines."""
    rest = block.data.split(b"\n", line_count)[line_count:]
    return Block(rest[0] if rest else b"", block.first_line + line_count, block.is_last)


def _exact_piece(
    block: Block, header: _Header, open_lines: Sequence[Line], encoding: str
) -> tuple[Piece, Sequence[Line]]:
    lines = [*open_lines, *exact_lines(block, encoding)]
    records = read_records(lines, header.dialect, is_last=block.is_last)
    columns = zip(*records.rows, strict=True) if records.rows else ((),) * header.dialect.width
    piece = Piece(
        header.names,
        pa.array(records.numbers, pa.int64()),
        tuple(filled(pa.array(column, pa.string())) for column in columns),
        tuple(records.rejects),
    )
    return piece, records.rest


def _plain_piece(block: Block, header: _Header, encoding: str) -> Piece | None:
    """The block by the vectorised parser; None where it has to be read exactly."""
    utf8 = None if block.is_overlong else as_utf8(block.data, encoding)
    dialect = header.dialect
    if not utf8 or not dialect.delimiter.isascii() or not is_clean(utf8) or not is_plain(utf8, dialect):
        return None
    table = _parsed(utf8, dialect)
    if table is None or table.num_rows != _line_count(utf8):
        return None
    columns = tuple(column.combine_chunks() for column in table.columns)
    return Piece(header.names, running_lines(block.first_line, table.num_rows), columns)


def _line_count(utf8: bytes) -> int:
    newlines = int(np.count_nonzero(np.frombuffer(utf8, np.uint8) == _NEWLINE))
    return newlines + (not utf8.endswith(b"\n"))


def _parsed(utf8: bytes, dialect: Dialect) -> pa.Table | None:
    names = [f"c{place}" for place in range(dialect.width)]
    quote = '"' if dialect.is_quoted else False
    try:
        return pacsv.read_csv(
            pa.BufferReader(utf8),
            pacsv.ReadOptions(column_names=names, block_size=2**21),
            pacsv.ParseOptions(delimiter=dialect.delimiter, quote_char=quote, newlines_in_values=False),
            pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None


def is_plain(utf8: bytes, dialect: Dialect) -> bool:
    """Whether a block of clean UTF-8 lines can be read by any reader of RFC 4180 with one result.

    Args:
        utf8: whole lines.
        dialect: how it is written.

    Returns:
        True where no line is blank or too long, no carriage return stands alone, nothing is escaped, and
        quotes stand only around values that hold no line break.
    """
    if dialect.is_escaped and b"\\" in utf8 and _has_escapes(utf8, dialect.delimiter):
        return False
    codes = np.frombuffer(utf8, np.uint8)
    newlines = np.flatnonzero(codes == _NEWLINE)
    lengths = np.diff(newlines, prepend=-1, append=len(codes))
    if lengths.max() > MAX_LINE_BYTES or (lengths[:-1] == 1).any():
        return False
    if b"\r" in utf8 and not _returns_fit(utf8):
        return False
    if not dialect.is_quoted or b'"' not in utf8:
        return True
    return _quotes_fit(codes, newlines, ord(dialect.delimiter))


def _returns_fit(utf8: bytes) -> bool:
    """Whether carriage returns stand before line feeds only, and no line holds nothing else."""
    is_blank = utf8.startswith(b"\r\n") or b"\n\r\n" in utf8
    return not is_blank and utf8.count(b"\r") == utf8.count(b"\r\n")


def _has_escapes(utf8: bytes, delimiter: str) -> bool:
    """Whether a backslash stands before what it would escape, or before the end of a line."""
    return re.search(rb"\\[\\\r\n" + re.escape(delimiter.encode()) + b"]", utf8) is not None


def _quotes_fit(codes: np.ndarray, newlines: np.ndarray, delimiter: int) -> bool:
    quotes = np.flatnonzero(codes == _QUOTE)
    if len(quotes) % 2 or (np.searchsorted(quotes, newlines) % 2).any():
        return False
    fenced = np.concatenate([[_NEWLINE], codes, [_NEWLINE]])
    before_opening = fenced[quotes[0::2]]
    after_closing = fenced[quotes[1::2] + 2]
    is_opening = np.isin(before_opening, (delimiter, _NEWLINE, _QUOTE))
    is_closing = np.isin(after_closing, (delimiter, _NEWLINE, _RETURN, _QUOTE))
    return bool(is_opening.all() and is_closing.all())
