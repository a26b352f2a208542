"""The snapshot that all callbacks share: the newest generation, looked for at most every few seconds.

A newer one takes the older one's place without a restart; the older one is closed when nobody reads it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import journeymine
from journeymine.errors import JourneymineError

if TYPE_CHECKING:
    from journeymine.snapshot import Snapshot

Clock = Callable[[], datetime]
_EVERY = timedelta(seconds=3)


@dataclass(frozen=True)
class Edition:
    """Which generation is shown.

    Attributes:
        generation: its number.
        published_at: when it was published; with the number it names the generation for good.
        as_of: the instant at which open and dropped are told apart.
        title: name of the map.
        language: language of the journey file.
        note: why it is not the newest, where that is so.
    """

    generation: int
    published_at: datetime
    as_of: datetime
    title: str
    language: str
    note: str | None

    @property
    def key(self) -> str:
        """Names the generation, even where a warehouse was begun anew."""
        return f"{self.generation}@{self.published_at.isoformat()}"


@dataclass
class _Held:
    """A snapshot with what keeps it open: `reading` is held by the thread that uses its connection."""

    snapshot: Snapshot
    edition: Edition
    reading: threading.RLock = field(default_factory=threading.RLock)
    users: int = 0
    is_retired: bool = False


class Holder:
    """Holds the snapshot of the newest generation for all threads."""

    def __init__(self, warehouse: Path, clock: Clock, *, every: timedelta = _EVERY) -> None:
        """Open the current generation.

        Args:
            warehouse: the warehouse's folder.
            clock: gives the time now, with a zone.
            every: how long a look at CURRENT holds good.

        Raises:
            NothingPublished: nothing was published there yet.
        """
        self._warehouse = warehouse
        self._clock = clock
        self._every = every
        self._looking, self._gate = threading.Lock(), threading.Lock()
        self._looked_at = clock()
        self._held = self._opened()

    def edition(self) -> Edition:
        """The newest generation, looked for where the last look is too long ago."""
        self._look()
        return self._held.edition

    def age(self) -> timedelta:
        """Time since the generation that is shown was published."""
        return max(self._clock() - self._held.edition.published_at, timedelta(0))

    @contextmanager
    def using(self) -> Generator[tuple[Edition, Snapshot]]:
        """The snapshot for this thread alone; it stays open meanwhile, whatever is published."""
        self._look()
        with self._gate:
            held = self._held
            held.users += 1
        try:
            with held.reading:
                yield held.edition, held.snapshot
        finally:
            with self._gate:
                held.users -= 1
                _close_if_done(held)

    def close(self) -> None:
        """Close the snapshot when nobody reads it any more."""
        with self._gate:
            self._held.is_retired = True
            _close_if_done(self._held)

    def _look(self) -> None:
        now = self._clock()
        if timedelta(0) <= now - self._looked_at < self._every or not self._looking.acquire(blocking=False):
            return
        try:
            self._looked_at = now
            self._replace(self._opened())
        except JourneymineError:
            return  # what is held is still good
        finally:
            self._looking.release()

    def _replace(self, newer: _Held) -> None:
        with self._gate:
            older = self._held
            if newer.edition == older.edition:
                newer.snapshot.close()
                return
            self._held = newer
            older.is_retired = True
            _close_if_done(older)

    def _opened(self) -> _Held:
        snapshot = journeymine.open(self._warehouse)
        about = snapshot.about
        edition = Edition(
            snapshot.generation,
            snapshot.published_at,
            about.as_of,
            about.title,
            about.language,
            snapshot.note,
        )
        return _Held(snapshot, edition)


def _close_if_done(held: _Held) -> None:
    if held.is_retired and not held.users:
        held.snapshot.close()
