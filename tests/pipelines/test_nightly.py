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

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
CLI = (sys.executable, "-m", "journeymine")
NIGHTLY = (sys.executable, str(ROOT / "pipelines" / "nightly.py"))

pytestmark = pytest.mark.prefect


def copied_sample(folder: Path) -> Path:
    """A copy of the sample, its web exports of one month, in a folder of its own; gives its journey file."""
    other_months = shutil.ignore_patterns("warehouse", "events_20260[2-6]*")
    shutil.copytree(SAMPLE, folder, ignore=other_months)
    return folder / "journey.yaml"


def call(*command: str, home: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a command; its output ends only when every process that holds it has ended."""
    env = os.environ | {"PREFECT_HOME": str(home)}
    env.pop("PREFECT_API_URL", None)
    return subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=300, check=check
    )


def fingerprint(journey_file: Path, home: Path) -> str:
    """Fingerprint of the published generation."""
    status = call(*CLI, "status", "-c", str(journey_file), "--format", "json", home=home).stdout
    [published] = json.loads(status)
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


def test_flow_gives_what_the_command_line_gives(tmp_path: Path) -> None:
    home = tmp_path / "home"
    by_flow, by_cli = copied_sample(tmp_path / "flow"), copied_sample(tmp_path / "cli")
    call(*NIGHTLY, "--config", str(by_flow), home=home)
    call(*CLI, "run", "-c", str(by_cli), home=home)
    assert fingerprint(by_flow, home) == fingerprint(by_cli, home)
    steps, text = account(home)
    assert [row["step"] for row in steps] == [step.name for step in STEPS]
    assert "rows read" in text
    kept_by_prefect = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    known = addresses(by_cli.parent)
    assert known
    assert not {address for address in known if address in kept_by_prefect}


def test_a_refused_run_ends_with_the_exit_code_of_the_command_line(tmp_path: Path) -> None:
    journey_file = copied_sample(tmp_path / "sample")
    for export in journey_file.parent.rglob("*"):
        if export.is_file() and export != journey_file:
            export.unlink()
    by_cli = call(*CLI, "run", "-c", str(journey_file), home=tmp_path, check=False)
    by_flow = call(*NIGHTLY, "--config", str(journey_file), home=tmp_path, check=False)
    assert by_flow.returncode == by_cli.returncode == 65
    assert by_cli.stderr.splitlines()[0].removeprefix("journeymine: ") in by_flow.stderr
