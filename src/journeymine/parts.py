"""Sessions, journeys and customers as rows, with what their events say.

From ordered paths alone; the ids of customers come to them in SQL. Numbers are those of the paths.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from journeymine.config import Settings
from journeymine.walk.ends import Ends, instants, instants_at, named, words_at
from journeymine.walk.paths import Float64, Int32, Int64, Paths, Spans, epoch_us

OUTCOMES = ("converted", "dropped", "open")
"""What becomes of a journey; arrays hold its place here."""
CONVERTED, DROPPED, OPEN = range(len(OUTCOMES))

_MICROSECOND = timedelta(microseconds=1)
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_MOBILE = "mobile"
_SUPPORT = "support"


def session_rows(paths: Paths) -> pa.Table:
    """One row per session.

    Returns:
        session_no, customer_no, session_index (from 0 for each customer), source (of the first event),
        started_at, ended_at, event_count, duration_seconds, channel and device (the first known),
        entry_page, exit_page (the first and last known), is_converted.
    """
    ends, spans = Ends(paths, "session"), paths.sessions
    return pa.table(
        {
            **_numbers(spans, "session", paths.customer_count),
            "source": words_at(paths, "source", spans.first),
            **_times(paths, spans),
            "event_count": _sizes(paths.session, len(spans)),
            "duration_seconds": (paths.times[spans.end - 1] - paths.times[spans.first]) / _SECOND,
            "channel": ends.text("channel"),
            "entry_page": ends.text("page"),
            "exit_page": ends.text("page", is_last=True),
            "is_converted": ends.row(paths.signatures.flags("is_conversion")) >= 0,
            "device": ends.text("device"),
        }
    )


def journey_rows(paths: Paths, settings: Settings, as_of: datetime) -> pa.Table:
    """One row per journey, without its movement.

    Returns:
        journey_no, customer_no, journey_index (from 0 for each customer), started_at, ended_at, event_count,
        outcome, value, channel and device (the first known), last_stage.
    """
    ends, spans = Ends(paths, "journey"), paths.journeys
    has_converted = ends.row(paths.signatures.flags("is_conversion")) >= 0
    rests = epoch_us(as_of) - paths.times[spans.end - 1] > settings.journeys.inactive_after // _MICROSECOND
    outcome = np.where(has_converted, CONVERTED, np.where(rests, DROPPED, OPEN))
    return pa.table(
        {
            **_numbers(spans, "journey", paths.customer_count),
            **_times(paths, spans),
            "event_count": _sizes(paths.journey, len(spans)),
            "outcome": named(outcome.astype(np.int32), OUTCOMES),
            "value": ends.value(),
            "channel": ends.text("channel"),
            "device": ends.text("device"),
            "last_stage": ends.text("stage", is_last=True),
        }
    )


def customer_rows(paths: Paths) -> pa.Table:
    """One row per customer.

    Returns:
        customer_no, first_seen_at, last_seen_at, event_count, session_count, journey_count, stage (the last
        known), value.
    """
    ends, count = Ends(paths, "customer"), paths.customer_count
    return pa.table(
        {
            "customer_no": np.arange(count, dtype=np.int32),
            "first_seen_at": instants(paths.times[paths.bounds[:-1]]),
            "last_seen_at": instants(paths.times[paths.bounds[1:] - 1]),
            "event_count": np.diff(paths.bounds),
            "session_count": _sizes(paths.sessions.customer, count),
            "journey_count": _sizes(paths.journeys.customer, count),
            "stage": ends.text("stage", is_last=True),
            "value": ends.value(),
        }
    )


def facts_of_customers(paths: Paths) -> pa.Table:
    """One row per customer: what a persona's rule may ask of its events.

    Returns:
        customer_no, days_active, first_converted_at, purchase_count, ticket_count, mobile_share,
        first_channel, main_device, main_channel, score_mean.
    """
    ends, signatures = Ends(paths, "customer"), paths.signatures
    score, answers = ends.total("score", np.ones(len(signatures), dtype=np.bool_))
    devices, stages = signatures.codes("device"), signatures.codes("stage")
    mobile = [code for code, name in enumerate(devices.names) if name.lower() == _MOBILE]
    on_mobile = ends.count(np.isin(devices.of_signature, mobile))
    with_device = ends.count(devices.of_signature >= 0)
    is_ticket = (stages.of_signature >= 0) & (stages.of_signature == stages.code(_SUPPORT))
    return pa.table(
        {
            "customer_no": np.arange(paths.customer_count, dtype=np.int32),
            "days_active": _days(paths),
            "first_converted_at": instants_at(paths, ends.row(signatures.flags("is_conversion"))),
            "purchase_count": ends.count(ends.is_bought),
            "ticket_count": ends.count(is_ticket),
            "mobile_share": _ratio(on_mobile, with_device),
            "first_channel": ends.text("channel"),
            "main_device": ends.commonest("device"),
            "main_channel": ends.commonest("channel"),
            "score_mean": _ratio(score, answers),
        }
    )


def _numbers(spans: Spans, unit: str, customers: int) -> dict[str, Int64 | pa.Array]:
    """Number of each part, its customer, and its place among the customer's parts."""
    counts = np.bincount(spans.customer, minlength=customers)
    before = np.cumsum(counts) - counts
    numbers = np.arange(len(spans))
    return {
        f"{unit}_no": numbers.astype(np.int32),
        "customer_no": spans.customer,
        f"{unit}_index": numbers - before[spans.customer],
    }


def _times(paths: Paths, spans: Spans) -> dict[str, pa.Array]:
    return {
        "started_at": instants(paths.times[spans.first]),
        "ended_at": instants(paths.times[spans.end - 1]),
    }


def _sizes(number: Int32, count: int) -> Int64:
    """How often each number from 0 occurs; those below 0 are no part's."""
    return np.bincount(number[number >= 0], minlength=count)


def _days(paths: Paths) -> Int64:
    """Days on which each customer has events."""
    day = paths.times // _DAY
    is_new = np.ones(len(day), dtype=np.bool_)
    is_new[1:] = day[1:] != day[:-1]
    is_new[paths.bounds[:-1]] = True
    return (
        np.add.reduceat(is_new.astype(np.int64), paths.bounds[:-1]) if len(day) else is_new.astype(np.int64)
    )


def _ratio(part: Int64 | Float64, whole: Int64) -> pa.Array:
    """Part by whole; NULL where the whole is 0."""
    return pa.array(part / np.maximum(whole, 1), mask=whole == 0)


__all__ = [
    "CONVERTED",
    "DROPPED",
    "OPEN",
    "OUTCOMES",
    "customer_rows",
    "facts_of_customers",
    "journey_rows",
    "session_rows",
]
