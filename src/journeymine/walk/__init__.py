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
from journeymine.walk.paths import Coded, Paths, Spans
from journeymine.walk.signatures import FIELDS, Signatures

__all__ = [
    "CART_ADD",
    "CART_CHECKOUT",
    "CART_NONE",
    "CART_PURCHASE",
    "CART_REMOVE",
    "FIELDS",
    "CartRules",
    "Coded",
    "Ordered",
    "Paths",
    "Signatures",
    "Spans",
    "cut_journeys",
    "cut_sessions",
    "walk_carts",
]
