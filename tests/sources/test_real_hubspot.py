"""HubSpot's tables as a connector writes them, with rows that nobody here made: each row read or named."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from journeymine.sources.registry import entities_of
from tests.sources.reading import assert_accounted, keys_of, read_file, source_of

DATA = Path(__file__).parents[3] / "shared" / "data" / "hubspot"
PAGE = Path(__file__).parents[2] / "docs" / "sources" / "hubspot.md"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is not there"),
]
READ = {
    "contact": {"contact_created": 22},
    "contact_property_history": {"link": 100},
    "contact_merge_audit": {"link": 4},
    "contact_form_submission": {"form_submitted": 5},
    "deal": {"deal_created": 44},
    "deal_stage": {"deal_stage": 14},
    "deal_property_history": {"link": 100},
    "deal_contact": {"link": 11},
    "engagement": {"link": 1},
    "engagement_call": {"call": 1},
    "engagement_email": {"email_outgoing": 1},
    "engagement_meeting": {"meeting": 100},
    "engagement_communication": {"message": 1},
    "engagement_note": {"internal": 1},
    "engagement_task": {"internal": 2},
    "engagement_contact": {"link": 1},
    "email_event": {"email_open": 90, "email_sent": 4, "link": 6},
    "ticket": {"ticket_created": 25, "ticket_closed": 23, "agent_reply": 4},
    "ticket_property_history": {"ticket_stage": 2, "link": 13},
    "ticket_contact": {"link": 9},
}


def test_each_file_is_read_or_named_as_not_needed() -> None:
    assert set(READ) == set(entities_of("hubspot"))
    files = {path.name.removesuffix("_data.csv") for path in DATA.glob("*.csv")}
    page = PAGE.read_text(encoding="utf-8").split("## What is not read")[1]
    assert set(READ) <= files
    assert sorted(name for name in files - set(READ) if f"`{name}`" not in page) == []


@pytest.mark.parametrize("entity", READ)
def test_rows(entity: str) -> None:
    source = source_of("hubspot", timezone="UTC", files=dict.fromkeys(READ, "x"))
    found = read_file(source, DATA / f"{entity}_data.csv", entity)
    assert_accounted(found)
    assert found.reasons == {}
    kinds = Counter(
        row["skip_reason"] or (row["event_name"].partition(":")[0] if row["is_event"] else "link")
        for row in found.rows
    )
    assert kinds == READ[entity]
    assert len(set(found.column("line_number"))) == found.raw.row_count
    assert all(row["occurred_at"] for row in found.rows if row["is_event"])
    assert all(keys_of(row) for row in found.rows)


def test_merged_contacts_and_the_time_of_the_act() -> None:
    source = source_of("hubspot", timezone="UTC")
    merged = read_file(source, DATA / "contact_data.csv", "contact").rows[0]
    others = {f"hubspot:{number}" for number in (78971951, 76340251, 46897301, 76226001)}
    assert {value for kind, value in keys_of(merged) if kind == "crm"} == others
    call = read_file(source, DATA / "engagement_call_data.csv", "engagement_call").rows[0]
    assert call["occurred_at"].year == 2014
