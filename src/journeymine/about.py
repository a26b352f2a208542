"""What is said of a generation beside its tables: the settings behind its numbers and what became of each
source's rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from journeymine.config import Settings
from journeymine.config.values import label_in
from journeymine.engine import Engine

_NO_CARTS = timedelta(0)


def describe(engine: Engine, settings: Settings, *, run_id: str, as_of: datetime) -> Mapping[str, Any]:
    """All that captions and the report's last section say; plain values, as JSON can hold them.

    Args:
        engine: holds the table files.
        settings: the journey file.
        run_id: the run that publishes.
        as_of: the instant at which open and dropped are told apart.
    """
    carts = settings.carts
    return {
        "title": settings.title,
        "language": settings.language,
        "as_of": as_of.isoformat(),
        "run_id": run_id,
        "session_timeout_minutes": settings.sessions.timeout / timedelta(minutes=1),
        "journey_split": _split(settings),
        "inactive_after": settings.journeys.inactive_after.total_seconds(),
        "abandon_after": (carts.abandon_after if carts else _NO_CARTS).total_seconds(),
        "recover_within": (carts.recover_within if carts else _NO_CARTS).total_seconds(),
        "currency": settings.currency or _commonest_currency(engine),
        "min_cell": settings.privacy.min_cell,
        "cohorts": {cohort.name: cohort.when for cohort in settings.cohorts},
        "sources": _sources(engine, settings),
        "checkout_steps": _named(settings.language, carts.checkout if carts else ()),
        "frictions": _named(settings.language, settings.friction),
        "labels": {
            "stage": _labels(settings.stages),
            "touchpoint": _labels(settings.touchpoints),
            "persona": _labels(settings.personas),
            "friction": _labels(settings.friction),
            "checkout_step": _labels(carts.checkout if carts else ()),
        },
    }


def _labels(parts: tuple[Any, ...]) -> dict[str, dict[str, str]]:
    """The labels of every language, by name."""
    return {part.name: dict(part.label) for part in parts}


def _split(settings: Settings) -> str:
    split = settings.journeys.split
    return f"{split / timedelta(days=1):g}d" if isinstance(split, timedelta) else split


def _named(language: str, parts: tuple[Any, ...]) -> list[dict[str, str]]:
    return [{"name": part.name, "label": label_in(part.label, language, part.name)} for part in parts]


def _commonest_currency(engine: Engine) -> str | None:
    rows = engine.query(
        "select currency, count(*) as n from events where currency is not null and value is not null "
        "group by currency order by n desc, currency limit 1"
    )
    return rows["currency"][0].as_py() if len(rows) else None


def _sources(engine: Engine, settings: Settings) -> list[dict[str, Any]]:
    rows = engine.query(
        "select source, count(*) as file_count, cast(sum(row_count) as bigint) as row_count, "
        "cast(sum(loaded_count) as bigint) as loaded_count, "
        "cast(sum(rejected_count) as bigint) as rejected_count, "
        "cast(sum(duplicate_count) as bigint) as duplicate_count from files group by source"
    ).to_pylist()
    order = list(settings.sources)
    known = sorted(
        (row for row in rows if row["source"] in order), key=lambda row: order.index(row["source"])
    )
    return [{"name": row.pop("source"), **row} for row in known]
