"""Who did what when: the events of all customers in the total order, those of no customer left out.

Reads event_rows, keyset_owners, int_holders, what shared devices hold, and the stage map; gives the ordered
events as arrays, and the tables hygiene and ordered_customers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import numpy as np
import pyarrow as pa

from journeymine.config import Settings
from journeymine.engine import Engine
from journeymine.stages import rule_parameters, signatures_of
from journeymine.walk import Coded, Ordered, Signatures
from journeymine.walk.bits import plain
from journeymine.walk.paths import Bool, Float64, Int8, Int32, Int64, bounds_of, changes
from journeymine.walk.units import Units

FLAGS = ("test", "internal", "bot", "runaway")
"""Kinds of events that are no customer's; where two fit, the first counts."""

FIGURES = ("value", "quantity", "score", "sentiment")
TEST, INTERNAL, BOT, RUNAWAY = range(1, 5)
MICROSECOND = timedelta(microseconds=1)
DAY = 86_400_000_000
_SCALES = {"nps": (5, 5), "csat": (3, 2), "ces": (4, 3), "stars": (3, 2)}
"""Middle of each scale, and from there to its end."""


@dataclass(frozen=True)
class OrderedEvents:
    """Events in order, with what the walk does not need to know.

    Attributes:
        events: the arrays.
        row_no: row of each event in event_rows.
        keyset_no: the set of identifiers that each event carries.
        score_raw: answers in their own scales; None where there is none.
        figures: value, quantity, score (-1 to 1) and sentiment, of those that any event has.
        properties: those that the journey file names under `properties`.
        hygiene: what was left out, in words.
    """

    events: Ordered
    row_no: Int64
    keyset_no: Int32
    score_raw: Float64 | None
    figures: Mapping[str, Float64]
    properties: Mapping[str, Coded]
    hygiene: str


@dataclass(frozen=True)
class _Log:
    """event_rows as arrays, in the order in which they lie."""

    row_no: Int64
    keyset_no: Int32
    signature: Int32
    times: Int64
    sequence: Int64


@dataclass(frozen=True)
class _Marks:
    """What tells ordered events that are no customer's.

    Attributes:
        customer: place of each event's customer.
        is_own: whether the event is of the company's own people.
        of_signature: flag of each signature.
    """

    customer: Int32
    is_own: Bool
    of_signature: Int8


@dataclass(frozen=True)
class _Kept:
    """Events of customers in order, without those that are left out.

    Attributes:
        rows: place of each in event_rows as it lies.
        row_no, keyset_no: as in OrderedEvents.
        customer: number of its customer.
        times, signature: as in Paths.
        told: what was left out, in words.
    """

    rows: Int64
    row_no: Int64
    keyset_no: Int32
    customer: Int32
    times: Int64
    signature: Int32
    told: str


def order_events(engine: Engine, settings: Settings) -> OrderedEvents:
    """Put all events of customers in order.

    Args:
        engine: the state, its identifiers joined and its signatures classified.
        settings: the journey file.
    """
    stage_map = engine.fetch("stage_map", order_by=("signature_no",))
    signatures = signatures_of(stage_map, settings)
    kept = _keep(engine, settings, stage_map, signatures)
    ordered = Ordered(
        bounds=bounds_of(changes(kept.customer)),
        times=kept.times,
        signature=kept.signature,
        signatures=signatures,
        group=_groups(engine, settings, kept.row_no, kept.customer),
    )
    properties = {name: _property(engine, name, kept.row_no) for name in settings.properties}
    found = _figures(engine, kept.rows)
    figures = {**found, "score": _scaled(ordered, found["score"])} if "score" in found else found
    numbers = kept.row_no, kept.keyset_no
    return OrderedEvents(ordered, *numbers, found.get("score"), figures, properties, kept.told)


def _keep(engine: Engine, settings: Settings, stage_map: pa.Table, signatures: Signatures) -> _Kept:
    """Order all events and keep those that are customers'; what it takes is let go of before more is read."""
    log = _read_log(engine, stage_map, settings)
    holder = _holders(engine, log)
    events, order = _in_order(engine, log, holder, signatures)
    marks = _marks(engine, events, log.keyset_no[order], stage_map)
    flag = _flags(settings, events, marks)
    told = _tell_flags(engine, settings, events, flag)
    is_kept = (flag == 0) | np.isin(flag, [1 + FLAGS.index(name) for name in settings.hygiene.keep])
    kept = np.flatnonzero(is_kept)
    rows = order[kept]
    _name_customers(engine, holder[rows])
    return _Kept(
        rows=rows,
        row_no=log.row_no[rows],
        keyset_no=log.keyset_no[rows],
        customer=marks.customer[kept],
        times=events.times[kept],
        signature=events.signature[kept],
        told=told,
    )


def _read_log(engine: Engine, stage_map: pa.Table, settings: Settings) -> _Log:
    table = engine.query(
        "select rowid as row_no, keyset_no, signature_no, epoch_us(occurred_at) as at, sequence "
        "from event_rows"
    )
    row_no = _integers(table, "row_no")
    if settings.rule_properties():
        engine.model("int_event_signatures", rule_parameters(settings))
        found = engine.fetch("int_event_signatures", order_by=("row_no",))
        signature = _integers(found, "signature_no")[np.searchsorted(_integers(found, "row_no"), row_no)]
        engine.drop("int_event_signatures")
    else:
        signature = _by_state_number(stage_map)[_integers(table, "signature_no")]
    return _Log(
        row_no=row_no,
        keyset_no=_integers(table, "keyset_no").astype(np.int32),
        signature=signature.astype(np.int32),
        times=plain(_integers(table, "at")),
        sequence=plain(_integers(table, "sequence")),
    )


def _by_state_number(stage_map: pa.Table) -> Int64:
    """Number of a signature in the stage map, by its number in the state."""
    numbers = _integers(stage_map, "state_no")
    out = np.full(int(numbers.max(initial=-1)) + 1, -1, dtype=np.int64)
    out[numbers] = _integers(stage_map, "signature_no")
    return out


def _holders(engine: Engine, log: _Log) -> Int32:
    """The customer of each event, by its place in int_holders."""
    holders = engine.query("select holder_no, holder_place from int_holders where session_name is null")
    by_identifier = np.full(engine.count("int_identifiers"), -1, dtype=np.int32)
    by_identifier[_integers(holders, "holder_no")] = _integers(holders, "holder_place")
    owners = engine.query(
        "select keyset_no, coalesce(owner_no, device_no) as holder_no from keyset_owners "
        "where keyset_no >= 0 and coalesce(owner_no, device_no) is not null"
    )
    by_keyset = np.full(int(log.keyset_no.max(initial=-1)) + 1, -1, dtype=np.int32)
    numbers = _integers(owners, "keyset_no")
    inside = numbers < len(by_keyset)
    by_keyset[numbers[inside]] = by_identifier[_integers(owners, "holder_no")[inside]]
    holder = by_keyset[log.keyset_no]
    shared = engine.select_model("int_shared_holders")
    places = np.searchsorted(log.row_no, _integers(shared, "row_no"))
    holder[places] = _integers(shared, "holder_place")
    return holder


def _in_order(engine: Engine, log: _Log, holder: Int32, signatures: Signatures) -> tuple[Ordered, Int64]:
    """All events in order, and the place of each in the log."""
    from journeymine.walk.kernels.order import place_by_customer, sort_customers

    counts = np.bincount(holder, minlength=engine.count("int_holders"))
    bounds = np.append(0, np.cumsum(counts)).astype(np.int64)
    order = np.empty(len(holder), dtype=np.int64)
    place_by_customer(holder, bounds.copy(), order)
    source = signatures.codes("source").of_signature[log.signature]
    tied = np.zeros(len(order), dtype=np.bool_)
    customers = Units("customer", bounds[:-1], bounds[1:], np.zeros(0, dtype=np.int32))
    customers.each_range(
        lambda low, high: sort_customers(bounds, log.times, log.sequence, source, low, high, order, tied)
    )
    _settle_ties(engine, log, order, np.flatnonzero(tied), source=source)
    no_group = np.zeros(0, dtype=np.int32)
    return Ordered(bounds, log.times[order], log.signature[order], signatures, no_group), order


def _settle_ties(engine: Engine, log: _Log, order: Int64, tied: Int64, *, source: Int32) -> None:
    """Put events that differ in nothing but their id in the order of their ids."""
    if not len(tied):
        return
    rows = order[tied]
    engine.register("tied_events", pa.table({"row_no": log.row_no[rows]}))
    ranks = engine.select_model("int_tie_ranks").sort_by("row_no")
    engine.drop("tied_events")
    rank = _integers(ranks, "rank")[np.searchsorted(_integers(ranks, "row_no"), log.row_no[rows])]
    parts = (log.times[rows], log.sequence[rows], source[rows].astype(np.int64))
    is_new = np.ones(len(rows), dtype=np.bool_)
    is_new[1:] = np.diff(tied) > 1
    for part in parts:
        is_new[1:] |= part[1:] != part[:-1]
    order[tied] = rows[np.lexsort((rank, np.cumsum(is_new)))]


def _flags(settings: Settings, events: Ordered, marks: _Marks) -> Int8:
    """Of each ordered event 1 + its place among FLAGS, or 0 where it has none."""
    from journeymine.walk.kernels.order import flag_robots, flag_runaways

    rules = settings.hygiene
    flag = marks.of_signature[events.signature]
    is_robot = np.zeros(len(events.bounds) - 1, dtype=np.bool_)
    arrays = (events.bounds, events.times, events.signature, events.signatures.flags("is_sessionized"))
    most_of_day, most = rules.max_events_per_day, rules.max_session_events
    if most_of_day:
        events.customers.each_range(
            lambda low, high: flag_robots(*arrays, DAY, most_of_day, low, high, is_robot)
        )
    _mark(flag, marks.is_own, INTERNAL)
    _mark(flag, is_robot[marks.customer], BOT)
    if most:
        timeout = settings.sessions.timeout // MICROSECOND
        events.customers.each_range(
            lambda low, high: flag_runaways(*arrays, timeout, most, low, high, flag, RUNAWAY)
        )
    return flag


def _marks(engine: Engine, events: Ordered, keyset_no: Int32, stage_map: pa.Table) -> _Marks:
    """What tells events that are no customer's; `keyset_no` is that of each ordered event."""
    customer = events.customer_of_event()
    own = engine.query(
        "select distinct keysets.keyset_no from keysets inner join internal_keys as own "
        "on own.identifier_type = keysets.identifier_type and own.identifier_key = keysets.identifier_key"
    )
    is_own = np.zeros(len(events.bounds) - 1, dtype=np.bool_)
    if len(own):
        is_own[customer[np.isin(keyset_no, _integers(own, "keyset_no"))]] = True
    return _Marks(customer, is_own[customer], _flags_of_signatures(stage_map, len(events.signatures)))


def _mark(flag: Int8, chosen: Bool, mark: int) -> None:
    """Set a mark on chosen events, where they have none that counts before it."""
    flag[chosen & ((flag == 0) | (flag > mark))] = mark


def _flags_of_signatures(stage_map: pa.Table, count: int) -> Int8:
    """The flag that the load or a rule gives to each signature; of two the first among FLAGS."""
    flag = np.zeros(count, dtype=np.int8)
    numbers = _integers(stage_map, "signature_no")
    for column in ("told_flag", "flag"):
        for number, name in zip(numbers, stage_map[column].to_pylist(), strict=True):
            if name is not None:
                mark = 1 + FLAGS.index(name)
                flag[number] = mark if flag[number] == 0 else min(flag[number], mark)
    return flag


def _tell_flags(engine: Engine, settings: Settings, events: Ordered, flag: Int8) -> str:
    """Make the table hygiene, and say in words what it holds."""
    rows = np.flatnonzero(flag)
    sources = events.signatures.codes("source")
    kinds = pa.table(
        {
            "source_no": sources.of_signature[events.signature[rows]],
            "flag_no": flag[rows],
            "customer": events.customer_of_event()[rows],
        }
    )
    counted = kinds.group_by(["source_no", "flag_no"]).aggregate(
        [("customer", "count"), ("customer", "count_distinct")]
    )
    found = counted.sort_by([("flag_no", "ascending"), ("source_no", "ascending")]).to_pylist()
    keep = settings.hygiene.keep
    engine.register(
        "hygiene",
        pa.table(
            {
                "source": pa.array([sources.names[row["source_no"]] for row in found], pa.string()),
                "flag": pa.array([FLAGS[row["flag_no"] - 1] for row in found], pa.string()),
                "event_count": pa.array([row["customer_count"] for row in found], pa.int64()),
                "customer_count": pa.array([row["customer_count_distinct"] for row in found], pa.int64()),
                "is_in_figures": pa.array([FLAGS[row["flag_no"] - 1] in keep for row in found], pa.bool_()),
            }
        ),
    )
    totals = [(name, int(np.count_nonzero(flag == 1 + at))) for at, name in enumerate(FLAGS)]
    told = [f"{n:,} {name} {'kept' if name in keep else 'left out'}" for name, n in sorted(totals) if n]
    return ", ".join(told) or "none left out"


def _name_customers(engine: Engine, holder: Int32) -> None:
    """Make ordered_customers: number and place in int_holders of each customer that has an event.

    Args:
        engine: gets the table.
        holder: of each event in order.
    """
    places = holder[changes(holder)]
    engine.register(
        "ordered_customers", pa.table({"customer_no": np.arange(len(places)), "holder_place": places})
    )


def _groups(engine: Engine, settings: Settings, row_no: Int64, customer: Int32) -> Int32:
    """Of each event the group that its source's own session id makes with its customer; -1 for none.

    Empty where no source's ids are trusted.
    """
    native = [
        name for name, one in settings.sources.items() if one.is_sessionized and one.session_id == "native"
    ]
    if not native:
        return np.zeros(0, dtype=np.int32)
    engine.register("native_sources", pa.table({"source": pa.array(native, pa.string())}))
    keys = engine.select_model("int_native_sessions")
    engine.drop("native_sources")
    key_of_row = np.full(int(row_no.max(initial=-1)) + 1, -1, dtype=np.int64)
    rows = _integers(keys, "row_no")
    inside = rows < len(key_of_row)
    key_of_row[rows[inside]] = _integers(keys, "key_no")[inside]
    key = key_of_row[row_no]
    chosen = np.flatnonzero(key >= 0)
    groups = np.full(len(row_no), -1, dtype=np.int32)
    pairs = np.stack([customer[chosen], key[chosen]])
    groups[chosen] = np.unique(pairs, axis=1, return_inverse=True)[1].reshape(-1)
    return groups


def _figures(engine: Engine, rows: Int64) -> dict[str, Float64]:
    """The figures that any event has, of the events in these rows of event_rows as it lies."""
    counted = ", ".join(f"count({name})" for name in FIGURES)
    (counts,) = engine.values(f"select {counted} from event_rows")
    return {name: _figure(engine, name)[rows] for name, count in zip(FIGURES, counts, strict=True) if count}


def _figure(engine: Engine, name: str) -> Float64:
    values = engine.query(f"select {name} from event_rows")[name].to_numpy()
    return cast(Float64, values.astype(np.float64, copy=False))


def _scaled(events: Ordered, score: Float64) -> Float64:
    """Answers on the scale from -1 to 1; NaN for those of no known scale."""
    kinds = events.signatures.texts("score_kind")
    middle = np.array([_SCALES.get(kind or "", (np.nan, 1))[0] for kind in kinds], dtype=np.float64)
    half = np.array([_SCALES.get(kind or "", (np.nan, 1))[1] for kind in kinds], dtype=np.float64)
    return (score - middle[events.signature]) / half[events.signature]


def _property(engine: Engine, name: str, row_no: Int64) -> Coded:
    """A property of the events in these rows, its values numbered in their order."""
    found = engine.select_model("int_event_property", {"path": f'$."{name}"'})
    values = found["value"].combine_chunks().dictionary_encode()
    texts: list[str] = values.dictionary.to_pylist()
    names = tuple(sorted(texts))
    place = {text: code for code, text in enumerate(names)}
    code_of = np.array([place[text] for text in texts], dtype=np.int32)
    by_row = np.full(int(row_no.max(initial=-1)) + 1, -1, dtype=np.int32)
    rows = _integers(found, "row_no")
    inside = rows < len(by_row)
    by_row[rows[inside]] = code_of[values.indices.to_numpy()[inside]] if len(code_of) else -1
    return Coded(by_row[row_no], names)


def _integers(table: pa.Table, name: str) -> Int64:
    return cast(Int64, table[name].to_numpy().astype(np.int64, copy=False))


__all__ = ["FIGURES", "FLAGS", "OrderedEvents", "order_events"]
