"""Nights of a made-up shop, whole or killed at any act, and the same files read by a warehouse of its own.

An act is a statement of SQL, an fsync, a rename or a removal of a file. A kill keeps the warehouse as its
files are just before the act, and lets the run that goes to pieces do nothing more.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from journeymine.build import STEPS, Run, RunSummary, open_run
from journeymine.config import Settings
from journeymine.engine import DuckEngine
from journeymine.engine.inspect import difference
from journeymine.journeys import complete_codes
from journeymine.tables import TABLES
from journeymine.warehouse import Generation
from journeymine.warehouse.publish import NOT_DATA, fingerprint_of

OPENING = "opening"
LASTING = {"load": 150, OPENING: 70, "publish": 300}
"""Parts of a night that leave something behind, and about how many acts each of them has."""

DATA = tuple(spec for spec in TABLES if spec.name not in NOT_DATA and not spec.is_view)

_ACTS = (
    (os, "fsync"),
    (os, "replace"),
    (os, "unlink"),
    (DuckEngine, "_run"),
    (DuckEngine, "_rows"),
)
_Watch = Callable[[str], None]


class Killed(BaseException):
    """The run is dead."""


@dataclass
class Death:
    """Comes before an act of a part of the night.

    Attributes:
        part: OPENING or a step's name.
        act: acts of that part that are still done.
        strike: called when it comes.
    """

    part: str
    act: int
    strike: Callable[[], None]
    now: str = ""
    is_here: bool = False

    def begins(self, part: str) -> None:
        """A part of the night begins."""
        self.now = part

    def may_act(self) -> None:
        """Refuse the last act and all that follow."""
        if self.now == self.part and not self.is_here:
            self.is_here = self.act == 0
            self.act -= 1
            if self.is_here:
                self.strike()
        if self.is_here:
            raise Killed

    @contextmanager
    def watching(self) -> Generator[None]:
        """All acts ask it first."""
        with pytest.MonkeyPatch.context() as patch:
            for owner, name in _ACTS:
                patch.setattr(owner, name, self._asked(getattr(owner, name)))
            yield

    def _asked(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*args: Any, **named: Any) -> Any:
            self.may_act()
            return act(*args, **named)

        return asked


def _unwatched(_part: str) -> None:
    """Nobody waits for a part of the night."""


def night(settings: Settings, *, full: bool = False, begins: _Watch = _unwatched) -> RunSummary:
    """A whole night; `begins` is told each part of it."""
    begins(OPENING)
    with open_run(settings, full=full) as opened:
        for step in STEPS:
            begins(step.name)
            opened.do(step)
        return opened.summary()


def killed_night(settings: Settings, image: Path, part: str, act: int, *, full: bool) -> bool:
    """A night that is killed before an act, if it has so many.

    Args:
        settings: the journey file.
        image: where the warehouse lies afterwards, if it was killed.
        part: the part of the night in which it dies.
        act: acts of that part before its death.
        full: whether it reads all files again.

    Returns:
        Whether it was killed.
    """
    death = Death(part, act, lambda: _keep(settings.warehouse_path, image))
    try:
        with death.watching():
            night(settings, full=full, begins=death.begins)
    except Killed:
        shutil.rmtree(settings.warehouse_path, ignore_errors=True)
    return death.is_here


def _keep(warehouse: Path, image: Path) -> None:
    if warehouse.exists():
        shutil.copytree(warehouse, image)


@contextmanager
def built(settings: Settings) -> Generator[Run]:
    """A night up to its publication, in a new warehouse."""
    with open_run(settings) as opened:
        for step in STEPS[:-1]:
            opened.do(step)
        assert opened.codes is not None
        complete_codes(opened.engine, opened.codes)
        yield opened


def differences(engine: DuckEngine, published: Path, fingerprint: str) -> dict[str, tuple[int, int]]:
    """Rows that only the published generation has, and rows that only the engine has, of each table that is
    not the same; nothing where the fingerprint is that of the engine's tables.

    Args:
        engine: finished tables.
        published: a generation's file.
        fingerprint: of that generation.
    """
    if fingerprint_of_tables(engine) == fingerprint:
        return {}
    engine.attach(published, "published", read_only=True)
    found = {
        spec.name: (
            difference(engine, "published", "anew", spec),
            difference(engine, "anew", "published", spec),
        )
        for spec in DATA
    }
    return {name: counts for name, counts in found.items() if any(counts)} or {"fingerprint": (1, 1)}


def fingerprint_of_tables(engine: DuckEngine) -> str:
    """The fingerprint of finished tables, copied to the database `anew` as a publication would."""
    engine.execute("attach ':memory:' as anew")
    for spec in DATA:
        engine.copy(spec.name, "anew", spec)
    return fingerprint_of(engine, TABLES, "anew")


def accounts(engine: DuckEngine) -> dict[str, list[dict[str, Any]]]:
    """What the state says of its files whatever the order in which they came, and the vault of its events."""
    queries = {
        "files": "select file_id, row_count, rejected_count, loaded_count + duplicate_count as taken "
        "from files",
        "rejects": "select file_id, line_number, reason from rejects",
        "texts": "select source, event_id, body from vault.texts",
    }
    return {name: engine.query(f"{sql} order by all").to_pylist() for name, sql in queries.items()}


def loaded(engine: DuckEngine) -> list[str]:
    """Hashes of the loaded files, in the order in which they correct each other."""
    return engine.query("select sha256 from files order by precedence")["sha256"].to_pylist()


def write_all(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files into a new folder."""
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def fingerprint_of_served(generation: Generation) -> str:
    """The fingerprint of a generation's tables as they are read now."""
    name = generation.engine.query("select current_database() as name")["name"][0].as_py()
    return fingerprint_of(generation.engine, TABLES, name)
