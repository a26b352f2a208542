"""Words and marks of rows: labels cut by what is seen of them, bars that no words lie on."""

from __future__ import annotations

from typing import Any

import pytest

from journeymine.present.figures.rows import shorten
from journeymine.present.numbers import FIRST_STRONG, LEFT_TO_RIGHT, OPENERS, POP
from tests.present.funnels import DRAWINGS, asked, shop

_LINE_HEIGHT = 1.3
_GROUND = 2
"""Pixels of the ground around a word: plotly's border and our pad."""


def quoted(*parts: str) -> str:
    return " → ".join(f"{FIRST_STRONG}{part}{POP}" for part in parts)


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("Product page", 12, "Product page"),
        ("Product page", 11, "Product pa…"),
        ("Product page", 9, "Product…"),
        (quoted("Product page", "Newsletter visit"), 34, quoted("Product page", "Newsletter visit")),
        (quoted("Product page", "Newsletter visit"), 25, quoted("Product page", "Newslette…")),
        (quoted("Product page", "Newsletter visit"), 15, f"{quoted('Product page')} →…"),
        (f"{LEFT_TO_RIGHT}{quoted('a', 'bc')}{POP}", 5, f"{LEFT_TO_RIGHT}{quoted('a')} →…{POP}"),
        ("مُقارَنة", 6, "مُقارَنة"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("", 5, ""),
    ],
)
def test_what_is_seen_of_a_label_is_cut(text: str, longest: int, shown: str) -> None:
    assert shorten(text, longest) == shown


@pytest.mark.parametrize("longest", range(1, 40))
def test_what_a_cut_label_opens_it_closes(longest: int) -> None:
    text = shorten(f"{LEFT_TO_RIGHT}{quoted('Product page', 'Newsletter visit')}{POP}", longest)
    assert sum(map(text.count, OPENERS)) == text.count(POP)
    seen = [sign for sign in text if sign not in OPENERS + POP]
    assert len(seen) <= longest


@pytest.mark.parametrize("name", ["funnel", "next"])
def test_no_words_lie_on_a_bar(name: str) -> None:
    figure: Any = DRAWINGS[name](asked(shop()))
    layout = figure.layout
    first, last = layout.yaxis.range
    pixels = (layout.height - layout.margin.t - layout.margin.b) / abs(last - first)
    above = max(trace.width for trace in figure.data) / 2 * pixels
    for note in layout.annotations:
        size = note.font.size * _LINE_HEIGHT / 2 + _GROUND
        assert note.yshift - size > above, note.text
