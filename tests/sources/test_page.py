"""The page of each vendor names every column that it promises and no other; docs/sources.md names every
reason.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from journeymine.sources import REMEDIES
from journeymine.sources.layouts import Layout
from journeymine.sources.registry import LAYOUTS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "sources.md").read_text(encoding="utf-8")
PARTS = {part.split("\n", 1)[0]: part for part in PAGE.split("\n## ")[1:]}
TITLE = {"ga4": "Google Analytics 4", "survey": "Surveys"}


def page_of(vendor: str) -> str:
    """What is written about a vendor: its page, or its part of the page of all."""
    page = DOCS / "sources" / f"{vendor}.md"
    assert page.is_file() or vendor in TITLE, f"there is no page docs/sources/{vendor}.md"
    return page.read_text(encoding="utf-8") if page.is_file() else PARTS[TITLE[vendor]]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: f"{layout.vendor}-{layout.entity}")
def test_columns(layout: Layout) -> None:
    page = page_of(layout.vendor)
    row = re.search(rf"^\| `{layout.entity}` \|(.*)\|.*\|$", page, re.MULTILINE)
    needed = {item.name for item in layout.columns if item.is_required}
    if row:
        names = [name.strip() for name in row[1].split(",")]
        assert names == sorted(names, key=lambda name: not name.startswith("**"))
        assert {name.strip("*") for name in names} == {item.name for item in layout.columns}
        assert {name.strip("*") for name in names if name.startswith("**")} == needed
    else:
        assert [item.name for item in layout.columns if not is_named(item.name, page)] == []
    if layout.vendor in TITLE:
        assert set(re.findall(r"`(\w+)` \(required\)", page)) == needed
        aliases = {name for item in layout.columns for name in item.aliases}
        assert [name for name in aliases if not is_named(name, page)] == []


def is_named(column: str, page: str) -> bool:
    """Whether a page has a column's name as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(column)}(?!\w)", page) is not None


def test_reasons() -> None:
    table = PARTS["Reading, for all sources"].split("| reason |")[1].split("\n\n")[0]
    named = {code for row in table.splitlines()[2:] for code in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert named == set(REMEDIES)
