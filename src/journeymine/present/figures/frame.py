"""What all pictures share: a titled figure that carries its own story, and the sentence that stands for an
empty one.

A figure's `layout.meta` holds title, caption and lines as plain text, so that a page can set them in its
own type.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from journeymine.present import theme
from journeymine.present.numbers import LEFT_TO_RIGHT, OPENERS, POP
from journeymine.present.scene import Scene

_TITLE_WIDTH, _CAPTION_WIDTH = 84, 130
_MODE_BAR = 24
"""Pixels of plotly's buttons, which stand in the upper right corner, where titles from the right begin."""


@dataclass(frozen=True)
class Story:
    """What a figure says in words.

    Attributes:
        title: the finding, or the question.
        caption: how it was computed, in one line.
        lines: each mark in a sentence, for readers who cannot hover.
        key: names and colours of the marks, where the figure has a legend.
        definition: what was asked, exactly; in English for any reader, so on lines of its own.
    """

    title: str
    caption: str
    lines: tuple[str, ...] = ()
    key: tuple[tuple[str, str], ...] = ()
    definition: str = ""


@dataclass(frozen=True)
class Lifted:
    """A figure whose title and caption stand outside it.

    Attributes:
        story: its words.
        is_empty: whether there was nothing to draw; then the title is the sentence to show.
        figure: the figure without its title.
    """

    story: Story
    is_empty: bool
    figure: go.Figure


def canvas(scene: Scene) -> go.Figure:
    """A figure without data, in the house style."""
    layout = go.Layout(template=theme.template(), separators=scene.numbers.separators(), autosize=True)
    return go.Figure(layout=layout)


def finish(figure: go.Figure, scene: Scene, story: Story, *, height: int, top: int = 8) -> go.Figure:
    """Give a drawn figure its title, caption and height; `height` is that of the drawing with its axes, in
    pixels.
    """
    title = [scene.plot(line) for line in _wrapped(story.title, _TITLE_WIDTH)]
    caption = [scene.plot(line) for line in _wrapped(story.caption, _CAPTION_WIDTH)]
    told = story.definition.replace(" ·", "\u00a0·").replace(" %", "\u00a0%")
    caption += [_from_the_left(line, scene) for line in _wrapped(told, _CAPTION_WIDTH)]
    head = 30 + 22 * len(title) + 16 * len(caption) + (_MODE_BAR if scene.is_rtl else 0)
    traces: Any = figure["data"]
    foot = 44 if story.key and any(trace.type != "sankey" for trace in traces) else 0
    figure.update_layout(
        height=height + head + foot,
        margin={"t": head + top, "l": 4, "r": 4, "b": 48 + foot, "pad": 0},
        title=_title(scene, title, caption),
        legend=_legend(scene),
        showlegend=bool(story.key),
        meta={**_plain(story), "head": head, "foot": foot, "top": top},
    )
    return figure


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of a text; what is kept apart from the direction around it, is so on each line."""
    lines: list[str] = []
    before = ""
    for line in textwrap.wrap(text, width, break_on_hyphens=False):
        whole, before = f"{before}{line}", ""
        for sign in whole:
            before = before[:-1] if sign == POP else f"{before}{sign}" if sign in OPENERS else before
        lines.append(f"{whole}{POP * len(before)}")
    return lines


def _from_the_left(line: str, scene: Scene) -> str:
    """A line for plotly that runs from the left in any language."""
    plain = theme.plot_text(line)
    return f"{LEFT_TO_RIGHT}{plain}{POP}" if scene.is_rtl else plain


def _title(scene: Scene, title: list[str], caption: list[str]) -> dict[str, object]:
    small = {"size": theme.SMALL, "color": theme.MUTED}
    side = {"x": 0.99, "xanchor": "right", "pad": {"t": _MODE_BAR}} if scene.is_rtl else {"x": 0.01}
    return {
        "text": "<br>".join(title),
        "subtitle": {"text": "<br>".join(caption), "font": small},
        "xanchor": "left",
        "y": 0.98,
        "yanchor": "top",
        **side,
    }


def _plain(story: Story) -> dict[str, object]:
    """The words of a figure as JSON has them."""
    key = [list(pair) for pair in story.key]
    told = {"title": story.title, "caption": story.caption, "definition": story.definition}
    return {**told, "lines": list(story.lines), "key": key}


def _legend(scene: Scene) -> dict[str, object]:
    side = {"x": 1, "xanchor": "right"} if scene.is_rtl else {"x": 0, "xanchor": "left"}
    return {"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "itemclick": False, **side}


def blank(scene: Scene, sentence: str) -> go.Figure:
    """A figure that says in one sentence that there is nothing to draw."""
    figure = canvas(scene)
    figure.add_annotation(
        text=scene.plot(sentence), x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False
    )
    figure.update_layout(
        height=120,
        margin={"t": 8, "l": 8, "r": 8, "b": 8},
        xaxis={"visible": False},
        yaxis={"visible": False},
        meta={**_plain(Story(sentence, "")), "head": 0, "foot": 0, "top": 8},
    )
    return figure


def lift(figure: go.Figure) -> Lifted:
    """Take title and caption out of a figure made by this package, and its legend, for a page that sets
    them itself.
    """
    layout: Any = figure["layout"]
    meta = layout.meta
    key = tuple((name, colour) for name, colour in meta["key"])
    story = Story(meta["title"], meta["caption"], tuple(meta["lines"]), key, meta["definition"])
    bare = go.Figure(figure)
    if bare.data:
        height = layout.height - meta["head"] - meta["foot"] + meta["top"]
        margin = {"t": meta["top"], "b": layout.margin.b - meta["foot"]}
        bare.update_layout(title=None, height=height, margin=margin, showlegend=False)
    return Lifted(story, not figure.data, bare)
