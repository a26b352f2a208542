"""The statistics of funnels beside scipy's, and by hand."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, chi2_contingency, ecdf, fisher_exact, norm

from journeymine.measures.association import association_table
from journeymine.measures.conversion_times import Followed, curve_table, distribution
from journeymine.measures.funnel import compared
from journeymine.measures.statistics import Shares, false_discovery

calm = settings(deadline=None)


def one_row(lost: int, converted: int, sides: tuple[int, int]) -> dict[str, float]:
    table = association_table(("help",), np.array([[lost], [converted]]), sides, 0)
    return table.to_pylist()[0] if len(table) else {}


def pearson(cells: list[list[int]]) -> tuple[float, float]:
    """p-value, and the smallest count expected."""
    found: Any = chi2_contingency(cells, correction=False)
    return float(found[1]), float(np.min(found[3]))


def fisher(cells: list[list[int]], side: str) -> float:
    found: Any = fisher_exact(cells, alternative=side)
    return float(found[1])


@calm
@given(st.integers(20, 400), st.integers(20, 400), st.floats(0.2, 0.8), st.floats(0.2, 0.8))
def test_large_counts_are_tested_as_pearson_does(lost: int, got: int, one: float, other: float) -> None:
    seen = (round(lost * one), round(got * other))
    row = one_row(*seen, (lost, got))
    cells = [[seen[1], got - seen[1]], [seen[0], lost - seen[0]]]
    p_value, expected = pearson(cells)
    if expected >= 5:
        assert row["p_value"] == pytest.approx(p_value)


@calm
@given(st.integers(1, 12), st.integers(1, 12), st.data())
def test_small_counts_are_tested_exactly(lost: int, got: int, data: st.DataObject) -> None:
    seen = data.draw(st.integers(0, lost)), data.draw(st.integers(0, got))
    if not 0 < sum(seen) < lost + got:
        return
    cells = [[seen[1], got - seen[1]], [seen[0], lost - seen[0]]]
    if pearson(cells)[1] >= 5:
        return
    tails = [fisher(cells, side) for side in ("less", "greater")]
    assert one_row(*seen, (lost, got))["p_value"] == pytest.approx(min(2 * min(tails), 1), rel=1e-6)


def test_odds_ratio_by_hand() -> None:
    row = one_row(10, 30, (100, 60))
    cells = np.array([30.5, 30.5, 10.5, 90.5])
    ratio = cells[0] * cells[3] / (cells[1] * cells[2])
    half = norm.ppf(0.975) * np.sqrt((1 / cells).sum())
    assert (row["odds_ratio"], row["low"], row["high"]) == pytest.approx(
        (ratio, ratio * np.exp(-half), ratio * np.exp(half))
    )
    assert (row["converted_share"], row["lost_share"]) == (0.5, 0.1)


def test_rare_and_general_events_are_left_out_and_the_others_judged_together() -> None:
    seen = np.array([[1, 50, 20, 99], [1, 50, 60, 100]])
    table = association_table(("rare", "even", "help", "all"), seen, (100, 100), 10)
    assert table["event"].to_pylist() == ["help", "even"]
    assert table["q_value"].to_pylist() == pytest.approx(
        false_discovery(table["p_value"].to_pylist()).tolist()
    )
    assert table["is_significant"].to_pylist() == [True, False]
    assert len(association_table((), np.zeros((2, 0), dtype=np.int64), (0, 0), 10)) == 0


@calm
@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=1, max_size=40))
def test_the_curve_is_kaplan_and_meiers(known: list[tuple[int, bool]]) -> None:
    time = np.array([1_000_000 * seconds for seconds, _ in known], dtype=np.int64)
    is_reached = np.array([reached for _, reached in known])
    table = curve_table(Followed(time, is_reached))
    if not is_reached.any():
        assert len(table) == 0
        return
    found = ecdf(CensoredData(uncensored=time[is_reached] / 1e6, right=time[~is_reached] / 1e6))
    share = dict(zip(found.cdf.quantiles, found.cdf.probabilities, strict=True))
    assert table["share"].to_pylist() == pytest.approx([share[at] for at in table["seconds"].to_pylist()])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where all or none got on there is no interval
        ends = found.cdf.confidence_interval(method="log-log")
    for name, wanted in (("low", ends.low), ("high", ends.high)):
        told = dict(zip(wanted.quantiles, wanted.probabilities, strict=True))
        for at, value in zip(table["seconds"].to_pylist(), table[name].to_pylist(), strict=True):
            assert value is None or value == pytest.approx(told[at])


def test_who_can_not_get_on_stays_to_the_end() -> None:
    known = Followed(np.array([1, 2, np.iinfo(np.int64).max], dtype=np.int64), np.array([True, True, False]))
    assert curve_table(known)["share"].to_pylist() == pytest.approx([1 / 3, 2 / 3])


@calm
@given(st.lists(st.integers(0, 10**12), min_size=1), st.integers(2, 30))
def test_bins_hold_everybody_once(times: list[int], bins: int) -> None:
    table = distribution(np.array(times, dtype=np.int64), bins)
    assert sum(table["unit_count"].to_pylist()) == len(times)
    low, high = (np.array(table[name].to_pylist()) for name in ("from_seconds", "to_seconds"))
    assert (low < high).all()
    assert (low[1:] == high[:-1]).all()
    assert high[-1] == max(max(times) / 1e6, 1.0)


def test_equal_shares_are_tested_pooled() -> None:
    one, other = Shares.of([30.0, 0.0], [100.0, 0.0]), Shares.of([10.0, 5.0], [80.0, 9.0])
    pooled = 40 / 180
    z = (0.3 - 0.125) / np.sqrt(pooled * (1 - pooled) * (1 / 100 + 1 / 80))
    found = compared(one, other)
    assert found[0] == pytest.approx(2 * norm.sf(abs(z)))
    assert np.isnan(found[1])
