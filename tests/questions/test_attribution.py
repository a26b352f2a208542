"""The question of attribution: the worked example of its page, what it counts, money, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from journeymine.errors import UsageError
from journeymine.questions.attribution import NOBODY, Attribution, attribution
from journeymine.questions.cohorts import cohort
from journeymine.questions.conditions import Step
from journeymine.questions.definition import Definition
from journeymine.questions.ground import Ground
from tests.docs.blocks import blocks
from tests.questions.grounds import made_ground
from tests.walk.made import DAY, HOUR, MINUTE, START, Act, Map

PLACES = Map(
    {"visit": "page", "buy": "order", "add": "order", "call": "phone"},
    {"page": "look", "order": "purchase", "phone": "look"},
    ("look", "purchase"),
    ("purchase",),
    cart_roles={"add": 1, "buy": 4},
)
UNIT = {"d": DAY, "h": HOUR, "m": MINUTE}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COSTS = {
    "day": pa.date32(),
    "channel": pa.string(),
    "medium": pa.string(),
    "campaign": pa.string(),
    "currency": pa.string(),
    "cost": pa.float64(),
}


def acts(text: str) -> list[Act]:
    """Acts from lines `customer: channel@2d buy@3d=10USD`: visits by a channel, and purchases."""
    found: list[Act] = []
    for line in text.strip().splitlines():
        customer, _, words = line.partition(":")
        for word in words.split():
            match = re.fullmatch(r"(\w+)@([\d.]+)([dhm])(?:=([\d.]+))?([A-Z]*)", word)
            assert match is not None, word
            name, at = match[1], int(float(match[2]) * UNIT[match[3]])
            money = {"currency": match[5] or "EUR"} if match[4] else {}
            if name in ("buy", "add"):
                figures = {"value": float(match[4])} if match[4] else {}
                found.append(Act(customer.strip(), at, name, money, figures))
            else:
                found.append(Act(customer.strip(), at, "visit", {"channel": name, "campaign": f"{name}-now"}))
    return found


def ground_of(text: str, *, days: float = 60, costs: Sequence[Mapping[str, Any]] = ()) -> Ground:
    """A ground of acts, as of a day; with rows of ad_costs."""
    made = made_ground(acts(text), PLACES)
    columns = {name: pa.array([row.get(name) for row in costs], kind) for name, kind in COSTS.items()}
    as_of = EPOCH + timedelta(microseconds=START + int(days * DAY))
    return with_costs(replace(made, as_of=as_of), pa.table(columns))


def with_costs(ground: Ground, costs: pa.Table | None = None) -> Ground:
    """The ground with a table ad_costs; an empty one where none is given."""
    table = pa.schema(list(COSTS.items())).empty_table() if costs is None else costs
    read = ground.read
    return replace(ground, read=lambda name: table if name == "ad_costs" else read(name))


def credit(found: Attribution, column: str = "credit", model: str | None = None) -> dict[str, Any]:
    """A column of the table by node, of one model."""
    rows = found.table().to_pylist()
    shown = model or rows[0]["model"]
    return {row["node"]: row[column] for row in rows if row["model"] == shown}


def page(name: str) -> list[str]:
    """Text blocks of a page of docs/questions."""
    return [block.text for block in blocks("text") if block.page == f"docs/questions/{name}.md"]


EXAMPLE, ANSWERS = page("attribution")


@pytest.mark.parametrize("line", ANSWERS.splitlines()[1:])
def test_worked_example(line: str) -> None:
    model, *expected = line.split()
    options: dict[str, Any] = {"worth": "rate"} if model == "rate" else {}
    found = attribution(ground_of(EXAMPLE), "shapley" if model == "rate" else model, order=1, **options)
    credits, values, losses = (credit(found, name) for name in ("credit", "value", "loss_credit"))
    answer = (credits["ad"], credits["mail"], values["ad"], losses["ad"])
    assert [float(f"{each:.6g}") for each in answer] == [float(each) for each in expected]


def test_the_example_says_every_model() -> None:
    named = {line.split()[0] for line in ANSWERS.splitlines()[1:]}
    assert named == {"first", "last", "linear", "position", "decay", "shapley", "rate", "markov"}


def test_all_models_beside_each_other() -> None:
    found = attribution(ground_of(EXAMPLE))
    assert found.table()["model"].unique().to_pylist() == [
        "first",
        "last",
        "linear",
        "position",
        "decay",
        "markov",
        "shapley",
    ]
    beside = found.beside().to_pylist()
    assert [row["node"] for row in beside] == ["ad", NOBODY, "mail"]
    assert beside[0]["first"] == 2
    assert beside[0]["linear"] == 1.5
    columns = found.beside().to_pydict()
    assert sum(columns["markov"]) == pytest.approx(2)


def test_behind_markov() -> None:
    found = attribution(ground_of(EXAMPLE), "markov", order=1)
    rows = {row["node"]: row for row in found.removal().to_pylist()}
    assert rows["ad"]["removal_effect"] == pytest.approx(0.75)
    assert rows["mail"]["removal_effect"] == pytest.approx(0.5)
    assert rows["mail"]["loss_effect"] == pytest.approx(1)
    assert len(found.orders()) == 0
    assert "order 1 (given)" in found.definition.rules["markov"]
    chosen = attribution(ground_of(EXAMPLE), "markov")
    assert chosen.orders()["markov_order"].to_pylist() == [1, 2, 3, 4]
    assert chosen.orders()["is_taken"].to_pylist().count(True) == 1
    assert "best on paths held out" in chosen.definition.rules["markov"]
    for asked in (
        attribution(ground_of(EXAMPLE), "last").removal,
        attribution(ground_of(EXAMPLE), "last").orders,
    ):
        with pytest.raises(UsageError, match="model markov was not asked for"):
            asked()


def test_paths_and_units_behind_the_figures() -> None:
    found = attribution(ground_of(EXAMPLE), "last")
    paths = found.paths().to_pylist()
    assert [(row["path"], row["conversion_count"], row["lost_count"]) for row in paths] == [
        ("ad > mail", 1, 1),
        ("mail", 0, 2),
        ("ad", 1, 0),
    ]
    assert paths[0]["conversion_rate"] == 0.5
    units = found.units().to_pylist()
    assert [(row["customer_id"], row["path"], row["value"]) for row in units] == [
        ("ann", "ad > mail", 10.0),
        ("bob", "ad", 20.0),
    ]
    assert units[0]["converted_at"] == EPOCH + timedelta(microseconds=START + 2 * DAY)
    assert found.units("mail")["customer_id"].to_pylist() == ["ann"]
    with pytest.raises(UsageError, match="there is no node with a touch 'male'; nearest: mail"):
        found.units("male")


def test_taking_part_and_customers() -> None:
    found = attribution(ground_of("ann: ad@0d mail@1d ad@2d buy@2d buy@2d\nbob: mail@0d buy@0d"), "last")
    assert credit(found, "met_count") == {"ad": 2, "mail": 3}
    assert credit(found, "assist_count") == {"ad": 0, "mail": 2}
    assert credit(found, "between_count") == {"ad": 0, "mail": 2}
    assert credit(found, "customer_count") == {"ad": 1, "mail": 2}


def test_conversions_without_a_touch_are_nobody() -> None:
    found = attribution(ground_of("ann: ad@0d buy@40d=5\nbob: ad@0d buy@1d=7"))
    for model in ("first", "decay", "markov", "shapley"):
        assert credit(found, "credit", model) == pytest.approx({"ad": 1, NOBODY: 1})
        assert credit(found, "value", model) == pytest.approx({"ad": 7, NOBODY: 5})
        assert credit(found, "share", model) == pytest.approx({"ad": 0.5, NOBODY: 0.5})
    assert credit(found, "customer_count") == {"ad": 1, NOBODY: 1}
    assert attribution(ground_of("ann: buy@0d"), "last").table()["node"].to_pylist() == [NOBODY]


def test_no_conversion_at_all() -> None:
    found = attribution(ground_of("ann: ad@0d mail@1d"))
    assert credit(found, "credit", "markov") == {"ad": 0, "mail": 0}
    assert credit(found, "loss_credit", "last") == {"ad": 0, "mail": 1}
    assert set(found.table()["share"].to_pylist()) == {None}
    assert meta(found.plot())["title"] == "There is no conversion yet that could be put down to anything."


def test_look_back_since_and_until() -> None:
    text = "ann: ad@0d mail@20d buy@30d buy@49d\nbob: ad@5d\ncyd: ad@25d"
    assert credit(attribution(ground_of(text), "first")) == {"ad": 1, "mail": 1}
    assert credit(attribution(ground_of(text), "first", look_back="10d")) == {"mail": 1, "ad": 0, NOBODY: 1}
    assert credit(attribution(ground_of(text), "first", look_back=timedelta(days=31))) == {"ad": 1, "mail": 1}
    late = attribution(ground_of(text), "first", since="2026-02-01")
    assert credit(late) == {"mail": 1}
    early = attribution(ground_of(text), "first", until=date(2026, 1, 10))
    assert credit(early, "loss_credit") == {"ad": 1}
    assert credit(attribution(ground_of(text), "last", since_conversion=True)) == {
        "mail": 1,
        "ad": 0,
        NOBODY: 1,
    }
    assert early.definition.asked["until"] == "2026-01-10"


def test_open_journeys_count_for_nothing_or_as_lost() -> None:
    text = "ann: ad@0d buy@0d\nbob: mail@29d\ncyd: mail@30d"
    assert credit(attribution(ground_of(text), "last"), "loss_credit") == {"ad": 0, "mail": 1}
    both = attribution(ground_of(text), "last", open_is_lost=True)
    assert credit(both, "loss_credit") == {"ad": 0, "mail": 2}
    assert "open ones too" in both.definition.rules["lost"]


def test_what_is_a_conversion() -> None:
    """Steps of a cart at a conversion stage are none, but their journey is not lost."""
    text = "ann: ad@0d add@0d buy@0d=9\nbob: mail@0d add@0d"
    plain = attribution(ground_of(text), "last")
    assert credit(plain) == {"ad": 1}
    assert credit(plain, "loss_credit") == {"ad": 0}
    assert credit(attribution(ground_of(text), "last", conversion="add")) == {"ad": 1, "mail": 1}
    assert credit(attribution(ground_of(text), "last", conversion="buy[value>10]"), "loss_credit") == {
        "ad": 1,
        "mail": 1,
    }
    assert attribution(ground_of(text), conversion=Step("buy", where="value>5")).definition.asked[
        "conversion"
    ]


def test_sessions_or_events_joined_or_not() -> None:
    text = "ann: ad@0d mail@0.001d mail@0.002d ad@1d ad@2d buy@2d"
    assert credit(attribution(ground_of(text), "linear")) == {"ad": 1}
    found = attribution(ground_of(text), "linear", touches="events")
    assert credit(found) == pytest.approx({"ad": 3 / 5, "mail": 2 / 5})
    joined = attribution(ground_of(text), "linear", touches="events", joined=True)
    assert joined.paths()["path"].to_pylist() == ["ad > mail > ad"]
    only = attribution(ground_of(text), "linear", touches="events", events="channel:mail")
    assert credit(only) == {"mail": 1}


def test_levels_and_properties() -> None:
    assert credit(attribution(ground_of(EXAMPLE), "first", level="campaign")) == {"ad-now": 2, "mail-now": 0}
    assert credit(attribution(ground_of(EXAMPLE), "first", level="touchpoint")) == {"page": 2}
    made = [replace(act, properties={"team": "x" if act.customer == "ann" else "y"}) for act in acts(EXAMPLE)]
    assert credit(attribution(made_ground(made, PLACES), "first", level="team")) == {"x": 1, "y": 1}


def test_some_journeys_or_customers_only() -> None:
    columns = {"journeys": {"device": ["m", "d", "m", "d", "d", "m"]}, "customers": {"kind": list("abcdef")}}
    made = made_ground(acts(EXAMPLE), PLACES, columns=columns)
    ground = with_costs(replace(made, as_of=EPOCH + timedelta(days=22000)))
    some = attribution(ground, "last", where="device = 'm'")
    assert (credit(some), credit(some, "loss_credit")) == ({"mail": 1, "ad": 0}, {"mail": 1, "ad": 1})
    one = attribution(ground, "last", where="customer: kind = 'b'")
    assert (credit(one), credit(one, "loss_credit")) == ({"ad": 1}, {"ad": 0})
    assert credit(attribution(ground, "last", cohort="did buy")) == {"ad": 1, "mail": 1}
    taken = attribution(ground, "last", cohort=cohort(ground, "did buy"))
    assert taken.definition.asked["cohort"] == "did buy"
    with pytest.raises(UsageError, match="attribution is of journeys or customers"):
        attribution(ground, "last", where="session: session_id = 'x'")


def test_currencies_are_never_added_up() -> None:
    text = "ann: ad@0d buy@0d=10\nbob: ad@0d buy@0d=20\ncyd: mail@0d buy@0d=500JPY\ndan: mail@0d buy@0d"
    found = attribution(ground_of(text), "last")
    assert credit(found, "credit") == {"ad": 2, "mail": 2}
    assert credit(found, "value") == {"ad": 30, "mail": 0}
    assert credit(found, "currency") == {"ad": "EUR", "mail": "EUR"}
    assert (
        found.definition.rules["value"]
        == "in EUR, 1 conversions without one; not counted: conversions 1 in JPY"
    )
    other = attribution(ground_of(text), "last", currency="JPY")
    assert credit(other, "value") == {"ad": 0, "mail": 500}
    with pytest.raises(UsageError, match="there is no currency 'USD'"):
        attribution(ground_of(text), "last", currency="USD")
    bare = attribution(ground_of("ann: ad@0d buy@0d"), "last")
    assert credit(bare, "value") == {"ad": None}
    assert "value" not in bare.definition.rules


def cost(day: int, channel: str, amount: float, **more: str) -> dict[str, Any]:
    return {"day": date(2026, 1, day), "channel": channel, "currency": "EUR", "cost": amount, **more}


def test_cost_and_return() -> None:
    spent = [
        cost(1, "ad", 4.0),
        cost(2, "ad", 6.0),
        cost(1, "google", 5.0, medium="cpc", campaign="mail-now"),
        cost(1, "tv", 8.0),
        cost(1, "tv", 99.0, currency="USD"),
    ]
    found = attribution(ground_of(EXAMPLE, costs=spent), "first")
    assert credit(found, "cost") == {"ad": 10, "mail": 5, "tv": 8}
    assert credit(found, "cost_per_conversion") == {"ad": 5, "mail": None, "tv": None}
    assert credit(found, "return_on_spend") == {"ad": 3, "mail": 0, "tv": 0}
    assert credit(found, "credit") == {"ad": 2, "mail": 0, "tv": 0}
    assert found.definition.rules["cost"] == "of 2026-01-01 to 2026-03-02; not counted: costs in USD"
    assert found.costs is not None
    assert found.costs.total == 23
    part = attribution(ground_of(EXAMPLE, costs=spent), "first", since="2026-01-02", until="2026-01-03")
    assert credit(part, "cost") == {"ad": 6, "mail": None}
    told = attribution(ground_of(EXAMPLE, costs=spent), "first", costs={"google/cpc": "ad", "tv": "mail"})
    assert credit(told, "cost") == {"ad": 15, "mail": 8}
    by_campaign = attribution(ground_of(EXAMPLE, costs=spent), "first", level="campaign")
    assert credit(by_campaign, "cost") == {"ad-now": None, "mail-now": 5, "(no campaign)": 18}
    assert attribution(ground_of(EXAMPLE, costs=spent), "first", level="touchpoint").costs is None
    assert (
        attribution(ground_of(EXAMPLE, costs=spent), "first", currency="EUR", since="2026-03-01").costs
        is None
    )


def test_definition_comes_back_from_its_text() -> None:
    found = attribution(
        ground_of(EXAMPLE), ["last", "markov"], half_life=timedelta(days=3), position=(0.3, 0.3)
    )
    again = Definition.from_json(found.definition.to_json())
    assert again == found.definition
    assert again.asked["models"] == ["last", "markov"]
    assert again.asked["half_life"] == "259200s"
    assert "look-back" in found.definition.text()
    assert attribution(ground_of(EXAMPLE), **again.asked).table() == found.table()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"models": "markow"}, "there is no model 'markow'; nearest: markov"),
        ({"models": []}, "no model was asked for; models are: first"),
        ({"level": "chanel"}, "there is no level 'chanel'; nearest: channel"),
        ({"touches": "session"}, "there is no kind of touches 'session'; nearest: sessions"),
        ({"look_back": "soon"}, "found 'soon', expected a number and a unit"),
        ({"position": (0.8, 0.4)}, "expected shares of one"),
        ({"position": (-0.1, 0.4)}, "expected shares of one"),
        ({"order": 0}, "a chain remembers at least 1 touch"),
        ({"worth": "money"}, "there is no worth 'money'"),
        ({"conversion": "bye"}, "there is no event 'bye'"),
    ],
)
def test_what_is_wrong_is_said(asked: Mapping[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        attribution(ground_of(EXAMPLE), **asked)


def many(count: int) -> str:
    lines = [f"c{n}: ad@0d mail@1d buy@1d=10" for n in range(count)]
    lines += [f"d{n}: mail@0d buy@0d" for n in range(count)]
    lines += [f"f{n}: web@0d buy@0d" for n in range(count - 3)]
    return "\n".join([*lines, "eve: tv@0d buy@0d"])


def test_the_picture_withholds_what_is_about_few() -> None:
    found = attribution(
        ground_of(many(15), costs=[cost(1, "ad", 30.0), cost(1, "tv", 7.0)]), ["last", "markov"]
    )
    figure = found.plot()
    lines = meta(figure)["lines"]
    assert not any("tv" in line or "web" in line for line in lines)
    assert any("Small groups together" in line for line in lines)
    assert meta(figure)["title"].startswith("\u2068mail\u2069: ")
    assert any("Return on spend" in line for line in lines)
    assert "removal effect (Markov)" in meta(figure)["title"]
    assert len(traces(figure)) == 2
    alone = attribution(ground_of(many(15)), "last").plot("last")
    assert len(traces(alone)) == 1
    with pytest.raises(UsageError, match="model first was not asked for; asked for: last"):
        attribution(ground_of(many(15)), "last").plot("first")


def test_few_of_many_stand_together() -> None:
    text = "\n".join(f"c{n}: ch{n % 4}@0d buy@0d" for n in range(28))
    found = attribution(ground_of(text + "\n" + many(15)), "last")
    lines = meta(found.plot())["lines"]
    assert sum("Small groups together" in line for line in lines) == 1
    assert not any(line.startswith("ch") for line in lines)


def meta(figure: Any) -> Any:
    """What a picture says in words."""
    layout: Any = figure["layout"]
    return layout.meta


def traces(figure: Any) -> Any:
    """What is drawn."""
    return figure["data"]
