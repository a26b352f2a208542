"""Delimited text with every fault that was met: each row read, or named by line and reason; each file that is
none, refused.
"""

from __future__ import annotations

import gzip
import resource
import time
from pathlib import Path

import pytest

from journeymine.config import Source
from journeymine.errors import ConfigError, DataRefused, JourneymineError
from journeymine.sources import EXPECTED, REMEDIES
from tests.sources.reading import read_bytes, source_of, table_source

ISO = table_source()
HEADER = "time,event,user\n"
DAY = "2026-01-01T10:00:00Z"


def row(event: str, user: str = "u1") -> str:
    return f"{DAY},{event},{user}\n"


def test_ragged_rows_and_bad_dates_are_named_by_line(tmp_path: Path) -> None:
    text = HEADER + row("a") + f"{DAY},b\n" + f"{DAY},c,u1,more\n" + "yesterday,d,u1\n" + row("e")
    found = read_bytes(tmp_path, text, ISO)
    assert found.reasons == {3: "too_few_columns", 4: "too_many_columns"}
    assert found.raw.rejects["raw_text"].to_pylist() == [f"{DAY},b", f"{DAY},c,u1,more"]
    assert [(r["line_number"], r["occurred_at"] is None) for r in found.rows] == [
        (2, False),
        (5, True),
        (6, False),
    ]
    assert found.rows[1]["time_text"] == "yesterday"


def test_columns_are_found_by_name(tmp_path: Path) -> None:
    straight = read_bytes(tmp_path, HEADER + row("a"), ISO)
    turned = read_bytes(tmp_path, f"user,time,event\nu1,{DAY},a\n", ISO)
    assert straight.rows == turned.rows


def test_a_missing_column_is_a_fault_of_the_mapping(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no column 'event' \(did you mean 'events'\?\)") as caught:
        read_bytes(tmp_path, f"time,events,user\n{DAY},a,u1\n", ISO)
    assert caught.value.key == "sources.here.columns.event.column"


@pytest.mark.parametrize(
    "source", [ISO, source_of("salesforce"), source_of("survey")], ids=lambda s: s.vendor
)
def test_a_file_without_a_header_does_not_show_its_first_row(tmp_path: Path, source: Source) -> None:
    with pytest.raises(JourneymineError, match="look like values, as in a file without a header") as caught:
        read_bytes(tmp_path, f"{DAY},Kowalska,ola@shop.example\n" + row("a"), source)
    assert not any(word in str(caught.value) for word in ("Kowalska", "ola@"))


def test_unknown_columns_are_kept_and_told_unless_personal(tmp_path: Path) -> None:
    text = "time,event,user,coupon,Last Name\n" + f"{DAY},a,u1,SPRING,Kowalska\n"
    found = read_bytes(tmp_path, text, ISO)
    assert found.rows[0]["properties"] == '{"coupon":"SPRING"}'
    assert any("'Last Name'" in note for note in found.raw.warnings)
    kept = read_bytes(tmp_path, text, table_source(properties=["Last Name"]))
    assert kept.rows[0]["properties"] == '{"Last Name":"Kowalska"}'
    none = read_bytes(tmp_path, text, table_source(properties="none"))
    assert none.rows[0]["properties"] == "{}"


def test_latin_1_bytes_in_a_utf_8_file_are_rejected(tmp_path: Path) -> None:
    data = (HEADER + row("a") + row("Ł", "u2")).encode() + f"{DAY},caf\xe9,u3\n".encode("latin-1")
    found = read_bytes(tmp_path, data, ISO)
    assert found.reasons == {4: "encoding"}
    assert found.raw.rejects["raw_text"][0].as_py() == f"{DAY},caf\\xe9,u3"
    assert found.column("event_name") == ["a", "Ł"]


@pytest.mark.parametrize("encoding", ["latin-1", "windows-1252", "utf-16", "utf-16-le", "utf-8-sig"])
def test_declared_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    data = (HEADER + row("café") + row("naïve")).encode(encoding)
    found = read_bytes(tmp_path, data, table_source(encoding=encoding))
    assert found.column("event_name") == ["café", "naïve"]


def test_bytes_that_windows_1252_does_not_have_are_rejected(tmp_path: Path) -> None:
    data = HEADER.encode() + f"{DAY},a\x81,u1\n".encode("latin-1") + row("é").encode("cp1252")
    found = read_bytes(tmp_path, data, table_source(encoding="windows-1252"))
    assert (found.reasons, found.column("event_name")) == ({2: "encoding"}, ["é"])


def test_an_unknown_encoding_is_a_fault_of_the_journey_file(tmp_path: Path) -> None:
    for encoding in ("klingon", "base64"):
        with pytest.raises(ConfigError, match="expected an encoding such as utf-8"):
            read_bytes(tmp_path, HEADER, table_source(encoding=encoding))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ((HEADER + row("a")).encode("utf-16"), "look like UTF-16"),
        ((HEADER + row("a")).encode("utf-16-le"), "look like UTF-16"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a login page"),
        (b"\n\n  <html>\n", "a login page"),
        (b"PK\x03\x04rest", "cut or damaged"),
        (b"PAR1rest", "a Parquet file"),
        (b"%PDF-1.7", "a PDF"),
        (b'{"time": 1}\n', "format: jsonl"),
        (b'[{"time": 1}]', "a JSON array"),
        (b"time,event,user\r1,2,3\r", "bare carriage returns"),
    ],
)
def test_files_that_are_not_what_they_say(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(DataRefused, match=said):
        read_bytes(tmp_path, data, ISO)


def test_a_wide_file_that_is_cut_is_refused(tmp_path: Path) -> None:
    data = (HEADER + row("a")).encode("utf-16")[:-1]
    with pytest.raises(DataRefused, match="no utf-16 text"):
        read_bytes(tmp_path, data, table_source(encoding="utf-16"))


def test_a_utf_8_mark_contradicts_another_encoding(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="the mark of UTF-8"):
        read_bytes(tmp_path, (HEADER + row("a")).encode("utf-8-sig"), table_source(encoding="latin-1"))


def test_byte_order_marks(tmp_path: Path) -> None:
    text = "\ufeff" + HEADER + row("a") + "\ufeff" + row("b") + row("c\ufeffd")
    found = read_bytes(tmp_path, text, ISO)
    assert [(r["event_name"], r["time_text"]) for r in found.rows] == [("a", DAY), ("b", DAY)]
    assert found.reasons == {4: "control_bytes"}


@pytest.mark.parametrize("cut", [0.5, 0.99])
def test_a_cut_gzip_is_refused(tmp_path: Path, cut: float) -> None:
    whole = gzip.compress((HEADER + "".join(row(f"e{n}") for n in range(20_000))).encode())
    with pytest.raises(DataRefused, match="cut or damaged"):
        read_bytes(tmp_path, whole[: int(len(whole) * cut)], ISO)


def test_a_damaged_gzip_is_refused(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress((HEADER + row("a")).encode()))
    whole[-6] ^= 1
    with pytest.raises(DataRefused, match="cut or damaged"):
        read_bytes(tmp_path, bytes(whole), ISO)


def test_gzip_is_told_by_its_bytes_and_may_have_members(tmp_path: Path) -> None:
    data = gzip.compress((HEADER + row("a")).encode()) + gzip.compress(row("b").encode())
    assert read_bytes(tmp_path, data, ISO).column("event_name") == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "note"), [("", "empty"), ("\n\n", "empty"), (HEADER, "a header and no rows")]
)
def test_files_without_rows(tmp_path: Path, text: str, note: str) -> None:
    found = read_bytes(tmp_path, text, ISO)
    assert found.raw.row_count == 0
    assert note in found.raw.warnings[0]


def test_ids_stay_as_they_are_written(tmp_path: Path) -> None:
    ids = ["0012", "12", "12.0", "1E5", "NA", "Null", "nan", "#7", "17850.0", "+4420", "9" * 23]
    filler = "".join(row("x", f"u{n}") for n in range(30_000))
    text = HEADER + filler + "".join(row("id", name) for name in ids) + row("late", "00123")
    found = read_bytes(tmp_path, text, ISO)
    kept = [r["identifiers"][0]["identifier_value"] for r in found.rows[30_000:]]
    assert kept == [*ids, "00123"]


def test_lines_that_look_like_comments_are_rows(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, f"time,event,user\n#{DAY},a,u1\n#x,b,u2\n", ISO)
    assert found.column("line_number") == [2, 3]


def test_quoted_values_over_several_lines(tmp_path: Path) -> None:
    text = "time,event,user,note\n" + f'{DAY},a,u1,"مرحبا\nالنتيجة: ٩\n\n""ok"""\n{DAY},b,u2,x\n'
    found = read_bytes(tmp_path, text, table_source(columns={"body": "note"}))
    assert [(r["line_number"], r["body"]) for r in found.rows] == [(2, 'مرحبا\nالنتيجة: ٩\n\n"ok"'), (6, "x")]


def test_a_quote_that_swallows_the_file_is_refused(tmp_path: Path) -> None:
    lines = [row(f"e{n}") for n in range(30_000)]
    text = HEADER + f'{DAY},"e,u1\n' + "".join(lines) + f'{DAY},x",u1\n'
    with pytest.raises(DataRefused, match=r"x\.csv:2: a quote opens .* lines and records don't match"):
        read_bytes(tmp_path, text, ISO)


def test_a_quote_that_swallows_some_lines_costs_one(tmp_path: Path) -> None:
    source = table_source(columns={"channel": "channel"})
    lines = "".join(f"{DAY},e{n},u{n},web\n" for n in range(3))
    opened = f'{DAY},bad,"u9,web\n'
    for ending in ("", f'{DAY},e3,"u3",web\n', f'{DAY},e3",u3,web\n'):
        found = read_bytes(tmp_path, "time,event,user,channel\n" + opened + lines + ending, source)
        assert found.reasons == {2: "bad_quote"}
        assert [name.strip('"') for name in found.column("event_name")] == ["e0", "e1", "e2", "e3"][
            : len(found.rows)
        ]
        assert len(found.rows) == 3 + bool(ending)


def test_a_last_line_that_is_cut(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, HEADER + row("a") + f"{DAY},b", ISO).reasons == {3: "too_few_columns"}
    assert read_bytes(tmp_path, HEADER + row("a") + f'{DAY},"b', ISO).reasons == {3: "bad_quote"}
    assert read_bytes(tmp_path, HEADER + row("a").rstrip("\n"), ISO).column("event_name") == ["a"]


@pytest.mark.parametrize("mark", ["\x00", "\x01", "\x0b", "\x1f", "\x7f"])
def test_control_bytes_are_rejected(tmp_path: Path, mark: str) -> None:
    found = read_bytes(tmp_path, HEADER + row("a") + row(f"b{mark}c") + row("d"), ISO)
    assert (found.reasons, found.column("event_name")) == ({3: "control_bytes"}, ["a", "d"])


def test_a_carriage_return_inside_a_row_is_a_control_byte(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, HEADER + row("a") + row("b\rc"), ISO)
    assert found.reasons == {3: "control_bytes"}


def test_lines_longer_than_the_limit_are_rejected_in_bounded_memory(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    text = HEADER + row("a") + f"{DAY},{'x' * 20_000_000},u1\n" + row("b")
    found = read_bytes(tmp_path, text, ISO)
    assert (found.reasons, found.column("event_name")) == ({3: "too_long"}, ["a", "b"])
    assert found.column("line_number") == [2, 4]
    assert len(found.raw.rejects["raw_text"][0].as_py()) <= 2**16
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000
    assert time.monotonic() - started < 30


def test_header_names(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, f" time ,event,user,,x,x\n{DAY},a,u1,1,2,3\n", ISO)
    assert found.rows[0]["properties"] == '{"column 4":"1","x":"2","x (6)":"3"}'


@pytest.mark.parametrize(("written", "mark"), [(";", ";"), ("tab", "\t"), ("\\t", "\t"), ("|", "|")])
def test_delimiters(tmp_path: Path, written: str, mark: str) -> None:
    found = read_bytes(tmp_path, (HEADER + row("a")).replace(",", mark), table_source(delimiter=written))
    assert found.column("event_name") == ["a"]


def test_delimiters_that_cannot_be(tmp_path: Path) -> None:
    for delimiter in ('"', ";;"):
        with pytest.raises(ConfigError, match="expected one character"):
            read_bytes(tmp_path, HEADER, table_source(delimiter=delimiter))


def test_a_name_without_a_format(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="format: csv"):
        read_bytes(tmp_path, HEADER, ISO, name="export.dat")
    assert (
        read_bytes(tmp_path, HEADER + row("a"), table_source(format="csv"), name="export.dat").raw.row_count
        == 1
    )


def test_every_reason_has_a_remedy() -> None:
    assert set(REMEDIES) >= EXPECTED
    assert all(remedy.endswith(".") for remedy in REMEDIES.values())
