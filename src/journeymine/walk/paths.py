"""How paths lie in memory. Start here.

All events stand in one row of arrays, customer after customer, each customer's in the total order
(occurred_at, sequence, source, event_id):

    bounds     0             6     8 ...          customer c has the rows bounds[c] to bounds[c + 1]
    times      t  t  t  t  t  t | t  t | ...      microseconds since 1970 in UTC, ascending in a customer
    signature  4  4  7  0  9  7 | 4  2 | ...      number of the signature: all that an event says in words
    session    0  0  0  1  1  - | 2  2 | ...      number of the session; -1: in none
    journey    0  0  0  -  0  0 | 1  - | ...      number of the journey; -1: no rule maps the event

A signature is a distinct combination of source, event name, page, channel, campaign, device and whatever else
comes in words (signatures.py). A rule, a filter or the step of a funnel is decided once for each signature
and looked up by a number from then on. What comes in figures stands beside, in arrays of its own.

A question is one pass over these arrays, about a million events at a time (units.py), by a small compiled
loop (kernels/). Customers, sessions and journeys are numbered in the order in which they begin here. A
session or journey has a span of rows; rows inside it that have another number are not its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from journeymine.walk.signatures import Signatures

Int64 = NDArray[np.int64]
Int32 = NDArray[np.int32]
Int8 = NDArray[np.int8]
Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

NONE = -1
"""No code: no session, no journey, no node at a level."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def epoch_us(instant: datetime) -> int:
    """An instant as microseconds since 1970, UTC."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Coded:
    """A property of events: a code for each event, and what each code stands for.

    Attributes:
        codes: of each event; -1 where it has none.
        names: of each code.
    """

    codes: Int32
    names: tuple[str, ...]


@dataclass(frozen=True)
class Spans:
    """Where sessions or journeys lie.

    Attributes:
        first: first row of each.
        end: the row behind its last.
        customer: number of its customer.
    """

    first: Int64
    end: Int64
    customer: Int32

    def __len__(self) -> int:
        """How many there are."""
        return len(self.first)


@dataclass(frozen=True)
class Paths:
    """All events of all customers, in order.

    Attributes:
        bounds: first row of each customer, and the row behind the last.
        times: microseconds since 1970, UTC.
        signature: number of the signature, a row of the table of signatures.
        session: number of the session, or -1.
        journey: number of the journey, or -1.
        sessions, journeys: where each lies.
        signatures: what events say in words.
        figures: value, quantity, score and sentiment, where any event has one; NaN where it has none.
        properties: further properties that questions may name.
    """

    bounds: Int64
    times: Int64
    signature: Int32
    session: Int32
    journey: Int32
    sessions: Spans
    journeys: Spans
    signatures: Signatures
    figures: Mapping[str, Float64] = field(default_factory=dict[str, Float64])
    properties: Mapping[str, Coded] = field(default_factory=dict[str, Coded])

    def __len__(self) -> int:
        """Number of events."""
        return len(self.times)

    @property
    def customer_count(self) -> int:
        """Number of customers."""
        return len(self.bounds) - 1

    def customers(self) -> Int32:
        """Number of each event's customer."""
        return np.repeat(np.arange(self.customer_count, dtype=np.int32), np.diff(self.bounds))

    def codes(self, level: str) -> Int32:
        """Code of each event's node at a level (see Signatures.codes); -1 where it has none."""
        return self.signatures.codes(level).of_signature[self.signature]


def changes(values: NDArray[np.generic]) -> Bool:
    """True at the first value and wherever a value differs from the one before."""
    out = np.ones(len(values), dtype=np.bool_)
    out[1:] = values[1:] != values[:-1]
    return out


def bounds_of(starts: Bool) -> Int64:
    """First row of each part, and the row behind the last part."""
    return np.append(np.flatnonzero(starts), len(starts)).astype(np.int64)


def rows_by(code: Int32, count: int) -> list[Int64]:
    """Rows of each code from 0 to count, in order; those at -1 are left out."""
    order = np.argsort((code + 1).astype(np.min_scalar_type(count)), kind="stable")
    return np.split(order, np.cumsum(np.bincount(code + 1, minlength=count + 1)))[1:-1]
