"""The reference's answers about journeys, graph, drop-off and movement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from functools import partial

from tests.reference.dropoff import dropoff, leavings
from tests.reference.events import Event
from tests.reference.graph import transition_graph
from tests.reference.journeys import Journey, JourneyRules, build_journeys
from tests.reference.loops import cycle_figures, movement_pairs, path_entropy, top_ten_share, variants
from tests.reference.movement import journey_movement, shortest_converting
from tests.reference.stages import StageMap
from tests.spec.answer_rows import answer_table, as_of, ids, own_events
from tests.spec.questions import (
    CyclesQuestion,
    DropoffQuestion,
    JourneyFile,
    JourneysQuestion,
    LeavingsQuestion,
    MovementQuestion,
    PairsQuestion,
    SpreadQuestion,
    StepsQuestion,
    TransitionsQuestion,
)
from tests.spec.table import Table, format_instant, parse_time


def _named_stage(event: Event, stages: Sequence[str]) -> str | None:
    return event.event_name if event.event_name in stages else None


def _same(touchpoint: str) -> str:
    return touchpoint


def stage_map(file: JourneyFile) -> StageMap:
    """Stages whose only touchpoint is the event of their name."""
    stages = tuple(file.stages.split())
    return StageMap(stages, frozenset(file.conversion.split()), partial(_named_stage, stages=stages), _same)


def journeys_of(events: Sequence[Event], file: JourneyFile) -> list[Journey]:
    """The journeys of all customers."""
    split = file.split if file.split in ("never", "purchase") else parse_time(file.split)
    rules = JourneyRules(as_of(file.as_of, events), split, parse_time(file.inactive_after))
    return build_journeys(own_events(events), stage_map(file), rules)


def journeys_answer(events: Sequence[Event], question: JourneysQuestion) -> Table:
    """The journeys."""
    rows = [
        (
            journey.customer,
            journey.index,
            " ".join(journey.path()),
            len(journey.path()),
            ids([mapped.event for mapped in journey.events]),
            journey.outcome,
        )
        for journey in journeys_of(events, question.file)
    ]
    return answer_table("customer journey path step_count events outcome", rows)


def steps_answer(events: Sequence[Event], question: StepsQuestion) -> Table:
    """The stays."""
    rows = [
        (
            journey.customer,
            journey.index,
            number,
            step.node,
            format_instant(step.entered_at),
            format_instant(step.left_at),
            step.dwell_seconds,
            len(step.events),
        )
        for journey in journeys_of(events, question.file)
        for number, step in enumerate(journey.steps(question.level), start=1)
    ]
    return answer_table("customer journey step node entered left dwell_seconds event_count", rows)


def transitions_answer(events: Sequence[Event], question: TransitionsQuestion) -> Table:
    """The graph's edges."""
    edges = transition_graph(
        journeys_of(events, question.file),
        question.level,
        stage_map(question.file),
        collapse=question.collapse,
    )
    columns = "from to transition_count customer_count journey_count transition_rate"
    return answer_table(f"{columns} median_seconds p90_seconds direction", [astuple(edge) for edge in edges])


def dropoff_answer(events: Sequence[Event], question: DropoffQuestion) -> Table:
    """Where journeys end."""
    found = dropoff(journeys_of(events, question.file), question.level)
    rows = [(*astuple(row), row.dropoff_rate) for row in found]
    return answer_table("node entered continued dropped open finished dropoff_rate", rows)


def leavings_answer(events: Sequence[Event], question: LeavingsQuestion) -> Table:
    """How stages are left for the last time."""
    found = leavings(journeys_of(events, question.file), stage_map(question.file))
    columns = "stage entered forward skip back dropped open finished"
    return answer_table(columns, [astuple(row) for row in found])


def movement_answer(events: Sequence[Event], question: MovementQuestion) -> Table:
    """How each journey moves."""
    journeys = journeys_of(events, question.file)
    shortest = shortest_converting(journeys)
    found = [journey_movement(journey, stage_map(question.file), shortest) for journey in journeys]
    rows = [(one.customer, one.index, *astuple(row)) for one, row in zip(journeys, found, strict=True)]
    columns = "customer journey step_count backward skips backward_rate backward_depth revisits ping_pong"
    return answer_table(f"{columns} linearity path_efficiency channel_switches concurrent_channels", rows)


def pairs_answer(events: Sequence[Event], question: PairsQuestion) -> Table:
    """How journeys move between two nodes."""
    pairs = movement_pairs(journeys_of(events, question.file), question.level, stage_map(question.file))
    rows = [
        (
            pair.node_a,
            pair.node_b,
            pair.a_to_b_count,
            pair.b_to_a_count,
            pair.back_share,
            pair.ping_pong_count,
        )
        for pair in pairs
    ]
    return answer_table("a b a_to_b b_to_a back_share ping_pong", rows)


def cycles_answer(events: Sequence[Event], question: CyclesQuestion) -> Table:
    """Which loops there are."""
    rows = [
        (" ".join(row.cycle), row.journey_count, row.extra_seconds, row.conversion_difference)
        for row in cycle_figures(journeys_of(events, question.file), question.level)
    ]
    return answer_table("cycle journey_count extra_seconds conversion_difference", rows)


def spread_answer(events: Sequence[Event], question: SpreadQuestion) -> Table:
    """How different the paths are."""
    journeys = journeys_of(events, question.file)
    row = (len(variants(journeys)), path_entropy(journeys), top_ten_share(journeys))
    return answer_table("variants entropy_bits top_ten_share", [row])
