"""Cohorts: the product and the reference agree on made-up logs."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.questions.cohorts import cohort
from journeymine.questions.ground import Ground
from journeymine.walk.carry import carried
from journeymine.walk.units import UNITS, Unit, units_of
from tests.questions.grounds import made_ground
from tests.reference.cohorts import Clause, Did, Happening, Relation, holds
from tests.walk.made import MINUTE, START, Act

NAMES = ["a", "b", "c"]
DAY = "2026-01-01"

relations = st.builds(
    Relation,
    st.sampled_from(["before", "after"]),
    st.sampled_from(["any", "first", "last"]),
    st.sampled_from(NAMES),
    st.sampled_from([None, 0, 5 * MINUTE, 20 * MINUTE]),
)
counts = st.sampled_from([(1, None), (2, None), (0, 1), (2, 2), (0, 0)])
moments = st.sampled_from([None, None, 10 * MINUTE, 25 * MINUTE])
dids = st.builds(
    lambda name, count, found, scope, since, until: Did(
        name, count[0], count[1], tuple(found), scope, since, until
    ),
    st.sampled_from(NAMES),
    counts,
    st.lists(relations, max_size=2),
    st.sampled_from([None, "session", "journey"]),
    moments,
    moments,
)
clauses = st.recursive(
    dids,
    lambda inner: (
        st.tuples(st.just("not"), st.tuples(inner))
        | st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=3,
)
acts = st.lists(
    st.builds(
        Act,
        st.sampled_from(["ann", "bob", "cyd"]),
        st.integers(0, 8).map(lambda at: at * 5 * MINUTE),
        st.sampled_from(NAMES),
    ),
    max_size=15,
)


def text_of(clause: Clause) -> str:
    """A clause of the reference as the product's language says it."""
    if isinstance(clause, Did):
        return _did(clause)
    word, parts = clause
    inner = [f"({text_of(part)})" for part in parts]
    return f"not {inner[0]}" if word == "not" else f" {word} ".join(inner)


def _did(did: Did) -> str:
    said = [f"did {did.name}"]
    if did.most is None:
        said.append(f"at least {did.least} times")
    else:
        said.append(f"at most {did.most} times" if did.least == 0 else f"exactly {did.least} times")
    for relation in did.relations:
        within = "" if relation.longest is None else f"within {relation.longest / MINUTE}m "
        other = "" if relation.other == "any" else f"{relation.other} "
        said.append(f"{within}{relation.direction} {other}{relation.name}")
    said += [f"since {_moment(did.since)}"] if did.since is not None else []
    said += [f"until {_moment(did.until)}"] if did.until is not None else []
    said += [f"in the same {did.scope}"] if did.scope else []
    return " ".join(said)


def _moment(at: int) -> str:
    return f"{DAY}T00:{at // MINUTE:02}"


def paths_of(ground: Ground) -> list[list[Happening]]:
    """Each customer's events."""
    paths = ground.paths
    names = np.array(paths.signatures.texts("event"))[paths.signature]
    rows = zip(paths.times - START, names, paths.session, paths.journey, strict=True)
    events = [
        Happening(int(at), str(name), _known(session), _known(journey)) for at, name, session, journey in rows
    ]
    bounds = paths.bounds.tolist()
    return [events[low:high] for low, high in zip(bounds[:-1], bounds[1:], strict=True)]


def _known(number: int) -> int | None:
    return None if number < 0 else int(number)


@settings(max_examples=400, deadline=None)
@given(acts, clauses)
def test_product_and_reference_agree(log: list[Act], clause: Clause) -> None:
    ground = made_ground(
        [*log, *(Act("zoe", 0, name) for name in NAMES)], timeout=10 * MINUTE, split=15 * MINUTE
    )
    expected = [holds(clause, path) for path in paths_of(ground)]
    assert cohort(ground, text_of(clause)).members.tolist() == expected


@settings(max_examples=100, deadline=None)
@given(acts, st.sampled_from(UNITS), st.sampled_from(UNITS), st.integers(0, 7))
def test_units_of_other_kinds(log: list[Act], unit: Unit, to: Unit, seed: int) -> None:
    paths = made_ground(log, timeout=10 * MINUTE, split=15 * MINUTE).paths
    numbers = {"customer": paths.customers(), "session": paths.session, "journey": paths.journey}
    chosen = np.random.default_rng(seed).random(len(units_of(paths, unit))) < 0.5
    expected = np.zeros(len(units_of(paths, to)), dtype=bool)
    for mine, theirs in zip(numbers[unit], numbers[to], strict=True):
        if mine >= 0 and theirs >= 0 and chosen[mine]:
            expected[theirs] = True
    assert carried(paths, chosen, unit, to).tolist() == expected.tolist()
