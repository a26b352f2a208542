"""The Matomo visits: one event per action, times set right by the visit's own, ids that a later export of the
same visit gives again.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
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

MATOMO = source_of("matomo")
FILE = FIXTURES / "matomo" / "visits.json"
START = datetime(2026, 1, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def found() -> Reading:
    reading = read_file(MATOMO, FILE)
    assert_accounted(reading)
    return reading


def acts(found: Reading, line: int) -> list[dict[str, Any]]:
    rows = [row for row in found.rows if row["line_number"] == line]
    return sorted(rows, key=lambda row: row["sequence"])


def visit(tmp_path: Path, **fields: object) -> list[dict[str, Any]]:
    text = json.dumps({"idVisit": 1, "visitorId": "a1", "actionDetails": [], **fields})
    return acts(read_bytes(tmp_path, text, MATOMO, name="x.json"), 1)


def page(second: object, number: int = 1) -> dict[str, object]:
    return {"type": "action", "url": "https://shop.example/", "pageId": number, "timestamp": second}


def test_a_cut_line_is_named(found: Reading) -> None:
    assert found.reasons == {6: "bad_json"}


def test_each_action_is_an_event(found: Reading) -> None:
    assert [(row["event_name"], row["event_id"], row["page"]) for row in acts(found, 1)] == [
        ("page_view", "101:5001", "/sklep/łóżka"),
        ("search_no_result", "101:5002", None),
        ("product_view", "101:5003", "/p/1"),
        ("Video: Play", "101:5004", "/p/1"),
        ("outlink", "101:5005", None),
        ("ecommerce_abandoned_cart", "101:cart", None),
    ]
    assert [(row["event_name"], row["event_id"]) for row in acts(found, 2)] == [
        ("page_view", "102:5101"),
        ("ecommerce_order", "102:order:T1"),
        ("goal: Zamówienie", "102:goal:3:5101"),
        ("content_interaction", "102:13:1767262310:1"),
        ("content_impression", "102:13:1767262310:2"),
    ]
    assert {row["session_key"] for row in acts(found, 1)} == {"101"}


def test_a_repeat_has_the_same_ids(found: Reading) -> None:
    assert [row["event_id"] for row in acts(found, 5)] == [row["event_id"] for row in acts(found, 1)]


def test_two_actions_of_one_second_keep_their_order(found: Reading) -> None:
    third, fourth = acts(found, 1)[2:4]
    assert third["occurred_at"] == fourth["occurred_at"] == START + timedelta(seconds=60)
    assert (third["sequence"], fourth["sequence"]) == (3, 4)


def test_times_of_a_site_in_another_zone_are_set_right(found: Reading, tmp_path: Path) -> None:
    assert [row["occurred_at"] for row in acts(found, 2)] == [
        START + timedelta(seconds=second) for second in (600, 700, 700, 710, 710)
    ]
    second = int(START.timestamp())
    behind = visit(tmp_path, actionDetails=[page(second - 18000)], firstActionTimestamp=second)
    assert behind[0]["occurred_at"] == START
    cut = {"actionDetails": [page(second + 7200)], "firstActionTimestamp": second - 1234}
    assert visit(tmp_path, **cut, lastActionTimestamp=second)[0]["occurred_at"] == START
    unknown = visit(tmp_path, **cut, lastActionTimestamp=second + 1)
    assert unknown[0]["occurred_at"] == START + timedelta(hours=2)


def test_a_visit_without_actions_only_links(found: Reading, tmp_path: Path) -> None:
    (row,) = acts(found, 3)
    assert (row["is_event"], row["event_id"], row["occurred_at"]) == (
        False,
        None,
        START + timedelta(minutes=15),
    )
    assert keys_of(row) == [("user", "C-1009"), ("anonymous", "0011223344556677")]
    assert [row["is_event"] for row in visit(tmp_path, actionDetails=False)] == [False]


def test_an_action_without_a_time_does_not_spoil_the_others(found: Reading) -> None:
    untimed, timed = acts(found, 4)
    assert (untimed["occurred_at"], untimed["time_text"]) == (None, None)
    assert timed["occurred_at"] == START + timedelta(seconds=1000)
    assert (timed["event_name"], timed["page"]) == ("download", "/cennik.pdf")


def test_money_and_items(found: Reading) -> None:
    order, cart = acts(found, 2)[1], acts(found, 1)[5]
    assert [(row["value"], row["currency"], row["quantity"]) for row in (order, cart)] == [
        (99.5, "PLN", 3.0),
        (49.9, "PLN", 2.0),
    ]
    told = json.loads(order["properties"])
    assert (told["transaction_id"], told["item_ids"]) == ("T1", "P1,P2")
    assert acts(found, 1)[0]["value"] is None


def test_traffic_and_device_of_the_visit(found: Reading) -> None:
    names = ("channel", "medium", "campaign", "device")
    assert [tuple(acts(found, line)[0][name] for name in names) for line in (1, 2, 3, 4)] == [
        ("Google", "organic", None, "desktop"),
        (None, "campaign", "wiosna", "mobile"),
        ("(direct)", "(none)", None, "desktop"),
        ("news", "email", "zima", "tablet"),
    ]


def test_keys(found: Reading, tmp_path: Path) -> None:
    assert keys_of(acts(found, 2)[0]) == [
        ("user", "ola@shop.example"),
        ("email", "ola@shop.example"),
        ("anonymous", "a1b2c3d4e5f60718"),
    ]
    assert keys_of(visit(tmp_path, visitorId=False)[0]) == []


def test_properties(found: Reading) -> None:
    search, _, event = acts(found, 1)[1:4]
    visited = {"site": "1", "country": "pl", "language": "pl", "browser": "Firefox", "os": "Windows"}
    assert json.loads(search["properties"]) == {
        **visited,
        "dimension1": "premium",
        "referrer_host": "www.google.com",
        "search_term": "سرير",
        "search_results": "0",
    }
    assert json.loads(event["properties"])["event_label"] == "Intro"
    texts = " ".join(f"{row['properties']} {row['page']}" for row in found.rows)
    assert not any(word in texts for word in ("ola@", "q=ola", "203.0.113", "Gdańsk", "f00dfeed", "54.3"))
    assert {row["ip"] for row in found.rows} == {"203.0.113.0"}


def test_what_the_api_gives_as_it_is_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="array"):
        read_bytes(tmp_path, f"[{FILE.read_text().splitlines()[0]}]", MATOMO, name="x.json")
    with pytest.raises(DataRefused, match="no column 'actionDetails'"):
        read_bytes(tmp_path, '{"idVisit": 1}', MATOMO, name="x.json")


def test_the_preset_places_the_fixture(found: Reading, tmp_path: Path) -> None:
    settings = with_preset(tmp_path, "matomo")
    placed = {name: first(settings, "touchpoints", event=name) for name in set(found.column("event_name"))}
    assert {name: place for name, place in placed.items() if place} == {
        "search_no_result": "search",
        "product_view": "product_page",
        "ecommerce_abandoned_cart": "cart",
        "ecommerce_order": "order",
        "content_interaction": "promotion",
        "download": "download",
    }
    channels = {first(settings, "channels", event="x", medium=name) for name in found.column("medium")}
    assert channels == {"organic search", "campaign", "direct", "email"}
    assert first(settings, "friction", event="search_no_result") == "empty_search"
    assert settings.carts is None
