"""The product over made-up logs: events laid into memory, then the package's steps from identity to movement.

What a file's loading does is left out here (tests/events has it); everything after it is the product's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from journeymine import identity, journeys, stages
from journeymine.config import Settings, load
from journeymine.engine import DuckEngine, load_models
from journeymine.events.keys import normalise
from journeymine.events.state import create_state
from journeymine.graphs import GRAPH_TABLES, Graphs
from journeymine.measures.carts import build_carts
from journeymine.walk import Paths
from journeymine.walk.paths import epoch_us
from tests.property import strategies as made
from tests.reference.events import Event, Key
from tests.reference.keys import IdentityRules
from tests.reference.whole import WholeRules

_WORDS = ("source", "event_name", "channel", "device", "page")
_NUMBERS = ("quantity", "score")


@dataclass(frozen=True)
class Product:
    """A finished run in memory."""

    engine: DuckEngine
    settings: Settings
    paths: Paths

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Rows of a SELECT."""
        return self.engine.query(query).to_pylist()

    def graphs(self, *, collapse: bool = True) -> Graphs:
        """The graphs of all journeys."""
        as_of = epoch_us(journeys.as_of(self.engine, self.settings))
        return Graphs(self.paths, journeys.outcomes(self.engine), as_of, collapse=collapse)


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
    paths, codes, _ = journeys.build_events(engine, settings)
    journeys.build_journeys(engine, settings, paths)
    engine.register(
        "customer_personas",
        pa.table({"customer_no": pa.array([], pa.int32()), "persona": pa.array([], pa.string())}),
    )
    engine.model("journeys")
    engine.model("customers")
    product = Product(engine, settings, paths)
    for name in GRAPH_TABLES:
        engine.register(name, product.graphs().table(name))
    build_carts(engine, settings, paths, journeys.as_of(engine, settings))
    journeys.complete_codes(engine, codes)
    engine.execute(
        "create or replace temporary view events as "
        "select told.*, shown.customer_id, shown.session_id, shown.journey_id "
        f"from ({load_models()['events'].sql}) as told "
        f"inner join ({load_models()['view_events'].sql}) as shown on shown.position = told.position"
    )
    return product


def _as_written(_kind: str, value: str) -> str:
    """In memory an identifier stands for itself."""
    return value


def _link(engine: DuckEngine, rows: Sequence[tuple[Key, ...]]) -> None:
    if rows:
        known = dict(
            zip(
                *(engine.fetch("keysets", (name,))[name].to_pylist() for name in ("keyset_id", "keyset_no")),
                strict=True,
            )
        )
        new = sorted({_name(keys) for keys in rows} - known.keys())
        numbers = known | {name: max(known.values(), default=-1) + 1 + at for at, name in enumerate(new)}
        engine.append("keysets", _keysets([keys for keys in rows if _name(keys) in new], numbers))
        engine.register("link_rows", pa.table({"keyset_no": [numbers[_name(keys)] for keys in rows]}))
        engine.execute("insert into identity_links select 'crm', 'f', rowid, null, keyset_no from link_rows")


def _keys(keys: Iterable[Key], deny: frozenset[str]) -> tuple[Key, ...]:
    pairs = {(kind, normalise(kind, value)) for kind, value in keys}
    return tuple(sorted(pair for pair in pairs if pair[1] and pair[1].lower() not in deny))


def _lay(engine: DuckEngine, events: Sequence[Event], deny: frozenset[str]) -> None:
    create_state(engine)
    engine.execute(
        """
        insert into files by name
        select 'f' as file_id, 0 as file_no, 'web' as source, '' as entity, '' as path, '' as sha256,
            0 as row_count, 0 as loaded_count, 0 as rejected_count, 0 as duplicate_count, 0 as partial_count,
            0 as corrected_count, 'loaded' as status, now() as loaded_at, '' as run_id, 0 as precedence
        """
    )
    words = [tuple(getattr(event, name) for name in _WORDS) for event in events]
    signatures = {said: number for number, said in enumerate(dict.fromkeys(words))}
    keysets = [_keys(event.keys, deny) for event in events]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(map(_name, keysets)))}
    columns: dict[str, pa.Array] = {
        "event_id": pa.array([event.event_id for event in events], pa.string()),
        "event_key": pa.array(range(len(events)), pa.uint64()),
        "file_no": pa.array([0] * len(events), pa.int32()),
        "line_number": pa.array(range(len(events)), pa.int64()),
        "occurred_at": pa.array([event.occurred_at for event in events], pa.timestamp("us", "UTC")),
        "sequence": pa.array([event.sequence for event in events], pa.int64()),
        "signature_no": pa.array([signatures[said] for said in words], pa.int32()),
        "keyset_no": pa.array([numbers[_name(keys)] for keys in keysets], pa.int32()),
        "content_key": pa.array(range(len(events)), pa.uint64()),
        "value": pa.array([_money(event) for event in events], pa.float64()),
        "session_key": pa.array([event.session_key for event in events], pa.string()),
    }
    columns |= {name: pa.array([getattr(event, name) for event in events], pa.float64()) for name in _NUMBERS}
    engine.append("event_rows", pa.table(columns))
    said = {name: pa.array([one[at] for one in signatures], pa.string()) for at, name in enumerate(_WORDS)}
    number = {"signature_no": pa.array(signatures.values(), pa.int32())}
    engine.append("signatures", pa.table({**number, **said}))
    engine.append("keysets", _keysets(keysets, numbers))


def _keysets(keysets: Iterable[tuple[Key, ...]], numbers: Mapping[str, int]) -> pa.Table:
    rows = sorted({(_name(keys), kind, value) for keys in keysets for kind, value in keys})
    names, kinds, values = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            "keyset_no": pa.array([numbers[name] for name in names], pa.int32()),
            "keyset_id": pa.array(names, pa.string()),
            "identifier_type": pa.array(kinds, pa.string()),
            "identifier_key": pa.array(values, pa.string()),
        }
    )


def _name(keys: tuple[Key, ...]) -> str:
    return "\x1f".join(f"{kind}\x1e{value}" for kind, value in keys)


def _money(event: Event) -> float | None:
    """Money of the event; of an add or remove, price times quantity where both are known."""
    if event.price is not None and event.quantity is not None:
        return event.price * event.quantity
    return event.value
