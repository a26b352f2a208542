"""The files in the landing: brought in, found again, and put in the order in which they count.

Stands between a source's files and the state: reads the journey file, the arrivals and the ledger of what is
loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from journeymine.config import Settings
from journeymine.sources import SourceFile
from journeymine.sources.places import is_url
from journeymine.sources.registry import entities_of
from journeymine.warehouse.arrivals import Arrivals, Landing
from journeymine.warehouse.landing import (
    Landed,
    copy_in,
    file_id_of,
    hash_only,
    landed_path,
    place_of,
    stamp_of,
)
from journeymine.warehouse.ledger import Ledger


class Landings:
    """The landing of a warehouse."""

    def __init__(self, settings: Settings, folder: Path, arrivals: Arrivals, ledger: Ledger) -> None:
        """Look at the landing of a journey file's warehouse."""
        self._settings = settings
        self._folder = folder
        self._arrivals = arrivals
        self._ledger = ledger

    @property
    def is_by_reference(self) -> bool:
        """Whether files stay where they lie."""
        return self._settings.privacy.landing == "reference"

    def land(self, file: SourceFile, at: datetime) -> Landed:
        """Bring a file's bytes into the landing, where they are not there yet.

        Args:
            file: the file; where it lies unchanged (size, times, inode), it is not read again.
            at: the run's time.
        """
        stamp = stamp_of(file, at.timestamp())
        known = self._unchanged(file, stamp)
        if known is not None:
            return known
        sha256 = self._take_in(file)
        file_id = file_id_of(file, sha256)
        landing = self._arrivals.landing(file_id) or Landing(
            file_id=file_id,
            source=file.source.name,
            entity=file.entity,
            path=file.place,
            shown=file.shown,
            sha256=sha256,
            precedence=self._arrivals.next_precedence(file.shown, at),
        )
        self._arrivals.note(landing, place_of(file), stamp)
        return self._landed(file, landing)

    def to_load(self, landed: Sequence[Landed]) -> tuple[Landed, ...]:
        """What is still to be loaded, each once, in the order in which files correct each other."""
        self._arrivals.write()
        waiting = {file.file_id: file for file in reversed(landed) if not file.is_known}
        for landing in self._arrivals.unloaded():
            file = self.file_of(landing)
            if file is not None:
                waiting.setdefault(landing.file_id, self._landed(file, landing))
        return tuple(sorted(waiting.values(), key=lambda file: file.precedence))

    def _unchanged(self, file: SourceFile, stamp: str | None) -> Landed | None:
        """The landed file, where it lies unread since it was last landed."""
        landing = self._arrivals.unchanged(place_of(file), stamp) if stamp else None
        if landing is None or not self._place(file, landing.sha256).exists():
            return None
        return self._landed(file, landing)

    def file_of(self, landing: Landing) -> SourceFile | None:
        """A landed file, where the journey file still has its source and the landing its bytes."""
        source = self._settings.sources.get(landing.source)
        if source is None or self.is_by_reference:
            return None
        if landing.entity not in (*source.files, *entities_of(source.vendor)):
            return None
        url = landing.path if is_url(landing.path) else ""
        file = SourceFile(source, landing.entity, Path(landing.path), landing.shown, url)
        return file if self._place(file, landing.sha256).exists() else None

    def is_whole(self, source: str) -> bool:
        """Whether the landing has the bytes of all that a source ever gave."""
        return all(self.file_of(landing) is not None for landing in self._arrivals.of(source))

    def is_here(self, landing: Landing) -> bool:
        """Whether a loaded file can be loaded again."""
        return Path(landing.path).exists() if self.is_by_reference else self.file_of(landing) is not None

    def _landed(self, file: SourceFile, landing: Landing) -> Landed:
        return Landed(
            file=file,
            file_id=landing.file_id,
            sha256=landing.sha256,
            path=self._place(file, landing.sha256),
            precedence=landing.precedence,
            is_known=self._ledger.is_loaded(landing.file_id),
            is_new_name=landing.path != file.place,
        )

    def _take_in(self, file: SourceFile) -> str:
        if self.is_by_reference:
            return hash_only(file)
        return copy_in(file, self._folder)[0]

    def _place(self, file: SourceFile, sha256: str) -> Path:
        if self.is_by_reference:
            return file.path
        return landed_path(self._folder, file, sha256)
