"""The filter bar: what there is to choose from, its controls, and what they hold for an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
import pyarrow as pa
import pyarrow.compute as pc
from dash import html
from dash.development.base_component import Component

from journeymine.present.dashboard.address import Filters, read_day
from journeymine.present.dashboard.pages.parts import attributes
from journeymine.present.dashboard.words import BoardWords, board_words
from journeymine.present.numbers import Numbers
from journeymine.present.records import records

if TYPE_CHECKING:
    from journeymine.snapshot import Snapshot

_PRESETS = (28, 90)
_FIRST_DAYS = {"ar": 6}
KINDS = ("channel", "device", "persona")


@dataclass(frozen=True)
class Options:
    """What there is to choose from.

    Attributes:
        first_day, last_day: the days on which journeys started, up to the as-of day; None without a journey.
        values: by kind (channel, device, persona), values with labels, the commonest first; those of fewer
            customers than may be shown are left out.
    """

    first_day: date | None
    last_day: date | None
    values: Mapping[str, tuple[tuple[str, str], ...]]

    @property
    def ends(self) -> tuple[str | None, str | None]:
        """First and last day as the date picker takes them."""
        return _written(self.first_day), _written(self.last_day)


@dataclass(frozen=True)
class _Persona:
    persona: str
    label: str


def read_options(snapshot: Snapshot, language: str) -> Options:
    """What the published journeys have to choose from."""
    columns = ["customer_id", "started_at", *KINDS]
    journeys = snapshot.engine.fetch("journeys", columns)
    labels = {row.persona: row.label for row in records(snapshot.tables_in(language)["personas"], _Persona)}
    values = {kind: _values(journeys, kind, snapshot.about.min_cell) for kind in KINDS}
    first = pc.min(journeys["started_at"]).as_py()
    return Options(
        first.date() if first else None,
        snapshot.as_of.date() if first else None,
        {kind: tuple((name, labels.get(name, name)) for name in names) for kind, names in values.items()},
    )


def _values(journeys: pa.Table, kind: str, min_cell: int) -> list[str]:
    counted = journeys.group_by(kind).aggregate([("customer_id", "count_distinct")])
    counts = dict(
        zip(counted[kind].to_pylist(), counted["customer_id_count_distinct"].to_pylist(), strict=True)
    )
    shown = [name for name, count in counts.items() if name is not None and count >= min_cell]
    return sorted(shown, key=lambda name: (-counts[name], name))


def filter_bar(options: Options, filters: Filters, board: BoardWords, language: str) -> Component:
    """The bar with its controls, set to an address."""
    titles = {"channel": board.channel, "device": board.device, "persona": board.persona}
    held = held_values(filters, options.ends)
    lists = [
        dmc.MultiSelect(
            id=kind,
            label=titles[kind],
            data=choices(options, filters, kind),
            value=list(getattr(filters, f"{kind}s")),
            placeholder=board.any_value,
            nothingFoundMessage=board.nothing_found,
            searchable=True,
            hidePickedOptions=True,
        )
        for kind in KINDS
    ]
    period = _period(options, held[0], board, language)
    parts = [
        html.Div(period, className="filter period"),
        *(html.Div(each, className="filter") for each in lists),
    ]
    clear = html.Button(board.clear, id="clear", className="clear", type="button", n_clicks=0)
    return html.Div(
        [*parts, clear], className="filter-bar", role="group", **attributes({"aria-label": board.filters})
    )


def _period(options: Options, held: list[str | None], board: BoardWords, language: str) -> Component:
    clear: Any = {"aria-label": board.remove}
    value: Any = held
    picker = dmc.DatePickerInput(
        id="period",
        type="range",
        label=board.period,
        value=value,
        placeholder=board.any_time,
        minDate=options.ends[0],
        maxDate=options.ends[1],
        valueFormat="D MMM YYYY",
        labelSeparator="–",
        allowSingleDateInRange=True,
        clearable=True,
        numberOfColumns=1,
        presets=presets(options, language),
        clearButtonProps=clear,
        nextLabel=board.next_month,
        previousLabel=board.previous_month,
    )
    week: Any = {"locale": language, "firstDayOfWeek": _FIRST_DAYS.get(language, 1), "weekendDays": []}
    return dmc.DatesProvider(picker, settings=week)


def presets(options: Options, language: str) -> list[Any]:
    """Ready-made periods that end with the as-of day, as the date picker takes them."""
    last, board, numbers = options.last_day, board_words(language), Numbers(language)
    if last is None:
        return []
    return [
        {
            "value": [(last - timedelta(days=days - 1)).isoformat(), last.isoformat()],
            "label": board.last_days.format(days=numbers.count(days)),
        }
        for days in _PRESETS
    ]


def choices(options: Options, filters: Filters, kind: str) -> list[dict[str, str]]:
    """What a list offers; what an address names beside is offered too, so that it can be taken away."""
    offered = dict(options.values.get(kind, ()))
    named: Sequence[str] = getattr(filters, f"{kind}s")
    offered |= {name: name for name in named if name not in offered}
    return [{"value": name, "label": label} for name, label in offered.items()]


def held_values(
    filters: Filters, ends: Sequence[str | None]
) -> tuple[list[str | None], list[str], list[str], list[str]]:
    """What the controls hold for these filters: period, channels, devices, personas.

    Args:
        filters: the filters.
        ends: first and last day there is to choose, which stand for an open end.
    """
    period: list[str | None] = [None, None]
    if filters.since or filters.until:
        period = [_written(filters.since) or ends[0], _written(filters.until) or ends[1]]
    return period, list(filters.channels), list(filters.devices), list(filters.personas)


def filters_of(
    period: Sequence[str | None] | None,
    lists: tuple[Sequence[str] | None, Sequence[str] | None, Sequence[str] | None],
    before: Filters,
) -> Filters:
    """The filters that the controls hold; a period with one end only leaves the period as it was."""
    channels, devices, personas = (tuple(sorted(values or ())) for values in lists)
    chosen = replace(before, channels=channels, devices=devices, personas=personas)
    ends = [read_day(text) for text in period or (None, None)]
    if len(ends) != 2 or (ends[0] is None) != (ends[1] is None):
        return chosen
    return replace(chosen, since=ends[0], until=ends[1])


def _written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
