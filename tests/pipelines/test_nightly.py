"""The flow, started on a cold machine, gives what the command line gives and leaves no server."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from journeymine.build import STEPS
from tests.cli.test_cli import jm

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"

pytestmark = pytest.mark.prefect


def copied_sample(folder: Path) -> Path:
    """A copy of the sample, its web exports of nine days, in a folder of its own; gives its journey file."""
    other_days = shutil.ignore_patterns("warehouse", "events_20260[2-6]*", "events_202601[123]*")
    shutil.copytree(SAMPLE, folder, ignore=other_days)
    return folder / "journey.yaml"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Prefect keeps its database, which takes as long to make as a night."""
    return tmp_path_factory.mktemp("home")


def flow(journey_file: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the flow; its output ends only when every process that holds it has ended."""
    env = os.environ | {"PREFECT_HOME": str(home)}
    env.pop("PREFECT_API_URL", None)
    command = (sys.executable, str(ROOT / "pipelines" / "nightly.py"), "--config", str(journey_file))
    return subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )


def fingerprint(journey_file: Path) -> str:
    """Fingerprint of the published generation."""
    [published] = json.loads(jm("status", "--format", "json", cwd=journey_file.parent).stdout)
    return published["fingerprint"]


def account(home: Path) -> tuple[list[dict[str, str]], str]:
    """What the flow left with Prefect: what each step did, and how the rows add up."""
    database = sqlite3.connect(home / "prefect.db")
    try:
        [(data, text)] = database.execute("select data, description from artifact where key = 'nightly'")
    finally:
        database.close()
    return json.loads(json.loads(data)), text


def addresses(sample: Path) -> set[bytes]:
    """E-mail addresses of the sample's contacts."""
    with (sample / "salesforce" / "Contact.csv").open(newline="") as lines:
        return {row["Email"].encode() for row in csv.DictReader(lines) if row["Email"]}


def test_flow_gives_what_the_command_line_gives(tmp_path: Path, home: Path) -> None:
    by_flow, by_cli = copied_sample(tmp_path / "flow"), copied_sample(tmp_path / "cli")
    done = flow(by_flow, home)
    assert done.returncode == 0, done.stderr
    assert jm("run", cwd=by_cli.parent).returncode == 0
    assert fingerprint(by_flow) == fingerprint(by_cli)
    steps, text = account(home)
    assert [row["step"] for row in steps] == [step.name for step in STEPS]
    assert "rows read" in text
    kept_by_prefect = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    known = addresses(by_cli.parent)
    assert known
    assert not {address for address in known if address in kept_by_prefect}


def test_a_refused_run_ends_with_the_exit_code_of_the_command_line(tmp_path: Path, home: Path) -> None:
    journey_file = copied_sample(tmp_path / "sample")
    for export in journey_file.parent.rglob("*"):
        if export.is_file() and export != journey_file:
            export.unlink()
    by_cli, by_flow = jm("run", cwd=journey_file.parent), flow(journey_file, home)
    assert by_flow.returncode == by_cli.returncode == 65
    assert by_cli.stderr.splitlines()[0].removeprefix("journeymine: ") in by_flow.stderr
