"""Any table as a source: the mapping of the journey file gives each part of an event its column of the file.

The raw table has the same columns for every mapping, so that `stg_table__events` is a plain SELECT.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import get_args

import pyarrow as pa
import pyarrow.compute as pc

from journeymine.config import EventMap, Source, TableColumns
from journeymine.config.sources import KeyType
from journeymine.engine.base import Made
from journeymine.errors import ConfigError
from journeymine.sources.layouts import is_kept, listed
from journeymine.sources.pieces import Piece
from journeymine.sources.shapes import EXTRA, INSTANT, LINE, as_made, named, not_among, told_columns

KEY_TYPES: tuple[str, ...] = get_args(KeyType)
LINE_NUMBER = "line_number"
"""As `sequence`: the line in the file, where no column has that name."""
_TEXTS = pa.list_(pa.string())
_PLAIN = (
    "sequence",
    "event_id",
    "channel",
    "medium",
    "campaign",
    "device",
    "page",
    "currency",
    "quantity",
    "score",
    "sentiment",
    "session",
    "touchpoint",
    "body",
    "user_agent",
    "ip",
)


@dataclass(frozen=True)
class TableShape:
    """A mapped table.

    Attributes:
        source: the source with its columns and keys.
        is_sparse: whether rows need not have every column (JSON lines).
    """

    source: Source
    is_sparse: bool

    @property
    def takes_epoch(self) -> bool:
        """False: numbers need a unit."""
        return False

    @property
    def schema(self) -> pa.Schema:
        """The same for every mapping: texts by part of the event, lists of value factors and keys, the rest,
        and times that are none of text.
        """
        texts = (pa.field(name, pa.string()) for name in ("time", "event", *_PLAIN))
        lists = (pa.field(name, _TEXTS) for name in ("value_factors", *(f"{key}_keys" for key in KEY_TYPES)))
        return pa.schema([LINE, *texts, *lists, EXTRA, INSTANT])

    def wanted(self) -> tuple[str, ...]:
        """All columns that the mapping names."""
        named = () if isinstance(self.source.properties, str) else self.source.properties
        return tuple(dict.fromkeys((*_mapped(self.source), *named)))

    def seen(self, piece: Piece, /) -> frozenset[str]:
        """The piece's column names."""
        return frozenset(piece.names)

    def rows(self, piece: Piece, /) -> pa.Table:
        """A piece as rows of the raw table."""
        columns = _columns(self.source)
        parts = {made.name: as_made(piece, made) for made in self._made_of(piece.names)}
        parts["event"] = _event_names(piece, columns.event)
        if _is_line(columns.sequence, piece.names):
            parts["sequence"] = piece.lines.cast(pa.string())
        instants = pa.nulls(piece.row_count, INSTANT.type)
        return pa.table([piece.lines, *parts.values(), instants], schema=self.schema)

    def made_of(self, names: tuple[str, ...], /) -> tuple[Made, ...] | None:
        """What each column of the raw table is made of; None where events are named by cases or all alike, or
        lines are the order inside one instant.
        """
        columns = _columns(self.source)
        is_line = _is_line(columns.sequence, names)
        return None if is_line or columns.event.column is None else self._made_of(names)

    def time_columns(self) -> tuple[str, ...]:
        """The time column, unless its format or unit says how to read it."""
        time = _columns(self.source).time
        return ("time",) if time.unit is None and time.format is None else ()

    def times(self, piece: Piece, /) -> tuple[tuple[str, pa.Array], ...]:
        """The time column, unless its format or unit says how to read it."""
        name = _columns(self.source).time.column
        return ((name, named(piece, name)),) if self.time_columns() and name in piece.names else ()

    def check(self, seen: frozenset[str], shown: str, /) -> None:
        """Refuse a mapping that names a column which the file lacks.

        Raises:
            ConfigError: names the key, the column, and the columns there are.
        """
        for key, name in self._needed(seen):
            if name not in seen:
                near = get_close_matches(name, sorted(seen), n=1)
                hint = f" (did you mean {near[0]!r}?)" if near else ""
                raise ConfigError(
                    f"{shown} has no column {name!r}{hint}. It has: {listed(sorted(seen))}",
                    key=f"sources.{self.source.name}.{key}",
                )

    def notes(self, seen: frozenset[str], /) -> tuple[str, ...]:
        """Columns that are in no mapping and not kept."""
        rest = seen - set(_mapped(self.source))
        unkept = tuple(sorted(name for name in rest if not is_kept(name, self.source.properties)))
        kept = [name for name in self.unknown(seen) if name not in unkept]
        return told_columns(kept, unkept) if self.source.properties == "all" else ()

    def unknown(self, seen: frozenset[str], /) -> tuple[str, ...]:
        """Columns that neither the mapping nor `properties` names."""
        return not_among(seen, {name for _, name in _keyed(self.source)})

    def _needed(self, seen: frozenset[str]) -> list[tuple[str, str]]:
        """Columns that must be there, with their keys in the journey file."""
        needed = _keyed(self.source)
        if not self.is_sparse:
            return needed
        keys = [(key, name) for key, name in needed if key.startswith("keys.")]
        always = [(key, name) for key, name in needed if key.startswith(("columns.time", "columns.event"))]
        return always if any(name in seen for _, name in keys) else [*always, *keys]

    def _made_of(self, names: tuple[str, ...]) -> tuple[Made, ...]:
        columns = _columns(self.source)
        values = {"time": columns.time.column, "event": columns.event.column}
        values |= {name: getattr(columns, name) for name in _PLAIN}
        lists = {"value_factors": columns.value.product if columns.value else ()}
        lists |= {f"{key}_keys": _key_columns(self.source, key) for key in KEY_TYPES}
        return (
            *(Made(name, (feed,) if feed in names else ()) for name, feed in values.items()),
            *(_list(name, feeds, names) for name, feeds in lists.items()),
            Made(EXTRA.name, self._extra(names), "map"),
        )

    def _extra(self, names: tuple[str, ...]) -> tuple[str, ...]:
        mapped = set(_mapped(self.source)) if self.source.properties == "all" else set[str]()
        return tuple(name for name in names if name not in mapped and is_kept(name, self.source.properties))


def _columns(source: Source) -> TableColumns:
    if source.columns is None:
        raise ConfigError("vendor: table needs columns", key=f"sources.{source.name}.columns")
    return source.columns


def _keyed(source: Source) -> list[tuple[str, str]]:
    """Each column that the mapping names, with its key in the journey file."""
    columns = _columns(source)
    keyed = [("columns.time.column", columns.time.column), *_event_columns(columns.event)]
    keyed += [(f"columns.{name}", getattr(columns, name)) for name in _PLAIN if getattr(columns, name)]
    keyed = [(key, name) for key, name in keyed if (key, name) != ("columns.sequence", LINE_NUMBER)]
    keyed += [("columns.value", name) for name in (columns.value.product if columns.value else ())]
    keyed += [(f"keys.{key}", name) for key in KEY_TYPES for name in _key_columns(source, key)]
    if not isinstance(source.properties, str):
        keyed += [("properties", name) for name in source.properties]
    return keyed


def _mapped(source: Source) -> tuple[str, ...]:
    """Columns that are a part of the event, properties not among them."""
    return tuple(name for key, name in _keyed(source) if key != "properties")


def _event_columns(event: EventMap) -> list[tuple[str, str]]:
    if event.column is not None:
        return [("columns.event.column", event.column)]
    return [(f"columns.event.cases[{place}].column", case.column) for place, case in enumerate(event.cases)]


def _key_columns(source: Source, key: str) -> tuple[str, ...]:
    return {str(name): columns for name, columns in source.keys.items()}.get(key, ())


def _list(name: str, feeds: tuple[str, ...], names: tuple[str, ...]) -> Made:
    """A list of some columns; those that are not there are NULL in it."""
    return Made(name, tuple(feed if feed in names else None for feed in feeds), "list")


def _is_line(sequence: str | None, names: tuple[str, ...]) -> bool:
    """Whether the order inside one instant is that of the lines."""
    return sequence == LINE_NUMBER and LINE_NUMBER not in names


def _event_names(piece: Piece, event: EventMap) -> pa.Array:
    """The event's name: a column's value, a constant, or that of the first case that matches."""
    if event.column is not None:
        return named(piece, event.column)
    names = pa.array([event.constant or event.otherwise] * piece.row_count, pa.string())
    for case in reversed(event.cases):
        names = pc.if_else(_matches(named(piece, case.column), case.matches), case.is_, names)
    return names


def _matches(column: pa.Array, pattern: str) -> pa.Array:
    """For each value whether the regular expression is found in it; looked for once per distinct value."""
    found = re.compile(pattern)
    coded = column.dictionary_encode()
    answers = pa.array(
        [found.search(value) is not None for value in coded.dictionary.to_pylist()], pa.bool_()
    )
    return answers.take(coded.indices).fill_null(False) if len(answers) else pa.array([False] * len(column))
