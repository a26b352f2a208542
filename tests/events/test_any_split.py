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
        "select distinct links.occurred_at, sets.keyset_id from identity_links as links join keysets as sets "
        "using (keyset_no)",
        "select * exclude (keyset_no) from keysets",
        "select * from vault.identifiers",
        "select * from vault.texts",
    )
    tables = (state.engine.query(sql).to_pylist() for sql in queries)
    return [state.events(), *[sorted(str(row) for row in table) for table in tables]]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_split_gives_the_same_state(tmp_path: Path, data: st.DataObject) -> None:
    check_a_split(tmp_path, data)


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_of_many_splits_gives_the_same_state(tmp_path: Path, data: st.DataObject) -> None:
    check_a_split(tmp_path, data)


def check_a_split(tmp_path: Path, data: st.DataObject) -> None:
    rows = data.draw(plain_rows())
    files = data.draw(files_of(rows))
    with new_state(tmp_path) as whole, new_state(tmp_path) as split, new_state(tmp_path) as together:
        whole.load(*rows)
        counts = [split.load(*file) for file in files]
        for count, file in zip(counts, files, strict=True):
            assert count.loaded_count + count.rejected_count + count.duplicate_count == len(file)
        assert together.load_together(*files) == counts
        assert contents(split) == contents(whole) == contents(together)
        links = {state.engine.count("identity_links") for state in (whole, split, together)}
        assert len(links) == 1


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=6), max_size=4))
def test_the_last_word_on_an_id_wins(tmp_path: Path, files: list[list[tuple[int, int]]]) -> None:
    """Against a dictionary: the last file's last line on an id is what the state holds."""
    staged = [
        [Row(f"e{name}", value=float(value), body=f"words {value}") for name, value in file] for file in files
    ]
    expected = {f"e{name}": float(value) for file in files for name, value in file}
    with new_state(tmp_path) as state, new_state(tmp_path) as together:
        counts = [state.load(*file) for file in staged]
        assert {event["event_id"]: event["value"] for event in state.events()} == expected
        half = len(staged) // 2
        found = [together.load_together(*part) for part in (staged[:half], staged[half:]) if part]
        assert [count for part in found for count in part] == counts
        assert contents(together) == contents(state)
        assert places(together) == places(state)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=4), max_size=5).flatmap(
        lambda files: st.tuples(st.just(files), st.permutations(range(len(files))))
    )
)
def test_the_order_of_arrival_does_not_matter_where_dates_tell_it(
    tmp_path: Path, drawn: tuple[list[list[tuple[int, int]]], list[int]]
) -> None:
    """Files that contradict each other, each with its own place: loaded in any order, the last place wins."""
    files, order = drawn
    staged = [
        [Row(f"e{name}", value=float(value), body=f"words {value}") for name, value in file] for file in files
    ]
    expected = {f"e{name}": float(value) for file in files for name, value in file}
    with new_state(tmp_path) as state, new_state(tmp_path) as in_order:
        for place in order:
            count = state.load_at(place, staged[place])
            assert count.loaded_count + count.duplicate_count == len(staged[place])
        for place, rows in enumerate(staged):
            in_order.load_at(place, rows)
        assert {event["event_id"]: event["value"] for event in state.events()} == expected
        assert contents(state) == contents(in_order)


def places(state: State) -> list[dict[str, Any]]:
    """The file and line of every event."""
    sql = "select event_id, file_id, line_number from event_log order by event_id"
    return state.engine.query(sql).to_pylist()
