"""Numbers for keys, and keys that are told again: compiled and as written, against plain Python."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.events import loops
from journeymine.events.numbers import Keys, mixed, number_keys, told_again

KEYS = st.lists(st.one_of(st.integers(0, 5), st.integers(2**64 - 3, 2**64 - 1), st.just(2**29)), max_size=40)


def as_keys(values: list[int]) -> Keys:
    return np.array(values, dtype=np.uint64)


@settings(deadline=None)
@given(KEYS)
def test_equal_keys_have_one_number_in_the_order_of_their_first_rows(values: list[int]) -> None:
    distinct = list(dict.fromkeys(values))
    found = number_keys(as_keys(values))
    assert found.number.tolist() == [distinct.index(value) for value in values]
    assert found.first.tolist() == [values.index(value) for value in distinct]


@settings(deadline=None)
@given(KEYS, KEYS)
def test_a_key_is_told_again_where_another_row_has_it_or_it_is_known(
    values: list[int], known: list[int]
) -> None:
    times = Counter(values)
    expected = [times[value] > 1 or value in known for value in values]
    assert told_again(as_keys(values), as_keys(known)).tolist() == expected


@settings(deadline=None)
@given(KEYS, KEYS)
def test_the_loop_as_it_is_written_says_the_same(values: list[int], wanted: list[int]) -> None:
    among = getattr(loops.among, "py_func", loops.among)
    out = np.zeros(len(values), dtype=np.bool_)
    among(as_keys(values), as_keys(wanted), np.zeros(128, np.uint64), np.zeros(128, np.bool_), out)
    assert out.tolist() == [value in wanted for value in values]


def test_rows_are_stirred_in_blocks_as_in_one() -> None:
    column = np.arange(100_000, dtype=np.int64) % 70_000
    flags = column % 2 == 0
    key = mixed(column, flags)
    assert len(np.unique(key)) == 70_000
    assert key[:30_000].tolist() == key[70_000:].tolist() == mixed(column[:30_000], flags[:30_000]).tolist()
