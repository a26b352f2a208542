"""PostHog: made ids are devices until someone is identified, and the persons export says whose they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from journeymine.config import load
from tests.sources.reading import FIXTURES, Reading, assert_accounted, keys_of, read_file, source_of
from tests.sources.test_segment import place

POSTHOG = source_of("posthog", currency="EUR")
DEVICE = "0192f000-0000-7000-8000-00000000000a"
OTHER_DEVICE = "0192f000-0000-7000-8000-00000000000b"


@pytest.fixture(scope="module")
def found() -> Reading:
    reading = read_file(POSTHOG, FIXTURES / "posthog" / "events.jsonl", "events")
    assert_accounted(reading)
    return reading


def act(reading: Reading, line: int) -> Mapping[str, Any]:
    (row,) = (row for row in reading.rows if row["line_number"] == line)
    return row


def test_events_and_links(found: Reading) -> None:
    assert found.reasons == {8: "bad_json"}
    assert [(row["line_number"], row["event_name"]) for row in found.rows if row["is_event"]] == [
        (1, "$pageview"),
        (2, "$autocapture"),
        (3, "$autocapture"),
        (5, "order_completed"),
        (6, "Product Added"),
        (7, "$pageleave"),
        (11, "$pageview"),
    ]
    assert {row["event_name"] for row in found.rows if not row["is_event"]} == {
        "$identify",
        "$create_alias",
        "$merge_dangerously",
        "$set",
    }
    assert act(found, 2)["event_id"] == act(found, 3)["event_id"] == "u-02"
    assert act(found, 1)["occurred_at"] == act(found, 2)["occurred_at"]
    assert f"{act(found, 1)['occurred_at']:%H:%M:%S.%f %z}" == "10:00:00.123456 +0000"
    assert (act(found, 7)["occurred_at"], act(found, 7)["time_text"]) == (None, None)


def test_a_made_id_is_a_device_and_an_identified_one_a_person(found: Reading) -> None:
    assert set(keys_of(act(found, 1))) == {("anonymous", DEVICE)}
    assert set(keys_of(act(found, 4))) == {
        ("user", "C-1009"),
        ("crm", "posthog:person:p-1"),
        ("email", "Ola@Shop.example"),
        ("anonymous", DEVICE),
    }
    assert keys_of(act(found, 6)) == [("user", "C-5"), ("crm", "posthog:person:p-5")]


def test_alias_and_merge_carry_both_ids(found: Reading) -> None:
    assert keys_of(act(found, 9))[:2] == [("user", "C-1009"), ("user", "old-77")]
    assert {("user", "C-1009"), ("anonymous", DEVICE)} <= set(keys_of(act(found, 10)))
    assert keys_of(act(found, 12)) == [("email", "jan@shop.example"), ("anonymous", OTHER_DEVICE)]


def test_traffic_pages_and_sessions(found: Reading) -> None:
    traffic = {
        line: [act(found, line)[name] for name in ("channel", "medium", "campaign")] for line in (1, 2, 5, 11)
    }
    assert traffic == {
        1: ["ads", "cpc", "wiosna"],
        2: ["(direct)", None, None],
        5: ["google", "cpc", None],
        11: [None, None, None],
    }
    assert [act(found, line)["page"] for line in (1, 5, 11)] == ["/منتجات", "/thanks", "/koszyk"]
    assert [act(found, line)["session_key"] for line in (1, 6)] == ["s-1", None]
    assert (act(found, 1)["device"], act(found, 1)["ip"]) == ("mobile", "203.0.113.7")
    assert [row["line_number"] for row in found.rows if row["flag"] == "internal"] == [11]


def test_money_items_and_what_is_kept(found: Reading) -> None:
    order = act(found, 5)
    assert (order["value"], order["currency"], order["quantity"]) == (64.9, "PLN", 3.0)
    assert json.loads(order["properties"]) == {
        "coupon": "TEN",
        "gift": "true",
        "country": "Poland",
        "library": "web",
        "page_host": "shop.example",
        "transaction_id": "T-1",
        "item_ids": "P1,S2",
    }
    texts = " ".join(f"{row['properties']} {row['page']}" for row in found.rows)
    assert not any(
        word in texts for word in ("ola@", "ola%40", "Ola", "phc_", "Gdańsk", "203.0", "Mozilla", DEVICE)
    )


def test_a_listed_property_of_posthogs_own_is_kept() -> None:
    source = source_of("posthog", properties=["$browser"])
    found = read_file(source, FIXTURES / "posthog" / "events.jsonl", "events")
    kept = json.loads(act(found, 5)["properties"])
    assert (kept["$browser"], "gift" in kept) == ("Safari", False)


def test_persons_join_ids_and_only_the_last_row_of_an_id_counts() -> None:
    found = read_file(POSTHOG, FIXTURES / "posthog" / "persons.jsonl", "persons")
    assert_accounted(found)
    assert found.column("is_event") == [False] * 4
    assert found.column("skip_reason") == ["merged", None, None, "deleted"]
    assert keys_of(found.rows[1]) == [
        ("crm", "posthog:person:p-1"),
        ("anonymous", DEVICE),
        ("email", "ola@shop.example"),
    ]
    assert keys_of(found.rows[2]) == [
        ("crm", "posthog:person:p-1"),
        ("user", "C-1009"),
        ("anonymous", "C-1009"),
        ("email", "ola@shop.example"),
        ("phone", "+48600100200"),
    ]


@pytest.mark.parametrize("name", ["events.parquet", "events.parquet.zst"])
def test_parquet_with_json_as_text_says_the_same(found: Reading, tmp_path: Path, name: str) -> None:
    lines = (FIXTURES / "posthog" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    objects = [json.loads(line) for place, line in enumerate(lines, start=1) if place not in (7, 8)]
    rows = [
        {
            **row,
            "properties": json.dumps(row["properties"]),
            "person_properties": json.dumps(row["person_properties"]),
        }
        for row in objects
    ]
    table = pa.Table.from_pylist(rows)
    for column in ("timestamp", "created_at", "_inserted_at"):
        times = table[column].cast(pa.timestamp("us", "UTC"))
        table = table.set_column(table.column_names.index(column), column, times)
    pq.write_table(table, tmp_path / name, compression="zstd")
    same = read_file(POSTHOG, tmp_path / name, "events")
    assert_accounted(same)
    told = [
        [
            {key: value for key, value in row.items() if key not in ("line_number", "time_text")}
            for row in rows
        ]
        for rows in (same.rows, [row for row in found.rows if row["line_number"] != 7])
    ]
    assert told[0] == told[1]


def test_broken_json_in_parquet_loses_no_row(tmp_path: Path) -> None:
    row = {"uuid": "u", "event": "$pageview", "distinct_id": "C-1", "timestamp": "2026-03-01 10:00:00"}
    pq.write_table(pa.Table.from_pylist([{**row, "properties": '{"$current_url"'}]), tmp_path / "x.parquet")
    found = read_file(POSTHOG, tmp_path / "x.parquet", "events")
    assert_accounted(found)
    assert (found.rows[0]["page"], keys_of(found.rows[0])) == (None, [("user", "C-1")])
    assert f"{found.rows[0]['occurred_at']:%H:%M %z}" == "10:00 +0000"


def test_the_fixture_on_the_presets_map(found: Reading, tmp_path: Path) -> None:
    (tmp_path / "journey.yaml").write_text("sources:\n  shop: {vendor: posthog, files: x, preset: posthog}\n")
    settings = load(tmp_path / "journey.yaml")
    placed = {row["line_number"]: place(settings, row) for row in found.rows if row["is_event"]}
    assert placed == {1: "advert", 2: None, 3: None, 5: "order", 6: "cart", 7: None, 11: None}
