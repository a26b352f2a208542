"""Which customers behave alike, by the journey file's rules, and how does each group fare?

Reads the ordered paths, int_journeys, journeys, journey_steps, carts and stages; gives customer_facts,
customer_personas, personas and persona_stages. The first persona whose every rule holds wins; a fact that is
not known (NULL) meets no rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from journeymine.config import Persona, Settings
from journeymine.config.journey import Range
from journeymine.config.values import label_in
from journeymine.engine import Engine
from journeymine.errors import ConfigError
from journeymine.measures.statistics import FloatArray, Shares, wilson
from journeymine.parts import DROPPED, OPEN, facts_of_customers
from journeymine.walk import Paths
from journeymine.walk.paths import Int8, Int32, Int64, changes, rows_by
from journeymine.walk.stays import Stays, find_stays
from journeymine.walk.walked import walk

EVERYONE_ELSE = "everyone else"
NUMBER_FACTS = (
    "session_count",
    "event_count",
    "journey_count",
    "step_count",
    "backward_rate",
    "backward_count",
    "days_active",
    "days_to_convert",
    "value",
    "purchase_count",
    "cart_count",
    "abandoned_count",
    "recovered_count",
    "ticket_count",
    "mobile_share",
    "consideration_days",
    "score_mean",
)
TEXT_FACTS = ("main_device", "main_channel", "first_channel", "outcome")
FACTS = NUMBER_FACTS + TEXT_FACTS
_STAGE_ROWS = pa.schema(
    [
        *((name, pa.string()) for name in ("persona", "stage")),
        *((name, pa.int64()) for name in ("entered_count", "dropped_count", "open_count")),
        *((name, pa.float64()) for name in ("dropoff_rate", "back_share", "median_dwell_seconds")),
    ]
)
_ELSE_LABELS = {"en": "Everyone else", "pl": "Pozostali", "ar": "البقية"}


def build_personas_of_customers(engine: Engine, settings: Settings, paths: Paths) -> str:
    """Build customer_facts and customer_personas (customer_no, persona).

    Args:
        engine: holds walked_customers, int_journeys, journey_steps, carts and stages.
        settings: the personas and their rules.
        paths: all events in order.

    Returns:
        One line for the run's summary.

    Raises:
        ConfigError: a rule asks for an unknown fact, or tests one in a way that its type does not allow.
    """
    for place, persona in enumerate(settings.personas):
        _check(persona, place, settings)
    engine.show("walked_facts", facts_of_customers(paths))
    engine.model("customer_facts")
    asked = sorted({fact for persona in settings.personas for fact in persona.when})
    facts = engine.fetch("customer_facts", ["customer_no", *asked], order_by=("customer_no",))
    columns = {fact: _column(facts, fact) for fact in asked}
    names = _first_match(settings.personas, columns, facts.num_rows)
    engine.register(
        "customer_personas",
        pa.table({"customer_no": facts["customer_no"], "persona": _encoded(names)}),
    )
    found = int((names != EVERYONE_ELSE).sum())
    return f"{found:,} of {facts.num_rows:,} customers have a persona"


def build_personas(engine: Engine, settings: Settings, paths: Paths, outcome: Int8) -> str:
    """Build personas and persona_stages.

    Args:
        engine: holds customer_personas, journeys, carts and events.
        settings: names and labels of the personas, and the smallest cell.
        paths: all events in order.
        outcome: of each journey, as a number of OUTCOMES.

    Returns:
        One line for the run's summary.
    """
    engine.register("persona_labels", _labels(settings))
    engine.model("int_personas")
    engine.register("persona_intervals", _intervals(engine.fetch("int_personas")))
    count = engine.model("personas", {"min_cell": settings.privacy.min_cell})
    engine.register("persona_stages", _stages_of_personas(engine, settings, paths, outcome))
    engine.drop("int_personas", "persona_intervals", "persona_labels")
    return f"{count:,} personas"


def _stages_of_personas(engine: Engine, settings: Settings, paths: Paths, outcome: Int8) -> pa.Table:
    """One row per persona and stage: journeys that came, what became of those that ended there, ways back."""
    stays = find_stays(walk(paths, paths.signatures.codes("stage")))
    names = [*(persona.name for persona in settings.personas), EVERYONE_ELSE]
    persona = _numbers(engine, names, paths.customer_count)[paths.journeys.customer[stays.unit]]
    stages = [stage.name for stage in settings.stages]
    cell = np.where(persona < 0, -1, persona * len(stages) + stays.node).astype(np.int32)
    dwell = (paths.times[stays.left] - paths.times[stays.entered]) / 1e6
    rows = [
        {"persona": name, "stage": stage} | _fared(stays, here, outcome, dwell)
        for (name, stage), here in zip(
            product(names, stages), rows_by(cell, len(names) * len(stages)), strict=True
        )
    ]
    return pa.Table.from_pylist(rows, _STAGE_ROWS)


def _fared(stays: Stays, here: Int64, outcome: Int8, dwell: FloatArray) -> dict[str, float | None]:
    """What became of journeys at a stage, from their stays there."""
    last = stays.next_node[here] < 0
    ended = outcome[stays.unit[here[last]]]
    entered, is_open = int(changes(stays.unit[here]).sum()), int((ended == OPEN).sum())
    dropped, left = int((ended == DROPPED).sum()), int((~last).sum())
    back = int((~last & (stays.next_node[here] < stays.node[here])).sum())
    return {
        "entered_count": entered,
        "dropped_count": dropped,
        "open_count": is_open,
        "dropoff_rate": dropped / (entered - is_open) if entered > is_open else None,
        "back_share": back / left if left else None,
        "median_dwell_seconds": float(np.median(dwell[here])) if len(here) else None,
    }


def _numbers(engine: Engine, names: Sequence[str], customers: int) -> Int32:
    """Place of each customer's persona among some names; -1 for who has none."""
    table = engine.fetch("customer_personas", order_by=("customer_no",))
    place = pc.index_in(table["persona"].cast(pa.string()), pa.array(names, pa.string()))
    out = np.full(customers, -1, dtype=np.int32)
    out[table["customer_no"].to_numpy()] = place.to_numpy()
    return out


def _encoded(names: NDArray[np.object_]) -> pa.Array:
    """Names, each distinct one once."""
    return pa.array(names, pa.string()).dictionary_encode()


def _check(persona: Persona, place: int, settings: Settings) -> None:
    for fact, wanted in persona.when.items():
        problem = _problem(fact, wanted)
        if problem:
            raise ConfigError(problem, settings.path, key=f"personas[{place}].when.{fact}")


def _problem(fact: str, wanted: Range) -> str | None:
    """What is wrong with a rule; None where nothing is."""
    if fact not in FACTS:
        return f"there is no customer fact {fact!r}; facts are: {', '.join(FACTS)}"
    if wanted == Range():
        return "the rule tests nothing; expected above, below or equals"
    if fact in TEXT_FACTS and (wanted.above is not None or wanted.below is not None):
        return f"{fact} is a text; expected equals, found above or below"
    if fact in NUMBER_FACTS and wanted.equals is not None and not _is_number(wanted.equals):
        return f"{fact} is a number, found equals: {wanted.equals!r}; expected a number, above or below"
    return None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _column(facts: pa.Table, fact: str) -> NDArray[np.generic]:
    """A fact's values: floats with NaN, or texts with None."""
    if fact in TEXT_FACTS:
        return np.asarray(facts[fact].to_pylist(), dtype=object)
    return np.asarray(facts[fact].cast(pa.float64()).to_numpy(), dtype=np.float64)


def _first_match(
    personas: tuple[Persona, ...], columns: Mapping[str, NDArray[np.generic]], count: int
) -> NDArray[np.object_]:
    names = np.full(count, EVERYONE_ELSE, dtype=object)
    for persona in reversed(personas):
        holds = np.ones(count, dtype=np.bool_)
        for fact, wanted in persona.when.items():
            holds &= _holds(columns[fact], wanted, is_text=fact in TEXT_FACTS)
        names[holds] = persona.name
    return names


def _holds(values: NDArray[np.generic], wanted: Range, *, is_text: bool) -> NDArray[np.bool_]:
    if is_text:
        return np.asarray(values == wanted.equals, dtype=np.bool_)
    numbers = values.astype(np.float64)
    holds = ~np.isnan(numbers)
    if wanted.above is not None:
        holds &= numbers > wanted.above
    if wanted.below is not None:
        holds &= numbers < wanted.below
    if wanted.equals is not None:
        holds &= numbers == float(wanted.equals)
    return holds


def _labels(settings: Settings) -> pa.Table:
    """The personas in the file's order, then everyone else."""
    named = [(one.name, label_in(one.label, settings.language, one.name)) for one in settings.personas]
    everyone = [*named, (EVERYONE_ELSE, label_in(_ELSE_LABELS, settings.language, EVERYONE_ELSE))]
    return pa.table(
        {
            "persona": pa.array([name for name, _ in everyone], pa.string()),
            "label": pa.array([label for _, label in everyone], pa.string()),
        }
    )


def _intervals(sums: pa.Table) -> pa.Table:
    """Wilson interval of conversion; journeys of one customer count as one (Kish's effective number)."""
    settled, squares = _column(sums, "settled_count"), _column(sums, "settled_squares")
    converted = _column(sums, "converted_count")
    ends = _conversion_ends(*(values.astype(np.float64) for values in (converted, settled, squares)))
    return pa.table({"persona": sums["persona"], "conversion_low": ends[0], "conversion_high": ends[1]})


def _conversion_ends(
    converted: FloatArray, settled: FloatArray, squares: FloatArray
) -> tuple[pa.Array, pa.Array]:
    known = settled > 0
    effective = np.where(known, settled**2 / np.where(known, squares, 1), 0)
    rate = np.where(known, converted / np.where(known, settled, 1), 0)
    ends = wilson(Shares(rate * effective, effective))
    return (
        pa.array(np.round(ends.low, 10), pa.float64(), from_pandas=True),
        pa.array(np.round(ends.high, 10), pa.float64(), from_pandas=True),
    )
