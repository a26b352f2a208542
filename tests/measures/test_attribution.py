"""Models of attribution agree with the reference, add up, and keep their corners."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.errors import AuditFailed, UsageError
from journeymine.measures.attribution import (
    CONVERTED,
    IN_CURRENCY,
    KINDS,
    LOST,
    MODELS,
    VALUE,
    Aged,
    Credit,
    Model,
    Options,
    PathCounts,
    Position,
    attribute,
    chain,
    count_paths,
    markov,
    meetings,
    models,
)
from journeymine.measures.attribution.intervals import jackknife, left_out_shares
from journeymine.measures.attribution.order import PARTS, best_order, order_scores
from journeymine.measures.attribution.rules import decay_weights
from journeymine.walk.touches import distinct
from tests.reference import attribution as slow

NODES = ("ad", "blog", "call", "mail")
Row = tuple[slow.Path, int, float, float, float]
"""Path, group, conversions, losses, value."""


def counts_of(rows: Sequence[Row], groups: int = 20) -> PathCounts:
    """Counted paths from rows; every row in no other currency."""
    bounds = np.cumsum([0, *(len(path) for path, *_ in rows)]).astype(np.int64)
    nodes = np.array([NODES.index(node) for path, *_ in rows for node in path], dtype=np.int32)
    found = distinct(bounds, nodes)
    amounts = np.zeros((len(rows), KINDS))
    for at, (_, _, converted, lost, value) in enumerate(rows):
        amounts[at, [CONVERTED, LOST, IN_CURRENCY, VALUE]] = converted, lost, converted, value
    group = np.array([row[1] for row in rows], dtype=np.int32)
    made = count_paths(NODES, (found.bounds, found.nodes), found.number, group, amounts)
    return replace(made, groups=max(made.groups, groups))


def summed(rows: Sequence[Row], place: int) -> dict[slow.Path, float]:
    """Amounts by path: place 2 conversions, 3 losses, 4 value."""
    found: dict[slow.Path, float] = {}
    for row in rows:
        found[row[0]] = found.get(row[0], 0.0) + float(row[place])  # pyright: ignore[reportArgumentType]
    return found


def by_node(values: np.ndarray) -> dict[str, float]:
    return dict(zip(NODES, values.tolist(), strict=True))


def credit_of(rows: Sequence[Row], model: Model, options: Options | None = None) -> Credit:
    return attribute(counts_of(rows), [model], options or Options(order=1))[0][0]


paths = st.lists(st.sampled_from(NODES), max_size=5).map(tuple)
rows_of_paths = st.lists(
    st.tuples(paths, st.integers(0, 19), st.integers(0, 5), st.integers(0, 9), st.integers(0, 50)).map(
        lambda row: (*row[:4], row[4] * (row[2] > 0))
    ),
    max_size=12,
)
"""Only conversions have a value."""
POSITIONS = (Position(), Position(0.2, 0.6), Position(0.0, 0.0), Position(0.5, 0.5))


@settings(deadline=None)
@given(rows_of_paths, st.sampled_from(POSITIONS))
def test_rules_agree_with_the_reference(rows: list[Row], shares: Position) -> None:
    begin, end = (Fraction(each).limit_denominator(10) for each in (shares.first, shares.last))

    def position(path: slow.Path) -> list[Fraction]:
        if begin + end == 0 and len(path) < 3:
            return slow.linear(path)
        return slow.position(path, begin, end)

    slowly = {"first": slow.first, "last": slow.last, "linear": slow.linear, "position": position}
    for model, weights in slowly.items():
        made = credit_of(rows, model, Options(shares))  # pyright: ignore[reportArgumentType]
        for kind, place in ((CONVERTED, 2), (LOST, 3), (VALUE, 4)):
            expected = slow.put_down(summed(rows, place), weights)
            assert by_node(made.amounts[:, kind]) == pytest.approx({n: expected.get(n, 0.0) for n in NODES})


@settings(deadline=None, max_examples=60)
@given(rows_of_paths, st.integers(1, 4))
def test_removal_effects_agree_with_going_round(rows: list[Row], order: int) -> None:
    made, lost = summed(rows, 2), summed(rows, 3)
    of = slow.chain(made, lost, order)
    passages = chain.transitions(counts_of(rows), order)
    if not len(passages):
        return
    ended = passages.ended.sum(axis=0)
    for solve in (markov._by_inverse, markov._by_node):
        whole, avoiding = solve(passages, ended, len(NODES))
        for column, goal in ((0, "CONVERSION"), (1, "LOSS")):
            assert whole[column] == pytest.approx(slow.chance(of, goal), abs=1e-9)
            for at, node in enumerate(NODES):
                assert avoiding[at, column] == pytest.approx(slow.chance(of, goal, node), abs=1e-9)
    effects = markov.removal_effects(passages, len(NODES))
    for at, node in enumerate(NODES):
        assert effects[at, 0] == pytest.approx(max(slow.removal_effect(of, "CONVERSION", node), 0), abs=1e-8)


@settings(deadline=None, max_examples=60)
@given(rows_of_paths)
def test_shapley_agrees_with_all_orders(rows: list[Row]) -> None:
    made, lost = summed(rows, 2), summed(rows, 3)
    by_conversions = slow.shapley(NODES, slow.worth_in_conversions(made))
    assert by_node(credit_of(rows, "shapley").amounts[:, CONVERTED]) == pytest.approx(by_conversions)
    by_rates = slow.shapley(NODES, slow.worth_in_rates(made, lost))
    touched = sum(amount for path, amount in made.items() if path)
    total = sum(by_rates.values())
    expected = {node: value / total * touched if total else 0.0 for node, value in by_rates.items()}
    found = credit_of(rows, "shapley", Options(worth="rate")).amounts[:, CONVERTED]
    assert by_node(found) == pytest.approx(expected, abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(rows_of_paths)
def test_held_out_scores_agree_with_the_reference(rows: list[Row]) -> None:
    steps_of_part: list[dict[tuple[slow.Path, str], float]] = []
    for part in range(PARTS):
        mine = [row for row in rows if row[1] % PARTS == part]
        steps_of_part.append(dict(slow.steps_of(summed(mine, 2), summed(mine, 3))))
    whole = slow.steps_of(summed(rows, 2), summed(rows, 3))
    count = sum(whole.values())
    if not count:
        return
    for score in order_scores(counts_of(rows)):
        total = 0.0
        for held in steps_of_part:
            known = {step: amount - held.get(step, 0) for step, amount in whole.items()}
            seen = slow.states_seen(known, score.order)
            for (path, symbol), amount in held.items():
                if amount:
                    chance = slow.foretold(seen, path, symbol, len(NODES) + 2, score.order)
                    total += amount * math.log(chance)
        assert score.log_likelihood == pytest.approx(total / count)


@settings(deadline=None, max_examples=60)
@given(rows_of_paths)
def test_credit_always_adds_up(rows: list[Row]) -> None:
    counts = counts_of(rows)
    aged = aged_of(rows)
    for options in (Options(order=1), Options(worth="rate")):
        credits, effects = attribute(counts, MODELS, options, aged=aged)
        assert [each.model for each in credits] == list(MODELS)
        assert effects is not None
        for each in credits:
            found = each.amounts.sum(axis=0) + counts.untouched.sum(axis=0)
            assert found.tolist() == pytest.approx(counts.total.tolist())


def aged_of(rows: Sequence[Row]) -> Aged:
    """Each row as one path whose touches are an hour apart."""
    bounds = np.cumsum([0, *(len(path) for path, *_ in rows)]).astype(np.int64)
    ages = np.array([hour for path, *_ in rows for hour in range(len(path), 0, -1)], dtype=np.int64)
    nodes = np.array([NODES.index(node) for path, *_ in rows for node in path], dtype=np.int32)
    amounts = np.zeros((len(rows), KINDS))
    for at, (_, _, converted, lost, value) in enumerate(rows):
        amounts[at, [CONVERTED, LOST, IN_CURRENCY, VALUE]] = converted, lost, converted, value
    return Aged(bounds, nodes, 3600 * ages, np.array([row[1] for row in rows], dtype=np.int32), amounts)


@given(st.lists(st.lists(st.integers(0, 10**13), max_size=6), max_size=6), st.sampled_from((1, 3600, 10**12)))
def test_weights_by_age_agree_with_the_reference(paths: list[list[int]], half_life: int) -> None:
    ages = [sorted(path, reverse=True) for path in paths]
    bounds = np.cumsum([0, *(len(path) for path in ages)]).astype(np.int64)
    found = decay_weights(bounds, np.array([age for path in ages for age in path], dtype=np.int64), half_life)
    expected = [
        weight for path in ages for weight in slow.decay([age - min(path) for age in path], half_life)
    ]
    assert found.tolist() == pytest.approx(expected, abs=1e-12)


def test_very_old_touches_still_share() -> None:
    """All weights would vanish if ages were not counted from the youngest."""
    found = decay_weights(np.array([0, 2]), np.array([10**15 + 10, 10**15]), 10)
    assert found.tolist() == pytest.approx([1 / 3, 2 / 3])


def test_two_channels_by_hand() -> None:
    """The chances of the chain are worked out in docs/questions/attribution.md as well."""
    rows: list[Row] = [(("ad", "mail"), 0, 1, 1, 10.0), (("ad",), 1, 1, 0, 20.0), (("mail",), 2, 0, 2, 0.0)]
    credits, effects = attribute(counts_of(rows), ["markov"], Options(order=1))
    assert effects is not None
    # to mail: 2/5 + 3/5 * 2/3 = 4/5, of which 1/4 convert: 1/5; ad alone: 3/5 * 1/3 = 1/5; all: 2/5
    assert by_node(effects.removal[:, 0]) == pytest.approx({"ad": 0.75, "blog": 0, "call": 0, "mail": 0.5})
    assert by_node(credits[0].amounts[:, CONVERTED]) == pytest.approx(
        {"ad": 1.2, "blog": 0, "call": 0, "mail": 0.8}
    )
    # value per end: mail 10 / 4 = 2.5 * 4/5 = 2; ad 20 / 3 * 3/5 = 4; all 6; without ad 2/5 * 2.5 = 1
    assert by_node(effects.removal[:, 2]) == pytest.approx({"ad": 5 / 6, "blog": 0, "call": 0, "mail": 1 / 3})


def test_meetings() -> None:
    rows: list[Row] = [
        (("ad", "blog", "ad"), 0, 2, 5, 0.0),
        (("blog", "mail"), 1, 3, 0, 0.0),
        (("ad", "mail", "blog", "call"), 2, 1, 0, 0.0),
        ((), 3, 7, 0, 0.0),
    ]
    found = meetings(counts_of(rows))
    assert by_node(found.met) == {"ad": 3, "blog": 6, "call": 1, "mail": 4}
    assert by_node(found.assisted) == {"ad": 1, "blog": 6, "call": 0, "mail": 1}
    assert by_node(found.between) == {"ad": 0, "blog": 3, "call": 0, "mail": 1}


def test_the_order_that_foretells_best_is_taken() -> None:
    """What comes after blog depends on what came before it, for every customer alike."""
    made: list[Row] = []
    for group in range(20):
        made.append((("ad", "blog", "call"), group, 90, 10, 0.0))
        made.append((("mail", "blog", "mail"), group, 10, 90, 0.0))
    counts = counts_of(made)
    scores = order_scores(counts)
    assert best_order(scores) == 2
    _, effects = attribute(counts, ["markov"], Options())
    assert effects is not None
    assert (effects.order, effects.scores) == (2, tuple(scores))
    assert best_order([]) == 1


def test_memory_is_not_taken_for_granted() -> None:
    """Where the last touch tells all, remembering more foretells no better."""
    chance = np.random.default_rng(3)
    made: list[Row] = []
    for number in range(1500):
        path = tuple(NODES[at] for at in chance.integers(0, 4, chance.geometric(0.5)))
        converts = float(chance.random() < 0.3)
        made.append((path, number % 20, converts, 1 - converts, 0.0))
    assert best_order(order_scores(counts_of(made))) == 1


def test_intervals_are_those_of_the_jackknife_by_hand() -> None:
    rows: list[Row] = [((node,), group, 1, 0, 0.0) for group in range(4) for node in ("ad", "mail")]
    rows.append((("ad",), 0, 2, 0, 0.0))
    counts = counts_of(rows, groups=4)
    found = attribute(counts, ["last"], Options())[0][0]
    shares = [0.5] + [5 / 8] * 3  # without each group: 3 of 6, else 5 of 8
    error = math.sqrt(3 / 4 * sum((each - sum(shares) / 4) ** 2 for each in shares))
    assert found.share[0] == pytest.approx(0.6)
    assert found.interval.low[0] == pytest.approx(0.6 - 3.182446305 * error)
    assert found.interval.high[0] == pytest.approx(0.6 + 3.182446305 * error)
    assert np.isnan(found.interval.low[1])


def test_one_group_has_no_interval() -> None:
    assert np.isnan(jackknife(np.array([0.5]), np.array([[0.5]])).low).all()
    assert np.isnan(left_out_shares(np.array([[1.0]]), np.array([1.0]))).all()
    rows: list[Row] = [(("ad",), 0, 1, 1, 0.0)]
    credits, effects = attribute(counts_of(rows, groups=1), ["markov"], Options())
    assert effects is not None
    assert (effects.order, effects.scores) == (1, ())
    assert np.isnan(credits[0].interval.low).all()


def test_shares_of_nothing_are_unknown() -> None:
    for model in MODELS:
        rows: list[Row] = [(("ad",), 0, 0, 3, 0.0)]
        made = attribute(counts_of(rows), [model], Options(), aged=aged_of(rows))[0][0]
        assert np.isnan(made.share).all()
        assert made.amounts[0].tolist() == [0, 3, 0, 0]


def test_intervals_cover_what_they_should() -> None:
    """Of 200 made worlds of 400 customers the true share lies inside about 95 in 100 times."""
    chance = np.random.default_rng(11)
    inside = dict.fromkeys(("last", "markov"), 0)
    big = _world(chance, 200_000)
    truth = {model: float(credit_of(big, model).share[0]) for model in ("last", "markov")}
    for _ in range(200):
        rows = _world(chance, 400)
        for model in inside:
            ends = credit_of(rows, model).interval  # pyright: ignore[reportArgumentType]
            inside[model] += bool(ends.low[0] <= truth[model] <= ends.high[0])
    assert all(180 <= count <= 199 for count in inside.values()), inside


def _world(chance: np.random.Generator, customers: int) -> list[Row]:
    lengths, starts = chance.integers(1, 4, customers), chance.integers(0, 4, (customers, 3))
    converts = chance.random(customers) < 0.2 + 0.1 * (starts[:, 0] == 0)
    kinds: dict[tuple[slow.Path, int], list[float]] = {}
    for customer in range(customers):
        path = tuple(NODES[at] for at in starts[customer, : lengths[customer]])
        cell = kinds.setdefault((path, customer % 20), [0.0, 0.0])
        cell[0 if converts[customer] else 1] += 1
    return [(path, group, made, lost, 0.0) for (path, group), (made, lost) in kinds.items()]


def test_too_many_nodes_are_refused() -> None:
    many = tuple(f"c{n}" for n in range(21))
    bounds, nodes = np.arange(22, dtype=np.int64), np.arange(21, dtype=np.int32)
    amounts = np.ones((21, KINDS))
    counts = count_paths(many, (bounds, nodes), np.arange(21), np.zeros(21, dtype=np.int32), amounts)
    with pytest.raises(UsageError, match="every set of nodes: at most 20, found 21"):
        attribute(counts, ["shapley"], Options(worth="rate"))
    assert attribute(counts, ["shapley"], Options())[0][0].amounts[:, CONVERTED].tolist() == [1] * 21


def test_chains_that_cannot_be_solved_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Row] = [(("ad", "mail"), group, 1, 1, 0.0) for group in range(20)]
    monkeypatch.setattr(markov, "_MOST_AT_ORDER_1", 2)
    with pytest.raises(UsageError, match="order 1 over 4 nodes has 3 states, too many"):
        attribute(counts_of(rows), ["markov"], Options(order=1))
    monkeypatch.setattr(markov, "_MOST_WORK", 2)
    assert [score.log_likelihood for score in order_scores(counts_of(rows))] == [None] * 4


def test_codes_of_states_have_an_end() -> None:
    assert chain.longest_order(50_000, 4) == 2
    assert chain.longest_order(4, 4) == 4
    rows: list[Row] = [(("ad",), 0, 1, 1, 0.0)]
    with pytest.raises(UsageError, match="order 40 is too high for 4 nodes"):
        attribute(counts_of(rows), ["markov"], Options(order=40))


def test_large_chains_have_no_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Row] = [(("ad", "mail"), group, 1, group, 0.0) for group in range(20)]
    monkeypatch.setattr(models, "_JACKKNIFE_WORK", 1)
    assert np.isnan(credit_of(rows, "markov").interval.low).all()


def test_decay_needs_times() -> None:
    rows: list[Row] = [(("ad",), 0, 1, 1, 0.0)]
    with pytest.raises(UsageError, match="decay needs the times of touches"):
        attribute(counts_of(rows), ["decay"], Options())


def test_the_audit_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Row] = [(("ad", "mail"), 0, 1, 1, 5.0)]
    monkeypatch.setattr(models, "last_weights", lambda _: np.array([0.0, 0.999]))
    with pytest.raises(AuditFailed, match="model last does not add up"):
        attribute(counts_of(rows), ["last"], Options())
