"""Steps: maximal runs of a journey's mapped events at one node of a level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from journeymine.walk.paths import NONE, Int32, Int64, bounds, changes, running_index


@dataclass(frozen=True)
class Steps:
    """Stays at a level's nodes, in order of journey and step.

    Attributes:
        journey: number of the journey.
        index: place in the journey, from 0.
        node: code of the node.
        first: row of the first event of the stay.
        last: row of its last event.
        event_count: its events.
    """

    journey: Int64
    index: Int64
    node: Int32
    first: Int64
    last: Int64
    event_count: Int64

    def __len__(self) -> int:
        """Number of steps."""
        return len(self.journey)


def walk_steps(journey: Int64, codes: Int32, *, collapse: bool = True) -> Steps:
    """Cut journeys into steps.

    Events outside journeys, and events with no node at this level, are passed over: they end no stay.

    Args:
        journey: global number of each event's journey, ascending; -1 outside.
        codes: node of each event; -1 for none.
        collapse: False gives each event a step of its own.
    """
    rows = np.flatnonzero((journey >= 0) & (codes != NONE))
    journeys, nodes = journey[rows], codes[rows]
    is_journey_start = changes(journeys)
    is_start = is_journey_start | changes(nodes) if collapse else np.ones(len(rows), dtype=np.bool_)
    starts, ends = bounds(is_start)
    index = running_index(is_start, is_journey_start)
    return Steps(journeys[starts], index[starts], nodes[starts], rows[starts], rows[ends - 1], ends - starts)
