"""How sure a rate of the graph is, when a customer's passages hang together.

Rule in own words: a rate is the passages of an edge out of all passages that leave its first node. Its error
is that of a ratio of two sums over customers: square, for each customer who leaves the node, how many more
passages of the edge they have than the rate says, and take the sum over customers, n / (n - 1) of it, by the
square of all leavings. The effective number of passages is that of independent ones with the same error, but
no more than there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from tests.reference.graph import passages
from tests.reference.journeys import Journey
from tests.reference.stages import Level

Edge = tuple[str, str]


def effective_number(journeys: Iterable[Journey], level: Level, edge: Edge) -> float | None:
    """Passages out of the edge's first node that tell as much as these; None where nobody leaves it."""
    passed: Counter[str] = Counter()
    leaving: Counter[str] = Counter()
    for journey in journeys:
        for passage in passages(journey, level):
            if passage.from_node == edge[0]:
                leaving[journey.customer] += 1
                passed[journey.customer] += passage.to_node == edge[1]
    total, customers = leaving.total(), len(leaving)
    if not total:
        return None
    rate = Fraction(passed.total(), total)
    errors = sum((passed[customer] - rate * leaving[customer]) ** 2 for customer in leaving)
    if customers < 2 or errors == 0:
        return float(customers)
    variance = errors * customers / (customers - 1) / total**2
    return float(min(rate * (1 - rate) / variance, total))
