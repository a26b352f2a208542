"""Some journeys only: the published tables narrowed by a choice, and their graphs found anew."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

import numpy as np
import pyarrow as pa

from journeymine.choice import Choice
from journeymine.engine import Engine
from journeymine.engine.condition import one_condition
from journeymine.graphs import GRAPH_TABLES, Graphs
from journeymine.journeys import outcomes
from journeymine.measures.carts import friction_table
from journeymine.measures.flows import FirstSteps
from journeymine.tables import BY_NAME
from journeymine.walk.paths import epoch_us
from journeymine.walk.selection import Selection
from journeymine.walk.store import open_paths
from journeymine.warehouse import Generation

_CHOSEN = (
    "create temporary table {name} as select {name}.* from {name} "
    "semi join int_chosen_journeys on {name}.journey_no = int_chosen_journeys.journey_no"
)


class View:
    """Transitions, drop-off, movement and carts of the journeys that a choice leaves in."""

    def __init__(self, generation: Generation, choice: Choice, *, as_of: datetime, collapse: bool) -> None:
        """Choose the journeys in a connection of its own."""
        self._generation = generation
        self._choice = choice
        engine = generation.engine
        _choose(engine, choice)
        outcome = outcomes(engine)
        chosen = engine.query(
            "select journey_no from journeys semi join int_chosen_journeys using (journey_id)"
        )
        is_chosen = np.zeros(len(outcome), dtype=np.bool_)
        is_chosen[chosen["journey_no"].to_numpy()] = True
        self._graphs = Graphs(
            open_paths(generation.paths),
            outcome,
            epoch_us(as_of),
            selection=Selection(journeys=is_chosen),
            collapse=collapse,
        )

    @cached_property
    def engine(self) -> Engine:
        """The connection, narrowed: temporary tables stand before the published ones."""
        engine = self._generation.engine
        for name in ("journeys", "event_codes"):
            engine.execute(_CHOSEN.format(name=name))
        engine.model("int_chosen_carts", self._choice.parameters())
        engine.execute("create temporary table carts as select * from int_chosen_carts")
        return engine

    def table(self, name: str) -> pa.Table:
        """Rows of a table of these journeys: journeys, carts, cart_friction, or one of GRAPH_TABLES."""
        if name in GRAPH_TABLES:
            return self._graphs.table(name)
        if name == "cart_friction":
            return friction_table(self.engine)
        return self.engine.fetch(name, BY_NAME[name].column_names(), order_by=BY_NAME[name].key)

    def first_steps(self, options: FirstSteps, start: str | None = None) -> pa.Table:
        """The links between the first steps of these journeys (see Graphs.first_steps)."""
        return self._graphs.first_steps(options, start)

    def close(self) -> None:
        """Close the connection."""
        self._generation.close()


def _choose(engine: Engine, choice: Choice) -> None:
    engine.model("int_chosen_journeys", choice.parameters())
    if choice.where is not None:
        condition = one_condition(choice.where)
        engine.execute(
            "delete from int_chosen_journeys where journey_id not in "
            f"(select journey_id from journeys where {condition})"
        )
