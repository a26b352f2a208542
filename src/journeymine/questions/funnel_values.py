"""The value of a field by which a funnel is broken down: of an event, or of a unit; figures in buckets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from journeymine.errors import UsageError
from journeymine.questions.funnel_asked import AskedFunnel
from journeymine.questions.levels import KNOWN, level_of
from journeymine.questions.masks import FIGURES
from journeymine.questions.names import unknown
from journeymine.walk.bits import owners
from journeymine.walk.funnel import Attempts
from journeymine.walk.funnel_read import nodes_at
from journeymine.walk.paths import Int32, Int64, Paths
from journeymine.walk.selection import EventMask, every_event
from journeymine.walk.units import Unit

NONE = "(none)"
OTHER = "(other)"
_QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Valued:
    """What an event says of a field.

    Attributes:
        names: of the values.
        codes: of each event.
        value_of: the value of each code, as a place among the names; -1: it says none.
        is_ordered: whether the values are in an order of their own.
    """

    names: tuple[str, ...]
    codes: Int32
    value_of: Int32
    is_ordered: bool = False

    def at(self, attempts: Attempts, step: int) -> Int32:
        """The value at the event that reached a step; -1: none, or the step was missed."""
        return nodes_at(attempts, step, self.codes, self.value_of)

    def of_rows(self, rows: Int64) -> Int32:
        """The value of some events; -1: none."""
        return np.append(self.value_of, np.int32(-1))[self.codes[rows]]

    def only(self, paths: Paths, value: int) -> EventMask:
        """The events that say a value."""
        if self.codes is paths.signature:
            return EventMask(self.value_of == value)
        is_said = np.append(self.value_of == value, np.False_)
        return EventMask(every_event(paths).of_signature, is_said[self.codes])


@dataclass(frozen=True)
class Grouped:
    """Attempts by value.

    Attributes:
        names: of the groups.
        group: of each attempt.
        is_ordered: whether the groups are in an order of their own.
    """

    names: tuple[str, ...]
    group: Int32
    is_ordered: bool = False


def event_field(asked: AskedFunnel, field: str, edges: Sequence[float] | None) -> Valued | None:
    """What events say of a field; None where it is none of theirs.

    Args:
        asked: the funnel.
        field: a field of events, a property or a figure.
        edges: of a figure's buckets; None: its quartiles among the events that began attempts.

    Raises:
        UsageError: edges are given for a field that is no figure.
    """
    paths = asked.ground.paths
    if field in FIGURES:
        return _figure(asked, field, edges)
    if field not in KNOWN and field not in paths.properties:
        return None
    if edges is not None:
        raise UsageError(f"{field!r} is no figure; leave edges out")
    if field in paths.properties:
        coded = paths.properties[field]
        return Valued(coded.names, coded.codes, np.arange(len(coded.names), dtype=np.int32))
    codes = level_of(asked.ground, field).codes
    return Valued(codes.names, paths.signature, codes.of_signature)


def _figure(asked: AskedFunnel, field: str, edges: Sequence[float] | None) -> Valued:
    paths = asked.ground.paths
    figures = paths.figures.get(field)
    if figures is None:
        figures = np.full(len(paths), np.nan)
    limits = _edges(figures[asked.attempts.rows[:, 0]], edges)
    names = bucket_names(limits)
    return Valued(names, _bucket(figures, limits), np.arange(len(names), dtype=np.int32), is_ordered=True)


def unit_field(asked: AskedFunnel, field: str, edges: Sequence[float] | None) -> tuple[Grouped, Unit]:
    """The value of a column for each attempt's unit, and whose column it is.

    Args:
        asked: the funnel.
        field: a column of the unit's table, or of its customer's.
        edges: of a number's buckets; None: its quartiles.

    Raises:
        UsageError: there is no such column, or edges are given for one that is no number.
    """
    ground, unit = asked.ground, asked.about.unit
    customer: Unit = "customer"
    kinds = (unit,) if unit == customer else (unit, customer)
    kind: Unit | None = next((each for each in kinds if field in ground.units(each).schema.names), None)
    if kind is None:
        columns = {name for each in kinds for name in ground.units(each).schema.names}
        known = {*KNOWN, *FIGURES, *ground.paths.properties, *columns}
        raise UsageError(unknown("field, property or column", field, known))
    place = asked.attempts.unit if kind == unit else owners(ground.paths, unit)[asked.attempts.unit]
    column = ground.units(kind)[field]
    is_number = pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    if not is_number and edges is not None:
        raise UsageError(f"{field!r} is no number; leave edges out")
    return (_of_numbers(column, place, edges) if is_number else _of_words(column, place)), kind


def _of_words(column: pa.ChunkedArray, place: NDArray[np.integer]) -> Grouped:
    found = pc.cast(column, pa.string()).combine_chunks().dictionary_encode()
    codes = found.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    return Grouped(tuple(found.dictionary.to_pylist()), codes[place])


def _of_numbers(
    column: pa.ChunkedArray, place: NDArray[np.integer], edges: Sequence[float] | None
) -> Grouped:
    numbers = pc.cast(column, pa.float64()).to_numpy()[place]
    limits = _edges(numbers, edges)
    return Grouped(bucket_names(limits), _bucket(numbers, limits), is_ordered=True)


def _edges(values: NDArray[np.float64], edges: Sequence[float] | None) -> NDArray[np.float64]:
    if edges is not None:
        found = np.array(edges, dtype=np.float64)
        if not len(found) or (np.diff(found) <= 0).any():
            raise UsageError(f"edges of buckets rise from one to the next; found {list(edges)}")
        return found
    known = values[~np.isnan(values)]
    return np.unique(np.quantile(known, _QUARTILES)) if len(known) else np.zeros(0)


def _bucket(values: NDArray[np.float64], edges: NDArray[np.float64]) -> Int32:
    """The bucket of each value, which holds what is greater than one edge and at most the next; -1: no
    value.
    """
    return np.where(np.isnan(values), -1, np.searchsorted(edges, values, side="left")).astype(np.int32)


def bucket_names(edges: NDArray[np.float64]) -> tuple[str, ...]:
    """Names of the buckets between the edges: `up to 10`, `10 to 50`, `above 50`."""
    told = [f"{edge:g}" for edge in edges]
    if not told:
        return ("all",)
    between = [f"{low} to {high}" for low, high in zip(told[:-1], told[1:], strict=True)]
    return (f"up to {told[0]}", *between, f"above {told[-1]}")


def topmost(found: Grouped, top: int) -> Grouped:
    """The commonest values by themselves, the others together, and what has none.

    Values with an order of their own stay in it; else the commonest comes first.

    Args:
        found: attempts by value; -1: none.
        top: how many stand by themselves.
    """
    counts = np.bincount(found.group[found.group >= 0], minlength=len(found.names))
    ranked = np.lexsort((np.arange(len(counts)), -counts))
    ranked = ranked[counts[ranked] > 0]
    shown = np.sort(ranked[:top]) if found.is_ordered else ranked[:top]
    names = [found.names[code] for code in shown]
    place = np.full(len(counts) + 1, -1, dtype=np.int32)
    place[shown] = np.arange(len(shown))
    if len(ranked) > top:
        place[ranked[top:]] = len(names)
        names.append(OTHER)
    if (found.group < 0).any():
        place[-1] = len(names)
        names.append(NONE)
    return Grouped(tuple(names), place[found.group], found.is_ordered)
