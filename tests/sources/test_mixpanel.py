"""The Mixpanel export: seconds or milliseconds, ids that stay as Mixpanel merges users, rows that only say
that two ids are one.
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
from tests.sources.test_presets import first, with_preset

MIXPANEL = source_of("mixpanel", currency="EUR")
FILE = FIXTURES / "mixpanel" / "events.json"
BROWSER = "0f3d2c1a-1111-4222-8333-944445555666"


@pytest.fixture(scope="module")
def found() -> Reading:
    reading = read_file(MIXPANEL, FILE)
    assert_accounted(reading)
    return reading


def act(found: Reading, line: int) -> dict[str, Any]:
    (row,) = (row for row in found.rows if row["line_number"] == line)
    return row


def properties(found: Reading, line: int) -> dict[str, str]:
    return json.loads(act(found, line)["properties"])


def one(tmp_path: Path, event: str, **members: object) -> dict[str, Any]:
    text = json.dumps({"event": event, "properties": {"time": 1767258000, **members}})
    (row,) = read_bytes(tmp_path, text, MIXPANEL, name="x.json").rows
    return row


def test_a_cut_line_is_named(found: Reading) -> None:
    assert found.reasons == {12: "bad_json"}


def test_seconds_and_milliseconds(found: Reading) -> None:
    assert act(found, 1)["occurred_at"] == datetime(2026, 1, 1, 9, tzinfo=UTC)
    assert act(found, 4)["occurred_at"] == datetime(2026, 1, 1, 9, 2, 0, 250000, UTC)
    untimed = [(act(found, line)["occurred_at"], act(found, line)["time_text"]) for line in (10, 11)]
    assert untimed == [(None, None), (None, "17672582")]


def test_arrival_orders_one_second(found: Reading) -> None:
    assert act(found, 2)["sequence"] < act(found, 1)["sequence"]


def test_an_id_does_not_depend_on_the_unit_nor_on_later_merges(found: Reading, tmp_path: Path) -> None:
    ids = found.column("event_id")
    assert act(found, 5)["event_id"] == act(found, 6)["event_id"]
    assert act(found, 11)["event_id"] is None
    assert len({name for name in ids if name}) == 9
    before = one(tmp_path, "x", **{"$insert_id": "k", "$device_id": "D", "distinct_id": "$device:D"})
    after = one(tmp_path, "x", **{"$insert_id": "k", "$device_id": "D", "distinct_id": "C-1"})
    old = one(tmp_path, "x", **{"$insert_id": "k", "distinct_id": "C-1", "$distinct_id_before_identity": "D"})
    other = one(tmp_path, "x", **{"$insert_id": "k", "$device_id": "E", "distinct_id": "C-1"})
    assert before["event_id"] == after["event_id"] == old["event_id"] != other["event_id"]


def test_rows_that_only_link(found: Reading) -> None:
    links = {row["event_name"]: keys_of(row) for row in found.rows if not row["is_event"]}
    assert links == {
        "$identify": [("user", "C-1009"), ("anonymous", BROWSER)],
        "$create_alias": [
            ("anonymous", "16f5a2b8c4e3d1-0c2f1b7e9d8a4-1f3d6755-1fa400-16f5a2b8c4f2ab"),
            ("user", "jan@shop.example"),
            ("email", "jan@shop.example"),
        ],
        "$merge": [("user", "C-1009"), ("user", "C-2001")],
    }


def test_the_merged_id_counts_only_where_there_is_no_other(found: Reading, tmp_path: Path) -> None:
    assert keys_of(act(found, 1)) == [("anonymous", BROWSER)]
    assert keys_of(act(found, 9)) == [("user", "C-3001")]
    merged = one(tmp_path, "x", **{"$device_id": "D", "distinct_id": "C-1"})
    assert keys_of(merged) == [("anonymous", "D")]
    assert keys_of(one(tmp_path, "x", distinct_id=f"$device:{BROWSER}")) == [("anonymous", BROWSER)]
    assert keys_of(one(tmp_path, "x", distinct_id=BROWSER.upper())) == [("anonymous", BROWSER.upper())]
    assert keys_of(one(tmp_path, "x")) == []


def test_traffic(found: Reading, tmp_path: Path) -> None:
    traffic = [
        tuple(act(found, line)[name] for name in ("channel", "medium", "campaign")) for line in (1, 2, 4, 5)
    ]
    assert traffic == [
        ("news", "email", "wiosna"),
        ("news", "email", None),
        ("google", "cpc", None),
        (None, None, None),
    ]
    assert [properties(found, line).get("is_landing") for line in (1, 2)] == ["true", None]
    direct = one(tmp_path, "x", **{"$referring_domain": "$direct"})
    settings = with_preset(tmp_path, "mixpanel")
    told = {f"properties.{name}": value for name, value in json.loads(direct["properties"]).items()}
    assert first(settings, "channels", event="x", **told) == "direct"
    assert first(settings, "channels", event="x", **{"properties.referrer_host": "www.google.com"}) == (
        "organic search"
    )


def test_devices_pages_and_what_the_browser_said(found: Reading) -> None:
    assert [act(found, line)["device"] for line in (1, 4, 5, 9)] == ["desktop", "mobile", "tablet", None]
    assert act(found, 1)["page"] == "/wyprzeda%C5%BC"
    assert "Googlebot" in act(found, 9)["user_agent"]
    assert act(found, 9)["ip"] == "203.0.113.9"


def test_money_and_items(found: Reading) -> None:
    money = [
        tuple(act(found, line)[name] for name in ("value", "currency", "quantity")) for line in (2, 4, 5)
    ]
    assert money == [(None, "EUR", None), (49.9, "PLN", 2.0), (99.5, "EUR", 3.0)]
    assert [properties(found, line)["item_ids"] for line in (2, 5)] == ["P1", "P1,P2"]


def test_properties_without_what_is_personal_or_technical(found: Reading) -> None:
    assert properties(found, 1) == {
        "current_page_title": "Wyprzedaż",
        "$referring_domain": "www.google.com",
        "country": "PL",
        "os": "Windows",
        "browser": "Chrome",
        "library": "web",
        "page_host": "shop.example",
        "is_landing": "true",
        "referrer_host": "www.google.com",
    }
    assert properties(found, 9) == {"المدينة": "القاهرة"}
    texts = " ".join(f"{row['properties']} {row['page']}" for row in found.rows)
    assert not any(word in texts for word in ("ola@", "Ola", "203.0.113", "Gdańsk", BROWSER, "C-1009"))


def test_the_columns_of_a_pipeline(tmp_path: Path) -> None:
    text = (
        "event_name,time,distinct_id,insert_id,device_id,user_id,properties\n"
        'Order Completed,2026-01-01 09:03:00,C-1,k5,D,C-1,"{""revenue"": 99.5, ""$os"": ""iOS""}"\n'
    )
    (row,) = read_bytes(tmp_path, text, MIXPANEL).rows
    assert (row["event_name"], row["value"], row["device"]) == ("Order Completed", 99.5, "mobile")
    assert row["occurred_at"] == datetime(2026, 1, 1, 9, 3, tzinfo=UTC)
    assert keys_of(row) == [("user", "C-1"), ("anonymous", "D")]


def test_another_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="no column 'time'"):
        read_bytes(tmp_path, '{"event": "x", "timestamp": 1}', MIXPANEL, name="x.json")


def test_the_preset_places_the_fixture(found: Reading, tmp_path: Path) -> None:
    settings = with_preset(tmp_path, "mixpanel")
    landing = {"event": "$mp_web_page_view", "medium": "email", "properties.is_landing": "true"}
    assert first(settings, "touchpoints", **landing) == "email_visit"
    events = {name for name in found.column("event_name") if not name.startswith("$")}
    placed = {name: first(settings, "touchpoints", event=name) for name in events}
    assert placed == {
        "Product Viewed": "product_page",
        "Product Added": "cart",
        "Order Completed": "order",
        "Search": "search",
        "تسجيل": None,
    }
    assert first(settings, "friction", event="$mp_dead_click") == "dead_click"
