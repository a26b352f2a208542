"""The graph, the variants and what is repeated in the ecom set, by customer and by session, as two other
programs had them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from journeymine.questions.asking import Follow
from journeymine.questions.graph import transition_graph
from journeymine.questions.ground import Ground
from journeymine.questions.matrix import follows
from journeymine.questions.paths import paths
from journeymine.walk.units import Unit
from tests.peers.logs import ECOM, ecom_rows, ground_of

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not ECOM.exists(), reason="the real data sets are not beside this checkout"),
]
UNITS: tuple[tuple[Unit, str], ...] = (("customer", "user_id"), ("session", "session_id"))


@pytest.fixture(scope="module")
def ecom() -> Ground:
    """Sessions are cut by half an hour here, as in the set."""
    ground = ground_of(ecom_rows())
    outcome = pa.array(["open"] * len(ground.customers))
    tables = {"customers": ground.customers.append_column("outcome", outcome), "sessions": ground.sessions}
    return replace(ground, read=tables.__getitem__)


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    return json.loads(ECOM.with_name("expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("unit", "name"), UNITS)
def test_graph(ecom: Ground, expected: dict[str, Any], unit: Unit, name: str) -> None:
    found = transition_graph(ecom, Follow(level="event", unit=unit, collapse=False)).table().to_pylist()
    counts = {(row["from_node"], row["to_node"]): row["transition_count"] for row in found}
    inner = {f"{a}->{b}": count for (a, b), count in counts.items() if a != "START" and b != "END"}
    assert inner == expected[f"dfg_{name}"]
    assert {b: count for (a, b), count in counts.items() if a == "START"} == expected[f"start_{name}"]
    assert {a: count for (a, b), count in counts.items() if b == "END"} == expected[f"end_{name}"]


@pytest.mark.parametrize(("unit", "name"), UNITS)
def test_variants_and_rework(ecom: Ground, expected: dict[str, Any], unit: Unit, name: str) -> None:
    follow = Follow(level="event", unit=unit, collapse=False)
    assert paths(ecom, follow=follow).variant_count == expected[f"variants_{name}"]
    again = [row for row in follows(ecom, follow).table().to_pylist() if row["from_node"] == row["to_node"]]
    assert {row["from_node"]: row["unit_count"] for row in again} == expected[f"rework_cases_{name}"]


def test_headline_numbers(ecom: Ground) -> None:
    found = transition_graph(ecom, Follow(level="event", unit="customer", collapse=False)).table().to_pylist()
    inner = [row for row in found if row["from_node"] != "START" and row["to_node"] != "END"]
    assert (len(inner), sum(row["transition_count"] for row in inner)) == (338, 30506)
    loops = sum(row["transition_count"] for row in inner if row["from_node"] == row["to_node"])
    assert loops == 3932
