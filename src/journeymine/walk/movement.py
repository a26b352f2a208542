"""Movement inside a journey: backward, skipping, returning, switching; from the stage steps of all journeys
at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from journeymine.walk.paths import Bool, Int32, Int64, changes
from journeymine.walk.steps import Steps


@dataclass(frozen=True)
class Movement:
    """One value per journey, in order of journey number.

    Attributes:
        step_count: steps.
        forward_count, skip_count, backward_count: moves to the next stage, beyond it, to an earlier one.
        backward_depth: sum of the falls in stage order.
        ping_pong_count: steps equal to the one two before.
        revisit_count: steps at a stage already seen.
    """

    step_count: Int64
    forward_count: Int64
    skip_count: Int64
    backward_count: Int64
    backward_depth: Int64
    ping_pong_count: Int64
    revisit_count: Int64


def walk_movement(steps: Steps, journey_count: int) -> Movement:
    """Count each journey's movement.

    Args:
        steps: at level stage; node codes are places in the stage order.
        journey_count: number of journeys; those without a step count 0.
    """
    move = np.zeros(len(steps), dtype=np.int64)
    move[1:] = np.diff(steps.node.astype(np.int64))
    move[changes(steps.journey)] = 0

    def per_journey(weights: Bool | Int64) -> Int64:
        return np.bincount(steps.journey, weights=weights, minlength=journey_count).astype(np.int64)

    return Movement(
        step_count=np.bincount(steps.journey, minlength=journey_count).astype(np.int64),
        forward_count=per_journey(move == 1),
        skip_count=per_journey(move > 1),
        backward_count=per_journey(move < 0),
        backward_depth=per_journey(np.where(move < 0, -move, 0)),
        ping_pong_count=per_journey(returns_after_two(steps.journey, steps.node)),
        revisit_count=per_journey(seen_before(steps.journey, steps.node)),
    )


def returns_after_two(journey: Int64, node: Int32) -> Bool:
    """True at steps equal to the step two before in the same journey."""
    out = np.zeros(len(node), dtype=np.bool_)
    out[2:] = (node[2:] == node[:-2]) & (journey[2:] == journey[:-2])
    return out


def seen_before(journey: Int64, node: Int32) -> Bool:
    """True at steps whose node the journey has been at before."""
    order = np.lexsort((np.arange(len(node)), node, journey))
    is_first = changes(journey[order]) | changes(node[order])
    out = np.empty(len(node), dtype=np.bool_)
    out[order] = ~is_first
    return out
