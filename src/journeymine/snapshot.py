"""What notebooks, the report and the dashboard hold: one published generation, read-only, pinned until opened
anew.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import pyarrow as pa

from journeymine.choice import Choice, as_choice
from journeymine.config.values import label_in
from journeymine.engine import Engine
from journeymine.errors import UsageError
from journeymine.graphs import Graphs
from journeymine.journeys import outcomes
from journeymine.measures.flows import STEPS_SHOWN, FirstSteps
from journeymine.measures.graph import transition_graph
from journeymine.questions.ground import Ground
from journeymine.tables import BY_NAME, LEVELS, TABLES
from journeymine.view import View
from journeymine.walk.paths import epoch_us
from journeymine.walk.store import open_paths
from journeymine.warehouse import Generation, open_current

if TYPE_CHECKING:
    import networkx as nx
    import plotly.graph_objects as go

    from journeymine.present.about import About, Named
    from journeymine.questions.asking import Following
    from journeymine.questions.attribution import Attributing, Attribution
    from journeymine.questions.cohorts import Cohort
    from journeymine.questions.compare import Comparison
    from journeymine.questions.conditions import Moment, Step
    from journeymine.questions.definition import Definition
    from journeymine.questions.funnel import Exclusion, FunnelResult
    from journeymine.questions.graph import TransitionGraph
    from journeymine.questions.matrix import Follows, StepMatrix
    from journeymine.questions.paths import PathFlows
    from journeymine.walk.funnel import Count, Entry, OnExclude, Order
    from journeymine.walk.units import Unit

LANGUAGES = ("en", "pl", "ar")
_NUMBERED = {"customers": ("customer_no",), "sessions": ("session_no",), "journeys": ("journey_no",)}
_LABELLED = {"stages": "stage", "touchpoints": "touchpoint", "personas": "persona"}


class Snapshot:
    """One published generation."""

    def __init__(self, generation: Generation, warehouse: Path) -> None:
        """Hold an open generation; use `journeymine.open`."""
        self._generation = generation
        self._warehouse = warehouse

    @classmethod
    def open(cls, warehouse: Path | str) -> Snapshot:
        """Open the generation that CURRENT names.

        Raises:
            NothingPublished: nothing was published there yet.
        """
        return cls(open_current(Path(warehouse)), Path(warehouse))

    def close(self) -> None:
        """Close the connection."""
        self._generation.close()

    @property
    def generation(self) -> int:
        """Number of the generation."""
        return self._generation.gen

    @property
    def fingerprint(self) -> str:
        """Hash of all its data, whatever the order in which it was loaded."""
        return self._generation.fingerprint

    @property
    def published_at(self) -> datetime:
        """When it was published."""
        return self._generation.published_at

    @property
    def note(self) -> str | None:
        """Why an older generation had to be taken, where that was so."""
        return self._generation.note

    @property
    def engine(self) -> Engine:
        """The read-only connection."""
        return self._generation.engine

    @cached_property
    def about(self) -> About:
        """Settings and accounts behind its numbers."""
        from pydantic import TypeAdapter

        from journeymine.present.about import About

        return TypeAdapter(About).validate_python({**self._generation.about, "generation": self.generation})

    def about_in(self, language: str | None) -> About:
        """The same in another language: en, pl or ar; None for the journey file's.

        Raises:
            UsageError: there is no such language.
        """
        if language is None or language == self.about.language:
            return self.about
        if language not in LANGUAGES:
            raise UsageError(f"there is no language {language!r}; languages are: {', '.join(LANGUAGES)}")
        labels = self._labels(language)
        return replace(
            self.about,
            language=language,
            checkout_steps=_relabelled(self.about.checkout_steps, labels.get("checkout_step", {})),
            frictions=_relabelled(self.about.frictions, labels.get("friction", {})),
        )

    def tables_in(self, language: str | None = None) -> Mapping[str, pa.Table]:
        """All tables by name, each read when it is asked for, with the labels of a language; and the links
        between the first steps of journeys as `first_steps`.
        """
        return _Tables(self, {} if language is None else self._labels(language))

    def _labels(self, language: str) -> dict[str, dict[str, str]]:
        """Labels in a language by kind and name."""
        kinds: dict[str, dict[str, dict[str, str]]] = self._generation.about.get("labels", {})
        return {
            kind: {name: label_in(labels, language, name) for name, labels in names.items()}
            for kind, names in kinds.items()
        }

    @property
    def as_of(self) -> datetime:
        """The instant at which open and dropped are told apart."""
        return self.about.as_of

    def tables(self) -> tuple[str, ...]:
        """Names of the tables."""
        return tuple(table.name for table in TABLES)

    def table(self, name: str) -> pa.Table:
        """All rows of a table, ordered by its key.

        Raises:
            UsageError: there is no such table.
        """
        if name not in BY_NAME:
            raise UsageError(f"there is no table {name!r}; tables are: {', '.join(self.tables())}")
        return self.engine.fetch(name, BY_NAME[name].column_names(), order_by=BY_NAME[name].key)

    def sql(self, query: str) -> Any:
        """Any SELECT over the tables, as a DuckDB relation (`.df()`, `.to_arrow_table()`, `.show()`).

        The connection is sealed: it reads this generation and nothing else.
        """
        return self._generation.engine.relation(query)

    def rows(self, query: str) -> pa.Table:
        """The rows of any SELECT over the tables.

        Raises:
            UsageError: it is not one statement, returns no rows, or fails.
        """
        return self._generation.engine.ask(query)

    def transitions(
        self, level: str = "stage", *, where: str | Choice | None = None, collapse: bool = True
    ) -> pa.Table:
        """The transition graph's edges at a level, with the columns of the table transitions.

        Args:
            level: stage, touchpoint, channel or event.
            where: a SQL condition on the columns of journeys, or a Choice.
            collapse: False counts every event, self-loops included: the directly-follows graph of events.
        """
        _check_level(level)
        with_all = as_choice(where).is_everything and collapse
        source = (
            self.table("transitions")
            if with_all
            else self.look(where, collapse=collapse).table("transitions")
        )
        return _of_level(source, level)

    def dropoff(self, level: str = "stage", *, where: str | Choice | None = None) -> pa.Table:
        """Where journeys end at a level, with the columns of the table dropoff."""
        _check_level(level)
        with self._looking(where) as view:
            return _of_level(view.table("dropoff"), level)

    def graph(
        self, level: str = "stage", *, where: str | Choice | None = None, collapse: bool = True
    ) -> nx.DiGraph[str]:
        """The transition graph at a level, START and END included; edges carry the columns of transitions."""
        return transition_graph(self.transitions(level, where=where, collapse=collapse), level)

    def funnel(  # noqa: PLR0913 (the options of a funnel)
        self,
        steps: str | Step | Sequence[str | Step],
        *,
        window: str | timedelta | None = None,
        order: Order = "ordered",
        entry: Entry = "any",
        unit: Unit = "customer",
        hold: str | Sequence[str] = (),
        exclude: str | Exclusion | Sequence[str | Exclusion] = (),
        on_exclude: OnExclude = "remove",
        count: Count = "units",
        where: str | Sequence[str] | None = None,
        cohort: str | Cohort | None = None,
        since: Moment | None = None,
        until: Moment | None = None,
        events: str | Step | None = None,
        from_match: str | None = None,
        to_match: str | None = None,
    ) -> FunnelResult:
        """How many do these steps, and how far the others get; questions/funnel.py has the arguments."""
        from journeymine.questions.funnel import funnel

        return funnel(
            self.ground(),
            steps,
            window=window,
            order=order,
            entry=entry,
            unit=unit,
            hold=hold,
            exclude=exclude,
            on_exclude=on_exclude,
            count=count,
            where=where,
            cohort=cohort,
            since=since,
            until=until,
            events=events,
            from_match=from_match,
            to_match=to_match,
        )

    def paths(
        self,
        *,
        start: str | Step | None = None,
        end: str | Step | None = None,
        around: str | Step | None = None,
        depth: int | None = 6,
        top: int | None = 7,
        **how: Unpack[Following],
    ) -> PathFlows:
        """How they run from step to step: from a place, to a place, between two, or around one.

        Args:
            start: paths begin at the first event that meets it: a node of the level, or a condition.
            end: paths end at the first event that meets it.
            around: paths are seen from the first event that meets it, to both sides.
            depth: steps shown; None: all.
            top: nodes shown by name at each step; the rest is "(other)". None: all.
            how: fields of questions.asking.Follow: level, unit, where, cohort, since, until, events, ...
        """
        from journeymine.questions.asking import Follow
        from journeymine.questions.paths import Between, paths

        places = Between(start, end, around)
        follow = Follow.of(how, "start", "end", "around", "depth", "top")
        return paths(self.ground(), places, follow=follow, depth=depth, top=top)

    def transition_graph(self, **how: Unpack[Following]) -> TransitionGraph:
        """From where to where, how often and how fast, at any level, of any part (see `paths` for `how`)."""
        from journeymine.questions.asking import Follow
        from journeymine.questions.graph import transition_graph

        return transition_graph(self.ground(), Follow.of(how))

    def step_matrix(
        self,
        centre: str | Step | None = None,
        *,
        before: int | None = None,
        after: int = 9,
        **how: Unpack[Following],
    ) -> StepMatrix:
        """At which node they are at each step, from their first or around a centre.

        Args:
            centre: a node of the level, or a condition of events; None: the first step.
            before: steps before the centre; None: as many as after.
            after: steps after it.
            how: as in `paths`.
        """
        from journeymine.questions.asking import Follow
        from journeymine.questions.matrix import steps

        follow = Follow.of(how, "centre", "before", "after")
        return steps(self.ground(), centre, follow=follow, before=before, after=after)

    def follows(self, **how: Unpack[Following]) -> Follows:
        """What comes anywhere after what: each ordered pair of nodes (see `paths` for `how`)."""
        from journeymine.questions.asking import Follow
        from journeymine.questions.matrix import follows

        return follows(self.ground(), Follow.of(how))

    def attribution(
        self, models: str | Sequence[str] | None = None, **asked: Unpack[Attributing]
    ) -> Attribution:
        """What channels, campaigns or touchpoints did for conversions, by each model.

        Args:
            models: of first, last, linear, position, decay, markov, shapley; None for all.
            asked: arguments of questions.attribution.attribution: level, look_back, conversion, where, ...

        Raises:
            UsageError: there is no such argument, or it can't be read.
        """
        from journeymine.questions.attribution import Attributing, attribution
        from journeymine.questions.names import check_options

        check_options(asked, ("models", *Attributing.__annotations__))
        return attribution(self.ground(), models, **asked)

    def compare(  # noqa: PLR0913
        self,
        one: str | Cohort | None = None,
        other: str | Cohort | None = None,
        *,
        against: int | None = None,
        figures: str | Sequence[str] | None = None,
        level: str = "stage",
        where: str | Sequence[str] | None = None,
        follow: str | timedelta | None = None,
    ) -> Comparison:
        """What differs between two periods, groups or generations, with intervals and q-values.

        Args:
            one: a period (`2026-03`, `last 28d`), a SQL condition on journeys, `cohort: ...` or a Cohort.
            other: another of the same kind; None: the period right before, or the rest.
            against: number of an older generation that is still kept, to compare all of this one with.
            figures: which figures; None for all.
            level: nodes of drop-off, passages and waits.
            where: SQL conditions that narrow both sides.
            follow: how long everything is followed.
        """
        from journeymine.questions.compare import compare

        with self._kept(against) as kept:
            return compare(
                self.ground(),
                one,
                other,
                against=kept and kept.ground(),
                figures=figures,
                level=level,
                where=where,
                follow=follow,
            )

    @contextmanager
    def _kept(self, generation: int | None) -> Generator[Snapshot | None]:
        """Another generation of this warehouse, by its number; None for none."""
        if generation is None:
            yield None
            return
        kept = Snapshot(open_current(self._warehouse, generation=generation), self._warehouse)
        try:
            yield kept
        finally:
            kept.close()

    def replay(self, definition: Definition | str) -> Any:
        """Ask a question again of this generation, from `result.definition` or its JSON text.

        Raises:
            UsageError: it is no record of a question, or a generation that it compares with is not kept.
        """
        from journeymine.questions.replay import read_definition, replay

        told = read_definition(definition)
        with self._kept(told.asked.get("against")) as kept:
            return replay(self.ground(), told, against=kept and kept.ground())

    def cohort(self, when: str, unit: Unit | None = None) -> Cohort:
        """Customers, sessions or journeys that have something in common (docs/questions/cohorts.md).

        Args:
            when: a text of the language of cohorts, or the name of a cohort.
            unit: customer, session or journey; None: as the text says, else customers.
        """
        from journeymine.questions.cohorts import cohort

        return cohort(self.ground(), when, unit)

    def cohorts(self) -> pa.Table:
        """The cohorts that have a name: those of the journey file and those that were saved."""
        from journeymine.questions.cohorts import cohorts

        return cohorts(self.ground())

    def delete_cohort(self, name: str) -> None:
        """Delete a saved cohort; one of the journey file is taken out there."""
        from journeymine.questions.cohorts import delete_cohort

        delete_cohort(self.ground(), name)

    def flows(
        self,
        options: FirstSteps | None = None,
        *,
        start: str | None = None,
        where: str | Choice | None = None,
    ) -> pa.Table:
        """The first steps of journeys, as the Sankey draws them (see measures/flows.py).

        Args:
            options: level, number of steps and nodes shown per step.
            start: node from which on journeys are followed; those that never come there are left out.
            where: a SQL condition on the columns of journeys, or a Choice.

        Raises:
            UsageError: no journey comes to `start`.
        """
        chosen = options or FirstSteps()
        _check_level(chosen.level)
        with self._looking(where) as view:
            found = view.first_steps(chosen, start)
        if start is not None and not len(found):
            nodes = sorted(set(self.dropoff(chosen.level)["node"].to_pylist()))
            if start not in nodes:
                raise UsageError(f"no journey comes to {start!r}; {chosen.level}s are: {', '.join(nodes)}")
        return found

    def first_steps(self, options: FirstSteps, start: str | None = None) -> pa.Table:
        """The links between the first steps of all journeys (see Graphs.first_steps)."""
        return self._graphs.first_steps(options, start)

    def sankey(
        self,
        *,
        level: str = "stage",
        steps: int = 6,
        start: str | None = None,
        where: str | Choice | None = None,
    ) -> go.Figure:
        """A Sankey of the first steps, with drop-off and "other" named; each column adds up."""
        from journeymine.present.figures.sankey import sankey_figure

        options = FirstSteps(level=level, steps=steps, min_cell=self.about.min_cell)
        return sankey_figure(self.flows(options, start=start, where=where), self.scene(), level=level)

    def ground(self) -> Ground:
        """What questions stand on: the ordered paths and the tables beside them."""
        return self._ground

    @cached_property
    def _ground(self) -> Ground:
        return Ground(
            paths=open_paths(self._generation.paths),
            read=self._read_in_order,
            generation=self.generation,
            fingerprint=self.fingerprint,
            as_of=self.as_of,
            min_cell=self.about.min_cell,
            cohorts=self._generation.about.get("cohorts", {}),
            cohort_folder=self._warehouse / "cohorts",
            inactive_after=self.about.inactive_after,
            abandon_after=self.about.abandon_after,
            make_scene=self.scene,
        )

    @cached_property
    def _graphs(self) -> Graphs:
        return Graphs(self._ground.paths, outcomes(self.engine), epoch_us(self.as_of))

    def _read_in_order(self, name: str) -> pa.Table:
        """A table for questions: customers, sessions and journeys come in the order of the paths."""
        order = _NUMBERED.get(name, BY_NAME[name].key)
        return self.engine.fetch(name, BY_NAME[name].column_names(), order_by=order)

    def scene(self) -> Any:
        """What the figures need beside their tables: labels, language, definitions."""
        from journeymine.present.scene import Scene

        return Scene.of(self.about, self.table("stages"), self.table("touchpoints"))

    def look(self, where: str | Choice | None = None, *, collapse: bool = True) -> View:
        """The tables of some journeys only, measured anew by the same models; close it after use.

        Args:
            where: a SQL condition on the columns of journeys, or a Choice.
            collapse: False counts every event as a step of its own.
        """
        generation = open_current(self._warehouse, generation=self.generation)
        return View(generation, as_choice(where), as_of=self.as_of, collapse=collapse)

    @contextmanager
    def _looking(self, where: str | Choice | None, *, collapse: bool = True) -> Generator[Snapshot | View]:
        """These journeys' tables: the published ones where nothing is left out."""
        if as_choice(where).is_everything and collapse:
            yield self
            return
        view = self.look(where, collapse=collapse)
        try:
            yield view
        finally:
            view.close()


class _Tables(Mapping[str, pa.Table]):
    """A snapshot's tables, read when asked for and labelled in a language."""

    def __init__(self, snapshot: Snapshot, labels: Mapping[str, Mapping[str, str]]) -> None:
        self._snapshot = snapshot
        self._labels = labels

    def __getitem__(self, name: str) -> pa.Table:
        if name == "first_steps":
            return self._snapshot.flows(FirstSteps(steps=STEPS_SHOWN, min_cell=self._snapshot.about.min_cell))
        if name not in BY_NAME:
            raise KeyError(name)
        table = self._snapshot.table(name)
        kind = _LABELLED.get(name)
        if kind is None or kind not in self._labels:
            return table
        known = self._labels[kind]
        found = zip(table[kind].to_pylist(), table["label"].to_pylist(), strict=True)
        labels = pa.array([known.get(key, label) for key, label in found], pa.string())
        return table.set_column(table.schema.get_field_index("label"), "label", labels)

    def __iter__(self) -> Iterator[str]:
        return iter((*self._snapshot.tables(), "first_steps"))

    def __len__(self) -> int:
        return len(self._snapshot.tables()) + 1


def _relabelled(parts: tuple[Named, ...], labels: Mapping[str, str]) -> tuple[Named, ...]:
    return tuple(replace(part, label=labels.get(part.name, part.label)) for part in parts)


def _of_level(table: pa.Table, level: str) -> pa.Table:
    import pyarrow.compute as pc

    return table.filter(pc.equal(table["level"], level))


def _check_level(level: str) -> None:
    if level not in LEVELS:
        raise UsageError(f"there is no level {level!r}; levels are: {', '.join(LEVELS)}")
