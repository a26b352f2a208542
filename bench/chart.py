"""Pictures as SVG: the card that all are drawn on, and bars, a side a bar, a work a part of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 800
LEFT, RIGHT = 150, 16
BAR, GAP = 22, 10
TOP, LEGEND = 44, 34
COLOURS = ("#b9c3cf", "#33658a", "#86bbd8", "#2f9e79", "#f6ae2d", "#f26419", "#7a5195", "#8d99ae")
FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif"


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes:
        label: before it.
        parts: seconds by what they went into, in the order of drawing.
        note: behind it.
    """

    label: str
    parts: Mapping[str, float]
    note: str = ""


def bars(title: str, listed: Sequence[Bar]) -> str:
    """A picture of the bars with a title above and a legend below.

    Args:
        title: what is drawn, with the unit.
        listed: bars from top to bottom.
    """
    names = list(dict.fromkeys(name for bar in listed for name in bar.parts))
    colours = dict(zip(names, COLOURS, strict=False))
    scale = min((WIDTH - LEFT - RIGHT - 8 - 7 * len(_told(bar))) / sum(bar.parts.values()) for bar in listed)
    height = TOP + len(listed) * (BAR + GAP) + LEGEND
    drawn = (line for place, bar in enumerate(listed) for line in _bar(place, bar, scale, colours))
    return picture(title, height, [*drawn, *_legend(height - 14, colours)])


def picture(title: str, height: int, drawn: Sequence[str]) -> str:
    """An SVG on a white card, for light and dark pages alike.

    Args:
        title: above what is drawn, and what a screen reader says.
        height: of the picture, which is `WIDTH` wide.
        drawn: its elements, below `TOP`.
    """
    card = f'<rect width="{WIDTH}" height="{height}" rx="6" fill="#ffffff"/>'
    inner = [card, text(16, 27, title, font_size=15, font_weight=600), *drawn]
    label = escape(title, quote=True)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-label="{label}" font-family="{FONT}">'
    )
    return "\n".join([opening, *inner, "</svg>"]) + "\n"


def _bar(place: int, bar: Bar, scale: float, colours: Mapping[str, str]) -> Iterator[str]:
    top = TOP + place * (BAR + GAP)
    middle = top + BAR * 0.7
    yield text(LEFT - 10, middle, bar.label, text_anchor="end")
    x = float(LEFT)
    for name, seconds in bar.parts.items():
        width = seconds * scale
        told = escape(f"{bar.label}, {name}: {_seconds(seconds)}")
        yield (
            f'<rect x="{x:.1f}" y="{top}" width="{max(width, 0.5):.1f}" height="{BAR}" '
            f'fill="{colours[name]}"><title>{told}</title></rect>'
        )
        x += width
    yield text(x + 8, middle, _told(bar))


def _legend(y: float, colours: Mapping[str, str]) -> Iterator[str]:
    x = float(LEFT)
    for name, colour in colours.items():
        yield f'<rect x="{x:.0f}" y="{y - 10:.0f}" width="11" height="11" fill="{colour}"/>'
        yield text(x + 16, y, name, font_size=12)
        x += 34 + 6.6 * len(name)


def text(x: float, y: float, words: str, **style: object) -> str:
    """A line of text; of the style, `font_size` becomes `font-size`."""
    told = {"font_size": 13, "fill": "#1f2933"} | style
    attributes = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in told.items())
    return f'<text x="{x:.1f}" y="{y:.1f}" {attributes}>{escape(words)}</text>'


def _told(bar: Bar) -> str:
    return f"{_seconds(sum(bar.parts.values()))} {bar.note}".strip()


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"
