"""Shopify: an order's items over several rows, orders and checkouts of the API in both of its shapes, tests,
refunds.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from journeymine.config import load
from journeymine.errors import DataRefused
from journeymine.stages import StageMap
from tests.sources.reading import FIXTURES, Reading, assert_accounted, keys_of, read_file, source_of

JOURNEY = """
sources:
  shop:
    vendor: shopify
    files: {order: orders.csv, order_api: orders.jsonl, abandoned_checkout: checkouts.jsonl}
    preset: shopify
"""


def read_shop(name: str, entity: str, **settings: Any) -> Reading:
    found = read_file(source_of("shopify", **settings), FIXTURES / "shopify" / name, entity)
    assert_accounted(found)
    return found


@pytest.fixture(scope="module")
def orders() -> Reading:
    return read_shop("order.csv", "order")


@pytest.fixture(scope="module")
def api_orders() -> Reading:
    return read_shop("order_api.jsonl", "order_api")


def act(found: Reading, event_id: str) -> dict[str, Any]:
    return next(row for row in found.rows if row["event_id"] == event_id)


def test_acts_of_exported_orders(orders: Reading) -> None:
    assert orders.reasons == {12: "too_few_columns"}
    assert [
        (r["line_number"], r["event_name"], r["value"], r["quantity"], r["flag"])
        for r in orders.rows
        if r["event_name"] != "order_paid"
    ] == [
        (2, "order_placed", 53.91, 4.0, None),
        (3, "order_line", None, None, None),
        (4, "order_line", None, None, None),
        (5, "order_cancelled", None, None, None),
        (5, "order_placed", 20.0, 1.0, None),
        (5, "order_refunded", 20.0, None, None),
        (6, "order_placed", 10.0, 1.0, None),
        (7, "order_placed", 1.0, 1.0, "test"),
        (8, "order_placed", 53.91, 4.0, None),
        (9, "order_placed", 7.0, 1.0, None),
        (10, "order_line", None, None, None),
        (11, "order_placed", 30.0, 1.0, None),
        (11, "order_refunded", 2.5, None, None),
    ]
    assert [r["line_number"] for r in orders.rows if r["event_name"] == "order_paid"] == [2, 5, 7, 8, 11]


def test_an_order_has_the_items_of_all_its_rows(orders: Reading) -> None:
    first = act(orders, "order:7410991464714:placed")
    told = json.loads(first["properties"])
    assert (told["item_ids"], told["item_names"]) == ("KRZ-1,MSK-2", "Krzesło dębowe; Maska; Bez numeru")
    assert (told["coupon"], told["country"], told["financial_status"]) == ("JESIEN10", "PL", "paid")
    assert first["occurred_at"] == datetime(2025, 10, 7, 7, 50, 26, tzinfo=UTC)
    assert (first["currency"], first["channel"]) == ("EUR", "web")
    assert keys_of(first) == [
        ("email", "Ola@shop.example"),
        ("phone", "+48600100200"),
        ("record", "shopify:order:7410991464714"),
    ]
    further = [r for r in orders.rows if r["line_number"] in (3, 4)]
    assert [(r["is_event"], r["event_id"], r["sequence"]) for r in further] == [
        (False, None, 1),
        (False, None, 2),
    ]
    assert {r["occurred_at"] for r in further} == {first["occurred_at"]}
    assert {keys_of(r)[1] for r in further} == {("record", "shopify:order:7410991464714")}


def test_orders_of_one_name_stay_apart_and_a_lost_first_row_lends_nothing(orders: Reading) -> None:
    assert json.loads(act(orders, "order:7410991464716:placed")["properties"])["item_ids"] == "A-1"
    orphan = next(r for r in orders.rows if r["line_number"] == 10)
    assert (orphan["is_event"], keys_of(orphan)) == (False, [("email", "e@shop.example")])
    assert all("LOST-9" not in r["properties"] for r in orders.rows)


def test_a_refund_without_a_time_is_not_before_the_payment(orders: Reading) -> None:
    known = act(orders, "order:7410991464715:refunded")
    assert known["occurred_at"] == datetime(2025, 10, 27, 7, tzinfo=UTC)
    guessed = act(orders, "order:7410991464719:refunded")
    assert guessed["occurred_at"] == act(orders, "order:7410991464719:paid")["occurred_at"]
    assert json.loads(guessed["properties"])["time_precision"] == "not_before"


def test_a_missing_time(orders: Reading) -> None:
    row = act(orders, "order:7410991464718:placed")
    assert (row["occurred_at"], row["time_text"]) == (None, None)


def test_nothing_personal_in_the_properties(orders: Reading, api_orders: Reading) -> None:
    told = " ".join(r["properties"] for r in [*orders.rows, *api_orders.rows])
    for word in ("Kowalska", "Długa", "00-950", "Warszawa", "@", "telefon", "203.0.113.7", "Mozilla", "+48"):
        assert word not in told


def test_acts_of_the_api(api_orders: Reading) -> None:
    assert api_orders.reasons == {6: "bad_json"}
    assert [
        (r["line_number"], r["event_id"], r["value"], r["quantity"], r["flag"]) for r in api_orders.rows
    ] == [
        (1, "order:450789469:placed", 120.5, 3.0, None),
        (2, "order:450789470:cancelled", None, None, None),
        (2, "order:450789470:placed", 30.0, None, None),
        (2, "order:450789470:refunded:509562969", 30.0, None, None),
        (3, "order:450789471:placed", 1.0, None, "test"),
        (4, "order:450789469:placed", 120.5, 3.0, None),
        (5, "order:450789472:placed", 5.0, None, None),
        (7, "order:450789475:placed", 9.0, None, None),
    ]
    refund = act(api_orders, "order:450789470:refunded:509562969")
    assert refund["occurred_at"] == datetime(2026, 3, 2, 7, 0, 1, tzinfo=UTC)
    assert act(api_orders, "order:450789472:placed")["occurred_at"] is None


def test_an_order_of_the_api(api_orders: Reading) -> None:
    row = act(api_orders, "order:450789469:placed")
    assert row["occurred_at"] == datetime(2026, 3, 1, 8, 59, 58, tzinfo=UTC)
    assert (row["channel"], row["medium"], row["campaign"]) == ("news", "email", "wiosna 2026")
    assert (row["ip"], row["user_agent"]) == ("203.0.113.7", "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0")
    assert keys_of(row) == [
        ("crm", "shopify:207119551"),
        ("email", "Ola@shop.example"),
        ("phone", "+48600100200"),
        ("record", "shopify:order:450789469"),
        ("record", "shopify:cart:c1-68778783ad29"),
        ("record", "shopify:checkout:k1-bd5a8aa1"),
    ]
    assert json.loads(row["properties"]) == {
        "transaction_id": "450789469",
        "order_name": "#2001",
        "financial_status": "paid",
        "coupon": "WIOSNA",
        "payment_method": "shopify_payments",
        "source_name": "web",
        "landing_page": "/krzesla",
        "referrer_host": "mail.example",
        "item_ids": "KRZ-1,39072856",
        "item_names": "Krzesło dębowe; كرسي",
        "subtotal_price": "110.00",
    }


def test_a_paid_click_without_a_campaign(api_orders: Reading) -> None:
    row = act(api_orders, "order:450789470:placed")
    assert (row["channel"], row["medium"]) == ("google", "cpc")
    assert json.loads(row["properties"])["cancel_reason"] == "inventory"


def test_a_bulk_export_has_a_line_per_item() -> None:
    found = read_shop("order_bulk.jsonl", "order_api")
    assert [(r["line_number"], r["is_event"], r["event_name"], r["sequence"]) for r in found.rows] == [
        (1, True, "order_placed", 0),
        (1, True, "order_refunded", 3),
        (2, False, "order_line", 1),
        (3, False, "order_line", 2),
    ]
    row = found.rows[0]
    assert (row["value"], row["currency"], row["quantity"]) == (44.0, "PLN", 4.0)
    told = json.loads(row["properties"])
    assert (told["item_ids"], told["coupon"], told["financial_status"]) == (
        "KRZ-1,STÓŁ-9",
        "LATO",
        "partially_refunded",
    )
    assert keys_of(row)[0] == ("crm", "shopify:207119552")
    assert keys_of(found.rows[2]) == [("record", "shopify:order:450789474")]


def test_checkouts() -> None:
    found = read_shop("abandoned_checkout.jsonl", "abandoned_checkout")
    assert found.reasons == {7: "bad_json"}
    assert [(r["line_number"], r["event_id"], r["event_name"], r["flag"]) for r in found.rows] == [
        (1, "checkout:548380009", "checkout_started", None),
        (2, "checkout:548380010", "checkout_abandoned", None),
        (3, "checkout:548380011", "checkout_abandoned", None),
        (4, "checkout:548380010", "checkout_abandoned", None),
        (5, "checkout:548380012", "checkout_abandoned", None),
        (6, "checkout:548380013", "checkout_abandoned", "test"),
    ]
    first, left = found.rows[:2]
    assert (first["value"], first["quantity"], first["medium"]) == (120.5, 3.0, "email")
    assert ("record", "shopify:cart:c1-68778783ad29") in keys_of(first)
    assert ("record", "shopify:checkout:k2-exuw7apw") in keys_of(left)
    assert found.column("occurred_at")[4] is None
    assert all("recover" not in row["properties"] for row in found.rows)


def test_a_checkout_of_a_bulk_export() -> None:
    first, line = read_shop("abandoned_checkout_bulk.jsonl", "abandoned_checkout").rows
    assert (first["event_name"], first["value"], first["quantity"]) == ("checkout_abandoned", 15.0, 2.0)
    assert keys_of(first)[:3] == [
        ("crm", "shopify:207119553"),
        ("email", "h@shop.example"),
        ("record", "shopify:checkout:k6"),
    ]
    assert keys_of(line) == [("record", "shopify:abandoned_checkout:548380015")]


def test_another_export_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Handle,Title\nkrz,Chair\n")
    with pytest.raises(DataRefused, match="'created_at'"):
        read_file(source_of("shopify"), path, "order")


def test_preset(tmp_path: Path, orders: Reading, api_orders: Reading) -> None:
    path = tmp_path / "journey.yaml"
    path.write_text(JOURNEY)
    stage_map = StageMap(load(path))
    checkouts = read_shop("abandoned_checkout.jsonl", "abandoned_checkout")

    def place(row: dict[str, Any]) -> tuple[str | None, str | None, str | None]:
        fields = {name: row[name] for name in ("channel", "medium")}
        told = {f"properties.{name}": text for name, text in json.loads(row["properties"]).items()}
        found = stage_map.place({"source": "shop", "event": row["event_name"], **fields, **told})
        return found.touchpoint, found.stage, found.friction

    def places(found: Reading) -> dict[str, set[tuple[str | None, str | None, str | None]]]:
        events = [row for row in found.rows if row["is_event"]]
        return {
            name: {place(row) for row in events if row["event_name"] == name}
            for name in sorted({row["event_name"] for row in events})
        }

    assert places(orders) == {
        "order_cancelled": {("cancellation", "support", "order_cancelled")},
        "order_paid": {(None, None, None)},
        "order_placed": {("order", "purchase", None)},
        "order_refunded": {("refund", "support", "refund")},
    }
    assert places(api_orders)["order_cancelled"] == {("cancellation", "support", "out_of_stock")}
    assert places(checkouts) == {
        "checkout_abandoned": {("checkout", "consideration", None)},
        "checkout_started": {("checkout", "consideration", None)},
    }
    channels = {
        stage_map.place({"source": "shop", "event": "order_placed", "channel": name}).channel
        for name in ("pos", "iphone", "shopify_draft_order", "web")
    }
    assert channels == {"store", "app", "staff", "web"}
