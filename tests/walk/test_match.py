"""Patterns: the product and the reference agree on made-up logs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.questions.matching import matches, matching
from journeymine.walk.bits import look
from journeymine.walk.match import MOST_PLACES, Shape
from journeymine.walk.match import matching as matching_shape
from journeymine.walk.paths import Paths
from journeymine.walk.selection import EventMask, Selection
from journeymine.walk.units import Unit, units_of
from tests.questions.grounds import made_ground
from tests.reference import match as reference
from tests.reference.match import Gap, Many, Pattern, Row
from tests.walk.made import MINUTE, Act

NAMES = "abc"

times = st.sampled_from([0, 5, 10, 30])
gaps = st.builds(
    Gap,
    is_next=st.booleans(),
    barred=st.frozensets(st.sampled_from(NAMES), max_size=1),
    least=st.sampled_from([0, 0, 0, 5 * MINUTE, 10 * MINUTE + 1]),
    most=st.sampled_from([None, None, 10 * MINUTE, 30 * MINUTE - 1]),
).map(lambda gap: Gap(True, frozenset(), gap.least, gap.most) if gap.is_next else gap)
singles = st.frozensets(st.sampled_from(NAMES), min_size=1, max_size=2)


def rows_of(item: st.SearchStrategy) -> st.SearchStrategy[Row]:
    return st.lists(item, min_size=1, max_size=3).flatmap(
        lambda items: st.tuples(*([gaps] * (len(items) - 1))).map(lambda found: Row(tuple(items), found))
    )


def larger(item: st.SearchStrategy) -> st.SearchStrategy:
    many = st.builds(Many, item, gaps, st.integers(1, 2), st.sampled_from([None, 2, 3]))
    return st.lists(rows_of(item), min_size=1, max_size=2).map(tuple) | many


items = st.recursive(singles, larger, max_leaves=4)
patterns = st.builds(
    Pattern,
    rows_of(items),
    st.none() | gaps,
    st.none() | gaps,
    st.sampled_from([None, None, None, 20 * MINUTE]),
)
acts = st.lists(
    st.builds(
        Act,
        st.sampled_from(["ann", "bob"]),
        st.integers(0, 12).map(lambda at: at * 5 * MINUTE),
        st.sampled_from([*NAMES, "x"]),
    ),
    max_size=12,
)


def text_of(part: Pattern | Row | Many | tuple | frozenset) -> str:
    """A pattern of the reference as the product's language says it."""
    if isinstance(part, Pattern):
        head = "" if part.head is None else f"^ {_gap(part.head)} "
        tail = "" if part.tail is None else f" {_gap(part.tail)} $"
        within = "" if part.longest is None else f" within {part.longest / 1e6}s"
        return f"{head}{text_of(part.row)}{tail}{within}"
    if isinstance(part, Row):
        joined = [
            f" {_gap(gap)} {text_of(item)}" for gap, item in zip(part.gaps, part.items[1:], strict=True)
        ]
        return text_of(part.items[0]) + "".join(joined)
    if isinstance(part, Many):
        return f"{text_of(part.item)}{{{_gap(part.gap)} {part.least},{part.most or ''}}}"
    if isinstance(part, frozenset):
        return f"({' | '.join(sorted(part))})"
    return f"({' | '.join(text_of(row) for row in part)})"


def _gap(gap: Gap) -> str:
    told = [f"no {name}" for name in sorted(gap.barred)]
    told += [f">= {gap.least / 1e6:f}s"] if gap.least else []
    told += [] if gap.most is None else [f"<= {gap.most / 1e6:f}s"]
    return (">>" if gap.is_next else ">") + (f"[{', '.join(told)}]" if told else "")


def paths_of(paths: Paths, unit: Unit, keeps: np.ndarray) -> list[tuple[list[int], reference.Path]]:
    """Rows and events of each unit."""
    names = np.array(paths.signatures.texts("event"))[paths.signature]
    units = units_of(paths, unit)
    found = []
    for number in range(len(units)):
        span = range(units.first[number], units.end[number])
        own = unit == "customer"
        rows = [row for row in span if keeps[row] and (own or units.of_event[row] == number)]
        found.append((rows, [(int(paths.times[row]), str(names[row])) for row in rows]))
    return found


def many_is_sound(part: object) -> bool:
    """Whether each repetition says a greatest number that is no less than the least."""
    if isinstance(part, Many):
        return (part.most is None or part.most >= part.least) and many_is_sound(part.item)
    if isinstance(part, Row):
        return all(many_is_sound(item) for item in part.items)
    if isinstance(part, tuple):
        return all(many_is_sound(row) for row in part)
    return True


@settings(max_examples=400, deadline=None)
@given(
    acts,
    patterns.filter(lambda pattern: many_is_sound(pattern.row)),
    st.sampled_from(["customer", "session"]),
)
def test_product_and_reference_agree(log: list[Act], pattern: Pattern, unit: Unit) -> None:
    ground = made_ground([*log, *(Act("zoe", 0, name) for name in [*NAMES, "x"])], timeout=20 * MINUTE)
    units = paths_of(ground.paths, unit, np.ones(len(ground.paths), dtype=bool))
    check(ground, pattern, unit, units, None)


@settings(max_examples=150, deadline=None)
@given(
    acts,
    patterns.filter(lambda pattern: many_is_sound(pattern.row)),
    st.sampled_from(["customer", "journey"]),
)
def test_events_left_out_are_as_if_they_had_not_happened(
    log: list[Act], pattern: Pattern, unit: Unit
) -> None:
    ground = made_ground([*log, *(Act("zoe", 0, name) for name in [*NAMES, "x"])], split=30 * MINUTE)
    paths = ground.paths
    keeps = np.arange(len(paths)) % 3 != 1
    events = EventMask(np.array([name != "b" for name in paths.signatures.texts("event")]), keeps)
    units = paths_of(paths, unit, events.on(paths))
    check(ground, pattern, unit, units, Selection(events=events))


def check(ground, pattern: Pattern, unit: Unit, units, selection: Selection | None) -> None:
    text = text_of(pattern)
    expected = [
        [(rows[one], rows[other]) for one, other in reference.every_match(pattern, path)]
        for rows, path in units
    ]
    assert matching(ground, text, unit, selection).tolist() == [bool(found) for found in expected]
    every = matches(ground, text, unit, which="every", selection=selection)
    assert list(zip(every.unit, every.first, every.last, strict=True)) == [
        (number, *match) for number, found in enumerate(expected) for match in found
    ]
    first = matches(ground, text, unit, selection=selection)
    assert list(zip(first.unit, first.first, first.last, strict=True)) == [
        (number, *found[0]) for number, found in enumerate(expected) if found
    ]
    last = matches(ground, text, unit, which="last", selection=selection)
    lasts = [(number, rows, reference.last_match(pattern, path)) for number, (rows, path) in enumerate(units)]
    assert list(zip(last.unit, last.first, last.last, strict=True)) == [
        (number, rows[found[0]], rows[found[1]]) for number, rows, found in lasts if found
    ]


def test_many_ranges_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    acts = [
        Act(f"c{number:03}", at * MINUTE, "abx"[(number + at) % 3]) for number in range(60) for at in range(5)
    ]
    ground = made_ground(acts)
    whole = matches(ground, "a > b", which="every")
    monkeypatch.setattr("journeymine.walk.units.RANGE_EVENTS", 7)
    monkeypatch.setattr("journeymine.walk.units.Units.ranges.__defaults__", (7,))
    parts = matches(ground, "a > b", which="every")
    assert (whole.unit.tolist(), whole.last.tolist()) == (parts.unit.tolist(), parts.last.tolist())
    first = matches(ground, "a > b")
    assert first.unit.tolist() == np.flatnonzero(matching(ground, "a > b")).tolist()


def test_no_events() -> None:
    ground = made_ground([])
    assert matching_shape(look(ground.paths, "customer", ()), Shape((), (), (), ())).tolist() == []


def test_too_many_places_are_refused() -> None:
    ground = made_ground([Act("ann", 0, "a")])
    shape = Shape((0,) * (MOST_PLACES + 1), (), (0,), (0,))
    with pytest.raises(ValueError, match="at most"):
        matching_shape(look(ground.paths, "customer", ()), shape)


@pytest.mark.slow
def test_a_nasty_pattern_stays_quick() -> None:
    ground = made_ground([Act("ann", at * MINUTE, "a") for at in range(20_000)] + [Act("ann", 0, "b")])
    pattern = "((a{> 1,} | a){> 1,} | a > a){> 1,} >[>= 1m, <= 2d] a{>[<= 1h] 10} > a >[no a] b"
    assert matching(ground, pattern).tolist() == [False]
