"""How many touches a chain should remember: the order that foretells best the paths of customers not seen.

Customers fall into five parts by the hash of their ids. Each part's passages are foretold from the other
four; a state that was seen seldom leans on the state that remembers one touch less, by as many
pseudo-passages as it has different continuations (Witten and Bell 1991), down to equal chances for
everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from journeymine.measures.attribution.chain import Transitions, longest_order, transitions
from journeymine.measures.attribution.counts import PathCounts
from journeymine.measures.attribution.markov import can_be_solved
from journeymine.walk.numbering import numbered
from journeymine.walk.paths import Float64, Int64

HIGHEST_ORDER = 4
PARTS = 5
LEAST_GAIN = 0.001
"""By so much, and by more than its standard error over the parts, a higher order must foretell better."""


@dataclass(frozen=True)
class OrderScore:
    """An order that was tried.

    Attributes:
        order: touches remembered.
        states: states of its chain.
        log_likelihood: mean natural logarithm of the chance given to each passage held out, the last one to
            conversion or loss included; the higher the better. None: not tried, having too many states.
        by_part: the same in each part that has a passage.
    """

    order: int
    states: int
    log_likelihood: float | None
    by_part: tuple[float, ...] = ()


@dataclass(frozen=True)
class _Steps:
    """Passages with their ends told apart; one element each.

    Attributes:
        code: code of the state left.
        symbol: node that follows; nodes: a conversion; nodes + 1: a loss.
        weight: how many, groups x passages.
    """

    code: Int64
    symbol: Int64
    weight: Float64


def order_scores(counts: PathCounts, highest: int = HIGHEST_ORDER) -> list[OrderScore]:
    """Score each order up to the highest.

    Args:
        counts: paths of customers in at least two groups.
        highest: the highest order tried.
    """
    nodes = len(counts.names)
    chains = [transitions(counts, order) for order in range(1, longest_order(nodes, highest) + 1)]
    usable = [chain for chain in chains if can_be_solved(chain, nodes)]
    by_part = _scores(usable[-1], nodes) if usable and len(usable[-1]) else []
    return [_score(chain, by_part) for chain in chains]


def best_order(scores: Sequence[OrderScore]) -> int:
    """The lowest order that the best one does not beat by enough; 1 where none was tried."""
    tried = [score for score in scores if score.log_likelihood is not None]
    if not tried:
        return 1
    best = max(tried, key=lambda score: (score.log_likelihood, -score.order))
    return next(score.order for score in tried if not _is_beaten(score, best))


def _is_beaten(score: OrderScore, best: OrderScore) -> bool:
    gains = np.array(best.by_part) - np.array(score.by_part)
    error = gains.std(ddof=1) / np.sqrt(len(gains)) if len(gains) > 1 else 0.0
    gain = (best.log_likelihood or 0.0) - (score.log_likelihood or 0.0)
    return bool(gain > max(LEAST_GAIN, error))


def _score(chain: Transitions, found: Sequence[tuple[Float64, float]]) -> OrderScore:
    """The score of a chain, from sums over the passages of each part and how many these are."""
    if chain.order > len(found[0][0]) if found else True:
        return OrderScore(chain.order, len(chain), None)
    sums = np.array([part[chain.order - 1] for part, _ in found])
    weights = np.array([weight for _, weight in found])
    means = tuple(float(total / weight) for total, weight in zip(sums, weights, strict=True))
    return OrderScore(chain.order, len(chain), float(sums.sum() / weights.sum()), means)


def _scores(chain: Transitions, nodes: int) -> list[tuple[Float64, float]]:
    """For each part that has passages: their log chances added up, by orders from 1; how many there are."""
    steps = _steps(chain, nodes)
    group = np.arange(len(steps.weight)) % PARTS
    levels = [_level(steps, nodes, order) for order in range(chain.order + 1)]
    whole = steps.weight.sum(axis=0)
    found: list[tuple[Float64, float]] = []
    for part in range(PARTS):
        held = steps.weight[group == part].sum(axis=0)
        chance = np.full(len(held), 1.0 / (nodes + 2))
        sums = np.zeros(len(levels))
        for order, (state, pair) in enumerate(levels):
            chance = _leaning(whole - held, state, pair, chance)
            sums[order] = held @ np.log(chance)
        if held.any():
            found.append((sums[1:], float(held.sum())))
    return found


def _steps(chain: Transitions, nodes: int) -> _Steps:
    is_end = chain.target < 0
    code = chain.states[chain.source]
    inner, ends = chain.ended[:, ~is_end, :2].sum(axis=2), chain.ended[:, is_end]
    return _Steps(
        np.concatenate([code[~is_end], code[is_end], code[is_end]]),
        np.concatenate([chain.node[chain.target[~is_end]], np.repeat([nodes, nodes + 1], int(is_end.sum()))]),
        np.concatenate([inner, ends[:, :, 0], ends[:, :, 1]], axis=1),
    )


def _level(steps: _Steps, nodes: int, order: int) -> tuple[Int64, Int64]:
    """Number of the state that remembers so many touches, and of that state with what follows."""
    code = steps.code % (nodes + 1) ** order
    _, state = numbered(code)
    _, pair = numbered(state * (nodes + 2) + steps.symbol)
    return state, pair


def _leaning(known: Float64, state: Int64, pair: Int64, lower: Float64) -> Float64:
    """Chance of each passage by what is known of its state, leaning on that by the state below."""
    of_pair = np.bincount(pair, weights=known)
    of_state = np.bincount(state, weights=known)[state]
    state_of_pair = np.zeros(len(of_pair), dtype=np.int64)
    state_of_pair[pair] = state
    different = np.bincount(state_of_pair, weights=of_pair > 0)[state]
    is_known = of_state > 0
    leaned = (of_pair[pair] + different * lower) / np.where(is_known, of_state + different, 1)
    return np.where(is_known, leaned, lower)
