"""A finished run of the sample: every row accounted for as planted, every figure as the plain reference
has it to the row, what was planted loud found in its days, and what is quiet left quiet.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

import journeymine as jm
from journeymine.config import Settings, load
from journeymine.engine import DuckEngine
from journeymine.snapshot import Snapshot
from tests.property.product import Product
from tests.property.test_product_agrees import check_all
from tests.reference.carts import CartRole, CartRules
from tests.reference.events import Event, SourceSettings
from tests.reference.stages import StageMap
from tests.reference.whole import WholeRules, build

ROLES: dict[str, CartRole] = {
    "add_to_cart": "add",
    "remove_from_cart": "remove",
    "begin_checkout": "checkout",
    "add_shipping_info": "checkout",
    "add_payment_info": "checkout",
    "purchase": "purchase",
}
STEPS = {"begin_checkout": "details", "add_shipping_info": "delivery", "add_payment_info": "payment"}
VENDORS_OWN_WORD = {"deleted", "agent", "internal"}


@pytest.fixture(scope="module")
def snapshot(sample_run: Path) -> Iterator[Snapshot]:
    opened = jm.open(sample_run / "warehouse")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def settings(sample_run: Path) -> Settings:
    return load(sample_run / "journey.yaml")


def test_rejected_rows_are_those_that_were_planted(sample_run: Path, snapshot: Snapshot) -> None:
    """By source and reason; besides, only rows that the vendor marks as no customer's act are refused."""
    planted: Counter[tuple[str, str]] = Counter()
    names = {"ga4": "web", "salesforce": "crm", "zendesk": "support", "survey": "survey"}
    accounts = json.loads((sample_run / "expected" / "accounting.json").read_text(encoding="utf-8"))["files"]
    used = {row["path"] for row in snapshot.table("files").to_pylist()}
    for account in accounts:
        if account["file"] in used:
            for reason, count in account["rejected"].items():
                planted[names[account["source"]], reason] += count
    told = snapshot.sql(
        "select source, reason, count(distinct (file_id, line_number)) from rejects group by all"
    )
    found = {(source, reason): count for source, reason, count in told.fetchall()}
    same_words = {"unparsable": "bad_json"}
    assert {key: count for key, count in found.items() if key[1] not in VENDORS_OWN_WORD} == {
        (source, same_words.get(reason, reason)): count for (source, reason), count in planted.items()
    }


def reference_events(snapshot: Snapshot, state: Path) -> list[Event]:
    """The published events, each with its customer as its key, and quantities from the state."""
    with duckdb.connect(str(state), read_only=True) as connection:
        rows = connection.execute("select source, event_id, quantity from event_log").fetchall()
    quantity = {(source, event_id): items for source, event_id, items in rows}
    columns = "source, event_id, epoch_us(occurred_at), event_name, sequence, channel, value, customer_id"
    return [
        Event(
            source=source,
            event_id=event_id,
            occurred_at=at,
            event_name=name,
            sequence=sequence,
            channel=channel,
            price=value / items if value is not None and (items := quantity[source, event_id]) else None,
            quantity=quantity[source, event_id],
            keys=(("user", customer),),
        )
        for source, event_id, at, name, sequence, channel, value, customer in snapshot.sql(
            f"select {columns} from events"
        ).fetchall()
    ]


def test_every_figure_is_that_of_the_reference_to_the_row(
    sample_run: Path, snapshot: Snapshot, settings: Settings
) -> None:
    rows = snapshot.sql("select source, event_id, touchpoint, friction from events").fetchall()
    touchpoint = {(source, event_id): point for source, event_id, point, _ in rows}
    friction = {(source, event_id): trouble for source, event_id, _, trouble in rows}
    stage_of = {point.name: point.stage for point in settings.touchpoints}
    rules = WholeRules(
        StageMap(
            tuple(stage.name for stage in settings.stages),
            frozenset({"purchase"}),
            lambda event: touchpoint[event.ident],
            lambda point: stage_of[point],
        ),
        CartRules(
            lambda event: ROLES.get(event.event_name),
            lambda event: STEPS[event.event_name],
            lambda event: friction[event.ident],
        ),
        SourceSettings(sessionized=frozenset({"web"})),
    )
    whole = build(reference_events(snapshot, sample_run / "warehouse" / "state.duckdb"), rules)
    engine = snapshot.engine
    assert isinstance(engine, DuckEngine)
    check_all(Product(engine, settings, snapshot.ground().paths), whole, rules)


@pytest.mark.parametrize(
    ("pain", "first", "last"),
    [
        ("friction:payment_error", date(2026, 3, 9), date(2026, 3, 29)),
        ("friction:coupon_refused", date(2026, 5, 4), date(2026, 5, 24)),
        ("friction:out_of_stock", date(2026, 3, 23), date(2026, 4, 3)),
        ("back:delivery", date(2026, 5, 25), date(2026, 6, 21)),
        ("back:help_pages", date(2026, 4, 20), date(2026, 6, 29)),
    ],
)
def test_loud_truths_are_found_in_their_days(snapshot: Snapshot, pain: str, first: date, last: date) -> None:
    """Found, and dated to within four days at either end."""
    rows = {row["pain_id"]: row for row in snapshot.table("pain_points").to_pylist()}
    assert pain in rows
    near = timedelta(days=4)
    assert abs(rows[pain]["first_seen_at"].date() - first) <= near
    assert abs(rows[pain]["last_seen_at"].date() - last) <= near


def test_loud_truths_without_days_are_found(snapshot: Snapshot) -> None:
    rows = {row["pain_id"]: row for row in snapshot.table("pain_points").to_pylist()}
    assert "friction:empty_search" in rows
    assert rows["drop:support"]["is_voiced"]
    comparers = {row["persona"]: row for row in snapshot.table("personas").to_pylist()}["careful_comparer"]
    assert comparers["median_days"] > 14


def test_quiet_parts_stay_quiet(snapshot: Snapshot) -> None:
    """The random dip is no change, the magazine's two equal guides and the showroom's handful are no pain."""
    touched = {row["touchpoint"] for row in snapshot.table("pain_points").to_pylist()}
    assert not touched & {"magazine", "showroom"}
    voice = snapshot.table("experience").to_pylist()
    assert all(row["nps"] is None for row in voice if row["name"] == "showroom")
    changed = [row for row in snapshot.table("changes").to_pylist() if row["is_significant"]]
    assert len(changed) <= 2


def test_no_customer_holds_two_persons(sample_run: Path) -> None:
    """By the maker's own answers. Where no row joins an address to an account, a person may stand twice."""
    warehouse, answers = sample_run / "warehouse", sample_run / "expected" / "identity.csv.gz"
    current = json.loads((warehouse / "published" / "CURRENT.json").read_text(encoding="utf-8"))["file"]
    with duckdb.connect() as connection:
        files = {"state": "state.duckdb", "vault": "vault.duckdb", "gen": f"published/{current}"}
        for name, path in files.items():
            connection.execute(f"attach '{warehouse / path}' as {name} (read_only)")
        connection.execute(
            "create table held as select distinct answers.person, events.customer_id from "
            "gen.events as events "
            "join state.event_log using (source, event_id) join state.keysets as keysets using (keyset_id) "
            "join vault.identifiers as known using (identifier_type, identifier_key) "
            f"join read_csv('{answers}', all_varchar = true) as answers "
            "on identifier_type = key_type and identifier_value in (key_value, lower(key_value)) "
            "where person <> 'shared' and identifier_type in ('user', 'email')"
        )
        persons, customers, held = connection.execute(
            "select count(distinct person), count(distinct customer_id), count(*) from held"
        ).fetchall()[0]
    assert persons > 800
    assert held == customers
    assert customers - persons < 0.1 * persons
