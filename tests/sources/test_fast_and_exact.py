"""The vectorised and the exact way of reading delimited text give the same rows, whatever the size of the
blocks; and where a file is well written, both give what Python's csv module gives.
"""

from __future__ import annotations

import csv
import gzip
import io
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from journeymine.errors import DataRefused
from journeymine.sources import delimited
from journeymine.sources.blocks import TextFile, blocks
from journeymine.sources.delimited import Writing, is_plain, read_delimited
from journeymine.sources.lines import is_clean
from journeymine.sources.reasons import Reject
from journeymine.sources.records import Dialect

Row = tuple[int, tuple[str | None, ...]]
MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SIZES = st.sampled_from([1, 7, 64, 2**20])
QUOTED = Writing()
ESCAPED = Writing(delimiter="\t", is_quoted=False, is_escaped=True, header=("x", "y", "z"))

cells = st.text(st.sampled_from('ab ,;"\n\té٣0'), max_size=6)
soup = st.text(st.sampled_from('a,"\n\r\x00\ufeffé'), max_size=60)


def read_all(
    path: Path, *, exactly: bool, encoding: str = "utf-8", writing: Writing = QUOTED
) -> tuple[list[Row], list[Reject]]:
    file = TextFile(path, path.name, encoding, is_json=False)
    pieces = list(read_delimited(file, writing, exactly=exactly))
    rows: list[Row] = []
    for piece in pieces:
        values = zip(*(column.to_pylist() for column in piece.columns), strict=True)
        rows.extend(zip(piece.lines.to_pylist(), values, strict=True))
    return rows, [reject for piece in pieces for reject in piece.rejects]


def outcome(path: Path, size: int, *, exactly: bool, writing: Writing = QUOTED) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "blocks", partial(blocks, size=size))
        try:
            return read_all(path, exactly=exactly, writing=writing)
        except DataRefused as error:
            return str(error)


@MANY
@given(
    rows=st.lists(st.lists(cells, min_size=3, max_size=3), max_size=12), all_quoted=st.booleans(), size=SIZES
)
def test_what_csv_writes_is_read_back(
    tmp_path: Path, rows: list[list[str]], all_quoted: bool, size: int
) -> None:
    quoting = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting, lineterminator="\n").writerows([["x", "y", "z"], *rows])
    path = tmp_path / "x.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    found = outcome(path, size, exactly=False)
    assert found == outcome(path, 2**20, exactly=True)
    lines = [1, *(1 + "".join(row).count("\n") for row in [["x"], *rows])]
    expected = [
        (sum(lines[: place + 2]), tuple(value or None for value in row)) for place, row in enumerate(rows)
    ]
    assert found == (expected, [])


@MANY
@given(text=soup, size=SIZES)
@example('a,"b"c,d\n1,2,3\n', 7)
@example('"a","b",c\n"1"",",2,"3"\n', 1)
@example("a,b,c\n\n1,2,3\n\r\n2\r", 7)
@example('a,b,c\n"1\n2","3",4\n4,5,6', 1)
def test_both_ways_agree_on_any_text(tmp_path: Path, text: str, size: int) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b,c\n" + text.encode())
    assert outcome(path, size, exactly=False) == outcome(path, 2**20, exactly=True)


def escaped(value: str) -> str:
    """A value as a feed writes it, character by character."""
    return "".join("\\" + character if character in "\\\t\n" else character for character in value)


@MANY
@given(
    rows=st.lists(
        st.lists(st.text(st.sampled_from('ab"\\\t\n\u00e9'), max_size=6), min_size=3, max_size=3).filter(any),
        max_size=12,
    ),
    size=SIZES,
)
@example([["a\\", "\\\n", "\t"], ["\\n", "", "\n\n"]], 7)
def test_what_is_escaped_is_read_back(tmp_path: Path, rows: list[list[str]], size: int) -> None:
    path = tmp_path / "x.tsv"
    text = "".join("\t".join(map(escaped, row)) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8", newline="")
    found = outcome(path, size, exactly=False, writing=ESCAPED)
    assert found == outcome(path, 2**20, exactly=True, writing=ESCAPED)
    lines = [1, *("".join(row).count("\n") + 1 for row in rows)]
    expected = [
        (sum(lines[: place + 1]), tuple(value or None for value in row)) for place, row in enumerate(rows)
    ]
    assert found == (expected, [])


@MANY
@given(text=st.text(st.sampled_from('a\t\\"\n\r\x00'), max_size=60), size=SIZES)
@example("a\tb\tc\\\nd\te\tf\n", 7)
@example("a\tb\tc\\", 1)
@example("a\tb\tc\\\r\nd\n", 1)
def test_both_ways_agree_on_any_escapes(tmp_path: Path, text: str, size: int) -> None:
    path = tmp_path / "x.tsv"
    path.write_bytes(text.encode())
    whole = outcome(path, 2**20, exactly=True, writing=ESCAPED)
    assert outcome(path, size, exactly=False, writing=ESCAPED) == whole


def test_a_backslash_before_every_line_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("a\\\n" * 1500)
    with pytest.raises(DataRefused, match="line ends are escaped opens .* within 1000 lines"):
        read_all(path, exactly=False, writing=ESCAPED)


@MANY
@given(data=st.binary(max_size=40), encoding=st.sampled_from(["utf-8", "latin-1", "windows-1252"]))
@example(b"\xff,\x81,\n", "windows-1252")
def test_both_ways_agree_on_any_bytes(tmp_path: Path, data: bytes, encoding: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b,c\n1,2,3\n" + data + b"\n4,5,6\n")
    both = []
    for exactly in (False, True):
        try:
            both.append(read_all(path, exactly=exactly, encoding=encoding))
        except DataRefused as error:
            both.append(str(error))
    assert both[0] == both[1]


@MANY
@given(text=st.text(st.sampled_from('a,"\n\x01é'), max_size=60))
@example('1,"2\n3",4\n\n"5,6,7\n8,9,0\n')
def test_every_line_is_read_or_rejected_once(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b,c\n" + text.encode())
    rows, rejects = read_all(path, exactly=False)
    spans = [(line, "".join(value or "" for value in values)) for line, values in rows]
    spans += [(reject.line_number, reject.raw_text) for reject in rejects]
    covered = [line + more for line, words in spans for more in range(words.count("\n") + 1)]
    assert len(covered) == len(set(covered))
    told = {number for number, line in enumerate(text.split("\n"), start=2) if line}
    assert told <= set(covered)
    assert set(covered) <= set(range(2, text.count("\n") + 3))


@pytest.mark.parametrize(
    ("text", "is_simple"),
    [
        ("1,2\n3,4\n", True),
        ("1,2\r\n3,4\r\n", True),
        ('"1","2"\n', True),
        ('"1"",""","2"', True),
        ("1,2\n\n3,4\n", False),
        ("1,2\r\n\r\n", False),
        ("1,2\r3,4\n", False),
        ('"1\n2",3\n', False),
        ('1"2,3\n', False),
        ('"1"2,3\n', False),
        ('"1,2\n', False),
    ],
)
def test_which_blocks_are_plain(text: str, is_simple: bool) -> None:
    assert is_plain(text.encode(), Dialect("x", ",", 2)) is is_simple


@pytest.mark.parametrize(
    ("text", "is_simple"),
    [
        ("1\t2\n", True),
        ("1\\a\t2\n", True),
        ('1"\t2\n', True),
        ("1\\\t2\n", False),
        ("1\t2\\\\\n", False),
        ("1\t2\\\n", False),
        ("1\t2\\\r\n", False),
    ],
)
def test_which_escaped_blocks_are_plain(text: str, is_simple: bool) -> None:
    dialect = Dialect("x", "\t", 2, is_quoted=False, is_escaped=True)
    assert is_plain(text.encode(), dialect) is is_simple


def test_plain_blocks_do_take_the_vectorised_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f'{number},"quoted, {number}",naïve\n' for number in range(5000)]
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(("a,b,c\n" + "".join(lines)).encode()))
    expected = read_all(path, exactly=True)

    def never(*_: object) -> None:
        raise AssertionError("a plain block was read line by line")

    monkeypatch.setattr(delimited, "read_records", never)
    monkeypatch.setattr(delimited, "blocks", plain_blocks)
    assert read_all(path, exactly=False) == expected


def plain_blocks(file: TextFile) -> list[object]:
    """The file as one block that says it is the last, so that there is no empty one behind it."""
    found = [block for block in blocks(file) if block.data]
    assert all(is_clean(block.data) for block in found)
    return list(found)
