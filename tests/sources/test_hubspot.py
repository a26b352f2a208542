"""HubSpot: contacts and what became of them, deals, activities, e-mail events and tickets, in the three
layouts that they come in.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from journeymine.config import load
from journeymine.errors import ConfigError, DataRefused
from journeymine.stages import StageMap
from tests.sources.reading import FIXTURES, Reading, assert_accounted, keys_of, read_file, source_of
from tests.sources.test_salesforce import acts

OLA, DEAL = ("crm", "hubspot:501"), ("record", "hubspot:deal:71")


def read_table(name: str, entity: str | None = None, **settings: Any) -> Reading:
    source = source_of("hubspot", **{"timezone": "UTC", **settings})
    path = next((FIXTURES / "hubspot").glob(f"{name}.*")) if "." not in name else FIXTURES / "hubspot" / name
    found = read_file(source, path, entity or name.partition(".")[0])
    assert_accounted(found)
    return found


def read_lines(tmp_path: Path, entity: str, *lines: object) -> Reading:
    path = tmp_path / f"{entity}.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    found = read_file(source_of("hubspot"), path, entity)
    assert_accounted(found)
    return found


def test_contacts() -> None:
    found = read_table("contact.csv")
    assert acts(found) == [
        (2, "contact_created", "03-01 10:00:00"),
        (3, "contact_created", "03-02 09:30:00"),
        (4, "contact_created", "deleted"),
        (5, "contact_created", "link"),
    ]
    ola, leila = found.rows[:2]
    assert set(keys_of(ola)) == {
        OLA,
        ("crm", "hubspot:502"),
        ("crm", "hubspot:503"),
        ("email", "ola@shop.example"),
        ("email", "ola@home.example"),
        ("email", "o.k@work.example"),
        ("phone", "+48 600 100 200"),
    }
    assert [(row["channel"], row["campaign"]) for row in (ola, leila)] == [
        ("PAID_SEARCH", "spring"),
        ("ORGANIC_SEARCH", None),
    ]
    assert json.loads(leila["properties"]) == {"property_country": "لبنان", "lifecycle_stage": "lead"}


def test_no_name_of_a_person_is_kept() -> None:
    names = ("contact.csv", "contact_screen", "deal.csv", "deal.jsonl", "ticket", "contact_merge_audit")
    entity = {"contact_screen": "contact"}
    for name in names:
        found = read_table(name, entity.get(name))
        texts = " ".join(str((row["properties"], row["event_id"], row["event_name"])) for row in found.rows)
        assert not any(word in texts for word in ("Ola", "Kowalska", "ليلى", "Stolarnia", "ola@", "501"))


def test_a_screen_export_is_local_and_has_labels() -> None:
    found = read_table("contact_screen", "contact", timezone="Europe/Warsaw")
    assert acts(found) == [(2, "contact_created", "03-01 10:00:00")]
    assert keys_of(found.rows[0]) == [OLA, ("email", "ola@shop.example"), ("phone", "600100200")]
    assert (found.rows[0]["channel"], found.rows[0]["campaign"]) == ("PAID_SEARCH", None)
    assert found.rows[0]["properties"] == '{"lifecycle_stage":"customer"}'
    with pytest.raises(ConfigError, match="timezone"):
        read_table("contact_screen", "contact", timezone=None)


def test_lifecycle() -> None:
    found = read_table("contact_property_history")
    assert acts(found) == [
        (2, "lifecycle: lead", "03-01 10:00:00"),
        (3, "lifecycle: lead", "03-01 10:00:00"),
        (4, "lifecycle: salesqualifiedlead", "03-03 10:00:00"),
        (5, "contact_changed", "link"),
        (6, "contact_changed", "link"),
        (7, "contact_changed", "link"),
        (8, "lifecycle: customer", None),
    ]
    assert found.rows[0]["event_id"] == found.rows[1]["event_id"] != found.rows[2]["event_id"]
    assert keys_of(found.rows[4]) == [OLA, ("email", "ola@old.example")]
    assert "600700800" not in str(found.rows[5])


def test_merges_and_associations_only_link() -> None:
    merged, deal = read_table("contact_merge_audit"), read_table("deal_contact")
    assert acts(merged) == [(2, "contact_merged", "link")]
    assert keys_of(merged.rows[0]) == [OLA, ("crm", "hubspot:507")]
    assert acts(deal) == [(2, "deal_contact", "link")]
    assert keys_of(deal.rows[0]) == [DEAL, OLA]


def test_forms() -> None:
    found = read_table("contact_form_submission")
    assert acts(found) == [
        (2, "form_submitted", "03-01 09:59:00"),
        (3, "form_submitted", "03-01 09:59:00"),
    ]
    ola, leila = found.rows
    assert (ola["channel"], ola["medium"], ola["campaign"], ola["page"]) == (
        "google",
        "cpc",
        "spring",
        "/kontakt",
    )
    assert json.loads(ola["properties"])["page_host"] == "shop.example"
    assert json.loads(leila["properties"]) == {"page_id": "2", "form_id": "f1", "form": "اتصل بنا"}
    assert ola["event_id"] != leila["event_id"]


def test_deals() -> None:
    found = read_table("deal.csv", currency="EUR")
    assert acts(found) == [
        (2, "deal_created", "03-05 12:00:00"),
        (2, "deal_won", "03-20 12:00:00"),
        (3, "deal_created", "03-06 12:00:00"),
        (3, "deal_won", "03-21 23:59:59"),
        (4, "deal_created", "03-07 12:00:00"),
        (4, "deal_lost", "03-22 12:00:00"),
        (5, "deal_created", "03-08 12:00:00"),
        (6, "deal_created", "deleted"),
        (7, "deal_created", None),
    ]
    won = [(row["value"], row["currency"]) for row in found.rows if row["value"] is not None]
    assert won == [(1200.5, "PLN"), (800.0, "EUR")]
    assert json.loads(found.rows[3]["properties"])["time_precision"] == "day"


def test_objects_of_the_api_are_the_same_deals() -> None:
    found, table = read_table("deal.jsonl"), read_table("deal.csv")
    assert found.reasons == {2: "bad_json"}
    assert acts(found) == [
        (1, "deal_created", "03-05 12:00:00"),
        (1, "deal_won", "03-20 12:00:00"),
        (3, "deal_created", "deleted"),
    ]
    same = ("event_id", "occurred_at", "value", "properties")
    assert [[row[name] for name in same] for row in found.rows[:2]] == [
        [row[name] for name in same] for row in table.rows[:2]
    ]
    assert keys_of(found.rows[0]) == [DEAL, OLA]


@pytest.mark.parametrize(
    ("associations", "contact"),
    [
        ({"contactIds": [501, 504], "companyIds": [7]}, [OLA]),
        ({"contactIds": [], "companyIds": [7]}, []),
        ({"companies": {"results": [{"id": "7"}]}}, []),
    ],
)
def test_activities_of_the_first_api(
    tmp_path: Path, associations: dict[str, object], contact: list[object]
) -> None:
    engagement = {"id": 91, "portalId": 1, "active": True, "type": "CALL", "timestamp": 1772532000000}
    line = {"engagement": engagement, "associations": associations, "metadata": {"body": "Ola"}}
    found = read_lines(tmp_path, "engagement", line)
    assert acts(found) == [(1, "call", "03-03 10:00:00")]
    assert keys_of(found.rows[0]) == [("record", "hubspot:engagement:91"), *contact]
    assert found.rows[0]["properties"] == '{"type":"call"}'


def test_stages_are_told_once() -> None:
    stages = read_table("deal_stage")
    assert acts(stages) == [
        (2, "deal_stage: qualifiedtobuy", "03-05 12:00:00"),
        (3, "deal_stage: 90311", "03-09 06:49:18"),
        (4, "deal_stage: closedwon", None),
    ]
    history = read_table("deal_property_history")
    assert acts(history) == [
        (2, "deal_stage: qualifiedtobuy", "03-05 12:00:00"),
        (3, "deal_changed", "link"),
    ]
    beside = read_table("deal_property_history", files={"deal_property_history": "x", "deal_stage": "y"})
    assert [fate for _, _, fate in acts(beside)] == ["link", "link"]
    assert {key for row in stages.rows + history.rows for key in keys_of(row)} == {DEAL}


def test_activities_have_the_time_when_they_happened() -> None:
    found = read_table("engagement_call")
    assert acts(found) == [(2, "call", "03-03 10:00:00")]
    assert found.rows[0]["body"] == "First call\nOla wants oak"
    assert json.loads(found.rows[0]["properties"]) == {
        "direction": "outbound",
        "status": "completed",
        "call_seconds": "90",
    }
    assert acts(read_table("engagement_email")) == [
        (2, "email_outgoing", "03-03 11:00:00"),
        (3, "email_incoming", "03-03 12:00:00"),
        (4, "email_outgoing", "link"),
    ]
    assert acts(read_table("engagement_meeting")) == [
        (2, "meeting", "03-04 10:00:00"),
        (3, "meeting_missed", "03-05 10:00:00"),
        (4, "meeting", "link"),
        (5, "meeting_canceled", "03-07 10:00:00"),
    ]


def test_what_the_team_keeps_for_itself_is_no_act() -> None:
    assert acts(read_table("engagement_task")) == [(2, "task", "internal")]


def test_activities_are_told_by_the_file_of_their_kind() -> None:
    alone = acts(read_table("engagement"))
    assert alone == [
        (2, "call", "03-03 10:00:00"),
        (3, "email_incoming", "03-03 10:00:00"),
        (4, "engagement_note", "internal"),
        (5, "meeting", "link"),
        (6, "message", "03-03 10:00:00"),
    ]
    beside = read_table("engagement", files={"engagement": "x", "engagement_call": "y"})
    assert acts(beside) == [(2, "call", "link"), *alone[1:]]


def test_email_events() -> None:
    found = read_table("email_event.csv")
    assert found.reasons == {8: "too_few_columns"}
    assert acts(found) == [
        (2, "email_sent", "03-01 08:00:00"),
        (3, "email_open", "03-01 08:00:00"),
        (4, "email_open", "03-01 09:00:00"),
        (5, "email_delivered", "link"),
        (6, "email_bounce", "link"),
        (7, "email_open", None),
    ]
    assert [row["flag"] for row in found.rows] == [None, "bot", None, None, None, None]
    sent, opened = found.rows[:2]
    assert sent["sequence"] < opened["sequence"]
    assert (sent["medium"], sent["campaign"]) == ("email", "88")
    assert keys_of(sent) == [("email", "ola@shop.example")]


def test_email_events_of_the_api() -> None:
    found = read_table("email_event.jsonl")
    assert acts(found) == [
        (1, "email_click", "03-01 10:15:00"),
        (2, "email_unsubscribe", "03-01 10:16:40"),
        (3, "email_bounce", "link"),
        (4, "email_spam_report", "03-01 10:21:40"),
    ]
    click = found.rows[0]
    assert (click["device"], click["user_agent"], click["ip"]) == (
        "desktop",
        "Mozilla/5.0 (iPhone)",
        "198.51.100.7",
    )
    assert click["page"].startswith("/meble/")
    assert json.loads(click["properties"]) == {"page_host": "shop.example"}


def test_tickets() -> None:
    found = read_table("ticket")
    assert acts(found) == [
        (2, "agent_reply", "03-24 11:00:00"),
        (2, "ticket_closed", "03-25 10:00:00"),
        (2, "ticket_created", "03-24 10:00:00"),
        (3, "ticket_created", "03-26 10:00:00"),
        (4, "ticket_created", "deleted"),
    ]
    bodies = [row["body"] for row in found.rows]
    assert bodies[:4] == [None, None, "Broken leg\nThe table wobbles", "ضلع مكسور"]
    assert acts(read_table("ticket_property_history")) == [
        (2, "ticket_stage: 1", "03-24 10:00:00"),
        (3, "ticket_stage: 4", "03-25 10:00:00"),
        (4, "ticket_changed", "link"),
    ]


def test_another_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="no column 'value'"):
        read_table("deal_contact", "deal_stage")
    first_version = {"vid": 501, "properties": {"email": {"value": "ola@shop.example"}}}
    with pytest.raises(DataRefused, match="no column 'id'"):
        read_lines(tmp_path, "contact", first_version)


def test_contacts_of_the_api(tmp_path: Path) -> None:
    properties = {
        "email": "ola@shop.example",
        "firstname": "Ola",
        "createdate": "2026-03-01T10:00:00Z",
        "hs_object_id": "501",
        "lifecyclestage": "lead",
        "hs_calculated_merged_vids": "502:1772359200000",
    }
    line = {"id": "501", "properties": properties, "createdAt": "2026-03-01T10:00:00Z", "archived": False}
    found = read_lines(tmp_path, "contact", line)
    assert acts(found) == [(1, "contact_created", "03-01 10:00:00")]
    assert keys_of(found.rows[0]) == [OLA, ("email", "ola@shop.example"), ("crm", "hubspot:502")]
    assert found.rows[0]["properties"] == '{"lifecycle_stage":"lead"}'


def test_preset(tmp_path: Path) -> None:
    path = tmp_path / "journey.yaml"
    path.write_text("sources:\n  crm: {vendor: hubspot, preset: hubspot, files: {contact: x}}\n")
    stage_map = StageMap(load(path))

    def place(event: str) -> tuple[str | None, str | None]:
        found = stage_map.place({"source": "crm", "event": event})
        return found.touchpoint, found.stage

    read = [read_table(name) for name in ("contact_property_history", "deal.csv", "deal_stage", "ticket")]
    read += [read_table(name) for name in ("engagement_call", "engagement_email", "engagement_meeting")]
    read += [read_table(name) for name in ("contact_form_submission", "email_event.csv", "email_event.jsonl")]
    events = {row["event_name"] for found in read for row in found.rows if row["is_event"]}
    assert {event: place(event) for event in sorted(events)} == {
        "agent_reply": ("ticket_conversation", "support"),
        "call": ("sales_call", "consideration"),
        "deal_created": ("opportunity", "consideration"),
        "deal_lost": (None, None),
        "deal_stage: 90311": (None, None),
        "deal_stage: closedwon": (None, None),
        "deal_stage: qualifiedtobuy": ("opportunity", "consideration"),
        "deal_won": ("signed_offer", "purchase"),
        "email_click": ("email_visit", "awareness"),
        "email_incoming": ("sales_email", "consideration"),
        "email_open": ("email_reading", "awareness"),
        "email_outgoing": ("sales_email", "consideration"),
        "email_sent": ("campaign", "awareness"),
        "email_spam_report": (None, None),
        "email_unsubscribe": (None, None),
        "form_submitted": ("form", "consideration"),
        "lifecycle: customer": ("new_customer", "onboarding"),
        "lifecycle: lead": ("inquiry", "consideration"),
        "lifecycle: salesqualifiedlead": ("qualification", "consideration"),
        "meeting": ("sales_meeting", "consideration"),
        "meeting_canceled": (None, None),
        "meeting_missed": (None, None),
        "ticket_closed": ("ticket_solution", "support"),
        "ticket_created": ("ticket", "support"),
    }
    assert place("lifecycle: subscriber")[1] == "awareness"
    assert place("lifecycle: evangelist")[1] == "advocacy"
    assert place("lifecycle: other") == (None, None)
