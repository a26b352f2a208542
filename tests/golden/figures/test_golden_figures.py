"""Golden pictures: each figure of the made-up shop beside the file of its name; `UPDATE_GOLDEN=1` rewrites
them.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import plotly.graph_objects as go
import pytest

from tests.present.drawings import DRAWINGS, draw_all
from tests.present.fixtures import about, published_tables
from tests.present.stable import text_of

FOLDER = Path(__file__).parent
NAMES = tuple(DRAWINGS)


@cache
def drawn(language: str) -> dict[str, go.Figure]:
    return draw_all(published_tables(language), about(language))


def check(name: str, figure: go.Figure) -> None:
    path, found = FOLDER / f"{name}.json", text_of(figure)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(found, encoding="utf-8")
    assert path.exists(), f"no golden picture {path.name}: make it with UPDATE_GOLDEN=1 and look at it"
    assert found == path.read_text(encoding="utf-8"), f"{path.name} differs: UPDATE_GOLDEN=1 rewrites it"


@pytest.mark.parametrize("name", NAMES)
def test_picture(name: str) -> None:
    check(name, drawn("en")[name])


def test_arabic_flow() -> None:
    check("sankey_ar", drawn("ar")["sankey"])


def test_no_golden_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {*NAMES, "sankey_ar"}
