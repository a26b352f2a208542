"""Snowplow: an atomic table and the enriched text say the same of the same events; entities are read wherever
they lie.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from journeymine.errors import DataRefused
from journeymine.sources.vendors.snowplow import LAYOUTS
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

SNOWPLOW = source_of("snowplow", currency="EUR")
HERE = FIXTURES / "snowplow"
CART = "contexts_com_snowplowanalytics_snowplow_ecommerce_cart_1"
ACTION = "unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1"
VISITOR = "4b0d11c2-0000-4000-8000-000000000001"


def read(path: Path, entity: str = "events") -> Reading:
    reading = read_file(SNOWPLOW, path, entity)
    assert_accounted(reading)
    return reading


@pytest.fixture(scope="module", params=["events.csv", "enriched.tsv"])
def found(request: pytest.FixtureRequest) -> Reading:
    return read(HERE / request.param, Path(request.param).stem)


def act(found: Reading, event_id: str) -> dict[str, Any]:
    return next(row for row in found.rows if row["event_id"] == event_id)


def properties(found: Reading, event_id: str) -> dict[str, Any]:
    return json.loads(act(found, event_id)["properties"])


def test_both_ways_say_the_same() -> None:
    ways = [read(HERE / "events.csv"), read(HERE / "enriched.tsv", "enriched")]
    told = [
        [{key: row[key] for key in row if key not in ("line_number", "time_text")} for row in way.rows]
        for way in ways
    ]
    assert told[0] == told[1]
    assert [way.reasons for way in ways] == [{12: "too_few_columns"}, {11: "too_few_columns"}]


def test_the_enriched_text_has_131_columns() -> None:
    assert len(set(LAYOUTS[0].header)) == len(LAYOUTS[0].header) == 131


def test_names_of_events(found: Reading) -> None:
    assert found.column("event_name") == [
        "page_view",
        "product_view",
        "add_to_cart",
        "product_view",
        "checkout_step",
        "transaction",
        "page_ping",
        "page_view",
        "account: login",
        "screen_view",
        "transaction",
    ]
    assert found.column("event_id").count("e-02") == 2
    assert all(row["is_event"] and row["skip_reason"] is None for row in found.rows)


def test_times_are_utc_by_the_corrected_clock_else_the_collectors(found: Reading) -> None:
    assert act(found, "e-01")["occurred_at"] == datetime(2026, 3, 1, 10, 0, 0, 120_000, UTC)
    assert act(found, "e-02")["occurred_at"] == act(found, "e-03")["occurred_at"]
    assert act(found, "e-10")["occurred_at"] == datetime(2026, 3, 1, 10, 6, tzinfo=UTC)
    assert (act(found, "e-08")["occurred_at"], act(found, "e-08")["time_text"]) == (None, None)


def test_keys(found: Reading) -> None:
    assert keys_of(act(found, "e-01")) == [("anonymous", VISITOR)]
    assert keys_of(act(found, "e-04")) == [
        ("user", "C-1009"),
        ("user", "U-7"),
        ("email", "Ola@Shop.example"),
        ("anonymous", VISITOR),
    ]
    assert keys_of(act(found, "e-09")) == [("anonymous", "app-user-1")]
    assert keys_of(act(found, "e-10")) == []


def test_the_collectors_cookie_stands_in_where_there_is_no_other(tmp_path: Path) -> None:
    text = "event_id,collector_tstamp,event,network_userid,domain_userid\n"
    rows = read_bytes(
        tmp_path, text + "a,2026-01-01,page_view,n,d\nb,2026-01-01,page_view,n,\n", SNOWPLOW
    ).rows
    assert [keys_of(row) for row in rows] == [[("anonymous", "d")], [("anonymous", "n")]]


def test_sessions_and_order_within_an_instant(found: Reading) -> None:
    assert [act(found, name)["session_key"] for name in ("e-01", "e-09", "e-10")] == [
        "s-1",
        "app-session-1",
        None,
    ]
    assert [act(found, name)["sequence"] for name in ("e-01", "e-09")] == [0, 11]


def test_money_and_pieces(found: Reading) -> None:
    money = [
        (act(found, name)["value"], act(found, name)["currency"], act(found, name)["quantity"])
        for name in ("e-02", "e-03", "e-05", "e-06", "e-10")
    ]
    assert money == [
        (None, "EUR", None),
        (55.0, "EUR", 3.0),
        (49.5, "EUR", 3.0),
        (None, "EUR", None),
        (19.9, "PLN", None),
    ]


def test_traffic_page_and_device(found: Reading) -> None:
    assert [
        (act(found, name)["channel"], act(found, name)["medium"], act(found, name)["campaign"])
        for name in ("e-01", "e-02", "e-07", "e-10")
    ] == [
        ("news", "email", "spring"),
        (None, None, None),
        ("google", "organic", None),
        ("google", "cpc", None),
    ]
    pages = [act(found, name)["page"] for name in ("e-01", "e-03", "e-09")]
    assert pages == ["/blog/zażółć", "/p/42", "Basket"]
    assert [act(found, name)["device"] for name in ("e-01", "e-07", "e-09", "e-10")] == [
        "mobile",
        None,
        "mobile",
        "desktop",
    ]


def test_a_robot_is_one_by_the_enrichments_word(found: Reading) -> None:
    assert [row["event_id"] for row in found.rows if row["flag"] == "bot"] == ["e-07"]
    assert act(found, "e-07")["user_agent"] == "ExampleCrawler/1.0"
    assert act(found, "e-07")["ip"] == "203.0.113.7"


@pytest.mark.parametrize(
    ("context", "said", "flag"),
    [
        ("nl_basjes_yauaa_context_1", {"agentClass": "Robot", "deviceClass": "Robot Mobile"}, "bot"),
        ("nl_basjes_yauaa_context_1", {"device_class": "Spy"}, "bot"),
        ("com_iab_snowplow_spiders_and_robots_1_0_0", {"spider_or_robot": "true"}, "bot"),
        ("nl_basjes_yauaa_context_1_0_4", {"agentClass": "Browser", "deviceClass": "Desktop"}, None),
        ("com_iab_snowplow_spiders_and_robots_1", {"spiderOrRobot": False}, None),
    ],
)
def test_robots_in_any_version_of_an_entity(
    tmp_path: Path, context: str, said: dict[str, Any], flag: str | None
) -> None:
    event = {"event_id": "a", "collector_tstamp": "2026-01-01", "event": "page_view"}
    line = json.dumps({**event, f"contexts_{context}": [said]})
    (row,) = read_bytes(tmp_path, line, SNOWPLOW, name="x.jsonl").rows
    assert row["flag"] == flag


def test_what_is_kept_of_an_event(found: Reading) -> None:
    assert properties(found, "e-05") == {
        "app_id": "shop",
        "platform": "web",
        "country": "PL",
        "page_host": "shop.example",
        "session_number": "3",
        "payment_method": "card",
        "coupon": "TEN",
        "transaction_id": "T-1",
        "item_ids": "42,7",
    }
    assert properties(found, "e-03")["cart_value"] == "55"
    assert (properties(found, "e-04")["step"], properties(found, "e-04")["coupon"]) == ("1", "TEN")
    assert properties(found, "e-08")["label"] == "header"


def test_what_is_personal_is_not_kept(found: Reading) -> None:
    texts = " ".join(f"{row['properties']} {row['page']} {row['campaign']}" for row in found.rows)
    assert "shop.example" in texts
    assert not any(word in texts for word in ("ola", "Ola", "Prosta", "قبعة", "utm_", "203.0", "Firefox"))


def test_columns_of_a_warehouse_in_capitals_and_as_parquet(tmp_path: Path) -> None:
    """Snowflake writes names in capitals; Parquet holds entities as lists of structs."""
    path = tmp_path / "x.parquet"
    table = pa.table(
        {
            "EVENT_ID": ["a"],
            "COLLECTOR_TSTAMP": pa.array([datetime(2026, 1, 1)], pa.timestamp("us")),
            "EVENT": ["unstruct"],
            "EVENT_NAME": ["snowplow_ecommerce_action"],
            "DOMAIN_USERID": ["d"],
            ACTION.upper(): pa.array([{"type": "add_to_cart"}]),
            CART.upper(): pa.array([[{"currency": "EUR", "total_value": 12.5}]]),
            "LABEL": ["kept"],
        }
    )
    pq.write_table(table, path)
    (row,) = read(path).rows
    assert (row["event_name"], row["currency"]) == ("add_to_cart", "EUR")
    assert row["occurred_at"] == datetime(2026, 1, 1, tzinfo=UTC)
    assert json.loads(row["properties"]) == {"cart_value": "12.5", "LABEL": "kept"}


def test_entities_of_ones_own_are_no_properties(tmp_path: Path) -> None:
    """What a table of a site's own entities holds nobody knows; neither is it an unpromised column."""
    text = (
        "event_id,collector_tstamp,event,contexts_com_acme_person_1,color\n"
        'a,2026-01-01,page_view,"[{""email"":""ola@shop.example""}]",red\n'
        "b,2026-01-01,page_view,[{,red\n"
    )
    found = read_bytes(tmp_path, text, SNOWPLOW)
    assert [row["properties"] for row in found.rows] == ['{"color":"red"}'] * 2
    frozen = source_of("snowplow", files={"events": "x"}, contract="freeze", properties=["color"])
    assert len(read_bytes(tmp_path, text, frozen).rows) == 2


def test_another_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="no column 'event_id'.*'collector_tstamp'.*'event'"):
        read_bytes(tmp_path, "root_id,root_tstamp,id\nx,y,z\n", SNOWPLOW)


def test_events_land_on_touchpoints(tmp_path: Path, found: Reading) -> None:
    settings = with_preset(tmp_path, "snowplow-ecommerce")
    told = {
        row["event_id"]: first(
            settings,
            "touchpoints",
            event=row["event_name"],
            page=row["page"] or "",
            medium=row["medium"] or "",
        )
        for row in found.rows
    }
    assert told == {
        "e-01": "email_visit",
        "e-02": "product_page",
        "e-03": "cart",
        "e-04": "checkout",
        "e-05": "order",
        "e-06": None,
        "e-07": "home",
        "e-08": None,
        "e-09": None,
        "e-10": "order",
    }
    assert settings.carts is not None
    steps = {step.name: [rule.root for rule in step.when] for step in settings.carts.checkout}
    assert list(steps) == ["details", "delivery", "payment"]
