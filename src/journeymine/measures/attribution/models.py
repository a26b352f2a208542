"""Credit of each node for conversions, their value and losses, by each model; it always adds up.

Rules give each touch of a path a part of that path. Markov's and Shapley's rates give each node a part of all
conversions, and of all value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from journeymine.errors import AuditFailed, UsageError
from journeymine.measures.attribution.chain import longest_order, transitions
from journeymine.measures.attribution.coalitions import MOST_NODES, rate_shares
from journeymine.measures.attribution.counts import CONVERTED, KINDS, LOST, VALUE, PathCounts, credit
from journeymine.measures.attribution.intervals import jackknife, left_out_shares
from journeymine.measures.attribution.markov import can_be_solved, removal_effects
from journeymine.measures.attribution.order import OrderScore, best_order, order_scores
from journeymine.measures.attribution.rules import (
    Position,
    decay_weights,
    first_weights,
    last_weights,
    linear_weights,
    meeting_weights,
    position_weights,
    shapley_weights,
)
from journeymine.measures.statistics import Interval
from journeymine.walk.paths import Float64, Int32, Int64

Model = Literal["first", "last", "linear", "position", "decay", "markov", "shapley"]
MODELS: tuple[Model, ...] = ("first", "last", "linear", "position", "decay", "markov", "shapley")
Worth = Literal["conversions", "rate"]
TOLERANCE = 1e-9
"""Largest part of a total by which credit may miss it."""
_JACKKNIFE_WORK = 15_000
"""Most states times nodes of a chain that is solved anew without each group."""


@dataclass(frozen=True)
class Options:
    """What models leave open.

    Attributes:
        position: shares of the first and the last touch.
        half_life: microseconds in which a touch's weight halves.
        order: touches that the chain remembers; None: the one that foretells best.
        worth: of a set of nodes in Shapley's value (see rules.py and coalitions.py).
    """

    position: Position = field(default_factory=Position)
    half_life: int = 7 * 86_400_000_000
    order: int | None = None
    worth: Worth = "conversions"


@dataclass(frozen=True)
class Aged:
    """Single paths with the ages of their touches, for what depends on time.

    Attributes:
        bounds, nodes: touches of each path.
        ages: of each touch, microseconds before the end of its path.
        group: of each path.
        amounts: of each path; paths x KINDS.
    """

    bounds: Int64
    nodes: Int32
    ages: Int64
    group: Int32
    amounts: Float64


@dataclass(frozen=True)
class Credit:
    """What a model puts down to each node.

    Attributes:
        model: its name.
        amounts: nodes x KINDS; with the untouched they add up to all.
        share: of all conversions, those without a touch included.
        interval: 95 % interval of the share; NaN where there is none.
    """

    model: Model
    amounts: Float64
    share: Float64
    interval: Interval


@dataclass(frozen=True)
class Effects:
    """What the chain behind Markov's credit says.

    Attributes:
        order: touches that it remembers.
        scores: of the orders that were tried; none where the order was given.
        removal: part of the conversions, of the losses and of the value that goes through each node;
            nodes x 3.
    """

    order: int
    scores: tuple[OrderScore, ...]
    removal: Float64


@dataclass(frozen=True)
class Meetings:
    """How nodes take part in conversions, whatever the model; one element a node.

    Attributes:
        met: conversions with the node on their path.
        assisted: of these, those whose last touch is at another node.
        between: of these, those whose first touch is at another node as well.
    """

    met: Float64
    assisted: Float64
    between: Float64


def meetings(counts: PathCounts) -> Meetings:
    """Conversions that each node took part in, and those that it only helped."""
    met, between = (
        counts.credit(weights)[:, :, CONVERTED].sum(axis=0) for weights in meeting_weights(counts)
    )
    last = counts.credit(last_weights(counts))[:, :, CONVERTED].sum(axis=0)
    return Meetings(met, met - last, between)


def attribute(
    counts: PathCounts, models: Sequence[Model], options: Options, *, aged: Aged | None = None
) -> tuple[tuple[Credit, ...], Effects | None]:
    """Credit by each model, and what the chain says where Markov is among them.

    Args:
        counts: paths.
        models: of MODELS.
        options: what they leave open.
        aged: the same paths one by one; needed for decay.

    Raises:
        UsageError: there are too many nodes for a model.
        AuditFailed: credit does not add up.
    """
    effects: Effects | None = None
    found: list[Credit] = []
    for model in models:
        if model == "markov":
            made, effects = _markov(counts, options)
        elif model == "shapley" and options.worth == "rate":
            made = _by_rate(counts)
        else:
            made = _by_rule(model, counts, options, aged)
        _audit(made, counts)
        found.append(made)
    return tuple(found), effects


def _by_rule(model: Model, counts: PathCounts, options: Options, aged: Aged | None) -> Credit:
    weights: dict[str, Callable[[], Float64]] = {
        "first": lambda: first_weights(counts),
        "last": lambda: last_weights(counts),
        "linear": lambda: linear_weights(counts),
        "position": lambda: position_weights(counts, options.position),
        "shapley": lambda: shapley_weights(counts),
    }
    if model == "decay":
        if aged is None:
            raise UsageError("decay needs the times of touches, which counted paths do not have")
        by_group = _decayed(counts, aged, options.half_life)
    else:
        by_group = counts.credit(weights[model]())
    share, left_out = _of_total(by_group[:, :, CONVERTED], counts)
    return Credit(model, by_group.sum(axis=0), share, jackknife(share, left_out))


def _decayed(counts: PathCounts, aged: Aged, half_life: int) -> Float64:
    single = PathCounts(
        names=counts.names,
        bounds=aged.bounds,
        nodes=aged.nodes,
        sequence=np.arange(len(aged.group), dtype=np.int64),
        group=aged.group,
        amounts=aged.amounts,
        groups=counts.groups,
    )
    return credit(aged.bounds, aged.nodes, decay_weights(aged.bounds, aged.ages, half_life), single)


def _of_total(by_group: Float64, counts: PathCounts) -> tuple[Float64, Float64]:
    totals = counts.by_group[:, CONVERTED]
    share = by_group.sum(axis=0) / totals.sum() if totals.sum() > 0 else np.full(by_group.shape[1], np.nan)
    return share, left_out_shares(by_group, totals)


def _markov(counts: PathCounts, options: Options) -> tuple[Credit, Effects]:
    nodes = len(counts.names)
    scores = tuple(order_scores(counts)) if options.order is None and counts.groups > 1 else ()
    order = options.order or best_order(scores)
    if longest_order(nodes, order) < order:
        raise UsageError(f"order {order} is too high for {nodes} nodes; ask for a lower one")
    chain = transitions(counts, order)
    if not can_be_solved(chain, nodes):
        raise UsageError(
            f"a chain of order {order} over {nodes:,} nodes has {len(chain):,} states, too many to be "
            "solved; ask for a lower order, another level, or models without markov"
        )
    removal = removal_effects(chain, nodes)
    amounts = _by_parts(counts, *(_parts(part) for part in removal.T))
    left_out = np.full((0, nodes), np.nan)
    if len(chain) * nodes <= _JACKKNIFE_WORK:
        effects = [removal_effects(chain, nodes, without=group)[:, 0] for group in range(counts.groups)]
        left_out = _shares_left(counts, [_parts(effect) for effect in effects])
    return _credit("markov", counts, amounts, left_out), Effects(order, scores, removal)


def _by_rate(counts: PathCounts) -> Credit:
    if len(counts.names) > MOST_NODES:
        raise UsageError(
            f"Shapley's value by rates looks at every set of nodes: at most {MOST_NODES}, found "
            f"{len(counts.names):,}; ask for worth 'conversions', or at another level"
        )
    lost = counts.credit(shapley_weights(counts))[:, :, LOST].sum(axis=0)
    amounts = _by_parts(counts, rate_shares(counts), _parts(lost), rate_shares(counts, kind=VALUE))
    rates = [rate_shares(counts, without=group) for group in range(counts.groups)]
    return _credit("shapley", counts, amounts, _shares_left(counts, rates), is_bounded=False)


def _by_parts(counts: PathCounts, converted: Float64, lost: Float64, value: Float64) -> Float64:
    """Amounts of all paths with a touch, by parts of one; value without parts goes as conversions do."""
    parts = np.tile(converted[:, None], (1, KINDS))
    parts[:, LOST] = lost
    if value.any():
        parts[:, VALUE] = value
    return parts * (counts.total - counts.untouched.sum(axis=0))


def _parts(effects: Float64) -> Float64:
    total = effects.sum()
    return effects / total if total > 0 else np.zeros(len(effects))


def _shares_left(counts: PathCounts, parts: Sequence[Float64]) -> Float64:
    """Shares of all conversions without each group, from parts of those with a touch."""
    totals = counts.by_group[:, CONVERTED]
    touched = totals - counts.untouched[:, CONVERTED]
    rest, rest_touched = totals.sum() - totals, touched.sum() - touched
    return np.stack(
        [
            part * reached / whole if whole > 0 else np.full(len(part), np.nan)
            for part, reached, whole in zip(parts, rest_touched, rest, strict=True)
        ]
    )


def _credit(
    model: Model, counts: PathCounts, amounts: Float64, left_out: Float64, *, is_bounded: bool = True
) -> Credit:
    total = counts.total[CONVERTED]
    share = amounts[:, CONVERTED] / total if total > 0 else np.full(len(amounts), np.nan)
    return Credit(model, amounts, share, jackknife(share, left_out, is_bounded=is_bounded))


def _audit(made: Credit, counts: PathCounts) -> None:
    """Credit and the untouched are all there is.

    Raises:
        AuditFailed: they are not.
    """
    found = made.amounts.sum(axis=0) + counts.untouched.sum(axis=0)
    away = np.abs(found - counts.total) / np.maximum(np.abs(counts.total), 1)
    if np.any(away > TOLERANCE):
        raise AuditFailed(f"credit by model {made.model} does not add up to what was to be shared out")
