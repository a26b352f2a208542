"""Disjoint sets of numbers, each named by its lowest member."""

from __future__ import annotations

from journeymine.walk.kernels import compiled
from journeymine.walk.paths import Int64


@compiled
def join_groups(bounds: Int64, members: Int64, names: Int64) -> None:
    """Join the members of each group, and name every number by the lowest one that it is joined to.

    Args:
        bounds: first member of each group, and the place behind the last.
        members: numbers, group by group.
        names: every number once, in order; gets their names.
    """
    for group in range(len(bounds) - 1):
        for place in range(bounds[group] + 1, bounds[group + 1]):
            one, other = _top(names, members[place - 1]), _top(names, members[place])
            if one < other:
                names[other] = one
            else:
                names[one] = other
    for number in range(len(names)):
        names[number] = names[names[number]]


@compiled
def _top(names: Int64, number: int) -> int:
    """The lowest member of a number's set as far as it is joined; the way there is made shorter."""
    while names[number] != number:
        names[number] = names[names[number]]
        number = names[number]
    return number
