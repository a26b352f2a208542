"""The page of each vendor names every column that it promises and no other; docs/sources.md names every
reason.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from journeymine.sources import REMEDIES
from journeymine.sources.layouts import Layout
from journeymine.sources.registry import load_layouts

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "sources.md").read_text(encoding="utf-8")
PARTS = {part.split("\n", 1)[0]: part for part in PAGE.split("\n## ")[1:]}
SINGLE = ("ga4", "survey")
"""Vendors of one table, whose page says which columns are required and all other names."""


def page_of(vendor: str) -> str:
    """What is written about a vendor."""
    page = DOCS / "sources" / f"{vendor}.md"
    assert page.is_file(), f"there is no page docs/sources/{vendor}.md"
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "layout", load_layouts().values(), ids=lambda layout: f"{layout.vendor}-{layout.entity}"
)
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
    if layout.vendor in SINGLE:
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


def test_every_vendor_is_in_the_index() -> None:
    listed = set(re.findall(r"\(sources/(\w+)\.md\)", PARTS["Vendors"]))
    assert {vendor for vendor, _ in load_layouts()} <= listed
