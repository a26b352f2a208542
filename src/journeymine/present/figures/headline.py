"""The page's first lines: where customers are lost, why, what it costs, what to do first; and the figures
of the whole.

From the published tables customers, journeys, carts, dropoff, transitions, experience, pain_points and
actions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from journeymine.present.figures.actions import (
    ActionRow,
    action_label,
    action_rows,
    between_words,
    fix_words,
    value_words,
)
from journeymine.present.figures.dropoff import dropoff_rows, worst
from journeymine.present.figures.experience import experience_rows
from journeymine.present.figures.movement import Edge, back_share
from journeymine.present.figures.pains import difference_words, kind_words, pain_rows, place_label
from journeymine.present.numbers import NOTHING
from journeymine.present.records import published, records
from journeymine.present.scene import Scene
from journeymine.present.small_cells import hides_rate, is_small


@dataclass(frozen=True)
class Card:
    """A figure with its name.

    Attributes:
        name: what it is.
        value: the figure, or a short answer.
        detail: what it rests on.
        tone: `bad`, `good` or empty.
    """

    name: str
    value: str
    detail: str = ""
    tone: str = ""


@dataclass(frozen=True)
class _Count:
    outcome: str
    outcome_count: int


def answers(tables: Mapping[str, pa.Table], scene: Scene) -> tuple[Card, ...]:
    """Where customers are lost, why, what it costs, and what to do first."""
    actions = action_rows(published(tables, "actions"), scene)
    return (
        _where(tables, scene),
        _why(tables, actions, scene),
        _cost(actions, scene),
        _first(actions, scene),
    )


def _where(tables: Mapping[str, pa.Table], scene: Scene) -> Card:
    say, least = scene.say, scene.about.min_cell
    row = worst(dropoff_rows(published(tables, "dropoff"), scene), least)
    if row is None:
        return Card(say.where, NOTHING, say.dropoff_empty)
    detail = say.where_detail.format(
        rate=scene.numbers.percent(row.rate(least)), count=scene.numbers.count(row.dropped_count)
    )
    return Card(say.where, scene.label("stage", row.node), detail, "bad")


def _why(tables: Mapping[str, pa.Table], actions: list[ActionRow], scene: Scene) -> Card:
    """The pain point that the first action answers; else the heaviest."""
    rows = pain_rows(published(tables, "pain_points"), scene)
    if not rows:
        return Card(scene.say.why, NOTHING, scene.say.pains_empty)
    answered = (row for row in rows if actions and row.pain_id == actions[0].pain_id)
    row = next(answered, rows[0])
    kind = kind_words(row.kind, scene)
    detail = scene.say.why_detail.format(kind=kind, difference=difference_words(row, scene))
    return Card(scene.say.why, place_label(row, scene), detail, "bad")


def _cost(actions: list[ActionRow], scene: Scene) -> Card:
    """Value at stake of the first action that has one."""
    say = scene.say
    row = next((row for row in actions if row.value_at_stake is not None), None)
    if row is None:
        return Card(say.cost, NOTHING, say.cost_unknown)
    detail = say.cost_detail.format(
        place=scene.apart(action_label(row, scene)), between=between_words(row, scene)
    )
    return Card(say.cost, value_words(row, scene), detail, "bad")


def _first(actions: list[ActionRow], scene: Scene) -> Card:
    if not actions:
        return Card(scene.say.first, NOTHING, scene.say.actions_empty)
    row = actions[0]
    detail = scene.side_by_side(action_label(row, scene), row.owner)
    return Card(scene.say.first, fix_words(row.fix, scene), detail, "good")


def headline_cards(tables: Mapping[str, pa.Table], scene: Scene) -> tuple[Card, ...]:
    """The figures of the whole: customers, journeys, conversion, carts, voice, back and forth."""
    found = (
        _customers(tables, scene),
        _journeys(tables, scene),
        _conversion(tables, scene),
        _carts(tables, scene),
        _nps(tables, scene),
        _back(tables, scene),
    )
    return tuple(card for card in found if card is not None)


def _counts(table: pa.Table) -> dict[str, int]:
    grouped = table.group_by("outcome").aggregate([("outcome", "count")])
    return {row.outcome: row.outcome_count for row in records(grouped, _Count) if row.outcome}


def _shown(count: int, scene: Scene) -> str:
    return scene.say.withheld if is_small(count, scene.about.min_cell) else scene.numbers.count(count)


def _customers(tables: Mapping[str, pa.Table], scene: Scene) -> Card | None:
    customers = published(tables, "customers")
    return Card(scene.say.customers, _shown(len(customers), scene)) if len(customers) else None


def _journeys(tables: Mapping[str, pa.Table], scene: Scene) -> Card | None:
    counts, say = _counts(published(tables, "journeys")), scene.say
    if not counts:
        return None
    names = (("converted", say.converted), ("open", say.open), ("dropped", say.dropped))
    detail = scene.side_by_side(*(f"{name}: {_shown(counts.get(key, 0), scene)}" for key, name in names))
    return Card(say.journeys, _shown(sum(counts.values()), scene), detail)


def _conversion(tables: Mapping[str, pa.Table], scene: Scene) -> Card | None:
    counts = _counts(published(tables, "journeys"))
    converted, settled = counts.get("converted", 0), counts.get("converted", 0) + counts.get("dropped", 0)
    if not settled or hides_rate(converted, settled, scene.about.min_cell):
        return None
    return Card(scene.say.conversion, scene.numbers.percent(converted / settled), scene.say.conversion_detail)


def _carts(tables: Mapping[str, pa.Table], scene: Scene) -> Card | None:
    counts = _counts(published(tables, "carts"))
    lost = counts.get("abandoned", 0) + counts.get("recovered", 0)
    settled = lost + counts.get("converted", 0)
    if not settled or hides_rate(lost, settled, scene.about.min_cell):
        return None
    recovered = f"{scene.say.cart_recovered}: {_shown(counts.get('recovered', 0), scene)}"
    return Card(scene.say.abandonment, scene.numbers.percent(lost / settled), recovered)


def _nps(tables: Mapping[str, pa.Table], scene: Scene) -> Card | None:
    rows = experience_rows(published(tables, "experience"), scene, kind="nps")
    figure = rows[0].figure() if rows and rows[0].scope == "all" else None
    if figure is None:
        return None
    value, low, high = (scene.numbers.whole(each) for each in figure)
    answers = f"{scene.say.answers}: {scene.numbers.count(rows[0].answer_count)}"
    return Card("NPS", value, scene.side_by_side(scene.say.between.format(low=low, high=high), answers))


def _back(tables: Mapping[str, pa.Table], scene: Scene) -> Card | None:
    edges = [edge for edge in records(published(tables, "transitions"), Edge) if edge.level == "stage"]
    share = back_share(edges, scene)
    return (
        None
        if share is None
        else Card(scene.say.back_moves, scene.numbers.percent(share), scene.say.back_detail)
    )
