"""Exports and tables that nobody here made: each row read or named, and figures that others published."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.sources.reading import Reading, assert_accounted, read_file, source_of

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is not there"),
]
SALESFORCE = {
    "lead": 1,
    "contact": 4,
    "contact_history": 4,
    "opportunity": 10,
    "opportunity_history": 10,
    "task": 10,
    "event": 10,
}
ZENDESK = {
    "ticket": 10,
    "ticket_field_history": 38,
    "ticket_comment": 20,
    "ticket_chat": 10,
    "ticket_chat_event": 12,
    "user": 10,
}


@pytest.mark.parametrize(("entity", "rows"), SALESFORCE.items())
def test_salesforce(entity: str, rows: int) -> None:
    source = source_of("salesforce", timezone="UTC", files=dict.fromkeys(SALESFORCE, "x"))
    assert_whole(read_file(source, DATA / "salesforce" / f"sf_{entity}_data.csv", entity), rows)


@pytest.mark.parametrize(("entity", "rows"), ZENDESK.items())
def test_zendesk(entity: str, rows: int) -> None:
    found = read_file(source_of("zendesk", timezone="UTC"), DATA / "zendesk" / f"{entity}_data.csv", entity)
    assert_whole(found, rows)


@pytest.mark.parametrize(("vendor", "read"), [("salesforce", SALESFORCE), ("zendesk", ZENDESK)])
def test_each_file_is_read_or_named_as_not_needed(vendor: str, read: dict[str, int]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "sources" / f"{vendor}.md").read_text(encoding="utf-8")
    unread = page.split("## What is not read")[1]
    files = {path.name.removesuffix("_data.csv").removeprefix("sf_") for path in (DATA / vendor).iterdir()}
    assert set(read) <= files
    assert sorted(name for name in files - set(read) if f"`{name}`" not in unread) == []


def assert_whole(found: Reading, rows: int) -> None:
    assert_accounted(found)
    assert (found.raw.row_count, found.reasons) == (rows, {})
    assert all(row["occurred_at"] for row in found.rows if row["is_event"])


def test_clickstream() -> None:
    columns = {
        "time": "timestamp",
        "event": "event",
        "session": "session_id",
        "channel": "acquisition_channel",
        "device": "platform",
    }
    source = source_of("table", timezone="UTC", columns=columns, keys={"user": "user_id"})
    found = read_file(source, DATA / "ecom" / "ecom.csv.gz")
    assert_accounted(found)
    assert (found.raw.row_count, found.reasons) == (31_106, {})
    assert len(set(found.column("session_key"))) == 3_605
    assert len({row["identifiers"][0]["identifier_value"] for row in found.rows}) == 600
    assert min(found.column("occurred_at")).date().isoformat() == "2024-01-04"


def test_invoices() -> None:
    columns = {
        "time": "InvoiceDate",
        "event": {
            "cases": [{"column": "InvoiceNo", "matches": "^C", "is": "cancel"}],
            "otherwise": "purchase",
        },
        "value": {"product": ["Quantity", "UnitPrice"]},
        "session": "InvoiceNo",
    }
    source = source_of(
        "table",
        timezone="Europe/London",
        columns=columns,
        keys={"user": "CustomerID"},
        properties=["Country"],
    )
    found = read_file(source, DATA / "online_retail" / "retail_session.parquet")
    assert_accounted(found)
    assert found.raw.row_count == 541_909
    sums = found.engine.query(
        """
        select
            count(*) filter (where event_name = 'cancel') as cancelled,
            count(distinct session_key) filter (where event_name = 'cancel') as credit_notes,
            count(distinct session_key) as invoices,
            count(*) filter (where identifiers[1].identifier_value is null) as without_customer,
            count(distinct identifiers[1].identifier_value) as customers,
            count(distinct properties) as countries,
            round(sum(value), 2) as total,
            max(occurred_at) as latest
        from stg_table__events
        """
    ).to_pylist()[0]
    assert sums == {
        "cancelled": 9_288,
        "credit_notes": 3_836,
        "invoices": 25_900,
        "without_customer": 135_080,
        "customers": 4_372,
        "countries": 38,
        "total": 9_747_747.93,
        "latest": datetime(2011, 12, 9, 12, 50, tzinfo=UTC),
    }
