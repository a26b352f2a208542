"""The GA4 export: params flattened, traffic of the event before that of the session, values never from a
second key.
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

GA4 = source_of("ga4", currency="EUR")


@pytest.fixture(scope="module")
def found() -> Reading:
    reading = read_file(GA4, FIXTURES / "ga4" / "events.json")
    assert_accounted(reading)
    return reading


def act(found: Reading, line: int) -> dict[str, Any]:
    (row,) = (row for row in found.rows if row["line_number"] == line)
    return row


def test_a_cut_line_is_named(found: Reading) -> None:
    assert found.reasons == {8: "bad_json"}


def test_time_and_order(found: Reading) -> None:
    assert act(found, 1)["occurred_at"] == datetime(2026, 1, 1, 0, 0, 0, 123456, UTC)
    assert act(found, 3)["occurred_at"] == datetime(2026, 1, 1, 0, 0, 2, tzinfo=UTC)
    assert [act(found, line)["sequence"] for line in (1, 2, 5)] == [2001, 0, 2]
    assert (act(found, 6)["occurred_at"], act(found, 6)["time_text"]) == (None, "1767225605")
    assert (act(found, 7)["occurred_at"], act(found, 7)["time_text"]) == (None, None)


def test_an_id_is_made_of_the_batch_fields_only_where_they_are(found: Reading) -> None:
    ids = found.column("event_id")
    assert [bool(name) for name in ids] == [True, False, False, False, True, False, False]
    assert "123.1767" not in ids[0]


def test_traffic_is_the_events_then_the_sessions_never_the_first_touch(found: Reading) -> None:
    traffic = [
        (act(found, line)["channel"], act(found, line)["medium"], act(found, line)["campaign"])
        for line in range(1, 5)
    ]
    assert traffic == [
        ("news", "email", "spring"),
        ("google", "organic", None),
        (None, None, None),
        ("google", "cpc", None),
    ]


def test_pages_are_paths_without_query(found: Reading) -> None:
    assert [act(found, line)["page"] for line in (1, 2, 5, 7)] == ["/p/42", None, "Basket", "/"]


def test_money_and_items(found: Reading) -> None:
    money = [
        (act(found, line)["value"], act(found, line)["currency"], act(found, line)["quantity"])
        for line in range(1, 5)
    ]
    assert money == [(None, "EUR", None), (49.9, "PLN", 3.0), (0.0, "EUR", None), (99.5, "EUR", None)]


def test_keys_and_session(found: Reading) -> None:
    assert keys_of(act(found, 2)) == [("user", "C-1009"), ("anonymous", "123.1767")]
    assert keys_of(act(found, 3)) == [("user", "C-1009")]
    assert act(found, 1)["session_key"] == act(found, 2)["session_key"] is not None
    assert "123.1767" not in act(found, 1)["session_key"]
    assert act(found, 3)["session_key"] is None


def test_properties(found: Reading) -> None:
    assert json.loads(act(found, 1)["properties"]) == {
        "ga_session_id": "1767225590",
        "country": "Poland",
        "platform": "WEB",
        "page_host": "shop.example",
        "referrer_host": "mail.example",
    }
    assert json.loads(act(found, 2)["properties"]) == {
        "ga_session_id": "1767225590",
        "session_engaged": "1",
        "coupon": "TEN",
        "item_ids": "P1,P2",
    }
    assert json.loads(act(found, 7)["properties"]) == {"page_host": "shop.example"}


def test_what_a_query_holds_is_not_kept(found: Reading) -> None:
    texts = " ".join(f"{row['properties']} {row['page']}" for row in found.rows)
    assert "shop.example" in texts
    assert not any(word in texts for word in ("ola@", "u=ola", "utm_"))


def test_another_export_is_refused(tmp_path: Path) -> None:
    other = json.dumps({"eventName": "page_view", "Event_Timestamp": 1})
    with pytest.raises(DataRefused, match="no column 'event_timestamp'.*'event_name'"):
        read_bytes(tmp_path, other, GA4, name="x.json")
    with pytest.raises(ConfigError, match="as JSON lines"):
        read_bytes(tmp_path, "event_name,event_timestamp\n", GA4, name="x.csv")
