"""The published tables keep what tables.py promises, in a crowd with troubles and in a nearly empty world."""

from __future__ import annotations

import pytest

from journeymine.engine import DuckEngine
from journeymine.findings.actions import build_actions
from journeymine.findings.changes import build_changes
from journeymine.findings.forks import build_forks
from journeymine.findings.pains import build_pain_points
from journeymine.measures.personas import build_personas, build_personas_of_customers
from journeymine.tables import BY_NAME
from tests.findings.crowd import Trouble, crowd
from tests.findings.laid import lay
from tests.findings.steps import experience, rows
from tests.findings.world import World, day, settings

TABLES = ("experience", "personas", "persona_stages", "pain_points", "actions", "forks", "changes")


def everything(engine: DuckEngine, as_of: float) -> DuckEngine:
    file = settings(personas=[{"name": "back and forth", "when": {"backward_count": {"above": 1}}}])
    footing = lay(engine, file)
    build_personas_of_customers(engine, file, footing.paths)
    experience(engine, file)
    build_personas(engine, file, footing.paths, footing.outcome)
    build_pain_points(footing)
    build_actions(footing)
    build_forks(footing)
    build_changes(footing, day(as_of))
    return engine


@pytest.fixture(scope="module")
def busy() -> DuckEngine:
    trouble = Trouble(drop={"blog": 0.2}, slow={"hotline": 4}, friction={"payment error": (60, 81, 0.4)})
    return everything(crowd(1, 1200, trouble), 180)


@pytest.fixture(scope="module")
def bare() -> DuckEngine:
    world = World()
    world.walk("a", 0, ["ad"])
    return everything(world.build(as_of=1), 1)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("crowded", ["busy", "bare"])
def test_tables_are_as_promised(name: str, crowded: str, request: pytest.FixtureRequest) -> None:
    engine: DuckEngine = request.getfixturevalue(crowded)
    spec = BY_NAME[name]
    types = {row["column_name"]: row["column_type"] for row in engine.query(f"describe {name}").to_pylist()}
    assert {name: types.get(name) for name in spec.column_names()} == {c.name: c.type for c in spec.columns}
    assert tuple(types)[: len(spec.columns)] == spec.column_names()
    found = rows(engine, name, *spec.key)
    assert len({tuple(row[key] for key in spec.key) for row in found}) == len(found)
    for column in spec.columns:
        values = [row[column.name] for row in found]
        assert column.nullable or None not in values
        assert not column.allowed or set(values) <= {*column.allowed, None}
    assert found or crowded == "bare"


def test_nothing_but_results_is_left_behind(busy: DuckEngine) -> None:
    made = {row["table_name"] for row in busy.query("select table_name from duckdb_tables()").to_pylist()}
    inputs = {
        "raw",
        "raw_carts",
        "customer_names",
        "stages",
        "places",
        "carts",
        "events",
        "stays",
        "walked",
        "journey_steps",
        "journeys",
        "int_journeys",
    }
    kept = {"customer_facts", "customer_personas", "int_credit", "touchpoint_scores", "declared_touchpoints"}
    assert made == {*TABLES, *inputs, *kept, "int_friction_places", "pain_episodes"}


def test_the_same_input_gives_the_same_rows(busy: DuckEngine) -> None:
    trouble = Trouble(drop={"blog": 0.2}, slow={"hotline": 4}, friction={"payment error": (60, 81, 0.4)})
    again = everything(crowd(1, 1200, trouble), 180)
    for name in TABLES:
        assert rows(again, name, *BY_NAME[name].key) == rows(busy, name, *BY_NAME[name].key)
