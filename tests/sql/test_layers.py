"""The layers of sql/: who may read what, and that every published table has its model or its maker."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from journeymine.engine import Model, load_models
from journeymine.graphs import GRAPH_TABLES
from journeymine.tables import TABLES

MODELS = load_models()
LEDGER = {"runs", "files", "rejects"}
MOST_LINES = 210


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
def test_model_says_its_grain_and_is_one_select(model: Model) -> None:
    first = model.sql.splitlines()[0]
    assert first.startswith(("-- One row per ", "-- No row: "))
    body = re.sub(r"--[^\n]*", "", model.sql).strip().lower()
    assert body.startswith(("select", "with"))
    assert ";" not in re.sub(r"'[^']*'", "", body)
    assert len(model.sql.splitlines()) <= MOST_LINES


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
def test_model_binds_values_and_nothing_else(model: Model) -> None:
    assert "{{" not in model.sql
    assert "read_csv" not in model.sql
    assert not re.search(r"\?(?!\")", re.sub(r"'[^']*'|--[^\n]*", "", model.sql))


def test_only_staging_reads_raw_tables() -> None:
    readers = {
        name for name, model in MODELS.items() if any(table.startswith("raw_") for table in model.reads)
    }
    assert readers
    assert all(MODELS[name].layer == "staging" for name in readers)


def test_nothing_before_the_marts_reads_an_audit_and_audits_read_published_tables() -> None:
    published = {table.name for table in TABLES}
    for model in MODELS.values():
        assert not any(table.startswith("audit_") for table in model.reads), model.name
        if model.layer == "audits":
            assert model.reads <= published, model.name


def test_models_read_each_other_in_an_order() -> None:
    graph = {name: {table for table in model.reads if table in MODELS} for name, model in MODELS.items()}
    assert set(TopologicalSorter(graph).static_order()) == set(MODELS)


def test_every_mart_is_a_published_table_and_every_table_has_a_maker() -> None:
    marts = {name for name, model in MODELS.items() if model.layer == "marts"}
    published = {table.name for table in TABLES}
    assert marts <= published
    makers = "\n".join(
        path.read_text(encoding="utf-8") for path in Path(__file__).parents[2].glob("src/journeymine/**/*.py")
    )
    views = {table.name for table in TABLES if table.is_view}
    assert {f"view_{name}" for name in views} == {
        name for name, model in MODELS.items() if model.layer == "views"
    }
    for name in published - marts - views - LEDGER - set(GRAPH_TABLES):
        ways = (f'register("{name}"', f'register(\n        "{name}"', f'show("{name}"')
        assert any(way in makers for way in ways), name


def test_specs_are_whole() -> None:
    for table in TABLES:
        names = table.column_names()
        assert len(set(names)) == len(names)
        assert set(table.key) <= set(names)
        for column in table.columns:
            assert column.meaning
            assert (
                column.meaning[0].islower()
                or not column.meaning[0].isalpha()
                or column.meaning.startswith(("ISO", "URL", "NPS", "NULL", "Kaplan", "P("))
            )
