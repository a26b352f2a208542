"""Times the works of one side and writes each as a line of JSON."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import TypeVar

Result = TypeVar("Result")
PROCESS = Path("/proc/self")


class Clock:
    """Of one process, which does one side's works after another."""

    def __init__(self, *packages: str) -> None:
        """Write the line of the start; call it when all is imported.

        Args:
            packages: those that do the work.
        """
        self._cost: dict[str, object] = {
            "work": "start",
            "wall_seconds": round(_age_seconds(), 6),
            "cpu_seconds": round(_cpu_seconds(), 6),
            "peak_bytes": _peak_bytes(),
            "versions": {package: version(package) for package in packages},
        }
        self.tell()

    def work(self, name: str, do: Callable[[], Result]) -> Result:
        """Do a work against the clock; `tell` writes what it cost."""
        _forget_peak()
        wall, cpu = time.perf_counter(), _cpu_seconds()
        result = do()
        self._cost = {
            "work": name,
            "wall_seconds": round(time.perf_counter() - wall, 6),
            "cpu_seconds": round(_cpu_seconds() - cpu, 6),
            "peak_bytes": _peak_bytes(),
        }
        return result

    def tell(self, answer: Mapping[str, object] | None = None) -> None:
        """Write the last work's line, with the digest of its answer."""
        print(json.dumps(self._cost | ({"answer": answer} if answer else {})), flush=True)


def _cpu_seconds() -> float:
    """Of all threads of this process."""
    usage = getrusage(RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _age_seconds() -> float:
    """Since the process was started."""
    started = (PROCESS / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[19]
    return time.clock_gettime(time.CLOCK_BOOTTIME) - int(started) / os.sysconf("SC_CLK_TCK")


def _forget_peak() -> None:
    """The largest resident memory is counted from here on; what is held from before counts on."""
    (PROCESS / "clear_refs").write_text("5", encoding="ascii")


def _peak_bytes() -> int:
    for line in (PROCESS / "status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return getrusage(RUSAGE_SELF).ru_maxrss * 1024
