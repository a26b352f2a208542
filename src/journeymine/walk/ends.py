"""What units say at their ends, and most often: the first channel of a session, the last stage of a customer.

Reads paths; gives one value a unit, as arrays or Arrow columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from journeymine.walk.bits import plain
from journeymine.walk.carts import CART_NONE, CART_PURCHASE
from journeymine.walk.paths import Bool, Float64, Int32, Int64, Paths
from journeymine.walk.units import Unit, Units, units_of

_AT = pa.timestamp("us", "UTC")
_ALL = plain(np.zeros(0, dtype=np.bool_))
PURCHASES = (CART_NONE, CART_PURCHASE)
"""Cart roles of events at a conversion stage that are bought for: none, or the purchase of a cart."""


@dataclass(frozen=True)
class Ends:
    """The units of a kind, to be asked.

    Attributes:
        paths: all events in order.
        unit: customer, session or journey.
    """

    paths: Paths
    unit: Unit

    @cached_property
    def units(self) -> Units:
        """Where the units lie."""
        return units_of(self.paths, self.unit)

    @cached_property
    def is_bought(self) -> Bool:
        """Whether each signature is a conversion that counts as bought."""
        signatures = self.paths.signatures
        return signatures.flags("is_conversion") & np.isin(signatures.cart_roles, PURCHASES)

    def row(self, hits: Bool, *, is_last: bool = False) -> Int64:
        """Row of the first or last event of each unit whose signature meets a condition; -1: there is none.

        Args:
            hits: of each signature.
            is_last: look for the last one.
        """
        from journeymine.walk.kernels.steps import find_end

        units, out = self.units, np.empty(len(self.units), dtype=np.int64)
        arrays = (plain(units.first), plain(units.end), plain(units.of_event), _ALL)
        asked = (plain(self.paths.signature), plain(hits), _ALL, _ALL, is_last)
        units.each_range(lambda low, high: find_end(*arrays, *asked, low, high, out))
        return out

    def text(self, level: str, *, is_last: bool = False) -> pa.Array:
        """The first or last value of a field that each unit has; NULL where no event of it has one.

        Args:
            level: one of signatures.FIELDS.
            is_last: the last value.
        """
        is_known = self.paths.signatures.codes(level).of_signature >= 0
        return words_at(self.paths, level, self.row(is_known, is_last=is_last))

    def commonest(self, level: str) -> pa.Array:
        """The value of a field that most events of each unit have; of equally common ones the first in order.

        Args:
            level: one of signatures.FIELDS.
        """
        from journeymine.walk.kernels.ends import find_commonest

        codes = self.paths.signatures.codes(level)
        units, out = self.units, np.empty(len(self.units), dtype=np.int32)
        arrays = (plain(units.first), plain(units.end), plain(units.of_event), plain(self.paths.signature))

        def find(low: int, high: int) -> None:
            counts = np.zeros(len(codes.names), dtype=np.int64)
            find_commonest(*arrays, plain(codes.of_signature), low, high, counts, out)

        units.each_range(find)
        return named(out, codes.names)

    def count(self, hits: Bool) -> Int64:
        """How many events of each unit have a signature that meets a condition."""
        return np.bincount(self._number[self._rows(hits)], minlength=len(self.units))

    def total(self, figure: str, hits: Bool) -> tuple[Float64, Int64]:
        """Sum of a figure over such events of each unit, and how many of them have it.

        Args:
            figure: one of the paths' figures; all are without it where no event has it.
            hits: of each signature.
        """
        rows = self._rows(hits)
        values = self.paths.figures.get(figure)
        rows = rows[~np.isnan(values[rows])] if values is not None else rows[:0]
        units = self._number[rows]
        weights = values[rows] if values is not None else np.zeros(0)
        size = len(self.units)
        total = np.bincount(units, weights, minlength=size).astype(np.float64)
        return total, np.bincount(units, minlength=size)

    def value(self) -> pa.Array:
        """Sum of the values of each unit's conversions; NULL where none has one."""
        total, count = self.total("value", self.is_bought)
        return pa.array(total, mask=count == 0)

    def _rows(self, hits: Bool) -> Int64:
        """Rows of such events that are in a unit."""
        rows = np.flatnonzero(hits[self.paths.signature])
        return rows if self.unit == "customer" else rows[self._number[rows] >= 0]

    @cached_property
    def _number(self) -> Int32:
        """The unit of each event; below 0 where it is in none."""
        return self.paths.customers() if self.unit == "customer" else self.units.of_event


def named(code: Int32, names: tuple[str, ...]) -> pa.Array:
    """Codes as a column of texts, each text once; NULL below 0."""
    texts = pa.array(names, pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(code.astype(np.int32), mask=code < 0), texts)


def words_at(paths: Paths, level: str, rows: Int64) -> pa.Array:
    """A field of events as a column of texts; NULL for rows below 0.

    Args:
        paths: all events in order.
        level: one of signatures.FIELDS.
        rows: of the events.
    """
    codes = paths.signatures.codes(level)
    return named(np.where(rows < 0, np.int32(-1), codes.of_signature[paths.signature[rows]]), codes.names)


def instants_at(paths: Paths, rows: Int64) -> pa.Array:
    """Times of events as a column of instants; NULL for rows below 0."""
    return instants(paths.times[rows], unknown=rows < 0)


def instants(times: Int64, *, unknown: Bool | None = None) -> pa.Array:
    """Microseconds since 1970 as a column of instants; NULL where unknown."""
    return pa.array(times, pa.int64(), mask=unknown).cast(_AT)


__all__ = ["Ends", "instants", "instants_at", "named", "words_at"]
