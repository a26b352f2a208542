"""Rates, shares and differences of rates: the small tools of the size modules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from math import sqrt
from statistics import mean

from tests.sample.exports import (
    Hit,
)

Sizes = dict[str, float]
Days = tuple[date, date]


def z_of(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return the size of the difference of two rates, in standard errors."""
    pooled = (one[0] + other[0]) / (one[1] + other[1])
    error = sqrt(pooled * (1 - pooled) * (1 / one[1] + 1 / other[1]))
    return abs(rate(one) - rate(other)) / error


def rate(counts: tuple[int, int]) -> float:
    return counts[0] / counts[1]


def is_in(day: date, days: Days) -> bool:
    return days[0] <= day <= days[1]


def split(own: Iterable[Hit], days: Days) -> tuple[list[Hit], list[Hit]]:
    inside: list[Hit] = []
    outside: list[Hit] = []
    for hit in own:
        (inside if is_in(hit.day, days) else outside).append(hit)
    return inside, outside


def count(own: Iterable[Hit], name: str) -> int:
    return sum(hit.name == name for hit in own)


def has(own: Iterable[Hit], name: str) -> bool:
    return any(hit.name == name for hit in own)


def share(own: Sequence[Sequence[Hit]], name: str) -> float:
    return mean(has(session, name) for session in own)


def pairs(own: Sequence[Hit]) -> Iterable[tuple[Hit, Hit]]:
    return zip(own, own[1:], strict=False)
