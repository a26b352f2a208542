"""Units of one side of a comparison: journeys, carts, sessions, values and answers that began in its span.

Each comes as places (from 0), numbers of customers, and amounts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from journeymine.measures.statistics import FloatArray, Interval, Shares, two_sided, wilson
from journeymine.questions.ground import Ground
from journeymine.questions.sides import Side
from journeymine.walk.carts import CART_NONE, CART_PURCHASE
from journeymine.walk.entries import session_lengths
from journeymine.walk.paths import Bool, Int64
from journeymine.walk.selection import EventMask
from journeymine.walk.walked import first_row, walk

DAY = 86_400_000_000
SECOND = 1_000_000
Units = tuple[Int64, Int64, FloatArray]
"""Places, customers, amounts."""


def journeys_begun(side: Side, follow: int) -> tuple[Int64, Bool, FloatArray]:
    """Customers of the journeys begun, whether they converted in time, seconds from their start to it."""
    paths = side.ground.paths
    walked = walk(paths, paths.signatures.codes("touchpoint"), selection=side.selection)
    rows = first_row(walked, EventMask(paths.signatures.flags("is_conversion")))
    begun = paths.times[paths.journeys.first]
    kept = walked.is_kept & (begun >= side.span.since) & (begun < side.span.until - follow)
    waited = np.where(rows >= 0, paths.times[np.maximum(rows, 0)] - begun, -1)[kept]
    reached = (rows[kept] >= 0) & (waited <= follow)
    customer = paths.journeys.customer[kept].astype(np.int64)
    return customer, reached, waited / SECOND


def conversions(side: Side, follow: int) -> Units:
    """Journeys begun; 1 where they converted in time."""
    customer, reached, _ = journeys_begun(side, follow)
    return _all_at_0(customer), customer, reached.astype(np.float64)


def times_to_convert(side: Side, follow: int) -> Units:
    """Journeys that converted in time; seconds from their start to it."""
    customer, reached, seconds = journeys_begun(side, follow)
    return _all_at_0(customer[reached]), customer[reached], seconds[reached]


def carts_settled(side: Side, follow: int) -> Units:
    """Carts opened and settled in time; 1 where they were abandoned."""
    ground = side.ground
    carts = ground.read("carts")
    outcome = np.asarray(carts["outcome"].to_pylist(), dtype=object)
    opened, active, closed = (
        _moments(carts, name) for name in ("opened_at", "last_activity_at", "closed_at")
    )
    abandon = round(ground.abandon_after.total_seconds() * SECOND)
    bought = (outcome == "converted") & (closed <= opened + follow)
    left = np.isin(outcome, ("abandoned", "recovered")) & (active + abandon <= opened + follow)
    customer = _numbers(ground, carts["customer_id"])
    begun = (opened >= side.span.since) & (opened < side.span.until - follow)
    kept = begun & (bought | left) & side.people[customer]
    return _all_at_0(customer[kept]), customer[kept], left[kept].astype(np.float64)


def _moments(table: pa.Table, name: str) -> Int64:
    """Times as microseconds; the far past for NULL."""
    column = table[name].cast(pa.timestamp("us", "UTC")).cast(pa.int64()).fill_null(-(2**60))
    return np.asarray(column.to_numpy(), dtype=np.int64)


def _numbers(ground: Ground, ids: pa.ChunkedArray) -> Int64:
    known = ground.customers["customer_id"].combine_chunks()
    return np.asarray(
        pc.index_in(ids.combine_chunks(), value_set=known).to_numpy(zero_copy_only=False), dtype=np.int64
    )


def _sessions(side: Side) -> tuple[Int64, Int64]:
    """Numbers of the sessions begun, and their customers."""
    sessions = side.ground.paths.sessions
    begun = side.ground.paths.times[sessions.first]
    inside = (begun >= side.span.since) & (begun < side.span.until) & side.people[sessions.customer]
    number = np.flatnonzero(inside)
    return number, sessions.customer[number].astype(np.int64)


def _rows_of(side: Side, signatures: Bool) -> Int64:
    """Rows of events of some signatures in the side's span, of its journeys or customers."""
    paths = side.ground.paths
    rows = np.flatnonzero(signatures[paths.signature])
    times = paths.times[rows]
    inside = (times >= side.span.since) & (times < side.span.until) & side.people[_customers_at(side, rows)]
    return rows[inside]


def _customers_at(side: Side, rows: Int64) -> Int64:
    return np.searchsorted(side.ground.paths.bounds, rows, side="right") - 1


def journeys_by_day(side: Side) -> FloatArray:
    """How many journeys began on each day of the span."""
    paths = side.ground.paths
    begun = paths.times[paths.journeys.first]
    kept = (begun >= side.span.since) & (begun < side.span.until) & side.people[paths.journeys.customer]
    if side.journeys is not None:
        kept &= side.journeys
    length = max(-(-side.span.length // DAY), 1)
    return np.bincount((begun[kept] - side.span.since) // DAY, minlength=length).astype(np.float64)


def rate_change(
    counts: Sequence[float], lengths: Sequence[float], dispersion: float
) -> tuple[Interval, float]:
    """Difference of two rates of events in time.

    Given the total, the first count is a share of it; Wilson's interval of that share, with the total divided
    by the dispersion, gives the ends.

    Args:
        counts: of both periods.
        lengths: of both periods, in the same unit.
        dispersion: variance / mean of the counts of days; at least 1.

    Returns:
        Interval of the first rate less the second, and the two-sided p-value.
    """
    total, expected = counts[0] + counts[1], lengths[0] / (lengths[0] + lengths[1])
    effective, share = total / dispersion, counts[0] / total
    ends = wilson(Shares.of(share * effective, effective))

    def difference(part: FloatArray) -> FloatArray:
        return total * (part / lengths[0] - (1 - part) / lengths[1])

    error = np.sqrt(expected * (1 - expected) / effective)
    return Interval(difference(ends.low), difference(ends.high)), float(two_sided((share - expected) / error))


def sessions_by_customer(side: Side) -> Units:
    """Customers with a session begun; how many they have."""
    customer, count = np.unique(_sessions(side)[1], return_counts=True)
    return _all_at_0(customer), customer, count.astype(np.float64)


def events_by_session(side: Side) -> Units:
    """Sessions begun; their events."""
    number, customer = _sessions(side)
    events = session_lengths(side.ground.paths)[number]
    return _all_at_0(customer), customer, events.astype(np.float64)


def values_by_currency(side: Side, names: Sequence[str]) -> Units:
    """Conversions with a value; their value, at the place of their currency among the names."""
    paths = side.ground.paths
    codes, roles = paths.signatures.codes("currency"), paths.signatures.cart_roles
    converts = paths.signatures.flags("is_conversion") & np.isin(roles, (CART_NONE, CART_PURCHASE))
    rows, value = _known(side, "value", _rows_of(side, converts & (codes.of_signature >= 0)))
    place = np.array([names.index(name) for name in codes.names], dtype=np.int64)
    return place[codes.of_signature[paths.signature[rows]]], _customers_at(side, rows), value


def answers(side: Side) -> Units:
    """Answers given; their score."""
    is_answer = side.ground.paths.signatures.codes("score_kind").of_signature >= 0
    rows, score = _known(side, "score", _rows_of(side, is_answer))
    return _all_at_0(rows), _customers_at(side, rows), score


def _known(side: Side, figure: str, rows: Int64) -> tuple[Int64, FloatArray]:
    """Of some rows those with a figure, and the figure."""
    figures = side.ground.paths.figures
    values = figures[figure][rows] if figure in figures else np.full(len(rows), np.nan)
    is_known = ~np.isnan(values)
    return rows[is_known], values[is_known]


def _all_at_0(like: Int64) -> Int64:
    return np.zeros(len(like), dtype=np.int64)
