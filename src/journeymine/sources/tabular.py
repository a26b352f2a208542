"""Parquet as pieces of text columns: every page's checksum proved where there is one, every value as text.

Whole numbers of a floating-point column (customer 17850.0) are written without `.0`, times as ISO 8601 with
their zone as UTC, nested values as JSON. Lines are numbered as the rows, from 1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from journeymine.errors import DataRefused
from journeymine.sources.lines import CONTROLS
from journeymine.sources.pieces import Piece, distinct_names, filled, running_lines

_BATCH_ROWS = 2**17
_SPACE, _DELETE = 32, 127
_LARGEST_WHOLE = 2.0**53


def read_parquet(data: Path, shown: str) -> Iterator[Piece]:
    """A Parquet file, piece by piece.

    Args:
        data: where its bytes lie.
        shown: the path to name in messages.

    Yields:
        Pieces in file order; at least one.

    Raises:
        DataRefused: the file is no Parquet, is cut, or fails its checksums.
    """
    if data.stat().st_size == 0:
        return
    first = 1
    try:
        with pq.ParquetFile(data, page_checksum_verification=True) as file:
            names = distinct_names(file.schema_arrow.names)
            yield Piece(names, running_lines(1, 0), tuple(pa.array([], pa.string()) for _ in names))
            for batch in file.iter_batches(_BATCH_ROWS):
                columns = tuple(as_text(column) for column in batch.columns)
                yield without_controls(Piece(names, running_lines(first, batch.num_rows), columns))
                first += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        raise DataRefused(
            f"{shown}: the file is not what it says: expected Parquet, found what can't be read as such "
            f"({error.__class__.__name__}), perhaps cut or damaged; nothing of it was loaded"
        ) from None


def without_controls(piece: Piece) -> Piece:
    """The piece without rows that hold control characters."""
    if not any(_may_hold_controls(column) for column in piece.columns):
        return piece
    found = [pc.match_substring_regex(column, CONTROLS).fill_null(False) for column in piece.columns]
    is_bad = np.any([np.asarray(mask) for mask in found], axis=0)
    rows = zip(*(column.filter(pa.array(is_bad)).to_pylist() for column in piece.columns), strict=True)
    return piece.without(is_bad, "control_bytes", ("\t".join(value or "" for value in row) for row in rows))


def has_controls(texts: pa.Array) -> bool:
    """Whether some text holds a control character."""
    return _may_hold_controls(texts) and pc.any(pc.match_substring_regex(texts, CONTROLS)).as_py() is True


def _may_hold_controls(column: pa.Array) -> bool:
    """Whether some byte of a text column could be a control character's; spaces between words are none."""
    data = column.buffers()[2]
    if data is None:
        return False
    codes = np.frombuffer(data, np.uint8)
    return bool(np.any(codes < _SPACE) or np.any(codes == _DELETE))


def as_text(column: pa.Array) -> pa.Array:
    """A column of any type as text; NULL stays NULL and an empty text becomes it."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode())
    if pa.types.is_floating(kind):
        return _number_text(column)
    if pa.types.is_timestamp(kind):
        return _time_text(column)
    if pa.types.is_nested(kind):
        texts = (None if value is None else json.dumps(value, default=str) for value in column.to_pylist())
        return pa.array(texts, pa.string())
    try:
        return filled(column.cast(pa.string()))
    except pa.ArrowInvalid:
        return pa.nulls(len(column), pa.string())


def _number_text(column: pa.Array) -> pa.Array:
    """Numbers as text, whole ones without a fraction, each written once; NaN and infinity are none."""
    coded = column.cast(pa.float64()).dictionary_encode()
    values = coded.dictionary
    finite = pc.if_else(pc.is_finite(values), values, pa.scalar(None, pa.float64()))
    plain = np.nan_to_num(np.asarray(finite.fill_null(0.0)))
    is_whole = pa.array((plain == np.floor(plain)) & (np.abs(plain) < _LARGEST_WHOLE))
    whole = pa.array(np.where(np.asarray(is_whole), plain, 0.0).astype(np.int64)).cast(pa.string())
    text = pc.if_else(is_whole, whole, finite.cast(pa.string()))
    return pc.if_else(finite.is_valid(), text, pa.scalar(None, pa.string())).take(coded.indices)


def _time_text(column: pa.Array) -> pa.Array:
    """Times as `2026-01-31 10:00:00.000000`, with `Z` where the column has a zone."""
    micro = column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(pa.int64())
    text = micro.cast(pa.timestamp("us")).cast(pa.string())
    return pc.binary_join_element_wise(text, "Z", "") if column.type.tz else text
