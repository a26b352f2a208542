"""How journeys run in their first steps: from which node to which, and where they end.

From the published tables `steps` and `journeys`; gives one row per step and link, for the Sankey picture.
Every column adds up: what enters a node leaves it, and each journey ends in one end only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

OTHER, GOES_ON = "(other)", "(goes on)"
DROPPED, OPEN, CONVERTED = "(dropped off)", "(still open)", "(converted, stopped)"
ENDED = "(ended)"
ENDS = (DROPPED, OPEN, CONVERTED, GOES_ON, ENDED)
_OUTCOMES = ("dropped", "open", "converted")
Codes: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]


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


class _Paths:
    """One row per journey: its nodes by step, then its end; codes past the nodes are OTHER and the ends."""

    def __init__(self, nodes: list[str], cells: Codes, customers: Codes) -> None:
        self.names = [*nodes, OTHER, *ENDS]
        self.other = len(nodes)
        self.cells = cells
        self.customers = customers
        self._is_one_each = bool(np.unique(customers).size == customers.size)

    def pairs(self, column: int) -> Codes:
        """The link of each journey between a column and the next; -1 where it has ended."""
        before, after = self.cells[:, column], self.cells[:, column + 1]
        return np.where(after >= 0, before * len(self.names) + after, -1)

    def links(self, column: int) -> list[_Link]:
        """Links between a column and the next, in the order of their codes."""
        pairs = self.pairs(column)
        alive = pairs >= 0
        values, journeys = np.unique(pairs[alive], return_counts=True)
        customers = journeys if self._is_one_each else self._distinct_customers(pairs[alive], alive)
        width = len(self.names)
        return [
            _Link(int(value) // width, int(value) % width, int(journey), int(customer))
            for value, journey, customer in zip(values, journeys, customers, strict=True)
        ]

    def _distinct_customers(self, pairs: Codes, alive: Mask) -> Codes:
        both = np.unique(np.stack([pairs, self.customers[alive]]), axis=1)
        return np.unique(both[0], return_counts=True)[1]

    def on(self, column: int, link: _Link) -> Mask:
        """Which journeys take a link."""
        return self.pairs(column) == link.from_node * len(self.names) + link.to_node

    def fold(self, column: int, rows: Mask) -> None:
        """Call the node of these journeys in that column OTHER."""
        self.cells[rows, column] = self.other

    def keep_top(self, column: int, options: FirstSteps) -> None:
        """Fold all but the commonest nodes of a column, and those of too few customers."""
        codes = self.cells[:, column]
        counts = np.bincount(codes[(codes >= 0) & (codes < self.other)], minlength=self.other)
        ranked = sorted(range(self.other), key=lambda code: (-int(counts[code]), self.names[code]))
        kept = [
            code for code in ranked[: options.top] if self._customers_at(column, code) >= options.min_cell
        ]
        self.fold(column, (codes >= 0) & (codes < self.other) & ~np.isin(codes, kept))

    def _customers_at(self, column: int, code: int) -> int:
        return int(np.unique(self.customers[self.cells[:, column] == code]).size)


def first_steps(steps: pa.Table, journeys: pa.Table, options: FirstSteps | None = None) -> pa.Table:
    """Count the links between the first steps of journeys.

    Args:
        steps: columns level, journey_id, step_index, node; steps of journeys not given are left out.
        journeys: columns journey_id, customer_id, outcome.
        options: level, number of steps, nodes kept and smallest cell.

    Returns:
        One row per link: step_index (of the node left, from 0), from_node, to_node, journey_count,
        customer_count. `to_node` may be an end; steps after the last that can be shown without small cells
        are left out.
    """
    chosen = options or FirstSteps()
    paths = _read(steps, journeys, chosen)
    for column in range(chosen.steps):
        paths.keep_top(column, chosen)
    columns = _fold_small(paths, chosen) if chosen.min_cell > 1 else chosen.steps
    return _table(paths, columns)


def _read(steps: pa.Table, journeys: pa.Table, options: FirstSteps) -> _Paths:
    level = steps.filter(pc.field("level") == options.level)
    found = pc.index_in(level.column("journey_id"), value_set=journeys.column("journey_id").combine_chunks())
    known = pc.is_valid(found)
    rows = np.asarray(found.filter(known)).astype(np.int64)
    index = np.asarray(level.column("step_index").filter(known)).astype(np.int64)
    nodes, codes = _encoded(level.column("node").filter(known))
    lengths = np.bincount(rows, minlength=len(journeys))
    cells = np.full((len(journeys), options.steps + 1), -1, dtype=np.int64)
    early = index < options.steps
    cells[rows[early], index[early]] = codes[early]
    last = options.steps
    short = np.flatnonzero(lengths <= last)
    cells[short, lengths[short]] = _outcome_codes(journeys, len(nodes))[short]
    cells[lengths > last, last] = len(nodes) + 1 + ENDS.index(GOES_ON)
    walked = lengths > 0
    return _Paths(nodes, cells[walked], _encoded(journeys.column("customer_id"))[1][walked])


def _encoded(column: pa.ChunkedArray) -> tuple[list[str], Codes]:
    encoded = column.combine_chunks().dictionary_encode()
    return [str(value) for value in encoded.dictionary.to_pylist()], np.asarray(encoded.indices).astype(
        np.int64
    )


def _outcome_codes(journeys: pa.Table, node_count: int) -> Codes:
    places = pc.index_in(journeys.column("outcome"), value_set=pa.array(_OUTCOMES))
    return np.asarray(places).astype(np.int64) + node_count + 1


def _fold_small(paths: _Paths, options: FirstSteps) -> int:
    """Fold links of too few customers until none is left; returns how many columns can be shown."""
    column, columns = 0, options.steps
    while column < columns:
        links = paths.links(column)
        small = [link for link in links if link.customer_count < options.min_cell]
        if not small:
            column += 1
        elif _fold_link(paths, column, small[0], links):
            column = max(column - 1, 0)
        else:
            columns = column
    return columns


def _fold_link(paths: _Paths, column: int, link: _Link, links: list[_Link]) -> bool:
    """Fold a small link with as little beside it as will do; False if nothing can be folded."""
    if link.to_node < paths.other:
        paths.fold(column + 1, paths.on(column, link))
    elif link.from_node < paths.other and link.to_node != paths.other:
        paths.fold(column, paths.on(column, link))
    elif link.from_node < paths.other:
        beside = [each for each in links if each.from_node == link.from_node and each.to_node < paths.other]
        at, chosen = (column + 1, _smallest(beside)) if beside else (column, link)
        paths.fold(at, paths.on(column, chosen))
    else:
        return _fold_end(paths, column, link, links)
    return True


def _fold_end(paths: _Paths, column: int, link: _Link, links: list[_Link]) -> bool:
    """Fold a small link that leaves OTHER: with one like it of a named node, else two ends into ENDED."""
    named = [each for each in links if each.from_node < paths.other]
    alike = [each for each in named if each.to_node == link.to_node]
    ends = [each for each in links if each.from_node == paths.other and each.to_node > paths.other]
    apart = [each for each in ends if each.to_node != link.to_node]
    if alike:
        paths.fold(column, paths.on(column, _smallest(alike)))
    elif link in ends and apart:
        rows = paths.on(column, link) | paths.on(column, _smallest(apart))
        paths.cells[rows, column + 1] = paths.names.index(ENDED)
    elif named:
        paths.fold(column, paths.on(column, _smallest(named)))
    else:
        return False
    return True


def _smallest(links: list[_Link]) -> _Link:
    return min(links, key=lambda link: (link.customer_count, link.from_node, link.to_node))


def _table(paths: _Paths, columns: int) -> pa.Table:
    rows = [(column, link) for column in range(columns) for link in paths.links(column)]
    return pa.table(
        {
            "step_index": pa.array([column for column, _ in rows], pa.int64()),
            "from_node": pa.array([paths.names[link.from_node] for _, link in rows], pa.string()),
            "to_node": pa.array([paths.names[link.to_node] for _, link in rows], pa.string()),
            "journey_count": pa.array([link.journey_count for _, link in rows], pa.int64()),
            "customer_count": pa.array([link.customer_count for _, link in rows], pa.int64()),
        }
    )
