"""Some journeys only: the published tables narrowed by a choice and measured anew by the same models."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from journeymine.choice import Choice
from journeymine.engine import Engine
from journeymine.engine.condition import one_condition
from journeymine.measures.carts import friction_table
from journeymine.measures.dropoff import build_dropoff
from journeymine.measures.graph import build_transitions
from journeymine.measures.movement import build_movement
from journeymine.tables import BY_NAME
from journeymine.warehouse import Generation

_CHOSEN = (
    "create temporary table {name} as select {name}.* from {name} "
    "semi join int_chosen_journeys on {name}.journey_id = int_chosen_journeys.journey_id"
)


class View:
    """Transitions, drop-off, movement and carts of the journeys that a choice leaves in."""

    def __init__(self, generation: Generation, choice: Choice, *, as_of: datetime, collapse: bool) -> None:
        """Narrow the tables in a connection of its own; temporary tables stand before the published ones."""
        self._generation = generation
        engine = generation.engine
        _choose(engine, choice)
        if not collapse:
            engine.model("int_event_steps")
            engine.execute("create or replace temporary table steps as select * from int_event_steps")
        build_transitions(engine)
        build_dropoff(engine, as_of)

    @property
    def engine(self) -> Engine:
        """The connection, narrowed."""
        return self._generation.engine

    def table(self, name: str) -> pa.Table:
        """Rows of a table of these journeys: journeys, steps, transitions, dropoff, carts, and on request
        movement.
        """
        engine = self._generation.engine
        if name in ("movement", "movement_pairs", "cycles"):
            build_movement(engine)
        if name == "cart_friction":
            return friction_table(engine)
        return engine.fetch(name, BY_NAME[name].column_names(), order_by=BY_NAME[name].key)

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
    for name in ("journeys", "steps", "events"):
        engine.execute(_CHOSEN.format(name=name))
    engine.model("int_chosen_carts", choice.parameters())
    engine.execute("create temporary table carts as select * from int_chosen_carts")
