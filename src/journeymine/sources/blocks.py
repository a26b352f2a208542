"""A file's bytes as blocks of whole lines: unpacked with their checksum proved, and refused where they are
not what they say.

Every reader of text starts here; memory is bounded by the block, not by the file.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from journeymine.errors import ConfigError, DataRefused
from journeymine.sources.packed import DAMAGED, Stream, unpacked
from journeymine.sources.reasons import MAX_RAW_TEXT

LARGE_BYTES = 16 * 2**20
BLOCK_BYTES = 8 * 2**20
MAX_LINE_BYTES = 16 * 2**20

_NEWLINE = 10
_BOM = codecs.BOM_UTF8
_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OTHER_KINDS = (
    (b"BZh", "compressed by bzip2"),
    (b"\xfd7zXZ\x00", "compressed by xz"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "a database"),
)
_PAGE_STARTS = (b"<!doctype", b"<html", b"<head", b"<body", b"<?xml", b"<script", b"<!--")


@dataclass(frozen=True)
class TextFile:
    """A landed file that should hold text.

    Attributes:
        data: where its bytes lie.
        shown: the path to name in messages.
        encoding: the declared encoding.
        is_json: whether JSON lines are expected, else delimited text.
    """

    data: Path
    shown: str
    encoding: str
    is_json: bool

    @property
    def is_large(self) -> bool:
        """Whether it is worth a thread of its own to read it."""
        return self.data.stat().st_size >= LARGE_BYTES


@dataclass(frozen=True)
class Block:
    """Some whole lines.

    Attributes:
        data: their bytes; for an overlong line only its beginning.
        first_line: number of the first, from 1.
        is_last: whether the file ends here.
        is_overlong: whether it is one line that is longer than `MAX_LINE_BYTES`.
    """

    data: bytes
    first_line: int
    is_last: bool
    is_overlong: bool = False


def codec_of(encoding: str, source: str) -> codecs.CodecInfo:
    """The codec of a declared encoding.

    Raises:
        ConfigError: there is none of that name.
    """
    try:
        codec = codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, TypeError):
        raise ConfigError(
            f"found {encoding!r}, expected an encoding such as utf-8, utf-16, latin-1 or windows-1252",
            key=f"sources.{source}.encoding",
        ) from None
    return codec


def is_wide(encoding: str) -> bool:
    """Whether a character takes two or four bytes, so that lines can't be told from bytes."""
    return codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))


def is_utf8(encoding: str) -> bool:
    """Whether the blocks' bytes are UTF-8: by declaration, or written anew from a wide encoding."""
    return is_wide(encoding) or codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")


def blocks(file: TextFile, *, size: int = BLOCK_BYTES) -> Iterator[Block]:
    """The file in blocks of whole lines, its byte order mark taken off.

    Args:
        file: the file.
        size: bytes to read at a time.

    Yields:
        Blocks in order, the last of which may be empty. Wide encodings come as UTF-8.

    Raises:
        DataRefused: the file is no text of this kind, or its compression is damaged.
    """
    try:
        with file.data.open("rb") as raw:
            yield from _whole_lines(_unpacked(file, raw), size)
    except DAMAGED as error:
        raise DataRefused(
            f"{file.shown}: the packed file is cut or damaged ({error}); nothing of it was loaded, "
            "fetch it again"
        ) from None
    except UnicodeError as error:
        raise DataRefused(
            f"{file.shown}: the file is no {file.encoding} text ({error.__class__.__name__}); "
            "say `encoding:` as the exporting program has it"
        ) from None


def _unpacked(file: TextFile, raw: BinaryIO) -> Stream:
    stream = unpacked(raw, file.shown, is_json=file.is_json)
    beginning = stream.read(2**16)
    _refuse_other_kinds(file, beginning)
    rest = _Joined(beginning, stream)
    if is_wide(file.encoding):
        return _AsUtf8(rest, file.encoding)
    return rest


class _Joined:
    """What was read already, then the rest of a stream; a leading UTF-8 mark is taken off."""

    def __init__(self, beginning: bytes, rest: Stream) -> None:
        self._beginning = beginning.removeprefix(_BOM)
        self._rest = rest

    def read(self, size: int, /) -> bytes:
        head, self._beginning = self._beginning[:size], self._beginning[size:]
        return head + self._rest.read(size - len(head)) if len(head) < size else head


class _AsUtf8:
    """A stream of a wide encoding, written anew as UTF-8."""

    def __init__(self, stream: Stream, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._is_first = True

    def read(self, size: int, /) -> bytes:
        while True:
            raw = self._stream.read(size)
            text = self._decoder.decode(raw, final=not raw)
            if self._is_first and text:
                text, self._is_first = text.removeprefix("\ufeff"), False
            if text or not raw:
                return text.encode("utf-8")


def _refuse_other_kinds(file: TextFile, beginning: bytes) -> None:
    found = _other_kind(file, beginning)
    if found is not None:
        expected = "one JSON object per line" if file.is_json else "delimited text"
        raise DataRefused(
            f"{file.shown}: the file is not what it says: expected {expected}, found {found}; "
            "nothing of it was loaded"
        )


def _other_kind(file: TextFile, beginning: bytes) -> str | None:
    known = next((kind for magic, kind in _OTHER_KINDS if beginning.startswith(magic)), None)
    if known is not None or is_wide(file.encoding):
        return known
    if beginning.startswith(_WIDE_BOMS) or beginning.count(0) * 4 > len(beginning):
        return "bytes that look like UTF-16 text, or no text at all (for UTF-16 say `encoding: utf-16`)"
    if beginning.startswith(_BOM) and not is_utf8(file.encoding):
        return f"the mark of UTF-8 at the start of a file declared as {file.encoding} (leave `encoding:` out)"
    return _other_text(beginning.removeprefix(_BOM).lstrip()[:64].lower(), is_json=file.is_json)


def _other_text(start: bytes, *, is_json: bool) -> str | None:
    if start.startswith(_PAGE_STARTS):
        return "a web page or XML, perhaps a login page"
    if start.startswith(b"[") and (is_json or start[1:2] in b"{\r\n"):
        return "a JSON array (write one object per line)"
    if start.startswith(b'{"') and not is_json:
        return "JSON (say `format: jsonl`)"
    return None


def _whole_lines(stream: Stream, size: int) -> Iterator[Block]:
    rest, line = b"", 1
    while chunk := stream.read(size):
        cut = chunk.rfind(b"\n") + 1
        if cut:
            yield Block(b"".join((rest, memoryview(chunk)[:cut])), line, is_last=False)
            line += _newline_count(chunk, cut)
        rest = chunk[cut:] if cut else rest + chunk
        if len(rest) > MAX_LINE_BYTES:
            head, rest = rest, _skip_line(stream, size)
            yield Block(head[:MAX_RAW_TEXT], line, is_last=False, is_overlong=True)
            line += 1
    yield Block(rest, line, is_last=True)


def _newline_count(data: bytes, stop: int) -> int:
    return int(np.count_nonzero(np.frombuffer(data, np.uint8, stop) == _NEWLINE))


def _skip_line(stream: Stream, size: int) -> bytes:
    """Read past the end of the line and give what comes after it."""
    while chunk := stream.read(size):
        cut = chunk.find(b"\n") + 1
        if cut:
            return chunk[cut:]
    return b""
