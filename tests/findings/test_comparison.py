"""Two ratios compared over customers: as in textbooks where units stand alone, calibrated elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest
from hypothesis import strategies as st
from scipy import stats

from journeymine.findings.comparison import (
    Moments,
    Units,
    difference_interval,
    either_way,
    less_in_first,
    more_in_first,
    share_design_effect,
)
from journeymine.measures.statistics import FloatArray, Shares, difference_of_shares
from tests.reference import moments as plainly
from tests.walk.over import over

SHARE, MEAN = np.array([True]), np.array([False])


def moments(one: FloatArray, other: FloatArray) -> Moments:
    """From (weight, amount) of each customer in the first and in the second group; customers x 2 each."""
    both = np.hstack([one, other])
    counts = [len(both), (one[:, 0] > 0).sum(), (other[:, 0] > 0).sum()]
    return Moments(both.sum(axis=0)[None], (both.T @ both)[None], np.array([counts], dtype=np.float64))


def apart(one: FloatArray, other: FloatArray) -> Moments:
    """Values of customers who are in one group only, one unit each."""
    first = np.column_stack([np.ones(len(one)), one])
    second = np.column_stack([np.ones(len(other)), other])
    return moments(
        np.vstack([first, np.zeros((len(other), 2))]), np.vstack([np.zeros((len(one), 2)), second])
    )


UNITS = st.lists(
    st.builds(plainly.Unit, st.integers(0, 5), st.integers(0, 4), st.floats(0.1, 3), st.floats(-3, 3)),
    max_size=40,
)


@over(UNITS, st.lists(st.integers(0, 2), min_size=5, max_size=5))
def test_sums_and_products_over_customers(units: list[plainly.Unit], group_of: list[int]) -> None:
    units = sorted(units, key=lambda unit: unit.customer)
    customer, place_of = np.array([(one.customer, one.place) for one in units], np.int32).reshape(-1, 2).T
    weight, amount = np.array([(one.weight, one.amount) for one in units], np.float64).reshape(-1, 2).T
    found = Moments.of(Units(customer, place_of, weight, amount), np.array(group_of, dtype=np.int32))
    for place in range(5):
        sums, products, customers = plainly.moments(units, group_of, place)
        assert found.sums[place] == pytest.approx(np.array(sums), abs=1e-9)
        assert found.products[place] == pytest.approx(np.array(products), abs=1e-9)
        assert found.customers[place].tolist() == customers


def chi_square(table: Sequence[Sequence[float]]) -> float:
    return cast("float", stats.chi2_contingency(table, correction=False)[1])


def hits(count: int, total: int) -> FloatArray:
    return np.concatenate([np.ones(count), np.zeros(total - count)])


def test_with_one_unit_each_shares_are_tested_as_by_chi_square() -> None:
    found = apart(hits(3000, 10000), hits(5800, 20000))
    table = [[3000, 7000], [5800, 14200]]
    chi = chi_square(table)
    assert more_in_first(found, is_share=SHARE)[0] == pytest.approx(chi / 2, rel=0.03)
    assert less_in_first(found, is_share=SHARE)[0] == pytest.approx(1 - chi / 2, rel=0.03)
    assert either_way(found, is_share=SHARE)[0] == pytest.approx(chi, rel=0.03)


def test_with_one_unit_each_the_interval_is_newcombes() -> None:
    found = difference_interval(apart(hits(56, 70), hits(48, 80)), is_share=SHARE)
    plain = difference_of_shares(Shares.of(56, 70), Shares.of(48, 80))
    assert float(found.low[0]) == pytest.approx(float(plain.low), abs=2e-3)
    assert float(found.high[0]) == pytest.approx(float(plain.high), abs=2e-3)


def test_ranks_are_tested_as_by_mann_whitney() -> None:
    draw = np.random.default_rng(3)
    one, other = np.round(draw.exponential(1.2, 90), 1), np.round(draw.exponential(1, 300), 1)
    ranks = stats.rankdata(np.concatenate([one, other])) / 390
    found = more_in_first(apart(ranks[:90], ranks[90:]), is_share=MEAN)[0]
    expected = stats.mannwhitneyu(
        one, other, alternative="greater", method="asymptotic", use_continuity=False
    )
    assert found == pytest.approx(expected.pvalue, rel=0.05)


def test_means_have_welchs_interval_nearly() -> None:
    draw = np.random.default_rng(4)
    one, other = draw.normal(0.2, 1, 200), draw.normal(0, 2, 400)
    found = difference_interval(apart(one, other), is_share=MEAN)
    welch = stats.ttest_ind(one, other, equal_var=False).confidence_interval()
    assert float(found.low[0]) == pytest.approx(welch.low, abs=0.01)
    assert float(found.high[0]) == pytest.approx(welch.high, abs=0.01)


def test_few_hits_are_never_more_certain_than_fisher_allows() -> None:
    found = apart(hits(3, 30), hits(2, 470))
    exact = cast("float", stats.fisher_exact([[3, 27], [2, 468]], alternative="greater")[1])
    assert more_in_first(found, is_share=SHARE)[0] >= exact * (1 - 1e-9)


def test_the_same_customers_twice_are_no_more_evidence() -> None:
    """Every customer's units repeated four times: the p-value and the interval stay."""
    draw = np.random.default_rng(6)
    one = np.column_stack([np.ones(200), draw.random(200) < 0.4]).astype(np.float64)
    other = np.column_stack([np.ones(200), draw.random(200) < 0.3]).astype(np.float64)
    once, four = moments(one, other), moments(4 * one, 4 * other)
    assert more_in_first(four, is_share=SHARE) == pytest.approx(more_in_first(once, is_share=SHARE))
    assert difference_interval(four, is_share=SHARE).low == pytest.approx(
        difference_interval(once, is_share=SHARE).low, abs=5e-3
    )
    assert share_design_effect(four)[0] == pytest.approx(4 * share_design_effect(once)[0], rel=0.05)


def _restless(draw: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Customers with rates of their own, many units each, in both groups by habit; no difference between."""
    count = 150
    rate = draw.beta(0.6, 2, count)
    units = draw.negative_binomial(1, 0.15, count) + 1
    first = draw.binomial(units, draw.beta(0.5, 1, count))
    second = units - first
    one = np.column_stack([first, draw.binomial(first, rate)]).astype(np.float64)
    other = np.column_stack([second, draw.binomial(second, rate)]).astype(np.float64)
    return one, other


def test_restless_customers_give_no_false_alarms() -> None:
    """Units of a customer hang together: naive tests reject four times too often here, this one does not."""
    draw = np.random.default_rng(8)
    found, naive = [], []
    for _ in range(1500):
        one, other = _restless(draw)
        found.append(more_in_first(moments(one, other), is_share=SHARE)[0])
        sums = one.sum(axis=0), other.sum(axis=0)
        table = [[group[1], group[0] - group[1]] for group in sums]
        worse = sums[0][1] / sums[0][0] > sums[1][1] / sums[1][0]
        p = chi_square(table) / 2
        naive.append(p if worse else 1 - p)
    rejected = np.mean(np.array(found) <= 0.05)
    assert rejected <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 1500)
    assert rejected >= 0.02
    assert np.mean(np.array(naive) <= 0.05) > 0.1


def test_a_difference_is_covered_with_restless_customers() -> None:
    draw = np.random.default_rng(9)
    covered = 0
    for _ in range(800):
        ends = difference_interval(moments(*_restless(draw)), is_share=SHARE)
        covered += float(ends.low[0]) <= 0 <= float(ends.high[0])
    assert covered / 800 >= 0.93


def test_equal_groups_are_no_worse() -> None:
    found = apart(np.ones(50), np.ones(60))
    assert more_in_first(found, is_share=SHARE)[0] >= 0.5
    assert either_way(found, is_share=SHARE)[0] == 1
