"""The commands that ask questions of the published generation: funnel, paths, graph, attribution, compare and
cohort.

Each prints a table and says, on the error stream, exactly what was asked.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from journeymine.cli.answers import chosen, print_answer, print_graphml, print_one, print_units
from journeymine.cli.words import DEFAULT_FILE, Format, GraphFormat, JourneyFile
from journeymine.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

    from journeymine.snapshot import Snapshot

questions = typer.Typer()

Where = Annotated[
    list[str] | None,
    typer.Option("--where", metavar="SQL", help="A condition on the unit's table; may be said again."),
]
InCohort = Annotated[str | None, typer.Option("--cohort", metavar="COHORT", help="A cohort's name or text.")]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="From then on.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Before then.")]
OnlyEvents = Annotated[
    str | None, typer.Option("--events", metavar="CONDITION", help="Look at these events only.")
]
FromMatch = Annotated[
    str | None,
    typer.Option("--from-match", metavar="PATTERN", help="Begin at the first match of a pattern of events."),
]
ToMatch = Annotated[
    str | None,
    typer.Option("--to-match", metavar="PATTERN", help="End with the first match of a pattern from there."),
]
OfUnit = Annotated[str, typer.Option("--unit", help="customer, session or journey.")]
AtLevel = Annotated[
    str, typer.Option("--level", help="stage, touchpoint, channel, event, or another field of events.")
]
Shown = Annotated[Format, typer.Option("--format", help="How rows are printed.")]


@questions.command()
def funnel(  # noqa: PLR0913
    steps: Annotated[
        str, typer.Argument(metavar="STEPS", help="For instance 'view_item > add_to_cart > purchase'.")
    ],
    config: JourneyFile = DEFAULT_FILE,
    *,
    window: Annotated[str | None, typer.Option(help="Longest time from the start: 7d, 30m.")] = None,
    order: Annotated[str, typer.Option(help="ordered, strict or any.")] = "ordered",
    entry: Annotated[str, typer.Option(help="any start may succeed, or the first only.")] = "any",
    unit: OfUnit = "customer",
    hold: Annotated[list[str] | None, typer.Option(help="A field that must stay the same.")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="An event that must not lie between.")] = None,
    on_exclude: Annotated[str, typer.Option(help="remove the unit, or drop the attempt.")] = "remove",
    count: Annotated[str, typer.Option(help="units or attempts.")] = "units",
    where: Where = None,
    cohort: InCohort = None,
    since: Since = None,
    until: Until = None,
    events: OnlyEvents = None,
    from_match: FromMatch = None,
    to_match: ToMatch = None,
    by: Annotated[str | None, typer.Option(metavar="FIELD", help="Break it down.")] = None,
    rule: Annotated[str | None, typer.Option(help="Of --by: first, last, 'step 2' or all.")] = None,
    trend: Annotated[str | None, typer.Option(help="By day, week or month of the start.")] = None,
    times: Annotated[bool, typer.Option("--times", help="How long steps take.")] = False,
    curve: Annotated[bool, typer.Option("--curve", help="Who has gone through after so long.")] = False,
    following: Annotated[
        int | None, typer.Option("--next", metavar="STEP", help="What comes next after a step.")
    ] = None,
    drivers: Annotated[bool, typer.Option("--drivers", help="Events that go with getting through.")] = False,
    previous: Annotated[bool, typer.Option("--previous", help="Beside the period before --since.")] = False,
    lost: Annotated[int | None, typer.Option(metavar="STEP", help="Ids of those lost after a step.")] = None,
    reached: Annotated[int | None, typer.Option(metavar="STEP", help="Ids of those who got there.")] = None,
    save: Annotated[str | None, typer.Option(metavar="NAME", help="Keep these ids as a cohort.")] = None,
    output: Shown = Format.table,
) -> None:
    """How many do these steps in order, where the others are lost, and what they do instead."""
    from journeymine.cli.opening import opened

    with opened(config) as snapshot:
        found = snapshot.funnel(
            steps,
            window=window,
            order=_one_of("order", order, ("ordered", "strict", "any")),
            entry=_one_of("entry", entry, ("any", "first")),
            unit=_one_of("unit", unit, ("customer", "session", "journey")),
            hold=hold or (),
            exclude=exclude or (),
            on_exclude=_one_of("on-exclude", on_exclude, ("remove", "drop")),
            count=_one_of("count", count, ("units", "attempts")),
            where=where,
            cohort=cohort,
            since=since,
            until=until,
            events=events,
            from_match=from_match,
            to_match=to_match,
        )
        views: dict[str, Any] = {
            "by": by and (lambda: found.by(by, rule)),
            "trend": trend and (lambda: found.trend(_one_of("trend", trend, ("day", "week", "month")))),
            "times": times and found.times,
            "curve": curve and found.curve,
            "next": following is not None and (lambda: found.next_actions(following or 0)),
            "drivers": drivers and found.drivers,
            "previous": previous and found.against_previous,
        }
        if lost is not None or reached is not None:
            print_units(found, lost, reached, save=save, output=output)
        else:
            _only("--save", save is None, "goes with --lost or --reached")
            _only("--rule", rule is None or by is not None, "goes with --by")
            print_answer(chosen(found, views), output)


@questions.command()
def paths(  # noqa: PLR0913
    config: JourneyFile = DEFAULT_FILE,
    *,
    start: Annotated[str | None, typer.Option("--from", metavar="PLACE", help="Where paths begin.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="PLACE", help="Where they end.")] = None,
    around: Annotated[
        str | None, typer.Option("--around", metavar="PLACE", help="Seen from there, to both sides.")
    ] = None,
    level: AtLevel = "stage",
    depth: Annotated[int, typer.Option(help="Steps shown; 0 for all.")] = 6,
    top: Annotated[int, typer.Option(help="Nodes shown by name at each step; 0 for all.")] = 7,
    unit: OfUnit = "journey",
    where: Where = None,
    cohort: InCohort = None,
    since: Since = None,
    until: Until = None,
    events: OnlyEvents = None,
    from_match: FromMatch = None,
    to_match: ToMatch = None,
    no_collapse: Annotated[
        bool, typer.Option("--no-collapse", help="Each event is a step of its own.")
    ] = False,
    variants: Annotated[bool, typer.Option("--variants", help="The commonest whole paths.")] = False,
    tree: Annotated[bool, typer.Option("--tree", help="As a tree from the start.")] = False,
    output: Shown = Format.table,
) -> None:
    """How they go from step to step: from a place, to a place, between two, or around one."""
    from journeymine.cli.opening import opened

    follow = _follow(level, unit, collapse=not no_collapse, where=where, cohort=cohort)
    with opened(config) as snapshot:
        found = snapshot.paths(
            start=start,
            end=end,
            around=around,
            depth=depth or None,
            top=top or None,
            **follow,
            since=since,
            until=until,
            events=events,
            from_match=from_match,
            to_match=to_match,
        )
        tables = {"variants": variants and found.variants, "tree": tree and found.tree}
        print_one(found, tables, output)


@questions.command()
def graph(  # noqa: PLR0913
    config: JourneyFile = DEFAULT_FILE,
    *,
    level: AtLevel = "stage",
    unit: OfUnit = "journey",
    where: Where = None,
    cohort: InCohort = None,
    since: Since = None,
    until: Until = None,
    events: OnlyEvents = None,
    from_match: FromMatch = None,
    to_match: ToMatch = None,
    no_collapse: Annotated[
        bool, typer.Option("--no-collapse", help="Each event is a step of its own: self-loops too.")
    ] = False,
    thin: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="Keep the edges that hold this share of transitions."),
    ] = None,
    nodes: Annotated[bool, typer.Option("--nodes", help="Nodes with their centrality.")] = False,
    components: Annotated[bool, typer.Option("--components", help="Regions of going round.")] = False,
    cycles: Annotated[bool, typer.Option("--cycles", help="Cycles, and what they cost.")] = False,
    bottlenecks: Annotated[bool, typer.Option("--bottlenecks", help="Where most time is spent.")] = False,
    handovers: Annotated[
        str | None, typer.Option(metavar="FIELD", help="From channel to channel, or owner to owner.")
    ] = None,
    output: Annotated[GraphFormat, typer.Option("--format", help="How it is printed.")] = GraphFormat.table,
) -> None:
    """From where to where, how often and how fast; with START and END."""
    from journeymine.cli.opening import opened

    follow = _follow(level, unit, collapse=not no_collapse, where=where, cohort=cohort)
    with opened(config) as snapshot:
        found = snapshot.transition_graph(
            **follow, since=since, until=until, events=events, from_match=from_match, to_match=to_match
        )
        found = found if thin is None else found.thin(keep=thin)
        if output is GraphFormat.graphml:
            print_graphml(found)
            return
        tables = {
            "nodes": nodes and found.nodes,
            "components": components and found.components,
            "cycles": cycles and found.cycles,
            "bottlenecks": bottlenecks and found.bottlenecks,
        }
        view = found.handovers(handovers) if handovers else found
        print_one(view, tables, Format(output.value))


@questions.command()
def attribution(  # noqa: PLR0913
    config: JourneyFile = DEFAULT_FILE,
    *,
    models: Annotated[
        list[str] | None,
        typer.Option(
            "--model", help="first, last, linear, position, decay, markov or shapley; all by default."
        ),
    ] = None,
    level: AtLevel = "channel",
    conversion: Annotated[str | None, typer.Option(metavar="CONDITION", help="What a conversion is.")] = None,
    look_back: Annotated[str, typer.Option(help="Touches at most so long before count.")] = "30d",
    where: Where = None,
    cohort: InCohort = None,
    since: Since = None,
    until: Until = None,
    events: OnlyEvents = None,
    beside: Annotated[bool, typer.Option("--beside", help="The models side by side.")] = False,
    removal: Annotated[bool, typer.Option("--removal", help="What would be lost without each.")] = False,
    output: Shown = Format.table,
) -> None:
    """What channels, campaigns or touchpoints did for conversions, by several models."""
    from journeymine.cli.opening import opened

    with opened(config) as snapshot:
        found = snapshot.attribution(
            models,
            conversion=conversion,
            level=level,
            look_back=look_back,
            where=where,
            cohort=cohort,
            since=since,
            until=until,
            events=events,
        )
        print_one(found, {"beside": beside and found.beside, "removal": removal and found.removal}, output)


@questions.command()
def compare(  # noqa: PLR0913
    one: Annotated[
        str | None,
        typer.Argument(
            metavar="[A]", help="A period (2026-03, 'last 28d'), a SQL condition or 'cohort: NAME'."
        ),
    ] = None,
    other: Annotated[
        str | None, typer.Argument(metavar="[B]", help="Another; by default the period before, or the rest.")
    ] = None,
    config: JourneyFile = DEFAULT_FILE,
    *,
    against: Annotated[
        int | None, typer.Option(metavar="GENERATION", help="An older generation that is still kept.")
    ] = None,
    figures: Annotated[list[str] | None, typer.Option("--figure", help="These figures only.")] = None,
    level: AtLevel = "stage",
    where: Where = None,
    significant: Annotated[bool, typer.Option("--significant", help="What is beyond chance only.")] = False,
    output: Shown = Format.table,
) -> None:
    """What differs between two periods, groups or generations, with intervals and q-values."""
    from journeymine.cli.opening import opened

    with opened(config) as snapshot:
        found = snapshot.compare(one, other, against=against, figures=figures, level=level, where=where)
        print_one(found, {"significant": significant and found.significant}, output)


@questions.command()
def cohort(  # noqa: PLR0913
    when: Annotated[
        str | None, typer.Argument(metavar="[COHORT]", help="A text such as 'did purchase', or a name.")
    ] = None,
    config: JourneyFile = DEFAULT_FILE,
    *,
    unit: Annotated[str | None, typer.Option(help="customer, session or journey.")] = None,
    save: Annotated[str | None, typer.Option(metavar="NAME", help="Keep the ids under a name.")] = None,
    delete: Annotated[str | None, typer.Option(metavar="NAME", help="Delete a saved cohort.")] = None,
    ids: Annotated[bool, typer.Option("--ids", help="Print the ids.")] = False,
    output: Shown = Format.table,
) -> None:
    """Who did this and not that: count them, list them, keep them; without a text, the cohorts there are."""
    from journeymine.cli.opening import opened
    from journeymine.cli.show import print_table

    _only("--delete", delete is None or not (when or save or ids), "stands alone")
    _only("--save", save is None or when is not None, "goes with the text of a cohort")
    _only("--ids", when is not None or not ids, "goes with the text of a cohort")
    with opened(config) as snapshot:
        if delete is not None:
            snapshot.delete_cohort(delete)
            print(f"deleted {delete!r}")
            return
        if when is None:
            print_table(snapshot.cohorts(), output.value)
            return
        chosen = None if unit is None else _one_of("unit", unit, ("customer", "session", "journey"))
        found = snapshot.cohort(when, chosen)
        if save is not None:
            found.save(save)
        print_table(found.ids() if ids else _counted(snapshot, found), output.value)
        print(found.definition.text(), file=sys.stderr)


def _counted(snapshot: Snapshot, found: Any) -> pa.Table:
    import pyarrow as pa

    whole = len(snapshot.ground().units(found.unit))
    share = found.count / whole if whole else None
    return pa.table({"unit": [found.unit], "count": [found.count], "of": [whole], "share": [share]})


def _follow(level: str, unit: str, **others: Any) -> dict[str, Any]:
    """Whom to follow, and how."""
    return {"level": level, "unit": _one_of("unit", unit, ("customer", "session", "journey")), **others}


def _one_of(option: str, given: str, known: tuple[str, ...]) -> Any:
    """A word that an option knows."""
    if given not in known:
        raise UsageError(f"--{option} is {given!r}; expected {', '.join(known)}")
    return given


def _only(option: str, holds: bool, said: str) -> None:  # noqa: FBT001
    if not holds:
        raise UsageError(f"{option} {said}")


__all__ = ["questions"]
