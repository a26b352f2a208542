"""Touches before conversions and in lost journeys: the compiled pass agrees with the reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.walk import units
from journeymine.walk.numbering import numbered
from journeymine.walk.paths import Bool, Coded, Paths
from journeymine.walk.selection import EventMask
from journeymine.walk.signatures import Codes
from journeymine.walk.touches import Goal, Touches, TouchRules, distinct, find_touches, groups_of
from tests.reference.attribution import Contact, Found, Rules, touch_paths
from tests.walk.made import DAY, HOUR, MINUTE, Act, Map, log, made_paths

PLACES = Map(
    {"view": "item", "cart": "cart", "buy": "order", "call": "phone", "paid": "order"},
    {"item": "look", "cart": "look", "order": "purchase", "phone": "look"},
    ("look", "purchase"),
    ("purchase",),
)
EVENTS = ("view", "cart", "buy", "buy", "call", "visit", "paid")
CHANNELS = ("mail", "paid", "direct", None)
GAPS = (0, 0, 1, MINUTE, 30 * MINUTE, 30 * MINUTE + 1, HOUR, 12 * HOUR, DAY, DAY + 1, 3 * DAY)


@st.composite
def acts(draw: st.DrawFn) -> list[Act]:
    """Acts of three customers, with ties, repeats and gaps of exactly a limit; `call` is in no session."""
    made: list[Act] = []
    for customer in "ab"[: draw(st.integers(1, 2))] + "c":
        at = 0
        for _ in range(draw(st.integers(0, 14))):
            at += draw(st.sampled_from(GAPS))
            channel = draw(st.sampled_from(CHANNELS))
            words = {} if channel is None else {"channel": channel}
            made.append(Act(customer, at, draw(st.sampled_from(EVENTS)), words))
    return made


def outside_sessions(paths: Paths, events: Sequence[str]) -> Paths:
    """The same paths, with these events in no session."""
    names = paths.signatures.codes("event")
    codes = [names.code(event) for event in events]
    is_out = np.isin(names.of_signature, codes)[paths.signature]
    return replace(paths, session=np.where(is_out, np.int32(-1), paths.session))


@st.composite
def rules(draw: st.DrawFn) -> TouchRules:
    span = draw(st.sampled_from(((-(2**62), 2**62), (DAY, 3 * DAY), (0, DAY))))
    start = 1_767_225_600_000_000
    return TouchRules(
        look_back=draw(st.sampled_from((0, HOUR, DAY, 30 * DAY))),
        by_session=draw(st.booleans()),
        is_joined=draw(st.booleans()),
        is_cut=draw(st.booleans()),
        since=span[0] + start if span[0] >= 0 else span[0],
        until=span[1] + start if span[1] < 2**62 else span[1],
        most=draw(st.sampled_from((1, 3, 200))),
    )


def contacts(paths: Paths, customer: int, codes: Codes | Coded, goal: Goal) -> list[Contact]:
    """A customer's events for the reference."""
    converts = goal.conversion.on(paths)
    found: list[Contact] = []
    for row in range(int(paths.bounds[customer]), int(paths.bounds[customer + 1])):
        sign = int(paths.signature[row])
        node = int(codes.codes[row] if isinstance(codes, Coded) else codes.of_signature[sign])
        session, journey = int(paths.session[row]), int(paths.journey[row])
        found.append(
            Contact(
                at=int(paths.times[row]),
                node=codes.names[node] if node >= 0 else None,
                session=session if session >= 0 else None,
                journey=journey if journey >= 0 else None,
                is_conversion=bool(converts[row]),
                settles=bool(converts[row] or goal.settles[sign]),
            )
        )
    return found


def slowly(paths: Paths, codes: Codes | Coded, goal: Goal, asked: TouchRules) -> list[tuple[int, Found]]:
    """The reference's paths with their customers; places become rows of the paths."""
    fields = {name: getattr(asked, name) for name in Rules.__dataclass_fields__}
    counted = goal.counted
    out: list[tuple[int, Found]] = []
    for customer in range(paths.customer_count):
        if goal.customers is not None and not goal.customers[customer]:
            continue
        first = int(paths.bounds[customer])
        found = touch_paths(
            contacts(paths, customer, codes, goal),
            Rules(**fields),
            counted=lambda journey: counted is None or (journey is not None and bool(counted[journey])),
            lost=lambda journey: bool(goal.may_be_lost[journey]),
        )
        for one in found:
            places = tuple(place + first for place in one.places)
            out.append((customer, replace(one, places=places, end=one.end + first)))
    return out


def quickly(found: Touches, codes: Codes | Coded) -> list[tuple[int, Found]]:
    """The product's paths in the form of the reference."""
    out: list[tuple[int, Found]] = []
    for path in range(len(found)):
        part = slice(int(found.bounds[path]), int(found.bounds[path + 1]))
        nodes = tuple(codes.names[node] for node in found.nodes[part])
        rows = tuple(int(row) for row in found.rows[part])
        one = Found(rows, nodes, int(found.ends[path]), bool(found.is_lost[path]))
        out.append((int(found.customer[path]), one))
    return out


def goal_of(paths: Paths, event: str = "buy", **parts: Bool | None) -> Goal:
    codes = paths.signatures.codes("event")
    conversion = EventMask(codes.of_signature == codes.code(event))
    lost = np.ones(len(paths.journeys), dtype=np.bool_)
    given = {"may_be_lost": lost, **parts}
    return Goal(conversion, paths.signatures.flags("is_conversion"), **given)  # pyright: ignore[reportArgumentType]


@settings(deadline=None, max_examples=500)
@given(
    acts(),
    rules(),
    st.sampled_from(("never", "purchase", DAY)),
    st.sampled_from(("channel", "touchpoint")),
    st.data(),
)
def test_the_pass_agrees_with_the_reference(
    made: list[Act], asked: TouchRules, split: str | int, level: str, data: st.DataObject
) -> None:
    paths = outside_sessions(made_paths(made, PLACES, split=split)[0], ["call"])
    mask = st.lists(st.booleans(), min_size=len(paths.journeys), max_size=len(paths.journeys))
    lost = np.array(data.draw(mask), dtype=np.bool_)
    counted = np.array(data.draw(mask), dtype=np.bool_) if data.draw(st.booleans()) else None
    people = st.lists(st.booleans(), min_size=paths.customer_count, max_size=paths.customer_count)
    customers = np.array(data.draw(people), dtype=np.bool_) if data.draw(st.booleans()) else None
    goal = goal_of(paths, may_be_lost=lost, counted=counted, customers=customers)
    codes = paths.signatures.codes(level)
    assert quickly(find_touches(paths, codes, goal, asked), codes) == slowly(paths, codes, goal, asked)


@settings(deadline=None, max_examples=30)
@given(acts(), rules())
def test_rows_and_properties_decide_as_well(made: list[Act], asked: TouchRules) -> None:
    """A conversion by its figure, nodes by a property, touches by an event's own condition."""
    with_parts = [
        replace(
            act,
            figures={"value": float(place % 3)},
            properties={"product": "xyz"[place % 3]} if place % 4 else {},
        )
        for place, act in enumerate(made)
    ]
    paths, _ = made_paths(with_parts, PLACES)
    if not len(paths):
        return
    everything = np.ones(len(paths.signatures), dtype=np.bool_)
    bought = EventMask(everything, paths.figures["value"] > 1)
    goal = Goal(bought, np.zeros_like(everything), np.ones(len(paths.journeys), dtype=np.bool_))
    codes = paths.properties.get("product", Coded(np.full(len(paths), -1, dtype=np.int32), ()))
    odd = EventMask(everything, np.arange(len(paths)) % 2 == 1)
    found = find_touches(paths, codes, goal, asked, events=odd)
    only_odd = Coded(np.where(np.arange(len(paths)) % 2 == 1, codes.codes, np.int32(-1)), codes.names)
    assert quickly(found, codes) == slowly(paths, only_odd, goal, asked)


def test_many_ranges_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [
        replace(act, customer=f"{act.customer}{n}")
        for n in range(40)
        for act in log("a: visit@0 view@1 buy@90 view@2000 buy@3000")
    ]
    told = [replace(act, words={"channel": "mail" if act.at % 2 else "paid"}) for act in made]
    paths, _ = made_paths(told, PLACES, split="purchase")
    codes, goal, asked = paths.signatures.codes("channel"), goal_of(paths), TouchRules(DAY)
    whole = quickly(find_touches(paths, codes, goal, asked), codes)
    ranges = units.Units.ranges
    monkeypatch.setattr(units.Units, "ranges", lambda self: ranges(self, 7))
    assert quickly(find_touches(paths, codes, goal, asked), codes) == whole
    assert len(whole) == 80


def test_nothing_gives_nothing() -> None:
    paths, _ = made_paths([Act("a", 0, "visit")], PLACES)
    found = find_touches(paths, paths.signatures.codes("channel"), goal_of(paths), TouchRules(DAY))
    assert len(found) == 0
    assert found.bounds.tolist() == [0]


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), max_size=4)))
def test_equal_sequences_have_one_number(sequences: list[list[int]]) -> None:
    bounds = np.cumsum([0, *(len(each) for each in sequences)]).astype(np.int64)
    nodes = np.array([node for each in sequences for node in each], dtype=np.int32)
    found = distinct(bounds, nodes)
    kinds = list(dict.fromkeys(tuple(each) for each in sequences))
    assert [kinds[number] for number in found.number] == [tuple(each) for each in sequences]
    parts = [tuple(found.nodes[found.bounds[at] : found.bounds[at + 1]].tolist()) for at in range(len(found))]
    assert parts == kinds


def test_the_table_of_sequences_grows() -> None:
    bounds = np.arange(0, 3 * 5000 + 1, 3, dtype=np.int64)
    nodes = np.repeat(np.arange(2500, dtype=np.int32), 6)
    assert len(distinct(bounds, nodes)) == 2500


@settings(deadline=None)
@given(st.lists(st.integers(0, 2**62)))
def test_numbered_is_unique_with_its_inverse(keys: list[int]) -> None:
    given_keys = np.array(keys, dtype=np.int64)
    values, place = numbered(given_keys)
    assert values.tolist() == sorted(set(keys))
    assert values[place].tolist() == keys


def test_numbers_of_very_many_keys() -> None:
    keys = np.arange(20_000, dtype=np.int64)[::-1] * 2**33
    values, place = numbered(keys)
    assert np.array_equal(values[place], keys)
    assert np.array_equal(np.sort(values), values)


def test_groups_go_by_the_letters_alone() -> None:
    texts = ["a", "żółw", "customer-1", "", "customer-2"]
    whole = groups_of(pa.array(texts), 20).tolist()
    assert groups_of(pa.chunked_array([["a", "żółw"], texts[2:]]), 20).tolist() == whole
    assert groups_of(pa.array(["x", *texts]).slice(1), 20).tolist() == whole
    assert [groups_of(pa.array([text]), 20)[0] for text in texts] == whole
    assert len(set(groups_of(pa.array([f"customer-{n}" for n in range(500)]), 20))) == 20
    assert len(groups_of(pa.array([], pa.string()), 20)) == 0
