"""Files are landed once, unchanged, in an order that later loading keeps."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from journeymine.config import Settings
from journeymine.errors import DataRefused
from journeymine.warehouse import Warehouse
from tests.warehouse import mini
from tests.warehouse.mini import exports, settings_for, some_rows, write_export


def opened(settings: Settings) -> Warehouse:
    """A warehouse whose run begins long after its files were written."""
    warehouse = Warehouse.open(settings, clock=lambda: mini.NOON.replace(year=2126))
    warehouse.begin_run()
    return warehouse


def test_a_file_is_copied_under_its_hash(settings: Settings) -> None:
    with opened(settings) as warehouse:
        landed = warehouse.land(exports(settings)[0])
    data = (settings.folder / "exports" / "day-1.csv").read_bytes()
    assert landed.sha256 == hashlib.sha256(data).hexdigest()
    assert landed.path == settings.warehouse_path / "landing" / "web" / f"{landed.sha256}.csv"
    assert landed.path.read_bytes() == data
    assert landed.path.stat().st_mode & 0o777 == 0o400
    assert (landed.is_known, landed.is_new_name) == (False, False)
    assert [path.name for path in landed.path.parent.iterdir()] == [landed.path.name]


def test_a_loaded_file_is_known_and_not_read_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(settings) as warehouse:
        assert len(mini.load(warehouse, settings)) == 1
        monkeypatch.setattr("journeymine.warehouse.landing.hashlib.sha256", None)
        landed = warehouse.land(exports(settings)[0])
        assert landed.is_known
        assert warehouse.to_load([landed]) == ()


def test_a_young_file_is_read_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file changed just before it was landed may have changed since without a trace."""
    with Warehouse.open(settings, clock=lambda: mini.NOON.replace(year=2000)) as warehouse:
        warehouse.begin_run()
        warehouse.land(exports(settings)[0])
        monkeypatch.setattr("journeymine.warehouse.landing.hashlib.sha256", None)
        with pytest.raises(TypeError):
            warehouse.land(exports(settings)[0])


def test_the_same_bytes_under_another_name_are_known(settings: Settings) -> None:
    with opened(settings) as warehouse:
        mini.load(warehouse, settings)
        (settings.folder / "exports" / "day-1.csv").rename(settings.folder / "exports" / "renamed.csv")
        landed = warehouse.land(exports(settings)[0])
        assert (landed.is_known, landed.is_new_name) == (True, True)


def test_two_names_of_the_same_bytes_are_loaded_once(settings: Settings) -> None:
    write_export(settings.folder, "day-1 (copy).csv", some_rows(0, 100))
    with opened(settings) as warehouse:
        landed = [warehouse.land(file) for file in exports(settings)]
        assert [file.is_new_name for file in landed] == [False, True]
        waiting = warehouse.to_load(landed)
        assert [file.file.shown for file in waiting] == ["exports/day-1 (copy).csv"]


def test_the_same_bytes_of_another_entity_are_another_file(settings: Settings) -> None:
    with opened(settings) as warehouse:
        file = exports(settings)[0]
        first, second = warehouse.land(file), warehouse.land(replace(file, entity="users"))
    assert first.file_id != second.file_id
    assert first.precedence < second.precedence


def test_changed_bytes_under_the_same_name_are_a_new_file(settings: Settings) -> None:
    with opened(settings) as warehouse:
        first = warehouse.land(exports(settings)[0])
        write_export(settings.folder, "day-1.csv", some_rows(0, 101))
        second = warehouse.land(exports(settings)[0])
    assert (second.is_known, second.is_new_name) == (False, False)
    assert first.precedence < second.precedence
    assert first.path.exists()
    assert first.sha256 != second.sha256


def test_a_date_in_the_name_decides_before_the_arrival(settings: Settings) -> None:
    for count, name in enumerate(("e_2026-02-03.csv", "e_2026-02-01.csv", "undated.csv"), start=1):
        write_export(settings.folder, name, some_rows(0, count))
    files = {file.path.name: file for file in exports(settings)}
    with opened(settings) as warehouse:
        order = ("undated.csv", "e_2026-02-03.csv", "e_2026-02-01.csv")
        landed = [warehouse.land(files[name]) for name in order]
        waiting = warehouse.to_load(landed)
    assert [file.file.path.name for file in waiting] == [
        "e_2026-02-01.csv",
        "e_2026-02-03.csv",
        "undated.csv",
    ]


def test_changed_bytes_of_the_same_size_and_time_are_seen(settings: Settings) -> None:
    path = exports(settings)[0].path
    with opened(settings) as warehouse:
        first = warehouse.land(exports(settings)[0])
        before = path.stat()
        path.write_bytes(path.read_bytes().replace(b"view", b"seen", 1))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert path.stat().st_size == before.st_size
        assert warehouse.land(exports(settings)[0]).sha256 != first.sha256


def test_an_interrupted_copy_is_replaced(settings: Settings) -> None:
    folder = settings.warehouse_path / "landing" / "web"
    folder.mkdir(parents=True)
    (folder / ".arriving").write_text("half")
    (folder / ".arriving").chmod(0o400)
    with opened(settings) as warehouse:
        warehouse.land(exports(settings)[0])
    assert not (folder / ".arriving").exists()


def test_a_file_that_went_away_is_refused(settings: Settings) -> None:
    file = exports(settings)[0]
    file.path.unlink()
    with (
        opened(settings) as warehouse,
        pytest.raises(DataRefused, match="exports/day-1.csv can't be brought"),
    ):
        warehouse.land(file)


@pytest.mark.parametrize("name", ["../../etc", "a/b", ".", "źródło", "x" * 120, "漢" * 120])
def test_any_name_of_a_source_stays_in_the_landing(tmp_path: Path, name: str) -> None:
    source = {"vendor": "zendesk", "files": {"tickets": ["x"]}, "name": name}
    settings = settings_for(tmp_path, sources={name: source})
    path = write_export(tmp_path, "day-1.csv", some_rows(0, 3))
    with opened(settings) as warehouse:
        file = mini.SourceFile(settings.sources[name], "tickets", path, "exports/day-1.csv")
        landed = warehouse.land(file)
    assert landed.path.parent.parent == settings.warehouse_path / "landing"


def test_by_reference_the_file_stays_where_it_is(settings: Settings) -> None:
    settings = settings_for(settings.folder, privacy={"landing": "reference"})
    with opened(settings) as warehouse:
        landed = warehouse.land(exports(settings)[0])
        assert landed.path == exports(settings)[0].path
        assert list((settings.warehouse_path / "landing").iterdir()) == []
        raw = mini.read(warehouse.engine, landed.path)
        write_export(settings.folder, "day-1.csv", some_rows(0, 7))
        with pytest.raises(DataRefused, match="changed while it was read"):
            warehouse.load(landed, raw)
        assert len(mini.load(warehouse, settings)) == 1
        assert warehouse.engine.count("event_log") == 7


def test_files_are_loaded_again_in_the_order_of_their_arrival(settings: Settings) -> None:
    """The correction came second though its name comes first; and the first export is gone since."""
    with opened(settings) as warehouse:
        mini.load(warehouse, settings)
        write_export(settings.folder, "a correction.csv", [("e1", 5, "buy", "user-9", 99.0)])
        mini.load(warehouse, settings)
        before = events(warehouse)
        exports(settings)[1].path.unlink()
        warehouse.forget_events()
        assert events(warehouse) == []
        names = [file.file.shown for file in mini.load(warehouse, settings)]
    assert names == ["exports/day-1.csv", "exports/a correction.csv"]
    with opened(settings) as warehouse:
        assert events(warehouse) == before
        assert len(warehouse.loaded_file_ids()) == 2


def test_a_file_that_was_never_good_does_not_come_back(settings: Settings) -> None:
    bad = write_export(settings.folder, "bad.csv", [("", "", "view", "u", 1.0)])
    with opened(settings) as warehouse:
        with pytest.raises(DataRefused):
            mini.load(warehouse, settings)
        bad.unlink()
        assert len(mini.load(warehouse, settings)) == 1
        warehouse.forget_events()
        assert len(mini.load(warehouse, settings)) == 1


def test_a_source_that_left_the_journey_file_does_not_come_back(settings: Settings) -> None:
    with opened(settings) as warehouse:
        mini.load(warehouse, settings)
    other = {"name": "shop", "vendor": "zendesk", "files": {"tickets": ["x"]}}
    with opened(settings_for(settings.folder, sources={"shop": other})) as warehouse:
        warehouse.forget_events()
        assert warehouse.to_load([]) == ()


def test_the_vault_keeps_nothing_of_forgotten_events(settings: Settings) -> None:
    with opened(settings) as warehouse:
        mini.load(warehouse, settings)
        assert all(in_vault(warehouse).values())
        warehouse.forget_events()
        assert in_vault(warehouse) == {"identifiers": set(), "texts": set()}


def test_a_denied_identifier_leaves_the_vault_even_if_the_run_was_killed(settings: Settings) -> None:
    """Killed between the forgetting of the state and of the vault, which then still has everything."""
    with opened(settings) as warehouse:
        mini.load(warehouse, settings)
        before = in_vault(warehouse)
        with warehouse.engine.transaction():
            warehouse._arrivals.mark_good()
            warehouse.ledger.forget()
    denying = settings_for(settings.folder, identity={"deny": ["user-1@example.org"]})
    with opened(denying) as warehouse:
        mini.load(warehouse, denying)
        after = in_vault(warehouse)
    assert before["identifiers"] - after["identifiers"] == {"user-1@example.org"}
    assert after["texts"] == before["texts"]


def in_vault(warehouse: Warehouse) -> dict[str, set[str]]:
    """The values of the vault's tables."""
    columns = {"identifiers": "identifier_value", "texts": "event_id || body"}
    return {
        table: set(warehouse.engine.query(f"select {column} as text from vault.{table}")["text"].to_pylist())
        for table, column in columns.items()
    }


def events(warehouse: Warehouse) -> list[dict[str, object]]:
    return warehouse.engine.query(
        "select * exclude (keyset_no, signature_no) from event_log order by event_id"
    ).to_pylist()
