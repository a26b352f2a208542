"""Sources that are queries: their new rows as files to be landed, and how far each was read.

A mark is kept in the ledger's meta only once the rows before it are in the state: after a crash they are read
again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from journeymine.config import Settings
from journeymine.sources import SourceFile
from journeymine.sources.database import Fetched, Mark, fetch, queried
from journeymine.warehouse.folders import space_watched
from journeymine.warehouse.ledger import Ledger


class Queries:
    """The sources of a journey file that are queries."""

    def __init__(
        self, settings: Settings, ledger: Ledger, *, folder: Path, is_whole: Callable[[str], bool]
    ) -> None:
        """Ask nothing yet.

        Args:
            settings: the journey file.
            ledger: where the marks are.
            folder: where rows are written until they are landed; made when it is needed.
            is_whole: whether all that a source ever gave is still in the landing; if not, all is read again.
        """
        self._settings = settings
        self._ledger = ledger
        self._folder = folder
        self._is_whole = is_whole
        self._fetched: tuple[Fetched, ...] = ()

    def fetch(self) -> tuple[SourceFile, ...]:
        """Read the rows that are new since the last run, of each source into a file; no new rows, no file.

        Raises:
            ConfigError: a query or its connection is wrong, or the driver is missing.
            DataRefused: a database refuses or can't be reached.
            NoSpace: the disk is full.
        """
        sources = queried(self._settings)
        if sources:
            self._folder.mkdir(mode=0o700, exist_ok=True)
        with space_watched():
            found = [fetch(source, self._folder, self._mark(source.name)) for source in sources]
        self._fetched = tuple(fetched for fetched in found if fetched is not None)
        return tuple(fetched.file for fetched in self._fetched)

    def keep(self) -> None:
        """Note how far was read; to be called once what was fetched is loaded."""
        for fetched in self._fetched:
            if fetched.mark is not None:
                mark = json.dumps(asdict(fetched.mark))
                self._ledger.set_meta(_key(fetched.file.source.name), mark)
            fetched.file.path.unlink(missing_ok=True)
        self._fetched = ()

    def _mark(self, source: str) -> Mark | None:
        found = self._ledger.meta(_key(source))
        return Mark(**json.loads(found)) if found and self._is_whole(source) else None


def _key(source: str) -> str:
    return f"watermark:{source}"
