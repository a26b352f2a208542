"""The one door to the database: a protocol, the models of sql/, and DuckDB behind it."""

from journeymine.engine.base import Engine, Parameters
from journeymine.engine.duckdb import DuckEngine
from journeymine.engine.models import Model, load_models

__all__ = ["DuckEngine", "Engine", "Model", "Parameters", "load_models"]
