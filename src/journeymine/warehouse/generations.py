"""The published generations on disk: their names, the record beside each, which one is current, and what is
left over.

A generation is journeys-<gen>.duckdb with the ordered paths in the folder paths-<gen> and its record
journeys-<gen>.json; CURRENT.json is a copy of the current one's record.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from journeymine.warehouse.folders import write_whole

CURRENT = "CURRENT.json"
KEPT = 3
"""Generations that are kept, the current one among them."""

READ_ONLY = 0o440
_NAME = re.compile(r"journeys-([0-9]{1,18})\.duckdb")
_PATHS_NAME = re.compile(r"paths-([0-9]{1,18})")


@dataclass(frozen=True)
class Record:
    """What is known of a generation beside its tables.

    Attributes:
        gen: its number.
        file: name of its file.
        sha256: of its file.
        size: bytes of its file.
        fingerprint: of its data, whatever the order in which it was loaded.
        as_of: the instant at which open and dropped are told apart, as ISO 8601.
        run_id: the run that published it.
        published_at: when, as ISO 8601.
        about: settings and accounts behind its numbers.
        paths_size: bytes of its paths; None where it was published without any.
    """

    gen: int
    file: str
    sha256: str
    size: int
    fingerprint: str
    as_of: str
    run_id: str
    published_at: str
    about: Mapping[str, Any]
    paths_size: int | None = None

    def text(self) -> str:
        """The record as JSON."""
        return json.dumps(self.__dict__, ensure_ascii=False, indent=1) + "\n"

    @property
    def published(self) -> datetime:
        """When it was published."""
        return datetime.fromisoformat(self.published_at)


def read_record(path: Path) -> Record | None:
    """A record, or None where it is missing or none at all."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        record = Record(**found)
        is_sound = record.file == file_name(record.gen) and datetime.fromisoformat(record.published_at).tzinfo
    except (OSError, ValueError, TypeError):
        return None
    return record if is_sound else None


def file_name(gen: int) -> str:
    """Name of a generation's file."""
    return f"journeys-{gen}.duckdb"


def paths_name(gen: int) -> str:
    """Name of the folder of a generation's paths."""
    return f"paths-{gen}"


def size_of(folder: Path) -> int:
    """Bytes of a folder's files; 0 where it is not there."""
    return sum(path.stat().st_size for path in folder.glob("*"))


def record_path(published: Path, gen: int) -> Path:
    """Place of a generation's record."""
    return published / f"journeys-{gen}.json"


def numbers(published: Path) -> list[int]:
    """Numbers of the generations on disk, newest first."""
    found = (_NAME.fullmatch(path.name) for path in published.iterdir())
    return sorted((int(match[1]) for match in found if match), reverse=True)


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def announce(published: Path, record: Record) -> None:
    """Make a generation the current one, for all readers at once."""
    write_whole(record_path(published, record.gen), record.text(), READ_ONLY)
    write_whole(published / CURRENT, record.text(), READ_ONLY)


def remove(published: Path, gen: int) -> None:
    """Remove a generation; who has it open goes on reading it."""
    record_path(published, gen).unlink(missing_ok=True)
    for ending in ("", ".wal"):
        (published / f"{file_name(gen)}{ending}").unlink(missing_ok=True)
    shutil.rmtree(published / f"{file_name(gen)}.tmp", ignore_errors=True)
    shutil.rmtree(published / paths_name(gen), ignore_errors=True)


def retire(published: Path) -> None:
    """Remove all but the newest generations."""
    for gen in numbers(published)[KEPT:]:
        remove(published, gen)


def clean(published: Path) -> None:
    """Remove what a killed run left: half-built files, and generations that were never announced."""
    for path in published.glob(".*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    current = read_record(published / CURRENT)
    if current is None or not (published / current.file).exists():
        return
    for gen in {*numbers(published), *_numbers_of_paths(published)}:
        if gen > current.gen:
            remove(published, gen)


def _numbers_of_paths(published: Path) -> list[int]:
    found = (_PATHS_NAME.fullmatch(path.name) for path in published.iterdir())
    return [int(match[1]) for match in found if match]
