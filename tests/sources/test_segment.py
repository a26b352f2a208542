"""Segment and RudderStack: calls as JSON lines and as warehouse tables; identify and alias link, they are no
acts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from journeymine.config import Settings, load
from tests.sources.reading import FIXTURES, Reading, assert_accounted, keys_of, read_file, source_of

JOURNEY = """
sources:
  shop: {vendor: segment, files: calls.json, preset: segment-ecommerce}
"""


def read_calls(vendor: str = "segment", **settings: Any) -> Reading:
    source = source_of(vendor, **{"currency": "EUR", **settings})
    reading = read_file(source, FIXTURES / vendor / "calls.json", "events")
    assert_accounted(reading)
    return reading


def read_table(entity: str) -> Reading:
    reading = read_file(source_of("segment"), FIXTURES / "segment" / f"{entity}.csv", entity)
    assert_accounted(reading)
    return reading


@pytest.fixture(scope="module")
def found() -> Reading:
    return read_calls()


def act(reading: Reading, line: int) -> Mapping[str, Any]:
    (row,) = (row for row in reading.rows if row["line_number"] == line)
    return row


def test_each_call_is_an_act_or_a_link(found: Reading) -> None:
    assert found.reasons == {7: "bad_json"}
    told = [
        (row["line_number"], row["is_event"], row["event_name"], f"{row['occurred_at']:%H:%M:%S.%f}"[:12])
        for row in found.rows
        if row["occurred_at"]
    ]
    assert sorted(told) == [
        (1, True, "page", "10:00:00.400"),
        (2, True, "Product Added", "10:00:00.400"),
        (3, True, "Product Added", "10:00:00.400"),
        (4, False, None, "10:05:00.000"),
        (5, True, "Order Completed", "10:10:00.000"),
        (8, False, None, "11:00:00.000"),
        (9, False, None, "11:00:01.000"),
        (10, True, "screen", "12:00:00.000"),
        (11, False, None, "13:00:00.000"),
        (13, True, None, "14:00:00.000"),
    ]
    assert {row["line_number"]: row["time_text"] for row in found.rows if not row["occurred_at"]} == {
        6: None,
        12: "1.3.2026 12:00",
    }
    assert act(found, 2)["event_id"] == act(found, 3)["event_id"] == "m-02"


def test_identify_and_alias_carry_the_keys_that_they_join(found: Reading) -> None:
    assert keys_of(act(found, 1)) == [("anonymous", "anon-1")]
    assert keys_of(act(found, 4)) == [
        ("user", "C-1009"),
        ("anonymous", "anon-1"),
        ("email", "Ola@Shop.example"),
        ("phone", "+48 600 100 200"),
    ]
    assert keys_of(act(found, 8)) == [("user", "C-1009"), ("user", "C-0007"), ("anonymous", "C-0007")]
    assert set(keys_of(act(found, 11))) == {("user", "C-1009"), ("anonymous", "anon-2")}


def test_a_companys_traits_are_not_its_members(found: Reading) -> None:
    assert keys_of(act(found, 9)) == [("user", "C-1009"), ("anonymous", "anon-1")]


def test_an_address_inside_an_event_may_be_anothers(found: Reading) -> None:
    assert keys_of(act(found, 5)) == [("user", "C-1009"), ("anonymous", "anon-1")]


def test_traffic_is_the_calls_campaign_then_the_urls(found: Reading) -> None:
    traffic = {
        line: [act(found, line)[name] for name in ("channel", "medium", "campaign")] for line in (1, 2, 5)
    }
    assert traffic == {
        1: ["newsletter", "email", "wiosna"],
        2: ["ads", "cpc", "lampy LED"],
        5: ["google", "cpc", None],
    }


def test_money_and_items(found: Reading) -> None:
    added, order = act(found, 2), act(found, 5)
    assert (added["value"], added["currency"], added["quantity"]) == (49.9, "PLN", 2.0)
    assert (order["value"], order["currency"], order["quantity"]) == (64.9, "PLN", 3.0)
    assert json.loads(order["properties"]) == {
        "revenue": "49.9",
        "shipping": "15",
        "coupon": "TEN",
        "language": "pl-PL",
        "page_host": "shop.example",
        "referrer_host": "www.google.com",
        "transaction_id": "T-1",
        "item_ids": "P1,S2",
    }
    assert act(found, 6)["currency"] == "EUR"


def test_pages_and_devices(found: Reading) -> None:
    assert [act(found, line)["page"] for line in (1, 2, 10)] == ["/", "/p/lampa", "Koszyk zakupów"]
    assert [act(found, line)["device"] for line in (1, 2, 5, 10)] == ["desktop", "mobile", None, "mobile"]
    assert json.loads(act(found, 1)["properties"])["page_name"] == "الصفحة الرئيسية"


def test_agent_and_address_are_passed_on_and_not_kept(found: Reading) -> None:
    assert (act(found, 1)["user_agent"][:7], act(found, 1)["ip"]) == ("Mozilla", "203.0.113.7")
    texts = " ".join(f"{row['properties']} {row['page']}" for row in found.rows)
    assert not any(
        word in texts for word in ("ola", "Ola", "203.0.113", "Mozilla", "cdn.", "Gdańsk", "office")
    )


def test_the_journey_files_list_decides_what_is_kept() -> None:
    kept = json.loads(act(read_calls(properties=["brand"]), 2)["properties"])
    assert ("brand" in kept, "price" in kept) == (True, False)
    assert "brand" not in json.loads(act(read_calls(properties="none"), 2)["properties"])


def test_rudderstack_has_sessions_robots_and_traits_in_the_context() -> None:
    found = read_calls("rudderstack")
    assert [row["flag"] for row in found.rows] == [None, None, "bot"]
    first, second, third = (act(found, line) for line in (1, 2, 3))
    assert first["session_key"] == second["session_key"] is not None
    assert (first["channel"], first["ip"], third["session_key"]) == ("(direct)", "198.51.100.4", None)
    assert keys_of(first) == [("anonymous", "a-1")]
    assert keys_of(second) == [("user", "U-5"), ("anonymous", "a-1"), ("email", "jan@shop.example")]
    assert json.loads(first["properties"]) == {
        "platform": "web",
        "page_host": "shop.example",
        "page_name": "Home",
    }


def test_a_warehouse_table_of_tracks() -> None:
    order, added, timeless = read_table("tracks").rows
    assert f"{order['occurred_at']:%H:%M:%S.%f %z}" == "10:00:00.400000 +0000"
    assert (order["event_name"], added["event_name"]) == ("Order Completed", "product_added")
    assert (order["value"], order["currency"], order["quantity"], added["quantity"]) == (
        64.9,
        "PLN",
        3.0,
        1.0,
    )
    assert (order["channel"], order["medium"], order["campaign"]) == ("news", "email", "wiosna")
    assert (order["page"], order["ip"]) == ("/dzięki", "203.0.113.7")
    assert json.loads(order["properties"]) == {
        "size": "XL",
        "page_host": "shop.example",
        "referrer_host": "pay.example",
        "transaction_id": "T-1",
        "item_ids": "P1,S2",
    }
    assert (timeless["occurred_at"], timeless["time_text"]) == (None, None)


def test_warehouse_tables_of_pages_identifies_and_aliases() -> None:
    (page,), (identify,), (alias,) = (read_table(name).rows for name in ("pages", "identifies", "aliases"))
    assert (page["event_name"], page["page"], page["channel"], page["medium"]) == ("page", "/", "ads", "cpc")
    assert json.loads(page["properties"]) == {
        "page_host": "shop.example",
        "referrer_host": "www.google.com",
        "page_name": "الرئيسية",
    }
    assert (identify["is_event"], alias["is_event"]) == (False, False)
    assert keys_of(identify) == [("user", "C-1"), ("anonymous", "anon-1"), ("email", "ola@shop.example")]
    assert keys_of(alias) == [("user", "C-1"), ("user", "anon-9"), ("anonymous", "anon-9")]


def journey(tmp_path: Path) -> Settings:
    path = tmp_path / "journey.yaml"
    path.write_text(JOURNEY)
    return load(path)


def place(settings: Settings, row: Mapping[str, Any]) -> str | None:
    """The touchpoint whose rule a staged row fits first."""
    told = {"source": "shop", "event": row["event_name"], **{name: row[name] for name in ("page", "medium")}}
    told |= {f"properties.{name}": value for name, value in json.loads(row["properties"]).items()}

    def holds(name: str, condition: Any) -> bool:
        value = told.get(name)
        pattern = condition.pattern()
        return value is None if pattern is None else value is not None and bool(pattern.match(value))

    return next(
        (
            part.name
            for part in settings.touchpoints
            if any(all(holds(name, test) for name, test in rule.root.items()) for rule in part.when)
        ),
        None,
    )


def test_the_fixture_on_the_presets_map(found: Reading, tmp_path: Path) -> None:
    settings = journey(tmp_path)
    placed = {
        row["line_number"]: place(settings, row)
        for row in found.rows
        if row["is_event"] and row["event_name"]
    }
    assert placed == {
        1: "email_visit",
        2: "cart",
        3: "cart",
        5: "order",
        6: "checkout",
        10: None,
        12: "search",
    }
    assert {part.stage for part in settings.touchpoints if part.name == "order"} == {"purchase"}
