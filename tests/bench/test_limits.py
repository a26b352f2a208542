"""How many events until a limit: what was measured goes before what is computed."""

from __future__ import annotations

import pytest

from bench.limits import FARTHEST, exponent, reach

M = 10**6


def test_a_power_law_is_found_again() -> None:
    points = [(size, 0.003 * size**0.5) for size in (M, 4 * M, 16 * M)]
    assert exponent(points) == pytest.approx(0.5)
    assert reach(points, 0.003 * (100 * M) ** 0.5).power == pytest.approx(100 * M)


def test_a_straight_line_is_found_again_behind_a_fixed_cost() -> None:
    points = [(size, 2.0 + size / M) for size in (M, 2 * M, 4 * M)]
    found = reach(points, 12.0)
    assert found.line == pytest.approx(10 * M)
    assert found.power is not None
    assert found.power > 10 * M
    assert found.least == found.line


def test_only_the_last_sizes_count() -> None:
    points = [(M // 8, 900.0), (M, 1.0), (2 * M, 2.0), (4 * M, 4.0)]
    assert exponent(points) == pytest.approx(1.0)
    assert reach([(M // 8, 1.0), *points[1:]], 8.0).power == pytest.approx(8 * M)


def test_two_sizes_are_enough() -> None:
    found = reach([(M, 1.0), (2 * M, 2.0)], 5.0)
    assert (found.power, found.line) == (pytest.approx(5 * M), pytest.approx(5 * M))


@pytest.mark.parametrize(
    ("limit", "within", "beyond"), [(0.5, None, M), (1.0, M, 2 * M), (1.5, M, 2 * M), (3.0, 2 * M, 4 * M)]
)
def test_a_limit_that_was_passed_is_not_computed(limit: float, within: int | None, beyond: int) -> None:
    found = reach([(M, 1.0), (2 * M, 2.0), (4 * M, 4.0)], limit)
    assert (found.is_measured, found.within, found.beyond) == (True, within, beyond)
    assert (found.power, found.line) == (None, None)


def test_the_first_size_over_the_limit_counts() -> None:
    """Memory may fall again."""
    found = reach([(M, 1.0), (2 * M, 3.0), (4 * M, 2.0)], 2.5)
    assert (found.within, found.beyond) == (M, 2 * M)


@pytest.mark.parametrize("costs", [(1.0, 1.0, 1.0), (3.0, 2.0, 1.0)])
def test_what_does_not_grow_has_no_end(costs: tuple[float, ...]) -> None:
    found = reach(list(zip((M, 2 * M, 4 * M), costs, strict=True)), 5.0)
    assert (found.is_measured, found.power, found.line, found.least) == (False, None, None, None)


def test_nothing_is_said_far_beyond_nor_below_what_was_measured() -> None:
    hardly = reach([(M, 1.0), (2 * M, 1.000001)], 1e9)
    assert (hardly.power, hardly.line) == (pytest.approx(FARTHEST * 2 * M), pytest.approx(FARTHEST * 2 * M))
    bent = reach([(M, 1.0), (2 * M, 9.0), (4 * M, 9.5)], 9.6)
    assert bent.power == 4 * M
