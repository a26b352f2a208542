"""Conditions on events, steps, and which part of the data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from journeymine.engine.duckdb import DuckEngine
from journeymine.errors import UsageError
from journeymine.questions.conditions import Step, event_mask, selection, steps_of
from journeymine.questions.remembered import CONDITIONS, Remembered
from journeymine.questions.rows import units_where
from tests.questions.grounds import made_ground
from tests.walk.made import DAY, HOUR, MINUTE, Act, Map, log

PLACES = Map(
    touchpoints={"view": "item page", "cart": "cart", "buy": "checkout"},
    stages={"item page": "consideration", "cart": "purchase", "checkout": "purchase"},
    order=("awareness", "consideration", "purchase"),
    conversion=("purchase",),
)
ACTS = [
    Act("ann", 0, "view", {"device": "mobile", "page": "/bags/1"}, {"value": 10.0}, {"product": "7"}),
    Act("ann", HOUR, "cart", {"device": "mobile"}, {"value": 60.0}, {"product": "8"}),
    Act("bob", 2 * HOUR, "view", {"device": "desktop", "page": "/shoes"}, {}, {"product": "12"}),
    Act("bob", 2 * DAY, "buy", {"page": "/bags/2"}, {"value": 70.0}),
    Act("bob", 3 * DAY, "ping"),
]
GROUND = made_ground(
    ACTS,
    PLACES,
    columns={
        "customers": {"persona": ["regulars", None]},
        "sessions": {"device": ["mobile", "mobile", "desktop", None, None]},
        "journeys": {"channel": ["email", "web"], "persona": ["regulars", None]},
    },
)


def rows(condition: str | Step) -> list[int]:
    return event_mask(GROUND, condition).on(GROUND.paths).nonzero()[0].tolist()


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("view", [0, 2]),
        ('"view"', [0, 2]),
        ("event:view", [0, 2]),
        ('touchpoint:"item page"', [0, 2]),
        ("stage:purchase", [1, 3]),
        ("stage:awareness", []),
        ("device:mobile", [0, 1]),
        ("any", [0, 1, 2, 3, 4]),
        ("not view", [1, 3, 4]),
        ("not (view | cart)", [3, 4]),
        ("view | buy", [0, 2, 3]),
        ("(view|buy)", [0, 2, 3]),
        ("view[device=mobile]", [0]),
        ("[device=mobile|desktop]", [0, 1, 2]),
        ("[device!=mobile]", [2, 3, 4]),
        ('[device=""]', [3, 4]),
        ('[device!=""]', [0, 1, 2]),
        ("[page~/bags/*]", [0, 3]),
        ("[page!~/bags/*]", [1, 2, 4]),
        ("[event~*i*]", [0, 2, 4]),
        ("[value>50]", [1, 3]),
        ("[value>=60, value<70]", [1]),
        ("[value=10|70]", [0, 3]),
        ("[value!=10]", [1, 2, 3, 4]),
        ('[value=""]', [2, 4]),
        ("[score>0]", []),
        ('[score=""]', [0, 1, 2, 3, 4]),
        ("view[product=7|8]", [0]),
        ("[properties.product=7]", [0]),
        ("[product>7]", [1, 2]),
        ('[product=""]', [3, 4]),
        ("[product~1*]", [2]),
        ("[at<2026-01-02]", [0, 1, 2]),
        ("[at>=2026-01-03]", [3, 4]),
        ("[at>2026-01-03]", [4]),
        ("[at<=2026-01-03]", [0, 1, 2, 3]),
        ("[at=2026-01-03]", [3]),
        ("[at=2026-01-01T01:00]", [1]),
        ("[at>2026-01-01T01:00:00+00:00]", [2, 3, 4]),
        ("[at<2026-01-01T02:00+01:00]", [0]),
        ("not [value>50]", [0, 2, 4]),
        ("(view[value>5] | [product=8])", [0, 1]),
        ("not (view[value>5] | [product=8])", [2, 3, 4]),
    ],
)
def test_condition_names_events(condition: str, expected: list[int]) -> None:
    assert rows(condition) == expected


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("veiw", "there is no event 'veiw'; nearest: view\n  veiw\n  ^"),
        ("checkout", "there is no event 'checkout', but a touchpoint; write touchpoint:checkout"),
        ("'item page'", "expected an event's name, found \"'item\""),
        ('"item page"', "there is no event 'item page', but a touchpoint; write touchpoint:\"item page\""),
        ("touchpoint:buy", "there is no touchpoint 'buy', but an event; write buy"),
        ("stage:purchse", "there is no stage 'purchse'; nearest: purchase"),
        ("plaec:cart", "there is no field 'plaec'; nearest: "),
        ("view[devise=mobile]", "there is no field or property 'devise'; nearest: device"),
        ("view[colour=red]", "a property of events must be named under `properties:`"),
        ("view[device=moble]", "there is no device 'moble'; nearest: mobile\n  view[device=moble]\n       ^"),
        ("view[product=77]", "there is no product '77'; nearest: 7"),
        ("view[device>mobile]", "device is a word; test it by = != ~ or !~"),
        ("view[value~5]", "value is a figure"),
        ("view[value>much]", "value is compared with a number; found 'much'"),
        ("view[value>1|2]", "> compares with one value, not with several"),
        ("view[at>soon]", "expected a date or time such as 2026-03-01"),
        ("view[at~2026]", "at is a time"),
        ("view[at=2026-01-01|2026-01-02]", "compares with one time"),
        ("view[device]", "expected one of != <= >= !~ = < > ~, found ']'"),
        ("view[device=]", "expected a value; \"\" stands for none, found ']'"),
        ("view[device=mobile", "expected ',' or ']', found the end"),
        ('"view', "this double quote is not closed"),
        ("(view", "expected ')' or '|', found the end"),
        ("view cart", "expected the end of the condition, found 'cart'\n  view cart\n       ^"),
        ("", "expected an event's name, found the end"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(condition: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        rows(condition)
    assert said in str(error.value)


def test_an_event_with_a_colon_in_its_name() -> None:
    ground = made_ground([Act("ann", 0, "cart:add")])
    with pytest.raises(UsageError, match='"cart:add"'):
        event_mask(ground, "cart:add")
    assert event_mask(ground, '"cart:add"').on(ground.paths).tolist() == [True]


def test_an_event_named_as_a_vendor_does() -> None:
    ground = made_ground([Act("ann", 0, "$pageview"), Act("ann", 1, 'say "no"')])
    assert event_mask(ground, "$pageview").on(ground.paths).tolist() == [True, False]
    assert event_mask(ground, '"say ""no"""').on(ground.paths).tolist() == [False, True]


def test_step_from_python_says_what_its_text_says() -> None:
    step = Step("view", where={"device": "mobile", "product": ["7", "8"]})
    assert rows(step) == rows("view[device=mobile, product=7|8]") == [0]
    assert rows(Step("view", where="value>5")) == [0]
    assert rows(Step("any", where={"device": None})) == [3, 4]
    assert (step.label, Step("view", name="looks").label) == (step.text, "looks")
    assert Step("view", within="30m").limit == 30 * MINUTE


def test_steps_from_one_text() -> None:
    found = steps_of(GROUND, "view[device=mobile] > (cart | [value>50])? >[<= 1d] buy > [value>1]")
    assert [step.text for step in found] == ["view[device=mobile]", "(cart | [value>50])", "buy", "[value>1]"]
    assert [step.optional for step in found] == [False, True, False, False]
    assert [step.limit for step in found] == [None, None, DAY, None]


def test_steps_from_a_list() -> None:
    assert steps_of(GROUND, ["view", Step("buy", within="1d"), "cart?"]) == (
        Step("view"),
        Step("buy", within="1d"),
        Step("cart", optional=True),
    )


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("view > byu", "there is no event 'byu'; nearest: buy"),
        ("view | cart > buy", "alternatives stand in parentheses"),
        ("view >> buy", "'>>' belongs to patterns"),
        ("view buy", "expected '>' or the end of the steps, found 'buy'"),
        ("view >[<= soon] buy", "expected a duration, for instance 30m or 7d, found 'soon]'"),
        ("view >", "expected an event's name, found the end"),
        ([], "expected at least one step"),
        ([Step("view", within="soon")], "a duration can't be read: found 'soon'"),
        ([Step("view", where={"device": []})], "expected at least one value"),
    ],
)
def test_steps_that_are_wrong(steps: str | list[str | Step], said: str) -> None:
    with pytest.raises(UsageError) as error:
        steps_of(GROUND, steps)
    assert said in str(error.value)


def test_nothing_said_selects_everything() -> None:
    assert selection(GROUND).is_everything


def test_where_is_on_the_units_own_table() -> None:
    found = selection(GROUND, where="channel = 'email'")
    assert found.journeys is not None
    assert found.journeys.tolist() == [True, False]
    found = selection(GROUND, unit="customer", where="persona = 'regulars' or first_seen_at > '2027-01-01'")
    assert found.customers is not None
    assert found.customers.tolist() == [True, False]


def test_where_on_several_tables() -> None:
    found = selection(GROUND, unit="customer", where=["persona is null", "session: device = 'desktop'"])
    assert found.customers is not None
    assert found.sessions is not None
    assert found.customers.tolist() == [False, True]
    assert found.sessions.tolist() == [False, False, True, False, False]
    found = selection(GROUND, where=["channel = 'email'", "journey: channel::varchar = 'web'"])
    assert found.journeys is not None
    assert not found.journeys.any()


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("chanel = 'email'", "there is no column of journeys 'chanel'; nearest: channel"),
        ("channel = ", "can't be read"),
        ("1=1; drop table journeys", "expected one condition"),
        ("true group by channel", "expected one condition"),
        ("true union select 1", "expected one condition"),
        ("exists (select * from read_csv('/etc/passwd'))", "can't be answered"),
        ("exists (from customers)", "can't be answered"),
    ],
)
def test_where_can_do_nothing_else(where: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        selection(GROUND, where=where)
    assert said in str(error.value)


def test_since_and_until_take_whole_journeys_and_sessions_by_their_start() -> None:
    found = selection(GROUND, since="2026-01-01T01:00", until="2026-01-02")
    assert found.journeys is not None
    assert (found.journeys.tolist(), found.events) == ([False, True], None)
    found = selection(GROUND, unit="session", until="2026-01-03")
    assert found.sessions is not None
    assert found.sessions.tolist() == [True, True, True, False, False]


def test_since_and_until_take_customers_events() -> None:
    found = selection(
        GROUND, unit="customer", since="2026-01-01T01:00", until="2026-01-03", events="not cart"
    )
    assert found.events is not None
    assert found.customers is None
    assert found.events.on(GROUND.paths).nonzero()[0].tolist() == [2]


def test_since_must_be_before_until() -> None:
    with pytest.raises(UsageError, match="not before until"):
        selection(GROUND, since="2026-01-02", until="2026-01-02")
    with pytest.raises(UsageError, match="expected a date or time"):
        selection(GROUND, since="soon")


def test_journeys_made_of_lines() -> None:
    ground = made_ground(log("ann: a b a"))
    assert event_mask(ground, "a").on(ground.paths).tolist() == [True, False, True]


def test_a_condition_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless it looks at the clock or at chance, or others were asked since."""
    ground, asked = replace(GROUND, remembered=Remembered()), list[str]()

    def ask(engine: DuckEngine, sql: str) -> pa.Table:
        asked.append(sql)
        return real(engine, sql)

    real = DuckEngine.ask
    monkeypatch.setattr(DuckEngine, "ask", ask)
    first = units_where(ground, "journey", "channel = 'email'")
    assert units_where(ground, "journey", "channel = 'email'") is first
    assert len(asked) == 1
    with pytest.raises(ValueError, match="read-only"):
        first[0] = True
    assert len(units_where(ground, "session", "device = 'mobile'")) == len(ground.sessions)
    for _ in range(2):
        units_where(ground, "journey", "now() > '2020-01-01'")
    assert len(asked) == 4
    for number in range(CONDITIONS):
        units_where(ground, "journey", f"{number} > 0")
    assert np.array_equal(units_where(ground, "journey", "channel = 'email'"), first)
    assert len(asked) == 5 + CONDITIONS
