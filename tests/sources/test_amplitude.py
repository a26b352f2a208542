"""The Amplitude export: times in UTC, an id per device, traffic of the event before the user's, and what its
objects hold taken apart without what is personal.
"""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from journeymine.engine import DuckEngine
from journeymine.errors import DataRefused
from journeymine.sources.layouts import looks_personal
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

AMPLITUDE = source_of("amplitude", currency="EUR")
FILE = FIXTURES / "amplitude" / "events.json"
NAMES = """
email Email e_mail userEmail phone customerPhone mobile street zip_code birthDate password notes comment
message name firstName product_name campaign name plan_name page_url url referrer avatar ip client_ip
price currency brand results query tags description city page_title deviceName
"""


@pytest.fixture(scope="module")
def found() -> Reading:
    reading = read_file(AMPLITUDE, FILE)
    assert_accounted(reading)
    return reading


def act(found: Reading, line: int) -> dict[str, Any]:
    (row,) = (row for row in found.rows if row["line_number"] == line)
    return row


def properties(found: Reading, line: int) -> dict[str, str]:
    return json.loads(act(found, line)["properties"])


def test_a_cut_line_is_named(found: Reading) -> None:
    assert found.reasons == {10: "bad_json"}


def test_times_are_utc_and_the_counter_orders_one_instant(found: Reading) -> None:
    first_two = [act(found, line) for line in (1, 2)]
    assert [row["occurred_at"] for row in first_two] == [datetime(2026, 1, 1, 9, 0, 0, 123000, UTC)] * 2
    assert [row["sequence"] for row in first_two] == [41, 42]
    untimed = [(act(found, line)["occurred_at"], act(found, line)["time_text"]) for line in (8, 9)]
    assert untimed == [(None, None), (None, "01/02/2026 10:00")]


def test_the_zone_of_the_source_does_not_count() -> None:
    elsewhere = read_file(source_of("amplitude", timezone="Europe/Warsaw"), FILE)
    assert act(elsewhere, 4)["occurred_at"] == datetime(2026, 1, 1, 9, 2, tzinfo=UTC)


def test_ids_are_those_of_the_device(found: Reading, tmp_path: Path) -> None:
    ids = [row["event_id"] for row in found.rows]
    assert ids[4] == ids[5]
    assert len(set(ids)) == 8
    assert act(found, 7)["event_id"] == "11f0-07"
    assert "dev-1" not in " ".join(ids)
    row = json.loads(FILE.read_text().splitlines()[0])
    other = read_bytes(tmp_path, json.dumps({**row, "device_id": "dev-2"}), AMPLITUDE, name="x.json")
    assert other.rows[0]["event_id"] not in ids


def test_a_session_is_the_device_and_its_start(found: Reading) -> None:
    keys = [act(found, line)["session_key"] for line in range(1, 9)]
    assert keys[0] == keys[1] == keys[2] == keys[3] is not None
    assert keys[4:] == [None, None, None, None]


def test_only_identify_rows_are_no_events(found: Reading) -> None:
    assert [row["event_name"] for row in found.rows if not row["is_event"]] == ["$identify"]
    assert keys_of(act(found, 3)) == [
        ("user", "C-1009"),
        ("anonymous", "dev-1"),
        ("email", "Ola@Shop.example"),
        ("phone", "+48 600 100 200"),
    ]


def test_amplitudes_own_merge_links_nothing(found: Reading) -> None:
    assert keys_of(act(found, 1)) == [("anonymous", "dev-1")]
    assert keys_of(act(found, 7)) == [("user", "jan@shop.example"), ("email", "jan@shop.example")]
    assert keys_of(act(found, 9)) == [("anonymous", "amplitude:900004")]


def test_traffic_of_the_event_comes_before_that_of_the_user(found: Reading) -> None:
    traffic = [
        tuple(act(found, line)[name] for name in ("channel", "medium", "campaign")) for line in (1, 2, 4, 5)
    ]
    assert traffic == [
        ("news", "email", "spring"),
        ("google", "cpc", "zima"),
        ("google", "cpc", None),
        (None, None, None),
    ]
    assert [properties(found, line).get("is_landing") for line in (1, 2)] == [None, "true"]


def test_pages_and_devices(found: Reading) -> None:
    assert act(found, 2)["page"] == "/sklep/%C5%82%C3%B3%C5%BCka"
    assert [act(found, line)["device"] for line in (1, 4, 5, 7)] == ["desktop", "mobile", "tablet", "Roku"]
    assert act(found, 1)["ip"] == "203.0.113.7"


def test_money_and_items(found: Reading) -> None:
    money = [
        tuple(act(found, line)[name] for name in ("value", "currency", "quantity")) for line in (4, 5, 7, 9)
    ]
    assert money == [(49.9, "PLN", 2.0), (99.5, "EUR", 3.0), (30.0, "EUR", 3.0), (None, "EUR", None)]
    assert [properties(found, line).get("item_ids") for line in (4, 5, 7)] == ["P1", "P1,P2", "P3"]
    assert properties(found, 5)["transaction_id"] == "T1"


def test_what_is_personal_or_nested_is_not_kept(found: Reading) -> None:
    assert properties(found, 4) == {
        "product_id": "P1",
        "price": "24.95",
        "brand": "Sen",
        "platform": "iOS",
        "os": "ios",
        "item_ids": "P1",
    }
    assert properties(found, 8) == {"متجر": "القاهرة"}
    texts = " ".join(f"{row['properties']} {row['page']}" for row in found.rows)
    assert not any(word in texts for word in ("ola@", "Nowak", "203.0.113", "search?q", "Gdansk"))


def test_properties_of_an_event_follow_the_journey_file() -> None:
    listed = read_file(source_of("amplitude", properties=["name", "brand"]), FILE)
    assert {"name": "Łóżko", "brand": "Sen"}.items() <= properties(listed, 4).items()
    assert "price" not in properties(listed, 4)
    assert "brand" not in properties(read_file(source_of("amplitude", properties="none"), FILE), 4)


def test_names_inside_objects_are_judged_as_columns_are() -> None:
    engine = DuckEngine.open(None)
    engine.register("names", pa.table({"name": NAMES.split()}))
    judged = engine.query("select name, is_personal_name(name) as is_personal from names").to_pylist()
    assert {row["name"]: row["is_personal"] for row in judged} == {
        name: looks_personal(name) for name in NAMES.split()
    }
    assert engine.query("select is_personal_name('[Amplitude] Page URL') as url").to_pylist() == [
        {"url": True}
    ]


def test_gzip_zip_and_parquet_say_the_same(found: Reading, tmp_path: Path) -> None:
    lines = FILE.read_text().splitlines()[:9]
    packed = tmp_path / "h_10.json.gz"
    packed.write_bytes(gzip.compress("\n".join(lines).encode()))
    assert read_file(AMPLITUDE, packed).rows == found.rows
    with zipfile.ZipFile(tmp_path / "export.json.zip", "w") as archive:
        for hour, part in enumerate((lines[:4], lines[4:])):
            archive.writestr(f"9/9_2026-01-01_{hour}#0.json.gz", gzip.compress("\n".join(part).encode()))
    assert read_file(AMPLITUDE, tmp_path / "export.json.zip").rows == found.rows
    records = [json.loads(line) for line in lines]
    names = ("$insert_id", "uuid", "event_type", "event_time", "user_id", "device_id", "event_properties")
    columns = {name.upper(): [_text(record.get(name)) for record in records] for name in names}
    pq.write_table(pa.table(columns), tmp_path / "events.parquet")
    table = read_file(AMPLITUDE, tmp_path / "events.parquet")
    assert table.column("event_id") == found.column("event_id")
    assert table.column("value") == found.column("value")


def _text(value: object) -> str | None:
    return json.dumps(value) if isinstance(value, dict) else None if value is None else str(value)


def test_text_that_is_no_json_holds_nothing(tmp_path: Path) -> None:
    text = "event_type,event_time,device_id,event_properties\nSearch,2026-01-01 09:00:00,d,oops\n"
    (row,) = read_bytes(tmp_path, text, AMPLITUDE).rows
    assert (row["event_name"], row["properties"], keys_of(row)) == ("Search", "{}", [("anonymous", "d")])


def test_another_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="no column 'event_type'.*'event'"):
        read_bytes(tmp_path, '{"event": "x", "event_time": "2026-01-01 09:00:00"}', AMPLITUDE, name="x.json")


def test_the_preset_places_the_fixture(found: Reading, tmp_path: Path) -> None:
    settings = with_preset(tmp_path, "amplitude")
    landing = {"event": "[Amplitude] Page Viewed", "medium": "cpc", "properties.is_landing": "true"}
    assert first(settings, "touchpoints", **landing) == "advert"
    assert first(settings, "touchpoints", event="[Amplitude] Page Viewed", page="/") == "home"
    assert first(settings, "touchpoints", event="[Amplitude] Page Viewed", page="/p/1") is None
    placed = {name: first(settings, "touchpoints", event=name) for name in set(found.column("event_name"))}
    assert {name: place for name, place in placed.items() if place} == {
        "Product Added": "cart",
        "Order Completed": "order",
        "Search": "search",
    }
    assert first(settings, "touchpoints", event="order_completed") == "order"
    assert first(settings, "friction", event="[Amplitude] Rage Click") == "rage_click"
    assert first(settings, "friction", **{"event": "Search", "properties.results": "0"}) == "empty_search"
    assert settings.carts is not None
    assert [step.name for step in settings.carts.checkout] == ["details", "delivery", "payment"]
