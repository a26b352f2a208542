"""JSON lines: every line is an object that is read or a line that is named; files that are none are
refused.
"""

from __future__ import annotations

import gzip
import json
import resource
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from journeymine.engine import DuckEngine
from journeymine.errors import ConfigError, DataRefused
from journeymine.sources import jsonlines
from journeymine.sources.blocks import TextFile, blocks
from journeymine.sources.jsonlines import depth, read_records_of
from tests.sources.reading import keys_of, read_bytes, table_source

ISO = table_source()
DAY = "2026-01-01T10:00:00Z"


def line(event: str, **more: Any) -> str:
    return json.dumps({"time": DAY, "event": event, "user": "u1", **more}, ensure_ascii=False) + "\n"


def read_lines(tmp_path: Path, text: str | bytes, source: Any = ISO, name: str = "x.jsonl") -> Any:
    return read_bytes(tmp_path, text, source, name=name)


def test_broken_lines_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    bad = [
        "{",
        "[1]",
        "3",
        "null",
        '{"time":',
        line("x").strip() + line("y").strip(),
        "time,event",
        '{"a":"\ud83d"}',
    ]
    text = (
        line("a")
        + "".join(f"{words}\n" for words in bad[:-1])
        + '{"a":"\\ud83d"}\n'
        + "\n"
        + line("b").strip()
    )
    found = read_lines(tmp_path, text)
    assert found.reasons == dict.fromkeys(range(2, 10), "bad_json")
    assert [(r["line_number"], r["event_name"]) for r in found.rows] == [(1, "a"), (11, "b")]


def test_a_key_twice_is_rejected(tmp_path: Path) -> None:
    found = read_lines(tmp_path, line("a") + '{"user":"u1","user":"u2"}\n' + line("b"))
    assert found.reasons == {2: "duplicate_key"}


def test_deep_and_long_lines_are_rejected_in_bounded_memory(tmp_path: Path) -> None:
    deep = '{"x":' * 500_000 + "1" + "}" * 500_000
    long = line("x" * 20_000_000)
    wide = line("wide", items=[{"n": [number]} for number in range(1000)])
    quoted = line("quoted", words="[{" * 1000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    found = read_lines(tmp_path, line("a") + deep + "\n" + long + wide + quoted + line("b"))
    assert found.reasons == {2: "too_deep", 3: "too_long"}
    assert found.column("event_name") == ["a", "wide", "quoted", "b"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    ("text", "levels"), [("{}", 1), ('{"a":[{"b":1}]}', 3), ('{"a":"[[["}', 1), ("[" * 9, 9)]
)
def test_depth(text: str, levels: int) -> None:
    assert depth(text) == levels


def test_bad_bytes_are_named(tmp_path: Path) -> None:
    data = (
        line("a").encode()
        + b'{"time":"caf\xe9"}\n'
        + line("b\\").encode()
        + b'{"a":"\x01"}\n'
        + line("\x07").encode()
    )
    found = read_lines(tmp_path, data)
    assert found.reasons == {2: "encoding", 4: "control_bytes", 5: "control_bytes"}
    assert found.column("event_name") == ["a", "b\\"]


def test_a_backslash_before_u0001_is_text(tmp_path: Path) -> None:
    found = read_lines(tmp_path, line("a\\u0001"))
    assert found.column("event_name") == ["a\\u0001"]


def test_values_as_text(tmp_path: Path) -> None:
    more = {"n": 12.50, "big": 12345678901234567890123, "t": True, "z": None, "e": "", "o": {"a": [1, "x"]}}
    found = read_lines(tmp_path, line("a", **more))
    kept = json.loads(found.rows[0]["properties"])
    assert kept == {"n": "12.5", "big": "12345678901234567890123", "t": "true", "o": '{"a":[1,"x"]}'}


def test_keys_may_differ_from_line_to_line(tmp_path: Path) -> None:
    source = table_source(keys={"user": "user", "anonymous": "device"}, columns={"value": "price"})
    found = read_lines(
        tmp_path, line("a") + json.dumps({"time": DAY, "event": "b", "device": "d1", "colour": "red"}), source
    )
    assert [keys_of(row) for row in found.rows] == [[("user", "u1")], [("anonymous", "d1")]]
    assert found.column("properties") == ["{}", '{"colour":"red"}']
    assert found.column("value") == [None, None]


def test_dotted_names_reach_into_objects(tmp_path: Path) -> None:
    source = table_source(columns={"time": "at.utc", "page": "a~/b.c"}, properties=["at.zone", "x.y"])
    text = json.dumps(
        {"at": {"utc": DAY, "zone": "PL"}, "event": "a", "user": "u", "a~/b": {"c": "/p"}, "x.y": 1}
    )
    found = read_lines(tmp_path, text, source)
    assert found.rows[0]["occurred_at"].isoformat() == "2026-01-01T10:00:00+00:00"
    assert found.rows[0]["page"] == "/p"
    assert json.loads(found.rows[0]["properties"]) == {"at.zone": "PL", "x.y": "1"}


def test_a_key_that_no_line_has_is_a_fault_of_the_mapping(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no column 'when'") as caught:
        read_lines(tmp_path, line("a"), table_source(columns={"time": "when"}))
    assert caught.value.key == "sources.here.columns.time.column"
    with pytest.raises(ConfigError, match="no column 'who'"):
        read_lines(tmp_path, line("a"), table_source(keys={"user": "who"}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"time": 1},\n{"time": 2}]', "one object per line"),
        ("time,event,user\n1,2,3\n", "found none in any of its lines"),
        ("<html></html>", "a login page"),
    ],
)
def test_files_that_are_not_json_lines(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataRefused, match=said):
        read_lines(tmp_path, text)


def test_empty_and_blank_files(tmp_path: Path) -> None:
    for text in ("", "\n \n"):
        found = read_lines(tmp_path, text)
        assert (found.raw.row_count, found.raw.warnings) == (0, ("the file is empty",))


def test_a_damaged_gzip_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress("".join(line(f"e{number}") for number in range(20_000)).encode())
    with pytest.raises(DataRefused, match="cut or damaged"):
        read_lines(tmp_path, whole[:-10], name="x.json.gz")


def test_utf_16_and_latin_1(tmp_path: Path) -> None:
    for encoding in ("utf-16", "latin-1"):
        found = read_lines(
            tmp_path, (line("café") + line("b")).encode(encoding), table_source(encoding=encoding)
        )
        assert found.column("event_name") == ["café", "b"]


values = st.recursive(
    st.none() | st.integers() | st.text(max_size=4), lambda inner: st.lists(inner, max_size=3), max_leaves=4
)
objects = st.dictionaries(st.text(st.sampled_from("abé~/. "), max_size=3), values, max_size=3)


@pytest.fixture(scope="module")
def engine() -> DuckEngine:
    return DuckEngine.open(None)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(objects.map(json.dumps) | st.text(st.sampled_from('{}"a:1,'), max_size=8), max_size=8),
    size=st.sampled_from([1, 16, 2**20]),
)
@example(['{"a":1}', '{"a":1,"a":2}', "{", ""], 1)
def test_a_line_is_taken_where_python_takes_it(
    engine: DuckEngine, tmp_path: Path, lines: list[str], size: int
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonlines, "blocks", partial(blocks, size=size))
        try:
            pieces = list(read_records_of(engine, TextFile(path, "x", "utf-8", is_json=True)))
        except DataRefused:
            assert lines[0].startswith("[") or not lines[0]
            return
    taken = [number for piece in pieces for number in piece.lines.to_pylist()]
    refused = [reject.line_number for piece in pieces for reject in piece.rejects]
    assert sorted([*taken, *refused]) == [n for n, words in enumerate(lines, start=1) if words.strip()]
    assert set(taken) >= {number for number, words in enumerate(lines, start=1) if is_fine(words)}
    assert all(lines[number - 1].lstrip().startswith("{") for number in taken)


def is_fine(words: str) -> bool:
    """A JSON object for Python, of distinct keys and without escaped control characters."""
    try:
        pairs = json.loads(words, object_pairs_hook=list)
    except ValueError:
        return False
    return (
        words.startswith("{")
        and len({key for key, _ in pairs}) == len(pairs)
        and "\\u00" not in words
        and "\\ud" not in words
    )
