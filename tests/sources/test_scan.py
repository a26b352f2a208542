"""JSON lines of large files: the compiled loop takes what is safe; large and small files are read alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from journeymine.engine import DuckEngine
from journeymine.errors import DataRefused
from journeymine.sources import blocks as blocks_module
from journeymine.sources import jsonlines
from journeymine.sources.blocks import Block, TextFile, blocks
from journeymine.sources.jsonlines import MAX_DEPTH, MAX_KEYS, read_columns_of, scanned
from journeymine.sources.loops import scan_objects

PLAIN = {
    '{"a":1}\n{"b":[1,{"c":"}"}],"a":null}\n': ("a", "b"),
    '{"a":1}\r\n{"a":2}': ("a",),
    '{ "b" : "x" ,\t"a": "y\\n\\u00e9\\\\" }\n': ("a", "b"),
    '{"é":"ż:{[","":true}\n': ("", "é"),
    '{"a":"b","b":"a","c":{"a":":"}}\n{"b":"c"}\n': ("a", "b", "c"),
    '{"a":"' + "[" * 200 + '"}\n': ("a",),
    '{"":1}\n' * (MAX_KEYS + 1): ("",),
    "".join(json.dumps({f"k{number}": 1}) + "\n" for number in range(MAX_KEYS)): tuple(
        sorted(f"k{number}" for number in range(MAX_KEYS))
    ),
}
CLOSE_LOOK = [
    "",
    "{}\n",
    '{"a":1}\n\n{"a":2}\n',
    ' {"a":1}\n',
    '{"a":1}\n[{"a":1}]\n',
    '{"a":1}\nnull\n',
    '{"a":1}\n3',
    '{"a":1}{"b":2}\n',
    '{"a":1} {"b":2}\n',
    '{"a":1,\n"b":2}\n',
    '{"a":1\n',
    '{"a":"1\n',
    '{"a":1,"b":2,"a":3}\n',
    '{"":1,"":2}\n',
    '{"a\\u0062":1}\n',
    '{"a":"\\u0001"}\n',
    '{"a":"\\u007f"}\n',
    '{"a":"\\u001F"}\n',
    '{"a":"\x01"}\n',
    '{"a":"\x7f"}\n',
    '{"a":\x0b1}\n',
    '{"a":"\t"}\x00\n',
    '{"a":"\ufeff"}\n',
    '{"a":' * (MAX_DEPTH + 1) + "1" + "}" * (MAX_DEPTH + 1) + "\n",
    json.dumps({f"k{number}": 1 for number in range(MAX_KEYS + 1)}) + "\n",
]
WAYS: list[Callable[..., int]] = [scan_objects, getattr(scan_objects, "py_func", scan_objects)]

values = st.recursive(
    st.none()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.sampled_from('ab":{\\é\x01 '), max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)
objects = st.dictionaries(st.sampled_from(["a", "b", "A", "c.d", 'q"', "é", ""]), values, max_size=4)
soup = st.text(st.sampled_from('{}[]"a:1, \\\r\x01é'), max_size=10)
lines_of = objects.map(json.dumps) | objects.map(partial(json.dumps, ensure_ascii=False)) | soup


def block(text: str) -> Block:
    return Block(text.encode(), 1, is_last=True)


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_plainly_an_object_a_line_is_scanned(text: str) -> None:
    found = scanned(block(text), "utf-8")
    assert found is not None
    piece, names, _ = found
    assert names == PLAIN[text]
    assert piece.columns[0].to_pylist() == text.splitlines(keepends=True)
    assert piece.lines.to_pylist() == list(range(1, len(text.splitlines()) + 1))


@pytest.mark.parametrize("text", CLOSE_LOOK)
def test_what_is_not_is_looked_at_closely(text: str) -> None:
    assert scanned(block(text), "utf-8") is None


def test_bytes_of_another_encoding() -> None:
    data = '{"é":1}\n'.encode("latin-1")
    assert scanned(Block(data, 1, is_last=True), "utf-8") is None
    found = scanned(Block(data, 1, is_last=True), "latin-1")
    assert found is not None
    assert found[1] == ("é",)


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(lines_of, min_size=1, max_size=5))
def test_compiled_or_not_the_loop_finds_the_keys_that_python_finds(lines: list[str]) -> None:
    data = np.frombuffer("\n".join(lines).encode(), np.uint8)
    found = [_found(way, data) for way in WAYS]
    assert found[0] == found[1]
    ends, names = found[0]
    if ends:
        pairs = [_pairs(line) for line in lines if line]
        assert len(ends) == len(lines) - (not lines[-1])
        assert None in pairs or names == {key for line in pairs for key in line or ()}


def _found(way: Callable[..., int], data: np.ndarray) -> tuple[list[int], set[str]]:
    ends, keys = np.zeros(len(data) + 1, np.int32), np.zeros((2, 50), np.int32)
    empty = np.zeros(1, np.uint8)
    count = way(data, MAX_DEPTH, ends, keys, empty)
    places = keys[:, keys[1] > 0].T.tolist()
    return ends[:count].tolist(), {data[start:stop].tobytes().decode() for start, stop in places}


def _pairs(line: str) -> list[str] | None:
    """Keys at the top of an object; None where Python does not take the line for one."""
    try:
        return list(json.loads(line))
    except ValueError:
        return None


@pytest.fixture(scope="module")
def engine() -> DuckEngine:
    return DuckEngine.open(None)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(lines_of, max_size=6), size=st.sampled_from([1, 16, 2**20]))
@example(['{"a":1}', '{"a":01}', '{"b":"x"}'], 2**20)
@example(['{"a":1}', '{"a":1}x', '{"A":"x","a":2}'], 2**20)
@example(['{"a":1,}', "{3}"], 2**20)
def test_a_large_file_is_read_as_a_small_one(
    engine: DuckEngine, tmp_path: Path, lines: list[str], size: int
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    assert _read(engine, path, size, large_bytes=0) == _read(engine, path, size, large_bytes=2**30)


def _read(engine: DuckEngine, path: Path, size: int, *, large_bytes: int) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonlines, "blocks", partial(blocks, size=size))
        patch.setattr(blocks_module, "LARGE_BYTES", large_bytes)
        try:
            pieces = list(read_columns_of(engine, TextFile(path, "x", "utf-8", is_json=True), ("a.b",)))
        except DataRefused as error:
            return str(error)
    return [
        (
            piece.names,
            piece.lines.to_pylist(),
            [column.to_pylist() for column in piece.columns],
            piece.rejects,
        )
        for piece in pieces
    ]
