"""docs/sources.md names every column that a vendor promises, every entity, every reason, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from journeymine.sources import REMEDIES
from journeymine.sources.layouts import Layout
from journeymine.sources.registry import LAYOUTS

PAGE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
PARTS = {part.split("\n", 1)[0]: part for part in PAGE.split("\n## ")[1:]}
TITLE = {"ga4": "Google Analytics 4", "salesforce": "Salesforce", "zendesk": "Zendesk", "survey": "Surveys"}


def row_of(layout: Layout) -> str:
    """The table row of an entity, or the whole part where the vendor has one table."""
    part = PARTS[TITLE[layout.vendor]]
    found = re.search(rf"^\| `{layout.entity}` \|(.*)\|.*\|$", part, re.MULTILINE)
    return found[1] if found else part


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: f"{layout.vendor}-{layout.entity}")
def test_columns(layout: Layout) -> None:
    row = row_of(layout)
    if layout.vendor in ("ga4", "survey"):
        assert [item.name for item in layout.columns if f"`{item.name}`" not in row] == []
        needed = {item.name for item in layout.columns if item.is_required}
        assert set(re.findall(r"`(\w+)` \(required\)", row)) == needed
        aliases = {name for item in layout.columns for name in item.aliases}
        assert [name for name in aliases if not re.search(rf"\b{name}\b", row)] == []
        return
    names = [name.strip() for name in row.split(",")]
    assert names == sorted(names, key=lambda name: not name.startswith("**"))
    assert {name.strip("*") for name in names} == {item.name for item in layout.columns}
    assert {name.strip("*") for name in names if name.startswith("**")} == {
        item.name for item in layout.columns if item.is_required
    }


def test_reasons() -> None:
    table = PARTS["Reading, for all sources"].split("| reason |")[1].split("\n\n")[0]
    named = {code for row in table.splitlines()[2:] for code in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert named == set(REMEDIES)
