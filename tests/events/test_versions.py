"""One event per source and id: repeats are duplicates, other content in a later file is a correction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.events.staging import MONDAY, Row, State, new_state


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with new_state(tmp_path) as made:
        yield made


def values(state: State) -> dict[str, float | None]:
    return {event["event_id"]: event["value"] for event in state.events()}


def test_the_same_rows_again_are_duplicates(state: State) -> None:
    rows = [Row("e1", value=1.0), Row("e2", keys=(("email", "a@b.c"),)), Row(value=3.0), Row(value=3.0)]
    first = state.load(*rows)
    before = state.events()
    again = state.load(*rows)
    assert (first.loaded_count, first.event_count) == (4, 4)
    assert (again.loaded_count, again.duplicate_count, again.event_count) == (0, 4, 0)
    assert state.events() == before


def test_other_content_in_a_later_file_replaces(state: State) -> None:
    state.load(Row("e1", value=1.0, body="first words"), Row("e2", value=2.0))
    moved = Row("e1", at=MONDAY - timedelta(days=20), value=9.0, keys=(("user", "u2"),), body="other words")
    counts = state.load(moved, Row("e2", value=2.0))
    assert (counts.loaded_count, counts.corrected_count, counts.duplicate_count) == (1, 1, 1)
    assert values(state) == {"e1": 9.0, "e2": 2.0}
    assert state.events()[0]["occurred_at"] == MONDAY - timedelta(days=20)
    assert state.engine.query("select body from vault.texts")["body"].to_pylist() == ["other words"]
    state.load(Row("e1", value=1.0))
    assert values(state)["e1"] == 1.0
    assert state.engine.query("select body from vault.texts")["body"].to_pylist() == []


def test_a_correction_of_the_identifiers_alone_counts(state: State) -> None:
    state.load(Row("e1", keys=(("user", "u1"),)))
    counts = state.load(Row("e1", keys=(("user", "u1"), ("email", "a@b.c"))))
    assert counts.corrected_count == 1
    assert {kind for kind, _ in state.keys_of("e1")} == {"user", "email"}


def test_a_correction_of_the_free_text_alone_counts(state: State) -> None:
    state.load(Row("e1", body="one"))
    assert state.load(Row("e1", body="two")).corrected_count == 1
    assert state.load(Row("e1", body="two")).duplicate_count == 1


@pytest.mark.parametrize(
    "change",
    [
        {"page": "/other"},
        {"event_name": "click"},
        {"value": 0.1},
        {"properties": '{"a":1}'},
        {"at": MONDAY + timedelta(microseconds=1)},
    ],
)
def test_every_mapped_value_is_content(state: State, change: dict[str, object]) -> None:
    state.load(Row("e1"))
    assert state.load(Row("e1", **change)).corrected_count == 1  # type: ignore[arg-type]


def test_what_is_stored_alike_is_alike(state: State) -> None:
    """Another spelling of the same key or the same instant is no correction."""
    state.load(Row("e1", keys=(("email", "Ann@X.org "), ("user", "guest")), time_text="2026-01-05T09:00Z"))
    counts = state.load(Row("e1", keys=(("email", "ann@x.org"),), time_text="2026-01-05 10:00+01"))
    assert counts.duplicate_count == 1


def test_in_one_file_the_later_line_wins(state: State) -> None:
    counts = state.load(Row("e1", value=1.0), Row("e2"), Row("e1", value=2.0))
    assert (counts.loaded_count, counts.duplicate_count, counts.corrected_count) == (2, 1, 0)
    assert values(state)["e1"] == 2.0


def test_in_one_file_the_later_line_wins_though_it_was_known(state: State) -> None:
    state.load(Row("e1", value=1.0))
    counts = state.load(Row("e1", value=2.0), Row("e1", value=1.0))
    assert (counts.loaded_count, counts.duplicate_count) == (0, 2)
    assert values(state) == {"e1": 1.0}


def test_equal_rows_without_an_id_are_all_kept_once_each(state: State) -> None:
    counts = state.load(Row(value=1.0), Row(value=1.0), Row(value=2.0))
    assert counts.event_count == 3
    counts = state.load(Row(value=1.0), Row(value=1.0), Row(value=1.0))
    assert (counts.duplicate_count, counts.event_count) == (2, 1)
    assert sorted(value or 0 for value in values(state).values()) == [1.0, 1.0, 1.0, 2.0]


def test_dedupe_by_content_makes_equal_rows_one_event(state: State) -> None:
    by_content = state.with_source(dedupe="content")
    counts = by_content.load(Row(value=1.0), Row(value=1.0), Row(value=2.0))
    assert (counts.event_count, counts.duplicate_count) == (2, 1)
    counts = by_content.load(Row(value=2.0), Row(value=1.0), Row(value=1.0))
    assert (counts.event_count, counts.duplicate_count) == (0, 3)


def test_the_same_id_in_two_sources_is_two_events(state: State) -> None:
    state.load(Row("e1", value=1.0))
    counts = state.with_source(name="crm").load(Row("e1", value=2.0))
    assert counts.event_count == 1
    assert [(event["source"], event["value"]) for event in state.events()] == [("crm", 2.0), ("web", 1.0)]


def test_an_empty_id_is_no_id(state: State) -> None:
    counts = state.load(Row("", value=1.0), Row("", value=2.0))
    assert counts.event_count == 2


def test_a_rejected_row_does_not_hide_a_good_one_of_its_id(state: State) -> None:
    state.load(Row("e1", value=1.0), Row("e1", value=2.0, at=None))
    assert values(state) == {"e1": 1.0}
