"""docs/journey.schema.json takes what the loading takes, short forms included, and refuses unknown keys."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from tests.docs.blocks import ROOT, blocks

SCHEMA = json.loads((ROOT / "docs" / "journey.schema.json").read_text(encoding="utf-8"))
WHOLE = [block.text for block in blocks("yaml") if "touchpoints:" in block.text and "sources:" in block.text]
FILES = [ROOT / "data" / "sample" / "journey.yaml", ROOT / "bench" / "journey.yaml"]


def faults(tree: Any) -> list[str]:
    """Where a journey file breaks the schema."""
    validator = jsonschema.Draft202012Validator(SCHEMA)
    return [error.json_path for error in validator.iter_errors(json.loads(json.dumps(tree, default=written)))]


def written(value: date | datetime) -> str:
    """A time as an editor sees it."""
    return value.isoformat()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_journey_files_fit(path: Path) -> None:
    assert faults(YAML(typ="safe").load(path)) == []


@pytest.mark.parametrize("text", WHOLE)
def test_examples_fit(text: str) -> None:
    assert faults(YAML(typ="safe").load(text)) == []


def test_a_preset_may_bring_the_touchpoints() -> None:
    assert faults({"sources": {"web": {"vendor": "ga4", "files": "*.json", "preset": "ga4-ecommerce"}}}) == []


@pytest.mark.parametrize(
    "part", [{"path": "x"}, {"sessions": {"timeout": "soon"}}, {"stages": [{"name": "a", "half": "both"}]}]
)
def test_what_the_loading_refuses_does_not_fit(part: dict[str, Any]) -> None:
    source = {
        "vendor": "table",
        "files": "a.csv",
        "columns": {"time": "t", "event": "e"},
        "keys": {"user": "u"},
    }
    touchpoint = {"name": "a", "stage": "awareness", "when": {"event": "a"}}
    whole = {"sources": {"a": source}, "touchpoints": [touchpoint]}
    assert faults(whole) == []
    assert faults({**whole, **part}) != []
