"""Small parts that several blocks share: the key of colours, how a figure was computed, its marks as sentences."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from journeymine.present.figures.frame import Story
from journeymine.present.words import Phrases


def key(items: tuple[tuple[str, str], ...]) -> list[Component]:
    """Names and colours of the marks; nothing where there are none."""
    if not items:
        return []
    rows = [html.Li([html.I(style={"background": colour}), name]) for name, colour in items]
    return [html.Ul(rows, className="key", **{"aria-hidden": "true"})]


def quiet_words(caption: str, say: Phrases) -> list[Component]:
    """How something was computed; nothing where there is no caption."""
    return [html.P([html.B(say.how_computed), " ", caption], className="how")] if caption else []


def words_below(story: Story, say: Phrases) -> list[Component]:
    """Caption, and each mark in a sentence for readers who cannot hover."""
    found = quiet_words(story.caption, say)
    if story.lines:
        lines = html.Ul([html.Li(line) for line in story.lines])
        found.append(html.Details([html.Summary(say.read_as_text), lines], className="as-text"))
    return found
