"""Reading: `open_current` gives the generation that CURRENT.json names, read-only and sealed, or the newest
good one.

Never opens the state. A generation is good when its file is there, whole by its hash, and has no log beside
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from journeymine.engine import DuckEngine
from journeymine.errors import DataRefused, JourneymineError, NothingPublished, UsageError
from journeymine.warehouse import generations
from journeymine.warehouse.generations import CURRENT, Record

_TRIES = 3


@dataclass(frozen=True)
class Generation:
    """An open generation; pinned until it is closed, whatever is published meanwhile.

    Attributes:
        engine: the read-only connection.
        gen: its number.
        fingerprint: of its data, whatever the order in which it was loaded.
        as_of: the instant at which open and dropped are told apart.
        run_id: the run that published it.
        published_at: when.
        path: its file.
        about: settings and accounts behind its numbers.
        paths: the folder of its ordered paths.
        note: why it is not the one that CURRENT.json names, where that is so.
    """

    engine: DuckEngine
    gen: int
    fingerprint: str
    as_of: datetime
    run_id: str
    published_at: datetime
    path: Path
    about: Mapping[str, Any]
    paths: Path
    note: str | None = None

    def close(self) -> None:
        """Close the connection."""
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_current(warehouse: Path, *, generation: int | None = None) -> Generation:
    """Open the current generation, or a kept one by its number.

    Args:
        warehouse: the warehouse's folder.
        generation: the number of a generation that is still kept; None for the current one.

    Returns:
        The generation; `note` says so where an older one had to be taken.

    Raises:
        NothingPublished: nothing was published yet, or no generation is whole.
        UsageError: the generation asked for is not kept any more.
    """
    published = Path(warehouse) / "published"
    if generation is not None:
        return _open_kept(published, generation)
    for _ in range(_TRIES):
        record = _current_record(published)
        if record is None:
            return _open_newest(published, f"{CURRENT} can't be read")
        fault = _fault(published, record)
        if fault is None:
            try:
                return _open(published, record, None)
            except DataRefused:
                fault = "its file can't be opened"
        if generations.read_record(published / CURRENT) == record:
            return _open_newest(
                published, f"generation {record.gen}, named by {CURRENT}, is not whole: {fault}"
            )
    raise NothingPublished("generations are replaced faster than they can be opened; try again")


def is_current_whole(warehouse: Path) -> bool:
    """Whether the generation that CURRENT.json names can be read."""
    published = warehouse / "published"
    record = generations.read_record(published / CURRENT)
    return record is not None and _fault(published, record) is None


def _current_record(published: Path) -> Record | None:
    path = published / CURRENT
    if not path.exists():
        raise NothingPublished(
            f"nothing is published in {published.parent.name} yet; run 'journeymine run -c FILE' first"
        )
    return generations.read_record(path)


def _open_kept(published: Path, gen: int) -> Generation:
    record = generations.read_record(generations.record_path(published, gen))
    if record is None or _fault(published, record) is not None:
        kept = (
            ", ".join(str(number) for number in generations.numbers(published)) if published.is_dir() else ""
        )
        raise UsageError(f"generation {gen} is not kept any more; there are: {kept or 'none'}")
    return _open(published, record, None)


def _open_newest(published: Path, why: str) -> Generation:
    """The newest good generation, with a note why it was taken."""
    for gen in generations.numbers(published):
        record = generations.read_record(generations.record_path(published, gen))
        if record is not None and _fault(published, record) is None:
            try:
                return _open(
                    published, record, f"{why}; generation {gen} is shown. Run 'journeymine run' to mend it"
                )
            except JourneymineError:
                continue
    raise NothingPublished(f"{why}, and no other generation is whole; run 'journeymine run --full -c FILE'")


def _fault(published: Path, record: Record) -> str | None:
    """What keeps a generation from being good."""
    path = published / record.file
    try:
        found = path.stat()
    except FileNotFoundError:
        return "its file is missing"
    if path.with_name(f"{path.name}.wal").exists():
        return "a log that is not its own lies beside it"
    if (
        found.st_size != record.size
        or _hash_of(path, found.st_size, found.st_mtime_ns, found.st_ino) != record.sha256
    ):
        return "its bytes are not those that were published"
    if record.paths_size != generations.size_of(published / generations.paths_name(record.gen)):
        return "its paths are not whole"
    return None


@cache
def _hash_of(path: Path, _size: int, _changed: int, _inode: int) -> str:
    """Hash of a file, worked out once for each state of it that this process meets."""
    try:
        return generations.sha256_of(path)
    except FileNotFoundError:
        return "missing"


def _open(published: Path, record: Record, note: str | None) -> Generation:
    path = published / record.file
    return Generation(
        engine=DuckEngine.open_reader(path),
        gen=record.gen,
        fingerprint=record.fingerprint,
        as_of=datetime.fromisoformat(record.as_of),
        run_id=record.run_id,
        published_at=record.published,
        path=path,
        about=record.about,
        paths=published / generations.paths_name(record.gen),
        note=note,
    )
