"""Publishing: the run's tables become one new file, audited and fingerprinted, and its paths a folder beside
it; both are then named by CURRENT.json.

Reads the engine's tables by their specifications. A failed audit or a full disk leaves the last generation
current.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from journeymine.engine import DuckEngine, Engine
from journeymine.engine.expressions import literal, quoted
from journeymine.engine.inspect import digest, faults
from journeymine.errors import AuditFailed, JourneymineError
from journeymine.tables import TableSpec
from journeymine.walk.paths import Paths
from journeymine.walk.store import save_paths
from journeymine.warehouse import generations
from journeymine.warehouse.folders import sync_file, sync_folder
from journeymine.warehouse.generations import READ_ONLY, Record

Audit = Callable[[Engine], None]

NOT_DATA = frozenset({"runs", "files", "rejects"})
"""Tables that tell of the loading, not of the customers; the fingerprint leaves them out."""

_BUILD = "generation"
_OPEN_TO_READERS = 0o750
"""Of a folder whose files are READ_ONLY."""


@dataclass(frozen=True)
class Published:
    """A published generation.

    Attributes:
        generation: its number.
        path: its file.
        sha256: of its file.
        fingerprint: of its data, whatever the order in which it was loaded.
        paths_size: bytes of its paths.
    """

    generation: int
    path: Path
    sha256: str
    fingerprint: str
    paths_size: int


@dataclass(frozen=True)
class Edition:
    """A generation to be.

    Attributes:
        gen: its number.
        folder: the folder of the generations.
        published_at: its time.
        about: settings and accounts behind its numbers; holds as_of and run_id.
    """

    gen: int
    folder: Path
    published_at: datetime
    about: Mapping[str, Any]

    @property
    def beside(self) -> Path:
        """Where it is built."""
        return self.folder / f".{generations.file_name(self.gen)}"

    @property
    def path(self) -> Path:
        """Where it will lie."""
        return self.folder / generations.file_name(self.gen)

    @property
    def paths(self) -> Path:
        """Where its paths will lie."""
        return self.folder / generations.paths_name(self.gen)

    @property
    def paths_beside(self) -> Path:
        """Where its paths are built."""
        return self.folder / f".{generations.paths_name(self.gen)}"


def audit(engine: Engine, tables: Sequence[TableSpec], audits: Sequence[Audit]) -> None:
    """Prove the tables that are to be published; views stand on them.

    Raises:
        AuditFailed: a table is not as specified, or does not agree with another; names what.
    """
    own = [spec for spec in tables if not spec.is_view]
    found = [fault for spec in own for fault in faults(engine, quoted(spec.name), spec)]
    if found:
        raise AuditFailed(
            "the new generation is not as its tables promise and was not published; "
            f"the last one is still served. {'; '.join(found)}"
        )
    for check in audits:
        check(engine)


def build(engine: DuckEngine, tables: Sequence[TableSpec], paths: Paths, edition: Edition) -> Published:
    """Write tables and paths into a new file and a new folder, prove the file, and give both their names; it
    is not yet current.

    Raises:
        NoSpace: the disk is full.
        AuditFailed: the file is not what was written to it.
    """
    _refuse_strangers(edition)
    try:
        _write_paths(paths, edition.paths_beside)
        _write(engine, tables, edition.beside)
        fingerprint = _read_back(engine, tables, edition.beside)
        edition.beside.chmod(READ_ONLY)
        sync_file(edition.beside)
        sha256 = generations.sha256_of(edition.beside)
    except BaseException:
        with suppress(JourneymineError):
            engine.detach(_BUILD)
        edition.beside.unlink(missing_ok=True)
        _log_of(edition.beside).unlink(missing_ok=True)
        shutil.rmtree(edition.paths_beside, ignore_errors=True)
        raise
    edition.paths_beside.replace(edition.paths)
    edition.beside.replace(edition.path)
    sync_folder(edition.folder)
    return Published(edition.gen, edition.path, sha256, fingerprint, generations.size_of(edition.paths))


def announce(published: Published, edition: Edition) -> None:
    """Make a built generation the current one and remove the oldest."""
    record = Record(
        gen=published.generation,
        file=published.path.name,
        sha256=published.sha256,
        size=published.path.stat().st_size,
        fingerprint=published.fingerprint,
        as_of=str(edition.about["as_of"]),
        run_id=str(edition.about["run_id"]),
        published_at=edition.published_at.isoformat(),
        about=edition.about,
        paths_size=published.paths_size,
    )
    generations.announce(edition.folder, record)
    generations.retire(edition.folder)


def fingerprint_of(
    engine: Engine, tables: Sequence[TableSpec], database: str, *, without: Collection[str] = NOT_DATA
) -> str:
    """Hash of the rows of all tables of data, whatever their order.

    Args:
        engine: where the tables are.
        tables: their specifications.
        database: the attached database that holds them.
        without: names of tables to leave out.
    """
    digests = (
        digest(engine, f"{quoted(database)}.{quoted(spec.name)}", spec)
        for spec in sorted(tables, key=lambda spec: spec.name)
        if spec.name not in without and not spec.is_view
    )
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _refuse_strangers(edition: Edition) -> None:
    for path in (edition.path, _log_of(edition.path), edition.paths):
        if path.exists():
            raise AuditFailed(
                f"published/{path.name} is there already and was not made by this warehouse; "
                "move it away and run again, the last generation is still served"
            )


def _write_paths(paths: Paths, folder: Path) -> None:
    save_paths(paths, folder)
    for path in folder.iterdir():
        path.chmod(READ_ONLY)
        sync_file(path)
    folder.chmod(_OPEN_TO_READERS)
    sync_folder(folder)


def _write(engine: DuckEngine, tables: Sequence[TableSpec], path: Path) -> None:
    engine.attach(path, _BUILD)
    with engine.transaction():
        for spec in sorted(tables, key=lambda spec: spec.is_view):
            if spec.is_view:
                engine.make_view(_BUILD, spec.name)
            else:
                engine.copy(spec.name, _BUILD, spec)
    engine.checkpoint(_BUILD)
    engine.detach(_BUILD)
    if _log_of(path).exists():
        raise AuditFailed(
            "the new generation's file was not written to its end and was not published; run again"
        )


def _read_back(engine: DuckEngine, tables: Sequence[TableSpec], path: Path) -> str:
    """Read the closed file anew: every row must be in it. Gives its fingerprint."""
    engine.attach(path, _BUILD, read_only=True)
    counts = (_count_both(spec) for spec in tables if not spec.is_view)
    for name, written, wanted in engine.values(" union all ".join(counts)):
        if written != wanted:
            raise AuditFailed(f"{name} has {written:,} rows in the new file, {wanted:,} were to be written")
    fingerprint = fingerprint_of(engine, tables, _BUILD)
    engine.detach(_BUILD)
    return fingerprint


def _count_both(spec: TableSpec) -> str:
    name = quoted(spec.name)
    counts = f"(select count(*) from {quoted(_BUILD)}.{name}), (select count(*) from {name})"
    return f"select {literal(spec.name)}, {counts}"


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")
