"""Who does the works of the chain, and what each side does not do.

To add a side: a module in `bench/peers/` that writes what `bench/peers/__init__.py` asks for, a line in
`SIDES`, and `bench/peers/NAME.txt` with the packages of its environment, or `own_environment=False` for
one that runs in the project's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

LONGEST_SECONDS = 30 * 60
"""A side that takes longer for its works is ended, and said to have taken longer."""


@dataclass(frozen=True)
class Side:
    """One program, or one way to use it.

    Attributes:
        name: of its module in `bench/peers`.
        label: as the page calls it.
        largest: events up to which it is run; none where no limit is known.
        why: what was measured that says so, on a machine with 24 GB.
        undone: works that it does not do, with the reason.
        unsaid: parts of answers (see `bench.digest`) that it has no figures for, with the reason, by work.
        own_environment: whether its packages are kept apart from the project's.
    """

    name: str
    label: str
    largest: int | None = None
    why: str = ""
    undone: Mapping[str, str] = field(default_factory=dict[str, str])
    unsaid: Mapping[str, str] = field(default_factory=dict[str, str])
    own_environment: bool = True


SIDES: tuple[Side, ...] = (
    Side("journeymine", "journeymine", own_environment=False),
    Side("duckdb", "DuckDB"),
    Side("polars", "Polars"),
    Side("chdb", "ClickHouse (chdb)"),
    Side(
        "pandas",
        "pandas",
        largest=50_000_000,
        why="it took 1.7 GB for ten million events; a hundred million would take most of the memory there is",
    ),
    Side(
        "pm4py",
        "PM4Py",
        largest=50_000_000,
        why="it took 2.9 GB for ten million events; a hundred million would take more memory than there is",
        undone={
            "sankey": "it has no counts by place in a session",
            "funnel": "it has no funnel with a window",
        },
    ),
    Side(
        "retentioneering",
        "retentioneering",
        largest=30_000_000,
        why="it took 6.5 GB for ten million events; forty million would take more memory than there is",
        undone={
            "variants": "it does not list them",
            "funnel": "its funnel has no window",
        },
        unsaid={
            "follows": "its medians are of whole seconds: computed and timed, not compared",
            "sankey": "it counts events at each place, without what comes next",
        },
    ),
)
YARDSTICK = "duckdb"
"""Wall times of the others are given as multiples of this side's."""


def chosen(peers: Sequence[str]) -> tuple[Side, ...]:
    """The sides that are asked for.

    Args:
        peers: `all`; `none`, which leaves the yardstick and those in the project's own environment; or names.

    Raises:
        ValueError: a name that no side has.
    """
    known = [side.name for side in SIDES]
    if unknown := set(peers) - {"all", "none", *known}:
        raise ValueError(f"no such side: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    if "all" in peers:
        return SIDES
    return tuple(
        side for side in SIDES if side.name in peers or side.name == YARDSTICK or not side.own_environment
    )
