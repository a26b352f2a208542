"""What differs between two periods, segments or generations, beyond chance.

docs/questions/compare.md says what each figure is. All figures of one comparison are judged together, at a
false-discovery rate of 5 %; what is not significant says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from journeymine.config.values import parse_duration
from journeymine.errors import UsageError
from journeymine.measures.statistics import false_discovery
from journeymine.questions.cohorts import Cohort, told_cohort
from journeymine.questions.compared import FIGURES, Asked, Figure, Line, check_figures, lines_of
from journeymine.questions.definition import Definition
from journeymine.questions.funnel_asked import span_text
from journeymine.questions.ground import Ground
from journeymine.questions.levels import level_of
from journeymine.questions.result import Result
from journeymine.questions.sides import Sides, sides_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

DISCOVERY_RATE = 0.05
FOLLOW_SHARE = 4
LONGEST_FOLLOW = 30 * 86_400_000_000
_MICROSECOND = timedelta(microseconds=1)
_MOST_NODES = 200


def compare(  # noqa: PLR0913
    ground: Ground,
    one: str | Cohort | None = None,
    other: str | Cohort | None = None,
    *,
    against: Ground | None = None,
    figures: str | Sequence[str] | None = None,
    level: str = "stage",
    where: str | Sequence[str] | None = None,
    follow: str | timedelta | None = None,
) -> Comparison:
    """Each figure on both sides, with difference, interval and q-value.

    Args:
        ground: what is asked.
        one: a period (`2026-03`, `2026-03-01..2026-03-28`, `last 28d`) or a SQL condition on the columns of
            journeys (`device = 'mobile'`; `customer: ...` for one on customers), `cohort: ...` or a Cohort.
        other: another of the same kind. None: the period right before, of the same length; or the rest.
        against: another generation, to compare all of this one with; `one` and `other` are not said then.
        figures: of FIGURES; None for all.
        level: nodes of drop-off, moves back (stages only), passages and waits.
        where: SQL conditions that narrow both sides.
        follow: how long everything is followed; None: a quarter of the shorter side, 30 days at most.

    Raises:
        UsageError: a side can't be read, has nobody in it, or a name is unknown.
    """
    chosen = _figures(figures, level)
    sides = sides_of(ground, one, other, against=against, where=where)
    length = _follow(sides, follow)
    _check_level(ground, level)
    found = lines_of(Asked(sides, level, length, ground.min_cell), chosen)
    asked = {
        "one": _said(one),
        "other": _said(other),
        "against": None if against is None else against.generation,
        "figures": list(chosen),
        "level": level,
        "where": None if where is None else [where] if isinstance(where, str) else list(where),
        "follow": span_text(_MICROSECOND * length),
    }
    return Comparison(ground, ground.define("compare", asked, _rules(sides, length)), sides, tuple(found))


@dataclass(frozen=True, repr=False)
class Comparison(Result):
    """Two sides compared.

    Attributes:
        ground: what was asked.
        definition: what was asked, exactly.
        sides: what is compared with what.
        lines: figures of both sides, in the order of figures and places.
    """

    ground: Ground
    definition: Definition
    sides: Sides
    lines: tuple[Line, ...]

    def table(self) -> pa.Table:
        """A row for each figure and place, what is significant first, then by q-value.

        Columns: scope, name, figure, one, other, difference (one less other) with low and high (95 %),
        q_value, is_significant, one_count, other_count (units). NULL: too few customers, or unknown.
        """
        p_value = np.array([np.nan if line.p_value is None else line.p_value for line in self.lines])
        q_value = false_discovery(p_value)
        order = sorted(range(len(self.lines)), key=lambda at: _place(self.lines[at], float(q_value[at])))
        return _table([(self.lines[at], float(q_value[at])) for at in order])

    def significant(self) -> pa.Table:
        """Rows that differ by more than chance."""
        table = self.table()
        return table.filter(table["is_significant"])

    def plot(self) -> go.Figure:
        """Differences of shares with their intervals; grey: not significant."""
        from journeymine.present.figures.comparison import Beside, comparison_figure

        scene = self.ground.scene
        one, other = (side.called(scene.say) for side in (self.sides.one, self.sides.other))
        shown = Beside(self.definition.asked["level"], one, other, self.definition.text())
        return comparison_figure(self.table(), scene, shown)


def _said(side: str | Cohort | None) -> Any:
    said = told_cohort(side)
    return f"cohort: {said}" if isinstance(side, Cohort) and isinstance(said, str) else said


def _figures(figures: str | Sequence[str] | None, level: str) -> tuple[Figure, ...]:
    asked = FIGURES if figures is None else (figures,) if isinstance(figures, str) else tuple(figures)
    check_figures(asked)
    if figures is not None and level != "stage" and "back_rate" in asked:
        raise UsageError(
            "moves back are between stages: they have an order; leave out back_rate or the level"
        )
    return tuple(
        figure for figure in FIGURES if figure in asked and (level == "stage" or figure != "back_rate")
    )


def _check_level(ground: Ground, level: str) -> None:
    count = len(level_of(ground, level).codes.names)
    if count > _MOST_NODES:
        raise UsageError(f"there are {count:,} {level}s; at most {_MOST_NODES} can be compared")


def _follow(sides: Sides, follow: str | timedelta | None) -> int:
    shorter = min(sides.one.span.length, sides.other.span.length)
    if follow is None:
        return min(shorter // FOLLOW_SHARE, LONGEST_FOLLOW)
    try:
        length = parse_duration(follow) // _MICROSECOND
    except ValueError as error:
        raise UsageError(str(error)) from None
    if length >= shorter:
        raise UsageError(f"follow is {follow}, as long as a side; nothing could be followed that long")
    return length


def _rules(sides: Sides, follow: int) -> dict[str, str]:
    days = f"{follow / 86_400_000_000:.4g} d"
    return {
        "sides": f"{sides.one.name} less {sides.other.name}",
        "followed": f"each for {days} after it began, if that is inside its side",
        "significant": "q at most 5 % over all figures (Benjamini and Hochberg) and an interval clear of 0",
        "intervals": "95 %, units of one customer taken together",
    }


def _place(line: Line, q_value: float) -> tuple[Any, ...]:
    unknown_q = bool(np.isnan(q_value))
    figure = FIGURES.index(next(each for each in FIGURES if each == line.figure))
    return (not _is_significant(line, q_value), unknown_q, 0.0 if unknown_q else q_value, figure, line.name)


def _is_significant(line: Line, q_value: float) -> bool:
    clear = line.low is not None and line.high is not None and (line.low > 0 or line.high < 0)
    return clear and q_value <= DISCOVERY_RATE


def _table(rows: Sequence[tuple[Line, float]]) -> pa.Table:
    def column(name: str, kind: pa.DataType) -> pa.Array:
        return pa.array([getattr(line, name) for line, _ in rows], kind)

    differences = [
        None if line.one is None or line.other is None else line.one - line.other for line, _ in rows
    ]
    return pa.table(
        {
            **{name: column(name, pa.string()) for name in ("scope", "name", "figure")},
            **{name: column(name, pa.float64()) for name in ("one", "other")},
            "difference": pa.array(differences, pa.float64()),
            **{name: column(name, pa.float64()) for name in ("low", "high")},
            "q_value": pa.array([q for _, q in rows], pa.float64(), from_pandas=True),
            "is_significant": pa.array([_is_significant(line, q) for line, q in rows], pa.bool_()),
            **{name: column(name, pa.int64()) for name in ("one_count", "other_count")},
        }
    )
