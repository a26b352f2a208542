"""Importing the library or asking for help takes no heavy package in."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {"dash", "numba", "pandas", "plotly", "prefect", "pyspark", "scipy", "sklearn", "splink"}
PROGRAMS = {
    "the library": "import journeymine",
    "the command line's help": "import sys; sys.argv = ['journeymine', '--help']; "
    "import contextlib, io, journeymine.cli as cli\n"
    "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()): cli.main()",
}


def taken_in(program: str) -> set[str]:
    """Top-level names of the modules that a fresh interpreter holds after the program."""
    tail = "\nimport json, sys; print(json.dumps([*sys.modules]), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program + tail], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_takes_nothing_heavy_in(program: str) -> None:
    modules = taken_in(program)
    assert "journeymine" in modules
    assert not modules & HEAVY
