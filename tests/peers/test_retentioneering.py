"""Weights of the transition graph and step matrices, centred too, as retentioneering has them."""

from __future__ import annotations

import pyarrow.compute as pc
import pytest

from journeymine.questions.asking import Follow
from journeymine.questions.graph import transition_graph
from journeymine.questions.matrix import StepMatrix, steps
from tests.peers.asking import Row, ask
from tests.peers.logs import ecom_rows, ground_of, made_rows

pytestmark = pytest.mark.slow
EVENTS = Follow(level="event", collapse=False)
NAMES = {"START": "path_start", "END": "path_end"}
STEPS = 8


def check(rows: list[Row], anchor: str) -> None:
    theirs, ground = ask("retentioneering", rows, anchor), ground_of(rows)
    edges = transition_graph(ground, EVENTS).table()
    ends = [edges[name].to_pylist() for name in ("from_node", "to_node")]
    keys = [
        f"{NAMES.get(before, before)}>{NAMES.get(after, after)}" for before, after in zip(*ends, strict=True)
    ]
    for mine, other in (
        ("transition_count", "count"),
        ("unit_count", "unique_paths"),
        ("transition_rate", "proba_out"),
    ):
        weights = dict(zip(keys, edges[mine].to_pylist(), strict=True))
        assert weights == pytest.approx({edge: weight for edge, weight in theirs[other].items() if weight})
    inner = edges.filter(pc.is_valid(edges["median_seconds"]))
    medians = dict(zip(*(inner[name].to_pylist() for name in ("from_node", "median_seconds")), strict=True))
    assert medians
    for row in inner.to_pylist():
        edge = f"{row['from_node']}>{row['to_node']}"
        assert row["median_seconds"] == pytest.approx(theirs["time_median"][edge])
    assert shares(steps(ground, follow=EVENTS, after=STEPS - 1), shift=1) == pytest.approx(
        shown(theirs["steps"])
    )
    centred = steps(ground, f"event:{anchor}", follow=EVENTS, after=STEPS)
    assert shares(centred, shift=0) == pytest.approx(shown(theirs["centred"]))


def shares(found: StepMatrix, *, shift: int) -> dict[str, float]:
    """By step and event, as the other counts steps."""
    rows = found.table().to_pylist()
    told = {
        f"{row['step_index'] + shift}>{NAMES.get(row['node'], row['node'])}": row["share"] for row in rows
    }
    return {key: share for key, share in told.items() if share}


def shown(theirs: dict[str, float]) -> dict[str, float]:
    """Without what is nothing, and without the column before the first step, where all are at the start."""
    return {key: share for key, share in theirs.items() if share > 1e-12 and key != "0>path_start"}


@pytest.mark.parametrize("seed", range(3))
def test_made_up_logs(seed: int) -> None:
    check(made_rows(seed), "c")


@pytest.mark.real
@pytest.mark.parametrize("case", ["user_id", "session_id"])
def test_ecom(case: str) -> None:
    check(ecom_rows(case), "add_to_cart")
