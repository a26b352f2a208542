"""Cohorts kept by their ids: one Parquet file each in `<warehouse>/cohorts`, with the question that they
answer.

The ids are pseudonyms, as everywhere outside the vault. A file is written beside and renamed, so that a
reader sees all of it or none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from journeymine.errors import DataRefused, UsageError
from journeymine.questions.definition import Definition
from journeymine.walk.units import UNITS, Unit

_KEY = b"journeymine.cohort"
_UNIT: dict[str, Unit] = {unit: unit for unit in UNITS}
_LONGEST_NAME = 120
_LONGEST_FILE = 200


@dataclass(frozen=True)
class Saved:
    """A cohort kept by its ids.

    Attributes:
        name: its name.
        unit: customer, session or journey.
        ids: of its units.
        definition: the question that it answered, and of which generation.
    """

    name: str
    unit: Unit
    ids: pa.Array
    definition: Definition


def write_saved(folder: Path, saved: Saved) -> None:
    """Keep a cohort, in place of one of the same name.

    Raises:
        UsageError: the name is empty or too long.
    """
    if not saved.name.strip() or len(saved.name) > _LONGEST_NAME:
        raise UsageError(f"a cohort's name has 1 to {_LONGEST_NAME} characters, found {saved.name!r}")
    folder.mkdir(mode=0o700, exist_ok=True)
    told = {"name": saved.name, "unit": saved.unit, "definition": saved.definition.to_json()}
    ids = pa.table({id_column(saved.unit): saved.ids})
    table = ids.replace_schema_metadata({_KEY: json.dumps(told, ensure_ascii=False)})
    path = _path(folder, saved.name)
    beside = path.with_name(f".{path.name}.new")
    beside.touch(mode=0o600)
    pq.write_table(table, beside)
    beside.replace(path)


def read_saved(folder: Path, name: str) -> Saved | None:
    """A kept cohort; None where there is none of that name.

    Raises:
        DataRefused: its file is broken.
    """
    path = _path(folder, name)
    return _read(path) if path.is_file() else None


def every_saved(folder: Path) -> Iterator[Saved]:
    """All kept cohorts, by the names of their files.

    Raises:
        DataRefused: a file is broken.
    """
    for path in sorted(folder.glob("*.parquet")):
        yield _read(path)


def delete_saved(folder: Path, name: str) -> bool:
    """Delete a kept cohort; whether there was one."""
    path = _path(folder, name)
    found = path.is_file()
    path.unlink(missing_ok=True)
    return found


def id_column(unit: Unit) -> str:
    """The column that names a unit."""
    return f"{unit}_id"


def _path(folder: Path, name: str) -> Path:
    """A file's name that tells the cohort's; long ones are told by a hash."""
    told = quote(name, safe=" ()'")
    told = f"%2E{told[1:]}" if told.startswith(".") else told
    stem = told if len(told) <= _LONGEST_FILE else sha256(name.encode()).hexdigest()
    return folder / f"{stem}.parquet"


def _read(path: Path) -> Saved:
    with suppress(OSError, KeyError, ValueError, TypeError, pa.ArrowException):
        table = pq.read_table(path)
        told = json.loads(table.schema.metadata[_KEY])
        unit = _UNIT[told["unit"]]
        ids = table[id_column(unit)].combine_chunks()
        return Saved(told["name"], unit, ids, Definition.from_json(told["definition"]))
    raise DataRefused(f"the saved cohort {path.name} can't be read; delete the file and save the cohort anew")
