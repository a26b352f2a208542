"""`journeymine rejects`: what it shows, what it keeps to itself, and trying again after a fix."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from journeymine.warehouse.folders import RunLock
from tests.gate.shop import TABLE, Shop, fresh, journey_file, rows, text

SECRET = "ola@shop.example"
BAD = [f"x1,never,look,{SECRET}", "x2,2026-01-06 10:00:00,look", f"x3,later,buy,{SECRET}"]
LENIENT = (*TABLE, "max_reject_rate: 0.2")
DAYS_FIRST = 'columns: {event_id: id, time: {column: at, format: "%d/%m/%Y", timezone: UTC}, event: what}'
MONTHS_FIRST = DAYS_FIRST.replace("%d/%m", "%m/%d")


def asked(shop: Shop, *arguments: str) -> list[dict[str, Any]]:
    """Rows of `journeymine rejects`."""
    done = shop.call("rejects", "--format", "json", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def second_night(first_night: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with three rejected rows."""
    shop = Shop(Path(shutil.copytree(first_night, tmp_path_factory.mktemp("faulty") / "shop")))
    shop.say(journey_file(*LENIENT))
    shop.put("bad.csv", text([*rows(100, 20), *BAD]))
    shop.run()
    return shop.folder


@pytest.fixture
def faulty(second_night: Path, tmp_path: Path) -> Shop:
    """A shop of its own with three rejected rows."""
    return Shop(Path(shutil.copytree(second_night, tmp_path / "faulty")))


def test_what_is_shown(faulty: Shop) -> None:
    """Counts with remedies, then lines, in three formats; never a value of a row."""
    found = asked(faulty)
    assert [(row["source"], row["file"], row["reason"], row["row_count"]) for row in found] == [
        ("shop", "in/bad.csv", "bad_time", 2),
        ("shop", "in/bad.csv", "too_few_columns", 1),
    ]
    assert all("." in row["remedy"] or "write the time" in row["remedy"] for row in found)
    assert [(row["line_number"], row["reason"]) for row in asked(faulty, "--lines")] == [
        (22, "bad_time"),
        (23, "too_few_columns"),
        (24, "bad_time"),
    ]
    assert [row["line_number"] for row in asked(faulty, "--lines", "--reason", "too_few_columns")] == [23]
    assert asked(faulty, "--source", "shop", "--reason", "future") == []
    assert faulty.call("rejects").stdout.splitlines()[-1] == "2 rows"
    told = faulty.call("rejects", "--lines", "--format", "csv")
    assert list(csv.reader(io.StringIO(told.stdout)))[0] == ["source", "file", "line_number", "reason"]
    for arguments in ((), ("--lines",), ("--lines", "--format", "csv")):
        shown = faulty.call("rejects", *arguments)
        assert SECRET not in shown.stdout + shown.stderr


def test_raw_text_is_for_the_owner(faulty: Shop) -> None:
    """Only when asked for, said to be personal data, and not while a run holds the warehouse."""
    done = faulty.call("rejects", "--raw", "--format", "json", "--reason", "too_few_columns")
    assert [row["raw_text"] for row in json.loads(done.stdout)] == [BAD[1]]
    assert "personal data" in done.stderr
    assert [SECRET in str(row) for row in asked(faulty, "--raw")] == [True, False, True]
    lock = RunLock.take(faulty.folder / "warehouse" / "run.lock")
    try:
        busy = faulty.call("rejects", "--raw")
        assert (busy.returncode, busy.stdout) == (75, "")
        assert faulty.call("rejects", "--retry").returncode == 75
        assert faulty.call("rejects").returncode == 0
    finally:
        lock.release()


def test_wrong_words_and_nothing_published(faulty: Shop, new_shop: Shop) -> None:
    """Exit 64 names the sources there are; exit 65 where no generation is there."""
    done = faulty.call("rejects", "--source", "shoop")
    assert (done.returncode, "sources are: shop" in done.stderr) == (64, True)
    assert faulty.call("rejects", "--retry", "--source", "shoop").returncode == 64
    assert new_shop.call("rejects").returncode == 65


def test_nothing_to_try_again(shop: Shop) -> None:
    """Without rejects nothing is forgotten."""
    done = shop.call("rejects", "--retry")
    assert (done.returncode, done.stdout) == (0, "nothing to try again\n")
    assert shop.run().stdout.startswith("nothing new")


def test_trying_again_after_the_format_is_corrected(new_shop: Shop, tmp_path: Path) -> None:
    """A wrong order of day and month is corrected: the result is that of a warehouse that had it right."""
    lines = [f"e{i},{1 + i % 12:02}/{1 + i % 25:02}/2025,look,u{i % 4}" for i in range(25)]
    files = [("a.csv", text(lines)), ("b.csv", text(lines[:3]))]
    wrong, right = (
        journey_file("vendor: table", columns, "keys: {user: who}", "max_reject_rate: 0.9")
        for columns in (DAYS_FIRST, MONTHS_FIRST)
    )
    new_shop.say(wrong)
    for name, content in files:
        new_shop.put(name, content)
    new_shop.run()
    before = new_shop.served()
    assert len(new_shop.rejects()) > 3
    new_shop.say(right)
    done = new_shop.call("rejects", "--retry")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "then: journeymine run"
    assert new_shop.served() == before
    new_shop.run()
    other = fresh(tmp_path / "right", right, files)
    other.run()
    assert new_shop.fingerprint == other.fingerprint
    assert new_shop.counts() == other.counts() == [("a.csv", 25, 25, 0, 0), ("b.csv", 3, 0, 0, 3)]
    assert new_shop.rejects() == {}
    assert list((new_shop.folder / "warehouse" / "quarantine").iterdir()) == []


def test_trying_again_what_only_time_or_tolerance_makes_good(shop: Shop, tmp_path: Path) -> None:
    """A row that lay in the future is good once the tolerance is wider. A run alone does not read the file
    again; and a file that corrects the retried one still does so afterwards.
    """
    ahead = datetime.now(UTC) + timedelta(days=3)
    first = text([*rows(100, 20), f"f1,{ahead:%Y-%m-%d %H:%M:%S},look,u1"])
    second = text([row.replace("look", "buy") for row in rows(100, 6)])
    shop.say(journey_file(*LENIENT))
    for name, content in (("b.csv", first), ("c.csv", second)):
        shop.put(name, content)
        shop.run()
    wider = journey_file(*LENIENT, more="future_tolerance: 10d\n")
    shop.say(wider)
    shop.run()
    assert shop.rejects() == {22: "future"}
    assert asked(shop, "--reason", "future", "--lines")[0]["file"] == "in/b.csv"
    assert shop.call("rejects", "--retry", "--reason", "bad_time").stdout == "nothing to try again\n"
    done = shop.call("rejects", "--retry", "--source", "shop")
    assert "shop: 1 rejected rows in 1 files; the next run reads all 3 files" in done.stdout
    shop.run()
    assert shop.rejects() == {}
    other = fresh(tmp_path / "wide", wider, [])
    for name, content in (("a.csv", (shop.folder / "in" / "good.csv").read_bytes()), ("b.csv", first)):
        other.put(name, content)
    other.run()
    other.put("c.csv", second)
    other.run()
    assert shop.fingerprint == other.fingerprint
    assert [row[1:] for row in shop.counts()] == [row[1:] for row in (other.counts()[i] for i in (1, 2, 0))]


def test_files_that_are_gone_from_where_they_lay(faulty: Shop) -> None:
    """The landing still has them; where it has not, nothing is forgotten: exit 65."""
    before = faulty.counts()
    faulty.take("bad.csv")
    assert faulty.call("rejects", "--retry").returncode == 0
    faulty.run()
    assert faulty.counts() == before
    landing = faulty.folder / "warehouse" / "landing" / "shop"
    next(path for path in landing.iterdir() if b"never" in path.read_bytes()).unlink()
    done = faulty.call("rejects", "--retry")
    assert (done.returncode, "in/bad.csv is no longer there" in done.stderr) == (65, True)
    assert faulty.run().stdout.startswith("nothing new")
