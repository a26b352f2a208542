"""The tree of first steps: units by the way they came, each branch divided by what comes next.

From ordered paths; gives one row per branch. A branch is divided into its commonest next nodes, all others
together, and what became of the units that end there, so that its parts add up to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pyarrow as pa

from journeymine.walk.flow import OTHER, SPECIAL, Flow, Window, find_rows
from journeymine.walk.paths import Int8, Int64
from journeymine.walk.variants import Owners, Variants, owners_of
from journeymine.walk.walked import Walked

_NEW = -1


@dataclass(frozen=True)
class Branching:
    """How much of a tree is shown.

    Attributes:
        depth: steps from the root.
        top: next nodes kept by name at each branch.
        min_cell: parts of fewer customers are put together with others, or the branch is not divided; 0 keeps
            all.
    """

    depth: int = 5
    top: int = 5
    min_cell: int = 0


@dataclass(frozen=True)
class _Part:
    """A part of a branch.

    Attributes:
        parent: its branch.
        code: of the node, the others or the end.
        units, customers: in it.
    """

    parent: int
    code: int
    units: int
    customers: int


def first_tree(walked: Walked, ends: Int8, branching: Branching | None = None) -> pa.Table:
    """Divide units by their first steps.

    Args:
        walked: what is followed.
        ends: which of ENDS each unit comes to.
        branching: how much of the tree is shown.

    Returns:
        One row per branch, parents before their parts: branch (its number; the root is 0), parent (NULL for
            the root),
        depth, node (NULL for the root), path (nodes joined by ' > '), unit_count, customer_count,
        share_of_parent, share.
    """
    how = branching or Branching()
    window = Window(0, how.depth - 1)
    shown = np.tile(np.arange(len(walked.names), dtype=np.int32), (window.columns, 1))
    groups, cells = find_rows(Flow(walked, window, shown, ends))
    tree = _Tree((*walked.names, *SPECIAL), groups, owners_of(walked, groups), how)
    for column in range(1, how.depth + 2):
        tree.divide(cells[:, column].astype(np.int64))
    return tree.table()


class _Tree:
    """A tree as it grows."""

    def __init__(self, names: Sequence[str], groups: Variants, owners: Owners, how: Branching) -> None:
        self.names, self.groups, self.owners, self.how = names, groups, owners, how
        self.other = names.index(OTHER)
        self.branch = np.zeros(len(groups), dtype=np.int64)
        everybody = owners.count(self.branch, 1) if len(groups) else np.zeros(1, dtype=np.int64)
        self.parts = [_Part(_NEW, _NEW, int(groups.count.sum()), int(everybody[0]))]

    def divide(self, code: Int64) -> None:
        """Divide the branches by the flows' codes in the next column; -1 where there is none."""
        width, begin = len(self.names), len(self.parts)
        key = np.where((self.branch >= 0) & (code >= 0), self.branch * width + code, _NEW)
        values, which = np.unique(key, return_inverse=True)
        kept: dict[int, int] = {}
        codes: list[tuple[int, int]] = []
        for parent, parts in groupby(self._found(values, which), key=lambda part: part.parent):
            shown, pool = self._pooled(list(parts), values, which)
            for shown_as, together in [*((part.code, [part]) for part in shown), (self.other, pool)]:
                if together:
                    kept |= {part.parent * width + part.code: len(codes) for part in together}
                    codes.append((parent, shown_as))
        label = np.array([kept.get(value, _NEW) for value in values.tolist()], dtype=np.int64)[which]
        units, customers = _sums(label, self.groups.count, len(codes)), self.owners.count(label, len(codes))
        counts = zip(codes, units.tolist(), customers.tolist(), strict=True)
        self.parts += [_Part(parent, shown, *both) for (parent, shown), *both in counts]
        is_node = np.array([shown < self.other for _, shown in codes] + [False], dtype=np.bool_)
        self.branch = np.where(is_node[label], begin + label, _NEW)

    def table(self) -> pa.Table:
        """The rows."""
        total, paths, depths = max(self.parts[0].units, 1), [""], [0]
        for part in self.parts[1:]:
            above = paths[part.parent]
            paths.append(f"{above} > {self.names[part.code]}" if above else self.names[part.code])
            depths.append(depths[part.parent] + 1)
        units = [part.units for part in self.parts]
        parents = [part.parent if part.parent >= 0 else None for part in self.parts]
        return pa.table(
            {
                "branch": pa.array(range(len(units)), pa.int64()),
                "parent": pa.array(parents, pa.int64()),
                "depth": pa.array(depths, pa.int64()),
                "node": pa.array(
                    [self.names[part.code] if part.code >= 0 else None for part in self.parts], pa.string()
                ),
                "path": pa.array(paths, pa.string()),
                "unit_count": pa.array(units, pa.int64()),
                "customer_count": pa.array([part.customers for part in self.parts], pa.int64()),
                "share_of_parent": pa.array(
                    [
                        count / units[parent or 0] if units[parent or 0] else None
                        for count, parent in zip(units, parents, strict=True)
                    ],
                    pa.float64(),
                ),
                "share": pa.array([count / total for count in units], pa.float64()),
            }
        )

    def _found(self, values: Int64, which: Int64) -> list[_Part]:
        """All parts, by branch; in each the commonest first."""
        units = _sums(which, self.groups.count, len(values))
        least = self.how.min_cell
        customers = self.owners.count(which, len(values)) if least else units
        rows = zip(values.tolist(), units.tolist(), customers.tolist(), strict=True)
        parts = [_Part(*divmod(value, len(self.names)), *counts) for value, *counts in rows if value >= 0]
        return sorted(parts, key=lambda part: (part.parent, -part.units, self.names[part.code]))

    def _pooled(self, parts: list[_Part], values: Int64, which: Int64) -> tuple[list[_Part], list[_Part]]:
        """The parts of a branch that are shown one by one, and those shown together."""
        nodes = [part for part in parts if part.code < self.other]
        top, least = self.how.top, self.how.min_cell
        seen = [*nodes[:top], *(part for part in parts if part.code > self.other)]
        pool = nodes[top:] + [part for part in seen if part.customers < least]
        shown = [part for part in seen if part.customers >= least]
        while pool and least and self._customers(pool, values, which) < least:
            if not shown:
                return [], []
            pool.append(shown.pop(shown.index(min(shown, key=lambda part: part.customers))))
        return shown, pool

    def _customers(self, pool: list[_Part], values: Int64, which: Int64) -> int:
        """Different customers of several parts of a branch."""
        keys = [part.parent * len(self.names) + part.code for part in pool]
        place = np.where(np.isin(values, keys), 0, _NEW)[which]
        return int(self.owners.count(place, 1)[0])


def _sums(label: Int64, counts: Int64, parts: int) -> Int64:
    """Sum of counts for each label; -1: none."""
    out = np.zeros(parts, dtype=np.int64)
    np.add.at(out, label[label >= 0], counts[label >= 0])
    return out
