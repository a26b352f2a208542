"""How answers to questions are printed: rows on the output, what was asked on the error stream."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from journeymine.cli.words import Format
from journeymine.errors import UsageError

if TYPE_CHECKING:
    from journeymine.questions.funnel import FunnelResult
    from journeymine.questions.graph import TransitionGraph
    from journeymine.questions.result import Result


def chosen(found: FunnelResult, views: dict[str, Any]) -> Result:
    """The one view that was asked for, else the funnel itself.

    Args:
        found: the funnel.
        views: what makes each view, by the name of its option; false where it was not asked for.

    Raises:
        UsageError: several were.
    """
    asked = [name for name, make in views.items() if make]
    if len(asked) > 1:
        raise UsageError(f"one view at a time; found {' and '.join('--' + name for name in asked)}")
    return views[asked[0]]() if asked else found


def print_answer(result: Result, output: Format) -> None:
    """An answer's own table."""
    from journeymine.cli.show import print_table

    print_table(result.table(), output.value)
    print(result.definition.text(), file=sys.stderr)


def print_one(result: Result, tables: dict[str, Any], output: Format) -> None:
    """The one table that was asked for, else the answer's own.

    Args:
        result: the answer.
        tables: what makes each of its tables, by the name of its option; false where it was not asked for.
        output: how rows are printed.

    Raises:
        UsageError: several were asked for.
    """
    from journeymine.cli.show import print_table

    asked = [name for name, make in tables.items() if make]
    if len(asked) > 1:
        raise UsageError(f"one table at a time; found {' and '.join('--' + name for name in asked)}")
    print_table(tables[asked[0]]() if asked else result.table(), output.value)
    print(result.definition.text(), file=sys.stderr)


def print_units(
    found: FunnelResult, lost: int | None, reached: int | None, *, save: str | None, output: Format
) -> None:
    """Ids of the units of a funnel that were lost at a step, or reached it.

    Args:
        found: the funnel.
        lost: number of the step at which they were lost; None where it was not asked for.
        reached: number of the step that they reached; likewise.
        save: name of a cohort to keep them under.
        output: how rows are printed.

    Raises:
        UsageError: both were asked for, or there is no such step.
    """
    from journeymine.cli.show import print_table

    if lost is not None and reached is not None:
        raise UsageError("one list at a time; found --lost and --reached")
    cohort = found.lost(lost) if lost is not None else found.reached(reached or 0)
    if save is not None:
        cohort.save(save)
    print_table(cohort.ids(), output.value)
    print(cohort.definition.text(), file=sys.stderr)


def print_graphml(found: TransitionGraph) -> None:
    """The graph for other programs; what is unknown is left out."""
    import networkx as nx

    graph = found.to_networkx()
    parts = (graph.graph, *graph.nodes.values(), *graph.edges.values())
    for told in parts:
        for name in [name for name, value in told.items() if not isinstance(value, str | int | float)]:
            del told[name]
    print("\n".join(nx.generate_graphml(graph)))
    print(found.definition.text(), file=sys.stderr)
