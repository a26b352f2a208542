"""The product's answer to a funnel, as a table of text like the reference's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from journeymine import journeys
from journeymine.questions.conditions import Step
from journeymine.questions.funnel import Exclusion, FunnelResult, funnel
from journeymine.questions.ground import Ground
from journeymine.walk.funnel_read import LOST, OPEN
from journeymine.walk.paths import Coded, Paths
from tests.property.product import Product
from tests.reference.events import Event
from tests.spec.answer_rows import Cell, answer_table
from tests.spec.product_answers import customer_labels, run_example
from tests.spec.questions import FunnelQuestion
from tests.spec.table import Table, format_instant


def product_funnel_answer(events: Sequence[Event], question: FunnelQuestion, folder: Path) -> Table:
    """How far units get.

    Args:
        events: the example's events.
        question: what is asked.
        folder: for its journey file.
    """
    product = run_example(events, question, folder)
    try:
        ground = ground_of(product, events)
        found = asked(ground, question)
        units = unit_names(product, ground.paths, question)
        return _units(found, units) if question.view == "units" else _steps(found, units)
    finally:
        product.engine.close()


def ground_of(product: Product, events: Sequence[Event]) -> Ground:
    """A finished run, open for questions, with the properties of its events."""
    assert product.paths is not None
    paths = replace(product.paths, properties=_properties(product, events))
    return Ground(
        paths=paths,
        read=lambda name: product.engine.query(f"select * from {name} order by {name[:-1]}_no"),
        generation=1,
        fingerprint="example",
        as_of=journeys.as_of(product.engine, product.settings),
        min_cell=1,
        cohorts={},
    )


def _properties(product: Product, events: Sequence[Event]) -> Mapping[str, Coded]:
    by_ident = {event.ident: event for event in events}
    rows = product.rows("select source, event_id from events order by position")
    placed = [by_ident[row["source"], row["event_id"]] for row in rows]
    names = sorted({name for event in placed for name, _ in event.properties} | {"product_id"})
    return {name: _coded([dict(event.properties).get(name) for event in placed]) for name in names}


def _coded(values: Sequence[str | None]) -> Coded:
    found = pa.array(values, pa.string()).dictionary_encode()
    codes = found.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Coded(np.asarray(codes, dtype=np.int32), tuple(found.dictionary.to_pylist()))


def asked(ground: Ground, question: FunnelQuestion) -> FunnelResult:
    """The question put to the product."""
    steps = [
        Step(_named(ground, step.event), dict(step.where) or None, step.within, step.optional, step.event)
        for step in question.steps
    ]
    return funnel(
        ground,
        steps,
        window=question.window,
        order=question.order,
        entry=question.entry,
        unit=question.unit,
        hold=question.hold,
        exclude=[Exclusion(_named(ground, one.event), one.after, one.before) for one in question.exclude],
        on_exclude=question.on_exclude,
        count=question.count,
    )


def _named(ground: Ground, event: str) -> str:
    """The events of a name; a name that no event has would be refused, a pattern that none fits is not."""
    return event if event in ground.paths.signatures.codes("event").names else f"[event~{event}]"


def unit_names(product: Product, paths: Paths, question: FunnelQuestion) -> list[str]:
    """The label of each unit, in the order of their numbers: `user:c1`, or `user:c1/2` for the second
    session.
    """
    labels = customer_labels(product)
    rows = product.rows("select distinct customer_no, customer_id from events order by customer_no")
    customers = [labels[row["customer_id"]] for row in rows]
    if question.unit == "customer":
        return customers
    owner = paths.sessions.customer.tolist()
    return [f"{customers[one]}/{owner[: at + 1].count(one)}" for at, one in enumerate(owner)]


def _units(found: FunnelResult, units: Sequence[str]) -> Table:
    walked, paths = found.asked.walked, found.asked.ground.paths
    assert walked.attempts is not None
    names, rows = list(units), list[tuple[Cell, ...]]()
    for unit, reached in zip(walked.attempts.unit.tolist(), walked.attempts.rows.tolist(), strict=True):
        times = [format_instant(int(paths.times[row])) if row >= 0 else "-" for row in reached]
        depth = max(place for place, row in enumerate(reached, start=1) if row >= 0)
        rows.append((names[unit], depth, " ".join(times)))
    for unit in np.flatnonzero(walked.depth <= 0).tolist():
        rows.append((names[unit], "out" if walked.depth[unit] < 0 else 0, ""))
    return answer_table("unit depth at", rows)


def _steps(found: FunnelResult, units: Sequence[str]) -> Table:
    attempts, ends = found.asked.attempts, found.asked.ends
    names = np.array(units, dtype=object)[attempts.unit]
    rows: list[tuple[Cell, ...]] = []
    for place, row in enumerate(found.table().to_pylist()):
        ended = [(ends.last == place) & (ends.fate == fate) for fate in (LOST, OPEN)]
        figures = [row[name] for name in ("unit_count", "share_of_first", "share_of_previous")]
        times = [row[name] for name in ("median_seconds", "p90_seconds")]
        lists = [" ".join(sorted(names[chosen])) for chosen in (attempts.rows[:, place] >= 0, *ended)]
        rows.append((row["event_name"], *figures, *times, *lists))
    return answer_table(
        "step count share_of_first share_of_previous median_seconds p90_seconds reached lost open", rows
    )
