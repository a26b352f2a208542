"""A generation is published whole and proved, or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from journeymine.config import Settings
from journeymine.engine import DuckEngine, Engine
from journeymine.engine.inspect import faults
from journeymine.errors import AuditFailed, JourneymineError
from journeymine.tables import Column, TableSpec
from journeymine.warehouse import Warehouse, open_current
from tests.warehouse import mini
from tests.warehouse.mini import NOON, some_rows, write_export


def names(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.warehouse_path / "published").iterdir())


def test_what_is_published(settings: Settings) -> None:
    published = mini.run(settings)
    assert published.generation == 1
    assert published.path == settings.warehouse_path / "published" / "journeys-1.duckdb"
    assert published.sha256 == hashlib.sha256(published.path.read_bytes()).hexdigest()
    assert names(settings) == ["CURRENT.json", "journeys-1.duckdb", "journeys-1.json", "paths-1"]
    current = json.loads((published.path.parent / "CURRENT.json").read_text(encoding="utf-8"))
    assert current == json.loads((published.path.parent / "journeys-1.json").read_text(encoding="utf-8"))
    assert (current["gen"], current["file"], current["sha256"], current["fingerprint"]) == (
        1,
        "journeys-1.duckdb",
        published.sha256,
        published.fingerprint,
    )
    assert current["about"]["title"] == "Mapa podróży"
    with open_current(settings.warehouse_path) as generation:
        assert (generation.gen, generation.fingerprint, generation.note) == (1, published.fingerprint, None)
        assert (generation.as_of, generation.published_at) == (NOON, NOON)
        assert generation.engine.count("visits") == 100
        rows = generation.engine.query("select status, generation, as_of from runs").to_pylist()
        assert rows == [{"status": "ok", "generation": 1, "as_of": NOON}]
        assert generation.engine.query("select path, row_count from files").to_pylist() == [
            {"path": "exports/day-1.csv", "row_count": 100}
        ]


def test_columns_are_as_promised(settings: Settings) -> None:
    mini.run(settings)
    with open_current(settings.warehouse_path) as generation:
        for spec in mini.TABLES:
            found = generation.engine.query(
                "select column_name, data_type, is_nullable from duckdb_columns() where table_name = $name "
                "order by column_index",
                {"name": spec.name},
            ).to_pylist()
            assert [(row["column_name"], row["data_type"], row["is_nullable"]) for row in found] == [
                (column.name, column.type, column.nullable) for column in spec.columns
            ]


def test_rows_lie_in_the_order_of_the_key(settings: Settings) -> None:
    mini.run(settings)
    with open_current(settings.warehouse_path) as generation:
        ids = generation.engine.query("select event_id from visits")["event_id"].to_pylist()
    assert ids == sorted(ids)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("update visits set event_name = null where event_id = 'e7'", "visits.event_name is NULL in 1 rows"),
        (
            "update visits set event_name = 'sell' where value > 2",
            "event_name is none of view, buy in 85 rows",
        ),
        (
            "insert into visits select * from visits where event_id in ('e1', 'e2')",
            "visits has 2 keys (event_id)",
        ),
        ("alter table visits drop column value", "visits lacks value"),
    ],
)
def test_a_table_that_breaks_its_promise_is_not_published(settings: Settings, change: str, said: str) -> None:
    first = mini.run(settings)
    before = names(settings)
    with Warehouse.open(settings, clock=lambda: NOON) as warehouse:
        mini.build(warehouse.engine)
        warehouse.engine.execute(change)
        with pytest.raises(AuditFailed) as refused:
            warehouse.publish(mini.TABLES, mini.PATHS, about={"as_of": NOON.isoformat(), "run_id": "r"})
    assert said in str(refused.value)
    assert names(settings) == before
    with open_current(settings.warehouse_path) as generation:
        assert generation.fingerprint == first.fingerprint


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("values (0), (1), (2)", None),
        ("values (1), (2)", None),
        ("select 1 where false", None),
        ("values (0), (2), (1)", "numbers does not lie in the order of number"),
        ("values (0), (1), (1)", "numbers has 1 keys (number) on more than one row"),
        ("values (0), (null), (1)", "numbers.number is NULL in 1 rows"),
    ],
)
def test_rows_that_are_made_in_the_order_of_a_key_are_proved_to_be(rows: str, said: str | None) -> None:
    column = Column("number", "BIGINT", "its number", nullable=False)
    spec = TableSpec("numbers", "number", ("number",), (column,), order=("number",), is_laid=True)
    engine = DuckEngine.open(None)
    engine.execute(f"create table numbers as select * from ({rows}) as t(number)")
    found = faults(engine, "numbers", spec)
    engine.close()
    assert found == [said] if said else not found


def test_an_audit_that_fails_stops_the_publication(settings: Settings) -> None:
    def never(engine: Engine) -> None:
        assert engine.count("visits") == 100
        raise AuditFailed("the moon is out")

    with Warehouse.open(settings, clock=lambda: NOON) as warehouse:
        run_id = warehouse.begin_run()
        mini.load(warehouse, settings)
        with pytest.raises(AuditFailed, match="moon"):
            mini.publish(warehouse, run_id, audits=[never])
        assert warehouse.current_generation() is None
    assert names(settings) == []


@pytest.mark.parametrize("step", ["_read_back", "sync_file", "sync_folder"])
def test_a_failure_while_building_leaves_the_last_generation(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    mini.run(settings)

    def failing(*_: object) -> None:
        raise JourneymineError("the disk is gone")

    with monkeypatch.context() as patch, pytest.raises(JourneymineError, match="gone"):
        patch.setattr(f"journeymine.warehouse.publish.{step}", failing)
        mini.run(settings)
    assert mini.run(settings).generation == 3
    assert names(settings) == [
        "CURRENT.json",
        "journeys-1.duckdb",
        "journeys-1.json",
        "journeys-3.duckdb",
        "journeys-3.json",
        "paths-1",
        "paths-3",
    ]


def test_three_generations_are_kept_and_can_be_opened_by_number(settings: Settings) -> None:
    for _ in range(5):
        mini.run(settings)
    assert [name for name in names(settings) if name.endswith("duckdb")] == [
        f"journeys-{gen}.duckdb" for gen in (3, 4, 5)
    ]
    with open_current(settings.warehouse_path, generation=3) as generation:
        assert generation.gen == 3
    with pytest.raises(JourneymineError, match="generation 2 is not kept any more; there are: 5, 4, 3"):
        open_current(settings.warehouse_path, generation=2)


def test_a_number_is_never_used_twice(settings: Settings) -> None:
    """A generation that was built but never announced may have been seen; its name is never reused."""
    mini.run(settings)
    second = mini.run(settings)
    (second.path.parent / "CURRENT.json").write_bytes((second.path.parent / "journeys-1.json").read_bytes())
    third = mini.run(settings)
    assert third.generation == 3
    assert not second.path.exists()


def test_leftovers_are_removed(settings: Settings) -> None:
    mini.run(settings)
    folder = settings.warehouse_path / "published"
    for name in (".journeys-2.duckdb", ".journeys-2.duckdb.wal", ".CURRENT.json.new", "journeys-9.duckdb"):
        (folder / name).write_text("half")
    (settings.warehouse_path / "spill" / "x.tmp").write_text("half")
    with Warehouse.open(settings):
        assert names(settings) == ["CURRENT.json", "journeys-1.duckdb", "journeys-1.json", "paths-1"]
        assert list((settings.warehouse_path / "spill").iterdir()) == []


def test_nothing_is_removed_while_it_is_unclear_what_is_current(settings: Settings) -> None:
    mini.run(settings)
    mini.run(settings)
    (settings.warehouse_path / "published" / "CURRENT.json").write_text("{")
    with Warehouse.open(settings):
        assert "journeys-2.duckdb" in names(settings)


def shuffled(rows: list[Any], step: int) -> list[Any]:
    return sorted(rows, key=lambda row: hashlib.md5(f"{step}{row}".encode(), usedforsecurity=False).digest())


def one_day(folder: Path) -> None:
    write_export(folder, "all.csv", some_rows(0, 300))


def three_days(folder: Path) -> None:
    for day in range(3):
        write_export(folder, f"{day}.csv", shuffled(some_rows(100 * day, 100), day))


def three_days_backwards_and_twice(folder: Path) -> None:
    for place, day in enumerate((2, 1, 0, 1)):
        write_export(folder, f"{place}.csv", shuffled(some_rows(100 * day, 100), place))


def fingerprint(folder: Path, write: Callable[[Path], None]) -> str:
    write(folder)
    return mini.run(mini.settings_for(folder)).fingerprint


def test_the_fingerprint_depends_on_the_data_alone(tmp_path: Path) -> None:
    ways = (one_day, three_days, three_days_backwards_and_twice)
    found = {fingerprint(tmp_path / way.__name__, way) for way in ways}
    assert len(found) == 1

    def another(folder: Path) -> None:
        write_export(folder, "all.csv", [*some_rows(0, 299), ("e299", 1, "view", "user-1", 0.5)])

    assert fingerprint(tmp_path / "another", another) not in found


def test_days_in_any_order_over_several_runs(tmp_path: Path) -> None:
    found: set[str] = set()
    for order in ((1, 2, 3), (3, 1, 2)):
        settings = mini.settings_for(tmp_path / str(order))
        for day in order:
            write_export(settings.folder, f"{day}.csv", some_rows(100 * day, 100))
            mini.run(settings)
        with open_current(settings.warehouse_path) as generation:
            found.add(generation.fingerprint)
            assert generation.gen == 3
    assert len(found) == 1


@pytest.mark.parametrize(
    "change",
    [
        "update visits set value = value + 0.000001 where event_id = 'e1'",
        "update visits set occurred_at = occurred_at + interval 1 microsecond where event_id = 'e1'",
        "update visits set value = null where event_id = 'e1'",
        "delete from visits where event_id = 'e1'",
        "update totals set marks = ['a', 'b']",
    ],
)
def test_the_fingerprint_sees_every_change(settings: Settings, change: str) -> None:
    first = mini.run(settings)
    with Warehouse.open(settings, clock=lambda: NOON) as warehouse:
        mini.build(warehouse.engine)
        about = {"as_of": NOON.isoformat(), "run_id": "r"}
        assert warehouse.publish(mini.TABLES, mini.PATHS, about=about).fingerprint == first.fingerprint
        warehouse.engine.execute(change)
        assert warehouse.publish(mini.TABLES, mini.PATHS, about=about).fingerprint != first.fingerprint


def test_the_fingerprint_does_not_see_in_which_order_a_sum_was_taken(settings: Settings) -> None:
    first = mini.run(settings)
    with Warehouse.open(settings, clock=lambda: NOON) as warehouse:
        mini.build(warehouse.engine)
        warehouse.engine.execute("update totals set value = value * (1 + 1e-15)")
        about = {"as_of": NOON.isoformat(), "run_id": "r"}
        assert warehouse.publish(mini.TABLES, mini.PATHS, about=about).fingerprint == first.fingerprint


def test_a_stray_log_at_the_new_name_stops_the_publication(settings: Settings) -> None:
    mini.run(settings)
    (settings.warehouse_path / "published" / "journeys-2.duckdb.wal").write_text("x")
    with pytest.raises(AuditFailed, match=r"journeys-2\.duckdb\.wal is there already"):
        mini.run(settings)


def test_steps_done_count_while_their_generation_is_whole(settings: Settings) -> None:
    published = mini.run(settings)
    with Warehouse.open(settings) as warehouse:
        warehouse.journal("publish", "inputs")
        assert warehouse.is_done("publish", "inputs")
        assert not warehouse.is_done("publish", "other inputs")
        assert not warehouse.is_done("other", "inputs")
    with Warehouse.open(settings) as warehouse:
        assert warehouse.is_done("publish", "inputs")
    published.path.chmod(0o600)
    with published.path.open("r+b") as file:
        file.seek(5000)
        file.write(b"?")
    with Warehouse.open(settings) as warehouse:
        assert not warehouse.is_done("publish", "inputs")


def test_a_run_counts_as_failed_until_it_says_otherwise(settings: Settings) -> None:
    with Warehouse.open(settings, clock=lambda: NOON) as warehouse:
        warehouse.begin_run()
    with Warehouse.open(settings, clock=lambda: NOON + timedelta(hours=1)) as warehouse:
        run_id = warehouse.begin_run()
        warehouse.finish_run(run_id, "unchanged", generation=7, as_of=None)
        rows = warehouse.engine.query("select status, generation from runs order by started_at").to_pylist()
    assert rows == [{"status": "failed", "generation": None}, {"status": "unchanged", "generation": 7}]
