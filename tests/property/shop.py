"""A made-up shop that lives through nights, and what must hold after them."""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from random import Random

from journeymine.config import Settings
from journeymine.warehouse import Warehouse, open_current
from journeymine.warehouse.generations import CURRENT
from tests.property.exports import HEADERS, Export, Row, dated
from tests.property.journey_files import JourneyFile
from tests.property.nights import (
    accounts,
    built,
    differences,
    fingerprint_of_served,
    killed_night,
    loaded,
    night,
    write_all,
)

ROOT = Path(__file__).parents[2]


@dataclass
class Shop:
    """A folder with exports, a journey file and a warehouse.

    Attributes:
        folder: the folder.
        journey: the journey file.
        lying: the exports that lie there, by name.
        written: every export that ever lay there, by the hash of its bytes.
        read: hashes of those that a finished night found.
        generations: fingerprints of the generations that a finished night gave, the last one last.
        serial: counts files and ids.
        is_stale: whether anything happened since the last finished night.
    """

    folder: Path
    journey: JourneyFile = JourneyFile()
    lying: dict[str, Export] = field(default_factory=dict[str, Export])
    written: dict[str, Export] = field(default_factory=dict[str, Export])
    read: set[str] = field(default_factory=set[str])
    generations: list[str] = field(default_factory=list[str])
    serial: int = 0
    is_stale: bool = True

    def open(self, rows: Sequence[Row]) -> None:
        """Begin with a file of each source that has no record, and one of sales."""
        for source in HEADERS:
            self.put(Export(source, (), self.next_serial(), 0))
        self.add("shop", rows, 1)

    def copied(self, folder: Path) -> Shop:
        """The same shop in a folder of its own."""
        shutil.copytree(self.folder, folder)
        found = copy(self)
        found.folder, found.lying, found.written = folder, self.lying.copy(), self.written.copy()
        found.read, found.generations = self.read.copy(), self.generations.copy()
        return found

    def next_serial(self) -> int:
        """The next number."""
        self.serial += 1
        return self.serial

    def add(self, source: str, rows: Sequence[Row], moment: int | None) -> None:
        """Lay a new export into the folder, its date the next one that no other has."""
        taken = {export.moment for export in self.written.values()}
        if moment is not None:
            moment = next(free for free in count(moment) if free not in taken)
        self.put(Export(source, tuple(rows), self.next_serial(), moment))

    def put(self, export: Export) -> None:
        """Lay an export into the folder, with new ids where it asks for them; known bytes are left out."""
        export = export.with_ids(self.next_serial() * 100)
        key = _hash(export.content)
        if key not in self.written:
            self.written[key] = self.lying[export.name] = export
            export.write(self.folder)
            self.is_stale = True

    def may_change(self, export: Export) -> bool:
        """Whether an export lies there still and a finished night has found it."""
        return export in self.lying.values() and _hash(export.content) in self.read

    def put_again(self, export: Export) -> None:
        """Lay the same bytes there under a later name."""
        replace(export, serial=self.next_serial(), moment=None).write(self.folder)
        self.is_stale = True

    def take(self, export: Export) -> None:
        """Remove an export."""
        del self.lying[export.name]
        (self.folder / export.name).unlink()

    def say(self, journey: JourneyFile) -> None:
        """Change the journey file."""
        self.is_stale = True
        self.journey = journey

    def settings(self) -> Settings:
        """The journey file."""
        return self.journey.settings(self.folder)

    def night(self, *, full: bool = False) -> None:
        """A night that is not disturbed."""
        night(self.settings(), full=full)
        self._finished()

    def killed_night(self, part: str, act: int, *, full: bool = False) -> None:
        """A night that is killed, if it comes so far; who reads sees the last generation, or a new one if
        that was there before the kill.
        """
        settings = self.settings()
        image = self.folder / f"warehouse{self.next_serial()}"
        if killed_night(settings, image, part, act, full=full):
            self.journey = replace(self.journey, warehouse=image.name)
            self._died(part)
        else:
            self._finished()

    def slain_night(self, part: str, act: int, *, full: bool = False) -> None:
        """As `killed_night`, in a process of its own that the system kills."""
        path = self.folder / "journey.yaml"
        path.write_text(f"warehouse: {self.journey.warehouse}\n{self.journey.text()}", encoding="utf-8")
        words = (str(path), part, str(act), *(["full"] if full else []))
        done = subprocess.run([sys.executable, "-m", "tests.property.slain", *words], cwd=ROOT, check=False)
        assert done.returncode in (0, -signal.SIGKILL)
        if done.returncode:
            self._died(part)
        else:
            self._finished()

    def _died(self, part: str) -> None:
        """What must hold after a kill."""
        self.is_stale = True
        warehouse = self.folder / self.journey.warehouse
        if not (warehouse / "published" / CURRENT).exists():
            assert not self.generations
            return
        with open_current(warehouse) as generation:
            assert generation.note is None
            assert fingerprint_of_served(generation) == generation.fingerprint
            if part != "publish":
                assert generation.fingerprint == self.generations[-1]

    def _finished(self) -> None:
        """Remember what the night found and gave."""
        self.read |= {_hash(export.content) for export in self.lying.values()}
        with open_current(self.folder / self.journey.warehouse) as generation:
            self.generations.append(generation.fingerprint)
            assert generation.note is None
        self.is_stale = False

    def check(self, beside: Path, chance: Random) -> None:
        """What is published is what a warehouse of its own makes of the loaded files, whose order is told by
        dates in their names and not by the order in which they are found.
        """
        settings = self.settings()
        with Warehouse.open(settings) as warehouse:
            warehouse.engine.attach(warehouse.folders.vault, "vault")
            known, told = loaded(warehouse.engine), accounts(warehouse.engine)
        assert self.read <= set(known) <= set(self.written)
        exports = [self.written[key] for key in known]
        for source in HEADERS:
            places = [export.place for export in exports if export.source == source]
            assert places == sorted(places)
        write_all(beside, _renamed(exports, chance))
        with open_current(settings.warehouse_path) as generation:
            published, fingerprint = generation.path, generation.fingerprint
        with built(self.journey.settings(beside)) as anew:
            found = differences(anew.engine, published, fingerprint)
            assert not found, f"rows that only the published and only the new tables have: {found}"
            here = accounts(anew.engine)
            wrong = [name for name in told if told[name] != here[name]]
            assert not wrong, f"the new warehouse has others: {wrong}"
        shutil.rmtree(beside)


def _renamed(exports: list[Export], chance: Random) -> list[tuple[str, bytes]]:
    """The exports' bytes under names in any order whose dates ascend."""
    numbers = chance.sample(range(len(exports)), len(exports))
    return [
        (f"{export.source}/{number:03}_{dated(place)}.csv", export.content)
        for place, (number, export) in enumerate(zip(numbers, exports, strict=True))
    ]


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
