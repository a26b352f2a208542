"""Readers get the generation that CURRENT.json names, or the newest good one with a note; nothing else can
be read.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from journeymine.config import Settings
from journeymine.errors import JourneymineError, NothingPublished
from journeymine.warehouse import Generation, open_current
from tests.warehouse import mini
from tests.warehouse.mini import some_rows, write_export


@pytest.fixture
def published(settings: Settings) -> Path:
    """The folder of two generations, of 100 and of 150 events."""
    mini.run(settings)
    write_export(settings.folder, "day-2.csv", some_rows(100, 50))
    return mini.run(settings).path.parent


def seen(generation: Generation) -> tuple[int, int]:
    """Number and events of a generation."""
    with generation:
        return generation.gen, generation.engine.count("visits")


def test_nothing_published(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(NothingPublished, match="journeymine run"):
        open_current(tmp_path / "nowhere")
    write_export(settings.folder, "day-1.csv", [])
    with pytest.raises(NothingPublished) as refused:
        open_current(settings.warehouse_path)
    assert refused.value.exit_code == 65


def test_the_current_one(published: Path) -> None:
    assert seen(open_current(published.parent)) == (2, 150)


def test_an_open_generation_stays_what_it_was(published: Path, settings: Settings) -> None:
    """A handle that is open does not keep later ones of the same process on the old rows."""
    with open_current(published.parent) as pinned:
        for count in (60, 70, 80, 90):
            write_export(settings.folder, "day-3.csv", some_rows(1000, count))
            gen = mini.run(settings).generation
            assert seen(open_current(published.parent)) == (gen, 150 + count)
        assert not pinned.path.exists()
        assert pinned.engine.count("visits") == 150


def test_two_readers_of_one_process(published: Path) -> None:
    with open_current(published.parent) as one, open_current(published.parent) as two:
        two.engine.execute("create temporary table visits_seen as select 1 as n")
        assert not one.engine.has_table("visits_seen") or one.engine.count("visits") == 150


def remove(folder: Path) -> None:
    (folder / "journeys-2.duckdb").unlink()


def flip(folder: Path) -> None:
    path = folder / "journeys-2.duckdb"
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.seek(9000)
        byte = file.read(1)
        file.seek(9000)
        file.write(bytes([byte[0] ^ 1]))


def cut(folder: Path) -> None:
    path = folder / "journeys-2.duckdb"
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 4096)


def stray_log(folder: Path) -> None:
    (folder / "journeys-2.duckdb.wal").write_bytes(b"not yours")


def wrong_hash(folder: Path) -> None:
    record = json.loads((folder / "CURRENT.json").read_text())
    replace(folder / "CURRENT.json", json.dumps({**record, "sha256": "0" * 64}))
    replace(folder / "journeys-2.json", json.dumps({**record, "sha256": "0" * 64}))


def replace(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text)


@pytest.mark.parametrize("harm", [remove, flip, cut, stray_log, wrong_hash])
def test_a_harmed_generation_gives_way_to_the_last_good_one(published: Path, harm: object) -> None:
    assert callable(harm)
    harm(published)
    generation = open_current(published.parent)
    assert generation.note is not None
    assert "generation 2, named by CURRENT.json, is not whole" in generation.note
    assert "generation 1 is shown" in generation.note
    assert seen(generation) == (1, 100)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"gen": 2}', "null"])
def test_a_pointer_that_can_not_be_read(published: Path, text: str) -> None:
    replace(published / "CURRENT.json", text)
    generation = open_current(published.parent)
    assert generation.note is not None
    assert "CURRENT.json can't be read; generation 2 is shown" in generation.note
    assert seen(generation) == (2, 150)


def test_a_pointer_may_not_lead_elsewhere(published: Path) -> None:
    record = json.loads((published / "CURRENT.json").read_text())
    replace(published / "CURRENT.json", json.dumps({**record, "file": "../state.duckdb"}))
    generation = open_current(published.parent)
    assert generation.note is not None
    assert generation.path == published / "journeys-2.duckdb"
    generation.close()


def test_no_good_generation_at_all(published: Path) -> None:
    for path in published.glob("*.duckdb"):
        path.unlink()
    with pytest.raises(NothingPublished, match="no other generation is whole"):
        open_current(published.parent)


def test_a_run_mends_a_harmed_generation(published: Path, settings: Settings) -> None:
    flip(published)
    assert mini.run(settings).generation == 3
    generation = open_current(published.parent)
    assert generation.note is None
    assert seen(generation) == (3, 150)


def test_a_generation_that_is_retired_while_it_is_opened(
    published: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader has read CURRENT; three generations later its file is gone, and it asks again."""
    from journeymine.warehouse import current

    read = current.generations.read_record
    calls: list[Path] = []

    def read_then_publish(path: Path) -> object:
        record = read(path)
        if not calls:
            calls.append(path)
            with monkeypatch.context() as patch:
                patch.setattr(current.generations, "read_record", read)
                for _ in range(3):
                    mini.run(settings)
        return record

    monkeypatch.setattr(current.generations, "read_record", read_then_publish)
    generation = open_current(published.parent)
    assert (generation.gen, generation.note) == (5, None)
    generation.close()


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('/etc/hostname')",
        "attach 'other.duckdb' as other",
        "copy visits to 'visits.csv'",
        "insert into visits select * from visits",
        "drop table visits",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "install httpfs",
        "load httpfs",
        "export database 'here'",
        "create table x as select 1",
        "pragma database_list; select 1",
    ],
)
def test_a_reader_can_do_nothing_but_read(published: Path, statement: str) -> None:
    with open_current(published.parent) as generation, pytest.raises(JourneymineError):
        generation.engine.relation(statement).fetchall()
