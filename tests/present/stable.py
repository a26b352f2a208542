"""A figure as stable text: its plotly JSON, rounded and sorted, without the theme that all figures share."""

from __future__ import annotations

import json
from typing import Any

import plotly.graph_objects as go


def text_of(figure: go.Figure) -> str:
    """The figure as text; equal figures give equal texts."""
    content = json.loads(str(figure.to_json()))
    content["layout"].pop("template", None)
    return json.dumps(_rounded(content), sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return value
