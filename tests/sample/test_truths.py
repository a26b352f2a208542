"""Each planted truth is in the exports, on its days and at its size; what should be chance is chance."""

from __future__ import annotations

import json

import pytest

from data.generator import effects
from data.generator.truths import LOUD, QUIET, TRUTHS, Truth
from tests.sample.exports import SAMPLE, hits, lives, people_hits, table
from tests.sample.sizes import MEASURES

NAMES = [truth.key for truth in TRUTHS]


@pytest.mark.parametrize("truth", TRUTHS, ids=NAMES)
def test_size_is_the_one_that_the_table_says(truth: Truth) -> None:
    found = MEASURES[truth.key]((truth.days.first, truth.days.last))
    assert found == pytest.approx(dict(truth.sizes), abs=0.00051)


@pytest.mark.parametrize("truth", TRUTHS, ids=NAMES)
def test_loud_is_far_from_chance_and_quiet_is_near(truth: Truth) -> None:
    score = dict(truth.sizes).get("z")
    if score is not None:
        assert score > 4 if truth.loudness == LOUD else score < 1.5


def test_every_measure_is_a_truth_and_no_truth_lacks_one() -> None:
    assert sorted(MEASURES) == sorted(NAMES)
    assert {truth.loudness for truth in TRUTHS} >= {LOUD, QUIET}


@pytest.mark.parametrize(
    ("inside", "outside", "planned"),
    [
        ("errors per payment attempt, inside", "errors per payment attempt, outside", "payment_failure"),
        ("back to products after delivery, desktop, inside", None, "delivery_step"),
    ],
)
def test_sizes_are_near_the_planted_rates(inside: str, outside: str | None, planned: str) -> None:
    sizes = dict(next(truth for truth in TRUTHS if truth.key == planned).sizes)
    if outside is None:
        assert sizes[inside] == pytest.approx(effects.TURN_BACK_DESKTOP, abs=0.12)
    else:
        other = (1 - effects.CARD_SHARE) * effects.PAYMENT_ERROR_USUAL
        assert sizes[inside] == pytest.approx(
            effects.CARD_SHARE * effects.PAYMENT_ERROR_CARD + other, abs=0.06
        )
        assert sizes[outside] == pytest.approx(effects.PAYMENT_ERROR_USUAL, abs=0.01)


def test_the_shop_looks_like_one() -> None:
    sessions: dict[str, set[str]] = {}
    for hit in people_hits():
        sessions.setdefault(hit.session, set()).add(hit.name)
    viewed = [names for names in sessions.values() if "view_item" in names]
    carted = [names for names in sessions.values() if "add_to_cart" in names]
    assert 0.2 <= sum("add_to_cart" in names for names in viewed) / len(viewed) <= 0.3
    assert 0.25 <= sum("purchase" in names for names in carted) / len(carted) <= 0.37
    lengths = sorted((len(life) for life in lives().values()), reverse=True)
    tenth = lengths[: len(lengths) // 10]
    assert sum(tenth) > 0.3 * sum(lengths), "a tail that is not heavy"
    assert 90_000 <= len(hits()) <= 110_000


def test_the_four_sources_overlap() -> None:
    accounts = {hit.user for hit in hits() if hit.user}
    desk = {row["external_id"] for row in table("zendesk/users.csv") if row["external_id"]}
    sales = {row["Customer_Number__c"] for row in table("salesforce/Contact.csv")} - {""}
    asked = {row["customer_number"] for row in table("survey/nps_csat.csv")} - {""}
    assert len(accounts & desk) > 150
    assert len(accounts & sales) > 50
    assert len(accounts & asked) > 150
    assert len(accounts & desk & sales & asked) > 5


def test_accounting_knows_the_robots_too() -> None:
    content = json.loads((SAMPLE / "expected" / "accounting.json").read_text(encoding="utf-8"))
    good = sum(entry["good"] for entry in content["files"] if entry["source"] == "ga4")
    assert good == len(hits())
