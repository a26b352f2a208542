"""Adobe's data feed: escaped text without a header, numbers for names, several events on one hit."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import journeymine as jm
from journeymine import build
from journeymine.config import load
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

HERE = FIXTURES / "adobe"
HEADER = (HERE / "column_headers.tsv").read_text().split()
FEED = source_of("adobe", header=HEADER, currency="EUR")
VISITOR = "18446744073709551615.6917530000000000003"
JOURNEY = """
sources:
  site:
    vendor: adobe
    preset: adobe
    files: hit_data.tsv
    header: column_headers.tsv
    currency: EUR
    session_id: native
    max_reject_rate: 0.5
touchpoints:
  - {name: offer, stage: awareness, when: {event: event6}}
"""


@pytest.fixture(scope="module")
def found() -> Reading:
    reading = read_file(FEED, HERE / "hit_data.tsv")
    assert_accounted(reading)
    return reading


def acts(found: Reading, line: int) -> list[dict[str, Any]]:
    """Rows of a hit in their own order."""
    rows = (row for row in found.rows if row["line_number"] == line)
    return sorted(rows, key=lambda row: row["sequence"])


def test_what_each_hit_tells(found: Reading) -> None:
    told = {line: [row["event_name"] for row in acts(found, line)] for line in range(1, 15)}
    assert told == {
        1: ["page_view"],
        2: ["page_view", "prodView", "event1", "event6"],
        3: [],
        4: ["custom_link", "scAdd", "scOpen"],
        5: ["custom_link", "scAdd", "scOpen"],
        6: ["page_view", "scCheckout"],
        7: ["page_view", "purchase", "event1"],
        8: ["page_view"],
        9: ["page_view"],
        10: ["page_view"],
        11: ["page_view"],
        12: [],
        13: ["page_view"],
        14: ["exit_link"],
    }
    assert found.reasons == {12: "too_few_columns"}


def test_escaped_tabs_and_line_ends_are_part_of_a_value(found: Reading) -> None:
    page = json.loads(acts(found, 2)[0]["properties"])["page_name"]
    assert page == "قبعة\tصيفية\\\nجديدة"


def test_ids_keep_all_their_digits(found: Reading) -> None:
    hit = "3038000000000000001.6917000000000000007"
    assert acts(found, 9)[0]["event_id"] == hit
    assert [row["event_id"] for row in acts(found, 7)] == [
        f"{hit[:-1]}5",
        f"{hit[:-1]}5:1",
        f"{hit[:-1]}5:200",
    ]
    assert [row["event_id"] for row in acts(found, 4)] == [row["event_id"] for row in acts(found, 5)]
    assert len({row["event_id"] for row in found.rows}) == len(found.rows) - 3


def test_keys(found: Reading) -> None:
    assert keys_of(acts(found, 1)[0]) == [("anonymous", VISITOR)]
    assert keys_of(acts(found, 6)[1]) == [
        ("user", "C-1009"),
        ("anonymous", VISITOR),
        ("anonymous", "38011234567890123456781234567890123456"),
    ]
    assert keys_of(acts(found, 14)[0]) == []
    keys = {row["session_key"] for row in found.rows}
    assert len(keys) == 2
    assert None in keys


def test_times(found: Reading) -> None:
    assert acts(found, 1)[0]["occurred_at"] == datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
    assert acts(found, 2)[0]["occurred_at"] == acts(found, 4)[0]["occurred_at"]
    assert acts(found, 2)[3]["sequence"] < acts(found, 4)[0]["sequence"]
    assert acts(found, 7)[0]["occurred_at"] == datetime(2026, 3, 1, 10, 1, 58, tzinfo=UTC), "its own time"
    assert (acts(found, 11)[0]["occurred_at"], acts(found, 11)[0]["time_text"]) == (None, None)


def test_money_and_pieces(found: Reading) -> None:
    money = {
        row["event_name"]: (row["value"], row["currency"], row["quantity"])
        for line in (2, 4, 7)
        for row in acts(found, line)
    }
    assert money["scAdd"] == money["purchase"] == (55.0, "EUR", 3.0)
    assert {money[name] for name in money if name not in ("scAdd", "purchase")} == {(None, "EUR", None)}


def test_an_order_that_was_counted_before_is_none(found: Reading) -> None:
    assert [row["event_name"] for row in acts(found, 8)] == ["page_view"]


def test_what_is_in_no_report_is_set_aside(found: Reading) -> None:
    skipped = {row["line_number"]: row["skip_reason"] for row in found.rows if row["skip_reason"]}
    assert skipped == {9: "excluded", 10: "excluded"}


def test_traffic_page_and_device(found: Reading) -> None:
    first_acts = {line: acts(found, line)[0] for line in (1, 2, 4, 13, 14)}
    traffic = {line: (row["channel"], row["medium"], row["campaign"]) for line, row in first_acts.items()}
    assert traffic == {
        1: ("news", "email", "spring"),
        2: (None, None, None),
        4: ("channel 7", None, None),
        13: ("www.google.com", "cpc", None),
        14: ("social.example", "social", None),
    }
    assert [row["page"] for row in first_acts.values()] == ["/blog/zażółć", "/p/42", None, "/lost", "/x"]
    assert first_acts[13]["device"] == "mobile"
    assert first_acts[1]["device"] == "desktop"
    assert (first_acts[1]["ip"], first_acts[1]["user_agent"][:7]) == ("203.0.113.7", "Mozilla")


def test_what_is_kept_of_a_hit(found: Reading) -> None:
    assert json.loads(acts(found, 7)[1]["properties"]) == {
        "page_host": "shop.example",
        "country": "pol",
        "transaction_id": "T-1",
        "item_ids": "42,b,7",
    }
    assert json.loads(acts(found, 4)[0]["properties"])["link_name"] == "add to bag"
    assert json.loads(acts(found, 13)[0]["properties"])["page_type"] == "ErrorPage"
    texts = " ".join(f"{row['properties']} {row['page']} {row['campaign']}" for row in found.rows)
    assert not any(word in texts for word in ("ola", "00-001", "blue", "utm_", "203.0", "Firefox"))


def test_a_sites_own_variables_are_kept_by_name() -> None:
    feed = source_of("adobe", header=HEADER, properties=["post_evar5"])
    row = read_file(feed, HERE / "hit_data.tsv").rows[0]
    assert json.loads(row["properties"])["post_evar5"] == "blue"
    assert "ola" not in row["properties"]


def test_without_column_names_the_feed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="no column 'hit_time_gmt'.*a file without a header"):
        read_bytes(tmp_path, (HERE / "hit_data.tsv").read_text(), source_of("adobe"), name="x.tsv")


def test_events_land_on_touchpoints(tmp_path: Path, found: Reading) -> None:
    settings = with_preset(tmp_path, "adobe")
    told: dict[str, str | None] = {}
    for row in found.rows:
        event = {"event": row["event_name"], "page": row["page"] or "", "medium": row["medium"] or ""}
        told[f"{row['event_name']} {row['page']}"] = first(settings, "touchpoints", **event)
    assert {name: touchpoint for name, touchpoint in told.items() if touchpoint} == {
        "page_view /blog/zażółć": "email_visit",
        "prodView /p/42": "product_page",
        "scAdd None": "cart",
        "scOpen None": "cart",
        "scCheckout /checkout": "checkout",
        "purchase /thanks": "order",
        "page_view /": "home",
        "page_view /help": "help_pages",
        "page_view /lost": "advert",
    }
    lost = {"event": "page_view", "properties.page_type": "ErrorPage"}
    assert first(settings, "friction", **lost) == "error_page"


def test_a_feed_with_its_file_of_column_names(tmp_path: Path) -> None:
    for name in ("hit_data.tsv", "column_headers.tsv"):
        shutil.copyfile(HERE / name, tmp_path / name)
    (tmp_path / "journey.yaml").write_text(JOURNEY)
    settings = load(tmp_path / "journey.yaml")
    build.run(settings)
    with closing(jm.open(settings.warehouse_path)) as snapshot:
        (account,) = snapshot.table("files").to_pylist()
        counted = [
            account[name] for name in ("row_count", "loaded_count", "rejected_count", "duplicate_count")
        ]
        assert counted == [13, 7, 5, 1]
        touched = snapshot.sql("select distinct touchpoint from events where touchpoint is not null")
        reasons = snapshot.sql("select reason, count(*) from rejects group by reason").fetchall()
        assert dict(reasons) == {"excluded": 2, "no_time": 1, "too_few_columns": 1, "no_identity": 1}
        names = {row[0] for row in touched.fetchall()}
        assert names == {"email_visit", "product_page", "cart", "checkout", "order", "offer", "advert"}
        assert snapshot.table("sessions").num_rows == 1
