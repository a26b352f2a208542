"""How journeys run around a step: from which node to which, where they begin and where they end.

From ordered paths; gives one row per step and link, for the Sankey picture. Every column adds up: what enters
a node leaves it, and each journey ends in one end only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from journeymine.errors import AuditFailed
from journeymine.walk.flow import (
    ARRIVED,
    BEGAN,
    CONVERTED,
    DROPPED,
    EARLIER,
    ENDED,
    ENDS,
    GOES_ON,
    OPEN,
    OTHER,
    SPECIAL,
    Flow,
    Window,
    find_flow,
    find_rows,
    show_commonest,
)
from journeymine.walk.paths import Float64, Int8, Int32, Int64
from journeymine.walk.variants import Owners, owners_of
from journeymine.walk.walked import Walked

__all__ = [
    "ARRIVED",
    "BEGAN",
    "CONVERTED",
    "DROPPED",
    "EARLIER",
    "ENDED",
    "ENDS",
    "END_OF",
    "GOES_ON",
    "OPEN",
    "OTHER",
    "LINKS",
    "STARTS",
    "STEPS_SHOWN",
    "FirstSteps",
    "flows",
]

STARTS = (BEGAN, EARLIER)
END_OF: Int8 = np.array([ENDS.index(end) for end in (CONVERTED, DROPPED, OPEN, ENDED)], dtype=np.int8)
"""The end that each of parts.OUTCOMES is, and that of none of them, whose number is -1."""
Codes: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]


LINKS = pa.schema(
    [
        ("step_index", pa.int64()),
        ("from_node", pa.string()),
        ("to_node", pa.string()),
        ("journey_count", pa.int64()),
        ("customer_count", pa.int64()),
    ]
)
"""Columns of the links between first steps."""

STEPS_SHOWN = 5
"""First steps on a page."""


@dataclass(frozen=True)
class FirstSteps:
    """What to count.

    Attributes:
        level: level of the nodes.
        steps: how many steps from the start of each journey.
        top: nodes kept by name in each step; the rest is `OTHER`.
        min_cell: nodes and links of fewer customers are folded into `OTHER`; 0 keeps all.
    """

    level: str = "stage"
    steps: int = 6
    top: int = 7
    min_cell: int = 0


@dataclass(frozen=True)
class _Link:
    from_node: int
    to_node: int
    journey_count: int
    customer_count: int


class _Rows:
    """Different flows, one row each: nodes by step, then an end; codes past the nodes are OTHER and the ends.

    Attributes:
        cells: a row a flow, a column a step; -1 where it is not.
        other: code of OTHER.
        journeys: how many journeys each flow has.
        owners: whose they are.
    """

    def __init__(self, names: Sequence[str], cells: Codes, journeys: Codes, owners: Owners) -> None:
        self.names = list(names)
        self.other = self.names.index(OTHER)
        self.cells = cells
        self.journeys = journeys
        self.owners = owners

    def seen(self, cells: Codes) -> _Rows:
        """The same flows with other columns; what is folded there is folded here, where they share memory."""
        return _Rows(self.names, cells, self.journeys, self.owners)

    def pairs(self, column: int) -> Codes:
        """The link of each flow between a column and the next; -1 where it has none."""
        before, after = self.cells[:, column], self.cells[:, column + 1]
        return np.where((before >= 0) & (after >= 0), before * len(self.names) + after, -1)

    def links(self, column: int) -> list[_Link]:
        """Links between a column and the next, in the order of their codes."""
        values, which = np.unique(self.pairs(column), return_inverse=True)
        journeys = _sums(which, self.journeys, len(values))
        customers = self.owners.count(which, len(values))
        width = len(self.names)
        found = zip(values.tolist(), journeys.tolist(), customers.tolist(), strict=True)
        return [_Link(*divmod(value, width), *counts) for value, *counts in found if value >= 0]

    def on(self, column: int, link: _Link) -> Mask:
        """Which flows take a link."""
        return self.pairs(column) == link.from_node * len(self.names) + link.to_node

    def fold(self, column: int, rows: Mask) -> None:
        """Call the node of these flows in that column OTHER."""
        self.cells[rows, column] = self.other

    def keep_top(self, column: int, options: FirstSteps) -> None:
        """Fold all but the commonest nodes of a column, and those of too few customers."""
        codes = self.cells[:, column]
        is_node = (codes >= 0) & (codes < self.other)
        counts = _sums(codes[is_node], self.journeys[is_node], self.other)
        ranked = sorted(range(self.other), key=lambda code: (-int(counts[code]), self.names[code]))
        kept = [
            code for code in ranked[: options.top] if _customers_at(self, column, code) >= options.min_cell
        ]
        self.fold(column, is_node & ~np.isin(codes, kept))


def _sums(which: Codes, counts: Codes, length: int) -> Codes:
    out = np.zeros(length, dtype=np.int64)
    np.add.at(out, which, counts)
    return out


def flows(  # noqa: PLR0913
    walked: Walked,
    ends: Int8,
    window: Window,
    *,
    top: int | None = 7,
    min_cell: int = 0,
    timed: bool = True,
) -> pa.Table:
    """Count the links between the steps around a centre.

    Args:
        walked: what is followed.
        ends: which of ENDS each unit comes to.
        window: which steps, and around what.
        top: nodes kept by name in each step, the rest is `OTHER`; None: all.
        min_cell: nodes and links of fewer customers are folded into `OTHER`; 0 keeps all.
        timed: whether times are wanted; where small cells are folded there are none.

    Returns:
        One row per link: step_index (of the node left, 0 being the centre), from_node, to_node, journey_count
        (units), customer_count, median_seconds and p90_seconds from leaving to entering.

    Raises:
        AuditFailed: a step does not pass on what it gets: a fault of ours.
    """
    names = (*walked.names, *SPECIAL)
    if min_cell > 1:
        shown = show_commonest(walked, window, top=top, least=min_cell)
        return _folded(Flow(walked, window, shown, ends), min_cell, names)
    links = find_flow(walked, window, ends, top=top, timed=timed)
    _check(links.column, (links.from_code, links.to_code), links.count.units, len(walked.names))
    told, count = pa.array(names, pa.string()), links.count
    return pa.table(
        {
            "step_index": links.column - (window.before + 1),
            "from_node": told.take(pa.array(links.from_code)),
            "to_node": told.take(pa.array(links.to_code)),
            "journey_count": count.units,
            "customer_count": count.customers,
            "median_seconds": _seconds(count.median, len(count)),
            "p90_seconds": _seconds(count.p90, len(count)),
        }
    )


def _seconds(found: Float64, rows: int) -> pa.Array:
    return pa.array(found, pa.float64(), from_pandas=True) if len(found) else pa.nulls(rows, pa.float64())


def _check(column: Int64, link: tuple[Int32, Int32], units: Int64, nodes: int) -> None:
    """Each node passes on what it gets, where units are seen both before and after it."""
    from_code, to_code = link
    width, columns = nodes + 1, int(column.max(initial=-1)) + 2
    out, into = np.zeros((columns, width), dtype=np.int64), np.zeros((columns, width), dtype=np.int64)
    leaves, enters = from_code < width, to_code < width
    np.add.at(out, (column[leaves], from_code[leaves]), units[leaves])
    np.add.at(into, (column[enters] + 1, to_code[enters]), units[enters])
    both = slice(int(column.min(initial=columns)) + 1, columns - 1)
    if not np.array_equal(out[both], into[both]):
        raise AuditFailed("a step of a flow does not pass on what it gets")


def _folded(flow: Flow, least: int, names: Sequence[str]) -> pa.Table:
    """The links with those of too few customers folded, from the centre to both sides."""
    window = flow.window
    groups, cells = find_rows(flow)
    rows = _Rows(names, cells.astype(np.int64), groups.count, owners_of(flow.walked, groups))
    centre = window.before + 1
    right, left = (rows.seen(rows.cells[:, part]) for part in (slice(centre, None), slice(centre, None, -1)))
    _fold_small(right, least)
    _fold_small(left, least)
    behind, ahead = _table(right, window.after + 1, least), _table(left, window.before + 1, least)
    mirrored = {
        **{name: ahead[name] for name in ahead.column_names},
        "step_index": pa.array([-1 - step for step in ahead["step_index"].to_pylist()], pa.int64()),
        "from_node": ahead["to_node"],
        "to_node": ahead["from_node"],
    }
    found = pa.concat_tables([pa.table(mirrored), behind]).sort_by("step_index")
    none = pa.nulls(len(found), pa.float64())
    return found.append_column("median_seconds", none).append_column("p90_seconds", none)


def _fold_small(rows: _Rows, least: int) -> None:
    """Fold links of fewer customers than `least`, column by column, so that none is left.

    What such a link enters is called OTHER, with the next smallest beside it where that is too few; an end
    that is entered so comes a step later, after OTHER.
    """
    _fill_others(rows, least)
    for column in range(rows.cells.shape[1] - 1):
        links = rows.links(column)
        for node in dict.fromkeys(link.from_node for link in links):
            for link in _too_small(rows, column, [link for link in links if link.from_node == node], least):
                on = rows.on(column, link)
                if link.to_node > rows.other:
                    rows.cells[on, column + 2 :] = rows.cells[on, column + 1 : -1]
                rows.fold(column + 1, on)


def _too_small(rows: _Rows, column: int, links: list[_Link], least: int) -> list[_Link]:
    """Of the links from a node, those of too few customers, with the next smallest until OTHER has enough."""
    others = [link for link in links if link.to_node == rows.other]
    rest = sorted(
        (link for link in links if link not in others),
        key=lambda link: (link.customer_count, rows.names[link.to_node]),
    )
    small = [link for link in rest if link.customer_count < least]
    rest = rest[len(small) :]
    while small + others and rest and _customers_on(rows, column, small + others) < least:
        small.append(rest.pop(0))
    return small


def _fill_others(rows: _Rows, least: int) -> None:
    """Where OTHER has too few customers in the first column, let its smallest nodes be OTHER too."""
    first = rows.cells[:, 0]
    nodes, which = np.unique(first, return_inverse=True)
    customers = rows.owners.count(which, len(nodes)).tolist()
    found = zip(customers, nodes.tolist(), strict=True)
    inner = sorted((count, rows.names[node], node) for count, node in found if 0 <= node < rows.other)
    while inner and 0 < _customers_at(rows, 0, rows.other) < least:
        rows.fold(0, first == inner.pop(0)[2])


def _customers_at(rows: _Rows, column: int, code: int) -> int:
    here = np.where(rows.cells[:, column] == code, 0, -1)
    return int(rows.owners.count(here, 1)[0])


def _customers_on(rows: _Rows, column: int, links: Sequence[_Link]) -> int:
    on = np.any([rows.on(column, link) for link in links], axis=0)
    return int(rows.owners.count(np.where(on, 0, -1), 1)[0])


def _table(paths: _Rows, columns: int, least: int) -> pa.Table:
    """The links of at least so many customers."""
    links = ((column, link) for column in range(columns) for link in paths.links(column))
    rows = [(column, link) for column, link in links if link.customer_count >= least]
    return pa.table(
        {
            "step_index": pa.array([column for column, _ in rows], pa.int64()),
            "from_node": pa.array([paths.names[link.from_node] for _, link in rows], pa.string()),
            "to_node": pa.array([paths.names[link.to_node] for _, link in rows], pa.string()),
            "journey_count": pa.array([link.journey_count for _, link in rows], pa.int64()),
            "customer_count": pa.array([link.customer_count for _, link in rows], pa.int64()),
        }
    )
