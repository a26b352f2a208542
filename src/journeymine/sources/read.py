"""One landed file into one raw table: reader by format, columns by the vendor's layout or the mapping,
rejects beside it.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from journeymine.config import Source
from journeymine.engine import Engine
from journeymine.errors import ConfigError
from journeymine.sources.ahead import ahead
from journeymine.sources.blocks import LARGE_BYTES, TextFile, codec_of
from journeymine.sources.delimited import Writing, read_delimited
from journeymine.sources.files import SourceFile
from journeymine.sources.jsonlines import read_columns_of, read_records_of
from journeymine.sources.layouts import Layout
from journeymine.sources.loading import Loading, RawFile, no_zone
from journeymine.sources.partitions import partition_columns, with_partitions
from journeymine.sources.pieces import Piece
from journeymine.sources.poured import can_pour, pour
from journeymine.sources.registry import layout_of, shape_of
from journeymine.sources.shapes import Shape
from journeymine.sources.tabular import read_parquet
from journeymine.sources.typed import take_parquet

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
    loading = Loading(engine, file, shape, is_sparse)
    asked = (*shape.wanted(), *_listed(file.source))
    is_dated = any(name in asked for name, _ in partition_columns(file.shown))
    if not is_dated and _is_taken_whole(loading, data):
        return loading.finish()
    with _pieces(engine, file, data, shape) as pieces:
        for piece in pieces:
            loading.add(with_partitions(piece, file.shown, asked))
    return loading.finish()


def format_by_name(path: Path) -> Format | None:
    """The format that a file's name tells, packed or not; None where it tells none."""
    name = re.sub(r"\.(gz|zst|zip)$", "", path.name.lower())
    return _FORMATS.get(Path(name).suffix)


def _is_taken_whole(loading: Loading, data: Path) -> bool:
    """Whether the database could take the file in by itself; else it comes in pieces."""
    kind = _format_of(loading.file)
    if data.stat().st_size < LARGE_BYTES or kind == "csv":
        return False
    if kind == "parquet":
        return take_parquet(loading, data)
    if can_pour(loading.shape):
        pour(loading, _text_of(loading.file, data))
        return True
    return False


def _text_of(file: SourceFile, data: Path) -> TextFile:
    source = file.source
    codec_of(source.encoding, source.name)
    return TextFile(data, file.shown, source.encoding, is_json=_format_of(file) == "jsonl")


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
    kind = _format_of(file)
    if kind == "parquet":
        return read_parquet(data, file.shown)
    text = _text_of(file, data)
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
        raise no_zone(file, time.column)


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
