"""How many events until a limit, by two lines through what was measured.

A power law through the last three sizes, by least squares of the logarithms, says what goes on as it did. A
straight line through the last two says what a fixed cost hides at small sizes. Neither knows what begins
beyond the sizes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import linear_regression

Point = tuple[int, float]
"""Events, and what they cost."""

FITTED = 3
"""Sizes behind the power law, where there are so many."""

FARTHEST = 100
"""Times the largest size; beyond it nothing is said."""


@dataclass(frozen=True)
class Reach:
    """How many events until a limit.

    Attributes:
        within: largest size measured before the first that is over the limit; None where there is none.
        beyond: smallest size measured that is over the limit; None where all are within.
        power, line: events by each line, where all sizes are within; None where a line does not rise.
    """

    within: int | None
    beyond: int | None
    power: float | None = None
    line: float | None = None

    @property
    def is_measured(self) -> bool:
        """Whether a measured size is over the limit."""
        return self.beyond is not None

    @property
    def least(self) -> float | None:
        """The fewest events that one of the lines says, where one rises."""
        return min((found for found in (self.power, self.line) if found is not None), default=None)


def reach(points: Sequence[Point], limit: float) -> Reach:
    """Events until the limit.

    Args:
        points: at least two, by size.
        limit: in the unit of the costs.
    """
    beyond = next((size for size, cost in points if cost > limit), None)
    if beyond is not None:
        return Reach(max((size for size, _ in points if size < beyond), default=None), beyond)
    largest = points[-1][0]
    return Reach(largest, None, _power(points, limit), _line(points, limit))


def exponent(points: Sequence[Point]) -> float:
    """Of the power law: cost grows as events to this power.

    Args:
        points: at least two, by size.
    """
    return _fitted(points)[0]


def _fitted(points: Sequence[Point]) -> tuple[float, float]:
    """Slope and intercept in logarithms."""
    last = points[-FITTED:]
    sizes, costs = ([math.log(value) for value in column] for column in zip(*last, strict=True))
    return linear_regression(sizes, costs)


def _power(points: Sequence[Point], limit: float) -> float | None:
    slope, intercept = _fitted(points)
    return _beyond(points, (math.log(limit) - intercept) / slope, is_logarithm=True) if slope > 0 else None


def _line(points: Sequence[Point], limit: float) -> float | None:
    (size, cost), (largest, most) = points[-2:]
    if most <= cost:
        return None
    return _beyond(points, largest + (limit - most) * (largest - size) / (most - cost))


def _beyond(points: Sequence[Point], found: float, *, is_logarithm: bool = False) -> float:
    """Events, at least the largest size, which is known to be within the limit; at most so far that nothing
    is said."""
    largest = points[-1][0]
    top = FARTHEST * largest
    events = math.exp(min(found, math.log(top))) if is_logarithm else found
    return min(max(events, largest), top)
