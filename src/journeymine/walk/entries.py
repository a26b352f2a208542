"""Where units first came in a span of time, and where they went from there; how long sessions are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from journeymine.walk.paths import Int32, Int64, Paths
from journeymine.walk.walked import Block, Walked, over_blocks


@dataclass(frozen=True)
class Entries:
    """First entries of nodes, in order of their units.

    Attributes:
        customer: of each entry's unit.
        node: node entered.
        onward: node of the next step; -1 where none began in time.
        wait: microseconds from the last event at the node to the first of the next step.
    """

    customer: Int32
    node: Int32
    onward: Int32
    wait: Int64

    def __len__(self) -> int:
        """How many there are."""
        return len(self.node)


def first_entries(walked: Walked, *, since: int, until: int, follow: int) -> Entries:
    """The first step of each unit at each node that began in a span of time.

    Args:
        walked: units at a level.
        since: microseconds; steps count that began from then on.
        until: and before then.
        follow: how long each is followed, microseconds: exactly that long after its beginning is in time.
    """
    from journeymine.walk.kernels.entries import find_entries

    span = (since, until, follow)

    def labour(found: list[tuple[int, tuple[Any, ...]]], block: Block) -> None:
        unit, node, onward = np.empty((3, block.steps), dtype=np.int32)
        wait = np.empty(block.steps, dtype=np.int64)
        seen = np.full(len(walked.names), -1, dtype=np.int64)
        steps = (walked.times, block.start, block.node, block.entered, block.left)
        count = find_entries(*steps, *span, block.low, block.count, seen, unit, node, onward, wait)
        found.append((block.low, (unit[:count], node[:count], onward[:count], wait[:count])))

    parts = [part for own in over_blocks(walked, list[tuple[int, tuple[Any, ...]]], labour) for part in own]
    arrays = [part for _, part in sorted(parts, key=lambda part: part[0])]
    none = tuple(np.empty(0, dtype=kind) for kind in (np.int32, np.int32, np.int32, np.int64))
    unit, node, onward, wait = (np.concatenate(column) for column in zip(none, *arrays, strict=True))
    return Entries(walked.customer[unit], node, onward, wait)


def session_lengths(paths: Paths) -> Int64:
    """Events of each session."""
    from journeymine.walk.kernels.entries import count_events

    out = np.zeros(len(paths.sessions), dtype=np.int64)
    count_events(np.asarray(paths.session).view(np.ndarray), out)
    return out
