"""docs/journey-file.md: every key is described, with its default, and every example loads."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from ruamel.yaml import YAML

from journeymine import config
from journeymine.config import load
from journeymine.config.journey import Range
from journeymine.measures.personas import FACTS
from tests.docs.blocks import ROOT, Block, blocks, key_tables

PAGE = ROOT / "docs" / "journey-file.md"
MODELS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("At the top", config.Settings),
    ("sources", config.Source),
    ("query", config.Query),
    ("columns", config.TableColumns),
    ("time", config.TimeColumn),
    ("event", config.EventMap),
    ("cases", config.FirstMatch),
    ("value", config.ValueColumn),
    ("Rules", config.Condition),
    ("identity", config.Identity),
    ("hygiene", config.Hygiene),
    ("sessions", config.Sessions),
    ("journeys", config.Journeys),
    ("stages", config.Stage),
    ("touchpoints", config.Touchpoint),
    ("channels", config.Channel),
    ("carts", config.Carts),
    ("checkout", config.CheckoutStep),
    ("friction", config.Friction),
    ("personas", config.Persona),
    ("personas", Range),
    ("cohorts", config.Cohort),
    ("privacy", config.Privacy),
)
NOT_WRITTEN: dict[type[BaseModel], set[str]] = {config.Settings: {"path"}, config.Source: {"name"}}
"""Fields that the loading sets."""

BASE = {
    "sources": {
        "a": {
            "vendor": "table",
            "files": "a.csv",
            "columns": {"time": "t", "event": "e"},
            "keys": {"user": "u"},
        }
    },
    "touchpoints": [{"name": "a", "stage": "awareness", "when": {"event": "a"}}],
}
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """A model's fields by the key that the file has."""
    skipped = NOT_WRITTEN.get(model, set[str]())
    return {field.alias or name: field for name, field in model.model_fields.items() if name not in skipped}


def default_text(field: FieldInfo) -> str | None:
    """The default as the page should have it; None where words may say it."""
    default: Any = field.default
    if field.is_required():
        return "required"
    if default is PydanticUndefined or isinstance(default, BaseModel | tuple | dict):
        return None
    if isinstance(default, timedelta):
        return duration_text(default)
    if isinstance(default, bool):
        return str(default).lower()
    return "–" if default is None else str(default)


def duration_text(length: timedelta) -> str:
    """A length of time as the file has it; hours up to one day."""
    if length > DAY and length % DAY == timedelta(0):
        return f"{length // DAY}d"
    return f"{length // HOUR}h" if length % HOUR == timedelta(0) else f"{length // MINUTE}m"


def missing_keys(tree: dict[str, Any]) -> str:
    """What a part of a file lacks to be a whole one."""
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in BASE.items() if key not in tree)


def test_every_model_of_the_configuration_has_a_table() -> None:
    found: set[type[BaseModel]] = set()
    waiting: list[Any] = [config.Settings]
    while waiting:
        part = waiting.pop()
        if isinstance(part, type) and issubclass(part, BaseModel) and part not in found:
            found.add(part)
            waiting += [field.annotation for field in part.model_fields.values()]
        waiting += list(getattr(part, "__args__", ()))
    assert found - {config.Rule} == {model for _, model in MODELS}


def test_every_key_is_described_and_none_that_is_not() -> None:
    expected = [(heading, sorted(fields(model))) for heading, model in MODELS]
    assert [(heading, sorted(keys)) for heading, keys in key_tables(PAGE)] == expected


def test_every_default_is_the_real_one() -> None:
    for (heading, model), (_, written) in zip(MODELS, key_tables(PAGE), strict=True):
        real = {key: default_text(field) for key, field in fields(model).items()}
        shown = {key: written[key] for key, text in real.items() if text is not None}
        assert shown == {key: text for key, text in real.items() if text is not None}, heading


def test_every_figure_of_a_persona_is_described() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [fact for fact in FACTS if f"`{fact}`" not in page] == []


@pytest.mark.parametrize("block", blocks("yaml"), ids=str)
def test_every_example_loads(block: Block, tmp_path: Path) -> None:
    """A part of a file is loaded with the least that a file must hold."""
    tree = YAML(typ="safe").load(block.text)
    rest = "" if "preset:" in block.text else missing_keys(tree)
    path = tmp_path / "journey.yaml"
    path.write_text(block.text + rest, encoding="utf-8")
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / "column_headers.tsv").write_text("hitid_high\thitid_low\n", encoding="utf-8")
    assert load(path).sources
