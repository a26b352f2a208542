"""Every record of a file is loaded, rejected with a reason, or a duplicate; and nothing of a refused file
stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from journeymine.errors import DataRefused
from journeymine.events import load_files
from tests.events.staging import MONDAY, NOW, Row, State, new_state, rules_for


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with new_state(tmp_path) as made:
        yield made


def rejected(state: State) -> dict[int, str]:
    rows = state.engine.query("select line_number, reason from rejects").to_pylist()
    return {row["line_number"]: row["reason"] for row in rows}


def test_reasons_by_row(state: State) -> None:
    counts = state.load(
        Row("ok"),
        Row("no time", at=None, time_text=None),
        Row("blank time", at=None, time_text=" \u00a0"),
        Row("bad time", at=None, time_text="31/02/2026"),
        Row("in an hour", at=NOW + timedelta(hours=24)),
        Row("in two days", at=NOW + timedelta(hours=24, microseconds=1)),
        Row("nobody", keys=()),
        Row("guest", keys=(("user", " GUEST "), ("email", None), ("phone", ""))),
        Row("nameless", event_name=None),
        Row("unnamed", event_name=""),
        Row("deleted", skip_reason="deleted"),
    )
    assert rejected(state) == {
        3: "no_time",
        4: "no_time",
        5: "bad_time",
        7: "future",
        8: "no_identity",
        9: "no_identity",
        10: "no_event_name",
        11: "no_event_name",
        12: "deleted",
    }
    assert (counts.row_count, counts.loaded_count, counts.rejected_count, counts.duplicate_count) == (
        11,
        2,
        9,
        0,
    )
    assert dict(counts.reasons) == Counter(rejected(state).values())
    assert [event["event_id"] for event in state.events()] == ["in an hour", "ok"]


def test_unread_records_count_as_rejected_and_keep_their_text(state: State, tmp_path: Path) -> None:
    counts = state.load(
        Row("e1"), Row("e2", keys=()), unread=[(9, "bad_json", '{"cut'), (7, "bad_json", "x")]
    )
    assert (counts.row_count, counts.loaded_count, counts.rejected_count) == (4, 1, 3)
    path = tmp_path / "file1.parquet"
    kept = pq.read_table(path).to_pylist()
    assert [(row["line_number"], row["reason"]) for row in kept] == [
        (3, "no_identity"),
        (7, "bad_json"),
        (9, "bad_json"),
    ]
    assert "raw text of line 3" in kept[0]["raw_text"]
    assert kept[2]["raw_text"] == '{"cut'
    assert path.stat().st_mode & 0o777 == 0o600
    remedies = state.engine.query("select remedy from rejects where reason = 'bad_json'")[
        "remedy"
    ].to_pylist()
    assert remedies == ["mend the line", "mend the line"]


def test_a_record_with_several_rows_is_loaded_by_one_of_them(state: State) -> None:
    counts = state.load(
        Row("created", line_number=2),
        Row("converted", line_number=2, at=None),
        Row("known", line_number=3),
        Row("bad", line_number=4, at=None),
        Row("worse", line_number=4, keys=()),
    )
    assert (counts.row_count, counts.loaded_count, counts.rejected_count) == (3, 2, 1)
    assert (counts.event_count, counts.partial_count) == (2, 1)
    assert rejected(state) == {4: "bad_time"}


def test_links_need_an_identifier_and_are_known_the_second_time(state: State) -> None:
    link = Row(
        is_event=False, at=None, time_text=None, event_name=None, keys=(("email", "a@b.c"), ("crm", "sf:1"))
    )
    counts = state.load(link, Row(is_event=False, keys=()), link)
    assert (counts.loaded_count, counts.rejected_count, counts.duplicate_count, counts.link_count) == (
        1,
        1,
        1,
        1,
    )
    again = state.load(link)
    assert (again.loaded_count, again.duplicate_count, again.link_count) == (0, 1, 0)
    assert state.engine.count("identity_links") == 1
    assert state.engine.count("event_log") == 0


def test_rows_that_say_different_things_and_link_the_same_are_all_loaded(state: State) -> None:
    keys = (("record", "zendesk:ticket:1"), ("user", "u1"))
    counts = state.load(*[Row(change, is_event=False, keys=keys) for change in ("owner", "group", "owner")])
    assert (counts.loaded_count, counts.duplicate_count, counts.link_count) == (2, 1, 2)
    assert state.engine.count("identity_links") == 1


def test_a_link_at_another_time_is_another_link(state: State) -> None:
    keys = (("email", "a@b.c"), ("crm", "sf:1"))
    for day in (None, MONDAY, MONDAY + timedelta(days=1), MONDAY):
        state.load(Row(is_event=False, at=day, keys=keys))
    assert state.engine.count("identity_links") == 3


def test_an_empty_file_is_noted(state: State) -> None:
    counts = state.load()
    assert counts.row_count == 0
    assert state.engine.query("select status from files")["status"].to_pylist() == ["empty"]


def test_too_many_rejects_refuse_the_file_whole(state: State, tmp_path: Path) -> None:
    strict = state.with_source(max_reject_rate=0.25)
    good = [Row(f"e{i}", body="free text") for i in range(5)]
    strict.load(*good, Row(keys=()))
    with pytest.raises(DataRefused) as refused:
        strict.load(Row("f1"), *[Row(at=None) for _ in range(7)], Row(at=None, time_text=""))
    said = str(refused.value)
    assert "exports/2.csv: 8 of 9 records are refused (88.9%, allowed are 25.0%)" in said
    assert "bad_time: 7 (lines 3, 4, 5, 6, 7, …)" in said
    assert "no_time: 1 (line 10)" in said
    assert "max_reject_rate" in said
    assert "u1" not in said
    assert state.engine.count("event_log") == 5
    assert state.engine.query("select count(*) as n from files")["n"].to_pylist() == [1]
    assert state.engine.query("select count(*) as n from vault.texts")["n"].to_pylist() == [5]
    assert not (tmp_path / "file2.parquet").exists()


def test_the_vendors_own_word_is_no_fault_of_the_file(state: State) -> None:
    strict = state.with_source(max_reject_rate=0.0)
    counts = strict.load(Row("e1"), Row("e2", skip_reason="deleted"), Row("e3", skip_reason="agent"))
    assert counts.rejected_count == 2
    with pytest.raises(DataRefused):
        strict.load(Row("e4"), Row("e5", skip_reason="bad_score"))


def test_files_before_a_refused_one_are_loaded(state: State) -> None:
    strict = state.with_source(max_reject_rate=0.0)
    with pytest.raises(DataRefused, match=r"exports/3\.csv: 1 of 2"):
        strict.load_together([Row("e1")], [Row("e2")], [Row("e3"), Row("e4", keys=())], [Row("e5")])
    assert [event["event_id"] for event in state.events()] == ["e1", "e2"]
    files = state.engine.query("select path, loaded_count from files order by path").to_pylist()
    assert [tuple(row.values()) for row in files] == [("exports/1.csv", 1), ("exports/2.csv", 1)]


def test_files_of_several_sources_together(state: State) -> None:
    other = state.with_source(name="shop", dedupe="content")
    other.loaded = 10
    tickets = [state.ticket([Row("e1"), Row(), Row()]), other.ticket([Row("e1"), Row(), Row()])]
    counts = load_files(state.engine, tickets, rules_for(state.quarantine))
    assert [(count.event_count, count.duplicate_count) for count in counts] == [(3, 0), (2, 1)]


@pytest.mark.parametrize("row_count", [1, 3])
def test_an_account_that_does_not_add_up_refuses_the_file(state: State, row_count: int) -> None:
    with pytest.raises(DataRefused, match="records were read but 2 are accounted for"):
        state.load(Row("e1"), Row("e2"), row_count=row_count)
    assert state.engine.count("event_log") == 0
    assert state.engine.count("files") == 0


def test_a_line_both_read_and_rejected_refuses_the_file(state: State) -> None:
    with pytest.raises(DataRefused, match="1 records were read but 2"):
        state.load(Row("e1"), unread=[(2, "bad_json", "")], row_count=1)


def test_a_failure_in_the_middle_leaves_nothing(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    execute = state.engine.execute

    def failing(sql: str, parameters: dict[str, object] | None = None) -> None:
        if "insert into files" in sql:
            raise RuntimeError("the power went")
        execute(sql, parameters)

    with monkeypatch.context() as patch:
        patch.setattr(state.engine, "execute", failing)
        with pytest.raises(RuntimeError):
            state.load(Row("e1", body="words"), Row(keys=()))
    for table in ("event_log", "keysets", "rejects", "files"):
        assert state.engine.count(table) == 0
    counts = state.load(Row("e1", body="words"), Row(keys=()))
    assert counts.loaded_count == 1
    assert state.engine.query("select body from vault.texts")["body"].to_pylist() == ["words"]
    assert state.engine.query("select count(*) as n from vault.identifiers")["n"].to_pylist() == [1]


def test_the_ledger_row_says_what_happened(state: State) -> None:
    state.load(Row("e1"), Row("e1"), Row(keys=()))
    row = state.engine.query("select * from files").to_pylist()[0]
    assert row["row_count"] == row["loaded_count"] + row["rejected_count"] + row["duplicate_count"] == 3
    assert (row["path"], row["status"], row["run_id"], row["loaded_at"]) == (
        "exports/1.csv",
        "loaded",
        "run1",
        NOW,
    )


def test_temporary_tables_are_gone_after_a_load_and_after_a_refusal(state: State, tmp_path: Path) -> None:
    state.load(Row("e1"))
    state.rules = rules_for(tmp_path)
    with pytest.raises(DataRefused):
        state.with_source(max_reject_rate=0.0).load(Row(keys=()))
    names = state.engine.query("select table_name from duckdb_tables() where temporary")[
        "table_name"
    ].to_pylist()
    assert sorted(names) == ["raw_1", "raw_2", "stg_1", "stg_2"]
