"""Everything that is asked of a funnel, against the reference, on made-up paths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeymine.questions.conditions import Step
from journeymine.questions.funnel import Exclusion, FunnelResult, funnel
from journeymine.questions.ground import Ground
from tests.questions.grounds import EPOCH
from tests.reference import funnel_more as more
from tests.reference.events import Event
from tests.reference.funnel import funnel_figures, run_funnel
from tests.walk.funnels import Asked, Question, acts, by_unit, events_of, questions, with_property
from tests.walk.made import MINUTE, START, Act, made_paths

AS_OF = st.sampled_from((0, 5, 30, 120)).map(lambda minutes: minutes * MINUTE)
some = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(some, max_examples=400)


class Both:
    """A funnel asked of the product and told by the reference."""

    def __init__(self, log: Sequence[Act], question: Question, later: int) -> None:
        self.question, self.log, self.later = question, log, later
        paths, _ = made_paths(log, timeout=30 * MINUTE, split=60 * MINUTE)
        self.ground = _ground(with_property(paths), log, later)
        self.units = by_unit(self.ground.paths, events_of(log), question)
        self.funnel = question.funnel()
        self.results = run_funnel(self.units, self.funnel)
        as_of = START + max(act.at for act in log) + later
        is_cut = question.until is not None and question.unit == "customer"
        self.as_of = min(as_of, question.until) if is_cut and question.until is not None else as_of
        self.told = more.told(self.results, self.funnel, self.as_of)

    @property
    def found(self) -> FunnelResult:
        """The product's answer."""
        return asked(self.ground, self.question)


def _ground(paths: Any, log: Sequence[Act], later: int) -> Ground:
    as_of = EPOCH + timedelta(microseconds=START + max(act.at for act in log) + later)
    return Ground(paths, lambda _: pytest.fail("no table is read"), 1, "made", as_of, 1, {})


def text(asked: Asked) -> str:
    """A condition in words; patterns match what there is, if anything."""
    tests = [f"event~{'|'.join(asked.letters)}"]
    tests += [] if asked.page is None else [f"page~{asked.page}"]
    tests += [] if asked.least is None else [f"value>={asked.least}"]
    return f"[{', '.join(tests)}]"


def asked(
    ground: Ground, question: Question, from_match: str | None = None, to_match: str | None = None
) -> FunnelResult:
    """The question put to the product."""
    return funnel(
        ground,
        [Step(text(one), within=span(one.within), optional=one.optional) for one in question.steps],
        window=span(question.window),
        order=question.order,
        entry=question.entry,
        unit=question.unit,
        hold=question.hold,
        exclude=[Exclusion(text(one), after, before) for one, after, before in question.bars],
        on_exclude=question.on_exclude,
        count=question.count,
        since=instant(question.since),
        until=instant(question.until),
        events=None if question.only is None else text(question.only),
        from_match=from_match,
        to_match=to_match,
    )


def span(microseconds: int | None) -> timedelta | None:
    """A duration."""
    return None if microseconds is None else timedelta(microseconds=microseconds)


def instant(microseconds: int | None) -> datetime | None:
    """A time."""
    return None if microseconds is None else EPOCH + timedelta(microseconds=microseconds)


@st.composite
def both(draw: st.DrawFn) -> Both:
    """Funnels of any kind; periods of customers only, for other units begin in theirs (test_funnel.py)."""
    question = draw(questions())
    if question.unit != "customer":
        question = replace(question, since=None, until=None)
    return Both(draw(acts()), question, draw(AS_OF))


@some
@given(both())
def test_table_and_counts(one: Both) -> None:
    found, size = one.found.table(), len(one.question.steps)
    names = ("unit_count", "onward_count", "lost_count", "open_count", "finished_count")
    wanted = [tuple(row.values()) for row in more.step_counts(one.told, size)]
    assert list(zip(*(found[name].to_pylist() for name in names), strict=True)) == wanted
    figures = funnel_figures(one.results, one.funnel)
    for name in ("share_of_first", "share_of_previous", "median_seconds", "p90_seconds"):
        assert found[name].to_pylist() == pytest.approx([getattr(row, name) for row in figures])
    assert one.found.counts == tuple(row.count for row in figures)
    assert one.found.removed_count == sum(result.is_removed for result in one.results)


@some
@given(
    both(), st.sampled_from(("page", "product_id")), st.sampled_from(("first", "last", "step 1", "step 2"))
)
def test_breakdown(one: Both, field: str, rule: str) -> None:
    size = len(one.question.steps)
    rule = "step 1" if rule == "step 2" and size < 2 else rule
    table = one.found.by(field, rule).table()
    found = {
        (row[field], row["step"]): (row["unit_count"], row["lost_count"], row["open_count"])
        for row in table.to_pylist()
    }
    groups = {more.value_by(each.attempt, field, rule) for each in one.told}
    wanted: dict[tuple[str, int], tuple[int, int, int]] = {}
    for value in groups:
        own = [each for each in one.told if more.value_by(each.attempt, field, rule) == value]
        for place, row in enumerate(more.step_counts(own, size), start=1):
            wanted[value or "(none)", place] = (row["reached"], row["lost"], row["open"])
    assert found == wanted


@some
@given(both(), st.sampled_from(("day", "week", "month")))
def test_trend(one: Both, period: Any) -> None:
    table = one.found.trend(period).table()
    found = Counter({row["period"]: row["unit_count"] for row in table.to_pylist() if row["step"] == 1})
    starts = [each.attempt.reached[0] for each in one.told]
    assert +found == Counter(more.period_of(event, period) for event in starts if event is not None)
    assert sum(table["lost_count"].to_pylist()) == sum(each.fate == "lost" for each in one.told)


@some
@given(both(), st.data())
def test_next_actions(one: Both, data: st.DataObject) -> None:
    step = data.draw(st.integers(1, len(one.question.steps)))
    table = one.found.next_actions(step, top=99).table()
    found = {
        row["next"]: (row["onward_count"], row["lost_count"], row["open_count"], row["finished_count"])
        for row in table.to_pylist()
    }
    here = [each for each in one.told if each.attempt.reached[step - 1] is not None]
    assert found == _by_next(one, here, step)
    assert table["unit_count"].to_pylist() == sorted(table["unit_count"].to_pylist(), reverse=True)


def _by_next(one: Both, here: Sequence[more.Told], step: int) -> dict[str, tuple[int, ...]]:
    rows: Counter[tuple[str, str]] = Counter()
    for each in here:
        event = more.next_event(one.units[each.unit], each.attempt, step - 1, one.funnel)
        fate = "onward" if each.attempt.depth > step else each.fate
        rows["(nothing)" if event is None else event.event_name, fate] += 1
    fates = ("onward", "lost", "open", "converted")
    return {name: tuple(rows[name, fate] for fate in fates) for name in {name for name, _ in rows}}


@some
@given(both())
def test_drivers(one: Both) -> None:
    if len(one.question.steps) < 2:
        return
    place = max(at for at, step in enumerate(one.question.steps) if not step.optional)
    if place == 0:
        return
    found = one.found.drivers(least=0)
    sides: dict[bool, list[set[str]]] = {False: [], True: []}
    for each in one.told:
        is_on = each.attempt.reached[place] is not None
        if is_on or (each.fate == "lost" and each.attempt.depth <= place):
            own = more.seen(one.units[each.unit], each.attempt, (0, place), one.funnel)
            sides[is_on].append(own)
    assert found.sides == (len(sides[False]), len(sides[True]))
    for side, is_on in enumerate((False, True)):
        counts = Counter(name for own in sides[is_on] for name in own)
        assert {
            name: int(count) for name, count in zip(found.names, found.seen[side], strict=True) if count
        } == counts


@some
@given(both(), st.data())
def test_curve(one: Both, data: st.DataObject) -> None:
    if len(one.question.steps) < 2:
        return
    step = data.draw(st.integers(2, len(one.question.steps)))
    table = one.found.curve(step).table()
    wanted = more.share_by_time([more.followed(each, step - 1, one.as_of) for each in one.told])
    assert table["seconds"].to_pylist() == pytest.approx(list(wanted))
    assert table["share"].to_pylist() == pytest.approx(list(wanted.values()))
    ends = np.array([table[name].to_pylist() for name in ("low", "share", "high")], dtype=np.float64)
    assert (np.diff(ends[:, ~np.isnan(ends).any(axis=0)], axis=0) >= 0).all()


@some
@given(both())
def test_units_behind_each_figure(one: Both) -> None:
    for step in range(1, len(one.question.steps) + 1):
        lists = {
            "reached": [each for each in one.told if each.attempt.reached[step - 1] is not None],
            "lost": [each for each in one.told if each.attempt.depth == step and each.fate == "lost"],
            "open": [each for each in one.told if each.attempt.depth == step and each.fate == "open"],
        }
        for name, wanted in lists.items():
            cohort = getattr(one.found, name)(step)
            assert set(np.flatnonzero(cohort.members)) == {int(each.unit) for each in wanted}


@some
@given(both(), st.sampled_from((None, *"abcx")), st.sampled_from((None, *"abcx")))
def test_a_part_is_as_if_the_rest_had_not_happened(one: Both, start: str | None, end: str | None) -> None:
    question = replace(one.question, unit="customer", only=None, since=None, until=None)
    kept = cut_acts(one.log, start, end)
    found = asked(one.ground, question, from_match=word(start), to_match=word(end))
    if not kept:
        assert found.counts == (0,) * len(question.steps)
        return
    later = one.later + max(act.at for act in one.log) - max(act.at for act in kept)
    whole = asked(Both(kept, question, later).ground, question)
    names = [name for name in whole.table().column_names if end is None or name not in FATES]
    assert found.table().select(names).equals(whole.table().select(names))
    assert end is None or set(found.table()["open_count"].to_pylist()) == {0}


FATES = ("lost_count", "open_count")


def word(letter: str | None) -> str | None:
    """A pattern of one event."""
    return None if letter is None else f"[event~{letter}]"


def cut_acts(log: Sequence[Act], start: str | None, end: str | None) -> list[Act]:
    """What each customer does from the first event of one letter on, up to the first of another."""
    kept: list[Act] = []
    for customer in sorted({act.customer for act in log}):
        acts = sorted((act for act in log if act.customer == customer), key=lambda act: act.at)
        names = [act.event for act in acts]
        if not {start, end} - {None} <= set(names):
            continue
        low = 0 if start is None else names.index(start)
        if end is not None and end not in names[low:]:
            continue
        kept += acts[low : len(acts) if end is None else names.index(end, low) + 1]
    return kept


@pytest.mark.slow
@many
@given(both())
def test_and_on_many_more_logs(one: Both) -> None:
    for check in (test_table_and_counts, test_drivers, test_units_behind_each_figure):
        check.hypothesis.inner_test(one)  # type: ignore[attr-defined]


def test_events_are_told_apart_by_their_names() -> None:
    """The made-up question finds what its words say."""
    event = Event("web", "1", 0, "a", page="/one", value=2.0)
    assert Asked("ab", "/one", 2.0).matches(event)
    assert not Asked("b").matches(event)
