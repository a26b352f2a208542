"""What the documents take from the code is as the code has it now, and their links hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, pages
from tests.docs.examples import titles
from tests.docs.render import measure_pages, outputs, schema_text

MEASURES = frozenset(
    ("identity", "sessions", "journeys", "graph", "dropoff", "funnel", "carts", "movement", "touchpoints")
)
"""Pages with examples from tests/spec."""


@pytest.mark.parametrize("path", outputs(), ids=lambda path: path.name)
def test_written_parts_are_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == outputs()[path], "run: python -m tests.docs.render"


def test_each_measure_has_a_page_with_an_example() -> None:
    found = {page.stem for page in measure_pages() if titles(page.read_text(encoding="utf-8"))}
    assert found >= MEASURES


def test_the_list_of_measures_names_every_page() -> None:
    listed = (ROOT / "docs" / "measures" / "README.md").read_text(encoding="utf-8")
    names = {page.name for page in measure_pages()} - {"README.md"}
    assert {name for name in names if f"({name})" not in listed} == set()


def test_the_schema_knows_every_part_of_the_file() -> None:
    assert '"touchpoints"' in schema_text()
    assert '"additionalProperties": false' in schema_text()


def test_targets_of_make_that_are_named_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {name for page in pages() for name in re.findall(r"\bmake ([a-z-]+)", code(page))}
    assert named - targets == set()


def code(page: Path) -> str:
    """What a page has in backquotes or fences."""
    return "\n".join(found[1] for found in re.findall(r"(`+)(.+?)\1", page.read_text("utf-8"), re.DOTALL))


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    broken = [target for target in re.findall(r"\]\(([^)]+)\)", text) if not leads(page, target)]
    assert broken == []


def leads(page: Path, target: str) -> bool:
    """Whether a link's file is there, and has the heading that it names."""
    if target.startswith("https://"):
        return True
    name, _, heading = target.partition("#")
    file = (page.parent / name).resolve() if name else page
    if not heading or not file.exists():
        return file.exists()
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return heading in {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
