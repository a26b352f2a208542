"""Makes raw web events in the order of their arrival, the same for the same seed.

Believable where it costs a reader something: a heavy tail of customers, quiet nights, several devices, logins
that come late, shared devices, robots, events at one instant, exact copies, rows that arrive late, events at
no touchpoint.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bench import behaviour

Ints = NDArray[np.int64]
SPAN = 180 * behaviour.DAY
BEGIN = 1_767_225_600_000_000
"""2026-01-01T00:00Z in microseconds."""

ROBOT_SHARE = 0.02
COPY_SHARE = 0.004
LATE_SHARE = 0.01


@dataclass(frozen=True)
class Sessions:
    """One value a session.

    Attributes:
        customer: number of its customer.
        index: place among its customer's sessions.
        start: microseconds.
        length: events.
        is_robot: read by a robot.
    """

    customer: Ints
    index: Ints
    start: Ints
    length: Ints
    is_robot: NDArray[np.bool_]


@dataclass(frozen=True)
class Identities:
    """One value a session.

    Attributes:
        account: number of the account that is logged in, -1 for none.
        cookie: number of the device's cookie.
        own_account: number of the account that its customer has or would have.
    """

    account: Ints
    cookie: Ints
    own_account: Ints


@dataclass(frozen=True)
class Part:
    """Events of customers who are in no other part, in the order of their arrival, and who they are."""

    table: pa.Table
    identities: Identities


def make_table(rows: int, seed: int, first_customer: int = 0) -> pa.Table:
    """Raw events in the order of their arrival.

    Args:
        rows: how many, copies included.
        seed: of the random numbers.
        first_customer: number of the first customer.

    Returns:
        id, time, event, page, channel, campaign, device, account, cookie, price, quantity, currency.
    """
    return make_part(rows, seed, first_customer).table


def make_part(rows: int, seed: int, first_customer: int = 0) -> Part:
    """The same with the identities of its sessions."""
    rng = np.random.default_rng(seed)
    originals = rows - int(rows * COPY_SHARE)
    sessions = _sessions(rng, originals)
    identities = _identities(rng, sessions, first_customer)
    table = events_of(rng, sessions, identities, Span(originals, first_customer * 10**6))
    return Part(_as_it_arrives(rng, table, rows), identities)


def make_giant(rows: int, seed: int, first_customer: int) -> Part:
    """One customer with that many events: a till, a shared terminal or a script with an account."""
    rng = np.random.default_rng(seed)
    length = behaviour.session_lengths(rng, rows // 5 + 10)
    count = int(np.searchsorted(np.cumsum(length), rows)) + 1
    start = np.sort(BEGIN + behaviour.by_daylight(rng.integers(0, SPAN, count)))
    nobody = np.zeros(count, np.int64)
    sessions = Sessions(nobody, np.arange(count), start, length[:count], np.zeros(count, np.bool_))
    account = np.where(rng.random(count) < 0.7, first_customer, -1)
    identities = Identities(account, np.full(count, first_customer * 4), nobody + first_customer)
    return Part(events_of(rng, sessions, identities, Span(rows, first_customer * 10**6)), identities)


@dataclass(frozen=True)
class Span:
    """How many events, and the number of the first one's id."""

    rows: int
    first_id: int


def events_of(rng: np.random.Generator, sessions: Sessions, identities: Identities, span: Span) -> pa.Table:
    """The first events of the sessions, in the order of their times."""
    event = _walk(rng, sessions)
    owner = np.repeat(np.arange(len(sessions.length)), sessions.length)
    time = _times(rng, sessions)
    order = np.argsort(time, kind="stable")[: span.rows]
    happened = _Happened(owner[order], event[order], time[order])
    return _columns(rng, sessions, identities, happened, span.first_id)


def _sessions(rng: np.random.Generator, rows: int) -> Sessions:
    wanted = rows * (1 - ROBOT_SHARE)
    customers = int(wanted / (behaviour.MEAN_SESSIONS * behaviour.MEAN_EVENTS) * 2.2) + 50
    counts = behaviour.session_counts(rng, customers)
    customer = np.repeat(np.arange(customers), counts)
    first = np.cumsum(counts) - counts
    index = np.arange(len(customer)) - first[customer]
    absence = behaviour.absences(rng, len(customer))
    absence[index == 0] = 0
    since_first = np.cumsum(absence)
    since_first -= since_first[first][customer]
    start = BEGIN + behaviour.by_daylight(rng.integers(0, SPAN, customers)[customer] + since_first)
    length = behaviour.session_lengths(rng, len(customer))
    kept = np.flatnonzero(start < BEGIN + SPAN)
    people = Sessions(customer[kept], index[kept], start[kept], length[kept], np.zeros(len(kept), np.bool_))
    return _with_robots(rng, _enough(people, int(wanted)), rows, customers)


def _enough(sessions: Sessions, rows: int) -> Sessions:
    """The first customers whose sessions hold that many events."""
    if int(sessions.length.sum()) < rows:
        raise ValueError(f"{sessions.length.sum()} events made, {rows} wanted: make more customers")
    end = int(np.searchsorted(np.cumsum(sessions.length), rows)) + 1
    return _select(sessions, np.arange(end))


def _select(sessions: Sessions, rows: Ints) -> Sessions:
    return Sessions(
        sessions.customer[rows],
        sessions.index[rows],
        sessions.start[rows],
        sessions.length[rows],
        sessions.is_robot[rows],
    )


def _with_robots(rng: np.random.Generator, people: Sessions, rows: int, first: int) -> Sessions:
    """Robots read for hours, thousands of pages each."""
    events = max(int(rows * ROBOT_SHARE * 1.05), 10)
    count = max(events // 4000, 1)
    length = np.full(count, events // count + 1)
    return Sessions(
        np.append(people.customer, first + np.arange(count)),
        np.append(people.index, np.zeros(count, np.int64)),
        np.append(people.start, BEGIN + rng.integers(0, SPAN, count)),
        np.append(people.length, length),
        np.append(people.is_robot, np.ones(count, np.bool_)),
    )


def _walk(rng: np.random.Generator, sessions: Sessions) -> NDArray[np.int8]:
    """The events of all sessions: all first ones are drawn at once, then all second ones, and so on."""
    first = np.cumsum(sessions.length) - sessions.length
    event = np.empty(int(sessions.length.sum()), dtype=np.int8)
    starts = behaviour.weights(behaviour.STARTS, behaviour.EVENTS)
    event[first] = rng.choice(len(behaviour.EVENTS), len(first), p=starts)
    follows = behaviour.cumulative_follows()
    people = np.flatnonzero(~sessions.is_robot)
    for place in range(1, int(sessions.length[people].max())):
        people = people[sessions.length[people] > place]
        rows = first[people] + place
        drawn = rng.random(len(rows))[:, None]
        event[rows] = np.minimum((follows[event[rows - 1]] < drawn).sum(axis=1), len(behaviour.EVENTS) - 1)
    pages = [behaviour.CODE[name] for name in ("view_list", "view_item")]
    robots = np.repeat(sessions.is_robot, sessions.length)
    event[robots] = rng.choice(pages, int(robots.sum()))
    return event


def _times(rng: np.random.Generator, sessions: Sessions) -> Ints:
    first = np.cumsum(sessions.length) - sessions.length
    owner = np.repeat(np.arange(len(first)), sessions.length)
    pause = behaviour.pauses(rng, len(owner))
    pause[sessions.is_robot[owner]] = 1_000_000
    pause[first] = 0
    passed = np.cumsum(pause)
    return sessions.start[owner] + passed - passed[first][owner]


@dataclass(frozen=True)
class _Happened:
    """One value an event: number of its session, code of its name, microseconds."""

    owner: Ints
    event: NDArray[np.int8]
    time: Ints


def _columns(
    rng: np.random.Generator,
    sessions: Sessions,
    identities: Identities,
    happened: _Happened,
    first_id: int,
) -> pa.Table:
    owner, event, count = happened.owner, happened.event, len(happened.owner)
    item = rng.integers(0, 500, count)
    is_cart = np.isin(event, [behaviour.CODE["add_to_cart"], behaviour.CODE["remove_from_cart"]])
    has_price = is_cart | (event == behaviour.CODE["purchase"])
    device = _drawn(rng, behaviour.DEVICES, int(sessions.customer.max()) + 1)
    account = identities.account[owner]
    return pa.table(
        {
            "id": _numbered("e", first_id + np.arange(count)),
            "time": pa.array(happened.time, pa.timestamp("us", "UTC")),
            "event": _named(event, behaviour.EVENTS),
            "page": pc.binary_join_element_wise("/p", _text(item), ""),
            "channel": _drawn(rng, behaviour.CHANNELS, len(sessions.start)).take(pa.array(owner)),
            "campaign": _named(rng.integers(0, 20, len(sessions.start))[owner], _CAMPAIGNS),
            "device": device.take(pa.array(sessions.customer[owner])),
            "account": _numbered("u", account, account < 0),
            "cookie": _numbered("c", identities.cookie[owner]),
            "price": pa.array(np.round(5 + (item * 37 % 500) * 0.9, 2), mask=~has_price),
            "quantity": pa.array(1 + item % 3, pa.int64(), mask=~is_cart),
            "currency": pa.array(np.full(count, "EUR", dtype=object), pa.string(), mask=~has_price),
        }
    )


_CAMPAIGNS = ("none",) * 16 + ("spring", "summer", "outlet", "brand")


def _identities(rng: np.random.Generator, sessions: Sessions, first_customer: int) -> Identities:
    """Account and cookie of each session.

    Two in five customers have an account and log in from some session on, mostly not from the first. One in
    five customers has a second device; one in twenty shares a device with the next customer.
    """
    customers = int(sessions.customer.max()) + 1
    login_from = np.where(rng.random(customers) < 0.4, rng.geometric(0.5, customers) - 1, 10**6)
    logged_in = (sessions.index >= login_from[sessions.customer]) & (rng.random(len(sessions.start)) < 0.85)
    own_account = first_customer + sessions.customer
    has_second = (rng.random(customers) < 0.2)[sessions.customer]
    place = np.where(has_second & (rng.random(len(sessions.start)) < 0.4), 1, 0)
    shares = (rng.random(customers) < 0.05)[sessions.customer] & ~sessions.is_robot
    return Identities(
        account=np.where(logged_in & ~sessions.is_robot, own_account, -1),
        cookie=first_customer * 4 + (sessions.customer + shares) * 2 + place,
        own_account=own_account,
    )


def _drawn(rng: np.random.Generator, table: dict[str, int], count: int) -> pa.Array:
    names = tuple(table)
    return _named(rng.choice(len(names), count, p=behaviour.weights(table, names)), names)


def _named(codes: NDArray[np.generic], names: tuple[str, ...]) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(codes))


def _text(numbers: Ints) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _numbered(letter: str, numbers: Ints, is_missing: NDArray[np.bool_] | None = None) -> pa.Array:
    named = pc.binary_join_element_wise(letter, _text(numbers), "")
    return named if is_missing is None else pc.if_else(pa.array(is_missing), None, named)


def _as_it_arrives(rng: np.random.Generator, table: pa.Table, rows: int) -> pa.Table:
    """Some rows twice, and some up to three days late: the order of a file is the order of arrival."""
    copies = np.sort(rng.choice(len(table), rows - len(table), replace=False))
    place = np.append(np.arange(len(table)), copies)
    arrival = np.append(
        table["time"].cast(pa.int64()).to_numpy(),
        table["time"].cast(pa.int64()).to_numpy()[copies] + behaviour.DAY,
    )
    late = rng.random(len(arrival)) < LATE_SHARE
    arrival[late] += rng.integers(behaviour.DAY, 3 * behaviour.DAY, int(late.sum()))
    return table.take(pa.array(place[np.argsort(arrival, kind="stable")]))
