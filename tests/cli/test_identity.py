"""Identity on the command line: why identifiers are one customer, links taken back and put again, probable
links, and that nothing published says who anybody is.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from journeymine.tables import TABLES
from journeymine.warehouse.folders import RunLock
from tests.cli.test_cli import jm
from tests.linking.people import COLUMNS, made_people

FILE = """\
sources:
  shop:
    vendor: table
    files: events.csv
    dedupe: content
    columns: {time: {column: at, timezone: UTC}, event: what, event_id: id, value: money}
    keys: {user: who, email: mail, anonymous: device}
    max_reject_rate: 1.0
touchpoints:
  - {name: look, stage: awareness, when: {event: look}}
  - {name: buy, stage: purchase, when: {event: buy}}
"""
HEADER = ("id", "at", "what", "money", "who", "mail", "device")
ROWS: tuple[tuple[str, ...], ...] = (
    ("1", "2026-01-05 09:00:00", "look", "", "", "", "d1"),
    ("2", "2026-01-05 09:10:00", "look", "", "u1", "", "d1"),
    ("3", "2026-01-06 09:00:00", "buy", "20", "u1", "Info@X.de", ""),
    ("4", "2026-01-07 09:00:00", "look", "", "u9", "info@x.de", "d9"),
    ("5", "2026-01-08 09:00:00", "buy", "35", "u9", "", "d9"),
    ("6", "2026-01-08 10:00:00", "look", "", "", "", "d9"),
    ("7", "2026-01-08 11:00:00", "look", "", "", "", "d7"),
    ("8", "2026-01-08 12:00:00", "look", "", "guest", "", "d7"),
    ("9", "2026-01-09 12:00:00", "look", "", "u5", "", "d5"),
    ("10", "2026-01-09 12:10:00", "look", "", "u6", "", "d5"),
)
NEVER_LINKED = tuple((*row[:5], "", row[6]) if row[0] == "4" else row for row in ROWS)
UNLINK = 'identity: {unlink: [["email: INFO@x.de", "user:u9"]]}\n'
RUN_TABLES = {"runs", "files", "rejects"}


def shop(folder: Path, rows: Sequence[tuple[str, ...]] = ROWS, more: str = "") -> Path:
    """A shop with a finished run."""
    folder.mkdir(exist_ok=True)
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADER, *rows])
    set_file(folder, more)
    ran(folder)
    return folder


def set_file(folder: Path, more: str = "") -> None:
    (folder / "journey.yaml").write_text(FILE + more, encoding="utf-8")


def ran(folder: Path) -> str:
    done = jm("run", cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stderr


def asked(folder: Path, *arguments: str) -> dict[str, Any]:
    done = jm("identity", *arguments, "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def status(folder: Path) -> dict[str, Any]:
    return json.loads(jm("status", "--format", "json", cwd=folder).stdout)[0]


def published(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every published table that says something of customers."""
    file = max((folder / "warehouse" / "published").glob("*.duckdb"))
    with duckdb.connect(str(file), read_only=True) as connection:
        return {
            table.name: connection.sql(f'select * from "{table.name}" order by all').fetchall()
            for table in TABLES
            if table.name not in RUN_TABLES
        }


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shop(tmp_path_factory.mktemp("merged"))


@pytest.fixture(scope="module")
def unlinked(merged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same shop after a wrong link was taken back."""
    folder = copy(merged, tmp_path_factory.mktemp("unlinked"))
    set_file(folder, UNLINK)
    said = ran(folder)
    assert "0 of 1 files new" in said
    assert "1 sets taken apart by identity.unlink" in said
    return folder


def copy(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to, dirs_exist_ok=True)
    return to


def test_one_identifier_is_explained(merged: Path) -> None:
    (found,) = asked(merged, "u1")["answers"]
    assert found["customers"] == asked(merged, "email:info@x.de")["answers"][0]["customers"]
    assert found["events"] == [{"source": "shop", "event_count": 6}]
    kinds = [one["type"] for one in found["identifiers"]]
    assert sorted(kinds) == ["anonymous", "anonymous", "email", "user", "user"]
    assert {one["type"]: one["event_count"] for one in found["identifiers"]}["email"] == 2
    rows = published(merged)["customers"]
    assert found["customers"][0] in {row[0] for row in rows}


def test_the_chain_of_evidence_names_file_line_and_time(merged: Path) -> None:
    said = asked(merged, "anonymous:d1", "--with", "user:u9")
    assert said["is_one_customer"]
    steps = [
        (link["source"], link["path"], link["line_number"], link["occurred_at"]) for link in said["chain"]
    ]
    assert steps == [
        ("shop", "events.csv", 3, "2026-01-05T09:10:00+00:00"),
        ("shop", "events.csv", 4, "2026-01-06T09:00:00+00:00"),
        ("shop", "events.csv", 5, "2026-01-07T09:00:00+00:00"),
    ]
    ends = [link["from"] for link in said["chain"]] + [said["chain"][-1]["to"]]
    assert [end.partition(":")[0] for end in ends] == ["anonymous", "user", "email", "user"]
    text = jm("identity", "anonymous:d1", "--with", "user:u9", cwd=merged).stdout
    assert "one customer by\n" in text
    assert "shop: events.csv, line 4, 2026-01-06T09:00:00+00:00" in text


def test_values_are_shown_in_clear_only_when_asked_for(merged: Path) -> None:
    hidden = jm("identity", "user:u1", cwd=merged)
    assert "info@x.de" not in hidden.stdout + hidden.stderr
    shown = jm("identity", "user:u1", "--reveal", cwd=merged)
    assert "info@x.de" in shown.stdout
    assert "personal data in clear" in shown.stderr


def test_a_pseudonym_asks_the_same(merged: Path) -> None:
    (found,) = asked(merged, "user:u1")["answers"]
    assert asked(merged, found["asked"])["answers"] == [found]


def test_verdicts_denied_shared_and_kiosk(tmp_path: Path) -> None:
    folder = shop(tmp_path, more="identity: {max_links: 1, max_device_people: 1}\n")
    assert "deny list" in asked(folder, "user:guest")["answers"][0]["verdict"]
    assert asked(folder, "email:info@x.de")["answers"][0]["verdict"].startswith("shared")
    kiosk = asked(folder, "anonymous:d5")["answers"][0]
    assert kiosk["verdict"].startswith("a kiosk: 2 persons")
    assert kiosk["customers"] == []
    apart = asked(folder, "user:u5", "--with", "user:u6")
    assert apart["why_not"] == ["both were seen on a device that is a kiosk"]
    assert "the second is shared" in asked(folder, "user:u1", "--with", "email:info@x.de")["why_not"][0]


def test_a_shared_device_is_said(merged: Path) -> None:
    found = asked(merged, "anonymous:d5")["answers"][0]
    assert found["verdict"] == "a shared device: 2 persons were seen on it"
    assert len(found["customers"]) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody@x.de",), "no row carries 'nobody@x.de'"),
        (("user:u77",), "no row carries 'user:u77' as user."),
        (("user:u1", "--with", "user:u77"), "no row carries 'user:u77'"),
        (("user:u1", "--with", "user: u1 "), "the same identifier"),
        (("user:u1", "--with", "user:guest"), "deny list"),
    ],
)
def test_unknown_identifiers_are_a_usage_error(merged: Path, arguments: tuple[str, ...], said: str) -> None:
    done = jm("identity", *arguments, cwd=merged)
    assert done.returncode == 64
    assert said in done.stderr
    assert done.stdout == ""


def test_without_a_run_there_is_nothing_to_ask(tmp_path: Path) -> None:
    set_file(tmp_path)
    assert jm("identity", "user:u1", cwd=tmp_path).returncode == 65
    assert not (tmp_path / "warehouse").exists()


def test_while_a_run_holds_the_warehouse_the_answer_is_busy(merged: Path) -> None:
    lock = RunLock.take(merged / "warehouse" / "run.lock")
    try:
        assert jm("identity", "user:u1", cwd=merged).returncode == 75
    finally:
        lock.release()
    assert jm("identity", "user:u1", cwd=merged).returncode == 0


def test_unlinked_is_as_never_linked(merged: Path, unlinked: Path, tmp_path: Path) -> None:
    never, now = published(shop(tmp_path, NEVER_LINKED)), published(unlinked)
    assert {name for name in never if never[name] != now[name]} == set()
    assert len(now["customers"]) == len(published(merged)["customers"]) + 1
    apart = asked(unlinked, "user:u9", "--with", "email:info@x.de")
    assert apart["why_not"][0] == "identity.unlink of the journey file keeps the two apart"


def test_linked_again_is_as_before(merged: Path, unlinked: Path, tmp_path: Path) -> None:
    folder = copy(unlinked, tmp_path)
    assert status(folder)["fingerprint"] != status(merged)["fingerprint"]
    set_file(folder)
    ran(folder)
    assert published(folder) == published(merged)
    assert status(folder)["fingerprint"] == status(merged)["fingerprint"]


def test_a_pair_by_pseudonym_and_one_that_no_row_carries(merged: Path, tmp_path: Path) -> None:
    folder = copy(merged, tmp_path)
    pseudonym = asked(folder, "user:u9")["answers"][0]["asked"]
    set_file(folder, f'identity: {{unlink: [["email:info@x.de", "{pseudonym}"], ["user:u1", "user:u9"]]}}\n')
    assert "no row carries pair 2 of identity.unlink together" in ran(folder)
    assert len(published(folder)["customers"]) == 5


@pytest.mark.parametrize(
    "pair",
    ['["email:a@x.de", "email: A@X.DE"]', '["phone:abc", "user:u1"]', '["d1", "user:u1"]', '["user:u1"]'],
)
def test_what_is_no_pair_is_refused_and_not_repeated(merged: Path, tmp_path: Path, pair: str) -> None:
    folder = copy(merged, tmp_path)
    set_file(folder, f"identity: {{unlink: [{pair}]}}\n")
    done = jm("run", cwd=folder)
    assert done.returncode == 78
    assert "identity.unlink" in done.stderr
    assert "a@x.de" not in done.stderr.lower()


def test_an_identifier_that_unlink_leaves_nothing_to_is_said(tmp_path: Path) -> None:
    rows = (*ROWS, ("11", "2026-01-10 09:00:00", "look", "", "u1", "once@x.de", ""))
    folder = shop(tmp_path, rows, 'identity: {unlink: [["email:once@x.de", "user:u1"]]}\n')
    done = jm("identity", "email:once@x.de", cwd=folder)
    assert done.returncode == 64
    assert "identity.unlink gives to another identifier" in done.stderr


def test_merges_say_what_the_joining_moved(merged: Path) -> None:
    rows = published(merged)["merges"]
    (customer,) = [row for row in rows if row[3] > 1]
    # u1, u9, the address and two devices; 6 events: d9 on 3 of them, u1 and u9 on 2 each; 1 and 6 name nobody
    assert customer[1:] == (1, 5, 3, 2, 1, 6, 2, 3, 20.0)
    assert len(rows) == 1


def test_merges_follow_unlink(unlinked: Path) -> None:
    rows = published(unlinked)["merges"]
    # u1: d1 on 1 and 2, u1 on 2 and 3: the purchase lacks d1. All events of u9 carry d9: nothing moved.
    assert [row[1:] for row in rows] == [(1, 3, 2, 1, 1, 3, 1, 1, 20.0)]


def write_people(folder: Path) -> int:
    """People who are all customers: their list, and one event of each."""
    people = made_people(7, 150).table
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("Customer", *(name.replace("_", " ").title() for name in COLUMNS)))
        writer.writerows([[row["key"], *(row[name] for name in COLUMNS)] for row in people.to_pylist()])
    return len(people)


def test_probable_links_change_customers_only_when_accepted(tmp_path: Path) -> None:
    keys = [row["key"] for row in made_people(7, 150).table.to_pylist()]
    rows = [(key, "2026-01-05 09:00:00", "look", "", key, "", "") for key in keys]
    folder = shop(tmp_path, rows)
    people = write_people(folder)
    assert status(folder)["customer_count"] == people
    arguments = ("link-people", "people.csv", "--key", "Customer", "--type", "user", "-o", "pairs.csv")
    done = jm(*arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    lines = [line.split() for line in done.stdout.splitlines()[1:5]]
    figures = {line[0]: [int(cell.replace(",", "")) for cell in line[1:]] for line in lines}
    assert figures["-"] == [0, people, people]
    assert people > figures["0.999"][2] >= figures["0.99"][2] >= figures["0.9"][2]
    assert all(figure[1] == figure[2] for figure in figures.values())
    assert (folder / "pairs.csv").read_text(encoding="utf-8").startswith("left,right,match_probability\nc0")
    assert "nothing new" in jm("run", cwd=folder).stdout
    assert status(folder)["customer_count"] == people
    set_file(folder, "identity: {accept_probable: 0.99}\n")
    ran(folder)
    assert status(folder)["customer_count"] == figures["0.99"][2]
    said = explained(folder)
    assert said["chain"][0]["match_probability"] >= 0.99
    set_file(folder)
    ran(folder)
    assert status(folder)["customer_count"] == people


def explained(folder: Path) -> dict[str, Any]:
    """What is said of the most probable pair."""
    with (folder / "pairs.csv").open(encoding="utf-8", newline="") as lines:
        first = next(csv.DictReader(lines))
    return asked(folder, f"user:{first['left']}", "--with", f"user:{first['right']}")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("none.csv", "--key", "Customer", "--type", "user"), 65, "there is no file"),
        (("events.csv", "--key", "Customer", "--type", "user"), 64, "has no column 'Customer'"),
        (("events.csv", "--key", "who", "--type", "user"), 64, "at least 3 are needed"),
        (("events.csv", "--key", "who", "--type", "email"), 64, "expected user, crm"),
    ],
)
def test_a_list_that_is_none(merged: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = jm("link-people", *arguments, cwd=merged)
    assert done.returncode == code, done.stderr
    assert said in done.stderr


def test_nothing_published_says_who_anybody_is(unlinked: Path) -> None:
    files = [path for path in (unlinked / "warehouse" / "published").rglob("*") if path.is_file()]
    assert any(path.name == "times.npy" for path in files)
    for path in files:
        assert b"info@x.de" not in path.read_bytes().lower(), path.name
