"""Physical lines of a block with what is wrong with their bytes: the exact way, line by line.

Readers take it where a block is not plainly clean; `is_clean` proves that it is, in a few passes over the
bytes.
"""

from __future__ import annotations

import re
from itertools import count
from typing import NamedTuple

import numpy as np

from journeymine.sources.blocks import MAX_LINE_BYTES, Block, is_utf8
from journeymine.sources.reasons import MAX_RAW_TEXT, Reject, storable

_NEWLINE, _SPACE, _DELETE = 10, 32, b"\x7f"
CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_CONTROL_TEXT = re.compile(CONTROLS.removesuffix("]") + "\ufeff]")
_BOM = b"\xef\xbb\xbf"
_UNDECODED = re.compile("[\udc80-\udcff]")


class Line(NamedTuple):
    """One physical line.

    Attributes:
        number: its number in the file, from 1.
        text: its text without the line end.
        fault: a reason code where its bytes are bad.
    """

    number: int
    text: str
    fault: str | None = None

    def reject(self, reason: str | None = None) -> Reject:
        """This line as a rejected record."""
        return Reject(self.number, reason or self.fault or "", storable(self.text))


def as_utf8(data: bytes, encoding: str) -> bytes | None:
    """A block's bytes as UTF-8; None where some of them are no text of the encoding."""
    if data.isascii() and is_utf8(encoding):
        return data
    try:
        text = data.decode("utf-8" if is_utf8(encoding) else encoding)
    except UnicodeError:
        return None
    return data if is_utf8(encoding) else text.encode("utf-8")


def is_clean(utf8: bytes) -> bool:
    """Whether a block holds no control characters and no byte order mark."""
    codes = np.frombuffer(utf8, np.uint8)
    low = int(np.count_nonzero(codes < _SPACE)) - int(np.count_nonzero(codes == _NEWLINE))
    if low and low != utf8.count(b"\r") + utf8.count(b"\t"):
        return False
    return _DELETE not in utf8 and not has_mark(utf8)


def has_mark(utf8: bytes) -> bool:
    """Whether a block holds a byte order mark."""
    return not utf8.isascii() and _BOM in utf8


def exact_lines(block: Block, encoding: str) -> list[Line]:
    """The lines of a block with the faults of each.

    Args:
        block: whole lines.
        encoding: the declared encoding.

    Returns:
        The lines in order; a byte order mark at a line's start is taken off.
    """
    codec = "utf-8" if is_utf8(encoding) else encoding
    if block.is_overlong:
        return [Line(block.first_line, block.data.decode(codec, "surrogateescape"), "too_long")]
    raw_lines = block.data.split(b"\n")
    if not raw_lines[-1]:
        raw_lines.pop()
    numbered = zip(count(block.first_line), raw_lines, strict=False)
    utf8 = as_utf8(block.data, encoding)
    if utf8 is not None and is_clean(utf8) and max(map(len, raw_lines), default=0) <= MAX_LINE_BYTES:
        return [Line(number, raw.removesuffix(b"\r").decode(codec)) for number, raw in numbered]
    return [_line(number, raw, codec) for number, raw in numbered]


def _line(number: int, raw: bytes, codec: str) -> Line:
    if len(raw) > MAX_LINE_BYTES:
        return Line(number, raw[:MAX_RAW_TEXT].decode(codec, "surrogateescape"), "too_long")
    text = raw.removesuffix(b"\r").decode(codec, "surrogateescape").removeprefix("\ufeff")
    if _UNDECODED.search(text):
        return Line(number, text, "encoding")
    if _CONTROL_TEXT.search(text):
        return Line(number, text, "control_bytes")
    return Line(number, text)
