"""Zendesk: a customer's ticket, statuses as acts, internal notes and agents set aside, answers of
satisfaction.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.sources.reading import FIXTURES, Reading, assert_accounted, keys_of, read_file, source_of
from tests.sources.test_salesforce import acts


def read_table(name: str, entity: str | None = None, **settings: Any) -> Reading:
    found = read_file(source_of("zendesk", **settings), FIXTURES / "zendesk" / f"{name}.csv", entity or name)
    assert_accounted(found)
    return found


def test_tickets() -> None:
    found = read_table("ticket", files={"ticket": "x"})
    assert acts(found) == [
        (2, "csat_answer", "03-09 10:00:00"),
        (2, "ticket_created", "03-01 10:00:00"),
        (3, "ticket_created_by_agent", "03-02 10:00:00"),
        (4, "ticket_created", "deleted"),
        (5, "ticket_created", "merged"),
    ]
    answer, created = found.rows[:2]
    assert (answer["score"], answer["score_kind"], answer["body"]) == (5.0, "csat", None)
    assert (created["score"], created["channel"], created["body"]) == (
        None,
        "email",
        "Broken leg\nThe table wobbles",
    )
    assert keys_of(created) == [("crm", "zendesk:user:402"), ("record", "zendesk:ticket:12")]
    kept = json.loads(created["properties"])
    assert kept == {"brand_id": "9", "priority": "high", "type": "problem", "is_by_agent": "false"}


def test_ratings_come_once_where_a_history_tells_them() -> None:
    found = read_table("ticket", files={"ticket": "x", "ticket_field_history": "y"})
    assert "csat_answer" not in found.column("event_name")


def test_history() -> None:
    found = read_table("ticket_field_history")
    assert acts(found) == [
        (2, "ticket_new", "03-01 10:00:00"),
        (3, "ticket_changed", "link"),
        (4, "ticket_open", "03-01 11:00:00"),
        (5, "ticket_hold", "03-02 11:00:00"),
        (6, "ticket_solved", "03-03 11:00:00"),
        (7, "ticket_reopened", "03-04 11:00:00"),
        (8, "ticket_reopened", "03-04 11:00:00"),
        (9, "ticket_solved", "03-05 11:00:00"),
        (10, "csat_answer", "03-06 11:00:00"),
        (11, "ticket_changed", "link"),
        (12, "ticket_deleted", "deleted"),
        (13, "ticket_changed", None),
    ]
    assert found.rows[5]["event_id"] == found.rows[6]["event_id"]
    assert [row["score"] for row in found.rows if row["score"] is not None] == [5.0]
    assert {key for row in found.rows for key in keys_of(row)} == {("record", "zendesk:ticket:12")}


def test_comments() -> None:
    found = read_table("ticket_comment")
    assert acts(found) == [
        (2, "ticket_comment", "03-01 10:00:00"),
        (3, "ticket_comment", "03-01 11:00:00"),
        (5, "ticket_comment", "internal"),
    ]
    assert found.rows[1]["body"] == "We are sorry,\nAnna"
    assert json.loads(found.rows[0]["properties"]) == {"author": "unknown", "public": "true"}
    assert keys_of(found.rows[0]) == [("record", "zendesk:ticket:12")]


def test_comments_with_roles_tell_agents_from_customers() -> None:
    found = read_table("ticket_comment_roles", "ticket_comment")
    assert found.column("event_name") == ["ticket_comment", "agent_reply"]
    assert [json.loads(text)["author"] for text in found.column("properties")] == ["customer", "agent"]


def test_a_ticket_that_another_row_took_in_is_merged(tmp_path: Path) -> None:
    path = tmp_path / "ticket.csv"
    path.write_text(
        "id,created_at,requester_id,merged_ticket_ids\n"
        "16,2026-03-01T10:00:00Z,402,[]\n"
        '17,2026-03-01T11:00:00Z,402,"[16, 160]"\n'
        "60,2026-03-01T12:00:00Z,402,\n",
        encoding="utf-8",
    )
    found = read_file(source_of("zendesk"), path, "ticket")
    assert_accounted(found)
    assert [row["skip_reason"] for row in found.rows] == ["merged", None, None]


def test_chats() -> None:
    found = read_table("ticket_chat", timezone="UTC")
    assert acts(found) == [(2, "ticket_chat", "link")]
    chat = ("record", "zendesk:chat:9.a")
    assert keys_of(found.rows[0]) == [
        ("crm", "zendesk:user:402"),
        chat,
        ("record", "zendesk:ticket:12"),
        ("anonymous", "77-visitor"),
    ]
    events = read_table("ticket_chat_event", timezone="UTC")
    assert acts(events) == [
        (2, "chat_message", "link"),
        (3, "chat_message", "03-01 10:00:05"),
        (4, "chat_message", "link"),
        (5, "agent_reply", "03-01 10:00:09"),
        (6, "agent_reply", "03-01 10:00:10"),
        (7, "chat_message", "03-01 10:00:12"),
        (8, "chat_message", None),
    ]
    assert {key for row in events.rows for key in keys_of(row)} == {chat}
    assert [json.loads(row["properties"])["author"] for row in events.rows[1:6]] == [
        "customer",
        "system",
        "agent",
        "agent",
        "unknown",
    ]
    assert (events.rows[1]["body"], events.rows[1]["sequence"]) == ("مرحبا", 1)


def test_users_only_link_and_agents_are_no_customers() -> None:
    found = read_table("user")
    assert acts(found) == [(2, "user", "link"), (3, "user", "agent"), (4, "user", "agent")]
    assert keys_of(found.rows[0]) == [
        ("crm", "zendesk:user:402"),
        ("email", "ola@shop.example"),
        ("phone", "+48600100200"),
        ("user", "C-1009"),
    ]
    assert json.loads(found.rows[0]["properties"]) == {"time_zone": "Warsaw", "role": "end-user"}
