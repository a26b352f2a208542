"""Variants: units with the same path, told apart by a 64-bit hash of their nodes.

Two different paths of one hash would be taken for one variant: among ten million variants that happens by
chance once in 350,000 times.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from journeymine.walk.bits import plain
from journeymine.walk.paths import Int32, Int64, changes
from journeymine.walk.walked import Block, Walked, blocks_of, over_blocks

UInt64 = NDArray[np.uint64]


@dataclass(frozen=True)
class Variants:
    """Units grouped by what they have in common, numbered in the order of their first units.

    Attributes:
        of_unit: number of each unit's variant; -1 for units without a step.
        count: units of each variant.
        customers: different customers of each.
        first: the first unit of each.
    """

    of_unit: Int32
    count: Int64
    customers: Int64
    first: Int64

    def __len__(self) -> int:
        """Number of variants."""
        return len(self.count)

    def commonest(self, top: int | None = None) -> Int64:
        """Numbers of the commonest variants; equally common ones in the order of their first units."""
        order = np.lexsort((self.first, -self.count))
        return order[:top].astype(np.int64)


@dataclass(frozen=True)
class Owners:
    """Whose units are in each group, so that customers of several groups can be counted once.

    Attributes:
        alone: of each group, how many units are the only one of their customers.
        customers, groups: customer and group of each other unit, by customer.
    """

    alone: Int64
    customers: Int64
    groups: Int64

    def count(self, part: Int64, parts: int) -> Int64:
        """Different customers in each part of the groups.

        Args:
            part: of each group, from 0; -1: in none.
            parts: how many there are.
        """
        out = np.zeros(parts, dtype=np.int64)
        np.add.at(out, part[part >= 0], self.alone[part >= 0])
        where = part[self.groups]
        both = np.sort(self.customers[where >= 0] * parts + where[where >= 0])
        return out + np.bincount(both[changes(both)] % parts, minlength=parts) if len(both) else out


def owners_of(walked: Walked, groups: Variants) -> Owners:
    """Whose units are in each group."""
    units = np.flatnonzero(groups.of_unit >= 0)
    group, customer = groups.of_unit[units].astype(np.int64), walked.customer[units].astype(np.int64)
    is_alone = np.bincount(customer, minlength=1)[customer] == 1
    alone = np.bincount(group[is_alone], minlength=len(groups)).astype(np.int64)
    return Owners(alone, customer[~is_alone], group[~is_alone])


def find_variants(walked: Walked) -> Variants:
    """Group units by their paths.

    Args:
        walked: what is followed.
    """
    from journeymine.walk.kernels.variants import hash_paths

    hashes = np.zeros(len(walked), dtype=np.uint64)

    def work(_own: None, block: Block) -> None:
        with np.errstate(over="ignore"):
            hash_paths(block.start, block.node, block.low, block.count, hashes)

    over_blocks(walked, lambda: None, work)
    return number(hashes, walked.customer)


def number(hashes: UInt64, customer: Int32) -> Variants:
    """Group units by hashes.

    Args:
        hashes: of each unit; those at 0 are in no group.
        customer: of each unit, ascending.
    """
    from journeymine.walk.kernels.variants import CUSTOMERS, FIRST_UNIT, UNITS, lay_hashes, number_hashes

    out = np.full(len(hashes), -1, dtype=np.int32)
    kinds, lines = np.zeros(512, dtype=np.uint64), np.zeros((512, 4), dtype=np.int64)
    begin, known = 0, 0
    while True:
        table = np.zeros(2 * len(kinds), dtype=np.int64)
        lay_hashes(kinds, known, table)
        begin, known = number_hashes(hashes, customer, begin, known, table, kinds, lines, out)
        if begin == len(hashes):
            return Variants(out, *(lines[:known, at].copy() for at in (UNITS, CUSTOMERS, FIRST_UNIT)))
        room = 3 * len(kinds)
        kinds = np.append(kinds, np.zeros(room, dtype=np.uint64))
        lines = np.append(lines, np.zeros((room, 4), dtype=np.int64), axis=0)


def paths_of(walked: Walked, units: Int64) -> list[tuple[int, ...]]:
    """Codes of the nodes of given units' steps; of many units `path_names` is quicker.

    Args:
        walked: what is followed.
        units: their numbers.
    """
    from journeymine.walk.kernels.steps import find_steps

    size = 1 + int((walked.end[units] - walked.first[units]).max(initial=0))
    start, node = np.zeros(2, dtype=np.int64), np.empty(size, dtype=np.int32)
    entered, left = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    source = (walked.first, walked.end, walked.number, walked.keeps, walked.signature)
    how = (walked.codes.of_signature, walked.rows, walked.collapse, len(walked.signature) + 1)
    into = (start, node, entered, left, np.zeros(0, dtype=np.int32))
    out: list[tuple[int, ...]] = []
    for unit in units.tolist():
        count = find_steps(*source, *how, unit, unit + 1, *into)
        out.append(tuple(node[:count].tolist()))
    return out


def path_names(walked: Walked, units: Int64) -> pa.ListArray:
    """Names of the nodes of given units' steps, in order.

    Args:
        walked: what is followed.
        units: their numbers, ascending and each once.

    Returns:
        A list of names for each unit.
    """
    chosen = np.zeros(len(walked), dtype=np.bool_)
    chosen[units] = True
    near = replace(walked, keeps=plain(chosen), blocks=_blocks_with(walked, units))
    names, lists = pa.array(walked.names, pa.string()), [pa.array([], pa.list_(pa.string()))]
    for block in blocks_of(near):
        mine = chosen[block.low : block.low + block.count]
        bounds = np.append(block.start[: block.count][mine], block.steps).astype(np.int32)
        lists.append(pa.ListArray.from_arrays(bounds, names.take(pa.array(block.node[: block.steps]))))
    return pa.chunked_array(lists).combine_chunks()


def _blocks_with(walked: Walked, units: Int64) -> tuple[tuple[int, int], ...]:
    """The blocks in which some units are."""
    lows = np.array([low for low, _ in walked.blocks], dtype=np.int64)
    which = np.unique(np.searchsorted(lows, units, side="right") - 1)
    return tuple(walked.blocks[place] for place in which.tolist())
