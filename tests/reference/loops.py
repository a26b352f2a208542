"""Back and forth over all journeys: pairs, cycles, components, variants (SEMANTICS 10, second half).

Rule in own words: for each two nodes compare the passages one way with those the other way. A journey
holds a simple cycle when somewhere in its path it leaves a node and comes back to it without passing any
node twice in between; where the cycle begins does not matter. Journeys of one path are one variant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean, median

from tests.reference.events import SECOND
from tests.reference.journeys import Journey
from tests.reference.stages import Level, StageMap

Path = tuple[str, ...]
Cycle = tuple[str, ...]
Held = tuple[Journey, int, set[Cycle]]


@dataclass(frozen=True)
class Pair:
    """Passages between two nodes, both ways.

    Attributes:
        node_a: the earlier stage; at other levels the first by name.
        node_b: the other one.
        a_to_b_count: passages from a to b.
        b_to_a_count: passages from b to a.
        ping_pong_count: times that a journey went from one to the other and straight back.
    """

    node_a: str
    node_b: str
    a_to_b_count: int
    b_to_a_count: int
    ping_pong_count: int

    @property
    def back_share(self) -> float:
        """The rarer way out of the commoner one."""
        counts = (self.a_to_b_count, self.b_to_a_count)
        return min(counts) / max(counts)


@dataclass(frozen=True)
class CycleFigures:
    """One simple cycle and what it goes with.

    Attributes:
        cycle: its nodes in order, from the first by name.
        journey_count: journeys that hold it.
        known: all journeys with the number of their steps and the cycles that they hold. What it goes with is
            None where none are to be compared with.
    """

    cycle: Cycle
    journey_count: int
    known: Sequence[Held]

    @property
    def extra_seconds(self) -> float | None:
        """How much longer journeys with it take, by the median, than those of as many steps without it."""
        return self._difference(_seconds, median, self.known)

    @property
    def conversion_difference(self) -> float | None:
        """How much oftener they convert, open journeys left aside; negative where less often."""
        settled = [one for one in self.known if one[0].outcome != "open"]
        return self._difference(_converted, fmean, settled)

    def _difference(
        self, figure: Callable[[Journey], float], middle: Callable[[list[float]], float], of: Sequence[Held]
    ) -> float | None:
        having = [(length, figure(journey)) for journey, length, cycles in of if self.cycle in cycles]
        lacking = [(length, figure(journey)) for journey, length, cycles in of if self.cycle not in cycles]
        return _difference(having, lacking, middle)


def movement_pairs(journeys: Iterable[Journey], level: Level, stage_map: StageMap) -> list[Pair]:
    """Each pair of nodes with a passage between them, by their places or names."""
    paths = [journey.path(level) for journey in journeys]
    moves = Counter(move for path in paths for move in zip(path, path[1:], strict=False))
    back = Counter(
        frozenset(three[:2])
        for path in paths
        for three in zip(path, path[1:], path[2:], strict=False)
        if three[0] == three[2]
    )

    def rank(node: str) -> tuple[int, str]:
        return (stage_map.stages.index(node) if level == "stage" else 0, node)

    ordered = {tuple(sorted(move, key=rank)) for move in moves}
    pairs = [(a, b) for a, b in ordered]
    return [
        Pair(a, b, moves[(a, b)], moves[(b, a)], back[frozenset((a, b))])
        for a, b in sorted(pairs, key=lambda pair: (rank(pair[0]), rank(pair[1])))
    ]


def turned(nodes: Path) -> Cycle:
    """The cycle, begun at its first node by name."""
    first = nodes.index(min(nodes))
    return nodes[first:] + nodes[:first]


def cycles_in(path: Path) -> set[Cycle]:
    """The simple cycles that a path holds."""
    found: set[Cycle] = set()
    for left, node in enumerate(path):
        for back in range(left + 1, len(path)):
            nodes = path[left:back]
            if path[back] == node and len(set(nodes)) == len(nodes):
                found.add(turned(nodes))
    return found


Figures = Sequence[tuple[int, float]]


def _difference(having: Figures, lacking: Figures, middle: Callable[[list[float]], float]) -> float | None:
    """Difference of two groups of (length, figure), length by length, each weighing as in the first."""
    weighed: list[tuple[int, float]] = []
    for length in sorted({one for one, _ in having} & {one for one, _ in lacking}):
        with_it = [figure for one, figure in having if one == length]
        without = [figure for one, figure in lacking if one == length]
        weighed.append((len(with_it), middle(with_it) - middle(without)))
    total = sum(weight for weight, _ in weighed)
    return sum(weight * difference for weight, difference in weighed) / total if total else None


def cycle_figures(journeys: Iterable[Journey], level: Level) -> list[CycleFigures]:
    """All simple cycles of a level, the most supported first, then the shortest, then by name."""
    paths = [(journey, journey.path(level)) for journey in journeys]
    known = [(journey, len(path), cycles_in(path)) for journey, path in paths]
    support = Counter(cycle for _, _, cycles in known for cycle in cycles)
    rows = [CycleFigures(cycle, count, known) for cycle, count in support.items()]
    return sorted(rows, key=lambda row: (-row.journey_count, len(row.cycle), row.cycle))


def _seconds(journey: Journey) -> float:
    return (journey.ended_at - journey.started_at) / SECOND


def _converted(journey: Journey) -> float:
    return 1.0 if journey.outcome == "converted" else 0.0


def strong_components(journeys: Iterable[Journey], level: Level) -> list[tuple[str, ...]]:
    """Groups of nodes of which each can be reached from each other one, along passages of any journeys."""
    paths = [journey.path(level) for journey in journeys]
    nodes = sorted({node for path in paths for node in path})
    moves = {move for path in paths for move in zip(path, path[1:], strict=False)}
    reach = {node: _reach(node, moves) for node in nodes}
    return sorted(
        {tuple(other for other in nodes if other in reach[node] and node in reach[other]) for node in nodes}
    )


def _reach(node: str, moves: set[tuple[str, str]]) -> set[str]:
    reached = {node}
    while more := {entered for left, entered in moves if left in reached} - reached:
        reached |= more
    return reached


def variants(journeys: Iterable[Journey], level: Level = "stage") -> Counter[Path]:
    """How many journeys have each path."""
    return Counter(journey.path(level) for journey in journeys)


def path_entropy(journeys: Iterable[Journey], level: Level = "stage") -> float:
    """Entropy of the variants in bits: 0 where all journeys have one path."""
    counts = variants(journeys, level)
    shares = [count / counts.total() for count in counts.values()]
    return sum(share * log2(1 / share) for share in shares)


def top_ten_share(journeys: Iterable[Journey], level: Level = "stage") -> float | None:
    """Share of the journeys that are on the ten commonest variants; None where there are no journeys."""
    counts = variants(journeys, level)
    total = counts.total()
    return sum(count for _, count in counts.most_common(10)) / total if total else None
