"""What would be lost without a node: exact removal effects of a chain, by linear algebra.

With q(s, t) the share of the passages from state s that go to state t, and r(s) the share that end in a
conversion, the chance h of a conversion from each state solves (I - Q) h = r. Without a node the chain stops
where it would have come to it; the removal effect is the part of the chance from START that is then missing.
The same with the share that end in a loss gives the node's part in losses, and with the value that
conversions from each state have had, its part in the value.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from journeymine.measures.attribution.chain import Transitions
from journeymine.walk.paths import Float64

DENSE_STATES = 500
"""Up to so many states, and at order 1, the whole inverse is taken; beyond, a sparse system is solved for
each node."""
_MOST_AT_ORDER_1 = 3000
_MOST_WORK = 200_000
"""Most states times nodes that are solved at higher orders: some seconds."""


def can_be_solved(chain: Transitions, nodes: int) -> bool:
    """Whether the removal effects of a chain can be had in seconds."""
    if chain.order == 1:
        return len(chain) <= _MOST_AT_ORDER_1
    return len(chain) * nodes <= _MOST_WORK


def removal_effects(chain: Transitions, nodes: int, *, without: int | None = None) -> Float64:
    """Part of the conversions, of the losses and of the value that goes through each node.

    Args:
        chain: passages.
        nodes: how many nodes there are.
        without: a group whose paths are left out; None for none.

    Returns:
        Nodes x 3, from 0 to 1; 0 where there is nothing at all.
    """
    if not len(chain):
        return np.zeros((nodes, 3))
    ended = chain.ended.sum(axis=0)
    if without is not None:
        ended = ended - chain.ended[without]
    is_dense = chain.order == 1 or len(chain) <= DENSE_STATES
    find = _by_inverse if is_dense else _by_node
    whole, avoiding = find(chain, ended, nodes)
    usable = whole > 0
    return np.clip(np.where(usable, 1 - avoiding / np.where(usable, whole, 1), 0), 0, 1)


def _shares(chain: Transitions, ended: Float64) -> tuple[Float64, Float64]:
    """Share of each passage among those of its state; conversions, losses and value at the end of each."""
    weight = ended[:, :2].sum(axis=1)
    leaving = np.bincount(chain.source, weights=weight, minlength=len(chain))
    at_all = np.maximum(leaving[chain.source], 1e-300)
    is_end = chain.target < 0
    out = np.zeros((len(chain), 3))
    out[chain.source[is_end]] = ended[is_end] / at_all[is_end, None]
    return np.where(is_end, 0.0, weight / at_all), out


def _by_inverse(chain: Transitions, ended: Float64, nodes: int) -> tuple[Float64, Float64]:
    """What comes from START of conversions, losses and value: 3; and without each node: nodes x 3.

    A path that comes to a node comes to one of its states first; with N the expected visits, the chances of
    doing so are N[start, S] N[S, S]^-1.
    """
    share, out = _shares(chain, ended)
    moves = np.zeros((len(chain), len(chain)))
    inner = chain.target >= 0
    moves[chain.source[inner], chain.target[inner]] = share[inner]
    visits = np.linalg.inv(np.eye(len(chain)) - moves)
    chances = visits @ out
    whole = chances[chain.start]
    avoiding = np.tile(whole, (nodes, 1))
    for node in range(nodes):
        own = np.flatnonzero(chain.node == node)
        met = own[visits[chain.start, own] > 0]
        if len(met):
            among = visits[np.ix_(met, met)]
            first = np.linalg.solve(among.T, visits[chain.start, met])
            avoiding[node] = whole - first @ chances[met]
    return whole, avoiding


def _by_node(chain: Transitions, ended: Float64, nodes: int) -> tuple[Float64, Float64]:
    """The same where the inverse would be too large: the chain is solved anew without each node."""
    from scipy.sparse import csc_array, eye_array
    from scipy.sparse.linalg import splu

    share, out = _shares(chain, ended)
    inner = chain.target >= 0
    places = (chain.source[inner], chain.target[inner])
    system = csc_array(eye_array(len(chain)) - csc_array((share[inner], places), shape=(len(chain),) * 2))
    whole = cast(Float64, splu(system).solve(out))[chain.start]
    avoiding = np.tile(whole, (nodes, 1))
    for node in np.unique(chain.node[chain.node < nodes]):
        kept = np.flatnonzero(chain.node != node)
        rest = csc_array(system[kept][:, kept])
        solved = cast(Float64, splu(rest).solve(out[kept]))
        avoiding[node] = solved[int(np.searchsorted(kept, chain.start))]
    return whole, avoiding
