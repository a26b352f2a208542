"""Golden pictures of a funnel: each beside the file of its name; `UPDATE_GOLDEN=1` rewrites them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import plotly.graph_objects as go
import pytest

from journeymine.questions.funnel import FunnelResult
from tests.present.funnels import DRAWINGS, asked, shop
from tests.present.stable import check_golden

FOLDER = Path(__file__).parent
NAMES = (*DRAWINGS, "funnel_ar")


@cache
def found(language: str) -> FunnelResult:
    return asked(shop(language))


def drawn(name: str) -> go.Figure:
    picture, _, language = name.partition("_")
    return DRAWINGS[picture](found(language or "en"))


@pytest.mark.parametrize("name", NAMES)
def test_picture(name: str) -> None:
    check_golden(FOLDER / f"{name}.json", drawn(name))


def test_no_golden_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(NAMES)
