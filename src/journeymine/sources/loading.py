"""The raw table of a file as its pieces come in, and the account of it: columns and times checked, rejects
beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from journeymine.config import Source
from journeymine.engine import Engine
from journeymine.engine.base import Made, Offered
from journeymine.errors import ConfigError, DataRefused, QueryFailed
from journeymine.sources.contract import check_columns, notes_of
from journeymine.sources.files import SourceFile
from journeymine.sources.pieces import Piece
from journeymine.sources.reasons import Reject
from journeymine.sources.registry import layout_of, vendor_parameters
from journeymine.sources.shapes import LINE, Shape
from journeymine.sources.times import LOCAL, foreign_form, needs_zone

_EPOCH_SCALE = {"s": 1_000_000, "ms": 1_000, "us": 1}
_APPEND_BYTES = 2**26
_REJECT_SCHEMA = pa.schema(
    [
        pa.field("line_number", pa.int64()),
        pa.field("reason", pa.string()),
        pa.field("raw_text", pa.string()),
    ]
)


@dataclass(frozen=True)
class RawFile:
    """A file that was read.

    Attributes:
        table: temporary table of the engine: `line_number` and columns of text, or of times, those that hold
            something.
        model: the staging model that gives it the event shape.
        parameters: values for the model.
        row_count: records of the file: rows of the table and rejects.
        rejects: line_number, reason and raw_text of each record that could not be read; the text is never
            shown.
        warnings: sentences about columns and emptiness.
    """

    table: str
    model: str
    parameters: Mapping[str, object]
    row_count: int
    rejects: pa.Table
    warnings: tuple[str, ...]


@dataclass
class Loading:
    """Puts pieces into the raw table, some at a time, and keeps the accounts.

    Attributes:
        engine: where the table is.
        file: whose rows these are.
        shape: how they become rows of the raw table.
        is_sparse: whether rows need not have every column (JSON lines).
        seen: names of all columns so far.
        loaded: rows in the table, or waiting.
        rejects: records that could not be read.
        waiting: rows that are not in the table yet.
        stored: columns that the table has.
        has_header: whether the columns of the file are known.
        has_known_times: whether some time was ISO 8601.
        listed: columns of lists that the table holds as the one value of each.
        unlooked: by column of the raw table, the file's name of times that the database took in unlooked at.
    """

    engine: Engine
    file: SourceFile
    shape: Shape
    is_sparse: bool
    seen: frozenset[str] = frozenset()
    loaded: int = 0
    rejects: list[Reject] = field(default_factory=list[Reject])
    waiting: list[pa.Table] = field(default_factory=list[pa.Table])
    stored: set[str] = field(default_factory=set[str])
    has_header: bool = False
    has_known_times: bool = False
    listed: tuple[str, ...] = ()
    unlooked: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def name(self) -> str:
        """What the raw table and the staging model are named by."""
        return layout_of(self.file.source, self.file.entity).model_name

    @property
    def table(self) -> str:
        """Name of the table that holds the rows, without the columns that are unknown in all of them."""
        return f"rows_{self.name}"

    def add(self, piece: Piece) -> None:
        """Take a piece in."""
        self.seen |= self.shape.seen(piece)
        if not self.has_header and not self.is_sparse:
            check_columns(self.file.source, self.shape, self.seen, self.file.shown)
        self.has_header = True
        self.rejects.extend(piece.rejects)
        if piece.row_count:
            self.check_times(piece)
            self.waiting.append(self.shape.rows(piece))
            self.loaded += piece.row_count
            if sum(table.nbytes for table in self.waiting) > _APPEND_BYTES:
                self._flush()

    @property
    def has_zone(self) -> bool:
        """Whether the journey file names the zone of times that carry no offset."""
        time = self.file.source.columns.time if self.file.source.columns else None
        return self.file.source.timezone is not None or (time is not None and time.timezone is not None)

    def pour(self, offered: Offered, names: tuple[str, ...]) -> bool:
        """Take in the rows of a model, which nobody looks at one by one.

        Args:
            offered: has the columns of the file as text.
            names: these columns.

        Returns:
            False where nothing was taken in, and the rows have to come as pieces: a column of the raw table
            is more than a choice of these, no time is known yet, or the model fails.
        """
        made = self.shape.made_of(names)
        times = self.shape.time_columns()
        if made is None or (times and not self.has_known_times):
            return False
        told = tuple(column for column in made if column.feeds)
        if not self._append(offered, told):
            return False
        self.seen |= set(names)
        self.unlooked |= {column.name: column.feeds[0] or "" for column in told if column.name in times}
        return True

    def take(self, offered: Offered, names: tuple[str, ...], made: Sequence[Made], *, row_count: int) -> bool:
        """Take in all rows of a file at once.

        Args:
            offered: has the columns of the file.
            names: these columns.
            made: what the raw table is made of; times are as they have to be.
            row_count: how many rows there should be.

        Returns:
            False where nothing was taken in: the model fails, or gives another number of rows.

        Raises:
            ConfigError: the mapping names a column that is not there.
            DataRefused: the file lacks a column.
        """
        check_columns(self.file.source, self.shape, frozenset(names), self.file.shown)
        lists = {column.name for column in made if column.kind == "list" and len(column.feeds) == 1}
        flat = [replace(column, kind="value") if column.name in lists else column for column in made]
        if not self._append(offered, flat) or self.loaded != row_count:
            self.loaded, self.stored = 0, set()
            return False
        self.seen, self.has_header, self.listed = frozenset(names), True, tuple(sorted(lists))
        return True

    def _append(self, offered: Offered, made: Sequence[Made]) -> bool:
        self._flush()
        self._hold([LINE, *(self._field(column, offered) for column in made)])
        try:
            self.loaded += self.engine.append_model(self.table, offered, made)
        except QueryFailed:
            return False
        return True

    def _field(self, column: Made, offered: Offered) -> pa.Field:
        """A column of the table; times that stay times have their own type."""
        if column.kind == "value":
            return pa.field(column.name, pa.string())
        if column.kind != "typed":
            return self.shape.schema.field(column.name)
        zone = "UTC" if offered.forms[column.feeds[0] or ""] == "instant" else None
        return pa.field(column.name, pa.timestamp("us", zone))

    def finish(self) -> RawFile:
        """The accounts, once all pieces are in."""
        self._flush()
        self._check_unlooked()
        self._complete()
        row_count = self.loaded + len(self.rejects)
        if self.is_sparse and row_count:
            self._check_sparse()
        rejects = sorted(self.rejects, key=lambda reject: reject.line_number)
        told = pa.Table.from_batches([], schema=_REJECT_SCHEMA)
        if rejects:  # a list of objects takes pandas, which is slow to load
            told = pa.Table.from_pylist([vars(reject) for reject in rejects], schema=_REJECT_SCHEMA)
        notes = (*self._emptiness(row_count), *notes_of(self.file.source, self.shape, self.seen))
        parameters = parameters_of(self.file.source)
        return RawFile(self.table, f"stg_{self.name}", parameters, row_count, told, notes)

    def _flush(self) -> None:
        if not self.waiting:
            return
        table = pa.concat_tables(self.waiting).combine_chunks()
        self.waiting.clear()
        known = [name for name in table.column_names if table[name].null_count < len(table)]
        self._hold(table.schema.field(name) for name in known)
        self.engine.append(self.table, table.select(known))

    def _hold(self, fields: Iterable[pa.Field]) -> None:
        """See to it that the table has these columns."""
        lacking = [field for field in fields if field.name not in self.stored]
        if lacking and self.stored:
            self.engine.widen(self.table, pa.schema(lacking))
        elif lacking:
            self.engine.register(self.table, pa.Table.from_batches([], schema=pa.schema(lacking)))
        self.stored |= {field.name for field in lacking}

    def _complete(self) -> None:
        """Let the raw table stand for the rows, with all of its columns."""
        nothing = pa.Table.from_batches([], schema=self.shape.schema)
        if not self.stored:
            self.engine.register(self.table, nothing)
        self.engine.complete(f"raw_{self.name}", self.table, nothing, listed=self.listed)

    def _emptiness(self, row_count: int) -> tuple[str, ...]:
        if row_count:
            return ()
        return ("the file has a header and no rows",) if self.seen else ("the file is empty",)

    def _check_sparse(self) -> None:
        if not self.loaded:
            raise DataRefused(
                f"{self.file.shown}: the file is not what it says: expected one JSON object per line, "
                "found none in any of its lines; nothing of it was loaded"
            )
        check_columns(self.file.source, self.shape, self.seen, self.file.shown)

    def check_times(self, piece: Piece) -> None:
        """Refuse times that can't be read as the journey file says."""
        times = self.shape.times(piece)
        for name, texts in times:
            if not self.has_zone and needs_zone(texts):
                raise no_zone(self.file, name)
        if not self.has_known_times:
            forms = {name: foreign_form(texts) for name, texts in times if texts.null_count < len(texts)}
            self.has_known_times = None in forms.values()
            found = next(((name, form) for name, form in forms.items() if form), None)
            if found and not self.has_known_times and not self.shape.takes_epoch:
                raise _unknown_times(self.file, *found)

    def _check_unlooked(self) -> None:
        """Refuse times without an offset, where they need one, among those taken in unlooked at."""
        for column, name in self.unlooked.items():
            if not self.has_zone and self.engine.is_matched(self.table, column, LOCAL):
                raise no_zone(self.file, name)


def parameters_of(source: Source) -> Mapping[str, object]:
    """Values that the staging models of a source bind."""
    time = source.columns.time if source.columns else None
    return {
        "timezone": (time.timezone if time else None) or source.timezone,
        "currency": source.currency,
        "score_kind": source.score_kind,
        "time_format": time.format if time else None,
        "time_scale": _EPOCH_SCALE.get(time.unit or "") if time else None,
        **vendor_parameters(source),
    }


def no_zone(file: SourceFile, column: str) -> ConfigError:
    """The error of a file whose times need a zone that nobody names."""
    return ConfigError(
        f"{file.shown}: times of column {column!r} carry no offset from UTC, and the source names no zone; "
        "say for instance `timezone: Europe/Warsaw`, or `timezone: UTC`",
        key=f"sources.{file.source.name}.timezone",
    )


def _unknown_times(file: SourceFile, column: str, form: str) -> ConfigError | DataRefused:
    found = f"{file.shown}: no time of column {column!r} is ISO 8601; they look like {form!r}"
    if file.source.vendor == "table":
        return ConfigError(
            f"{found}. Say `format:`, for instance '%d/%m/%Y %H:%M', or for numbers `unit: s`, `ms` or `us`",
            key=f"sources.{file.source.name}.columns.time",
        )
    return DataRefused(
        f"{found}; nothing of it was loaded. Export with ISO times, or read the file as `vendor: table` "
        "with a format"
    )
