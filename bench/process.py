"""One command in a fresh process: how long it took, how much processor time and how much memory at most."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """What a process cost.

    Attributes:
        wall_seconds: from start to end.
        cpu_seconds: user and system time, its children's included.
        peak_bytes: largest resident memory of the process, or of one of its children.
        said: what it wrote to its error stream.
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
        log: where its output goes.
        environment: variables beside those of this process.

    Raises:
        CommandFailed: its exit code is not 0.
    """
    with log.open("w", encoding="utf-8") as out:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env={**os.environ, **(environment or {})}, close_fds=True
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    said = log.read_text(encoding="utf-8")
    if process.returncode:
        raise CommandFailed(f"{' '.join(command)} ended with {process.returncode}:\n{said[-2000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, said)
