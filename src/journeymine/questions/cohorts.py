"""Cohorts: customers, sessions or journeys that have something in common, by a definition or by their ids.

A definition (clauses.py) is looked at anew in each generation. A cohort that was saved from a result keeps
its ids, and says from which generation they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from journeymine.config import Settings
from journeymine.errors import ConfigError, UsageError
from journeymine.questions.clauses import Known, parse_cohort
from journeymine.questions.definition import Definition
from journeymine.questions.ground import Ground
from journeymine.questions.members import members
from journeymine.questions.names import unknown
from journeymine.questions.reading import Reader
from journeymine.questions.saved import (
    Saved,
    delete_saved,
    every_saved,
    id_column,
    read_saved,
    write_saved,
)
from journeymine.walk.carry import carried
from journeymine.walk.paths import Bool
from journeymine.walk.units import UNITS, Unit


@dataclass(frozen=True, eq=False)
class Cohort:
    """Units that have something in common; `&`, `|`, `-` and `~` go by its units.

    Attributes:
        ground: whose units they are.
        unit: customer, session or journey.
        members: whether each unit is in.
        asked: what it answers: `when` is its definition, or what else tells how it came about.
        note: what must be known of it: that it is of an older generation.
    """

    ground: Ground
    unit: Unit
    members: Bool
    asked: Mapping[str, Any]
    note: str | None = None

    @property
    def count(self) -> int:
        """How many units are in."""
        return int(np.count_nonzero(self.members))

    @property
    def definition(self) -> Definition:
        """What it answers."""
        rules = {} if self.note is None else {"note": self.note}
        return self.ground.define("cohort", {"unit": self.unit, **self.asked}, rules)

    def ids(self) -> pa.Table:
        """Ids of its units, in their order: one column, customer_id, session_id or journey_id; pseudonyms."""
        return self.ground.units(self.unit).select([id_column(self.unit)]).filter(pa.array(self.members))

    def of(self, unit: Unit) -> Cohort:
        """The units of another kind that have to do with these: their customers, sessions or journeys."""
        found = carried(self.ground.paths, self.members, self.unit, unit)
        return replace(self, unit=unit, members=found, asked={"of": {"unit": self.unit, **self.asked}})

    def save(self, name: str, *, replace: bool = False) -> Cohort:
        """Keep its ids under a name; `cohort=name` then stands for them in any question.

        Args:
            name: 1 to 120 characters.
            replace: whether it may take the place of a saved one of that name.

        Raises:
            UsageError: the name is taken, or nothing can be saved here.
        """
        folder = self.ground.cohort_folder
        if folder is None:
            raise UsageError("a cohort is saved in a warehouse; there is none here")
        if name in self.ground.cohorts:
            raise UsageError(f"the journey file has a cohort {name!r}; save it under another name")
        if not replace and read_saved(folder, name) is not None:
            raise UsageError(
                f"there is a saved cohort {name!r}; delete it, take another name, or say replace=True"
            )
        ids = self.ids()[id_column(self.unit)].combine_chunks()
        write_saved(folder, Saved(name, self.unit, ids, self.definition))
        return self

    def __and__(self, other: Cohort) -> Cohort:
        """Units that are in both."""
        return self._with(other, "and", self.members & self._like(other))

    def __or__(self, other: Cohort) -> Cohort:
        """Units that are in either."""
        return self._with(other, "or", self.members | self._like(other))

    def __sub__(self, other: Cohort) -> Cohort:
        """Units that are in this one and not in the other."""
        return self._with(other, "and not", self.members & ~self._like(other))

    def __invert__(self) -> Cohort:
        """All other units."""
        when = self.asked.get("when")
        asked = {"not": dict(self.asked)} if when is None else {"when": f"not ({when})"}
        return replace(self, members=~self.members, asked=asked)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The ids as an Arrow stream, by which other libraries read them."""
        return self.ids().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        """How many, and the definition."""
        return f"{self.count:,} of {len(self.members):,} {self.unit}s\n{self.definition.text()}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self)).replace(chr(10), '<br>')}</p>"

    def _like(self, other: Cohort) -> Bool:
        if other.unit != self.unit:
            raise UsageError(
                f"one cohort is of {self.unit}s, the other of {other.unit}s; make them alike with "
                f".of({self.unit!r})"
            )
        return at_home(other, self.ground).members

    def _with(self, other: Cohort, word: str, found: Bool) -> Cohort:
        mine, theirs = self.asked.get("when"), other.asked.get("when")
        asked: Mapping[str, Any] = {"this": dict(self.asked), word: dict(other.asked)}
        if mine is not None and theirs is not None:
            asked = {"when": f"({mine}) {word} ({theirs})"}
        notes = "; ".join(dict.fromkeys(note for note in (self.note, other.note) if note))
        return replace(self, members=found, asked=asked, note=notes or None)


def cohort(ground: Ground, when: str, unit: Unit | None = None) -> Cohort:
    """The units that a definition names.

    Args:
        ground: what is asked.
        when: the name of a cohort, or a text of the language of cohorts (docs/questions/cohorts.md).
        unit: customer, session or journey; None: what the text names (`sessions that ...`), else customers.

    Raises:
        UsageError: it can't be read, or a name is unknown.
    """
    if unit is not None and unit not in UNITS:
        raise UsageError(unknown("unit", unit, UNITS))
    return _Resolver(ground, ()).cohort(when, unit)


def as_cohort(ground: Ground, given: str | Cohort) -> Cohort:
    """A cohort as questions take it: an object, or a text.

    Raises:
        UsageError: it is of another generation, can't be read, or a name is unknown.
    """
    return at_home(given, ground) if isinstance(given, Cohort) else cohort(ground, given)


def told_cohort(given: str | Cohort | None) -> Any:
    """A cohort as definitions say it: a text that stands for it, or how it came about where there is none."""
    if given is None or isinstance(given, str):
        return given
    when = given.asked.get("when")
    if when is None:
        return {"unit": given.unit, **given.asked}
    return str(when) if given.unit == "customer" else f"{given.unit}s that {when}"


def at_home(given: Cohort, ground: Ground) -> Cohort:
    """A cohort of this generation.

    Raises:
        UsageError: it is of another one.
    """
    theirs, ours = (each.generation for each in (given.ground, ground))
    if (theirs, given.ground.fingerprint) != (ours, ground.fingerprint):
        raise UsageError(
            f"the cohort is of generation {theirs}, the question of generation {ours}; ask for it anew, "
            "or save it and give its name"
        )
    return given


def cohorts(ground: Ground) -> pa.Table:
    """All cohorts that have a name: name, kept (`journey file` or `saved`), unit, definition, generation.

    `generation` is that of a saved cohort's ids; NULL where a definition is looked at anew.
    """
    rows: list[tuple[str, str, str, str, int | None]] = []
    for name, when in ground.cohorts.items():
        read = parse_cohort(when)
        rows.append((name, "journey file", read.unit or "customer", read.when, None))
    for saved in every_saved(ground.cohort_folder) if ground.cohort_folder is not None else ():
        text = saved.definition.text()
        rows.append((saved.name, "saved", saved.unit, text, saved.definition.generation))
    columns = list(zip(*sorted(rows), strict=True)) or [()] * 5
    names = ("name", "kept", "unit", "definition", "generation")
    kinds = (*[pa.string()] * 4, pa.int64())
    parts = zip(names, columns, kinds, strict=True)
    return pa.table({name: pa.array(values, kind) for name, values, kind in parts})


def delete_cohort(ground: Ground, name: str) -> None:
    """Delete a saved cohort.

    Raises:
        UsageError: there is none of that name, or it is the journey file's.
    """
    if name in ground.cohorts:
        raise UsageError(f"the cohort {name!r} is the journey file's; take it out there")
    if ground.cohort_folder is None or not delete_saved(ground.cohort_folder, name):
        raise UsageError(unknown("saved cohort", name, _saved_names(ground)))


def check_definitions(settings: Settings) -> None:
    """Read the journey file's definitions; whether the data has their names is seen when they are asked for.

    Raises:
        ConfigError: one of them can't be read.
    """
    for place, found in enumerate(settings.cohorts):
        try:
            parse_cohort(found.when)
        except UsageError as error:
            message = f"the cohort {found.name!r} can't be read: {error}"
            raise ConfigError(message, settings.path, key=f"cohorts[{place}].when") from None


@dataclass(frozen=True)
class _Resolver:
    """Finds cohorts, and remembers which it is at, so that no definition goes round in a circle."""

    ground: Ground
    inside: tuple[str, ...]

    def cohort(self, when: str, unit: Unit | None) -> Cohort:
        found = self._by_name(when)
        if found is None:
            self._refuse_a_name(when)
            read = parse_cohort(when)
            own = read.unit or unit or "customer"
            chosen = members(self.ground, read.clause, own, self._known)
            found = Cohort(self.ground, own, chosen, {"when": read.when})
        return found if unit in (None, found.unit) else found.of(unit)

    def _by_name(self, name: str) -> Cohort | None:
        """The cohort of a name; None where there is no such name."""
        ground = self.ground
        if name in ground.cohorts:
            if name in self.inside:
                circle = " in ".join(repr(each) for each in (*self.inside, name))
                raise UsageError(f"the definition of the cohort {name!r} comes back to itself: {circle}")
            inner = _Resolver(ground, (*self.inside, name))
            found = inner.cohort(ground.cohorts[name], None)
            return replace(found, asked={"name": name, **found.asked})
        saved = read_saved(ground.cohort_folder, name) if ground.cohort_folder is not None else None
        return None if saved is None else _restored(ground, saved)

    def _known(self, known: Known, unit: Unit) -> Bool:
        found = self._by_name(known.name)
        if found is None:
            raise known.place.error(unknown("cohort", known.name, _names(self.ground)))
        return found.of(unit).members

    def _refuse_a_name(self, text: str) -> None:
        """Say that there is no cohort of a name where a text can only be one."""
        reader = Reader(text)
        if (reader.quoted() or reader.word()) is not None and reader.is_done:
            hint = "; a definition begins with did, never did, path, in, or a column"
            raise UsageError(unknown("cohort", text, _names(self.ground)) + hint)


def _restored(ground: Ground, saved: Saved) -> Cohort:
    """A saved cohort in this generation."""
    ids = ground.units(saved.unit)[id_column(saved.unit)]
    found = np.asarray(pc.is_in(ids, value_set=saved.ids).to_numpy(zero_copy_only=False), dtype=np.bool_)
    name = saved.name.replace('"', '""')
    asked = {"when": f'in "{name}"', "saved": saved.definition.text()}
    return Cohort(ground, saved.unit, found, asked, _note(ground, saved, int(np.count_nonzero(found))))


def _note(ground: Ground, saved: Saved, found: int) -> str | None:
    """What must be known of ids of an older generation."""
    if saved.definition.generation == ground.generation:
        return None
    gone = len(saved.ids) - found
    lost = f"; {gone:,} of its {len(saved.ids):,} {saved.unit}s are not in this one" if gone else ""
    return f"cohort {saved.name!r} has the ids of generation {saved.definition.generation}{lost}"


def _names(ground: Ground) -> list[str]:
    return [*ground.cohorts, *_saved_names(ground)]


def _saved_names(ground: Ground) -> list[str]:
    folder = ground.cohort_folder
    return [] if folder is None else [saved.name for saved in every_saved(folder)]
