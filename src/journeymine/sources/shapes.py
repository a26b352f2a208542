"""From a file's columns to the raw table of a staging model: each promised column by name, the rest as one
map.

A shape knows the raw table's columns and fills them from pieces; what the columns mean is in `sql/staging/`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from journeymine.engine.base import Made
from journeymine.sources.layouts import Keep, Layout, Plan, fold, listed, plan_of, require
from journeymine.sources.pieces import Piece, as_lists, as_maps

EXTRA = pa.field("extra", pa.map_(pa.string(), pa.string()))
GATHERED = pa.field("gathered", pa.map_(pa.string(), pa.string()))
LINE = pa.field("line_number", pa.int64())
INSTANT = pa.field("instant", pa.timestamp("us", "UTC"))
"""Of a mapped table: the time of an event where the file has it as an instant; `time` is NULL then."""


class Shape(Protocol):
    """How pieces of a file become rows of a raw table."""

    @property
    def schema(self) -> pa.Schema:
        """Columns of the raw table."""
        ...

    @property
    def takes_epoch(self) -> bool:
        """Whether its times may be numbers since 1970."""
        ...

    def wanted(self) -> tuple[str, ...]:
        """Names that it asks a file for."""
        ...

    def seen(self, piece: Piece, /) -> frozenset[str]:
        """Names that a piece has."""
        ...

    def rows(self, piece: Piece, /) -> pa.Table:
        """A piece as rows of the raw table."""
        ...

    def made_of(self, names: tuple[str, ...], /) -> tuple[Made, ...] | None:
        """What each column of the raw table is made of, `line_number` left out, where a file has columns of
        these names; None where a column is more than a choice of them.
        """
        ...

    def time_columns(self) -> tuple[str, ...]:
        """Columns of the raw table whose times need a zone where they carry no offset."""
        ...

    def times(self, piece: Piece, /) -> tuple[tuple[str, pa.Array], ...]:
        """Name and texts of the columns whose times need a zone where they carry no offset."""
        ...

    def check(self, seen: frozenset[str], shown: str, /) -> None:
        """Refuse a file that lacks what must be there."""
        ...

    def notes(self, seen: frozenset[str], /) -> tuple[str, ...]:
        """What to tell about columns that nobody promised."""
        ...

    def unknown(self, seen: frozenset[str], /) -> tuple[str, ...]:
        """Columns that nobody promised and `properties` does not list; a connector's own are none."""
        ...


@dataclass(frozen=True)
class VendorShape:
    """A vendor's table: promised columns by name, unknown ones in `extra`.

    Attributes:
        layout: the promises.
        keep: which unknown columns are kept.
    """

    layout: Layout
    keep: Keep

    @property
    def schema(self) -> pa.Schema:
        """Line number, one text column per promise, the map of gathered columns where the layout has one, and
        that of the rest.
        """
        promised = (pa.field(item.name, pa.string()) for item in self.layout.columns)
        return pa.schema([LINE, *promised, *([GATHERED] if self.layout.gathers else []), EXTRA])

    @property
    def takes_epoch(self) -> bool:
        """As the layout has it."""
        return self.layout.takes_epoch

    def wanted(self) -> tuple[str, ...]:
        """Names and aliases of the promised columns."""
        return tuple(name for item in self.layout.columns for name in (item.name, *item.aliases))

    def seen(self, piece: Piece, /) -> frozenset[str]:
        """The piece's column names."""
        return frozenset(piece.names)

    def rows(self, piece: Piece, /) -> pa.Table:
        """A piece as rows of the raw table; columns that it lacks are NULL."""
        columns = (as_made(piece, made) for made in self.made_of(piece.names))
        return pa.table([piece.lines, *columns], schema=self.schema)

    def made_of(self, names: tuple[str, ...], /) -> tuple[Made, ...]:
        """What each column of the raw table is made of."""
        plan = self._plan(names)
        fed = [
            Made(item.name, () if place is None else (names[place],))
            for item, place in zip(self.layout.columns, plan.feeds, strict=True)
        ]
        gathered = [Made(GATHERED.name, _at(names, plan.gathered), "map")] if self.layout.gathers else []
        return (*fed, *gathered, Made(EXTRA.name, _at(names, plan.extras), "map"))

    def time_columns(self) -> tuple[str, ...]:
        """The layout's time columns."""
        return self.layout.times

    def times(self, piece: Piece, /) -> tuple[tuple[str, pa.Array], ...]:
        """The layout's time columns."""
        plan = self._plan(piece.names)
        return tuple(
            (piece.names[place], piece.columns[place])
            for item, place in zip(self.layout.columns, plan.feeds, strict=True)
            if item.name in self.layout.times and place is not None
        )

    def check(self, seen: frozenset[str], shown: str, /) -> None:
        """Refuse a file that lacks a required column."""
        require(seen, self.layout, shown)

    def notes(self, seen: frozenset[str], /) -> tuple[str, ...]:
        """Unknown columns, kept and not kept."""
        plan = self._plan(tuple(sorted(seen)))
        kept = [sorted(seen)[place] for place in plan.extras]
        return told_columns(kept, plan.unkept)

    def unknown(self, seen: frozenset[str], /) -> tuple[str, ...]:
        """Columns that neither the layout nor `properties` has."""
        fold_name, listed_names = self.layout.folded, () if isinstance(self.keep, str) else self.keep
        promised = {name for item in self.layout.columns for name in self.layout.names_of(item)}
        promised |= {fold_name(name) for name in listed_names}
        rest = {
            name
            for name in seen
            if fold(name) not in self.layout.unkept and not self.layout.is_gathered(name)
        }
        return not_among(rest, promised, fold_name)

    def _plan(self, names: tuple[str, ...]) -> Plan:
        return plan_of(names, self.layout, self.keep)


@dataclass(frozen=True)
class RecordShape:
    """JSON objects kept whole, as the one column `record`.

    Attributes:
        layout: the keys that must be there are its required columns.
    """

    layout: Layout

    @property
    def schema(self) -> pa.Schema:
        """Line number and record."""
        return pa.schema([LINE, pa.field("record", pa.string())])

    @property
    def takes_epoch(self) -> bool:
        """True: microseconds."""
        return True

    def wanted(self) -> tuple[str, ...]:
        """Nothing: records are not taken apart."""
        return ()

    def seen(self, piece: Piece, /) -> frozenset[str]:
        """The promised keys that the piece's first records have."""
        head = piece.columns[0].slice(0, 1000)
        names = (item.name for item in self.layout.columns)
        return frozenset(name for name in names if pc.any(pc.match_substring(head, f'"{name}"')).as_py())

    def rows(self, piece: Piece, /) -> pa.Table:
        """A piece as rows of the raw table."""
        return pa.table([piece.lines, piece.columns[0]], schema=self.schema)

    def made_of(self, _names: tuple[str, ...], /) -> None:
        """None: records are not taken apart."""
        return

    def time_columns(self) -> tuple[str, ...]:
        """None: the records' times are numbers."""
        return ()

    def times(self, _piece: Piece, /) -> tuple[tuple[str, pa.Array], ...]:
        """None: the records' times are numbers."""
        return ()

    def check(self, seen: frozenset[str], shown: str, /) -> None:
        """Refuse a file no record of which has the required keys."""
        require(seen, self.layout, shown)

    def notes(self, _seen: frozenset[str], /) -> tuple[str, ...]:
        """None: all keys are in the record."""
        return ()

    def unknown(self, _seen: frozenset[str], /) -> tuple[str, ...]:
        """None: records have no columns to hold to."""
        return ()


def _at(names: tuple[str, ...], places: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(names[place] for place in places)


def as_made(piece: Piece, made: Made) -> pa.Array:
    """A column of the raw table from those of a piece."""
    values = [named(piece, name) for name in made.feeds]
    if made.kind == "value":
        return values[0] if values else named(piece, None)
    if made.kind == "list":
        return as_lists(values, piece.row_count)
    return as_maps([name for name in made.feeds if name is not None], values, piece.row_count)


def named(piece: Piece, name: str | None) -> pa.Array:
    """A column of a piece by its name; NULLs where there is none."""
    if name is None or name not in piece.names:
        return pa.nulls(piece.row_count, pa.string())
    return piece.columns[piece.names.index(name)]


def not_among(
    seen: Collection[str], promised: Collection[str], form: Callable[[str], str] = str
) -> tuple[str, ...]:
    """Columns that are not promised; neither a connector's own (`_…`) nor an object that holds a promised
    `a.b`.
    """
    known = {*promised, *(name.partition(".")[0] for name in promised)}
    return tuple(sorted(name for name in seen if form(name) not in known and not name.startswith("_")))


def told_columns(kept: list[str], unkept: tuple[str, ...]) -> tuple[str, ...]:
    """Sentences about columns that nobody promised."""
    notes: list[str] = []
    if kept:
        notes.append(f"columns that nobody promised are kept as properties: {listed(kept)}")
    if unkept:
        notes.append(
            f"columns that are personal by name, technical or not asked for are not kept: {listed(unkept)}"
        )
    return tuple(notes)
