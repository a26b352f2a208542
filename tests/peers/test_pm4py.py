"""Directly-follows graphs, ends, medians, variants, rework and what eventually follows, as PM4Py has them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from journeymine.questions.asking import Follow
from journeymine.questions.graph import transition_graph
from journeymine.questions.ground import Ground
from journeymine.questions.matrix import follows
from journeymine.questions.paths import paths
from tests.peers.asking import Row, ask
from tests.peers.logs import ecom_rows, ground_of, made_rows

pytestmark = pytest.mark.slow
EVENTS = Follow(level="event", collapse=False, unit="journey")


def check(rows: list[Row]) -> None:
    theirs, ground = ask("pm4py", rows), with_outcomes(ground_of(rows))
    edges = transition_graph(ground, EVENTS).table().to_pylist()
    real = [edge for edge in edges if edge["from_node"] != "START" and edge["to_node"] != "END"]
    assert by_edge(real, "transition_count") == theirs["counts"]
    assert by_edge(real, "median_seconds") == pytest.approx(theirs["medians"])
    starts = {edge["to_node"]: edge["transition_count"] for edge in edges if edge["from_node"] == "START"}
    ends = {edge["from_node"]: edge["transition_count"] for edge in edges if edge["to_node"] == "END"}
    assert (starts, ends) == (theirs["starts"], theirs["ends"])
    found = follows(ground, EVENTS).table().to_pylist()
    assert by_edge(found, "pair_count") == theirs["follows"]
    twice = {row["from_node"]: row["unit_count"] for row in found if row["from_node"] == row["to_node"]}
    assert twice == theirs["rework"]
    variants = paths(ground, follow=EVENTS).variants(None).to_pylist()
    mine = {row["variant"].replace(" > ", ">"): row["unit_count"] for row in variants}
    assert mine == theirs["variants"]


def by_edge(rows: list[dict[str, Any]], figure: str) -> dict[str, Any]:
    return {f"{row['from_node']}>{row['to_node']}": row[figure] for row in rows}


def with_outcomes(ground: Ground) -> Ground:
    journeys = ground.journeys.append_column("outcome", pa.array(["open"] * len(ground.journeys)))
    return replace(ground, read={"journeys": journeys, "customers": ground.customers}.__getitem__)


@pytest.mark.parametrize("seed", range(3))
def test_made_up_logs(seed: int) -> None:
    check(made_rows(seed))


@pytest.mark.real
@pytest.mark.parametrize("case", ["user_id", "session_id"])
def test_ecom(case: str) -> None:
    check(ecom_rows(case))
