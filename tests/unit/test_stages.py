"""Rules and what they match."""

from __future__ import annotations

from pathlib import Path

import pytest

from journeymine.config import Condition, Rule, load
from journeymine.stages import Matcher, StageMap
from journeymine.walk import CART_ADD, CART_CHECKOUT, CART_NONE, CART_PURCHASE

FILE = """\
sources:
  web: {vendor: table, files: x.csv, columns: {time: t, event: e}, keys: {user: u}}
touchpoints:
  - {name: sale, stage: purchase, when: {event: purchase}}
  - {name: paid_home, stage: awareness, channel: ads, when: {page: "/", medium: [cpc, "paid*"]}}
  - {name: home, stage: awareness, when: [{page: "/"}, {event: home, properties.kind: {absent: true}}]}
channels:
  - {name: mail, when: {medium: email}}
carts:
  add: {event: add}
  purchase: {event: purchase}
  checkout: [{name: pay, when: {event: pay}}]
friction:
  - {name: failed, when: {event: {matches: "error|fail"}}}
"""


@pytest.fixture
def stage_map(tmp_path: Path) -> StageMap:
    path = tmp_path / "journey.yaml"
    path.write_text(FILE, encoding="utf-8")
    return StageMap(load(path))


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        (Condition(any_of=("view*",)), "view_item", True),
        (Condition(any_of=("view*",)), "review", False),
        (Condition(any_of=("a", "b")), "b", True),
        (Condition(any_of=("a.b",)), "axb", False),
        (Condition(any_of=("a",)), "a\nb", False),
        (Condition(any_of=("a*",)), "a\nb", True),
        (Condition(any_of=("a",)), None, False),
        (Condition(matches="err(or)?$"), "an error", True),
        (Condition(matches="^err"), "an error", False),
        (Condition(absent=True), None, True),
        (Condition(absent=True), "x", False),
        (Condition(absent=False), "x", True),
    ],
)
def test_conditions(condition: Condition, value: str | None, *, holds: bool) -> None:
    matcher = Matcher()
    assert matcher.holds(condition, value) is holds
    assert matcher.holds(condition, value) is holds


def test_all_conditions_of_a_rule_and_any_rule_of_a_list() -> None:
    rules = (
        Rule({"event": Condition(any_of=("a",)), "page": Condition(any_of=("/",))}),
        Rule({"event": Condition(any_of=("b",))}),
    )
    matcher = Matcher()
    assert not matcher.any_rule(rules, {"event": "a", "page": "/x"})
    assert matcher.any_rule(rules, {"event": "a", "page": "/"})
    assert matcher.any_rule(rules, {"event": "b"})


def test_the_first_rule_that_matches_wins(stage_map: StageMap) -> None:
    assert stage_map.place({"event": "view", "page": "/", "medium": "cpc"}).touchpoint == "paid_home"
    assert stage_map.place({"event": "view", "page": "/", "medium": "organic"}).touchpoint == "home"
    assert stage_map.place({"event": "home"}).touchpoint == "home"
    assert stage_map.place({"event": "home", "properties.kind": "x"}).touchpoint is None


def test_channel_by_rule_else_by_touchpoint_else_by_source(stage_map: StageMap) -> None:
    assert stage_map.place({"event": "view", "page": "/", "medium": "paid_x"}).channel == "ads"
    assert stage_map.place({"event": "view", "medium": "email"}).channel == "mail"
    assert stage_map.place({"event": "view", "channel": "organic"}).channel == "organic"
    assert stage_map.place({"event": "view"}).channel is None


def test_cart_roles_frictions_and_conversion(stage_map: StageMap) -> None:
    assert stage_map.place({"event": "add"}).cart_role == CART_ADD
    assert stage_map.place({"event": "pay"}).checkout_step == "pay"
    assert stage_map.place({"event": "pay"}).cart_role == CART_CHECKOUT
    assert stage_map.place({"event": "card_failed"}).friction == "failed"
    sale = stage_map.place({"event": "purchase"})
    assert (sale.cart_role, sale.is_conversion, sale.stage) == (CART_PURCHASE, True, "purchase")
    assert stage_map.place({"event": "other"}).cart_role == CART_NONE
