"""Records of delimited text from physical lines, by RFC 4180 and to the letter: the reference way of reading.

A quoted value may hold line breaks. A quote that opens or closes where none can spoils the line where its
record starts, and that line only: reading goes on with the next one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from journeymine.errors import DataRefused
from journeymine.sources.lines import Line
from journeymine.sources.reasons import Reject

MAX_RECORD_LINES = 1000
_MIN_WIDTH_TO_COMPARE = 4
_QUOTED = re.compile(r'(?:[^"]|"")*')
_HIDDEN = {"\\": "\x01", "\n": "\x02"}
_HIDDEN_DELIMITER = "\x03"
_WORDS = {
    False: ("a quote opens", "Double the quotes inside values, or export it again"),
    True: ("a value whose line ends are escaped opens", "Export it again"),
}


@dataclass
class Records:
    """What some lines hold.

    Attributes:
        numbers: line of each record's start.
        rows: the records' values.
        rejects: lines that are no record.
        rest: lines of a record that is not finished yet.
    """

    numbers: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    rest: Sequence[Line] = ()


@dataclass(frozen=True)
class Dialect:
    """How a file is written.

    Attributes:
        shown: the file's path for messages.
        delimiter: one character between values.
        width: columns of the header.
        is_quoted: whether quotes mean anything; without them a line is a record.
        is_escaped: whether a backslash before a delimiter, line end or backslash makes it a plain character;
            quotes mean nothing then.
    """

    shown: str
    delimiter: str
    width: int
    is_quoted: bool = True
    is_escaped: bool = False


class Found(NamedTuple):
    """The record that starts at a line.

    Attributes:
        values: its values; None where it is broken or still open.
        line_count: physical lines it takes, or has taken so far.
        fault: reason code where it is broken.
        is_open: whether a quote is open, or a line end escaped, at the end of the lines given.
    """

    values: list[str] | None
    line_count: int = 1
    fault: str | None = None
    is_open: bool = False


def read_records(lines: Sequence[Line], dialect: Dialect, *, is_last: bool) -> Records:
    """All records of some lines.

    Args:
        lines: physical lines, starting where a record starts.
        dialect: delimiter and width.
        is_last: whether the file ends with these lines.

    Returns:
        Records and rejects; `rest` holds an unfinished record, never at the end of the file.

    Raises:
        DataRefused: a record takes more than `MAX_RECORD_LINES` lines: a quote is open that should not be.
    """
    records, place = Records(), 0
    while place < len(lines):
        line = lines[place]
        found = record_at(
            lines, place, dialect.delimiter, is_quoted=dialect.is_quoted, is_escaped=dialect.is_escaped
        )
        if _is_one_line(found) and found.values is not None and len(found.values) == dialect.width:
            if line.text:
                records.numbers.append(line.number)
                records.rows.append(found.values)
            place += 1
            continue
        if found.line_count > MAX_RECORD_LINES:
            raise _swallowed(line, dialect)
        if found.is_open and not is_last:
            records.rest = lines[place:]
            break
        place += _sort_in(records, lines[place : place + found.line_count], found, dialect)
    return records


def record_at(
    lines: Sequence[Line],
    start: int,
    delimiter: str,
    *,
    is_quoted: bool = True,
    is_escaped: bool = False,
) -> Found:
    """The record that starts at a line; broken where the bytes of that line are bad."""
    line = lines[start]
    if line.fault is not None:
        return Found(None, fault=line.fault)
    if is_escaped and "\\" in line.text:
        return _escaped(lines[start : start + MAX_RECORD_LINES + 1], delimiter)
    if not is_quoted or '"' not in line.text:
        return _plain(line.text, delimiter)
    if line.text.count('"') % 2 == 0 and "\r" not in line.text:
        try:
            return Found(next(csv.reader([line.text], delimiter=delimiter, strict=True)))
        except csv.Error:
            pass
    return _scan(lines[start : start + MAX_RECORD_LINES + 1], delimiter)


def _plain(text: str, delimiter: str) -> Found:
    return Found(None, fault="control_bytes") if "\r" in text else Found(text.split(delimiter))


def _is_one_line(found: Found) -> bool:
    return found.line_count == 1 and not found.is_open


def _escaped(lines: Sequence[Line], delimiter: str) -> Found:
    """The record up to the first line end that has no backslash of its own before it."""
    ends = (count for count, line in enumerate(lines, start=1) if not _is_continued(line.text))
    last = next(ends, None)
    count = last or len(lines)
    text = "\n".join(line.text for line in lines[:count])
    if "\r" in text:
        return Found(None, count, "control_bytes", is_open=last is None)
    return Found(_unescaped(text, delimiter), count, is_open=last is None)


def _is_continued(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _unescaped(text: str, delimiter: str) -> list[str]:
    """The values of a record; escaped characters hide behind control characters, of which text holds none."""
    hidden = {**_HIDDEN, delimiter: _HIDDEN_DELIMITER}
    pattern = re.compile(r"\\([\\\n" + re.escape(delimiter) + "])")
    values = pattern.sub(lambda found: hidden[found[1]], text).split(delimiter)
    shown = str.maketrans({mark: character for character, mark in hidden.items()})
    return [value.translate(shown) for value in values]


def _scan(lines: Sequence[Line], delimiter: str) -> Found:
    """The record value by value, over as many lines as its quotes ask for."""
    values: list[str] = []
    value: str | None = None
    for count, line in enumerate(lines, start=1):
        fault, value = _scan_line(line.text, value, values, delimiter)
        if fault is not None:
            return Found(None, count, fault)
        if value is None:
            return Found(values, count)
    return Found(None, len(lines), "bad_quote", is_open=True)


def _scan_line(
    text: str, value: str | None, values: list[str], delimiter: str
) -> tuple[str | None, str | None]:
    """Add a line's values; give the fault, if there is one, and the quoted value that goes on in the next
    line.
    """
    place = 0
    while True:
        if value is None and not text.startswith('"', place):
            plain, found, _ = text[place:].partition(delimiter)
            if "\r" in plain:
                return "control_bytes", None
            values.append(plain)
            place += len(plain) + 1
            if not found:
                return None, None
            continue
        place += value is None
        body = _QUOTED.match(text, place)
        inner = body[0] if body else ""
        value, place = (value or "") + inner.replace('""', '"'), place + len(inner)
        if place == len(text):
            return None, value + "\n"
        values.append(value)
        value, place = None, place + 1
        if place == len(text):
            return None, None
        if text[place] != delimiter:
            return "bad_quote", None
        place += 1


def _sort_in(records: Records, taken: Sequence[Line], found: Found, dialect: Dialect) -> int:
    """Put a record among the good or the rejected and give the number of lines that are done with."""
    if not taken[0].text and taken[0].fault is None:
        return 1
    fault = found.fault or next((line.fault for line in taken if line.fault is not None), None)
    if found.values is None:
        records.rejects.append(taken[0].reject(fault or "bad_quote"))
        return 1
    if fault is not None:
        records.rejects.append(Line(taken[0].number, "\n".join(line.text for line in taken)).reject(fault))
        return len(taken)
    reason = _shape_fault(taken, found.values, dialect)
    if reason is not None:
        records.rejects.append(taken[0].reject(reason))
        return 1
    records.numbers.append(taken[0].number)
    records.rows.append(found.values)
    return len(taken)


def _shape_fault(taken: Sequence[Line], values: Sequence[str], dialect: Dialect) -> str | None:
    """Why a record's shape is wrong; one of several lines that holds lines of the header's width has
    swallowed records.
    """
    is_fit = len(values) == dialect.width
    if dialect.is_escaped:
        return None if is_fit else _width_fault(values, dialect)
    if is_fit:
        inner = [line.text.count(dialect.delimiter) == dialect.width - 1 for line in taken[1:]]
        is_swallowing = dialect.width >= _MIN_WIDTH_TO_COMPARE and bool(inner) and all(inner)
        return "bad_quote" if is_swallowing else None
    if len(taken) > 1:
        return "bad_quote"
    return _width_fault(values, dialect)


def _width_fault(values: Sequence[str], dialect: Dialect) -> str:
    return "too_few_columns" if len(values) < dialect.width else "too_many_columns"


def _swallowed(first: Line, dialect: Dialect) -> DataRefused:
    opening, remedy = _WORDS[dialect.is_escaped]
    return DataRefused(
        f"{dialect.shown}:{first.number}: {opening} in this record and does not close within "
        f"{MAX_RECORD_LINES} lines, so lines and records don't match; nothing of the file was loaded. "
        f"{remedy}"
    )
