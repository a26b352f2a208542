"""What becomes of each staged row of a load: refused, known, new, a correction or a link.

Reads int_staged and the state; gives arrays of one value a row, and small tables of what needs a closer look:
events that more than one row tells (int_load_events) and linking rows (int_load_links). Nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import pyarrow as pa

from journeymine.engine import Engine
from journeymine.events.numbers import Bool, Int32, Int64, Keys, Numbered, mixed, number_keys, told_again

NO_IDENTITY, NO_EVENT_NAME = "no_identity", "no_event_name"
NOTHING, NEW, CORRECTED, LINK = range(4)
"""What a row adds to the state."""

MODELS = (
    "int_load_words",
    "int_load_signatures",
    "int_load_identities",
    "int_load_identifiers",
    "int_load_keysets",
    "int_load_internal_keys",
    "int_load_made_ids",
    "int_load_known",
    "int_load_events",
    "int_load_links",
)
TABLES = (
    "load_words",
    "load_identities",
    "load_without_ids",
    "load_contested",
    "load_linking",
)
_IDENTITY_MODELS = MODELS[2:6]
_KNOWN_TO = {"new": NEW, "corrected": CORRECTED, "known": NOTHING}


@dataclass(frozen=True)
class Rows:
    """The staged rows of a load, one value each.

    Attributes:
        file_no, row_id, line_number: where it is.
        is_event: false where it only links identifiers.
        reason: place among `reasons` of why it is refused; -1 where it is not.
        reasons: in their alphabetical order.
        identity: number of its list of identifiers in the load.
        signature_no, keyset_no: numbers in the state; a keyset of -1 is none.
        content_key: of all its values.
        event_key: of its source and id.
        addition: NOTHING, NEW, CORRECTED or LINK.
        is_stored: it is what the state will have of its event.
    """

    file_no: Int32
    row_id: Int64
    line_number: Int64
    is_event: Bool
    reason: Int32
    reasons: tuple[str, ...]
    identity: Int32
    signature_no: Int32
    keyset_no: Int32
    content_key: Keys
    event_key: Keys
    addition: Int32
    is_stored: Bool

    def __len__(self) -> int:
        """How many rows."""
        return len(self.row_id)

    def used_identities(self) -> Int32:
        """Numbers of the lists of identifiers on what is stored, each once."""
        return _values_of(self.identity[self.is_stored | (self.addition == LINK)])

    def used_signatures(self) -> Int32:
        """Numbers of the combinations of words on what is stored, each once."""
        return _values_of(self.signature_no[self.is_stored])


def judge(engine: Engine, parameters: Mapping[str, object]) -> Rows:
    """Judge the rows of int_staged.

    Args:
        engine: the state; holds int_staged, load_files and load_flagged_values.
        parameters: what the models bind: `latest`, `denied`, the letters of normal forms, the secret's pads.
    """
    scan = engine.select_model("int_load_scan", parameters)
    words = number_keys(_keys(scan, "words_key"))
    identities = number_keys(_keys(scan, "identity_key"))
    signature_no = _signatures(engine, scan, words)[words.number]
    keyset_no = _keysets(engine, scan, identities, parameters)[identities.number]
    reason, reasons = _reasons(scan, keyset_no)
    values = (_times(scan), _keys(scan, "event_key"), _keys(scan, "rest_key"), _flags(scan, "is_event"))
    content_key = mixed(*values, signature_no, keyset_no)
    value_key = mixed(*values, _keys(scan, "words_key"), _keys(scan, "identity_key"))
    rows = Rows(
        file_no=_integers(scan, "file_no").astype(np.int32),
        row_id=_integers(scan, "row_id"),
        line_number=_integers(scan, "line_number"),
        is_event=_flags(scan, "is_event"),
        reason=reason,
        reasons=reasons,
        identity=identities.number,
        signature_no=signature_no,
        keyset_no=keyset_no,
        content_key=content_key,
        event_key=_event_keys(engine, scan, reason, identities, parameters),
        addition=np.zeros(len(scan), dtype=np.int32),
        is_stored=np.zeros(len(scan), dtype=np.bool_),
    )
    _judge_events(engine, rows, value_key)
    _judge_links(engine, rows)
    return rows


def _signatures(engine: Engine, scan: pa.Table, words: Numbered) -> Int32:
    """Number in the state of each distinct combination of words, by its number in the load."""
    first = pa.array(words.first)
    engine.register(
        "load_words",
        pa.table(
            {
                "words_no": np.arange(len(first)),
                "row_id": scan["row_id"].take(first),
                "flag": scan["flag"].take(first),
            }
        ),
    )
    engine.model("int_load_words")
    engine.model("int_load_signatures", {"next_signature": _next(engine, "signatures", "signature_no")})
    return _by_number(engine, "int_load_signatures", ("words_no", "signature_no"), len(first))


def _keysets(engine: Engine, scan: pa.Table, identities: Numbered, parameters: Mapping[str, object]) -> Int32:
    """Number in the state of the set of pseudonyms that each distinct list of identifiers stands for, by the
    list's number in the load; -1 where nothing in it is an identifier.
    """
    first = pa.array(identities.first)
    chosen = pa.table({"identity_no": np.arange(len(first)), "row_id": scan["row_id"].take(first)})
    engine.register("load_identities", chosen)
    numbers = {"next_keyset": _next(engine, "keysets", "keyset_no")}
    for model in _IDENTITY_MODELS:
        engine.model(model, {**parameters, **numbers})
    return _by_number(engine, "int_load_keysets", ("identity_no", "keyset_no"), len(first))


def _by_number(engine: Engine, table: str, columns: tuple[str, str], count: int) -> Int32:
    found = engine.fetch(table, columns)
    out = np.full(count, -1, dtype=np.int32)
    out[_integers(found, columns[0])] = _integers(found, columns[1])
    return out


def _next(engine: Engine, table: str, column: str) -> int:
    """The first number that the state does not have yet."""
    sql = f"select coalesce(max({column}) + 1, 0) as n from {table}"
    return int(engine.query(sql)["n"][0].as_py())


def _reasons(scan: pa.Table, keyset_no: Int32) -> tuple[Int32, tuple[str, ...]]:
    """Why each row is refused, as a place among the reasons; -1 where it is not."""
    found = scan["reason"].combine_chunks().dictionary_encode()
    names: list[str] = found.dictionary.to_pylist()
    reasons = tuple(sorted({*names, NO_IDENTITY, NO_EVENT_NAME}))
    place = np.array([*(reasons.index(name) for name in names), -1], dtype=np.int32)
    reason = place[found.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)]
    is_nobodys = (reason < 0) & (keyset_no < 0) & ~_flags(scan, "is_cost")
    reason[is_nobodys] = reasons.index(NO_IDENTITY)
    reason[(reason < 0) & _flags(scan, "is_nameless")] = reasons.index(NO_EVENT_NAME)
    return reason, reasons


def _event_keys(
    engine: Engine,
    scan: pa.Table,
    reason: Int32,
    identities: Numbered,
    parameters: Mapping[str, object],
) -> Keys:
    """The key of each event's source and id; ids are made where there are none."""
    keys = _keys(scan, "event_key").copy()
    nameless = np.flatnonzero((reason < 0) & _flags(scan, "is_event") & ~_flags(scan, "has_id"))
    row_ids = _integers(scan, "row_id")[nameless]
    chosen = pa.table({"row_id": row_ids, "identity_no": identities.number[nameless]})
    engine.register("load_without_ids", chosen)
    engine.model("int_load_made_ids", parameters)
    made = engine.fetch("int_load_made_ids", ("row_id", "event_key"), order_by=("row_id",))
    keys[nameless[np.argsort(row_ids)]] = _keys(made, "event_key")
    return keys


def _judge_events(engine: Engine, rows: Rows, value_key: Keys) -> None:
    """Tell new events from known ones and corrections; only what several rows tell is compared in full."""
    events = np.flatnonzero(rows.is_event & (rows.reason < 0))
    keys = rows.event_key[events]
    with engine.lend("load_event_keys", pa.table({"event_key": keys})):
        engine.model("int_load_known")
    is_contested = told_again(keys, _keys(engine.fetch("int_load_known", ("event_key",)), "event_key"))
    contested = events[is_contested]
    columns = {name: getattr(rows, name)[contested] for name in ("file_no", "row_id", "line_number")}
    engine.register(
        "load_contested",
        pa.table(
            {
                **columns,
                "content_key": rows.content_key[contested],
                "value_key": value_key[contested],
                "event_key": rows.event_key[contested],
            }
        ),
    )
    engine.model("int_load_events")
    plain = events[~is_contested]
    rows.addition[plain] = NEW
    rows.is_stored[plain] = True
    _settle(rows, contested, engine.fetch("int_load_events", ("row_id", "novelty", "is_stored")))


def _settle(rows: Rows, contested: Int64, judged: pa.Table) -> None:
    place = contested[np.argsort(rows.row_id[contested])]
    found = place[np.searchsorted(rows.row_id[place], _integers(judged, "row_id"))]
    rows.addition[found] = [_KNOWN_TO[novelty] for novelty in judged["novelty"].to_pylist()]
    rows.is_stored[found] = _flags(judged, "is_stored")


def _judge_links(engine: Engine, rows: Rows) -> None:
    linking = np.flatnonzero(~rows.is_event & (rows.reason < 0))
    names = ("file_no", "row_id", "line_number", "keyset_no", "content_key")
    engine.register("load_linking", pa.table({name: getattr(rows, name)[linking] for name in names}))
    engine.model("int_load_links")
    judged = engine.query("select row_id from int_load_links where novelty <> 'known'")
    place = linking[np.argsort(rows.row_id[linking])]
    rows.addition[place[np.searchsorted(rows.row_id[place], _integers(judged, "row_id"))]] = LINK


def _values_of(numbers: Int32) -> Int32:
    """The numbers that there are, in their order."""
    is_there = np.zeros(int(numbers.max(initial=-1)) + 1, dtype=np.bool_)
    is_there[numbers] = True
    return np.flatnonzero(is_there).astype(np.int32)


def _integers(table: pa.Table, name: str) -> Int64:
    return cast(Int64, table[name].to_numpy().astype(np.int64))


def _keys(table: pa.Table, name: str) -> Keys:
    return cast(Keys, table[name].to_numpy().astype(np.uint64, copy=False))


def _flags(table: pa.Table, name: str) -> Bool:
    return cast(Bool, table[name].to_numpy())


def _times(table: pa.Table) -> Int64:
    """Microseconds since 1970; of rows without a time the least number there is."""
    times = table["occurred_at"].cast(pa.timestamp("us", "UTC")).cast(pa.int64())
    return cast(Int64, times.fill_null(np.iinfo(np.int64).min).to_numpy())


__all__ = ["CORRECTED", "LINK", "MODELS", "NEW", "NOTHING", "TABLES", "Rows", "judge"]
