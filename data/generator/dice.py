"""How chance is drawn: every draw goes through a `random.Random` that is seeded by a text.

The skewed draws use tables of quantiles and plain arithmetic, so that they do not depend on a maths library.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Option = TypeVar("Option")

Quantiles = tuple[tuple[float, float], ...]

# (probability, multiple of the median): a long right tail, as waiting times have it.
SKEWED: Quantiles = (
    (0.0, 0.15),
    (0.1, 0.35),
    (0.25, 0.55),
    (0.5, 1.0),
    (0.75, 1.8),
    (0.9, 3.2),
    (0.97, 5.5),
    (1.0, 11.0),
)
NARROW: Quantiles = ((0.0, 0.5), (0.25, 0.8), (0.5, 1.0), (0.75, 1.25), (0.95, 1.8), (1.0, 2.5))


def seeded(*words: str | int) -> Random:
    """Return a generator whose seed is these words, the same on every machine."""
    return Random(":".join(str(word) for word in words))


def chance(rng: Random, probability: float) -> bool:
    """Return true with this probability (0 to 1)."""
    return rng.random() < probability


def skewed(rng: Random, median: float) -> float:
    """Draw a positive number with this median and a long right tail."""
    return median * _quantile(SKEWED, rng.random())


def narrow(rng: Random, median: float) -> float:
    """Draw a positive number not far from this median."""
    return median * _quantile(NARROW, rng.random())


def weighted(rng: Random, options: Sequence[tuple[Option, float]]) -> Option:
    """Draw one option from (option, weight) pairs."""
    left = rng.random() * sum(weight for _, weight in options)
    for option, weight in options:
        left -= weight
        if left < 0:
            return option
    return options[-1][0]


def pick(rng: Random, options: Sequence[Option]) -> Option:
    """Draw one of equally likely options."""
    return options[int(rng.random() * len(options))]


def between(rng: Random, low: int, high: int) -> int:
    """Draw a whole number, both ends included."""
    return low + int(rng.random() * (high - low + 1))


def _quantile(table: Quantiles, probability: float) -> float:
    for (left, low), (right, high) in zip(table, table[1:], strict=False):
        if probability <= right:
            return low + (high - low) * (probability - left) / (right - left)
    return table[-1][1]
