"""Setting up what findings need, in one call."""

from __future__ import annotations

from typing import Any

from journeymine.config import Settings
from journeymine.engine import DuckEngine
from journeymine.findings.actions import build_actions
from journeymine.findings.footing import Footing
from journeymine.findings.pains import build_pain_points
from journeymine.measures.experience import build_experience
from journeymine.measures.touchpoints import declare_touchpoints
from tests.findings.laid import lay

Row = dict[str, Any]


def rows(engine: DuckEngine, table: str, *keys: str) -> list[Row]:
    """Rows of a table in the order of its keys."""
    return engine.fetch(table, order_by=keys).to_pylist()


def by_customer(engine: DuckEngine, table: str) -> dict[str, Row]:
    """Rows of a table of customers by their ids, without their numbers."""
    names = {row["customer_no"]: row["customer_id"] for row in rows(engine, "customer_names", "customer_no")}
    return {names[row.pop("customer_no")]: row for row in rows(engine, table, "customer_no")}


def experience(engine: DuckEngine, settings: Settings) -> str:
    """Build the experience tables, after the journey file's touchpoints."""
    declare_touchpoints(engine, settings)
    return build_experience(engine, settings)


def find_pains(engine: DuckEngine, settings: Settings) -> dict[str, Row]:
    """Pain points by id."""
    _find(engine, settings)
    return {row["pain_id"]: row for row in rows(engine, "pain_points", "pain_id")}


def find_actions(engine: DuckEngine, settings: Settings) -> list[Row]:
    """Actions by rank."""
    build_actions(_find(engine, settings))
    return rows(engine, "actions", "rank")


def _find(engine: DuckEngine, settings: Settings) -> Footing:
    experience(engine, settings)
    footing = lay(engine, settings)
    build_pain_points(footing)
    return footing
