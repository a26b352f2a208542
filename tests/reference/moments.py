"""Places beside the rest of their groups, where a customer's units hang together.

Rule in own words: give each customer of a group four figures: weight and amount of their units at the place,
and of those at the group's other places. Wanted are the sums of these over customers, the sums of the
products of each two, and how many customers there are, at the place, and elsewhere in the group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """Something that a customer did at a place."""

    customer: int
    place: int
    weight: float
    amount: float


def figures(units: Sequence[Unit], group_of: Sequence[int], place: int) -> list[list[float]]:
    """The four figures of each customer of the place's group."""
    found: dict[int, list[float]] = defaultdict(lambda: [0.0] * 4)
    for unit in units:
        if group_of[unit.place] == group_of[place]:
            elsewhere = 2 * (unit.place != place)
            found[unit.customer][elsewhere] += unit.weight
            found[unit.customer][elsewhere + 1] += unit.amount
    return list(found.values())


def moments(
    units: Sequence[Unit], group_of: Sequence[int], place: int
) -> tuple[list[float], list[list[float]], list[int]]:
    """Sums, products, and how many customers there are in all, at the place and elsewhere."""
    rows = figures(units, group_of, place)
    sums = [sum(row[one] for row in rows) for one in range(4)]
    products = [[sum(row[one] * row[other] for row in rows) for other in range(4)] for one in range(4)]
    return sums, products, [len(rows), sum(row[0] > 0 for row in rows), sum(row[2] > 0 for row in rows)]


__all__ = ["Unit", "figures", "moments"]
