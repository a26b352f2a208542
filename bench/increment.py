"""What comes after the events: merges of accounts that the CRM knows of, and the next day's rows.

The next day has returning customers (they were active before, so a few are very active), new ones, logins on
devices that had none, one robot, events of the days before that come late, and rows that were sent before.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bench import behaviour
from bench.events import BEGIN, SPAN, Identities, Ints, Part, Sessions, Span, events_of

LINK_SHARE = 0.01
"""Merged pairs, as a share of the accounts that log in."""

NEWCOMER_SHARE = 0.25
LATE_SHARE = 0.03
FIRST_LOGIN_SHARE = 0.1
ROBOT_SHARE = 0.02
RESENT_SHARE = 0.004
KEPT_SESSIONS = 0.02
"""Share of a part's sessions that is remembered to draw the next day's from."""


class Memory:
    """What of the parts is needed later: some sessions' identities, the merged pairs, some rows."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng([seed, 1])
        self.kept: list[Identities] = []
        self.pairs: list[NDArray[np.int64]] = []
        self.rows: list[pa.Table] = []

    def keep(self, part: Part) -> None:
        """Remember a part."""
        known = part.identities
        accounts = np.unique(known.account[known.account >= 0])
        self.pairs.append(_pairs(self.rng.permutation(accounts), int(len(accounts) * LINK_SHARE)))
        chosen = self.rng.choice(len(known.account), max(int(len(known.account) * KEPT_SESSIONS), 1))
        self.kept.append(_select(known, chosen))
        some = self.rng.choice(len(part.table), max(len(part.table) // 5_000, 1), replace=False)
        self.rows.append(part.table.take(pa.array(np.sort(some))))

    def sessions(self) -> Identities:
        """Identities of the remembered sessions."""
        return Identities(
            *(
                np.concatenate([getattr(one, name) for one in self.kept])
                for name in ("account", "cookie", "own_account")
            )
        )

    def links(self) -> pa.Table:
        """The merges of all parts."""
        return link_rows(np.concatenate(self.pairs))

    def later_links(self) -> pa.Table:
        """Merges that the CRM learns of the next day, of customers of different parts among them."""
        accounts = self.rng.permutation(np.unique(self.sessions().own_account))
        return link_rows(_pairs(accounts, len(accounts) // 200))


def _pairs(accounts: Ints, wanted: int) -> NDArray[np.int64]:
    """That many pairs of the first accounts; one where there can be any."""
    count = min(max(wanted, 1), len(accounts) // 2)
    return accounts[: 2 * count].reshape(-1, 2)


def link_rows(pairs: NDArray[np.int64]) -> pa.Table:
    """Contacts of a CRM, two of each pair of accounts: the second one was merged into the first."""
    first, second = pairs[:, 0], pairs[:, 1]
    number = np.column_stack([first, second]).ravel()
    merged = np.column_stack([second, np.full(len(second), -1)]).ravel()
    texts = pa.array(merged).cast(pa.string())
    is_first = pa.array(merged >= 0)
    return pa.table(
        {
            "id": pa.array(number).cast(pa.string()),
            "property_customer_number": pa.array([f"u{one}" for one in number], pa.string()),
            "property_hs_merged_object_ids": pc.if_else(is_first, texts, None),
        }
    )


def next_day(memory: Memory, rows: int, newcomer: int) -> pa.Table:
    """Rows that arrive on the day after the events' half year.

    Args:
        memory: of the parts.
        rows: how many.
        newcomer: number of the first customer who was not there before.
    """
    rng = memory.rng
    resent = int(rows * RESENT_SHARE)
    length = behaviour.session_lengths(rng, rows // 3 + 20)
    count = int(np.searchsorted(np.cumsum(length), rows)) + 1
    robot = np.arange(count) == 0
    length = np.where(robot, max(int(rows * ROBOT_SHARE), 1), length[:count])
    identities = _who_comes(memory, count, newcomer)
    sessions = Sessions(np.arange(count), np.zeros(count, np.int64), _starts(rng, count), length, robot)
    table = events_of(rng, sessions, identities, Span(rows - resent, newcomer * 10**6))
    before = pa.concat_tables(memory.rows)
    again = before.take(pa.array(rng.integers(0, len(before), rows - len(table))))
    return pa.concat_tables([table, again])


def _starts(rng: np.random.Generator, count: int) -> Ints:
    start = BEGIN + SPAN + behaviour.by_daylight(rng.integers(0, behaviour.DAY, count))
    late = rng.random(count) < LATE_SHARE
    return start - np.where(late, rng.integers(behaviour.DAY, 3 * behaviour.DAY, count), 0)


def _who_comes(memory: Memory, count: int, newcomer: int) -> Identities:
    """Those of earlier sessions, some of whom log in for the first time, and newcomers."""
    rng, before = memory.rng, memory.sessions()
    known = _select(before, rng.integers(0, len(before.account), count))
    logs_in = rng.random(count) < FIRST_LOGIN_SHARE
    new = rng.random(count) < NEWCOMER_SHARE
    number = newcomer + np.arange(count)
    own_account = np.where(new, number, known.own_account)
    account = np.where(logs_in, own_account, np.where(new, -1, known.account))
    account[0] = -1  # the robot
    return Identities(account, np.where(new, number * 4, known.cookie), own_account)


def _select(identities: Identities, rows: Ints) -> Identities:
    return Identities(identities.account[rows], identities.cookie[rows], identities.own_account[rows])
