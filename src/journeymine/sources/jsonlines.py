"""JSON lines as pieces: one object per line, kept whole or taken apart into text columns by key.

Bytes, depth and length are judged here, JSON itself by the database (`sql/staging/json_faults.sql`), piece by
piece. Of a large file, a compiled loop finds the keys in blocks where nothing is amiss, and JSON is judged
while it is taken apart; all other blocks are judged first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from journeymine.engine import Engine
from journeymine.errors import QueryFailed
from journeymine.sources.ahead import ahead
from journeymine.sources.blocks import MAX_LINE_BYTES, Block, TextFile, blocks
from journeymine.sources.lines import as_utf8, exact_lines, has_mark, is_clean
from journeymine.sources.pieces import Piece, are_columns, filled, running_lines
from journeymine.sources.reasons import Reject


class Objects(NamedTuple):
    """Usable records of some consecutive lines.

    Attributes:
        piece: the texts of the objects.
        names: the keys at their top, sorted.
        has_empty: whether there may be empty texts in them.
    """

    piece: Piece
    names: tuple[str, ...]
    has_empty: bool = True


MAX_DEPTH = 100
MAX_KEYS = 1000
"""Different keys in one block that the compiled loop takes."""
RECORD = "record"
_NEWLINE, _OPENING = 10, 0x7B
TABLE = "json_lines"
"""What the models `json_…` read."""
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_NO_BRACKETS = re.compile(r"[^\[\]{}]+")
_ESCAPED_CONTROL = r"(?:^|[^\\])(?:\\\\)*\\u00(?:0[0-8bcefBCEF]|1[0-9a-fA-F]|7[fF])"


def read_records_of(engine: Engine, file: TextFile) -> Iterator[Piece]:
    """A file of JSON lines with each object's text as the one column `record`.

    Args:
        engine: where JSON is judged.
        file: the file.

    Yields:
        Pieces in file order. Blank lines are no records.

    Raises:
        DataRefused: the file is not what it says.
    """
    for objects in _judged_pieces(engine, file):
        yield objects.piece


def read_columns_of(engine: Engine, file: TextFile, wanted: Sequence[str] = ()) -> Iterator[Piece]:
    """A file of JSON lines with one text column per key of a piece's objects.

    Args:
        engine: where JSON is taken apart.
        file: the file.
        wanted: names that are asked for; `a.b` means key `b` of the object at key `a`, unless there is a key
            `a.b`.

    Yields:
        Pieces in file order, each with the keys that its objects have. Nested values are JSON text; `null`,
        empty text and absent keys are NULL.
    """
    if not file.is_large:
        for objects in _judged_pieces(engine, file):
            yield _taken_apart(engine, objects.piece, objects.names, wanted)
        return
    with engine.aside() as helper, closing(ahead(scanned_objects(helper, file))) as found:
        for objects in found:
            yield taken_apart(engine, objects, wanted)


def _judged_pieces(engine: Engine, file: TextFile) -> Iterator[Objects]:
    """Pieces of usable records, each with the keys at the top of its objects, sorted."""
    return (_judged_block(engine, block, file.encoding) for block in blocks(file))


def scanned_objects(engine: Engine, file: TextFile) -> Iterator[Objects]:
    """The objects of a large file, some at a time; lines that look like objects may turn out to be no JSON.

    Args:
        engine: where lines are judged that do not look like it.
        file: the file.

    Raises:
        DataRefused: the file is not what it says.
    """
    for block in blocks(file):
        yield scanned(block, file.encoding) or _judged_block(engine, block, file.encoding)


def scanned(block: Block, encoding: str) -> Objects | None:
    """A block's records and keys by the compiled loop; None where it has to be judged."""
    from journeymine.sources.loops import scan_objects

    utf8 = None if block.is_overlong else as_utf8(block.data, encoding)
    if not utf8 or has_mark(utf8):
        return None
    ends = np.empty(len(utf8) // len("{}\n") + 1, np.int32)
    keys = np.zeros((2, MAX_KEYS + 1), np.int32)
    empty = np.zeros(1, np.uint8)
    row_count = scan_objects(np.frombuffer(utf8, np.uint8), MAX_DEPTH, ends, keys, empty)
    if not (row_count and keys.any()) or np.diff(ends[:row_count], prepend=0).max() > MAX_LINE_BYTES:
        return None
    texts = _texts(utf8, ends[:row_count])
    names = (utf8[start:stop].decode() for start, stop in keys[:, keys[1] > 0].T.tolist())
    piece = Piece((RECORD,), running_lines(block.first_line, row_count), (texts,))
    return Objects(piece, tuple(sorted(names)), has_empty=bool(empty[0]))


def _judged_block(engine: Engine, block: Block, encoding: str) -> Objects:
    piece = _lines(block, encoding)
    names = _names(engine, piece)
    if names is None or not _is_tame(block, piece.row_count):
        piece = _judged(engine, piece)
        names = _names(engine, piece) or ()
    return Objects(piece, names)


def _is_tame(block: Block, object_count: int) -> bool:
    """Whether lines that are objects surely hold no escaped control character and nest nowhere deep."""
    data = block.data
    if b"\\" in data and b"\\u00" in data:
        return False
    if data.count(b"{") + data.count(b"[") < object_count + MAX_DEPTH // 2:
        return True
    codes = np.frombuffer(block.data, np.uint8)
    opening = np.flatnonzero((codes | 0x20) == _OPENING)
    if len(opening) <= MAX_DEPTH:
        return True
    newlines = np.flatnonzero(codes == _NEWLINE)
    line = np.searchsorted(newlines, opening[:: MAX_DEPTH // 2])
    return not (line[1:] == line[:-1]).any()


def _names(engine: Engine, piece: Piece) -> tuple[str, ...] | None:
    """Keys at the top of the objects; None where a line is no object, or has a key twice."""
    if not piece.row_count:
        return ()
    with engine.lend(TABLE, as_table(piece)):
        try:
            lists = engine.select_model("json_keys")["names"].to_pylist()
        except QueryFailed:
            return None
    if any(names is None or len(set(names)) < len(names) for names in lists):
        return None
    return tuple(sorted({name for names in lists for name in names}))


def _lines(block: Block, encoding: str) -> Piece:
    """A block's lines that are not blank, those with bad bytes among the rejects."""
    utf8 = None if block.is_overlong else as_utf8(block.data, encoding)
    if utf8 is not None and is_clean(utf8):
        texts = _split(utf8)
        if (pc.max(pc.binary_length(texts)).as_py() or 0) <= MAX_LINE_BYTES:
            return _told(running_lines(block.first_line, len(texts)), pc.ascii_trim_whitespace(texts), ())
    found = exact_lines(block, encoding)
    good = [line for line in found if line.fault is None]
    texts = pc.ascii_trim_whitespace(pa.array([line.text for line in good], pa.string()))
    rejects = tuple(line.reject() for line in found if line.fault is not None)
    return _told(pa.array([line.number for line in good], pa.int64()), texts, rejects)


def _told(lines: pa.Array, texts: pa.Array, rejects: tuple[Reject, ...]) -> Piece:
    """The lines that are not blank."""
    is_told = pc.greater(pc.binary_length(texts), 0)
    if pc.all(is_told).as_py():
        return Piece((RECORD,), lines, (texts,), rejects)
    return Piece((RECORD,), lines.filter(is_told), (texts.filter(is_told),), rejects)


def _split(utf8: bytes) -> pa.Array:
    """The lines of a block as one array over its bytes, line ends included."""
    ends = np.flatnonzero(np.frombuffer(utf8, np.uint8) == _NEWLINE) + 1
    is_cut = bool(utf8) and not utf8.endswith(b"\n")
    return _texts(utf8, np.append(ends, len(utf8)) if is_cut else ends)


def _texts(utf8: bytes, ends: np.ndarray) -> pa.Array:
    """The texts up to each end as one array over the bytes."""
    offsets = np.concatenate([[0], ends]).astype(np.int32)
    return pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(utf8))


def _too_deep(texts: pa.Array) -> np.ndarray:
    """Which texts nest too deep; only those with many brackets are looked at closely."""
    brackets = pc.add(pc.count_substring(texts, "{"), pc.count_substring(texts, "["))
    is_deep = np.asarray(pc.greater(brackets, MAX_DEPTH))
    for place in np.flatnonzero(is_deep):
        is_deep[place] = depth(texts[place].as_py()) > MAX_DEPTH
    return is_deep


def depth(text: str) -> int:
    """How deep a JSON text nests: 1 for a flat object."""
    brackets = _NO_BRACKETS.sub("", _STRING.sub("", text)).encode()
    codes = np.frombuffer(brackets, np.uint8)
    return int(np.cumsum(np.where((codes == 91) | (codes == 123), 1, -1)).max(initial=0))


def _escaped_control(texts: pa.Array) -> np.ndarray:
    """Which texts write a control character as an escape."""
    suspects = np.asarray(pc.match_substring(texts, "\\u00"))
    return np.asarray(pc.match_substring_regex(texts, _ESCAPED_CONTROL)) if suspects.any() else suspects


def _judged(engine: Engine, piece: Piece) -> Piece:
    """The piece without the lines that are no JSON object of distinct keys that can be read safely."""
    for find, reason in ((_too_deep, "too_deep"), (_escaped_control, "control_bytes")):
        piece = _without(piece, find(piece.columns[0]), reason)
    if not piece.row_count:
        return piece
    with engine.lend(TABLE, as_table(piece)):
        faults = engine.select_model("json_faults")
    reasons = dict(zip(faults["line_number"].to_pylist(), faults["reason"].to_pylist(), strict=True))
    for reason in sorted(set(reasons.values())):
        numbers = [number for number, found in reasons.items() if found == reason]
        piece = _without(piece, np.isin(np.asarray(piece.lines), numbers), reason)
    return piece


def _without(piece: Piece, is_bad: np.ndarray, reason: str) -> Piece:
    return piece.without(is_bad, reason, piece.columns[0].filter(pa.array(is_bad)).to_pylist())


def taken_apart(engine: Engine, objects: Objects, wanted: Sequence[str] = ()) -> Piece:
    """The records as one text column per key; where some line is no JSON, without it."""
    piece = objects.piece
    try:
        return _taken_apart(engine, piece, objects.names, wanted)
    except QueryFailed:
        lines = Piece(piece.names, piece.lines, (pc.ascii_trim_whitespace(piece.columns[0]),), piece.rejects)
        kept = _judged(engine, lines)
        return _taken_apart(engine, kept, _names(engine, kept) or (), wanted)


def _taken_apart(engine: Engine, piece: Piece, names: tuple[str, ...], wanted: Sequence[str]) -> Piece:
    dotted = [name for name in wanted if name not in names and name.partition(".")[0] in names]
    if not piece.row_count or not names:
        return Piece((), piece.lines, (), piece.rejects)
    with engine.lend(TABLE, as_table(piece)):
        columns = (*_top(engine, names), *_by_path(engine, [_pointer(*name.split(".")) for name in dotted]))
    return Piece((*names, *dotted), piece.lines, tuple(filled(column) for column in columns), piece.rejects)


def _top(engine: Engine, names: tuple[str, ...]) -> list[pa.Array]:
    """Values at the top of the objects, all in one go where the database can hold such names side by side."""
    if not are_columns(names):
        return _by_path(engine, [_pointer(name) for name in names])
    found = engine.select_model("json_columns", {"structure": structure_of(names)})
    return [found[name].combine_chunks() for name in names]


def structure_of(names: Sequence[str]) -> str:
    """The structure of objects with these keys, all values as text."""
    return json.dumps(dict.fromkeys(names, "VARCHAR"), ensure_ascii=False)


def _by_path(engine: Engine, paths: list[str]) -> list[pa.Array]:
    if not paths:
        return []
    texts = engine.select_model("json_values", {"paths": paths})["texts"].combine_chunks()
    return [pc.list_element(texts, place) for place in range(len(paths))]


def _pointer(*keys: str) -> str:
    """JSON pointer to a value."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def as_table(piece: Piece) -> pa.Table:
    """Records as the models `json_…` read them."""
    return pa.table({"line_number": piece.lines, "record": piece.columns[0]})
