"""One command in a fresh process: how long it took, how much processor time and how much memory at most."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SPAWN = Path(__file__).with_name("spawn.py")


@dataclass(frozen=True)
class Cost:
    """What a process cost.

    Attributes:
        wall_seconds: from start to end.
        cpu_seconds: user and system time, its children's included.
        peak_bytes: largest resident memory of the process, or of one of its children.
        said: what it wrote to its output and error streams.
    """

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    said: str


class CommandFailed(Exception):
    """A measured command ended with an error."""


def measure(command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end.

    Args:
        command: program and arguments.
        log: where its output goes; the figures are written beside it.
        environment: variables beside those of this process.

    Raises:
        CommandFailed: its exit code is not 0.
    """
    figures = log.with_suffix(".json")
    with log.open("w", encoding="utf-8") as out:
        ended = subprocess.run(
            [sys.executable, "-S", str(SPAWN), str(figures), *command],
            stdout=out,
            stderr=out,
            env={**os.environ, **(environment or {})},
            check=False,
        )
    said = log.read_text(encoding="utf-8")
    if ended.returncode:
        raise CommandFailed(f"{' '.join(command)} ended with {ended.returncode}:\n{said[-2000:]}")
    return Cost(**json.loads(figures.read_text(encoding="ascii")), said=said)
