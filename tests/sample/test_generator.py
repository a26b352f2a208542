"""The script makes the committed files, to the byte; the accounting adds up and agrees with the files."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from data.generator.sample import write_sample
from data.generator.truths import TRUTHS
from tests.sample.exports import ROOT, SAMPLE, hits, raw_lines, read_hit

WRITTEN_BY_HAND = {"journey.yaml"}
LIMIT_OF_ALL = 5_200_000
LIMIT_OF_ONE = 2 * 1024 * 1024


def files_below(folder: Path) -> dict[str, Path]:
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    made = {"ga4", "salesforce", "zendesk", "survey", "expected", "README.md"}
    return {name: path for name, path in found.items() if name.split("/")[0] in made}


def content_of(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


def accounts() -> list[dict[str, Any]]:
    return json.loads((SAMPLE / "expected" / "accounting.json").read_text(encoding="utf-8"))["files"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


def test_the_script_writes_the_committed_files(written: Path) -> None:
    new, old = files_below(written), files_below(SAMPLE)
    assert sorted(new) == sorted(old)
    assert [name for name in new if content_of(new[name]) != content_of(old[name])] == []


@pytest.mark.skipif(
    "ng" in zlib.ZLIB_RUNTIME_VERSION, reason="another compressor packs the same text otherwise"
)
def test_packed_files_are_the_same_to_the_byte(written: Path) -> None:
    new, old = files_below(written), files_below(SAMPLE)
    assert [name for name in new if new[name].read_bytes() != old[name].read_bytes()] == []


def test_packed_files_hold_no_time_and_no_name() -> None:
    for path in SAMPLE.rglob("*.gz"):
        head = path.read_bytes()[:10]
        assert head[3] == 0, path.name
        assert head[4:8] == b"\0\0\0\0", path.name


def test_sizes_on_disk() -> None:
    sizes = {name: path.stat().st_size for name, path in files_below(SAMPLE).items()}
    assert max(sizes.values()) <= LIMIT_OF_ONE
    assert sum(sizes.values()) <= LIMIT_OF_ALL


def test_another_seed_gives_another_world(tmp_path: Path) -> None:
    one = write_sample(tmp_path / "one", seed=1, people_count=60)
    other = write_sample(tmp_path / "other", seed=2, people_count=60)
    assert sum(account.rows for account in one) != sum(account.rows for account in other)
    assert not (tmp_path / "one" / "README.md").exists()


def test_accounts_add_up() -> None:
    for account in accounts():
        assert account["rows"] == account["good"] + account["duplicates"] + sum(account["rejected"].values())
        assert not account["kinds"] or sum(account["kinds"].values()) == account["good"], account["file"]


def test_web_files_hold_what_the_accounts_say() -> None:
    seen = set[str]()
    for account in accounts():
        if account["source"] == "ga4":
            lines = raw_lines(SAMPLE / account["file"])
            copies = sum(line in seen for line in lines) + len(lines) - len(set(lines))
            copies -= sum(count - 1 for line, count in Counter(lines).items() if line in seen)
            good = sum(line not in seen and read_hit(line) is not None for line in set(lines))
            seen.update(line for line in lines if read_hit(line) is not None)
            found = (len(lines), copies, good)
            assert found == (account["rows"], account["duplicates"], account["good"]), account["file"]


def test_table_files_hold_what_the_accounts_say() -> None:
    for account in accounts():
        if account["source"] != "ga4":
            text = content_of(SAMPLE / account["file"]).decode("utf-8-sig")
            rows = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))]
            wrong = [len(row) - len(rows[0]) for row in rows[1:] if len(row) != len(rows[0])]
            rejected = account["rejected"]
            assert len(rows) - 1 == account["rows"]
            assert len(rows) - len(set(rows)) == account["duplicates"]
            assert sum(extra > 0 for extra in wrong) == rejected.get("too_many_columns", 0)
            assert sum(extra < 0 for extra in wrong) == rejected.get("too_few_columns", 0)


def test_late_rows_lie_in_later_files() -> None:
    late = 0
    for account in accounts():
        if account["source"] == "ga4":
            day = account["file"].removeprefix("ga4/events_").removesuffix(".json.gz")
            found = [read_hit(line) for line in raw_lines(SAMPLE / account["file"])]
            days = [f"{hit.day:%Y%m%d}" for hit in found if hit is not None]
            assert max(days) <= day
            late += sum(event_day < day for event_day in days)
    assert sum(account["late"] for account in accounts()) <= late
    assert late <= sum(account["late"] + account["duplicates"] for account in accounts())


def test_no_two_good_web_events_have_one_key() -> None:
    keys = Counter((hit.cookie, hit.user, hit.at, hit.order, hit.name, hit.page) for hit in hits())
    assert max(keys.values()) == 1


def test_the_page_repeats_the_table_of_truths() -> None:
    page = (SAMPLE / "README.md").read_text(encoding="utf-8")
    rows = {
        line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `") and "`: " in line
    }
    assert sorted(rows) == sorted(truth.key for truth in TRUTHS)
    for truth in TRUTHS:
        cells = rows[truth.key].split(" | ")
        assert cells[1] == f"{truth.days.first} to {truth.days.last}"
        assert dict(_figures(cells[3])) == dict(truth.sizes)


def test_nothing_names_a_place_of_the_machine() -> None:
    sources = [*(ROOT / "data" / "generator").glob("*.*"), SAMPLE / "README.md"]
    for path in sources:
        assert not any(word in path.read_text(encoding="utf-8") for word in ("/tmp/", "/root/", "/work/")), (
            path
        )


def _figures(cell: str) -> list[tuple[str, float]]:
    return [(name, float(value)) for name, _, value in (part.rpartition(": ") for part in cell.split("; "))]
