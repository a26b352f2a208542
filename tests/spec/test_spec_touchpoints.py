"""The package gives the expected answer to the examples of touchpoints, which were worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from journeymine.config import Settings, load
from journeymine.measures.experience import build_experience
from journeymine.measures.touchpoints import build_touchpoints, declare_touchpoints
from tests.property.product import run_product
from tests.spec.cases_touchpoints import TOUCHPOINTS, TouchpointCase
from tests.spec.table import format_cell, parse_table, read_events


@pytest.mark.parametrize("case", TOUCHPOINTS, ids=lambda case: case.title)
def test_product_gives_the_expected_answer(case: TouchpointCase, tmp_path: Path) -> None:
    expected = parse_table(case.expected)
    settings = settings_of(case.question.stages, tmp_path)
    product = run_product(read_events(case.table), settings)
    declare_touchpoints(product.engine, settings)
    build_experience(product.engine, settings)
    build_touchpoints(product.engine)
    rows = product.rows("select * from touchpoints order by touchpoint")
    assert [tuple(cell(row[name]) for name in expected.columns) for row in rows] == sorted(expected.rows)


def cell(value: Any) -> str:
    """A cell as the example has it."""
    return str(value).lower() if isinstance(value, bool) else format_cell(value)


def settings_of(stages: str, folder: Path) -> Settings:
    """The journey file of stages written as `A: ad, blog; B: shop`, of which the last converts."""
    points = {name.strip(): names for name, names in (part.split(":") for part in stages.split(";"))}
    last = list(points)[-1]
    lines = [
        "sources: {web: {vendor: table, files: x, columns: {time: t, event: e}, keys: {user: u}}}",
        "stages:",
    ]
    lines += [
        f"  - {{name: {name}, half: buyer, conversion: {str(name == last).lower()}}}" for name in points
    ]
    lines.append("touchpoints:")
    for stage, names in points.items():
        for name in names.replace(",", " ").split():
            lines.append(f"  - {{name: {name}, stage: {stage}, when: {{event: {name}}}}}")
    path = folder / "journey.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load(path)
