"""Importing the library or asking for help takes no heavy package in."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = frozenset(
    [
        "dash",
        "duckdb",
        "numba",
        "numpy",
        "pandas",
        "plotly",
        "prefect",
        "pyarrow",
        "pydantic",
        "pyspark",
        "scipy",
        "sklearn",
        "splink",
    ]
)
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


def test_a_table_of_ones_own_loads_no_vendor() -> None:
    program = (
        "from journeymine.config import Source\n"
        "from journeymine.sources.registry import entities_of, shape_of, vendor_parameters\n"
        "columns, keys = {'time': 't', 'event': 'e'}, {'user': 'u'}\n"
        "source = Source(vendor='table', files='x.csv', columns=columns, keys=keys)\n"
        "shape_of(source, *entities_of('table'), is_sparse=False), vendor_parameters(source)\n"
        "import sys; assert not [name for name in sys.modules if 'sources.vendors.' in name]\n"
        "entities_of('ga4'); assert 'journeymine.sources.vendors.ga4' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
