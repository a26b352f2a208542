"""Tables of an attribution: credit, paths, and the conversions behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from journeymine.errors import UsageError
from journeymine.measures.attribution import CONVERTED, IN_CURRENCY, LOST, VALUE, Credit, Meetings
from journeymine.measures.attribution.counts import summed_by
from journeymine.questions.costs import Costs, cost_columns
from journeymine.questions.ground import Ground
from journeymine.questions.names import unknown
from journeymine.questions.touching import Found
from journeymine.walk.paths import Float64, Int64

NOBODY = "(none)"
"""The node of conversions without a touch."""


@dataclass(frozen=True)
class Parts:
    """What a model's rows are made of, beside its credit.

    Attributes:
        found: the paths.
        meetings: conversions that nodes took part in.
        customers: who have each node on a path to a conversion; last, those with a path without any.
        costs: of advertising; None where there are none.
    """

    found: Found
    meetings: Meetings
    customers: Int64
    costs: Costs | None


def credit_rows(made: Parts, credit: Credit) -> pa.Table:
    """A model's rows: nodes by credit, then costs that no touch meets, then conversions without a touch."""
    names = made.found.counts.names
    order = sorted(range(len(names)), key=lambda place: (-credit.amounts[place, CONVERTED], names[place]))
    unmet = sorted(set(made.costs.of_node) - set(names)) if made.costs else []
    amounts = np.concatenate([credit.amounts[order], np.zeros((len(unmet), credit.amounts.shape[1]))])
    nodes = [*(names[place] for place in order), *unmet]
    nobody = untouched(made.found)
    if nobody[CONVERTED] > 0:
        nodes, amounts = [*nodes, NOBODY], np.concatenate([amounts, nobody[None]])
    return _model_table(made, credit, order, (nodes, amounts))


def _model_table(
    made: Parts, credit: Credit, order: Sequence[int], rows: tuple[list[str], Float64]
) -> pa.Table:
    nodes, amounts = rows
    more = len(nodes) - len(order)
    money, total = made.found.money, made.found.counts.total[CONVERTED]
    share = amounts[:, CONVERTED] / total if total > 0 else np.full(len(nodes), np.nan)
    value = [float(each) if money.is_known else None for each in amounts[:, VALUE]]
    takes, last = made.meetings, made.customers[-1:] if nodes[-1:] == [NOBODY] else []
    people = [*made.customers[list(order)], *[0] * (more - len(last)), *last]
    counts = {"met_count": takes.met, "assist_count": takes.assisted, "between_count": takes.between}
    return pa.table(
        {
            "model": pa.array([credit.model] * len(nodes)),
            "node": pa.array(nodes, pa.string()),
            "credit": pa.array(amounts[:, CONVERTED], pa.float64()),
            "share": _nullable(share),
            "share_low": _nullable(_padded(credit.interval.low, order, more)),
            "share_high": _nullable(_padded(credit.interval.high, order, more)),
            "value": pa.array(value, pa.float64()),
            "currency": pa.array([money.currency] * len(nodes), pa.string()),
            "loss_credit": pa.array(amounts[:, LOST], pa.float64()),
            **{
                name: pa.array([*part[list(order)].astype(np.int64), *[0] * more], pa.int64())
                for name, part in counts.items()
            },
            "customer_count": pa.array(people, pa.int64()),
            **cost_columns(nodes, amounts[:, IN_CURRENCY].tolist(), value, made.costs),
        }
    )


def _padded(values: Float64, order: Sequence[int], more: int) -> Float64:
    return np.concatenate([values[list(order)], np.full(more, np.nan)])


def _nullable(values: Float64) -> pa.Array:
    return pa.array(values, pa.float64(), from_pandas=True)


def untouched(found: Found) -> Float64:
    """Amounts of the paths without a touch."""
    return found.counts.untouched.sum(axis=0)


def customers_of(found: Found) -> Int64:
    """Customers who have each node on a path to a conversion; last, those with a path without any."""
    from journeymine.walk.kernels.credit import count_customers

    touches, made = found.touches, ~found.touches.is_lost
    lengths = np.diff(touches.bounds)
    kept = np.repeat(made, lengths)
    bounds = np.append(0, np.cumsum(lengths[made]))
    nodes = len(found.counts.names)
    out = np.zeros(nodes, dtype=np.int64)
    seen = np.full(nodes, -1, dtype=np.int64)
    count_customers(bounds, touches.nodes[kept], touches.customer[made], seen, out)
    return np.append(out, len(np.unique(touches.customer[made & (lengths == 0)])))


def paths_table(found: Found) -> pa.Table:
    """Different sequences of touches and what came of them, the commonest first."""
    counts, money = found.counts, found.money
    summed = summed_by(counts.sequence, counts.amounts, len(found.sequences))
    order = np.lexsort((np.arange(len(summed)), -(summed[:, CONVERTED] + summed[:, LOST])))
    summed, texts = summed[order], _texts(found, order)
    settled = summed[:, CONVERTED] + summed[:, LOST]
    value = summed[:, VALUE] if money.is_known else np.full(len(summed), np.nan)
    return pa.table(
        {
            "path": pa.array(texts, pa.string()),
            "touch_count": counts.lengths[order],
            "conversion_count": summed[:, CONVERTED].astype(np.int64),
            "lost_count": summed[:, LOST].astype(np.int64),
            "conversion_rate": summed[:, CONVERTED] / settled,
            "value": _nullable(value),
            "currency": pa.array([money.currency] * len(summed), pa.string()),
        }
    )


def _texts(found: Found, order: Int64) -> list[str]:
    names, bounds, nodes = found.counts.names, found.sequences.bounds, found.sequences.nodes.tolist()
    return [" > ".join(names[node] for node in nodes[bounds[at] : bounds[at + 1]]) for at in order]


def units_table(ground: Ground, found: Found, node: str | None) -> pa.Table:
    """Conversions with their paths; those with a node on it only.

    Raises:
        UsageError: no touch is at that node.
    """
    names = found.counts.names
    touches, kept = found.touches, ~found.touches.is_lost
    if node is not None:
        if node not in names:
            raise UsageError(unknown("node with a touch", node, names))
        path = np.repeat(np.arange(len(touches)), np.diff(touches.bounds))
        kept &= np.bincount(path[touches.nodes == names.index(node)], minlength=len(touches)) > 0
    rows = np.flatnonzero(kept)
    numbers, place = np.unique(found.sequences.number[rows], return_inverse=True)
    texts = pa.array(_texts(found, numbers), pa.string())
    value = np.where(found.amounts[rows, IN_CURRENCY] > 0, _values(ground, touches.ends[rows]), np.nan)
    return pa.table(
        {
            "customer_id": ground.customers["customer_id"].take(pa.array(touches.customer[rows])),
            "converted_at": pa.array(ground.paths.times[touches.ends[rows]], pa.timestamp("us", "UTC")),
            "path": texts.take(pa.array(place)),
            "value": _nullable(value),
            "currency": pa.array([found.money.currency] * len(rows), pa.string()),
        }
    )


def _values(ground: Ground, rows: Int64) -> Float64:
    figures = ground.paths.figures
    return figures["value"][rows] if "value" in figures else np.full(len(rows), np.nan)
