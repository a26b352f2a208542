"""Two sets that nobody here made, each through a journey file of its own, against figures that others
published."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import journeymine as jm
from journeymine import build
from journeymine.choice import Choice
from journeymine.config import load
from journeymine.snapshot import Snapshot

HERE = Path(__file__).parent
SETS = HERE.parents[2] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SETS.is_dir(), reason="the real data sets are not beside this checkout"),
]
INCIDENT = ("2024-05-19T00:00:00+00:00", "2024-06-08T00:00:00+00:00")


def publish(folder: Path, journey_file: str, data: Path) -> Snapshot:
    """Run a set through its journey file."""
    shutil.copyfile(data, folder / data.name)
    (folder / "journey.yaml").write_text(journey_file, encoding="utf-8")
    settings = load(folder / "journey.yaml")
    build.run(settings)
    return jm.open(settings.warehouse_path)


@pytest.fixture(scope="module")
def ecom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    text = (HERE / "ecom.yaml").read_text(encoding="utf-8")
    snapshot = publish(tmp_path_factory.mktemp("ecom"), text, SETS / "ecom" / "ecom.csv.gz")
    yield snapshot
    snapshot.close()


@pytest.fixture(scope="module")
def ecom_by_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """The same with a journey for each session."""
    text = (HERE / "ecom.yaml").read_text(encoding="utf-8").replace("split: never", "split: 30m")
    snapshot = publish(tmp_path_factory.mktemp("ecom"), text, SETS / "ecom" / "ecom.csv.gz")
    yield snapshot
    snapshot.close()


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, int]]:
    return json.loads((SETS / "ecom" / "expected.json").read_text(encoding="utf-8"))


def event_edges(snapshot: Snapshot) -> dict[str, int]:
    """Event to event, self-loops included."""
    rows = snapshot.transitions("event", collapse=False).to_pylist()
    return {
        f"{row['from_node']}->{row['to_node']}": row["transition_count"]
        for row in rows
        if row["from_node"] != "START" and row["to_node"] != "END"
    }


def test_sessions_are_those_of_the_set(ecom: Snapshot) -> None:
    assert ecom.table("sessions").num_rows == 3605
    told = ecom.sql("select count(*) from events where session_id is not null").fetchall()
    assert told == [(31106,)]


def test_the_graph_of_events_per_user(ecom: Snapshot, expected: dict[str, dict[str, int]]) -> None:
    edges = event_edges(ecom)
    assert edges == expected["dfg_user_id"]
    assert (len(edges), sum(edges.values())) == (338, 30506)
    assert sum(count for edge, count in edges.items() if len(set(edge.split("->"))) == 1) == 3932
    assert (edges["add_to_cart->cart"], edges["cart->cart"]) == (223, 34)


def test_the_graph_of_events_per_session(
    ecom_by_session: Snapshot, expected: dict[str, dict[str, int]]
) -> None:
    assert event_edges(ecom_by_session) == expected["dfg_session_id"]


def test_funnels(ecom: Snapshot) -> None:
    steps = ("add_to_cart", "shipping_details", "purchase")
    assert ecom.funnel(steps).counts == (522, 403, 231)
    assert ecom.funnel(steps, unit="session").counts == (1213, 587, 203)
    ends = ("add_to_cart", "purchase")
    assert ecom.funnel(ends, window="30m").counts == (522, 266)
    assert ecom.funnel(ends, window="30m", entry="first").counts == (522, 141)


@pytest.mark.parametrize(("window", "name"), [("30m", "30min"), ("7d", "7d"), (None, "unbounded")])
def test_funnel_levels(
    ecom: Snapshot, expected: dict[str, dict[str, int]], window: str | None, name: str
) -> None:
    """Users by the level they reach, as another engine counted them."""
    levels = expected[f"windowFunnel_user_id_{name}"]
    reached = ecom.funnel(("add_to_cart", "shipping_details", "purchase"), window=window).counts
    assert reached == tuple(sum(levels[str(level)] for level in range(first, 4)) for first in (1, 2, 3))


def test_the_payment_incident_is_in_the_graph_of_its_weeks(ecom_by_session: Snapshot) -> None:
    """After payment details: an error 0.6 % outside these weeks, 11.4 % in them; a purchase 19.5 % and 6.9
    %."""
    since, until = (datetime.fromisoformat(day) for day in INCIDENT)
    inside = ecom_by_session.graph("event", where=Choice(since=since, until=until))
    outside = ecom_by_session.graph("event", where=f"not started_at between '{since}' and '{until}'")
    rate = inside["payment_details"]["payment_error"]["transition_rate"]
    usual = outside["payment_details"]["payment_error"]["transition_rate"]
    assert rate == pytest.approx(0.114, abs=0.01)
    assert usual == pytest.approx(0.006, abs=0.002)
    paid = inside["payment_details"]["purchase"]["transition_rate"]
    assert paid == pytest.approx(0.069, abs=0.01)
    assert outside["payment_details"]["purchase"]["transition_rate"] == pytest.approx(0.195, abs=0.01)


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    text = (HERE / "online_retail.yaml").read_text(encoding="utf-8")
    data = SETS / "online_retail" / "retail_session.parquet"
    snapshot = publish(tmp_path_factory.mktemp("retail"), text, data)
    yield snapshot
    snapshot.close()


def test_every_invoice_line_is_accounted_for(retail: Snapshot) -> None:
    files = retail.table("files").to_pylist()
    assert [(row["row_count"], row["loaded_count"], row["rejected_count"]) for row in files] == [
        (541909, 406829, 135080)
    ]
    reasons = retail.sql("select reason, count(*) from rejects group by reason").fetchall()
    assert reasons == [("no_identity", 135080)]


def test_invoices_customers_and_cancellations(retail: Snapshot) -> None:
    counts = retail.sql(
        "select count(*), count(distinct customer_id), "
        "count(*) filter (where event_name = 'line_cancelled'), "
        "min(occurred_at), max(occurred_at) from events"
    ).fetchall()
    first, last = datetime(2010, 12, 1, 8, 26, tzinfo=UTC), datetime(2011, 12, 9, 12, 50, tzinfo=UTC)
    assert counts == [(406829, 4372, 8905, first, last)]


def test_money_to_the_penny(retail: Snapshot) -> None:
    """The sum over the lines that name a customer, as plain Python counts it."""
    import pyarrow.parquet as pq

    columns = pq.read_table(
        SETS / "online_retail" / "retail_session.parquet", columns=["Quantity", "UnitPrice", "CustomerID"]
    ).to_pydict()
    lines = zip(columns["Quantity"], columns["UnitPrice"], columns["CustomerID"], strict=True)
    known = sum(quantity * price for quantity, price, customer in lines if customer is not None)
    told = retail.sql("select sum(value) from events").fetchall()
    assert told[0][0] == pytest.approx(known, abs=0.005)
