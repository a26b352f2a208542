"""The proof that the published generation is what all its files give: they are read again into a warehouse
beside, and every table is compared, to the row.

Nothing of the warehouse is changed, and what was made beside it is removed.
"""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from journeymine.build import STEPS, Progress, Run, input_fingerprint, load_again, open_run
from journeymine.config import Settings
from journeymine.engine import DuckEngine
from journeymine.engine.inspect import difference
from journeymine.errors import UsageError
from journeymine.tables import TABLES
from journeymine.warehouse import Warehouse, open_current
from journeymine.warehouse.folders import Folders, RunLock
from journeymine.warehouse.publish import NOT_DATA

_BESIDE = "rebuilt"


@dataclass(frozen=True)
class Compared:
    """One table of both.

    Attributes:
        table: its name.
        published: rows that the published generation alone has.
        rebuilt: rows that only come out when everything is read again.
    """

    table: str
    published: int
    rebuilt: int

    @property
    def is_same(self) -> bool:
        """Whether both have the same rows."""
        return not (self.published or self.rebuilt)


def compare_with_rebuild(settings: Settings, progress: Progress) -> tuple[Compared, ...]:
    """Read all loaded files again, and compare each table of data with the published one.

    Args:
        settings: the journey file.
        progress: told (step, done, of) as the work goes on.

    Raises:
        UsageError: the journey file, the program or what is loaded has changed since the publication.
        Busy: a run holds the warehouse.
        NothingPublished: there is nothing to compare with.
        NoSpace: the disk has no room for a second copy.
    """
    with open_current(settings.warehouse_path) as published:
        _refuse_stale(settings, published.gen)
        with _beside(settings) as beside:
            with open_run(beside, full=True, progress=progress) as run:
                for step in (replace(STEPS[0], function=load_again), *STEPS[1:]):
                    run.do(step)
            assert run.published is not None
            return _compare(settings, published.path, run.published.path)


def _refuse_stale(settings: Settings, generation: int) -> None:
    with Warehouse.open(settings) as warehouse:
        run = Run(settings, warehouse, run_id="", is_full=False)
        if not warehouse.is_done("publish", input_fingerprint(run)):
            raise UsageError(
                f"generation {generation} was made of another journey file, program or load than there is; "
                "run 'journeymine run' first"
            )


@contextmanager
def _beside(settings: Settings) -> Generator[Settings]:
    """A warehouse with the same state and landed files; no run changes them while they are copied."""
    real = Folders(settings.warehouse_path)
    beside = Folders(real.root / _BESIDE)
    shutil.rmtree(beside.root, ignore_errors=True)
    beside.root.mkdir(mode=0o700)
    try:
        lock = RunLock.take(real.lock)
        try:
            shutil.copyfile(real.state, beside.state)
        finally:
            lock.release()
        beside.landing.symlink_to(real.landing, target_is_directory=True)
        yield settings.model_copy(update={"warehouse": beside.root})
    finally:
        shutil.rmtree(beside.root, ignore_errors=True)


def _compare(settings: Settings, published: Path, rebuilt: Path) -> tuple[Compared, ...]:
    engine = DuckEngine.open(None, memory_limit=settings.memory_limit, threads=settings.threads)
    try:
        for name, path in (("published", published), ("rebuilt", rebuilt)):
            engine.attach(path, name, read_only=True)
        alone = partial(difference, engine)
        return tuple(
            Compared(spec.name, alone("published", "rebuilt", spec), alone("rebuilt", "published", spec))
            for spec in TABLES
            if spec.name not in NOT_DATA and not spec.is_view
        )
    finally:
        engine.close()


__all__ = ["Compared", "compare_with_rebuild"]
