"""The product over made-up logs: events laid into memory, then the package's steps from identity to movement.

What a file's loading does is left out here (tests/events has it); everything after it is the product's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from journeymine import identity, journeys, stages
from journeymine.config import Settings, load
from journeymine.engine import DuckEngine
from journeymine.events.keys import normalise
from journeymine.measures.carts import build_carts
from journeymine.measures.dropoff import build_dropoff
from journeymine.measures.graph import build_transitions
from journeymine.measures.movement import build_movement
from tests.property import strategies as made
from tests.reference.events import Event, Key
from tests.reference.keys import IdentityRules
from tests.reference.whole import WholeRules

_TEXTS = ("event_name", "channel", "device", "page", "session_key")
_NUMBERS = ("quantity", "score")
_NULL_TEXTS = ("medium", "campaign", "currency", "score_kind", "touchpoint_hint", "content_hash", "flag")


@dataclass(frozen=True)
class Product:
    """A finished run in memory."""

    engine: DuckEngine
    settings: Settings

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Rows of a SELECT."""
        return self.engine.query(query).to_pylist()


def journey_file(folder: Path, rules: WholeRules) -> Settings:
    """The journey file of the made-up logs, as the strategies describe it."""
    lines = ["sources:"]
    for source in ("web", "app", "support", "survey", "crm"):
        flags = f"sessionize: {str(source in rules.sources.sessionized).lower()}"
        native = "native" if source in rules.sources.native else "timeout"
        lines.append(
            f"  {source}: {{vendor: table, files: none.csv, columns: {{time: t, event: e}}, "
            f"keys: {{user: u}}, {flags}, session_id: {native}}}"
        )
    lines.append(f"journeys: {{split: {_split(rules)}, inactive_after: {_duration(rules.inactive_after)}}}")
    lines.append("stages:")
    lines += [
        f"  - {{name: {stage}, half: buyer, conversion: {str(stage in made.CONVERSION).lower()}}}"
        for stage in made.STAGES
    ]
    lines.append("touchpoints:")
    for touchpoint, stage in made.STAGE_OF.items():
        names = [name for name, point in made.TOUCHPOINT_OF.items() if point == touchpoint]
        lines.append(f"  - {{name: {touchpoint}, stage: {stage}, when: {{event: [{', '.join(names)}]}}}}")
    steps = [name for name, role in made.CART_ROLE_OF.items() if role == "checkout"]
    checkout = ", ".join(f"{{name: {name}, when: {{event: {name}}}}}" for name in steps)
    lines += [
        "carts:",
        "  add: {event: add_to_cart}",
        "  remove: [{event: remove_from_cart}]",
        "  purchase: {event: purchase}",
        f"  checkout: [{checkout}]",
        "friction:",
        *(f"  - {{name: {trouble}, when: {{event: {name}}}}}" for name, trouble in made.FRICTION_OF.items()),
    ]
    path = folder / "journey.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load(path)


def _split(rules: WholeRules) -> str:
    return rules.split if isinstance(rules.split, str) else _duration(rules.split)


def _duration(microseconds: int) -> str:
    return f"{timedelta(microseconds=microseconds) / timedelta(seconds=1):.0f}s"


def run_product(
    events: Sequence[Event],
    settings: Settings,
    deny: frozenset[str] = IdentityRules().deny,
    links: Sequence[Sequence[Key]] = (),
) -> Product:
    """Lay events, and rows that only link keys, into memory; take them through every step to movement."""
    engine = DuckEngine.open(None)
    _lay(engine, [event for event in events if _keys(event.keys, deny)], deny)
    _link(engine, [_keys(row, deny) for row in links])
    identity.build_identity(engine, settings, pseudonym=_as_written)
    stages.build_stage_map(engine, settings)
    paths, _ = journeys.build_events(engine, settings)
    journeys.build_journeys(engine, settings, paths)
    engine.register(
        "customer_personas",
        pa.table({"customer_id": pa.array([], pa.string()), "persona": pa.array([], pa.string())}),
    )
    engine.model("journeys")
    engine.model("customers")
    as_of = journeys.as_of(engine, settings)
    build_transitions(engine)
    build_dropoff(engine, as_of)
    build_movement(engine)
    build_carts(engine, settings, as_of)
    return Product(engine, settings)


def _as_written(_kind: str, value: str) -> str:
    """In memory an identifier stands for itself."""
    return value


def _link(engine: DuckEngine, rows: Sequence[tuple[Key, ...]]) -> None:
    if rows:
        names = [_name(keys) for keys in rows]
        engine.register("link_rows", pa.table({"keyset_id": names}))
        engine.execute("insert into identity_links select 'crm', 'f', rowid, null, keyset_id from link_rows")
        engine.append("keysets", _keysets(rows))


def _keys(keys: Iterable[Key], deny: frozenset[str]) -> tuple[Key, ...]:
    pairs = {(kind, normalise(kind, value)) for kind, value in keys}
    return tuple(sorted(pair for pair in pairs if pair[1] and pair[1].lower() not in deny))


def _lay(engine: DuckEngine, events: Sequence[Event], deny: frozenset[str]) -> None:
    columns: dict[str, pa.Array] = {
        "source": pa.array([event.source for event in events], pa.string()),
        "event_id": pa.array([event.event_id for event in events], pa.string()),
        "file_id": pa.array(["f"] * len(events), pa.string()),
        "line_number": pa.array(range(len(events)), pa.int64()),
        "occurred_at": pa.array([event.occurred_at for event in events], pa.timestamp("us", "UTC")),
        "sequence": pa.array([event.sequence for event in events], pa.int64()),
        "value": pa.array([_money(event) for event in events], pa.float64()),
        "properties": pa.array(["{}"] * len(events), pa.string()),
        "sentiment": pa.nulls(len(events), pa.float64()),
        "keyset_id": pa.array([_name(_keys(event.keys, deny)) for event in events], pa.string()),
    }
    columns |= {name: pa.array([getattr(event, name) for event in events], pa.string()) for name in _TEXTS}
    columns |= {name: pa.array([getattr(event, name) for event in events], pa.float64()) for name in _NUMBERS}
    columns |= {name: pa.nulls(len(events), pa.string()) for name in _NULL_TEXTS}
    engine.register("event_log", pa.table(columns))
    engine.execute(
        "create temporary table identity_links as "
        "select source, file_id, line_number, occurred_at, keyset_id from event_log where false"
    )
    engine.execute(
        "create temporary table internal_keys as select identifier_type, identifier_key from "
        "(select '' as identifier_type, '' as identifier_key) where false"
    )
    engine.register("keysets", _keysets(_keys(event.keys, deny) for event in events))


def _keysets(keysets: Iterable[tuple[Key, ...]]) -> pa.Table:
    rows = sorted({(_name(keys), kind, value) for keys in keysets for kind, value in keys})
    names, kinds, values = zip(*rows, strict=True)
    return pa.table({"keyset_id": names, "identifier_type": kinds, "identifier_key": values})


def _name(keys: tuple[Key, ...]) -> str:
    return "\x1f".join(f"{kind}\x1e{value}" for kind, value in keys)


def _money(event: Event) -> float | None:
    """Money of the event; of an add or remove, price times quantity where both are known."""
    if event.price is not None and event.quantity is not None:
        return event.price * event.quantity
    return event.value
