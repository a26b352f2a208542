"""A figure as stable text: its plotly JSON, rounded and sorted, without the theme that all figures share; and
beside the golden file that it is held to.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import plotly.graph_objects as go


def text_of(figure: go.Figure) -> str:
    """The figure as text; equal figures give equal texts."""
    content = json.loads(str(figure.to_json()))
    content["layout"].pop("template", None)
    return json.dumps(_rounded(content), sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def check_golden(path: Path, figure: go.Figure) -> None:
    """The figure is as its golden file has it; `UPDATE_GOLDEN=1` rewrites that."""
    found = text_of(figure)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(found, encoding="utf-8")
    assert path.exists(), f"no golden picture {path.name}: make it with UPDATE_GOLDEN=1 and look at it"
    assert found == path.read_text(encoding="utf-8"), f"{path.name} differs: UPDATE_GOLDEN=1 rewrites it"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return value
