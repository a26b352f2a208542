"""Back and forth: pairs of nodes, the cycles that journeys walk and what they cost, and how varied paths are.

Reads int_edges, steps, int_journeys, events and transitions; gives movement_pairs, cycles and movement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from typing import cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from journeymine.engine import Engine
from journeymine.tables import LEVELS
from journeymine.walk import Steps, walk_cycles
from journeymine.walk.movement import returns_after_two
from journeymine.walk.paths import bounds, changes

CYCLE_LEVELS = ("stage", "touchpoint")
CYCLES_KEPT = 50
TOP_VARIANTS = 10
_Z95 = 1.959963984540054


@dataclass(frozen=True)
class LevelPaths:
    """One level's steps with what is known of each journey.

    Attributes:
        steps: the steps; node codes are places in `names`.
        names: nodes, in stage order at level stage, else sorted.
        length: steps of each journey.
        seconds, is_converted, is_settled, score: of each journey; NaN where no score is known.
    """

    steps: Steps
    names: tuple[str, ...]
    length: NDArray[np.int64]
    seconds: NDArray[np.float64]
    is_converted: NDArray[np.bool_]
    is_settled: NDArray[np.bool_]
    score: NDArray[np.float64]


def build_movement(engine: Engine) -> str:
    """Build movement_pairs, cycles and movement.

    Returns:
        One line for the run's summary.
    """
    engine.model("movement_pairs")
    cycles: list[dict[str, object]] = []
    movement: list[dict[str, object]] = []
    for level in LEVELS:
        paths = _read_level(engine, level)
        movement.append(_level_movement(level, paths, engine))
        if level in CYCLE_LEVELS:
            cycles += _cycles(level, paths)
    engine.register("cycles", pa.Table.from_pylist(cycles, schema=_CYCLES))
    engine.register("movement", pa.Table.from_pylist(movement, schema=_MOVEMENT))
    return f"{len(cycles):,} cycles"


def path_entropy(counts: Iterable[int]) -> float:
    """Entropy in bits over the counts of the variants.

    Example:
        >>> path_entropy([2, 2])
        1.0
    """
    shares = [count for count in counts if count]
    total = sum(shares)
    return -sum(count / total * log2(count / total) for count in shares) + 0.0


def _cycles(level: str, paths: LevelPaths) -> list[dict[str, object]]:
    found = walk_cycles(paths.steps)
    heaviest = sorted(found, key=lambda cycle: (-len(found[cycle]), cycle))[:CYCLES_KEPT]
    return [_cycle_row(level, paths, cycle, np.array(found[cycle])) for cycle in heaviest]


def _cycle_row(
    level: str, paths: LevelPaths, cycle: Sequence[int], journeys: NDArray[np.int64]
) -> dict[str, object]:
    holds = np.zeros(len(paths.length), dtype=np.bool_)
    holds[journeys] = True
    names = [paths.names[code] for code in (*cycle, cycle[0])]
    conversion, low, high = _matched_conversion(paths, holds)
    return {
        "level": level,
        "cycle": " > ".join(names),
        "length": len(cycle),
        "journey_count": len(journeys),
        "extra_seconds": _matched_difference(paths.seconds, paths.length, holds, "median"),
        "conversion_difference": conversion,
        "conversion_low": low,
        "conversion_high": high,
        "score_difference": _matched_difference(paths.score, paths.length, holds, "mean"),
    }


def _matched_difference(
    values: NDArray[np.float64], length: NDArray[np.int64], holds: NDArray[np.bool_], how: str
) -> float | None:
    """Mean over the holders' lengths of (their median or mean - that of others of the same length)."""
    middle = np.median if how == "median" else np.mean
    known = ~np.isnan(values)
    total, weight = 0.0, 0
    for size in np.unique(length[holds & known]):
        same = known & (length == size)
        mine, others = values[same & holds], values[same & ~holds]
        if len(others):
            total += len(mine) * float(middle(mine) - middle(others))
            weight += len(mine)
    return total / weight if weight else None


def _matched_conversion(
    paths: LevelPaths, holds: NDArray[np.bool_]
) -> tuple[float | None, float | None, float | None]:
    """Difference in conversion, settled journeys of the same length compared, with its 95 % interval."""
    total, variance, weight = 0.0, 0.0, 0
    for size in np.unique(paths.length[holds & paths.is_settled]):
        same = paths.is_settled & (paths.length == size)
        mine, others = paths.is_converted[same & holds], paths.is_converted[same & ~holds]
        if len(others):
            share, rest = float(mine.mean()), float(others.mean())
            total += len(mine) * (share - rest)
            variance += len(mine) ** 2 * (share * (1 - share) / len(mine) + rest * (1 - rest) / len(others))
            weight += len(mine)
    if not weight:
        return None, None, None
    half = _Z95 * variance**0.5 / weight
    return total / weight, total / weight - half, total / weight + half


def _level_movement(level: str, paths: LevelPaths, engine: Engine) -> dict[str, object]:
    variants = _variant_counts(paths.steps)
    graph = engine.query(
        "select from_node, to_node, transition_count, direction from transitions "
        "where level = $level and from_node <> 'START' and to_node <> 'END'",
        {"level": level},
    )
    counts = graph["transition_count"].to_pylist()
    backs = [
        count for count, way in zip(counts, graph["direction"].to_pylist(), strict=True) if way == "back"
    ]
    return {
        "level": level,
        "journey_count": len(paths.length),
        "transition_count": sum(counts),
        "back_count": sum(backs) if level == "stage" else None,
        "ping_pong_count": int(returns_after_two(paths.steps.journey, paths.steps.node).sum()),
        "path_entropy_bits": path_entropy(variants),
        "top_ten_share": sum(sorted(variants, reverse=True)[:TOP_VARIANTS]) / max(sum(variants), 1),
        "component_count": _components(graph),
    }


def _components(graph: pa.Table) -> int:
    """Strongly connected components with more than one node: regions where journeys can circle."""
    import networkx as nx

    edges = zip(graph["from_node"].to_pylist(), graph["to_node"].to_pylist(), strict=True)
    return sum(len(nodes) > 1 for nodes in nx.strongly_connected_components(nx.DiGraph(edges)))


def _variant_counts(steps: Steps) -> list[int]:
    starts, ends = bounds(changes(steps.journey))
    nodes = steps.node.tobytes()
    width = steps.node.itemsize
    return list(
        Counter(nodes[start * width : end * width] for start, end in zip(starts, ends, strict=True)).values()
    )


def _read_level(engine: Engine, level: str) -> LevelPaths:
    engine.model("int_level_steps", {"level": level})
    rows = engine.fetch("int_level_steps", order_by=("journey_id", "step_index"))
    engine.drop("int_level_steps")
    names = _node_names(engine, level, rows)
    order = {name: code for code, name in enumerate(names)}
    nodes = rows["node"].combine_chunks().dictionary_encode()
    codes = np.array([order[name] for name in nodes.dictionary.to_pylist()], dtype=np.int32)
    journey = _dense(rows["journey_id"])
    node = codes[nodes.indices.to_numpy()] if len(rows) else np.zeros(0, dtype=np.int32)
    blank = np.zeros(len(rows), dtype=np.int64)
    steps = Steps(journey, blank, node, blank, blank, blank)
    first = np.flatnonzero(changes(journey))
    outcome = np.array(rows["outcome"].to_pylist(), dtype=object)[first]
    return LevelPaths(
        steps=steps,
        names=names,
        length=np.bincount(journey).astype(np.int64),
        seconds=rows["journey_seconds"].to_numpy()[first],
        is_converted=outcome == "converted",
        is_settled=outcome != "open",
        score=cast("NDArray[np.float64]", rows["journey_score"].to_numpy().astype(np.float64))[first],
    )


def _dense(names: pa.ChunkedArray) -> NDArray[np.int64]:
    codes = names.combine_chunks().dictionary_encode().indices.to_numpy()
    return np.cumsum(changes(codes)) - 1 if len(codes) else np.zeros(0, dtype=np.int64)


def _node_names(engine: Engine, level: str, rows: pa.Table) -> tuple[str, ...]:
    if level == "stage":
        return tuple(engine.fetch("stages", ("stage",), order_by=("stage_index",))["stage"].to_pylist())
    return tuple(sorted(set(rows["node"].unique().to_pylist())))


_CYCLES = pa.schema(
    [
        ("level", pa.string()),
        ("cycle", pa.string()),
        ("length", pa.int64()),
        ("journey_count", pa.int64()),
        ("extra_seconds", pa.float64()),
        ("conversion_difference", pa.float64()),
        ("conversion_low", pa.float64()),
        ("conversion_high", pa.float64()),
        ("score_difference", pa.float64()),
    ]
)
_MOVEMENT = pa.schema(
    [
        ("level", pa.string()),
        ("journey_count", pa.int64()),
        ("transition_count", pa.int64()),
        ("back_count", pa.int64()),
        ("ping_pong_count", pa.int64()),
        ("path_entropy_bits", pa.float64()),
        ("top_ten_share", pa.float64()),
        ("component_count", pa.int64()),
    ]
)
