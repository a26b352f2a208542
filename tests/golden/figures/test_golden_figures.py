"""Golden pictures: each figure of the made-up shop beside the file of its name; `UPDATE_GOLDEN=1` rewrites
them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import plotly.graph_objects as go
import pytest

from tests.present.drawings import DRAWINGS, draw_all
from tests.present.fixtures import about, published_tables
from tests.present.stable import check_golden

FOLDER = Path(__file__).parent
NAMES = tuple(DRAWINGS)


@cache
def drawn(language: str) -> dict[str, go.Figure]:
    return draw_all(published_tables(language), about(language))


@pytest.mark.parametrize("name", NAMES)
def test_picture(name: str) -> None:
    check_golden(FOLDER / f"{name}.json", drawn("en")[name])


def test_arabic_flow() -> None:
    check_golden(FOLDER / "sankey_ar.json", drawn("ar")["sankey"])


def test_no_golden_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {*NAMES, "sankey_ar"}
