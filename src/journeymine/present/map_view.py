"""The journey map, the personas and the halves as cards for a page: every figure a text, every length a
percentage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from journeymine.present.blocks import (
    CellView,
    HalfView,
    MapBlock,
    Segment,
    Sheet,
    SheetRow,
    SheetsBlock,
    StageView,
    TextBlock,
)
from journeymine.present.figures.dropoff import fate_key, fates, loss_words, rate_words
from journeymine.present.figures.frame import Story
from journeymine.present.figures.halves import Half, halves
from journeymine.present.figures.journey_map import cell_line, effect_words, map_caption, map_title
from journeymine.present.figures.map_model import Cell, JourneyMap, MapColumn
from journeymine.present.figures.pains import difference_words, kind_words, place_label
from journeymine.present.figures.personas import PersonaRow, PersonaStageRow, persona_path, persona_rows
from journeymine.present.records import published
from journeymine.present.scene import Scene
from journeymine.present.small_cells import is_small

_BOX = 40


def map_block(journeys: JourneyMap, scene: Scene) -> MapBlock | TextBlock:
    """The map as a block; a sentence where it has neither journeys nor touchpoints."""
    if not any(column.cells or column.dropoff for column in journeys.columns):
        return TextBlock(scene.say.map_empty)
    least = scene.about.min_cell
    rates = [column.dropoff.rate(least) or 0 for column in journeys.columns if column.dropoff]
    worst = max(rates, default=0)
    names = {"buyer": scene.say.buyer_half, "owner": scene.say.owner_half}
    feelings = [column.feeling for column in journeys.columns]
    views = [
        _stage(column, scene, worst, _curve(feelings, place)) for place, column in enumerate(journeys.columns)
    ]
    found = [
        HalfView(
            half,
            name,
            tuple(
                view
                for view, column in zip(views, journeys.columns, strict=True)
                if column.stage.half == half
            ),
        )
        for half, name in names.items()
    ]
    lines = tuple(cell_line(cell, scene) for column in journeys.columns for cell in column.cells)
    story = Story(map_title(journeys, scene), map_caption(scene), lines, fate_key(scene))
    return MapBlock(story, tuple(half for half in found if half.stages))


def _stage(column: MapColumn, scene: Scene, worst: float, curve: str) -> StageView:
    say, numbers, row = scene.say, scene.numbers, column.dropoff
    rate = row.rate(scene.about.min_cell) if row else None
    fate = fates(row, scene) if row else ()
    pain = say.no_pain
    if column.pain:
        worse = f"{kind_words(column.pain.kind, scene)}, {difference_words(column.pain, scene)}"
        pain = f"{place_label(column.pain, scene)}: {worse}"
    return StageView(
        label=column.stage.label,
        entered=numbers.count(row.entered_count) if row else "",
        loss=loss_words(row.dropped_count, rate, scene) if row else say.withheld,
        is_worst=bool(rate) and rate == worst,
        after=say.next_after.format(time=numbers.duration(column.next_seconds))
        if column.next_seconds
        else "",
        fate=tuple(Segment(part.colour, round(100 * part.share, 2), part.line) for part in fate),
        feeling=numbers.score(column.feeling) if column.feeling is not None else "",
        curve=curve,
        feeling_at=_height(column.feeling) if column.feeling is not None else 0,
        pain=pain,
        cells=tuple(_cell(cell, scene) for cell in column.cells),
    )


def _height(feeling: float) -> float:
    """A score of -1 to 1 as a height in the box, 0 on top."""
    return round(_BOX / 2 - feeling * (_BOX / 2 - 4), 1)


def _curve(feelings: Sequence[float | None], place: int) -> str:
    """The line through a column: from half way to the stage before to half way to the stage after."""
    here = feelings[place]
    if here is None:
        return ""
    before = feelings[place - 1] if place else None
    after = feelings[place + 1] if place + 1 < len(feelings) else None
    points = [(50.0, _height(here))]
    points = [(0.0, _height((before + here) / 2)), *points] if before is not None else points
    points = [*points, (100.0, _height((after + here) / 2))] if after is not None else points
    return " ".join(f"{x:g},{y:.1f}" for x, y in points)


def _cell(cell: Cell, scene: Scene) -> CellView:
    say, numbers, row = scene.say, scene.numbers, cell.row
    place = scene.side_by_side(row.channel, row.owner)
    if cell.volume is None:
        return CellView(row.label, place, quiet=say.withheld if row.customer_count else say.not_seen)
    return CellView(
        row.label,
        place,
        customers=numbers.count(row.customer_count),
        volume=round(100 * cell.volume, 1),
        loss=say.lost.format(rate=numbers.percent(cell.dropoff)) if cell.dropoff is not None else "",
        effect=effect_words(cell, scene) if cell.effect is not None else "",
        effect_tone="bad" if (cell.effect or 0) < 0 else "good",
        score=numbers.score(cell.score) if cell.score is not None else "",
        score_at=round(50 + 50 * (cell.score or 0), 1),
        hurts=cell.hurts,
    )


def persona_sheets(tables: Mapping[str, pa.Table], scene: Scene) -> SheetsBlock:
    """Personas as cards, each with its figures and its own path."""
    path = published(tables, "persona_stages")
    rows = persona_rows(published(tables, "personas"), scene)
    sheets = [_persona(row, persona_path(path, scene, persona=row.persona), scene) for row in rows]
    return SheetsBlock(tuple(sheets), f"{scene.say.personas_sheet_caption} {scene.basis()}")


def _persona(row: PersonaRow, path: Sequence[PersonaStageRow], scene: Scene) -> Sheet:
    say, numbers = scene.say, scene.numbers
    facts = (
        (say.conversion, numbers.percent(row.conversion_rate)),
        (say.abandonment, numbers.percent(row.abandonment_rate)),
        (say.back_rate, numbers.percent(row.backward_rate)),
        (say.median_steps, numbers.decimal(row.median_steps)),
        (say.median_days, numbers.decimal(row.median_days)),
        ("NPS", numbers.whole(row.nps)),
        (say.mean_value, numbers.money(row.mean_value, scene.about.currency)),
    )
    share = f"{numbers.percent(row.customer_share)} {say.share_of_customers}"
    note = scene.side_by_side(numbers.count(row.customer_count), share)
    most = max((stage.entered_count for stage in path), default=1)
    return Sheet(row.label, note, facts, tuple(_path_row(stage, most, scene) for stage in path))


def _path_row(stage: PersonaStageRow, most: int, scene: Scene) -> SheetRow:
    rate = stage.rate(scene.about.min_cell)
    lost = stage.dropped_count / most if rate is not None else 0
    loss = loss_words(stage.dropped_count, rate, scene)
    text = scene.side_by_side(scene.numbers.count(stage.entered_count), loss)
    width = round(100 * stage.entered_count / most, 1)
    return SheetRow(scene.label("stage", stage.stage), width, round(100 * lost, 1), text)


def half_sheets(tables: Mapping[str, pa.Table], journeys: JourneyMap, scene: Scene) -> SheetsBlock:
    """The buyer's and the owner's half as cards."""
    return SheetsBlock(tuple(_half(half, scene) for half in halves(tables, journeys, scene)))


def _half(half: Half, scene: Scene) -> Sheet:
    say, numbers, least = scene.say, scene.numbers, scene.about.min_cell
    name = say.owner_half if half.half == "owner" else say.buyer_half
    outcomes = (("converted", say.converted), ("open", say.open), ("dropped", say.dropped))
    counts = [(label, half.journeys.get(outcome, 0)) for outcome, label in outcomes]
    shown = [
        (label, say.withheld if is_small(count, least) else numbers.count(count)) for label, count in counts
    ]
    worst = [(say.loses_most, f"{half.worst.stage.label}, {half_rate(half, scene)}")] if half.worst else []
    touchpoints = (say.touchpoints, numbers.count(half.touchpoint_count))
    arrow = " ← " if scene.is_rtl else " → "
    facts = (*worst, touchpoints, (say.ends_here, numbers.count(sum(count for _, count in counts))), *shown)
    return Sheet(name, arrow.join(half.stages), facts, tone=half.half)


def half_rate(half: Half, scene: Scene) -> str:
    """Drop-off of the half's worst stage."""
    row = half.worst.dropoff if half.worst else None
    return rate_words(row, scene) if row else ""
