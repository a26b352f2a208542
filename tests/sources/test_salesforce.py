"""Salesforce objects: API names and snake case, ids of 15 and 18, date-only columns at the day's end, history
without repeats.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from journeymine.errors import ConfigError, DataRefused
from tests.sources.reading import (
    FIXTURES,
    Reading,
    assert_accounted,
    keys_of,
    read_bytes,
    read_file,
    source_of,
)

OLA, OLAS_CONTACT = "salesforce:00Q5Y00000AAAaa", "salesforce:0035Y00000BBBbb"
DEAL = "salesforce:opportunity:0065Y00000CCCcc"


def read_object(name: str, entity: str | None = None, **settings: Any) -> Reading:
    source = source_of("salesforce", **{"timezone": "Europe/Warsaw", **settings})
    found = read_file(source, FIXTURES / "salesforce" / f"{name}.csv", entity or name)
    assert_accounted(found)
    return found


def acts(found: Reading) -> list[tuple[int, str, str | None]]:
    """Line, name, and what becomes of it: the instant, `link`, or the reason."""
    return [(row["line_number"], row["event_name"], fate(row)) for row in found.rows]


def fate(row: dict[str, Any]) -> str | None:
    if row["skip_reason"]:
        return str(row["skip_reason"])
    if not row["is_event"]:
        return "link"
    return row["occurred_at"].strftime("%m-%d %H:%M:%S") if row["occurred_at"] else None


def test_leads() -> None:
    found = read_object("lead")
    assert acts(found) == [
        (2, "lead_converted", "03-05 22:59:59"),
        (2, "lead_created", "03-01 10:00:00"),
        (3, "lead_created", "03-02 10:00:00"),
        (4, "lead_created", "link"),
        (5, "lead_created", "deleted"),
        (6, "lead_created", None),
    ]
    converted, created = found.rows[:2]
    assert keys_of(created) == [
        ("crm", OLA),
        ("crm", OLAS_CONTACT),
        ("email", "ola@shop.example"),
        ("phone", "+48 600 100 200"),
        ("record", DEAL),
    ]
    assert (created["channel"], created["medium"]) == ("Web", "cpc")
    assert json.loads(created["properties"]) == {
        "Industry": "Wood",
        "status": "Converted",
        "lead_source": "Web",
    }
    assert json.loads(converted["properties"])["time_precision"] == "day"
    assert created["event_id"] != converted["event_id"]
    assert keys_of(found.rows[3])[:2] == [("crm", "salesforce:00Q5Y00000DDDdd"), ("crm", OLA)]


def test_ids_that_differ_in_case_only_are_two() -> None:
    leads = {keys_of(row)[0] for row in read_object("lead").rows}
    assert {("crm", OLA), ("crm", "salesforce:00Q5Y00000AAAaA")} <= leads


def test_no_name_of_a_person_is_kept() -> None:
    for name in ("lead", "contact", "opportunity"):
        found = read_object(name)
        texts = " ".join(str((row["properties"], row["event_id"], row["event_name"])) for row in found.rows)
        assert not any(word in texts for word in ("Ola", "Kowalska", "Stolarnia", "ola@", "00Q5Y", "0035Y"))


def test_snake_case_is_the_same_layout() -> None:
    created = read_object("lead_snake", "lead").rows[1]
    assert keys_of(created) == [("crm", OLA), ("email", "ola@shop.example"), ("user", "C-7")]
    assert created["occurred_at"] == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert created["properties"] == "{}"
    assert read_object("lead_snake", "lead").rows[0]["occurred_at"] == datetime(
        2026, 3, 5, 22, 59, 59, tzinfo=UTC
    )


def test_contacts() -> None:
    found = read_object("contact")
    assert acts(found) == [
        (2, "contact_created", "03-05 10:00:00"),
        (3, "contact_created", "link"),
        (4, "contact_created", "link"),
    ]
    assert keys_of(found.rows[0]) == [
        ("crm", OLAS_CONTACT),
        ("email", "ola@shop.example"),
        ("phone", "600100200"),
        ("phone", "700"),
        ("user", "C-1009"),
    ]
    assert keys_of(found.rows[2]) == [("crm", "salesforce:0035Y00000HHHhh"), ("crm", OLAS_CONTACT)]


def test_versions_of_a_contact_only_link() -> None:
    found = read_object("contact_history")
    assert acts(found) == [
        (2, "contact_changed", "link"),
        (3, "contact_changed", "link"),
        (4, "contact_changed", "deleted"),
    ]
    assert keys_of(found.rows[0]) == [("crm", OLAS_CONTACT), ("email", "ola@old.example")]
    assert keys_of(found.rows[1]) == [
        ("crm", OLAS_CONTACT),
        ("email", "ola@shop.example"),
        ("phone", "600100200"),
    ]


def test_opportunities_alone_tell_how_they_closed() -> None:
    found = read_object("opportunity", files={"opportunity": "x"})
    assert acts(found) == [
        (2, "opportunity_created", "03-05 12:00:00"),
        (2, "opportunity_stage: Closed Won", "03-20 22:59:59"),
        (3, "opportunity_created", "03-06 12:00:00"),
        (3, "opportunity_stage: Closed Lost", "03-21 22:59:59"),
        (4, "opportunity_created", "03-07 12:00:00"),
        (5, "opportunity_created", "deleted"),
    ]
    assert [(row["value"], row["currency"]) for row in found.rows[:4]] == [
        (None, "PLN"),
        (1200.5, "PLN"),
        (None, None),
        (None, None),
    ]
    assert keys_of(found.rows[1]) == [("record", DEAL), ("crm", OLAS_CONTACT)]


@pytest.mark.parametrize("other", ["opportunity_history", "opportunity_field_history"])
def test_opportunities_beside_a_history_do_not_close_twice(other: str) -> None:
    found = read_object("opportunity", files={"opportunity": "x", other: "y"})
    assert set(found.column("event_name")) == {"opportunity_created"}


def test_history_names_stages_entered_and_nothing_else() -> None:
    found = read_object("opportunity_history")
    assert acts(found) == [
        (2, "opportunity_stage: Prospecting", "03-05 12:00:00"),
        (3, "opportunity_stage: Prospecting", "link"),
        (4, "opportunity_stage: Podpisane", "03-20 12:00:00"),
        (5, "opportunity_stage: Prospecting", "03-05 12:00:00"),
        (6, "opportunity_stage: Prospecting", None),
        (7, "opportunity_stage: Prospecting", "03-21 12:00:00"),
    ]
    assert found.column("value") == [None, None, 1200.5, None, None, None]
    assert found.rows[0]["event_id"] == found.rows[3]["event_id"]
    assert keys_of(found.rows[0]) == [("record", DEAL)]
    assert json.loads(found.rows[2]["properties"])["stage"] == "Podpisane"


def test_field_history_counts_where_it_is_the_only_one() -> None:
    alone = read_object("opportunity_field_history")
    assert [fate(row) for row in alone.rows] == ["link", "03-20 12:00:00", "link", None]
    assert alone.rows[1]["event_name"] == "opportunity_stage: Closed Won"
    beside = read_object(
        "opportunity_field_history", files={"opportunity_history": "x", "opportunity_field_history": "y"}
    )
    assert [fate(row) for row in beside.rows] == ["link", "link", "link", None]


def test_tasks() -> None:
    found = read_object("task")
    assert acts(found) == [
        (2, "task_call", "03-02 09:00:00"),
        (3, "task_email", "03-07 22:59:59"),
        (5, "task_meeting", "03-08 09:00:00"),
        (6, "task", "link"),
        (7, "task_call", "deleted"),
        (8, "task", None),
    ]
    assert found.column("body")[:2] == ["Call Ola back", "Offer\nDear Ola,\nhere it is"]
    assert [keys_of(row) for row in found.rows[:3]] == [
        [("crm", OLA)],
        [("crm", OLAS_CONTACT), ("record", DEAL)],
        [("crm", OLAS_CONTACT)],
    ]
    assert keys_of(found.rows[5]) == []
    assert json.loads(found.rows[0]["properties"]) == {"status": "Completed", "call_seconds": "61"}


def test_meetings() -> None:
    assert acts(read_object("event")) == [
        (2, "event_meeting", "03-10 09:00:00"),
        (3, "event_call", "03-11 22:59:59"),
    ]


def test_campaign_members() -> None:
    found = read_object("campaign_member")
    assert acts(found) == [
        (2, "campaign_member_sent", "03-01 08:00:00"),
        (3, "campaign_member_responded", "03-02 22:59:59"),
        (3, "campaign_member_sent", "03-01 08:00:00"),
        (4, "campaign_member_signed_up_web_", "03-01 08:00:00"),
    ]
    assert set(found.column("campaign")) == {"7015Y0000000001"}
    assert keys_of(found.rows[1]) == [("crm", OLAS_CONTACT), ("crm", OLA)]


def test_campaigns_are_no_acts() -> None:
    assert acts(read_object("campaign")) == [(2, "campaign", "link")]


def test_days_need_a_zone() -> None:
    with pytest.raises(ConfigError, match="'ConvertedDate' carry no offset") as caught:
        read_object("lead", timezone=None)
    assert caught.value.key == "sources.here.timezone"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Id,Email", "no column 'created_date' .*Is it the lead export of salesforce"),
        ("Id;CreatedDate", "The delimiter may be ';'"),
        ("Lead ID,Create Date", "no column 'id'"),
        ("Id,ID,CreatedDate", "the columns 'ID' and 'Id' have one name"),
    ],
)
def test_other_headers_are_refused(tmp_path: Path, header: str, said: str) -> None:
    with pytest.raises(DataRefused, match=said):
        read_bytes(tmp_path, header + "\n", source_of("salesforce"))


def test_local_dates_of_reports_are_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="look like '9/9/9999 99:99'.*vendor: table"):
        read_bytes(tmp_path, "Id,CreatedDate\n00Q,1/5/2023 14:34\n", source_of("salesforce", timezone="UTC"))


def test_json_lines_and_nested_names(tmp_path: Path) -> None:
    data = json.dumps(
        {
            "Id": "00v1",
            "CreatedDate": "2026-03-01T08:00:00Z",
            "Campaign": {"Name": "spring"},
            "LeadId": "00Q1",
        }
    )
    path = tmp_path / "members.jsonl"
    path.write_text(data)
    found = read_file(source_of("salesforce"), path, "campaign_member")
    assert found.column("campaign") == ["spring"]
