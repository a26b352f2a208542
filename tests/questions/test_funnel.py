"""Funnels as they are asked: words, options, errors, what is said of an answer, and the units behind it."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from journeymine.errors import UsageError
from journeymine.questions.cohorts import as_cohort
from journeymine.questions.conditions import Step, steps_of
from journeymine.questions.definition import Definition
from journeymine.questions.funnel import Exclusion, FunnelResult, funnel
from journeymine.questions.funnel_asked import span_text, steps_text
from journeymine.questions.ground import Ground
from journeymine.questions.replay import replay
from tests.questions.grounds import made_ground
from tests.walk.made import DAY, HOUR, MINUTE, Act, log

SHOP = """
    ann: view@0 cart@50 view@55 cart@58 buy@100
    bob: view@0 help@5 cart@10
    cyd: cart@0 view@20
    dan: view@200
"""


def shop(text: str = SHOP, **columns: list[object]) -> Ground:
    """A small shop."""
    return made_ground(log(text), columns={"customers": columns})


def column(result: FunnelResult | pa.Table, name: str) -> list[object]:
    """A column's values."""
    table: pa.Table = result.table() if isinstance(result, FunnelResult) else result
    return table[name].to_pylist()


@pytest.mark.parametrize(
    "steps",
    [
        "view > cart > buy",
        ["view", "cart", "buy"],
        ["view > cart", "buy"],
        [Step("view"), "cart", Step("buy")],
        Step("view"),
    ],
)
def test_steps_come_as_text_list_or_objects(steps: str | Step | list[str | Step]) -> None:
    found = funnel(shop(), steps, window="60m")
    assert found.counts == ((4,) if isinstance(steps, Step) else (4, 2, 1))
    assert found.steps == ("view", "cart", "buy")[: len(found.counts)]


def test_the_plain_name_of_an_event_stands_for_itself_in_a_list() -> None:
    ground = made_ground([Act("ann", 0, "Order > paid"), Act("ann", 1, "any"), Act("ann", 2, "b[x]")])
    assert funnel(ground, ["Order > paid", "any", "b[x]"]).counts == (1, 1, 1)


def test_a_table_adds_up_and_keeps_its_old_columns() -> None:
    table = funnel(shop(), "view > cart > buy", window="60m").table()
    assert table.column_names[:5] == [
        *("step", "event_name", "unit_count", "share_of_first", "share_of_previous"),
    ]
    ends = [column(table, f"{name}_count") for name in ("onward", "lost", "open", "finished")]
    assert [sum(row) for row in zip(*ends, strict=True)] == column(table, "unit_count") == [4, 2, 1]
    assert column(table, "open_count") == [1, 0, 0]
    assert column(table, "median_seconds") == [None, (3 + 10) / 2 * 60, 42 * 60]


def test_without_a_limit_of_time_nobody_is_called_open() -> None:
    found = funnel(shop(), "view > cart > buy")
    assert column(found, "open_count") == [0, 0, 0]
    assert "nobody is called open" in found.definition.text()
    assert "window: no limit" in found.definition.text()


def test_a_definition_says_everything_and_can_be_asked_again() -> None:
    ground = shop()
    steps = [Step("view", name="looks"), Step("cart", within="2h", optional=True), "buy[page~*]"]
    found = funnel(ground, steps, window=timedelta(hours=36), hold="page", exclude="help between 1 and 3")
    told = Definition.from_json(found.definition.to_json())
    assert told == found.definition
    assert told.asked["steps"] == "view >[<= 2h] cart? > buy[page~*]"
    assert told.asked["names"] == ["looks", "cart", "buy[page~*]"]
    assert (told.asked["window"], told.asked["exclude"]) == ("36h", ["help between 1 and 3"])
    json.dumps(dict(told.asked))
    text = told.text()
    for said in ("window 36h", "order ordered", "entry any", "unit customer", "generation 1"):
        assert said in text
    again = funnel(
        ground, told.asked["steps"], window="36h", hold=told.asked["hold"], exclude=told.asked["exclude"]
    )
    assert again.counts == found.counts


def test_steps_as_text_are_read_again() -> None:
    ground = shop()
    for text in ("view", "view > cart? >[<= 90m] buy", "(view | cart) >[<= 1d] touchpoint:buy?"):
        assert steps_text(steps_of(ground, text)) == text
    assert [span_text(timedelta(**each)) for each in ({"days": 14}, {"hours": 36}, {"microseconds": 1})] == [
        "2w",
        "36h",
        "0.000001s",
    ]


def test_an_exclusion_between_the_first_and_the_last_step_needs_no_numbers() -> None:
    whole = funnel(shop(), "view > cart > buy", exclude="help")
    assert whole.removed_count == 1
    assert whole.definition.asked["exclude"] == ["help between 1 and 3"]
    assert funnel(shop(), "view > cart > buy", exclude=Exclusion(Step("help"), 2, 3)).removed_count == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"steps": "view > buyy"}, r"there is no event 'buyy'; nearest: buy"),
        ({"steps": []}, r"at least one step"),
        ({"steps": "view? > buy"}, r"first step can't be optional"),
        ({"steps": "view", "order": "sideways"}, r"there is no order 'sideways'; .*ordered"),
        ({"steps": "view", "unit": "visit"}, r"there is no unit 'visit'"),
        ({"steps": "view > buy", "window": "soon"}, r"duration can't be read"),
        ({"steps": "view > buy", "hold": ["colour"]}, r"no field or property is called 'colour'"),
        ({"steps": "view > buy", "exclude": "help between 2 and 2"}, r"after step 2 and before step 2"),
        ({"steps": "view > cart? > buy", "order": "any", "count": "attempts"}, r"no optional, no count="),
        ({"steps": "view", "since": "2026-02-01", "until": "2026-01-01"}, r"is not before until"),
        ({"steps": "view", "where": "colour = 1"}, r"column of customers 'colour'"),
    ],
)
def test_errors_say_what_was_found_and_what_to_do(options: dict[str, object], said: str) -> None:
    given = dict(options)
    with pytest.raises(UsageError, match=said):
        _ = funnel(shop(), given.pop("steps"), **given).counts  # type: ignore[arg-type]


def test_there_are_so_many_steps_and_no_more() -> None:
    ground = shop()
    assert funnel(ground, ["view"] * 40).counts[:2] == (4, 1)
    with pytest.raises(UsageError, match="at most 61"):
        _ = funnel(ground, ["view"] * 70).counts


def test_one_step_alone_is_a_funnel() -> None:
    found = funnel(shop(), "cart")
    assert found.counts == (3,)
    assert column(found, "finished_count") == [3]
    for ask in (found.times, found.curve, found.drivers):
        with pytest.raises(UsageError, match="one step|first step"):
            ask()


def test_nobody_enters() -> None:
    found = funnel(shop(), "[event~nothing] > buy", window="1d")
    assert found.counts == (0, 0)
    assert column(found, "share_of_first") == [None, None]
    assert len(found.by("device").table()) == len(found.trend().table()) == len(found.curve().table()) == 0
    assert column(found.next_actions(1).table(), "next") == []
    assert column(found.times().table(), "unit_count") == [0, 0]
    assert len(found.drivers().table()) == 0


def test_units_are_customers_sessions_or_journeys() -> None:
    ground = made_ground(log("ann: view@0 cart@10 view@50 buy@90"), timeout=30 * MINUTE)
    counts = {
        unit: funnel(ground, "view > buy", unit=unit).counts for unit in ("customer", "session", "journey")
    }
    assert counts == {"customer": (1, 1), "session": (2, 0), "journey": (1, 1)}


def test_which_part_of_the_data() -> None:
    ground = shop(size=[1, 2, 3, 4])
    assert funnel(ground, "view > cart", where="size > 1").counts == (3, 1)
    assert funnel(ground, "view > cart", cohort="did buy").counts == (1, 1)
    assert funnel(ground, "view > cart", where="session: session_id = 'session-0'").counts == (1, 0)
    assert funnel(ground, "view > cart", events="not cart").counts == (4, 0)


def test_patterns_narrow_and_cut() -> None:
    ground = shop()
    assert funnel(ground, "view > cart", cohort="path cart >[no view] $").counts == (2, 2)
    assert funnel(ground, "view > cart", from_match="help").counts == (0, 0)
    assert funnel(ground, "view > cart > buy", from_match="cart >[no view] buy").counts == (0, 0, 0)
    assert funnel(ground, "view > cart > buy", from_match="cart > view", window="60m").counts == (2, 1, 1)
    found = funnel(ground, "view > cart > buy", to_match="cart", window="60m")
    assert column(found, "lost_count") == [0, 2, 0]
    assert column(found, "open_count") == [0, 0, 0]
    text = found.definition.text()
    assert "to_match cart" in text
    assert "units without its ends are left out" in text
    with pytest.raises(UsageError, match="no event 'carts'; nearest: cart"):
        _ = funnel(ground, "view > cart", from_match="^ > carts").counts


def test_a_cohort_of_sessions_stays_one_in_the_record() -> None:
    ground = shop()
    sessions = as_cohort(ground, "sessions that did cart")
    found = funnel(ground, "view > cart", unit="session", cohort=sessions)
    assert found.definition.asked["cohort"] == "sessions that did cart"
    assert replay(ground, found.definition).counts == found.counts


def test_periods_cut_the_events_of_customers_and_choose_whole_sessions() -> None:
    ground = made_ground(log("ann: view@0 buy@20\nbob: view@60 buy@70"), timeout=30 * MINUTE)
    before = "2026-01-01T00:10"
    assert funnel(ground, "view > buy", until=before).counts == (1, 0)
    assert funnel(ground, "view > buy", until=before, unit="session").counts == (1, 1)
    assert funnel(ground, "view > buy", since=before).counts == (1, 1)
    assert column(funnel(ground, "view > buy", until=before, window="1h"), "open_count") == [1, 0]


def test_breakdown_by_events_units_figures_and_properties() -> None:
    acts = [
        Act("ann", 0, "view", {"device": "mobile"}, {"value": 5.0}, {"plan": "free"}),
        Act("ann", MINUTE, "buy", {"device": "desktop"}, {"value": 50.0}, {"plan": "paid"}),
        Act("bob", 0, "view", {"device": "desktop"}, {"value": 20.0}),
        Act("cyd", 0, "view", {}, {}),
    ]
    ground = made_ground(acts, columns={"customers": {"persona": ["a", "b", "b"], "spent": [1.0, 9.0, None]}})
    found = funnel(ground, "view > buy", window="1d")

    def groups(table: pa.Table, field: str) -> dict[object, list[int]]:
        rows = table.to_pylist()
        names = dict.fromkeys(row[field] for row in rows)
        return {name: [row["unit_count"] for row in rows if row[field] == name] for name in names}

    by = {
        rule: groups(found.by("device", rule).table(), "device")
        for rule in ("first", "last", "step 2", "all")
    }
    assert by["first"] == {"desktop": [1, 0], "mobile": [1, 1], "(none)": [1, 0]}
    assert by["last"] == {"desktop": [2, 1], "(none)": [1, 0]}
    assert by["step 2"] == {"desktop": [1, 1], "(none)": [2, 0]}
    assert by["all"] == {"desktop": [1, 0], "mobile": [1, 0]}
    assert groups(found.by("persona").table(), "persona") == {"b": [2, 0], "a": [1, 1]}
    assert groups(found.by("plan").table(), "plan") == {"free": [1, 1], "(none)": [2, 0]}
    assert groups(found.by("value", edges=[10]).table(), "value") == {
        "up to 10": [1, 1],
        "above 10": [1, 0],
        "(none)": [1, 0],
    }
    assert groups(found.by("spent").table(), "spent").keys() >= {"up to 3", "above 7", "(none)"}
    assert groups(found.by("device", top=1).table(), "device").keys() == {"desktop", "(other)", "(none)"}


def test_a_breakdown_says_its_rule_and_its_overlap() -> None:
    acts = [
        Act(who, at, "view", {"device": name})
        for who, at, name in (("ann", 0, "m"), ("ann", 1, "d"), ("bob", 0, "m"))
    ]
    found = funnel(made_ground(acts), "view")
    assert "first known value among the events that reached the steps" in found.by("device").definition.text()
    whole = found.by("device", "all")
    assert whole.overlap_count == 1
    assert "units that count in more than one: 1" in whole.definition.text()
    assert set(column(found.by("device", "last").table(), "is_significant")) == {None}


@pytest.mark.parametrize(
    ("field", "options", "said"),
    [
        ("divice", {}, r"field, property or column 'divice'; nearest: device"),
        ("device", {"rule": "middle"}, r"rules are: first, last, step 2, all"),
        ("device", {"rule": "step 9"}, r"there is no step 9"),
        ("device", {"edges": [1.0]}, r"no figure"),
        ("value", {"edges": [3.0, 1.0]}, r"rise"),
        ("persona", {"rule": "last"}, r"leave rule out"),
        ("persona", {"edges": [1.0]}, r"no number"),
        ("device", {"top": 0}, r"top is at least 1"),
    ],
)
def test_breakdowns_that_can_not_be(field: str, options: dict[str, object], said: str) -> None:
    found = funnel(shop(persona=["a", "b", "c", "d"]), "view > cart")
    with pytest.raises(UsageError, match=said):
        found.by(field, **options)  # type: ignore[arg-type]


def test_a_trend_has_no_gaps_and_marks_what_is_not_complete() -> None:
    ground = made_ground([Act("ann", 0, "view"), Act("ann", HOUR, "buy"), Act("bob", 2 * DAY, "view")])
    found = funnel(ground, "view > buy", window="1d").trend("day")
    rows = [row for row in found.table().to_pylist() if row["step"] == 1]
    assert [row["period"] for row in rows] == [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)]
    assert [row["unit_count"] for row in rows] == [1, 0, 1]
    assert [row["is_complete"] for row in rows] == [True, False, False]
    assert set(column(funnel(ground, "view > buy").trend("month").table(), "is_complete")) == {None}
    with pytest.raises(UsageError, match="period 'hour'"):
        funnel(ground, "view").trend("hour")  # type: ignore[arg-type]


def test_against_the_previous_period() -> None:
    acts = [Act(f"a{number:02d}", 0, "view") for number in range(30)]
    acts += [Act(f"a{number:02d}", MINUTE, "buy") for number in range(6)]
    acts += [Act(f"b{number:02d}", DAY, "view") for number in range(30)]
    acts += [Act(f"b{number:02d}", DAY + MINUTE, "buy") for number in range(24)]
    now = funnel(made_ground(acts), "view > buy", since="2026-01-02", until="2026-01-03")
    found = now.against_previous()
    (row,) = found.table().to_pylist()
    assert (row["one_count"], row["one_share"], row["other_count"], row["other_share"]) == (24, 0.8, 6, 0.2)
    assert row["low"] < row["difference"] < row["high"]
    assert row["is_significant"]
    assert found.definition.asked["other"] == {
        "since": "2026-01-01 00:00:00+00:00",
        "until": "2026-01-02 00:00:00+00:00",
    }
    with pytest.raises(UsageError, match="since="):
        funnel(made_ground(acts), "view > buy").against_previous()


def test_compare_leaves_open_units_out_and_wants_as_many_steps() -> None:
    ground = made_ground(log("ann: view@0 buy@1\nbob: view@0\ncyd: view@100"))
    found = funnel(ground, "view > buy", window="60m")
    (row,) = found.compare(funnel(ground, "view > buy")).table().to_pylist()
    assert (row["one_share"], row["other_share"]) == (1 / 2, 1 / 3)
    three = funnel(ground, "view > view > buy")
    assert column(three.compare(three).table(), "share") == ["of_first", "of_first", "of_previous"]
    with pytest.raises(UsageError, match="2 steps, the other 3"):
        found.compare(three)
    later = dataclasses.replace(ground, generation=2, fingerprint="another")
    with pytest.raises(UsageError, match="of generation 1, the other of 2"):
        found.compare(funnel(later, "view > buy"))


def test_drivers_and_their_rule() -> None:
    acts = [
        Act(f"h{number:02d}", at, name) for number in range(20) for at, name in ((0, "view"), (1, "help"))
    ]
    acts += [Act(f"h{number:02d}", 2, "buy") for number in range(18)]
    acts += [Act(f"n{number:02d}", 0, "view") for number in range(20)]
    acts += [Act(f"n{number:02d}", 2, "buy") for number in range(4)]
    acts += [Act("z", 10 * DAY, "late")]
    found = funnel(made_ground(acts), "view > buy", window="1d").drivers()
    (row,) = found.table().to_pylist()
    assert (row["event"], row["converted_count"], row["lost_count"]) == ("help", 18, 2)
    assert row["odds_ratio"] == pytest.approx(18.5 * 16.5 / (4.5 * 2.5))
    assert row["is_significant"]
    assert row["low"] < row["odds_ratio"] < row["high"]
    for said in ("those that match no step", "half a unit", "end of the window (1d)", "least 10"):
        assert said in found.definition.text()


def test_units_behind_a_figure_are_cohorts() -> None:
    found = funnel(shop(), "view > cart > buy", window="60m")
    assert column(found.lost(2).ids(), "customer_id") == ["bob"]
    assert column(found.open(1).ids(), "customer_id") == ["dan"]
    assert (found.reached(1) - found.reached(2)).count == found.lost(1).count + found.open(1).count
    with pytest.raises(UsageError, match="there is no step 4"):
        found.lost(4)


def test_a_cohort_of_a_funnel_narrows_another() -> None:
    ground = shop()
    lost = funnel(ground, "view > cart > buy", window="60m").lost(2)
    assert funnel(ground, "view > help", cohort=lost).counts == (1, 1)


def test_next_actions() -> None:
    found = funnel(shop(), "view > cart > buy", window="60m")
    assert found.next_actions(1).table().select(
        ["next", "unit_count", "onward_count", "lost_count", "open_count"]
    ).to_pylist() == [
        {"next": "(nothing)", "unit_count": 2, "onward_count": 0, "lost_count": 1, "open_count": 1},
        {"next": "cart", "unit_count": 1, "onward_count": 1, "lost_count": 0, "open_count": 0},
        {"next": "help", "unit_count": 1, "onward_count": 1, "lost_count": 0, "open_count": 0},
    ]
    assert column(found.next_actions(1, top=1).table(), "next") == ["(nothing)", "cart", "(other)"]
    assert column(found.next_actions(1, level="device").table(), "next") == ["(none)", "(nothing)"]


def test_times_and_their_distribution() -> None:
    ground = made_ground(log("ann: a@0 b@1\nbob: a@0 b@2\ncyd: a@0 b@100"))
    found = funnel(ground, "a > b").times()
    since_start, since_previous = found.table().to_pylist()
    assert since_start["median_seconds"] == since_previous["median_seconds"] == 120
    assert (since_start["unit_count"], since_start["mean_seconds"]) == (3, 103 * 20)
    bins = found.distribution(4)
    assert sum(bins["unit_count"].to_pylist()) == 3
    assert bins["to_seconds"].to_pylist()[-1] == 6000


def test_a_curve_censors_open_windows() -> None:
    """Four start; one buys after an hour, one after five; one is known for two hours only, one is lost."""
    acts = [Act("a", 0, "view"), Act("a", HOUR, "buy"), Act("b", 0, "view"), Act("b", 5 * HOUR, "buy")]
    acts += [Act("c", 0, "view"), Act("d", 22 * HOUR, "view"), Act("z", 24 * HOUR, "late")]
    found = funnel(made_ground(acts), "view > buy", window="12h").curve()
    assert column(found.table(), "seconds") == [3600.0, 18_000.0]
    assert column(found.table(), "at_risk_count") == [4, 2]
    assert column(found.table(), "share") == pytest.approx([1 / 4, 1 - 3 / 4 * 1 / 2])
    assert found.quantiles(0.2, 0.5, 0.9) == [3600.0, 18_000.0, None]


def test_what_was_not_asked_is_not_kept() -> None:
    found = funnel(shop(), "view > cart > buy", window="60m")
    assert found.counts == (4, 2, 1)
    assert found.asked.depths.attempts is None
    assert found.asked.depths.depth.dtype == np.int8
    _ = found.table()
    assert funnel(shop(), "view").asked.walked.attempts is not None
