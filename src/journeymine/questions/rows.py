"""Units that meet a SQL condition on their table."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from journeymine.engine.condition import one_condition
from journeymine.engine.duckdb import DuckEngine
from journeymine.errors import UsageError
from journeymine.questions.ground import Ground
from journeymine.questions.names import unknown
from journeymine.walk.paths import Bool
from journeymine.walk.units import Unit

TABLE_OF: dict[Unit, str] = {"customer": "customers", "session": "sessions", "journey": "journeys"}
_NUMBER = "unit_number"
_UNKNOWN_COLUMN = re.compile(r'Referenced column "([^"]+)" not found')


def units_where(ground: Ground, unit: Unit, condition: str) -> Bool:
    """Whether each unit meets a condition; NULL is no. Not to be written to.

    Args:
        ground: what is asked.
        unit: customer, session or journey.
        condition: in SQL, on the columns of the unit's table; it can read nothing else.

    Raises:
        UsageError: it is no single condition, names an unknown column, or fails.
    """
    return ground.remembered.get(unit, condition, lambda: _found(ground, unit, condition))


def _found(ground: Ground, unit: Unit, condition: str) -> Bool:
    name = TABLE_OF[unit]
    written = one_condition(condition, of=name)
    table = ground.units(unit)
    numbered = table.append_column(_NUMBER, pa.array(np.arange(len(table)), pa.int64()))
    engine = DuckEngine.open_sealed()
    try:
        with engine.lend(name, numbered):
            found = engine.ask(f"select {_NUMBER} from {name} where {written}")
    except UsageError as error:
        raise _said(error, name, condition, table.schema.names) from None
    finally:
        engine.close()
    chosen = np.zeros(len(table), dtype=np.bool_)
    chosen[found[_NUMBER].to_numpy()] = True
    return chosen


def _said(error: UsageError, name: str, condition: str, columns: list[str]) -> UsageError:
    """The database's error in terms of the condition."""
    match = _UNKNOWN_COLUMN.search(str(error))
    reason = unknown(f"column of {name}", match[1], columns) if match else str(error)
    return UsageError(f"the condition {condition!r} can't be answered: {reason}")
