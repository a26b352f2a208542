"""Where things lie in a warehouse, the lock that one run holds, and writing files so that they are whole or
absent.

Everything is made for its owner alone (0700, 0600); what an administrator opens to a group stays as it is.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from journeymine.errors import Busy, NoSpace

OWNER_ONLY = 0o077
"""The umask of everything that a run writes."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class Folders:
    """The places of one warehouse.

    Attributes:
        root: the warehouse's folder, absolute.
    """

    root: Path

    @property
    def landing(self) -> Path:
        """The bytes as received, by source and hash."""
        return self.root / "landing"

    @property
    def quarantine(self) -> Path:
        """The raw text of rejected records, by file."""
        return self.root / "quarantine"

    @property
    def published(self) -> Path:
        """The generations."""
        return self.root / "published"

    @property
    def spill(self) -> Path:
        """What does not fit in memory while a run works."""
        return self.root / "spill"

    @property
    def state(self) -> Path:
        """The pseudonymous events and the ledger."""
        return self.root / "state.duckdb"

    @property
    def vault(self) -> Path:
        """The direct identifiers and the free text."""
        return self.root / "vault.duckdb"

    @property
    def lock(self) -> Path:
        """The file that a run holds locked."""
        return self.root / "run.lock"

    def make(self) -> None:
        """Make the folders that are not there; empty the one for spilling."""
        shutil.rmtree(self.spill, ignore_errors=True)
        for folder in (self.root, self.landing, self.quarantine, self.published, self.spill):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


class RunLock:
    """The lock of a run: held by an open file, so it ends with the process however that ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> RunLock:
        """Take the lock, or refuse at once.

        Raises:
            Busy: another run holds it; names its process.
        """
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
            os.close(descriptor)
            named = f" (process {holder})" if holder.isdigit() else ""
            raise Busy(
                f"another run{named} holds the warehouse {path.parent.name}; run again when it is done"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(descriptor)

    def release(self) -> None:
        """Let the next run in."""
        os.close(self._descriptor)


@contextmanager
def space_watched() -> Generator[None]:
    """Say plainly that the disk is full.

    Raises:
        NoSpace: it is.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise NoSpace(
            "the disk is full; free some space and run again, the last published generation is untouched"
        ) from None


def sync_folder(folder: Path) -> None:
    """Make new and renamed files of a folder last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make a file's bytes last through a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, text: str, mode: int) -> None:
    """Write a small file, or replace it: a reader sees all of the old one or all of the new one."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
        os.fchmod(descriptor, mode)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
    sync_folder(path.parent)
