"""The pages of a Parquet file, as they lie in it: their checksums, and the bytes of their dictionaries.

Only what proves that a file is whole and that its texts hold no control characters. Where a column's texts
are in its dictionary, these are looked at, each once; else they are read as the exact way reads them. Headers
are in the compact protocol of Apache Thrift, numbered as the Parquet format has them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from journeymine.sources.tabular import has_controls

THREADS = 2
"""At work on the columns of a file."""

_DATA, _DICTIONARY, _DATA_V2 = 0, 2, 3
_CODED = (2, 8)
_TRUE, _FALSE, _DOUBLE, _TEXT, _STRUCT = 1, 2, 7, 8, 12
_INTEGERS = (4, 5, 6)
_SPACE, _DELETE = 32, 127
_BATCH_ROWS = 2**17
_CODECS = {"SNAPPY": "snappy", "ZSTD": "zstd", "GZIP": "gzip", "BROTLI": "brotli"}
Fields = dict[int, Any]


class Unsure(Exception):
    """Pages that are not what they say, or that are written in a way not known here."""


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        kind: data, dictionary or other.
        fields: of its header, by number.
        body: its bytes, as they are stored.
    """

    kind: int
    fields: Fields
    body: memoryview


def look_over(data: Path, file: pq.ParquetFile) -> bool:
    """Prove the checksum of each page that has one, and look at all texts.

    Args:
        data: the file; it has flat columns only.
        file: the same, open.

    Returns:
        Whether there may be empty texts.

    Raises:
        Unsure: a checksum does not fit, a text holds a control character, or the pages can't be followed.
    """
    groups, places = range(file.metadata.num_row_groups), range(file.metadata.num_columns)
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(
            pool.map(lambda chunk: _look_over_chunk(data, file.metadata, *chunk), product(groups, places))
        )
    return any(found)


def _look_over_chunk(data: Path, metadata: pq.FileMetaData, group: int, place: int) -> bool:
    """The same for one column in one group of rows; most of it lets go of Python's lock."""
    chunk = metadata.row_group(group).column(place)
    are_sure = [_is_sure(page, chunk) for page in _pages(_bytes_of(data, chunk))]
    return not all(are_sure) and _read_over(data, metadata, group, place)


def _is_sure(page: Page, chunk: pq.ColumnChunkMetaData) -> bool:
    """Whether a page surely has no text that is empty or holds a control character."""
    if chunk.physical_type != "BYTE_ARRAY":
        return True
    if page.kind == _DICTIONARY:
        return are_short_and_clean(np.frombuffer(_unpacked(page, chunk.compression), np.uint8))
    values = page.fields.get({_DATA: 5, _DATA_V2: 8}.get(page.kind, 0), {})
    return values.get(4 if page.kind == _DATA_V2 else 2) in _CODED


def _read_over(data: Path, metadata: pq.FileMetaData, group: int, place: int) -> bool:
    """Read the texts of a column in one group of rows, and look at each."""
    name = metadata.schema.column(place).name
    has_empty = False
    with pq.ParquetFile(data, metadata=metadata) as file:
        for batch in file.iter_batches(_BATCH_ROWS, row_groups=[group], columns=[name], use_threads=False):
            texts = batch.column(name).cast(pa.string())
            if has_controls(texts):
                raise Unsure
            has_empty = has_empty or pc.min(pc.binary_length(texts)).as_py() == 0
    return has_empty


def _bytes_of(data: Path, chunk: pq.ColumnChunkMetaData) -> bytes:
    """The pages of one column in one group of rows."""
    start = min(place for place in (chunk.dictionary_page_offset, chunk.data_page_offset) if place)
    with data.open("rb") as raw:
        raw.seek(start)
        stored = raw.read(chunk.total_compressed_size)
    if len(stored) < chunk.total_compressed_size:
        raise Unsure
    return stored


def _pages(stored: bytes) -> Iterator[Page]:
    place = 0
    while place < len(stored):
        try:
            fields, place = _struct(stored, place)
            kind, size = fields[1], fields[3]
        except (IndexError, KeyError):
            raise Unsure from None
        body = memoryview(stored)[place : place + size]
        if len(body) < size or (4 in fields and zlib.crc32(body) != fields[4] % 2**32):
            raise Unsure
        yield Page(kind, fields, body)
        place += size


def are_short_and_clean(texts: np.ndarray) -> bool:
    """Whether texts that lie one behind the other, each after its length in four bytes, surely are of 1 to
    255 bytes and hold nothing below a space.

    Args:
        texts: the bytes, up to the end of the last text.
    """
    is_zero = texts == 0
    begins = np.flatnonzero(is_zero[1:-2] & is_zero[2:-1] & is_zero[3:])
    if not len(begins) or 3 * len(begins) != np.count_nonzero(is_zero):
        return False
    lengths = texts[begins]
    ends = begins + 4 + lengths
    if begins[0] or ends[-1] != len(texts) or not np.array_equal(ends[:-1], begins[1:]):
        return False
    low_count = np.count_nonzero(texts < _SPACE) - 3 * len(begins)
    return bool(
        low_count == np.count_nonzero(lengths < _SPACE)
        and np.count_nonzero(texts == _DELETE) == np.count_nonzero(lengths == _DELETE)
    )


def _unpacked(page: Page, compression: str) -> memoryview:
    """The values of a page that has nothing else."""
    if compression == "UNCOMPRESSED":
        return page.body
    if compression not in _CODECS:
        raise Unsure
    try:
        return memoryview(pa.Codec(_CODECS[compression]).decompress(page.body, page.fields[2]))
    except (pa.ArrowException, OSError):
        raise Unsure from None


def _struct(stored: bytes, place: int) -> tuple[Fields, int]:
    """The fields of a structure by number, and the place behind it; lists of fields are not known here."""
    fields: Fields = {}
    number = 0
    while stored[place]:
        step, kind = divmod(stored[place], 16)
        place += 1
        if step:
            number += step
        else:
            number, place = _integer(stored, place)
        fields[number], place = _value(stored, place, kind)
    return fields, place + 1


def _value(stored: bytes, place: int, kind: int) -> tuple[Any, int]:
    if kind in (_TRUE, _FALSE):
        return kind == _TRUE, place
    if kind in _INTEGERS:
        return _integer(stored, place)
    if kind == _STRUCT:
        return _struct(stored, place)
    if kind == _DOUBLE:
        return None, place + 8
    if kind == _TEXT:
        length, place = _varint(stored, place)
        return None, place + length
    raise Unsure


def _integer(stored: bytes, place: int) -> tuple[int, int]:
    """A signed number."""
    value, place = _varint(stored, place)
    return (value >> 1) ^ -(value & 1), place


def _varint(stored: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = stored[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place
