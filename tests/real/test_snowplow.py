"""Snowplow's own test sets through journey files, against the sessions, carts and transactions that its
authors expect."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import journeymine as jm
from journeymine import build
from journeymine.config import Settings, load
from journeymine.engine import DuckEngine
from journeymine.snapshot import Snapshot

HERE = Path(__file__).parent
SETS = HERE.parents[2] / "shared" / "data"
SHOP = SETS / "snowplow_ecommerce"
WEB = SETS / "snowplow_web" / "snowplow_web_events.csv"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SHOP.is_dir(), reason="the real data sets are not beside this checkout"),
]
Counts = dict[str, dict[str, int]]


def published(folder: Path, name: str, events: str) -> tuple[Settings, Snapshot]:
    """Run a set through its journey file; `events` is the text of its file."""
    journey = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
    (folder / "journey.yaml").write_text(journey, encoding="utf-8")
    (folder / f"{name}_events.csv").write_text(events, encoding="utf-8", newline="")
    settings = load(folder / "journey.yaml")
    build.run(settings)
    return settings, jm.open(settings.warehouse_path)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def whole(text: str) -> int:
    return int(float(text)) if text else 0


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Snapshot]]:
    text = (SHOP / "source" / "snowplow_ecommerce_events.csv").read_text(encoding="utf-8")
    settings, snapshot = published(tmp_path_factory.mktemp("shop"), "snowplow_ecommerce", text)
    yield settings, snapshot
    snapshot.close()


@pytest.fixture(scope="module")
def counts(shop: tuple[Settings, Snapshot]) -> Counts:
    """Events of each session by name."""
    found: Counts = defaultdict(lambda: defaultdict(int))
    sql = "select session_id, event_name, count(distinct event_id) from events group by all"
    for session, event, count in shop[1].sql(sql).fetchall():
        found[session][event] = count
    return found


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, str]]:
    rows = rows_of(SHOP / "expected" / "snowplow_ecommerce_sessions_expected.csv")
    return {row["domain_sessionid"]: row for row in rows}


def test_every_row_is_accounted_for(shop: tuple[Settings, Snapshot]) -> None:
    files = shop[1].table("files").to_pylist()
    assert [(row["row_count"], row["loaded_count"], row["rejected_count"]) for row in files] == [
        (833, 833, 0)
    ]


def test_sessions_are_the_expected_ones(
    shop: tuple[Settings, Snapshot], expected: dict[str, dict[str, str]]
) -> None:
    sessions = shop[1].table("sessions")["session_id"].to_pylist()
    assert len(sessions) == 63
    assert set(sessions) == set(expected)
    assert "c04bddd7-81ad-4f02-a468-f53a47079637" in sessions, "the mobile one"


@pytest.mark.parametrize(
    ("figure", "events"),
    [
        ("number_product_views", ("product_view", "list_view")),
        ("number_add_to_carts", ("add_to_cart",)),
        ("number_remove_from_carts", ("remove_from_cart",)),
        ("number_checkout_steps_visited", ("checkout_step", "transaction")),
        ("total_number_transactions", ("transaction",)),
        ("number_carts_transacted", ("transaction",)),
    ],
)
def test_acts_of_each_session(
    counts: Counts, expected: dict[str, dict[str, str]], figure: str, events: tuple[str, ...]
) -> None:
    """By the authors' definitions: lists count as views of products, a transaction as the last step."""
    told = {session: whole(row[figure]) for session, row in expected.items()}
    assert {session: sum(counts[session][event] for event in events) for session in expected} == told
    assert sum(told.values()) > 0


def test_money_of_each_session(shop: tuple[Settings, Snapshot], expected: dict[str, dict[str, str]]) -> None:
    sql = "select session_id, sum(value) from events where event_name = 'transaction' group by session_id"
    told = {
        session: float(row["total_transaction_revenue"])
        for session, row in expected.items()
        if row["total_transaction_revenue"]
    }
    assert dict(shop[1].sql(sql).fetchall()) == pytest.approx(told)


def test_carts_that_were_left(
    shop: tuple[Settings, Snapshot], counts: Counts, expected: dict[str, dict[str, str]]
) -> None:
    """By the authors' definition an add to the cart begins one where the cart is worth what was added; a
    session leaves a cart where fewer were bought than begun."""
    begun = Counter(row["session_key"] for row in adds(shop[0]) if is_new(row))
    assert {session: begun[session] for session in expected} == {
        session: whole(row["number_carts_created"]) for session, row in expected.items()
    }
    interactions = rows_of(SHOP / "expected" / "snowplow_ecommerce_cart_interactions_expected.csv")
    with_cart = {row["domain_sessionid"] for row in interactions}
    outcomes = {
        session: begun[session] > counts[session]["transaction"] if session in with_cart else None
        for session in expected
    }
    told = {"": None, "true": True, "false": False}
    assert outcomes == {
        session: told[row["session_cart_abandoned"].lower()] for session, row in expected.items()
    }
    assert Counter(outcomes.values()) == {True: 11, False: 5, None: 47}


def adds(settings: Settings) -> list[dict[str, Any]]:
    """The stored adds to carts, with what the published events leave out."""
    engine = DuckEngine.open_reader(settings.warehouse_path / "state.duckdb")
    sql = "select session_key, value, properties from event_log where event_name = 'add_to_cart'"
    rows = engine.query(sql).to_pylist()
    engine.close()
    return rows


def is_new(row: dict[str, Any]) -> bool:
    cart = json.loads(row["properties"]).get("cart_value")
    return cart is not None and row["value"] == pytest.approx(float(cart))


def test_repeats_are_one_event(tmp_path: Path) -> None:
    _, snapshot = published(tmp_path, "snowplow_web", WEB.read_text(encoding="utf-8"))
    (account,) = snapshot.table("files").to_pylist()
    assert account["row_count"] == 160
    assert (account["rejected_count"], snapshot.table("events").num_rows) == (0, 157)
    flagged = snapshot.sql("select count(*) from hygiene where flag = 'bot'").fetchall()
    assert flagged == [(0,)], "the set's enrichments find no robot"
    snapshot.close()


def test_robots_are_left_out_by_the_enrichments_word(tmp_path: Path) -> None:
    """The set has none, so one visitor is made one."""
    pattern = '""spiderOrRobot"":false'
    lines = WEB.read_text(encoding="utf-8").splitlines(keepends=True)
    is_one = ["Multiple first sessions per user" in line for line in lines]
    text = "".join(
        line.replace(pattern, pattern.replace("false", "true")) if robot else line
        for line, robot in zip(lines, is_one, strict=True)
    )
    _, snapshot = published(tmp_path, "snowplow_web", text)
    assert sum(is_one) == 7
    assert snapshot.table("events").num_rows == 150
    snapshot.close()
