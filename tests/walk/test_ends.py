"""First and last events of units, and what most of their events have, against plain lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import strategies as st

from journeymine.walk.ends import Ends
from journeymine.walk.paths import Paths
from journeymine.walk.units import UNITS, Unit
from tests.walk.histories import History, histories
from tests.walk.over import over, small_blocks

_many_blocks = pytest.fixture(autouse=True, scope="module")(small_blocks)
FIELD = st.sampled_from(("event", "channel", "stage", "device"))


def rows_of(paths: Paths, unit: Unit) -> list[list[int]]:
    """Rows of each unit's own events."""
    if unit == "customer":
        ends = paths.bounds.tolist()
        return [list(range(low, high)) for low, high in zip(ends[:-1], ends[1:], strict=True)]
    number = paths.session if unit == "session" else paths.journey
    count = len(paths.sessions) if unit == "session" else len(paths.journeys)
    return [[row for row, one in enumerate(number.tolist()) if one == part] for part in range(count)]


def words_of(paths: Paths, rows: list[int], field: str) -> list[str]:
    """What the events say, in order, without those that say nothing."""
    texts = paths.signatures.texts(field)
    return [said for row in rows if (said := texts[paths.signature[row]]) is not None]


@over(histories(), st.sampled_from(UNITS), FIELD)
def test_first_last_and_commonest(history: History, unit: Unit, field: str) -> None:
    paths = history.paths()
    ends, names = Ends(paths, unit), paths.signatures.codes(field).names
    said = [words_of(paths, rows, field) for rows in rows_of(paths, unit)]
    assert ends.text(field).to_pylist() == [next(iter(words), None) for words in said]
    assert ends.text(field, is_last=True).to_pylist() == [next(reversed(words), None) for words in said]
    common = [
        min(Counter(w).items(), key=lambda one: (-one[1], names.index(one[0])))[0] if w else None
        for w in said
    ]
    assert ends.commonest(field).to_pylist() == common


@over(histories(), st.sampled_from(UNITS))
def test_counts_and_totals(history: History, unit: Unit) -> None:
    paths = history.paths()
    hits = paths.signatures.codes("event").of_signature % 2 == 0
    values = np.where(np.arange(len(paths)) % 3 == 0, np.nan, np.arange(len(paths)) / 4)
    ends = Ends(replace(paths, figures={"value": values}), unit)
    mine = [[row for row in rows if hits[paths.signature[row]]] for rows in rows_of(paths, unit)]
    known = [[values[row] for row in rows if not np.isnan(values[row])] for rows in mine]
    assert ends.count(hits).tolist() == [len(rows) for rows in mine]
    total, count = ends.total("value", hits)
    assert total.tolist() == pytest.approx([sum(each) for each in known])
    assert count.tolist() == [len(each) for each in known]
    assert ends.total("score", hits)[1].tolist() == [0] * len(mine)
