"""The raw text of rejected records, kept beside the state: line, reason, text; for the owner alone."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def write_quarantine(rejects: pa.Table, path: Path) -> None:
    """Write a file's rejected records, whole or not at all.

    Args:
        rejects: line_number, reason, raw_text.
        path: the file to write; replaced where it is there.
    """
    beside = path.with_name(f".{path.name}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        pq.write_table(rejects.sort_by("line_number"), out)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
