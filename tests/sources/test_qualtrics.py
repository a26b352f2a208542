"""Qualtrics: three header lines, the zone of the third, recommendation questions by their group column, words
to the vault, and a connector's tables.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from journeymine.errors import DataRefused
from tests.sources.reading import FIXTURES, Reading, assert_accounted, keys_of, read_file, source_of

HEADER = "RecordedDate,ResponseId,RecipientEmail"
THIRD = '"{""ImportId"":""recordedDate"",""timeZone"":""ZONE""}","{""ImportId"":""_recordId""}",'


@pytest.fixture(scope="module")
def responses() -> Reading:
    found = read_file(source_of("qualtrics"), FIXTURES / "qualtrics" / "responses.csv", "responses")
    assert_accounted(found)
    return found


def read_text(tmp_path: Path, text: str, entity: str = "responses", **settings: Any) -> Reading:
    path = tmp_path / "x.csv"
    path.write_text(text)
    found = read_file(source_of("qualtrics", **settings), path, entity)
    assert_accounted(found)
    return found


def test_responses(responses: Reading) -> None:
    assert responses.reasons == {17: "too_few_columns"}
    assert [
        (r["line_number"], r["event_id"], r["event_name"], r["score"], r["skip_reason"], r["flag"])
        for r in responses.rows
        if r["skip_reason"] != "header"
    ] == [
        (6, "R_1:Q1", "nps_answer", 10.0, None, None),
        (8, "R_2:Q1", "nps_answer", 3.0, None, None),
        (9, "R_3:Q1", "nps_answer", 1.0, None, "test"),
        (10, "R_4:Q1", "nps_answer", 0.0, None, "bot"),
        (11, "R_5", "unfinished_answer", None, None, None),
        (12, "R_6:Q1", "nps_answer", 11.0, "bad_score", None),
        (13, "R_1:Q1", "nps_answer", 10.0, None, None),
        (15, "R_7:Q1", "nps_answer", 9.0, None, None),
        (16, "R_8", "survey_answer", None, None, None),
    ]
    assert [r["line_number"] for r in responses.rows if r["skip_reason"] == "header"] == [2, 5]
    assert {r["score_kind"] for r in responses.rows if r["score"] is not None} == {"nps"}


def test_times_are_in_the_zone_of_the_third_line(responses: Reading) -> None:
    at = {r["line_number"]: r["occurred_at"] for r in responses.rows}
    assert at[6] == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)  # twice that night: the earlier
    assert at[8] == datetime(2026, 3, 8, 9, 30, tzinfo=UTC)  # never that night: moved on by the gap
    assert at[11] == datetime(2026, 11, 2, 16, tzinfo=UTC)  # stored a week after it was left
    assert at[15] is None


def test_a_response(responses: Reading) -> None:
    row = next(r for r in responses.rows if r["line_number"] == 6)
    assert keys_of(row) == [
        ("email", "Ola@shop.example"),
        ("user", "C-1"),
        ("record", "qualtrics:response:R_1"),
    ]
    assert (row["body"], row["touchpoint_hint"], row["channel"], row["ip"]) == (
        'Szybko,\n"polecam" żółć',
        "checkout",
        "email",
        "203.0.113.9",
    )
    assert json.loads(row["properties"]) == {
        "Q1": "10",
        "Q1_NPS_GROUP": "Promoter",
        "plan": "gold",
        "language": "en",
        "question": "Q1",
        "distribution_channel": "email",
        "duration_seconds": "42",
    }


def test_words_are_no_properties(responses: Reading) -> None:
    row = next(r for r in responses.rows if r["line_number"] == 8)
    assert row["body"] == "خدمة ممتازة\nask ann@shop.example"
    told = " ".join(r["properties"] for r in responses.rows)
    assert all(word not in told for word in ("ann@", "ممتازة", "Kowalska", "52.2", "203.0.113.9"))


@pytest.mark.parametrize(
    ("zone", "settings", "expected"),
    [
        ("Asia/Kolkata", {"timezone": "UTC"}, datetime(2026, 1, 1, 4, 30, tzinfo=UTC)),
        ("Mars/Olympus", {"timezone": "Europe/Warsaw"}, datetime(2026, 1, 1, 9, tzinfo=UTC)),
        ("Mars/Olympus", {}, None),
    ],
)
def test_the_files_own_zone_counts(
    tmp_path: Path, zone: str, settings: dict[str, str], expected: datetime | None
) -> None:
    text = f"{HEADER}\nRecorded Date,Identyfikator,\n{THIRD.replace('ZONE', zone)}\n"
    found = read_text(tmp_path, text + "2026-01-01 10:00:00,R_1,a@b.example\n", **settings)
    assert found.column("skip_reason") == ["header", "header", None]
    assert found.column("occurred_at")[2] == expected


def test_two_exports_in_one_file(tmp_path: Path) -> None:
    third = THIRD.replace("ZONE", "UTC")
    text = f"{HEADER}\n{third}\n2026-01-01 10:00:00,R_1,a@b.example\nRecorded Date,Response ID,\n{third}\n"
    found = read_text(tmp_path, text)
    assert found.column("skip_reason") == ["header", None, "header", "header"]


def test_other_scales_and_several_questions(tmp_path: Path) -> None:
    header = f"{HEADER},CSAT,Rating,Q7_NPS_GROUP,Q7,Q9_NPS_GROUP,Q9,Comment,Q3"
    row = f"2026-01-01T10:00:00Z,R_1,a@b.example,4,5,Passive,7,Promoter,9,good,{'long ' * 20}"
    found = read_text(tmp_path, f"{header}\n{row}\n", score_kind="stars")
    assert [(r["event_id"], r["event_name"], r["score"]) for r in found.rows] == [
        ("R_1:csat", "csat_answer", 4.0),
        ("R_1:Q7", "nps_answer", 7.0),
        ("R_1:Q9", "nps_answer", 9.0),
        ("R_1:score", "stars_answer", 5.0),
    ]
    bodies = [r["body"] for r in found.rows if r["body"]]
    assert bodies == ["good\n" + "long " * 20]


@pytest.mark.parametrize(
    ("status", "channel", "flag"),
    [
        ("0", "email", None),
        ("1", "email", "test"),
        ("2", "email", "test"),
        ("4", "email", None),
        ("8", "email", "bot"),
        ("9", "email", "test"),
        ("16", "email", None),
        ("17", "email", "test"),
        ("Survey Test", "email", "test"),
        ("Spam", "email", "bot"),
        ("IP Address", "preview", "test"),
        ("Imported", "gl", None),
    ],
)
def test_flags(tmp_path: Path, status: str, channel: str, flag: str | None) -> None:
    text = f"{HEADER},Status,DistributionChannel\n2026-01-01T10:00Z,R_1,a@b.example,{status},{channel}\n"
    assert read_text(tmp_path, text).column("flag") == [flag]


def test_a_connectors_times_are_utc(tmp_path: Path) -> None:
    text = "id,recorded_date,finished,_fivetran_synced\nR_1,2026-01-01 10:00:00.5,1,2026-01-02 00:00:00\n"
    found = read_text(tmp_path, text, "survey_response", timezone="America/Denver")
    assert found.column("occurred_at") == [datetime(2026, 1, 1, 10, 0, 0, 500_000, tzinfo=UTC)]
    assert found.column("event_name") == ["survey_answer"]


def test_invitations(tmp_path: Path) -> None:
    header = (
        "contact_id,distribution_id,sent_at,opened_at,response_started_at,response_completed_at,response_id"
    )
    at = "2026-01-01 10:00:00"
    found = read_text(
        tmp_path, f"{header}\nC1,D1,{at},{at},{at},{at},R_1\nC2,D1,,,,,\n", "distribution_contact"
    )
    assert [(r["line_number"], r["is_event"], r["event_name"], r["sequence"]) for r in found.rows] == [
        (2, True, "survey_opened", 1),
        (2, True, "survey_sent", 0),
        (2, True, "survey_started", 2),
        (3, False, "survey_contact", 3),
    ]
    assert keys_of(found.rows[0]) == [("crm", "qualtrics:C1"), ("record", "qualtrics:response:R_1")]


def test_a_contact_who_left_a_list(tmp_path: Path) -> None:
    text = "contact_id,mailing_list_id,unsubscribe_date\nC1,L1,2026-01-01 10:00:00\nC2,L1,\n"
    found = read_text(tmp_path, text, "contact_mailing_list_membership")
    assert [(r["is_event"], r["event_id"]) for r in found.rows] == [
        (True, "unsubscribed:L1:C1"),
        (False, None),
    ]


def test_another_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="'recorded_date'"):
        read_text(tmp_path, "ResponseId,Q1\nR_1,3\n")
