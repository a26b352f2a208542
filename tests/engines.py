"""Engines in memory for tests that make temporary tables only."""

from __future__ import annotations

from functools import cache

from journeymine.engine import DuckEngine


@cache
def _database() -> DuckEngine:
    return DuckEngine.open(None)


def temporary_engine() -> DuckEngine:
    """A connection of its own to one database that all share; to start a database takes longer than most
    tests. Temporary tables and functions are each connection's own.
    """
    return DuckEngine(_database()._connection.cursor(), writes=True)
