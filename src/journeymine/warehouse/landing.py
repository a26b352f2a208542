"""Landing: a source's file, from here or an object store, is copied into the warehouse while it is hashed,
under the name of its hash, and never changed again.

Gives its hash and where to read it; with `landing: reference` the file stays where it is and is only hashed.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from journeymine.errors import DataRefused, JourneymineError
from journeymine.sources import SourceFile
from journeymine.sources.partitions import partition_columns
from journeymine.sources.places import parts, settled
from journeymine.warehouse.folders import space_watched, sync_folder

_CHUNK = 1 << 20
_SETTLED_SECONDS = 2


@dataclass(frozen=True)
class Landed:
    """A file in the landing.

    Attributes:
        file: the file as its source names it.
        file_id: its id in the ledger, by source, entity and bytes, whatever its name.
        sha256: of its bytes.
        path: where to read it.
        precedence: its place in the order in which files correct each other; higher wins.
        is_known: whether it is loaded already.
        is_new_name: whether its bytes were seen before under another name.
    """

    file: SourceFile
    file_id: str
    sha256: str
    path: Path
    precedence: int
    is_known: bool
    is_new_name: bool


def file_id_of(file: SourceFile, sha256: str) -> str:
    """Id of a file in the ledger: the same bytes in two folders `dt=…` are two files, for the folder is part
    of what they say.
    """
    dated = "".join(f"\0{name}={value}" for name, value in partition_columns(file.shown))
    return hashlib.sha256(f"{file.source.name}\0{file.entity}\0{sha256}{dated}".encode()).hexdigest()[:24]


def place_of(file: SourceFile) -> tuple[str, str, str]:
    """Source, entity and path or address of a file."""
    return file.source.name, file.entity, file.place


def landed_path(landing: Path, file: SourceFile, sha256: str) -> Path:
    """Where a file's bytes lie in the landing; the endings of its name stay, by which its format is told."""
    endings = "".join(
        suffix for suffix in file.path.suffixes[-2:] if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", suffix)
    )
    return landing / source_folder(file.source.name) / f"{sha256}{endings.lower()}"


def source_folder(source: str) -> str:
    """A folder name for a source's name."""
    return re.sub(r"[^\w-]+", "_", source)[:60]


def stamp_of(file: SourceFile, settled_by: float) -> str | None:
    """A text that changes when the file does, or None while it is too young to tell.

    Args:
        file: the file.
        settled_by: seconds since 1970; a file changed within two seconds before may change again unseen.

    Raises:
        DataRefused: it is not there any more.
    """
    if file.url:
        return settled(file.stamp, settled_by)
    with _said_well(file):
        found = file.path.stat()
    if found.st_ctime > settled_by - _SETTLED_SECONDS:
        return None
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"


def copy_in(file: SourceFile, landing: Path) -> tuple[str, Path]:
    """Copy a file into the landing.

    Returns:
        Its hash and its place.

    Raises:
        DataRefused: it can't be read.
        NoSpace: the disk is full.
    """
    folder = landing / source_folder(file.source.name)
    beside = folder / ".arriving"
    with _said_well(file):
        folder.mkdir(mode=0o700, exist_ok=True)
        beside.unlink(missing_ok=True)
        sha256 = _hash(file, beside)
        target = landed_path(landing, file, sha256)
        beside.chmod(0o400)
        beside.replace(target)
        sync_folder(folder)
    return sha256, target


def hash_only(file: SourceFile) -> str:
    """Hash of a file's bytes.

    Raises:
        DataRefused: it can't be read.
    """
    with _said_well(file):
        return _hash(file, None)


def _hash(file: SourceFile, copy: Path | None) -> str:
    """Read a file once: hash it and, where a place is given, copy it there."""
    hasher = hashlib.sha256()
    with Path(copy or os.devnull).open("wb") as out:
        for chunk in parts(file.url, file.source) if file.url else _local_parts(file.path):
            hasher.update(chunk)
            out.write(chunk)
        out.flush()
        if copy is not None:
            os.fsync(out.fileno())
    return hasher.hexdigest()


def _local_parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            yield chunk


@contextmanager
def _said_well(file: SourceFile) -> Generator[None]:
    try:
        with space_watched():
            yield
    except JourneymineError:
        raise
    except OSError as error:
        raise DataRefused(
            f"{file.shown} can't be brought into the warehouse ({error.strerror}); "
            "make sure that the file can be read and the warehouse can be written"
        ) from None
