"""Robots, own people, tests and endless sessions: flagged, left out, counted, and kept by one line."""

from __future__ import annotations

import csv
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import journeymine as jm
from journeymine import build
from journeymine.config import Hygiene, load

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
FILE = """\
title: Hygiene
sources:
  shop:
    vendor: table
    files: events.csv
    sessionize: true
    columns: {{time: at, event: what, event_id: id, user_agent: agent, ip: ip}}
    keys: {{user: who, email: mail}}
hygiene: {hygiene}
touchpoints:
  - {{name: look, stage: awareness, when: {{event: look}}}}
  - {{name: buy, stage: purchase, when: {{event: buy}}}}
"""
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/146.0 Safari/537.36"
Row = tuple[datetime, str, str, str, str, str]


def person(name: str, *, count: int = 4, every: timedelta = timedelta(minutes=1), **about: str) -> list[Row]:
    """Some events of somebody."""
    about = {"mail": "", "agent": CHROME, "ip": "203.0.113.9", "what": "look", **about}
    return [
        (MONDAY + i * every, about["what"], name, about["mail"], about["agent"], about["ip"])
        for i in range(count)
    ]


def run(folder: Path, rows: list[Row], hygiene: str = "{}") -> Any:
    """A night over these rows; the published snapshot."""
    with (folder / "events.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "at", "what", "who", "mail", "agent", "ip"])
        writer.writerows([f"e{i}", row[0].isoformat(), *row[1:]] for i, row in enumerate(rows))
    (folder / "journey.yaml").write_text(FILE.format(hygiene=hygiene), encoding="utf-8")
    build.run(load(folder / "journey.yaml"))
    return jm.open(folder / "warehouse")


def told(snapshot: Any) -> dict[str, tuple[int, int, bool]]:
    """Events, customers and whether they count, by flag."""
    with closing(snapshot):
        return {
            row["flag"]: (row["event_count"], row["customer_count"], row["is_in_figures"])
            for row in snapshot.rows("select * from hygiene").to_pylist()
        }


def figures(snapshot: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    """Rows of the tables that hold what is told of customers."""
    with closing(snapshot):
        names = ("customers", "sessions", "journeys", "transitions", "dropoff")
        return [(name, snapshot.rows(f"select * from {name} order by all").to_pylist()) for name in names]


def users(snapshot: Any) -> int:
    with closing(snapshot):
        return snapshot.rows("select count(*) as n from customers")["n"][0].as_py()


def test_people_are_not_flagged(tmp_path: Path) -> None:
    found = run(tmp_path, person("ada") + person("bo", count=900))
    assert told(found) == {}


def test_a_robot_by_its_user_agent(tmp_path: Path) -> None:
    rows = person("ada") + person("crawler", agent="Mozilla/5.0 (compatible; Googlebot/2.1)")
    snapshot = run(tmp_path, rows)
    assert users(snapshot) == 1
    assert told(jm.open(tmp_path / "warehouse")) == {"bot": (4, 1, False)}


def test_one_line_keeps_them_and_reads_nothing_again(tmp_path: Path) -> None:
    rows = person("ada") + person("crawler", agent="AhrefsBot/7.0")
    without = run(tmp_path, rows)
    assert users(without) == 1
    settings_text = FILE.format(hygiene="{keep: [bot]}")
    (tmp_path / "journey.yaml").write_text(settings_text, encoding="utf-8")
    summary = build.run(load(tmp_path / "journey.yaml"))
    assert (summary.status, summary.row_count) == ("ok", 0)
    assert users(jm.open(tmp_path / "warehouse")) == 2
    assert told(jm.open(tmp_path / "warehouse")) == {"bot": (4, 1, True)}


def test_a_robot_by_what_the_journey_file_says_and_by_rules(tmp_path: Path) -> None:
    rows = person("ada") + person("probe", agent="Our Uptime Check 2") + person("t", what="test_order")
    found = told(run(tmp_path, rows, "{robots: ['*our uptime*'], tests: {event: 'test_*'}}"))
    assert found == {"bot": (4, 1, False), "test": (4, 1, False)}


def test_the_companys_own_people(tmp_path: Path) -> None:
    """By address each event; by mail domain all that the person ever did, also where no mail stood."""
    rows = person("ada", ip="10.20.30.40") + person("ada") + person("eva", mail="eva@Our.example")
    rows += (
        person("eva", ip="198.51.100.1")
        + person("kim", ip="2001:db8::7")
        + person("lou", ip="not an address")
    )
    found = told(
        run(
            tmp_path,
            rows,
            "{internal_networks: [10.0.0.0/8, '2001:db8::/32'], internal_domains: [our.example]}",
        )
    )
    assert found == {"internal": (4 + 8 + 4, 3, False)}


def test_one_identifier_with_events_no_person_could_do(tmp_path: Path) -> None:
    """More than 2,000 a day is a robot, on its quiet days too; the others' figures are as without it."""
    robot = person("robot", count=30_000, every=timedelta(seconds=2))
    robot += [(MONDAY + timedelta(days=9), "buy", "robot", "", CHROME, "")]
    people = person("ada") + person("bo", what="buy")
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    noisy = dict(figures(run(tmp_path / "with", people + robot)))
    assert noisy == dict(figures(run(tmp_path / "without", people)))
    assert told(jm.open(tmp_path / "with" / "warehouse")) == {"bot": (30_001, 1, False)}


def test_a_session_without_end(tmp_path: Path) -> None:
    """Exactly the limit is a session; one event more is none; another session of the same person counts."""
    rows = person("fit", count=1000) + person("long", count=1001)
    rows += [(MONDAY + timedelta(days=3), "buy", "long", "", CHROME, "")]
    snapshot = run(tmp_path, rows)
    with closing(snapshot):
        counted = snapshot.rows("select count(*) as n from events")["n"][0].as_py()
    assert counted == 1001
    assert told(jm.open(tmp_path / "warehouse")) == {"runaway": (1001, 1, False)}


def test_limits_can_be_switched_off(tmp_path: Path) -> None:
    rows = person("long", count=2500, every=timedelta(seconds=10))
    assert told(run(tmp_path, rows, "{max_events_per_day: null, max_session_events: null}")) == {}


@pytest.mark.parametrize(
    ("agent", "is_robot"),
    [
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", True),
        ("curl/8.5.0", True),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/146.0.0.0 Safari/537.36", True),
        ("Mozilla/5.0 (Linux; Android 14; CUBOT NOTE 50) AppleWebKit/537.36 Chrome/120 Mobile", False),
        (CHROME, False),
        ("", False),
    ],
)
def test_user_agents(agent: str, is_robot: bool) -> None:
    assert Hygiene().is_robot(agent) is is_robot
