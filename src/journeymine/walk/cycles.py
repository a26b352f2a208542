"""The simple cycles that journeys really walk: from a node back to itself with no other node met twice on the
way.
"""

from __future__ import annotations

import numpy as np

from journeymine.walk.movement import seen_before
from journeymine.walk.steps import Steps

Cycle = tuple[int, ...]


def walk_cycles(steps: Steps) -> dict[Cycle, list[int]]:
    """Each cycle with the journeys that hold it.

    A cycle is named by its nodes from the lowest code on; `A B A` and `B A B` are the same cycle (A, B).

    Args:
        steps: of one level, in order.

    Returns:
        Journey numbers, ascending and each once, by cycle.
    """
    found: dict[Cycle, list[int]] = {}
    for journey, nodes in _returning_journeys(steps):
        for cycle in sorted({lowest_first(walked) for walked in _cycles_of(nodes)}):
            found.setdefault(cycle, []).append(journey)
    return found


def lowest_first(cycle: Cycle) -> Cycle:
    """The same cycle, begun at its lowest node."""
    start = cycle.index(min(cycle))
    return cycle[start:] + cycle[:start]


def _returning_journeys(steps: Steps) -> list[tuple[int, list[int]]]:
    returning = np.unique(steps.journey[seen_before(steps.journey, steps.node)])
    starts = np.searchsorted(steps.journey, returning, side="left")
    ends = np.searchsorted(steps.journey, returning, side="right")
    return [
        (int(journey), steps.node[start:end].tolist())
        for journey, start, end in zip(returning, starts, ends, strict=True)
    ]


def _cycles_of(nodes: list[int]) -> set[Cycle]:
    """Cycles closed anywhere in a path: at each return, the stretch since the node was last seen, if it is
    simple.
    """
    last_seen: dict[int, int] = {}
    cycles: set[Cycle] = set()
    simple_from = 0
    for place, node in enumerate(nodes):
        before = last_seen.get(node)
        if before is not None and before >= simple_from:
            cycles.add(tuple(nodes[before:place]))
            simple_from = before + 1
        last_seen[node] = place
    return cycles
