"""Small worlds for the tests: events in, and from them the tables that findings read, by SQL of their own.

One journey per customer; the tables have the shapes of journeymine.tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from journeymine.config import Settings
from journeymine.engine import DuckEngine
from tests.engines import temporary_engine

START = datetime(2024, 1, 1, tzinfo=UTC)
STAGES = (
    ("awareness", "buyer", False),
    ("consideration", "buyer", False),
    ("purchase", "buyer", True),
    ("onboarding", "owner", False),
    ("support", "owner", False),
)
TOUCHPOINTS = (
    ("ad", "awareness"),
    ("blog", "awareness"),
    ("search", "consideration"),
    ("compare", "consideration"),
    ("cart", "consideration"),
    ("order", "purchase"),
    ("welcome", "onboarding"),
    ("manual", "onboarding"),
    ("ticket", "support"),
    ("hotline", "support"),
    ("survey", "support"),
)
_TYPES = {
    "customer_id": pa.string(),
    "occurred_at": pa.timestamp("us", "UTC"),
    "touchpoint": pa.string(),
    "event_name": pa.string(),
    "session_id": pa.string(),
    "channel": pa.string(),
    "device": pa.string(),
    "value": pa.float64(),
    "currency": pa.string(),
    "score_raw": pa.float64(),
    "score_kind": pa.string(),
    "friction": pa.string(),
    "touchpoint_hint": pa.string(),
    "cart_role": pa.int8(),
}
_CART_TYPES = {
    "cart_id": pa.string(),
    "customer_id": pa.string(),
    "opened_at": pa.timestamp("us", "UTC"),
    "last_activity_at": pa.timestamp("us", "UTC"),
    "closed_at": pa.timestamp("us", "UTC"),
    "outcome": pa.string(),
    "value": pa.float64(),
    "currency": pa.string(),
    "last_checkout_step": pa.string(),
    "friction": pa.list_(pa.string()),
    "device": pa.string(),
    "channel": pa.string(),
}


def day(days: float) -> datetime:
    """An instant, in days from the start."""
    return START + timedelta(seconds=round(days * 86400))


def settings(**changes: Any) -> Settings:
    """A journey file with the stages and touchpoints above."""
    tree: dict[str, Any] = {
        "sources": {"web": {"name": "web", "vendor": "ga4", "files": "x.json"}},
        "stages": [{"name": name, "half": half, "conversion": sells} for name, half, sells in STAGES],
        "touchpoints": [
            {"name": name, "stage": stage, "owner": f"team {name}", "when": {"event": name}}
            for name, stage in TOUCHPOINTS
        ],
    }
    return Settings.model_validate({**tree, **changes})


@dataclass
class World:
    """Columns of events and carts to be; absent columns are NULL."""

    events: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    carts: list[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])

    def add(self, customer: str, at: float, touchpoint: str | None = None, **values: Any) -> None:
        """One event at `at` days."""
        count = len(self.events.get("customer_id", []))
        row = {"customer_id": customer, "occurred_at": day(at), "touchpoint": touchpoint, **values}
        for name in {*row, *self.events}:
            self.events.setdefault(name, [None] * count).append(row.get(name))

    def walk(self, customer: str, at: float, path: Sequence[str], *, gap: float = 1.0) -> None:
        """Events at the touchpoints of a path, `gap` days apart."""
        for place, touchpoint in enumerate(path):
            self.add(customer, at + place * gap, touchpoint)

    def cart(
        self, customer: str, at: float, outcome: str, friction: Sequence[str] = (), **values: Any
    ) -> None:
        """One cart of an outcome, opened at `at` days and done with within two hours."""
        row = {
            "cart_id": f"{customer}-c{len(self.carts)}",
            "customer_id": customer,
            "opened_at": day(at),
            "last_activity_at": day(at + 0.04),
            "closed_at": day(at + 0.08),
            "outcome": outcome,
            "friction": list(friction),
        }
        self.carts.append({**row, **values})

    def build(self, *, as_of: float, inactive_days: float = 30.0) -> DuckEngine:
        """An engine with events, journeys, stays, journey_steps, stages and carts."""
        count = len(self.events.get("customer_id", []))
        columns = {
            name: pa.array(self.events.get(name, [None] * count), kind) for name, kind in _TYPES.items()
        }
        return build(pa.table(columns), self.carts, as_of=day(as_of), inactive_days=inactive_days)


def build(
    events: pa.Table, carts: Sequence[Mapping[str, Any]], *, as_of: datetime, inactive_days: float = 30.0
) -> DuckEngine:
    """The tables from an Arrow table of events and rows of carts."""
    engine = temporary_engine()
    engine.register("raw", events)
    engine.register(
        "stages",
        pa.table(
            {
                "stage": [name for name, _, _ in STAGES],
                "stage_index": pa.array(range(len(STAGES)), pa.int64()),
                "half": [half for _, half, _ in STAGES],
                "is_conversion": [sells for _, _, sells in STAGES],
                "label": [name.title() for name, _, _ in STAGES],
            }
        ),
    )
    engine.register(
        "places",
        pa.table({"touchpoint": [name for name, _ in TOUCHPOINTS], "stage": [at for _, at in TOUCHPOINTS]}),
    )
    rows = [{**dict.fromkeys(_CART_TYPES), **cart} for cart in carts]
    engine.register("raw_carts", pa.Table.from_pylist(rows, schema=pa.schema(list(_CART_TYPES.items()))))
    for statement in (_EVENTS, _NAMES, _CARTS, _WALKED, _JOURNEY_STEPS):
        engine.execute(f"create temporary table {statement}")
    engine.execute(
        f"create temporary table {_JOURNEYS}", {"as_of": as_of, "inactive": timedelta(days=inactive_days)}
    )
    engine.execute("create temporary view event_codes as select * from events")
    engine.execute("create temporary table int_journeys as select * exclude (persona) from journeys")
    engine.execute(f"create temporary table {_STAYS}")
    return engine


_EVENTS = """
events as
select
    'e' || (row_number() over (order by raw.customer_id, raw.occurred_at, raw.rowid)) as event_id,
    'web' as source, raw.occurred_at, 0 as sequence, raw.customer_id, raw.session_id,
    coalesce(raw.event_name, raw.touchpoint, 'other') as event_name,
    raw.touchpoint, places.stage, raw.channel,
    null::varchar as campaign, raw.device, null::varchar as page, raw.value, raw.currency,
    case raw.score_kind
        when 'nps' then (raw.score_raw - 5) / 5 when 'ces' then (raw.score_raw - 4) / 3
        else (raw.score_raw - 3) / 2
    end as score,
    null::double as sentiment, raw.score_kind, raw.score_raw,
    case when raw.touchpoint is not null then raw.customer_id || '-j1' end as journey_id,
    raw.friction,
    row_number() over (order by raw.customer_id, raw.occurred_at, raw.rowid) - 1 as position,
    true as is_known, coalesce(stages.is_conversion, false) as is_conversion,
    coalesce(raw.cart_role, 0) as cart_role, raw.touchpoint_hint,
    (dense_rank() over (order by raw.customer_id) - 1)::integer as customer_no,
    case when raw.session_id is not null
        then dense_rank() over (order by raw.session_id is null, raw.session_id) - 1 end as session_no
from raw
left join places on places.touchpoint = raw.touchpoint
left join stages on stages.stage = places.stage
"""
_NAMES = """
customer_names as
with
    seen as (select distinct customer_no, customer_id, is_known from events),
    others as (
        select distinct customer_id from raw_carts where customer_id not in (select customer_id from seen)
    )
select customer_no, customer_id, is_known from seen
union all
select (select count(*) from seen) + row_number() over (order by customer_id) - 1, customer_id, true
from others
"""
_CARTS = """
carts as
select raw_carts.*, names.customer_no
from raw_carts join customer_names as names on names.customer_id = raw_carts.customer_id
"""
_WALKED = """
walked as
with
    nodes as (
        select 'stage' as level, journey_id, customer_id, stage as node, occurred_at, position
        from events where journey_id is not null
        union all
        select 'touchpoint', journey_id, customer_id, touchpoint, occurred_at, position
        from events where journey_id is not null
    ),
    marked as (
        select *, coalesce(node <> lag(node) over w, true)::int as is_new
        from nodes window w as (partition by level, journey_id order by position)
    ),
    numbered as (
        select *, sum(is_new) over (partition by level, journey_id order by position) - 1 as step_index
        from marked
    )
select level, journey_id, customer_id, step_index::bigint as step_index, any_value(node) as node,
    min(occurred_at) as entered_at, max(occurred_at) as left_at, count(*) as event_count
from numbered group by level, journey_id, customer_id, step_index
"""
_JOURNEY_STEPS = """
journey_steps as
select s.journey_id, s.customer_id, names.customer_no, names.customer_no as journey_no, s.step_index,
    s.node as stage, s.entered_at, s.left_at,
    epoch(s.left_at) - epoch(s.entered_at) as dwell_seconds, s.event_count,
    case sign(t.stage_index - lag(t.stage_index) over w)
        when -1 then 'back' when 1 then
        case when t.stage_index - lag(t.stage_index) over w = 1 then 'forward' else 'skip' end
    end as direction
from walked s join stages t on t.stage = s.node
join customer_names as names on names.customer_id = s.customer_id
where s.level = 'stage'
window w as (partition by s.journey_id order by s.step_index)
"""
_STAYS = """
stays as
select walked.level, dense_rank() over (order by walked.customer_id) - 1 as journey_no, walked.journey_id,
    dense_rank() over (order by walked.customer_id) - 1 as customer_no, walked.customer_id,
    walked.step_index, walked.node,
    lead(walked.node) over (partition by walked.level, walked.journey_id order by walked.step_index)
        as next_node,
    walked.entered_at, walked.left_at, walked.event_count, journeys.outcome, journeys.value
from walked join journeys using (journey_id)
"""
_JOURNEYS = """
journeys as
with seen as (
    select journey_id, customer_id, min(occurred_at) as started_at, max(occurred_at) as ended_at,
        bool_or(is_conversion) as is_converted, sum(value) filter (where is_conversion) as value,
        count(*) as event_count
    from events where journey_id is not null group by journey_id, customer_id
), walked as (
    select journey_id, count(*) as step_count, count(*) filter (where direction = 'back') as backward_count
    from journey_steps group by journey_id
)
select seen.journey_id, seen.customer_id, names.customer_no, names.customer_no as journey_no,
    1 as journey_index, started_at, ended_at,
    case
        when is_converted then 'converted' when $as_of - ended_at <= $inactive then 'open' else 'dropped'
    end as outcome,
    step_count, backward_count,
    case when step_count > 1 then backward_count / (step_count - 1) end as backward_rate,
    value, event_count, null::varchar as persona
from seen join walked using (journey_id) join customer_names as names using (customer_id)
"""
