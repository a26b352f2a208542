"""What advertising cost, laid beside the nodes of an attribution.

Reads ad_costs. A row of costs belongs to the node that is told for it; else to the node of its own channel
(at level campaign: of its own campaign); else to the channel that most events with its campaign have. Else it
stands for itself, so that no cost is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa

from journeymine.questions.conditions import Moment
from journeymine.questions.ground import Ground
from journeymine.questions.masks import instant

LEVELS_WITH_COST = ("channel", "campaign")
_NO_CAMPAIGN = "(no campaign)"


@dataclass(frozen=True)
class Costs:
    """Advertising cost by node.

    Attributes:
        of_node: cost of each node in the currency asked for; nodes that no touch has among them.
        first, last: first and last day counted.
        others: rows in other currencies, by currency; they are left out.
    """

    of_node: Mapping[str, float]
    first: date
    last: date
    others: Mapping[str, int]

    @property
    def total(self) -> float:
        """Cost of all nodes."""
        return sum(self.of_node.values())


@dataclass(frozen=True)
class CostQuestion:
    """Which costs, and whose they are.

    Attributes:
        level: channel or campaign.
        names: nodes that touches have.
        currency: of the costs; None: the one that most rows have.
        since, until: days counted, from the one to before the other; None: from the first event, to the as-of
            day.
        nodes: the node of a channel (`google`) or of a channel and medium (`google/cpc`) of the costs.
    """

    level: str
    names: Sequence[str]
    currency: str | None
    since: Moment | None
    until: Moment | None
    nodes: Mapping[str, str]


def costs_of(ground: Ground, question: CostQuestion) -> Costs | None:
    """Cost by node; None where there is no cost in these days, or none at this level."""
    if question.level not in LEVELS_WITH_COST:
        return None
    table = ground.read("ad_costs")
    first, end = _days(ground, question)
    rows = [row for row in table.to_pylist() if first <= row["day"] < end]
    currencies = Counter(row["currency"] for row in rows)
    if not currencies:
        return None
    chosen = question.currency or min(currencies, key=lambda name: (-currencies[name], name or ""))
    node_of = _Nodes(ground, question)
    found: dict[str, float] = {}
    for row in rows:
        if row["currency"] == chosen:
            node = node_of.row(row)
            found[node] = found.get(node, 0.0) + row["cost"]
    others = {name or "?": count for name, count in currencies.items() if name != chosen}
    return Costs(found, first, end - timedelta(days=1), others) if found else None


class _Nodes:
    """The node of each row of costs."""

    def __init__(self, ground: Ground, question: CostQuestion) -> None:
        self._level = question.level
        self._names = set(question.names)
        self._told = question.nodes
        self._of_campaign = _channels_of_campaigns(ground) if question.level == "channel" else {}

    def row(self, row: Mapping[str, str | None]) -> str:
        """Its node, or what stands for it where no touch is at it."""
        channel, medium, campaign = (row[name] for name in ("channel", "medium", "campaign"))
        if self._level == "campaign":
            return campaign or _NO_CAMPAIGN
        for key in (f"{channel}/{medium}", str(channel)):
            if key in self._told:
                return self._told[key]
        if channel in self._names:
            return str(channel)
        return self._of_campaign.get(campaign or "", str(channel))


def _channels_of_campaigns(ground: Ground) -> dict[str, str]:
    """The channel that most events with each campaign have; the first by name of equals."""
    signatures = ground.paths.signatures
    campaigns, channels = signatures.codes("campaign"), signatures.codes("channel")
    events = np.bincount(ground.paths.signature, minlength=len(signatures))
    pairs: Counter[tuple[str, str]] = Counter()
    for campaign, channel, count in zip(campaigns.of_signature, channels.of_signature, events, strict=True):
        if campaign >= 0 and channel >= 0:
            pairs[campaigns.names[campaign], channels.names[channel]] += int(count)
    best: dict[str, str] = {}
    for campaign, channel in sorted(pairs, key=lambda pair: (-pairs[pair], pair)):
        best.setdefault(campaign, channel)
    return best


def _days(ground: Ground, question: CostQuestion) -> tuple[date, date]:
    """First day counted, and the one behind the last."""
    times = ground.paths.times
    begin = int(times[ground.paths.bounds[:-1]].min()) if len(times) else 0
    first = begin if question.since is None else instant(question.since)
    if question.until is None:
        return _day(first), ground.as_of.astimezone(UTC).date() + timedelta(days=1)
    return _day(first), _day(instant(question.until) - 1) + timedelta(days=1)


def _day(microseconds: int) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)).date()


def cost_columns(
    nodes: Sequence[str], conversions: Sequence[float], values: Sequence[float | None], costs: Costs | None
) -> dict[str, pa.Array]:
    """Cost, cost per conversion and return of each row of a table.

    Args:
        nodes: of each row.
        conversions: credited conversions that are not in another currency.
        values: their value; None: not known.
        costs: None: there is no cost.
    """
    spent = [None if costs is None else costs.of_node.get(node) for node in nodes]
    each = [
        None if not cost or count <= 0 else cost / count
        for cost, count in zip(spent, conversions, strict=True)
    ]
    back = [
        None if not cost or value is None else value / cost for cost, value in zip(spent, values, strict=True)
    ]
    named = {"cost": spent, "cost_per_conversion": each, "return_on_spend": back}
    return {name: pa.array(column, pa.float64()) for name, column in named.items()}
