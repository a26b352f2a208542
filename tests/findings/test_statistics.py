"""The shared statistics against SciPy, closed forms worked out otherwise, and exact enumeration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from journeymine.measures.statistics import (
    Z95,
    Shares,
    count_change,
    difference_of_medians,
    difference_of_shares,
    exact_tail,
    false_discovery,
    mean_interval,
    median_interval,
    nps_interval,
    rank_test,
    ratio_interval,
    wilson,
)

Counts = st.tuples(st.integers(0, 400), st.integers(1, 400)).map(lambda pair: (min(pair), max(pair)))


@given(Counts)
def test_wilson_is_scipys(counts: tuple[int, int]) -> None:
    ends = wilson(Shares.of(*counts))
    expected = stats.binomtest(*counts).proportion_ci(method="wilson")
    assert (float(ends.low), float(ends.high)) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_wilson_of_nothing_is_unknown() -> None:
    ends = wilson(Shares.of([0, 1], [0, 2]))
    assert np.isnan(ends.low[0])
    assert not np.isnan(ends.low[1])


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombe_gives_the_published_examples(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe 1998 (Statistics in Medicine 17:873), table II, method 10."""
    ends = difference_of_shares(Shares.of(*one), Shares.of(*other))
    assert (float(ends.low), float(ends.high)) == pytest.approx((low, high), abs=5e-5)


@given(Counts, Counts)
def test_difference_turns_round_with_its_groups(one: tuple[int, int], other: tuple[int, int]) -> None:
    there = difference_of_shares(Shares.of(*one), Shares.of(*other))
    back = difference_of_shares(Shares.of(*other), Shares.of(*one))
    assert float(there.low) == pytest.approx(-float(back.high))
    assert -1 <= float(there.low) <= one[0] / one[1] - other[0] / other[1] <= float(there.high) <= 1


def test_lift_nears_katzs_interval_when_counts_are_large() -> None:
    found = ratio_interval(4000, 50000, 3000, 60000)
    katz = stats.contingency.relative_risk(4000, 50000, 3000, 60000).confidence_interval()
    assert found is not None
    assert found[0] == pytest.approx(1.6)
    assert found[1:] == pytest.approx((katz.low, katz.high), rel=1e-3)


@pytest.mark.parametrize("rates", [(0.3, 0.2), (0.05, 0.1), (0.9, 0.6), (0.5, 0.5)])
def test_lift_interval_covers_as_it_says(rates: tuple[float, float]) -> None:
    """By enumeration of all outcomes of two groups of 40."""
    seen = np.arange(41)
    chance = np.outer(stats.binom.pmf(seen, 40, rates[0]), stats.binom.pmf(seen, 40, rates[1]))
    covered = 0.0
    for one in seen:
        for other in seen[1:]:
            found = ratio_interval(int(one), 40, int(other), 40)
            assert found is not None
            covered += chance[one, other] * (found[1] <= rates[0] / rates[1] <= found[2])
    assert 0.935 <= covered / chance[:, 1:].sum() <= 0.975


def test_lift_is_unknown_without_a_second_hit() -> None:
    assert ratio_interval(3, 10, 0, 10) is None
    assert ratio_interval(3, 10, 0, 0) is None
    assert ratio_interval(0, 0, 3, 10) is None
    none_at_all = ratio_interval(0, 10, 5, 10)
    assert none_at_all is not None
    assert none_at_all[:2] == (0, 0)


@pytest.mark.parametrize("answers", [10, 25, 60])
@pytest.mark.parametrize("shares", [(0.5, 0.2), (0.3, 0.3), (0.9, 0.05), (0.2, 0.6)])
def test_nps_interval_covers_as_it_says(answers: int, shares: tuple[float, float]) -> None:
    """By enumeration of all outcomes."""
    up, down = (
        grid.ravel() for grid in np.meshgrid(np.arange(answers + 1), np.arange(answers + 1), indexing="ij")
    )
    possible = up + down <= answers
    up, down = up[possible], down[possible]
    ends = nps_interval(up, down, answers)
    rest = 1 - sum(shares)
    chance = stats.multinomial.pmf(np.column_stack([up, down, answers - up - down]), answers, [*shares, rest])
    truth = 100 * (shares[0] - shares[1])
    covered = chance[(ends.low <= truth + 1e-9) & (truth - 1e-9 <= ends.high)].sum()
    assert 0.93 <= covered <= 0.98


def test_nps_interval_nears_the_plain_one_when_answers_are_many() -> None:
    ends = nps_interval(30_000, 10_000, 60_000)
    error = 100 * np.sqrt((2 / 3 - (1 / 3) ** 2) / 60_000)
    assert float(ends.low) == pytest.approx(100 / 3 - Z95 * error, abs=0.02)
    assert float(ends.high) == pytest.approx(100 / 3 + Z95 * error, abs=0.02)


@given(Counts)
def test_nps_interval_turns_round_with_its_answers(counts: tuple[int, int]) -> None:
    hits, total = counts
    up, down = hits, (total - hits) // 2
    there, back = nps_interval(up, down, total), nps_interval(down, up, total)
    assert float(there.low) == pytest.approx(-float(back.high), abs=1e-6)
    assert -100 <= float(there.low) <= 100 * (up - down) / total + 1e-9
    assert float(there.high) <= 100


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_false_discovery_is_scipys(p_values: list[float]) -> None:
    assert false_discovery(p_values) == pytest.approx(stats.false_discovery_control(p_values), abs=1e-12)


def test_an_unknown_p_value_is_no_test() -> None:
    q = false_discovery([0.01, np.nan, 0.02])
    assert q[[0, 2]] == pytest.approx([0.02, 0.02])
    assert np.isnan(q[1])


@given(
    st.lists(st.integers(0, 8), min_size=2, max_size=40),
    st.lists(st.integers(0, 8), min_size=2, max_size=40),
)
def test_rank_test_is_scipys(one: list[int], other: list[int]) -> None:
    chance, p_value = rank_test(one, other)
    expected = stats.mannwhitneyu(one, other, method="asymptotic", use_continuity=False)
    assert chance == pytest.approx(expected.statistic / (len(one) * len(other)))
    assert p_value == pytest.approx(1.0 if len({*one, *other}) == 1 else expected.pvalue, abs=1e-9)


@given(Counts, Counts)
def test_exact_tail_is_fishers(one: tuple[int, int], other: tuple[int, int]) -> None:
    table = [[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]]
    expected = stats.fisher_exact(table, alternative="greater")[1]
    assert exact_tail(Shares.of(*one), Shares.of(*other))[0] == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_mean_interval_is_students() -> None:
    values = np.array([3.0, 4, 4, 5, 9])
    ends = mean_interval(values.mean(), values.std(ddof=1), 5)
    expected = stats.t.interval(0.95, 4, values.mean(), stats.sem(values))
    assert (float(ends.low), float(ends.high)) == pytest.approx(expected)
    assert np.isnan(mean_interval(3.0, 0.0, 5).low)
    assert np.isnan(mean_interval(3.0, 1.0, 1).low)


@pytest.mark.parametrize("count", [30, 101, 400])
def test_median_interval_covers_as_the_binomial_says(count: int) -> None:
    """The chance that the true median lies between two order statistics is a sum of binomial terms."""
    _, low, high = median_interval(np.arange(1.0, count + 1))
    covered = stats.binom.cdf(high - 1, count, 0.5) - stats.binom.cdf(low - 1, count, 0.5)
    assert 0.945 <= covered <= 0.985


def test_a_difference_of_medians_is_found_where_it_is() -> None:
    draw = np.random.default_rng(5)
    covered = 0
    for _ in range(300):
        one, other = np.sort(draw.exponential(3, 80)), np.sort(draw.exponential(1, 200))
        _, low, high = difference_of_medians(one, other)
        covered += low <= 2 * np.log(2) <= high
    assert 0.92 <= covered / 300 <= 0.99


def test_a_count_doubles_beyond_chance_only_when_days_are_even() -> None:
    even, even_p = count_change(100, 150, 1.0)
    uneven, uneven_p = count_change(100, 150, 8.0)
    assert float(even.low) > 0
    assert float(even_p) < 0.01
    assert float(uneven.low) < 0 < float(uneven.high)
    assert float(uneven_p) > 0.05
    assert float(count_change(0, 0, 1.0)[1]) != float(count_change(0, 0, 1.0)[1])


def test_a_poisson_change_is_the_binomial_one() -> None:
    _, p_value = count_change(430, 520, 0.3)
    assert float(p_value) == pytest.approx(stats.binomtest(520, 950).pvalue, rel=0.1)
