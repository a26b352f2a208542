"""What questions stand on: the paths of one generation, the tables beside them, and the names that they may
use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from journeymine.parts import OUTCOMES
from journeymine.questions.definition import Definition
from journeymine.questions.remembered import Remembered
from journeymine.walk.bits import plain
from journeymine.walk.paths import Int8, Paths
from journeymine.walk.units import Unit

if TYPE_CHECKING:
    from journeymine.present.scene import Scene


@dataclass(frozen=True)
class Ground:
    """One generation, open for questions.

    Attributes:
        paths: all events in order.
        read: gives a published table by its name. `customers`, `sessions` and `journeys` come in the order of
            their numbers in the paths: row n is unit n.
        generation, fingerprint, as_of: of the data.
        min_cell: figures about fewer customers are withheld in what leaves the warehouse.
        cohorts: the journey file's, as text by name.
        inactive_after: silence after which a journey that did not convert is dropped, no longer open.
        abandon_after: silence after which a cart is abandoned.
        make_scene: makes what pictures need beside their figures; None: names stand for labels.
        cohort_folder: where saved cohorts lie; None: none can be saved.
        remembered: who met the SQL conditions asked last.
        outcomes: those looked up so far, by kind of unit.
    """

    paths: Paths
    read: Callable[[str], pa.Table]
    generation: int
    fingerprint: str
    as_of: datetime
    min_cell: int
    cohorts: Mapping[str, str]
    inactive_after: timedelta = timedelta(days=30)
    abandon_after: timedelta = timedelta(hours=24)
    make_scene: Callable[[], Scene] | None = None
    cohort_folder: Path | None = None
    remembered: Remembered = field(default_factory=Remembered, repr=False, compare=False)
    outcomes: dict[Unit, Int8] = field(default_factory=dict[Unit, Int8], repr=False, compare=False)

    @cached_property
    def customers(self) -> pa.Table:
        """Table customers; row n is customer n of the paths."""
        return self.read("customers")

    @cached_property
    def sessions(self) -> pa.Table:
        """Table sessions; row n is session n of the paths."""
        return self.read("sessions")

    @cached_property
    def journeys(self) -> pa.Table:
        """Table journeys; row n is journey n of the paths."""
        return self.read("journeys")

    @cached_property
    def scene(self) -> Scene:
        """What pictures need beside their figures: labels, language, settings."""
        return _plain_scene(self) if self.make_scene is None else self.make_scene()

    def units(self, unit: Unit) -> pa.Table:
        """The table of a kind of unit, in the order of their numbers."""
        if unit == "customer":
            return self.customers
        return self.sessions if unit == "session" else self.journeys

    def outcome(self, unit: Unit) -> Int8:
        """What became of each journey, or of each customer's: number in OUTCOMES; -1: none of them.

        Args:
            unit: journey or customer; looked up once.
        """
        if unit not in self.outcomes:
            said = pc.cast(self.units(unit)["outcome"], pa.string())
            found = pc.fill_null(pc.index_in(said, value_set=pa.array(OUTCOMES)), -1)
            self.outcomes[unit] = plain(np.asarray(found).astype(np.int8))
        return self.outcomes[unit]

    def define(
        self, question: str, asked: Mapping[str, Any], rules: Mapping[str, str] | None = None
    ) -> Definition:
        """The definition of a question asked here."""
        return Definition(question, asked, self.generation, self.fingerprint, self.as_of, rules or {})


def _plain_scene(ground: Ground) -> Scene:
    """A scene in English, in which names are their own labels."""
    from journeymine.present.about import About
    from journeymine.present.scene import Scene, StageName, TouchpointName

    about = About(
        title="",
        language="en",
        generation=ground.generation,
        as_of=ground.as_of,
        run_id="",
        session_timeout_minutes=30,
        journey_split="never",
        inactive_after=ground.inactive_after,
        abandon_after=ground.abandon_after,
        recover_within=timedelta(days=30),
        currency=None,
        min_cell=ground.min_cell,
    )
    signatures = ground.paths.signatures
    stages = tuple(StageName(name, place, "buyer", name) for place, name in enumerate(signatures.stages))
    places = zip(signatures.texts("touchpoint"), signatures.texts("stage"), strict=True)
    known = sorted({(name, stage or "") for name, stage in places if name is not None})
    return Scene(about, stages, tuple(TouchpointName(name, stage, name) for name, stage in known))
