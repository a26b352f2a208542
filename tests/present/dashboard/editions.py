"""The made-up shop published as generations of a warehouse, as a run leaves them, and a clock to move."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from journeymine.engine import DuckEngine
from journeymine.present.about import About
from journeymine.tables import BY_NAME, TABLES
from journeymine.warehouse import publish
from journeymine.warehouse.publish import Edition
from tests.present.fixtures import about, published_tables
from tests.present.paths import shop_paths

PUBLISHED_AT = datetime(2025, 6, 30, 19, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = PUBLISHED_AT + timedelta(minutes=5)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


def plain(settings: About, labels: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The settings as a record of a generation holds them."""
    found = dataclasses.asdict(settings)
    for name in ("inactive_after", "abandon_after", "recover_within"):
        found[name] = found[name].total_seconds()
    found.pop("generation")
    return {**found, "as_of": settings.as_of.isoformat(), "labels": dict(labels or {})}


_NUMBERED = {
    "event_words": """
        select row_number() over (order by hash(words)) - 1 as signature_no, *, null as checkout_step,
            coalesce(stage = 'purchase', false) as is_conversion
        from (
            select distinct source, event_name, touchpoint, stage, channel, campaign, device, page, currency,
                score_kind, friction
            from events
        ) as words
    """,
    "event_codes": """
        select events.position, events.event_id, events.occurred_at, events.sequence, customers.customer_no,
            sessions.session_no, journeys.journey_no, words.signature_no, events.value, events.score,
            events.score_raw, events.sentiment
        from events
        join customers using (customer_id)
        left join sessions using (session_id)
        left join journeys using (journey_id)
        join event_words as words
            on (words.source, words.event_name, words.touchpoint, words.stage, words.channel, words.campaign,
                words.device, words.page, words.currency, words.score_kind, words.friction)
            is not distinct from (events.source, events.event_name, events.touchpoint, events.stage,
                events.channel, events.campaign, events.device, events.page, events.currency,
                events.score_kind, events.friction)
    """,
}
"""How events are published: what is their own, and the words that they share."""


def labels() -> dict[str, dict[str, dict[str, str]]]:
    """Labels of stages and touchpoints in every language."""
    kinds = {"stages": "stage", "touchpoints": "touchpoint"}
    found: dict[str, dict[str, dict[str, str]]] = {kind: {} for kind in kinds.values()}
    for language in ("en", "pl", "ar"):
        for name, kind in kinds.items():
            rows = published_tables(language)[name].select([kind, "label"]).to_pylist()
            for row in rows:
                found[kind].setdefault(row[kind], {})[language] = row["label"]
    return found


def filled(name: str, table: pa.Table) -> pa.Table:
    """A column that a run always fills and the made-up rows leave out takes its first allowed value; a number
    of the rows counts them.
    """
    for column in BY_NAME[name].columns:
        if column.name in ("customer_no", "session_no", "journey_no"):
            place = table.schema.get_field_index(column.name)
            table = table.set_column(place, column.name, pa.array(range(len(table)), pa.int64()))
        elif not column.nullable and column.allowed and table[column.name].null_count == len(table) > 0:
            values = pa.array([column.allowed[0]] * len(table))
            table = table.set_column(table.schema.get_field_index(column.name), column.name, values)
    return table


def publish_generation(
    warehouse: Path,
    *,
    gen: int = 1,
    tables: Mapping[str, pa.Table] | None = None,
    told: Mapping[str, Any] | None = None,
    at: datetime = PUBLISHED_AT,
) -> Path:
    """Publish the made-up shop, or other tables, and make it the current generation."""
    folder = warehouse / "published"
    folder.mkdir(parents=True, exist_ok=True)
    engine = DuckEngine.open(None)
    for name, table in (tables or published_tables()).items():
        if name in BY_NAME:
            engine.register(name, filled(name, table))
    for name, sql in _NUMBERED.items():
        engine.register(name, engine.query(sql))
    edition = Edition(gen, folder, at, told or plain(about(), labels()))
    publish.announce(publish.build(engine, TABLES, shop_paths(), edition), edition)
    engine.close()
    return warehouse
