"""Carts: opened, converted, abandoned, recovered or emptied; where they die and which frictions go with it.

Reads the ordered paths and events; gives carts and cart_friction.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.measures.statistics import ratio_interval
from journeymine.walk import CART_NONE, CartRules, Paths, walk_carts
from journeymine.walk.carts import CART_OUTCOMES, CartEvents, Carts
from journeymine.walk.ends import instants, instants_at, named, words_at
from journeymine.walk.paths import Int64, bounds_of, changes, epoch_us

_MICROSECOND = timedelta(microseconds=1)


def build_carts(engine: Engine, settings: Settings, paths: Paths, as_of: datetime) -> str:
    """Build carts and cart_friction; both are empty where the journey file names no cart events.

    Args:
        engine: holds events and customer_names.
        settings: the journey file.
        paths: the same events in order.
        as_of: the instant at which open carts and abandoned ones are told apart.

    Returns:
        One line for the run's summary.
    """
    carts = walk_carts(_cart_events(paths), _rules(settings, as_of))
    engine.show("walked_carts", _carts_table(paths, carts))
    count = engine.model("carts")
    engine.register("cart_friction", friction_table(engine))
    return f"{count:,} carts"


def abandonment_rate(abandoned: int, recovered: int, converted: int) -> float | None:
    """(abandoned + recovered) / (abandoned + recovered + converted); None without a settled cart.

    Example:
        >>> abandonment_rate(abandoned=6, recovered=1, converted=3)
        0.7
    """
    settled = abandoned + recovered + converted
    return (abandoned + recovered) / settled if settled else None


def _rules(settings: Settings, as_of: datetime) -> CartRules:
    """The journey file's times; without carts in it, no event has to do with any."""
    carts = settings.carts
    if carts is None:
        return CartRules(0, 0, 0)
    limits = (carts.abandon_after // _MICROSECOND, carts.recover_within // _MICROSECOND)
    return CartRules(*limits, epoch_us(as_of))


def _cart_events(paths: Paths) -> CartEvents:
    """The events that fill, empty, check out or buy a cart."""
    role = paths.signatures.cart_roles
    rows = np.flatnonzero((role > CART_NONE)[paths.signature])
    unknown = np.full(len(rows), np.nan)
    value, quantity = (
        paths.figures[name][rows] if name in paths.figures else unknown for name in ("value", "quantity")
    )
    customer = np.searchsorted(paths.bounds, rows, side="right") - 1
    return CartEvents(rows, customer, paths.times[rows], role[paths.signature[rows]], value, quantity)


def _carts_table(paths: Paths, carts: Carts) -> pa.Table:
    return pa.table(
        {
            "cart_row": np.arange(len(carts)),
            "cart_index": _places(carts.customer),
            "customer_no": carts.customer.astype(np.int32),
            "opened_position": carts.opened,
            "closed_position": pa.array(carts.closed, mask=carts.closed < 0),
            "opened_at": instants_at(paths, carts.opened),
            "last_activity_at": instants_at(paths, carts.last),
            "closed_at": instants_at(paths, np.where(carts.is_left, carts.last, carts.closed)),
            "recovered_at": instants_at(paths, carts.recovered),
            "span_ended_at": instants(carts.until),
            "outcome": named(carts.outcome.astype(np.int32), CART_OUTCOMES),
            "value": pa.array(np.round(carts.value, 6), from_pandas=True),
            "currency": words_at(paths, "currency", carts.opened),
            "device": words_at(paths, "device", carts.opened),
            "channel": words_at(paths, "channel", carts.opened),
            "last_checkout_step": words_at(paths, "checkout_step", carts.checkout),
        }
    )


def _places(customer: Int64) -> Int64:
    """The place of each cart among its customer's, from 1."""
    first = bounds_of(changes(customer))
    return np.arange(len(customer)) - np.repeat(first[:-1], np.diff(first)) + 1


def friction_table(engine: Engine) -> pa.Table:
    """Lift of each friction over the carts: P(abandon | it) / P(abandon | not it), with its 95 % interval."""
    table = engine.select_model("int_cart_friction").sort_by("friction")
    rows = table.to_pylist()
    lifts = [
        ratio_interval(
            row["abandoned_count"], row["cart_count"], row["other_abandoned_count"], row["other_cart_count"]
        )
        for row in rows
    ]
    for place, name in enumerate(("lift", "lift_low", "lift_high")):
        values = [None if lift is None else lift[place] for lift in lifts]
        table = table.append_column(name, pa.array(values, pa.float64()))
    return table
