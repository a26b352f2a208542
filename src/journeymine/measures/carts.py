"""Carts: opened, converted, abandoned, recovered or emptied; where they die and which frictions go with it.

Reads events; gives carts and cart_friction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.measures.statistics import ratio_interval
from journeymine.walk import CartRules, walk_carts
from journeymine.walk.carts import Cart, CartEvents

_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def build_carts(engine: Engine, settings: Settings, as_of: datetime) -> str:
    """Build carts and cart_friction; both are empty where the journey file names no cart events.

    Returns:
        One line for the run's summary.
    """
    engine.model("int_cart_events")
    events = _cart_events(engine)
    rules = settings.carts
    carts = walk_carts(events, _rules(settings, as_of)) if rules is not None else []
    engine.register("walked_carts", _carts_table(engine, carts))
    count = engine.model("carts")
    engine.register("cart_friction", friction_table(engine))
    engine.drop("int_cart_events", "walked_carts")
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


def _cart_events(engine: Engine) -> CartEvents:
    table = engine.fetch("int_cart_events", order_by=("position",))
    return CartEvents(
        rows=table["position"].to_numpy().astype(np.int64),
        customer=table["customer_no"].to_numpy().astype(np.int64),
        times=table["occurred_at"].cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy(),
        role=table["cart_role"].to_numpy().astype(np.int8),
        value=_floats(table, "value"),
        quantity=_floats(table, "quantity"),
    )


def _floats(table: pa.Table, name: str) -> NDArray[np.float64]:
    """Values as floats, NaN for NULL."""
    return cast("NDArray[np.float64]", table[name].to_numpy().astype(np.float64))


def _carts_table(engine: Engine, carts: list[Cart]) -> pa.Table:
    customers = engine.query("select distinct customer_no, customer_id from events")
    names = dict(zip(customers["customer_no"].to_pylist(), customers["customer_id"].to_pylist(), strict=True))
    return pa.table(
        {
            "cart_row": pa.array(range(len(carts)), pa.int64()),
            "cart_index": pa.array(_places(carts), pa.int64()),
            "customer_id": pa.array([names[cart.customer] for cart in carts], pa.string()),
            "opened_position": pa.array([cart.opened for cart in carts], pa.int64()),
            "last_position": pa.array([cart.last for cart in carts], pa.int64()),
            "closed_position": _rows_or_null([cart.closed for cart in carts]),
            "recovered_position": _rows_or_null([cart.recovered for cart in carts]),
            "checkout_position": _rows_or_null([cart.checkout for cart in carts]),
            "outcome": pa.array([cart.outcome for cart in carts], pa.string()),
            "value": pa.array([_money(cart.value) for cart in carts], pa.float64()),
            "span_ended_at": pa.array([cart.until for cart in carts], pa.timestamp("us", "UTC")),
        }
    )


def _places(carts: list[Cart]) -> list[int]:
    places: list[int] = []
    for number, cart in enumerate(carts):
        follows = number > 0 and carts[number - 1].customer == cart.customer
        places.append(places[-1] + 1 if follows else 1)
    return places


def _rows_or_null(rows: list[int]) -> pa.Array:
    return pa.array([None if row < 0 else row for row in rows], pa.int64())


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
