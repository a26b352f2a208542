"""The reference against the public ecom set: figures that other tools computed (../shared/data/README.md)."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.reference.attempt import Funnel, FunnelStep
from tests.reference.events import DAY, MINUTE, SECOND, Event, SourceSettings
from tests.reference.funnel import run_funnel
from tests.reference.graph import END, START, Transition, transition_graph
from tests.reference.journeys import Journey, JourneyRules, build_journeys
from tests.reference.loops import variants
from tests.reference.sessions import build_sessions
from tests.reference.stages import StageMap

ECOM = Path(__file__).parents[3] / "shared" / "data" / "ecom"
pytestmark = [pytest.mark.real, pytest.mark.skipif(not ECOM.exists(), reason="../shared/data/ecom is absent")]

Unit = Literal["user", "session"]


def _event_name(event: Event) -> str:
    return event.event_name


def _one_stage(_: str) -> str:
    return "all"


ONE_STAGE = StageMap(("all",), frozenset(), _event_name, _one_stage)


def _event(number: int, row: dict[str, str]) -> Event:
    at = datetime.strptime(row["timestamp"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    return Event(
        source="web",
        event_id=f"{number:06d}",
        occurred_at=int(at.timestamp()) * SECOND,
        event_name=row["event"],
        sequence=number,
        channel=row["acquisition_channel"],
        device=row["platform"],
        keys=(("user", row["user_id"]),),
        session_key=row["session_id"],
    )


@cache
def events() -> tuple[Event, ...]:
    """The file's rows in file order."""
    with gzip.open(ECOM / "ecom.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return tuple(_event(number, row) for number, row in enumerate(csv.DictReader(file), start=2))


@cache
def units(unit: Unit) -> dict[str, list[Event]]:
    """Events of each user, or of each session of the file."""
    found: dict[str, list[Event]] = {}
    for event in events():
        name = event.keys[0][1] if unit == "user" else str(event.session_key)
        found.setdefault(name, []).append(event)
    return found


@cache
def journeys(unit: Unit) -> list[Journey]:
    """One journey for each unit."""
    return build_journeys(units(unit), ONE_STAGE, JourneyRules(as_of=0))


@cache
def dfg(unit: Unit) -> list[Transition]:
    """The graph of events."""
    return transition_graph(journeys(unit), "event", ONE_STAGE, collapse=False)


@cache
def expected() -> dict[str, Any]:
    """The figures beside the data."""
    return json.loads((ECOM / "expected.json").read_text(encoding="utf-8"))


def _is_named(event: Event, name: str) -> bool:
    return event.event_name == name


def depth_counts(
    unit: Unit, names: tuple[str, ...], window: int | None, entry: Literal["any", "first"]
) -> dict[str, int]:
    """How many units reach each depth."""
    steps = tuple(FunnelStep(name, partial(_is_named, name=name)) for name in names)
    results = run_funnel(units(unit), Funnel(steps, window, entry=entry))
    counts = Counter(str(result.depth) for result in results)
    return dict(sorted(counts.items()))


def test_rows_and_users() -> None:
    assert (len(events()), len(units("user"))) == (31_106, 600)


def test_sessions_of_thirty_minutes_are_the_files_sessions() -> None:
    sessions = build_sessions(units("user"), settings=SourceSettings())
    assert len(sessions) == 3_605
    ours = {frozenset(event.ident for event in session.events) for session in sessions}
    theirs = {frozenset(event.ident for event in group) for group in units("session").values()}
    assert ours == theirs


@pytest.mark.parametrize("unit", ["user", "session"])
def test_graph_of_events(unit: Unit) -> None:
    inner = {
        f"{edge.from_node}->{edge.to_node}": edge.transition_count
        for edge in dfg(unit)
        if edge.from_node != START and edge.to_node != END
    }
    assert inner == expected()[f"dfg_{unit}_id"]


def test_graph_of_events_in_figures() -> None:
    inner = [edge for edge in dfg("user") if edge.from_node != START and edge.to_node != END]
    self_loops = [edge.transition_count for edge in inner if edge.from_node == edge.to_node]
    assert (len(inner), sum(edge.transition_count for edge in inner)) == (338, 30_506)
    assert sum(self_loops) == 3_932
    counts = {(edge.from_node, edge.to_node): edge.transition_count for edge in inner}
    assert (counts["add_to_cart", "cart"], counts["cart", "cart"]) == (223, 34)


@pytest.mark.parametrize("unit", ["user", "session"])
def test_where_paths_start_and_end(unit: Unit) -> None:
    starts = {edge.to_node: edge.transition_count for edge in dfg(unit) if edge.from_node == START}
    ends = {edge.from_node: edge.transition_count for edge in dfg(unit) if edge.to_node == END}
    assert starts == expected()[f"start_{unit}_id"]
    assert ends == expected()[f"end_{unit}_id"]


@pytest.mark.parametrize("unit", ["user", "session"])
def test_variants_of_event_paths(unit: Unit) -> None:
    paths = {tuple(one.event.event_name for one in journey.events) for journey in journeys(unit)}
    assert len(paths) == expected()[f"variants_{unit}_id"]
    assert len(variants(journeys(unit), "event")) <= len(paths)


CHECKOUT = ("add_to_cart", "shipping_details", "purchase")


@pytest.mark.parametrize("unit", ["user", "session"])
@pytest.mark.parametrize(("name", "window"), [("30min", 30 * MINUTE), ("7d", 7 * DAY), ("unbounded", None)])
def test_ordered_funnel_of_three_steps(unit: Unit, name: str, window: int | None) -> None:
    assert depth_counts(unit, CHECKOUT, window, "any") == expected()[f"windowFunnel_{unit}_id_{name}"]


def test_ordered_funnel_in_figures() -> None:
    counts = depth_counts("user", CHECKOUT, None, "any")
    reached = [sum(count for depth, count in counts.items() if int(depth) >= step) for step in (1, 2, 3)]
    assert reached == [522, 403, 231]


@pytest.mark.parametrize("unit", ["user", "session"])
def test_purchase_within_thirty_minutes(unit: Unit) -> None:
    pair = ("add_to_cart", "purchase")
    any_entry = depth_counts(unit, pair, 30 * MINUTE, "any")
    assert any_entry == expected()[f"pair_cart_purchase_30min_any_entry_{unit}_id"]
    first = depth_counts(unit, pair, 30 * MINUTE, "first")
    wanted = expected()["pair_cart_purchase_30min_first_entry(retentioneering)"][f"{unit}_id"]
    assert [first.get("1", 0) + first["2"], first["2"]] == wanted


def test_purchase_within_thirty_minutes_in_figures() -> None:
    pair = ("add_to_cart", "purchase")
    assert depth_counts("user", pair, 30 * MINUTE, "any")["2"] == 266
    assert depth_counts("user", pair, 30 * MINUTE, "first")["2"] == 141
