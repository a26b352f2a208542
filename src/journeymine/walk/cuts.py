"""Sessions and journeys: where each customer's events are cut, and the number of each event's part.

A session begins at a customer's first sessionized event and wherever the gap to the previous one is greater
than the timeout; a gap of exactly the timeout stays inside. Where a source's own session ids are trusted they
decide. A journey holds mapped events only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from journeymine.walk.paths import Bool, Int32, Int64, Spans
from journeymine.walk.signatures import Signatures
from journeymine.walk.units import Units


@dataclass(frozen=True)
class Ordered:
    """Events in the total order, not yet cut.

    Attributes:
        bounds, times, signature: as in Paths.
        signatures: as in Paths.
        group: of each event, the group that its source's own session id makes; -1: time decides. Empty: it
            decides for all.
    """

    bounds: Int64
    times: Int64
    signature: Int32
    signatures: Signatures
    group: Int32

    @property
    def customers(self) -> Units:
        """Its customers."""
        return Units("customer", self.bounds[:-1], self.bounds[1:], np.zeros(0, dtype=np.int32))

    def customer_of_event(self) -> Int32:
        """Number of each event's customer."""
        return np.repeat(np.arange(len(self.bounds) - 1, dtype=np.int32), np.diff(self.bounds))


def cut_sessions(events: Ordered, *, timeout: int) -> tuple[Int32, Spans]:
    """The session of each event, and where each session lies.

    Args:
        events: in order.
        timeout: longest gap inside a session, microseconds.
    """
    from journeymine.walk.kernels.cuts import number_sessions

    out = np.empty(len(events.times), dtype=np.int32)
    groups = np.full(int(events.group.max(initial=-1)) + 1, -1, dtype=np.int32)
    is_timed = events.signatures.flags("is_sessionized")

    def number(low: int, high: int) -> int:
        arrays = (events.bounds, events.times, events.signature, is_timed, events.group, groups)
        return number_sessions(*arrays, timeout, low, high, out)

    return out, _spans(events, out, events.customers.each_range(number))


def cut_journeys(events: Ordered, *, split: str | int) -> tuple[Int32, Spans]:
    """The journey of each event, and where each journey lies.

    Args:
        events: in order.
        split: `never`; `purchase`: after a conversion the next event that is none starts a journey; or the
            gap in microseconds beyond which a new one starts.
    """
    from journeymine.walk.kernels.cuts import AFTER_GAP, AFTER_PURCHASE, NEVER, number_journeys

    out = np.empty(len(events.times), dtype=np.int32)
    gap = split if isinstance(split, int) else 0
    how = AFTER_GAP if isinstance(split, int) else (AFTER_PURCHASE if split == "purchase" else NEVER)
    is_mapped, is_conversion = is_mapped_of(events.signatures), events.signatures.flags("is_conversion")

    def number(low: int, high: int) -> int:
        arrays = (events.bounds, events.times, events.signature, is_mapped, is_conversion)
        return number_journeys(*arrays, how, gap, low, high, out)

    return out, _spans(events, out, events.customers.each_range(number))


def is_mapped_of(signatures: Signatures) -> Bool:
    """Whether a rule gives each signature a touchpoint."""
    return signatures.codes("touchpoint").of_signature >= 0


def _spans(events: Ordered, number: Int32, counts: list[int]) -> Spans:
    """Let the ranges' numbers go on one after the other, and find where each part lies."""
    from journeymine.walk.kernels.cuts import find_spans, shift_numbers

    total = sum(counts)
    spans = Spans(
        np.full(total, -1, dtype=np.int64), np.empty(total, dtype=np.int64), np.empty(total, dtype=np.int32)
    )
    before = np.cumsum([0, *counts])
    place = {low: int(before[at]) for at, (low, _) in enumerate(events.customers.ranges())}

    def settle(low: int, high: int) -> None:
        shift_numbers(events.bounds, low, high, place[low], number)
        find_spans(events.bounds, number, low, high, spans.first, spans.end, spans.customer)

    events.customers.each_range(settle)
    return spans
