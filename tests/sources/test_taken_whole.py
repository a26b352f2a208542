"""Files that the database takes in by itself give the rows, rejects and errors that they give in pieces."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from journeymine.config import Source
from journeymine.errors import ConfigError, DataRefused
from journeymine.sources import jsonlines, poured, typed
from journeymine.sources.blocks import blocks
from journeymine.sources.pages import Unsure, are_short_and_clean, look_over
from tests.sources.reading import read_file, source_of, table_source

READ = import_module("journeymine.sources.read")
NOON = datetime(2026, 1, 1, 12, 0, 0, 123456, UTC)
SOURCE = table_source(
    columns={"value": {"product": ["price", "tax"]}, "quantity": "n"},
    keys={"user": "user", "anonymous": "no"},
)
"""With one list of two columns, one of a column, and the rest as properties."""


def both(path: Path, source: Source = SOURCE) -> list[Any]:
    """What a file gives when it is taken whole, and in pieces."""
    return [_outcome(path, source, large_bytes) for large_bytes in (0, 2**40)]


def _outcome(path: Path, source: Source, large_bytes: int) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(READ, "LARGE_BYTES", large_bytes)
        try:
            found = read_file(source, path)
        except (ConfigError, DataRefused) as error:
            return str(error)
    rows = [{**row, "time_text": bool(row["time_text"] or row["occurred_at"])} for row in found.rows]
    return rows, found.reasons, found.raw.row_count, found.raw.warnings


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each file so far was taken whole."""
    told: list[bool] = []

    def noting(*given: Any) -> bool:
        told.append(typed.take_parquet(*given))
        return told[-1]

    monkeypatch.setattr(READ, "take_parquet", noting)
    return told


def write(path: Path, **columns: Any) -> Path:
    base = {"time": [NOON] * 3, "event": ["a", "b", None], "user": ["u", "", "ż"]}
    table = pa.table({**base, **columns})
    pq.write_table(table, path, write_page_checksum=True, version="2.6")
    return path


TAKEN: dict[str, dict[str, Any]] = {
    "texts": {"note": ["", "x\ty\nz", None], "page": ["/a", "", "/b"]},
    "numbers": {
        "price": [1.5, 2.0, None],
        "tax": [None, -0.0, 0.1],
        "n": [1, 2, None],
        "no": [7, None, 2**60],
    },
    "small": {"weight": pa.array([1, 2, 3], pa.uint8()), "is_on": [True, False, None]},
    "not finite": {"weight": [float("nan"), float("inf"), 3.25]},
    "clocks": {"seen": pa.array([datetime(2026, 5, 1, 2, 3, 4, 5), None, None], pa.timestamp("us"))},
    "milliseconds": {"time": pa.array([NOON, None, NOON], pa.timestamp("ms", "Asia/Kolkata"))},
    "instants": {"seen": [NOON, None, NOON]},
    "times that no text names": {"time": pa.array([2**58, None, -(2**57)], pa.timestamp("us", "UTC"))},
    "coded": {"kind": pa.array(["a", None, "a"]).dictionary_encode()},
    "long": {"note": ["x" * 300, None, "y"]},
}
LEFT: dict[str, dict[str, Any]] = {
    "controls": {"note": ["a\x00b", "c", None]},
    "deletes": {"note": ["a\x7fb", "c", None]},
    "nested": {"items": [[{"id": 1}], None, None]},
    "binary": {"blob": [b"x", b"\xff", None]},
    "days": {"day": pa.array([20000, None, 1], pa.date32())},
    "nanoseconds": {"seen": pa.array([1, None, 3], pa.timestamp("ns"))},
    "tiny": {"price": [1e-7, None, 2.5]},
    "great": {"price": [1e17, None, 2.5]},
    "texts as times": {"time": ["2026-01-01T00:00Z", "x", None]},
    "clocks as times": {"time": [datetime(2026, 1, 1)] * 3},
    "two of a name": {"Event": ["a", "b", "c"]},
    "a line number": {"line_number": [7, 8, 9]},
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_the_database_takes_is_the_same(tmp_path: Path, whole: list[bool], name: str) -> None:
    columns = {"price": [1.0] * 3, "tax": [2.0] * 3, "n": [1] * 3, "no": ["k"] * 3, **TAKEN[name]}
    first, second = both(write(tmp_path / "x.parquet", **columns))
    assert whole == [True]
    assert first == second
    assert not isinstance(first, str)


@pytest.mark.parametrize("name", LEFT)
def test_what_it_can_not_take_comes_in_pieces(tmp_path: Path, whole: list[bool], name: str) -> None:
    columns = {"price": [1.0] * 3, "tax": [2.0] * 3, "n": [1] * 3, "no": ["k"] * 3, **LEFT[name]}
    first, second = both(write(tmp_path / "x.parquet", **columns))
    assert whole == [False]
    assert first == second


def test_a_lacking_column_is_told_alike(tmp_path: Path) -> None:
    first, second = both(write(tmp_path / "x.parquet"))
    assert first == second
    assert "no column" in first


def test_a_file_with_other_names_is_taken_too(tmp_path: Path, whole: list[bool]) -> None:
    path = tmp_path / "x.parquet"
    texts = {"id": ["1", "2"], "event": ["a", "b"], "anonymousId": ["x", None], "userId": [None, "u"]}
    pq.write_table(pa.table({**texts, "timestamp": [NOON, NOON], "plan": ["", "p"]}), path)
    first, second = both(path, source_of("table", **_mapped()))
    assert (whole, first) == ([True], second)


def _mapped() -> dict[str, Any]:
    return {
        "columns": {"time": "timestamp", "event": "event", "event_id": "id"},
        "keys": {"user": "userId", "anonymous": "anonymousId"},
    }


def test_damage_is_found_wherever_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    table = pa.table({"a": [f"text {number}" for number in range(3000)], "b": np.arange(3000.0)})
    pq.write_table(table, path, write_page_checksum=True, compression="none")
    chunks = [pq.ParquetFile(path).metadata.row_group(0).column(place) for place in (0, 1)]
    assert look_over(path, pq.ParquetFile(path)) is False
    good = path.read_bytes()
    for chunk in chunks:
        bad = bytearray(good)
        bad[chunk.dictionary_page_offset + chunk.total_compressed_size // 3] ^= 1
        path.write_bytes(bad)
        with pytest.raises(Unsure):
            look_over(path, pq.ParquetFile(path))


@pytest.mark.parametrize("codec", ["none", "snappy", "zstd", "gzip", "brotli"])
@pytest.mark.parametrize("page_version", ["1.0", "2.0"])
@pytest.mark.parametrize("is_coded", [True, False])
def test_every_way_of_writing_is_followed(
    tmp_path: Path, codec: str, page_version: str, is_coded: bool
) -> None:
    path = tmp_path / "x.parquet"
    how: dict[str, Any] = {
        "compression": codec,
        "data_page_version": page_version,
        "use_dictionary": is_coded,
    }
    for texts, expected in ((["ab", None, "c"] * 500, False), (["ab", "", None] * 500, True)):
        table = pa.table({"a": texts, "n": range(1500)})
        pq.write_table(table, path, write_page_checksum=True, data_page_size=1000, **how)
        assert look_over(path, pq.ParquetFile(path)) is expected
    pq.write_table(pa.table({"a": [*texts, "d\x01"]}), path, **how)
    with pytest.raises(Unsure):
        look_over(path, pq.ParquetFile(path))


@pytest.mark.parametrize(
    "how",
    [
        {"dictionary_pagesize_limit": 300},
        {"use_dictionary": False, "column_encoding": {"a": "DELTA_BYTE_ARRAY"}},
        {"use_dictionary": False, "column_encoding": {"a": "DELTA_LENGTH_BYTE_ARRAY"}},
    ],
    ids=["first a dictionary", "prefixes", "lengths"],
)
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_texts_beside_a_dictionary_are_read(tmp_path: Path, how: dict[str, Any], kind: pa.DataType) -> None:
    path = tmp_path / "x.parquet"
    texts = [*(f"text {number}" for number in range(900)), None]
    for last, has_empty in (("é\n", False), ("", True)):
        table = pa.table({"a": pa.array([*texts, last]).cast(kind), "n": range(902)})
        pq.write_table(table, path, row_group_size=500, data_page_size=500, **how)
        assert look_over(path, pq.ParquetFile(path)) is has_empty
    pq.write_table(pa.table({"a": pa.array([*texts, "d\x7f"]).cast(kind)}), path, data_page_size=500, **how)
    with pytest.raises(Unsure):
        look_over(path, pq.ParquetFile(path))


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(st.text(st.sampled_from("aé\x00\x01\t\n\x7f "), max_size=5), max_size=6))
@example(["a" * 127, "b" * 300])
@example(["a" * 10, "b" * 31])
def test_texts_are_looked_over_as_python_does(texts: list[str]) -> None:
    data = [text.encode() for text in texts]
    codes = np.frombuffer(b"".join(len(one).to_bytes(4, "little") + one for one in data), np.uint8)
    controls = any(byte < 32 and byte not in b"\t\n\r" or byte == 127 for one in data for byte in one)
    if are_short_and_clean(codes):
        assert not controls
        assert b"" not in data
    if texts and all(
        text.isprintable() and 0 < len(one) < 256 for text, one in zip(texts, data, strict=True)
    ):
        assert are_short_and_clean(codes)


def line(event: str, **more: Any) -> str:
    return json.dumps(
        {"time": "2026-01-01T10:00:00Z", "event": event, "user": "u1", **more}, ensure_ascii=False
    )


MESSY = [
    line("a", price=1.50, note="", nested={"x": [1, "y"]}),
    line("b", price=None, note="ż", tax=3),
    "{",
    '{"time":"2026-01-01T10:00:00Z","event":01}',
    line("c\x07"),
    line("d", Note="other"),
    "",
    line("e", line_number=9),
    '{"event":"f","event":"g"}',
    line("h", time=None),
    line("i", time="yesterday"),
]
LINES = st.lists(st.sampled_from(MESSY), max_size=12)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, size=st.sampled_from([1, 200, 2**20]), rows=st.sampled_from([1, 3, 10**6]))
@example(MESSY, 200, 1)
@example(MESSY[:2] * 5, 200, 3)
@example([MESSY[1], MESSY[1], MESSY[0]], 2**20, 3)
@example([MESSY[1]] * 5 + [MESSY[0]] * 2, 1, 3)
def test_json_lines_are_poured_as_they_are_taken_apart(
    tmp_path: Path, lines: list[str], size: int, rows: int
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        "\n".join([line("first", price=1, tax=1, n=1, no=1), *lines]), encoding="utf-8", newline=""
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonlines, "blocks", partial(blocks, size=size))
        patch.setattr(poured, "_GROUP_ROWS", rows)
        first, second = both(path)
    assert first == second


def test_local_times_that_come_late_still_ask_for_a_zone(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    rows = [line("a", price=1, tax=1, n=1, no=1)] * 50
    rows.append(json.dumps({**json.loads(rows[0]), "time": "2026-01-01T10:00:00"}))
    path.write_text("\n".join(rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonlines, "blocks", partial(blocks, size=200))
        patch.setattr(poured, "_GROUP_ROWS", 1)
        first, second = both(path)
    assert first == second
    assert "carry no offset" in first
