"""One look for all pictures and pages: colours by meaning, one font stack, one type scale, one plotly
template.

The colours stay apart for readers with any of the three colour-vision deficiencies; a test measures it.
"""

from __future__ import annotations

from functools import cache
from html import escape

import plotly.graph_objects as go

INK, MUTED, FAINT, HAIRLINE, WASH, PAPER = "#1b2330", "#566071", "#8a93a3", "#e4e7ec", "#f6f7f9", "#ffffff"
FORWARD, SKIP, BACK, ASIDE = "#2853b4", "#86b6e6", "#dc8e00", "#7d93ad"
DROPPED, OPEN, CONVERTED, OTHER = "#b3304d", "#b9bfca", "#1a8c78", "#dde1e7"
BUYER, OWNER = "#2f4a8a", "#8a5c10"
BUYER_WASH, OWNER_WASH = "#eef2fa", "#faf4e8"
SEMANTIC = {
    "forward": FORWARD,
    "skip": SKIP,
    "back": BACK,
    "dropped": DROPPED,
    "open": OPEN,
    "converted": CONVERTED,
}
FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", '
    '"Helvetica Neue", Arial, sans-serif'
)
SMALL, BODY, TITLE = 12, 13, 17


def plot_text(text: str) -> str:
    """A text for plotly, which reads a little HTML: the signs that would start a tag or an entity are made
    plain.
    """
    return escape(text, quote=False)


def faded(colour: str, alpha: float) -> str:
    """A colour of #rrggbb with an opacity of 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


@cache
def template() -> go.layout.Template:
    """The plotly template: no frame, hairline grid, ink on paper."""
    axis = {
        "showgrid": True,
        "gridcolor": HAIRLINE,
        "zeroline": False,
        "linecolor": HAIRLINE,
        "ticks": "",
        "tickfont": {"size": SMALL, "color": MUTED},
        "title": {"font": {"size": SMALL, "color": MUTED}, "standoff": 8},
        "fixedrange": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": BODY, "color": INK},
            "title": {"font": {"size": TITLE, "color": INK}, "xref": "container", "yref": "container"},
            "paper_bgcolor": PAPER,
            "plot_bgcolor": PAPER,
            "colorway": list(SEMANTIC.values()),
            "hoverlabel": {"bgcolor": PAPER, "bordercolor": HAIRLINE, "font": {"color": INK, "size": BODY}},
            "legend": {"font": {"size": SMALL, "color": MUTED}},
            "xaxis": axis,
            "yaxis": axis,
        }
    )
