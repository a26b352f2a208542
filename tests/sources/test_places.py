"""Files of an object store: listed like local ones, copied once, and read again only when they changed."""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from journeymine.cli.show import Shower
from journeymine.cli.trial import try_out
from journeymine.config import Settings
from journeymine.errors import ConfigError, DataRefused
from journeymine.events import FileCounts
from journeymine.sources import SourceFile, empty_patterns, list_files, read
from journeymine.sources.partitions import partition_columns, with_partitions
from journeymine.sources.pieces import Piece, running_lines
from journeymine.sources.places import OutOfReach, find, parts, settled
from journeymine.warehouse import Warehouse
from journeymine.warehouse.landing import file_id_of
from tests.warehouse import mini


@pytest.fixture
def bucket() -> Iterator[Any]:
    """An empty store in memory."""
    store = fsspec.filesystem("memory")
    store.store.clear()
    yield store
    store.store.clear()


@pytest.fixture
def opens(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that were opened for reading."""
    found: list[str] = []
    open_one = MemoryFileSystem._open

    def counted(self: MemoryFileSystem, path: str, mode: str = "rb", *args: Any, **named: Any) -> Any:
        if mode == "rb":
            found.append(path)
        return open_one(self, path, mode, *args, **named)

    monkeypatch.setattr(MemoryFileSystem, "_open", counted)
    return found


def settings_in(folder: Path, files: Any, **source: Any) -> Settings:
    web = {
        "name": "web",
        "vendor": "table",
        "files": files,
        "timezone": "UTC",
        "columns": {"time": "time", "event": "event", **source.pop("columns", {})},
        "keys": {"user": "user"},
        **source,
    }
    touchpoint = {"name": "shop", "stage": "awareness", "when": [{"event": "view"}]}
    return Settings.model_validate(
        {"path": folder / "journey.yaml", "sources": {"web": web}, "touchpoints": [touchpoint]}
    )


def export(*days: int, user: str = "ada") -> bytes:
    """A compressed CSV with an event a day."""
    text = io.StringIO()
    rows = [(f"2026-01-{day:02} 10:00", "view", user) for day in days]
    csv.writer(text).writerows([("time", "event", "user"), *rows])
    return gzip.compress(text.getvalue().encode(), mtime=0)


def night(settings: Settings) -> list[FileCounts]:
    """Land and load what is new, long after the files were written."""
    with Warehouse.open(settings, clock=lambda: mini.NOON.replace(year=2126)) as warehouse:
        warehouse.begin_run()
        waiting = warehouse.to_load([warehouse.land(file) for file in list_files(settings)])

        def prepare(landed: Any) -> Any:
            raw = read(warehouse.engine, landed.file, landed.path)
            warehouse.engine.model(raw.model, raw.parameters)
            return raw

        return [counts for _, counts in warehouse.load_all(waiting, prepare)]


def test_a_store_is_listed_like_a_folder(bucket: Any, tmp_path: Path) -> None:
    names = (
        "day-10.csv",
        "day-9.csv",
        "day-9.txt",
        ".hidden.csv",
        "dt=2026-01-02/a.csv",
        "dt=2026-01-01/a.csv",
    )
    for name in names:
        bucket.pipe(f"/shop/exports/{name}", b"x")
    settings = settings_in(tmp_path, ["memory://shop/exports/**/*.csv", "memory://shop/exports/day-9.csv"])
    files = list_files(settings)
    assert [file.shown for file in files] == [
        f"memory://shop/exports/{name}"
        for name in ("day-9.csv", "day-10.csv", "dt=2026-01-01/a.csv", "dt=2026-01-02/a.csv")
    ]
    assert all(file.shown == file.url == file.place and file.stamp for file in files)
    assert files[0].path.name == "day-9.csv"


def test_local_addresses_and_folders_by_date(tmp_path: Path) -> None:
    for day in (10, 9):
        path = tmp_path / "lake" / f"dt=2026-01-{day}" / "part-0.csv.gz"
        path.parent.mkdir(parents=True)
        path.write_bytes(export(day))
    expected = ["2026-01-9", "2026-01-10"]
    for pattern in ("lake/*/*.csv.gz", f"file://{tmp_path}/lake/**/*.csv.gz"):
        files = list_files(settings_in(tmp_path, pattern))
        assert [dict(partition_columns(file.shown))["dt"] for file in files] == expected
    assert sum(counts.loaded_count for counts in night(settings_in(tmp_path, pattern))) == 2


def test_an_unchanged_object_is_not_read_again(bucket: Any, opens: list[str], tmp_path: Path) -> None:
    settings = settings_in(tmp_path, "memory://shop/*.csv.gz")
    bucket.pipe("/shop/day-1.csv.gz", export(1, 2))
    bucket.pipe("/shop/day-2.csv.gz", export(3))
    assert [counts.loaded_count for counts in night(settings)] == [2, 1]
    assert opens == ["/shop/day-1.csv.gz", "/shop/day-2.csv.gz"]
    assert night(settings) == []
    assert len(opens) == 2
    landed = list((settings.warehouse_path / "landing" / "web").iterdir())
    assert sorted(path.read_bytes() for path in landed) == sorted((export(1, 2), export(3)))


def test_a_corrected_object_is_read_again(bucket: Any, opens: list[str], tmp_path: Path) -> None:
    settings = settings_in(tmp_path, "memory://shop/*.csv.gz")
    bucket.pipe("/shop/day-1.csv.gz", export(1, 2))
    bucket.pipe("/shop/day-2.csv.gz", export(3))
    night(settings)
    bucket.pipe("/shop/day-1.csv.gz", export(1, 2, 4))
    [counts] = night(settings)
    assert (counts.row_count, counts.loaded_count, counts.duplicate_count) == (3, 1, 2)
    assert opens[2:] == ["/shop/day-1.csv.gz"]


def test_forgotten_events_come_back_from_the_landing(bucket: Any, opens: list[str], tmp_path: Path) -> None:
    settings = settings_in(tmp_path, "memory://shop/*.csv.gz")
    bucket.pipe("/shop/day-1.csv.gz", export(1, 2))
    bucket.pipe("/shop/day-2.csv.gz", export(3))
    night(settings)
    bucket.rm("/shop/day-1.csv.gz")
    with Warehouse.open(settings) as warehouse:
        warehouse.forget_events()
    assert sum(counts.loaded_count for counts in night(settings)) == 3
    assert len(opens) == 2


def test_large_objects_come_in_parts(bucket: Any, tmp_path: Path) -> None:
    data = bytes(range(256)) * 10_000
    bucket.pipe("/shop/large.bin", data)
    source = settings_in(tmp_path, "memory://shop/large.bin").sources["web"]
    found = list(parts("memory://shop/large.bin", source))
    assert b"".join(found) == data
    assert [len(part) for part in found] == [2**20, 2**20, len(data) - 2**21]


def test_check_reads_a_copy_and_keeps_none(bucket: Any, tmp_path: Path) -> None:
    bucket.pipe("/shop/day-1.csv.gz", export(1, 2))
    trial = try_out(settings_in(tmp_path, "memory://shop/*.csv.gz"), Shower())
    assert [(source.file_count, source.row_count) for source in trial.sources] == [(1, 2)]
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_there_is_refused(bucket: Any, tmp_path: Path) -> None:
    bucket.pipe("/shop/day-1.csv", b"x")
    for files in ("memory://shop/*.json", "memory://nowhere/*.csv", "memory://shop/day-2.csv"):
        with pytest.raises(DataRefused, match="finds? no file|no file") as caught:
            list_files(settings_in(tmp_path, files))
        assert "folder" not in str(caught.value)
        assert not isinstance(caught.value, OutOfReach)
    settings = settings_in(tmp_path, ["memory://shop/*.csv", "memory://shop/*.json"])
    assert empty_patterns(settings) == ("source 'web': 'memory://shop/*.json' finds no file",)


def test_a_store_that_does_not_answer_is_tried_again(
    bucket: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The flow tries again what is an OSError; the driver's own words, which may hold a key, are not told."""
    settings = settings_in(tmp_path, "memory://shop/*.csv.gz")
    bucket.pipe("/shop/day-1.csv.gz", export(1, 2))
    calls = {"ls": RuntimeError("AKIA-secret"), "_open": ConnectionResetError("AKIA-secret")}
    for name, error in calls.items():

        def broken(*_: Any, error: Exception = error, **__: Any) -> Any:
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(MemoryFileSystem, name, broken)
            with pytest.raises(OutOfReach, match=f"can't be reached .{type(error).__name__}") as caught:
                night(settings)
        assert isinstance(caught.value, OSError)
        assert (caught.value.exit_code, "AKIA" in str(caught.value)) == (65, False)
    assert list((settings.warehouse_path / "landing" / "web").glob("[!.]*")) == []
    assert night(settings)[0].loaded_count == 2


def test_refused_access_is_not_tried_again(
    bucket: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, "memory://shop/day-1.csv")
    bucket.pipe("/shop/day-1.csv", b"x")

    def refused(*_: Any, **__: Any) -> Any:
        raise PermissionError("AKIA-secret")

    monkeypatch.setattr(MemoryFileSystem, "info", refused)
    with pytest.raises(DataRefused, match="access is refused") as caught:
        list_files(settings)
    assert not isinstance(caught.value, OSError)


@pytest.mark.parametrize(
    ("url", "module", "said"),
    [
        ("s3://shop/*.csv", "s3fs", r'pip install "journeymine\[objects\]" s3fs'),
        ("gs://shop/*.csv", "gcsfs", r'pip install "journeymine\[objects\]" gcsfs'),
        ("az://shop/*.csv", "adlfs", r'pip install "journeymine\[objects\]" adlfs'),
        ("s3://shop/*.csv", "fsspec.core", r'pip install "journeymine\[objects\]" s3fs'),
        ("nowhere://shop/*.csv", "s3fs", "fsspec knows no store nowhere://"),
    ],
)
def test_a_missing_driver_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, url: str, module: str, said: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConfigError, match=said) as caught:
        list_files(settings_in(tmp_path, url))
    assert caught.value.key == "sources.web.files"


def test_objects_must_be_copied(bucket: Any, tmp_path: Path) -> None:
    bucket.pipe("/shop/day-1.csv", b"x")
    settings = settings_in(tmp_path, "memory://shop/*.csv")
    privacy = settings.privacy.model_copy(update={"landing": "reference"})
    with pytest.raises(ConfigError, match="landing: copy"):
        list_files(settings.model_copy(update={"privacy": privacy}))


def test_options_reach_the_driver_and_secrets_come_from_the_environment(
    bucket: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[dict[str, Any]] = []

    def url_to_fs(url: str, **options: Any) -> tuple[Any, str]:
        asked.append(options)
        return bucket, url.removeprefix("memory:/")

    monkeypatch.setattr("fsspec.core.url_to_fs", url_to_fs)
    monkeypatch.setenv("SHOP_SECRET", "hush")
    storage = {"anon": False, "secret": "${SHOP_SECRET}", "client_kwargs": {"region_name": "eu-central-1"}}
    settings = settings_in(tmp_path, "memory://shop/*.csv", storage=storage)
    assert find("memory://shop/*.csv", settings.sources["web"]) == ()
    assert asked == [{"anon": False, "secret": "hush", "client_kwargs": {"region_name": "eu-central-1"}}]
    assert "hush" not in settings.model_dump_json()
    monkeypatch.delenv("SHOP_SECRET")
    with pytest.raises(ConfigError, match="SHOP_SECRET is not set") as caught:
        find("memory://shop/*.csv", settings.sources["web"])
    assert caught.value.key == "sources.web.storage.secret"


@pytest.mark.parametrize(
    "source",
    [
        {"files": "s3://AKIA:hush@shop/*.csv"},
        {"files": "https://shop.example/a.csv?signature=hush"},
        {"files": "s3://shop/*.csv", "storage": {"secret": "hush"}},
        {"files": "s3://shop/*.csv", "storage": {"client_kwargs": {"aws_access_key_id": "hush"}}},
        {"files": "s3://shop/*.csv", "storage": {"endpoint_url": "https://ada:hush@store.example"}},
    ],
)
def test_secrets_are_not_written_in_the_journey_file(tmp_path: Path, source: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\$\{NAME\}") as caught:
        settings_in(tmp_path, **source)
    assert "hush" not in str(caught.value).partition("[type=")[0]


def test_a_stamp_that_is_a_time_must_be_past() -> None:
    assert settled("tag:3:abc", 0.0) == "tag:3:abc"
    assert settled("time:3::1000.0", 1001.0) is None
    assert settled("time:3::1000.0", 1002.0) == "time:3::1000.0"
    assert settled("", 1002.0) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("lake/dt=2026-11-01/part-0.csv.gz", (("dt", "2026-11-01"),)),
        ("s3://b/year=2026/month=11/x.parquet", (("year", "2026"), ("month", "11"))),
        ("lake/dt=2026-11-01%2010%3A00/x", (("dt", "2026-11-01 10:00"),)),
        ("lake/country=__HIVE_DEFAULT_PARTITION__/x", (("country", ""),)),
        ("a=1/a=2/x", (("a", "2"),)),
        ("lake/=x/y/dt=1.csv", ()),
    ],
)
def test_folders_say_columns(path: str, expected: tuple[tuple[str, str], ...]) -> None:
    assert partition_columns(path) == expected


def test_asked_columns_are_added_where_the_file_has_none() -> None:
    piece = Piece(("dt", "event"), running_lines(2, 2), (pa.array(["own", None]), pa.array(["a", "b"])))
    path = "dt=2026-11-01/country=PL/shop=__HIVE_DEFAULT_PARTITION__/store=7/x.csv"
    found = with_partitions(piece, path, ("dt", "country", "shop"))
    assert found.names == ("dt", "event", "country", "shop")
    assert [column.to_pylist() for column in found.columns] == [
        ["own", None],
        ["a", "b"],
        ["PL", "PL"],
        [None, None],
    ]
    assert with_partitions(piece, path, ("event",)) is piece


def test_equal_bytes_of_two_days_are_two_files(tmp_path: Path) -> None:
    source = settings_in(tmp_path, "x").sources["web"]
    shown = ("dt=1/a.csv", "dt=2/a.csv", "dt=1/b.csv", "plain/a.csv", "a.csv")
    ids = [file_id_of(SourceFile(source, "events", Path("x"), name), "0" * 64) for name in shown]
    assert ids[0] == ids[2] != ids[1]
    assert ids[3] == ids[4]
    assert len(set(ids)) == 3
