"""The chapters of the report in a manager's order: what to do first, where and why customers are lost, and
the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import plotly.graph_objects as go
import pyarrow as pa

from journeymine.measures.flows import LINKS
from journeymine.present.about import About
from journeymine.present.blocks import (
    Block,
    CardsBlock,
    Header,
    Meter,
    Section,
    TableBlock,
    TextBlock,
    figure_block,
)
from journeymine.present.figures.actions import (
    ActionRow,
    action_label,
    action_rows,
    between_words,
    effort_words,
    fix_words,
    value_words,
)
from journeymine.present.figures.carts import cart_figure
from journeymine.present.figures.changes import (
    RATES,
    ChangeRow,
    change_label,
    change_rows,
    changes_figure,
    verdict,
)
from journeymine.present.figures.dropoff import dropoff_figure
from journeymine.present.figures.experience import ExperienceOptions, experience_figure
from journeymine.present.figures.forks import ForkOptions, forks_figure
from journeymine.present.figures.friction import friction_figure
from journeymine.present.figures.halves import hand_over, teams
from journeymine.present.figures.headline import answers, headline_cards
from journeymine.present.figures.map_model import JourneyMap, journey_map
from journeymine.present.figures.movement import (
    cost_words,
    cycle_label,
    loops_figure,
    movement_figure,
    top_cycles,
    top_pairs,
)
from journeymine.present.figures.pains import UNITS, PainOptions, pain_figure
from journeymine.present.figures.sankey import sankey_figure
from journeymine.present.ledger import method_blocks
from journeymine.present.map_view import half_sheets, map_block, persona_sheets
from journeymine.present.records import published
from journeymine.present.scene import Scene

_MOST_ROWS = 12
"""Most rows of a table on the page; a note says how many there are."""


@dataclass(frozen=True)
class _Page:
    tables: Mapping[str, pa.Table]
    scene: Scene
    map: JourneyMap

    def table(self, name: str) -> pa.Table:
        return published(self.tables, name)


def build_sections(tables: Mapping[str, pa.Table], about: About) -> tuple[Section, ...]:
    """All chapters with their blocks, from the published tables; a chapter without data says so in a
    sentence.
    """
    scene = Scene.of(about, published(tables, "stages"), published(tables, "touchpoints"))
    page = _Page(tables, scene, journey_map(tables, scene))
    say = scene.say
    return (
        Section("headline", say.section_headline, "", _headline(page)),
        Section("actions", say.section_actions, say.lead_actions, _actions(page)),
        Section("lost", say.section_lost, say.lead_lost, _lost(page)),
        Section("carts", say.section_carts, say.lead_carts, _carts(page)),
        Section("movement", say.section_movement, say.lead_movement, _movement(page)),
        Section("halves", say.section_halves, say.lead_halves, _halves(page)),
        Section("personas", say.section_personas, say.lead_personas, _personas(page)),
        Section("voice", say.section_voice, say.lead_voice, _voice(page)),
        Section("forks", say.section_forks, say.lead_forks, _forks(page)),
        Section("changes", say.section_changes, say.lead_changes, _changes(page)),
        Section("method", say.section_method, say.lead_method, method_blocks(tables, scene)),
    )


def _headline(page: _Page) -> tuple[Block, ...]:
    cards = headline_cards(page.tables, page.scene)
    shown = CardsBlock(cards, "numbers") if cards else TextBlock(page.scene.say.dropoff_empty)
    return (CardsBlock(answers(page.tables, page.scene), "answers"), shown)


def _actions(page: _Page) -> tuple[Block, ...]:
    scene, say = page.scene, page.scene.say
    rows = action_rows(page.table("actions"), scene)
    if not rows:
        return (TextBlock(say.actions_empty),)
    headers = (
        Header(say.what),
        Header(say.place),
        Header(say.team),
        Header(say.customers_month, is_number=True),
        Header(say.value_month, is_number=True),
        Header(say.effort),
    )
    cells = [
        (
            f"{scene.numbers.count(row.rank)}. {fix_words(row.fix, scene)}",
            f"{action_label(row, scene)} ({scene.label('stage', row.stage)})",
            row.owner or say.unknown,
            scene.numbers.count(row.customers_per_month),
            _meter(row, rows, scene),
            effort_words(row.effort, scene),
        )
        for row in rows
    ]
    return (TableBlock("", headers, tuple(cells), say.actions_caption).cut(_MOST_ROWS, say.shown_of),)


def _meter(row: ActionRow, rows: list[ActionRow], scene: Scene) -> str | Meter:
    """The value at stake with its interval, on a scale that all rows share."""
    if row.value_at_stake is None or row.value_low is None or row.value_high is None:
        return value_words(row, scene)
    ends = [end for each in rows for end in (each.value_low, each.value_high) if end is not None]
    low, high = min(0.0, *ends), max(ends)
    spread = (high - low) or 1.0
    start, at, end = (
        100 * (value - low) / spread for value in (row.value_low, row.value_at_stake, row.value_high)
    )
    return Meter(value_words(row, scene), between_words(row, scene), start, end - start, at)


def _lost(page: _Page) -> tuple[Block, ...]:
    scene, pains = page.scene, page.table("pain_points")
    units = [unit for unit in dict.fromkeys(UNITS.values()) if unit in _units_seen(pains)] or ["share"]
    return (
        map_block(page.map, scene),
        figure_block("sankey", _first_steps(page), min_width=760),
        figure_block("dropoff", dropoff_figure(page.table("dropoff"), scene)),
        *(
            figure_block(f"pains-{unit}", pain_figure(pains, scene, options=PainOptions(unit)))
            for unit in units
        ),
    )


def _units_seen(pains: pa.Table) -> set[str]:
    return {UNITS.get(kind, "") for kind in pains.column("kind").to_pylist()}


def _first_steps(page: _Page) -> go.Figure:
    flows = page.tables["first_steps"] if "first_steps" in page.tables else LINKS.empty_table()
    return sankey_figure(flows, page.scene)


def _carts(page: _Page) -> tuple[Block, ...]:
    return (
        figure_block("carts", cart_figure(page.table("carts"), page.scene)),
        figure_block("friction", friction_figure(page.table("cart_friction"), page.scene)),
    )


def _movement(page: _Page) -> tuple[Block, ...]:
    scene, cycles = page.scene, page.table("cycles")
    found: list[Block] = [
        figure_block("movement", movement_figure(page.table("transitions"), scene), min_width=820),
        figure_block("loops", loops_figure(cycles, scene)),
    ]
    return (*found, *_loop_table(cycles, scene), *_pair_table(page.table("movement_pairs"), scene))


def _loop_table(cycles: pa.Table, scene: Scene) -> tuple[Block, ...]:
    say, numbers = scene.say, scene.numbers
    rows = [row for level in ("stage", "touchpoint") for row in top_cycles(cycles, scene, level=level, top=6)]
    if not rows:
        return ()
    names = (say.journeys, say.extra_time, say.conversion_difference)
    headers = (Header(say.loop), *(Header(name, is_number=True) for name in names))
    cells = [
        (
            cycle_label(row.cycle, row.level, scene),
            numbers.count(row.journey_count),
            numbers.duration(row.extra_seconds),
            cost_words(row, scene),
        )
        for row in rows
    ]
    return (TableBlock(say.caption_loops, headers, tuple(cells)),)


def _pair_table(pairs: pa.Table, scene: Scene) -> tuple[Block, ...]:
    say, numbers = scene.say, scene.numbers
    rows = top_pairs(pairs, scene)
    if not rows:
        return ()
    headers = (
        Header(say.pair),
        *(Header(text, is_number=True) for text in (say.there, say.back_again, say.ping_pong)),
    )
    cells = [
        (
            scene.beside(" ⇄ ", *(scene.label(row.level, node) for node in (row.node_a, row.node_b))),
            *(numbers.count(count) for count in (row.a_to_b_count, row.b_to_a_count, row.ping_pong_count)),
        )
        for row in rows
    ]
    return (TableBlock(say.caption_pairs, headers, tuple(cells)),)


def _halves(page: _Page) -> tuple[Block, ...]:
    scene, say = page.scene, page.scene.say
    moves = hand_over(page.tables, scene)
    counts = [
        say.withheld if count is None else scene.numbers.count(count) for count in (moves.onward, moves.back)
    ]
    line = say.hand_over.format(onward=counts[0], back=counts[1])
    return (half_sheets(page.tables, page.map, scene), TextBlock(line), *_team_table(page))


def _team_table(page: _Page) -> tuple[Block, ...]:
    scene, say = page.scene, page.scene.say
    numbers, currency = scene.numbers, scene.about.currency
    rows = teams(page.tables, scene)
    if not rows:
        return ()
    headers = (
        Header(say.team),
        *(Header(text, is_number=True) for text in (say.touchpoints, say.pain_points, say.value_largest)),
    )
    cells = [
        (
            row.owner,
            numbers.count(row.touchpoint_count),
            numbers.count(row.pain_count),
            numbers.money(row.value_at_stake, currency),
        )
        for row in rows
    ]
    return (TableBlock(say.caption_teams, headers, tuple(cells)),)


def _personas(page: _Page) -> tuple[Block, ...]:
    sheets = persona_sheets(page.tables, page.scene)
    return (sheets,) if sheets.sheets else (TextBlock(page.scene.say.personas_empty),)


def _voice(page: _Page) -> tuple[Block, ...]:
    experience, scene = page.table("experience"), page.scene
    kinds = [
        kind
        for kind in ("nps", "csat", "ces", "stars")
        if kind in experience.column("score_kind").to_pylist()
    ]
    if not kinds:
        return (TextBlock(scene.say.experience_empty),)
    return tuple(
        figure_block(f"voice-{kind}", experience_figure(experience, scene, options=ExperienceOptions(kind)))
        for kind in kinds
    )


def _forks(page: _Page) -> tuple[Block, ...]:
    forks, scene = page.table("forks"), page.scene
    levels = [level for level in ("stage", "touchpoint") if level in forks.column("level").to_pylist()]
    if not levels:
        return (TextBlock(scene.say.forks_empty),)
    return tuple(
        figure_block(f"forks-{level}", forks_figure(forks, scene, options=ForkOptions(level)))
        for level in levels
    )


def _changes(page: _Page) -> tuple[Block, ...]:
    scene, say = page.scene, page.scene.say
    figure = figure_block("changes", changes_figure(page.table("changes"), scene))
    rows = change_rows(page.table("changes"), scene)
    if not rows:
        return (figure,)
    numbers = (say.before, say.after, say.difference)
    headers = (Header(say.figure), *(Header(text, is_number=True) for text in numbers), Header(say.verdict))
    table = TableBlock(say.caption_changes, headers, tuple(_change(row, scene) for row in rows))
    return (figure, table.cut(_MOST_ROWS, say.shown_of))


def _change(row: ChangeRow, scene: Scene) -> tuple[str, ...]:
    numbers = scene.numbers
    values: tuple[str, ...]
    if row.figure in RATES:
        change = None if row.difference is None else 100 * row.difference
        moved = scene.say.points.format(value=numbers.signed(change))
        values = (numbers.percent(row.before), numbers.percent(row.after), moved)
    elif row.figure == "journeys":
        values = (numbers.count(row.before), numbers.count(row.after), numbers.whole(row.difference))
    else:
        values = (numbers.score(row.before), numbers.score(row.after), numbers.score(row.difference))
    return (change_label(row, scene), *values, verdict(row, scene))
