"""The walk: every customer's events in order, as flat arrays, gone over once for each question."""

from journeymine.walk.carts import (
    CART_ADD,
    CART_CHECKOUT,
    CART_NONE,
    CART_PURCHASE,
    CART_REMOVE,
    CartRules,
    walk_carts,
)
from journeymine.walk.cuts import Ordered, cut_journeys, cut_sessions
from journeymine.walk.cycles import walk_cycles
from journeymine.walk.movement import Movement, walk_movement
from journeymine.walk.paths import Coded, Paths, Spans
from journeymine.walk.signatures import FIELDS, Signatures
from journeymine.walk.spans import most_distinct_within
from journeymine.walk.steps import Steps, walk_steps

__all__ = [
    "CART_ADD",
    "CART_CHECKOUT",
    "CART_NONE",
    "CART_PURCHASE",
    "CART_REMOVE",
    "FIELDS",
    "CartRules",
    "Coded",
    "Movement",
    "Ordered",
    "Paths",
    "Signatures",
    "Spans",
    "Steps",
    "cut_journeys",
    "cut_sessions",
    "most_distinct_within",
    "walk_carts",
    "walk_cycles",
    "walk_movement",
    "walk_steps",
]
