"""The same rows on any machine: one thread or two, files of any name in any order, another clock and zone.
One fingerprint, and the same ordered paths to the last byte.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partialmethod
from pathlib import Path
from random import Random

import pytest

from journeymine.walk.store import save_paths
from journeymine.walk.units import Units
from journeymine.warehouse import Warehouse
from tests.property.exports import DEVICES, HEADERS, MAILS, PEOPLE, TIMES, Export, Row
from tests.property.journey_files import JourneyFile
from tests.property.nights import built, fingerprint_of_tables, write_all
from tests.walk.over import small_blocks

ROWS = 400
ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns")
JOURNEY = (
    JourneyFile()
    .with_choice("split", "purchase")
    .with_choice("first", "{properties.plan: b}")
    .with_choice("properties", "properties: [plan]")
    .with_choice("session_id", "native")
)


@dataclass(frozen=True)
class Machine:
    """Where a run takes place.

    Attributes:
        threads: of the database and of the loops.
        year: its clock's.
        zone: its own time zone.
        files: how many files the rows come in.
        seed: decides the order of rows and the names of files.
    """

    threads: int
    year: int
    zone: str
    files: int
    seed: int

    @contextmanager
    def here(self) -> Generator[None]:
        """Run on it."""
        noon = datetime(self.year, 7, 1, 12, tzinfo=UTC)
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("journeymine.walk.units.RANGE_EVENTS", 50)
                patch.setattr("journeymine.walk.walked.THREADS", self.threads)
                patch.setattr(Units, "each_range", partialmethod(Units.each_range, threads=self.threads))
                patch.setattr(Warehouse.open.__func__, "__kwdefaults__", {"clock": lambda: noon})
                patch.setenv("TZ", self.zone)
                time.tzset()
                yield
        finally:
            time.tzset()

    def files_of(self, rows: Sequence[Row]) -> list[tuple[str, bytes]]:
        """The rows in files."""
        draw = Random(self.seed)
        shuffled = draw.sample(rows, len(rows))
        names = draw.sample(range(100), self.files)
        parts = [
            Export("shop", tuple(shuffled[place :: self.files]), name, None)
            for place, name in enumerate(names)
        ]
        empty = [Export(source, (), 0, 0) for source in HEADERS]
        return [(export.name, export.content) for export in (*parts, *empty)]


MACHINES = [
    Machine(1 + seed % 2, 2021 + 3 * seed, ZONES[seed % 3], (1, 2, 5)[seed % 3], seed) for seed in range(10)
]


_many_blocks = pytest.fixture(autouse=True, scope="module")(small_blocks)


def rows() -> list[Row]:
    """Rows of which each has its own id or its own value; many at one instant, on shared devices too."""
    draw = Random(3)
    people = (*PEOPLE, *(f"w{number}" for number in range(40)))
    return [
        (
            f"e{number}" if number % 3 else "",
            draw.choice(TIMES),
            draw.choice(("look", "cart", "pay", "error", "buy")),
            draw.choice(("", *people)),
            draw.choice(("", "", "", *MAILS)),
            draw.choice(("", *DEVICES, *(f"x{number}" for number in range(30)))),
            draw.choice(("", "1")),
            f"{number / 4}",
            draw.choice(("", "a", "b")),
            draw.choice(("", "v1")),
            draw.choice(("/", "/cart")),
            "",
        )
        for number in range(ROWS)
    ]


def outcome(machine: Machine, folder: Path) -> tuple[str, str]:
    """The fingerprint of all tables of data, and a hash of the ordered paths."""
    write_all(folder, machine.files_of(rows()))
    journey = JOURNEY.settings(folder).model_copy(update={"threads": machine.threads})
    with machine.here(), built(journey) as run:
        save_paths(run.ordered, folder / "paths")
        return fingerprint_of_tables(run.engine), hash_of(folder / "paths")


def hash_of(folder: Path) -> str:
    """Hash of the names and bytes of a folder's files."""
    hasher = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        hasher.update(path.name.encode() + path.read_bytes())
    return hasher.hexdigest()


def test_ten_runs_have_one_fingerprint(tmp_path: Path) -> None:
    found = {outcome(machine, tmp_path / str(machine.seed)) for machine in MACHINES}
    assert len(found) == 1
