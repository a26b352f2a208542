"""Parquet: every type as text, whole floats without a fraction, damaged files refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from journeymine.errors import ConfigError, DataRefused
from journeymine.sources.tabular import as_text
from tests.sources.reading import assert_accounted, keys_of, read_bytes, read_file, table_source

NOON = datetime(2026, 1, 1, 12, 0, 0, 123456)


def write(path: Path, **columns: Any) -> Path:
    pq.write_table(pa.table(columns), path, write_page_checksum=True)
    return path


def test_rows_are_numbered_from_one(tmp_path: Path) -> None:
    path = write(tmp_path / "x.parquet", time=[NOON] * 3, event=["a", "b", None], user=[17850.0, 12.5, None])
    found = read_file(table_source(timezone="Europe/Warsaw"), path)
    assert_accounted(found)
    assert found.column("line_number") == [1, 2, 3]
    assert [keys_of(row) for row in found.rows] == [[("user", "17850")], [("user", "12.5")], []]
    assert found.rows[0]["occurred_at"] == datetime(2026, 1, 1, 11, 0, 0, 123456, UTC)
    assert found.rows[2]["event_name"] is None


@pytest.mark.parametrize(
    ("values", "kind", "texts"),
    [
        (
            [17850.0, -3.0, 0.1, None, float("nan"), float("inf")],
            pa.float64(),
            ["17850", "-3", "0.1", None, None, None],
        ),
        ([1e17, 2.0**53 - 1], pa.float64(), ["1e+17", "9007199254740991"]),
        ([1.5, 2.0], pa.float32(), ["1.5", "2"]),
        ([2**63, 0], pa.uint64(), ["9223372036854775808", "0"]),
        (["", "NA", " x "], pa.string(), [None, "NA", " x "]),
        (["a", None, "a"], pa.dictionary(pa.int8(), pa.string()), ["a", None, "a"]),
        ([True, None], pa.bool_(), ["true", None]),
        ([Decimal("12.50")], pa.decimal128(9, 2), ["12.50"]),
        ([date(2026, 1, 5)], pa.date32(), ["2026-01-05"]),
        ([NOON], pa.timestamp("us"), ["2026-01-01 12:00:00.123456"]),
        ([NOON], pa.timestamp("ns"), ["2026-01-01 12:00:00.123456"]),
        ([NOON.replace(tzinfo=UTC)], pa.timestamp("ms", "Asia/Kolkata"), ["2026-01-01 12:00:00.123000Z"]),
        ([{"a": [1]}, None], pa.struct([("a", pa.list_(pa.int64()))]), ['{"a": [1]}', None]),
        ([b"text"], pa.binary(), ["text"]),
        ([b"\xff\xfe"], pa.binary(), [None]),
    ],
)
def test_values_as_text(values: list[Any], kind: pa.DataType, texts: list[str | None]) -> None:
    assert as_text(pa.array(values, kind)).to_pylist() == texts


def test_control_characters_are_rejected(tmp_path: Path) -> None:
    path = write(
        tmp_path / "x.parquet", time=["2026-01-01T00:00Z"] * 2, event=["a\x00b", "c"], user=["u", "v"]
    )
    found = read_file(table_source(), path)
    assert_accounted(found)
    assert (found.reasons, found.column("event_name")) == ({1: "control_bytes"}, ["c"])


def test_a_table_without_rows(tmp_path: Path) -> None:
    path = write(
        tmp_path / "x.parquet", **{name: pa.array([], pa.string()) for name in ("time", "event", "user")}
    )
    assert read_file(table_source(), path).raw.warnings == ("the file has a header and no rows",)


def test_times_without_a_zone_ask_for_one(tmp_path: Path) -> None:
    path = write(tmp_path / "x.parquet", time=[NOON], event=["a"], user=["u"])
    with pytest.raises(ConfigError, match="timezone: Europe/Warsaw"):
        read_file(table_source(), path)


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    whole = write(
        tmp_path / "whole.parquet", time=[str(n) for n in range(9999)], event=["a"] * 9999
    ).read_bytes()
    flipped = bytearray(whole)
    flipped[2000] ^= 0xFF
    for data in (whole[: len(whole) // 2], whole[:3], b"time,event,user\n", bytes(flipped)):
        with pytest.raises(DataRefused, match="expected Parquet"):
            read_bytes(tmp_path, data, table_source(keys={"user": "event"}, timezone="UTC"), name="x.parquet")


def test_an_empty_file(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, b"", table_source(), name="x.parquet")
    assert (found.raw.row_count, found.raw.warnings) == (0, ("the file is empty",))


def test_nested_values_become_properties(tmp_path: Path) -> None:
    path = write(
        tmp_path / "x.parquet", time=["2026-01-01T00:00Z"], event=["a"], user=["u"], items=[[{"id": 1}]]
    )
    kept = json.loads(read_file(table_source(), path).rows[0]["properties"])
    assert json.loads(kept["items"]) == [{"id": 1}]
