"""The edges of the transition graph that units pass, START and END included, with counts and exact times."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from journeymine.errors import AuditFailed
from journeymine.walk.passages import Namer, Near, Passages, Tally, room_for
from journeymine.walk.paths import Bool, Int32, Int64
from journeymine.walk.tally import holders, index_of, tally
from journeymine.walk.walked import Block, Walked, over_blocks

_NO_TIMES: Int64 = np.zeros(0, dtype=np.int64)
_NO_TIMES.flags.writeable = False


@dataclass(frozen=True)
class Edges:
    """Edges in the order of their nodes' codes; START comes behind the nodes, and END behind START.

    Attributes:
        names: of the nodes, START and END among them, by code.
        from_node, to_node: codes.
        count: passages of each edge, units and customers that pass it, and their times.
    """

    names: tuple[str, ...]
    from_node: Int32
    to_node: Int32
    count: Tally

    def __len__(self) -> int:
        """Number of edges."""
        return len(self.from_node)

    @property
    def start(self) -> int:
        """Code of START."""
        return len(self.names) - 2

    @property
    def end(self) -> int:
        """Code of END."""
        return len(self.names) - 1

    def only(self, chosen: Bool) -> Edges:
        """Some of the edges."""
        parts = {part.name: getattr(self.count, part.name) for part in fields(self.count)}
        count = Tally(**{name: part[chosen] if len(part) else part for name, part in parts.items()})
        return Edges(self.names, self.from_node[chosen], self.to_node[chosen], count)

    @property
    def between_nodes(self) -> Bool:
        """Whether each edge leads from a real node to a real node."""
        return (self.from_node < self.start) & (self.to_node < self.start)

    @property
    def leaving(self) -> Int64:
        """Passages out of each edge's first node."""
        return _sums(self.from_node, self.count.times, len(self.names))[self.from_node]


def find_edges(walked: Walked, *, timed: bool = True) -> Edges:
    """Count the edges that units pass.

    Args:
        walked: what is followed.
        timed: whether times are wanted.

    Raises:
        AuditFailed: passages into a node are not as many as those out of it: a fault of ours.
    """
    width = walked.width
    found = tally(walked, edge_namer(walked, timed=timed), timed=timed)
    from_node, to_node = (codes.astype(np.int32) for codes in np.divmod(found.key, width))
    edges = Edges((*walked.names, "START", "END"), from_node, to_node, found)
    into, out = (_sums(nodes, found.times, width) for nodes in (to_node, from_node))
    if not np.array_equal(into[: width - 2], out[: width - 2]) or into[width - 1] != out[width - 2]:
        raise AuditFailed("passages into a node are not as many as those out of it")
    return edges


@dataclass(frozen=True)
class Spread:
    """How unevenly customers pass edges.

    Attributes:
        squares: of each edge, the sum of the squares of customers' passages.
        products: the sum of their passages times their leavings of its first node.
        leaving_squares: of its first node, the sum of the squares of their leavings.
        leaving_customers: customers that leave its first node.
    """

    squares: Int64
    products: Int64
    leaving_squares: Int64
    leaving_customers: Int64


def find_spread(walked: Walked, edges: Edges) -> Spread:
    """How unevenly customers pass edges.

    Args:
        walked: what is followed.
        edges: what find_edges found of it.
    """
    from journeymine.walk.kernels.spread import add_squares

    width, namer, index = walked.width, edge_namer(walked, timed=False), index_of(edges.count.key)

    def make() -> _Squares:
        return _Squares(np.zeros((len(edges), 2), dtype=np.int64), np.zeros((width, 2), dtype=np.int64))

    def work(own: _Squares, block: Block) -> None:
        into = own.passages = own.passages or room_for(block)
        count = namer.name(block, into)
        passed, leaving = np.zeros(len(edges), dtype=np.int64), np.zeros(width, dtype=np.int64)
        found = (into.key, into.unit, count, walked.customer, width, index)
        add_squares(*found, passed, leaving, own.of_edge, own.of_node)

    hands = over_blocks(walked, make, work)
    of_edge = np.sum([hand.of_edge for hand in hands], axis=0)
    of_node = np.sum([hand.of_node for hand in hands], axis=0)
    return Spread(of_edge[:, 0], of_edge[:, 1], *of_node[edges.from_node].T)


def leaving_squares(walked: Walked) -> Int64:
    """Of each node, the sum over customers of the squares of their leavings.

    Args:
        walked: what is followed.
    """
    from journeymine.walk.kernels.spread import add_leavings

    nodes = len(walked.names)

    def work(own: Int64, block: Block) -> None:
        leaving = np.zeros(nodes, dtype=np.int64)
        add_leavings(block.start, block.node, block.low, block.count, walked.customer, leaving, own)

    return np.sum(over_blocks(walked, lambda: np.zeros(nodes, dtype=np.int64), work), axis=0)


@dataclass
class _Squares:
    """What one thread adds up."""

    of_edge: Int64
    of_node: Int64
    passages: Passages | None = None


def edge_namer(walked: Walked, *, timed: bool = True) -> Namer:
    """Names the edges that units pass: from * width + to."""
    from journeymine.walk.kernels.edges import measure_edges
    from journeymine.walk.kernels.passages import name_edges

    width, times = walked.width, walked.times if timed else _NO_TIMES

    def name(block: Block, into: Passages) -> int:
        steps = (block.start, block.node, block.entered, block.left, block.low, block.count)
        return name_edges(*steps, times, width, into.key, into.unit, into.micros)

    def has_times(key: Int64) -> Bool:
        return (key // width != width - 2) & (key % width != width - 1)

    def measure(part: Walked, units: tuple[int, int], near: Near) -> int:
        source = (part.first, part.end, part.number, part.keeps, part.signature)
        how = (part.codes.of_signature, part.rows, part.collapse, part.times)
        return measure_edges(*source, *how, part.owner, width, *units, *near)

    return Namer(name, width * width, has_times=has_times, measure=measure)


def passers(walked: Walked, from_node: int | None, to_node: int | None) -> Bool:
    """Whether each unit passes an edge.

    Args:
        walked: what is followed.
        from_node: code of the node left, or of START; None: any.
        to_node: code of the node entered, or of END; None: any.
    """

    def wanted(key: Int64) -> Bool:
        before, after = np.divmod(key, walked.width)
        return ((before == from_node) | (from_node is None)) & ((after == to_node) | (to_node is None))

    return holders(walked, edge_namer(walked, timed=False), wanted)


def find_nodes(walked: Walked, *, timed: bool = False) -> Tally:
    """Count the steps at each node that has any; keys are the nodes' codes, times those of the stays.

    Args:
        walked: what is followed.
        timed: whether times are wanted.
    """
    from journeymine.walk.kernels.passages import name_nodes

    times = walked.times if timed else _NO_TIMES

    def name(block: Block, into: Passages) -> int:
        steps = (block.start, block.node, block.entered, block.left, block.low, block.count)
        return name_nodes(*steps, times, into.key, into.unit, into.micros)

    return tally(walked, Namer(name, max(len(walked.names), 1)), timed=timed)


def find_returns(walked: Walked) -> Edges:
    """Count the passages that lead back to where the unit was two steps before, by edge."""
    from journeymine.walk.kernels.passages import name_returns

    width = walked.width

    def name(block: Block, into: Passages) -> int:
        steps = (block.start, block.node, block.low, block.count)
        return name_returns(*steps, width, into.key, into.unit, into.micros)

    found = tally(walked, Namer(name, width * width), timed=False)
    from_node, to_node = (codes.astype(np.int32) for codes in np.divmod(found.key, width))
    return Edges((*walked.names, "START", "END"), from_node, to_node, found)


def _sums(codes: Int32, counts: Int64, width: int) -> Int64:
    out = np.zeros(width, dtype=np.int64)
    np.add.at(out, codes, counts)
    return out
