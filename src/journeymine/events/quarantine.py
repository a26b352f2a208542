"""The raw text of rejected records, kept beside the state: line, reason, text; for the owner alone."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

_COLUMNS = pa.schema([("line_number", pa.int64()), ("reason", pa.string()), ("raw_text", pa.string())])


def quarantine_path(folder: Path, file_id: str) -> Path:
    """Where the rejected records of a file are."""
    return folder / f"{file_id}.parquet"


def read_quarantine(folder: Path, file_id: str) -> pa.Table:
    """The rejected records of a file: personal data, for the warehouse's owner.

    Returns:
        Columns line_number, reason, raw_text; no rows where none of the file's records was rejected.
    """
    path = quarantine_path(folder, file_id)
    return pq.read_table(path, schema=_COLUMNS) if path.exists() else _COLUMNS.empty_table()


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
