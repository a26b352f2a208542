"""Whose each event is, against the plain reference: 1,000 made-up histories of disjoint customers in five
loads under different limits, with everything that tells customers apart, unlinked pairs among it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import md5
from pathlib import Path

import pytest

from journeymine import identity
from journeymine.config import Settings, load
from journeymine.engine import DuckEngine
from tests.property import product
from tests.property.histories import DENIED, History, made_history
from tests.reference.events import Event, EventId
from tests.reference.identity import Customer, group_keys, resolve
from tests.reference.keys import IdentityRules, normal_value

HISTORIES_PER_LOAD = 200
BASE = IdentityRules(deny=frozenset(value.lower() for value in DENIED))
RULES = (
    replace(BASE, max_links=3, max_device_people=2),
    replace(BASE, max_links=1, max_device_people=1),
    replace(BASE, max_links=10, max_device_people=5),
    replace(BASE, max_links=2, max_device_people=3, session_timeout=10 * 60 * 1_000_000),
    replace(BASE, max_links=5, max_device_people=1, session_timeout=0),
)
Found = dict[EventId, tuple[str, bool]]
"""Customer id of each event, and whether a person is known."""


def journey_file(folder: Path, rules: IdentityRules, unlink: Sequence[tuple[str, str]]) -> Settings:
    """The least journey file with these rules."""
    pairs = ", ".join(f'["{one}", "{other}"]' for one, other in unlink)
    path = folder / "journey.yaml"
    path.write_text(
        "sources:\n"
        "  web: {vendor: table, files: none.csv, columns: {time: t, event: e}, keys: {user: u}}\n"
        f"identity: {{max_links: {rules.max_links}, max_device_people: {rules.max_device_people}, "
        f"unlink: [{pairs}]}}\n"
        f"sessions: {{timeout: {rules.session_timeout // 1_000_000}s}}\n"
        "touchpoints: [{name: view, stage: awareness, when: {event: view}}]\n",
        encoding="utf-8",
    )
    return load(path)


def found_by_product(histories: Sequence[History], rules: IdentityRules, folder: Path) -> Found:
    """The product's customers."""
    settings = journey_file(folder, rules, [pair for history in histories for pair in history.unlink])
    engine = DuckEngine.open(None)
    events = [event for history in histories for event in history.events]
    product._lay(engine, [event for event in events if product._keys(event.keys, rules.deny)], rules.deny)
    links = [product._keys(row, rules.deny) for history in histories for row in history.links]
    product._link(engine, [row for row in links if row])
    identity.build_identity(engine, settings, pseudonym=product._as_written)
    engine.model("int_event_customers")
    rows = engine.query(
        "select said.source, events.event_id, owned.customer_id, owned.is_known from int_event_customers as "
        "owned join event_rows as events on events.rowid = owned.row_no "
        "join signatures as said using (signature_no)"
    ).to_pylist()
    engine.close()
    return {(row["source"], row["event_id"]): (row["customer_id"], row["is_known"]) for row in rows}


def found_by_reference(histories: Sequence[History], rules: IdentityRules) -> Found:
    """The reference's customers, each history on its own."""
    found: Found = {}
    for history in histories:
        own = replace(rules, unlink=history.unlinked())
        for ident, customer in resolve(history.events, rules=own, crm_rows=history.links).items():
            found[ident] = (customer_id(customer), customer.kind == "person")
    return found


def customer_id(customer: Customer) -> str:
    """The id that a customer of the reference has in the product, where identifiers stand for themselves."""
    name = ":".join(customer.key)
    session = "" if customer.first_event is None else "/" + ":".join(customer.first_event)
    return md5((name + session).encode()).hexdigest()[:20]


def check(seeds: range, rules: IdentityRules, folder: Path) -> None:
    histories = [made_history(seed) for seed in seeds]
    mine, theirs = found_by_product(histories, rules, folder), found_by_reference(histories, rules)
    wrong = sorted(ident for ident in theirs.keys() | mine.keys() if mine.get(ident) != theirs.get(ident))
    assert [(ident, mine.get(ident), theirs.get(ident)) for ident in wrong[:3]] == []
    assert len(theirs) > 10 * len(histories)


@pytest.mark.parametrize("load", range(len(RULES)))
def test_customers_are_those_of_the_reference(load: int, tmp_path: Path) -> None:
    check(range(load * HISTORIES_PER_LOAD, (load + 1) * HISTORIES_PER_LOAD), RULES[load], tmp_path)


def test_the_histories_hold_what_is_to_be_told_apart() -> None:
    kinds: Counter[str] = Counter()
    for history in map(made_history, range(HISTORIES_PER_LOAD)):
        rules = replace(RULES[3], unlink=history.unlinked())
        customers = resolve(history.events, rules=rules, crm_rows=history.links)
        kinds.update(customer.kind for customer in customers.values())
        kinds["shared"] += bool(group_keys(history.events, rules, history.links).shared)
        merged = resolve(history.events, rules=RULES[3], crm_rows=history.links)
        kinds["changed by unlink"] += customers != merged
        kinds["unlink"] += bool(history.unlink)
        kinds["late login"] += is_late(history.events, customers)
    assert min(kinds[kind] for kind in ("person", "device", "kiosk", "record")) > 50
    assert min(kinds[kind] for kind in ("shared", "changed by unlink", "unlink", "late login")) > 30


def is_late(events: Sequence[Event], customers: dict[EventId, Customer]) -> bool:
    """Whether an event that only a device names is a person's."""
    return any(
        {kind for kind, _ in event.keys} == {"anonymous"} and customers[event.ident].kind == "person"
        for event in events
        if all(normal_value(key) for key in event.keys)
    )
