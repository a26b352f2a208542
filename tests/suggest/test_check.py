"""`journeymine check` on events that have no rule: what it prints, pasted, maps them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.suggest.calling import said

FILE = """\
sources:
  shop:
    vendor: table
    files: events*.csv
    columns: {time: {column: at, timezone: UTC}, event: what, page: page}
    keys: {user: who}
  app:
    vendor: table
    files: app.csv
    columns: {time: {column: at, timezone: UTC}, event: what}
    keys: {user: who}
touchpoints:
  - {name: cart, stage: consideration, when: {event: add_to_cart}}
  - {name: app order, stage: purchase, when: {source: app, event: purchase}}
  - name: store
    stage: awareness
    when: [{event: store_visit}, {event: store_call, page: "/x*"}]
  - {name: second cart, stage: consideration, when: {event: add_to_cart}}
channels:
  - {name: ads, when: {medium: cpc}}
friction:
  - {name: broken, when: {event: {matches: "error$"}}}
carts: {add: {event: add_to_cart}, purchase: {event: paid_up}}
hygiene: {tests: {channel: {absent: false}}}
"""
EVENTS = """\
add_to_cart,/cart
add_to_basket,/cart
purchase,/done
purchase,/done
Order Completed,/done
page_view,/
page_view,/blog/a
page_view,/blog/b
page_view,/products/1
page_view,/zzz/1
page_view,/jan@example.com/1
wobble: *?[x],/w
jan@example.com,/w
session_start,/
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "journey.yaml").write_text(FILE, encoding="utf-8")
    rows = "".join(f"2026-01-02 10:00:00,{line},u1\n" for line in EVENTS.splitlines())
    for number in range(1, 8):
        (tmp_path / f"events{number}.csv").write_text(f"at,what,page,who\n{rows}", encoding="utf-8")
    (tmp_path / "app.csv").write_text("at,what,who\n2026-01-02 10:00:00,purchase,u2\n", encoding="utf-8")
    return tmp_path


def tree(folder: Path) -> dict[str, object]:
    return json.loads(said(folder, "check", "--format", "json"))


def unmapped(folder: Path) -> dict[tuple[str, str | None], str | None]:
    """Rule by event and page of those without a touchpoint."""
    sources: list[dict[str, list[dict[str, str]]]] = tree(folder)["sources"]  # type: ignore[assignment]
    return {(one["event"], one["page"]): one["rule"] for source in sources for one in source["unmapped"]}


def pasted(folder: Path) -> None:
    """Do to the journey file what check says: paste the new touchpoints, add to those of the file."""
    told = said(folder, "check")
    lines = re.findall(r"^  (- \{name: .*)$", told, re.MULTILINE)
    text = FILE.replace("touchpoints:\n", "touchpoints:\n" + "".join(f"  {line}\n" for line in lines))
    read = YAML(typ="safe").load(text)
    for rule, name in re.findall(r"add (\{.*\}) to the rules of touchpoint '(.*)'", told):
        point = next(point for point in read["touchpoints"] if point["name"] == name)
        rules = point["when"] if isinstance(point["when"], list) else [point["when"]]
        point["when"] = [*rules, YAML(typ="safe").load(rule)]
    with (folder / "journey.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(read, file)


def test_what_is_pasted_loads_and_maps_every_event_that_has_a_rule(shop: Path) -> None:
    before = unmapped(shop)
    with_rule = {event for event, rule in before.items() if rule and not rule.startswith("#") and "{" in rule}
    assert {
        ("add_to_basket", None),
        ("purchase", None),
        ("Order Completed", None),
        ("page_view", "/blog"),
    } <= with_rule
    pasted(shop)
    after = unmapped(shop)
    assert not with_rule & after.keys()
    assert not [rule for rule in after.values() if rule and rule.startswith(("-", "add "))]


def test_a_rule_of_one_source_takes_nothing_from_another(shop: Path) -> None:
    """`purchase` is at a touchpoint in the app, so the rule for the shop names the shop."""
    pasted(shop)
    assert not [event for event in unmapped(shop) if event[0] == "purchase"]
    source = next(one for one in tree(shop)["sources"] if one["name"] == "app")  # type: ignore[index, attr-defined]
    assert (source["mapped_count"], source["unmapped"]) == (1, [])


def test_nobody_is_shown_a_value(shop: Path) -> None:
    for output in ("table", "json"):
        assert "@example.com" not in said(shop, "check", "--format", output)


def test_what_nobody_can_place_is_a_comment(shop: Path) -> None:
    (shop / "journey.yaml").write_text(FILE.replace("app.csv", "app*.csv"), encoding="utf-8")
    (shop / "events1.csv").write_text(
        "at,what,page,who\n2026-01-02 10:00:00,wobble: *?[x],/,u1\n" * 3, encoding="utf-8"
    )
    for number in range(2, 8):
        (shop / f"events{number}.csv").unlink()
    line = '# - {name: wobble_x, stage: STAGE, when: {event: "wobble: [*][?][[]x]"}}'
    assert unmapped(shop)["wobble: *?[x]", None] == line
    completed = line.removeprefix("# ").replace("STAGE", "support")
    text = FILE.replace("touchpoints:\n", f"touchpoints:\n  {completed}\n")
    (shop / "journey.yaml").write_text(text, encoding="utf-8")
    assert ("wobble: *?[x]", None) not in unmapped(shop)


def test_rules_that_match_nothing_and_touchpoints_never_seen(shop: Path) -> None:
    told = said(shop, "check")
    assert "shop: 7 files, 5 tried" in told
    section = told.partition("rules that match nothing in the 6 of 8 files tried:\n")[2]
    idle = [line.strip() for line in section.splitlines() if line.startswith("  ")]
    assert idle == [
        "touchpoint 'store': event store_visit",
        "touchpoint 'store': event store_call, page /x*",
        "channel 'ads': medium cpc",
        "friction 'broken': event error$",
        "carts.purchase: event paid_up",
        "hygiene, test: channel present",
    ]
    assert "touchpoints that no event tried would reach: store\n" in told
    assert "touchpoints whose events earlier rules take: second cart\n" in told


def test_rules_of_presets_are_one_line(sample_copy: Path) -> None:
    told = said(sample_copy, "check")
    assert re.search(r"of the presets \d+ rules match nothing in the 1 of 1 files tried", told)
    assert "rules that match nothing in the" not in told.replace("rules match nothing in the", "")
    assert re.search(r"would reach: \d+ of the presets", told)


@pytest.fixture
def sample_copy(tmp_path: Path) -> Path:
    day = Path(__file__).parents[2] / "data" / "sample" / "ga4" / "events_20260101.json.gz"
    (tmp_path / day.name).write_bytes(day.read_bytes())
    text = "sources:\n  web: {vendor: ga4, files: 'events_*.json.gz', preset: ga4-ecommerce}\n"
    (tmp_path / "journey.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_events_that_rules_take_in_part_get_no_rule(sample_copy: Path) -> None:
    """A rule of the file would come before the preset's and take its events."""
    told = said(sample_copy, "check")
    assert re.search(r"no rule for 'session_start' \(\d+ events\); other rules take \d+ of its events", told)
