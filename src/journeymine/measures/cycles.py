"""The cycles that journeys walk at a level, and what they cost beside journeys of the same length without
them.

Gives the table cycles.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from journeymine.walk.loops import Loops, find_loops, loop_names
from journeymine.walk.paths import Bool, Float64, Int8, Int32, Int64, Paths
from journeymine.walk.quantiles import MICROSECONDS
from journeymine.walk.walked import Block, Walked, over_blocks

CYCLES_KEPT = 50
_Z95 = 1.959963984540054


@dataclass(frozen=True)
class JourneyFacts:
    """What is known of each journey.

    Attributes:
        seconds: from its first event to its last.
        score: mean score of its events; NaN where none is known.
        outcome: 0 converted, 1 dropped, 2 open.
    """

    seconds: Float64
    score: Float64
    outcome: Int8


def journey_facts(paths: Paths, outcome: Int8) -> JourneyFacts:
    """What is known of each journey.

    Args:
        paths: all events in order.
        outcome: of each journey: 0 converted, 1 dropped, 2 open.
    """
    first, end = np.asarray(paths.journeys.first), np.asarray(paths.journeys.end)
    seconds = (paths.times[end - 1] - paths.times[first]) / MICROSECONDS
    return JourneyFacts(seconds, _mean_scores(paths), outcome)


def facts_of_part(facts: JourneyFacts, walked: Walked) -> JourneyFacts:
    """The same with the time of the part of each journey that is followed.

    Args:
        facts: of the whole journeys.
        walked: journeys, perhaps cut.
    """
    seconds = (walked.times[walked.end - 1] - walked.times[walked.first]) / MICROSECONDS
    return replace(facts, seconds=seconds)


def cycles(walked: Walked, *, level: str, facts: JourneyFacts, kept: int = CYCLES_KEPT) -> pa.Table:
    """The heaviest cycles, with the columns of the table cycles.

    Args:
        walked: journeys at the level, each stay a step.
        level: its name.
        facts: what is known of the journeys.
        kept: how many cycles; at most 64.
    """
    loops = find_loops(walked, kept)
    groups = _by_length(walked)
    times = groups.ordered_by(facts.seconds)
    scored = groups.only(~np.isnan(facts.score))
    settled = groups.only(facts.outcome != 2)  # noqa: PLR2004
    converted = (facts.outcome == 0).astype(np.float64)
    rows = range(len(loops))
    shares = [_share_difference(settled.sums(converted, loops, row)) for row in rows]
    return pa.table(
        {
            "level": pa.repeat(pa.scalar(level, pa.string()), len(loops)),
            "cycle": pa.array(
                [_told(nodes, level) for nodes in loop_names(loops, walked.names)], pa.string()
            ),
            "length": pa.array((loops.nodes >= 0).sum(axis=1), pa.int64()),
            "journey_count": loops.count,
            "extra_seconds": _known([_difference(times.middles(facts.seconds, loops, row)) for row in rows]),
            "conversion_difference": _known([share[0] for share in shares]),
            "conversion_low": _known([share[1] for share in shares]),
            "conversion_high": _known([share[2] for share in shares]),
            "score_difference": _known(
                [_mean_difference(scored.sums(facts.score, loops, row)) for row in rows]
            ),
        }
    )


def _told(nodes: list[str], level: str) -> str:
    """A cycle's nodes, the first once more at the end; by the order of stages, else first by name."""
    first = 0 if level == "stage" else nodes.index(min(nodes))
    turned = [*nodes[first:], *nodes[:first]]
    return " > ".join([*turned, turned[0]])


@dataclass(frozen=True)
class _Groups:
    """Journeys by their number of steps.

    Attributes:
        bounds: where each group lies in `order`.
        order: numbers of the journeys.
    """

    bounds: Int64
    order: Int64

    def only(self, chosen: Bool) -> _Groups:
        """The same groups without some journeys."""
        keeps = chosen[self.order]
        before = np.concatenate([[0], np.cumsum(keeps)])
        return _Groups(before[self.bounds].astype(np.int64), self.order[keeps])

    def ordered_by(self, value: Float64) -> _Groups:
        """The same groups, each by ascending value."""
        order = self.order.copy()
        for low, high in zip(self.bounds[:-1], self.bounds[1:], strict=True):
            part = order[low:high]
            order[low:high] = part[np.argsort(value[part], kind="stable")]
        return _Groups(self.bounds, order)

    def middles(self, value: Float64, loops: Loops, row: int) -> Float64:
        """Of each group: holders of a cycle, others, and the median of each; the groups must be ordered."""
        from journeymine.walk.kernels.loops import matched_middles

        return self._matched(matched_middles, value, loops, row)

    def sums(self, value: Float64, loops: Loops, row: int) -> Float64:
        """Of each group: holders of a cycle, others, and the sum of each."""
        from journeymine.walk.kernels.loops import matched_sums

        return self._matched(matched_sums, value, loops, row)

    def _matched(self, kernel: Callable[..., None], value: Float64, loops: Loops, row: int) -> Float64:
        out = np.zeros((len(self.bounds) - 1, 4), dtype=np.float64)
        kernel(self.bounds, self.order, value, loops.holds, int(loops.bit[row]), out)
        return out[(out[:, 0] > 0) & (out[:, 1] > 0)]


def _by_length(walked: Walked) -> _Groups:
    """Journeys with a step, by their number of steps."""
    length = np.zeros(len(walked), dtype=np.int32)

    def work(_own: None, block: Block) -> None:
        length[block.low : block.low + block.count] = np.diff(block.start[: block.count + 1])

    over_blocks(walked, lambda: None, work)
    walking = np.flatnonzero(length)
    order = walking[np.argsort(_small(length[walking]), kind="stable")]
    sizes = np.unique(length[walking], return_counts=True)[1]
    return _Groups(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), order.astype(np.int64))


def _small(length: Int32) -> NDArray[np.uint16] | Int32:
    """Lengths in the smallest type that holds them: short ones are sorted by counting."""
    return length.astype(np.uint16) if int(length.max(initial=0)) < 1 << 16 else length


def _difference(groups: Float64) -> float | None:
    """Mean over the holders of what they have more than the others of their group."""
    weight = groups[:, 0].sum()
    return float((groups[:, 0] * (groups[:, 2] - groups[:, 3])).sum() / weight) if weight else None


def _mean_difference(groups: Float64) -> float | None:
    means = groups.copy()
    means[:, 2:] /= groups[:, :2]
    return _difference(means)


def _share_difference(groups: Float64) -> tuple[float | None, float | None, float | None]:
    """Difference of shares with its 95 % interval, the groups taken apart."""
    weight = groups[:, 0].sum()
    if not weight:
        return None, None, None
    mine, rest = groups[:, 2] / groups[:, 0], groups[:, 3] / groups[:, 1]
    spread = mine * (1 - mine) / groups[:, 0] + rest * (1 - rest) / groups[:, 1]
    middle = float((groups[:, 0] * (mine - rest)).sum() / weight)
    half = _Z95 * float((groups[:, 0] ** 2 * spread).sum()) ** 0.5 / float(weight)
    return middle, middle - half, middle + half


def _mean_scores(paths: Paths) -> Float64:
    """Mean score of each journey; NaN where it has none."""
    out = np.full(len(paths.journeys), np.nan)
    if "score" not in paths.figures:
        return out
    rows = np.flatnonzero(~np.isnan(paths.figures["score"]) & (paths.journey >= 0))
    journey = paths.journey[rows]
    sums = np.bincount(journey, weights=paths.figures["score"][rows], minlength=len(out))
    count = np.bincount(journey, minlength=len(out))
    return np.divide(sums, count, out=out, where=count > 0)


def _known(values: list[float | None]) -> pa.Array:
    return pa.array(values, pa.float64())
