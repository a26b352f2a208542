"""Advertising reports: each row counts once, a re-export replaces the days that it has, nobody becomes a
customer.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from journeymine.build import run
from journeymine.config import load
from journeymine.errors import DataRefused
from journeymine.warehouse import open_current
from tests.sources.reading import FIXTURES, Reading, assert_accounted, read_file, source_of

HEADER = "Date,Campaign,Cost,Impressions,Clicks\n"
JOURNEY = """
sources:
  shop:
    vendor: table
    files: events.csv
    columns: {event_id: id, time: {column: at, timezone: UTC}, event: what}
    keys: {user: who}
  google: {vendor: ads, files: "ads/*.csv", currency: EUR, max_reject_rate: 0.5}
touchpoints:
  - {name: look, stage: awareness, when: {event: look}}
  - {name: buy, stage: purchase, when: {event: buy}}
"""


def read_report(name: str) -> Reading:
    found = read_file(source_of("ads", currency="EUR"), FIXTURES / "ads" / name, "cost")
    assert_accounted(found)
    return found


def told(found: Reading) -> list[tuple[Any, ...]]:
    """Line, day, channel, campaign, cost and currency of each row, in file order."""
    return [
        (
            row["line_number"],
            row["occurred_at"] and f"{row['occurred_at']:%m-%d}",
            row["channel"],
            row["campaign"],
            row["value"],
            row["currency"],
        )
        for row in found.rows
    ]


def test_a_report_row_by_row() -> None:
    found = read_report("cost.csv")
    assert found.reasons == {10: "too_few_columns"}
    assert told(found) == [
        (2, "03-01", "google", "Lampy", 1234.5, "PLN"),
        (3, "03-01", "google", "Lampy", 10.25, "PLN"),
        (4, "03-01", "google", "Lampy", 10.25, "PLN"),
        (5, "03-01", "google", "Lampy", 3.25, "PLN"),
        (6, "03-02", "facebook", "حملة الربيع", 7.0, "EUR"),
        (7, None, "google", "Lampy", 1.0, "PLN"),
        (8, None, "google", "Lampy", 1.0, "PLN"),
        (9, "03-02", "google", "Lampy", None, "PLN"),
        (11, None, "here", None, 1255.0, "PLN"),
    ]
    assert found.column("skip_reason")[-2:] == ["bad_cost", "header"]
    assert set(found.column("skip_reason")[:-2]) == {None}
    ids = found.column("event_id")
    assert ids[1] == ids[2] != ids[3], "alike rows are one, rows of one key that differ are two"
    assert {len(row["identifiers"]) for row in found.rows} == {0}


def test_the_google_api_writes_millionths_in_objects() -> None:
    found = read_report("google.jsonl")
    assert [row[3:] for row in told(found)] == [("Lampy", 1234.5, "PLN"), ("Lampy", 0.5, "PLN")]
    assert json.loads(found.rows[0]["properties"]) == {
        "account": "1",
        "impressions": "12000.0",
        "clicks": "300.0",
    }


def test_meta_names_the_currency_in_the_header() -> None:
    assert told(read_report("meta.csv")) == [(2, "03-01", "here", "Wiosna", 7.5, "EUR")]


def test_flat_json_and_parquet(tmp_path: Path) -> None:
    row = {"date": "2026-03-01", "source": "Bing", "campaign": "Lampy", "spend": "2.5"}
    (tmp_path / "x.jsonl").write_text(json.dumps(row))
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "x.parquet")
    for name in ("x.jsonl", "x.parquet"):
        found = read_file(source_of("ads"), tmp_path / name, "cost")
        assert told(found) == [(1, "03-01", "bing", "Lampy", 2.5, None)]


def test_a_report_without_cost_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Date,Campaign,Clicks\n2026-03-01,Lampy,1\n")
    with pytest.raises(DataRefused, match="no column 'cost'"):
        read_file(source_of("ads"), path, "cost")


class Shop:
    """A folder with a journey file, some events, and the reports that arrive."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "ads").mkdir()
        (folder / "journey.yaml").write_text(JOURNEY)
        (folder / "events.csv").write_text("id,at,what,who\n1,2026-03-01 10:00:00,look,u1\n")
        self.settings = load(folder / "journey.yaml")

    def night(self, **reports: str) -> list[tuple[int, int, int]]:
        """Let reports arrive and run: loaded, rejected and duplicate rows of each file that was read."""
        for name, rows in reports.items():
            (self.folder / "ads" / f"{name}.csv").write_text(HEADER + rows)
        read = run(self.settings).files
        counts = [(file.loaded_count, file.rejected_count, file.duplicate_count) for file in read]
        assert [sum(count) for count in counts] == [file.row_count for file in read]
        return counts

    def costs(self) -> list[tuple[Any, ...]]:
        """What is published: day, campaign, cost, impressions and clicks."""
        with open_current(self.settings.warehouse_path) as current:
            assert current.engine.count("customers") == 1
            assert current.engine.fetch("events", ["source"])["source"].to_pylist() == ["shop"]
            rows = current.engine.fetch("ad_costs", order_by=["day", "campaign"]).to_pylist()
        assert {(row["channel"], row["medium"], row["currency"]) for row in rows} <= {("google", None, "EUR")}
        return [
            (
                f"{row['day']:%m-%d}",
                row["campaign"],
                row["cost"],
                row["impression_count"],
                row["click_count"],
            )
            for row in rows
        ]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_costs_are_published_and_nobodys_acts(shop: Shop) -> None:
    alike = "2026-03-01,A,2.20,5,\n" * 2
    rows = f"2026-03-01,A,1.10,10,1\n{alike}2026-03-02,B,7,,\nno day,B,1,1,1\n"
    assert sorted(shop.night(march=rows)) == [(1, 0, 0), (3, 1, 1)]
    assert shop.costs() == [("03-01", "A", 3.3, 15, 1), ("03-02", "B", 7.0, None, None)]


def test_a_reexport_replaces_the_days_that_it_has(shop: Shop) -> None:
    shop.night(a="2026-03-01,A,1,10,1\n2026-03-01,A,2,20,2\n2026-03-02,A,5,50,5\n")
    assert shop.night(b="2026-03-02,A,6,60,6\n2026-03-03,A,8,80,8\n2026-03-01,A,1,10,1\n") == [(2, 0, 1)]
    assert shop.costs() == [
        ("03-01", "A", 1.0, 10, 1),
        ("03-02", "A", 6.0, 60, 6),
        ("03-03", "A", 8.0, 80, 8),
    ]


def test_one_night_or_two_publish_the_same(tmp_path: Path) -> None:
    first, second = "2026-03-01,A,1,10,1\n2026-03-02,A,5,50,5\n", "2026-03-02,A,6,60,6\n"
    costs: list[list[tuple[Any, ...]]] = []
    for name, nights in (("one", [{"a": first, "b": second}]), ("two", [{"a": first}, {"b": second}])):
        (tmp_path / name).mkdir()
        shop = Shop(tmp_path / name)
        for reports in nights:
            shop.night(**reports)
        costs.append(shop.costs())
    assert costs[0] == costs[1] == [("03-01", "A", 1.0, 10, 1), ("03-02", "A", 6.0, 60, 6)]


def test_forgetting_a_source_forgets_its_costs(shop: Shop) -> None:
    shop.night(a="2026-03-01,A,1,10,1\n")
    before = shop.costs()
    assert run(shop.settings, full=True).row_count == 2
    assert shop.costs() == before


def test_without_reports_the_table_is_there_and_empty(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    text = (tmp_path / "journey.yaml").read_text()
    (tmp_path / "journey.yaml").write_text(
        "\n".join(line for line in text.split("\n") if "google" not in line)
    )
    shop.settings = load(tmp_path / "journey.yaml")
    shop.night()
    assert shop.costs() == []
