"""The command line as a new user meets it: words, exit codes, and that bad input changes nothing that is
served."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from journeymine.cli import main

ROOT = Path(__file__).parents[2]
FILE = """\
sources:
  shop:
    vendor: table
    files: events.csv
    columns: {time: {column: at, timezone: UTC}, event: what}
    keys: {user: who}
touchpoints:
  - {name: look, stage: awareness, when: {event: look}}
  - {name: buy, stage: purchase, when: {event: buy}}
"""
ROWS = "at,what,who\n" + "".join(
    f"2026-01-{day:02d} 10:00:00,{what},u{day}\n" for day in range(1, 29) for what in ("look", "buy")
)


@dataclass(frozen=True)
class Done:
    """What a call came to."""

    returncode: int
    stdout: str
    stderr: str


def jm(*arguments: str, cwd: Path = ROOT) -> Done:
    """Run the command line in this process, from a folder."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(arguments)
        except SystemExit as ended:
            return Done(int(ended.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "journey.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / "events.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop that ran once."""
    folder = tmp_path_factory.mktemp("night") / "shop"
    folder.mkdir()
    (folder / "journey.yaml").write_text(FILE, encoding="utf-8")
    (folder / "events.csv").write_text(ROWS, encoding="utf-8")
    assert jm("run", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def published(first_night: Path, tmp_path: Path) -> Path:
    """A shop of its own that ran once."""
    return Path(shutil.copytree(first_night, tmp_path / "shop"))


def fingerprint(folder: Path) -> str:
    told = jm("status", "--format", "json", cwd=folder)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)[0]["fingerprint"]


def refused(folder: Path, code: int, *said: str) -> None:
    """A run that must fail with one clear message and no traceback."""
    done = jm("run", cwd=folder)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    message = [line for line in done.stderr.splitlines() if line.startswith("journeymine: ")]
    assert len(message) == 1
    for part in said:
        assert part in done.stderr, done.stderr


def test_first_run_second_run_verify(shop: Path) -> None:
    first = jm("run", cwd=shop)
    assert first.returncode == 0, first.stderr
    assert "56 rows read = 56 loaded + 0 rejected + 0 duplicates" in first.stdout
    before = fingerprint(shop)
    second = jm("run", cwd=shop)
    assert (second.returncode, second.stdout) == (0, "nothing new: generation 1 stays\n")
    full = jm("run", "--full", cwd=shop)
    assert full.returncode == 0, full.stderr
    assert fingerprint(shop) == before
    proof = jm("verify", cwd=shop)
    assert proof.returncode == 0
    assert "BROKEN" not in proof.stdout
    assert "entrants of a stage = forward + skip + back + dropped + open + finished" in proof.stdout


def test_a_full_proof_reads_everything_again(published: Path) -> None:
    """Beside the warehouse, which stays as it is; what a state was tampered with shows, to the row."""
    (published / "late.csv").write_text("at,what,who\n2026-01-02 09:00:00,look,u1\n", encoding="utf-8")
    (published / "journey.yaml").write_text(FILE.replace("events.csv", '"*.csv"'), encoding="utf-8")
    unpublished = jm("verify", "--full", cwd=published)
    assert (unpublished.returncode, "run 'journeymine run' first" in unpublished.stderr) == (64, True)
    jm("run", cwd=published)
    before = fingerprint(published)
    proof = jm("verify", "--full", cwd=published)
    assert proof.returncode == 0, proof.stderr
    assert "same     journeys\n" in proof.stdout
    assert "DIFFERS" not in proof.stdout
    assert fingerprint(published) == before
    assert not (published / "warehouse" / "rebuilt").exists()
    with duckdb.connect(published / "warehouse" / "state.duckdb") as state:
        state.execute("delete from event_rows where line_number = 2 and file_no = 0")
    (published / "journey.yaml").write_text(
        FILE.replace("events.csv", '"*.csv"') + "title: Shop\n", encoding="utf-8"
    )
    jm("run", cwd=published)
    tampered = jm("verify", "--full", cwd=published)
    assert tampered.returncode == 1, tampered.stderr
    assert "DIFFERS  event_codes: " in tampered.stdout
    assert "event_codes" in tampered.stderr


def test_rows_that_are_no_events_are_told_apart(shop: Path) -> None:
    text = ROWS + ",look,u1\nyesterday,look,u1\n2026-01-29 10:00:00,look,\n2026-01-29 10:00:00,look,u1\n"
    (shop / "events.csv").write_text(text, encoding="utf-8")
    (shop / "journey.yaml").write_text(
        FILE.replace("    files:", "    max_reject_rate: 0.2\n    files:"), encoding="utf-8"
    )
    assert "60 rows read = 57 loaded + 3 rejected + 0 duplicates" in jm("run", cwd=shop).stdout
    query = "select line_number, reason from rejects order by line_number"
    rows = list(csv.reader(io.StringIO(jm("sql", query, "--format", "csv", cwd=shop).stdout)))
    assert rows == [["line_number", "reason"], ["58", "no_time"], ["59", "bad_time"], ["60", "no_identity"]]


@pytest.mark.parametrize(
    ("found", "becomes", "code", "said"),
    [
        ("files: events.csv", "files: none.csv", 65, ("none.csv", "shop")),
        ("files: events.csv", "files: events.csv\n    flies: x", 78, ("journey.yaml:5", "flies", "files")),
        ("event: what}", "event: wat}", 78, ("'wat'", "'what'", "events.csv")),
        ("keys: {user: who}", "keys: {user: whom}", 78, ("'whom'", "'who'")),
        ("timezone: UTC", "timezone: Mars", 78, ("journey.yaml:5", "Mars")),
        ("{column: at, timezone: UTC}", "at", 78, ("zone", "shop")),
    ],
)
def test_a_wrong_journey_file_changes_nothing(  # noqa: PLR0917
    published: Path, found: str, becomes: str, code: int, said: tuple[str, ...]
) -> None:
    before = fingerprint(published)
    (published / "events.csv").write_text(ROWS + "2026-01-30 10:00:00,look,u9\n", encoding="utf-8")
    (published / "journey.yaml").write_text(FILE.replace(found, becomes), encoding="utf-8")
    refused(published, code, *said)
    (published / "journey.yaml").write_text(FILE, encoding="utf-8")
    assert fingerprint(published) == before


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html><body>Please log in</body></html>",
        b"PAR1 this is no csv \x00\x01\x02",
        b"\x1f\x8b\x08\x00broken gzip",
        ROWS.encode().replace(b"\n", b"\n\xff\xfe bad", 30),
    ],
    ids=["html", "binary", "gzip", "bytes"],
)
def test_a_file_that_is_not_what_it_says_is_refused(published: Path, content: bytes) -> None:
    before = fingerprint(published)
    (published / "events.csv").write_bytes(content)
    refused(published, 65, "events.csv")
    assert fingerprint(published) == before


def test_too_many_bad_rows_refuse_the_file(shop: Path) -> None:
    (shop / "events.csv").write_text(ROWS + "never,look,u1\n" * 20, encoding="utf-8")
    refused(shop, 65, "bad_time: 20", "max_reject_rate", "line")
    assert jm("status", cwd=shop).returncode == 65


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("run", "--fast"), ("sql",), ("sql", "select nope from events"), ()]
)
def test_wrong_usage(sample_run: Path, arguments: tuple[str, ...]) -> None:
    done = jm(*arguments, cwd=sample_run)
    assert done.returncode == (64 if arguments else 64)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "statement",
    [
        "copy events to 'x.csv'",
        "select * from read_csv('/etc/passwd')",
        "create table x as select 1",
        "select 1; select 2",
        "attach 'x.duckdb'",
        "set threads = 1",
        "install httpfs",
        "delete from events",
        "export database 'x'",
        "select * from glob('/*')",
    ],
)
def test_sql_is_sealed(sample_run: Path, statement: str) -> None:
    assert jm("sql", statement, cwd=sample_run).returncode == 64


def test_sql_formats(sample_run: Path) -> None:
    query = "select stage, stage_index, is_conversion from stages order by stage_index limit 2"
    assert json.loads(jm("sql", query, "--format", "json", cwd=sample_run).stdout) == [
        {"stage": "awareness", "stage_index": 0, "is_conversion": False},
        {"stage": "consideration", "stage_index": 1, "is_conversion": False},
    ]
    table = jm("sql", query, cwd=sample_run).stdout.splitlines()
    assert table[0].split() == ["stage", "stage_index", "is_conversion"]
    assert table[-1] == "2 rows"


def test_csv_cells_are_never_formulas(sample_run: Path) -> None:
    told = jm("sql", "select '=1+1' as a, '@x' as b, -1 as c, '-x' as d", "--format", "csv", cwd=sample_run)
    assert told.stdout.splitlines()[1] == "'=1+1,'@x,-1,'-x"


def test_init_check_and_help(tmp_path: Path) -> None:
    assert jm("init", "new", cwd=tmp_path).returncode == 0
    assert (tmp_path / "new" / "journey.yaml").exists()
    assert jm("init", "new", cwd=tmp_path).returncode == 64
    assert jm("check", "-c", "new/journey.yaml", cwd=tmp_path).returncode == 65
    told = jm("--help", cwd=tmp_path).stdout
    for command in ("init", "check", "run", "sql", "report", "dashboard", "status", "verify"):
        assert command in told


def test_check_says_what_no_rule_matches(sample_run: Path) -> None:
    told = jm("check", cwd=sample_run)
    assert told.returncode == 0, told.stderr
    assert "no rule for 'login'" in told.stdout
    assert "web: 180 files, 5 tried" in told.stdout


def test_report_in_three_languages(sample_run: Path, tmp_path: Path) -> None:
    for language, word in (("en", "Where customers are lost"), ("pl", "Rozważanie"), ("ar", "المقارنة")):
        out = tmp_path / f"{language}.html"
        assert jm("report", "--language", language, "-o", str(out), cwd=sample_run).returncode == 0
        assert word in out.read_text(encoding="utf-8")
    assert jm("report", "--language", "xx", "-o", str(tmp_path / "x.html"), cwd=sample_run).returncode == 64


def test_the_module_is_the_command(shop: Path) -> None:
    """In a process of its own, as a user calls it."""
    done = subprocess.run(
        [sys.executable, "-m", "journeymine", "run", "-c", "none.yaml"],
        cwd=shop,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (78, "")
    assert done.stderr.startswith("journeymine: none.yaml: there is no such journey file")


def test_importing_is_light() -> None:
    heavy = "plotly", "dash", "prefect", "numba", "pyspark", "pandas"
    code = f"import sys, journeymine; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_another_way_to_read_loads_again(published: Path) -> None:
    """A change of the deny list or of a column's meaning reaches what was loaded before."""
    (published / "journey.yaml").write_text(
        (FILE + "identity: {deny: [u1]}\n").replace("    files:", "    max_reject_rate: 0.2\n    files:"),
        encoding="utf-8",
    )
    told = jm("run", cwd=published)
    assert "56 rows read = 54 loaded + 2 rejected + 0 duplicates" in told.stdout, told.stderr
    assert "nothing new" in jm("run", cwd=published).stdout
