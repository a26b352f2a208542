"""However rows are split, repeated and ordered over files, the state holds the same events, links and
identifiers.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.events.staging import MONDAY, Row, State, new_state

KEYS = st.lists(
    st.tuples(
        st.sampled_from(["user", "email", "anonymous"]),
        st.sampled_from(["a1", "A1 ", "guest", "b@c.d", None]),
    ),
    max_size=3,
)


@st.composite
def plain_rows(draw: st.DrawFn) -> list[Row]:
    """Rows that do not contradict each other: an id names one content, and rows without an id differ."""
    numbers = draw(st.lists(st.integers(0, 30), unique=True, max_size=12))
    return [
        Row(
            event_id=f"e{number}" if draw(st.booleans()) else None,
            at=draw(st.sampled_from([MONDAY, MONDAY + timedelta(minutes=number), None])),
            keys=tuple(draw(KEYS)),
            is_event=draw(st.sampled_from([True, True, True, False])),
            value=float(number),
            body=draw(st.sampled_from([None, "words"])),
        )
        for number in numbers
    ]


@st.composite
def files_of(draw: st.DrawFn, rows: list[Row]) -> list[list[Row]]:
    """The rows in files: each at least once, some again in other files, files and rows in any order."""
    count = draw(st.integers(1, 4))
    files: list[list[Row]] = [[] for _ in range(count)]
    for row in rows:
        for place in draw(st.sets(st.integers(0, count - 1), min_size=1)):
            files[place].append(row)
    return [draw(st.permutations(file)) for file in draw(st.permutations(files))]


def contents(state: State) -> list[Any]:
    """What the state and the vault hold, without what tells of files."""
    queries = (
        "select distinct occurred_at, keyset_id from identity_links",
        "select * from keysets",
        "select * from vault.identifiers",
        "select * from vault.texts",
    )
    tables = (state.engine.query(sql).to_pylist() for sql in queries)
    return [state.events(), *[sorted(str(row) for row in table) for table in tables]]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_split_gives_the_same_state(tmp_path: Path, data: st.DataObject) -> None:
    check_a_split(tmp_path, data)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_of_many_splits_gives_the_same_state(tmp_path: Path, data: st.DataObject) -> None:
    check_a_split(tmp_path, data)


def check_a_split(tmp_path: Path, data: st.DataObject) -> None:
    rows = data.draw(plain_rows())
    files = data.draw(files_of(rows))
    with new_state(tmp_path) as whole, new_state(tmp_path) as split:
        whole.load(*rows)
        for file in files:
            counts = split.load(*file)
            assert counts.loaded_count + counts.rejected_count + counts.duplicate_count == len(file)
        assert contents(split) == contents(whole)
        assert split.engine.count("identity_links") == whole.engine.count("identity_links")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=6), max_size=4))
def test_the_last_word_on_an_id_wins(tmp_path: Path, files: list[list[tuple[int, int]]]) -> None:
    """Against a dictionary: the last file's last line on an id is what the state holds."""
    expected: dict[str, float] = {}
    with new_state(tmp_path) as state:
        for file in files:
            state.load(*[Row(f"e{name}", value=float(value)) for name, value in file])
            expected |= {f"e{name}": float(value) for name, value in file}
        assert {event["event_id"]: event["value"] for event in state.events()} == expected
