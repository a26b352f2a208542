"""One landed file into one raw table: reader by format, columns by the vendor's layout or the mapping,
rejects beside it.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pyarrow as pa

from journeymine.config import Source
from journeymine.engine import Engine
from journeymine.errors import ConfigError, DataRefused
from journeymine.sources.ahead import ahead
from journeymine.sources.blocks import LARGE_BYTES, TextFile, codec_of
from journeymine.sources.contract import check_columns, notes_of
from journeymine.sources.delimited import Writing, read_delimited
from journeymine.sources.files import SourceFile
from journeymine.sources.jsonlines import read_columns_of, read_records_of
from journeymine.sources.layouts import Layout
from journeymine.sources.partitions import with_partitions
from journeymine.sources.pieces import Piece
from journeymine.sources.reasons import Reject
from journeymine.sources.registry import layout_of, shape_of, vendor_parameters
from journeymine.sources.shapes import Shape
from journeymine.sources.tabular import read_parquet
from journeymine.sources.times import foreign_form, needs_zone

Format = Literal["csv", "jsonl", "parquet"]
_FORMATS: Mapping[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".json": "jsonl",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_EPOCH_SCALE = {"s": 1_000_000, "ms": 1_000, "us": 1}
_APPEND_BYTES = 2**26
_REJECT_SCHEMA = pa.schema(
    [
        pa.field("line_number", pa.int64()),
        pa.field("reason", pa.string()),
        pa.field("raw_text", pa.string()),
    ]
)


@dataclass(frozen=True)
class RawFile:
    """A file that was read.

    Attributes:
        table: temporary table of the engine: `line_number` and text columns, those that hold something.
        model: the staging model that gives it the event shape.
        parameters: values for the model.
        row_count: records of the file: rows of the table and rejects.
        rejects: line_number, reason and raw_text of each record that could not be read; the text is never
            shown.
        warnings: sentences about columns and emptiness.
    """

    table: str
    model: str
    parameters: Mapping[str, object]
    row_count: int
    rejects: pa.Table
    warnings: tuple[str, ...]


def read(engine: Engine, file: SourceFile, data: Path) -> RawFile:
    """Read a landed file into its raw table.

    Args:
        engine: gets the temporary table `rows_<vendor>__<entity>`, in place of an older one, and over it the
            view `raw_<vendor>__<entity>`, which has all columns.
        file: the file as the journey file names it.
        data: the landed bytes.

    Returns:
        The raw table's name, its model, and the accounting.

    Raises:
        DataRefused: the file as a whole can't be taken; the raw table then means nothing.
        ConfigError: the journey file does not say enough to read it, or names a column that is not there.
    """
    is_sparse = _format_of(file) == "jsonl"
    shape = shape_of(file.source, file.entity, is_sparse=is_sparse)
    _check_format(file)
    loading = _Loading(engine, file, shape, is_sparse)
    asked = (*shape.wanted(), *_listed(file.source))
    with _pieces(engine, file, data, shape) as pieces:
        for piece in pieces:
            loading.add(with_partitions(piece, file.shown, asked))
    return loading.finish()


def parameters_of(source: Source) -> Mapping[str, object]:
    """Values that the staging models of a source bind."""
    time = source.columns.time if source.columns else None
    return {
        "timezone": (time.timezone if time else None) or source.timezone,
        "currency": source.currency,
        "score_kind": source.score_kind,
        "time_format": time.format if time else None,
        "time_scale": _EPOCH_SCALE.get(time.unit or "") if time else None,
        **vendor_parameters(source),
    }


def format_by_name(path: Path) -> Format | None:
    """The format that a file's name tells, packed or not; None where it tells none."""
    name = re.sub(r"\.(gz|zst|zip)$", "", path.name.lower())
    return _FORMATS.get(Path(name).suffix)


@dataclass
class _Loading:
    """Puts pieces into the raw table, some at a time, and keeps the accounts."""

    engine: Engine
    file: SourceFile
    shape: Shape
    is_sparse: bool
    seen: frozenset[str] = frozenset()
    loaded: int = 0
    rejects: list[Reject] = field(default_factory=list[Reject])
    waiting: list[pa.Table] = field(default_factory=list[pa.Table])
    stored: set[str] = field(default_factory=set[str])
    has_header: bool = False
    has_known_times: bool = False

    @property
    def name(self) -> str:
        """What the raw table and the staging model are named by."""
        return _layout(self.file).model_name

    @property
    def table(self) -> str:
        """Name of the table that holds the rows, without the columns that are unknown in all of them."""
        return f"rows_{self.name}"

    def add(self, piece: Piece) -> None:
        """Take a piece in."""
        self.seen |= self.shape.seen(piece)
        if not self.has_header and not self.is_sparse:
            check_columns(self.file.source, self.shape, self.seen, self.file.shown)
        self.has_header = True
        self.rejects.extend(piece.rejects)
        if piece.row_count:
            self._check_times(piece)
            self.waiting.append(self.shape.rows(piece))
            self.loaded += piece.row_count
            if sum(table.nbytes for table in self.waiting) > _APPEND_BYTES:
                self._flush()

    def finish(self) -> RawFile:
        """The accounts, once all pieces are in."""
        self._flush()
        self._complete()
        row_count = self.loaded + len(self.rejects)
        if self.is_sparse and row_count:
            self._check_sparse()
        rejects = sorted(self.rejects, key=lambda reject: reject.line_number)
        table = pa.Table.from_pylist([vars(reject) for reject in rejects], schema=_REJECT_SCHEMA)
        notes = (*self._emptiness(row_count), *notes_of(self.file.source, self.shape, self.seen))
        parameters = parameters_of(self.file.source)
        return RawFile(self.table, f"stg_{self.name}", parameters, row_count, table, notes)

    def _flush(self) -> None:
        if not self.waiting:
            return
        table = pa.concat_tables(self.waiting).combine_chunks()
        self.waiting.clear()
        known = [name for name in table.column_names if table[name].null_count < len(table)]
        if not self.stored:
            self.engine.register(self.table, table.select(known))
        else:
            fields = [table.schema.field(name) for name in known if name not in self.stored]
            if fields:
                self.engine.widen(self.table, pa.schema(fields))
            self.engine.append(self.table, table.select(known))
        self.stored |= set(known)

    def _complete(self) -> None:
        """Let the raw table stand for the rows, with all of its columns."""
        nothing = self.shape.schema.empty_table()
        if not self.stored:
            self.engine.register(self.table, nothing)
        self.engine.complete(f"raw_{self.name}", self.table, nothing)

    def _emptiness(self, row_count: int) -> tuple[str, ...]:
        if row_count:
            return ()
        return ("the file has a header and no rows",) if self.seen else ("the file is empty",)

    def _check_sparse(self) -> None:
        if not self.loaded:
            raise DataRefused(
                f"{self.file.shown}: the file is not what it says: expected one JSON object per line, "
                "found none in any of its lines; nothing of it was loaded"
            )
        check_columns(self.file.source, self.shape, self.seen, self.file.shown)

    def _check_times(self, piece: Piece) -> None:
        times = self.shape.times(piece)
        for name, texts in times:
            if self.file.source.timezone is None and not _own_zone(self.file.source) and needs_zone(texts):
                raise _no_zone(self.file, name)
        if not self.has_known_times:
            forms = {name: foreign_form(texts) for name, texts in times if texts.null_count < len(texts)}
            self.has_known_times = None in forms.values()
            found = next(((name, form) for name, form in forms.items() if form), None)
            if found and not self.has_known_times and not self.shape.takes_epoch:
                raise _unknown_times(self.file, *found)


def _listed(source: Source) -> tuple[str, ...]:
    """Properties that the journey file names."""
    return () if isinstance(source.properties, str) else source.properties


@contextmanager
def _pieces(engine: Engine, file: SourceFile, data: Path, shape: Shape) -> Generator[Iterator[Piece]]:
    """The pieces of a file; those of a large one are made in a thread of their own, ahead of their use."""
    if data.stat().st_size < LARGE_BYTES:
        yield _pieces_by(engine, file, data, shape)
        return
    with engine.aside() as helper, closing(ahead(_pieces_by(helper, file, data, shape))) as pieces:
        yield pieces


def _pieces_by(engine: Engine, file: SourceFile, data: Path, shape: Shape) -> Iterator[Piece]:
    source, kind = file.source, _format_of(file)
    if kind == "parquet":
        return read_parquet(data, file.shown)
    codec_of(source.encoding, source.name)
    text = TextFile(data, file.shown, source.encoding, is_json=kind == "jsonl")
    if kind == "csv":
        return read_delimited(text, _writing(file))
    if _layout(file).is_record:
        return read_records_of(engine, text)
    return read_columns_of(engine, text, shape.wanted())


def _format_of(file: SourceFile) -> Format:
    kind = file.source.format or format_by_name(file.path)
    if kind is None:
        raise ConfigError(
            f"{file.shown}: the name does not tell the format; say `format: csv`, `jsonl` or `parquet`",
            key=f"sources.{file.source.name}.format",
        )
    if _layout(file).is_record and kind != "jsonl":
        raise ConfigError(
            f"{file.shown}: found {kind}, expected the {file.source.vendor} export as JSON lines "
            "(.jsonl, .json.gz)",
            key=f"sources.{file.source.name}.files",
        )
    return kind


def _check_format(file: SourceFile) -> None:
    """A time format without an offset needs a zone."""
    time = file.source.columns.time if file.source.columns else None
    if time and time.format and "%z" not in time.format and not (time.timezone or file.source.timezone):
        raise _no_zone(file, time.column)


def _layout(file: SourceFile) -> Layout:
    return layout_of(file.source, file.entity)


def _writing(file: SourceFile) -> Writing:
    """How delimited text is written: by the journey file, else by the vendor's habit."""
    source, layout = file.source, _layout(file)
    return Writing(
        delimiter=_delimiter(source, layout.delimiter),
        is_quoted=layout.is_quoted if source.quoting is None else source.quoting == "double",
        is_escaped=layout.is_escaped,
        header=_header(source) or layout.header,
    )


def _header(source: Source) -> tuple[str, ...]:
    """Column names that the journey file gives for text without a header line; the loading of the journey
    file has read them where they stand in a file.
    """
    return source.header if isinstance(source.header, tuple) else ()


def _delimiter(source: Source, habit: str) -> str:
    """The delimiter; a tab may be written as `tab`, with a backslash, or as the character itself."""
    declared = habit if source.delimiter is None else source.delimiter
    delimiter = "\t" if declared in ("", "tab", "\\t") else declared
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise ConfigError(
            f"found {source.delimiter!r}, expected one character such as ',' or ';', or tab",
            key=f"sources.{source.name}.delimiter",
        )
    return delimiter


def _own_zone(source: Source) -> bool:
    return source.columns is not None and source.columns.time.timezone is not None


def _no_zone(file: SourceFile, column: str) -> ConfigError:
    return ConfigError(
        f"{file.shown}: times of column {column!r} carry no offset from UTC, and the source names no zone; "
        "say for instance `timezone: Europe/Warsaw`, or `timezone: UTC`",
        key=f"sources.{file.source.name}.timezone",
    )


def _unknown_times(file: SourceFile, column: str, form: str) -> ConfigError | DataRefused:
    found = f"{file.shown}: no time of column {column!r} is ISO 8601; they look like {form!r}"
    if file.source.vendor == "table":
        return ConfigError(
            f"{found}. Say `format:`, for instance '%d/%m/%Y %H:%M', or for numbers `unit: s`, `ms` or `us`",
            key=f"sources.{file.source.name}.columns.time",
        )
    return DataRefused(
        f"{found}; nothing of it was loaded. Export with ISO times, or read the file as `vendor: table` "
        "with a format"
    )
