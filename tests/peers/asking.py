"""Asking another program, in an environment of its own: `bench/.envs/<name>`, which `make bench` makes."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parents[1] / "bench" / ".envs"
Row = tuple[str, str, int]
"""Case, event, second."""


def ask(peer: str, rows: Sequence[Row], *words: str) -> dict[str, Any]:
    """What a program says of a log.

    Args:
        peer: name of the program; `ask_<peer>.py` reads the log from standard input and prints JSON.
        rows: the log, in order.
        words: for the script.
    """
    python = ENVIRONMENTS / peer / "bin" / "python"
    if not python.exists():
        pytest.skip(f"{peer} is not here: bench/.envs/{peer} is missing; 'make bench' makes it")
    text = "".join(f"{case},{event},{second}\n" for case, event, second in rows)
    command = [str(python), str(HERE / f"ask_{peer}.py"), *words]
    environment = {**os.environ, "RETENTIONEERING_NO_TRACK": "1"}
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])
