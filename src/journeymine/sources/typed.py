"""Parquet taken into the raw table by the database itself, where that gives what the exact way gives.

The exact way (tabular.py) makes every value text. Here the pages are proved and looked over as they lie, the
database reads them, and writes as text what has to be text; times of events stay times. What can't be taken
so, to the letter, is left to the exact way: nested and binary columns, decimals, nanoseconds, control
characters.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from journeymine.engine.base import Form, Made, Offered
from journeymine.sources.loading import Loading
from journeymine.sources.pages import Unsure, look_over
from journeymine.sources.pieces import are_columns, distinct_names
from journeymine.sources.shapes import INSTANT, LINE

_PATTERN = set("*?[]{}")
_ROW_NUMBER = "file_row_number"


def take_parquet(loading: Loading, data: Path) -> bool:
    """Load a file of Parquet, where the database can.

    Args:
        loading: gets the rows.
        data: the file.

    Returns:
        False where nothing was loaded, and the exact way has to be taken.

    Raises:
        ConfigError: the journey file does not say enough to read it, or names a column that is not there.
        DataRefused: it lacks a column.
    """
    if _PATTERN.intersection(str(data)):
        return False
    try:
        with pq.ParquetFile(data) as file:
            forms = _forms(file)
            made = _made(loading, file, forms)
            offered = Offered(
                "parquet_rows", {"path": str(data)}, has_empty=look_over(data, file), forms=forms
            )
            row_count = file.metadata.num_rows
    except (Unsure, pa.ArrowException, OSError):
        return False
    return loading.take(offered, tuple(forms), made, row_count=row_count)


def _forms(file: pq.ParquetFile) -> dict[str, Form]:
    """How each column becomes text."""
    names = tuple(file.schema_arrow.names)
    is_flat = len(file.schema) == len(names) and names == distinct_names(names)
    if not is_flat or not are_columns((*names, LINE.name, _ROW_NUMBER)):
        raise Unsure
    columns = [file.schema.column(place) for place in range(len(names))]
    types = zip(columns, file.schema_arrow.types, strict=True)
    return {name: _form(column, kind) for name, (column, kind) in zip(names, types, strict=True)}


def _form(column: pq.ColumnSchema, kind: pa.DataType) -> Form:
    if column.max_repetition_level:
        raise Unsure
    if column.physical_type == "BYTE_ARRAY":
        if column.logical_type.type != "STRING":
            raise Unsure
        return "text"
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "plain"
    if pa.types.is_float64(kind):
        return "float"
    if pa.types.is_timestamp(kind) and column.physical_type == "INT64" and kind.unit != "ns":
        return "instant" if kind.tz else "clock"
    return "other"


def _made(loading: Loading, file: pq.ParquetFile, forms: dict[str, Form]) -> tuple[Made, ...]:
    """What the raw table is made of; times of events as they are.

    Raises:
        Unsure: a column that is asked for can't be taken to the letter, or holds times as text.
    """
    made = loading.shape.made_of(tuple(forms))
    if made is None or not file.metadata.num_rows:
        raise Unsure
    told = tuple(column for column in made if column.feeds)
    times = loading.shape.time_columns()
    for column in told:
        feeds = {forms[feed] for feed in column.feeds if feed is not None}
        if "other" in feeds or (column.name in times and not feeds <= {"instant", "clock"}):
            raise Unsure
        if column.name in times and "clock" in feeds and not loading.has_zone:
            raise Unsure
    if loading.file.source.vendor != "table":
        return told
    return tuple(_as_time(column, forms) if column.name in times else column for column in told)


def _as_time(column: Made, forms: dict[str, Form]) -> Made:
    """A column of times as it is; instants in a column of their own."""
    is_instant = forms[column.feeds[0] or ""] == "instant"
    return replace(column, name=INSTANT.name if is_instant else column.name, kind="typed")
