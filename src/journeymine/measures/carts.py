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
from journeymine.walk.carts import Cart, CartEvents
from journeymine.walk.ends import instants_at, words_at

_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


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
    carts = walk_carts(_cart_events(paths), _rules(settings, as_of)) if settings.carts is not None else []
    engine.register("walked_carts", _carts_table(paths, carts))
    count = engine.model("carts")
    engine.register("cart_friction", friction_table(engine))
    engine.drop("walked_carts")
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
    carts = settings.carts
    assert carts is not None
    return CartRules(
        abandon_after=carts.abandon_after // _MICROSECOND,
        recover_within=carts.recover_within // _MICROSECOND,
        as_of=(as_of - _EPOCH) // _MICROSECOND,
    )


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


def _carts_table(paths: Paths, carts: list[Cart]) -> pa.Table:
    opened, last, closed, recovered, checkout = (
        np.array([getattr(cart, name) for cart in carts], dtype=np.int64)
        for name in ("opened", "last", "closed", "recovered", "checkout")
    )
    outcome = pa.array([cart.outcome for cart in carts], pa.string())
    is_left = np.array([cart.outcome in ("abandoned", "recovered") for cart in carts], dtype=np.bool_)
    return pa.table(
        {
            "cart_row": pa.array(range(len(carts)), pa.int64()),
            "cart_index": pa.array(_places(carts), pa.int64()),
            "customer_no": pa.array([cart.customer for cart in carts], pa.int32()),
            "opened_position": pa.array(opened),
            "closed_position": pa.array(closed, mask=closed < 0),
            "opened_at": instants_at(paths, opened),
            "last_activity_at": instants_at(paths, last),
            "closed_at": instants_at(paths, np.where(is_left, last, closed)),
            "recovered_at": instants_at(paths, recovered),
            "span_ended_at": pa.array([cart.until for cart in carts], pa.timestamp("us", "UTC")),
            "outcome": outcome,
            "value": pa.array([_money(cart.value) for cart in carts], pa.float64()),
            "currency": words_at(paths, "currency", opened),
            "device": words_at(paths, "device", opened),
            "channel": words_at(paths, "channel", opened),
            "last_checkout_step": words_at(paths, "checkout_step", checkout),
        }
    )


def _places(carts: list[Cart]) -> list[int]:
    places: list[int] = []
    for number, cart in enumerate(carts):
        follows = number > 0 and carts[number - 1].customer == cart.customer
        places.append(places[-1] + 1 if follows else 1)
    return places


def _money(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 6)


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
