"""The published generation of a journey file."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from journeymine.config import load
from journeymine.snapshot import Snapshot


def warehouse_of(config: Path) -> Path:
    """The warehouse that a journey file names."""
    return load(config).warehouse_path


@contextmanager
def opened(config: Path) -> Generator[Snapshot]:
    """Open the current generation, say so where an older one had to be taken, and close it."""
    snapshot = Snapshot.open(warehouse_of(config))
    if snapshot.note:
        print(f"journeymine: {snapshot.note}", file=sys.stderr)
    try:
        yield snapshot
    finally:
        snapshot.close()
