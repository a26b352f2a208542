"""Environments of the sides: made when they are first needed, and anew when the list of packages changes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bench.sides import Side

HERE = Path(__file__).parent
FOLDER = HERE / ".envs"


def python_of(side: Side) -> Path:
    """The interpreter that runs a side; its environment is made where it is missing or of another list."""
    if not side.own_environment:
        return Path(sys.executable)
    listed = HERE / "peers" / f"{side.name}.txt"
    environment = FOLDER / side.name
    python, made_from = environment / "bin" / "python", environment / "made_from"
    if not made_from.exists() or made_from.read_bytes() != listed.read_bytes():
        print(f"Installing {side.label} into {environment.relative_to(HERE.parent)}", flush=True)
        shutil.rmtree(environment, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(environment))
        _run(str(python), "-m", "pip", "--disable-pip-version-check", "install", "-qq", "-r", str(listed))
        shutil.copyfile(listed, made_from)
    return python


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
