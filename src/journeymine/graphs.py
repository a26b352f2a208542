"""How journeys move at every level: the tables transitions, dropoff, movement_pairs, cycles and movement, and
their first steps; of all journeys or of some.

From ordered paths; what several tables need is found once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pyarrow as pa

from journeymine.measures.cycles import cycles, journey_facts
from journeymine.measures.dropoff import dropoff
from journeymine.measures.flows import END_OF, LINKS, FirstSteps, flows
from journeymine.measures.graph import transitions_table
from journeymine.measures.movement import CYCLE_LEVELS, movement, movement_pairs
from journeymine.tables import BY_NAME, LEVELS
from journeymine.walk import Paths
from journeymine.walk.edges import Edges, find_edges
from journeymine.walk.flow import Window
from journeymine.walk.paths import Int8
from journeymine.walk.selection import EventMask, Selection
from journeymine.walk.variants import find_variants
from journeymine.walk.walked import Walked, cut, first_row, walk

GRAPH_TABLES = ("transitions", "dropoff", "movement_pairs", "cycles", "movement")


class Graphs:
    """The graphs of journeys at every level."""

    def __init__(
        self,
        paths: Paths,
        outcome: Int8,
        as_of: int,
        *,
        selection: Selection | None = None,
        collapse: bool = True,
    ) -> None:
        """Look at some journeys; nothing is counted yet.

        Args:
            paths: all events in order.
            outcome: of each journey, as a number of OUTCOMES.
            as_of: the instant at which unfinished waits are cut short, microseconds.
            selection: the part to look at; None for all.
            collapse: False takes each event as a step of its own in transitions.
        """
        self._paths = paths
        self._outcome = outcome
        self._as_of = as_of
        self._selection = selection
        self._collapse = collapse
        self._walked: Callable[[str, bool], Walked] = cache(self._walk)
        self._edges: Callable[[str, bool], Edges] = cache(self._find_edges)

    def transitions(self) -> pa.Table:
        """Edges at every level, with the columns of the table transitions."""
        return self._each(lambda level: transitions_table(self._edges(level, self._collapse), level=level))

    def dropoff(self) -> pa.Table:
        """Ends at every level, with the columns of the table dropoff."""
        return self._each(
            lambda level: dropoff(
                self._walked(level, True), level=level, outcome=self._outcome, as_of=self._as_of
            )
        )

    def movement_pairs(self) -> pa.Table:
        """Pairs of nodes at every level, with the columns of the table movement_pairs."""
        return self._each(self._pairs)

    def cycles(self) -> pa.Table:
        """The heaviest cycles, with the columns of the table cycles."""
        facts = journey_facts(self._paths, self._outcome)
        return pa.concat_tables(
            [cycles(self._walked(level, True), level=level, facts=facts) for level in CYCLE_LEVELS]
        )

    def movement(self) -> pa.Table:
        """How varied paths are at every level, with the columns of the table movement."""
        return self._each(
            lambda level: movement(
                self._edges(level, True),
                self._pairs(level),
                find_variants(self._walked(level, True)),
                level=level,
            )
        )

    def first_steps(self, options: FirstSteps, start: str | None = None) -> pa.Table:
        """The links between the first steps of journeys; nothing where no journey comes to `start`.

        Args:
            options: level, number of steps, nodes kept and smallest cell.
            start: node from which on journeys are followed; those that never come there are left out.

        Returns:
            One row per link: step_index (of the node left, from 0), from_node, to_node, journey_count,
            customer_count. `to_node` may be one of flows.ENDS.
        """
        walked = self._walked(options.level, True)
        if start is not None:
            codes = walked.codes
            node = codes.names.index(start) if start in codes.names else len(codes.names)
            walked = cut(walked, first=first_row(walked, EventMask(codes.of_signature == node)))
        found = flows(
            walked,
            END_OF[self._outcome],
            Window(0, options.steps - 1),
            top=options.top,
            min_cell=options.min_cell,
            timed=False,
        )
        return found.select(LINKS.names)

    def table(self, name: str) -> pa.Table:
        """A table by its name, ordered by its key."""
        found: pa.Table = getattr(self, name)()
        return found.sort_by([(column, "ascending") for column in BY_NAME[name].key])

    def _pairs(self, level: str) -> pa.Table:
        return movement_pairs(self._walked(level, True), self._edges(level, True), level=level)

    def _each(self, make: Callable[[str], pa.Table]) -> pa.Table:
        return pa.concat_tables([make(level) for level in LEVELS])

    def _walk(self, level: str, collapse: bool) -> Walked:  # noqa: FBT001
        codes = self._paths.signatures.codes(level)
        return walk(self._paths, codes, selection=self._selection, collapse=collapse)

    def _find_edges(self, level: str, collapse: bool) -> Edges:  # noqa: FBT001
        return find_edges(self._walked(level, collapse))
