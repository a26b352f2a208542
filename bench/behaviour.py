"""How the made-up shop's customers behave: which events there are, what follows what, how long they pause."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EVENTS = (
    "view_home",
    "view_article",
    "search",
    "view_list",
    "view_item",
    "compare",
    "scroll",
    "add_to_cart",
    "remove_from_cart",
    "checkout_address",
    "checkout_payment",
    "payment_error",
    "purchase",
    "view_guide",
    "open_ticket",
    "write_review",
)
"""Event names; `scroll` is at no touchpoint."""

CODE = {name: place for place, name in enumerate(EVENTS)}
STARTS = {"view_home": 30, "view_article": 22, "view_item": 20, "view_list": 16, "search": 6, "view_guide": 6}
"""Weights of a session's first event."""

_FOLLOWS: dict[str, dict[str, float]] = {
    "view_home": {"view_list": 40, "search": 15, "view_article": 15, "scroll": 20, "view_item": 10},
    "view_article": {"scroll": 50, "view_article": 20, "view_item": 18, "view_list": 12},
    "search": {"view_list": 70, "view_item": 20, "search": 10},
    "view_list": {"view_item": 60, "scroll": 20, "view_list": 12, "search": 6, "view_home": 2},
    "view_item": {
        "scroll": 25,
        "view_list": 24,
        "view_item": 20,
        "add_to_cart": 14,
        "compare": 12,
        "search": 5,
    },
    "compare": {"view_item": 75, "view_list": 20, "add_to_cart": 5},
    "scroll": {"view_item": 35, "view_list": 30, "scroll": 15, "view_article": 15, "add_to_cart": 5},
    "add_to_cart": {"checkout_address": 40, "view_list": 28, "view_item": 20, "remove_from_cart": 12},
    "remove_from_cart": {"view_list": 50, "view_item": 40, "add_to_cart": 10},
    "checkout_address": {"checkout_payment": 70, "view_item": 20, "view_list": 10},
    "checkout_payment": {"purchase": 78, "payment_error": 10, "checkout_address": 12},
    "payment_error": {"checkout_payment": 60, "view_home": 40},
    "purchase": {"view_home": 50, "view_guide": 40, "write_review": 10},
    "view_guide": {"view_guide": 40, "scroll": 30, "open_ticket": 12, "view_home": 18},
    "open_ticket": {"view_guide": 60, "view_home": 40},
    "write_review": {"view_home": 70, "view_list": 30},
}
CHANNELS = {"organic": 36, "direct": 22, "paid": 18, "email": 14, "social": 10}
DEVICES = {"mobile": 58, "desktop": 36, "tablet": 6}
DAY = 86_400_000_000
_BUSY = (4, 2, 1, 1, 1, 1, 2, 4, 5, 6, 6, 7, 8, 8, 7, 7, 7, 8, 9, 11, 13, 13, 10, 7)
"""Weights of the hours of a day."""

MEAN_SESSIONS = 3.0
MEAN_EVENTS = 9.0
LONGEST_SESSION = 400


def weights(table: dict[str, float] | dict[str, int], names: tuple[str, ...]) -> Floats:
    """Probabilities of the names, in their order."""
    row = np.array([table.get(name, 0) for name in names], dtype=np.float64)
    return row / row.sum()


def cumulative_follows() -> Floats:
    """For each event, the cumulative probabilities of the next one."""
    return np.cumsum([weights(_FOLLOWS[name], EVENTS) for name in EVENTS], axis=1)


def session_counts(rng: np.random.Generator, customers: int) -> NDArray[np.int64]:
    """Sessions of each customer: most have one or two, a few have hundreds (a heavy tail)."""
    return np.minimum(1 + rng.pareto(1.6, customers) * 1.2, 600).astype(np.int64)


def session_lengths(rng: np.random.Generator, sessions: int) -> NDArray[np.int64]:
    """Events of each session: a third leave after the first, a few read for an hour."""
    lengths = np.ceil(rng.lognormal(1.85, 0.95, sessions)).astype(np.int64)
    lengths[rng.random(sessions) < 0.33] = 1
    return np.clip(lengths, 1, LONGEST_SESSION)


def pauses(rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    """Microseconds between two events of a session; one in fifteen comes at the same instant."""
    found = (rng.lognormal(2.9, 1.1, count) * 1e6).astype(np.int64)
    found = np.minimum(found, 29 * 60 * 1_000_000)
    found[rng.random(count) < 1 / 15] = 0
    return found


def by_daylight(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same days with nights quiet and evenings busy; who came first still comes first."""
    hours = np.append(0, np.cumsum(_BUSY)) / sum(_BUSY) * DAY
    return times - times % DAY + np.interp(times % DAY, hours, np.arange(25) * (DAY / 24)).astype(np.int64)


def absences(rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    """Microseconds between two sessions of a customer: half an hour to months, by the median 15 hours."""
    return ((rng.lognormal(10.9, 1.7, count) + 1900) * 1e6).astype(np.int64)
