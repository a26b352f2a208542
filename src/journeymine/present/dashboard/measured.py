"""The tables behind a page: all that is published, or the journeys that the filters leave in, measured anew.

Under a filter the findings (pain points, actions, voice, personas, forks, changes) are left out: they are of
the whole map.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from journeymine.measures.flows import STEPS_SHOWN, FirstSteps
from journeymine.measures.touchpoints import build_touchpoints
from journeymine.present.dashboard.address import Filters
from journeymine.present.small_cells import is_small
from journeymine.tables import BY_NAME

if TYPE_CHECKING:
    from journeymine.snapshot import Snapshot
    from journeymine.view import View

_DECLARED = ("touchpoint", "stage", "channel", "owner", "purpose", "label")
_NARROWED = (
    "journeys",
    "transitions",
    "dropoff",
    "carts",
    "cart_friction",
    "movement_pairs",
    "cycles",
)
_NO_SCORES = pa.table(
    {
        "touchpoint": pa.array([], pa.string()),
        "score_mean": pa.array([], pa.float64()),
        "score_count": pa.array([], pa.float64()),
    }
)


@dataclass(frozen=True)
class Extent:
    """How much the filters leave in, beside all that is published."""

    journeys: int
    customers: int
    all_journeys: int
    all_customers: int
    left_out_customers: int

    def refusal(self, min_cell: int) -> str | None:
        """Why nothing may be shown: `no_journey`, `too_few` or `rest_too_few`; None where it may."""
        if not self.journeys:
            return "no_journey"
        if is_small(self.customers, min_cell):
            return "too_few"
        return "rest_too_few" if is_small(self.left_out_customers, min_cell) else None


@dataclass(frozen=True)
class Measured:
    """Tables by name, and how many journeys are behind them.

    Attributes:
        tables: those absent count as empty; none at all where nothing may be shown.
        extent: journeys and customers.
        refusal: why nothing may be shown.
    """

    tables: Mapping[str, pa.Table]
    extent: Extent
    refusal: str | None = None


class Once(Mapping[str, pa.Table]):
    """Tables that are read when first asked for, and then kept."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        """Wrap tables that are read anew each time."""
        self._tables = tables
        self._read: dict[str, pa.Table] = {}

    def __getitem__(self, name: str) -> pa.Table:
        if name not in self._read:
            self._read[name] = self._tables[name]
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def measure(snapshot: Snapshot, filters: Filters, language: str) -> Measured:
    """The tables of the journeys that the filters leave in, labelled in a language."""
    whole = Once(snapshot.tables_in(language))
    if filters.is_everything:
        return Measured(whole, _everything(whole["journeys"]))
    view = snapshot.look(filters.choice())
    try:
        return _narrowed(view, whole, snapshot.about.min_cell)
    finally:
        view.close()


def _everything(journeys: pa.Table) -> Extent:
    count, customers = len(journeys), _distinct(journeys)
    return Extent(count, customers, count, customers, 0)


def _narrowed(view: View, whole: Mapping[str, pa.Table], min_cell: int) -> Measured:
    journeys = view.table("journeys")
    extent = _extent(journeys, whole["journeys"])
    refusal = extent.refusal(min_cell)
    if refusal is not None:
        return Measured({}, extent, refusal)
    tables = {name: view.table(name) for name in _NARROWED}
    tables["first_steps"] = view.first_steps(FirstSteps(steps=STEPS_SHOWN, min_cell=min_cell))
    customers = whole["customers"]
    here = pc.is_in(customers["customer_id"], value_set=journeys["customer_id"].combine_chunks())
    tables |= {"stages": whole["stages"], "customers": customers.filter(here)}
    tables["touchpoints"] = _touchpoints(view, tables, whole["touchpoints"])
    return Measured(tables, extent)


def _extent(here: pa.Table, everywhere: pa.Table) -> Extent:
    is_here = pc.is_in(everywhere["journey_id"], value_set=here["journey_id"].combine_chunks())
    rest = everywhere.filter(pc.invert(is_here))
    return Extent(len(here), _distinct(here), len(everywhere), _distinct(everywhere), _distinct(rest))


def _distinct(journeys: pa.Table) -> int:
    return int(pc.count_distinct(journeys["customer_id"]).as_py())


def _touchpoints(view: View, tables: Mapping[str, pa.Table], declared: pa.Table) -> pa.Table:
    """The touchpoints' counts, drop-off and effect for these journeys; voice is left out, as of the whole."""
    engine = view.engine
    for name in ("transitions", "dropoff"):
        engine.register(name, tables[name])
    engine.register("declared_touchpoints", declared.select(_DECLARED))
    engine.register("touchpoint_scores", _NO_SCORES)
    build_touchpoints(engine)
    spec = BY_NAME["touchpoints"]
    return engine.fetch("touchpoints", spec.column_names(), order_by=spec.key)
