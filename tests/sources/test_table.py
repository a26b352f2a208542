"""Any table by its mapping: event names by rule, products of columns, several keys of a type, all parts in
their places.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from journeymine.errors import ConfigError
from tests.sources.reading import keys_of, read_bytes, source_of, table_source

DAY = "2026-01-01T10:00:00Z"


def one(tmp_path: Path, header: str, values: str, **settings: Any) -> dict[str, Any]:
    found = read_bytes(tmp_path, f"time,event,user,{header}\n{DAY},a,u1,{values}\n", table_source(**settings))
    return found.rows[0]


def test_every_part_of_an_event(tmp_path: Path) -> None:
    parts = "sequence event_id channel medium campaign device page currency quantity score sentiment session"
    names = [*parts.split(), "touchpoint", "body"]
    values = "7,e1,web,cpc,spring,mobile,https://x.example/p?q,PLN,2,9,-0.5,s1,checkout,hello"
    columns = {name: f"my {name}" for name in names} | {"value": "my value"}
    header = ",".join(f"my {name}" for name in names) + ",my value"
    row = one(tmp_path, header, f"{values},12.5", columns=columns, score_kind="nps", properties="all")
    row.pop("identifiers")
    assert row == {
        "line_number": 2,
        "is_event": True,
        "skip_reason": None,
        "occurred_at": datetime(2026, 1, 1, 10, tzinfo=UTC),
        "time_text": DAY,
        "event_name": "a",
        "sequence": 7,
        "event_id": "e1",
        "channel": "web",
        "medium": "cpc",
        "campaign": "spring",
        "device": "mobile",
        "page": "/p",
        "value": 12.5,
        "currency": "PLN",
        "quantity": 2.0,
        "score": 9.0,
        "score_kind": "nps",
        "sentiment": -0.5,
        "session_key": "s1",
        "touchpoint_hint": "checkout",
        "body": "hello",
        "properties": "{}",
        "user_agent": None,
        "ip": None,
        "flag": None,
    }


def test_what_is_not_mapped_is_unknown(tmp_path: Path) -> None:
    found = read_bytes(
        tmp_path, f"time,event,user\n{DAY},a,u1\n", table_source(currency="EUR", score_kind="nps")
    )
    row = found.rows[0]
    assert (row["sequence"], row["currency"], row["score_kind"], row["properties"]) == (0, "EUR", None, "{}")
    assert all(
        row[name] is None for name in ("event_id", "value", "quantity", "score", "session_key", "page")
    )


@pytest.mark.parametrize("words", ["", "abc", "nan", "inf", "1e999", "1,5"])
def test_what_is_no_number_is_unknown(tmp_path: Path, words: str) -> None:
    row = one(
        tmp_path, "n", f'"{words}"', columns={"value": "n", "quantity": "n", "score": "n", "sequence": "n"}
    )
    assert (row["value"], row["quantity"], row["score"], row["sequence"]) == (None, None, None, 0)


@pytest.mark.parametrize(("values", "product"), [("3,2.5", 7.5), ("-2,4", -8.0), (",4", None), ("x,4", None)])
def test_value_is_a_product(tmp_path: Path, values: str, product: float | None) -> None:
    row = one(
        tmp_path, "Quantity,UnitPrice", values, columns={"value": {"product": ["Quantity", "UnitPrice"]}}
    )
    assert row["value"] == product


@pytest.mark.parametrize(
    ("invoice", "name"),
    [("C536379", "cancel"), ("536365", "purchase"), ("AC1", "purchase"), ("", "purchase"), ("B5", "adjust")],
)
def test_names_by_the_first_case_that_matches(tmp_path: Path, invoice: str, name: str) -> None:
    cases = [
        {"column": "invoice", "matches": "^C", "is": "cancel"},
        {"column": "invoice", "matches": "^[BC]", "is": "adjust"},
    ]
    row = one(tmp_path, "invoice", invoice, columns={"event": {"cases": cases, "otherwise": "purchase"}})
    assert row["event_name"] == name


def test_a_constant_name(tmp_path: Path) -> None:
    assert one(tmp_path, "x", "1", columns={"event": {"constant": "order"}})["event_name"] == "order"


def test_several_keys_of_several_types(tmp_path: Path) -> None:
    keys = {"email": ["mail", "other"], "anonymous": "device", "crm": "crm", "phone": "tel"}
    row = one(tmp_path, "mail,other,device,crm,tel", "a@b.example,,d1,7,+48 1", keys=keys)
    assert keys_of(row) == [("crm", "7"), ("email", "a@b.example"), ("phone", "+48 1"), ("anonymous", "d1")]


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"columns": {"page": "pagee"}}, "columns.page"),
        ({"columns": {"value": ["page", "price"]}}, "columns.value"),
        (
            {"columns": {"event": {"cases": [{"column": "x", "matches": "a", "is": "b"}], "otherwise": "c"}}},
            "columns.event.cases[0].column",
        ),
        ({"keys": {"email": "mail"}}, "keys.email"),
        ({"properties": ["colour"]}, "properties"),
    ],
)
def test_a_mapped_column_that_is_not_there(tmp_path: Path, settings: dict[str, Any], key: str) -> None:
    if isinstance(settings.get("columns", {}).get("value"), list):
        settings["columns"]["value"] = {"product": settings["columns"]["value"]}
    with pytest.raises(ConfigError, match="It has: 'event', 'page', 'time', 'user'") as caught:
        read_bytes(tmp_path, f"time,event,user,page\n{DAY},a,u1,/\n", table_source(**settings))
    assert caught.value.key == f"sources.here.{key}"


def test_all_parts_of_a_name_that_is_mapped_twice(tmp_path: Path) -> None:
    row = one(
        tmp_path, "shop", "Gdansk", columns={"channel": "shop", "page": "shop"}, properties=["shop", "user"]
    )
    assert (row["channel"], row["page"]) == ("Gdansk", "Gdansk")
    assert json.loads(row["properties"]) == {"shop": "Gdansk", "user": "u1"}


def test_a_zone_of_the_time_column_wins(tmp_path: Path) -> None:
    time = {"column": "time", "timezone": "Asia/Tokyo"}
    source = source_of(
        "table", timezone="UTC", columns={"time": time, "event": "event"}, keys={"user": "user"}
    )
    found = read_bytes(tmp_path, "time,event,user\n2026-01-01 10:00,a,u1\n", source)
    assert found.rows[0]["occurred_at"] == datetime(2026, 1, 1, 1, tzinfo=UTC)
