"""A query against a real PostgreSQL: all rows once, then what is new; every value as the server writes it,
and no secret in any message.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Generator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import journeymine
from journeymine.build import STEPS, open_run, run
from journeymine.cli.show import Shower
from journeymine.cli.trial import try_out
from journeymine.config import Settings, Source
from journeymine.errors import ConfigError, DataRefused
from journeymine.events import FileCounts
from journeymine.sources.database import Mark, fetch
from journeymine.sources.places import OutOfReach
from journeymine.warehouse import Warehouse
from tests.sources.postgres import PASSWORD, Server, programs, started

SQL = "select id, created_at, user_id, status, amount, updated_at from orders"
ROWS = """
    insert into orders
    select n, timestamptz '2026-01-01 00:00+00' + n * interval '7 minutes', 'user-' || n % 97,
        case n % 3 when 0 then 'paid' else 'created' end, n / 4.0,
        timestamptz '2026-02-01 00:00+00' + n / 10 * interval '1 s'
    from generate_series({first}, {last}) as n
"""


@pytest.fixture(scope="module")
def server() -> Generator[Server]:
    found = programs()
    if found is None:
        assert "CI" not in os.environ, "CI installs PostgreSQL; make test does so where it may"
        pytest.skip("PostgreSQL is not installed")
    with started(found) as server:
        yield server


@pytest.fixture
def shop(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A shop's database of 10,000 orders, named by SHOP_DATABASE."""
    server.do(
        "drop table if exists orders",
        "create table orders (id bigint, created_at timestamptz, user_id text, status text, "
        "amount numeric(12, 2), updated_at timestamptz)",
        ROWS.format(first=1, last=10_000),
    )
    monkeypatch.setenv("SHOP_DATABASE", server.uri)
    return server


def settings_in(folder: Path, query: dict[str, Any] | None = None, **source: Any) -> Settings:
    asked = {"connection": "${SHOP_DATABASE}", "sql": SQL, "watermark": "updated_at", **(query or {})}
    orders = {
        "name": "orders",
        "vendor": "table",
        "columns": {"time": "created_at", "event": "status", "event_id": "id", "value": "amount"},
        "keys": {"user": "user_id"},
        **({} if "files" in source else {"query": asked}),
        **source,
    }
    touchpoint = {"name": "order", "stage": "purchase", "when": [{"event": "paid"}]}
    return Settings.model_validate(
        {
            "path": folder / "journey.yaml",
            "sources": {"orders": orders},
            "touchpoints": [touchpoint],
            "currency": "EUR",
        }
    )


def load(settings: Settings) -> list[FileCounts]:
    """The first step of a night."""
    with open_run(settings) as night:
        night.do(STEPS[0])
        return night.files


def log(settings: Settings) -> list[dict[str, Any]]:
    """The events in the state, by id."""
    with Warehouse.open(settings) as warehouse:
        return warehouse.engine.query("select * from event_log order by event_id").to_pylist()


def landed(settings: Settings) -> list[Path]:
    return sorted((settings.warehouse_path / "landing" / "orders").glob("*.parquet"))


@pytest.mark.usefixtures("shop")
def test_ten_thousand_rows_come_in_batches(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, {"batch_rows": 750})
    [counts] = load(settings)
    assert (counts.row_count, counts.loaded_count) == (10_000, 10_000)
    [path] = landed(settings)
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        groups = [file.metadata.row_group(place).num_rows for place in range(file.metadata.num_row_groups)]
        first = next(file.iter_batches(1)).to_pylist()
    assert sum(groups) == 10_000
    assert max(groups) == 750
    assert first == [
        {
            "id": "1",
            "created_at": "2026-01-01 00:07:00+00",
            "user_id": "user-1",
            "status": "created",
            "amount": "0.25",
            "updated_at": "2026-02-01 00:00:00+00",
        }
    ]
    assert list((settings.warehouse_path / "spill").rglob("*.parquet")) == []


@pytest.mark.usefixtures("shop")
def test_a_second_run_reads_nothing(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert len(load(settings)) == 1
    assert load(settings) == []
    assert len(landed(settings)) == 1


def test_new_and_corrected_rows_are_picked_up(shop: Server, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    load(settings)
    shop.do(
        "update orders set status = 'returned', updated_at = '2026-03-01 00:00+00' where id = 17",
        ROWS.format(first=10_001, last=10_004),
    )
    [counts] = load(settings)
    # Of rows 10,000 to 10,004 the first was read before; all have the last seen watermark.
    assert (counts.row_count, counts.loaded_count, counts.duplicate_count) == (6, 5, 1)
    assert counts.corrected_count == 1
    events = log(settings)
    assert len(events) == 10_004
    assert [event["event_name"] for event in events if event["event_id"] == "17"] == ["returned"]
    assert load(settings) == []


def test_a_late_row_is_seen_within_lookback_only(shop: Server, tmp_path: Path) -> None:
    narrow, wide = settings_in(tmp_path / "a"), settings_in(tmp_path / "b", {"lookback": "10m"})
    for settings in (narrow, wide):
        settings.folder.mkdir()
        load(settings)
    shop.do(
        "insert into orders select 20000, created_at, user_id, status, amount, updated_at - interval '9 min' "
        "from orders where id = 10000"
    )
    assert load(narrow) == []
    [counts] = load(wide)
    assert counts.loaded_count == 1
    assert load(wide) == []


def test_a_row_without_watermark_and_one_from_the_future_are_read(shop: Server, tmp_path: Path) -> None:
    """Neither is lost, and neither keeps later rows from being read."""
    settings = settings_in(tmp_path)
    shop.do(
        "update orders set updated_at = null where id = 5",
        "update orders set updated_at = 'infinity' where id = 6",
        "update orders set updated_at = now() + interval '9 years' where id = 7",
    )
    [counts] = load(settings)
    assert counts.loaded_count == 10_000
    assert load(settings) == []
    shop.do(ROWS.format(first=10_001, last=10_001))
    [counts] = load(settings)
    assert (counts.loaded_count, len(log(settings))) == (1, 10_001)


@pytest.mark.usefixtures("shop")
def test_a_crash_between_landing_and_load_reads_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Warehouse, "load_all", crash)
        with pytest.raises(KeyboardInterrupt):
            load(settings)
    [before] = landed(settings)
    [counts] = load(settings)
    assert counts.loaded_count == 10_000
    assert landed(settings) == [before], "the same rows are the same bytes"


def test_a_refused_file_does_not_move_the_watermark(shop: Server, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    shop.do("update orders set created_at = null")
    with pytest.raises(DataRefused):
        load(settings)
    shop.do("update orders set created_at = '2026-01-01 00:00+00'")
    assert load(settings)[0].loaded_count == 10_000


def test_forgotten_events_come_back_from_the_landing(shop: Server, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    load(settings)
    shop.do("delete from orders where id <= 10", ROWS.format(first=10_001, last=10_010))
    load(settings)
    before = log(settings)
    with Warehouse.open(settings) as warehouse:
        warehouse.forget_events()
    assert sum(counts.loaded_count for counts in load(settings)) == len(before) == 10_010
    assert [event["event_id"] for event in log(settings)] == [event["event_id"] for event in before]


@pytest.mark.usefixtures("shop")
def test_a_landing_that_lost_bytes_is_read_anew(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    load(settings)
    landed(settings)[0].unlink()
    with Warehouse.open(settings) as warehouse:
        warehouse.forget_events()
    assert load(settings)[0].loaded_count == 10_000


@pytest.mark.usefixtures("shop")
def test_another_query_begins_anew_and_another_batch_does_not(tmp_path: Path) -> None:
    load(settings_in(tmp_path, {"sql": f"{SQL} where id <= 9990"}))
    assert load(settings_in(tmp_path, {"sql": f"{SQL} where id <= 9990", "batch_rows": 10})) == []
    [counts] = load(settings_in(tmp_path))
    assert (counts.row_count, counts.loaded_count, counts.duplicate_count) == (10_000, 10, 9_990)


def test_without_a_watermark_all_rows_are_compared(shop: Server, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, {"watermark": None, "table": "public.orders", "sql": None})
    assert load(settings)[0].loaded_count == 10_000
    assert load(settings) == []
    shop.do("update orders set status = 'returned' where id = 3")
    [counts] = load(settings)
    assert (counts.row_count, counts.corrected_count, counts.duplicate_count) == (10_000, 1, 9_999)


@pytest.mark.parametrize(
    ("kind", "expected", "shown"),
    [
        ("bigint", "20260131", "20,260,131"),
        ("date", "2026-02-01", "2026-02-01"),
        ("timestamp", "2026-02-01 00:16:40", "2026-02-01T00:16:40"),
    ],
)
def test_watermarks_of_other_types(
    shop: Server, tmp_path: Path, *, kind: str, expected: str, shown: str
) -> None:
    """A number is named so that it can't be taken for a date, by which files are put in order."""
    column = "(id + 20250131)" if kind == "bigint" else "updated_at"
    settings = settings_in(
        tmp_path, {"sql": f"select *, {column}::{kind} as mark from orders -- all", "watermark": "mark"}
    )
    first = fetch(settings.sources["orders"], tmp_path, None)
    assert first is not None and first.mark is not None
    assert first.mark.last == expected
    assert first.file.shown == f"orders query {shown}"
    assert fetch(settings.sources["orders"], tmp_path, first.mark) is None
    shop.do(
        "insert into orders select 10001, created_at, user_id, status, amount, updated_at + interval '1 day' "
        "from orders where id = 10000"
    )
    second = fetch(settings.sources["orders"], tmp_path, first.mark)
    assert second is not None
    assert 2 <= pq.read_metadata(second.file.path).num_rows <= 10_001


@pytest.mark.usefixtures("shop")
def test_types_come_as_text_without_loss(tmp_path: Path) -> None:
    values = {
        "large": ("9007199254740993::bigint", "9007199254740993"),
        "money": ("12345678901234567890.1230::numeric", "12345678901234567890.1230"),
        "third": ("(1 / 3.0)::float8", repr(1 / 3)),
        "plain": ('\'{"b": 1.50,  "a": [1]}\'::json', '{"b": 1.50,  "a": [1]}'),
        "sorted": ('\'{"b": 1.50,  "a": [1]}\'::jsonb', '{"a": [1], "b": 1.50}'),
        "uuid": ("'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        "bytes": ("'\\xdeadBEEF'::bytea", "\\xdeadbeef"),
        "words": ("array['a', 'b,\"c', null]", '["a","b,\\"c",null]'),
        "numbers": ("array[1.50, 12345678901234567890.1]", "[1.50,12345678901234567890.1]"),
        "pair": ("row(1, 'x')", '{"f1":1,"f2":"x"}'),
        "yes": ("true", "true"),
        "instant": ("'2026-01-31 23:30:00.123456-05'::timestamptz", "2026-02-01 04:30:00.123456+00"),
        "clock": ("'2026-01-31 10:00'::timestamp", "2026-01-31 10:00:00"),
        "day": ("'2026-01-31'::date", "2026-01-31"),
        "net": ("'10.0.0.0/8'::inet", "10.0.0.0/8"),
        "span": ("int4range(1, 3)", "[1,3)"),
        "Mixed Case": ("'zażółć ''\"\"'::text", 'zażółć \'""'),
        "nothing": ("null::numeric", None),
        "not_a_number": ("'NaN'::numeric", "NaN"),
    }
    columns = ", ".join(f'{value} as "{name}"' for name, (value, _) in values.items())
    settings = settings_in(tmp_path, {"sql": f"select {columns}", "watermark": None})
    fetched = fetch(settings.sources["orders"], tmp_path, None)
    assert fetched is not None
    assert pq.read_table(fetched.file.path).to_pylist() == [
        {name: text for name, (_, text) in values.items()}
    ]


@pytest.mark.usefixtures("shop")
def test_the_fingerprint_is_that_of_the_same_rows_in_csv(tmp_path: Path) -> None:
    found: list[str] = []
    for name in ("query", "csv"):
        (tmp_path / name).mkdir()
        files = {"files": "orders.csv"} if name == "csv" else {}
        settings = settings_in(tmp_path / name, {"sql": f"{SQL} where id <= 500"}, **files)
        write_csv(tmp_path / name / "orders.csv", 500)
        run(settings)
        snapshot = journeymine.open(settings.warehouse_path)
        found.append(snapshot.fingerprint)
        snapshot.close()
    assert found[0] == found[1]


def write_csv(path: Path, count: int) -> None:
    """What ROWS puts into the table, made here."""
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("id", "created_at", "user_id", "status", "amount", "updated_at"))
        for n in range(1, count + 1):
            created = datetime(2026, 1, 1) + timedelta(minutes=7 * n)
            updated = datetime(2026, 2, 1) + timedelta(seconds=n // 10)
            status = "created" if n % 3 else "paid"
            out.writerow((n, f"{created}+00", f"user-{n % 97}", status, f"{n / 4:.2f}", f"{updated}+00"))


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ((PASSWORD, "wrong-1234"), OutOfReach, "it refuses the user or the password"),
        (("127.0.0.1:", "127.0.0.1:1"), ConfigError, "is no URI of PostgreSQL"),
        (("/postgres", "/nowhere"), OutOfReach, "there is no such database"),
        (("postgresql://", "postgres:/"), ConfigError, "is no URI of PostgreSQL"),
    ],
)
def test_no_connection_is_told_without_the_uri(
    shop: Server,
    monkeypatch: pytest.MonkeyPatch,
    *,
    change: tuple[str, str],
    error: type[Exception],
    said: str,
) -> None:
    monkeypatch.setenv("SHOP_DATABASE", shop.uri.replace(*change))
    with pytest.raises(error, match=said) as caught:
        fetch(settings_in(Path()).sources["orders"], Path(), None)
    told = str(caught.value)
    assert "${SHOP_DATABASE}" in told
    assert not any(secret in told for secret in (PASSWORD, "wrong-1234", "127.0.0.1", "shop:"))
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


@pytest.mark.usefixtures("shop")
def test_nothing_of_the_uri_is_in_the_warehouse(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, {"sql": f"{SQL} where id <= 50"})
    run(settings)
    files = [path for path in settings.warehouse_path.rglob("*") if path.is_file()]
    assert len(files) > 5
    assert not [path for path in files if PASSWORD.encode() in path.read_bytes()]


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"sql": "select nope from orders"}, 'column "nope" does not exist'),
        ({"sql": "select id, id from orders", "watermark": None}, "two columns have the same name"),
        ({"table": "public.missing", "sql": None}, 'relation "public.missing" does not exist'),
        ({"watermark": "status"}, "the watermark is of type text"),
        ({"watermark": "id", "lookback": "1h"}, "lookback is a length of time"),
        ({"sql": "delete from orders returning *"}, "syntax error"),
    ],
)
def test_a_wrong_query_is_said_in_the_servers_words(tmp_path: Path, query: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        load(settings_in(tmp_path, query))
    assert caught.value.key == "sources.orders.query"


def test_values_are_not_told_and_nothing_is_written(shop: Server, tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="SQLSTATE 22P02") as caught:
        load(settings_in(tmp_path, {"sql": "select *, user_id::int as n from orders"}))
    assert "user-1" not in str(caught.value)
    shop.do("create or replace function touch() returns int language sql as 'delete from orders; select 1'")
    with pytest.raises(DataRefused, match="SQLSTATE 25006"):
        load(settings_in(tmp_path, {"sql": "select *, touch() from orders"}))


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("1 / (id - 9999)", "could not do the query .in the midst"),
        ("case id when 9999 then pg_terminate_backend(pg_backend_pid()) end", "the database broke off"),
    ],
)
def test_what_breaks_off_in_the_midst_leaves_nothing(tmp_path: Path, column: str, said: str) -> None:
    """Only what may pass is tried again by the flow: an OSError."""
    sql = f"select *, {column} as late from orders"
    settings = settings_in(tmp_path, {"sql": sql, "watermark": None})
    with pytest.raises(DataRefused, match=said) as caught:
        load(settings)
    assert isinstance(caught.value, OSError) == ("broke off" in said)
    assert landed(settings) == []


@pytest.mark.usefixtures("shop")
def test_check_tries_a_few_rows(tmp_path: Path) -> None:
    trial = try_out(settings_in(tmp_path), Shower())
    assert [(source.name, source.row_count) for source in trial.sources] == [("orders", 1000)]
    assert {event.name for event in trial.events} == {"created", "paid"}
    assert not (tmp_path / "warehouse").exists()


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_DATABASE", raising=False)
    with pytest.raises(ConfigError, match="SHOP_DATABASE is not set"):
        load(settings_in(tmp_path))
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql", None)
    with pytest.raises(ConfigError, match=r'pip install "journeymine\[postgres\]"'):
        load(settings_in(tmp_path))


def test_rows_of_a_query_must_be_copied(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings = settings.model_copy(
        update={"privacy": settings.privacy.model_copy(update={"landing": "reference"})}
    )
    with pytest.raises(ConfigError, match="landing: copy"):
        load(settings)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"connection": "postgresql://shop:hush@db/shop"}, "is never written"),
        ({"table": "orders"}, "one of them"),
        ({"table": "orders; drop", "sql": None}, "expected a table's name"),
        ({"watermark": None, "lookback": "1h"}, "lookback is for a query with a watermark"),
    ],
)
def test_a_query_says_one_thing(tmp_path: Path, query: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        settings_in(tmp_path, query)


def test_files_and_query_exclude_each_other() -> None:
    query = {"connection": "${SHOP_DATABASE}", "table": "orders"}
    table = {"vendor": "table", "columns": {"time": "t", "event": "e"}, "keys": {"user": "u"}}
    for lies in ({"files": "orders.csv", "query": query}, {"files": {}}, {}):
        with pytest.raises(ValueError, match="give files"):
            Source.model_validate({**table, **lies})


@pytest.mark.usefixtures("shop")
def test_a_mark_is_kept_as_text(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    load(settings)
    with Warehouse.open(settings) as warehouse:
        [row] = warehouse.engine.query("select value from meta where key = 'watermark:orders'").to_pylist()
    mark = Mark(**json.loads(row["value"]))
    assert mark.last == "2026-02-01 00:16:40+00"
    assert mark.seen.startswith("1:")
