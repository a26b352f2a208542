"""The sample's exports: as many records as their maker counted, each staged or rejected, faults where they
were planted.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from journeymine.config import Settings, load
from journeymine.engine import DuckEngine
from journeymine.sources import SourceFile, list_files, read
from journeymine.tables import STAGED
from tests.sources.reading import columns_of

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
UNREADABLE = {"unparsable": "bad_json"}


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load(SAMPLE / "journey.yaml")


@pytest.fixture(scope="module")
def accounts() -> dict[str, Any]:
    files = json.loads((SAMPLE / "expected" / "accounting.json").read_text(encoding="utf-8"))["files"]
    return {account["file"]: account for account in files}


@pytest.fixture(scope="module")
def some_files(settings: Settings) -> list[SourceFile]:
    """All CSV files and every thirtieth day of the web export."""
    files = list_files(settings)
    days = [file for file in files if file.source.vendor == "ga4"]
    return [*days[::30], *(file for file in files if file.source.vendor != "ga4")]


def test_every_record_is_staged_or_rejected(some_files: list[SourceFile], accounts: dict[str, Any]) -> None:
    engine = DuckEngine.open(None)
    for file in some_files:
        account = accounts[file.shown]
        raw = read(engine, file, file.path)
        engine.model(raw.model, raw.parameters)
        staged = engine.fetch(
            raw.model, ["line_number", "is_event", "skip_reason", "occurred_at", "time_text"]
        )
        assert staged.num_rows >= raw.row_count - raw.rejects.num_rows, file.shown
        assert raw.row_count == account["rows"], file.shown
        assert len(set(staged["line_number"].to_pylist())) + raw.rejects.num_rows == raw.row_count
        found = Counter(raw.rejects["reason"].to_pylist()) + timeless(staged.to_pylist())
        planted = {UNREADABLE.get(reason, reason): count for reason, count in account["rejected"].items()}
        assert found == {reason: planted[reason] for reason in found}, file.shown
        assert {"bad_json", "no_time", "bad_time", "too_few_columns", "too_many_columns"} & set(
            planted
        ) <= set(found)


def timeless(rows: list[dict[str, Any]]) -> Counter[str]:
    """Events whose time is missing or can't be read, by line."""
    lines = {
        row["line_number"]: "bad_time" if row["time_text"] else "no_time"
        for row in rows
        if row["is_event"] and row["skip_reason"] is None and row["occurred_at"] is None
    }
    return Counter(lines.values())


def test_all_models_have_the_event_shape(some_files: list[SourceFile]) -> None:
    engine = DuckEngine.open(None)
    models = set()
    for file in some_files:
        raw = read(engine, file, file.path)
        engine.model(raw.model, raw.parameters)
        assert columns_of(engine, raw.model) == STAGED
        models.add(raw.model)
    assert len(models) == 13
