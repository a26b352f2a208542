"""The question of comparison: periods in words, its figures against the reference, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.errors import UsageError
from journeymine.questions.cohorts import cohort
from journeymine.questions.compare import Comparison, compare
from journeymine.questions.compared import FIGURES
from journeymine.questions.definition import Definition
from journeymine.questions.ground import Ground
from journeymine.questions.side_units import rate_change
from journeymine.questions.sides import read_period
from tests.docs.blocks import blocks
from tests.questions.grounds import made_ground
from tests.walk.made import DAY, HOUR, START, Act, Map

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PLACES = Map(
    {"look": "look", "pick": "pick", "buy": "buy", "use": "use"},
    {"look": "look", "pick": "pick", "buy": "buy", "use": "use"},
    ("look", "pick", "buy", "use"),
    ("buy",),
)
CARTS = {
    "customer_id": pa.string(),
    "outcome": pa.string(),
    "opened_at": pa.timestamp("us", "UTC"),
    "last_activity_at": pa.timestamp("us", "UTC"),
    "closed_at": pa.timestamp("us", "UTC"),
}


def at(days: float) -> datetime:
    return EPOCH + timedelta(microseconds=START + round(days * DAY))


def ground_of(acts: list[Act], *, days: float = 40, min_cell: int = 10, **more: Any) -> Ground:
    """A ground of acts as of a day, with carts."""
    made = made_ground(acts, PLACES, columns=more.get("columns"))
    carts = more.get("carts", [])
    table = pa.table({name: pa.array([row.get(name) for row in carts], kind) for name, kind in CARTS.items()})
    read = made.read
    return replace(
        made,
        read=lambda name: table if name == "carts" else read(name),
        as_of=at(days),
        min_cell=min_cell,
        generation=more.get("generation", 1),
    )


def crowd(text: str) -> list[Act]:
    """Acts from lines `a x10: look@0d pick@1.5d=7`: ten customers that each do this."""
    found: list[Act] = []
    for line in text.strip().splitlines():
        who, _, words = line.partition(":")
        name, _, times = who.partition(" x")
        for number in range(int(times or 1)):
            for word in words.split():
                match = re.fullmatch(r"(\w+)@([\d.]+)d(?:=([\d.]+))?", word)
                assert match is not None, word
                figures = {"value": float(match[3])} if match[3] else {}
                money = {"currency": "EUR"} if match[3] else {}
                moment = round(float(match[2]) * DAY)
                found.append(Act(f"{name.strip()}{number:02d}", moment, match[1], money, figures))
    return found


def row(found: Comparison, figure: str, name: str = "all") -> Mapping[str, Any]:
    rows = [each for each in found.table().to_pylist() if (each["figure"], each["name"]) == (figure, name)]
    assert len(rows) == 1, found.table().to_pylist()
    return rows[0]


EXAMPLE, ANSWERS = (block.text for block in blocks("text") if block.page == "docs/questions/compare.md")
LATE, EARLY = "2026-01-16..2026-01-30", "2026-01-01..2026-01-15"


def test_worked_example() -> None:
    found = compare(ground_of(crowd(EXAMPLE)), LATE, EARLY)
    assert "each for 3.75 d" in found.definition.rules["followed"]
    for line in ANSWERS.splitlines():
        scope, name, figure, one, other, _ = re.split(r" {2,}", line, maxsplit=5)
        told = row(found, figure, name)
        assert told["scope"] == scope
        assert told["one"] == pytest.approx(float(one), abs=1e-6)
        assert told["other"] == pytest.approx(float(other), abs=1e-6)
        assert told["difference"] == pytest.approx(told["one"] - told["other"])


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-Q1", "2026-01-01", "2026-04-01"),
        ("2026q4", "2026-10-01", "2027-01-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("2026-03-01..2026-03-28", "2026-03-01", "2026-03-29"),
        ("2026-01 .. 2026-03", "2026-01-01", "2026-04-01"),
    ],
)
def test_periods_in_words(text: str, since: str, until: str) -> None:
    span = read_period(text, at(0))
    ends = [EPOCH + timedelta(microseconds=each) for each in (span.since, span.until)]
    assert [f"{end:%Y-%m-%d}" for end in ends] == [since, until]


def test_the_last_days_end_with_the_as_of_time() -> None:
    span = read_period("last 7d", at(10))
    assert EPOCH + timedelta(microseconds=span.until - 1) == at(10)
    assert span.length == 7 * DAY
    assert span.before().until == span.since


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("2026-13", None, "the period '2026-13' can't be read; expected 2026, 2026-Q1"),
        ("2026-01-10..2026-01-05", None, "ends before it begins"),
        ("last 0d", None, "has no length"),
        ("last 3 moons", None, "the period 'last 3 moons' can't be read: found '3 moons'"),
        ("2031-05", None, "nothing happened in the period 2031-05; the events are of 2026-01-01..2026-02-10"),
        ("2026-01", "device = 'm'", "'2026-01' is a period and \"device = 'm'\" is none"),
        ("device = 'm'", "2026-01", "is a segment and '2026-01' a period"),
        ("device = 'none'", None, "no customer is in \"device = 'none'\""),
        ("session: device = 'm'", None, "sessions can't be a side"),
        (None, None, "say what to compare"),
    ],
)
def test_sides_that_cannot_be(one: str | None, other: str | None, said: str) -> None:
    columns = {"journeys": {"device": ["m"]}, "sessions": {"device": ["m"]}}
    ground = ground_of([Act("ann", 0, "look")], columns=columns)
    with pytest.raises(UsageError, match=re.escape(said)):
        compare(ground, one, other)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"figures": "dropof_rate"}, "there is no figure 'dropof_rate'; nearest: dropoff_rate"),
        ({"figures": ["back_rate"], "level": "channel"}, "moves back are between stages"),
        ({"level": "stages"}, "there is no level 'stages'; nearest: stage"),
        ({"follow": "soon"}, "found 'soon', expected a number and a unit"),
        ({"follow": "40d"}, "as long as a side"),
    ],
)
def test_what_is_wrong_is_said(asked: Mapping[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        compare(ground_of(crowd(EXAMPLE)), LATE, EARLY, **asked)


def test_too_many_nodes() -> None:
    acts = [Act("ann", number, "look", {"page": f"/{number}"}) for number in range(201)]
    with pytest.raises(UsageError, match="there are 201 pages; at most 200 can be compared"):
        compare(ground_of(acts, days=1), "last 12h", level="page")


def test_segments_and_the_rest() -> None:
    acts = crowd("a x20: look@0d buy@1d=10\nb x20: look@0d\nz: use@39d")
    devices = ["m" if number < 20 else "d" for number in range(41)]
    ground = ground_of(acts, columns={"journeys": {"device": devices}})
    found = compare(ground, "device = 'm'", follow="2d")
    told = row(found, "conversion_rate")
    assert (told["one"], told["other"], told["one_count"], told["other_count"]) == (1, 0, 20, 20)
    assert told["is_significant"]
    assert found.sides.other.name == "the rest"
    assert len(found.significant()) >= 1
    assert "journeys_per_day" not in found.table()["figure"].to_pylist()
    of_cohort = compare(ground, "cohort: did buy", follow="2d")
    assert row(of_cohort, "conversion_rate")["one"] == 1
    taken = compare(ground, cohort(ground, "did buy"), cohort(ground, "never did buy"), follow="2d")
    assert row(taken, "conversion_rate")["other_count"] == 20
    assert taken.definition.asked["one"] == "cohort: did buy"
    with pytest.raises(UsageError, match="no customer is in 'the rest'"):
        compare(ground, "cohort: did buy", where="device = 'm'")


def test_few_customers_claim_nothing() -> None:
    ground = ground_of(crowd("a x9: look@0d buy@1d\nb x30: look@20d\nz: use@39d"))
    told = row(compare(ground, LATE, EARLY), "conversion_rate")
    assert (told["one_count"], told["other_count"]) == (30, 9)
    assert [told[name] for name in ("one", "other", "difference", "low", "high", "q_value")] == [None] * 6
    assert not told["is_significant"]


def test_other_figures_by_hand() -> None:
    text = """
        a x12: look@0d look@0.5d pick@1d buy@2d=10 use@3d
        b x12: look@16d pick@16.25d buy@18d=30 use@18.5d
    """
    found = compare(ground_of(crowd(text)), LATE, EARLY)
    assert row(found, "wait_seconds", "look")["one"] == 0.25 * 86400
    assert row(found, "wait_seconds", "look")["other"] == 0.5 * 86400
    assert row(found, "convert_seconds")["difference"] == pytest.approx(0)
    assert row(found, "value_per_conversion", "EUR")["difference"] == 20
    assert row(found, "sessions_per_customer")["one"] == 4
    assert row(found, "events_per_session")["other"] == 1
    per_day = row(found, "journeys_per_day")
    assert (per_day["one"], per_day["other"]) == (12 / 15, 12 / 15)
    assert row(found, "transition_rate", "buy > use")["one"] == 1
    assert row(found, "dropoff_rate", "use")["one"] == 1
    assert "buy" not in {
        each["name"] for each in found.table().to_pylist() if each["figure"] == "dropoff_rate"
    }


def test_lengths_that_differ() -> None:
    ground = ground_of(crowd(EXAMPLE))
    found = compare(ground, "2026-01-16..2026-01-30", "2026-01-06..2026-01-15")
    assert "sessions_per_customer" not in found.table()["figure"].to_pylist()
    assert "each for 2.5 d" in found.definition.rules["followed"]


def test_carts_and_scores() -> None:
    carts = [
        {
            "customer_id": f"{name}{number:02d}",
            "outcome": outcome,
            "opened_at": at(day),
            "last_activity_at": at(day),
            "closed_at": at(day),
        }
        for name, day in (("a", 0), ("b", 20))
        for number, outcome in enumerate(["abandoned", "recovered", "converted", "open"] * 5)
        if not (name == "b" and outcome == "recovered")
    ]
    acts = crowd("a x20: look@0d\nb x20: look@20d")
    answers = [
        Act(
            act.customer,
            act.at + 1,
            "use",
            {"score_kind": "nps"},
            {"score": 0.5 if act.customer < "b" else -0.5},
        )
        for act in acts
    ]
    found = compare(ground_of([*acts, *answers], carts=carts, min_cell=5), LATE, EARLY)
    told = row(found, "abandonment_rate")
    assert (told["one"], told["other"], told["one_count"], told["other_count"]) == (0.5, 2 / 3, 10, 15)
    assert row(found, "score")["difference"] == -1


def test_generations_match_customers_by_their_ids() -> None:
    """The same people in both: what did not change is no change, however few."""
    before = crowd("a x30: look@0d\nb x30: look@0d buy@1d\nz: use@39d")
    after = [*before, *crowd("c x30: look@0d buy@1d")]
    old, new = ground_of(before, generation=6), ground_of(after, generation=7)
    found = compare(new, against=old, follow="2d")
    told = row(found, "conversion_rate")
    assert (told["one"], told["other"]) == (pytest.approx(60 / 90), 0.5)
    assert found.sides.one.name == "generation 7"
    same = row(compare(old, against=ground_of(before, generation=5), follow="2d"), "conversion_rate")
    assert same["difference"] == 0
    assert same["q_value"] == 1
    apart = compare(new, "cohort: did buy", "cohort: never did buy", follow="2d", figures="conversion_rate")
    assert row(apart, "conversion_rate")["is_significant"]
    with pytest.raises(UsageError, match="two generations are compared whole"):
        compare(new, "2026-01", against=old)


def test_definition_comes_back_from_its_text() -> None:
    found = compare(ground_of(crowd(EXAMPLE)), LATE, EARLY, figures=["dropoff_rate", "conversion_rate"])
    again = Definition.from_json(found.definition.to_json())
    assert again.asked["figures"] == ["conversion_rate", "dropoff_rate"]
    assert compare(ground_of(crowd(EXAMPLE)), **again.asked).table() == found.table()


def test_the_picture() -> None:
    figure = compare(ground_of(crowd(EXAMPLE)), LATE, EARLY).plot()
    lines = meta(figure)["lines"]
    assert any(line.startswith("look: Drop-off") for line in lines)
    assert any("look\u2069 → \u2068buy" in line for line in lines)
    assert "differs most" in meta(figure)["title"] or "Nothing differs" in meta(figure)["title"]
    few = compare(ground_of(crowd("a: look@0d\nb: look@20d")), LATE, EARLY).plot()
    assert meta(few)["title"] == "There are too few customers to compare."


def test_rates_of_equal_lengths_are_those_of_counts() -> None:
    from journeymine.measures.statistics import count_change

    ends, p_value = rate_change((120.0, 90.0), (10.0, 10.0), 1.5)
    expected, p = count_change(90.0, 120.0, 1.5)
    assert (float(ends.low) * 10, float(ends.high) * 10) == pytest.approx(
        (float(expected.low), float(expected.high))
    )
    assert p_value == pytest.approx(float(p))


EVENTS = ("look", "pick", "buy", "use", "other")
GAPS = (0, HOUR, HOUR, DAY, 2 * DAY, 5 * DAY)


@st.composite
def histories(draw: st.DrawFn) -> list[Act]:
    made = [Act("z", 0, "other"), Act("z", 59 * DAY, "other")]
    for customer in range(draw(st.integers(1, 6))):
        moment = draw(st.integers(0, 30)) * DAY
        for _ in range(draw(st.integers(1, 8))):
            made.append(Act(f"c{customer}", moment, draw(st.sampled_from(EVENTS))))
            moment += draw(st.sampled_from(GAPS))
    return made


@settings(deadline=None, max_examples=60)
@given(histories())
def test_figures_agree_with_counting_one_by_one(acts: list[Act]) -> None:
    """Drop-off, passages and conversion of each side, from lists of steps."""
    ground = ground_of(acts, days=60, min_cell=1)
    follow = 15 * DAY // 4
    figures = ["conversion_rate", "dropoff_rate", "back_rate", "transition_rate"]
    mine = {
        (each["figure"], each["name"]): (each["one"], each["other"], each["one_count"], each["other_count"])
        for each in compare(ground, LATE, EARLY, figures=figures).table().to_pylist()
    }
    sides = [slow_side(acts, span, follow) for span in ((15 * DAY, 30 * DAY), (0, 15 * DAY))]
    passed = {(node, target) for side in sides for node, targets in went_of(side) for target in targets}
    for side in sides:
        for node, target in passed:
            units = [int(each == target) for each in dict(went_of(side)).get(node, [])]
            side["transition_rate", f"{node} > {target}"] = units
    for key in {key for side in sides for key in side if key[0] != "went"}:
        one, other = (side.get(key, []) for side in sides)
        told = mine[key]
        assert told[2:] == (len(one), len(other)), key
        if one and other:
            assert told[:2] == (pytest.approx(np.mean(one)), pytest.approx(np.mean(other))), key


def slow_side(acts: list[Act], span: tuple[int, int], follow: int) -> dict[tuple[str, str], list[Any]]:
    """Each figure's units as noughts and ones."""
    out: dict[tuple[str, str], list[Any]] = {}
    order = ("look", "pick", "buy", "use")
    went: dict[str, list[str]] = {}
    for customer in sorted({act.customer for act in acts}):
        own = [act for act in acts if act.customer == customer and act.event in order]
        steps: list[list[Act]] = []
        for act in own:
            if steps and steps[-1][-1].event == act.event:
                steps[-1].append(act)
            else:
                steps.append([act])
        begun = own[0].at if own else -1
        if span[0] <= begun < span[1] - follow:
            hit = any(act.event == "buy" and act.at - begun <= follow for act in own)
            out.setdefault(("conversion_rate", "all"), []).append(int(hit))
        seen: set[str] = set()
        for place, step in enumerate(steps):
            node, entered = step[0].event, step[0].at
            if not span[0] <= entered < span[1] - follow or node in seen:
                continue
            seen.add(node)
            after = steps[place + 1][0] if place + 1 < len(steps) else None
            goes = after is not None and after.at - entered <= follow
            if node != "buy":
                out.setdefault(("dropoff_rate", node), []).append(int(not goes))
            if goes and after is not None:
                went.setdefault(node, []).append(after.event)
                if node == "pick":
                    out.setdefault(("back_rate", node), []).append(int(after.event == "look"))
    return {**out, **{("went", node): targets for node, targets in went.items()}}


def went_of(side: Mapping[tuple[str, str], list[Any]]) -> list[tuple[str, list[str]]]:
    """Where units went from each node."""
    return [(node, targets) for (figure, node), targets in side.items() if figure == "went"]


def test_all_figures_are_told() -> None:
    assert len(FIGURES) == len(set(FIGURES)) == 12


def meta(figure: Any) -> Any:
    """What a picture says in words."""
    layout: Any = figure["layout"]
    return layout.meta
