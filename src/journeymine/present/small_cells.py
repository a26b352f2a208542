"""Which counts are too small to show, and which others must go with them so that a total does not give
them back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Pooled:
    """Parts of a whole that are shown only together.

    Attributes:
        indexes: places of the pooled parts.
        count: what they hold together.
    """

    indexes: frozenset[int]
    count: int


def is_small(count: float, min_cell: int) -> bool:
    """Whether a count is about somebody, but about too few."""
    return 0 < count < min_cell


def hides_rate(part: float, whole: float, min_cell: int) -> bool:
    """Whether a rate must be withheld: its part, the rest or the whole is small."""
    return whole <= 0 or any(is_small(count, min_cell) for count in (part, whole - part, whole))


def pool_small(counts: Sequence[int], min_cell: int) -> Pooled:
    """Pool the small parts of a shown whole, and the next smallest until the pool is neither small nor a
    single part.
    """
    order = sorted(
        (index for index, count in enumerate(counts) if count > 0), key=lambda index: counts[index]
    )
    pool = [index for index in order if is_small(counts[index], min_cell)]
    rest = [index for index in order if index not in pool]
    while pool and rest and (len(pool) < 2 or is_small(sum(counts[index] for index in pool), min_cell)):
        pool.append(rest.pop(0))
    return Pooled(frozenset(pool), sum(counts[index] for index in pool))
