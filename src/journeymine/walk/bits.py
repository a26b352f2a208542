"""Which conditions each event meets, as bits of one number, so that a kernel looks an event up once.

    code of an event  ->  word:  ... 0 1 0 1 1
                                       | | | ` looked at at all
                                       | | ` condition 0
                                       | ` condition 1
                                       ` condition 2

What the signature alone decides is looked up by the signature; only where a condition asks for a figure, a
time or a property is a code made for each event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.paths import Bool, Int32, Int64, Paths
from journeymine.walk.selection import EventMask, Selection
from journeymine.walk.units import Unit, Units, units_of

A = TypeVar("A", bound=np.generic)

MOST_CONDITIONS = 60
"""Conditions that one word holds beside `looked at`."""

MOST_ROWWISE = 12
"""Conditions among them that may look at more than the signature."""

MANY = 1 << 22
"""Events from which on narrow codes pay for loops that are compiled for them."""

LOOKED_AT = 1
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Bits:
    """What each event is to a question.

    Attributes:
        codes: of each event: its signature, or a code of its own.
        word_of_code: LOOKED_AT with a bit for each condition that the events of a code meet; 0: looked past.
    """

    codes: NDArray[Any]
    word_of_code: Int64


@dataclass(frozen=True)
class Looked:
    """Units of a selection, and what their events are.

    Attributes:
        units: all units of the kind.
        keeps: whether each is looked at.
        times: as in Paths.
        bits: what each event is.
    """

    units: Units
    keeps: Bool
    times: Int64
    bits: Bits

    @property
    def arrays(self) -> tuple[Int64, Int64, Int32, Bool, NDArray[Any], Int64, Int64]:
        """As kernels take them: first, end and number of the units, keeps; codes, words and times."""
        units, bits = self.units, self.bits
        return (
            plain(units.first),
            plain(units.end),
            plain(units.of_event),
            plain(self.keeps),
            plain(bits.codes),
            plain(bits.word_of_code),
            plain(self.times),
        )


def bit(condition: int) -> int:
    """The bit of a condition, by its place."""
    return 2 << condition


def look(
    paths: Paths, unit: Unit, conditions: Sequence[EventMask], selection: Selection | None = None
) -> Looked:
    """Units and which conditions their events meet.

    Args:
        paths: all events in order.
        unit: customer, session or journey.
        conditions: at most MOST_CONDITIONS, of which MOST_ROWWISE with rows.
        selection: the part to look at; None for all.
    """
    chosen = selection or Selection()
    units = units_of(paths, unit)
    return Looked(units, kept(paths, unit, chosen), paths.times, _bits(paths, unit, conditions, chosen))


def kept(paths: Paths, unit: Unit, selection: Selection) -> Bool:
    """Whether each unit is looked at."""
    units = len(units_of(paths, unit))
    own = {"customer": None, "session": selection.sessions, "journey": selection.journeys}[unit]
    keeps = np.ones(units, dtype=np.bool_) if own is None else own.copy()
    if selection.customers is not None:
        keeps &= selection.customers[owners(paths, unit)]
    return keeps


def owners(paths: Paths, unit: Unit) -> Int32:
    """Number of each unit's customer."""
    if unit == "customer":
        return np.arange(paths.customer_count, dtype=np.int32)
    return (paths.sessions if unit == "session" else paths.journeys).customer


def plain(array: NDArray[A]) -> NDArray[A]:
    """An array as kernels take it, whether it lies in memory or on disk: plain and read-only."""
    view = cast("NDArray[A]", np.asarray(array).view(np.ndarray)[:])
    view.flags.writeable = False
    return view


def narrow(events: int, kind: type[np.unsignedinteger[Any]]) -> type[np.integer[Any]]:
    """The type of codes made for each event: of few events they are as wide as signatures, so that the loops
    for these serve, which take seconds to compile.

    Args:
        events: how many there are.
        kind: what holds the codes.
    """
    return kind if events >= MANY else np.int32


def _bits(paths: Paths, unit: Unit, conditions: Sequence[EventMask], chosen: Selection) -> Bits:
    words = np.full(len(paths.signatures), LOOKED_AT, dtype=np.int64)
    for place, condition in enumerate(conditions):
        words |= np.where(condition.of_signature, bit(place), 0)
    if chosen.events is not None:
        words = np.where(chosen.events.of_signature, words, 0)
    rowwise = [(bit(place), mask.rows) for place, mask in enumerate(conditions) if mask.rows is not None]
    inside = _inside(paths, unit, chosen)
    if not rowwise and not inside:
        return Bits(paths.signature, words)
    return _coded(paths, words, rowwise, inside)


def _inside(paths: Paths, unit: Unit, chosen: Selection) -> list[tuple[NDArray[Any] | None, Bool]]:
    """What events must meet to be looked at, beyond signature and unit: rows, or parts by their numbers."""
    found: list[tuple[NDArray[Any] | None, Bool]] = []
    if chosen.events is not None and chosen.events.rows is not None:
        found.append((None, chosen.events.rows))
    if chosen.sessions is not None and unit != "session":
        found.append((paths.session, np.append(chosen.sessions, np.False_)))
    if chosen.journeys is not None and unit != "journey":
        found.append((paths.journey, np.append(chosen.journeys, np.False_)))
    return found


def _coded(
    paths: Paths,
    words: Int64,
    rowwise: Sequence[tuple[int, Bool]],
    inside: Sequence[tuple[NDArray[Any] | None, Bool]],
) -> Bits:
    """A code for each event: which word its signature has, with one bit more for each rowwise condition."""
    distinct, kind = np.unique(words, return_inverse=True)
    shift = len(rowwise)
    nothing = len(distinct) << shift
    short = np.dtype(narrow(len(paths), np.uint16) if nothing <= np.iinfo(np.uint16).max else np.int32)
    codes = np.empty(len(paths), dtype=short)
    kind = (kind << shift).astype(short)
    for low in range(0, len(paths), _CHUNK):
        part = slice(low, low + _CHUNK)
        found = kind[paths.signature[part]]
        for place, (_, rows) in enumerate(rowwise):
            found |= rows[part].astype(short) << np.array(place, dtype=short)
        for number, allowed in inside:
            found[~(allowed[part] if number is None else allowed[number[part]])] = nothing
        codes[part] = found
    return Bits(codes, _words(distinct, [each for each, _ in rowwise]))


def _words(distinct: Int64, bits: Sequence[int]) -> Int64:
    """The word of each code: a rowwise condition's bit stands only where the row has it as well."""
    shift = len(bits)
    word = np.repeat(distinct, 1 << shift)
    code = np.arange(len(word))
    for place, each in enumerate(bits):
        word = np.where((code >> place) & 1 == 1, word, word & ~np.int64(each))
    return np.append(word, np.int64(0))
