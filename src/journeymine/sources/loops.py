"""The compiled loops of a reading; see walk/kernels for what holds for all of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.kernels import compiled

Bytes = NDArray[np.uint8]
Int32 = NDArray[np.int32]

_SPACE, _QUOTE, _COLON, _BACKSLASH, _OPEN = 32, 34, 58, 92, 123
_ZERO, _ONE, _SEVEN, _U = 48, 49, 55, 117
_PLAIN, _QUOTES, _ESCAPES, _OPENS, _CLOSES, _ENDS, _BAD = range(7)


def _kinds() -> Bytes:
    """What each byte is in JSON. Tabs and carriage returns are plain; inside a text they are no JSON."""
    kinds = np.full(256, _PLAIN, dtype=np.uint8)
    kinds[:_SPACE] = kinds[127] = _BAD
    marks = {"\t\r": _PLAIN, '"': _QUOTES, "\\": _ESCAPES, "{[": _OPENS, "}]": _CLOSES, "\n": _ENDS}
    for same, kind in marks.items():
        kinds[list(same.encode())] = kind
    return kinds


_KINDS = _kinds()


@compiled
def scan_objects(data: Bytes, max_depth: int, ends: Int32, keys: Int32, empty: Bytes) -> int:  # noqa: PLR0912 one loop: calls cost
    """Go over lines that hold one JSON object each, and find the keys at the top of the objects.

    Args:
        data: whole lines, the last with or without its line end.
        max_depth: how deep an object may nest.
        ends: gets the place behind each line; as long as there can be lines.
        keys: two rows of zeros, longer by one than there may be keys; get the place where each distinct key
            first starts, and that behind it.
        empty: one zero; gets 1 where some text is empty.

    Returns:
        How many lines there are; 0 where some line has to be looked at closely: it does not begin and end as
        an object does, or holds a control character, also one written as an escape, a key twice or with an
        escape, or nests too deep. Whether the rest is JSON is not looked at.
    """
    starts, stops = keys[0], keys[1]
    last_row = np.full(len(starts), -1, dtype=np.int64)
    row, line, depth, guess, place = 0, 0, 0, 0, 0
    while place < len(data):
        kind = _KINDS[data[place]]
        place += 1
        if kind == _PLAIN:
            continue
        if kind == _QUOTES:
            if depth == 1 and _is_key_at(data, place, starts[guess], stops[guess]):
                number, behind = guess, place + stops[guess] - starts[guess] + 1
            else:
                behind = _past_text(data, place)
                if behind < 0:
                    return 0
                if depth != 1 or not _is_before_colon(data, behind):
                    empty[0] |= behind == place + 1
                    place = behind
                    continue
                number = _find_key(data, place, behind, starts, stops)
            if number < 0 or last_row[number] == row:
                return 0
            starts[number], stops[number], last_row[number] = place, behind - 1, row
            guess, place = number + 1, behind
        elif kind == _OPENS and depth < max_depth and (depth > 0 or place == line + 1):
            depth += 1
        elif kind == _CLOSES:
            depth -= 1
        elif kind == _ENDS and depth == 0 and data[line] == _OPEN:
            ends[row] = line = place
            row, guess = row + 1, 0
        else:
            return 0
    if line == len(data):
        return row
    ends[row] = len(data)
    return row + 1 if depth == 0 and data[line] == _OPEN else 0


@compiled
def _past_text(data: Bytes, place: int) -> int:
    """The place behind a text's closing quote; -1 where it has none, or may hold a control character."""
    while place < len(data):
        kind = _KINDS[data[place]]
        place += 1
        if kind == _PLAIN:
            continue
        if kind == _QUOTES:
            return place
        if kind >= _ENDS or (kind == _ESCAPES and _may_be_control(data, place)):
            return -1
        place += kind == _ESCAPES
    return -1


@compiled
def _may_be_control(data: Bytes, place: int) -> bool:
    """Whether an escape may stand for a control character: `u000`, `u001` and `u007` with what comes then."""
    if place + 3 >= len(data) or data[place] != _U:
        return False
    if data[place + 1] != _ZERO or data[place + 2] != _ZERO:
        return False
    return data[place + 3] in (_ZERO, _ONE, _SEVEN)


@compiled
def _is_key_at(data: Bytes, place: int, start: int, stop: int) -> bool:
    """Whether a known key stands at a place, its closing quote and a colon behind it."""
    end = place + stop - start
    if not stop or end >= len(data) or data[end] != _QUOTE or not _is_before_colon(data, end + 1):
        return False
    for offset in range(stop - start):  # noqa: SIM110 compiled loops are loops
        if data[place + offset] != data[start + offset]:
            return False
    return True


@compiled
def _is_before_colon(data: Bytes, place: int) -> bool:
    """Whether a colon comes next, spaces not counted."""
    while place < len(data) and data[place] == _SPACE:
        place += 1
    return place < len(data) and data[place] == _COLON


@compiled
def _find_key(data: Bytes, start: int, behind: int, starts: Int32, stops: Int32) -> int:
    """Number of the key from `start` to its closing quote, a free one where it is new; -1 where there is no
    room for it, or something in it is escaped.
    """
    number = 0
    while stops[number]:
        length = stops[number] - starts[number]
        if length == behind - 1 - start and _is_key_at(data, start, starts[number], stops[number]):
            return number
        number += 1
    for place in range(start, behind):
        if data[place] == _BACKSLASH:
            return -1
    return number if number + 1 < len(starts) else -1
