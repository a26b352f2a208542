"""Lines over two logarithmic axes as an SVG picture, one panel below another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from bench.chart import TOP, WIDTH, picture, text

LEFT, RIGHT = 84, 152
HEIGHT, HEAD, FOOT = 190, 22, 46
"""Of a panel's field, of the words above it, and of the axis below."""

LABEL_HEIGHT = 16
GRID = "#d8dee5"
FACTORS = {20: (1, 2, 5), 500: (1, 3), math.inf: (1,)}
"""Ticks of each power of ten, where the largest value is less than so many times the smallest."""


@dataclass(frozen=True)
class Line:
    """One line.

    Attributes:
        label: behind its last point.
        points: places on the two axes, all above zero, from left to right.
        colour: of line and label; dark enough for text on white.
        is_dashed: whether it is drawn in dashes.
    """

    label: str
    points: Sequence[tuple[float, float]]
    colour: str
    is_dashed: bool = False


@dataclass(frozen=True)
class Panel:
    """Lines over the same two axes.

    Attributes:
        title: what the upright axis says, with the unit.
        lines: at least one.
        told: how a value of the upright axis is written.
    """

    title: str
    lines: Sequence[Line]
    told: Callable[[float], str]


@dataclass(frozen=True)
class _Axis:
    """Ticks at round numbers, the first and the last at the ends of the field."""

    ticks: Sequence[float]
    begin: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], begin: float, end: float) -> _Axis:
        """That has all the values."""
        least, most = min(values), max(values)
        powers = range(math.floor(math.log10(least)), math.ceil(math.log10(most)) + 2)
        factors = next(each for widest, each in FACTORS.items() if most / least < widest)
        grid = [factor * 10.0**power for power in powers for factor in factors]
        low = max(place for place, tick in enumerate(grid) if tick <= least * (1 + 1e-9))
        high = min(place for place, tick in enumerate(grid) if tick >= most * (1 - 1e-9))
        return cls(grid[low : max(high, low + 1) + 1], begin, end)

    def at(self, value: float) -> float:
        """Where a value lies."""
        low, high = math.log(self.ticks[0]), math.log(self.ticks[-1])
        return self.begin + (math.log(value) - low) / (high - low) * (self.end - self.begin)


def curves(title: str, panels: Sequence[Panel], across: str) -> str:
    """A picture of the panels.

    Args:
        title: above all.
        panels: from top to bottom; they share the axis from left to right.
        across: what that axis says.
    """
    values = [x for panel in panels for line in panel.lines for x, _ in line.points]
    horizontal = _Axis.over(values, LEFT, WIDTH - RIGHT)
    step = HEAD + HEIGHT + FOOT
    drawn = [
        element
        for place, panel in enumerate(panels)
        for element in _panel(panel, horizontal, TOP + place * step, across)
    ]
    return picture(title, TOP + step * len(panels), drawn)


def count_of(events: float) -> str:
    """A number of events in few letters: 20 k, 3 M."""
    return f"{events / 1e6:,g} M" if events >= 1e6 else f"{events / 1e3:,g} k"


def _panel(panel: Panel, horizontal: _Axis, top: float, across: str) -> Iterator[str]:
    floor = top + HEAD + HEIGHT
    upright = _Axis.over([y for line in panel.lines for _, y in line.points], floor, top + HEAD)
    yield text(LEFT, top + 12, panel.title, font_weight=600)
    for tick in upright.ticks:
        y = upright.at(tick)
        yield _stroke(horizontal.begin, y, horizontal.end, y)
        yield text(LEFT - 8, y + 4, panel.told(tick), font_size=12, text_anchor="end")
    for tick in horizontal.ticks:
        x = horizontal.at(tick)
        yield _stroke(x, upright.begin, x, upright.end)
        yield text(x, floor + 17, count_of(tick), font_size=12, text_anchor="middle")
    yield text(horizontal.end + 30, floor + 17, across, font_size=12)
    for line in panel.lines:
        yield from _line(line, horizontal, upright, panel.told)
    yield from _labels(panel.lines, horizontal, upright)


def _line(line: Line, horizontal: _Axis, upright: _Axis, told: Callable[[float], str]) -> Iterator[str]:
    places = [(horizontal.at(x), upright.at(y)) for x, y in line.points]
    dashes = ' stroke-dasharray="6 4"' if line.is_dashed else ""
    yield (
        f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}" fill="none" '
        f'stroke="{line.colour}" stroke-width="2"{dashes}/>'
    )
    for (x, y), (events, value) in zip(places, line.points, strict=True):
        hint = escape(f"{line.label}, {events:,.0f} events: {told(value)}")
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{line.colour}"><title>{hint}</title></circle>'


def _labels(lines: Sequence[Line], horizontal: _Axis, upright: _Axis) -> Iterator[str]:
    """Beside their last points, and below each other where these lie close."""
    wanted = sorted((upright.at(line.points[-1][1]), place) for place, line in enumerate(lines))
    places = _apart([y for y, _ in wanted], upright.end, upright.begin)
    for y, (_, place) in zip(places, wanted, strict=True):
        line = lines[place]
        yield text(horizontal.at(line.points[-1][0]) + 10, y + 4, line.label, fill=line.colour)


def _apart(wanted: Sequence[float], top: float, floor: float) -> list[float]:
    """Heights a label's height apart, from top to floor, near those that are wanted."""
    found: list[float] = []
    for y in wanted:
        found.append(max(y, found[-1] + LABEL_HEIGHT if found else top))
    limit = floor
    for place in reversed(range(len(found))):
        found[place] = min(found[place], limit)
        limit = found[place] - LABEL_HEIGHT
    return found


def _stroke(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{GRID}"/>'
