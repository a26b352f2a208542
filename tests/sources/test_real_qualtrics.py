"""Qualtrics tables that a connector wrote and nobody here made: each row read or named."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from journeymine.sources.registry import entities_of
from tests.sources.reading import Reading, assert_accounted, keys_of, read_file, source_of

DATA = Path(__file__).parents[3] / "shared" / "data" / "qualtrics"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is not there"),
]
ROWS = {
    "block": 5,
    "block_question": 5,
    "contact_mailing_list_membership": 5,
    "core_contact": 1,
    "core_mailing_list": 1,
    "directory": 1,
    "directory_contact": 5,
    "directory_mailing_list": 5,
    "distribution": 5,
    "distribution_contact": 5,
    "question": 5,
    "question_option": 5,
    "question_response": 5,
    "sub_question": 5,
    "survey": 5,
    "survey_embedded_data": 5,
    "survey_response": 5,
    "survey_version": 5,
    "user": 2,
}


def read_table(entity: str) -> Reading:
    found = read_file(source_of("qualtrics"), DATA / f"{entity}.csv", entity)
    assert_accounted(found)
    return found


def test_there_is_an_entity_for_each_table() -> None:
    assert {path.stem for path in DATA.glob("*.csv")} == set(ROWS)
    assert set(entities_of("qualtrics")) == {*ROWS, "responses"}


@pytest.mark.parametrize(("entity", "rows"), ROWS.items())
def test_every_row(entity: str, rows: int) -> None:
    found = read_table(entity)
    assert (found.raw.row_count, found.reasons) == (rows, {})
    assert all(row["occurred_at"] for row in found.rows if row["is_event"])
    assert all(keys_of(row) for row in found.rows)
    assert set(found.column("skip_reason")) == ({"agent"} if entity == "user" else {None})


def test_responses_are_when_they_were_left() -> None:
    found = read_table("survey_response")
    assert set(found.column("event_name")) == {"unfinished_answer"}
    assert found.rows[0]["occurred_at"] == datetime(2022, 12, 7, 8, 59, 21, tzinfo=UTC)
    assert sum(key == "email" for row in found.rows for key, _ in keys_of(row)) == 2


def test_invitations() -> None:
    names = read_table("distribution_contact").column("event_name")
    assert (names.count("survey_sent"), names.count("survey_opened"), len(names)) == (5, 4, 9)
