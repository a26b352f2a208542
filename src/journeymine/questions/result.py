"""What a question gives: a table, a picture, the units behind it, and its definition."""

from __future__ import annotations

from abc import ABC, abstractmethod
from html import escape
from typing import TYPE_CHECKING, Any

from journeymine.questions.definition import Definition

if TYPE_CHECKING:
    import plotly.graph_objects as go
    import pyarrow as pa

_SHOWN_ROWS = 20


class Result(ABC):
    """An answer. In a notebook it shows its table and its definition.

    `polars.DataFrame(result)`, `pandas.DataFrame` by `.to_pandas()`, and whatever else reads Arrow take it as
    it is.
    """

    definition: Definition

    @abstractmethod
    def table(self) -> pa.Table:
        """The figures, as an Arrow table."""

    @abstractmethod
    def plot(self) -> go.Figure:
        """The figures as a picture, with the definition in its caption."""

    def to_pandas(self) -> Any:
        """The figures as a pandas DataFrame."""
        return self.table().to_pandas()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table as an Arrow stream, by which other libraries read it."""
        return self.table().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        """The definition and the first rows."""
        table = self.table()
        shown = table.slice(0, _SHOWN_ROWS).to_pandas().to_string(index=False)
        more = f"\n... {len(table):,} rows" if len(table) > _SHOWN_ROWS else ""
        return f"{self.definition.text()}\n{shown}{more}"

    def _repr_html_(self) -> str:
        table = self.table()
        shown = table.slice(0, _SHOWN_ROWS).to_pandas().to_html(index=False, border=0)
        more = f"<p>{len(table):,} rows</p>" if len(table) > _SHOWN_ROWS else ""
        return f"{shown}{more}<p><small>{escape(self.definition.text())}</small></p>"
