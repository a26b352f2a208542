"""Made-up ordered paths for benches of questions: a shop's events, a few customers with very many of them.

Sessions are drawn from a stock of walks over a chain of events; customers come back by a heavy tail, and a
handful of programs that nobody flagged have up to a million events each. Kept in a folder, so that a bench
opens them as a snapshot does.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from journeymine.walk.carts import CART_NONE
from journeymine.walk.cuts import Ordered, cut_journeys, cut_sessions
from journeymine.walk.paths import Coded, Paths
from journeymine.walk.signatures import FIELDS, Signatures
from journeymine.walk.store import open_paths, save_paths

EVENTS = (
    *("home", "search", "category", "product_view", "add_to_cart", "remove_from_cart", "view_cart"),
    *("begin_checkout", "shipping_info", "payment_info", "purchase", "login", "signup", "account", "support"),
    *("faq", "blog", "email_open", "email_click", "ad_click", "wishlist_add", "review", "coupon_apply"),
    *("refund_request", "logout"),
)
STAGES = ("awareness", "consideration", "purchase", "support")
STAGE_OF = {
    **dict.fromkeys(("product_view", "wishlist_add", "review", "add_to_cart", "view_cart"), "consideration"),
    **dict.fromkeys(("begin_checkout", "shipping_info", "payment_info", "purchase"), "purchase"),
    **dict.fromkeys(("support", "faq", "refund_request"), "support"),
}
CHANNELS = ("direct", "organic", "paid", "social", "email", "referral", "affiliate", "display")
DEVICES = ("desktop", "mobile", "tablet")
PAGES = 10
PRODUCTS = 5000
_ABOUT_PRODUCTS = ("product_view", "add_to_cart", "remove_from_cart", "wishlist_add", "review", "purchase")
_OFTEN = {
    "home": {"search": 0.25, "category": 0.25, "login": 0.1, "product_view": 0.1},
    "search": {"product_view": 0.45, "search": 0.15, "category": 0.1},
    "category": {"product_view": 0.5, "category": 0.1},
    "product_view": {"add_to_cart": 0.18, "product_view": 0.25, "search": 0.1, "category": 0.1},
    "add_to_cart": {"view_cart": 0.4, "product_view": 0.2},
    "view_cart": {"begin_checkout": 0.35, "remove_from_cart": 0.15, "product_view": 0.1},
    "begin_checkout": {"shipping_info": 0.5, "view_cart": 0.1, "login": 0.1},
    "shipping_info": {"payment_info": 0.5},
    "payment_info": {"purchase": 0.55},
    "ad_click": {"home": 0.3, "product_view": 0.4},
    "email_open": {"email_click": 0.5},
    "email_click": {"product_view": 0.5, "home": 0.2},
    "login": {"account": 0.3, "home": 0.2},
}
SECOND = 1_000_000
DAY = 86_400 * SECOND
FIRST_DAY = 1_767_225_600 * SECOND
DAYS = 90
_STOCK = 8192
_SESSION_EVENTS = 4.9
_CUSTOMER_EVENTS = 25
_AT_ONCE = 100_000


def made_paths(events: int, folder: Path, *, seed: int = 7) -> Paths:
    """About so many events, from the folder where they were made before, else made there."""
    kept = folder / f"paths-{events}"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        save_paths(_made(events, np.random.default_rng(seed)), kept)
    return open_paths(kept)


def _made(events: int, chance: np.random.Generator) -> Paths:
    customer, start, walk = _sessions(events, chance)
    lengths, stock = _stock(chance)
    size = lengths[walk]
    session = np.repeat(np.arange(len(walk), dtype=np.int32), size)
    place = (np.arange(len(session)) - np.repeat(np.cumsum(size) - size, size)).astype(np.int32)
    code = stock[walk[session], place]
    who = customer[session]
    times = _times(start[session], place, who)
    extra = ((session.astype(np.int64) * 2_654_435_761) >> 7).astype(np.int32) & 0x7FFFFFFF
    signature = _signature_numbers(code, who, extra, place)
    bounds = np.append(np.flatnonzero(np.diff(who, prepend=-1)), len(who)).astype(np.int64)
    ordered = Ordered(bounds, times, signature, _signatures(), np.zeros(0, dtype=np.int32))
    about = np.array([name in _ABOUT_PRODUCTS for name in EVENTS])
    product = np.where(about[code], (extra + place // 4) % PRODUCTS, np.int32(-1))
    del session, place, code, who, extra
    found, sessions = cut_sessions(ordered, timeout=1800 * SECOND)
    journey, journeys = cut_journeys(ordered, split="never")
    named = Coded(product, tuple(f"p{number}" for number in range(PRODUCTS)))
    return Paths(
        *(ordered.bounds, ordered.times, ordered.signature, found, journey, sessions, journeys),
        signatures=ordered.signatures,
        properties={"product_id": named},
    )


def _signature_numbers(code: np.ndarray, who: np.ndarray, extra: np.ndarray, place: np.ndarray) -> np.ndarray:
    number = code.astype(np.int32)
    number = number * 3 + (who >> 5) % 3
    number = number * 8 + (extra % 64) ** 2 // 512
    return number * PAGES + (extra + place) % PAGES


def _sessions(events: int, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Customer, start and walk of each session, in order."""
    customers, count = max(events // _CUSTOMER_EVENTS, 1), int(events / _SESSION_EVENTS)
    weight = np.cumsum((np.arange(customers) + 10.0) ** -0.8)
    drawn = np.searchsorted(weight / weight[-1], chance.random(count)).astype(np.int32)
    shuffled = chance.permutation(customers).astype(np.int32)[drawn]
    programs = [min(1_200_000, events // 80), *[min(150_000, events // 100)] * (events // 10_000_000)]
    for number, size in enumerate(programs):
        many = np.full(int(size / _SESSION_EVENTS), customers + number, dtype=np.int32)
        shuffled = np.concatenate([shuffled, many])
    start = FIRST_DAY + (chance.random(len(shuffled)) * DAYS * DAY).astype(np.int64)
    order = np.lexsort((start, shuffled))
    _, numbered = np.unique(shuffled[order], return_inverse=True)
    return numbered.astype(np.int32), start[order], chance.integers(0, _STOCK, len(order), dtype=np.int32)


def _stock(chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Walks over the chain: how long each is, and its events."""
    lengths = np.clip(chance.geometric(0.25, _STOCK) + (chance.random(_STOCK) < 0.9), 1, 60).astype(np.int32)
    chain = np.cumsum(_chain(), axis=1)
    entries = ["home"] * 5 + ["search", "category", "product_view", "product_view", "ad_click", "email_open"]
    current = np.array([EVENTS.index(name) for name in entries])[chance.integers(0, len(entries), _STOCK)]
    walks = np.empty((_STOCK, int(lengths.max())), dtype=np.uint8)
    for place in range(walks.shape[1]):
        walks[:, place] = current
        current = np.minimum((chain[current] < chance.random(_STOCK)[:, None]).sum(axis=1), len(EVENTS) - 1)
    return lengths, walks


def _chain() -> np.ndarray:
    share = np.random.default_rng(7).dirichlet(np.full(len(EVENTS), 0.35), size=len(EVENTS)) * 0.35
    for name, onward in _OFTEN.items():
        for other, chance in onward.items():
            share[EVENTS.index(name), EVENTS.index(other)] += chance
    return share / share.sum(axis=1, keepdims=True)


def _times(start: np.ndarray, place: np.ndarray, who: np.ndarray) -> np.ndarray:
    """Half a minute between events; never backward for a customer."""
    times = start + place * np.int64(30 * SECOND)
    edges = np.append(np.searchsorted(who, np.arange(0, int(who[-1]) + 1, _AT_ONCE)), len(who))
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        apart = (who[low:high] - who[low]).astype(np.int64) * (2 * DAYS * DAY)
        times[low:high] = np.maximum.accumulate(times[low:high] + apart) - apart
    return times


def _signatures() -> Signatures:
    rows = [
        (event, device, channel, f"/{event}/{page}")
        for event in EVENTS
        for device in DEVICES
        for channel in CHANNELS
        for page in range(PAGES)
    ]
    event, device, channel, page = (list(column) for column in zip(*rows, strict=True))
    stage = [STAGE_OF.get(name, "awareness") for name in event]
    told = {
        **{name: [None] * len(rows) for name in FIELDS},
        **{"source": ["web"] * len(rows), "event": event, "page": page, "channel": channel},
        **{"device": device, "touchpoint": event, "stage": stage},
    }
    table = pa.table(
        {
            **{name: pa.array(values, pa.string()) for name, values in told.items()},
            "is_conversion": [name == "purchase" for name in event],
            "is_sessionized": [True] * len(rows),
            "cart_role": pa.array([CART_NONE] * len(rows), pa.int8()),
        }
    )
    return Signatures(table, STAGES, EVENTS)
