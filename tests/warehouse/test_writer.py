"""One run at a time, files for their owner alone, and a way back after every refusal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from journeymine.config import Settings
from journeymine.engine import DuckEngine
from journeymine.errors import Busy, ConfigError, DataRefused
from journeymine.sources import RawFile
from journeymine.warehouse import Landed, Warehouse
from tests.events.test_private import all_text
from tests.warehouse import mini
from tests.warehouse.mini import settings_for, write_export

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from tests.warehouse.mini import settings_for
from journeymine.sources import RawFile
from journeymine.warehouse import Landed, Warehouse
from pathlib import Path
with Warehouse.open(settings_for(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_refused_at_once(settings: Settings) -> None:
    command = [sys.executable, "-c", HOLD, str(settings.folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        started = time.monotonic()
        with pytest.raises(Busy, match=f"process {holder.pid}") as refused:
            Warehouse.open(settings)
        assert time.monotonic() - started < 2
        assert refused.value.exit_code == 75
        holder.kill()
        holder.wait()
        Warehouse.open(settings).close()


def test_two_runs_in_one_process(settings: Settings) -> None:
    with Warehouse.open(settings), pytest.raises(Busy, match=f"process {os.getpid()}"):
        Warehouse.open(settings)
    Warehouse.open(settings).close()


def test_a_child_does_not_keep_the_lock(settings: Settings) -> None:
    with Warehouse.open(settings):
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False)
    Warehouse.open(settings).close()
    child.communicate(b"\n")


def test_everything_is_for_its_owner_alone(settings: Settings) -> None:
    umask = os.umask(0o022)
    try:
        write_export(settings.folder, "bad.csv", [("", "", "view", "u", 1.0), ("ok", 1, "view", "u", 1.0)])
        mini.run(settings)
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(umask)
    modes = {
        str(path.relative_to(settings.warehouse_path)): path.stat().st_mode & 0o777
        for path in settings.warehouse_path.rglob("*")
    }
    assert settings.warehouse_path.stat().st_mode & 0o777 == 0o700
    assert {modes[name] for name in ("vault.duckdb", "state.duckdb", "run.lock")} == {0o600}
    assert {modes[name] for name in ("landing", "landing/web", "published", "quarantine", "spill")} == {0o700}
    assert {mode for name, mode in modes.items() if name.startswith("landing/web/")} == {0o400}
    assert {mode for name, mode in modes.items() if name.startswith("quarantine/")} == {0o600}
    assert modes.pop("published/paths-1") == 0o750
    assert {mode for name, mode in modes.items() if name.startswith("published/")} == {0o440}


def test_what_is_opened_to_a_group_stays_open(settings: Settings) -> None:
    mini.run(settings)
    (settings.warehouse_path / "published").chmod(0o750)
    mini.run(settings)
    assert (settings.warehouse_path / "published").stat().st_mode & 0o777 == 0o750


def test_direct_identifiers_are_in_landing_quarantine_and_vault_alone(settings: Settings) -> None:
    published = mini.run(settings)
    with Warehouse.open(settings) as warehouse:
        said = all_text(warehouse.engine, "state")
        warehouse.engine.attach(published.path, "looked_at", read_only=True)
        said += all_text(warehouse.engine, "looked_at")
    assert "user-1" not in said
    assert "example.org" not in said
    assert "words of" not in said
    for path in (published.path, settings.warehouse_path / "state.duckdb"):
        assert b"user-1" not in path.read_bytes()
        assert b"example.org" not in path.read_bytes()
    with closing(DuckEngine.open_reader(settings.warehouse_path / "vault.duckdb")) as vault:
        kept = vault.query("select identifier_value from identifiers")["identifier_value"].to_pylist()
    assert any("example.org" in value for value in kept)


def test_a_refused_file_leaves_the_way_open(settings: Settings) -> None:
    bad = write_export(settings.folder, "day-2.csv", [("", "", "view", "u", 1.0)])
    with Warehouse.open(settings, clock=lambda: mini.NOON) as warehouse:
        run_id = warehouse.begin_run()
        with pytest.raises(DataRefused, match=r"exports/day-2\.csv"):
            mini.load(warehouse, settings)
        assert warehouse.engine.count("event_log") == 100
        assert len(warehouse.loaded_file_ids()) == 1
        warehouse.finish_run(run_id, "failed", generation=None, as_of=None)
    bad.unlink()
    assert mini.run(settings).generation == 1


def many_files(settings: Settings, warehouse: Warehouse) -> list[Landed]:
    for day in range(2, 8):
        write_export(settings.folder, f"day-{day}.csv", mini.some_rows(100 * day, 10))
    return list(warehouse.to_load([warehouse.land(file) for file in mini.exports(settings)]))


def test_files_are_loaded_in_batches(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The third file fills the batch; progress comes with each file, and all are in the state by then."""
    monkeypatch.setattr("journeymine.warehouse.writer._BATCH_FILES", 3)
    with Warehouse.open(settings, clock=lambda: mini.NOON) as warehouse:
        waiting = many_files(settings, warehouse)
        seen = [
            (file.file.shown, counts.loaded_count, warehouse.engine.count("files"))
            for file, counts in warehouse.load_all(
                waiting, lambda file: mini.read(warehouse.engine, file.path)
            )
        ]
    assert [count for _, count, _ in seen] == [100, 10, 10, 10, 10, 10, 10]
    assert [files for _, _, files in seen] == [3, 3, 3, 6, 6, 6, 7]
    assert [name for name, _, _ in seen] == [file.file.shown for file in waiting]


def test_a_file_that_can_not_be_read_stops_the_loading_after_those_before_it(settings: Settings) -> None:
    def read(file: Landed) -> RawFile:
        if file.file.shown == "exports/day-4.csv":
            raise DataRefused("no table at all")
        return mini.read(warehouse.engine, file.path)

    with Warehouse.open(settings, clock=lambda: mini.NOON) as warehouse:
        waiting = many_files(settings, warehouse)
        with pytest.raises(DataRefused, match="no table"):
            list(warehouse.load_all(waiting, read))
        assert len(warehouse.loaded_file_ids()) == 3
        assert warehouse.engine.count("event_log") == 120
        rest = warehouse.to_load([warehouse.land(file) for file in mini.exports(settings)])
        assert len(rest) == 4


def test_one_file_at_a_time(settings: Settings) -> None:
    with Warehouse.open(settings, clock=lambda: mini.NOON) as warehouse:
        (landed,) = warehouse.to_load([warehouse.land(file) for file in mini.exports(settings)])
        assert warehouse.load(landed, mini.read(warehouse.engine, landed.path)).loaded_count == 100
        assert warehouse.land(landed.file).is_known


def test_a_state_of_another_version_is_refused(settings: Settings) -> None:
    with Warehouse.open(settings) as warehouse:
        warehouse.engine.execute("update meta set value = '99' where key = 'schema_version'")
    with pytest.raises(ConfigError, match="layout 99"):
        Warehouse.open(settings)
    with pytest.raises(ConfigError, match="layout 99"):
        Warehouse.open(settings)


def test_a_state_that_is_no_database_is_refused(settings: Settings) -> None:
    settings.warehouse_path.mkdir()
    (settings.warehouse_path / "state.duckdb").write_text("not a database at all")
    with pytest.raises(DataRefused, match=r"state\.duckdb can't be opened"):
        Warehouse.open(settings)


def test_the_vault_is_closed_while_a_generation_is_built(settings: Settings) -> None:
    def seen(*_: object) -> None:
        names = warehouse.engine.query("select database_name from duckdb_databases()")[
            "database_name"
        ].to_pylist()
        assert "vault" not in names

    with Warehouse.open(settings, clock=lambda: mini.NOON) as warehouse:
        run_id = warehouse.begin_run()
        mini.load(warehouse, settings)
        mini.publish(warehouse, run_id, audits=[seen])
        write_export(settings.folder, "day-2.csv", mini.some_rows(100, 10))
        mini.load(warehouse, settings)
        assert mini.publish(warehouse, run_id, audits=[seen]).generation == 2


def test_a_warehouse_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    write_export(tmp_path, "day-1.csv", mini.some_rows(0, 5))
    assert mini.run(settings_for(tmp_path, warehouse="a/b/c")).path.parent == tmp_path / "a/b/c/published"
