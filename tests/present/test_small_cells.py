"""Small counts are withheld, and nobody can work them out from what is shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from journeymine.present.small_cells import hides_rate, is_small, pool_small

COUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=8)


@given(COUNTS, st.integers(0, 20))
def test_a_shown_total_never_gives_a_small_part_back(counts: list[int], least: int) -> None:
    pooled = pool_small(counts, least)
    shown = [count for place, count in enumerate(counts) if place not in pooled.indexes]
    assert not any(0 < count < least for count in shown)
    assert sum(shown) + pooled.count == sum(counts)
    if pooled.indexes and any(count > 0 for count in shown):
        assert len(pooled.indexes) >= 2
        assert pooled.count >= least


@given(COUNTS)
def test_nothing_is_pooled_without_need(counts: list[int]) -> None:
    least = min((count for count in counts if count), default=1)
    assert not pool_small(counts, least).indexes


def test_the_smallest_that_will_do_is_pooled() -> None:
    assert pool_small([3, 500, 40, 0], 10).indexes == {0, 2}


def test_zero_is_not_about_anybody() -> None:
    assert not is_small(0, 10)
    assert is_small(9, 10)
    assert not is_small(10, 10)


def test_a_rate_is_hidden_when_part_rest_or_whole_is_small() -> None:
    assert hides_rate(3, 100, 10)
    assert hides_rate(97, 100, 10)
    assert hides_rate(4, 9, 10)
    assert hides_rate(0, 0, 10)
    assert not hides_rate(0, 100, 10)
    assert not hides_rate(40, 100, 10)
