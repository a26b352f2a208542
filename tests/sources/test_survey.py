"""Survey answers: one column for all scales or one for each, local times, digits of other scripts, answers
out of scale.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from journeymine.errors import DataRefused
from tests.sources.reading import (
    FIXTURES,
    Reading,
    assert_accounted,
    keys_of,
    read_bytes,
    read_file,
    source_of,
)


def read_answers(name: str, **settings: Any) -> Reading:
    found = read_file(source_of("survey", **settings), FIXTURES / "survey" / f"{name}.csv")
    assert_accounted(found)
    return found


def test_one_column_for_all_scales() -> None:
    found = read_answers("nps", timezone="Europe/Warsaw")
    assert [
        (r["line_number"], r["event_name"], r["score"], r["score_kind"], r["skip_reason"]) for r in found.rows
    ] == [
        (2, "nps_answer", 9.0, "nps", None),
        (4, "csat_answer", 5.0, "csat", None),
        (5, "nps_answer", None, "nps", None),
        (6, "nps_answer", 11.0, "nps", "bad_score"),
        (7, "csat_answer", None, "csat", "bad_score"),
        (8, "csat_answer", 0.0, "csat", "bad_score"),
        (9, "nps_answer", 3.0, "nps", None),
    ]
    assert found.column("occurred_at") == [
        datetime(2026, 3, 1, 9, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 3, 2, 22, 59, 59, tzinfo=UTC),
        datetime(2026, 3, 2, 9, tzinfo=UTC),
        datetime(2026, 3, 2, 9, tzinfo=UTC),
        datetime(2026, 3, 2, 10, tzinfo=UTC),
        None,
    ]
    first = found.rows[0]
    assert (first["event_id"], first["body"], first["touchpoint_hint"]) == (
        "R_1",
        'Szybko,\n"polecam"',
        "checkout",
    )
    assert keys_of(first) == [("email", "OLA@shop.example "), ("user", "C-1009")]
    assert json.loads(first["properties"]) == {"language": "pl", "survey": "nps"}


def test_one_column_for_each_scale() -> None:
    found = read_answers("wide")
    assert [
        (r["line_number"], r["event_name"], r["score"], r["skip_reason"], r["event_id"]) for r in found.rows
    ] == [
        (2, "csat_answer", 4.0, None, "R_1:csat"),
        (2, "nps_answer", 10.0, None, "R_1:nps"),
        (3, "stars_answer", 5.0, "test", "R_2:stars"),
        (4, "survey_answer", None, None, "R_3"),
    ]


def test_three_header_lines() -> None:
    found = read_answers("qualtrics", timezone="America/Denver", score_kind="nps")
    assert [(r["line_number"], r["skip_reason"]) for r in found.rows] == [
        (2, "header"),
        (4, "header"),
        (5, None),
        (6, "test"),
    ]
    assert found.rows[2]["occurred_at"] == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert keys_of(found.rows[2]) == [("email", "a@shop.example"), ("user", "C-1")]
    assert "Kowalska" not in found.rows[2]["properties"]


def test_seconds_since_1970() -> None:
    found = read_answers("delighted")
    assert found.rows[0]["occurred_at"] == datetime(2025, 11, 22, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize("text", ["post_purchase NPS", "NPS survey", "nps"])
def test_the_scale_is_a_word_of_the_surveys_name(tmp_path: Path, text: str) -> None:
    data = f"id,date,survey,score,email\n1,2026-01-01T00:00Z,{text},7,a@b.example\n"
    assert read_bytes(tmp_path, data, source_of("survey")).column("score_kind") == ["nps"]


def test_a_part_of_a_word_is_no_scale(tmp_path: Path) -> None:
    data = "id,date,survey,score,email\n1,2026-01-01T00:00Z,our services,7,a@b.example\n"
    found = read_bytes(tmp_path, data, source_of("survey", score_kind="ces"))
    assert found.column("score_kind") == ["ces"]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("id,date,survey,email", "no column 'score'"),
        ("id,date,score,email", "no column 'survey'"),
        ("id,date,survey,score", "no column 'email'"),
        ("id,survey,score,email", "no column 'submitted_at'"),
    ],
)
def test_what_a_survey_must_have(tmp_path: Path, header: str, said: str) -> None:
    with pytest.raises(DataRefused, match=said):
        read_bytes(tmp_path, header + "\n", source_of("survey"))
