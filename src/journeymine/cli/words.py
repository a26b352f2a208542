"""Options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

JourneyFile = Annotated[Path, typer.Option("--config", "-c", metavar="FILE", help="The journey file.")]
DEFAULT_FILE = Path("journey.yaml")


class Shown(StrEnum):
    """How an answer that is no table is printed."""

    table = "table"
    json = "json"


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


class GraphFormat(StrEnum):
    """How a graph is printed."""

    table = "table"
    csv = "csv"
    json = "json"
    graphml = "graphml"
