"""The works that all sides are timed at, in words, with the values they share.

Every side reads clean.parquet (`bench/clean.py`) and orders a customer's events by time and place.
`bench/reference.py` says the same in plain Python, `bench/digest.py` what of the answers is compared.
"""

from __future__ import annotations

PAUSE_SECONDS = 30 * 60
"""A longer pause starts a session; one of exactly this length does not."""

COMMONEST = 10
"""Variants that are told by name."""

SANKEY_STEPS = 10

FUNNEL = ("view_item", "add_to_cart", "checkout_payment", "purchase")
FUNNEL_SECONDS = 7 * 24 * 3600
"""Longest time from the first step; exactly this is inside."""

MEMORY_GB = 12
"""Sides that can be told how much memory to use are told this much."""

WORKS = {
    "load": "the five columns of the file into the side's own form, in order or not, as it likes",
    "sessions": "each event gets its session: a customer's first event starts one, and so does each event "
    "after a pause of more than 30 minutes",
    "follows": "the directly-follows graph: of each two events of which one follows the other at once in a "
    "session, how often it does, and the median of the seconds between them",
    "variants": "the sequences of events of the sessions: how many there are, and the ten commonest with "
    "their numbers of sessions",
    "sankey": "for each of the first ten places in a session, how often each event stands there with each "
    "next one, or with the session's end",
    "funnel": "customers who reach view_item, add_to_cart, checkout_payment and purchase in this order, with "
    "other events between them, all within 7 days of a view_item; of several starts the best counts",
}
"""Work, and what it is; each takes what those before it left."""
