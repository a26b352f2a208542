"""What findings stand on: stays, carts, answers and signs of trouble, as arrays; each is read once, when it
is asked for.

Reads ordered paths, carts, int_credit and int_friction_places. Touchpoints, stages and frictions are numbers:
their places in the journey file, and among the frictions seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.findings.comparison import floats
from journeymine.measures.onward import TouchpointStays, VisitStays, touchpoint_stays, visit_stays
from journeymine.measures.statistics import FloatArray
from journeymine.walk import Paths
from journeymine.walk.ends import Ends
from journeymine.walk.paths import NONE, Bool, Int8, Int32, Int64

_CARTS = """
select
    customer_no,
    epoch_us(opened_at) as opened,
    epoch_us(last_activity_at) as last,
    epoch_us(closed_at) as closed,
    outcome = 'converted' as is_converted,
    outcome in ('abandoned', 'recovered') as is_left,
    outcome = 'recovered' as is_recovered,
    value,
    friction
from carts
order by customer_no, last_activity_at, cart_id
"""
_ANSWERS = """
select customer_no, touchpoint, credit, credit * score as amount, epoch_us(occurred_at) as at
from int_credit
order by position, touchpoint
"""


@dataclass(frozen=True)
class Frictions:
    """Frictions seen, sorted by name, and where most signs of each are.

    Attributes:
        names: of each.
        touchpoint, stage: their places in the journey file; -1 where the signs are at none.
    """

    names: tuple[str, ...]
    touchpoint: Int32
    stage: Int32

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.names)


@dataclass(frozen=True)
class Signs:
    """Events that are signs of a friction, in order.

    Attributes:
        friction, customer: numbers of each one's.
        at: microseconds.
    """

    friction: Int32
    customer: Int32
    at: Int64


@dataclass(frozen=True)
class Carts:
    """All carts.

    Attributes:
        customer: number of each one's.
        opened, last, closed: microseconds; closed is 0 where it is not.
        is_converted, is_left, is_recovered: bought; abandoned or recovered; recovered.
        value: NaN where not known.
        met: carts x frictions.
    """

    customer: Int32
    opened: Int64
    last: Int64
    closed: Int64
    is_converted: Bool
    is_left: Bool
    is_recovered: Bool
    value: FloatArray
    met: Bool


@dataclass(frozen=True)
class Answers:
    """Answers, once for each touchpoint that they are credited to.

    Attributes:
        customer, touchpoint: numbers of each one's.
        credit: its part of the answer.
        amount: credit times score.
        at: microseconds.
    """

    customer: Int32
    touchpoint: Int32
    credit: FloatArray
    amount: FloatArray
    at: Int64


@dataclass(frozen=True)
class Footing:
    """What findings are made of.

    Attributes:
        engine: holds carts, int_credit and what else the SQL models ask for.
        settings: the journey file.
        paths: all events in order.
        outcome: of each journey, as a number of OUTCOMES.
    """

    engine: Engine
    settings: Settings
    paths: Paths
    outcome: Int8

    @cached_property
    def touchpoints(self) -> tuple[str, ...]:
        """Names of the touchpoints."""
        return tuple(touchpoint.name for touchpoint in self.settings.touchpoints)

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """Names of the stages."""
        return tuple(stage.name for stage in self.settings.stages)

    @property
    def abandon(self) -> int:
        """Microseconds after which a cart is left, whole seconds; 0 where there are no carts."""
        carts = self.settings.carts
        return int(carts.abandon_after.total_seconds()) * 1_000_000 if carts is not None else 0

    @cached_property
    def stays(self) -> TouchpointStays:
        """Stays of journeys at touchpoints."""
        return touchpoint_stays(self.paths, self.settings)

    @cached_property
    def values(self) -> FloatArray:
        """Value of each journey; NaN where it has none."""
        value = Ends(self.paths, "journey").value()
        return np.asarray(value.to_numpy(zero_copy_only=False), dtype=np.float64)

    @cached_property
    def visits(self) -> VisitStays:
        """Stays inside visits at the touchpoints of frictions; what was met is by the frictions' numbers."""
        return visit_stays(self.paths, self.frictions.touchpoint, self.frictions.names)

    @cached_property
    def customer(self) -> Int32:
        """Number of each event's customer."""
        return self.paths.customers()

    @cached_property
    def frictions(self) -> Frictions:
        """The frictions seen; makes int_friction_places."""
        self.engine.model("int_friction_places")
        table = self.engine.fetch("int_friction_places", order_by=("friction",))
        names = tuple(table["friction"].to_pylist())
        return Frictions(
            names, _codes(table, "touchpoint", self.touchpoints), _codes(table, "stage", self.stages)
        )

    @cached_property
    def signs(self) -> Signs:
        """All signs of frictions."""
        codes = self.paths.signatures.codes("friction")
        number = {name: place for place, name in enumerate(self.frictions.names)}
        of_code = np.array([*(number.get(name, NONE) for name in codes.names), NONE], dtype=np.int32)
        of_signature = of_code[codes.of_signature]
        rows = np.flatnonzero((of_signature >= 0)[self.paths.signature])
        return Signs(of_signature[self.paths.signature[rows]], self.customer[rows], self.paths.times[rows])

    @cached_property
    def carts(self) -> Carts:
        """All carts."""
        table = self.engine.query(_CARTS)
        lists = table["friction"].combine_chunks()
        friction = pc.index_in(lists.flatten(), pa.array(self.frictions.names, pa.string()))
        cart, is_known = (
            pc.list_parent_indices(lists).to_numpy(),
            friction.is_valid().to_numpy(zero_copy_only=False),
        )
        met = np.zeros((len(table), self.frictions.count), dtype=np.bool_)
        met[cart[is_known], friction.drop_null().to_numpy()] = True
        return Carts(
            customer=table["customer_no"].to_numpy().astype(np.int32),
            opened=table["opened"].to_numpy(),
            last=table["last"].to_numpy(),
            closed=table["closed"].fill_null(0).to_numpy(),
            is_converted=table["is_converted"].to_numpy(),
            is_left=table["is_left"].to_numpy(),
            is_recovered=table["is_recovered"].to_numpy(),
            value=floats(table, "value"),
            met=met,
        )

    @cached_property
    def answers(self) -> Answers:
        """All answers that are credited."""
        table = self.engine.query(_ANSWERS)
        return Answers(
            customer=table["customer_no"].to_numpy().astype(np.int32),
            touchpoint=_codes(table, "touchpoint", self.touchpoints),
            credit=floats(table, "credit"),
            amount=floats(table, "amount"),
            at=table["at"].to_numpy(),
        )


def _codes(table: pa.Table, name: str, names: tuple[str, ...]) -> Int32:
    """A column of names by their places; -1 where it has none."""
    places = pc.index_in(table[name].cast(pa.string()), pa.array(names, pa.string()))
    return places.fill_null(NONE).to_numpy().astype(np.int32)


__all__ = ["Answers", "Carts", "Footing", "Frictions", "Signs"]
