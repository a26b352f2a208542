"""Functions of our own: each is made when a statement first calls it, with those that it calls itself."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from journeymine.engine import DuckEngine
from journeymine.engine.functions import FUNCTIONS, functions_of
from journeymine.errors import QueryFailed

CALL = "select instant_by_day_end('2026-01-05', 'UTC') is not null"


def test_what_is_called_comes_first() -> None:
    made = [statement.split("macro ")[1].split("(")[0] for statement in functions_of(CALL)]
    assert sorted(made) == [
        "earlier_instant",
        "has_offset",
        "instant_by_day_end",
        "instant_of",
        "is_day",
        "local_instant",
        "local_time_of",
        "zone_offset",
    ]
    assert made[-1] == "instant_by_day_end"
    assert made.index("zone_offset") < made.index("earlier_instant") < made.index("local_instant")
    assert functions_of("select 1") == ()


def test_each_can_be_made_after_those_that_it_calls() -> None:
    engine = DuckEngine.open(None)
    for function in FUNCTIONS:
        for statement in functions_of(function.split("macro ")[1]):
            engine.execute(statement)


def test_they_are_made_again_where_a_transaction_was_taken_back() -> None:
    engine = DuckEngine.open(None)
    with suppress(ZeroDivisionError), engine.transaction():
        assert engine.values(CALL) == [(True,)]
        raise ZeroDivisionError
    assert engine.values(CALL) == [(True,)]


def test_a_reader_has_none(tmp_path: Path) -> None:
    DuckEngine.open(tmp_path / "some.duckdb").close()
    reader = DuckEngine.open_reader(tmp_path / "some.duckdb")
    with pytest.raises(QueryFailed, match="instant_by_day_end"):
        reader.values(CALL)
