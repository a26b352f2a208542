"""Disjoint sets named by their lowest member: the compiled loop against plain sets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.walk.kernels import components

COUNT = 12
GROUPS = st.lists(st.lists(st.integers(0, COUNT - 1), max_size=4), max_size=12)


def named_by_lowest(groups: Sequence[Sequence[int]]) -> list[int]:
    """The lowest number that each is joined to, one way or another."""
    sets = [{number} for number in range(COUNT)]
    for group in groups:
        touched = [one for one in sets if one & set(group)]
        sets = [one for one in sets if not one & set(group)]
        sets += [set[int]().union(*touched)] if touched else []
    return [min(next(one for one in sets if number in one)) for number in range(COUNT)]


@settings(deadline=None, max_examples=300)
@given(GROUPS)
def test_each_number_is_named_by_the_lowest_it_is_joined_to(groups: list[list[int]]) -> None:
    bounds = np.cumsum([0, *map(len, groups)])
    members = np.array([number for group in groups for number in group], dtype=np.int64)
    names = np.arange(COUNT)
    components.join_groups(bounds, members, names)
    assert names.tolist() == named_by_lowest(groups)


def test_a_long_chain_is_one_set() -> None:
    count = 50_000
    pairs = np.column_stack([np.arange(count - 1), np.arange(1, count)])[::-1].ravel()
    names = np.arange(count)
    components.join_groups(np.arange(0, 2 * count - 1, 2), pairs, names)
    assert not names.any()
