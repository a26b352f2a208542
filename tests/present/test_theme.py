"""The colours can be told apart by readers with a colour-vision deficiency, and texts can be read on their
grounds.
"""

from __future__ import annotations

from itertools import combinations

import pytest

from journeymine.present import theme

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
DEFICIENCIES = {
    "none": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
Triple = tuple[float, float, float]


def linear(colour: str) -> Triple:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    spread = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return (spread[0], spread[1], spread[2])


def times(matrix: tuple[Triple, Triple, Triple], vector: Triple) -> Triple:
    rows = [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]
    return (min(max(rows[0], 0), 1), min(max(rows[1], 0), 1), min(max(rows[2], 0), 1))


def lab(rgb: Triple) -> Triple:
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(a * b for a, b in zip(row, rgb, strict=True)) for row in to_xyz]
    x, y, z = (
        (v / n) ** (1 / 3) if v / n > 0.008856 else 7.787 * v / n + 16 / 116
        for v, n in zip(xyz, (0.9505, 1.0, 1.089), strict=True)
    )
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))


def distance(one: str, other: str, deficiency: str) -> float:
    matrix = DEFICIENCIES[deficiency]
    pairs = zip(lab(times(matrix, linear(one))), lab(times(matrix, linear(other))), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_meanings_can_be_told_apart(deficiency: str) -> None:
    near = {
        (one, other): round(distance(theme.SEMANTIC[one], theme.SEMANTIC[other], deficiency))
        for one, other in combinations(theme.SEMANTIC, 2)
        if distance(theme.SEMANTIC[one], theme.SEMANTIC[other], deficiency) < 20
    }
    assert near == {}


def contrast(one: str, other: str) -> float:
    weights = (0.2126, 0.7152, 0.0722)
    light, dark = sorted(
        (sum(w * c for w, c in zip(weights, linear(each), strict=True)) for each in (one, other)),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (theme.INK, theme.PAPER),
        (theme.MUTED, theme.PAPER),
        (theme.MUTED, theme.WASH),
        (theme.MUTED, theme.BUYER_WASH),
        (theme.MUTED, theme.OWNER_WASH),
        (theme.PAPER, theme.BUYER),
        (theme.PAPER, theme.OWNER),
        (theme.DROPPED, theme.PAPER),
    ],
)
def test_texts_can_be_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("colour", [theme.FORWARD, theme.CONVERTED, theme.DROPPED])
def test_marks_stand_out_from_paper(colour: str) -> None:
    assert contrast(colour, theme.PAPER) >= 3


def test_the_halves_differ_by_warm_and_cool() -> None:
    assert min(distance(theme.BUYER, theme.OWNER, each) for each in ("none", "protan", "deutan")) > 40
    assert distance(theme.BUYER, theme.OWNER, "tritan") > 20


def test_tags_and_entities_are_made_plain() -> None:
    assert theme.plot_text("<b>a & b</b>") == "&lt;b&gt;a &amp; b&lt;/b&gt;"


def test_a_faded_colour_keeps_its_hue() -> None:
    assert theme.faded("#0a10ff", 0.35) == "rgba(10,16,255,0.35)"
