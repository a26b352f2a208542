"""Packed files as plain bytes: gzip, zstd and zip, told by their first bytes and read to their checksums.

A zip may hold one delimited text, or any number of JSON lines files, packed once more or not; a workbook is
no archive of texts.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from typing import BinaryIO, Protocol, cast

import pyarrow as pa

from journeymine.errors import DataRefused

GZIP, ZSTD, ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, pa.ArrowException)
"""What reading a cut or damaged packed file raises."""

_HEAD = 4


class Stream(Protocol):
    """Bytes that are read one after the other."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, fewer at the end, none after it."""
        ...


def unpacked(raw: BinaryIO, shown: str, *, is_json: bool) -> Stream:
    """A file's bytes without their packing.

    Args:
        raw: the file, at its start.
        shown: its path for messages.
        is_json: whether JSON lines are expected, which may lie in several files of one zip.

    Returns:
        The bytes.

    Raises:
        DataRefused: a zip holds something else than texts.
    """
    head = raw.read(_HEAD)
    raw.seek(0)
    if head.startswith(GZIP):
        return cast(Stream, gzip.GzipFile(fileobj=raw))
    if head == ZSTD:
        return _Zstd(raw)
    if head == ZIP:
        return _Members(raw, shown, is_json=is_json)
    return cast(Stream, raw)


class _Zstd:
    """A zstd stream of one or more frames; a cut one raises EOFError."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._stream = pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), "zstd")

    def read(self, size: int, /) -> bytes:
        try:
            return self._stream.read(size)
        except OSError as error:
            raise EOFError(str(error)) from None


class _Members:
    """The texts of a zip archive one after the other, a line end between them."""

    def __init__(self, raw: BinaryIO, shown: str, *, is_json: bool) -> None:
        archive = zipfile.ZipFile(raw)
        names = sorted(info.filename for info in archive.infolist() if not info.is_dir())
        if any(name == "[Content_Types].xml" for name in names):
            raise DataRefused(_refused(shown, "an Excel workbook (save the sheet as CSV)"))
        names = [name for name in names if not name.startswith("__MACOSX/")]
        if not is_json and len(names) != 1:
            raise DataRefused(_refused(shown, f"a zip archive of {len(names)} files (unpack it)"))
        self._rest = _chunks(archive, names)
        self._held = b""

    def read(self, size: int, /) -> bytes:
        while len(self._held) < size and (chunk := next(self._rest, b"")):
            self._held += chunk
        head, self._held = self._held[:size], self._held[size:]
        return head


def _chunks(archive: zipfile.ZipFile, names: list[str]) -> Iterator[bytes]:
    for name in names:
        with archive.open(name) as member:
            buffered = BufferedReader(cast(RawIOBase, member))
            is_gzip = buffered.peek(_HEAD).startswith(GZIP)
            stream = cast(Stream, gzip.GzipFile(fileobj=buffered) if is_gzip else buffered)
            last = b""
            while chunk := stream.read(2**20):
                yield chunk
                last = chunk
        if last and not last.endswith(b"\n"):
            yield b"\n"


def _refused(shown: str, found: str) -> str:
    return f"{shown}: the file is not what it says: found {found}; nothing of it was loaded"
