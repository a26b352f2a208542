"""One command in a fresh process: how long it took, how much processor time and how much memory at most."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SPAWN = Path(__file__).with_name("spawn.py")
KILLED = 128
"""Exit code of a command that a signal ended, less the signal's number."""


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
    """A measured command ended with an error, or did not end in time.

    Attributes:
        reason: which, in a few words.
    """

    def __init__(self, reason: str, told: str) -> None:
        super().__init__(told)
        self.reason = reason


def measure(
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str] | None = None,
    *,
    limit_seconds: float | None = None,
) -> Cost:
    """Run a command to its end.

    Args:
        command: program and arguments.
        log: where its output goes; the figures are written beside it.
        environment: variables beside those of this process.
        limit_seconds: after which it is ended.

    Raises:
        CommandFailed: its exit code is not 0, or it took longer than it may.
    """
    figures = log.with_suffix(".json")
    with log.open("w", encoding="utf-8") as out:
        started = subprocess.Popen(
            [sys.executable, "-S", str(SPAWN), str(figures), *command],
            stdout=out,
            stderr=out,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        code = _wait(started, limit_seconds)
    said = log.read_text(encoding="utf-8")
    if code:
        reason = f"was ended by signal {code - KILLED}" if code > KILLED else f"ended with {code}"
        raise CommandFailed(reason, f"{' '.join(command)} {reason}:\n{said[-2000:]}")
    return Cost(**json.loads(figures.read_text(encoding="ascii")), said=said)


def _wait(started: subprocess.Popen[bytes], limit_seconds: float | None) -> int:
    """Its exit code; it and all that it started are ended when time is up or this program is interrupted."""
    try:
        return started.wait(limit_seconds)
    except subprocess.TimeoutExpired:
        reason = f"did not end within {limit_seconds:g} seconds"
        raise CommandFailed(reason, reason) from None
    finally:
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()
