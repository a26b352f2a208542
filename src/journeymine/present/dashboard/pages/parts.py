"""Small parts that blocks share: the key of colours, how a figure was computed, marks as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from journeymine.present.figures.frame import Story
from journeymine.present.words import Phrases


def attributes(named: Mapping[str, str]) -> dict[str, Any]:
    """Attributes whose names are no Python names, such as `aria-label`, to be unpacked into a component."""
    return dict(named)


def key(items: tuple[tuple[str, str], ...]) -> Sequence[Component]:
    """Names and colours of the marks; nothing where there are none."""
    if not items:
        return []
    rows = [html.Li([html.I(style={"background": colour}), name]) for name, colour in items]
    return [html.Ul(rows, className="key", **attributes({"aria-hidden": "true"}))]


def quiet_words(caption: str, say: Phrases) -> Sequence[Component]:
    """How something was computed; nothing where there is no caption."""
    return [html.P([html.B(say.how_computed), " ", caption], className="how")] if caption else []


def words_below(story: Story, say: Phrases) -> Sequence[Component]:
    """Caption, and each mark in a sentence for readers who cannot hover."""
    found = quiet_words(story.caption, say)
    if not story.lines:
        return found
    lines = html.Ul([html.Li(line) for line in story.lines])
    return [*found, html.Details([html.Summary(say.read_as_text), lines], className="as-text")]
