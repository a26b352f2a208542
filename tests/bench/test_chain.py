"""The works of the chain: what they mean, on events that can be counted by hand; how answers are compared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench import digest
from bench.chain import FUNNEL, WORKS
from bench.clean import write_clean
from bench.generate import write_data
from bench.peers.duckdb import main as duckdb_main
from bench.reference import Event, answers, answers_of, cut, depth, follows, funnel, links

BEGIN = datetime(2026, 1, 1)  # noqa: DTZ001 - times of the file have no zone


def walk(*events: tuple[float, str], customer: int = 1) -> list[Event]:
    """Events at minutes; those of one minute in the order given."""
    minutes = [minute for minute, _ in events]
    return [
        Event(customer, BEGIN + timedelta(minutes=minute), minutes[:place].count(minute), name)
        for place, (minute, name) in enumerate(events)
    ]


def test_a_pause_of_thirty_minutes_stays_inside() -> None:
    sessions = list(cut(walk((0, "a"), (10, "b"), (40, "c"), (70.001, "d"))))
    assert [[event.event for event in session] for session in sessions] == [["a", "b", "c"], ["d"]]


def test_a_session_is_of_one_customer() -> None:
    both = walk((0, "a"), (1, "b")) + walk((1, "c"), customer=2)
    assert len(list(cut(both))) == 2


def test_pairs_are_counted_inside_sessions_with_the_median_between_two_values() -> None:
    sessions = list(cut(walk((0, "a"), (1, "b"), (2, "a"), (4, "b"), (100, "b"))))
    assert sorted(follows(sessions)) == [("a", "b", 2, 90.0), ("b", "a", 1, 60.0)]


def test_sankey_has_ten_places_and_the_sessions_end() -> None:
    assert list(links([("a", "b")])) == [(1, "a", "b"), (2, "b", None)]
    twelve = tuple("abcdefghijkl")
    assert [place for place, _, _ in links([twelve])] == list(range(1, 11))
    assert list(links([twelve]))[-1] == (10, "j", "k")


def test_the_best_start_of_a_funnel_counts() -> None:
    view, cart, pay, buy = FUNNEL
    day = 24 * 60
    late = walk(
        (0, view), (1, cart), (6 * day, view), (6 * day + 1, cart), (7 * day + 1, pay), (13 * day, buy)
    )
    assert depth(late) == 4
    assert depth(late[:2] + late[4:]) == 2


def test_a_funnel_is_closed_after_exactly_seven_days() -> None:
    view, cart, *_ = FUNNEL
    week = 7 * 24 * 60
    assert depth(walk((0, view), (week, cart))) == 2
    assert depth(walk((0, view), (week + 0.001, cart))) == 1


def test_at_one_instant_the_place_decides() -> None:
    view, cart, *_ = FUNNEL
    assert depth(walk((0, view), (0, cart))) == 2
    assert depth(walk((0, cart), (0, view))) == 1


def test_a_funnel_counts_customers() -> None:
    view, cart, *_ = FUNNEL
    events = walk((0, view), (1, cart), (2, view)) + walk((0, view), customer=2) + walk((0, cart), customer=3)
    assert funnel(events) == [2, 1, 0, 0]


def test_the_order_of_the_file_says_nothing() -> None:
    events = walk((0, "a"), (0, "b"), (1, "a")) + walk((0, "b"), customer=2)
    assert answers_of(reversed(events)) == answers_of(events)


def test_every_work_but_the_loading_has_an_answer() -> None:
    assert list(answers_of(walk((0, "a"), (1, "b")))) == list(WORKS)[1:]


def test_digests_agree_whatever_the_order_and_the_kind_of_number() -> None:
    rows = [("a", "b", 2, 1.5), ("b", "a", 1, 0.25)]
    floating: list[Any] = [("b", "a", 1.0, 0.25), ("a", "b", 2.0, 1.5)]
    assert digest.follows(rows) == digest.follows(floating)
    assert digest.sessions([(1, 3), (2, 1)]) == digest.sessions([(2, 1), (1, 3)])
    assert digest.sankey([(1, "a", None, 2)]) == digest.sankey([(1, "a", "", 2)])


def test_equally_common_variants_are_told_by_name() -> None:
    told = digest.variants(11, 11, [(name, 1) for name in "kjihgfedcba"])
    assert told["commonest"] == [[name, 1] for name in "abcdefghij"]


def test_a_difference_is_told_with_its_part_and_sides() -> None:
    rows = [("a", "b", 2, 1.5)]
    apart = digest.differences({"one": digest.follows(rows), "two": digest.follows([("a", "b", 2, 1.6)])})
    assert len(apart) == 1
    assert apart[0].startswith("medians: ")
    assert "by one" in apart[0]


def test_a_part_that_only_one_has_is_no_difference() -> None:
    rows = [("a", "b", 2, 1.5)]
    assert not digest.differences(
        {"one": digest.follows(rows), "two": digest.follows(rows, with_medians=False)}
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_data(6_000, folder)
    write_clean(folder)
    return folder


def test_the_clean_file_has_each_event_once_in_a_total_order(data: Path) -> None:
    raw = pq.read_table(data / "events-000.parquet", columns=["id", "time"])
    clean = pq.read_table(data / "clean.parquet")
    assert clean.schema.names == ["customer", "time", "place", "event", "channel"]
    assert clean.schema.field("time").type == pa.timestamp("us")
    assert len(clean) == len(raw["id"].unique())
    assert len(clean.group_by(["customer", "time", "place"]).aggregate([])) == len(clean)


def test_customers_are_numbered_without_gaps(data: Path) -> None:
    customers = pq.read_table(data / "clean.parquet")["customer"].unique().to_pylist()
    assert sorted(customers) == list(range(1, len(customers) + 1))


def raw(folder: Path, rows: Sequence[tuple[str, int, str | None, str]]) -> None:
    """Events with id, minute, account and cookie."""
    table = pa.table(
        {
            "id": [row[0] for row in rows],
            "time": pa.array([row[1] * 60_000_000 for row in rows], pa.timestamp("us", "UTC")),
            "event": [row[0] for row in rows],
            "channel": ["direct"] * len(rows),
            "account": pa.array([row[2] for row in rows], pa.string()),
            "cookie": [row[3] for row in rows],
        }
    )
    pq.write_table(table, folder / "events-000.parquet")


def test_events_belong_to_the_account_the_first_one_on_the_cookie_or_the_cookie(tmp_path: Path) -> None:
    rows = [
        ("before", 1, None, "c1"),
        ("login", 2, "u1", "c1"),
        ("other", 3, "u2", "c1"),
        ("after", 4, None, "c1"),
        ("login", 2, "u1", "c1"),
        ("nobody", 1, None, "c2"),
    ]
    raw(tmp_path, rows)
    clean = pq.read_table(write_clean(tmp_path)).to_pylist()
    assert [row["event"] for row in clean] == ["before", "login", "other", "after", "nobody"]
    first, login, other, after, nobody = (row["customer"] for row in clean)
    assert first == login == after
    assert len({first, other, nobody}) == 3


def test_places_follow_the_arrival(tmp_path: Path) -> None:
    raw(tmp_path, [("b", 1, "u1", "c1"), ("a", 1, None, "c1"), ("c", 0, "u1", "c1")])
    clean = pq.read_table(write_clean(tmp_path)).to_pylist()
    assert [(row["event"], row["place"]) for row in clean] == [("b", 0), ("a", 1), ("c", 0)]


def test_sql_by_hand_gives_the_answers_of_the_reference(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """DuckDB is in the project's own environment; the other sides are compared when they are timed."""
    duckdb_main(str(data / "clean.parquet"))
    said = {line["work"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
    assert list(said) == ["start", *WORKS]
    assert {work: said[work]["answer"] for work in list(WORKS)[1:]} == answers(data / "clean.parquet")
    assert all(line["peak_bytes"] > 0 and line["cpu_seconds"] >= 0 for line in said.values())
